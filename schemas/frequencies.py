"""How often data change, in the words of the portal: `schemas/vocab/frequencies.yml`."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from .dataset import Coded
from .model import Model
from .vocab import load
from .words import LONGEST, authority_code, word_key

_AUTHORITY = "frequency"
_ADDRESS = f"http://publications.europa.eu/resource/authority/{_AUTHORITY}/"
_VAGUE = frozenset({"OTHER", "UNKNOWN"})
"""The codes whose words say nothing of time: they are no frequency where a date is expected."""

_INTERVAL = re.compile(r"(?:R\d{0,5}/)?P(?:T?\d{1,4}(?:[.,]\d{1,3})?[YMWDHS]){1,6}", re.ASCII)
"""A repeating interval of ISO 8601 (`R/P1D`), or a span of time (`P1M`)."""

_PART = re.compile(r"(T?)(\d+(?:[.,]\d+)?)([YMWDHS])", re.ASCII)
_MONTHS = {"Y": 12, "M": 1}
_SECONDS = {"W": 604_800, "D": 86_400, "H": 3600, "M": 60, "S": 1}
_BETWEEN = re.compile(r"[\s_.;:\"'«»‐‑–-]+")
"""What does not tell two words apart: `AS_NEEDED`, `asNeeded`."""


class Frequency(Model):
    """A frequency of the EU's frequency table; its `intervals` (ISO 8601), and its `words` by language (BCP 47)."""

    code: str
    label: str
    intervals: tuple[str, ...] = ()
    words: Mapping[str, tuple[str, ...]] = {}

    @property
    def iri(self) -> str:
        return f"{_ADDRESS}{self.code}"


@cache
def frequencies() -> Mapping[str, Frequency]:
    """All frequencies, by code."""
    return {each.code: each for each in map(Frequency.model_validate, load("frequencies.yml")["frequencies"])}


def frequency(verbatim: str) -> Coded:
    """The frequency that a text names: a word of the vocabulary, an interval of ISO 8601, or an address of a table."""
    return Coded(verbatim=verbatim, code=_code(verbatim.strip()) if len(verbatim) <= LONGEST else None)


def is_frequency(text: str) -> bool:
    """Whether a text says how often something changes, and nothing else. Portals also write that into fields for a date."""
    text = text.strip()
    if len(text) > LONGEST:
        return False
    code = _code(text)
    known = code is not None and code not in _VAGUE
    return known or _INTERVAL.fullmatch(text) is not None or text.startswith((_ADDRESS, *_addresses()))


@lru_cache(maxsize=1024)
def _code(text: str) -> str | None:
    code = authority_code(text, _AUTHORITY)
    if code:
        return code.upper() if code.upper() in frequencies() else None
    if _INTERVAL.fullmatch(text):
        return _intervals().get(_length(text))
    for address in _addresses():
        text = text.replace("https://", "http://", 1).removeprefix(address) if text.startswith("http") else text
    return _words().get(_key(text))


def _key(text: str) -> str:
    return _BETWEEN.sub("", word_key(text))


def _length(interval: str) -> tuple[float, float]:
    """The length of an interval in months and seconds: a month has no fixed number of days."""
    months, seconds, of_day = 0.0, 0.0, False
    for time, number, unit in _PART.findall(interval.partition("P")[2]):
        of_day = of_day or bool(time)
        count = float(number.replace(",", "."))
        if unit in _MONTHS and not of_day:
            months += count * _MONTHS[unit]
        else:
            seconds += count * _SECONDS.get(unit, 0)
    return round(months, 2), round(seconds)


@cache
def _words() -> Mapping[str, str]:
    """The code for each word and each code as they are compared."""
    return {
        _key(name): each.code
        for each in frequencies().values()
        for name in (each.code, *(word for words in each.words.values() for word in words))
    }


@cache
def _intervals() -> Mapping[tuple[float, float], str]:
    return {_length(interval): each.code for each in frequencies().values() for interval in each.intervals}


@cache
def _addresses() -> tuple[str, ...]:
    """The beginnings of addresses in tables whose words are understood."""
    return tuple(load("frequencies.yml")["addresses"])
