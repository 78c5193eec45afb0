"""Records with a licence of the vocabulary, for tests of combinations."""

from datetime import date
from functools import cache

from registry.policy.assess import assess
from registry.policy.rules import shipped_rules
from schemas.assessment import Confidence, JurisdictionAssessment, LicenseAssessment
from schemas.record import CatalogRecord, Curation, LicenseDecision
from schemas.source import Source
from tests.factories import NOON, dataset, jurisdiction_of, privacy_of, record

RULES = shipped_rules()
DAY = date(2026, 11, 29)
SOURCE = Source.model_validate(
    {"id": "example", "title": {"en": "Example"}, "kind": "ckan", "url": "https://data.example.org/", "jurisdiction": "KZ"}
)


@cache
def concluded(license: str) -> LicenseAssessment:  # noqa: A002  # the house's name
    """What is concluded of the licence that a person has recorded; "weak": with confidence low."""
    weak, id_ = license.startswith("weak "), license.removeprefix("weak ")
    decided = LicenseDecision(value=id_, reason="The ministry says so in its letter.", by="A. Steward", at=NOON)
    curation = Curation() if id_ == "LicenseRef-unknown" else Curation(license=decided)
    found = assess(dataset(), curation, source=SOURCE, rules=RULES, today=DAY).license
    return found.model_copy(update={"confidence": Confidence.LOW}) if weak else found


def licensed(
    license: str,  # noqa: A002  # the house's name
    number: int = 0,
    *,
    privacy_class: str = "open",
    jurisdiction: JurisdictionAssessment | None = None,
    publisher: str = "Ministry of Water",
) -> CatalogRecord:
    kept = record(identifier=f"dataset-{number}", publisher=publisher)
    layers = {
        "license": concluded(license),
        "privacy": privacy_of(privacy_class).model_copy(update={"denied_subclass": tuple(RULES.transfer.subclasses)}),
        "jurisdiction": jurisdiction or jurisdiction_of("KZ"),
    }
    return kept.model_copy(update={"assessment": kept.assessment.model_copy(update=layers)})
