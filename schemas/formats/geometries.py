"""Boxes as geometries of GeoJSON (RFC 7946). One across the 180° meridian is cut there (section 3.1.9)."""

from collections.abc import Iterable, Iterator
from typing import Any

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees. Across the 180° meridian, west is more than east."""

Geometry = dict[str, Any]

HALF_ROUND = 180.0


def geometry_of(boxes: Iterable[Box]) -> Geometry | None:
    """The geometry of boxes: of one kind if they all are of one, else a collection. None without a box."""
    parts = [part for box in dict.fromkeys(boxes) for part in _parts(box)]
    kinds = {part["type"] for part in parts}
    if len(parts) <= 1:
        return parts[0] if parts else None
    if len(kinds) == 1:
        return {"type": f"Multi{kinds.pop()}", "coordinates": [part["coordinates"] for part in parts]}
    return {"type": "GeometryCollection", "geometries": parts}


def _parts(box: Box) -> Iterator[Geometry]:
    """A box as one geometry, or as the two on both sides of the meridian; what has no width there is left out."""
    west, south, east, north = box
    if west <= east:
        yield _part(box)
        return
    sides = [(west, south, HALF_ROUND, north), (-HALF_ROUND, south, east, north)]
    yield from map(_part, [side for side in sides if side[0] < side[2]] or sides[:1])


def _part(box: Box) -> Geometry:
    """A point where the box has no extent, a line where it has one only in one direction, else a polygon, counterclockwise."""
    west, south, east, north = box
    if (west, south) == (east, north):
        return {"type": "Point", "coordinates": [west, south]}
    if west == east or south == north:
        return {"type": "LineString", "coordinates": [[west, south], [east, north]]}
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}
