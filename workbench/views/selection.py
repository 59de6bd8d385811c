"""What we look at together: one selection, the truth that every control writes to and every picture follows.

The traits are `indicator, level, area, period, group, comparison`; `edition` follows from them. A change that makes
another choice impossible moves that choice to the nearest possible one, and `said` says so in words.
"""

from collections.abc import Callable

from traitlets import Dict, HasTraits, Int, Unicode, observe

from workbench import areas
from workbench.catalog import Catalog, Indicator, load_catalog
from workbench.disclosure import SafeTable
from workbench.errors import EditionMismatch, InvalidInput, UnknownName
from workbench.table import LEVELS
from workbench.text import group_label, level_label, period
from workbench.views.cells import Cell, Cells
from workbench.views.offer import Combination, Offer
from workbench.views.places import codes, gemeente_of, name_of, place_of

COMPARISONS = {"beide": "de regio en het land", "regio": "de regio", "land": "het land", "geen": "niets"}
NAMES = ("indicator", "level", "area", "period", "group", "comparison")
CHOSEN = ("indicator", "level", "period", "group", "edition")


class Selection(HasTraits):
    """Assign a trait or call `choose(...)`; pictures are told once per change, by `follow`."""

    indicator, level, area, group = Unicode(), Unicode(), Unicode(), Unicode()
    period, edition = Int(), Int()
    comparison = Unicode("beide")
    said = Unicode()
    extra = Dict()  # what one page asks beside these, by the name of its notebook parameter

    def __init__(self, figures: SafeTable, *, catalog: Catalog | None = None):
        super().__init__()
        self.figures, self.catalog = figures, catalog or load_catalog()
        self.offer, self.cells = Offer.of(figures, catalog=self.catalog), Cells.of(figures)
        self._followers: list[tuple[frozenset[str], Callable[[], None]]] = []
        self._moving = False

    @property
    def measure(self) -> Indicator:
        """The indicator as the catalogue describes it."""
        return self.catalog.indicator(self.indicator)

    @property
    def gemeente(self) -> str | None:
        """The gemeente of the area; none for the region and the country."""
        return gemeente_of(self.area, edition=self.edition)

    def of(self, figures: SafeTable) -> "Selection":
        """Itself, when it is a selection of these figures. Raises: InvalidInput."""
        if figures is not self.figures:
            raise InvalidInput(
                "the selection was made on another table",
                page="Deze keuze hoort bij andere cijfers. Maak haar opnieuw.",
            )
        return self

    def choose(self, **wish: object) -> None:
        """Changes one or more choices; the first named is kept, the others move when they must.

        Raises: UnknownName, InvalidInput or EditionMismatch, and then nothing has changed.
        """
        before = {name: getattr(self, name) for name in (*NAMES, "edition")}
        combination = self._settled(wish)
        area = wish.get("area", self.area)
        if "area" in wish:
            combination = self._fitting(str(area), combination)
        else:
            area = nearest_area(self.area, level=combination.level, edition=combination.edition, known=self.edition)
        comparison = known_comparison(str(wish.get("comparison", self.comparison)), edition=combination.edition)
        after = {name: getattr(combination, name) for name in CHOSEN} | {"area": area, "comparison": comparison}
        self._move(after, said=said(before, after, wished=set(wish)))
        self._tell({name for name in before if before[name] != after[name]} | {"said"})

    def complain(self, sentence: str) -> None:
        """Says why a wish could not be met; nothing else changes."""
        self._move({}, said=sentence)
        self._tell({"said"})

    def remember(self, **extra: object) -> None:
        """Keeps what only this page asks, such as a second indicator, and tells the pictures that follow `extra`."""
        if extra != {name: self.extra.get(name) for name in extra}:
            self.extra = self.extra | extra
            self._tell({"extra"})

    def follow(self, call: Callable[[], None], *names: str) -> None:
        """Calls `call()` once after each change of any of the named traits (all when none is named)."""
        self._followers.append((frozenset(names or (*NAMES, "edition", "extra")), call))

    def shown(self, level: str | None = None, *, area: str | None = None) -> list[Cell]:
        """The cells of the selection, for all areas of a level in the region, or for one area."""
        wanted = [area] if area else codes(level or self.level, edition=self.edition)
        return self.cells.at(self.indicator, edition=self.edition, period=self.period, group=self.group, areas=wanted)

    def name(self, code: str) -> str:
        return name_of(code, edition=self.edition)

    @observe(*NAMES)
    def _assigned(self, change: dict) -> None:
        if not self._moving and change["old"]:
            wished = change["new"]
            self._move({change["name"]: change["old"]}, said=self.said)
            self.choose(**{change["name"]: wished})

    def _settled(self, wish: dict[str, object]) -> Combination:
        kept = [name for name in CHOSEN if name in wish]
        target = Combination(**{name: wish.get(name, getattr(self, name)) for name in CHOSEN})
        return self.offer.nearest(target, keep=kept[0] if kept else "indicator")

    def _fitting(self, area: str, combination: Combination) -> Combination:
        """The combination at a level fine enough for a chosen area, which must exist in its edition."""
        level = place_of(area, edition=combination.edition).level
        if LEVELS.index(level) <= LEVELS.index(combination.level):
            return combination
        finer = self.offer.nearest(combination._replace(level=level), keep="indicator")
        if finer.level != level or finer.edition != combination.edition:
            raise InvalidInput(
                f"{combination.indicator} has no figures at level {level}",
                page=f"Deze indicator heeft geen cijfers per {level_label(level)}. Kies een groter gebied.",
                level=level,
            )
        return finer

    def _move(self, values: dict[str, object], *, said: str) -> None:
        self._moving = True
        try:
            for name, value in values.items():
                setattr(self, name, value)
            self.said = said
        finally:
            self._moving = False

    def _tell(self, changed: set[str]) -> None:
        for names, call in self._followers:
            if names & changed:
                call()


def select(
    cijfers: SafeTable,
    *,
    indicator: str = "",
    niveau: str = "",
    gebied: str = "",
    periode: int = 0,
    groep: str = "",
    vergelijking: str = "beide",
) -> Selection:
    """The selection a page opens with. What is left empty is chosen well: the newest period, the coarsest level.

    Raises: UnknownName, InvalidInput or EditionMismatch for what does not exist.
    """
    keuze = Selection(cijfers)
    wish = {"indicator": indicator, "period": periode, "level": niveau, "group": groep}
    combination = keuze.offer.whole({name: value for name, value in wish.items() if value})
    edition = combination.edition
    keuze._move({name: getattr(combination, name) for name in CHOSEN} | {"area": areas.REGION}, said="")
    area = areas.area(gebied, edition=edition) if gebied else areas.area(areas.REGION, edition=edition)
    if LEVELS.index(area.level) > LEVELS.index(combination.level) and not niveau:
        combination = keuze.offer.whole(
            {name: value for name, value in (wish | {"level": area.level}).items() if value}
        )
    keuze._move({name: getattr(combination, name) for name in CHOSEN}, said="")
    keuze.choose(area=area.code, comparison=vergelijking)
    keuze._move({}, said="")
    return keuze


def nearest_area(code: str, *, level: str, edition: int, known: int) -> str:
    """The area itself when it is there, at this level or coarser; else the smallest area around it that is.

    Takes: `known`, the edition in which the code is known to exist.
    """
    there = areas.concordance(known, edition).counterpart
    around = [code, *(area.code for area in areas.ancestors(code, edition=known))]
    fits = (there(each) for each in around if LEVELS.index(areas.level_of(each)) <= LEVELS.index(level))
    return next(filter(None, fits), areas.REGION)


def known_comparison(given: str, *, edition: int) -> str:
    """`beide`, `regio`, `land`, `geen`, or the code of another area. Raises: UnknownName, EditionMismatch."""
    if given in COMPARISONS:
        return given
    try:
        return areas.area(given, edition=edition).code
    except UnknownName as error:
        raise UnknownName.among(COMPARISONS, given=given, kind="comparison", soort="Vergelijking") from error
    except EditionMismatch:
        return "beide"


def said(before: dict[str, object], after: dict[str, object], *, wished: set[str]) -> str:
    """What moved without being asked, in one sentence; empty when nothing did."""
    moved = [name for name in _WORDS if before[name] != after[name] and name not in wished and before[name]]
    return f"Aangepast aan uw keuze: {'; '.join(_WORDS[name](after) for name in moved)}." if moved else ""


_WORDS: dict[str, Callable[[dict], str]] = {
    "level": lambda after: f"het niveau is nu {level_label(after['level'])}",
    "period": lambda after: f"de periode is nu {period(after['period'])}",
    "group": lambda after: f"de groep is nu {group_label(after['group'])}",
    "area": lambda after: f"het gebied is nu {name_of(after['area'], edition=after['edition'])}",
    "edition": lambda after: f"de gebieden zijn die van de indeling {after['edition']}",
}
