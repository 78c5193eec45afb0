"""Words of a text that are also written as one: «COVID-19» and covid19, «5 000» and 5000, dates, "shui zhi" and shuizhi."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple

import regex

from .folding import fold
from .pinyin import is_syllable

MAX_PARTS = 6
"""The most parts of a code."""

MAX_CODE = 32
"""The most characters of a code."""

_SIGNS = r"\p{L}\p{N}\p{M}"
_CODE = regex.compile(rf"(?<![{_SIGNS}])[[{_SIGNS}]--\p{{Han}}]++(?:[-‐‑–./_:][[{_SIGNS}]--\p{{Han}}]++)++", regex.V1)
_NUMBER = regex.compile(r"(?<!\p{Nd}[.,\s]?)\p{Nd}{1,3}(?:[ \u00a0\u202f]\p{Nd}{3})++(?!\p{Nd})")
_HAN_DATE = regex.compile(r"(?<!\p{Nd})(\p{Nd}{4})年(\p{Nd}{1,2})月(\p{Nd}{1,2})日")
_PART = regex.compile(rf"[{_SIGNS}]+")
_SYLLABLES = regex.compile(r"(?<![\p{L}\p{M}])[A-Za-z]++(?: [A-Za-z]++)++(?![\p{L}\p{M}])")
_YEAR = 4
_HYPHEN = frozenset("-‐‑")


class Compound(NamedTuple):
    """Words side by side: the word that they make together, empty if it is none; keys of their own; the place in the text."""

    word: str
    keys: tuple[str, ...]
    start: int
    end: int


def joined(text: str, *, syllables: bool) -> Iterator[Compound]:
    """All of a text. `syllables`: also Chinese in Latin letters, syllable by syllable, as only questions have it."""
    yield from _codes(text)
    for match in _NUMBER.finditer(text):
        yield Compound("".join(_PART.findall(match[0])), (), *match.span())
    for match in _HAN_DATE.finditer(text):
        yield Compound("", _date_keys([fold(part) for part in match.groups()]), *match.span())
    if syllables:
        yield from _spoken(text)


def _codes(text: str) -> Iterator[Compound]:
    """Parts with a number among them, or two words with a hyphen."""
    for match in _CODE.finditer(text):
        code = match[0]
        parts = _PART.findall(code[: MAX_CODE + 1])
        if len(code) > MAX_CODE or len(parts) > MAX_PARTS:
            continue
        if any(map(str.isdecimal, code)) or not _HYPHEN.isdisjoint(code):
            yield Compound("".join(parts), _date_keys([fold(part) for part in parts]), *match.span())


def _date_keys(parts: list[str]) -> tuple[str, ...]:
    """The day of a date in numbers, `d:2021-03-12`: with the year first, or with the day first and the year last."""
    if len(parts) != 3 or not all(map(str.isdecimal, parts)):  # noqa: PLR2004
        return ()
    year, month, day = parts if len(parts[0]) == _YEAR else reversed(parts)
    try:
        return (f"d:{date(int(year), int(month), int(day)).isoformat()}",) if len(year) == _YEAR else ()
    except ValueError:
        return ()


def _spoken(text: str) -> Iterator[Compound]:
    """Two syllables of Chinese side by side."""
    for match in _SYLLABLES.finditer(text):
        words = list(regex.finditer("[A-Za-z]+", match[0]))
        for one, other in pairwise(words):
            sound = (one[0] + other[0]).lower()
            if is_syllable(one[0].lower()) and is_syllable(other[0].lower()):
                yield Compound("", (f"z:{sound}",), match.start() + one.start(), match.start() + other.end())
