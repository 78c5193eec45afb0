"""The record and its identity."""

from datetime import UTC, datetime
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas.assessment import PrivacyClass
from schemas.dataset import Distribution
from schemas.record import (
    Aspect,
    CatalogRecord,
    CuratedJurisdiction,
    Curation,
    JurisdictionDecision,
    LicenseDecision,
    PrivacyDecision,
    Status,
    distribution_ids,
    record_id,
)
from tests.factories import record

AT = datetime(2026, 11, 25, 10, tzinfo=UTC)


def test_ids_never_change() -> None:
    """Links and stored records depend on these values: if this test fails, the code is wrong, not the test."""
    assert record_id("kg_data_gov", "wells") == UUID("dc4066c4-6b1f-56ce-a55c-c3ecfe3c0aa1")
    assert record_id("ir_data_gov", "آب") == UUID("e7d069ac-e3f7-535f-9bdd-10d0c03ad726")
    assert record_id("a", "b").version == 5


def test_ids_of_distributions_never_change() -> None:
    """By the portal's identifier, else the address, else the place; the same one again is told apart."""
    files = (
        Distribution(identifier="a"),
        Distribution(download_url="https://portal.example/1.csv"),
        Distribution(identifier="a"),
        Distribution(),
        Distribution(identifier="a"),
    )
    whole = record()
    ids = distribution_ids(whole.model_copy(update={"dataset": whole.dataset.model_copy(update={"distribution": files})}))
    names = ("a", "https://portal.example/1.csv", "a\n1", "3", "a\n2")
    assert ids == [uuid5(whole.id, name) for name in names]
    assert ids[0] == UUID("db42593d-9fe0-5c5e-9d26-d7fc5d661f38")


@given(st.text(), st.text())
def test_ids_differ_by_source_and_by_identifier(one: str, other: str) -> None:
    assert (record_id("kg", one) == record_id("kg", other)) == (one == other)
    assert record_id("kg", one) != record_id("kz", one)


def test_a_record_with_all_layers_comes_back_as_it_was() -> None:
    decided = Curation(
        license=LicenseDecision(value="CC-BY-4.0", reason="named on the portal's page", by="Aida", at=AT),
        jurisdiction=JurisdictionDecision(
            value=CuratedJurisdiction(holder_state="KG", storage_state=()), reason="…", by="Aida", at=AT
        ),
        privacy_class=PrivacyDecision(value=PrivacyClass.PERSONAL, subclass=("health",), reason="names", by="Aida", at=AT),
    )
    whole = record().model_copy(update={"curation": decided, "status": Status.WITHDRAWN, "version": 7})
    assert CatalogRecord.model_validate_json(whole.model_dump_json()) == whole
    back = CatalogRecord.model_validate_json(whole.model_dump_json())
    assert back.curation.jurisdiction
    assert back.curation.jurisdiction.value.storage_state == ()  # recorded as nowhere, unlike None: not recorded


def test_a_record_is_replaced_and_not_edited() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        record().version = 2  # type: ignore[misc]
    with pytest.raises(ValidationError, match="extra_forbidden"):
        CatalogRecord.model_validate(record().model_dump() | {"note": "x"})


def test_there_is_one_decision_for_each_aspect() -> None:
    assert set(Curation.model_fields) == {aspect.value for aspect in Aspect}
