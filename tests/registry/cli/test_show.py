"""`serai show`: the record with what people decided about it."""

import json
import re
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from registry.pipeline.curate import curate
from registry.pipeline.harvest import harvest
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
from tests.portal import Portal

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


def test_a_record_as_it_stood_at_the_end_of_a_day(home: Path, portal: Portal, serai: Serai) -> None:
    today = datetime.now(UTC).date()
    day, before, later = (str(today + timedelta(days=days)) for days in (-2, -3, 1))
    with open_services(Settings(), clock=lambda: datetime.now(UTC) - timedelta(days=2)) as services:
        harvest(services, services.sources["kg_example"])
        record = next(services.store.records.stream()).id
    with open_services(Settings()) as services:
        curate(services, record, PrivacyDecision(denied_subclass=("biometric",), **SAID | {"at": datetime.now(UTC)}))
    now, then = serai("show", str(record)), serai("show", str(record), "--at", day)
    assert "not biometric" in now.out
    assert "not biometric" not in then.out
    assert f"As it stood at the end of {day} (UTC): version 1,\n" in then.out
    assert "\n  as it was stored then, which the audit trail proves; entry " in then.out
    assert serai("show", str(record), "--at", str(today)).out.startswith(now.out)
    told = json.loads(serai("show", str(record), "--at", day, "--json").out)
    assert (told["version"], told["rests_on"]["state"], told["proof"]["mark"]["version"]) == (1, "proved", 1)
    for asked, code, words in (
        (before, 1, f"{before}: Serai did not have the record yet. The first day that can be told of is {day}"),
        (later, 1, f"{later}: the day has not come yet. The last day that can be told of is {today}"),
        ("yesterday", 2, "“yesterday” is no day"),
    ):
        failed = serai("show", str(record), "--at", asked)
        assert (failed.code, failed.out) == (code, "")
        assert words in failed.err
