"""Whether many datasets may be used: by their ids, and of all that a search finds, over HTTP."""

import csv
import io
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from registry.pipeline.index import drain
from registry.services import Services
from schemas.record import Status

ASKED = {"state": "KZ", "purpose": "research"}
NOBODY = str(UUID(int=1))
PARTS = ("effect", "would_be", "decided_by", "confidence")


def ask(client: TestClient, **asked: Any) -> Any:
    answer = client.post("/api/v1/usage", json=ASKED | asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def alone(client: TestClient, id: str, **asked: Any) -> Any:
    return client.get(f"/api/v1/datasets/{id}/usage", params=ASKED | asked).json()


@pytest.fixture
def active(services: Services) -> list[str]:
    """The ids of all that a search can find. The index has what the tests before have decided."""
    drain(services)
    return [str(record.id) for record in services.store.records.stream() if record.status is Status.ACTIVE]


def test_named_datasets_are_answered_in_their_order(client: TestClient, active: list[str]) -> None:
    ids = [active[3], NOBODY, active[0], active[3]]
    answer = ask(client, records=ids)
    assert [each["id"] for each in answer["items"]] == ids
    assert [each["problem"] for each in answer["items"]] == [None, "record-missing", None, None]
    assert answer["items"][1]["verdict"] is None
    for item in (answer["items"][0], answer["items"][2]):
        assert {name: item["verdict"][name] for name in PARTS} == {name: alone(client, item["id"])[name] for name in PARTS}
        assert item["record"] == f"/api/v1/datasets/{item['id']}"
        assert item["title"]
    assert sum(each["count"] for each in answer["usage"]["effects"]) == 2
    assert answer["next"] is None


def test_whole_verdicts_are_those_of_each_dataset(client: TestClient, active: list[str]) -> None:
    [first, missing] = ask(client, records=[active[0], NOBODY], full=True, subclass=["biometric"])["items"]
    whole = alone(client, active[0], subclass="biometric")
    assert whole.pop("record") == first["record"]
    assert first["verdict"].items() <= whole.items()
    assert first["verdict"].keys() > {"effect", "condition", "rule", "would_change"}
    assert missing["problem"] == "record-missing"
    searched = ask(client, query="", full=True, limit=2)["items"]
    for item in searched:
        assert item["verdict"]["would_change"] == alone(client, item["id"])["would_change"]


def test_a_search_is_answered_page_by_page(client: TestClient, active: list[str]) -> None:
    seen: list[Any] = []
    page: Any = {"next": None}
    while not seen or page["next"]:
        page = ask(client, query="?sort=oldest&offset=3&limit=1", limit=7, **({"after": page["next"]} if seen else {}))
        assert sum(each["count"] for each in page["usage"]["effects"]) == len(active)
        assert len(page["items"]) <= 7
        seen += page["items"]
    assert sorted(each["id"] for each in seen) == sorted(active)
    assert all(each["verdict"]["effect"] == alone(client, each["id"])["effect"] for each in seen[:10])


def test_a_search_is_narrowed_to_effects(client: TestClient) -> None:
    whole = ask(client, query="jurisdiction=KG", limit=100)
    unclear = ask(client, query="jurisdiction=KG", effect=["unclear"], limit=100)
    assert 0 < len(unclear["items"]) < len(whole["items"]) + 1
    assert {each["verdict"]["effect"] for each in unclear["items"]} == {"unclear"}
    assert [each["id"] for each in unclear["items"]] == [
        each["id"] for each in whole["items"] if each["verdict"]["effect"] == "unclear"
    ]
    assert [each["count"] for each in unclear["usage"]["effects"]] == [each["count"] for each in whole["usage"]["effects"]]
    assert [each["effect"] for each in unclear["usage"]["effects"] if each["chosen"]] == ["unclear"]
    assert ask(client, query="jurisdiction=KG", limit=0)["items"] == []


def test_what_is_stated_counts_for_all(client: TestClient, services: Services) -> None:
    every = list(services.rules.transfer.subclasses)
    silent, stated = (ask(client, query="", **more)["items"] for more in ({}, {"subclass": every}))
    assert silent != stated
    assert any(each["verdict"]["effect"] == alone(client, each["id"], subclass=every)["effect"] for each in stated)
    later = ask(client, query="", limit=0, at="2027-01-01")["usage"]
    assert later["day"] == "2027-01-01"


def test_as_a_table_all_are_there(client: TestClient, active: list[str]) -> None:
    accept = {"Accept": "text/csv"}
    answer = client.post("/api/v1/usage", json=ASKED | {"query": "", "limit": 1, "full": True}, headers=accept)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert sorted(row["id"] for row in rows) == sorted(active)
    for row in rows[:5]:
        assert row["effect"] == alone(client, row["id"])["effect"]
        assert row["rule"]
        assert row["title"]
    named = client.post("/api/v1/usage", json=ASKED | {"records": [NOBODY, active[0]]}, headers=accept)
    [missing, known] = csv.DictReader(io.StringIO(named.text))
    assert (missing["problem"], missing["effect"], known["problem"]) == ("record-missing", "", "")
    assert known["effect"] == alone(client, active[0])["effect"]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"records": [NOBODY], "state": "XX"}, ("usage-invalid", "KZ")),
        ({"records": [NOBODY], "purpose": "resale"}, ("usage-invalid", "research")),
        ({"query": "", "subclass": ["secret"]}, ("usage-invalid", "biometric")),
        ({"query": "", "at": "2026-11-24"}, ("usage-invalid", "2026-11-25")),
        ({"query": "usage=RU:research"}, ("query-invalid", None)),
        ({"query": "colour=blue"}, ("query-invalid", None)),
        ({"query": "", "after": "yesterday"}, ("query-invalid", None)),
        ({"query": "", "effect": ["maybe"]}, ("request-invalid", "unclear")),
        ({"query": "", "limit": 101}, ("request-invalid", None)),
        ({"query": "", "records": [NOBODY]}, ("request-invalid", None)),
        ({}, ("request-invalid", None)),
        ({"records": []}, ("request-invalid", None)),
        ({"records": ["water"]}, ("request-invalid", None)),
        ({"records": [NOBODY], "limit": 5}, ("request-invalid", None)),
        ({"records": [NOBODY] * 1001}, ("request-invalid", None)),
        ({"records": [NOBODY] * 101, "full": True}, ("request-invalid", None)),
        ({"records": [NOBODY], "ful": True}, ("request-invalid", None)),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(
    client: TestClient, body: dict[str, Any], told: tuple[str, str | None]
) -> None:
    refused = client.post("/api/v1/usage", json=ASKED | body)
    code, choice = told
    assert (refused.status_code, refused.json()["code"]) == (422, code), refused.text
    assert refused.json()["errors"]
    assert choice is None or choice in refused.json()["choices"]


def test_a_thousand_are_answered_at_once(client: TestClient, active: list[str]) -> None:
    ids = [active[at % len(active)] for at in range(1000)]
    items = ask(client, records=ids)["items"]
    assert [each["id"] for each in items] == ids
