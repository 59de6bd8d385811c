"""How easy a Dutch text reads: one figure over sentences and words, and the sentences that are too long.

Source: W.H. Douma (1960), De leesbaarheid van landbouwbladen, Landbouwhogeschool Wageningen: Flesch's formula for
Dutch, 206.84 - 0.93 x words per sentence - 77 x syllables per word; 100 is very easy, below 30 very hard.
"""

import re

LONGEST = 25  # words in one sentence
_SENTENCE = re.compile(r"(?<=[.!?:])\s+|\n{2,}|\n(?=[-*#|])")
_WORD = re.compile(r"[A-Za-zÀ-ÿ]+(?:[-'’][A-Za-zÀ-ÿ]+)*")
_SYLLABLE = re.compile(
    r"aai|ooi|oei|eeuw|ieuw|aa|ee|oo|uu|ie|oe|eu|ui|ei|ij|ou|au|ai|oi|[aeiouyáàäéèëíïóöúü]", re.IGNORECASE
)


def sentences(text: str) -> list[str]:
    """The sentences of a text that have at least three words: shorter ones are headings and labels."""
    parts = (" ".join(part.split()) for part in _SENTENCE.split(text))
    return [part for part in parts if len(words(part)) > 2]


def words(text: str) -> list[str]:
    return _WORD.findall(text)


def syllables(word: str) -> int:
    return max(1, len(_SYLLABLE.findall(word)))


def ease(text: str) -> float:
    """Flesch-Douma: higher reads easier. Raises: ValueError for a text without sentences."""
    said = sentences(text)
    if not said:
        raise ValueError("there is no sentence in this text")
    all_words = [word for sentence in said for word in words(sentence)]
    return 206.84 - 0.93 * len(all_words) / len(said) - 77 * sum(map(syllables, all_words)) / len(all_words)


def too_long(text: str) -> list[str]:
    """The sentences with more words than anybody reads in one breath."""
    return [sentence for sentence in sentences(text) if len(words(sentence)) > LONGEST]
