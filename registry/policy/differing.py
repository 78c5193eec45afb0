"""How the conclusions about one dataset differ under two sets of rules: from what to what, by which rules, looser or stricter."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from schemas.assessment import AssertedBy, Assessment, Finding
from schemas.matter import FourEyesCause
from schemas.reassessment import Difference
from schemas.record import CONCLUDED, Aspect

from .concluded import own
from .lowering import lowered, stricter


def differences(before: Assessment, after: Assessment) -> tuple[Difference, ...]:
    """The aspects in which two assessments differ, in their conclusion or its reasons. Pure.

    By which rules and on which day they were made is no difference.
    """
    return tuple(_differences(before, after))


def _differences(before: Assessment, after: Assessment) -> Iterator[Difference]:
    causes = lowered(before, after)
    for aspect in CONCLUDED:
        then, now = (_own(each, aspect) for each in (before, after))
        layer = _LAYERS[aspect]
        if then == now and getattr(before, layer) == getattr(after, layer):
            continue
        further = _further(before, after, aspect)
        then |= {name: pair[0] for name, pair in further.items()}
        now |= {name: pair[1] for name, pair in further.items()}
        reasons = [_reasons(each, aspect) for each in (before, after)]
        if then == now:  # then what counts is the reason that is gone, and the one that came
            gone, came = ([each for each in some if each not in others] for some, others in (reasons, reversed(reasons)))
            reasons = [gone or reasons[0], came or reasons[1]]
        yield Difference(
            aspect=aspect,
            decided=aspect.value in after.without_decision,
            before=then,
            after=now,
            rule_before=_rule(reasons[0], then),
            rule_after=_rule(reasons[1], now),
            lowered=tuple(cause for cause in causes if cause in _CAUSES[aspect]),
            stricter=stricter(before, after, aspect),
        )


_LAYERS = {Aspect.LICENSE: "license", Aspect.JURISDICTION: "jurisdiction", Aspect.PRIVACY_CLASS: "privacy"}
"""The field of an assessment that has the conclusion about an aspect."""

_CAUSES: Mapping[Aspect, tuple[FourEyesCause, ...]] = {
    Aspect.LICENSE: (FourEyesCause.LICENSE_WIDENED,),
    Aspect.JURISDICTION: (),
    Aspect.PRIVACY_CLASS: (FourEyesCause.CLASS_LOWERED, FourEyesCause.SUBCLASS_REMOVED),
}
"""What can be lowered in an aspect."""

_FURTHER: Mapping[Aspect, tuple[str, ...]] = {
    Aspect.LICENSE: ("candidate", "commercial", "derivatives", "attribution", "share_alike", "ai_training"),
    Aspect.JURISDICTION: ("governing_law",),
    Aspect.PRIVACY_CLASS: (),
}
"""What belongs to a conclusion too, and is told only where it differs."""


def _own(assessment: Assessment, aspect: Aspect) -> dict[str, Any]:
    """What Serai concludes without a person, whatever the rules are called."""
    return {name: said for name, said in own(assessment, aspect).items() if name != "rules"}


def _further(before: Assessment, after: Assessment, aspect: Aspect) -> dict[str, tuple[Any, Any]]:
    layer = _LAYERS[aspect]
    pairs = {name: (_told(getattr(before, layer), name), _told(getattr(after, layer), name)) for name in _FURTHER[aspect]}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _told(layer: Any, name: str) -> Any:
    """A field as JSON has it; of a permission the effect, without the words of its condition."""
    value = getattr(layer, name)
    return list(value) if isinstance(value, tuple) else value.effect.value


def _reasons(assessment: Assessment, aspect: Aspect) -> list[Finding]:
    """The reasons of a conclusion, without those that a person gave."""
    found: tuple[Finding, ...] = getattr(assessment, _LAYERS[aspect]).finding
    return [each for each in found if each.asserted_by is not AssertedBy.PERSON]


def _rule(reasons: Sequence[Finding], concluded: Mapping[str, Any]) -> str | None:
    """The rule that gives what is concluded: of the first reason that says so, else of the first one. None without a reason."""
    value = concluded.get("value")
    said = value.get("holder_state") if isinstance(value, Mapping) else value
    saying = [each for each in reasons if each.verdict == said]
    first = next(iter([*saying, *reasons]), None)
    return first.rule if first else None
