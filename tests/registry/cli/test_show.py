"""`serai show`: the record with what people decided about it."""

import re
from datetime import UTC, datetime
from itertools import islice

from registry.pipeline.curate import curate
from registry.services import open_services
from registry.settings import Settings
from schemas.record import (
    Deidentification,
    DeidentificationDecision,
    DerivedFrom,
    DerivedFromDecision,
    Mechanism,
    MechanismsDecision,
    PrivacyDecision,
)

from .conftest import Serai

SAID = {"reason": "It is in the letter.", "by": "Aizada Bekova", "at": datetime(2026, 11, 25, 12, tzinfo=UTC)}


def test_recorded_facts_are_printed_with_who_when_why_and_on_what(serai: Serai) -> None:
    serai("harvest", "kg_example")
    decisions = (
        PrivacyDecision(denied_subclass=("biometric",), **SAID),
        DeidentificationDecision(value=Deidentification(method=("masking", "rounding"), residual_risk="low"), **SAID),
        MechanismsDecision(value=(Mechanism(condition="RU_NOTIFY", document="No 77-12"),), source="Letter 12-04", **SAID),
    )
    with open_services(Settings()) as services:
        record, other = (each.id for each in islice(services.store.records.stream(), 2))
        decisions = (*decisions, DerivedFromDecision(value=(DerivedFrom(record=other),), **SAID))
        for decision in decisions:
            curate(services, record, decision)
    shown = serai("show", str(record)).out
    assert "privacy_class: (not biometric)\n" in shown
    assert "deidentification: method masking rounding, residual_risk low\n" in shown
    assert "mechanisms: condition RU_NOTIFY, document No 77-12\n" in shown
    assert f"was_derived_from: origin dataset, record {other}\n" in shown
    assert re.search(rf"made from +{other}", shown)
    assert shown.count("  Aizada Bekova, 2026-11-25: It is in the letter.\n") == 3
    assert "  Aizada Bekova, 2026-11-25: It is in the letter. (Letter 12-04)\n" in shown
