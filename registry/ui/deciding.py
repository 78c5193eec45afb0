"""What a signed-in person decides about a record: the form is sent to the address of the record's page."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import Field, TypeAdapter, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from schemas import reason as reasons
from schemas.actor import Actor
from schemas.model import Model
from schemas.record import DECISIONS, Aspect, CatalogRecord, choice_of

from ..access.deeds import Deed, Subject
from ..pipeline.curate import curate, take_back
from ..policy.choices import REASONS, InvalidDecision
from ..store.errors import StaleRecord
from ..web.bodies import StrictRoute
from . import forms
from .forms import SPARE_ROWS, Attempt, body_of, layout, rows_of, without_gaps
from .links import here
from .record import record_page, stored
from .sign_in import VisitorDep, permitted
from .site import Page, PageDep
from .words import message

router = APIRouter(include_in_schema=False, route_class=StrictRoute)

_REASON: TypeAdapter[str] = TypeAdapter(reasons.Reason)


class Act(StrEnum):
    """What the two buttons of a form do."""

    RECORD = "record"
    TAKE_BACK = "take-back"


class Posted(Model):
    """A form as it was sent: the aspect, the button, the version of the record that the person saw, and the fields."""

    aspect: Aspect
    act: Act
    version: Annotated[int, Field(ge=1, lt=10**9)]
    sent: dict[str, tuple[str, ...]]


async def posted(request: Request) -> Posted:
    """The form of a request. Raises 400 if it is none of ours."""
    sent: dict[str, tuple[str, ...]] = {}
    for name, value in (await request.form()).multi_items():
        if isinstance(value, str) and value.strip():
            sent[name] = (*sent.get(name, ()), value.replace("\r\n", "\n"))  # as forms end lines
    head = {name: sent.pop(name, ("",))[0] for name in ("aspect", "act", "version")}
    try:
        return Posted.model_validate({**head, "sent": without_gaps(sent)})
    except ValidationError as error:
        raise HTTPException(400) from error


PostedDep = Annotated[Posted, Depends(posted)]


@router.post("/{language}/d/{id}")
def decide(page: PageDep, visitor: VisitorDep, id: str, form: PostedDep) -> Response:  # the name in the address
    """Record a decision, or take one back. Then show the record; after a refusal with what was sent."""
    record = stored(page, id)
    deed = Deed.DECIDE if form.act is Act.RECORD else Deed.TAKE_BACK
    person = permitted(page, visitor, deed, Subject(record=record.id))
    fields = layout(page, form.aspect, rows=rows_of(form.sent) + SPARE_ROWS)
    body = body_of(form.sent, fields)
    try:
        if form.act is Act.RECORD:
            _record(page, record, form, body, by=person)
        else:
            reason = _REASON.validate_python(body.get("reason", ""))
            take_back(page.services, record.id, form.aspect, reason=reason, by=person, seen=form.version)
    except ValidationError as error:
        at = dict(_about(page, fields, body, (_place(form.act, item["loc"]), item["type"])) for item in error.errors())
        return _refused(page, record, form, status=422, at=at)
    except InvalidDecision as error:
        sentence = page.language.gettext(REASONS[error.reason], value=error.value)
        return _refused(page, record, form, status=422, at={_field(fields, body, error.place).name: sentence})
    except StaleRecord:
        return _refused(page, stored(page, id), form, status=409, at={})
    return RedirectResponse(f"{here(page.request)}#{form.aspect}", status_code=303)


def _record(page: Page, record: CatalogRecord, form: Posted, body: dict[str, Any], *, by: Actor) -> None:
    kind = DECISIONS[form.aspect]
    choice = choice_of(kind).model_validate(body)
    decision = kind.model_validate({**dict(choice), "by": by.name, "at": page.services.clock()})
    curate(page.services, record.id, decision, seen=form.version)


INVALID = message("Nothing was recorded. Correct what is marked, and send the form again.")
CHANGED = message("Nothing was recorded: the record has changed since you opened it. See what holds now, and decide again.")


def _refused(page: Page, record: CatalogRecord, form: Posted, *, status: int, at: dict[str, str]) -> Response:
    """The page of the record with the form as it was sent, and what is wrong with it."""
    attempt = Attempt(form.aspect, form.sent, page.language.gettext(INVALID if at else CHANGED), at)
    return record_page(page, record, status=status, attempt=attempt)


Place = tuple[str | int, ...]


def _place(act: Act, place: Place) -> Place:
    return place if act is Act.RECORD else ("reason",)


def _about(page: Page, fields: Iterable[forms.Field], body: dict[str, Any], flaw: tuple[Place, str]) -> tuple[str, str]:
    """The field of a flaw, and a sentence about it."""
    place, kind = flaw
    field = _field(fields, body, place)
    gettext, number = page.language.gettext, page.language.number
    if field.name == "reason":
        sentence = message("The reason must have %(shortest)s to %(longest)s characters and no control characters.")
        return field.name, gettext(sentence, shortest=number(reasons.SHORTEST), longest=number(reasons.LONGEST))
    if kind == "missing":
        return field.name, gettext("Something has to be chosen or written here.")
    if field.kind == "day":
        return field.name, gettext("This is not a day.")
    if field.kind in {"text", "long"}:
        return field.name, gettext("At most %(longest)s characters, no control characters.", longest=number(field.longest))
    return field.name, gettext("This is not one of the choices.")


def _field(fields: Iterable[forms.Field], body: dict[str, Any], place: Place) -> forms.Field:
    """The field of a place in the body: itself, what it is within, or the first one within it."""
    known = list(fields)
    name = ".".join(str(part) for part in place)
    if place[:1] == ("denied_subclass",) and len(place) > 1:
        name = f"subclass.{body['denied_subclass'][place[1]]}"
    near = (field for field in known if f"{name}.".startswith(f"{field.name}.") or field.name.startswith(f"{name}."))
    return next(near, known[0])
