"""A query as the parameters of an address, for the API, the pages and the command: `q=вода&jurisdiction=KG&modified=2026-01..`.

`q` are the words, `way` (repeated) the ways in which they find records, `literal` (repeated) places and years of `q` that are
only words, every filter of `search.fields` a parameter (repeated for several values), a range `2026-01..2026-06` with either
end open, of moments also `2026-12-01T04:00:00Z..`, `box=69.2,39.1,80.3,43.3` or `box_within` (west, south, east, north, as
`bbox` of OGC API Records), `usage` (repeated) the use that the data are wanted for, `sort`, `offset`, `limit`, `after`, `facet`
(repeated) and `facet_size`. Empty values are ignored: a form sends empty boxes.
"""

import calendar
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from uuid import UUID

from schemas.assessment import LicenseStatus
from schemas.licenses import UNKNOWN_LICENSE

from .errors import InvalidQuery
from .fields import COUNTABLE, FILTERS, MOMENTS, RANGES
from .moments import first_second, last_second
from .query import BY_DAY, BY_MOMENT, MAX_LIMIT, MAX_OFFSET, Area, DateRange, Filter, Place, Query, Relation, Sort, Way

__all__ = ["PARAMETERS", "InvalidQuery", "parse", "render"]

MAX_TEXT = 500
"""The most characters of a question."""

BOXES = {"box": Relation.OVERLAPS, "box_within": Relation.WITHIN}
"""The parameters of an area, and how a record lies to it."""

_SINGLE = ("q", *BOXES, "sort", "offset", "limit", "after", "facet_size")
PARAMETERS = (
    "q",
    "way",
    *FILTERS,
    *RANGES,
    *BOXES,
    "literal",
    "usage",
    "sort",
    "offset",
    "limit",
    "after",
    "facet",
    "facet_size",
)
"""Every parameter, in the order in which `render` writes them."""

PAGE = ("sort", "offset", "limit", "after", "facet", "facet_size")
"""The parameters of the order, of the page and of what is counted."""

CONDITIONS = tuple(name for name in PARAMETERS if name not in PAGE)
"""The parameters that say which records are meant: all others."""

_FORMER = {
    ("license", "not-stated"): (LicenseStatus.NOT_STATED.value,),
    ("license", UNKNOWN_LICENSE): (LicenseStatus.UNKNOWN.value, LicenseStatus.AMBIGUOUS.value, LicenseStatus.CONFLICT.value),
}
"""Values that had another name before, or have been divided, so that addresses that people have saved find what they meant."""

MAX_NUMBER = 30
"""The most characters of an edge of a box."""

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})", re.ASCII)


def parse(params: Sequence[tuple[str, str]], *, names: Sequence[str] = PARAMETERS, beside: Sequence[str] = ()) -> Query:
    """The query that parameters ask for. Raises `InvalidQuery`.

    `names` are the parameters that there can be; `beside` others of the same address, which the caller reads.
    """
    given: dict[str, list[str]] = {}
    for name, value in params:
        if name not in names:
            raise InvalidQuery(name, f"There is no such parameter. Choose from: {', '.join((*names, *beside))}.")
        if not _is_unicode(value):
            raise InvalidQuery(name, "Send text in UTF-8.")
        if value.strip():
            given.setdefault(name, []).extend(_FORMER.get((name, value), (value,)))
    for name in _SINGLE:
        if len(given.get(name, ())) > 1:
            raise InvalidQuery(name, "Give it once.")
    return _query(given)


def _query(given: dict[str, list[str]]) -> Query:
    default = Query()
    text = given.get("q", [""])[0]
    if len(text) > MAX_TEXT:
        raise InvalidQuery("q", f"Ask with at most {MAX_TEXT} characters.")
    for name in given.get("facet", ()):
        if name not in COUNTABLE:
            raise InvalidQuery("facet", f"{name!r} cannot be counted. Choose from: {', '.join(COUNTABLE)}.")
    query = Query(
        text=text,
        way=tuple(_way(value) for value in _unique(given.get("way", ()))),
        filter=tuple(Filter(field=name, value=_unique(values)) for name, values in given.items() if name in FILTERS),
        range=tuple(_range(name, value) for name in RANGES for value in given.get(name, ())),
        box=_area(given),
        literal=_unique(given.get("literal", ())),
        usage=_unique(given.get("usage", ())),
        sort=_sort(given.get("sort", [default.sort.value])[0]),
        offset=_number(given, "offset", default.offset, most=MAX_OFFSET),
        limit=_number(given, "limit", default.limit, most=MAX_LIMIT),
        facet=_unique(given.get("facet", ())),
        facet_size=_number(given, "facet_size", default.facet_size, least=1, most=1000),
        after=_place(given["after"][0]) if "after" in given else None,
    )
    if query.after:
        _check_place(query, query.after)
    return query


def render(query: Query) -> list[tuple[str, str]]:
    """The parameters that ask for a query; defaults are left out. `parse` gives the query back."""
    default = Query()
    numbers = {
        name: getattr(query, name) for name in ("offset", "limit", "facet_size") if getattr(query, name) != getattr(default, name)
    }
    return [
        *([("q", query.text)] if query.text.strip() else []),
        *(("way", way.value) for way in query.way),
        *((item.field, value) for item in query.filter for value in item.value),
        *((item.field, _written(item)) for item in query.range if item.start or item.end),
        *([_box(query.box)] if query.box else []),
        *(("literal", words) for words in query.literal),
        *(("usage", each) for each in query.usage),
        *([("sort", query.sort.value)] if query.sort is not default.sort else []),
        *((name, str(value)) for name, value in numbers.items()),
        *([("after", _where(query.after))] if query.after else []),
        *(("facet", name) for name in query.facet),
    ]


def _is_unicode(value: str) -> bool:
    """Whether a value is text: half of a surrogate pair is not."""
    return not any("\ud800" <= sign <= "\udfff" for sign in value)


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _way(value: str) -> Way:
    try:
        return Way(value)
    except ValueError:
        raise InvalidQuery("way", f"{value!r} is no way of finding. Choose from: {', '.join(Way)}.") from None


def _sort(value: str) -> Sort:
    try:
        return Sort(value)
    except ValueError:
        raise InvalidQuery("sort", f"{value!r} is no order. Choose from: {', '.join(Sort)}.") from None


def _number(given: dict[str, list[str]], name: str, default: int, *, least: int = 0, most: int) -> int:
    if name not in given:
        return default
    value = given[name][0]
    if not re.fullmatch(r"\d{1,9}", value, re.ASCII) or not least <= int(value) <= most:
        raise InvalidQuery(name, f"{value!r} is no whole number from {least} to {most}.")
    return int(value)


def _place(value: str) -> Place:
    """`2025-03-04.5f0c1f8e-4a5b-5d0e-8a5e-0f5a1d2c3b4a`: a day or a moment and the id of a record.

    It begins with the point for a record without a date, and in the order of ids.
    """
    when, point, identifier = value.rpartition(".")
    try:
        if "T" in when:
            return Place(moment=_moment(when), id=UUID(identifier))
        return Place(day=date.fromisoformat(when) if when or not point else None, id=UUID(identifier))
    except ValueError:
        raise InvalidQuery("after", f"{value!r} is no place in a list. Take the link `next` of the page before.") from None


def _where(place: Place) -> str:
    """As `_place` reads it."""
    return f"{_end(place.moment or place.day)}.{place.id}"


def _check_place(query: Query, place: Place) -> None:
    """Raises `InvalidQuery` if a place is none in the order of a query."""
    if query.order is Sort.RELEVANCE or query.offset:
        raise InvalidQuery("after", "A list goes on behind a place in every order but that of relevance, and without an offset.")
    if (place.day and query.order not in BY_DAY) or (place.moment and query.order not in BY_MOMENT):
        raise InvalidQuery("after", "This is a place in another order. Take the link `next` of the page before.")


def _area(given: dict[str, list[str]]) -> Area | None:
    """`69.2,39.1,80.3,43.3`: west, south, east, north in degrees."""
    names = [name for name in BOXES if name in given]
    if not names:
        return None
    if len(names) > 1:
        raise InvalidQuery(names[1], f"Give {names[0]} or {names[1]}.")
    name, parts = names[0], given[names[0]][0].split(",")
    try:
        west, south, east, north = (float(part) for part in parts if len(part) <= MAX_NUMBER)
        area = Area(west=west, south=south, east=east, north=north, relation=BOXES[name])
    except ValueError:
        raise InvalidQuery(
            name, "Write a box as west,south,east,north in degrees: four numbers such as 69.2,39.1,80.3,43.3."
        ) from None
    if area.south > area.north:
        raise InvalidQuery(name, "The south of the box lies north of its north.")
    return area


def _box(area: Area) -> tuple[str, str]:
    name = next(name for name, relation in BOXES.items() if relation is area.relation)
    return name, ",".join(_short(edge) for edge in (area.west, area.south, area.east, area.north))


def _short(edge: float) -> str:
    return repr(edge).removesuffix(".0")


def _range(name: str, value: str) -> DateRange:
    """`2026-01..2026-06-15`, `2026..`, `..2026-06`, or one year, month or day alone; of moments, also a moment in each place."""
    first, dots, last = value.partition("..")
    start = _read_end(name, first, _first_day) if first else None
    end = _read_end(name, last if dots else first, _last_day) if last or not dots else None
    if start is None and end is None:
        raise InvalidQuery(name, "Give the range a start or an end.")
    if start and end and first_second(start) > last_second(end):
        raise InvalidQuery(name, "The range ends before it starts.")
    return DateRange(field=name, start=start, end=end)


def _read_end(name: str, value: str, complete: Callable[[int, int | None, int | None], date]) -> date:
    """An end of a range: a moment in a field of moments, else a day."""
    if name not in MOMENTS or "T" not in value:
        return _day(name, value, complete)
    try:
        return _moment(value)
    except ValueError:
        raise InvalidQuery(
            name, f"{value!r} is no moment. Write 2026-05-17T08:30:00Z, and a range as 2026-05-17T08:30:00Z..2026-06."
        ) from None


def _moment(value: str) -> datetime:
    """A moment with an offset as one in UTC, by its second. Raises `ValueError`."""
    if not _MOMENT.fullmatch(value):
        raise ValueError(value)
    try:
        return datetime.fromisoformat(value).astimezone(UTC).replace(microsecond=0)
    except OverflowError as error:  # outside the years 1 to 9999
        raise ValueError(value) from error


def _day(name: str, value: str, complete: Callable[[int, int | None, int | None], date]) -> date:
    match = _DATE.fullmatch(value)
    try:
        year, month, day = (int(part) if part else None for part in match.groups()) if match else (0, None, None)
        return complete(year or 0, month, day)  # there is no year 0
    except ValueError:
        raise InvalidQuery(
            name, f"{value!r} is no date. Write 2026, 2026-05 or 2026-05-17, and a range as 2026-01..2026-06."
        ) from None


def _first_day(year: int, month: int | None, day: int | None) -> date:
    return date(year, 1 if month is None else month, 1 if day is None else day)


def _last_day(year: int, month: int | None, day: int | None) -> date:
    first = _first_day(year, 12 if month is None else month, day)
    return first if day is not None else first.replace(day=calendar.monthrange(first.year, first.month)[1])


def _written(item: DateRange) -> str:
    return f"{_end(item.start)}..{_end(item.end)}"


def _end(value: date | None) -> str:
    """A day, or a moment by its second in UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
    return str(value or "")
