"""What a text becomes, the same for every engine and every language: words as compared, with their stems and their places.

An engine indexes two token streams of each text: the folded words (`search.analysis.folding`) and their stems
(`search.analysis.stemming`). It splits them at white space and does nothing else.
Chinese has no word boundaries: each pair of neighbouring characters is a word, and each single character a stem (`zh:水`).
"""

from functools import lru_cache
from typing import NamedTuple

from .folding import fold
from .segmentation import WORD, pairs
from .stemming import stems

ANALYSIS_VERSION = "3"
"""Changes when the same record gives another document, so that an index built by other rules is recognised and built again.

A test watches the tokens. Raise it by hand when what a field of `FIELDS` holds changes.
"""

MAX_TEXT = 100_000
"""How many characters of a text are analysed."""

MAX_WORD = 64
"""How many characters of a word are compared."""


class Token(NamedTuple):
    """A word of a text: as compared, its stems, and its place in characters. `term` is empty for a token that is only a stem."""

    term: str
    stems: tuple[str, ...]
    start: int
    end: int


class Analysed(NamedTuple):
    """A word that is not Chinese: folded, and its stems. `term` is empty if nothing of the word is compared."""

    term: str
    stems: tuple[str, ...]


@lru_cache(maxsize=50_000)
def analysed(word: str, language: str | None) -> Analysed:
    """One word that is not Chinese; None or `und` stands for a language that is not known."""
    term = fold(word[:MAX_WORD])
    return Analysed(term, stems(word[:MAX_WORD], language) if term else ())


def analyse(text: str, language: str | None) -> list[Token]:
    """The words of a text in order; None or `und` stands for a language that is not known."""
    tokens: list[Token] = []
    for match in WORD.finditer(text[:MAX_TEXT]):
        if match[1]:
            tokens += _han(match[1], match.start())
        elif (word := analysed(match[2], language)).term:
            tokens.append(Token(*word, match.start(), match.end()))
    return tokens


def streams(text: str, language: str | None) -> tuple[list[str], list[str]]:
    """The words and the stems of a text as `analyse` has them, without their places: what an index takes."""
    terms: list[str] = []
    found: list[str] = []
    for run, word in WORD.findall(text[:MAX_TEXT]):
        if run:
            signs, words = pairs(run)
            terms += words or [signs]
            found += [f"zh:{sign}" for sign in signs]
        else:
            term, stems_of_word = analysed(word, language)
            terms.append(term)
            found += stems_of_word
    return [term for term in terms if term], found


def _han(run: str, start: int) -> list[Token]:
    """Neighbouring characters in pairs, and each character as a stem; a character without a neighbour is also a word."""
    signs, words = pairs(run)
    alone = "" if words else signs
    return [
        *(Token(pair, (), start + at, start + at + 2) for at, pair in enumerate(words)),
        *(Token(alone, (f"zh:{sign}",), start + at, start + at + 1) for at, sign in enumerate(signs)),
    ]
