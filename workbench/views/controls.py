"""The controls: what is looked at, chosen from what exists. They write to the selection and to nothing else."""

from collections.abc import Callable

import anywidget
import traitlets

from workbench import areas
from workbench.text import group_label, level_label, period
from workbench.views.drawings.svg import Markup, tag
from workbench.views.follow import change, follow, pick
from workbench.views.panel import Panel
from workbench.views.picture import STATIC
from workbench.views.search import found
from workbench.views.selection import COMPARISONS, Selection

Options = list[tuple[str, list[tuple[str, str]]]]  # (title of the group or "", [(value, words)])


class Choice(anywidget.AnyWidget):
    """One labelled list; `value` is what is chosen, as text."""

    _esm = STATIC / "choice.js"
    name = traitlets.Unicode().tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)
    options = traitlets.List().tag(sync=True)
    value = traitlets.Unicode().tag(sync=True)


class AreaSearch(anywidget.AnyWidget):
    """An area, found by its name. `shown` is the name of the area that is selected."""

    _esm = STATIC / "search.js"
    label = traitlets.Unicode("Gebied").tag(sync=True)
    shown = traitlets.Unicode().tag(sync=True)


def controls(keuze: Selection) -> Panel:
    """Indicator, level, area, period, group and comparison; each offers only what exists with the others."""
    choices = [_choice(keuze, *each) for each in _CHOICES]
    said = follow(keuze, lambda: _said(keuze), "said")
    said.add_class("dw-said")
    return Panel(choices[0], _search(keuze), *choices[1:], said, still=lambda: _chosen(keuze), kind="dw-controls")


def _choice(keuze: Selection, name: str, label: str, offered: Callable[[Selection], Options]) -> Choice:
    choice = Choice(name=name, label=label, options=offered(keuze), value=str(getattr(keuze, name)))

    def chosen(event: dict) -> None:
        if event["new"] != str(getattr(keuze, name)):
            change(keuze, **{name: int(event["new"]) if name == "period" else event["new"]})

    def again() -> None:
        with choice.hold_sync():
            choice.options, choice.value = offered(keuze), str(getattr(keuze, name))

    choice.observe(chosen, "value")
    keuze.follow(again, "indicator", "level", "area", "period", "group", "comparison", "edition", "said")
    return choice


def _search(keuze: Selection) -> AreaSearch:
    search = AreaSearch(shown=place(keuze, keuze.area))

    def asked(_widget: AreaSearch, content: dict, _buffers: object) -> None:
        if content.get("kind") == "area":
            pick(keuze, str(content.get("given", "")))
        if content.get("kind") == "search":
            hits = found(_reachable(keuze), str(content.get("given", ""))[:80])
            search.send({"hits": [(each.code, place(keuze, each.code)) for each in hits], "to": content.get("to")})

    def again() -> None:
        search.shown = place(keuze, keuze.area)

    search.on_msg(asked)
    keuze.follow(again, "area", "edition")
    return search


def place(keuze: Selection, code: str) -> str:
    """`Emmen`, `Angelslo (wijk in Emmen)`."""
    area = areas.area(code, edition=keuze.edition)
    around = areas.ancestors(code, edition=keuze.edition)
    gemeente = next((each.name for each in around if each.level == "gemeente"), None)
    return f"{area.name} ({level_label(area.level)} in {gemeente})" if gemeente else area.name


def _reachable(keuze: Selection) -> list[areas.Area]:
    """The region, its gemeenten, and what is finer as far as the indicator has figures there."""
    finer = keuze.offer.values("level", indicator=keuze.indicator, edition=keuze.edition)
    levels = dict.fromkeys(["regio", "gemeente", *finer])
    return [area for level in levels for area in areas.areas(level, edition=keuze.edition)]


def _indicators(keuze: Selection) -> Options:
    theme = keuze.catalog.theme(keuze.figures.theme)
    there = set(keuze.offer.values("indicator"))
    label = {name: keuze.catalog.indicator(name).label for name in there}
    grouped = [
        (each.label, [(name, label[name]) for name in each.indicators if name in there]) for each in theme.groups
    ]
    return [(title, options) for title, options in grouped if options]


def _levels(keuze: Selection) -> Options:
    known = keuze.offer.values("level", indicator=keuze.indicator)
    return [("", [(level, level_label(level, plural=True)) for level in known])]


def _periods(keuze: Selection) -> Options:
    known = keuze.offer.values("period", indicator=keuze.indicator)
    return [("", [(str(code), period(code)) for code in reversed(known)])]


def _groups(keuze: Selection) -> Options:
    known = keuze.offer.values("group", indicator=keuze.indicator, period=keuze.period)
    return [("", [(group, group_label(group)) for group in known])]


def _comparisons(keuze: Selection) -> Options:
    region, country = keuze.name(areas.REGION), keuze.name(areas.COUNTRY)
    words = {"beide": f"{region} en {country}", "regio": region, "land": country, "geen": "niets"}
    others = [(area.code, area.name) for area in areas.areas("gemeente", edition=keuze.edition)]
    return [("", [(name, words[name]) for name in COMPARISONS]), ("Een gemeente", others)]


def _said(keuze: Selection) -> Markup:
    return tag("p", keuze.said, role="status", class_="dw-status")


def _chosen(keuze: Selection) -> Markup:
    """The choices in words, for a report."""
    shown = [(label, _words(offered(keuze), str(getattr(keuze, name)))) for name, label, offered in _CHOICES]
    shown.insert(1, ("Gebied", place(keuze, keuze.area)))
    return tag(
        "dl", [tag("div", tag("dt", label), tag("dd", words)) for label, words in shown], class_="dw-chosen-list"
    )


def _words(options: Options, value: str) -> str:
    return next((words for _, entries in options for each, words in entries if each == value), value)


_CHOICES = (
    ("indicator", "Indicator", _indicators),
    ("level", "Per", _levels),
    ("period", "Periode", _periods),
    ("group", "Groep", _groups),
    ("comparison", "Vergelijk met", _comparisons),
)
