"""What clients of CKAN do: ckanapi takes everything, and ckanr, udata and CKAN's own harvester get what they ask for."""

from collections.abc import Iterator
from typing import Any

import pytest
from ckanapi import NotFound, RemoteCKAN

from registry.services import Services
from schemas.formats.ckan import organization_id, package_name
from schemas.record import Status


@pytest.fixture(scope="module")
def ckan(address: str) -> Iterator[RemoteCKAN]:
    with RemoteCKAN(address, user_agent="ckanapi of the tests") as reader:
        yield reader


@pytest.fixture(scope="module")
def names(still: Services) -> list[str]:
    return [package_name(each.source, each.id) for each in still.store.records.stream() if each.status is Status.ACTIVE]


def test_ckanapi_dumps_every_dataset(ckan: RemoteCKAN, names: list[str]) -> None:
    listed = ckan.action.package_list()
    assert listed == names
    dumped = [ckan.action.package_show(id=each) for each in listed]
    assert [each["name"] for each in dumped] == names


def test_ckanapi_dumps_organizations_and_groups(ckan: RemoteCKAN, still: Services) -> None:
    listed = ckan.action.organization_list(all_fields=True)
    assert {each["name"]: each["package_count"] for each in listed} == still.store.records.counts()
    for each in listed:
        shown = ckan.action.organization_show(id=each["id"], include_datasets=True)
        assert len(shown["packages"]) == each["package_count"] == shown["package_count"]
    for name in ckan.action.group_list():
        assert len(ckan.action.group_package_show(id=name)) == ckan.action.group_show(id=name)["package_count"]


def test_a_harvester_reads_pages_until_one_is_empty(ckan: RemoteCKAN, names: list[str]) -> None:
    found: list[dict[str, Any]] = []
    while page := ckan.action.package_search(rows=10, start=len(found), sort="id asc")["results"]:
        found += page
    assert [each["name"] for each in found] == names
    assert {each["owner_org"] for each in found} == {str(organization_id(each["organization"]["name"])) for each in found}


def test_a_harvester_asks_for_what_changed_since(ckan: RemoteCKAN, names: list[str]) -> None:
    every = ckan.action.package_search(rows=1000, fq="metadata_modified:[2020-01-01T00:00:00Z TO *]")
    assert every["count"] == len(every["results"]) == len(names)
    assert [each["metadata_modified"] for each in every["results"]] == sorted(
        (each["metadata_modified"] for each in every["results"]), reverse=True
    )
    assert ckan.action.package_search(fq="metadata_modified:[2999-01-01T00:00:00Z TO *]")["count"] == 0


def test_every_resource_is_found_by_its_id(ckan: RemoteCKAN) -> None:
    for each in ckan.action.package_search(rows=20)["results"]:
        for resource in each["resources"]:
            assert ckan.action.resource_show(id=resource["id"]) == resource
            assert ckan.action.resource_view_list(id=resource["id"]) == []


def test_udata_asks_for_all_rows_or_for_words(ckan: RemoteCKAN, names: list[str]) -> None:
    assert ckan.action.package_search(rows=1000)["count"] == len(names)
    assert ckan.action.package_search(q="вода", rows=1000)["results"]


def test_ckanr_asks_for_tags_licences_and_resources(ckan: RemoteCKAN) -> None:
    tags = ckan.action.tag_list()
    assert tags == sorted(tags)
    assert ckan.action.tag_show(id=tags[0])["name"] == tags[0]
    assert {"cc-by", "cc-zero", "notspecified"} <= {each["id"] for each in ckan.action.license_list()}
    found = ckan.action.resource_search(query="format:CSV")
    assert found["count"] == len(found["results"]) > 0
    assert {each["format"] for each in found["results"]} == {"CSV"}
    assert ckan.action.status_show()["ckan_version"]


def test_what_is_not_there_is_not_found(ckan: RemoteCKAN) -> None:
    for action in ("package_show", "organization_show", "group_show", "tag_show", "resource_show"):
        with pytest.raises(NotFound):
            ckan.call_action(action, {"id": "5f0c1f8e-4a5b-5d0e-8a5e-0f5a1d2c3b4a"})


def test_facets_count_what_is_found(ckan: RemoteCKAN) -> None:
    found = ckan.action.package_search(rows=1000, **{"facet.field": ["organization", "license_id", "groups", "res_format"]})
    for name, counts in found["facets"].items():
        for value, number in counts.items():
            assert ckan.action.package_search(rows=0, fq=f'{name}:"{value}"')["count"] == number, (name, value)
    assert {each["name"] for each in found["search_facets"]["groups"]["items"]} == set(found["facets"]["groups"])
