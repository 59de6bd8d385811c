"""Votes and dot rankings: what a ballot may hold, and what comes out when the vote is closed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from workbench.errors import InvalidInput


@dataclass(frozen=True)
class Tally:
    """The outcome: dots per option in the options' order, and how many seats gave any. Never who gave what."""

    vote: str
    question: str
    options: tuple[str, ...]
    dots: tuple[int, ...]
    ballots: int

    @property
    def ranking(self) -> list[tuple[str, int]]:
        """Options with their dots, most first; equals keep the order in which they were offered."""
        return sorted(zip(self.options, self.dots, strict=True), key=lambda pair: -pair[1])

    def as_dict(self) -> dict:
        return {**asdict(self), "ranking": [list(pair) for pair in self.ranking]}


def check_ballot(dots: Sequence[int], *, options: int, each: int) -> None:
    """Raises: InvalidInput unless the ballot has a number for each option and at most `each` dots in all."""
    if len(dots) != options:
        raise InvalidInput(f"a ballot of {len(dots)} for {options} options", page="Deze stem past niet bij de keuzes.")
    if sum(dots) > each:
        words = "één stem" if each == 1 else f"hooguit {each} stippen"
        raise InvalidInput(f"{sum(dots)} dots where {each} are given", page=f"U heeft {words}.", dots=each)


def count(ballots: Mapping[str, Sequence[int]], *, options: int) -> tuple[tuple[int, ...], int]:
    """Dots per option over the last ballot of each seat, and the number of seats that gave any dot."""
    given = [ballot for ballot in ballots.values() if any(ballot)]
    return tuple(sum(ballot[option] for ballot in given) for option in range(options)), len(given)
