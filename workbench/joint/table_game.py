"""The computation at the table, with invented counts: what organisations have, what travels, and what comes out.

Everything here is made up and small enough to follow; the rules are those of the real computation.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from traitlets import HasTraits, Int, observe

from workbench import areas
from workbench.joint.identity import PublicIdentity
from workbench.joint.manifest import Manifest
from workbench.joint.plain import plain_sum
from workbench.joint.shares import join, split
from workbench.text import count
from workbench.views.address import Address, notebook_name
from workbench.views.drawings.svg import Markup, figure, tag
from workbench.views.drawings.table import table
from workbench.views.panel import Panel
from workbench.views.picture import Picture

ORGANISATIONS = ("organisatie A", "organisatie B", "organisatie C")
THRESHOLDS = (5, 10, 20)
BAND = "jongeren"
INVENTED = "Verzonnen cijfers, om het te laten zien."


class Game(HasTraits):
    """One gemeente, three organisations, one threshold. Pictures follow `threshold` and `turn`."""

    threshold, turn = Int(10), Int(0)

    def __init__(self, gebied: str = "GM0114", *, seed: int = 20261122):
        super().__init__()
        self.gemeente = areas.area(gebied, edition=2024)
        self.wijken = list(areas.children(gebied, edition=2024))
        generator = np.random.default_rng(seed)
        self.counts = generator.negative_binomial(2, 0.25, (len(ORGANISATIONS), len(self.wijken)))
        self._followers: list[Callable[[], None]] = []

    @property
    def manifest(self) -> Manifest:
        codes = [area.code for area in self.wijken]
        nobody: list[PublicIdentity] = []
        # Nobody signs a game: it is the agreement without parties, for the rules alone.
        return Manifest.model_construct(
            areas=codes,
            parents=dict.fromkeys(codes, self.gemeente.code),
            bands=[BAND],
            threshold=self.threshold,
            bits=0,
            denominators={},
            compute=nobody,
            organisations=nobody,
        )

    def tables(self) -> list[dict[tuple[str, str], int]]:
        return [
            {(area.code, BAND): int(number) for area, number in zip(self.wijken, row, strict=True)}
            for row in self.counts
        ]

    @observe("threshold", "turn")
    def _changed(self, _change: dict) -> None:
        for follower in self._followers:
            follower()

    def picture(self, draw: Callable[[], Markup]) -> Picture:
        """A picture that is drawn again at every change, with its buttons."""
        shown = Picture(draw())

        def again() -> None:
            shown.html = str(draw())

        self._followers.append(again)
        return shown.when("drempel", self._choose).when("splits", self._split_again)

    def _choose(self, given: str) -> None:
        if given in map(str, THRESHOLDS):
            self.threshold = int(given)

    def _split_again(self, _given: str) -> None:
        self.turn += 1


def game(gebied: str = "GM0114") -> Game:
    """A game for one gemeente. Raises: UnknownName."""
    return Game(gebied)


def heading(spel: Game) -> Panel:
    """That everything here is invented, and the address of the page."""
    words = "Ze laten zien hoe het rekenen werkt en zeggen niets over de gebieden."
    banner = tag(
        "div", tag("strong", "Oefening: verzonnen cijfers"), " ", tag("span", words), class_="dw-demo", role="note"
    )
    place = Address(notebook=notebook_name(), view={"gebied": spel.gemeente.code}, versions={})
    return Panel(Picture(banner), place, still=lambda: banner, kind="dw-heading")


def own_tables(spel: Game) -> Picture:
    """What each organisation has at home."""

    def draw() -> Markup:
        heads = ("Wijk", *ORGANISATIONS)
        rows = [
            (area.name, *(count(int(number)) for number in column))
            for area, column in zip(spel.wijken, spel.counts.T, strict=True)
        ]
        return figure(table(heads, rows, caption=f"Aanmeldingen per organisatie. {INVENTED}"), sentence=_HOME)

    return spel.picture(draw)


def travelling_shares(spel: Game) -> Picture:
    """One count of one organisation, as it travels: three numbers that say nothing by themselves."""

    def draw() -> Markup:
        number = int(spel.counts[0, 0])
        shares = split(np.array([number]), parties=3)
        rows = [(f"rekenpartij {place}", count(int(share[0]))) for place, share in enumerate(shares, start=1)]
        back = int(join({0: shares[0], 2: shares[2]})[0])
        sentence = (
            f"{ORGANISATIONS[0]} heeft er {number} in {spel.wijken[0].name}. Elke rekenpartij krijgt één van deze "
            f"getallen. Eén getal zegt niets; twee samen geven weer {back}."
        )
        button = tag("p", tag("button", "Splits opnieuw", type="button", data_do="splits:"))
        return figure(table(("Wie", "Deel"), rows, caption="Wat op reis gaat"), button, sentence=sentence)

    return spel.picture(draw)


def outcome(spel: Game) -> Picture:
    """What comes out: the sums from the threshold up, and which stay closed."""

    def draw() -> Markup:
        layout, found = plain_sum(spel.tables(), spel.manifest)
        names = {area.code: area.name for area in (*spel.wijken, spel.gemeente)}
        rows = [
            (names[area], "blijft dicht" if shut else count(int(value)), _why(shut, few))
            for (area, _), value, shut, few in zip(layout.cells, found.values, found.closed, found.small, strict=True)
        ]
        closed, small = int(found.closed.sum()), int(found.small.sum())
        sentence = (
            f"Bij een drempel van {spel.threshold} blijven {closed} van de {len(rows)} sommen dicht: {small} omdat ze "
            f"klein zijn, {closed - small} omdat een kleine som er anders uit af te leiden is."
        )
        return figure(
            _threshold_buttons(spel.threshold),
            table(("Gebied", "Som", "Waarom"), rows, caption=f"De gezamenlijke som. {INVENTED}"),
            sentence=sentence,
        )

    return spel.picture(draw)


def played_for_real() -> Picture:
    """A button that plays the whole computation with real processes on this machine."""
    pool = ThreadPoolExecutor(max_workers=1)
    shown = Picture(_invitation("Druk op de knop om de berekening echt te spelen, met drie rekenpartijen."))

    def play(_given: str) -> None:
        shown.html = str(tag("p", "De rekenpartijen zijn bezig. Dit duurt ongeveer tien seconden.", role="status"))
        pool.submit(_play_into, shown)

    return shown.when("speel", play)


def _play_into(shown: Picture) -> None:
    from workbench.errors import WorkbenchError
    from workbench.joint.rehearse import rehearse

    try:
        shown.html = str(_invitation(rehearse(organisations=3, parties=3, say=lambda _: None).sentence))
    except WorkbenchError as error:
        shown.html = str(_invitation(error.page))


def _invitation(sentence: str) -> Markup:
    button = tag("p", tag("button", "Speel de berekening", type="button", data_do="speel:"))
    return figure(button, sentence=sentence)


def _threshold_buttons(chosen: int) -> Markup:
    buttons = [
        tag(
            "button",
            f"drempel {each}",
            type="button",
            data_do=f"drempel:{each}",
            aria_pressed="true" if each == chosen else "false",
        )
        for each in THRESHOLDS
    ]
    return tag("p", [[button, " "] for button in buttons], class_="dw-pages")


def _why(shut: bool, few: bool) -> str:
    if few:
        return "kleiner dan de drempel"
    return "anders is een kleine som af te leiden" if shut else ""


_HOME = "Elke organisatie houdt haar eigen tabel. Alleen hier aan tafel laten we ze zien, want ze zijn verzonnen."
