"""The cases a lawyer can read, in `cases/*.yml`."""

from typing import Any

import pytest

from registry.policy.assess import assess
from registry.policy.rules import Rules, shipped_rules
from schemas.assessment import Permission
from schemas.licenses import UNKNOWN_LICENSE
from tests.factories import TODAY

from .case_files import Case, cases, curation_of, dataset_of, findings_of, source_of

CASES = cases()


@pytest.fixture(scope="module")
def rules() -> Rules:
    return shipped_rules()


def test_every_case_has_a_name_of_its_own() -> None:
    names = [case.case for case in CASES]
    assert len(names) == len(set(names))


def test_codes_of_portals_name_licences(rules: Rules) -> None:
    for codes in filter(None, (source_of(case).license_codes for case in CASES)):
        assert {*codes.code.values(), codes.otherwise or UNKNOWN_LICENSE} <= set(rules.licenses.by_id)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.case)
def test_case(case: Case, rules: Rules) -> None:
    expect = dict(case.expect)
    assessment = assess(dataset_of(case), curation_of(case), source=source_of(case), rules=rules, today=TODAY)
    for part in ("license", "jurisdiction", "privacy"):
        concluded = getattr(assessment, part)
        expected = expect.pop(part, {})
        assert {name: plain(getattr(concluded, name)) for name in expected} == expected
    if "raw" in expect:
        assert list(assessment.license.raw) == expect.pop("raw")
    if "candidates" in expect:
        assert list(assessment.license.candidate) == expect.pop("candidates")
    if "subclass" in expect:
        assert list(assessment.privacy.subclass) == expect.pop("subclass")
    if "law" in expect:
        assert list(assessment.jurisdiction.governing_law) == expect.pop("law")
    assert set(expect.pop("rules", ())) <= {finding.rule for finding in findings_of(assessment)}
    assert not expect, "keys that no test reads"


def plain(value: Any) -> Any:
    if isinstance(value, Permission):
        return str(value.effect)
    return list(value) if isinstance(value, tuple) else value
