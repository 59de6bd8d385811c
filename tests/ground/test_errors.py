"""Every error has an English line for the log and a Dutch sentence for the page."""

import pytest

from workbench import errors


def test_an_unknown_name_points_at_the_nearest_one():
    error = errors.UnknownName.among(["eenzaamheid", "stress"], given="eenzaamhid", kind="indicator", soort="Indicator")
    assert str(error) == "no indicator 'eenzaamhid'; did you mean 'eenzaamheid'?"
    assert error.page == "Indicator 'eenzaamhid' bestaat hier niet. Bedoelt u 'eenzaamheid'?"


def test_without_a_near_name_the_known_ones_are_listed():
    error = errors.UnknownName.among(["stress"], given="xyz", kind="indicator", soort="Indicator")
    assert error.page.endswith("Kies uit: stress.")
    assert error.facts["nearest"] is None


def test_there_are_fewer_than_a_dozen_kinds():
    assert len(errors.WorkbenchError.__subclasses__()) < 12


def test_an_error_without_a_sentence_for_the_page_cannot_be_made():
    with pytest.raises(TypeError):
        errors.StoreError("disk full")
