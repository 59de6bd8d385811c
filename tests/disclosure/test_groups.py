"""How age and sex groups add up, also when schemes cross."""

from workbench.disclosure.groups import Group, Sum, read_group, sums


def added(*names: str) -> set[tuple[str, frozenset[str], bool]]:
    return {(each.total, frozenset(each.parts), each.complete) for each in sums(frozenset(names))}


def test_groups_are_read_from_their_names():
    assert read_group("18-65") == Group("", 18, 65)
    assert read_group("vrouwen 65plus") == Group("vrouwen", 65, 200)
    assert read_group("mannen") == Group("mannen", 0, 200)
    assert read_group("hoog opgeleid") is None


def test_adults_are_the_younger_and_the_older_ones():
    assert added("18plus", "18-65", "65plus") == {("18plus", frozenset({"18-65", "65plus"}), True)}


def test_everybody_is_more_than_the_adults():
    assert added("totaal", "18plus") == {("totaal", frozenset({"18plus"}), False)}


def test_men_and_women_are_everybody_at_every_age():
    found = added("totaal", "18-65", "mannen", "vrouwen", "mannen 18-65", "vrouwen 18-65")
    assert ("totaal", frozenset({"mannen", "vrouwen"}), True) in found
    assert ("18-65", frozenset({"mannen 18-65", "vrouwen 18-65"}), True) in found


def test_schemes_that_cross_are_cut_into_slices():
    found = added("0-18", "18plus", "0-15", "15plus")
    assert ("0-18", frozenset({"0-15", "15-18"}), True) in found
    assert ("15plus", frozenset({"15-18", "18plus"}), True) in found


def test_a_group_that_cannot_be_read_adds_up_to_nothing():
    assert sums(frozenset({"hoog opgeleid", "totaal"})) == ()
    assert isinstance(sums(frozenset({"totaal", "0-18"}))[0], Sum)
