"""What a dataset was made from: its parts in an answer, and the words about them. README.md, sentences 19 to 22."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from schemas.lineage import Ancestor, Lineage
from schemas.record import CatalogRecord
from schemas.usage import AncestorVerdict, Ground, UsageEffect, UsageRequest

from .evaluate import Evaluation, evaluate
from .facts import Facts, check_request, facts_of
from .rules import Said, TransferRules
from .verdict import deciding


@dataclass(frozen=True, slots=True)
class Part:
    """A dataset that an answer is about: the one that is asked for (without `ancestor`), or one that it was made from."""

    record: CatalogRecord
    facts: Facts
    evaluation: Evaluation
    ancestor: Ancestor | None = None


def of_ancestor(request: UsageRequest, rules: TransferRules) -> UsageRequest:
    """The question about an ancestor: what is stated of the dataset does not speak for it, and to publish is to adapt it."""
    return request.model_copy(update={"purpose": rules.of_ancestor(request.purpose), "subclass": (), "denied_subclass": ()})


def parts_of(record: CatalogRecord, lineage: Lineage, request: UsageRequest, rules: TransferRules, day: date) -> tuple[Part, ...]:
    """The dataset first, then its ancestors. Raises `InvalidUsage`."""
    check_request(request, rules)
    asked = of_ancestor(request, rules)
    chain = ((record, None), *((each.record, each) for each in lineage.ancestors))
    found = []
    for (each, ancestor), grounds in zip(chain, lineage.grounds(record), strict=True):
        facts = facts_of(grounds, asked if ancestor else request, rules)
        found.append(Part(each, facts, evaluate(facts, rules, day), ancestor))
    return tuple(found)


def ancestors(parts: Sequence[Part], rules: TransferRules) -> Iterator[AncestorVerdict]:
    """What is said of each ancestor, the nearest first; and of what is not in this catalogue."""
    for part in parts:
        before = (*part.ancestor.path, part.record.id) if part.ancestor else ()
        if part.ancestor:
            yield _seen(part, part.ancestor)
        for said in part.facts.unseen:
            yield _unseen(said, before, rules)


def _seen(part: Part, ancestor: Ancestor) -> AncestorVerdict:
    found = part.evaluation
    verdict = AncestorVerdict(
        record=part.record.id,
        title=part.record.dataset.title,
        said=ancestor.said,
        path=ancestor.path,
        decided=ancestor.decided,
        effect=found.effect,
        would_be=found.behind if found.behind is not found.effect else None,
        decided_by=deciding(found),
        rule=tuple(dict.fromkeys(use.rule.id for use in found.uses if use.shown is found.effect)),
        confidence=found.confidence,
    )
    return _told(verdict)


def _unseen(said: str, path: tuple[UUID, ...], rules: TransferRules) -> AncestorVerdict:
    rule = rules.record[Said.SOURCE_UNSEEN]
    verdict = AncestorVerdict(
        said=said, path=path, effect=rule.effect, decided_by=(rule.ground,), rule=(rule.id,), confidence=rule.confidence
    )
    return _told(verdict)


UNSEEN = "Made from “%(title)s”, which is not in this catalogue."

SENTENCES: Mapping[str, str] = {
    UsageEffect.ALLOWED: "Made from “%(title)s”, which may be used for this purpose.",
    Said.LICENSE_FORBIDS: "Made from “%(title)s”, whose licence does not permit this purpose.",
    Said.LICENSE_UNKNOWN: "Made from “%(title)s”, whose licence is not known.",
    Said.LICENSE_NO_TERMS: "Made from “%(title)s”, whose licence is known by its name alone.",
    Said.LICENSE_SILENT: "Made from “%(title)s”, whose licence does not say whether it permits this purpose.",
    Said.LICENSE_TERMS: "Made from “%(title)s”, whose licence permits this purpose under a condition.",
    Said.LICENSE_UNCERTAIN: "Made from “%(title)s”, whose licence no person has confirmed.",
    Said.ACCESS_EMBARGO: "Made from “%(title)s”, which may not be used yet.",
    Ground.ACCESS: "Made from “%(title)s”, which is given out under conditions.",
    Ground.PRIVACY_CLASS: "Made from “%(title)s”, whose privacy class is not known for sure.",
    Ground.JURISDICTION: "Made from “%(title)s”, of which it is not known for sure which state's body holds it.",
    Ground.SUBCLASS: "Made from “%(title)s”, of which it is not stated whether a law treats its data apart.",
    Ground.TRANSFER: "Made from “%(title)s”, and the law of the state that its data leave decides.",
    Ground.DESTINATION: "Made from “%(title)s”, and the law of the state of use on such data decides.",
    Ground.PURPOSE: "Made from “%(title)s”, and a law on this purpose decides.",
    Ground.DOMESTIC: "Made from “%(title)s”, and the law on use at home decides.",
    Ground.ANCESTOR: "Made from “%(title)s”, which was made from something that is not in this catalogue.",
}
"""What is said of an ancestor, by its effect, or by the rule or the ground that decides its answer."""


def sentence(verdict: AncestorVerdict) -> str:
    """Why an ancestor has its answer: an English sentence with a gap for its title, which pages translate."""
    if verdict.record is None:
        return UNSEEN
    keys = (verdict.effect, *verdict.rule, *verdict.decided_by)
    return next(SENTENCES[key] for key in keys if key in SENTENCES)


def _told(verdict: AncestorVerdict) -> AncestorVerdict:
    title = verdict.title[0].value if verdict.title else verdict.said
    return verdict.model_copy(update={"words": sentence(verdict) % {"title": title}})
