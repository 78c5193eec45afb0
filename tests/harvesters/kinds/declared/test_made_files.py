"""Files that every dataset has at an address of one form."""

import json
from typing import Any

import pytest

from harvesters import HARVESTERS
from harvesters.base import Normalised, RawRecord
from harvesters.declaration import source_of
from harvesters.errors import InvalidDeclaration
from tests.harvesters.kinds.declared.plain import CHOICES, declaration

FILES = {
    "csv": {"download_url": "{url}/files/{id}?type=4", "format": "CSV"},
    "layer": {"download_url": "https://files.example.in/{item.layer.name}.geojson"},
}


def read(item: dict[str, Any], **more: Any) -> Normalised:
    source = source_of(declaration() | {"files": FILES} | more, CHOICES)
    raw = RawRecord("d 1", json.dumps({"list": "all", "item": item}).encode(), "application/json", "https://data.example.in/list")
    return HARVESTERS["declared"].normalise(raw, source)


def test_addresses_are_made_of_the_values_of_a_record() -> None:
    files = read({"name": "Wells", "layer": {"name": "wells/2"}}).dataset.distribution
    assert [(each.download_url, each.access_url, each.format and each.format.code) for each in files] == [
        ("https://data.example.in/files/d%201?type=4", "https://data.example.in/files/d%201?type=4", "CSV"),
        ("https://files.example.in/wells%2F2.geojson", "https://files.example.in/wells%2F2.geojson", "GEOJSON"),
    ]


def test_a_dataset_without_the_value_has_no_such_file() -> None:
    found = read({"name": "Wells"})
    assert [each.format and each.format.code for each in found.dataset.distribution] == ["CSV"]
    assert [each.value for each in found.issues if each.code == "value-not-made"] == ["there is no item.layer.name"]


def test_they_stand_beside_the_stated_ones() -> None:
    declared = declaration(fields={"distribution": {"at": "urls", "download_url": "href"}})
    found = read({"name": "Wells", "urls": [{"href": "https://a.example/wells.xlsx"}]}, fields=declared["fields"])
    assert [each.format and each.format.code for each in found.dataset.distribution] == ["XLSX", "CSV"]


@pytest.mark.parametrize("hole", ["{key}", "{page}", "{site.app}"])
def test_a_wrong_hole_is_told(hole: str) -> None:
    with pytest.raises(InvalidDeclaration, match=r"there is no \{(key|page)\} here|needs the key 'app' in site"):
        source_of(declaration() | {"files": {"csv": {"download_url": f"/{hole}"}}}, CHOICES)
