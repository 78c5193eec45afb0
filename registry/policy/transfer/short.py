"""The decision in short, from what the index has of a record: for lists, where only the effect and what decides it are told."""

from collections.abc import Sequence
from datetime import date

from schemas.grounds import Grounds
from schemas.usage import ShortVerdict, UsageReason, UsageRequest, UsageVerdict

from ..findings import lowest
from .ancestors import of_ancestor
from .evaluate import evaluate, shown, strictest
from .facts import check_request, facts_of
from .rules import TransferRules
from .verdict import reasons


def decide_shortly(several: Sequence[Grounds], request: UsageRequest, rules: TransferRules, day: date) -> ShortVerdict:
    """The verdict on a dataset, the first, and on what it was made from: the strictest one. The effect is that of `decide`.

    Raises `InvalidUsage`, as `decide` does, and `ValueError` if there are no grounds.
    """
    own, *others = several
    check_request(request, rules)
    asked = of_ancestor(request, rules)
    facts = [facts_of(own, request, rules), *(facts_of(grounds, asked, rules) for grounds in others)]
    found = [evaluate(each, rules, day) for each in facts]
    effect, behind = strictest(each.effect for each in found), strictest(each.behind for each in found)
    deciding = [
        reason
        for each, evaluation in zip(facts, found, strict=True)
        if evaluation.effect is effect
        for reason in reasons(evaluation, each, rules)
    ]
    return ShortVerdict(
        effect=effect,
        would_be=behind if behind is not effect else None,
        decided_by=tuple(dict.fromkeys(reason.ground for reason in deciding)),
        confidence=lowest(*(each.confidence for each in found)),
        reason=_each_once(deciding),
    )


def shortened(verdict: UsageVerdict) -> ShortVerdict:
    """A whole verdict in short. It does not tell what each reason is about and asks for, so that is left out."""
    deciding = [rule for rule in verdict.rule if shown(rule.effect, rule.confidence) is verdict.effect]
    return ShortVerdict(
        effect=verdict.effect,
        would_be=verdict.would_be,
        decided_by=verdict.decided_by,
        confidence=verdict.confidence,
        reason=tuple(
            UsageReason(
                rule=rule.id,
                ground=rule.ground,
                state=rule.state,
                citation=rule.citation,
                uncertain=rule.effect is not verdict.effect,
            )
            for rule in deciding
        ),
    )


def _each_once(reasons: Sequence[UsageReason]) -> tuple[UsageReason, ...]:
    """Each rule once, with everything that it is about and that is missing."""
    found: dict[str, UsageReason] = {}
    for reason in reasons:
        before = found.get(reason.rule, reason)
        about = dict.fromkeys((*before.about, *reason.about))
        missing = {question.code: question for question in (*before.missing, *reason.missing)}
        told = {"about": tuple(about), "missing": tuple(missing.values())}
        found[reason.rule] = reason.model_copy(update=told)
    return tuple(found.values())
