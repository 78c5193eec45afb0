"""What people record for the law: every aspect is set, seen, taken back, kept by a harvest, and refused with the choices."""

from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from registry.services import Services
from schemas.record import CONCLUDED, DECISIONS, Aspect
from tests.registry.api.conftest import Ids
from tests.registry.api.test_curation import harvest_again, path

REASON = "The ministry sent the document on Tuesday."
SAID = {"reason": REASON, "source": "Letter 12-04/331"}
DONE = {"by": "Aizada Bekova", "at": "2026-11-25T12:00:00Z"}

LAST = "ffba9134-0de4-50a7-8ed9-e87abd99df38"
"""The sample record with the highest id: tests take those with low ids."""

VALUES: dict[Aspect, Any] = {
    Aspect.LICENSE: "PDDL-1.0",
    Aspect.JURISDICTION: {
        "holder_state": "UZ",
        "storage_state": [],
        "collection_state": None,
        "data_subject_state": ["KZ", "RU"],
    },
    Aspect.PRIVACY_CLASS: "special",
    Aspect.PERSONAL_CATEGORIES: ["Name", "HealthRecord", "VehicalLicenseNumber"],
    Aspect.SUBJECT_COUNT: "500000_to_999999",
    Aspect.MINORS: "unknown",
    Aspect.DEIDENTIFICATION: {
        "method": ["aggregation", "k_anonymity"],
        "on": "2026-11-25",
        "reviewer": "Бюро защиты данных",
        "residual_risk": "medium",
        "key_held_by": "The ministry",
    },
    Aspect.LEGAL_BASIS: [
        {"basis": "LegalObligation", "article": "Закон о статистике, ст. 9"},
        {"basis": "ExplicitlyExpressedConsent", "article": None},
    ],
    Aspect.MECHANISMS: [
        {
            "condition": "RU_NOTIFY",
            "document": "No 77-12",
            "authority": "Roskomnadzor",
            "valid_from": "2026-03-01",
            "valid_to": "2026-03-01",
        },
        {"condition": "CN_ASSESSMENT", "document": None, "authority": None, "valid_from": None, "valid_to": None},
    ],
    Aspect.ACCESS_CONDITIONS: {"words": "Researchers of a university.\nOn request.", "embargo_until": "2027-01-01"},
    Aspect.REVIEW_DUE: "2027-05-01",
    Aspect.WAS_DERIVED_FROM: [{"said": None, "origin": "dataset", "record": LAST, "permits": []}],
}


def test_every_aspect_is_tried() -> None:
    assert VALUES.keys() == DECISIONS.keys() == set(Aspect)


@pytest.fixture(scope="module")
def emptied(ids: Ids) -> UUID:
    """A record whose aspects are recorded and taken back, one after the other."""
    return ids.one()


@pytest.mark.parametrize("aspect", Aspect)
def test_an_aspect_is_recorded_kept_by_a_harvest_and_taken_back(
    client: TestClient, services: Services, emptied: UUID, bearer: dict[str, str], aspect: Aspect
) -> None:
    record = emptied
    before = client.get(f"/api/v1/datasets/{record}").json()
    answer = client.put(path(record, aspect), json={"value": VALUES[aspect], **SAID}, headers=bearer)
    assert answer.status_code == 200, answer.text
    if aspect not in CONCLUDED:
        assert answer.json()["assessment"] == before["assessment"]
    kept = answer.json()["curation"][aspect]
    assert {**kept, "value": VALUES[aspect], **SAID, **DONE} == kept
    changed = {**client.get(f"/api/v1/datasets/{record}/raw").json(), "title": f"A new title beside the {aspect}"}
    harvest_again(services, record, changed)
    after = client.get(f"/api/v1/datasets/{record}").json()
    assert after["curation"] == {**before["curation"], aspect: kept}
    gone = client.delete(path(record, aspect), params={"reason": "It was about another dataset."}, headers=bearer)
    assert gone.json()["curation"] == before["curation"]
    first, _, second = (each["details"] for each in client.get(f"/api/v1/datasets/{record}/history").json()["items"][-3:])
    assert (first["aspect"], first["before"], first["after"]["source"]) == (aspect, None, SAID["source"])
    assert (second["before"], second["after"]) == (first["after"], None)


@pytest.mark.parametrize(
    ("aspect", "value", "pointer", "choice"),
    [
        ("license", "CC-BY", "/value", "CC-BY-4.0"),
        ("jurisdiction", {"storage_state": ["KG", "XX"]}, "/value/storage_state/1", "KG"),
        ("jurisdiction", {}, "/value", "KG"),
        ("personal_categories", ["Name", "Shoe"], "/value/1", "Name"),
        ("personal_categories", [], "/value", "Name"),
        ("subject_count", "many", "/value", "up_to_500"),
        ("deidentification", {"method": ["hashing"]}, "/value/method/0", "masking"),
        ("deidentification", {"method": []}, "/value", "masking"),
        ("legal_basis", [{"basis": "Wish"}], "/value/0/basis", "Consent"),
        ("legal_basis", [], "/value", "Consent"),
        ("legal_basis", [{"basis": "Consent", "jurisdiction": "XX"}], "/value/0/jurisdiction", "KZ"),
        ("mechanisms", [{"condition": "RU_NOTIFY"}, {"condition": "LICENCE"}], "/value/1/condition", "RU_NOTIFY"),
        ("mechanisms", [], "/value", "RU_NOTIFY"),
    ],
)
def test_what_is_no_choice_is_refused_with_the_place_and_the_choices(
    *, client: TestClient, untouched: UUID, bearer: dict[str, str], aspect: str, value: object, pointer: str, choice: str
) -> None:
    answer = client.put(path(untouched, aspect), json={"value": value, **SAID}, headers=bearer)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "decision-invalid")
    assert [flaw["pointer"] for flaw in problem["errors"]] == [pointer]
    assert choice in problem["choices"]
    assert client.get(f"/api/v1/datasets/{untouched}").json()["version"] == 1


@pytest.mark.parametrize(
    ("aspect", "body", "pointer"),
    [
        ("privacy_class", {"value": None}, "/value"),
        ("privacy_class", {"value": "open", "subclass": ["no_open_licence"]}, "/subclass/0"),
        ("privacy_class", {"denied_subclass": ["biometric", "made_up"]}, "/denied_subclass/1"),
        ("privacy_class", {"subclass": ["biometric"], "denied_subclass": ["biometric"]}, "/denied_subclass/0"),
        ("deidentification", {"value": {"method": ["masking"], "on": "2026-11-26"}}, "/value/on"),
        (
            "mechanisms",
            {"value": [{"condition": "CONSENT", "valid_from": "2026-02-02", "valid_to": "2026-02-01"}]},
            "/value/0/valid_to",
        ),
        ("access_conditions", {"value": {}}, "/value"),
    ],
)
def test_what_contradicts_itself_or_says_nothing_is_refused(
    *, client: TestClient, untouched: UUID, bearer: dict[str, str], aspect: str, body: dict[str, Any], pointer: str
) -> None:
    answer = client.put(path(untouched, aspect), json={**SAID, **body}, headers=bearer)
    assert (answer.status_code, answer.json()["code"]) == (422, "decision-invalid")
    assert [flaw["pointer"] for flaw in answer.json()["errors"]] == [pointer]
    assert client.get(f"/api/v1/datasets/{untouched}").json()["version"] == 1


@pytest.mark.parametrize(
    ("aspect", "body", "pointer", "choices"),
    [
        ("privacy_class", {"value": "secret"}, "/value", "restricted"),
        ("minors", {"value": "perhaps"}, "/value", "unknown"),
        ("deidentification", {"value": {"method": ["masking"], "residual_risk": "none"}}, "/value/residual_risk", "low"),
        ("deidentification", {"value": {"method": ["masking"], "reviewer": "x" * 501}}, "/value/reviewer", None),
        ("legal_basis", {"value": [{"basis": "Consent", "article": "x" * 501}]}, "/value/0/article", None),
        ("mechanisms", {"value": [{"condition": "CONSENT", "valid_from": "2026-13-01"}]}, "/value/0/valid_from", None),
        ("access_conditions", {"value": {"words": "x" * 2001}}, "/value/words", None),
        ("access_conditions", {"value": {"words": "  "}}, "/value/words", None),
        ("review_due", {"value": "soon"}, "/value", None),
        ("subject_count", {"value": "up_to_500", "source": "x" * 501}, "/source", None),
        ("subject_count", {"value": "up_to_500", "source": "a bell \a"}, "/source", None),
        ("subject_count", {"value": "up_to_500", "at": "2020-01-01"}, "/at", None),
        ("review_due", {}, "/value", None),
    ],
)
def test_a_body_that_does_not_hold_is_refused_at_its_place(
    *,
    client: TestClient,
    untouched: UUID,
    bearer: dict[str, str],
    aspect: str,
    body: dict[str, Any],
    pointer: str,
    choices: str | None,
) -> None:
    answer = client.put(path(untouched, aspect), json={"reason": REASON, **body}, headers=bearer)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "request-invalid")
    assert pointer in {flaw["pointer"] for flaw in problem["errors"]}
    assert choices is None or choices in problem["choices"]
    assert client.get(f"/api/v1/datasets/{untouched}").json()["version"] == 1


def test_subclasses_are_stated_without_a_class(client: TestClient, record: UUID, bearer: dict[str, str]) -> None:
    before = client.get(f"/api/v1/datasets/{record}").json()["assessment"]["privacy"]
    body = {"subclass": ["important_data"], "denied_subclass": ["human_genetic", "biometric"], **SAID}
    after = client.put(path(record, "privacy_class"), json=body, headers=bearer).json()["assessment"]["privacy"]
    assert after["subclass"] == ["important_data", *before["subclass"]]
    assert after["denied_subclass"] == ["human_genetic", "biometric"]
    assert [after[name] for name in ("privacy_class", "confidence", "asserted_by")] == [
        before[name] for name in ("privacy_class", "confidence", "asserted_by")
    ]
    assert after["finding"][0]["asserted_by"] == "person"


def test_of_two_decisions_at_once_the_later_is_refused(client: TestClient, record: UUID, bearer: dict[str, str]) -> None:
    tag = client.get(f"/api/v1/datasets/{record}").headers["ETag"]
    first, second = (
        client.put(path(record, aspect), json={"value": VALUES[aspect], **SAID}, headers={**bearer, "If-Match": tag})
        for aspect in (Aspect.SUBJECT_COUNT, Aspect.MECHANISMS)
    )
    assert (first.status_code, second.status_code, second.json()["code"]) == (200, 412, "record-changed")
    assert client.get(f"/api/v1/datasets/{record}").json()["curation"]["mechanisms"] is None


@pytest.fixture(scope="module")
def filled(ids: Ids) -> UUID:
    """A record of which different aspects are recorded."""
    return ids.one()


@pytest.mark.parametrize("aspect", [Aspect.PERSONAL_CATEGORIES, Aspect.SUBJECT_COUNT, Aspect.DEIDENTIFICATION])
def test_every_entry_of_a_vocabulary_can_be_recorded(
    client: TestClient, filled: UUID, bearer: dict[str, str], aspect: Aspect
) -> None:
    ids = [entry["id"] for entry in client.get(f"/api/v1/vocabularies/{aspect}").json()["items"]]
    values = ids if aspect is Aspect.SUBJECT_COUNT else [ids]
    for value in values:
        said = {"method": value} if aspect is Aspect.DEIDENTIFICATION else value
        assert client.put(path(filled, aspect), json={"value": said, **SAID}, headers=bearer).status_code == 200


def test_the_vocabularies_say_what_their_entries_are(client: TestClient) -> None:
    of = {
        name: {entry["id"]: entry for entry in client.get(f"/api/v1/vocabularies/{name}").json()["items"]}
        for name in ("personal_categories", "subject_count", "deidentification", "legal_basis", "mechanisms")
    }
    assert of["personal_categories"]["Fingerprint"] == {
        "id": "Fingerprint",
        "label": "Fingerprint",
        "iri": "https://w3id.org/dpv/pd#Fingerprint",
        "broader": ["Biometric"],
        "special": True,
        "minimum": None,
        "maximum": None,
    }
    assert of["legal_basis"]["PublicInterest"]["iri"] == "https://w3id.org/dpv#PublicInterest"
    assert [(each["minimum"], each["maximum"]) for each in of["subject_count"].values()][-1] == (1_000_000, None)
    assert of["deidentification"]["masking"]["broader"] == ["suppression"]
    assert "Roskomnadzor" in of["mechanisms"]["RU_NOTIFY"]["label"]
    assert client.get("/api/v1/vocabularies/license").json()["code"] == "request-invalid"
