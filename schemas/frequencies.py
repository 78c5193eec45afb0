"""Words that say how often data change, which portals also write into fields for a date (`vocab/frequencies.yml`)."""

import re

from .vocab import load

_LONGEST = 100
_INTERVAL = re.compile(r"(?:R\d{0,5}/)?P(?:T?\d{1,4}(?:[.,]\d{1,3})?[YMWDHS]){1,6}", re.ASCII)
"""A repeating interval of ISO 8601 (`R/P1D`), or a span of time (`P1M`)."""

_TABLE = load("frequencies.yml")
_ADDRESSES: tuple[str, ...] = tuple(_TABLE["addresses"])
_WORDS = frozenset(word.casefold() for words in _TABLE["words"].values() for word in words)


def is_frequency(text: str) -> bool:
    """Whether a text says how often something changes, and nothing else."""
    if len(text) > _LONGEST:
        return False
    plain = " ".join(text.casefold().split()).strip(" .;")
    return plain in _WORDS or _INTERVAL.fullmatch(text.strip()) is not None or text.strip().startswith(_ADDRESSES)
