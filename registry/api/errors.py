"""The only place where domain errors become answers: one table, and the handlers that read it.

An unexpected error is answered with 500 and a reference. The log has the same reference and the cause.
"""

import re
from collections.abc import Sequence
from typing import Any, cast

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import compile_path

from search.errors import EngineBusy, EngineUnavailable, IndexMissing, InvalidQuery, UnknownField

from ..access.deeds import RoleTooLow
from ..answers.combination import DatasetsMissing, DatasetsWithdrawn
from ..answers.review import NotAssignable, QuestionMissing
from ..pipeline.curate import NothingDecided, RecordMissing, SourceMissing
from ..pipeline.days import DayBeforeRecord, DayError, DayNotKept, DayToCome
from ..pipeline.harvest import SourceRetired
from ..pipeline.matters import NotTheProposer, SecondPersonNeeded
from ..pipeline.portal_checks import InvalidCheck
from ..pipeline.propose import NothingToRecord, ProposalOutdated
from ..pipeline.reassess import NotTheAsker, ReassessmentOutdated
from ..pipeline.rule_sets import RulesUnchanged
from ..pipeline.selecting import SelectionTooLarge
from ..pipeline.trail import EntryNotSigned
from ..pipeline.trail_keeper import PAUSE
from ..policy.choices import InvalidDecision
from ..policy.transfer.errors import FLAWS, InvalidRules, InvalidUsage, TooMuchToCompare
from ..proof.tile_files import TileDamaged, TileMissing
from ..store.errors import (
    AnswerMissing,
    CheckExpired,
    CheckMissing,
    Corrupt,
    DatabaseVanished,
    EntryMissing,
    HoldMissing,
    HoldSettled,
    NotArchived,
    NothingToMove,
    NotStorable,
    ProposalMissing,
    ProposalSettled,
    ReadOnly,
    ReassessmentActive,
    ReassessmentMissing,
    ReassessmentSettled,
    RuleSetMissing,
    RuleSetOutdated,
    RuleSetSettled,
    RunActive,
    RunEnded,
    StaleRecord,
    StoreUnavailable,
    TooManyAnswers,
    TooManyChecks,
)
from ..web.errors import row_of
from ..web.last_resort import logged
from .documentation import operations
from .problems import KINDS, MEDIA_TYPE, Flaw, problem

ERRORS: dict[type[Exception], str] = {
    RoleTooLow: "role-too-low",
    RecordMissing: "record-missing",
    DatasetsMissing: "record-missing",
    DatasetsWithdrawn: "record-withdrawn",
    SourceMissing: "source-undeclared",
    NothingDecided: "decision-missing",
    InvalidDecision: "decision-invalid",
    RunActive: "run-active",
    SourceRetired: "source-retired",
    RunEnded: "run-ended",
    StaleRecord: "record-contended",
    NotStorable: "decision-invalid",
    InvalidUsage: "usage-invalid",
    DayBeforeRecord: "day-before-record",
    DayNotKept: "day-not-kept",
    DayToCome: "day-to-come",
    AnswerMissing: "answer-missing",
    EntryMissing: "entry-missing",
    EntryNotSigned: "entry-not-signed",
    TileMissing: "trail-file-missing",
    TileDamaged: "content-damaged",
    TooManyAnswers: "answers-too-many",
    CheckMissing: "check-missing",
    CheckExpired: "check-expired",
    TooManyChecks: "checks-too-many",
    InvalidCheck: "check-invalid",
    InvalidQuery: "query-invalid",
    UnknownField: "query-invalid",
    QuestionMissing: "question-missing",
    NotAssignable: "assignee-invalid",
    HoldMissing: "hold-missing",
    HoldSettled: "hold-settled",
    NothingToMove: "hold-not-movable",
    ProposalMissing: "proposal-missing",
    ProposalSettled: "proposal-settled",
    ProposalOutdated: "proposal-outdated",
    NothingToRecord: "proposal-empty",
    NotTheProposer: "proposal-of-another",
    SecondPersonNeeded: "second-person-needed",
    SelectionTooLarge: "proposal-too-large",
    RuleSetMissing: "rules-missing",
    RuleSetSettled: "rules-settled",
    RuleSetOutdated: "rules-outdated",
    RulesUnchanged: "rules-unchanged",
    InvalidRules: "rules-invalid",
    TooMuchToCompare: "rules-too-different",
    ReassessmentMissing: "reassessment-missing",
    ReassessmentSettled: "reassessment-settled",
    ReassessmentActive: "reassessment-active",
    ReassessmentOutdated: "reassessment-outdated",
    NotTheAsker: "reassessment-of-another",
    NotArchived: "raw-missing",
    Corrupt: "content-damaged",
    EngineBusy: "engine-busy",
    EngineUnavailable: "engine-unavailable",
    IndexMissing: "index-missing",
    DatabaseVanished: "database-vanished",
    ReadOnly: "store-read-only",
    StoreUnavailable: "store-unavailable",
}
"""Domain error -> code of `problems.KINDS`, which has the status."""

RETRY_AFTER = "60"
"""The seconds after which a protocol's client is told to ask again, if the installation cannot answer now."""

STATUSES = {400: "body-unreadable", 404: "path-unknown", 405: "method-not-allowed", 413: "body-too-large"}
"""Statuses that FastAPI itself answers with -> code."""


class Refusal(Exception):
    """The API itself refuses a request, with a kind of `problems.KINDS`. `errors` and `choices` are members of the problem."""

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        headers: dict[str, str] | None = None,
        errors: tuple[Flaw, ...] = (),
        choices: tuple[str, ...] = (),
    ) -> None:
        super().__init__(detail)
        self.code, self.detail, self.headers = code, detail, headers
        self.errors, self.choices = errors, choices


def answer(request: Request, code: str, detail: str, *, headers: dict[str, str] | None = None, **members: Any) -> Response:
    """A problem as a response. `members` are those of `problems.problem`."""
    made = problem(code, detail, instance=request.url.path, **members)
    return ProblemResponse(made.as_json(), status_code=made.status, headers=headers)


class ProblemResponse(JSONResponse):
    media_type = MEDIA_TYPE


def install(app: FastAPI) -> None:
    """Register the handlers that answer every error as a problem."""
    for error in ERRORS:
        app.add_exception_handler(error, on_domain_error)
    app.add_exception_handler(Refusal, on_refusal)
    app.add_exception_handler(RequestValidationError, on_invalid_request)
    app.add_exception_handler(HTTPException, on_http_error)


def on_domain_error(request: Request, error: Exception) -> Response:
    code = row_of(ERRORS, error)
    members: dict[str, Any] = {}
    if isinstance(error, InvalidQuery):
        members["errors"] = (Flaw(parameter=error.parameter, detail=error.message),)
    if isinstance(error, InvalidUsage):
        members["choices"] = error.choices
        members["errors"] = (_flaw(request, error.parameter, error.message),)
    if isinstance(error, DatasetsMissing):
        members["errors"] = tuple(_flaw(request, "id", f"There is no record {id_}.") for id_ in error.ids)
    if isinstance(error, DatasetsWithdrawn):
        members["choices"] = tuple(str(survivor) for survivor in error.ids.values() if survivor)
        members["errors"] = tuple(_flaw(request, "id", f"{id_} is withdrawn.") for id_ in error.ids)
    if isinstance(error, DayError):
        members["choices"] = (error.first.isoformat(),)
        each = (_flaw(request, "id", f"{id_}: {wrong}.") for id_, wrong in error.of.items())
        members["errors"] = (_flaw(request, "at", str(error)), *each)
    if isinstance(error, InvalidCheck):
        members["choices"] = error.choices
        members["errors"] = (_flaw(request, error.field, error.message),)
    if isinstance(error, TooManyAnswers | TooManyChecks):
        members["headers"] = {"Retry-After": str(error.seconds)}
    if isinstance(error, EntryNotSigned):
        members["headers"] = {"Retry-After": str(int(PAUSE))}
    if isinstance(error, InvalidDecision):
        members["choices"] = error.choices
        members["errors"] = (Flaw(pointer=pointer(error.place), detail=error.message),)
    if isinstance(error, InvalidRules):
        told = [(each, FLAWS[each.code] % {"value": each.value}) for each in error.flaws]
        members["errors"] = tuple(
            Flaw(detail=words, file=each.file, line=each.line, choices=each.choices) for each, words in told
        )
    if isinstance(error, NotAssignable):
        members["choices"] = error.choices
        members["errors"] = (Flaw(pointer="/name", detail=error.message),)
    if KINDS[code].status >= 500:  # noqa: PLR2004  # the class of server errors
        members["reference"] = logged(error)
        return answer(request, code, KINDS[code].title + ".", **members)
    return answer(request, code, f"{KINDS[code].title}: {error}", **members)


def _flaw(request: Request, field: str, detail: str) -> Flaw:
    """What is wrong with a field of a question, which is a parameter or, in a body, a member. A body lists `id` as `ids`."""
    if request.method == "GET":
        return Flaw(parameter=field, detail=detail)
    return Flaw(pointer="/ids" if field == "id" else f"/{field}", detail=detail)


def on_refusal(request: Request, error: Exception) -> Response:
    refusal = cast("Refusal", error)
    members: dict[str, Any] = {"errors": refusal.errors, "choices": refusal.choices}
    return answer(request, refusal.code, refusal.detail, headers=refusal.headers, **members)


def on_invalid_request(request: Request, error: Exception) -> Response:
    items = cast("RequestValidationError", error).errors()
    flaws = tuple(flaw(item) for item in items)
    choices = dict.fromkeys(
        choice for item in items if item["type"] == "enum" for choice in _CHOICE.findall(item["ctx"]["expected"])
    )
    return answer(request, "request-invalid", "; ".join(item.detail for item in flaws), errors=flaws, choices=tuple(choices))


def on_http_error(request: Request, error: Exception) -> Response:
    failure = cast("HTTPException", error)
    code = STATUSES.get(failure.status_code, "failure")
    detail = KINDS[code].title + "." if failure.detail in GENERIC_DETAILS else failure.detail
    headers = dict(failure.headers or {})
    if "Allow" in headers:
        headers["Allow"] = ", ".join(allowed(request)) or headers["Allow"]
    return answer(request, code, detail, headers=headers)


def allowed(request: Request) -> list[str]:
    """Every documented method that the path takes. Starlette names only those of the first route that fits."""
    taken = {method for method, path, _ in operations(request.app.openapi()) if compile_path(path)[0].match(request.url.path)}
    return sorted(taken | {"HEAD"} if "GET" in taken else taken)


_CHOICE = re.compile("'([^']*)'")
"""A value in pydantic's list of what it expected: `'yes', 'no' or 'unknown'`."""

GENERIC_DETAILS = ("Not Found", "Method Not Allowed", "There was an error parsing the body")


def flaw(item: dict[str, Any]) -> Flaw:
    """One of pydantic's errors, without the refused value: the client knows what it sent."""
    place, *rest = item["loc"]
    message = f"{item['msg']}: {item['ctx']['error']}" if item["type"] == "json_invalid" else item["msg"]
    if place == "body":
        return Flaw(pointer=pointer(rest) if item["type"] != "json_invalid" else "", detail=message)
    return Flaw(parameter=".".join(str(part) for part in rest), detail=message)


def pointer(parts: Sequence[str | int]) -> str:
    """A JSON pointer (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def failed(request: Request, number: str) -> Response:
    """The answer to an unexpected failure."""
    return answer(request, "failure", KINDS["failure"].title + ".", reference=number)
