"""Reading a record, its verbatim source and its history."""

from base64 import b64encode
from hashlib import sha256
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from registry.answers.shapes.records import RecordAnswer
from registry.api.datasets import safe_media_type
from registry.pipeline.index import drain
from registry.proof.entries import entry_hash
from registry.services import Services
from registry.store.saving import Save
from schemas.actor import Actor
from schemas.audit import Action, AuditEntry
from schemas.record import Status
from tests.registry.api.conftest import NOW


@pytest.fixture
def url(record: UUID) -> str:
    return f"/api/v1/datasets/{record}"


def test_a_record_has_three_layers_and_reasons(client: TestClient, services: Services, record: UUID, url: str) -> None:
    answer = client.get(url).json()
    kept = services.store.records.get(record)
    assert kept is not None
    shown = RecordAnswer.model_validate(answer)
    assert {name: getattr(shown, name) for name in type(kept).model_fields if name != "assessment"} | {
        "assessment": kept.assessment
    } == dict(kept)
    for conclusion in ("license", "jurisdiction", "privacy"):
        told, stored = (getattr(each.assessment, conclusion) for each in (shown, kept))
        assert all(finding.reason for finding in told.finding)
        bare = tuple(finding.model_copy(update={"reason": None}) for finding in told.finding)
        assert told.model_copy(update={"finding": bare}) == stored
    assert (shown.assessment.rules, shown.assessment.assessed_on) == (kept.assessment.rules, kept.assessment.assessed_on)
    assert all(client.get(link).status_code == 200 for link in answer["links"].values())


def test_how_often_the_data_change_is_told_with_its_code(client: TestClient, services: Services) -> None:
    told = {}
    for record in services.store.records.stream():
        answer = client.get(f"/api/v1/datasets/{record.id}").json()
        assert (answer["frequency"] or {}).get("verbatim") == answer["dataset"]["accrual_periodicity"]
        if answer["frequency"]:
            told[answer["frequency"]["verbatim"]] = answer["frequency"]["code"]
    assert told["http://publications.europa.eu/resource/authority/frequency/MONTHLY"] == "MONTHLY"
    assert (told["ساعتی"], told["شش‌ماهه"]) == ("HOURLY", "ANNUAL_2")
    assert None not in told.values()


def test_an_entity_tag_saves_the_second_answer(client: TestClient, url: str) -> None:
    first = client.get(url)
    tag = first.headers["ETag"]
    for header in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        again = client.get(url, headers={"If-None-Match": header})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert client.get(url, headers={"If-None-Match": '"other"'}).status_code == 200


def test_an_id_in_capitals_is_the_same_record(client: TestClient, record: UUID) -> None:
    answer = client.get(f"/api/v1/datasets/{str(record).upper()}").json()
    assert answer["links"]["self"] == f"/api/v1/datasets/{record}"


@pytest.mark.parametrize("id", ["water", "0", "%00", "..%2f..%2fetc", "1234567890" * 100, "\u0661" * 32])
@pytest.mark.parametrize("part", ["", "/raw", "/history"])
def test_what_is_no_id_is_refused(client: TestClient, id: str, part: str) -> None:
    answer = client.get(f"/api/v1/datasets/{id}{part}")
    assert answer.status_code in {404, 422}
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("part", ["", "/raw", "/history"])
def test_an_unknown_id_is_missing(client: TestClient, part: str) -> None:
    answer = client.get(f"/api/v1/datasets/{UUID(int=0)}{part}")
    assert (answer.status_code, answer.json()["code"]) == (404, "record-missing")


def test_the_verbatim_source_is_what_was_archived(client: TestClient, services: Services, record: UUID, url: str) -> None:
    kept = services.store.records.get(record)
    assert kept is not None
    answer = client.get(f"{url}/raw")
    digest = sha256(answer.content)
    assert digest.hexdigest() == kept.provenance.raw_hash
    assert answer.headers["Repr-Digest"] == f"sha-256=:{b64encode(digest.digest()).decode()}:"
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert client.get(f"{url}/raw", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_the_verbatim_source_is_shown_without_passwords(client: TestClient, services: Services, record: UUID, url: str) -> None:
    kept = services.store.records.get(record)
    assert kept is not None
    content = b'{"url": "https:\\/\\/user:hunter2@files.example\\/a.csv", "title": "A"}'
    provenance = kept.provenance.model_copy(update={"raw_hash": services.archive.put(content)})
    changed = kept.model_copy(update={"provenance": provenance, "version": kept.version + 1})
    services.store.records.save([Save(record=changed, action=Action.CHANGE, details={})], actor=Actor.of_run(1), at=NOW)
    answer = client.get(f"{url}/raw")
    assert answer.content == content.replace(b"user:hunter2", b"[hidden]")
    assert answer.headers["Repr-Digest"] == f"sha-256=:{b64encode(sha256(answer.content).digest()).decode()}:"
    assert services.archive.get(provenance.raw_hash) == content


@pytest.mark.parametrize(
    ("stated", "answered"),
    [
        ("application/json", "application/json"),
        ("text/html; charset=windows-1251", "text/html; charset=windows-1251"),
        ("text/html\r\nSet-Cookie: a=b", "application/octet-stream"),
        ("json", "application/octet-stream"),
        ("", "application/octet-stream"),
        ("текст/plain", "application/octet-stream"),
    ],
)
def test_a_stated_media_type_is_answered_only_if_it_is_one(stated: str, answered: str) -> None:
    assert safe_media_type(stated) == answered


def test_the_history_begins_with_the_harvest(client: TestClient, record: UUID, url: str) -> None:
    entries = client.get(f"{url}/history").json()["items"]
    assert [(entry["action"], entry["record"]) for entry in entries] == [("create", str(record))]
    assert entries[0]["actor"]["kind"] == "run"
    proof = entries[0].pop("proof")
    entry = AuditEntry.model_validate(entries[0])
    assert proof == f"/api/v1/trail/entries/{entry.id}/proof"
    assert entry_hash(entry) == entry.hash, "whoever has an entry can check it"


def test_a_withdrawn_record_stays_readable(client: TestClient, services: Services, record: UUID, url: str) -> None:
    kept = services.store.records.get(record)
    assert kept is not None
    known = services.store.records.known(kept.source, [kept.dataset.identifier])[kept.dataset.identifier]
    withdrawn = kept.model_copy(update={"status": Status.WITHDRAWN, "version": kept.version + 1})
    save = Save(record=withdrawn, action=Action.WITHDRAW, details={}, dataset_hash=known.dataset_hash)
    services.store.records.save([save], actor=Actor.of_run(1), at=services.clock())
    drain(services)
    assert client.get(url).json()["status"] == "withdrawn"
    assert client.get(f"{url}/raw").status_code == 200


def test_bytes_that_are_not_in_the_archive_are_missing(client: TestClient, services: Services, record: UUID, url: str) -> None:
    kept = services.store.records.get(record)
    assert kept is not None
    known = services.store.records.known(kept.source, [kept.dataset.identifier])[kept.dataset.identifier]
    provenance = kept.provenance.model_copy(update={"raw_hash": "0" * 64})
    lost = kept.model_copy(update={"provenance": provenance, "version": kept.version + 1})
    save = Save(record=lost, action=Action.CHANGE, details={}, dataset_hash=known.dataset_hash)
    services.store.records.save([save], actor=Actor.of_run(1), at=services.clock())
    answer = client.get(f"{url}/raw")
    assert (answer.status_code, answer.json()["code"]) == (404, "raw-missing")
