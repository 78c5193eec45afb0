"""Lists of decisions at the command line."""

import json
from datetime import UTC, datetime

from registry.pipeline.curate import curate
from registry.pipeline.propose import confirm, propose, undo
from registry.services import open_services
from registry.settings import Settings
from schemas.actor import Actor
from schemas.proposals import Selection
from schemas.record import LicenseDecision, PrivacyDecision

from .conftest import Serai

REASON = "The terms of use of the portal name it."


def test_decisions_are_listed_with_what_was_concluded(serai: Serai) -> None:
    assert serai("decisions").out == ""
    serai("harvest", "kg_example")
    with open_services(Settings()) as services:
        first, second, *_ = services.store.records.stream(source="kg_example")
        about = {"reason": REASON, "by": "Aizada Bekova", "at": datetime(2026, 11, 25, tzinfo=UTC)}
        curate(services, first.id, LicenseDecision(value="CC-BY-4.0", **about))
        curate(services, first.id, LicenseDecision(value="CC0-1.0", **about))
        curate(services, second.id, PrivacyDecision(value="personal", subclass=("biometric",), **about))
    listed = serai("decisions").out
    assert "2026-11-25  Aizada Bekova  license: CC-BY-4.0 -> CC0-1.0  (in-force)" in listed
    assert "license: - -> CC-BY-4.0  (replaced)" in listed
    assert "privacy_class: - -> personal (biometric)  (in-force)" in listed
    assert listed.count(REASON) == 3
    assert f"(concluded: {first.assessment.license.id})" in listed
    assert first.dataset.title[0].value in listed
    [item] = json.loads(serai("decisions", "--state", "replaced", "--json").out)["items"]
    assert (item["record"], item["concluded"]["value"]) == (str(first.id), first.assessment.license.id)
    assert serai("decisions", "--by", "Bolat").out == serai("decisions", "--source", "nowhere").out == ""
    assert len(serai("decisions", "--aspect", "license", "--limit", "1").out.splitlines()) == 2
    assert serai("decisions", "--aspect", "title").code == 2


def test_proposals_are_listed_and_one_is_shown_with_its_records(serai: Serai) -> None:
    assert serai("proposals").out == ""
    serai("harvest", "kg_example")
    aizada = Actor.person("Aizada Bekova")
    decision = LicenseDecision(value="CC-BY-4.0", reason=REASON, by=aizada.name, at=datetime(2026, 11, 25, tzinfo=UTC))
    with open_services(Settings()) as services:
        made = propose(
            services, Selection(query="source=kg_example"), aspect=decision.aspect, decision=decision, reason=REASON, by=aizada
        )
        confirm(services, made.id, by=aizada)
        undone = undo(services, made.id, by=Actor.person("Bolat"), reason="It was another portal's.")
    listed = serai("proposals").out
    assert f"Aizada Bekova  license: CC-BY-4.0  {made.changed} of {made.count} records  (undone)" in listed
    assert f"Bolat  license: undo proposal {made.id}  {made.changed} of {made.changed} records  (applied)" in listed
    assert REASON in listed
    assert len(serai("proposals", "--state", "undone").out.splitlines()) == 2
    assert [each["id"] for each in json.loads(serai("proposals", "--by", "Bolat", "--json").out)["items"]] == [undone.undo.id]
    shown = serai("proposals", str(made.id)).out
    assert "-> CC-BY-4.0" in shown
    assert shown.count("changed") == made.changed
    report = json.loads(serai("proposals", str(made.id), "--limit", "1", "--offset", "1", "--json").out)
    assert (report["total"], len(report["items"]), report["offset"]) == (made.count, 1, 1)
    missing = serai("proposals", "999")
    assert (missing.code, "there is no proposal 999" in missing.err) == (1, True)
    assert serai("proposals", "--state", "lost").code == 2
