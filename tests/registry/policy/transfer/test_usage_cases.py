"""The cases a lawyer can read, in `cases/*.yml`."""

from collections import Counter

import pytest

from registry.policy.rules import shipped_rules
from registry.policy.transfer.decide import decide
from schemas.usage import UsageEffect

from .usage_cases import Case, cases, record_of, request_of

CASES = cases()
RULES = shipped_rules().transfer


def test_every_state_has_at_least_eight_cases_and_every_case_a_name_and_a_reason() -> None:
    names = [(case.case, case.holder) for case in CASES]
    assert len(names) == len(set(names))
    assert all(case.why.strip() for case in CASES)
    counts = Counter(case.holder for case in CASES)
    assert {state: counts[state] for state in RULES.members if counts[state] < 8} == {}


def test_the_cases_have_every_effect() -> None:
    assert {case.expect["effect"] for case in CASES} == set(UsageEffect)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.holder}: {case.case}")
def test_case(case: Case) -> None:
    verdict = decide(record_of(case, RULES), request_of(case), RULES, case.day)
    expect = dict(case.expect)
    assert verdict.effect == expect.pop("effect")
    assert {rule.id for rule in verdict.rule} == set(expect.pop("rules"))
    if "would_be" in expect:
        assert verdict.would_be == expect.pop("would_be")
    if "conditions" in expect:
        assert {each.code for each in verdict.condition} == set(expect.pop("conditions"))
    if "met" in expect:
        assert {each.code for each in verdict.condition if each.met} == set(expect.pop("met"))
    if "missing" in expect:
        assert {each.code for each in verdict.missing} == set(expect.pop("missing"))
    if "changes" in expect:
        assert set(expect.pop("changes").items()) <= {(each.fact, each.effect.value) for each in verdict.would_change}
    if "confidence" in expect:
        assert verdict.confidence == expect.pop("confidence")
    if "decided_by" in expect:
        assert {ground.value for ground in verdict.decided_by} == set(expect.pop("decided_by"))
    assert not expect, "keys that no test reads"
