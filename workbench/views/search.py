"""Areas found by a part of their name, or by their code."""

import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher

from workbench.areas import Area
from workbench.table import LEVELS

CLOSE = 0.7  # how alike a misspelt name must be


def found(areas: Iterable[Area], text: str, *, most: int = 8) -> list[Area]:
    """The areas that fit best: a name that starts so, a word that does, a part, then what is spelt nearly so.

    Larger areas come first among equals. An empty text finds the largest areas.
    """
    sought = plain(text)
    ranked = [(place, area) for area in areas if (place := _place(area, sought)) is not None]
    ranked.sort(key=lambda pair: (pair[0], LEVELS.index(pair[1].level), pair[1].name))
    return [area for _, area in ranked[:most]]


def plain(text: str) -> str:
    """Lower case, without accents and outer blanks."""
    bare = unicodedata.normalize("NFKD", text.strip().lower())
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


def _place(area: Area, sought: str) -> float | None:
    name = plain(area.name)
    if name.startswith(sought) or area.code.lower() == sought:
        return 0
    if any(word.startswith(sought) for word in name.replace("-", " ").split()):
        return 1
    if sought in name:
        return 2
    # Comparing letter by letter is slow, so only names that begin the same are compared.
    if not sought or name[0] != sought[0]:
        return None
    alike = SequenceMatcher(None, name, sought).ratio()
    return 4 - alike if alike >= CLOSE else None
