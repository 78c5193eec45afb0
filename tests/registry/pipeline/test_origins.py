"""What data were made from, from the portal to the answer: over HTTP, with the real store and index."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
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
REASON = {"reason": PERSON["reason"]}


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


@pytest.fixture
def officer(services: Services, clock: Clock) -> Iterator[TestClient]:
    """A client with the token of an officer."""
    token = services.store.tokens.add("A. Officer", expires=clock() + timedelta(days=90), at=clock())
    with TestClient(create_app(services), headers={"Authorization": f"Bearer {token}"}) as client:
        yield client


def curation(number: int) -> str:
    return f"/api/v1/datasets/{of(number)}/curation/was_derived_from"


def decided(officer: TestClient, number: int, *rows: dict[str, Any]) -> Any:
    answer = officer.put(curation(number), json={"value": rows, **REASON})
    assert answer.status_code == 200, answer.text
    return answer.json()


def made_from(answer: Any) -> list[tuple[str | None, str, bool]]:
    """What an answer says that the data were made from: the record, the words, whether a person decided."""
    return [(each["record"], each["said"], each.get("decided", False)) for each in answer["ancestor"]]


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


def test_an_officer_says_what_words_mean_and_takes_it_back(
    services: Services, clock: Clock, portal: Portal, usage: Callable[..., Any], officer: TestClient
) -> None:
    portal.packages[1]["extras"] = [{"key": "source", "value": "Census of the ministry"}]
    sweep(services, clock, portal)
    day, before = clock().date().isoformat(), usage(3)
    assert before["effect"] != "prohibited"
    assert licences(services, 3) == ["yes", "yes"]
    clock.forward(days=1)
    record = decided(officer, 2, {"said": "Census of the ministry", "record": str(of(1))})
    assert record["curation"]["was_derived_from"]["by"] == "A. Officer"
    assert {row.id for row in services.store.outbox.pending(10)} == {of(2), of(3)}
    index.drain(services)
    after = usage(3)
    assert (after["effect"], after["decided_by"], after["tag"] != before["tag"]) == ("prohibited", ["ancestor"], True)
    assert made_from(after) == [(str(of(2)), package(2)["id"], False), (str(of(1)), "Census of the ministry", True)]
    assert licences(services, 3) == ["yes", "no", "yes"]
    assert verify(services).whole
    then = usage(3, at=day)
    assert (then["basis"], then["effect"], then["ancestor"]) == ("computed", before["effect"], before["ancestor"])
    today = clock().date().isoformat()
    clock.forward(days=1)
    gone = officer.delete(curation(2), params={"reason": "It was another census."})
    assert gone.json()["curation"]["was_derived_from"] is None
    index.drain(services)
    assert usage(3)["effect"] == before["effect"]
    assert licences(services, 3) == ["yes", "yes"]
    yesterday = usage(3, at=today)
    assert (yesterday["effect"], yesterday["ancestor"]) == (after["effect"], after["ancestor"])
    listed = officer.get("/api/v1/decisions", params={"aspect": "was_derived_from"}).json()["items"]
    assert [(each["state"], each["after"] is None) for each in listed] == [("taken-back", True), ("taken-back", False)]
    table = officer.get("/api/v1/decisions", params={"aspect": "was_derived_from"}, headers={"Accept": "text/csv"})
    assert f"origin dataset, record {of(1)}, said Census of the ministry" in table.text


def test_what_a_person_denies_counts_no_more_and_new_words_are_asked_again(
    services: Services, clock: Clock, portal: Portal, usage: Callable[..., Any], officer: TestClient
) -> None:
    address = f"{portal.url}/dataset/dataset-1/"
    sweep(services, clock, portal)
    assert usage(2)["effect"] == "prohibited"
    decided(officer, 2, {"said": address, "origin": "no_dataset"})
    index.drain(services)
    assert (usage(2)["ancestor"], licences(services, 2)) == ([], ["yes"])
    portal.packages[1]["extras"] = [{"key": "source", "value": json.dumps([address, "A survey of 1998"])}]
    sweep(services, clock, portal)
    assert made_from(usage(2)) == [(None, "A survey of 1998", False)]
    portal.packages[1]["extras"] = []
    sweep(services, clock, portal)
    assert usage(2)["ancestor"] == []
    assert officer.get(f"/api/v1/datasets/{of(2)}").json()["curation"]["was_derived_from"]["value"][0]["said"] == address


def test_terms_that_an_officer_read_meet_the_condition_for_their_purposes_alone(
    services: Services, clock: Clock, portal: Portal, usage: Callable[..., Any], officer: TestClient
) -> None:
    portal.packages[1]["extras"] = [{"key": "source", "value": json.dumps(["A survey of 1998", "A map of 1901"])}]
    sweep(services, clock, portal)

    def met(number: int, purpose: str) -> bool:
        [found] = [each for each in usage(number, purpose=purpose)["condition"] if each["code"] == "SOURCE_TERMS"]
        return bool(found["met"])

    survey = {"said": "A survey of 1998", "origin": "elsewhere", "permits": ["research", "adaptation"]}
    decided(officer, 2, survey)
    assert not met(2, "research")
    decided(officer, 2, survey, {"said": "A map of 1901", "origin": "elsewhere", "permits": ["adaptation", "research"]})
    assert (met(2, "research"), met(3, "research"), met(2, "publication"), met(2, "commercial")) == (True, True, True, False)
    portal.packages[1]["extras"] = [{"key": "source", "value": json.dumps(["A survey of 1998", "A map of 1901", "A photo"])}]
    sweep(services, clock, portal)
    assert not met(2, "research")


def test_a_dataset_that_the_portal_does_not_name_is_added(
    services: Services, clock: Clock, portal: Portal, usage: Callable[..., Any], officer: TestClient
) -> None:
    portal.packages[1]["extras"] = []
    sweep(services, clock, portal)
    assert usage(2)["effect"] != "prohibited"
    decided(officer, 2, {"record": str(of(1))})
    answer = usage(2)
    assert (answer["effect"], made_from(answer)) == ("prohibited", [(str(of(1)), "", True)])
    assert answer["ancestor"][0]["words"] == "Made from “Census”, whose licence does not permit this purpose."


@pytest.mark.parametrize(
    ("rows", "pointer", "words"),
    [
        ([], "/value", "says nothing"),
        ([{"said": "A survey"}], "/value/0/record", "not said which dataset"),
        ([{"said": "A survey", "record": "{own}"}], "/value/0/record", "is the dataset itself"),
        ([{"record": "{1}"}, {"record": "{nobody}"}], "/value/1/record", "There is no dataset with the id"),
        ([{"record": "{1}"}, {"record": "{1}"}], "/value/1", "given twice"),
        ([{"said": "A survey", "record": "{1}"}, {"record": "{1}"}], "/value/1", "given twice"),
        ([{"said": "A survey", "record": "{1}"}, {"said": "A survey", "origin": "no_dataset"}], "/value/1", "given twice"),
        ([{"said": "A survey", "origin": "no_dataset", "record": "{1}"}], "/value/0/record", "mean no dataset"),
        ([{"origin": "elsewhere"}], "/value/0/said", "not said which words"),
        ([{"said": "A survey", "record": "{1}", "permits": ["research"]}], "/value/0/permits", "not in this catalogue"),
        ([{"said": "A survey", "origin": "elsewhere", "permits": ["fun"]}], "/value/0/permits/0", "“fun” is not one of"),
        ([{"said": "A poll", "origin": "no_dataset"}], "/value/0/said", "“A poll” is not one of the choices"),
    ],
)
def test_what_cannot_be_so_is_refused_at_its_place(
    services: Services, clock: Clock, portal: Portal, officer: TestClient, *, rows: Any, pointer: str, words: str
) -> None:
    portal.packages[1]["extras"] = [{"key": "source", "value": json.dumps(["A survey", "A map"])}]
    sweep(services, clock, portal)
    names = {"{own}": str(of(2)), "{1}": str(of(1)), "{nobody}": str(of(9))}
    sent = [{name: names.get(value, value) if isinstance(value, str) else value for name, value in row.items()} for row in rows]
    answer = officer.put(curation(2), json={"value": sent, **REASON})
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "decision-invalid")
    [flaw] = problem["errors"]
    assert flaw["pointer"] == pointer
    assert words in flaw["detail"]
    if "A poll" in words:
        assert problem["choices"] == ["A survey", "A map"]
    kept = services.store.records.get(of(2))
    assert kept
    assert kept.version == 1


def test_one_decision_is_about_all_datasets_that_say_the_words(
    services: Services, clock: Clock, portal: Portal, usage: Callable[..., Any], officer: TestClient
) -> None:
    portal.packages[:] = [
        package(1),
        package(2, extras=[{"key": "source", "value": "Ministry of Health"}]),
        package(3, extras=[{"key": "source", "value": json.dumps(["Ministry of Health", "A map"])}]),
    ]
    sweep(services, clock, portal)
    asked = {
        "selection": {"records": [str(of(number)) for number in (1, 2, 3)]},
        "aspect": "was_derived_from",
        "decision": {"value": [{"said": "Ministry of Health", "origin": "no_dataset"}], **REASON},
    }
    made = officer.post("/api/v1/proposals", json=asked)
    assert made.status_code == 201, made.text
    assert (made.json()["count"], made.json()["unchanged"]) == (3, 1)
    moved = [each for each in services.store.proposals.grounds(made.json()["id"]) if each.before != each.after]
    assert [(each.before.endswith("unseen"), each.after.endswith("unseen"), each.count) for each in moved] == [(True, False, 1)]
    done = officer.post(f"{made.headers['Location']}/confirm")
    assert done.json()["state"] == "applied", done.text
    assert [made_from(usage(number)) for number in (1, 2, 3)] == [[], [], [(None, "A map", False)]]
    undone = officer.post(f"{made.headers['Location']}/undo", json=REASON)
    assert undone.status_code == 200, undone.text
    assert [len(usage(number)["ancestor"]) for number in (1, 2, 3)] == [0, 1, 2]


def test_a_denial_waits_for_a_second_person_where_the_operator_wants_that(
    services: Services, clock: Clock, portal: Portal, usage: Callable[..., Any]
) -> None:
    sweep(services, clock, portal)
    strict = replace(services, settings=services.settings.model_copy(update={"four_eyes": "lowering"}))
    token = services.store.tokens.add("A. Officer", expires=clock() + timedelta(days=1), at=clock())
    with TestClient(create_app(strict), headers={"Authorization": f"Bearer {token}"}) as client:
        rows = [{"said": f"{portal.url}/dataset/dataset-1/", "origin": "no_dataset"}]
        waits = client.put(curation(2), json={"value": rows, **REASON})
        added = client.put(curation(1), json={"value": [{"record": str(of(2))}], **REASON})
    assert (waits.status_code, waits.json()["why_four_eyes"]) == (202, ["origin-removed"])
    assert added.status_code == 200
    assert usage(2)["effect"] == "prohibited"
