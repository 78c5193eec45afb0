"""Decisions about many records, or about one where a second person has to approve: proposed, confirmed, approved, undone."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from schemas.actor import Actor
from schemas.matter import FourEyesCause, in_order
from schemas.proposals import Outcome, Proposal, ProposalState, ProposedRecord, Selection, Undone, counted
from schemas.record import Aspect, CatalogRecord, Decision

from ..services import Services
from ..store.errors import ProposalSettled
from ..store.saving import Prepared, prepare
from . import curate, matters
from .matters import MatterError, is_approved, is_confirmed
from .preview import judged, judged_record, moved_grounds
from .selecting import normal


class ProposalOutdated(MatterError):
    """The selection means something else now than at the preview, so a new preview is needed."""

    def __init__(self, proposal: int, *, came: int, gone: int, changed: int) -> None:
        super().__init__(
            f"since the preview of proposal {proposal}, {came:,} came, {gone:,} went and {changed:,} changed; make a new proposal"
        )
        self.proposal, self.came, self.gone, self.changed = proposal, came, gone, changed


class NothingToRecord(MatterError):
    """No record would change."""


def propose(
    services: Services, selection: Selection, *, aspect: Aspect, decision: Decision | None, reason: str, by: Actor
) -> Proposal:
    """Preview a decision about the records of a selection; without a decision, theirs are taken back. Only the proposal is kept.

    Raises `InvalidDecision`, `InvalidQuery`, `SelectionTooLarge`, `RecordMissing` and the errors of a search.
    """
    said = curate.decided(decision)
    return _previewed(services, _draft(services, selection, aspect=aspect, decision=said, reason=reason, by=by))


def confirm(services: Services, id: int, *, by: Actor) -> Proposal:
    """Record the decisions of a proposal, or let it wait for a second person. What was confirmed already is answered as it is.

    Raises `ProposalMissing`, `NotTheProposer`, `ProposalSettled`, `ProposalOutdated`, `NothingToRecord` and `StaleRecord`.
    """
    proposal = services.store.proposals.get(id)
    if is_confirmed(proposal, by=by):
        return proposal
    return _carried_out(services, proposal, was=ProposalState.DRAFT, by=by)


def approve(services: Services, id: int, *, by: Actor, reason: str) -> Proposal:
    """Record the decisions of a proposal that waits for a second person. The same person's second call is answered as it is.

    Raises `ProposalMissing`, `SecondPersonNeeded`, `ProposalSettled`, `ProposalOutdated`, `NothingToRecord` and `StaleRecord`.
    """
    proposal = services.store.proposals.get(id)
    if is_approved(services, proposal, by=by):
        return proposal
    return _carried_out(services, proposal, was=ProposalState.WAITING, by=by, reason=reason)


def reject(services: Services, id: int, *, by: Actor, reason: str) -> Proposal:
    """Refuse a proposal that was not applied, or withdraw one's own. The same person's second call is answered as it is.

    Raises `ProposalMissing` and `ProposalSettled`.
    """
    return matters.reject(services, services.store.proposals, id, by=by, reason=reason)


def undo(services: Services, id: int, *, by: Actor, reason: str) -> Undone:
    """Give each record of an applied proposal the decision back that it had, except where somebody has decided since.

    The undoing is a proposal of its own, which is confirmed at once. So it waits for a second person where the change takes one.
    An undoing is undone in the same way. The same person's second call is answered as it is.

    Raises `ProposalMissing`, `ProposalSettled`, `NothingToRecord` and `StaleRecord`.
    """
    proposals = services.store.proposals
    undone = proposals.get(id)
    undoing = next((each for each in proposals.list(undoes=id) if each.state in _AT_WORK), None)
    if undoing is not None and undoing.by == by:
        return Undone(proposal=undone, undo=undoing)
    if undoing is not None or undone.state is not ProposalState.APPLIED:
        raise ProposalSettled(undone, state=f"undone by proposal {undoing.id}" if undoing else None)
    draft = _draft(services, Selection(proposal=id), aspect=undone.aspect, decision=None, reason=reason, by=by)
    kept = _previewed(services, draft.model_copy(update={"undoes": id}), some=True)
    done = confirm(services, kept.id, by=by)
    return Undone(proposal=proposals.get(id), undo=done)


_AT_WORK = {ProposalState.WAITING, ProposalState.APPLIED}
"""The states of an undoing beside which there is no other one of the same proposal."""


def decide(services: Services, record_id: UUID, decision: Decision, *, seen: int | None, by: Actor) -> CatalogRecord | Proposal:
    """Record a decision about one record, or keep it as a proposal that waits, where it takes a second person.

    A person who asks again for what waits already gets the proposal that waits. Raises what `curate` raises, and
    `NothingToRecord`.
    """
    waiting = _waiting(services, record_id, decision.aspect, decision, reason=decision.reason, seen=seen, by=by)
    return waiting or curate.curate(services, record_id, decision, seen=seen)


def take_back(
    services: Services, record_id: UUID, aspect: Aspect, *, reason: str, seen: int | None, by: Actor
) -> CatalogRecord | Proposal:
    """Take a decision about one record back, or keep that as a proposal that waits. Raises what `curate.take_back` raises."""
    waiting = _waiting(services, record_id, aspect, None, reason=reason, seen=seen, by=by)
    return waiting or curate.take_back(services, record_id, aspect, reason=reason, by=by, seen=seen)


def _waiting(
    services: Services, record_id: UUID, aspect: Aspect, decision: Decision | None, *, reason: str, seen: int | None, by: Actor
) -> Proposal | None:
    """The proposal that waits for a second person; None if it takes none."""
    mode = services.settings.four_eyes
    if mode == "off":
        return None
    current = curate.current_record(services, record_id, seen=seen)
    said, selection = curate.decided(decision), Selection(records=(record_id,))
    proposal = _draft(services, selection, aspect=aspect, decision=said, reason=reason, by=by)
    [record, _, why, grounds] = judged_record(services, proposal, current, at=proposal.at)
    if mode == "all" and decision is not None and record.outcome is Outcome.UNCHANGED:
        raise NothingToRecord("the same decision holds already")
    if not why:
        return None
    same = (selection, aspect, said, reason)
    for each in services.store.proposals.list(state=ProposalState.WAITING, by=by, record=record_id):
        if (each.selection, each.aspect, each.decision, each.reason) == same:
            return each
    waits = {"state": ProposalState.WAITING, "confirmed_at": proposal.at, "why_four_eyes": why, **counted([record])}
    return services.store.proposals.keep(proposal.model_copy(update=waits), [record], moved_grounds([grounds]))


def _draft(
    services: Services, selection: Selection, *, aspect: Aspect, decision: dict[str, object] | None, reason: str, by: Actor
) -> Proposal:
    """A proposal about records that are not judged yet. Raises `InvalidQuery`."""
    return Proposal(
        aspect=aspect,
        decision=decision,
        reason=reason,
        selection=normal(selection),
        by=by,
        at=services.clock(),
        **counted(()),
    )


def _previewed(services: Services, draft: Proposal, *, some: bool = False) -> Proposal:
    """Judge the records of a draft and keep it. Raises `NothingToRecord` if it must change `some` and changes none."""
    records: list[ProposedRecord] = []
    grounds: list[tuple[str, str] | None] = []
    why: set[FourEyesCause] = set()
    for batch in judged(services, draft, at=draft.at):
        records += [each.record for each in batch]
        grounds += [each.grounds for each in batch]
        why.update(cause for each in batch for cause in each.why)
    previewed = draft.model_copy(update={"why_four_eyes": in_order(why), **counted(records)})
    if some and not previewed.changed:
        raise NothingToRecord("no record would change")
    return services.store.proposals.keep(previewed, records, moved_grounds(grounds))


def _carried_out(services: Services, proposal: Proposal, *, was: ProposalState, by: Actor, reason: str | None = None) -> Proposal:
    """Record the decisions of a proposal in the state `was`, or let it wait for a second person."""
    if proposal.state is not was:
        raise ProposalSettled(proposal)
    at = services.clock()
    records: list[ProposedRecord] = []
    saves: list[Prepared] = []
    why: set[FourEyesCause] = set()
    approval = {"approved_by": by.name, "approval": reason} if was is ProposalState.WAITING else {}
    for batch in judged(services, proposal, at=at):
        records += [each.record for each in batch]
        why.update(cause for each in batch for cause in each.why)
        changes = [replace(each.save, details=each.save.details | approval) for each in batch if each.save]
        saves.append(prepare(changes, actor=proposal.by, at=at))
    _check_same(services, proposal, records)
    if not proposal.changed:
        raise NothingToRecord(f"proposal {proposal.id} changes no record")
    if why and was is ProposalState.DRAFT:
        turned = {"state": ProposalState.WAITING, "confirmed_at": at, "why_four_eyes": in_order(why)}
        return services.store.proposals.turn(proposal.model_copy(update=turned), was=was)
    confirmed = {"confirmed_at": at, "why_four_eyes": ()} if was is ProposalState.DRAFT else {}
    applied = proposal.settled(ProposalState.APPLIED, by=by, at=at, reason=reason, **confirmed)
    return services.store.proposals.turn(applied, was=was, saves=saves)


def _check_same(services: Services, proposal: Proposal, records: Iterable[ProposedRecord]) -> None:
    """Raises `ProposalOutdated` if the records are not those of the preview, or something else would become of one."""
    before = {each.record: each for each in services.store.proposals.all_records(proposal.id)}
    now = {each.record: each for each in records}
    if before == now:
        return
    stored = services.store.proposals.get(proposal.id)
    if stored.state is not proposal.state:  # somebody was faster, and these are the changes
        raise ProposalSettled(stored)
    changed = sum(before[id] != now[id] for id in before.keys() & now.keys())
    came, gone = len(now.keys() - before.keys()), len(before.keys() - now.keys())
    raise ProposalOutdated(proposal.id, came=came, gone=gone, changed=changed)
