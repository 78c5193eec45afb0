"""What a text becomes, the same for every engine and every language: words as compared, in several ways, and their places.

An engine indexes four streams of tokens of each text. It splits them at white space and does nothing else.

    terms   the folded words (`folding.py`)
    stems   their stems (`stemming.py`)
    keys    what other ways of typing lead to (`keys.py`, `joining.py`)
    grams   three neighbouring letters of each word, for typing errors (`grams.py`)

Chinese has no word boundaries: each pair of neighbouring characters is a word, and each single character a stem (`zh:水`).
"""

import re
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from schemas.dataset import UNDETERMINED

from .folding import fold
from .grams import grams
from .joining import joined
from .keys import keys, keys_of
from .pinyin import sound_of
from .segmentation import WORD, pairs
from .stemming import stems

__all__ = [
    "ANALYSIS_VERSION",
    "MAX_TEXT",
    "MAX_WORD",
    "Analysed",
    "Streams",
    "Token",
    "analyse",
    "analysed",
    "grams",
    "keys",
    "streams",
]

ANALYSIS_VERSION = "7"
"""Changes when the same record gives another document, so that an index built by other rules is recognised and built again.

A test watches the tokens. Raise it by hand when what a field of `FIELDS` holds changes.
"""

MAX_TEXT = 100_000
"""How many characters of a text are analysed."""

MAX_WORD = 64
"""How many characters of a word are compared."""

MAX_PIECE = 48
"""The most characters between two spaces that are remembered."""

MAX_WORDS = 60_000
"""How many words are remembered: the usual ones of eleven languages. Those of a page of results are a thousand."""

GROUPED = re.compile(r"\d[ \u00a0\u202f]\d{3}")
"""A number with spaces in it: it is looked for in the whole text."""

_JOINED = re.compile(r"\d|[-‐‑]")
"""What words side by side must have to be one in a text whose language is known, or stated to be unknown."""


class Token(NamedTuple):
    """A part of a text: as compared, its stems, its keys, and its place in characters.

    `term` is empty for a token that is another form of words beside it: a Chinese character alone, a joined code.
    """

    term: str
    stems: tuple[str, ...]
    keys: tuple[str, ...]
    start: int
    end: int


class Analysed(NamedTuple):
    """A word that is not Chinese: folded, its stems and its keys. `term` is empty if nothing of the word is compared."""

    term: str
    stems: tuple[str, ...]
    keys: tuple[str, ...]


class Streams(NamedTuple):
    """The tokens of a text by stream, in order; a token that is there twice comes twice."""

    terms: list[str]
    stems: list[str]
    keys: list[str]
    grams: list[str]


@lru_cache(maxsize=MAX_WORDS)
def analysed(word: str, language: str | None) -> Analysed:
    """One word that is not Chinese; None or `und` stands for a language that is not known."""
    word = word[:MAX_WORD]
    term = fold(word)
    return Analysed(term, stems(word, language), keys_of(word, term, language=language)) if term else Analysed("", (), ())


def analyse(text: str, language: str | None) -> list[Token]:
    """The tokens of a text: first its words in order, then what is made of words side by side."""
    text = text[:MAX_TEXT]
    tokens: list[Token] = []
    for match in WORD.finditer(text):
        if match[1]:
            tokens += _han(match[1], match.start())
        elif (word := analysed(match[2], language)).term:
            tokens.append(Token(*word, match.start(), match.end()))
    return tokens + compounds(text, language)


def compounds(text: str, language: str | None) -> list[Token]:
    """Words side by side that are also written as one, such as a code or a date: tokens with keys only."""
    if language is not None and not _JOINED.search(text):
        return []
    found = []
    for compound in joined(text, syllables=language is None):
        of_word = _keys_of_compound(compound.word, language)
        found.append(Token("", (), (*compound.keys, *of_word), compound.start, compound.end))
    return [token for token in found if token.keys]


def _keys_of_compound(word: str, language: str | None) -> tuple[str, ...]:
    """The keys of a joined word but those of its parts, which have them already."""
    term, _, found = analysed(word, language)
    return (f"c:{term}",) if any(map(str.isdigit, term)) else found


def streams(text: str, language: str | None) -> Streams:
    """The tokens of a text as `analyse` has them, without their places, and their grams: what an index takes."""
    if language is None or GROUPED.search(text):
        return _streams(text[:MAX_TEXT], language)
    terms: list[str] = []
    stems_of_all: list[str] = []
    keys_of_all: list[str] = []
    grams_of_all: list[str] = []
    for piece in text[:MAX_TEXT].split():
        known = _piece(piece, language) if len(piece) <= MAX_PIECE else _streams(piece, language)
        terms += known[0]
        stems_of_all += known[1]
        keys_of_all += known[2]
        grams_of_all += known[3]
    return Streams(terms, stems_of_all, keys_of_all, grams_of_all)


@lru_cache(maxsize=20_000)
def _piece(piece: str, language: str) -> Streams:
    """What is between two spaces. Texts repeat their words, so it is worked out once and remembered. Nobody may change it."""
    return _streams(piece, language)


def _streams(text: str, language: str | None) -> Streams:
    found = Streams([], [], [], [])
    for run, word in WORD.findall(text):
        if run:
            _add_han(found, run)
        elif (known := analysed(word, language)).term:
            found.terms.append(known.term)
            found.stems.extend(known.stems)
            found.keys.extend(known.keys)
            found.grams.extend(grams(known.term))
    found.keys.extend(key for token in compounds(text, language) for key in token.keys)
    return found


def _add_han(found: Streams, run: str) -> None:
    signs, words = pairs(run)
    found.terms.extend(words or [signs])
    found.stems.extend([f"zh:{sign}" for sign in signs])
    for pair in words:
        found.keys.extend(sounds(pair))


def _han(run: str, start: int) -> list[Token]:
    """Neighbouring characters in pairs, and each character as a stem; a character without a neighbour is also a word."""
    signs, words = pairs(run)
    alone = "" if words else signs
    return [
        *(Token(pair, (), sounds(pair), start + at, start + at + 2) for at, pair in enumerate(words)),
        *(Token(alone, (f"zh:{sign}",), (), start + at, start + at + 1) for at, sign in enumerate(signs)),
    ]


@lru_cache(maxsize=20_000)
def sounds(pair: str) -> tuple[str, ...]:
    """The key of two Chinese characters: how they sound."""
    sound = sound_of(pair)
    return (f"z:{sound}",) if sound else ()


def whole(text: str) -> str:
    """The key of a text as a whole: two texts of the same words in the same order have the same."""
    words = " ".join(streams(text, UNDETERMINED).terms)
    return f"t:{blake2b(words.encode(errors='replace'), digest_size=8).hexdigest()}"
