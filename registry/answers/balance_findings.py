"""What is thin or missing in the figures of a search, by the rules of `balance.yml`; and the sentences that say it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from search.params import render
from search.query import Query

from ..services import Services
from . import links
from .balance import NOT_KNOWN, balance, listed, members, share
from .balance_rules import BalanceRule, BalanceRules, RuleKind, balance_rules
from .balance_words import English
from .shapes.balance import Balance, BalanceAnswer, BalanceFinding, BalanceState, BalanceValue, Conditions


class Names(Protocol):
    """How figures and codes are written in a language."""

    def gettext(self, message: str, **gaps: object) -> str: ...

    def state(self, code: str) -> str: ...

    def value(self, field: str, code: str) -> str: ...

    def number(self, value: float) -> str: ...

    def percent(self, value: float) -> str: ...


@dataclass(frozen=True)
class _Seen:
    """What a rule has seen: so many datasets of so many, and the filters that find them within the state."""

    count: int
    total: int
    conditions: Conditions
    value: str = ""
    over: float | None = None
    even: float | None = None
    act: str = ""


Look = Callable[[BalanceRule, BalanceRules, Balance, BalanceState], Iterator[_Seen]]


def balance_answer(services: Services, query: Query) -> BalanceAnswer:
    """The figures of all that a query finds, and what the rules find in them. Raises as `ask` does."""
    found, rules, asked = balance(services, query), balance_rules(), render(listed(query, {}))
    conditions = [pair for pair in asked if pair[0] != "sort"]
    return BalanceAnswer(
        **dict(found),
        rules=rules.version,
        findings=findings(found, query, rules, English(services.sources)),
        csv=links.coverage_csv(conditions),
        statement=links.coverage_statement(conditions),
    )


def findings(found: Balance, query: Query, rules: BalanceRules, english: English) -> tuple[BalanceFinding, ...]:
    """What the rules find in the states that are members, by rule and state. Sentences are English."""
    return tuple(_findings(found, query, rules, english))


def sentence(rule: BalanceRule, finding: BalanceFinding, names: Names) -> str:
    """What a finding says, in a language."""
    gaps = {
        "state": names.state(finding.state),
        "value": names.value(finding.dimension, finding.value) if finding.value else "",
        "count": names.number(finding.count),
        "total": names.number(finding.total),
        "share": names.percent(finding.share),
        "over": names.percent(finding.over or 0),
        "even": names.number(finding.even or 0),
        "years": names.number(finding.years or 0),
    }
    return names.gettext(rule.words, **{name: gap for name, gap in gaps.items() if f"%({name})s" in rule.words})


def _findings(found: Balance, query: Query, rules: BalanceRules, english: English) -> Iterator[BalanceFinding]:
    for rule in rules.rules:
        for state in found.states:
            for seen in LOOKS[rule.kind](rule, rules, found, state) if state.state in members() else ():
                conditions = state.conditions | seen.conditions
                told = BalanceFinding(
                    code=rule.code,
                    state=state.state,
                    dimension=rule.dimension,
                    value=seen.value,
                    count=seen.count,
                    total=seen.total,
                    share=share(seen.count, seen.total),
                    over=seen.over,
                    even=seen.even,
                    years=rule.years,
                    words="",
                    reason=rule.reason,
                    citation=rule.citation,
                    act=seen.act,
                    conditions=conditions,
                    link=links.search(render(listed(query, conditions))),
                )
                yield told.model_copy(update={"words": sentence(rule, told, english)})


def _absent(_: BalanceRule, _rules: BalanceRules, _found: Balance, state: BalanceState) -> Iterator[_Seen]:
    if not state.count:
        yield _Seen(0, 0, {})


def _thin(rule: BalanceRule, _: BalanceRules, found: Balance, state: BalanceState) -> Iterator[_Seen]:
    counts = [each.count for each in found.states if each.state in members()]
    even = sum(counts) / len(counts)
    if sum(counts) >= max(rule.least, 1) and 0 < state.count < (rule.part or 0) * even:
        yield _Seen(state.count, sum(counts), {}, even=round(even))


def _scarce(rule: BalanceRule, _: BalanceRules, found: Balance, state: BalanceState) -> Iterator[_Seen]:
    """Values that are rare here, and not in the rest of the search."""
    rest = found.total - state.count
    for row in _rows(rule, found, state):
        here, over = row.states[state.state], share(row.count - row.states[state.state], rest)
        if row.value not in NOT_KNOWN and here / state.count < (rule.below or 0) and over >= (rule.over_all or 1):
            yield _Seen(here, state.count, row.conditions, row.value, over=over)


def _official(rule: BalanceRule, rules: BalanceRules, found: Balance, state: BalanceState) -> Iterator[_Seen]:
    official = rules.official.get(state.state)
    if not official or state.count < max(rule.least, 1) or rule.dimension in found.filtered:
        return
    counts = {row.value: row.states[state.state] for row in found.dimension(rule.dimension).values}
    for language in official.languages:
        if counts.get(language, 0) / state.count < (rule.below or 0):
            conditions: Conditions = {rule.dimension: (language,)}
            yield _Seen(counts.get(language, 0), state.count, conditions, language, act=official.citation)


def _values(rule: BalanceRule, _: BalanceRules, found: Balance, state: BalanceState) -> Iterator[_Seen]:
    rows = [row for row in _rows(rule, found, state) if row.value in rule.values]
    yield from _many(rule, state, rows)


def _older(rule: BalanceRule, _: BalanceRules, found: Balance, state: BalanceState) -> Iterator[_Seen]:
    last = found.day.year - (rule.years or 0)
    rows = [row for row in _rows(rule, found, state) if row.value.isdecimal() and int(row.value) < last]
    yield from _many(rule, state, rows)


def _many(rule: BalanceRule, state: BalanceState, rows: list[BalanceValue]) -> Iterator[_Seen]:
    """Values of which a dataset has one, if enough have any of them."""
    here = [row for row in rows if row.states[state.state]]
    count = sum(row.states[state.state] for row in here)
    if here and count / state.count >= (rule.share or 1):
        yield _Seen(count, state.count, _any(here))


def _one(rule: BalanceRule, _: BalanceRules, found: Balance, state: BalanceState) -> Iterator[_Seen]:
    for row in _rows(rule, found, state):
        if row.states[state.state] / state.count > (rule.share or 1):
            yield _Seen(row.states[state.state], state.count, row.conditions, row.value)


def _rows(rule: BalanceRule, found: Balance, state: BalanceState) -> tuple[BalanceValue, ...]:
    """The values of the rule's field; none if the state has too few datasets, or the search has chosen among the values."""
    if state.count < max(rule.least, 1) or rule.dimension in found.filtered:
        return ()
    return found.dimension(rule.dimension).values


def _any(rows: list[BalanceValue]) -> Conditions:
    """The filters that find the datasets with any of some values of one field."""
    fields = {field for row in rows for field in row.conditions}
    return {field: tuple(value for row in rows for value in row.conditions.get(field, ())) for field in fields}


LOOKS: Mapping[RuleKind, Look] = {
    RuleKind.ABSENT: _absent,
    RuleKind.THIN: _thin,
    RuleKind.SCARCE: _scarce,
    RuleKind.OFFICIAL: _official,
    RuleKind.VALUES: _values,
    RuleKind.OLDER: _older,
    RuleKind.ONE: _one,
}
"""How each kind of rule looks at a state."""
