"""The controls: what is looked at, chosen from what exists. They write to the selection and to nothing else."""

from collections.abc import Callable, Iterable

import anywidget
import traitlets

from workbench import areas
from workbench.errors import UnknownName
from workbench.text import group_label, level_label, period
from workbench.views.drawings.svg import Markup, tag
from workbench.views.follow import change, follow, pick
from workbench.views.panel import Panel
from workbench.views.picture import STATIC
from workbench.views.places import place_of
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


def controls(keuze: Selection, *, only: Iterable[str] = ()) -> Panel:
    """Indicator, area, level, period, group and comparison; each offers only what exists with the others.

    Takes: `only`, the Dutch names of the parameters that may be chosen, such as `["gebied"]`. Raises: UnknownName.
    """
    wanted = list(only) or list(_CHOICES)
    for name in wanted:
        if name not in _CHOICES:
            raise UnknownName.among(_CHOICES, given=name, kind="control", soort="Keuze")
    made = [
        _search(keuze) if name == "gebied" else _choice(keuze, *_CHOICES[name]) for name in _CHOICES if name in wanted
    ]
    said = follow(keuze, lambda: _said(keuze), "said")
    said.add_class("dw-said")
    return Panel(*made, said, still=lambda: _chosen(keuze, wanted), kind="dw-controls")


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
    found = place_of(code, edition=keuze.edition)
    if found.gemeente is None or found.gemeente == code:
        return found.name
    return f"{found.name} ({level_label(found.level)} in {keuze.name(found.gemeente)})"


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


def _chosen(keuze: Selection, wanted: list[str]) -> Markup:
    """The choices in words, for a report."""
    shown = [(_CHOICES[name][1], _shown(keuze, *_CHOICES[name])) for name in _CHOICES if name in wanted]
    return tag(
        "dl", [tag("div", tag("dt", label), tag("dd", words)) for label, words in shown], class_="dw-chosen-list"
    )


def _shown(keuze: Selection, name: str, _label: str, offered: Callable[[Selection], Options]) -> str:
    return place(keuze, keuze.area) if name == "area" else _words(offered(keuze), str(getattr(keuze, name)))


def _words(options: Options, value: str) -> str:
    return next((words for _, entries in options for each, words in entries if each == value), value)


_CHOICES = {
    "indicator": ("indicator", "Indicator", _indicators),
    "gebied": ("area", "Gebied", lambda _keuze: []),
    "niveau": ("level", "Per", _levels),
    "periode": ("period", "Periode", _periods),
    "groep": ("group", "Groep", _groups),
    "vergelijking": ("comparison", "Vergelijk met", _comparisons),
}
