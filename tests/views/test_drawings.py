import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench import areas
from workbench.views.drawings import axes, legend, marks, palette, scales, svg
from workbench.views.drawings.names import in_two, row_name
from workbench.views.drawings.table import table

FIGURES = st.integers(-(10**9), 10**9).map(lambda thousandths: thousandths / 1000)


@given(st.text())
def test_no_text_becomes_markup(text):
    drawn = svg.tag("text", text, data_area=text)
    assert drawn.count("<") == 2
    assert drawn.count("'") == 2


@given(st.lists(FIGURES, min_size=1))
def test_a_scale_holds_every_value_and_all_its_ticks(values):
    scale = scales.spanning(values, start=0, stop=100)
    for value in [*values, *scale.ticks()]:
        assert -1e-6 <= scale(value) <= 100 + 1e-6


@given(st.integers(1, 10**9).map(lambda thousandths: thousandths / 1000))
def test_a_scale_of_figures_starts_at_zero(value):
    assert scales.spanning([value], start=10, stop=90)(0) == 10


def test_ticks_are_round_numbers():
    assert scales.spanning([0, 9.2], start=0, stop=100).ticks() == [0, 2, 4, 6, 8, 10]


def test_a_scale_without_figures_is_still_a_scale():
    assert scales.spanning([None, math.nan], start=0, stop=100)(0.5) == 50


def test_ticks_are_written_as_a_dutch_reader_writes_them():
    drawn = axes.vertical_grid(scales.Linear(0, 1, 0, 100), top=0, bottom=50)
    assert ">0,2<" in drawn


@pytest.mark.parametrize(("value", "byte"), [(0, palette.ZERO), (0.1, 0), (4, 0), (4.1, 1), (8.0, 3), (8.1, 4)])
def test_a_boundary_belongs_to_the_class_below_it(value, byte):
    assert palette.class_of(value, status="published", boundaries=[4, 5, 6, 8]) == byte


def test_a_hidden_figure_never_gets_a_class_even_with_a_value_beside_it():
    assert palette.class_of(3.0, status="suppressed", boundaries=[1, 2, 3, 4]) == palette.HIDDEN


@given(st.lists(FIGURES, min_size=4, max_size=4, unique=True), FIGURES, FIGURES)
def test_a_higher_figure_is_never_in_a_lower_class(boundaries, one, other):
    low, high = sorted((one, other))
    classes = [palette.class_of(v, status="published", boundaries=sorted(boundaries)) for v in (low, high)]
    assert palette.ZERO in classes or classes[0] <= classes[1]


def test_the_states_differ_from_each_other_in_every_chart():
    drawn = {marks.absent(status, x=0, y=0, words=False) for status in marks.STATES}
    assert len(drawn | {marks.dot(0, 0, zero=True)}) == 4


def test_the_legend_says_only_the_states_that_occur():
    drawn = legend.legend(
        [4, 5, 6, 8], direction="higher_is_worse", unit="percent", decimals=1, present={2, palette.HIDDEN}
    )
    assert "verborgen om privacy" in drawn
    assert "niet gemeten" not in drawn


def test_class_boundaries_are_written_with_their_unit():
    assert legend.class_words([4, 5.5, 7, 8], unit="percent", decimals=1)[:2] == ["t/m 4,0\xa0%", "4,0 – 5,5\xa0%"]


def luminance(colour):  # WCAG 2.2, relative luminance
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("name", palette.PALETTES)
def test_each_class_is_darker_than_the_one_before(name):
    light = [luminance(colour) for colour in palette.PALETTES[name]]
    assert light == sorted(light, reverse=True)


def test_a_table_can_be_scrolled_by_keyboard_and_says_which_row_is_chosen():
    drawn = table(["gebied", "cijfer"], [["Assen", "5,5 %"], ["Emmen", "6,4 %"]], caption="Cijfers", chosen=1)
    assert "tabindex='0'" in drawn
    assert drawn.index("aria-current='true'") < drawn.index("Emmen") < drawn.index("6,4")


@pytest.mark.parametrize("name", ["Verspreide huizen Nieuw-Schoonebeek", "Emmen-omgeving Oude Roswinkelerweg"])
def test_a_long_name_has_a_whole_and_a_two_line_form_and_loses_nothing(name):
    drawn = row_name(name, height=24, kind="")
    assert f">{name}</text>" in drawn
    narrow = re.search(r"<text class='dw-name-narrow' display='none'>(.*)</text>", drawn)[1]
    lines = re.findall(r"<tspan[^>]*>([^<]+)</tspan>", narrow)
    assert len(lines) == 2
    assert "".join(lines).replace(" ", "") == name.replace(" ", "")


@pytest.mark.parametrize("level", ["gemeente", "wijk", "buurt"])
def test_no_name_of_the_region_needs_more_than_two_lines(level):
    assert max(len(in_two(area.name)) for area in areas.areas(level, edition=2024)) <= 2


def test_a_short_name_is_written_once():
    assert row_name("Emmen", height=24, kind="").count("Emmen") == 1
