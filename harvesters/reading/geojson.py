"""The bounding box of a GeoJSON geometry (RFC 7946), as portals put it into a text field."""

from collections.abc import Iterator
from itertools import islice

import orjson

BBox = tuple[float, float, float, float]

MAX_POSITIONS = 10_000
"""The most corners that are read. No description of a dataset's place needs more."""


def bounding_box(text: str) -> BBox | None:
    """West, south, east, north in degrees. None if the text is not a geometry on the globe.

    For a geometry across the antimeridian the box goes the long way round the globe.
    """
    if not text.startswith("{"):
        return None
    try:
        geometry = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    positions = list(islice(_positions(geometry.get("coordinates")), MAX_POSITIONS))
    if not positions:
        return None
    longitudes, latitudes = zip(*positions, strict=True)
    box = (min(longitudes), min(latitudes), max(longitudes), max(latitudes))
    return box if box[0] >= -180 and box[1] >= -90 and box[2] <= 180 and box[3] <= 90 else None  # noqa: PLR2004 - the globe


def _positions(coordinates: object) -> Iterator[tuple[float, float]]:
    """The longitude and latitude of every corner, however deep the geometry nests them."""
    match coordinates:
        case [bool(), *_] | [_, bool(), *_]:  # Python treats bool as a number
            return
        case [int() | float() as longitude, int() | float() as latitude, *_]:
            yield float(longitude), float(latitude)
        case list():
            for part in coordinates:
                yield from _positions(part)
