"""Bounding boxes from the text fields of portals."""

import json

import pytest

from harvesters.reading.geojson import bounding_box


@pytest.mark.parametrize(
    ("geometry", "box"),
    [
        ({"type": "Point", "coordinates": [74.6, 42.9]}, (74.6, 42.9, 74.6, 42.9)),
        ({"type": "Polygon", "coordinates": [[[69, 39], [80, 39], [80, 43.2], [69, 43.2], [69, 39]]]}, (69, 39, 80, 43.2)),
        ({"type": "MultiPolygon", "coordinates": [[[[1, 2], [3, 4]]], [[[-5, 6, 100]]]]}, (-5, 2, 3, 6)),
    ],
)
def test_the_box_of_a_geometry(geometry: object, box: tuple[float, ...]) -> None:
    assert bounding_box(json.dumps(geometry)) == box


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Кыргызстан",
        "{",
        "{}",
        '{"coordinates": null}',
        '{"coordinates": []}',
        '{"coordinates": ["a", "b"]}',
        '{"coordinates": {"a": 1}}',
        '{"type": "Point", "coordinates": [200, 42]}',
        '{"type": "Point", "coordinates": [42, -91]}',
        '{"type": "Point", "coordinates": [NaN, 1]}',
        '{"type": "Point", "coordinates": [true, false]}',
        '{"coordinates": ' + "[" * 900 + "]" * 900 + "}",
    ],
)
def test_what_has_no_box(text: str) -> None:
    assert bounding_box(text) is None
