"""What data were made from, from the portal to the answer: over HTTP, with the real store and index."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from registry.api.app import create_app
from registry.pipeline import index
from registry.pipeline.curate import curate
from registry.pipeline.harvest import harvest
from registry.pipeline.rescue import renormalise
from registry.pipeline.restore import restore
from registry.pipeline.verify import verify
from registry.services import Services, open_services
from registry.store.saving import Save
from schemas.actor import Actor
from schemas.answers import differences
from schemas.audit import Action
from schemas.grounds import read_grounds
from schemas.record import LicenseDecision, Status, record_id
from search.ask import ask
from search.query import Filter, Query
from tests.portal import Portal, package

from .conftest import Clock

BY_NC = "https://creativecommons.org/licenses/by-nc/4.0/"
PERSON: dict[str, Any] = {"reason": "The ministry wrote so.", "by": "A. Officer"}


def of(number: int) -> UUID:
    return record_id("kg_example", package(number)["id"])


def roads(portal: Portal) -> None:
    """A census (1), a table that was made from it (2), a map that was made from the table (3)."""
    portal.packages[:] = [
        package(1, title="Census", license_id="", license_title="", license_url=BY_NC),
        package(2, title="Table", extras=[{"key": "source", "value": f'["{portal.url}/dataset/dataset-1/"]'}]),
        package(
            3,
            title="Map",
            relationships_as_subject=[{"type": "derives_from", "__extras": {"object_package_id": package(2)["id"]}}],
        ),
    ]


def sweep(services: Services, clock: Clock, portal: Portal) -> None:
    clock.forward(days=1)
    harvest(services, portal.source(grace={"sweeps": 1}, expect={"max_withdrawn_share": 1}), full=True)
    index.refresh(services)


@pytest.fixture
def portal() -> Iterator[Portal]:
    with Portal([]) as portal:
        roads(portal)
        yield portal


@pytest.fixture
def services(services: Services, portal: Portal) -> Services:
    return replace(services, sources={"kg_example": portal.source()})


@pytest.fixture
def usage(services: Services) -> Iterator[Callable[..., Any]]:
    with TestClient(create_app(services)) as client:

        def asked(number: int, **params: Any) -> Any:
            query = {"state": "KG", "purpose": "commercial"} | params
            answer = client.get(f"/api/v1/datasets/{of(number)}/usage", params=query)
            assert answer.status_code == 200, answer.text
            return answer.json() | {"tag": answer.headers["ETag"]}

        yield asked


def licences(services: Services, number: int) -> list[str]:
    """What the index has of a record: of itself and of each ancestor, whether the licence permits commercial use."""
    texts = ask(services.engine, Query(facet=("usage_grounds",), limit=0)).facet[0].value
    for text in texts:
        found = ask(services.engine, Query(filter=(Filter(field="usage_grounds", value=(text.value,)),), limit=100))
        assert found.total == text.count
        if of(number) in {hit.id for hit in found.hit}:
            return [each.terms["commercial"].effect.value for each in read_grounds(text.value)]
    raise AssertionError("the index has not the record")


def test_a_chain_is_read_resolved_and_answered(
    services: Services, clock: Clock, portal: Portal, usage: Callable[..., Any]
) -> None:
    sweep(services, clock, portal)
    answer = usage(3)
    assert (answer["effect"], answer["decided_by"]) == ("prohibited", ["ancestor"])
    assert [(each["record"], each["path"], each["effect"]) for each in answer["ancestor"]] == [
        (str(of(2)), [], answer["ancestor"][0]["effect"]),
        (str(of(1)), [str(of(2))], "prohibited"),
    ]
    assert answer["ancestor"][1]["words"] == "Made from “Census”, whose licence does not permit this purpose."
    assert answer["ancestor"][1]["said"] == f"{portal.url}/dataset/dataset-1/"
    assert usage(3, purpose="research")["effect"] != "prohibited"
    assert usage(1)["ancestor"] == []
    assert [licences(services, number) for number in (1, 2, 3)] == [["no"], ["yes", "no"], ["yes", "no", "yes"]]


def test_an_ancestor_may_come_later_and_go(services: Services, clock: Clock, portal: Portal, usage: Callable[..., Any]) -> None:
    [census, *others] = portal.packages
    portal.packages[:] = others
    sweep(services, clock, portal)
    before = usage(3)
    assert before["effect"] != "prohibited"
    assert [(each["record"], each["path"]) for each in before["ancestor"]] == [(str(of(2)), []), (None, [str(of(2))])]
    assert "SOURCE_TERMS" in {each["code"] for each in before["condition"]}
    portal.packages.insert(0, census)
    sweep(services, clock, portal)
    came = usage(3)
    assert (came["effect"], came["tag"] != before["tag"]) == ("prohibited", True)
    assert licences(services, 3) == ["yes", "no", "yes"]
    portal.packages.pop(0)
    sweep(services, clock, portal)
    sweep(services, clock, portal)
    gone = services.store.records.get(of(1))
    assert gone
    assert gone.status is Status.WITHDRAWN
    assert usage(3)["effect"] == "prohibited"
    assert licences(services, 3) == ["yes", "no", "yes"]


def test_what_is_decided_about_an_ancestor_counts_at_once(
    services: Services, clock: Clock, portal: Portal, usage: Callable[..., Any]
) -> None:
    sweep(services, clock, portal)
    before = usage(3)
    curate(services, of(1), LicenseDecision(value="CC0-1.0", **PERSON, at=clock()))
    after = usage(3)
    assert after["effect"] != "prohibited"
    assert after["tag"] != before["tag"]
    assert {row.id for row in services.store.outbox.pending(10)} == {of(1), of(2), of(3)}
    index.drain(services)
    assert licences(services, 3) == ["yes", "yes", "yes"]


def test_on_a_past_day_it_has_the_ancestors_of_then(
    services: Services, clock: Clock, portal: Portal, usage: Callable[..., Any]
) -> None:
    [census, *others] = portal.packages
    portal.packages[:] = others
    sweep(services, clock, portal)
    day, before = clock().date().isoformat(), usage(3)
    portal.packages.insert(0, census)
    sweep(services, clock, portal)
    assert usage(3)["effect"] == "prohibited"
    then = usage(3, at=day)
    assert (then["basis"], then["effect"], then["ancestor"]) == ("computed", before["effect"], before["ancestor"])


def test_a_kept_answer_has_the_states_of_its_ancestors(services: Services, clock: Clock, portal: Portal) -> None:
    sweep(services, clock, portal)
    with TestClient(create_app(services)) as client:
        asked = {"state": "KG", "purpose": "commercial"}
        kept = client.post(f"/api/v1/datasets/{of(3)}/answers", json=asked).json()
        curate(services, of(1), LicenseDecision(value="CC0-1.0", **PERSON, at=clock()))
        other = client.post(f"/api/v1/datasets/{of(3)}/answers", json=asked).json()
        again = client.get(f"/api/v1/answers/{kept['number']}").json()
    assert again == kept
    assert (kept["answer"]["verdict"]["effect"], kept["number"] != other["number"]) == ("prohibited", True)
    assert [each["id"] for each in kept["ancestor"]] == [str(of(2)), str(of(1))]
    assert list(differences(kept)) == []
    kept["ancestor"][1]["assessment"]["license"]["id"] = "CC0-1.0"
    assert list(differences(kept)) == ["ancestor"]


def test_rebuilt_verified_and_restored_the_index_has_the_same(
    services: Services, clock: Clock, portal: Portal, usage: Callable[..., Any]
) -> None:
    sweep(services, clock, portal)
    before = [licences(services, number) for number in (1, 2, 3)]
    assert verify(services).whole
    index.rebuild(services)
    assert [licences(services, number) for number in (1, 2, 3)] == before
    assert verify(services).whole


def test_restored_from_the_archive_the_chain_is_there(services: Services, clock: Clock, portal: Portal, tmp_path: Path) -> None:
    sweep(services, clock, portal)
    settings = services.settings.model_copy(
        update={"home": tmp_path / "second", "archive_url": services.settings.archive, "new_database": True}
    )
    with open_services(settings, clock=clock) as second:
        restore(second, portal.source())
        index.refresh(second)
        assert [licences(second, number) for number in (1, 2, 3)] == [licences(services, number) for number in (1, 2, 3)]


def test_a_record_of_an_older_version_gets_the_field_from_its_raw_record(
    services: Services, clock: Clock, portal: Portal, usage: Callable[..., Any]
) -> None:
    sweep(services, clock, portal)
    new = services.store.records.get(of(2))
    assert new
    old = new.model_copy(update={"version": 2, "dataset": new.dataset.model_copy(update={"source": ()})})
    services.store.records.save([Save(old, Action.CHANGE, {})], actor=Actor.of_run(1), at=clock())
    assert usage(2)["ancestor"] == []
    assert renormalise(services, portal.source(), apply=False, by=Actor.person("A. Officer")).fields == {"source": 1}
    renormalise(services, portal.source(), apply=True, by=Actor.person("A. Officer"))
    index.drain(services)
    assert usage(3)["effect"] == "prohibited"
    assert licences(services, 3) == ["yes", "no", "yes"]
