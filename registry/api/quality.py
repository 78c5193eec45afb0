"""How good the metadata are that portals give."""

from fastapi import APIRouter, Request

from search.params import parse

from ..answers import links
from ..answers.quality import ASKED_BY, QualityAnswer, SourcesQuality, quality_of_query, quality_of_sources
from .documentation import problems
from .search_parameters import search_parameters
from .services import ServicesDep

router = APIRouter(prefix=f"{links.ROOT}/quality", tags=["datasets"])


@router.get(
    "",
    summary="Read how good the metadata of datasets are",
    openapi_extra={"parameters": search_parameters(ASKED_BY)},
    responses=problems("query-invalid", "index-missing", "engine-unavailable"),
)
def read_quality(request: Request, services: ServicesDep) -> QualityAnswer:
    """The points of what a search finds, on average, and what would raise them most; without parameters, of all datasets.

    The method is that of data.europa.eu: 23 indicators, 405 points. Two indicators need requests to the files, which are not
    made here, so at most `measured` points can be had. What a portal states of the dataset itself counts, and nothing that we
    conclude.
    """
    query = parse(request.query_params.multi_items(), names=ASKED_BY)
    return quality_of_query(services.engine, query, meaning=services.meaning)


@router.get(
    "/sources",
    summary="Read how good the metadata of each portal are",
    responses=problems("index-missing", "engine-unavailable"),
)
def read_quality_of_sources(services: ServicesDep) -> SourcesQuality:
    """The points of each portal that has datasets, on average, and the one change that would raise them most."""
    return quality_of_sources(services.engine)
