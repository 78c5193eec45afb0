"""Errors as pages, for people: what happened, and where to go from here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from search.errors import EngineBusy, EngineUnavailable, IndexMissing, InvalidQuery, UnknownField
from search.query import Query

from ..access.deeds import RoleTooLow
from ..answers.links import with_query
from ..answers.review import NotAssignable, QuestionMissing
from ..pipeline.curate import NothingDecided, RecordMissing, SourceMissing
from ..pipeline.days import DayBeforeRecord, DayNotKept
from ..pipeline.harvest import SourceRetired
from ..pipeline.matters import NotTheProposer, SecondPersonNeeded
from ..pipeline.propose import NothingToRecord
from ..pipeline.selecting import SelectionTooLarge
from ..policy.transfer.errors import InvalidUsage
from ..settings import NOBODY
from ..store.errors import (
    AnswerMissing,
    CheckExpired,
    CheckMissing,
    EntryMissing,
    HoldSettled,
    NothingToMove,
    ProposalMissing,
    ReassessmentMissing,
    RuleSetMissing,
    RunActive,
    RunEnded,
    StoreUnavailable,
    TooManyAnswers,
    TooManyChecks,
)
from ..web.errors import row_of
from ..web.last_resort import logged
from . import session
from .headers import PERSONAL
from .links import here
from .parameters import ParametersRefused, ValueNotUnderstood
from .sign_in import form
from .site import Page, greeting, site_of
from .words import message


@dataclass(frozen=True)
class Explanation:
    """What an error means to a person, and what to do next."""

    title: str
    advice: str


NOT_FOUND = Explanation(
    message("There is no such page"), message("The address may be mistyped, or the page has moved. Search for the dataset.")
)
BAD_QUERY = Explanation(message("This search is not valid"), message("Search again, or go back and choose another filter."))
UNKNOWN_PARAMETER = Explanation(
    message("The address asks for something that this page does not know"),
    message("Nothing was done. The address may be mistyped, or another site has added to it. Open the page without this part:"),
)
NOT_UNDERSTOOD = Explanation(
    message("The address has a value that this page does not understand"),
    message("Nothing was done. The address may be mistyped. Open the page without this part:"),
)
GIVEN_TWICE = Explanation(
    message("The address says the same thing twice"),
    message("Nothing was done: only one of the values could count. Open the page without this part:"),
)
SEARCH_DOWN = Explanation(
    message("The search is not available at the moment"),
    message("Try again in a minute. Pages of records and portals can still be opened by their address."),
)
STORE_DOWN = Explanation(message("The catalogue is not available at the moment"), message("Try again in a minute."))
FOREIGN = Explanation(
    message("This request came from another site"),
    message("Nothing was done. To do it, open the page here and press the button there."),
)
ACTIVE = Explanation(
    message("The portal is being harvested already"), message("Nothing was done. Wait for that run to end, or stop it.")
)
RETIRED = Explanation(
    message("The portal is no longer harvested"), message("Nothing was done. The page of the portal says since when, and why.")
)
ENDED = Explanation(message("The run has ended already"), message("There is nothing left to stop."))
SETTLED = Explanation(
    message("The withdrawal is already decided"),
    message("Nothing was done: another person or a newer run decided first. See what was decided."),
)
NOT_MOVABLE = Explanation(
    message("There is nothing to move, or to move back"), message("Nothing was done. See what was decided about the run.")
)
TAKEN_BACK = Explanation(
    message("There is no decision to take back"), message("Nothing was done: it was taken back before. See what holds now.")
)
UNDECLARED = Explanation(
    message("The portal is no longer declared"), message("Nothing was done. The operator must declare the portal again.")
)
ANSWERED = Explanation(
    message("Nobody asks this question any more"),
    message("It was answered, or the portal has changed what it says. Go back to the review."),
)
NO_PROPOSAL = Explanation(
    message("There is no such proposal"),
    message("A preview that nobody confirms is removed after a day. Make it again from the question, or from the search."),
)
NO_RULE_SET = Explanation(
    message("There are no such rules"), message("A preview that nobody confirms is removed after a day. Propose the rules again.")
)
NO_ANSWER = Explanation(
    message("There is no such saved answer"), message("A saved answer is never removed. See the number that is printed on it.")
)
NO_ENTRY = Explanation(
    message("The audit trail has no such entry"),
    message("Entries are never removed. See the number that is printed beside the proof."),
)
NO_CHECK = Explanation(
    message("There is no such check"),
    message("The address may be mistyped, or the report was deleted. Have the portal checked again."),
)
OLD_CHECK = Explanation(
    message("The report of this check is deleted"), message("It was kept for some days only. Have the portal checked again.")
)
TOO_MANY_CHECKS = Explanation(
    message("Too many checks were asked for just now"),
    message("Nothing was checked: as many were asked for as are possible for now. Try again later, or sign in."),
)
TOO_MANY_ANSWERS = Explanation(
    message("Too many answers were saved just now"),
    message("Nothing was saved: others have saved as many as are possible without signing in. Try again later, or sign in."),
)
NOTHING_THEN = Explanation(
    message("Nothing can be told of this day"), message("Nothing was saved. Ask for another day, or for today.")
)
NOT_YOURS = Explanation(
    message("Another person made it"), message("Nothing was done: only the person who made it can confirm it.")
)
SECOND_PERSON = Explanation(
    message("A second person is needed"),
    message("Nothing was done: you made it, so another officer has to approve it."),
)
TOO_LARGE = Explanation(
    message("These are too many datasets for one decision"), message("Nothing was done. Narrow the search, and decide in parts.")
)
NOT_ASSIGNABLE = Explanation(
    message("This person cannot have a question"),
    message("Nothing was done. It takes a valid token with the role of an officer."),
)
ROLE_TOO_LOW = Explanation(
    message("Your role does not allow this"),
    message(
        "Nothing was done. It takes the role “%(needed)s”, and your token has the role “%(had)s”. The history keeps that you "
        "asked. If it is part of your work, ask the operator of this catalogue for a token with that role."
    ),
)
UNCHANGED = Explanation(
    message("Nothing would change"), message("Nothing was done: the same decision holds already. See what holds now.")
)
REFUSED = Explanation(message("This request cannot be answered"), message("Start from the first page."))
FAILED = Explanation(
    message("Something went wrong on our side"), message("Try again. If it happens again, tell the operator the number below.")
)

ERRORS: Mapping[type[Exception], tuple[int, Explanation]] = {
    InvalidQuery: (400, BAD_QUERY),
    UnknownField: (400, BAD_QUERY),
    InvalidUsage: (400, BAD_QUERY),
    EngineBusy: (503, SEARCH_DOWN),
    EngineUnavailable: (503, SEARCH_DOWN),
    IndexMissing: (503, SEARCH_DOWN),
    StoreUnavailable: (503, STORE_DOWN),
    RunActive: (409, ACTIVE),
    SourceRetired: (409, RETIRED),
    RunEnded: (409, ENDED),
    HoldSettled: (409, SETTLED),
    NothingToMove: (409, NOT_MOVABLE),
    NothingToRecord: (409, UNCHANGED),
    NothingDecided: (409, TAKEN_BACK),
    RecordMissing: (404, NOT_FOUND),
    SourceMissing: (409, UNDECLARED),
    QuestionMissing: (404, ANSWERED),
    NotAssignable: (422, NOT_ASSIGNABLE),
    ProposalMissing: (404, NO_PROPOSAL),
    ReassessmentMissing: (404, NOT_FOUND),
    RuleSetMissing: (404, NO_RULE_SET),
    AnswerMissing: (404, NO_ANSWER),
    EntryMissing: (404, NO_ENTRY),
    TooManyAnswers: (429, TOO_MANY_ANSWERS),
    CheckMissing: (404, NO_CHECK),
    CheckExpired: (410, OLD_CHECK),
    TooManyChecks: (429, TOO_MANY_CHECKS),
    DayBeforeRecord: (404, NOTHING_THEN),
    DayNotKept: (404, NOTHING_THEN),
    NotTheProposer: (403, NOT_YOURS),
    SecondPersonNeeded: (403, SECOND_PERSON),
    SelectionTooLarge: (422, TOO_LARGE),
}
"""Domain error -> status, and what it means to a person."""

BAD_REQUEST, SERVER_ERRORS = 400, 500


def install(app: FastAPI) -> None:
    """Register a handler for every expected error."""
    for error in ERRORS:
        app.add_exception_handler(error, _on_domain_error)
    app.add_exception_handler(ParametersRefused, _on_parameters)
    app.add_exception_handler(ValueNotUnderstood, _on_value)
    app.add_exception_handler(session.SignedOut, _on_signed_out)
    app.add_exception_handler(RoleTooLow, _on_role_too_low)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)


def html_error(
    request: Request,
    status: int,
    explanation: Explanation,
    *,
    advice: str = "",
    operator: str = "",
    detail: str = "",
    reference: str = "",
    back: str = "",
    parameters: Sequence[str] = (),
    without: str = "",
) -> Response:
    """An error as a page.

    `advice` is that of the explanation with its gaps filled, `operator` how the operator is reached, `detail` an English sentence
    about this case, `reference` the number of the cause in the log, `back` the page before. `parameters` are those of the address
    that are refused, `without` is the address that has none of them.
    """
    return _page(request).render(
        "error.html",
        status=status,
        explanation=explanation,
        advice=advice,
        operator=operator,
        detail=detail,
        reference=reference,
        back=back,
        parameters=parameters,
        without=without,
        query=Query(),
    )


def _on_domain_error(request: Request, error: Exception) -> Response:
    status, explanation = row_of(ERRORS, error)
    back = here(request) if request.method == "POST" else ""
    if status >= SERVER_ERRORS:
        return html_error(request, status, explanation, reference=logged(error), back=back)
    response = html_error(request, status, explanation, detail=str(error), back=back)
    if isinstance(error, TooManyAnswers | TooManyChecks):
        response.headers["Retry-After"] = str(error.seconds)
    return response


def _on_parameters(request: Request, error: Exception) -> Response:
    """Which parts of the address are refused, and the way to the page without them."""
    refused = cast("ParametersRefused", error)
    names = (*refused.unknown, *refused.twice)
    explanation = UNKNOWN_PARAMETER if refused.unknown else GIVEN_TWICE
    return html_error(request, BAD_REQUEST, explanation, parameters=names, without=_without(request, names))


def _on_value(request: Request, error: Exception) -> Response:
    """Which value is not understood and what would be, and the way to the page without it."""
    refused = cast("ValueNotUnderstood", error)
    names = (refused.parameter,)
    return html_error(
        request, BAD_REQUEST, NOT_UNDERSTOOD, detail=refused.meant, parameters=names, without=_without(request, names)
    )


def _without(request: Request, names: Sequence[str]) -> str:
    """The address of a request without some of its parameters."""
    return with_query(request.url.path, [pair for pair in request.query_params.multi_items() if pair[0] not in names])


def _on_signed_out(request: Request, _: Exception) -> Response:
    """The form to sign in. It leads back to the page that was asked for, or whose button was pressed."""
    page = _page(request)
    if request.method == "GET":
        return RedirectResponse(page.links.sign_in(here(request)), status_code=303, headers=PERSONAL)
    problem = page.language.gettext(
        "Nothing was done: you are not signed in, or your token is no longer valid. Sign in, and try again."
    )
    response = form(page, back=here(request), status=403, problem=problem)
    session.forget(response, request, page.services)
    return response


def _on_role_too_low(request: Request, error: Exception) -> Response:
    """Which role it takes, and whom to ask."""
    page, refused = _page(request), cast("RoleTooLow", error)
    advice = page.language.gettext(
        ROLE_TOO_LOW.advice,
        needed=page.labels.role(refused.needed),
        had=page.labels.role(refused.had),
    )
    contact = page.services.settings.contact
    operator = "" if contact == NOBODY else contact
    return html_error(request, 403, ROLE_TOO_LOW, advice=advice, operator=operator, back=here(request))


def _on_http_error(request: Request, error: Exception) -> Response:
    failure = cast("HTTPException", error)
    response = html_error(request, failure.status_code, NOT_FOUND if failure.status_code == 404 else REFUSED)  # noqa: PLR2004
    response.headers.update(failure.headers or {})
    return response


def _on_invalid_request(request: Request, error: Exception) -> Response:
    """Where the address needs a number and has none, there is no page. An invalid form does not come from our pages."""
    in_path = any(flaw["loc"][0] == "path" for flaw in cast("RequestValidationError", error).errors())
    return html_error(request, 404, NOT_FOUND) if in_path or request.method == "GET" else html_error(request, 400, REFUSED)


def _page(request: Request) -> Page:
    """A page in the language of the address. If the address names none, the best language for the person."""
    site = site_of(request)
    code = request.url.path.split("/", maxsplit=2)[1]
    return Page(request, site, site.languages[code]) if code in site.languages else greeting(request)


def foreign(request: Request) -> Response:
    """The page for a request that another site made the browser send."""
    return html_error(request, 403, FOREIGN)


def failed(request: Request, number: str) -> Response:
    """The page of an unexpected failure."""
    return html_error(request, 500, FAILED, reference=number)
