"""Boxes on the globe: when four numbers are one, and the names that portals give to its edges."""

import math
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

BBox = tuple[float, float, float, float]
"""West, south, east, north in degrees (WGS 84)."""

MAX_POSITIONS = 10_000
"""The most corners that are read. No description of a dataset's place needs more."""

EDGES = (
    ("west", "westlimit", "westbound", "westboundlongitude", "westlong", "westlon", "westlongitude", "bboxwestlong", "geowest"),
    ("south", "southlimit", "southbound", "southboundlatitude", "southlat", "southlatitude", "bboxsouthlat", "geosouth"),
    ("east", "eastlimit", "eastbound", "eastboundlongitude", "eastlong", "eastlon", "eastlongitude", "bboxeastlong", "geoeast"),
    ("north", "northlimit", "northbound", "northboundlatitude", "northlat", "northlatitude", "bboxnorthlat", "geonorth"),
)
_SHORT = (
    ("xmin", "minx", "minlon", "minlong", "left", "w"),
    ("ymin", "miny", "minlat", "bottom", "s"),
    ("xmax", "maxx", "maxlon", "maxlong", "right", "e"),
    ("ymax", "maxy", "maxlat", "top", "n"),
)
_EDGE_OF = {name: edge for table in (EDGES, _SHORT) for edge, names in enumerate(table) for name in names}
LONGEST_NAME = 40
"""The most characters of a name that count."""

_POINT = ({"lon", "lng", "long", "longitude", "east"}, {"lat", "latitude", "north"})
_NUMBER = re.compile(r"[+-]?(?:\d{1,20}(?:\.\d{0,40})?|\.\d{1,40})(?:e[+-]?\d{1,3})?", re.IGNORECASE | re.ASCII)


def plain_name(name: object) -> str:
    """The name of an edge as in the tables: `bbox-west-long` and `westBoundLongitude` without signs and capitals."""
    return re.sub(r"[\W_]+", "", str(name)[:LONGEST_NAME]).lower()


def edge_of(name: str) -> int | None:
    """The number of the edge that a field holds, in the order of `BBox`. Only for names that say so without doubt."""
    return _edge_of(name[:LONGEST_NAME])


@lru_cache(maxsize=4096)
def _edge_of(name: str) -> int | None:
    plain = plain_name(name)
    return next((number for number, names in enumerate(EDGES) if plain in names[1:]), None)


def number(value: object) -> float | None:
    """A finite number, also as text."""
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        value = float(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9 and math.isfinite(value):  # noqa: PLR2004
        return float(value)
    return None


def box_of(values: Iterable[object]) -> BBox | None:
    """The box of four numbers in the order west, south, east, north. A third dimension (RFC 7946, 5) is left out.

    A box may lie across the antimeridian: then its west is greater than its east (RFC 7946, 5.2). A box without an area is none.
    """
    found = [number(each) for each in values]
    if len(found) == 6:  # noqa: PLR2004 - with heights
        found = [found[0], found[1], found[3], found[4]]
    if len(found) != 4 or any(each is None for each in found):  # noqa: PLR2004 - the edges
        return None
    west, south, east, north = (each for each in found if each is not None)
    ordered = west < east or west > 0 > east
    return (west, south, east, north) if ordered and south < north and _on_globe(west, south, east, north) else None


def box_around(positions: Iterable[tuple[float, float]], *, area: str | None = None) -> BBox | None:
    """The box of some positions (longitude, latitude). Across the antimeridian it goes the long way round the globe.

    With `area` (what is described) a box without an area is none.
    """
    found = list(positions)
    if not found:
        return None
    longitudes, latitudes = zip(*found, strict=True)
    box = (min(longitudes), min(latitudes), max(longitudes), max(latitudes))
    flat = box[0] == box[2] or box[1] == box[3]
    return box if _on_globe(*box) and not (area and flat) else None


def named_box(values: Mapping[str, object]) -> BBox | None:
    """The box in fields with the names of edges, or of a longitude and a latitude."""
    plain = {plain_name(name): value for name, value in values.items()}
    edges = {_EDGE_OF[name]: value for name, value in plain.items() if name in _EDGE_OF}
    if len(edges) == 4:  # noqa: PLR2004 - all edges
        return box_of(edges[edge] for edge in range(4))
    if edges.keys() - {2, 3}:  # DCMI Point says `east` and `north`
        return None
    longitude, latitude = (number(next((plain[name] for name in plain if name in names), None)) for names in _POINT)
    return None if longitude is None or latitude is None else box_around([(longitude, latitude)])


def _on_globe(west: float, south: float, east: float, north: float) -> bool:
    return all(-180 <= each <= 180 for each in (west, east)) and -90 <= south <= north <= 90  # noqa: PLR2004 - the globe
