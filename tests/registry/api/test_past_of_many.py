"""Combinations and many datasets on a past day: each dataset as `GET /datasets/{id}/usage` answers for that day."""

import csv
import io
from typing import Any
from uuid import UUID

import pytest

from registry.pipeline.past import MOST, DayNotKept, Made, record_at
from registry.policy.transfer.errors import InvalidUsage
from schemas.actor import Actor
from schemas.record import record_id
from schemas.rule_sets import RuleSet, RuleSetKind
from tests.portal import package

from .conftest import CLOSED, COMMERCIAL, FIRST, OPEN, Catalogue

SHARED = {"license_id": "odc-odbl", "license_title": "Open Data Commons Open Database License (ODbL)"}
NOBODY = UUID(int=1)


def id_of(number: int) -> UUID:
    return record_id("kg_example", package(number)["id"])


def combine(catalogue: Catalogue, *ids: UUID, day: int | None = None, **asked: Any) -> Any:
    at = {} if day is None else {"at": f"2026-11-{day:02}"}
    question = {"state": "KG", "purpose": "adaptation"} | at | asked
    return catalogue.client.get("/api/v1/combination", params={"id": list(map(str, ids))} | question)


def uses(catalogue: Catalogue, *ids: UUID, day: int | None = None, **asked: Any) -> Any:
    at = {} if day is None else {"at": f"2026-11-{day:02}"}
    return catalogue.client.post("/api/v1/usage", json=COMMERCIAL | {"records": list(map(str, ids))} | at | asked)


ALIKE = (
    "effect",
    "outcome",
    "published",
    "pair",
    "outgoing",
    "duty",
    "condition",
    "missing",
    "confidence",
    "rules",
    "table",
    "day",
)


@pytest.mark.parametrize("kept", [True, False], ids=["states are kept", "states were not kept yet"])
def test_a_combination_of_a_past_day_is_the_answer_of_that_day(catalogue: Catalogue, *, kept: bool) -> None:
    catalogue.on(20).harvest(package(2, **SHARED), **OPEN)
    first = combine(catalogue, catalogue.id, id_of(2)).json()
    assert (first["basis"], first["rests_on"], first["dataset"][0]["rests_on"]) == ("current", None, None)
    catalogue.on(21).harvest(package(2, **SHARED), **CLOSED)
    second = combine(catalogue, catalogue.id, id_of(2)).json()
    catalogue.on(22).harvest(package(2, **OPEN), **OPEN)
    assert first["outcome"] == "allowed" != second["outcome"]
    if not kept:
        catalogue.forget_states()
    for day, before in ((20, first), (21, second)):
        again = combine(catalogue, catalogue.id, id_of(2), day=day).json()
        assert {name: again[name] for name in ALIKE} == {name: before[name] for name in ALIKE}
        assert again["basis"] == "computed"
        assert again["rests_on"]["until"].startswith(f"2026-11-{day}T23:59:59")
        assert again["rests_on"]["not_kept"] == (["code"] if kept else ["code", "declaration"])
        assert catalogue.client.get(again["links"]["self"]).json() == again
        for each, then in zip(again["dataset"], before["dataset"], strict=True):
            assert (each["basis"], each["rests_on"]["state"]) == ("computed", "proved" if kept else "remade")
            assert (each["version"], each["license"], each["assessment_rules"]) == (
                then["version"],
                then["license"],
                then["assessment_rules"],
            )
            alone = catalogue.client.get(
                f"/api/v1/datasets/{each['record']}/usage",
                params={"state": "KG", "purpose": "adaptation", "at": again["day"]},
            ).json()
            assert {name: each["verdict"][name] for name in ("effect", "rule", "condition", "missing")} == {
                name: alone[name] for name in ("effect", "rule", "condition", "missing")
            }
            assert each["rests_on"] == alone["rests_on"]
    body = {"ids": [str(catalogue.id), str(id_of(2))], "state": "KG", "purpose": "adaptation", "at": "2026-11-20"}
    posted = catalogue.client.post("/api/v1/combination", json=body).json()
    assert {name: posted[name] for name in ALIKE} == {name: first[name] for name in ALIKE}


def test_datasets_that_were_not_there_on_the_day_are_named_with_their_first_day(catalogue: Catalogue) -> None:
    catalogue.on(20).harvest(**OPEN)
    catalogue.on(21).harvest(package(2), **OPEN)
    catalogue.on(22).harvest(package(2), package(3), **OPEN)
    refused = combine(catalogue, catalogue.id, id_of(2), id_of(3), day=20)
    problem = refused.json()
    assert (refused.status_code, problem["code"], problem["choices"]) == (404, "day-before-record", ["2026-11-22"])
    at, *others = problem["errors"]
    assert at["parameter"] == "at"
    told = {each["detail"].partition(":")[0]: each["detail"] for each in others}
    assert {each["parameter"] for each in others} == {"id"}
    assert told.keys() == {str(id_of(2)), str(id_of(3))}
    assert "2026-11-21" in told[str(id_of(2))]
    assert "2026-11-22" in told[str(id_of(3))]
    assert combine(catalogue, catalogue.id, id_of(2), day=21).status_code == 200
    assert combine(catalogue, catalogue.id, NOBODY, day=20).json()["code"] == "record-missing"
    assert combine(catalogue, id_of(3), day=20, state="XX").json()["code"] == "usage-invalid"
    before = combine(catalogue, catalogue.id, day=19)
    assert (before.status_code, before.json()["code"]) == (404, "day-not-kept"), "no rules were in force then"


def test_what_was_withdrawn_counts_as_it_did_on_the_day(catalogue: Catalogue) -> None:
    catalogue.on(20).harvest(package(2), **OPEN)
    catalogue.on(21).harvest(**OPEN)
    catalogue.on(22).harvest(package(2), **OPEN)
    assert [combine(catalogue, catalogue.id, id_of(2), day=day).status_code for day in (20, 21, 22)] == [200, 409, 200]


def test_a_day_whose_table_was_not_kept_says_that_todays_was_used(catalogue: Catalogue) -> None:
    """Sets were kept without the table before it became part of them."""
    catalogue.on(20).harvest(package(2), **OPEN)
    sets, rules = catalogue.services.store.rule_sets, catalogue.services.rules
    base = sets.current(RuleSetKind.ASSESSMENT)
    assert base is not None
    made = RuleSet(
        kind=RuleSetKind.ASSESSMENT, version=rules.version, base=base[0], reason="older", by=Actor.system("start"), at=FIRST
    )
    sets.begin(made, {name: text for name, text in rules.assessment_contents.items() if name != "combination"})
    catalogue.on(21)
    answer = combine(catalogue, catalogue.id, id_of(2), day=20).json()
    assert answer["rests_on"]["not_kept"] == ["code", "combination"]
    assert answer["table"] == rules.combination.version
    assert catalogue.answer(20)["rests_on"]["not_kept"] == ["code"], "one dataset needs no table"


PARTS = ("effect", "would_be", "decided_by", "confidence")


def test_each_dataset_of_a_past_day_has_the_answer_of_its_own(catalogue: Catalogue) -> None:
    catalogue.on(20).harvest(package(2, **SHARED), **OPEN)
    catalogue.on(21).harvest(package(2, **SHARED), package(3), **CLOSED)
    kept = catalogue.keep().json()["number"]
    catalogue.on(22).harvest(package(2, **OPEN), package(3, **OPEN), **OPEN)
    catalogue.decide("privacy_class", value="personal")
    ids = [id_of(3), catalogue.id, NOBODY, id_of(2), catalogue.id]
    for day, full in ((21, False), (21, True), (20, False)):
        answer = uses(catalogue, *ids, day=day, full=full).json()
        assert [each["id"] for each in answer["items"]] == list(map(str, ids))
        for each in answer["items"]:
            alone = catalogue.client.get(f"{each['record']}/usage", params=COMMERCIAL | {"at": f"2026-11-{day}"}).json()
            if "effect" not in alone:
                assert (each["verdict"], each["basis"], each["problem"]) == (None, None, alone["code"])
                assert each["first"] == ("2026-11-21" if each["id"] == str(id_of(3)) else None)
                continue
            assert {name: each["verdict"][name] for name in PARTS} == {name: alone[name] for name in PARTS}
            assert (each["basis"], each["kept"], each["rests_on"]) == (alone["basis"], alone["kept"], alone["rests_on"])
            if full:
                assert each["verdict"].items() <= alone.items()
            else:
                deciding = {rule["id"] for rule in alone["rule"]}
                assert {reason["rule"] for reason in each["verdict"]["reason"]} <= deciding
                assert {reason["ground"] for reason in each["verdict"]["reason"]} == set(alone["decided_by"])
        told = [each["verdict"]["effect"] for each in {each["id"]: each for each in answer["items"]}.values() if each["verdict"]]
        assert {each["effect"]: each["count"] for each in answer["usage"]["effects"] if each["count"]} == {
            effect: told.count(effect) for effect in told
        }
        assert answer["usage"]["day"] == f"2026-11-{day}"
    [_, first, *_] = uses(catalogue, *ids, day=21).json()["items"]
    assert (first["basis"], first["kept"]) == ("kept", f"/api/v1/answers/{kept}")


def test_short_answers_of_a_past_day_have_the_reasons_that_were_given_then(catalogue: Catalogue) -> None:
    catalogue.on(20).harvest(package(2, **SHARED), package(3, license_id="", license_title=""), **CLOSED)
    ids = [catalogue.id, id_of(2), id_of(3)]
    today = uses(catalogue, *ids).json()
    past = uses(catalogue.on(21), *ids, day=20).json()

    def verdicts(answer: Any) -> list[Any]:
        return [each["verdict"] for each in answer["items"]]

    assert verdicts(past) == verdicts(today)
    assert past["usage"] == today["usage"]
    assert catalogue.on(20).keep().status_code == 201
    kept, *others = verdicts(uses(catalogue.on(21), *ids, day=20).json())
    assert others == verdicts(today)[1:]
    told = [{**reason, "about": [], "missing": []} for reason in verdicts(today)[0]["reason"]]
    assert kept == verdicts(today)[0] | {"reason": told}


def test_a_past_day_as_a_table(catalogue: Catalogue) -> None:
    catalogue.on(20).harvest(**OPEN)
    catalogue.on(21).harvest(package(2), **CLOSED)
    body = COMMERCIAL | {"records": [str(catalogue.id), str(id_of(2))], "at": "2026-11-20", "full": True}
    sent = catalogue.client.post("/api/v1/usage", json=body, headers={"Accept": "text/csv"})
    there, later = csv.DictReader(io.StringIO(sent.text))
    assert (there["effect"], there["basis"], there["first"]) == (catalogue.answer(20)["effect"], "computed", "")
    assert (later["problem"], later["first"], later["effect"]) == ("day-before-record", "2026-11-21", "")


def test_what_a_search_would_have_found_on_a_past_day_is_not_known(catalogue: Catalogue) -> None:
    catalogue.on(20).harvest(**OPEN)
    catalogue.on(21)
    refused = catalogue.client.post("/api/v1/usage", json=COMMERCIAL | {"query": "q=water", "at": "2026-11-20"})
    problem = refused.json()
    assert (refused.status_code, problem["code"], problem["choices"]) == (422, "usage-invalid", ["2026-11-21"])
    [flaw] = problem["errors"]
    assert flaw["pointer"] == "/at"
    assert "index" in flaw["detail"]
    assert "name the datasets" in flaw["detail"]


def test_each_record_is_made_once_for_a_question_and_not_too_many(catalogue: Catalogue) -> None:
    catalogue.on(20).harvest(package(2), **OPEN)
    catalogue.on(21)
    services, day = catalogue.services, FIRST.date()
    records = services.store.records.get_many([catalogue.id, id_of(2)])
    made: Made = {UUID(int=number): DayNotKept(day, "gone", first=day) for number in range(MOST - 1)}
    first = record_at(services, records[catalogue.id], day, made)
    assert record_at(services, records[catalogue.id], day, made) is first
    with pytest.raises(InvalidUsage, match=r"more than 1000 .* name fewer"):
        record_at(services, records[id_of(2)], day, made)


def test_how_many_datasets_a_past_day_takes(catalogue: Catalogue) -> None:
    catalogue.on(20).harvest(**OPEN)
    catalogue.on(21)
    many = [UUID(int=number) for number in range(101)]
    refused = uses(catalogue, *many, day=20)
    assert (refused.status_code, refused.json()["code"], refused.json()["errors"][0]["pointer"]) == (
        422,
        "usage-invalid",
        "/records",
    )
    assert uses(catalogue, *many[:100], day=20).status_code == 200
    assert uses(catalogue, *many).status_code == 200
    unknown = uses(catalogue, catalogue.id, day=19)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "day-not-kept")
