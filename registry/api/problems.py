"""The shape of every error answer (RFC 9457, `application/problem+json`), and the table of kinds. Does not use FastAPI.

A code is stable: it is never renamed or given a new meaning.
"""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from schemas.model import Model

from ..answers import links

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Kind:
    """A kind of error: the status it is answered with, a title, and what a client can do."""

    code: str
    status: int
    title: str
    advice: str

    @property
    def type(self) -> str:
        return links.problem(self.code)


_KINDS = (
    Kind("body-unreadable", 400, "The request body cannot be read", "Send UTF-8 JSON, with `Content-Type: application/json`."),
    Kind("token-missing", 401, "A token is needed", "Send `Authorization: Bearer TOKEN`; the operator gives out tokens."),
    Kind("token-refused", 401, "The token is not valid", "It is unknown, expired or withdrawn: ask the operator for a new one."),
    Kind(
        "role-too-low", 403, "Your role does not allow this", "The detail names the role: ask the operator for a token with it."
    ),
    Kind(
        "second-person-needed",
        403,
        "You asked for it, so another officer has to approve it",
        "Ask another officer. You can withdraw it with `reject`.",
    ),
    Kind("proposal-of-another", 403, "Another officer made the proposal", "Only who made a proposal confirms it. Make your own."),
    Kind(
        "reassessment-of-another",
        403,
        "Another officer asked for the re-assessment",
        "Only who asked for it confirms it. Ask for your own.",
    ),
    Kind("checks-off", 403, "Portals cannot be checked here", "Run `serai check` where you have Serai, or ask the operator."),
    Kind("path-unknown", 404, "There is nothing at this address", "See `/api/v1/openapi.json` for all addresses."),
    Kind("record-missing", 404, "There is no such record", "Ids never change: search for the dataset."),
    Kind("decision-missing", 404, "There is no decision to withdraw", "The record's `curation` shows the decisions in force."),
    Kind("source-missing", 404, "There is no such source", "See `/api/v1/sources` for what is declared."),
    Kind("run-missing", 404, "There is no such run", "See `/api/v1/runs` for what was run."),
    Kind("hold-missing", 404, "There is no such held withdrawal", "See `/api/v1/holds` for what is held."),
    Kind("question-missing", 404, "No record asks this question", "It was decided, or it never was: see `/api/v1/review`."),
    Kind(
        "proposal-missing",
        404,
        "There is no such proposal",
        "See `/api/v1/proposals`. A draft that nobody confirms is removed after a day.",
    ),
    Kind(
        "rules-missing",
        404,
        "There is no such rule set",
        "See `/api/v1/rules`. A draft that nobody confirms is removed after a day.",
    ),
    Kind("reassessment-missing", 404, "There is no such re-assessment", "See `/api/v1/reassessments` for what was asked for."),
    Kind("answer-missing", 404, "There is no such kept answer", "Kept answers are never removed: see the number on the answer."),
    Kind("check-missing", 404, "There is no such check", "Its id is in the `Location` of the answer to `POST /api/v1/checks`."),
    Kind("check-expired", 410, "The report of the check is kept no longer", "Ask for a new check."),
    Kind("entry-missing", 404, "The audit trail has no such entry", "See `/api/v1/trail/entries` for those that there are."),
    Kind(
        "trail-file-missing",
        404,
        "No such file of the audit trail is published",
        "Read the newest checkpoint: its size says which files there are. A partial file goes when the full one is there.",
    ),
    Kind(
        "day-before-record",
        404,
        "Serai did not have the record on that day",
        "`choices` has the first day of which an answer can be told, `errors` that of each of several datasets.",
    ),
    Kind(
        "day-not-kept",
        404,
        "What the record was on that day is not kept",
        "`choices` has the first day of which an answer can be told, `errors` that of each of several datasets.",
    ),
    Kind("day-to-come", 422, "The day has not come yet", "`choices` has today, the last day that can be told of."),
    Kind("problem-missing", 404, "There is no such kind of error", "See `/api/v1/problems` for all kinds."),
    Kind("raw-missing", 404, "The verbatim record is not in the archive", "Ask the operator: the log has the details."),
    Kind("method-not-allowed", 405, "This address does not allow this method", "The `Allow` header names the allowed methods."),
    Kind("record-contended", 409, "Somebody else changed the record at the same moment", "Read it again, and decide again."),
    Kind(
        "record-withdrawn",
        409,
        "The portal no longer lists the dataset",
        "Leave it out. `choices` has the records that have such datasets now.",
    ),
    Kind(
        "hold-settled",
        409,
        "The withdrawal is already decided",
        "Another person or a newer whole sweep decided first: read it again.",
    ),
    Kind(
        "hold-not-movable",
        409,
        "There is nothing to move, or to move back",
        "See `pairs` of the hold: how many of its records are listed again. Its `state` says whether they were moved.",
    ),
    Kind(
        "proposal-settled",
        409,
        "The state of the proposal does not allow this",
        "Read it again: its `state` says what became of it.",
    ),
    Kind(
        "proposal-outdated",
        409,
        "The selection means something else than at the preview",
        "Nothing was recorded. The detail says how many records came, went or changed: make a new proposal, and look at it.",
    ),
    Kind("proposal-empty", 409, "No record would change", "See `items` of the proposal for what is said of each record."),
    Kind(
        "rules-invalid",
        409,
        "The files of rules are not valid",
        "See `errors` for each file and line, and the choices. The rules in force stay.",
    ),
    Kind(
        "rules-too-different",
        409,
        "The rules differ too much to be compared in one request",
        "Nothing was kept. Run `serai rules propose` where Serai runs, which has no limit, or propose them in several steps.",
    ),
    Kind("rules-unchanged", 409, "The same rules are in force already", "Edit the operator's folder first."),
    Kind(
        "rules-settled",
        409,
        "The state of the rule set does not allow this",
        "Read it again: its `state` says what became of it.",
    ),
    Kind(
        "rules-outdated",
        409,
        "Other rules came in force since the preview",
        "Nothing was put in force. Propose the rules again, and look at the cells that move.",
    ),
    Kind(
        "reassessment-settled",
        409,
        "The state of the re-assessment does not allow this",
        "Read it again: its `state` says what became of it.",
    ),
    Kind(
        "reassessment-outdated",
        409,
        "The rules have changed since the difference was made",
        "Nothing was changed. Ask for a new re-assessment, and look at its difference.",
    ),
    Kind("reassessment-active", 409, "A re-assessment is at work already", "Wait for it to end, or stop it."),
    Kind(
        "entry-not-signed",
        409,
        "No signed checkpoint covers the entry yet",
        "Try again after the seconds of `Retry-After`. Where `signed` of `/api/v1/trail` is missing, the operator signs nothing.",
    ),
    Kind("check-open", 409, "The check has no report", "Read the check: its `state` says whether one is still being made."),
    Kind("run-active", 409, "The portal is being harvested already", "Wait for that run to end, or stop it."),
    Kind("source-retired", 409, "The portal is no longer harvested", "See `retired` in its declaration: since when, and why."),
    Kind("run-ended", 409, "The run has ended", "There is nothing left to stop."),
    Kind("source-undeclared", 409, "The record's portal is no longer declared", "Ask the operator to declare the source again."),
    Kind(
        "record-changed", 412, "The record has changed since you read it", "Read it again, and send its new `ETag` as `If-Match`."
    ),
    Kind("body-too-large", 413, "The request body is too large", "Shorten the texts."),
    Kind("request-invalid", 422, "The request is not valid", "See `errors` for each place and its error."),
    Kind("query-invalid", 422, "The search is not valid", "See `errors` for the parameter and the choices."),
    Kind("decision-invalid", 422, "The decision is not valid", "See `choices` for what can be recorded."),
    Kind("usage-invalid", 422, "The question about a use is not valid", "See `errors` for the parameter, and `choices`."),
    Kind("check-invalid", 422, "This cannot be checked", "See `errors` for the member of the body, and `choices`."),
    Kind("assignee-invalid", 422, "The question cannot be given to this person", "See `choices` for who may decide."),
    Kind(
        "proposal-too-large",
        422,
        "The selection has too many records for one proposal",
        "Narrow it, by the portal or the day of change for example, and make several proposals.",
    ),
    Kind(
        "answers-too-many",
        429,
        "Visitors have kept as many answers as they may for now",
        "Try again after the seconds of `Retry-After`, or send a token.",
    ),
    Kind(
        "checks-too-many",
        429,
        "As many checks were asked for as may be for now",
        "Try again after the seconds of `Retry-After`, or send a token.",
    ),
    Kind("failure", 500, "Something went wrong here", "Tell the operator the `reference`: the log has it with the cause."),
    Kind("content-damaged", 500, "The stored content is damaged", "Tell the operator the `reference`: a backup is needed."),
    Kind("engine-busy", 503, "The index is being written by another process", "Try again in a few seconds."),
    Kind("engine-unavailable", 503, "The search engine does not answer", "Try again in a minute. Records can still be read."),
    Kind(
        "index-missing", 503, "The index is not built yet", "Try again in a minute, or ask the operator to run `serai rebuild`."
    ),
    Kind("store-unavailable", 503, "The store does not answer", "Try again in a minute."),
    Kind("store-read-only", 503, "Nothing can be changed here, only read", "The operator knows whether that is meant so."),
    Kind(
        "database-vanished",
        503,
        "The database is empty, but archive or index are not",
        "The operator must bring the database back; `serai status` says how.",
    ),
    Kind(
        "not-ready", 503, "This installation cannot answer now", "See `store`, `engine` and `archive` for what does not answer."
    ),
)

KINDS: dict[str, Kind] = {kind.code: kind for kind in _KINDS}


class Flaw(Model):
    """One thing wrong with a request: in a parameter or header, or at a place of the body (JSON pointer, RFC 6901).

    What is wrong with rules is in a `file`, on a `line`, and `choices` has what there is instead.
    """

    detail: str
    parameter: str | None = None
    pointer: str | None = None
    file: str | None = None
    line: int | None = None
    choices: tuple[str, ...] = ()


class Problem(Model):
    """An error (RFC 9457). `code` is the last part of `type`; empty members are left out."""

    model_config = ConfigDict(json_schema_extra={"required": ["type", "title", "status", "code", "detail"]})

    type: Annotated[str, Field(description="Where this kind of error is explained, relative to the root of this installation.")]
    title: Annotated[str, Field(description="The kind of error in words.")]
    status: Annotated[int, Field(description="The HTTP status.")]
    code: Annotated[str, Field(description="The kind of error for programs. It is never renamed.")]
    detail: Annotated[str, Field(description="What is wrong this time.")]
    instance: Annotated[str | None, Field(description="The path that was asked for.")] = None
    errors: Annotated[tuple[Flaw, ...], Field(description="Each thing that is wrong with the request.")] = ()
    choices: Annotated[tuple[str, ...], Field(description="Values that are possible instead of the refused one.")] = ()
    reference: Annotated[str | None, Field(description="A number to quote to the operator.")] = None

    def as_json(self) -> dict[str, Any]:
        """The members that are not empty, ready for JSON."""
        return self.model_dump(mode="json", exclude_defaults=True)


class ProblemKind(Model):
    """A kind of error, explained."""

    type: str
    code: str
    status: int
    title: str
    advice: str


class ProblemKinds(Model):
    items: tuple[ProblemKind, ...]


def explained(kind: Kind) -> ProblemKind:
    return ProblemKind(type=kind.type, code=kind.code, status=kind.status, title=kind.title, advice=kind.advice)


def problem(
    code: str,
    detail: str,
    *,
    instance: str | None = None,
    errors: tuple[Flaw, ...] = (),
    choices: tuple[str, ...] = (),
    reference: str | None = None,
) -> Problem:
    """A problem of a kind in the table. Raises `KeyError` for a code that is not in `KINDS`."""
    kind = KINDS[code]
    return Problem(
        type=kind.type,
        title=kind.title,
        status=kind.status,
        code=code,
        detail=detail,
        instance=instance,
        errors=errors,
        choices=choices,
        reference=reference,
    )
