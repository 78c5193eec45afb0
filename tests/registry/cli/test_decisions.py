"""Lists of decisions at the command line."""

import json
from datetime import UTC, datetime

from registry.pipeline.curate import curate
from registry.services import open_services
from registry.settings import Settings
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
