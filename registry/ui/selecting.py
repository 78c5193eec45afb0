"""A decision about all results of a search: what it is about, the form, and then the preview."""

from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from schemas.proposals import Selection
from schemas.record import Aspect
from search.ask import count
from search.errors import InvalidQuery
from search.params import parse
from search.query import Query

from ..access.deeds import Deed, Subject
from ..pipeline import propose
from ..pipeline.selecting import MOST, TO_ITS_END
from ..policy.choices import InvalidDecision
from ..web.bodies import StrictRoute
from . import facets, links
from .asked import rest
from .deciding import Act, field_of
from .fields import Option
from .forms import Attempt, body_of, form_about, layout
from .parameters import reads_all
from .sent import INVALID, Posted, decision_of, flaws, reason_of
from .sign_in import VisitorDep, permitted
from .site import Page, PageDep
from .usable import in_force, whole

router = APIRouter(include_in_schema=False, route_class=StrictRoute)


class SelectionForm(Posted):
    """The form of a decision about many records: what it is about, and the button."""

    aspect: Aspect
    act: Act


SelectionFormDep = Annotated[SelectionForm, Depends(SelectionForm.read)]


@router.get("/{language}/review/select")
@reads_all
def select(page: PageDep, _: VisitorDep) -> Response:
    """The form; without an `aspect` in the address it asks for one."""
    asked = page.request.query_params.get("aspect", "").strip()
    if asked and asked not in [*Aspect]:
        raise InvalidQuery("aspect", f"{asked!r} is none of: {', '.join(Aspect)}.")
    return _page(page, Aspect(asked) if asked else None)


@router.post("/{language}/review/select")
@reads_all
def preview(page: PageDep, visitor: VisitorDep, form: SelectionFormDep) -> Response:
    """Preview the decision. Nothing is recorded yet."""
    person = permitted(page, visitor, Deed.PROPOSE, Subject())
    query, fields = _query(page), layout(page, form.aspect, form.sent, None)
    body = body_of(form.sent, fields)
    try:
        decision = decision_of(page, form.aspect, body, by=person) if form.act is Act.RECORD else None
        reason = decision.reason if decision else reason_of(body)
        selection = Selection(query=urlencode(links.params(whole(page, query))))
        proposal = propose.propose(page.services, selection, aspect=form.aspect, decision=decision, reason=reason, by=person)
    except (ValidationError, InvalidDecision) as error:
        at = flaws(page, error, partial(field_of, fields, body))
        attempt = Attempt(form.aspect, form.sent, page.language.gettext(INVALID), at)
        return _page(page, form.aspect, status=422, attempt=attempt)
    return RedirectResponse(page.links.proposal(proposal.id), status_code=303)


def _page(page: Page, aspect: Aspect | None, *, status: int = 200, attempt: Attempt | None = None) -> Response:
    query = _query(page)
    asked = in_force(page, query.model_copy(update=TO_ITS_END))
    total = count(page.services.engine, asked, meaning=None)  # as the proposal selects them
    return page.render(
        "select.html",
        status=status,
        problem=attempt.problem if attempt else "",
        query=query,
        total=total,
        most=MOST,
        chips=tuple(facets.chips(page, query, to=page.links.select)),
        aspect=aspect or "",
        aspects=[Option(each, page.labels.aspect(each)) for each in Aspect],
        kept=[*links.params(query), *page.links.asked],
        form=form_about(page, aspect, None, attempt) if aspect else None,
    )


def _query(page: Page) -> Query:
    """The search in the address. Raises `InvalidQuery`."""
    return links.first_page(parse([(name, value) for name, value in rest(page) if name not in {"aspect", links.GROUP}]))
