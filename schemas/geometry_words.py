"""Whether the words of a place are a geometry, as portals write one into a field for text: for programs, not for people."""

import json
import re
from enum import StrEnum

WKT = re.compile(
    r"(?:SRID\s?=\s?(?P<srid>\d{1,6})\s?;\s?)?"
    r"(?P<kind>(?:MULTI)?(?:POINT|LINESTRING|POLYGON)|GEOMETRYCOLLECTION|ENVELOPE|BBOX|BOX(?:[23]D)?)"
    r"\s{0,9}(?:ZM?|M)?\s{0,9}(?P<body>\(.*)",
    re.IGNORECASE | re.DOTALL,
)
"""Well-Known Text (OGC 06-103r4), OGC's `ENVELOPE` and PostGIS's `BOX`."""

LONGEST = 1000
"""The characters of a text that are looked at."""

_MARKS = ("{", "[", "<gml:", "<ows:")
"""What texts of JSON and of OGC's XML begin with."""

_EDGE = re.compile(r"(?:^|[;,\n])\s?(?:north|south|east|west)limit\s?[=:]", re.IGNORECASE)
"""An edge of a DCMI Box (https://www.dublincore.org/specifications/dublin-core/dcmi-box/)."""

_SHAPES = frozenset({"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"})
_BODY = re.compile(r"\([\w\s.,()+-]*\)", re.ASCII)
_LETTER = re.compile(r"[^\W\d_]")
_DIGITS = re.compile(r"\d+")


class Notation(StrEnum):
    """How a geometry is written, if it is so in a standard."""

    WKT = "wkt"
    GEOJSON = "geojson"


def is_geometry(words: str) -> bool:
    """Whether a text is a geometry. A single number may be the code of a place, so it counts as words."""
    text = words.strip()
    if (WKT.match(text) or text.startswith(_MARKS)) and _DIGITS.search(text):
        return True
    if _EDGE.search(text[:LONGEST]):
        return True
    return not _LETTER.search(text) and len(_DIGITS.findall(text[:LONGEST])) > 1


def notation(words: str) -> Notation | None:
    """The standard that a whole geometry follows. None for other forms, and for one that was cut."""
    text = words.strip()
    found = WKT.fullmatch(text)
    if found:
        own = found["srid"] or found["kind"].upper().startswith(("ENVELOPE", "B"))  # of PostGIS and OGC's filters, not WKT
        closed = _BODY.fullmatch(found["body"]) and text.count("(") == text.count(")")
        return Notation.WKT if closed and not own and is_geometry(text) else None
    return Notation.GEOJSON if text.startswith("{") and _is_shape(text) else None


def _is_shape(text: str) -> bool:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return found.get("type") in _SHAPES and bool(found.keys() & {"coordinates", "geometries"})
