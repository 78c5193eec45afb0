"""What goes out in the formats and protocols of others is what a reader without an account may see, and no more."""

import gzip
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from registry.agents.asked import Place
from registry.agents.tools import call
from registry.answers.bundle.file import write_bundle
from registry.answers.bundle.parts import BundleKind
from registry.answers.entries import catalog_of
from registry.pipeline.harvest import harvest
from registry.pipeline.index import refresh
from schemas.formats import FORMATS
from tests.portal import package
from tests.registry.api.conftest import Catalogue

PERSON = "Aizada Bekova"
PERSONAL = (PERSON, "aizada.bekova1987@mail.ru", "+996 700 123456", "0700123456")
SECRETS = ("hunter2", "k3y-0f-th3-p0rtal")
PRIVATE = "A dataset that the portal shows to nobody"
REASON = "The ministry sent the document on Tuesday."
OFFICE = "info@stat.kg"

ACTIONS = "/api/3/action"

LISTS = (
    "/api/3/action/package_search?rows=1000",
    "/api/3/action/package_list",
    "/api/3/action/current_package_list_with_resources",
    "/api/3/action/organization_list?all_fields=true",
    "/api/3/action/tag_list",
    "/api/3/action/user_list",
    "/api/3/action/resource_search?query=format:CSV",
    "/oai?verb=ListRecords&metadataPrefix=oai_dc",
    "/oai?verb=ListRecords&metadataPrefix=oai_datacite",
    "/oai?verb=ListRecords&metadataPrefix=dcat",
    "/api/v1/catalog.ttl",
    "/api/v1/catalog.jsonld",
    "/api/v1/catalog.rdf",
    "/api/v1/datasets.ttl?q=суу",
    "/api/v1/datasets.jsonld",
    "/api/v1/datasets.rdf",
    # OGC API Records
    "/ogc/collections/datasets/items?limit=1000",
    "/ogc/collections/datasets/items?bbox=-180,-90,180,90&sortby=-updated",
    "/api/v1/datasets.csv",
    "/api/v1/datasets.jsonl",
    "/api/v1/datasets.geojson",
    # DCAT-US
    "/data.json",
    "/api/v1/catalog.dcat-us-3.jsonld",
)
"""The lists of every protocol."""

FEEDS = ("/api/v1/datasets.atom", "/api/v1/datasets.feed.json?q=суу")
LISTS += FEEDS

CHANGES = ("/api/v1/changes.atom?limit=100", "/api/v1/changes.feed.json", "/api/v1/sources/kg_example/runs.atom")
"""Feeds that tell withdrawals, without metadata."""


@pytest.fixture
def published(catalogue: Catalogue) -> Catalogue:
    """A portal that states persons, secrets and what is not public; an officer has decided about its dataset."""
    contact = {"maintainer": PERSON, "maintainer_email": PERSONAL[1], "author": PERSON, "author_email": OFFICE}
    told = {"extras": [{"key": "contact_phone", "value": PERSONAL[2]}, {"key": "contact_name", "value": PERSON}]}
    own = package(1, **contact, **told, license_id="cc-by")
    own["resources"][0]["url"] = f"https://user:{SECRETS[0]}@data.example/1.csv?api_key={SECRETS[1]}"
    catalogue.portal.packages = [
        own,
        package(2, title=PRIVATE, private=True),
        package(3, title=PRIVATE, state="draft"),
        package(4, title=PRIVATE, state="deleted"),
    ]
    harvest(catalogue.services, catalogue.portal.source(contacts="office"), full=True)
    catalogue.decide("license", value="CC-BY-4.0")
    refresh(catalogue.services)
    return catalogue


def addresses(catalogue: Catalogue) -> Iterator[str]:
    yield from (f"{catalogue.path}/{file}" for file in FORMATS)
    yield f"/api/3/action/package_show?id={catalogue.id}"
    yield from (f"{catalogue.path}/changes.{suffix}" for suffix in ("atom", "feed.json"))
    yield from (*LISTS, *CHANGES)


def test_what_is_withheld_is_in_no_format(published: Catalogue) -> None:
    for address in addresses(published):
        answer = published.client.get(address)
        assert answer.status_code == 200, (address, answer.text)
        found = [each for each in (*PERSONAL, *SECRETS, PRIVATE, REASON) if each in answer.text]
        assert not found, (address, found)


@pytest.mark.parametrize("kind", BundleKind)
def test_what_is_withheld_is_in_no_bundle(published: Catalogue, tmp_path: Path, kind: BundleKind) -> None:
    deidentified = {"method": ["aggregation"], "reviewer": PERSON, "key_held_by": PERSONAL[1]}
    published.decide("deidentification", value=deidentified, source=f"A letter of {PERSON}")
    published.decide("jurisdiction", value={"storage_state": ["KG"]}).decide("privacy_class", value="open")
    file, page = tmp_path / f"catalog.{kind}", tmp_path / "licences.html"
    catalog = catalog_of(published.services, "https://serai.example.org")
    write_bundle(published.services, catalog, kind, file, page=page)
    texts = [file.read_bytes().decode(errors="replace"), page.read_text(), *all_of(file)]
    assert not [each for each in (*PERSONAL, *SECRETS, PRIVATE, REASON) for text in texts if each in text]
    for told in (OFFICE, "aggregation", '"storage_state":["KG"]', "an officer"):
        assert any(told in text for text in texts), told


def all_of(file: Path) -> Iterator[str]:
    """Every value in a bundle, unpacked."""
    if file.suffix == ".parquet":
        table = parquet.read_table(file)
        yield from map(str, table.to_pylist())
        yield str({name: told.decode() for name, told in parquet.read_metadata(file).metadata.items()})
        return
    with closing(sqlite3.connect(file)) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
            for row in database.execute(f"SELECT * FROM {name}"):
                yield str(row)
                yield from (gzip.decompress(cell).decode() for cell in row if isinstance(cell, bytes) and name == "record")


def test_what_the_portal_publishes_of_an_office_goes_out(published: Catalogue) -> None:
    for file in ("dcat.ttl", "ckan.json"):
        assert OFFICE in published.client.get(f"{published.path}/{file}").text


def test_what_the_portal_withdraws_is_in_no_list(catalogue: Catalogue) -> None:
    others = [package(number, title=f"Башка {number}") for number in range(2, 12)]
    catalogue.harvest(*others, title="Көлдүн деңгээли")
    refresh(catalogue.services)
    before = [address for address in LISTS if "Көлдүн деңгээли" in catalogue.client.get(address).text]
    catalogue.withdraw()
    refresh(catalogue.services)
    after = [address for address in (*LISTS, *CHANGES) if "Көлдүн деңгээли" in catalogue.client.get(address).text]
    assert (len(before) > len(LISTS) / 2, after) == (True, [])
    assert 'status="deleted"' in catalogue.client.get("/oai?verb=ListIdentifiers&metadataPrefix=oai_dc").text


def told_to_agents(catalogue: Catalogue) -> Iterator[str]:
    """What all tools for agents tell of the dataset, and of what there is."""
    place, id_ = Place(catalogue.services, "https://serai.example"), str(catalogue.id)
    use = {"state": "KG", "purpose": "commercial"}
    calls: list[tuple[str, dict[str, Any]]] = [
        ("overview", {}),
        ("search", {}),
        ("search", {"question": "суу"}),
        ("record", {"id": id_}),
        ("may_i_use", {"ids": [id_], **use}),
        ("why", {"id": id_, "about": "search", "question": "суу"}),
        ("why", {"id": id_, "about": "use", **use}),
        ("what_changed", {"since": "2026-11-01"}),
        ("what_changed", {"since": "2026-11-01", "id": id_}),
        ("portals", {}),
        ("portals", {"id": "kg_example"}),
    ]
    calls += [("why", {"id": id_, "about": about}) for about in ("licence", "jurisdiction", "privacy_class")]
    for name, given in calls:
        found = call(place, name, given)
        assert not found.is_error, (name, found.text)
        yield found.text


def test_what_is_withheld_is_told_to_no_agent(published: Catalogue) -> None:
    for text in told_to_agents(published):
        assert [each for each in (*PERSONAL, *SECRETS, PRIVATE, REASON) if each in text] == [], text
    assert any("a person has decided this: CC-BY-4.0" in text for text in told_to_agents(published))


def test_agents_are_told_of_no_withdrawn_dataset_in_a_list(catalogue: Catalogue) -> None:
    catalogue.harvest(package(2, title="Башка"), title="Көлдүн деңгээли")
    refresh(catalogue.services)
    catalogue.withdraw()
    refresh(catalogue.services)
    place = Place(catalogue.services, "https://serai.example")
    for name, given in (
        ("search", {}),
        ("search", {"question": "көл"}),
        ("what_changed", {"since": "2026-11-01"}),
        ("overview", {}),
    ):
        assert "Көлдүн деңгээли" not in call(place, name, given).text
    assert "withdrawn: its portal lists it no more" in call(place, "record", {"id": str(catalogue.id)}).text


def test_a_withdrawn_dataset_is_not_public(catalogue: Catalogue) -> None:
    catalogue.harvest({"id": "other", "name": "other", "title": "Other"})
    assert catalogue.client.get(f"{ACTIONS}/package_show", params={"id": str(catalogue.id)}).status_code == 200
    catalogue.withdraw()
    answer = catalogue.client.get(f"{ACTIONS}/package_show", params={"id": str(catalogue.id)})
    assert (answer.status_code, answer.json()["error"]["__type"]) == (403, "Authorization Error")
    assert str(catalogue.id) not in str(catalogue.client.get(f"{ACTIONS}/package_list").json())
