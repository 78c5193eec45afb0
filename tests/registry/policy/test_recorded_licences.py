"""Recorded portals, read by their shipped declarations: what their records state of their licence, or the portal or the law."""

import pytest

from registry.policy.license import assess_license
from registry.policy.rules import shipped_rules
from schemas.assessment import AssertedBy, Confidence, LicenseStatus
from tests.eval.statements import BRAZIL, CRAWLED, GOAL, LISTS, SMALL, figures
from tests.recorded_china import SHIPPED

from .case_files import Case, dataset_of

LARGE = [portal for portal in (*LISTS, *CRAWLED, BRAZIL) if portal not in SMALL]


@pytest.mark.parametrize("portal", SMALL)
def test_nine_in_ten_records_end_with_a_sourced_statement(portal: str) -> None:
    assert figures(portal).sourced >= GOAL


@pytest.mark.proof
@pytest.mark.parametrize("portal", LARGE)
def test_nine_in_ten_records_of_a_large_portal_end_with_a_sourced_statement(portal: str) -> None:
    assert figures(portal).sourced >= GOAL


@pytest.mark.parametrize(
    ("portal", "license_", "confidence"),
    [
        ("kz_data_egov", "LicenseRef-KZ-OD-statement", Confidence.LOW),
        ("uz_data_egov", "LicenseRef-UZ-OD-terms", Confidence.MEDIUM),
        ("in_ogd", "LicenseRef-GODL-India", Confidence.MEDIUM),
    ],
)
def test_the_statement_of_a_portal_counts_for_records_that_state_nothing(
    portal: str, license_: str, confidence: Confidence
) -> None:
    nothing = dataset_of(Case(case="", expect={}))
    assessed = assess_license(nothing, None, source=SHIPPED[portal], rules=shipped_rules())
    assert (assessed.status, assessed.asserted_by) == (LicenseStatus.IDENTIFIED, AssertedBy.PORTAL)
    assert (assessed.id, assessed.confidence) == (license_, confidence)
    assert [evidence.where for finding in assessed.finding for evidence in finding.evidence]
