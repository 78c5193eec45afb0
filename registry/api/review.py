"""The queue of questions to officers. Everybody with a token may read it: it has the names of those who take the questions."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from pydantic import ConfigDict, Field

from schemas.actor import LONGEST_NAME, Actor
from schemas.model import Model
from schemas.questions import Cause
from schemas.record import Aspect
from search.params import CONDITIONS, parse
from search.query import MAX_FACET, MAX_LIMIT

from ..access.deeds import Deed, Subject
from ..answers import links
from ..answers.review import (
    ME,
    NOBODY,
    QuestionAnswer,
    QuestionReport,
    ReviewAnswer,
    ReviewFilter,
    assign,
    find_question,
    question_report,
    review,
)
from ..store.database import NO_NUL
from ..web.bodies import StrictRoute
from .auth import PersonDep, permitted
from .documentation import problems
from .search_parameters import search_parameters
from .services import ServicesDep

router = APIRouter(prefix=f"{links.ROOT}/review", tags=["review"], route_class=StrictRoute)

ENGINE = ("index-missing", "engine-unavailable")
READING = ("token-missing", "token-refused", "request-invalid", *ENGINE)

QuestionId = Annotated[
    str, Path(max_length=100, description="The id of a question.", examples=["license.ambiguous.5f0c1f8e4a5b5d0e"])
]


class ReviewQuery(Model):
    """Which questions to list. The other parameters of the address are those of a search."""

    model_config = ConfigDict(extra="ignore")

    aspect: Annotated[Aspect | None, Field(description="Only questions about this.", examples=["license"])] = None
    cause: Annotated[Cause | None, Field(description="Only questions asked for this cause.", examples=["conflict"])] = None
    assigned: Annotated[
        str | None,
        Field(
            max_length=LONGEST_NAME,
            pattern=NO_NUL,
            description="Only questions that this person has: a name, `me`, or `nobody`.",
            examples=["me"],
        ),
    ] = None
    offset: Annotated[int, Field(ge=0, le=MAX_FACET, description="How many to skip.")] = 0
    limit: Annotated[int, Field(ge=0, le=MAX_LIMIT, description="How many to answer at most. 0: only the numbers.")] = 20


OWN = tuple(ReviewQuery.model_fields)
"""The parameters beside those of a search."""


class Assignee(Model):
    """Who takes a question: a person's name, or null for nobody."""

    name: Annotated[str | None, Field(max_length=LONGEST_NAME, pattern=NO_NUL, examples=["Aizada Bekova"])]


def about(id: QuestionId, services: ServicesDep) -> Subject:
    """The question of the address, as what a deed is about. Raises `QuestionMissing`."""
    return Subject(question=find_question(services, id).id)


@router.get(
    "",
    summary="List what officers have to decide",
    openapi_extra={"parameters": search_parameters(CONDITIONS)},
    responses=problems(*READING, "query-invalid", "usage-invalid"),
)
def read_queue(
    request: Request, visitor: PersonDep, asked: Annotated[ReviewQuery, Query()], services: ServicesDep
) -> ReviewAnswer:
    """The questions that records ask, each for all records of a portal that ask the same; those of most records first.

    The parameters of a search narrow them to the records that it finds.
    """
    searched = [(name, value) for name, value in request.query_params.multi_items() if name not in OWN]
    query = parse(searched, names=CONDITIONS, beside=OWN)
    name = {ME: visitor.actor.name, NOBODY: ""}.get(asked.assigned, asked.assigned) if asked.assigned else None
    wanted = ReviewFilter(query=query, aspect=asked.aspect, cause=asked.cause, assigned=name)
    return review(services, wanted, offset=asked.offset, limit=asked.limit)


@router.get("/{id}", summary="Read a question to officers", responses=problems(*READING, "question-missing"))
def read_question(id: QuestionId, _: PersonDep, services: ServicesDep) -> QuestionReport:
    """What is asked, who takes it, and the first of the records that ask it; the link `records` finds all."""
    return question_report(services, id)


@router.put(
    "/{id}/assignee",
    summary="Give a question to an officer",
    responses=problems(*READING, "body-unreadable", "body-too-large", "role-too-low", "question-missing", "assignee-invalid"),
)
def put_assignee(
    person: Annotated[Actor, permitted(Deed.ASSIGN, about)], id: QuestionId, assignee: Assignee, services: ServicesDep
) -> QuestionAnswer:
    """Give a question to a person who may decide, or with null to nobody. The last one who says so counts."""
    assign(services, id, assignee.name, by=person)
    return find_question(services, id)
