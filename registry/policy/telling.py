"""Findings in words: the sentence of a finding, in English or in the language of a page."""

from collections.abc import Callable

from schemas.assessment import Finding

from .reasons import MORE, REASONS, SENTENCES
from .rules import Rules

STATE, LICENSE = "name", "title"
"""The values of a finding that are a state, by its code, and a licence, by its English title."""


def told(finding: Finding, rules: Rules) -> Finding:
    """The finding with its sentence in English."""
    return finding.model_copy(update={"reason": sentence(finding, rules)})


def sentence(
    finding: Finding,
    rules: Rules,
    *,
    gettext: Callable[[str], str] = str,
    state: Callable[[str], str] | None = None,
) -> str:
    """The sentence of a finding. `gettext` translates a message, `state` names a state by its code; without them, English.

    A finding of a rule that is not there any more has its own sentence, if it was stored with one, else the id of its rule.
    """
    pattern = _pattern(finding, rules, gettext)
    if pattern is None:
        return finding.reason or finding.rule
    values = dict(finding.values)
    if STATE in values:
        values[STATE] = state(values[STATE]) if state else _english(values[STATE], rules)
    if LICENSE in values:
        values[LICENSE] = gettext(values[LICENSE])
    try:
        said = pattern.format_map(values)
    except KeyError:
        return finding.reason or finding.rule
    return f"{said} {gettext(values[MORE])}" if MORE in values else said


def rule_key(finding: Finding, rules: Rules) -> str | None:
    """The key under which the rule of a finding is explained: one of `REASONS`, or the id of a rule for words; None if there is
    no such rule any more.
    """
    known = f"{finding.rule}/{finding.case}" if finding.case else finding.rule
    if known in REASONS:
        return known
    return finding.rule if rules.privacy.find(finding.rule) else None


def _pattern(finding: Finding, rules: Rules, gettext: Callable[[str], str]) -> str | None:
    """The sentence with its gaps, or None if nobody knows the rule."""
    reason = REASONS.get(rule_key(finding, rules) or "")
    if reason:
        return gettext(reason.sentence)
    rule = rules.privacy.find(finding.rule)
    if rule is None or rule.role not in SENTENCES:
        return None
    meaning = rule.by_state.get(finding.case or "")
    return _escaped(gettext(meaning.reason) if meaning else gettext(SENTENCES[rule.role]).format(about=gettext(rule.about)))


def _escaped(said: str) -> str:
    return said.replace("{", "{{").replace("}", "}}")


def _english(code: str, rules: Rules) -> str:
    known = rules.jurisdictions.get(code)
    return known.name if known else code
