"""Sources: the declared portals, with what we keep of each and how its last harvests went."""

from typing import Annotated

from fastapi import APIRouter, Path

from harvesters.source import Source

from ..services import Services
from . import links
from .answers import SourceAnswer, SourcesAnswer
from .documentation import problems
from .errors import Refusal
from .parts import ServicesDep
from .views import source_view, sources_view

router = APIRouter(prefix=f"{links.ROOT}/sources", tags=["sources"])

SourceId = Annotated[str, Path(description="The id of a source.", examples=["kg_data_gov"])]


@router.get("", summary="List the portals", responses=problems())
def list_sources(services: ServicesDep) -> SourcesAnswer:
    """Every declared portal, whether it was harvested yet or not."""
    counts = services.store.records.counts()
    return sources_view(describe(services, source, records=counts.get(source.id, 0)) for source in services.sources.values())


@router.get("/{id}", summary="Read a portal", responses=problems("source-missing"))
def read_source(id: SourceId, services: ServicesDep) -> SourceAnswer:
    """A portal's declaration, how many of its records we keep, and its last runs."""
    source = services.sources.get(id)
    if source is None:
        raise Refusal("source-missing", "No source with this id is declared.")
    return describe(services, source, records=services.store.records.count(source=id))


def describe(services: Services, source: Source, *, records: int) -> SourceAnswer:
    runs = services.store.runs
    return source_view(source, records=records, last_run=runs.last(source.id), last_done=runs.last_done(source.id))
