"""May a dataset be used from a state, for a purpose."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from schemas.usage import Asked, UsageRequest

from ..answers import links
from ..answers.shapes.usage import UsageAnswer
from ..answers.usage import given, usage_view
from ..web.tags import tag_matches
from . import documentation, usage_examples
from .datasets import IfNoneMatch, RecordId, find_record
from .preconditions import verdict_tag
from .services import ServicesDep

router = APIRouter(prefix=f"{links.ROOT}/datasets", tags=["datasets"])


At = Annotated[
    date | None,
    Field(description="The day of the use; today if it is left out. For a past day, what was answered then, or would have been."),
]


class UsageQuery(Asked):
    """The parameters of the question. Who asks is left out: addresses are logged."""

    at: At = None


PAST = ("day-before-record", "day-not-kept", "source-undeclared")
"""Why nothing can be told of a past day."""


@router.get(
    "/{id}/usage",
    summary="Ask whether a dataset may be used",
    responses=documentation.problems("record-missing", "request-invalid", "usage-invalid", *PAST)
    | documentation.example(usage_examples.USAGE)
    | documentation.NOT_MODIFIED,
    response_model=UsageAnswer,
)
def read_usage(
    id: RecordId,
    services: ServicesDep,
    response: Response,
    asked: Annotated[UsageQuery, Query()],
    if_none_match: IfNoneMatch = None,
) -> UsageAnswer | Response:
    """The effect, the conditions, the articles, what is missing, and which single facts would change the answer.

    It is information, not legal advice. The effects are `allowed` < `conditional` < `authorisation` < `unclear` < `prohibited`;
    `unclear` is never a yes. `purpose` is one of `/api/v1/purposes`, subclasses are those of `/api/v1/privacy-classes`.

    For a past day (`at`) it is the answer that was kept on that day (`basis` is `kept`), or else one that is computed from the
    record and the rules as they stood at the end of that day, in UTC (`computed`): `rests_on` tells from what, and what is not
    kept.
    """
    record = find_record(services, id)
    question = UsageRequest(**asked.model_dump(exclude={"at"}))
    found = given(services, record, question, at=asked.at)
    answer = usage_view(found)
    headers = {"ETag": verdict_tag(found), "Cache-Control": "no-cache"}
    if tag_matches(if_none_match, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return answer
