"""Where and when on the result list: the box of an area, the years as bars, and what was understood of a question."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from search.params import BOXES
from search.query import Area, Facet, Query, Relation, Results, ScopeKind

from . import links
from .site import Page

EDGES = ("west", "south", "east", "north")
"""The names of an area's edges in a form."""

WORLD = ("-180", "-90", "180", "90")
"""What an edge is that a person leaves empty."""

INSIDE = "inside"
"""The name of the tick that asks for records that lie wholly in the area."""

MOST_BARS = 60
"""How many years the bars show, the last ones."""

HEIGHT, STEP = 48, 10
"""The height of the highest bar, and the distance from one bar to the next."""

FIELDS: Mapping[ScopeKind, str] = {ScopeKind.PLACE: "place", ScopeKind.YEAR: "year"}
"""The field that has the values of what was understood."""


@dataclass(frozen=True)
class Edges:
    """The values in the box of an area."""

    west: str = ""
    south: str = ""
    east: str = ""
    north: str = ""
    inside: bool = False

    @property
    def chosen(self) -> bool:
        return bool(self.west)


@dataclass(frozen=True)
class YearBar:
    """A year with its count, and the address that asks for it, or no longer asks for it."""

    year: str
    count: int
    chosen: bool
    href: str
    x: int
    y: float
    height: float


@dataclass(frozen=True)
class Histogram:
    """The years in their order, as bars in a box of `width` by `height`. A year without records has no bar."""

    bars: tuple[YearBar, ...]
    width: int
    height: int


@dataclass(frozen=True)
class Understood:
    """A place or years of a question: what they are, and the address of the search that takes the words literally."""

    field: str
    label: str
    href: str


def edges(query: Query) -> Edges:
    """The values in the box of an area; empty if none is asked for."""
    if query.box is None:
        return Edges()
    west, south, east, north = (f"{getattr(query.box, edge):g}" for edge in EDGES)
    return Edges(west, south, east, north, inside=query.box.relation is Relation.WITHIN)


def area_parameter(given: Mapping[str, str]) -> tuple[str, str] | None:
    """The parameter of the area that a form names by its edges; None if it names none."""
    values = [given.get(edge, "").strip() for edge in EDGES]
    if not any(values):
        return None
    relation = Relation.WITHIN if given.get(INSIDE, "").strip() else Relation.OVERLAPS
    name = next(name for name, each in BOXES.items() if each is relation)
    return name, ",".join(value or edge for value, edge in zip(values, WORLD, strict=True))


def area_label(page: Page, area: Area) -> str:
    """An area in words."""
    west, south, east, north = (page.language.number(getattr(area, edge)) for edge in EDGES)
    return page.language.gettext(
        "longitude %(west)s to %(east)s, latitude %(south)s to %(north)s", west=west, east=east, south=south, north=north
    )


def histogram(page: Page, query: Query, facet: Facet) -> Histogram | None:
    """The years of a facet as bars. None if there are fewer than two."""
    values = sorted((each for each in facet.value if each.count), key=lambda each: each.value)
    if len(values) < 2:  # noqa: PLR2004  # one bar compares with nothing
        return None
    last = int(values[-1].value)
    shown = [each for each in values if int(each.value) > last - MOST_BARS]
    first, most = int(shown[0].value), max(each.count for each in shown)
    bars = tuple(
        YearBar(
            year=each.value,
            count=each.count,
            chosen=each.chosen,
            href=page.links.results(links.with_filter(query, facet.field, () if each.chosen else (each.value,))),
            x=(int(each.value) - first) * STEP,
            y=round(HEIGHT - HEIGHT * each.count / most, 2),
            height=round(HEIGHT * each.count / most, 2),
        )
        for each in shown
    )
    return Histogram(bars, width=(last - first + 1) * STEP, height=HEIGHT)


def understood(page: Page, query: Query, found: Results) -> Iterator[Understood]:
    """What was understood of a question, each with the address that takes it literally."""
    for each in found.understood:
        field = FIELDS[each.kind]
        literal = query.model_copy(update={"literal": (*query.literal, each.text), "offset": 0})
        yield Understood(page.labels.field(field), _named(page, field, each.value), page.links.results(literal))


def _named(page: Page, field: str, values: tuple[str, ...]) -> str:
    """The places by name; the years as a range."""
    if field == FIELDS[ScopeKind.YEAR]:
        return values[0] if len(values) == 1 else f"{values[0]}\u2013{values[-1]}"
    return page.language.comma.join(page.labels.value(field, value) for value in values)
