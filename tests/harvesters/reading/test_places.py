"""Places as portals write them: words, and boxes in many forms."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvesters.reading.places import Place, read_places

BOX = (69, 40, 70, 41)
RING = [[69, 40], [70, 40], [70, 41], [69, 41], [69, 40]]
POLYGON = {"type": "Polygon", "coordinates": [RING]}
POINT = {"type": "Point", "coordinates": [74.6, 42.9]}
FEATURE = {"type": "Feature", "properties": {"name": "Наманган"}, "geometry": POLYGON}


def read(value: object) -> Place:
    [place] = read_places(value)
    return place


def box(value: object) -> tuple[float, ...] | None:
    place = read(value)
    return place.location.bbox if place.location else None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (POINT, (74.6, 42.9, 74.6, 42.9)),
        (POLYGON, BOX),
        ({"type": "MultiPolygon", "coordinates": [[[[1, 2], [3, 4]]], [[[-5, 6, 100]]]]}, (-5, 2, 3, 6)),
        ({"type": "LineString", "coordinates": [[1, 2], [3, 2]]}, (1, 2, 3, 2)),
        (FEATURE, BOX),
        ({"type": "FeatureCollection", "features": [FEATURE, {"type": "Feature", "geometry": POINT}]}, (69, 40, 74.6, 42.9)),
        ({"type": "GeometryCollection", "geometries": [POLYGON, POINT]}, (69, 40, 74.6, 42.9)),
        ({"type": "Feature", "bbox": [177, -20, -178, -16], "geometry": None}, (177, -20, -178, -16)),
        ({"type": "Feature", "bbox": [69, 40, 100, 70, 41, 900], "geometry": None}, BOX),
        ({"type": "envelope", "coordinates": [[69, 41], [70, 40]]}, BOX),
        ({"type": "Polygon", "coordinates": [RING], "crs": {"properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}}, BOX),
        ({"top_left": {"lat": 41, "lon": 69}, "bottom_right": {"lat": 40, "lon": 70}}, BOX),
        ({"west": 69, "south": 40, "east": 70, "north": 41}, BOX),
        ({"xmin": "69", "ymin": "40", "xmax": "70", "ymax": "41", "spatialReference": {"wkid": 4326}}, BOX),
        ({"minx": 69, "miny": 40, "maxx": 70, "maxy": 41}, BOX),
        ({"westBoundLongitude": 69, "southBoundLatitude": 40, "eastBoundLongitude": 70, "northBoundLatitude": 41}, BOX),
        ({"lat": 42.9, "lon": 74.6}, (74.6, 42.9, 74.6, 42.9)),
        ({"bbox": "POLYGON ((69 40, 70 40, 70 41, 69 40))"}, BOX),
        ([69, 40, 70, 41], BOX),
        (["69", "40", "70", "41"], BOX),
    ],
)
def test_the_box_of_a_value_and_of_its_json(value: object, expected: tuple[float, ...]) -> None:
    text = json.dumps(value)
    assert box(value) == box(text) == box(f" {text}\n") == box(json.dumps(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("69 40 70 41", BOX),
        ("69,40,70,41", BOX),
        ("69; 40; 70; 41", BOX),
        ("(69, 40, 70, 41)", BOX),
        ("69.5,40,70,41.25", (69.5, 40, 70, 41.25)),
        ("69,5 40,0 70,0 41,25", (69.5, 40, 70, 41.25)),
        ("19.6 41.2 -169.0 81.9", (19.6, 41.2, -169, 81.9)),
        ("POLYGON ((69 40, 70 40, 70 41, 69 41, 69 40))", BOX),
        ("polygon((69 40,70 40,70 41,69 40))", BOX),
        ("MULTIPOLYGON (((69 40, 70 40, 70 41, 69 40)), ((69 40, 69.5 40, 69.5 40.5, 69 40)))", BOX),
        ("POINT (74.6 42.9)", (74.6, 42.9, 74.6, 42.9)),
        ("POINT Z (74.6 42.9 800)", (74.6, 42.9, 74.6, 42.9)),
        ("SRID=4326;POINT(74.6 42.9)", (74.6, 42.9, 74.6, 42.9)),
        ("GEOMETRYCOLLECTION (POINT (69 40), LINESTRING (70 41, 69 40))", BOX),
        ("ENVELOPE(69, 70, 41, 40)", BOX),
        ("BOX(69 40,70 41)", BOX),
        ("BBOX(69,40,70,41)", BOX),
        ("northlimit=41; southlimit=40; westlimit=69; eastlimit=70; units=signed decimal degrees", BOX),
        ("east=74.6; north=42.9", (74.6, 42.9, 74.6, 42.9)),
        ("West: 69, South: 40, East: 70, North: 41", BOX),
        ("{'type': 'Point', 'coordinates': [74.6, 42.9]}", (74.6, 42.9, 74.6, 42.9)),
    ],
)
def test_the_box_of_a_text(text: str, expected: tuple[float, ...]) -> None:
    place = read(text)
    assert place.location is not None
    assert (place.location.verbatim, place.location.bbox, place.understood) == (text, expected, True)


@pytest.mark.parametrize(
    "value",
    [
        {"type": "Point", "coordinates": [43.2, 176.9]},
        {"type": "Point", "coordinates": [200, 42]},
        {"type": "Point", "coordinates": ["74.6", "42.9"]},
        {"type": "Point", "coordinates": [True, False]},
        {"type": "Polygon", "coordinates": [[[69, 40], [69, 40], [69, 40]]]},
        {"type": "Polygon", "coordinates": [RING], "crs": {"properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}},
        {"type": "Point", "coordinates": {"a": 1}},
        {"type": "circle", "coordinates": [69, 40], "radius": "1km"},
        {"xmin": 7690000, "ymin": 4860000, "xmax": 7700000, "ymax": 4870000, "spatialReference": {"wkid": 102100}},
        {"west": 69, "east": 70},
        [[69, 40], [70, 41]],
        [74.6, 42.9],
        "42.9 74.6",
        "70 40 69 41",
        "69 41 70 40",
        "69 40 69 41",
        "0 0 0 0",
        "7690000 4860000 7700000 4870000",
        "SRID=3857;POINT(7690000 4860000)",
        "POINT(69,40)",
        "POLYGON((69 40, x 40, 70 41))",
        "northlimit=41; southlimit=40; westlimit=69; eastlimit=70; units=metres",
        '{"type": "Point", "coordinates": [NaN, 1]}',
        "<gml:Envelope><gml:lowerCorner>40 69</gml:lowerCorner></gml:Envelope>",
    ],
)
def test_a_geometry_that_is_not_understood_keeps_its_words(value: object) -> None:
    place = read(value)
    assert not place.understood
    assert place.location is not None
    assert place.location.bbox is None
    assert place.location.verbatim == (value if isinstance(value, str) else json.dumps(value, separators=(",", ":")))


@pytest.mark.parametrize(
    "words",
    ["Кыргызстан", "Область: Бишкек", "[Бишкек]", "Point", "643", "45000000000", "KG-C", "69°30'E", "http://www.geonames.org/1/"],
)
def test_words_stay_words(words: str) -> None:
    place = read(words)
    assert place.location is not None
    assert (place.location.verbatim, place.location.bbox, place.understood) == (words, None, True)


def test_several_places_and_their_names() -> None:
    assert [place.location and place.location.verbatim for place in read_places(["Бишкек", "Ош"])] == ["Бишкек", "Ош"]
    for named in (FEATURE, "name=Наманган; westlimit=69; southlimit=40; eastlimit=70; northlimit=41"):
        place = read(named)
        assert place.location is not None
        assert (place.location.verbatim, place.location.bbox) == ("Наманган", BOX)


@pytest.mark.parametrize("value", ["", "{}", "[]", '""', {}, [], None, [{}] * 0])
def test_nothing(value: object) -> None:
    assert list(read_places(value)) == []


@pytest.mark.parametrize("value", ["[1]", "[[]]", "--", [1], [[]]])
def test_what_no_person_reads_is_no_place(value: object) -> None:
    assert read(value) == Place(None, understood=False)


def nested(depth: int) -> Any:
    value: Any = [76.9, 43.2]
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize("depth", [9, 1_000, 100_000])
def test_a_geometry_without_end(depth: int) -> None:
    for value in ({"type": "Polygon", "coordinates": nested(depth)}, nested(depth)):
        assert not read(value).understood
    text = '{"type": "Polygon", "coordinates": ' + "[" * depth + "76.9, 43.2" + "]" * depth + "}"
    place = read(text)
    assert (place.understood, place.location and place.location.bbox) == (False, None)
    held: Any = POLYGON
    for _ in range(depth):
        held = {"geometry": held}
    list(read_places(held))


def test_ten_thousand_corners_are_enough() -> None:
    corners = [[69 + number / 1e6, 40 + number / 1e6] for number in range(200_000)]
    assert box({"type": "Polygon", "coordinates": [corners]}) == (69, 40, 69.009999, 40.009999)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20) | st.sampled_from(["Polygon", "Point"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["type", "coordinates", "bbox", "geometry", "features", "west", "crs", "name"]), inner)
    ),
    max_leaves=20,
)


@settings(deadline=None)
@given(json_values | st.text(alphabet="POLYGON()[]{}0123456789.,;= -:\"'SRID") | st.text())
def test_whatever_is_sent_is_read(value: Any) -> None:
    for place in read_places(value):
        if place.location and place.location.bbox:
            west, south, east, north = place.location.bbox
            assert -180 <= west <= 180
            assert -180 <= east <= 180
            assert -90 <= south <= north <= 90
