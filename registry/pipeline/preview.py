"""What a proposal does to each of its records: judged, and not stored."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from schemas.lineage import ALONE, Lineage
from schemas.matter import FourEyesCause
from schemas.proposals import MovedGrounds, Outcome, Proposal, ProposedRecord
from schemas.questions import Cause, questions
from schemas.record import DECISIONS, CatalogRecord, Decision

from ..policy.choices import applies, check_decision, check_said
from ..policy.lowering import lowered, origin_removed
from ..services import Services
from ..settings import FourEyes
from ..store.saving import Save
from .curate import NothingDecided, SourceMissing, decided, said, with_decision, with_former, without_decision
from .selecting import selected


class Judged(NamedTuple):
    """A record of a proposal, what to store of it (None: nothing), and why it takes a second person.

    `grounds` are the texts of what answers about its use depend on before and after; None if nothing is stored.
    """

    record: ProposedRecord
    save: Save | None
    why: tuple[FourEyesCause, ...] = ()
    grounds: tuple[str, str] | None = None


def judged(services: Services, proposal: Proposal, *, at: datetime) -> Iterator[list[Judged]]:
    """What a proposal would do at a moment to the records that its selection means now, some at a time.

    Raises `InvalidDecision`, and what `selected` raises.
    """
    act = _Act.of(services, proposal, at=at)
    for records in selected(services, proposal.selection):
        decided_last = {}
        if proposal.undoes is not None:  # asked after the records were read: a later decision makes these stale
            decided_last = services.store.decisions.last_proposals([each.id for each in records], proposal.aspect)
        yield [act.judged(each, decided_last.get(each.id)) for each in records]


def judged_record(services: Services, proposal: Proposal, current: CatalogRecord, *, at: datetime) -> Judged:
    """What a proposal about one record would do. Raises `InvalidDecision`."""
    act = _Act.of(services, proposal, at=at)
    if act.decision is not None:
        check_said(act.decision, current)
    return act.judged(current, None)


def moved_grounds(pairs: Iterable[tuple[str, str] | None]) -> tuple[MovedGrounds, ...]:
    """What answers about records depend on before and after, the most records first."""
    counted = Counter(each for each in pairs if each)
    return tuple(MovedGrounds(before=before, after=after, count=count) for (before, after), count in counted.most_common())


def why_four_eyes(
    mode: FourEyes, before: CatalogRecord, after: CatalogRecord, lineages: tuple[Lineage, Lineage] = (ALONE, ALONE)
) -> tuple[FourEyesCause, ...]:
    """Why a change takes a second person, where the operator wants that (`SERAI_FOUR_EYES`); empty if it takes none.

    `lineages` are those before and after, where they may differ.
    """
    if mode == "off":
        return ()
    every = (FourEyesCause.EVERY_DECISION,) if mode == "all" else ()
    removed = (FourEyesCause.ORIGIN_REMOVED,) if origin_removed(before.id, *lineages) else ()
    return every + lowered(before.assessment, after.assessment) + removed


def decision_of(proposal: Proposal, *, at: datetime) -> Decision | None:
    """The decision of a proposal, by the person who made it. None: decisions are taken back, or restored."""
    if proposal.decision is None:
        return None
    about = {"reason": proposal.reason, "by": proposal.by.name, "at": at}
    return DECISIONS[proposal.aspect].model_validate(proposal.decision | about)


@dataclass(frozen=True)
class _Act:
    """What a proposal does. `formers` are the decisions before the proposal that it undoes, by record."""

    services: Services
    proposal: Proposal
    decision: Decision | None
    formers: dict[UUID, Decision | None]
    at: datetime

    @classmethod
    def of(cls, services: Services, proposal: Proposal, *, at: datetime) -> "_Act":
        decision = decision_of(proposal, at=at)
        if decision is not None:
            check_decision(decision, services.rules)
        formers = _formers(services, proposal) if proposal.undoes is not None else {}
        return cls(services, proposal, decision, formers, at)

    def judged(self, current: CatalogRecord, last: int | None) -> Judged:
        """The record, judged. `last` is the proposal with which the last decision about it was recorded."""
        outcome, save = self._outcome(current, last)
        aspect = self.proposal.aspect
        before, former = said(current, aspect), getattr(current.curation, aspect.value)
        record = ProposedRecord(
            record=current.id,
            version=current.version,
            outcome=outcome,
            before=before,
            after=said(save.record, aspect) if save else before,
            former=former.model_dump(mode="json", exclude_none=True) if former else None,
        )
        if save is None:
            return Judged(record, None)
        lineages = self.services.store.derivations.before_and_after(current, save.record)
        why = why_four_eyes(self.services.settings.four_eyes, current, save.record, lineages)
        grounds = (lineages[0].written(current), lineages[1].written(save.record))
        return Judged(record, replace(save, details=save.details | self._named()), why, grounds)

    def _outcome(self, current: CatalogRecord, last: int | None) -> tuple[Outcome, Save | None]:
        if self.proposal.undoes is not None and last != self.proposal.undoes:
            return Outcome.DECIDED_SINCE, None
        former = getattr(current.curation, self.proposal.aspect.value)
        if self.decision is not None and not applies(self.decision, current):
            return Outcome.UNCHANGED, None
        if self.decision is not None and decided(former) == decided(self.decision) and not self._in_question(current):
            return Outcome.UNCHANGED, None
        try:
            return Outcome.CHANGED, self._save(current)
        except NothingDecided:
            return Outcome.UNCHANGED, None
        except SourceMissing:
            return Outcome.UNDECLARED, None

    def _in_question(self, current: CatalogRecord) -> bool:
        """Whether Serai concludes something else than beside the decision in force: then the same one is recorded anew."""
        return any((each.aspect, each.cause) == (self.proposal.aspect, Cause.CHANGED) for each in questions(current))

    def _save(self, current: CatalogRecord) -> Save:
        services, aspect, reason = self.services, self.proposal.aspect, self.proposal.reason
        if self.proposal.undoes is not None:
            return with_former(services, current, aspect, self.formers[current.id], reason=reason, at=self.at)
        if self.decision is None:
            return without_decision(services, current, aspect, reason=reason, at=self.at)
        return with_decision(services, current, self.decision)

    def _named(self) -> dict[str, object]:
        """What an entry of the trail says of the proposal: its number, how many records it changes, and what it undoes."""
        named: dict[str, object] = {"proposal": self.proposal.id, "records": self.proposal.changed}
        return named if self.proposal.undoes is None else named | {"undoes": self.proposal.undoes}


def _formers(services: Services, proposal: Proposal) -> dict[UUID, Decision | None]:
    kind = DECISIONS[proposal.aspect]
    members = services.store.proposals.all_records(proposal.undoes or 0)
    return {each.record: kind.model_validate(each.former) if each.former else None for each in members}
