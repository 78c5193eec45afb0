"""Decisions about many records, and those that wait for a second person: a list of them, and the page of each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from schemas.actor import Actor
from schemas.dataset import LangString
from schemas.proposals import Outcome, Proposal, ProposalState
from schemas.reason import LONGEST
from search.errors import InvalidQuery
from search.params import parse

from ..access.deeds import Deed, Subject
from ..answers import links as api
from ..answers.proposals import ProposalAnswer, ProposalReport, list_proposals, proposal_report
from ..answers.review import ReviewFilter, review
from ..pipeline import propose
from ..pipeline.preview import decision_of
from ..pipeline.propose import NothingToRecord, ProposalOutdated
from ..services import Services
from ..store.errors import StaleRecord
from ..web.bodies import StrictRoute
from ..web.numbers import RowNumber
from .answering import following
from .done import named
from .fields import Option
from .history import decision_words, said_words
from .links import FROM, carried
from .matters import ActFormDep, act
from .moments import Moment, of_instant
from .moved import turned
from .parameters import ValueNotUnderstood, takes
from .recorded import Detail
from .review_filter import read_filter
from .sign_in import VisitorDep
from .site import Page, PageDep
from .tabs import PROPOSALS, tabs
from .words import message

router = APIRouter(include_in_schema=False, route_class=StrictRoute)

OUTDATED = message(
    "Nothing was done: since the preview, %(came)s datasets came, %(gone)s went, and %(changed)s changed. Look at a new preview."
)
REFUSALS: Mapping[type[Exception], str] = {
    StaleRecord: message("Nothing was done: a dataset has just changed. Try again."),
    NothingToRecord: message("Nothing was done: no dataset would change."),
}

PAGE_SIZE = 50


@dataclass(frozen=True)
class Change:
    """What is said now and then, and of how many records."""

    before: tuple[Detail, ...]
    after: tuple[Detail, ...]
    count: int


@dataclass(frozen=True)
class Row:
    """A record of a proposal."""

    title: LangString | None
    id: str
    href: str
    before: tuple[Detail, ...]
    after: tuple[Detail, ...]
    outcome: Outcome


@dataclass(frozen=True)
class Listed:
    """A proposal in the list."""

    proposal: ProposalAnswer
    href: str
    words: tuple[Detail, ...]
    at: Moment


@router.get("/{language}/review/proposals")
@takes("state", "before")
def proposals(page: PageDep, _: VisitorDep) -> Response:
    """Proposals, the latest first; `state` narrows them."""
    state = page.choice("state", ProposalState)
    before = page.number("before") or None
    found = list_proposals(page.services.store, state=state, before=before, limit=PAGE_SIZE).items
    kept = [("state", state.value)] if state else []
    rest = [*kept, ("before", str(found[-1].id))] if len(found) == PAGE_SIZE else None
    queue = review(page.services, ReviewFilter(), limit=0)
    return page.render(
        "proposals.html",
        tabs=tabs(page, queue, ReviewFilter(), current=PROPOSALS),
        asked=state or "",
        states=[Option(each, page.labels.proposal_state(each)) for each in ProposalState],
        rows=tuple(Listed(each, page.links.proposal(each.id), _words(page, each), of_instant(each.at)) for each in found),
        first=page.links.proposals(kept) if before else None,
        next=page.links.proposals(rest) if rest else None,
        json=api.proposals(kept),
    )


@router.get("/{language}/review/proposals/{number}")
@takes(FROM, "offset")
def proposal(page: PageDep, _: VisitorDep, number: RowNumber) -> Response:
    """One proposal: what it decides, about which records, and what has become of it."""
    came_from = page.request.query_params.get(FROM, "")
    try:
        read_filter(page, carried(came_from))
    except InvalidQuery as error:
        raise ValueNotUnderstood(FROM, f"It carries the filter of the queue. {error}") from error
    return proposal_page(page, number)


def proposal_page(
    page: Page, number: int, *, status: int = 200, problem: str = "", reason: str = "", flaw: str = "", renew: bool = False
) -> Response:
    """The page of a proposal. `flaw` is about the `reason` that was sent; `renew` offers a new preview."""
    offset = page.number("offset")
    report = proposal_report(page.services, number, offset=offset, limit=PAGE_SIZE)
    carried = [(FROM, page.request.query_params[FROM])] if FROM in page.request.query_params else []

    def at(start: int) -> str:
        return page.links.proposal(number, [*carried, ("offset", str(start))])

    return page.render(
        "proposal.html",
        status=status,
        problem=problem,
        flaw=flaw,
        reason=reason,
        longest=LONGEST,
        renew=renew,
        report=report,
        mine=page.visitor is not None and page.visitor.actor == report.by,
        decided=_words(page, report),
        changes=tuple(
            Change(_said(page, report, each.before), _said(page, report, each.after), each.count) for each in report.effects
        ),
        turned=turned(page, report),
        rows=_rows(page, report),
        found=_found(page, report),
        back=_back(page, report),
        previous=at(max(0, offset - PAGE_SIZE)) if offset else None,
        next=at(offset + PAGE_SIZE) if report.next else None,
    )


@router.post("/{language}/review/proposals/{number}")
@takes(FROM, "offset")
def settle(page: PageDep, visitor: VisitorDep, number: RowNumber, form: ActFormDep) -> Response:
    """Confirm, approve, reject or undo a proposal, or preview the same again."""
    again, about = partial(proposal_page, page, number), Subject(proposal=number)
    try:
        done = act(page, visitor, form, number, about=about, acts=_ACTS, again=again, refusals=REFUSALS)
    except ProposalOutdated as error:
        problem = page.language.gettext(
            OUTDATED, **{name: page.language.number(getattr(error, name)) for name in ("came", "gone", "changed")}
        )
        reason = (*form.sent.get("reason", ()), "")[0]
        return proposal_page(page, number, status=409, problem=problem, reason=reason, renew=True)
    return done if isinstance(done, Response) else RedirectResponse(_after(page, form.act, done), status_code=303)


def _undo(services: Services, number: int, *, by: Actor, reason: str) -> Proposal:
    return propose.undo(services, number, by=by, reason=reason).undo


def _renew(services: Services, number: int, *, by: Actor) -> Proposal:
    """A new preview of the same decision about the same selection."""
    former = services.store.proposals.get(number)
    decision = decision_of(former.model_copy(update={"by": by}), at=services.clock())
    return propose.propose(services, former.selection, aspect=former.aspect, decision=decision, reason=former.reason, by=by)


_ACTS: Mapping[Deed, Callable[..., Proposal]] = {
    Deed.CONFIRM: propose.confirm,
    Deed.APPROVE: propose.approve,
    Deed.REJECT: propose.reject,
    Deed.UNDO: _undo,
    Deed.PROPOSE: _renew,
}


def _after(page: Page, deed: Deed, done: Proposal) -> str:
    """Where a person goes on: at the next question, if one led here and is answered now, else at the proposal."""
    came_from = page.request.query_params.get(FROM)
    if deed is Deed.CONFIRM and came_from is not None and done.selection.question:
        return following(page, done.selection.question, carried(came_from), named(done))
    return page.links.proposal(done.id, [] if came_from is None else [(FROM, came_from)])


def _words(page: Page, proposal: Proposal) -> tuple[Detail, ...]:
    """What is decided. Nothing, if decisions are taken back."""
    return decision_words(page, proposal.aspect, proposal.decision, at=proposal.at)


def _said(page: Page, proposal: Proposal, said: Mapping[str, Any] | None) -> tuple[Detail, ...]:
    return said_words(page, proposal.aspect, said, at=proposal.at)


def _rows(page: Page, report: ProposalReport) -> tuple[Row, ...]:
    return tuple(
        Row(
            title=each.title[0] if each.title else None,
            id=str(each.id),
            href=page.links.record(each.id),
            before=_said(page, report, each.before),
            after=_said(page, report, each.after),
            outcome=each.outcome,
        )
        for each in report.items
    )


def _back(page: Page, report: ProposalReport) -> str:
    """Back to what led to the preview; a question keeps what was written there."""
    came_from = carried(page.request.query_params.get(FROM, ""))
    selection = report.selection
    if selection.question:
        return page.links.question(selection.question, [*came_from, ("draft", str(report.id))])
    if selection.query is not None:
        return page.links.select(parse(carried(selection.query)), report.aspect)
    return page.links.proposals()


def _found(page: Page, report: ProposalReport) -> str:
    """The search with all records of the selection; empty if no search finds just these."""
    if report.selection.query is not None:
        return page.links.results(parse(carried(report.selection.query)))
    return page.links.only("question", report.selection.question) if report.selection.question else ""
