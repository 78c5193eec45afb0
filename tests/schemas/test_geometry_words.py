"""Words of places that are a geometry are told from names, and what is written by a standard from what is not."""

import pytest

from schemas.dataset import Location
from schemas.geometry_words import Notation, is_geometry, notation

POLYGON = '{"type":"Polygon","coordinates":[[[74,42],[75,42],[75,43],[74,43],[74,42]]]}'
BOX = (74.0, 42.0, 75.0, 43.0)


@pytest.mark.parametrize(
    ("words", "written"),
    [
        (POLYGON, Notation.GEOJSON),
        (f" {POLYGON}\n", Notation.GEOJSON),
        ("POLYGON((74 42, 75 42, 75 43, 74 42))", Notation.WKT),
        ("multipoint z (74 42 1, 75 43 2)", Notation.WKT),
        (POLYGON[:40], None),
        ("POLYGON((74 42, 75 42", None),
        ("SRID=4326;POINT(74 42)", None),
        ("ENVELOPE(74, 75, 43, 42)", None),
        ("BOX(74 42,75 43)", None),
        ("{'type': 'Point', 'coordinates': [74, 42]}", None),
        ('{"north": 43, "south": 42}', None),
        ("[" * 100_000 + "1", None),
        ("<gml:Point><gml:pos>42 74</gml:pos></gml:Point>", None),
        ("74.0,42.0,75.0,43.0", None),
        ("northlimit=43; southlimit=42; westlimit=74; eastlimit=75", None),
    ],
)
def test_a_geometry(words: str, written: Notation | None) -> None:
    assert is_geometry(words)
    assert notation(words) is written
    assert Location(verbatim=words, bbox=BOX).name == ""
    assert Location(verbatim=words).name == words  # nothing else tells what the portal means


@pytest.mark.parametrize("words", ["Bishkek", "Point Barrow", "Polygon (Semey)", "417", "{Kyrgyzstan}", "Север, 2 район", ""])
def test_a_name(words: str) -> None:
    assert (is_geometry(words), notation(words)) == (False, None)
    assert Location(verbatim=words, bbox=BOX).name == words
