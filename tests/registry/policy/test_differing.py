"""How conclusions differ under two sets of rules: from what to what, by which rules, looser or stricter."""

from typing import Any

import pytest

from registry.policy.assess import assess
from registry.policy.differing import differences
from registry.policy.rules import Rules
from schemas.assessment import Assessment
from schemas.matter import FourEyesCause
from schemas.reassessment import Difference
from schemas.record import Aspect, Curation, LicenseDecision, PrivacyDecision
from tests.factories import NOON, TODAY

from .case_files import source_of
from .test_rule_sets import CASE, DATASET, LAW, LICENSE, SHIPPED, SPELLING, WORD, changed

ABOUT: dict[str, Any] = {"reason": "they are toys", "by": "Aizada", "at": NOON}
LICENSED, CLASSED = LicenseDecision(value="CC-BY-4.0", **ABOUT), PrivacyDecision(value="open", **ABOUT)


def concluded(rules: Rules, curation: Curation = Curation()) -> Assessment:  # noqa: B008 - it is frozen
    return assess(DATASET, curation, source=source_of(CASE), rules=rules, today=TODAY)


def differing(before: Rules, after: Rules, curation: Curation = Curation()) -> list[Difference]:  # noqa: B008
    return list(differences(concluded(before, curation), concluded(after, curation)))


def test_what_is_concluded_by_the_same_content_does_not_differ() -> None:
    assert differing(SHIPPED, changed("licenses", lambda data: data.update(version="9.9.9"))) == []


def test_a_class_that_becomes_stricter_and_back() -> None:
    [found] = differing(SHIPPED, WORD)
    assert (found.aspect, found.before["value"], found.after["value"]) == (Aspect.PRIVACY_CLASS, "unknown", "special")
    assert (found.rule_before, found.rule_after) == ("privacy-undecided", "privacy-zorbal")
    assert (found.lowered, found.stricter, found.decided) == ((), True, False)
    [back] = differing(WORD, SHIPPED)
    assert (back.before, back.after) == (found.after, found.before)
    assert (back.lowered, back.stricter) == ((FourEyesCause.CLASS_LOWERED,), False)


def test_a_licence_of_the_same_name_that_permits_less_and_back() -> None:
    [found] = differing(SHIPPED, LICENSE)
    assert found.before == {"value": "CC-BY-4.0", "status": "identified", "confidence": "high", "commercial": "yes"}
    assert found.after == found.before | {"commercial": "no"}
    assert (found.rule_before, found.rule_after, found.lowered, found.stricter) == ("license-id", "license-id", (), True)
    [back] = differing(LICENSE, SHIPPED)
    assert (back.lowered, back.stricter) == ((FourEyesCause.LICENSE_WIDENED,), False)


def test_a_name_of_a_licence_changes_the_reason_alone() -> None:
    [found] = differing(SHIPPED, SPELLING)
    assert (found.aspect, found.before, found.lowered, found.stricter) == (Aspect.LICENSE, found.after, (), False)


def test_a_law_that_is_a_draft_now_changes_the_reason_alone() -> None:
    [found] = differing(SHIPPED, LAW)
    assert (found.aspect, found.before) == (Aspect.JURISDICTION, found.after)
    assert (found.rule_before, found.rule_after) == ("jurisdiction-law", "jurisdiction-law")


def test_a_law_that_governs_no_longer_is_told() -> None:
    [found] = differing(SHIPPED, changed("jurisdictions", lambda data: data["jurisdictions"]["KG"]["law"].pop()))
    assert found.before["value"] == found.after["value"]
    assert set(found.after["governing_law"]) < set(found.before["governing_law"])


def test_beside_a_decision_only_what_serai_concludes_differs() -> None:
    [found] = differing(WORD, SHIPPED, Curation(privacy_class=CLASSED))
    assert (found.decided, found.before["value"], found.after["value"]) == (True, "special", "unknown")
    assert (found.lowered, found.stricter) == ((), False)  # the class is open, before and after
    assert (found.rule_before, found.rule_after) == ("privacy-zorbal", "privacy-undecided")


def test_a_licence_that_was_decided_may_permit_more_by_other_terms() -> None:
    [found] = differing(LICENSE, SHIPPED, Curation(license=LICENSED))
    assert found.decided
    assert (found.before["commercial"], found.after["commercial"]) == ("no", "yes")
    assert found.lowered == (FourEyesCause.LICENSE_WIDENED,)


@pytest.mark.parametrize("other", [WORD, LICENSE, LAW, SPELLING])
def test_equal_differences_have_one_key_and_others_have_others(other: Rules) -> None:
    [found] = differing(SHIPPED, other)
    turned = found.model_copy(update={"before": dict(reversed(found.before.items()))})
    assert turned.key == found.key
    assert differing(other, SHIPPED)[0].key != found.key or found.before == found.after
