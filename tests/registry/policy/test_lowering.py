"""What protects less than before, and what does not."""

import pytest

from registry.policy.assess import assess
from registry.policy.lowering import lowered
from registry.policy.rules import shipped_rules
from schemas.assessment import Assessment, LicenseStatus, PrivacyClass
from schemas.matter import FourEyesCause
from schemas.record import Curation, LicenseDecision
from schemas.source import Source
from tests.factories import NOON, assessment, dataset

SOURCE = Source.model_validate(
    {
        "id": "kg_example",
        "title": {"en": "Example"},
        "kind": "ckan",
        "url": "https://data.example.kg",
        "jurisdiction": "KG",
        "language": ["ru"],
    }
)

ORDER = [each for each in PrivacyClass if each is not PrivacyClass.UNKNOWN]


def classed(value: str, *subclass: str) -> Assessment:
    made = assessment(privacy_class=value)
    return made.model_copy(update={"privacy": made.privacy.model_copy(update={"subclass": subclass})})


@pytest.mark.parametrize("before", PrivacyClass)
@pytest.mark.parametrize("after", PrivacyClass)
def test_a_class_is_lowered_if_it_protects_less_and_unknown_counts_as_personal(before: PrivacyClass, after: PrivacyClass) -> None:
    place = {each: ORDER.index(each) for each in ORDER} | {PrivacyClass.UNKNOWN: ORDER.index(PrivacyClass.PERSONAL)}
    expected = (FourEyesCause.CLASS_LOWERED,) if place[after] < place[before] else ()
    assert lowered(classed(before), classed(after)) == expected


@pytest.mark.parametrize(
    ("before", "after", "is_lowered"),
    [
        (("biometric",), (), True),
        (("biometric",), ("health",), True),
        (("biometric",), ("biometric", "health"), False),
        ((), ("health",), False),
    ],
)
def test_a_subclass_that_is_gone_lowers(before: tuple[str, ...], after: tuple[str, ...], *, is_lowered: bool) -> None:
    found = lowered(classed("special", *before), classed("special", *after))
    assert found == ((FourEyesCause.SUBCLASS_REMOVED,) if is_lowered else ())


@pytest.mark.parametrize(
    ("before", "after", "widened"),
    [
        (None, "CC-BY-4.0", False),
        (None, "CC-BY-NC-ND-4.0", False),
        ("CC-BY-4.0", None, False),
        ("CC-BY-4.0", "CC0-1.0", True),
        ("CC0-1.0", "CC-BY-4.0", False),
        ("CC-BY-SA-4.0", "CC-BY-4.0", True),
        ("CC-BY-4.0", "CC-BY-SA-4.0", False),
        ("CC-BY-NC-4.0", "CC-BY-4.0", True),
        ("CC-BY-ND-4.0", "CC-BY-4.0", True),
        ("CC-BY-SA-4.0", "CC-BY-ND-4.0", False),
        ("CC-BY-4.0", "CC-BY-4.0", False),
    ],
)
def test_a_licence_that_permits_more_is_wider(before: str | None, after: str | None, *, widened: bool) -> None:
    found = lowered(licensed(before), licensed(after))
    assert found == ((FourEyesCause.LICENSE_WIDENED,) if widened else ())


@pytest.mark.parametrize(("status", "widened"), [("ambiguous", False), ("unknown", False), ("conflict", True)])
def test_words_that_contradict_each_other_can_be_widened(status: str, *, widened: bool) -> None:
    """To choose one of two is to permit more than the other; to find out what nobody understood is not."""
    stated = licensed(None)
    before = stated.model_copy(update={"license": stated.license.model_copy(update={"status": LicenseStatus(status)})})
    assert bool(lowered(before, licensed("CC-BY-4.0"))) == widened


def licensed(value: str | None) -> Assessment:
    """What is concluded where a person decided for a licence; None: where nothing is stated."""
    decision = LicenseDecision(value=value, reason="as stated", by="Aizada", at=NOON) if value else None
    found = assess(dataset(), Curation(license=decision), source=SOURCE, rules=shipped_rules(), today=NOON.date())
    return found.model_copy(update={"privacy": classed("open").privacy})
