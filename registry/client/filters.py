"""The filters of a search: their names for whoever checks types, and how their values are written in an address."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import Enum
from typing import TypedDict

One = str | date | int
"""A value: a code, a word, a day, a year or a moment."""

Values = One | Sequence[One] | None
"""One value, or several of which any may match. None: no filter."""

Range = One | tuple[date | str | None, date | str | None] | None
"""A day, month or year, a range as `2026-01..2026-06`, or its two ends, either of which may be open."""

Box = str | tuple[float, float, float, float] | None
"""An area: west, south, east, north in degrees (WGS 84)."""


class Ranges(TypedDict, total=False):
    """Filters whose values are days or moments."""

    modified: Range
    review_due: Range
    record_modified: Range
    period: Range


class Filters(Ranges, total=False):
    """Every filter of a search, as `/api/v1/fields` explains them."""

    way: Values
    keyword: Values
    jurisdiction: Values
    place: Values
    license: Values
    privacy_class: Values
    access_rights: Values
    theme: Values
    topic: Values
    format: Values
    distribution: Values
    publisher: Values
    language: Values
    text_language: Values
    year: Values
    source: Values
    license_status: Values
    license_confidence: Values
    jurisdiction_confidence: Values
    privacy_confidence: Values
    decided: Values
    question: Values
    question_since: Values
    usage_grounds: Values
    lacking: Values
    modified_year: Values
    without: Values
    status: Values
    box: Box
    box_within: Box
    literal: Values
    usage: Values


Params = list[tuple[str, str]]
"""The parameters of an address."""


def parameters(text: str, filters: Filters) -> Params:
    """The parameters of a search. Raises `ValueError` as `written` does."""
    return [*([("q", text)] if text.strip() else []), *written(filters)]


def written(given: Mapping[str, object]) -> Params:
    """Parameters with their values.

    Raises `ValueError` for an empty value: the API takes it for a parameter that is not there, and would find too much.
    """
    found = {name: list(_values(name, value)) for name, value in given.items() if value is not None}
    for name, values in found.items():
        if not values or not all(each.strip(" .") for each in values):
            raise ValueError(f"{name} has an empty value. Leave it out, or give it None, to ask without it.")
    return [(name, each) for name, values in found.items() for each in values]


def _values(name: str, value: object) -> Iterator[str]:
    if name in Ranges.__annotations__ and isinstance(value, tuple):
        start, end = value
        yield f"{_one(start)}..{_one(end)}"
    elif name in {"box", "box_within"} and isinstance(value, tuple):
        yield ",".join(map(str, value))
    elif isinstance(value, Iterable) and not isinstance(value, str):
        yield from map(_one, value)
    else:
        yield _one(value)


def _one(value: object) -> str:
    """A value as the API reads it; a moment by its second in UTC. Raises `ValueError` for a moment without an offset."""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"The moment {value} has no time zone. Give it one: datetime.now(UTC), for example.")
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
    return "" if value is None else str(value)
