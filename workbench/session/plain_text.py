"""Text from people: kept as text, never markup, without what a screen or a reader could stumble over."""

import unicodedata

# These turn the reading direction of what follows, so a name could pose as another.
DIRECTION = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)}


def clean(written: str) -> str:
    """The text with one kind of line end, composed letters, and no control characters; trimmed."""
    lines = written.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    kept = (letter for letter in lines if letter == "\n" or not _stripped(letter))
    return unicodedata.normalize("NFC", "".join(kept)).strip()


def one_line(written: str) -> str:
    """The same on one line, for names and titles."""
    return " ".join(clean(written).split())


def _stripped(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cs") or letter in DIRECTION
