"""The places that a dataset describes, in the forms of portals: words, and boxes in GeoJSON, WKT, DCMI Box, or four numbers.

A form that can be read in two ways gives no box. A pair of numbers is such a form: portals write both orders.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import orjson

from schemas.dataset import Location
from schemas.geometry_words import WKT, is_geometry

from .boxes import BBox, box_around, box_of, named_box
from .boxes import number as number_of
from .geometries import box_of_json, name_in_json
from .remarks import Remarks

MAX_WORDS = 1000
"""The most characters that are kept of a geometry that is sent as an object, or is not understood."""

MAX_PLACES = 1000
"""The most places of one list."""

_WKT_WORDS = re.compile(r"[()]|(?:MULTI)?(?:POINT|LINESTRING|POLYGON)\s?(?:ZM?|M)?", re.IGNORECASE)
_PAIR = re.compile(r"\s*(?P<name>[\w.: -]{1,40}?)\s?[=:]\s?(?P<value>.*)", re.DOTALL)
_PARTS = re.compile(r"[;\n]|,(?=\s?[a-z])", re.IGNORECASE)
_SIGN = re.compile(r"[=:]")
_LIMITS = frozenset({"northlimit", "southlimit", "eastlimit", "westlimit"})
_SEPARATORS = re.compile(r"[\s,;]+")
_SEPARATORS_OF_FRACTIONS = re.compile(r"[\s;]+")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"\w")
_DIGITS = re.compile(r"\d+")
_DEGREES = ("4326", "4979", "0")


@dataclass(frozen=True)
class Place:
    """A place. `understood` is false for what looks like a geometry and is none that we read.

    There is no `location` if the field says nothing that a person reads.
    """

    location: Location | None
    understood: bool = True


def read_places(value: object) -> Iterator[Place]:
    """The places in a field: a text, a number, an object, or a list. Never raises; linear in the length."""
    value = str(value) if isinstance(value, int | float) else value
    parsed = _json(value) if isinstance(value, str) else value
    if isinstance(parsed, list) and parsed and all(isinstance(each, str) and number_of(each) is None for each in parsed):
        for each in parsed[:MAX_PLACES]:
            if text := each.strip():
                yield _place(text, _json(text))
    elif not _nothing(parsed):
        yield _place(value, parsed)


def noted_places(value: object, remarks: Remarks, pointer: str) -> Iterator[Location]:
    """The places in a field, and an issue if it is not understood."""
    for place in read_places(value):
        if not place.understood:
            remarks.note("place-not-understood", pointer, value)
        if place.location and (words := remarks.text(place.location.verbatim, pointer)):
            yield Location(verbatim=words, bbox=place.location.bbox)


def _place(value: object, parsed: object) -> Place:
    if isinstance(parsed, str):
        return _of_text(parsed)
    box = box_of_json(parsed) or _box_in_object(parsed)
    name = name_in_json(parsed)
    return _made(name or (value if isinstance(value, str) else _written(value)), box, geometry=name is None)


def _box_in_object(value: object) -> BBox | None:
    """The box that an object holds as text, as the `bbox` of a `dct:Location`."""
    if not isinstance(value, dict):
        return None
    texts = (value.get(name) for name in ("bbox", "geometry", "geom", "extent", "box", "spatial", "wkt"))
    return next((box for text in texts if isinstance(text, str) and (box := _box_of_text(text.strip()))), None)


def _of_text(text: str) -> Place:
    named = _named(text)
    box = named_box(named) if named else _box_of_text(text)
    name = next((value for key, value in named.items() if key.lower() == "name" and value), None)
    return _made(name or text, box, geometry=name is None and (bool(named) or is_geometry(text)))


def _made(words: str, box: BBox | None, *, geometry: bool) -> Place:
    start = words[:MAX_WORDS]
    if box or (not geometry and _WORD.search(words)):
        return Place(Location(verbatim=words, bbox=box))
    says_something = _LETTER.search(start) or len(_DIGITS.findall(start)) > 1
    return Place(Location(verbatim=start) if says_something else None, understood=False)


def _nothing(value: object) -> bool:
    return value is None or value in ("", [], {})


def _json(text: str) -> object:
    """The JSON value in a text, also one that Python printed or that is a text again; else the text."""
    text = text.strip()
    for _ in range(2):
        if text[:1] not in ("{", "[", '"'):
            return text
        try:
            value = orjson.loads(text)
        except orjson.JSONDecodeError:
            return _printed(text)
        if not isinstance(value, str):
            return value
        text = value.strip()
    return text


def _printed(text: str) -> object:
    """The value of `{'type': 'Point', …}`, as Python prints an object."""
    if text.startswith("{'") and '"' not in text and "\\" not in text:
        try:
            return orjson.loads(text.replace("'", '"').replace("None", "null"))
        except orjson.JSONDecodeError:
            pass
    return text


def _written(value: object) -> str:
    """A value as JSON, shortened. A value that is nested too deep for a writer is only named."""
    try:
        return orjson.dumps(value).decode()[:MAX_WORDS]
    except (orjson.JSONEncodeError, RecursionError):
        return "{…}" if isinstance(value, dict) else "[…]"


def _box_of_text(text: str) -> BBox | None:
    if wkt := WKT.match(text):
        return _box_of_wkt(wkt["kind"].upper(), wkt["body"]) if (wkt["srid"] or "0") in _DEGREES else None
    bare = text[: MAX_WORDS + 1].strip("()[]{} ")
    if len(bare) > MAX_WORDS:
        return None
    parts = _SEPARATORS.split(bare)
    fractions = _SEPARATORS_OF_FRACTIONS.split(bare)
    if len(parts) == 8 and all(each.count(",") == 1 for each in fractions):  # noqa: PLR2004 - four numbers with a decimal comma
        parts = [each.replace(",", ".") for each in fractions]
    return box_of(parts) if len(parts) == 4 else None  # noqa: PLR2004 - the edges


def _box_of_wkt(kind: str, body: str) -> BBox | None:
    """The box of Well-Known Text (OGC 06-103r4, 7), of OGC's `ENVELOPE(west, east, north, south)`, or of PostGIS's `BOX`."""
    rows = [[number_of(each) for each in row.split()] for row in _WKT_WORDS.sub(" ", body).split(",")]
    edges = [each for row in rows for each in row]
    if kind in ("ENVELOPE", "BBOX") and len(edges) == 4:  # noqa: PLR2004 - the edges
        return box_of(edges if kind == "BBOX" else (edges[0], edges[3], edges[1], edges[2]))
    positions = [(row[0], row[1]) for row in rows if 2 <= len(row) <= 4 and row[0] is not None and row[1] is not None]  # noqa: PLR2004
    if len(positions) != len(rows):
        return None
    return box_around(positions, area=kind if "POLYGON" in kind or "BOX" in kind else None)


def _named(text: str) -> dict[str, str]:
    """The parts of DCMI Box and DCMI Point: `northlimit=43; southlimit=39; …; name=…`. Empty if the text is none of them.

    In another unit than degrees it has no edges.
    """
    if len(text) > MAX_WORDS or not _SIGN.search(text):
        return {}
    pairs = [match for part in _PARTS.split(text) if (match := _PAIR.fullmatch(part))]
    found = {pair["name"].strip().lower(): pair["value"].strip() for pair in pairs}
    if "degree" not in found.get("units", "degrees").lower():
        found = {name: value for name, value in found.items() if name == "name"} | {"northlimit": ""}
    return found if named_box(found) or _LIMITS & found.keys() else {}
