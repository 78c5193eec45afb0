"""What there is by state, and of what there is little: of the whole catalogue, or of all that a search finds."""

from typing import Annotated

from fastapi import APIRouter, Header, Request, Response

from schemas.csv_table import csv_lines
from search.params import CONDITIONS, parse
from search.query import Query

from ..answers import links
from ..answers.balance import ROW, rows
from ..answers.balance_findings import balance_answer
from ..answers.balance_statement import statement
from ..answers.balance_words import English
from ..answers.shapes.balance import BalanceAnswer
from ..pipeline.usable import resolved
from ..services import Services
from ..web.tags import tag_matches
from . import balance_example
from .documentation import CSV, MARKDOWN, NOT_MODIFIED, example, problems
from .preconditions import content_tag
from .search_parameters import search_parameters
from .services import ServicesDep

router = APIRouter(prefix=links.ROOT, tags=["datasets"])

IfNoneMatch = Annotated[str | None, Header(description="The `ETag` you have. If no figure has changed since, the answer is 304.")]

PARAMETERS = {"parameters": search_parameters(CONDITIONS)}

REFUSED = problems("query-invalid", "usage-invalid", "index-missing", "engine-unavailable") | NOT_MODIFIED


@router.get(
    "/coverage",
    summary="Read what there is by state",
    openapi_extra=PARAMETERS,
    responses=REFUSED | example(balance_example.ANSWER),
    response_model=BalanceAnswer,
)
def read_coverage(request: Request, services: ServicesDep, if_none_match: IfNoneMatch = None) -> Response:
    """How many datasets there are of each member, by language, theme, year, licence, privacy class, format and portal; how evenly
    they are spread; and what is thin or missing by published rules.

    The parameters are those of a search, whose datasets are counted; without any, all. A search in words finds what has these
    words, also in other languages, but not what is only similar in meaning. The search with the `conditions` of a state and of a
    value, in an order by date, finds just the datasets that are counted there; see `same_from`. What a dataset does not state is
    counted as `unknown`.
    """
    _, found = _found(request, services)
    return _answer(found, found.model_dump_json(), "application/json", if_none_match)


@router.get(
    "/coverage.csv",
    summary="Download what there is by state",
    openapi_extra=PARAMETERS,
    response_class=Response,
    responses=REFUSED | CSV,
)
def download_coverage(request: Request, services: ServicesDep, if_none_match: IfNoneMatch = None) -> Response:
    """Every count as a row of a table (RFC 4180, UTF-8): the field, the value, the state (`all`: the whole search), how many."""
    _, found = _found(request, services)
    return _answer(found, "".join(csv_lines(ROW, rows(found))), "text/csv; header=present", if_none_match, name="coverage.csv")


@router.get(
    "/coverage.md",
    summary="Download a data statement",
    openapi_extra=PARAMETERS,
    response_class=Response,
    responses=REFUSED | MARKDOWN,
)
def download_statement(request: Request, services: ServicesDep, if_none_match: IfNoneMatch = None) -> Response:
    """A text in Markdown to put beside a model: what was searched, what there is, what is thin or missing, what is not known."""
    query, found = _found(request, services)
    text = statement(found, query, English(services.sources), place=services.settings.base_url or "")
    return _answer(found, text, "text/markdown", if_none_match, name="data-statement.md")


def _found(request: Request, services: Services) -> tuple[Query, BalanceAnswer]:
    """The search and its figures. Raises `InvalidQuery`, `InvalidUsage` and what a search raises."""
    query = resolved(services, parse(request.query_params.multi_items(), names=CONDITIONS))
    return query, balance_answer(services, query)


def _answer(found: BalanceAnswer, body: str, media_type: str, if_none_match: str | None, *, name: str = "") -> Response:
    headers = {"ETag": content_tag(found), "Cache-Control": "no-cache"}
    if tag_matches(if_none_match, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    if name:
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return Response(body, media_type=media_type, headers=headers)
