"""Sources: the declared portals, with what we keep of each and how its last harvests went."""

from typing import Annotated

from fastapi import APIRouter, Path

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
    counts, runs = services.store.records.counts(), services.store.runs.latest()
    return sources_view(
        source_view(source, records=counts.get(source.id, 0), runs=runs.get(source.id)) for source in services.sources.values()
    )


@router.get("/{id}", summary="Read a portal", responses=problems("source-missing"))
def read_source(id: SourceId, services: ServicesDep) -> SourceAnswer:
    """A portal's declaration, how many of its records we keep, and its last runs."""
    source = services.sources.get(id)
    if source is None:
        raise Refusal("source-missing", "No source with this id is declared.")
    return source_view(source, records=services.store.records.count(source=id), runs=services.store.runs.latest().get(id))
