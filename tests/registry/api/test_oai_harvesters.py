"""Harvesters take everything from the catalogue over HTTP: sickle, and our own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sickle import Sickle

from harvesters import HARVESTERS
from harvesters.declaration import Choices, source_of
from registry.pipeline.harvest import harvest
from registry.services import open_services
from registry.settings import Settings
from schemas.record import Status
from schemas.source import Source
from tests.fuzz.__main__ import served
from tests.homes import new_home
from tests.repositories import Repository, repository


@pytest.fixture
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repository]:
    with repository(tmp_path_factory.mktemp("kept")) as made:
        yield made


@pytest.fixture
def address(kept: Repository) -> Iterator[str]:
    with served(kept.services) as root:
        yield f"{root}/oai"


def test_sickle_takes_every_record_in_every_format(kept: Repository, address: str) -> None:
    client = Sickle(address)
    prefixes = [each.metadataPrefix for each in client.ListMetadataFormats()]
    held = {f"oai:127.0.0.1:{each.id}": each for each in kept.records}
    for prefix in prefixes:
        taken = {each.header.identifier: each for each in client.ListRecords(metadataPrefix=prefix)}
        assert taken.keys() == held.keys()
        assert {name for name, each in taken.items() if each.deleted} == {
            name for name, each in held.items() if each.status is Status.WITHDRAWN
        }
    titles = {
        each.header.identifier: each.metadata.get("title")
        for each in client.ListRecords(metadataPrefix="oai_dc", ignore_deleted=True)
    }
    assert all(
        titles[name] == [text.value for text in each.dataset.title] for name, each in held.items() if each.status is Status.ACTIVE
    )
    assert len(list(client.ListIdentifiers(metadataPrefix="oai_dc", set="portal:undeclared"))) == 50
    assert next(client.ListSets()).setSpec == "portal:kg_data_gov"
    assert client.Identify().granularity == "YYYY-MM-DDThh:mm:ssZ"


def test_our_harvester_takes_every_record_and_then_what_changed(kept: Repository, address: str, tmp_path: Path) -> None:
    source = _declared(address)
    settings = Settings(home=new_home(tmp_path), database_url=None, search_url=None, archive_url=None, sources=None)
    with open_services(settings, samples={source.id: source}) as other:
        harvest(other, source)
        held = {f"oai:127.0.0.1:{each.id}": each for each in kept.records if each.status is Status.ACTIVE}
        taken = {each.dataset.identifier: each for each in other.store.records.stream()}
        assert taken.keys() == held.keys()
        assert all(set(taken[name].dataset.title) == set(each.dataset.title) for name, each in held.items())
        assert taken[next(iter(held))].dataset.landing_page.endswith(str(held[next(iter(held))].id))

        name, changed = next(iter(held.items()))
        kept.clock.now = other.clock()
        kept.change(changed, status=Status.WITHDRAWN)
        harvest(other, source)
        gone = [each.dataset.identifier for each in other.store.records.stream() if each.status is Status.WITHDRAWN]
        assert gone == [name]


def _declared(address: str) -> Source:
    fields = {
        "id": "oai_serai",
        "title": {"en": "Another Serai"},
        "kind": "oai_pmh",
        "url": address,
        "jurisdiction": "KG",
        "language": ("en", "ky"),
        "allow_private_addresses": True,
    }
    return source_of(fields, Choices(HARVESTERS))
