"""A real CKAN harvests the samples of Serai, by its own harvester and by the one of ckanext-dcat."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from registry.api.app import create_app
from registry.pipeline.curate import curate
from registry.pipeline.index import refresh
from registry.services import Services, now
from schemas.record import CatalogRecord, LicenseDecision, Status
from schemas.web_address import iri_of
from tests.e2e.sample_site import listening
from tests.live.ckan import Ckan, Job, ckan
from tests.samples import harvested_samples

ALL_OF_IT = '{"remote_orgs": "create", "remote_groups": "create"}'
"""CKAN takes over organizations and groups too."""


class Clock:
    """Serai's clock. Its portals are harvested two days before CKAN, which asks for changes from an hour before its last run."""

    behind = timedelta(days=2)

    def __call__(self) -> datetime:
        return now() - self.behind


@pytest.fixture
def serai(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    clock = Clock()
    with harvested_samples(tmp_path_factory.mktemp("serai"), clock=clock) as services:
        clock.behind = timedelta()
        yield services


@pytest.fixture
def address(serai: Services) -> Iterator[str]:
    with listening(create_app(serai)) as address:
        yield address


@pytest.fixture(scope="module")
def harvester(postgresql: str) -> Iterator[Ckan]:
    with ckan(postgresql) as found:
        yield found


def active(serai: Services) -> dict[str, CatalogRecord]:
    return {str(each.id): each for each in serai.store.records.stream() if each.status is Status.ACTIVE}


def titles(record: CatalogRecord) -> set[str]:
    return {each.value for each in record.dataset.title}


def test_its_harvester_takes_every_dataset_and_then_what_changed(harvester: Ckan, serai: Services, address: str) -> None:
    ours = active(serai)
    source = harvester.add_source("serai", address, "ckan", ALL_OF_IT)
    assert harvester.harvest(source) == Job(added=len(ours))
    theirs = harvester.datasets(source)
    assert theirs.keys() == ours.keys()
    for id_, record in ours.items():
        taken_over(theirs[id_], record, f"{address}/datasets/{id_}")

    changed = next(each for each in ours.values() if each.assessment.license.id != "ODbL-1.0")
    decision = LicenseDecision(value="ODbL-1.0", reason="The portal says so by telephone", by="Aizada Bekova", at=now())
    curate(serai, changed.id, decision)
    refresh(serai)
    assert harvester.harvest(source) == Job(updated=1), "it asks for what changed, and gets no more"
    again = harvester.datasets(source)
    assert again[str(changed.id)]["license_id"] == "odc-odbl"
    assert {id_ for id_, each in again.items() if each != theirs[id_]} == {str(changed.id)}
    assert harvester.harvest(source) == Job(not_modified=1), "it looks back an hour, and sees that it has it"


def taken_over(theirs: dict[str, Any], record: CatalogRecord, page: str) -> None:
    """Whether CKAN has what the record has; a file without an address leads to the page of the dataset."""
    dataset = record.dataset
    assert theirs["title"] in titles(record)
    assert theirs["organization"]["name"] == record.source
    for resource, ours in zip(theirs["resources"], dataset.distribution, strict=True):
        own = [iri_of(each) for each in (ours.download_url, ours.access_url) if each]
        assert resource["url"] in (own or [page])
    assert {each["name"] for each in theirs["tags"]} <= {" ".join(each.value.split()) for each in dataset.keyword}
    extras = {each["key"]: each["value"] for each in theirs["extras"]}
    assert extras["identifier"] == dataset.identifier
    assert extras["privacy_class"] == record.assessment.privacy.privacy_class.value


def test_the_harvester_of_dcat_takes_every_page(
    harvester: Ckan, serai: Services, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("registry.answers.graphs.PAGE", 20)
    ours = active(serai)
    source = harvester.add_source("serai-dcat", f"{address}/api/v1/catalog.ttl", "dcat_rdf")
    assert harvester.harvest(source) == Job(added=len(ours))
    theirs = {
        each["value"]: found for found in harvester.datasets(source).values() for each in found["extras"] if each["key"] == "uri"
    }
    assert theirs.keys() == {f"{address}/datasets/{id_}" for id_ in ours}
    for id_, record in ours.items():
        found = theirs[f"{address}/datasets/{id_}"]
        assert found["title"] in titles(record)
        assert len(found["resources"]) == len(record.dataset.distribution)
