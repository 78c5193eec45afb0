"""What a request for records of OGC API Records asks for: its parameters as a query of the search.

`q`, `bbox` and `datetime` are as the standard has them: a term of `q` is in the text as it is written, and a record that states
no place, or no time, is found by every `bbox`, or `datetime`. What finds as the search does is beside them: `search`, `box`,
`period`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from search.errors import InvalidQuery
from search.params import MAX_TEXT, parse, render
from search.query import DEEPEST, All, Area, Condition, DateRange, Either, Ids, Place, Query, Sort, Without, Words

from .errors import WrongValue
from .fields import AREAS, ORDERS, QUERYABLES

CORE = ("bbox", "datetime", "limit", "q", "type", "ids", "externalIds", "sortby", "f")
"""The parameters of the standard."""

OWN = ("search", "offset", "after")
"""Parameters of ours: a question, and where a page begins."""

PARAMETERS = (*CORE, *OWN, *AREAS, *QUERYABLES)

LIMIT, MOST = 10, 1000
"""How many records a page has, and the most that it has: who asks for more gets that many, as the standard says."""

MOST_VALUES = 100
"""How many values a list in a parameter may have."""

TYPE = "dataset"
"""The type of all records."""

WORLD = Area(west=-180, south=-90, east=180, north=90)

EVER = DateRange(field="period")

_NUMBER = re.compile(r"\d{1,9}", re.ASCII)
_EDGE = re.compile(r"[+-]?\d{1,4}(\.\d{1,20})?(e[+-]?\d{1,2})?", re.ASCII | re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)

External = Callable[[Sequence[str]], Condition]
"""Finds records by the identifiers of their portals."""


@dataclass(frozen=True)
class Asked:
    """A request for a page of records. `pairs` are its parameters without those of the page and of the answer's form."""

    query: Query
    limit: int
    pairs: tuple[tuple[str, str], ...]


def asked(pairs: Sequence[tuple[str, str]], external: External) -> Asked:
    """What parameters ask for. Raises `WrongValue`. Empty ones are ignored, as the standard says."""
    given = _given(pairs)
    every = [condition for name, read in _CONDITIONS.items() if name in given and (condition := read(given[name]))]
    if "externalIds" in given:
        text = given["externalIds"]
        every.append(external([*_listed("externalIds", text), text]))  # an identifier may have commas itself
    text, after = given.get("search", ""), given.get("after")
    if len(text) > MAX_TEXT:
        raise WrongValue("search", f"Ask with at most {MAX_TEXT} characters.")
    sort = _sort(given.get("sortby", ""), with_words=bool(text))
    offset = _number("offset", given.get("offset", "0"), most=DEEPEST)
    if after and (offset or sort is Sort.RELEVANCE):
        raise WrongValue("after", "A list goes on behind a place if it has another order than that of relevance, and no offset.")
    query = _house(pairs, sort, after)
    where = All(condition=tuple(every)) if every else None
    return Asked(
        query=query.model_copy(update={"text": text, "where": where, "offset": offset}),
        limit=min(_number("limit", given.get("limit", str(LIMIT)), least=1), MOST),
        pairs=tuple((name, value) for name, value in pairs if value.strip() and name not in {"f", "offset", "after"}),
    )


def following(place: Place) -> list[tuple[str, str]]:
    """The parameter of the place behind which the next page begins."""
    return render(Query(after=place))


def _given(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The parameters that are there once, by name. Raises `WrongValue` for others, and for what is no text."""
    given: dict[str, str] = {}
    for name, value in pairs:
        if name not in PARAMETERS:
            raise WrongValue(name, f"There is no such parameter. Choose from: {', '.join(PARAMETERS)}.")
        if any("\ud800" <= sign <= "\udfff" for sign in value):
            raise WrongValue(name, "Send text in UTF-8.")
        if name in QUERYABLES or name in AREAS or not value.strip():
            continue
        if name in given:
            raise WrongValue(name, "Give it once.")
        given[name] = value
    return given


def _house(pairs: Sequence[tuple[str, str]], sort: Sort, after: str | None) -> Query:
    """The filters, the areas and the place in the list, as the search reads them."""
    filters = [(name, value) for name, value in pairs if name in QUERYABLES or name in AREAS]
    place = [("after", after)] if after else []
    try:
        return parse([*filters, ("sort", sort.value), *place])
    except InvalidQuery as error:
        raise WrongValue(error.parameter, error.message) from None


def _sort(text: str, *, with_words: bool) -> Sort:
    """`modified`, `-modified`, `+updated`: the sign of an address is a space. Without one the list is in the order of ids, which
    stays while records change; what answers a question begins with the best.
    """
    if not text.strip():
        return Sort.RELEVANCE if with_words else Sort.ID
    first, *others = text.split(",")
    if others not in ([], ["id"], ["+id"], [" id"]):
        raise WrongValue("sortby", "Give one property; equal ones are in the order of their ids.")
    rising, falling = ORDERS.get(first.lstrip(" +-"), (None, None))
    found = falling if first.startswith("-") else rising
    if found is None:
        raise WrongValue("sortby", f"{first!r} is no order. Choose from: id, modified, -modified, updated, -updated.")
    return found


def _number(name: str, value: str, *, least: int = 0, most: int | None = None) -> int:
    if not _NUMBER.fullmatch(value) or int(value) < least or (most is not None and int(value) > most):
        raise WrongValue(name, f"{value!r} is no whole number from {least}{f' to {most}' if most else ''}.")
    return int(value)


def _words(text: str) -> Condition:
    """Terms with commas between: any of them. Words of one term stand side by side."""
    if len(text) > MAX_TEXT:
        raise WrongValue("q", f"Ask with at most {MAX_TEXT} characters.")
    return Either(either=tuple(Words(text=each) for each in _listed("q", text)))


def _type(text: str) -> Condition:
    return All() if TYPE in _listed("type", text) else Either()


def _ids(text: str) -> Condition:
    """The records with these ids. What is no id of ours is that of no record."""
    found = [uuid_of(each) for each in _listed("ids", text)]
    return Ids(id=tuple(each for each in found if each))


def uuid_of(text: str) -> UUID | None:
    """An id of ours; None for another text."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _box(text: str) -> Condition:
    """`69.2,39.1,80.3,43.3`, or six numbers with heights, which no record has. A record without a box matches too."""
    parts = text.split(",")
    if len(parts) not in (4, 6) or not all(_EDGE.fullmatch(each.strip()) for each in parts):
        raise WrongValue("bbox", "Write four numbers (west,south,east,north) or six, in degrees.")
    numbers = [float(each) for each in parts]
    west, south, east, north = numbers if len(numbers) == len("wsen") else (*numbers[:2], *numbers[3:5])
    try:
        area = Area(west=west, south=south, east=east, north=north)
    except ValueError:
        raise WrongValue("bbox", "Longitudes are from -180 to 180, latitudes from -90 to 90.") from None
    if area.south > area.north:
        raise WrongValue("bbox", "The south of the box lies north of its north.")
    return Either(either=(area, Without(without=WORLD)))


def _time(text: str) -> Condition:
    """A day or moment, or an interval of them with a `/`, where `..` or nothing is an open end. By the day in UTC, as periods are
    kept. A record without a period matches too.
    """
    first, slash, last = text.strip().partition("/")
    start, end = _end(first), _end(last if slash else first)
    if start is None and end is None:
        raise WrongValue("datetime", "Give the interval a start or an end.")
    if start and end and start > end:
        raise WrongValue("datetime", "The interval ends before it starts.")
    return Either(either=(DateRange(field=EVER.field, start=start, end=end), Without(without=EVER)))


def _end(text: str) -> date | None:
    if text in {"", ".."}:
        return None
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
        if _MOMENT.fullmatch(text):
            return datetime.fromisoformat(text.upper()).astimezone(UTC).date()
    except (ValueError, OverflowError):  # no such day or time, or one outside the years 1 to 9999
        pass
    raise WrongValue("datetime", f"{text!r} is no date of RFC 3339. Write 2026-05-17, 2026-05-17T08:30:00Z, or a/b.")


def _listed(name: str, text: str) -> list[str]:
    found = [each.strip() for each in text.split(",") if each.strip()]
    if len(found) > MOST_VALUES:
        raise WrongValue(name, f"Give at most {MOST_VALUES} values.")
    return found


_CONDITIONS: Mapping[str, Callable[[str], Condition | None]] = {
    "q": _words,
    "type": _type,
    "ids": _ids,
    "bbox": _box,
    "datetime": _time,
}
"""The parameters of the standard that filter, and how each is read."""
