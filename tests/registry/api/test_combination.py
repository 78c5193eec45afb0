"""What becomes of datasets that are combined, over HTTP: the answer both ways, and each refusal with its choices."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from registry.pipeline.index import drain
from registry.pipeline.withdraw import withdraw
from registry.services import Services
from schemas.actor import COMMAND

REASON = "The ministry sent the document on Tuesday."

PUBLISH = {"state": "RU", "purpose": "adaptation"}


def decide(client: TestClient, bearer: dict[str, str], record: UUID, license: str) -> None:  # noqa: A002  # the house's name
    decisions = {"license": license, "jurisdiction": {"holder_state": "KZ"}, "privacy_class": "open"}
    for aspect, value in decisions.items():
        path = f"/api/v1/datasets/{record}/curation/{aspect}"
        put = client.put(path, json={"reason": REASON, "value": value}, headers=bearer)
        assert put.status_code == 200, put.text


def get(client: TestClient, *ids: UUID, **asked: Any) -> Any:
    return client.get("/api/v1/combination", params={"id": [str(id_) for id_ in ids]} | PUBLISH | asked)


def post(client: TestClient, *ids: UUID, **asked: Any) -> Any:
    return client.post("/api/v1/combination", json={"ids": [str(id_) for id_ in ids]} | PUBLISH | asked)


@pytest.fixture
def pair(client: TestClient, bearer: dict[str, str], ids: Iterator[UUID]) -> tuple[UUID, UUID]:
    """Two datasets whose licences do not go together."""
    mapped, other = next(ids), next(ids)
    decide(client, bearer, mapped, "ODbL-1.0")
    decide(client, bearer, other, "CC-BY-SA-4.0")
    return mapped, other


def test_the_pair_that_blocks_is_named_and_both_ways_give_one_answer(client: TestClient, pair: tuple[UUID, UUID]) -> None:
    answer = get(client, *pair).json()
    assert (answer["effect"], answer["outcome"], answer["outgoing"]) == ("prohibited", "keep_apart", [])
    [blocking] = [each for each in answer["pair"] if each["blocks"]]
    assert {*blocking["first"], *blocking["second"]} == set(map(str, pair))
    assert blocking["because"][0]["source"]
    assert sorted(answer["links"]["datasets"]) == sorted(f"/api/v1/datasets/{id_}" for id_ in pair)
    assert client.get(answer["links"]["self"]).json() == answer
    assert post(client, *pair).json() == answer
    named = post(client, *pair, affiliation="University of Bishkek").json()
    assert named["request"]["affiliation"] == "University of Bishkek"
    assert "Bishkek" not in named["links"]["self"]


def test_the_purpose_matters(client: TestClient, pair: tuple[UUID, UUID]) -> None:
    own = get(client, *pair, purpose="research").json()
    assert (own["use"], own["outcome"], own["published"]) == ("own", "allowed", "keep_apart")
    side = get(client, *pair, purpose="publication").json()
    assert (side["use"], side["outcome"]) == ("unchanged", "allowed")
    assert {each["code"] for each in own["duty"] if each["on_sharing"]} == {"SHARE_ALIKE", "ATTRIBUTION", "NOTICES"}


def test_one_dataset_has_the_answer_of_its_own(client: TestClient, untouched: UUID) -> None:
    alone = client.get(f"/api/v1/datasets/{untouched}/usage", params=PUBLISH).json()
    answer = get(client, untouched, untouched).json()
    assert len(answer["dataset"]) == 1
    for name in ("effect", "would_be", "confidence", "rules", "day"):
        assert answer[name] == alone[name]


def test_records_that_are_not_there_are_named(client: TestClient, untouched: UUID) -> None:
    missing = (UUID(int=1), UUID(int=2))
    asked = get(client, untouched, *missing)
    assert (asked.status_code, asked.json()["code"]) == (404, "record-missing")
    assert [(each["parameter"], each["detail"]) for each in asked.json()["errors"]] == [
        ("id", f"There is no record {id_}.") for id_ in missing
    ]
    assert {each["pointer"] for each in post(client, *missing).json()["errors"]} == {"/ids"}


def test_withdrawn_records_are_named(client: TestClient, services: Services, record: UUID, untouched: UUID) -> None:
    withdraw(services, [[record]], by=COMMAND, details={})
    drain(services)
    refused = get(client, untouched, record)
    assert (refused.status_code, refused.json()["code"]) == (409, "record-withdrawn")
    assert [each["detail"] for each in refused.json()["errors"]] == [f"{record} is withdrawn."]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"state": "XX"}, ("usage-invalid", "state", "KZ")),
        ({"purpose": "resale"}, ("usage-invalid", "purpose", "ai_training")),
        ({"subclass": ["secret"]}, ("usage-invalid", "subclass", "biometric")),
        ({"at": "yesterday"}, ("request-invalid", "at", None)),
        ({"stat": "KZ"}, ("request-invalid", "stat", None)),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(
    client: TestClient, untouched: UUID, asked: dict[str, Any], told: tuple[str, str, str | None]
) -> None:
    code, place, choice = told
    for refused, flaw in ((get, {"parameter": place}), (post, {"pointer": f"/{place}"})):
        answer = refused(client, untouched, **asked)
        assert answer.status_code == 422
        problem = answer.json()
        assert problem["code"] == code
        assert flaw.items() <= problem["errors"][0].items()
        assert choice is None or choice in problem["choices"]


def test_how_many_datasets_there_can_be(client: TestClient) -> None:
    for refused in (get(client), post(client), get(client, *map(UUID, map(_id, range(51))))):
        assert (refused.status_code, refused.json()["code"]) == (422, "request-invalid")
    assert get(client, UUID(int=1), state=["RU", "KZ"]).json()["code"] == "request-invalid"
    assert client.get("/api/v1/combination?id=water&state=RU&purpose=research").json()["code"] == "request-invalid"
    assert client.post("/api/v1/combination", content="{").json()["code"] == "request-invalid"


def _id(number: int) -> str:
    return str(UUID(int=number))
