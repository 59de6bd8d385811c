"""The questions stand in the order of the cycle: data, duiden, dialoog, doen."""

from workbench.checks.notebooks import problems_in_notebooks
from workbench.server.notebooks import Listed, by_step, listed


def test_the_first_question_is_where_figures_differ_and_the_last_whether_it_works():
    names = [each.name for each in listed()]
    assert (names[0], names[-1]) == ("verkennen", "interventies")


def test_every_step_of_the_cycle_has_a_question_and_an_empty_step_has_no_heading():
    steps = by_step(listed())
    assert [heading.partition(":")[0] for heading in steps] == ["Data", "Duiden", "Dialoog", "Doen"]
    assert list(by_step([Listed("x", "X?", "", "doen", 1)])) == ["Doen: werkt het?"]


def test_a_notebook_of_a_researchers_own_comes_last():
    steps = by_step([Listed("eigen", "Eigen?", ""), Listed("x", "X?", "", "data", 1)])
    assert list(steps)[-1] == "Verder"


def test_the_check_names_a_notebook_without_a_step(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBENCH_NOTEBOOKS", str(tmp_path))
    (tmp_path / "los.ipynb").write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    assert any("needs metadata `werkplaats`" in problem for problem in problems_in_notebooks())
