"""The words in dates, in the languages of the portals. The words are in `vocab/date_words.yml`."""

import re

from .vocab import load

_WORDS = load("date_words.yml")


def choice(words: list[str]) -> str:
    """A pattern for any of some words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _numbered(rows: list[str]) -> dict[str, int]:
    return {name: number for number, names in enumerate(rows, start=1) for name in names.casefold().split()}


GREGORIAN: dict[str, int] = _numbered(_WORDS["months"])
"""The number of a month by its name, in small letters."""

SOLAR_HIJRI: dict[str, int] = _numbered(_WORDS["solar_hijri"])
"""The same for the Solar Hijri calendar."""

WEEKDAYS: dict[str, int] = _numbered(_WORDS["weekdays"])
"""The number of a day of the week by its name, from 1 for Monday."""

BEFORE: list[str] = _WORDS["before"]
AFTER: list[str] = _WORDS["after"]
YEAR: list[str] = _WORDS["year"]
YEARS: list[str] = _WORDS["years"]
MORNING: list[str] = _WORDS["morning"]
AFTERNOON: list[str] = _WORDS["afternoon"]
QUARTER: list[str] = _WORDS["quarter"]
BETWEEN: list[str] = _WORDS["between"]
FROM: list[str] = _WORDS["from"]
UNTIL: list[str] = _WORDS["until"]
NOW: list[str] = _WORDS["now"]
