"""Rules, as a tab of the desk: those in force, those that a person can put in force, and records judged by older rules."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import RedirectResponse, Response

from schemas.reason import LONGEST
from schemas.rule_sets import RuleSet, RuleSetKind

from ..access.deeds import Deed, Subject
from ..answers import links as api
from ..answers.review import ReviewFilter, review
from ..answers.rule_sets import list_rule_sets, rule_set_report
from ..pipeline import reassess, rule_sets
from ..pipeline.rule_sets import RulesUnchanged, rules_status
from ..pipeline.status import judged_otherwise
from ..policy.transfer.errors import InvalidRules, TooMuchToCompare
from ..store.errors import ReassessmentActive, RuleSetOutdated
from ..web.bodies import StrictRoute
from ..web.numbers import RowNumber
from .matters import ActFormDep, act
from .parameters import takes
from .sent import Posted, pressed, reason_of
from .sign_in import VisitorDep, permitted
from .site import Page, PageDep
from .tabs import RULES, tabs
from .words import message

router = APIRouter(include_in_schema=False, route_class=StrictRoute)

ACTS: Mapping[Deed, Callable[..., RuleSet]] = {
    Deed.CONFIRM: rule_sets.confirm,
    Deed.APPROVE: rule_sets.approve,
    Deed.REJECT: rule_sets.reject,
}
REFUSALS: Mapping[type[Exception], str] = {
    RuleSetOutdated: message("Nothing was done: other rules have come in force since. Propose the rules again."),
    RulesUnchanged: message("Nothing was done: the same rules are in force."),
    InvalidRules: message("Nothing was done: the files of the operator are not in order."),
    TooMuchToCompare: message(
        "Nothing was done: these rules differ too much to be compared here. The operator can propose them by the command."
    ),
    ReassessmentActive: message("Nothing was done: all records are being judged already."),
}

SHOWN = 20
"""How many sets and re-assessments the list shows."""

PAGE_SIZE = 100
"""How many groups of answers that move a page shows."""


class Begin(StrEnum):
    """What the buttons of the list do."""

    PROPOSE = Deed.PROPOSE
    REASSESS = Deed.REASSESS


class BeginForm(Posted):
    """The form of the list: which button."""

    act: Begin


BeginFormDep = Annotated[BeginForm, Depends(BeginForm.read)]


@router.get("/{language}/review/rules")
def rules(page: PageDep, _: VisitorDep) -> Response:
    """The rules in force, what could come in force, what waits for a person, and what was before."""
    return rules_page(page)


def rules_page(
    page: Page, *, status: int = 200, problem: str = "", wrong: str = "", reason: str = "", flaw: str = ""
) -> Response:
    """The list. `wrong` names the form whose `reason` was sent with a `flaw`."""
    services = page.services
    return page.render(
        "rule_sets.html",
        status=status,
        problem=problem,
        wrong=wrong,
        reason=reason,
        flaw=flaw,
        longest=LONGEST,
        tabs=tabs(page, review(services, ReviewFilter(), limit=0), ReviewFilter(), current=RULES),
        state=rules_status(services),
        sets=list_rule_sets(services.store, kind=RuleSetKind.TRANSFER, limit=SHOWN).items,
        otherwise=judged_otherwise(services),
        reassessments=services.store.reassessments.list(limit=SHOWN),
        json=api.rule_sets([]),
    )


@router.post("/{language}/review/rules")
def begin(page: PageDep, visitor: VisitorDep, form: BeginFormDep) -> Response:
    """Propose the rules of the operator's folder or of this release, or have all records judged again."""
    person = permitted(page, visitor, Deed(form.act.value), Subject())

    def do(given: str) -> str:
        reason = reason_of({"reason": given})
        if form.act is Begin.PROPOSE:
            made = rule_sets.propose(page.services, reason=reason, by=person, seconds=rule_sets.REQUEST_SECONDS)
            return page.links.rule_set(made.id)
        return page.links.reassessment(reassess.ask(page.services, reason=reason, by=person).id)

    to = pressed(page, form, do, again=partial(rules_page, page, wrong=form.act), refusals=REFUSALS)
    return to if isinstance(to, Response) else RedirectResponse(to, status_code=303)


@router.get("/{language}/review/rules/{number}")
@takes("offset")
def rule_set(page: PageDep, _: VisitorDep, number: RowNumber) -> Response:
    """One set of rules: what it changes, and what has become of it."""
    return rule_set_page(page, number)


def rule_set_page(page: Page, number: int, *, status: int = 200, problem: str = "", reason: str = "", flaw: str = "") -> Response:
    """The page of a set. `flaw` is about the `reason` that was sent."""
    report, offset = rule_set_report(page.services, number), page.number("offset")
    groups = report.difference.groups if report.difference else ()

    def at(start: int) -> str:
        return page.links.rule_set(number, [("offset", str(start))])

    return page.render(
        "rule_set.html",
        status=status,
        problem=problem,
        flaw=flaw,
        reason=reason,
        longest=LONGEST,
        report=report,
        groups=groups[offset : offset + PAGE_SIZE],
        previous=at(max(0, offset - PAGE_SIZE)) if offset else None,
        next=at(offset + PAGE_SIZE) if offset + PAGE_SIZE < len(groups) else None,
        mine=page.visitor is not None and page.visitor.actor == report.by,
    )


@router.post("/{language}/review/rules/{number}")
@takes("offset")
def settle(page: PageDep, visitor: VisitorDep, number: RowNumber, form: ActFormDep) -> Response:
    """Confirm, approve or reject a set of rules."""
    again, about = partial(rule_set_page, page, number), Subject(rule_set=number)
    found = act(page, visitor, form, number, about=about, acts=ACTS, again=again, refusals=REFUSALS)
    return found if isinstance(found, Response) else RedirectResponse(page.links.rule_set(number), status_code=303)
