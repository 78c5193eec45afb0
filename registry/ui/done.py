"""What a person has just recorded at the desk: the parameter `done` of the next page names it."""

from dataclasses import dataclass
from uuid import UUID

from schemas.audit import Action
from schemas.proposals import Proposal, ProposalState
from schemas.record import Aspect

from ..store.errors import ProposalMissing
from ..web.numbers import MAX_POSITION
from .site import Page


@dataclass(frozen=True)
class Done:
    """For how many records a decision was recorded, or waits for a second person; `href` is where it is undone."""

    count: int
    waits: bool
    href: str


def named(done: Proposal | tuple[UUID, Aspect]) -> tuple[str, str]:
    """The parameter: the number of a proposal, or a record and what was decided about it."""
    return ("done", str(done.id) if isinstance(done, Proposal) else f"{done[0]}.{done[1]}")


def done(page: Page) -> Done | None:
    """What the address of the page says was just recorded; None if this person did not."""
    value = page.request.query_params.get("done", "")
    if not page.visitor or not value:
        return None
    return _proposed(page, value) if value.isdecimal() else _decided(page, value)


def _proposed(page: Page, value: str) -> Done | None:
    try:
        proposal = page.services.store.proposals.get(min(int(value[:20]), MAX_POSITION))
    except ProposalMissing:
        return None
    if (
        not page.visitor
        or proposal.by != page.visitor.actor
        or proposal.state not in {ProposalState.WAITING, ProposalState.APPLIED}
    ):
        return None
    return Done(proposal.changed, proposal.state is ProposalState.WAITING, page.links.proposal(proposal.id))


def _decided(page: Page, value: str) -> Done | None:
    name, _, aspect = value.partition(".")
    try:
        record = UUID(name)
    except ValueError:
        return None
    last = next((entry for entry in reversed(page.services.store.audit.history(record)) if entry.action is Action.CURATE), None)
    if not page.visitor or not last or last.actor != page.visitor.actor or last.details["aspect"] != aspect:
        return None
    return Done(1, waits=False, href=f"{page.links.record(record)}#decide-{aspect}")
