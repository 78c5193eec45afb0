"""`serai combine`: what becomes of datasets that are combined."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from registry.answers.combination import combination_view
from registry.cli.combine import lines
from registry.cli.parts import installation
from schemas.usage import UsageRequest

from .conftest import Serai

ASKED = ("--state", "RU", "--purpose", "adaptation")


def test_an_answer_is_printed_with_licences_and_duties(serai: Serai) -> None:
    serai("harvest", "kg_example")
    ids = [each["id"] for each in json.loads(serai("search", "--limit", "2", "--json").out)["items"]]
    done = serai("combine", *ids, *ASKED)
    assert done.code == 0
    first, *lines = done.out.splitlines()
    whole = json.loads(serai("combine", *ids, *ASKED, "--json").out)
    assert first.startswith(f"{whole['effect']}")
    assert "  You publish the result as one dataset. All that the licences ask for binds you." in lines
    assert sum(line.startswith("  dataset ") for line in lines) == len(ids)
    assert any(line.startswith("  licences together: ") for line in lines)
    assert lines[-1].endswith("this is information, not legal advice")
    assert whole["links"]["datasets"]


def test_what_cannot_be_combined_is_told(serai: Serai) -> None:
    serai("harvest", "kg_example")
    [record] = json.loads(serai("search", "--limit", "1", "--json").out)["items"]
    absent = "00000000-0000-0000-0000-000000000001"
    missing = serai("combine", record["id"], absent, *ASKED)
    assert (missing.code, f"There is no record {absent}." in missing.err) == (1, True)
    wrong = serai("combine", record["id"], "--state", "XX", "--purpose", "research")
    assert (wrong.code, "“XX” is no state" in wrong.err) == (2, True)
    many = serai("combine", *[record["id"]] * 51, *ASKED)
    assert (many.code, "At most 50" in many.err) == (2, True)


def test_a_past_day_is_answered_or_refused_with_its_first_day(serai: Serai) -> None:
    serai("harvest", "kg_example")
    ids = [each["id"] for each in json.loads(serai("search", "--limit", "2", "--json").out)["items"]]
    today = datetime.now(UTC).date()
    refused = serai("combine", *ids, *ASKED, "--at", str(today - timedelta(days=1)))
    assert refused.code == 1
    assert f"The first day that can be told of is {today}" in refused.err
    with installation() as services:
        later = replace(services, clock=lambda: datetime.now(UTC) + timedelta(days=2))
        request = UsageRequest(state="RU", purpose="adaptation")
        told = list(lines(combination_view(later, map(UUID, ids), request, at=today), services.rules.combination.file))
    assert "  computed later, from the records and the rules as they stood at the end of the day" in told
    assert "  the program of then is not kept: today's was used" in told
    assert sum(line.endswith("(version 1)") for line in told) == len(ids)
