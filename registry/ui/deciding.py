"""What a signed-in person decides about a record: the form is sent to the address of the record's page."""

from collections.abc import Iterable
from enum import StrEnum
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import Field, ValidationError
from starlette.responses import RedirectResponse, Response

from schemas.proposals import Proposal
from schemas.record import Aspect, CatalogRecord

from ..access.deeds import Deed, Subject
from ..pipeline import propose
from ..policy.choices import InvalidDecision, Place
from ..store.errors import StaleRecord
from ..web.bodies import StrictRoute
from .asked import QUESTION
from .fields import Field as FormField
from .forms import Attempt, body_of, layout
from .links import FROM, here
from .parameters import takes
from .record import record_page, stored
from .sent import CHANGED, INVALID, Posted, decision_of, flaws, reason_of
from .sign_in import VisitorDep, permitted
from .site import Page, PageDep

router = APIRouter(include_in_schema=False, route_class=StrictRoute)


class Act(StrEnum):
    """What the two buttons of a form do."""

    RECORD = "record"
    TAKE_BACK = "take-back"


class DecisionForm(Posted):
    """The form about an aspect: the button, and the version of the record that the person saw."""

    aspect: Aspect
    act: Act
    version: Annotated[int, Field(ge=1, lt=10**9)]


DecisionFormDep = Annotated[DecisionForm, Depends(DecisionForm.read)]


@router.post("/{language}/d/{id}")
@takes(FROM, repeated=QUESTION)
def decide(page: PageDep, visitor: VisitorDep, id: str, form: DecisionFormDep) -> Response:  # the name in the address
    """Record a decision, or take one back. Then show the record; after a refusal with what was sent.

    Where it takes a second person, the record tells that the decision waits.
    """
    record = stored(page, id)
    deed = Deed.DECIDE if form.act is Act.RECORD else Deed.TAKE_BACK
    person = permitted(page, visitor, deed, Subject(record=record.id))
    fields = layout(page, form.aspect, form.sent, record)
    body = body_of(form.sent, fields)
    try:
        if form.act is Act.RECORD:
            decision = decision_of(page, form.aspect, body, by=person)
            done = propose.decide(page.services, record.id, decision, seen=form.version, by=person)
        else:
            reason = reason_of(body)
            done = propose.take_back(page.services, record.id, form.aspect, reason=reason, seen=form.version, by=person)
    except (ValidationError, InvalidDecision) as error:
        return _refused(page, record, form, status=422, at=flaws(page, error, partial(field_of, fields, body)))
    except StaleRecord:
        return _refused(page, stored(page, id), form, status=409, at={})
    place = "decide" if isinstance(done, Proposal) else form.aspect
    return RedirectResponse(f"{here(page.request)}#{place}", status_code=303)


def _refused(page: Page, record: CatalogRecord, form: DecisionForm, *, status: int, at: dict[str, str]) -> Response:
    """The page of the record with the form as it was sent, and what is wrong with it."""
    attempt = Attempt(form.aspect, form.sent, page.language.gettext(INVALID if at else CHANGED), at)
    return record_page(page, record, status=status, attempt=attempt)


def field_of(fields: Iterable[FormField], body: dict[str, Any], place: Place) -> FormField:
    """The field of a place in the body: itself, what it is within, or the first one within it."""
    known = list(fields)
    name = ".".join(str(part) for part in place)
    if place[:1] == ("denied_subclass",) and len(place) > 1:
        name = f"subclass.{body['denied_subclass'][place[1]]}"
    near = (field for field in known if f"{name}.".startswith(f"{field.name}.") or field.name.startswith(f"{name}."))
    return next(near, known[0])
