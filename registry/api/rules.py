"""Sets of rules: which are in force, which were, and how others come in force: proposed, confirmed, approved."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field

from schemas.actor import Actor
from schemas.rule_sets import RuleSetKind, RuleSetState

from ..access.deeds import Deed, Subject
from ..answers import links
from ..answers import rule_sets as answers
from ..answers.rule_sets import RuleSetAnswer, RuleSetReport, RuleSetsAnswer, rule_set_report, rule_set_view
from ..pipeline import rule_sets as acts
from ..web.bodies import StrictRoute
from ..web.numbers import RowNumber
from . import rule_examples
from .auth import WRITES, permitted
from .documentation import body_examples, example, problems
from .holds import Judgement
from .lists import Latest
from .services import ServicesDep

router = APIRouter(prefix=f"{links.ROOT}/rules", tags=["rules"], route_class=StrictRoute)

SETTLES = (*WRITES, "rules-missing", "rules-settled", "rules-outdated")

RuleSetId = Annotated[RowNumber, Path(description="The number of a rule set.", examples=[3])]


def about(id: RuleSetId, services: ServicesDep) -> Subject:
    """The set of the address, as what a deed is about. Raises `RuleSetMissing`."""
    return Subject(rule_set=services.store.rule_sets.get(id).id)


class RuleSetsQuery(Latest):
    """Which sets to list."""

    kind: Annotated[RuleSetKind | None, Field(description="Only sets of this kind.", examples=["transfer"])] = None
    state: Annotated[RuleSetState | None, Field(description="Only sets in this state.", examples=["waiting"])] = None
    at: Annotated[
        date | None,
        Field(description="Only those that were in force at the end of this day, in UTC.", examples=["2026-11-20"]),
    ] = None


@router.get("", summary="List the rule sets", responses=problems("request-invalid", "day-not-kept", "day-to-come"))
def list_rule_sets(query: Annotated[RuleSetsQuery, Query()], services: ServicesDep) -> RuleSetsAnswer:
    """The rules in force, those that wait for a second person, and all that were kept, the latest first.

    For a day (`at`): those that were in force at its end, of each kind or of one, whatever became of them since. Then `state`,
    `before` and `limit` are not used.
    """
    if query.at:
        return answers.rule_sets_of(services, query.at, query.kind)
    return answers.list_rule_sets(services.store, **query.model_dump(exclude={"at"}))


@router.get(
    "/{id}", summary="Read a rule set", responses=problems("rules-missing", "request-invalid") | example(rule_examples.RULE_SET)
)
def read_rule_set(id: RuleSetId, services: ServicesDep) -> RuleSetReport:
    """A set: what became of it, the cells that it moves against the set before it, and its rules of transfer."""
    return rule_set_report(services, id)


@router.post(
    "",
    status_code=201,
    summary="Propose the operator's rules",
    responses=problems(*WRITES, "rules-invalid", "rules-unchanged", "rules-too-different"),
    openapi_extra=body_examples(rule_examples.PROPOSING),
)
def propose_rules(
    person: Annotated[Actor, permitted(Deed.PROPOSE)], judgement: Judgement, services: ServicesDep, response: Response
) -> RuleSetReport:
    """Compare what lies in the operator's folder, over the rules of this release, with the rules in force.

    Nothing is in force by that. The answer tells the cells that move: stricter, looser, each with an example. It is kept for a
    day until it is confirmed. Comparing takes 30 seconds at most; `serai rules propose` has no limit.
    """
    made = acts.propose(services, reason=judgement.reason, by=person, seconds=acts.REQUEST_SECONDS)
    response.headers["Location"] = links.rule_set(made.id)
    return rule_set_report(services, made.id)


@router.post("/{id}/confirm", summary="Confirm one's rules", responses=problems(*SETTLES, "proposal-of-another"))
def confirm_rules(
    person: Annotated[Actor, permitted(Deed.CONFIRM, about)], id: RuleSetId, services: ServicesDep
) -> RuleSetAnswer:
    """Put the rules in force, or let them wait for a second person: always if some question gets a laxer answer.

    If other rules came in force since the preview, nothing changes. Confirming once more answers the set.
    """
    return rule_set_view(acts.confirm(services, id, by=person))


@router.post("/{id}/approve", summary="Approve rules", responses=problems(*SETTLES, "second-person-needed"))
def approve_rules(
    person: Annotated[Actor, permitted(Deed.APPROVE, about)], id: RuleSetId, judgement: Judgement, services: ServicesDep
) -> RuleSetAnswer:
    """Put rules in force that wait. It takes another person than the one who proposed them.

    If other rules came in force since the preview, nothing changes. Approving once more answers the set.
    """
    return rule_set_view(acts.approve(services, id, by=person, reason=judgement.reason))


@router.post("/{id}/reject", summary="Reject or withdraw rules", responses=problems(*WRITES, "rules-missing", "rules-settled"))
def reject_rules(
    person: Annotated[Actor, permitted(Deed.REJECT, about)], id: RuleSetId, judgement: Judgement, services: ServicesDep
) -> RuleSetAnswer:
    """Refuse rules that are not in force yet. The person who proposed them withdraws them so. Nothing changes."""
    return rule_set_view(acts.reject(services, id, by=person, reason=judgement.reason))
