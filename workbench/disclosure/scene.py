"""A new release beside everything that was let out before: what may be shown of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from workbench.catalog.policy import Policy
from workbench.disclosure import record
from workbench.disclosure.attacker import closer_than
from workbench.disclosure.chain import Entry
from workbench.disclosure.history import Shown, Together, join
from workbench.disclosure.rounding import rounded_counts
from workbench.disclosure.secondary import Choice, choose, contradiction, differences, knowing, too_close, unassuming
from workbench.disclosure.suppress import NoSafeChoice
from workbench.errors import Withheld
from workbench.table import PUBLISHED

Source = tuple[str, str]  # dataset, version


@dataclass(frozen=True)
class Asked:
    """What is asked to be let out: `rows` of one version of one dataset, `found`, what the limits hide of them."""

    rows: pd.DataFrame
    found: pd.Series
    policy: Policy
    contributions: pd.DataFrame | None = None

    @property
    def source(self) -> Source:
        return str(self.rows["dataset"].iloc[0]), str(self.rows["version"].iloc[0])

    @property
    def known(self) -> pd.Series:
        return (self.rows["status"] == PUBLISHED) & self.rows["numerator"].notna()


@dataclass(frozen=True)
class Behind:
    """What can be recalled from the store of a version that was shown before."""

    rows: pd.DataFrame
    contributions: pd.DataFrame | None = None
    judged: dict[str, pd.DataFrame] = field(default_factory=dict)  # by policy

    def unasked(self, policy: Policy) -> pd.DataFrame:
        """All of it, as nobody asks for it; judged once, since a version does not change."""
        told = policy.model_dump_json()
        if told not in self.judged:
            self.judged[told] = record.unasked(self.rows, policy, contributions=self.contributions)
        return self.judged[told]


@dataclass(frozen=True)
class Scene:
    """The request, the rows behind earlier releases, and what sources published by themselves."""

    asked: Asked
    recalled: dict[Source, Behind]
    published: dict[Source, pd.DataFrame] = field(default_factory=dict)
    sum_of: Mapping[str, Iterable[str]] = field(default_factory=dict)
    read: dict[int, pd.DataFrame] = field(default_factory=dict)  # entries as read before: they never change

    def solve(self, earlier: list[Entry]) -> tuple[Choice, pd.Series]:
        """What is hidden of the rows, beside these releases.

        First as if totals that are not here were known from elsewhere; if that cannot be, as if they were not.
        Raises: Withheld, naming the release that is in the way.
        """
        for assuming in (True, False):
            try:
                return self._solved(earlier, assuming=assuming)
            except NoSafeChoice:
                continue
            except ArithmeticError as error:
                raise contradiction() from error
        raise self._refusal(earlier)

    def round(self, earlier: list[Entry]) -> tuple[Choice, pd.Series]:
        """The same by rounding: the rounded figures, with none where one would give something away."""
        asked, base = self.asked, self.asked.policy.rounding_base
        before = [each for each in earlier if self._source(each) == asked.source and each.body.get("rounded") == base]
        fixed = record.shown_of(before, asked.rows)
        try:
            figures = rounded_counts(asked.rows, base=base, fixed=fixed, sum_of=self.sum_of)
            shown = figures.where(asked.known & ~asked.found)
            while True:
                choice, place = self._attacked(earlier, shown)
                narrow = choice.sensitive
                if not narrow.any():
                    return replace(choice, sensitive=choice.hidden), shown
                # What tells most about a cell is its own figure and those in the sums that it is in.
                near = _beside(choice.linked.cells.equations, narrow)
                closing = shown.notna() & pd.Series(near[place], index=shown.index)
                closing = closing if closing.any() else shown.notna()
                if not closing.any():
                    raise too_close(int(narrow.sum()))
                shown = shown.mask(closing)
        except ArithmeticError as error:
            raise contradiction() from error

    def _attacked(self, earlier: list[Entry], shown: pd.Series) -> tuple[Choice, np.ndarray]:
        """What an attacker would know with these figures; `sensitive` are the cells that would be too narrow."""
        asked, base = self.asked, self.asked.policy.rounding_base
        frame = record.asked(asked.rows, asked.found, asked.policy, contributions=asked.contributions)
        states = self._states(earlier, record.between(frame, shown.reset_index(drop=True), base=base))
        together = join(states, sum_of=self.sum_of)
        cells, place = together.linked.cells, together.place[states[0].state][: len(shown)]
        out = together.spread(lambda rows: rows["out"], states) > 0
        keeps = together.spread(lambda rows: rows["width"], states)
        np.maximum.at(keeps, place[shown.notna().to_numpy()], min(asked.policy.width, base - 1))
        keeps = np.where(out, 0.0, np.minimum(keeps, cells.upper - cells.lower))
        known = np.where(out | together.linked.assumed & ~_in(place, len(cells)), cells.values, np.nan)
        narrow = closer_than(keeps, cells.equations, known, lower=cells.lower, upper=cells.upper)
        seen = out | _in(place[asked.known.to_numpy()], len(cells))
        told = np.where(_told(together, states), keeps, np.nan)
        return Choice(together.linked, np.isnan(known), seen, narrow, keeps, told=told), place

    def alone(self) -> int:
        """How much would be hidden if nothing had been released before."""
        _, hidden = replace(self, published={}).solve([])
        return int(hidden.sum())

    def _solved(self, earlier: list[Entry], *, assuming: bool) -> tuple[Choice, pd.Series]:
        asked = self.asked
        frame = record.asked(asked.rows, asked.found, asked.policy, contributions=asked.contributions)
        states = self._states(earlier, frame)
        together = join(states, sum_of=self.sum_of)
        out = together.spread(lambda rows: rows["out"], states) > 0
        wanted = together.spread(lambda rows: rows["asked"], states) > 0
        width = together.spread(lambda rows: rows["width"], states)
        width[differences(together.linked, together.known, asked.policy)] = asked.policy.width
        guarded = (width > 0) & ~out  # what is out already cannot be taken back
        linked = together.linked if assuming else unassuming(together.linked)
        choice = choose(
            linked,
            guarded,
            seen=(wanted | guarded) & ~out & wanted,
            width=np.where(width > 0, width, float(asked.policy.width)),
            keep=out,
            insiders=tuple(knowing(linked.cells, *self._contributed(states, together), asked.policy)),
        )
        own = choice.hidden[together.place[states[0].state][: len(asked.rows)]]
        hidden = (asked.found | pd.Series(own, index=asked.rows.index)) & (asked.rows["status"] == PUBLISHED)
        told = np.where(_told(together, states) & choice.hidden, np.where(guarded, choice.width, 0.0), np.nan)
        return replace(choice, seen=wanted | guarded | out, told=told), hidden

    def _contributed(self, states: list[Shown], together: Together) -> tuple[list, pd.DataFrame | None]:
        placed = [(each.rows, together.place[each.state]) for each in states]
        given = [self.asked.contributions, *(each.contributions for each in self.recalled.values())]
        found = [each for each in given if each is not None]
        return placed, pd.concat(found).drop_duplicates() if found else None

    def _states(self, earlier: list[Entry], frame: pd.DataFrame) -> list[Shown]:
        """The new release beside the latest of all other datasets first; then each older version beside the latest."""
        frames: dict[Source, list[pd.DataFrame]] = {self.asked.source: [frame]}
        for entry in earlier:
            source = self._source(entry)
            if entry.number not in self.read:
                back = self.recalled.get(source, Behind(self.asked.rows.iloc[:0]))
                self.read[entry.number] = record.behind(entry, back.rows, contributions=back.contributions)
            frames.setdefault(source, []).append(self.read[entry.number])
        for source, rows in self.published.items():
            frames.setdefault(source, []).append(record.passed_on(rows))
        for source in frames:
            # What is the same in two versions ties them together, also where only one of them was shown.
            if source in self.recalled and len(self.recalled[source].rows):
                frames[source].append(self.recalled[source].unasked(self.asked.policy))
        merged = {source: record.merged(each) for source, each in frames.items()}
        latest = dict(frames.keys()) | dict([self.asked.source])
        states: dict[str, Shown] = {}
        for dataset, version in [self.asked.source, *frames]:
            sources = list(({dataset: version} | latest | {dataset: version}).items())
            name = " ".join(sorted("/".join(source) for source in sources))
            states.setdefault(name, Shown(name, record.beside([merged[source] for source in sources])))
        return list(states.values())

    @staticmethod
    def _source(entry: Entry) -> Source:
        return entry.body["dataset"], entry.body["version"]

    def _refusal(self, earlier: list[Entry]) -> Withheld:
        for cause in reversed(list(dict.fromkeys(entry.body["request"] for entry in earlier))):
            without = [entry for entry in earlier if entry.body["request"] != cause]
            try:
                self._solved(without, assuming=False)
            except NoSafeChoice:
                continue
            return _withheld([entry for entry in earlier if entry.body["request"] == cause])
        return _withheld(earlier)


def _told(together: Together, states: list[Shown]) -> np.ndarray:
    return together.spread(lambda rows: np.isfinite(rows["high"]), states) > 0


def _in(place: np.ndarray, size: int) -> np.ndarray:
    found = np.zeros(size, dtype=bool)
    found[place] = True
    return found


def _beside(equations, cells: np.ndarray) -> np.ndarray:
    rows = abs(equations) @ cells.astype(float) > 0
    return cells | (abs(equations).T @ rows.astype(float) > 0)


def _withheld(causes: list[Entry]) -> Withheld:
    first = {entry.body["request"]: entry for entry in reversed(causes)}
    names = " en ".join(f"'{entry.body['label']}' ({entry.at[:10]})" for entry in reversed(first.values()))
    numbers = [entry.number for entry in causes]
    return Withheld(
        f"no safe choice is left beside release {numbers}",
        page=f"Deze cijfers kunnen niet worden getoond naast {names}: samen geven ze een verborgen cijfer prijs. "
        "Kies grotere gebieden of groepen, of vraag de data-officier wat wel kan.",
        causes=numbers,
    )
