"""The judge makes a record from a dataset, and carries over what a harvest must not change."""

from datetime import UTC, date, datetime

from registry.pipeline.judge import Judge
from registry.policy.rules import shipped_rules
from schemas.record import Curation, LicenseDecision, Status, record_id
from schemas.source import Source
from tests.factories import record

TODAY = date(2026, 11, 25)
SOURCE = Source.model_validate(
    {
        "id": "kg_example",
        "title": {"en": "Example"},
        "kind": "ckan",
        "url": "https://data.example.kg",
        "jurisdiction": "KG",
        "language": ["ky"],
    }
)
DECISION = LicenseDecision(value="CC0-1.0", reason="asked the ministry", by="Aisuluu", at=datetime(2026, 11, 24, tzinfo=UTC))


def judge() -> Judge:
    return Judge(SOURCE, shipped_rules(), TODAY)


def test_the_first_record_of_a_dataset() -> None:
    sent = record(identifier="water")
    made = judge().record(sent.dataset, provenance=sent.provenance)
    assert (made.id, made.source) == (record_id("kg_example", "water"), "kg_example")
    assert (made.version, made.status, made.curation) == (1, Status.ACTIVE, Curation())
    assert (made.dataset, made.provenance) == (sent.dataset, sent.provenance)
    assert (made.assessment.assessed_on, made.assessment.rules) == (TODAY, shipped_rules().version)
    assert judge().record(sent.dataset, provenance=sent.provenance) == made


def test_the_next_record_keeps_what_people_decided() -> None:
    sent = record(identifier="water")
    first = judge().record(sent.dataset, provenance=sent.provenance)
    decided = judge().record(first.dataset, provenance=first.provenance, current=first, curation=Curation(license=DECISION))
    after = judge().record(sent.dataset, provenance=sent.provenance, current=decided, status=Status.WITHDRAWN)
    assert (first.id, first.version) == (after.id, after.version - 2)
    assert (after.curation.license, after.assessment.license.id) == (DECISION, "CC0-1.0")
    assert after.status is Status.WITHDRAWN
    taken_back = judge().record(after.dataset, provenance=after.provenance, current=after, curation=Curation())
    assert taken_back.assessment == first.assessment
