"""Texts that stand where there is no value: `schemas/vocab/placeholders.yml`."""

from collections.abc import Iterator
from functools import lru_cache

from .vocab import load
from .words import word_key

_TABLE = load("placeholders.yml")
_WRITTEN = tuple(word for words in _TABLE["words"].values() for word in words)
_AROUND = f"{_TABLE['signs']} "
_WORDS = frozenset(word_key(word).strip(_AROUND) for word in _WRITTEN)
_LONGEST = 2 * max(map(len, _WORDS))
"""How many characters a placeholder has at most, with the signs around it."""

_WIDE = {ordinal: ordinal + 0xFEE0 for ordinal in range(0x21, 0x7F)}
"""The wide forms of the characters of ASCII."""


def _beginnings() -> Iterator[str]:
    """The first two characters that a placeholder can have, with a sign before it or none."""
    before = {*_AROUND, *"\t\n\r\xa0\u3000"}
    words = {form for word in (*_WRITTEN, *_WORDS) for form in (word, word.capitalize(), word.upper())}
    words |= {word.translate(_WIDE) for word in words if word.isascii()}
    yield from before
    yield from (word[:2] for word in words)
    yield from (first + second for first in before for second in before | {word[0] for word in words})
    yield from (word + sign for word in words if len(word) == 1 for sign in before)


_BEGINNINGS = frozenset(_beginnings())
"""They tell most texts apart, at nearly no cost."""


def is_placeholder(text: str) -> bool:
    """Whether a text only says that there is no value: `N/A`, `не указано`, `暂无`, `—`. An empty text says nothing at all."""
    return text[:2] in _BEGINNINGS and len(text) <= _LONGEST and _says_nothing(text)


@lru_cache(maxsize=4096)
def _says_nothing(text: str) -> bool:
    plain = word_key(text)
    word = plain.strip(_AROUND)
    return word in _WORDS if word else bool(plain)
