"""What a text would be if the keyboard had been set to another language: «ghbdtn» is «привет», «цфеук» is "water".

It is for words that no record has. The tables are `data/keyboards.yml`.
"""

import unicodedata
from collections.abc import Mapping
from functools import cache
from itertools import accumulate, pairwise

import regex

from .data import load

MAX_TEXT = 200
"""The most characters of a text that is turned."""

_WORDS = regex.compile(r"[\p{L}\p{M}\p{Nd}'’ʻ.,!?\s-]+")
_LETTER = regex.compile(r"[\p{L}\p{M}]")
_INSIDE = regex.compile(r"\p{L}[.,!?]+\p{L}|(?<![\p{L}\p{M}])\p{M}")


def layouts(text: str) -> tuple[str, ...]:
    """What may have been meant, each once: the text as every other keyboard would have typed it, as far as that gives words."""
    if len(text) > MAX_TEXT or not _LETTER.search(text):
        return ()
    turned = (unicodedata.normalize("NFC", text.translate(table)) for table in _tables())
    return tuple(dict.fromkeys(each for each in turned if each != text and _is_words(each)))


def _is_words(text: str) -> bool:
    """Whether a text is made of letters of one script, with nothing but signs of a sentence between its words."""
    scripts = {unicodedata.name(sign, "").partition(" ")[0] for sign in text if sign.isalpha()}
    return len(scripts - {"MODIFIER"}) == 1 and _WORDS.fullmatch(text) is not None and _INSIDE.search(text) is None


@cache
def _tables() -> tuple[Mapping[int, str], ...]:
    """From Latin keys to each layout, and from each layout to Latin keys."""
    content = load("keyboards.yml")
    rows = [_row(content["qwerty"], content["shifted"], layout) for layout in content["layouts"].values()]
    there = [{ord(key): sign for key, sign in row} for row in rows]
    return (*there, *({ord(sign): key for key, sign in reversed(row)} for row in rows))


def _row(plain: str, shifted: str, layout: Mapping[str, str]) -> list[tuple[str, str]]:
    """The key and the sign of each key that has one. Without a row for capitals they are those of the small letters."""
    own = layout.get("shifted") or "".join(sign.upper() if len(sign.upper()) == 1 else sign for sign in layout["plain"])
    pairs = [*zip(plain, layout["plain"], strict=True), *zip(shifted, own, strict=True)]
    return [(key, sign) for key, sign in pairs if sign not in {" ", key}]


_ROWS = (13, 12, 11, 10)
"""How many keys each row of the keyboard has."""


def beside(one: str, other: str) -> bool:
    """Whether two letters are on neighbouring keys of a row, on any of our keyboards."""
    return (one, other) in _neighbours()


@cache
def _neighbours() -> frozenset[tuple[str, str]]:
    content = load("keyboards.yml")
    boards = [content["qwerty"], *(layout["plain"] for layout in content["layouts"].values())]
    ends = list(accumulate(_ROWS, initial=0))
    rows = [board[first:end] for board in boards for first, end in pairwise(ends)]
    return frozenset(pair for row in rows for one, other in pairwise(row) for pair in ((one, other), (other, one)))
