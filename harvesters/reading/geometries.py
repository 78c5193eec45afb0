"""The box of a geometry in JSON: GeoJSON (RFC 7946), Elasticsearch's shapes, Esri's envelopes, objects with named edges.

Nothing here recurses: portals nest geometries without end.
"""

import re
from collections.abc import Iterator

from .boxes import MAX_POSITIONS, BBox, box_around, box_of, named_box

MAX_DEPTH = 8
"""How deep coordinates may be nested. A MultiPolygon nests them four deep."""

MAX_PARTS = 10_000
"""The most parts of a collection that are looked at."""

_AREAS = frozenset({"polygon", "multipolygon", "envelope"})
_TYPES = _AREAS | {"point", "multipoint", "linestring", "multilinestring"}
_INNER = ("geometry", "geometries", "features", "geom", "the_geom", "bbox", "extent", "spatial", "box")
_DEGREES = re.compile(r"(?:EPSG:{1,2}(?:[\d.]{0,9}:)?(?:4326|4979)|CRS:?:?84|WGS\s?84)\b", re.IGNORECASE)


def box_of_json(value: object) -> BBox | None:
    """The box of a JSON value: an object, or a list of four numbers. None if it is no geometry in degrees."""
    if isinstance(value, list) and not any(isinstance(each, dict | list) for each in value):
        return box_of(value) if len(value) == 4 else None  # noqa: PLR2004 - a list of six has no usual meaning
    boxes: list[BBox] = []
    for part in _parts(value):
        box = _box_of_part(part)
        if box is None:
            return None
        boxes.append(box)
    if len(boxes) == 1:
        return boxes[0]
    return box_around(corner for west, south, east, north in boxes for corner in ((west, south), (east, north)))


def name_in_json(value: object) -> str | None:
    """The name of a place in an object: its own, or that of a Feature's properties."""
    for holder in (value, value.get("properties") if isinstance(value, dict) else None):
        if isinstance(holder, dict):
            for key in ("name", "title", "prefLabel", "label", "text", "uri", "@id"):
                if isinstance(found := holder.get(key), str) and found.strip():
                    return found.strip()
    return None


def _parts(value: object) -> Iterator[object]:
    """The geometries in a value, without what only holds them."""
    waiting, seen = [value], 0
    while waiting and seen < MAX_PARTS:
        part, seen = waiting.pop(), seen + 1
        if isinstance(part, list) and part and all(isinstance(each, dict) for each in part):
            waiting.extend(reversed(part[:MAX_PARTS]))
        elif isinstance(part, dict) and (inner := _inner(part)) is not None:
            waiting.append(inner)
        else:
            yield part


def _inner(part: dict[str, object]) -> object | None:
    """What an object only holds: the first of its members that is a geometry. A `bbox` of numbers is not only held."""
    if "coordinates" in part or isinstance(part.get("bbox"), list):
        return None
    return next((part[name] for name in _INNER if isinstance(part.get(name), dict | list)), None)


def _box_of_part(part: object) -> BBox | None:
    if not isinstance(part, dict) or not _in_degrees(part):
        return None
    if isinstance(bbox := part.get("bbox"), list) and (box := box_of(bbox)):
        return box
    kind = str(part.get("type", "")).lower()
    if kind not in _TYPES and (kind or "coordinates" not in part):
        return _corners(part) or named_box(part)
    return box_around(_positions(part.get("coordinates")), area=kind if kind in _AREAS else None)


def _corners(part: dict[str, object]) -> BBox | None:
    """Two corners with a longitude and a latitude each, as in Elasticsearch's bounding boxes."""
    west_north, east_south = named_box(_object(part.get("top_left"))), named_box(_object(part.get("bottom_right")))
    return box_of((west_north[0], east_south[1], east_south[0], west_north[1])) if west_north and east_south else None


def _object(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _in_degrees(part: dict[str, object]) -> bool:
    """Whether an object states no other reference system than WGS 84."""
    crs = part.get("crs")
    properties = crs.get("properties") if isinstance(crs, dict) else None
    stated = properties.get("name") if isinstance(properties, dict) else crs
    if isinstance(stated, str) and not _DEGREES.search(stated[:200]):
        return False
    esri = part.get("spatialReference")
    return not isinstance(esri, dict) or esri.get("wkid", 4326) in (4326, "4326")


def _positions(coordinates: object) -> Iterator[tuple[float, float]]:
    """The longitude and latitude of the first `MAX_POSITIONS` corners. Nothing at all if one of them is no position."""
    waiting: list[tuple[object, int]] = [(coordinates, 0)]
    found: list[tuple[float, float]] = []
    while waiting and len(found) < MAX_POSITIONS:
        part, depth = waiting.pop()
        if position := _position(part):
            found.append(position)
        elif isinstance(part, list) and depth < MAX_DEPTH:
            waiting.extend((each, depth + 1) for each in reversed(part[:MAX_POSITIONS]))
        else:
            return
    yield from found


def _position(part: object) -> tuple[float, float] | None:
    match part:
        case [bool(), *_] | [_, bool(), *_]:  # Python treats bool as a number
            return None
        case [int() | float() as longitude, int() | float() as latitude, *_]:
            return float(longitude), float(latitude)
        case _:
            return None
