"""The small-area model of a page: the quick answer at once, the full posterior as soon as it is there.

What is on a page when it opens, or in a report, is always the full answer. After a change of the selection a preview
is drawn first and the full answer is computed beside it, so that turning a knob never waits.
"""

import asyncio
import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from workbench import areas
from workbench.analysis.rows import column
from workbench.analysis.small_areas import SmallAreas, estimate
from workbench.catalog import load_catalog
from workbench.disclosure import SafeTable
from workbench.errors import CannotAnswer, WorkbenchError
from workbench.views.drawings.svg import Markup, tag
from workbench.views.follow import follow, shown
from workbench.views.picture import Picture
from workbench.views.references import here, named
from workbench.views.selection import Selection

PROVISIONAL = "Dit is een eerste, snelle schatting. De volledige berekening volgt vanzelf."
FOLLOWED = ("indicator", "level", "area", "period", "group", "comparison")
KEPT = 24


class Reference(NamedTuple):
    name: str
    value: float


class Question(NamedTuple):
    """Everything that the answer depends on."""

    figures: SafeTable
    indicator: str
    level: str
    period: int
    edition: int
    group: str
    reference: float


class Answers:
    """The answers that the pictures of one selection share."""

    def __init__(self, keuze: Selection):
        self._keuze, self._moved = keuze, False
        self._followers: list[Callable[[], None]] = []
        keuze.follow(self._move, *FOLLOWED)

    def now(self) -> tuple[SmallAreas, bool]:
        """The best answer there is without waiting long, and whether it is the full one. Raises: CannotAnswer."""
        question = asked(self._keuze)
        if not self._moved or question in _full:
            return full(question), True
        quick = _quick(question)
        _start(question, then=self._tell)
        return quick, False

    def then(self, again: Callable[[], None]) -> None:
        """Calls `again()` when a full answer has come after a preview."""
        self._followers.append(again)

    def _move(self) -> None:
        self._moved = True

    def _tell(self) -> None:
        for again in self._followers:
            again()


def answers(keuze: Selection) -> Answers:
    kept = vars(keuze)  # with the selection, so that they live and end together
    if "answers" not in kept:
        kept["answers"] = Answers(keuze)
    return kept["answers"]


def answered(keuze: Selection, draw: Callable[[SmallAreas], Markup]) -> Picture:
    """A picture of the answer, that says so as long as it is the quick one."""

    def drawn() -> Markup:
        found, final = answers(keuze).now()
        return draw(found) if final else tag("div", draw(found), tag("p", PROVISIONAL, class_="dw-note", role="status"))

    answers(keuze)  # follows the selection before the picture does
    picture = follow(keuze, lambda: shown(drawn), *FOLLOWED)

    def again() -> None:
        picture.html = shown(drawn)

    answers(keuze).then(again)
    return picture


def asked(keuze: Selection) -> Question:
    at = here(keuze)
    return Question(keuze.figures, at.indicator, keuze.level, at.period, at.edition, at.group, reference(keuze).value)


def reference(keuze: Selection) -> Reference:
    """The region, or the country when that is what is compared with. Raises: CannotAnswer."""
    code = areas.COUNTRY if keuze.comparison == "land" else areas.REGION
    found = named(keuze, code, at=here(keuze), kind="regio")
    if not found.cell.shown:
        raise CannotAnswer(
            f"no figure of {code} to compare with",
            page=f"Er is geen cijfer van {found.name} om mee te vergelijken. Kies een andere vergelijking.",
        )
    return Reference(found.name, float(found.cell.value))


def full(question: Question) -> SmallAreas:
    """The full posterior, made once. Raises: CannotAnswer."""
    if question not in _full:
        try:
            _keep(question, _answer(question, quick=False))
        except WorkbenchError as refusal:
            _keep(question, refusal)
    found = _full[question]
    if isinstance(found, WorkbenchError):
        raise found
    return found


@lru_cache(maxsize=8)
def _quick(question: Question) -> SmallAreas:
    return _answer(question, quick=True)


def _answer(question: Question, *, quick: bool) -> SmallAreas:
    place = {name: getattr(question, name) for name in ("level", "period", "edition", "group")}
    found = column(question.figures, question.indicator, **place)
    measure = load_catalog().indicator(question.indicator)
    return estimate(found, measure=measure, reference=question.reference, level=question.level, quick=quick)


def _start(question: Question, *, then: Callable[[], None]) -> None:
    """Computes the full answer beside the page, once, and tells the page in its own loop."""
    with _lock:
        _waiting.setdefault(question, []).append((then, running_loop()))
        if len(_waiting[question]) > 1:
            return
    threading.Thread(target=_finish, args=(question,), name="volledige schatting", daemon=True).start()


def _finish(question: Question) -> None:
    try:
        full(question)
    except WorkbenchError:
        pass  # kept, and raised when a picture asks for it
    finally:
        with _lock:
            told = dict(_waiting.pop(question))
        for then, loop in told.items():
            tell(then, loop=loop)


def running_loop() -> asyncio.AbstractEventLoop | None:
    """The loop of the page's kernel, in which its widgets are to be told; none outside a kernel."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def tell(call: Callable[[], None], *, loop: asyncio.AbstractEventLoop | None) -> None:
    """Makes the call in the page's loop, from another thread."""
    if loop is None:
        call()
    elif not loop.is_closed():
        loop.call_soon_threadsafe(call)


def _keep(question: Question, answer: SmallAreas | WorkbenchError) -> None:
    with _lock:
        _full[question] = answer
        while len(_full) > KEPT:
            _full.popitem(last=False)


_full: OrderedDict[Question, SmallAreas | WorkbenchError] = OrderedDict()
_waiting: dict[Question, list[tuple[Callable[[], None], asyncio.AbstractEventLoop | None]]] = {}
_lock = threading.RLock()
