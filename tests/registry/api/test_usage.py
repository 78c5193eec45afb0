"""May a dataset be used: each effect over HTTP, each refusal with its choices, and the tag."""

from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from registry.policy.rules import shipped_rules
from schemas.usage import UsageEffect
from tests.registry.api.conftest import Ids

REASON = "The ministry sent the document on Tuesday."

RESEARCH = {"state": "RU", "purpose": "research"}


@pytest.fixture
def record(client: TestClient, ids: Ids) -> UUID:
    """The id of a record that only this test has. Its portal states no limits of access, which would decide as well."""

    def is_without_limits(id: UUID) -> bool:
        stated = client.get(f"/api/v1/datasets/{id}").json()["dataset"]["access_rights"]
        return {"RESTRICTED", "NON_PUBLIC"}.isdisjoint(each["code"] for each in stated)

    return ids.one(is_without_limits)


def ask(client: TestClient, record: UUID, **asked: Any) -> Any:
    return client.get(f"/api/v1/datasets/{record}/usage", params=RESEARCH | asked)


def decide(client: TestClient, bearer: dict[str, str], record: UUID, **decisions: Any) -> None:
    for aspect, value in decisions.items():
        body = {"reason": REASON, **(value if isinstance(value, dict) and "value" in value else {"value": value})}
        put = client.put(f"/api/v1/datasets/{record}/curation/{aspect}", json=body, headers=bearer)
        assert put.status_code == 200, put.text


def test_each_effect_is_answered(client: TestClient, bearer: dict[str, str], record: UUID) -> None:
    decide(client, bearer, record, license="CC0-1.0", jurisdiction={"holder_state": "KZ"}, privacy_class="open")
    seen = [ask(client, record).json()["effect"], ask(client, record, state="TR").json()["effect"]]
    decide(client, bearer, record, privacy_class="personal")
    seen.append(ask(client, record).json()["effect"])
    decide(client, bearer, record, jurisdiction={"holder_state": "BY"})
    seen.append(ask(client, record, state="CN").json()["effect"])
    decide(client, bearer, record, privacy_class="restricted")
    seen.append(ask(client, record).json()["effect"])
    assert seen == ["allowed", "unclear", "conditional", "authorisation", "prohibited"]
    assert set(seen) == set(UsageEffect)


def test_an_answer_has_articles_conditions_and_what_would_change_it(
    client: TestClient, bearer: dict[str, str], record: UUID
) -> None:
    mechanism = {"condition": "NCPDP_PERMIT", "document": "No 3", "valid_from": "2026-11-25"}
    decide(
        client,
        bearer,
        record,
        license="CC0-1.0",
        jurisdiction={"holder_state": "BY", "data_subject_state": ["BY"]},
        privacy_class="personal",
        mechanisms=[mechanism],
    )
    answer = ask(client, record, state="CN").json()
    assert answer["decided_by"] == ["transfer"]
    [permit] = [each for each in answer["condition"] if each["code"] == "NCPDP_PERMIT"]
    assert permit["met"]
    assert permit["mechanism"]["document"] == "No 3"
    [rule] = [each for each in answer["rule"] if each["id"] == "BY-PERS-NON"]
    assert rule["state"] == "BY"
    assert rule["citation"].startswith(
        "Law 99-Z on the protection of personal data (7 May 2021, in force 15 Nov 2021) art 9(1)-(2)"
    )
    assert {"id": "S112", "source": "e-sud.by on Law 99-Z"} in rule["source"]
    assert {"fact": "deidentification", "value": "anonymised", "effect": "conditional"} in answer["would_change"]
    assert answer["missing"] == []
    assert answer["rules"] == shipped_rules().transfer.version
    assert answer["day"] == "2026-11-25"
    assert answer["record"] == f"/api/v1/datasets/{record}"
    tomorrow = ask(client, record, state="CN", at="2026-11-26").json()
    assert tomorrow["day"] == "2026-11-26"


def test_what_is_stated_in_the_question_counts(client: TestClient, bearer: dict[str, str], record: UUID) -> None:
    decide(client, bearer, record, license="CC0-1.0", jurisdiction={"holder_state": "IN"}, privacy_class="open")
    silent = ask(client, record).json()
    assert silent["effect"] == "conditional"
    [question] = silent["missing"]
    assert question["code"] == "subclass"
    assert ask(client, record, denied_subclass=question["about"]).json()["effect"] == "allowed"
    assert ask(client, record, subclass="geospatial_fine").json()["effect"] == "prohibited"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"state": "XX"}, ("usage-invalid", "state", "KZ")),
        ({"purpose": "resale"}, ("usage-invalid", "purpose", "ai_training")),
        ({"subclass": "secret"}, ("usage-invalid", "subclass", "biometric")),
        ({"denied_subclass": "provenance_unknown"}, ("usage-invalid", "denied_subclass", "biometric")),
        ({"subclass": "biometric", "denied_subclass": "biometric"}, ("usage-invalid", "denied_subclass", None)),
        ({"state": ["RU", "KZ"]}, ("request-invalid", "state", None)),
        ({"at": "2026-11-31"}, ("request-invalid", "at", None)),
        ({"exporter_count": "-1"}, ("request-invalid", "exporter_count", None)),
        ({"affiliation": "University"}, ("request-invalid", "affiliation", None)),
        ({"stat": "KZ"}, ("request-invalid", "stat", None)),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(
    client: TestClient, untouched: UUID, asked: dict[str, Any], told: tuple[str, str, str | None]
) -> None:
    code, parameter, choice = told
    refused = ask(client, untouched, **asked)
    assert refused.status_code == 422
    problem = refused.json()
    assert problem["code"] == code
    assert [each["parameter"] for each in problem["errors"]] == [parameter]
    assert choice is None or choice in problem["choices"]


def test_state_and_purpose_are_needed(client: TestClient, untouched: UUID) -> None:
    problem = client.get(f"/api/v1/datasets/{untouched}/usage").json()
    assert problem["code"] == "request-invalid"
    assert {each["parameter"] for each in problem["errors"]} == {"state", "purpose"}


def test_a_record_that_is_not_there_is_missing(client: TestClient) -> None:
    answer = ask(client, UUID(int=1))
    assert (answer.status_code, answer.json()["code"]) == (404, "record-missing")


def test_an_answer_that_is_still_current_is_not_sent_again(client: TestClient, bearer: dict[str, str], record: UUID) -> None:
    tag = ask(client, record).headers["ETag"]
    path = f"/api/v1/datasets/{record}/usage"
    assert client.get(path, params=RESEARCH, headers={"If-None-Match": tag}).status_code == 304
    assert client.get(path, params=RESEARCH | {"at": "2026-11-26"}, headers={"If-None-Match": tag}).status_code == 200
    decide(client, bearer, record, minors="no")
    assert client.get(path, params=RESEARCH, headers={"If-None-Match": tag}).status_code == 200


def test_the_purposes_are_listed(client: TestClient) -> None:
    items = client.get("/api/v1/purposes").json()["items"]
    assert {
        "id": "commercial",
        "label": "Commercial use",
        "iri": "https://w3id.org/dpv#CommercialPurpose",
        "permission": ["commercial"],
        "of_ancestor": None,
    } in items
    assert [item["id"] for item in items] == list(shipped_rules().transfer.purposes)
