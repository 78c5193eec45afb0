"""Answers about a use that are kept: keeping one, and reading it."""

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import JSONResponse

from schemas.usage import UsageRequest

from ..answers import links
from ..answers.keeping import KeptUsageAnswer, VisitorsKeepNothing, keep, kept_json
from ..web.bodies import StrictRoute
from ..web.numbers import RowNumber
from . import documentation, usage_examples
from .auth import VisitorDep, challenge
from .datasets import RecordId, find_record
from .errors import Refusal
from .services import ServicesDep
from .usage import PAST, At

router = APIRouter(prefix=links.ROOT, tags=["datasets"], route_class=StrictRoute)


AnswerNumber = Annotated[RowNumber, Path(description="The number of a kept answer.", examples=[12])]


class AnswerBody(UsageRequest):
    """The question, as for `GET …/usage`, and who asks. What is stated of who asks is public with the answer: name no persons."""

    at: At = None


@router.post(
    "/datasets/{id}/answers",
    summary="Keep an answer about a use",
    status_code=201,
    responses=documentation.problems(
        "body-unreadable",
        "token-missing",
        "token-refused",
        "record-missing",
        "body-too-large",
        "request-invalid",
        "usage-invalid",
        "answers-too-many",
        "store-read-only",
        *PAST,
    )
    | {200: {"model": KeptUsageAnswer, "description": "The same answer was kept before."}}
    | documentation.example(usage_examples.KEPT_ANSWER, status=201),
    response_model=KeptUsageAnswer,
    openapi_extra=documentation.TOKEN_OPTIONAL,
)
def keep_answer(id: RecordId, body: AnswerBody, services: ServicesDep, who: VisitorDep) -> JSONResponse:
    """Keep today's answer, or that for another day, with the state of the record on which it rests, and a hash over all of it.

    It needs no token; with one, the name of its person is kept, and public. An equal question to the same state of record and
    rules for the same day has the same number.
    """
    record = find_record(services, id)
    question = UsageRequest(**body.model_dump(exclude={"at"}))
    try:
        kept, new = keep(services, record, question, at=body.at, by=who.actor if who else None)
    except VisitorsKeepNothing:
        raise Refusal("token-missing", "Here it takes a person's token to keep an answer.", headers=challenge()) from None
    headers = {"Location": links.answer(kept.number)}
    return JSONResponse(kept_json(services, kept), status_code=201 if new else 200, headers=headers)


@router.get(
    "/answers/{number}",
    summary="Read a kept answer",
    responses=documentation.problems("answer-missing", "request-invalid") | documentation.example(usage_examples.KEPT_ANSWER),
    response_model=KeptUsageAnswer,
)
def read_answer(number: AnswerNumber, services: ServicesDep) -> JSONResponse:
    """An answer as it was given, the states of the record and of what that was made from, and the hashes by which it is checked.

    `hash` is the SHA-256 of `answer`, `answer.record_hash` that of `record`, and `answer.ancestor_hash` are those of `ancestor`,
    each as canonical JSON: keys sorted at every depth, no white space, UTF-8. It stays when the dataset is withdrawn.
    `proof` shows that the signed trail has this hash; `POST /trail/check` says what it proves.
    """
    return JSONResponse(kept_json(services, services.store.answers.get(number)))
