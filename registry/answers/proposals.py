"""Proposals: their shapes, and functions that make them from the store."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from schemas.actor import Actor
from schemas.dataset import Text
from schemas.model import Model
from schemas.proposals import Effect, Outcome, Proposal, ProposalState, ProposedRecord, Undone

from ..policy.transfer.errors import InvalidRules
from ..services import Services
from ..store import Store
from . import links
from .links import Link
from .moved_answers import MovedAnswer, members, moved_answers
from .pages import Pages, following

MOST_EFFECTS = 100
"""How many different effects a report has at most."""


class ProposalLinks(Model):
    """`self` has the effects and the records, `decisions` what was recorded with it, `undoes` the proposal that it undoes."""

    self: Link
    decisions: Link
    undoes: Link | None = None


class ProposalAnswer(Proposal):
    """A decision about a set of records: previewed, waiting for a second person, recorded, or not."""

    links: ProposalLinks


class ProposalsAnswer(Model):
    """Proposals, the latest first."""

    items: tuple[ProposalAnswer, ...]
    next: Link | None = None


class ProposedLinks(Model):
    self: Link


class ProposedAnswer(Model):
    """A record of a proposal at the preview: its version, what is said of the aspect then and after, and what is done."""

    id: UUID
    version: int
    title: Text = ()
    outcome: Outcome
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    links: ProposedLinks


class ProposalReport(ProposalAnswer):
    """A proposal with what it changes, the most records first, and its records, a page at a time.

    `effects` has at most 100; the records have all. `answers` has the answers about use that it changes for the member states
    and the purpose of research, by the rules of today. It is null for a proposal that an older version made, and while the rules
    are not valid.
    """

    effects: tuple[Effect, ...]
    answers: tuple[MovedAnswer, ...] | None
    total: int
    offset: int
    limit: int
    items: tuple[ProposedAnswer, ...]
    next: Link | None = None
    previous: Link | None = None


class UndoneAnswer(Model):
    """A proposal that was to be undone, as it is now, and the proposal that undoes it. That one may wait for a second person.

    `left` is how many records were left as they are, because somebody decided since, or nobody can decide.
    """

    proposal: ProposalAnswer
    undo: ProposalAnswer
    left: int


def proposal_view(proposal: Proposal) -> ProposalAnswer:
    return ProposalAnswer(**dict(proposal), links=_links(proposal))


def undone_view(undone: Undone) -> UndoneAnswer:
    return UndoneAnswer(proposal=proposal_view(undone.proposal), undo=proposal_view(undone.undo), left=undone.left)


def list_proposals(
    store: Store,
    *,
    state: ProposalState | None = None,
    by: str | None = None,
    record: UUID | None = None,
    before: int | None = None,
    limit: int = 50,
) -> ProposalsAnswer:
    """A page of proposals: in a state, of a person, about a record. A full page may have another after it."""
    actor = None if by is None else Actor.person(by)
    found = store.proposals.list(state=state, by=actor, record=record, before=before, limit=limit)
    after = following(found, links.proposals, limit=limit, state=state, by=by, record=record)
    return ProposalsAnswer(items=tuple(map(proposal_view, found)), next=after)


def proposal_report(services: Services, id: int, *, offset: int = 0, limit: int = 100) -> ProposalReport:
    """A proposal, its effects and a page of its records. Raises `ProposalMissing`."""
    store = services.store
    proposal = store.proposals.get(id)
    pages = Pages(offset=offset, limit=limit, total=proposal.count)
    beside = pages.links(partial(links.proposal, id))
    records = store.proposals.records(id, offset=offset, limit=limit)
    titles = {id: dataset.title for id, dataset in store.records.datasets([each.record for each in records])}
    return ProposalReport(
        **dict(proposal),
        links=_links(proposal),
        effects=store.proposals.effects(id, limit=MOST_EFFECTS),
        answers=proposal_answers(services, proposal),
        total=pages.total,
        offset=offset,
        limit=limit,
        items=tuple(_proposed(each, titles) for each in records),
        next=beside.next,
        previous=beside.previous,
    )


def proposal_answers(
    services: Services, proposal: Proposal, asked: Iterable[tuple[str, str]] | None = None
) -> tuple[MovedAnswer, ...] | None:
    """The answers that a proposal changes, for some states and purposes, or else for research in all member states.

    None if it is not known: an older version made the proposal, or the rules are not valid. Raises `InvalidUsage`.
    """
    grounds = services.store.proposals.grounds(proposal.id)
    if proposal.changed and not grounds:
        return None
    try:
        return moved_answers(services, grounds, members(services.rules) if asked is None else asked)
    except InvalidRules:
        return None


def _proposed(record: ProposedRecord, titles: Mapping[UUID, Text]) -> ProposedAnswer:
    return ProposedAnswer(
        id=record.record,
        version=record.version,
        title=titles.get(record.record, ()),
        outcome=record.outcome,
        before=record.before,
        after=record.after,
        links=ProposedLinks(self=links.record(record.record)),
    )


def _links(proposal: Proposal) -> ProposalLinks:
    return ProposalLinks(
        self=links.proposal(proposal.id),
        decisions=links.decisions([("proposal", str(proposal.id))]),
        undoes=None if proposal.undoes is None else links.proposal(proposal.undoes),
    )
