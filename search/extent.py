"""What a record's data cover, in space and in time, as numbers that an index compares.

An index has `SLOTS` boxes and `SLOTS` periods of a record; a record with fewer has the last one again, one with more has those
that are nearest to each other as one. A box that lies across the 180° meridian has an east of more than 180.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import combinations
from typing import NamedTuple, TypeVar

from schemas.periods import days_of
from schemas.record import CatalogRecord

from .query import Area, DateRange, Relation

SLOTS = 3

MOST_PARTS = 24
"""How many boxes or periods of a record are compared with each other; of a longer list neighbours are one."""

EARLIEST, LATEST = 1, date.max.toordinal()
"""The day numbers of a period without a start or an end."""

MOST_YEARS = 150
"""The most years of one period that are counted: its last ones."""

YEARS = range(1000, 2201)
"""Years that can be those of data. Others are errors of a portal."""

ROUND = 360.0

DIGITS = 7
"""The digits of a degree that are compared: a centimetre."""

Span = tuple[int, int]
"""The first and the last day, as day numbers."""

Box = tuple[float, float, float, float]
"""West, south, east, north."""

Part = TypeVar("Part", Span, Box)


class Bound(NamedTuple):
    """A column of the index and the numbers between which it must be, both included; None is an open end."""

    column: str
    least: float | None = None
    most: float | None = None


Alternatives = tuple[tuple[Bound, ...], ...]
"""A record must be in all bounds of one of them."""

BOX_COLUMNS = tuple(f"{edge}_{slot}" for slot in range(SLOTS) for edge in ("west", "south", "east", "north"))
"""The columns of boxes: numbers with a fraction."""


def span_columns(name: str) -> tuple[str, ...]:
    """The columns of a field of periods: day numbers."""
    return tuple(f"{name}_{end}_{slot}" for slot in range(SLOTS) for end in ("first", "last"))


def boxes(record: CatalogRecord) -> tuple[Box, ...]:
    """The boxes of the places that the data describe, `SLOTS` of them or none."""
    found = [_unrolled(each.bbox) for each in record.dataset.spatial if each.bbox]
    return _fitted(sorted(dict.fromkeys(found)), _around, _growth)


def periods(record: CatalogRecord) -> tuple[Span, ...]:
    """The periods that the data describe, `SLOTS` of them or none."""
    return _fitted(sorted(dict.fromkeys(_spans(record))), lambda one, other: (one[0], max(one[1], other[1])), _gap)


def years(record: CatalogRecord) -> tuple[str, ...]:
    """The years of the data: of the periods that they describe or, if none is stated, of their last change.

    A period without an end goes on until the last change.
    """
    modified = record.dataset.modified.calendar_day if record.dataset.modified else None
    found: set[int] = set()
    for first, last in _spans(record):
        start = date.fromordinal(first).year if first != EARLIEST else date.fromordinal(last).year
        end = date.fromordinal(last).year if last != LATEST else max(start, modified.year if modified else start)
        found.update(range(max(start, end - MOST_YEARS + 1), end + 1))
    known = [f"{year:04}" for year in sorted(found) if year in YEARS]
    return tuple(known) or ((f"{modified.year:04}",) if modified else ())


def states_period(record: CatalogRecord) -> bool:
    """Whether a record states a period that its years are of."""
    return any(True for _ in _spans(record))


def in_period(item: DateRange) -> Alternatives:
    """A period of the record that has a day in common with a range."""
    first = (item.start or date.min).toordinal()
    last = (item.end or date.max).toordinal()
    return tuple(
        (Bound(f"{item.field}_first_{slot}", most=last), Bound(f"{item.field}_last_{slot}", least=first)) for slot in range(SLOTS)
    )


def in_area(area: Area) -> tuple[Alternatives, ...]:
    """A box of the record that has a point in common with an area or, for `within`, all of them in it."""
    box = _unrolled((area.west, area.south, area.east, area.north))
    if area.relation is Relation.WITHIN:
        return tuple(tuple(_within(box, slot, turn) for turn in _turns(box)) for slot in range(SLOTS))
    return (tuple(_overlapping(box, slot, turn) for slot in range(SLOTS) for turn in _turns(box)),)


def _turns(box: Box) -> tuple[float, ...]:
    """How far an area is turned round the globe, so that boxes across the 180° meridian meet it."""
    return (0.0,) if _is_whole(box) else (0.0, ROUND, *([-ROUND] if box[2] >= ROUND / 2 else []))


def _overlapping(box: Box, slot: int, turn: float) -> tuple[Bound, ...]:
    west, south, east, north = box
    across = () if _is_whole(box) else (Bound(f"west_{slot}", most=east + turn), Bound(f"east_{slot}", least=west + turn))
    return (*across, Bound(f"south_{slot}", most=north), Bound(f"north_{slot}", least=south))


def _within(box: Box, slot: int, turn: float) -> tuple[Bound, ...]:
    west, south, east, north = box
    across = () if _is_whole(box) else (Bound(f"west_{slot}", least=west + turn), Bound(f"east_{slot}", most=east + turn))
    return (*across, Bound(f"south_{slot}", least=south), Bound(f"north_{slot}", most=north))


def _is_whole(box: Box) -> bool:
    return box[2] - box[0] >= ROUND


def _unrolled(box: Box) -> Box:
    west, south, east, north = (round(edge, DIGITS) for edge in box)
    return (west, south, round(east + ROUND, DIGITS) if east < west else east, north)


def _spans(record: CatalogRecord) -> Iterator[Span]:
    for first, last in days_of(record.dataset.temporal):
        yield (first.toordinal() if first else EARLIEST, last.toordinal() if last else LATEST)


def _fitted(parts: Sequence[Part], joined: Callable[[Part, Part], Part], cost: Callable[[Part, Part], float]) -> tuple[Part, ...]:
    """`SLOTS` parts that cover all; those are joined first that cost least."""
    left: list[Part] = list(parts)
    while len(left) > MOST_PARTS:
        left = [joined(*pair) if len(pair) > 1 else pair[0] for pair in (left[at : at + 2] for at in range(0, len(left), 2))]
    while len(left) > SLOTS:
        places = min(combinations(range(len(left)), 2), key=lambda pair: cost(left[pair[0]], left[pair[1]]))
        whole = joined(left[places[0]], left[places[1]])
        left = sorted([each for at, each in enumerate(left) if at not in places] + [whole])
    return tuple(left + left[-1:] * (SLOTS - len(left))) if left else ()


def _gap(one: Span, other: Span) -> float:
    return other[0] - one[1]


def _growth(one: Box, other: Box) -> float:
    return _size(_around(one, other)) - _size(one) - _size(other)


def _size(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _around(one: Box, other: Box) -> Box:
    """The narrowest box around both."""
    spans = [(min(one[0], other[0] + turn), max(one[2], other[2] + turn)) for turn in (0.0, ROUND, -ROUND)]
    west, east = min(spans, key=lambda span: span[1] - span[0])
    turn = ROUND if west < -ROUND / 2 else 0.0
    east = min(east, west + ROUND)
    return (round(west + turn, DIGITS), min(one[1], other[1]), round(east + turn, DIGITS), max(one[3], other[3]))
