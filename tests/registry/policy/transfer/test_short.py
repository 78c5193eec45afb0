"""The decision in short, on a dataset and on what it was made from: the strictest one, and why."""

from hypothesis import given
from hypothesis import strategies as st

from registry.policy.transfer.decide import decide
from registry.policy.transfer.rules import RESTRICTION
from registry.policy.transfer.short import decide_shortly
from schemas.grounds import grounds_of, read_grounds, written

from .program import shipped_rules
from .test_usage_properties import cases
from .usage_cases import Case, record_of, request_of

RULES = shipped_rules().transfer


@given(st.lists(cases, min_size=1, max_size=3))
def test_of_several_the_strictest_decides(several: list[Case]) -> None:
    request, day = request_of(several[0]), several[0].day
    records = [record_of(case, RULES) for case in several]
    whole = [decide(record, request, RULES, day, changes=False) for record in records]
    short = decide_shortly(read_grounds(written(map(grounds_of, records))), request, RULES, day)
    assert short.effect is max((each.effect for each in whole), key=RESTRICTION.index)
    behind = max((each.would_be or each.effect for each in whole), key=RESTRICTION.index)
    assert (short.would_be or short.effect) is behind
    deciding = [each for each in whole if each.effect is short.effect]
    assert set(short.decided_by) == {ground for each in deciding for ground in each.decided_by}
    assert {reason.rule for reason in short.reason} <= {rule.id for each in deciding for rule in each.rule}
    assert len({reason.rule for reason in short.reason}) == len(short.reason) > 0
    assert {each.code for reason in short.reason for each in reason.missing} <= {
        each.code for verdict in whole for each in verdict.missing
    }
