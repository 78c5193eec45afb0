"""Where and when in a question: the places and the years that it names. "water Osh 2019" asks for water, in Osh, of 2019.

They are a wish, not a filter: a record counts as having the word if its place or its period has it, and also if a text has it. A
person can have any of them taken literally.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import regex

from schemas.date_words import BETWEEN, YEAR, YEARS, choice
from schemas.han import HAN
from schemas.solar_hijri import YEARS as SOLAR_YEARS
from schemas.solar_hijri import to_gregorian

from ..concepts.provinces import PLACE
from ..concepts.recognition import concepts_in
from ..query import ScopeKind
from ..ranking import WORTH
from ..streams import Stream
from .question import Question, Said
from .wanted import Form, Wording

MOST = 8
"""How many places and years of a question are understood."""

MOST_YEARS = 40
"""The longest range of years, in years; of a longer one the last count."""

GREGORIAN_YEARS = range(1900, 2100)
"""The numbers that are years. A smaller or greater one is more often a quantity."""

_WORD = rf"(?:年度?|[ -]?(?:{choice([*YEAR, *YEARS, 'वर्ष', 'سال'])})(?!\p{{L}})\.?)?"
_NUMBER = r"(?<!\d|\d[-./,:])(?<![\p{L}--\p{Han}])(?P<start>\d{4})"
_FROM_CASE = r"(?:[ -]?(?:жылдан|йилдан|yildan))"
_DASH = r"\s?(?:[-‐-―−~～]|\.\.+|…)\s?"
_HAN_TO = choice([each for each in BETWEEN if HAN.match(each)])
_TO = rf"(?:\s?(?:{_HAN_TO})\s?|\s(?:{choice([*BETWEEN, 'से', 'سے', 'и', 'and'])})\s)"
_RANGE = regex.compile(
    _NUMBER + rf"(?:{_FROM_CASE}\s|{_WORD}(?:{_DASH}|{_TO}))" + r"(?P<end>\d{4})(?!\d|[-./,:]\d)" + _WORD,
    regex.IGNORECASE | regex.VERSION1,
)
_SCHOOL_YEAR = regex.compile(_NUMBER + r"[-/–](?P<end>\d{2})(?!\d|[-./,:]\d)" + _WORD, regex.IGNORECASE | regex.VERSION1)
_YEAR = regex.compile(_NUMBER + r"(?!\d|[-./,:]\d)" + _WORD, regex.IGNORECASE | regex.VERSION1)
_PERSIAN = regex.compile(r"[۰-۹٠-٩]|\p{Arabic}")


class Spot(NamedTuple):
    """A place or a time that a question names, from `start` to `end`, in characters.

    `values` are the codes of places (several of the same name), or the years, as the fields `place` and `year` have them.
    """

    start: int
    end: int
    kind: ScopeKind
    values: tuple[str, ...]


def scope(text: str, literal: Collection[str] = ()) -> tuple[Spot, ...]:
    """The places and years of a question, in order. What is in `literal`, as it is written there, is not understood."""
    taken = {each.strip().casefold() for each in literal}
    found = [*_years(text), *_places(text)]
    kept = sorted(each for each in found if text[each.start : each.end].casefold() not in taken)
    return tuple(kept[:MOST])


def scoped(question: Question, spots: Sequence[Spot]) -> Question:
    """The question where each year is looked for in periods too. Places are looked for by their concepts (`meaning`)."""
    years = [each for each in spots if each.kind is ScopeKind.YEAR]
    if not years:
        return question
    return replace(question, words=tuple(_within(said, years) for said in question.words))


def place_forms(concepts: Sequence[str]) -> Iterator[Form]:
    """The forms of the places among concepts, in the places of records."""
    return (_form(each.removeprefix(PLACE)) for each in concepts if each.startswith(PLACE))


def _within(said: Said, years: Sequence[Spot]) -> Said:
    spot = next((each for each in years if each.start <= said.start and said.end <= each.end), None)
    if spot is None or not said.wanted.wordings:
        return said
    first, *others = said.wanted.wordings
    if not first.words[0][0].term[:4].isdigit():
        return replace(said, wanted=replace(said.wanted, optional=True))
    word = (*first.words[0], *map(_form, spot.values))
    return replace(said, wanted=replace(said.wanted, wordings=(Wording((word,), worth=first.worth), *others)))


def _form(value: str) -> Form:
    return Form(value, WORTH[Stream.SCOPE], Stream.SCOPE)


def _places(text: str) -> Iterator[Spot]:
    named: dict[tuple[int, int], list[str]] = {}
    for concept, start, end in concepts_in(text, None):
        if concept.startswith(PLACE) and not concept.removeprefix(PLACE)[:1].isdigit():
            named.setdefault((start, end), []).append(concept.removeprefix(PLACE))
    widest: list[tuple[int, int]] = []
    for start, end in sorted(named, key=lambda span: span[0] - span[1]):
        if all(end <= first or last <= start for first, last in widest):
            widest.append((start, end))
    return (Spot(start, end, ScopeKind.PLACE, tuple(named[start, end])) for start, end in widest)


def _years(text: str) -> Iterator[Spot]:
    """Ranges of years before single ones; a range that is none is looked at as two years."""
    end = 0
    while tries := [match for form in (_RANGE, _SCHOOL_YEAR, _YEAR) if (match := form.search(text, end))]:
        match = min(tries, key=lambda each: each.start())
        last = match.groupdict().get("end") or match["start"]
        found = _gregorian(match["start"], last, is_persian=bool(_PERSIAN.search(text)))
        end = match.end() if found else match.end("start")
        if found:
            yield Spot(match.start(), match.end(), ScopeKind.YEAR, found)


def _gregorian(start: str, end: str, *, is_persian: bool) -> tuple[str, ...]:
    """The years from one to another; nothing if they are none. Years of the Solar Hijri calendar lie in two years each."""
    first, last = int(start), int(end)
    if len(end) < len(start):
        last += first - first % 100 + (100 if last < first % 100 else 0)
        if last != first + 1:
            return ()
    if is_persian and first in SOLAR_YEARS and last in SOLAR_YEARS:
        first, last = to_gregorian(first, 1, 1).year, to_gregorian(last, 12, 29).year
    if first not in GREGORIAN_YEARS or last not in GREGORIAN_YEARS or first > last:
        return ()
    return tuple(str(year) for year in range(max(first, last - MOST_YEARS + 1), last + 1))
