"""A record as CKAN writes a package."""

import json
import re
from typing import Any

import pytest

from schemas.formats.ckan import id_of_name, package, package_name
from tests.contracts.format import FormatContract
from tests.entries import BARE, CATALOG, ENTRIES, STRANGE, WHOLE, entry


class TestCkan(FormatContract):
    file = "ckan.json"

    def read(self, content: bytes) -> Any:
        return json.loads(content)


def extras(of: dict[str, Any]) -> dict[str, str]:
    return {each["key"]: each["value"] for each in of["extras"]}


@pytest.mark.parametrize("of", ENTRIES)
def test_ids_names_and_tags_are_such_as_ckan_takes(of: Any) -> None:
    found = package(of, CATALOG)
    assert re.fullmatch("[a-z0-9_-]{2,100}", found["name"])
    assert all(re.fullmatch(r"[\w .-]{2,100}", each["name"]) for each in found["tags"])
    assert len({each["id"] for each in found["resources"]}) == found["num_resources"]
    assert all(each["url"].startswith(("http://", "https://", "ftp://")) for each in found["resources"])
    keys = [each["key"] for each in found["extras"]]
    assert len(set(keys)) == len(keys), "CKAN refuses an extra that is there twice"
    assert all(isinstance(each["value"], str) for each in found["extras"])


def test_a_name_leads_back_to_portal_and_id() -> None:
    assert id_of_name(package_name("kg_data_gov", WHOLE.id)) == ("kg_data_gov", WHOLE.id)
    assert id_of_name("water") is None


def test_a_licence_that_ckan_knows_has_its_id() -> None:
    found = package(entry(WHOLE), CATALOG)
    assert (found["license_id"], found["isopen"]) == ("cc-by", True)
    assert package(entry(BARE), CATALOG)["license_id"] == "notspecified"


def test_what_is_no_tag_is_kept_in_an_extra() -> None:
    found = package(entry(STRANGE), CATALOG)
    assert not found["tags"]
    assert json.loads(extras(found)["keyword"]) == [each.value for each in STRANGE.dataset.keyword]


def test_extras_say_what_ckan_has_no_field_for() -> None:
    found = extras(package(entry(WHOLE), CATALOG))
    assert found["uri"] == CATALOG.dataset(WHOLE.id)
    assert json.loads(found["language"]) == ["ky", "ru"]
    assert json.loads(found["spatial"])["type"] == "Polygon"
    assert (found["temporal_start"], found["temporal_end"]) == ("2010", "2026-05-31")
    assert found["license_status"] == "identified"
