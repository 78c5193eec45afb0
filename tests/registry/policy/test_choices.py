import pytest

from registry.policy.choices import (
    InvalidDecision,
    check_decision,
    jurisdiction_choices,
    license_choices,
    privacy_choices,
    subclass_choices,
)
from registry.policy.rules import shipped_rules
from schemas.assessment import PrivacyClass
from schemas.record import CuratedJurisdiction, JurisdictionDecision, LicenseDecision, PrivacyDecision
from tests.factories import NOON

RULES = shipped_rules()
SAID = {"reason": "seen", "by": "A. Steward", "at": NOON}


def test_the_choices_have_words_for_people() -> None:
    assert license_choices(RULES)["ODbL-1.0"] == "Open Data Commons Open Database License 1.0"
    assert jurisdiction_choices(RULES)["KG"] == "Kyrgyzstan"
    assert list(privacy_choices(RULES)) == list(PrivacyClass)
    assert "human_genetic" in subclass_choices(RULES)
    assert "no_open_licence" not in subclass_choices(RULES)


@pytest.mark.parametrize(
    "decision",
    [
        LicenseDecision(value="CC-BY-4.0", **SAID),
        LicenseDecision(value="LicenseRef-unknown", **SAID),
        JurisdictionDecision(value=CuratedJurisdiction(holder_state="HK"), **SAID),
        JurisdictionDecision(value=CuratedJurisdiction(data_subject_state=()), **SAID),
        PrivacyDecision(value=PrivacyClass.SPECIAL, subclass=("biometric",), **SAID),
    ],
)
def test_good_decisions_pass(decision: LicenseDecision | JurisdictionDecision | PrivacyDecision) -> None:
    check_decision(decision, RULES)


@pytest.mark.parametrize(
    ("decision", "choice"),
    [
        (LicenseDecision(value="CC-BY", **SAID), "CC-BY-4.0"),
        (LicenseDecision(value="", **SAID), "CC-BY-4.0"),
        (JurisdictionDecision(value=CuratedJurisdiction(holder_state="kg"), **SAID), "KG"),
        (JurisdictionDecision(value=CuratedJurisdiction(storage_state=("KG", "US")), **SAID), "KG"),
        (JurisdictionDecision(value=CuratedJurisdiction(), **SAID), "KG"),
        (PrivacyDecision(value=PrivacyClass.OPEN, subclass=("secret",), **SAID), "important_data"),
        (PrivacyDecision(value=PrivacyClass.OPEN, subclass=("no_open_licence",), **SAID), "important_data"),
    ],
)
def test_bad_decisions_are_refused_with_the_choices(
    decision: LicenseDecision | JurisdictionDecision | PrivacyDecision, choice: str
) -> None:
    with pytest.raises(InvalidDecision) as refused:
        check_decision(decision, RULES)
    assert refused.value.message
    assert choice in refused.value.choices
