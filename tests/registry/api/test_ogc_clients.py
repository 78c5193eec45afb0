"""Programs that are not ours read the catalogue by OGC API Records: OWSLib, the way of QGIS, and our own harvester."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from owslib.ogcapi.records import Records

from harvesters import HARVESTERS
from harvesters.declaration import Choices, source_of
from registry.pipeline.harvest import harvest
from registry.services import open_services
from registry.settings import Settings
from schemas.dataset import Location
from schemas.record import CatalogRecord, Status
from schemas.source import Source
from tests.fuzz.__main__ import served
from tests.homes import new_home
from tests.repositories import BEGIN, Repository, repository
from tests.shared_material import shared

TOWN = (74.4, 42.7, 74.8, 43.0)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repository]:
    """Some records have a box."""
    with repository(tmp_path_factory.mktemp("kept"), size=60) as made:
        placed = [_placed(each) for each in made.records[:5]]
        made.save(*placed, at=BEGIN)
        yield made


def _placed(record: CatalogRecord) -> CatalogRecord:
    spatial = (Location(verbatim="Bishkek", bbox=TOWN),)
    dataset = record.dataset.model_copy(update={"spatial": spatial})
    return record.model_copy(update={"dataset": dataset, "version": record.version + 1, "status": Status.ACTIVE})


@pytest.fixture(scope="module")
def root(kept: Repository) -> Iterator[str]:
    with served(kept.services) as address:
        yield f"{address}/ogc"


@pytest.fixture(scope="module")
def client(root: str) -> Records:
    return Records(root)


@pytest.fixture(scope="module")
def active(kept: Repository) -> dict[str, CatalogRecord]:
    return {str(each.id): each for each in kept.records if each.status is Status.ACTIVE}


def test_owslib_learns_what_there_is(client: Records) -> None:
    assert client.response["title"] == "Serai"
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in client.conformance()["conformsTo"]
    assert client.records() == ["datasets"]
    assert client.collection("datasets")["itemType"] == "record"
    assert client.api()["openapi"].startswith("3.0")
    assert "license" in client.collection_queryables("datasets")["properties"]


def test_owslib_takes_every_record_once(client: Records, active: dict[str, CatalogRecord]) -> None:
    page, ids = client.collection_items("datasets", limit=13), list[str]()
    while True:
        ids += [each["id"] for each in page["features"]]
        following = next((each["href"] for each in page["links"] if each["rel"] == "next"), None)
        if following is None:
            break
        page = requests.get(following, timeout=30).json()
    assert sorted(ids) == sorted(active)


def test_owslib_takes_pages_by_their_offset(client: Records, active: dict[str, CatalogRecord]) -> None:
    pages = [client.collection_items("datasets", limit=20, offset=begin) for begin in range(0, len(active), 20)]
    assert sorted(each["id"] for page in pages for each in page["features"]) == sorted(active)


def test_owslib_asks_for_words_places_times_and_an_order(client: Records, active: dict[str, CatalogRecord]) -> None:
    def ask(**asked: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = client.collection_items("datasets", limit=100, **asked)["features"]
        return found

    assert [each["properties"]["title"] for each in ask(q="ice 17")] == ["Water & <ice> 17"]
    assert [each["properties"]["title"] for each in ask(q="суу 17")] == ["Water & <ice> 17"]
    elsewhere = [each["id"] for each in ask(bbox=[0, 0, 1, 1])]
    assert len(elsewhere) == len(active) - 5
    assert len(ask(bbox=[74.0, 42.0, 75.0, 44.0])) == len(active)
    assert len(ask(datetime_="2020-01-01/..")) == len(active)
    assert [each["properties"]["updated"] for each in ask(sortby=("updated", "desc"))] == sorted(
        (each["properties"]["updated"] for each in ask()), reverse=True
    )
    one = next(iter(active))
    assert client.collection_item("datasets", one)["id"] == one


def test_the_way_of_qgis(root: str, active: dict[str, CatalogRecord]) -> None:
    """Its provider follows links by their relation and type, then asks for the features of its map, page by page."""
    json_only = {"Accept": "application/geo+json, application/json", "User-Agent": "Mozilla/5.0 QGIS/34000"}

    def get(address: str, **params: str) -> Any:
        answer = requests.get(address, params=params, headers=json_only, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()

    landing = {each["rel"]: each for each in get(root)["links"]}
    assert landing["conformance"]["type"] == landing["data"]["type"] == "application/json"
    limit = get(landing["service-desc"]["href"])["components"]["parameters"]["limit"]["schema"]
    assert (limit["default"], limit["maximum"]) == (10, 1000)
    get(landing["conformance"]["href"])
    collection = get(landing["data"]["href"])["collections"][0]
    west, south, east, north = collection["extent"]["spatial"]["bbox"][0]
    items = next(each["href"] for each in collection["links"] if each["rel"] == "items")
    seen, page = list[str](), get(items, limit="17", bbox=f"{west},{south},{east},{north}")
    while True:
        seen += [each["id"] for each in page["features"]]
        following = [each["href"] for each in page["links"] if each["rel"] == "next" and each["type"] == "application/geo+json"]
        if not following:
            break
        page = get(following[0])
    assert sorted(seen) == sorted(active)


DECLARATION = {
    "id": "ogc_serai",
    "title": {"en": "Another Serai"},
    "kind": "declared",
    "jurisdiction": "KG",
    "language": ["en", "ky"],
    "allow_private_addresses": True,
    "page_size": 20,
    "proof": {"level": "standard", "on": "2026-11-30"},
    "origin": "its landing page",
    "lists": {
        "all": {
            "request": {"get": "/collections/datasets/items", "query": {"limit": "{size}", "offset": "{offset}"}},
            "paging": {"by": "offset"},
            "total": "numberMatched",
            "records": "features",
            "id": "id",
            "modified": "properties.updated",
        }
    },
    "fields": {
        "title": "properties.title",
        "theme": "properties.themes[].concepts[].title",
        "publisher": "properties.contacts[?contains(roles, 'publisher')].organization | [0]",
        "license": "properties.license",
        "spatial": "geometry",
        "landing_page": "links[?rel=='canonical'].href | [0]",
    },
}


def test_our_harvester_takes_every_record(root: str, active: dict[str, CatalogRecord], tmp_path: Path) -> None:
    source: Source = source_of({**DECLARATION, "url": root}, Choices(HARVESTERS))
    settings = Settings(home=new_home(tmp_path), database_url=None, search_url=None, archive_url=None, sources=None)
    with open_services(settings, samples={source.id: source}) as other:
        harvest(other, source)
        taken = {each.dataset.identifier: each.dataset for each in other.store.records.stream()}
    assert taken.keys() == active.keys()
    for id, dataset in taken.items():
        ours = active[id].dataset
        assert dataset.title[0].value == ours.title[0].value
        assert {each.code for each in dataset.theme} == {each.code for each in ours.theme}
        assert [each.bbox for each in dataset.spatial] == [each.bbox for each in ours.spatial]
        assert (dataset.landing_page or "").endswith(f"/datasets/{id}")


def test_a_record_has_the_members_that_pygeoapi_gives(client: Records) -> None:
    """As its own loader makes them of Canada's records; what begins with a low line is its own index."""
    stored = json.loads(shared("conformance/pygeoapi-open-canada/sample-records.tinydb").read_text(encoding="utf-8"))
    ours = client.collection_items("datasets", limit=5)["features"]
    for theirs in stored["_default"].values():
        assert all(theirs.keys() <= each.keys() for each in ours)
        said = {name for name, value in theirs["properties"].items() if value and not name.startswith("_")} - {"description"}
        assert all(said <= each["properties"].keys() for each in ours)
        assert theirs["conformsTo"] == ours[0]["conformsTo"]
        assert {each["rel"] for each in theirs["links"]} <= {"item", "enclosure", "about", "license", "canonical"} or theirs[
            "links"
        ]
