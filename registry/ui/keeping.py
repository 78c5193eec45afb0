"""Saving an answer, and the page of a saved one, which prints."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from schemas.answers import FrozenAnswer
from schemas.dataset import LangString
from schemas.reason import REMARK
from schemas.record import CatalogRecord, Status
from schemas.usage import UsageRequest, UsageVerdict

from ..answers.keeping import VisitorsKeepNothing, keep, kept_view
from ..answers.usage import given
from ..web.bodies import StrictRoute
from ..web.last_resort import logged
from ..web.numbers import RowNumber
from . import asked, session
from .parameters import reads_all, takes
from .record import Saving, record_page, stored
from .recorded import Detail
from .site import Page, PageDep, greeting, led_to
from .standpoint import PURPOSE, STATE
from .verdict import told
from .words import message

router = APIRouter(include_in_schema=False, route_class=StrictRoute)

Words = Annotated[str, Form(max_length=20_000)]

TOO_LONG = message("At most %(longest)s characters, no control characters.")
NOT_SAVED = message("Nothing was saved. Correct what is marked, and send the form again.")


@dataclass(frozen=True)
class Now:
    """Today's answer to the question of a saved one: whether it has the same effect, conditions and rules, and where it is."""

    verdict: UsageVerdict
    same: bool
    href: str


@router.post("/{language}/d/{id}/answers")
@takes(repeated=asked.QUESTION)
def save(page: PageDep, id: str, *, affiliation: Words = "", recipient: Words = "") -> Response:  # the name in the address
    """Save the answer to the question of the address, and show it. After a refusal the record is shown with what was sent."""
    record, question = stored(page, id), asked.question(page)
    if question.problem or not question.state:
        return record_page(page, record, status=400)
    sent = {"affiliation": affiliation, "recipient": recipient}
    stated = {name: words for name, words in sent.items() if words.strip()}
    try:
        request = UsageRequest.model_validate({"state": question.state, "purpose": question.purpose, **stated})
    except ValidationError as error:
        flaw = page.language.gettext(TOO_LONG, longest=page.language.number(REMARK))
        flaws = {str(each["loc"][0]): flaw for each in error.errors()}
        return record_page(page, record, status=422, saving=Saving(sent, flaws, page.language.gettext(NOT_SAVED)))
    try:
        kept, _ = keep(page.services, record, request, at=question.at, by=page.visitor.actor if page.visitor else None)
    except VisitorsKeepNothing:
        raise session.SignedOut from None
    return RedirectResponse(page.links.answer(kept.number), status_code=303)


@router.get("/{language}/d/{id}/answers")
@reads_all
def back(page: PageDep, id: str) -> Response:  # the name in the address
    """Back to the record, for who comes from a refusal."""
    record = stored(page, id)
    return RedirectResponse(page.links.usage(record.id, page.request.query_params.multi_items()), status_code=303)


@router.get("/answers/{number}")
def in_a_language(request: Request, number: RowNumber) -> Response:
    """The page of a saved answer, in the language of the person: an address that is the same for everybody."""
    return led_to(greeting(request).links.answer(number))


@router.get("/{language}/answers/{number}")
def saved(page: PageDep, number: RowNumber) -> Response:
    """A saved answer, as it was given. It tells whether today's is another one."""
    kept = kept_view(page.services, page.services.store.answers.get(number))
    answer, request = kept.answer, kept.answer.verdict.request
    current = page.services.store.records.get(answer.record)
    title = tuple(map(LangString.model_validate, kept.record["dataset"]["title"]))
    return page.render(
        "answer.html",
        kept=kept,
        answer=answer,
        title=title[0],
        told=told(
            page,
            answer.verdict,
            lambda purpose: page.links.usage(answer.record, _params(request.state, purpose)),
            of={answer.record: title},
        ),
        stated=tuple(_stated(page, request)),
        now=_now(page, answer, current),
        withdrawn=current is None or current.status is Status.WITHDRAWN,
    )


def _now(page: Page, answer: FrozenAnswer, current: CatalogRecord | None) -> Now | None:
    """Today's answer; None if there is none now. The saved answer is shown whatever is wrong with today's rules."""
    if current is None:
        return None
    request = answer.verdict.request
    try:
        verdict = given(page.services, current, request, at=None).verdict
    except Exception as error:  # noqa: BLE001  # the log has the trace
        logged(error)
        return None
    return Now(verdict, _told_of(verdict) == _told_of(answer.verdict), page.links.usage(answer.record, _asked(request)))


def _told_of(verdict: UsageVerdict) -> Mapping[str, object]:
    """What makes two answers the same to a person: the effect, what has to be so and whether it is, and the rules."""
    return {
        "effect": (verdict.effect, verdict.would_be),
        "condition": {(each.code, each.about, each.met) for each in verdict.condition},
        "rule": {(each.id, each.effect, each.confidence) for each in verdict.rule},
    }


def _params(state: str, purpose: str) -> list[tuple[str, str]]:
    return [(STATE, state), (PURPOSE, purpose)]


def _asked(request: UsageRequest) -> list[tuple[str, str]]:
    return _params(request.state, request.purpose)


def _stated(page: Page, request: UsageRequest) -> Iterator[Detail]:
    """What was stated with the question, besides state and purpose."""
    gettext, labels = page.language.gettext, page.labels
    if request.affiliation:
        yield Detail(gettext("Institution"), request.affiliation, "und")
    if request.recipient:
        yield Detail(gettext("Who gets the data"), request.recipient, "und")
    if request.exporter_count is not None:
        yield Detail(gettext("Persons whose data the exporter has sent abroad"), page.language.number(request.exporter_count))
    if request.critical_operator is not None:
        yes = gettext("yes") if request.critical_operator else gettext("no")
        yield Detail(gettext("The exporter is a critical operator"), yes)
    for name, codes in ((gettext("Stated"), request.subclass), (gettext("Denied"), request.denied_subclass)):
        yield from (Detail(name, labels.subclass(code)) for code in codes)
