"""The full MCMC check of the fast model: started from the page, in the background, and then both are shown."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import wait

import numpy as np

from workbench.analysis import mcmc
from workbench.analysis.small_areas import SmallAreas
from workbench.disclosure import SafeTable
from workbench.errors import WorkbenchError
from workbench.text import count, interval, with_unit
from workbench.views.drawings.svg import Markup, join, tag
from workbench.views.drawings.table import table
from workbench.views.duiden.answers import FOLLOWED, asked, full, running_loop, tell
from workbench.views.duiden.validated import validated
from workbench.views.follow import follow, shown
from workbench.views.picture import Picture
from workbench.views.selection import Selection

SHOWN = 10
LOOK = 1.0  # seconds between two looks at how far it is
STAGES = {"building": "het model wordt klaargezet", "drawing": "er wordt getrokken"}
FAILED = "De volledige berekening is niet gelukt. De snelle schatting blijft staan, maar is niet gecontroleerd."


def check(cijfers: SafeTable, keuze: Selection) -> Picture:
    """A button that has the model computed in full, in the background, and then shows both."""
    state = Check(keuze.of(cijfers))
    picture = follow(keuze, lambda: shown(state.drawn), *FOLLOWED)

    def again() -> None:
        picture.html = shown(state.drawn)

    state.tell = again
    return picture.when("mcmc", lambda _: state.start())


class Check:
    """What the button has led to for the selection as it is now."""

    def __init__(self, keuze: Selection):
        self._keuze = keuze
        self.tell: Callable[[], None] = lambda: None
        self._words, self._both, self._turn, self._running, self._loop = "", None, 0, False, None
        keuze.follow(self._forget, *FOLLOWED)

    def drawn(self) -> Markup:
        button = tag("button", "Controleer met volledige MCMC", type="button", data_do="mcmc:", data_key="mcmc")
        said = tag("p", self._words, role="status") if self._words else None
        return tag("div", validated("bym2", self._keuze), button, said, self._both)

    def start(self) -> None:
        """Begins the check; another press while it runs changes nothing."""
        if self._running:
            return
        try:
            found = full(asked(self._keuze))
            model = found.posterior
            under_way = mcmc.start(model.graph, model.likelihood, prior=model.prior)
        except WorkbenchError as error:
            self._say(error.page)
            return
        watching = (found, under_way, self._turn)
        self._running, self._both, self._loop = True, None, running_loop()
        self._say(_progress(under_way.stage, 0.0))
        threading.Thread(target=self._watch, args=watching, name="volledige MCMC", daemon=True).start()

    def _watch(self, found: SmallAreas, under_way: mcmc.UnderWay, turn: int) -> None:
        began = time.monotonic()
        while not wait([under_way.future], LOOK).done:
            self._told(_progress(under_way.stage, time.monotonic() - began), turn=turn)
        if under_way.future.exception() is not None:
            self._told(FAILED, turn=turn, over=True)
            return
        sampled = under_way.future.result()
        both = _side_by_side(found, sampled, self._keuze)
        self._told(mcmc.comparison_sentence(found.posterior, sampled), turn=turn, both=both, over=True)

    def _told(self, words: str, *, turn: int, both: Markup | None = None, over: bool = False) -> None:
        """From the thread that watches: unless another selection is on the page by now."""

        def say() -> None:
            if turn == self._turn:
                self._both, self._running = both, not over
                self._say(words)

        tell(say, loop=self._loop)

    def _say(self, words: str) -> None:
        self._words = words
        self.tell()

    def _forget(self) -> None:
        self._words, self._both, self._running = "", None, False
        self._turn += 1


def _progress(stage: str, seconds: float) -> str:
    return (
        f"De volledige berekening loopt: {STAGES[stage]} ({count(round(seconds))} seconden). "
        "Dat duurt meestal een halve tot twee minuten; de pagina blijft gewoon werken."
    )


def _side_by_side(found: SmallAreas, sampled: mcmc.Sampled, keuze: Selection) -> Markup:
    """The highest areas by both, each with its interval."""
    measure, codes = keuze.measure, found.posterior.graph.codes
    figures = [found.posterior.likelihood.figure(each) * found.factor for each in sampled.quantiles]
    low, middle, high = (dict(zip(codes, np.asarray(each), strict=True)) for each in figures)

    def cell(value: float, lower: float, upper: float) -> str:
        margins = interval(lower, upper, decimals=measure.decimals)
        return f"{with_unit(value, measure.unit, decimals=measure.decimals)} ({margins})"

    rows = [
        [
            keuze.name(row.area_code),
            cell(row.estimate, row.lower, row.upper),
            cell(*(float(each[row.area_code]) for each in (middle, low, high))),
        ]
        for row in found.table.head(SHOWN).itertuples()
    ]
    heads = ["Gebied", "Snelle schatting", "Volledige MCMC"]
    return join(table(heads, rows, caption="Allebei, met 95%-interval: de hoogste gebieden"))
