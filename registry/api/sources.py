"""Sources: the declared portals, the number of records we keep of each, and how its last harvests went."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from schemas.actor import Actor
from schemas.source import Source

from ..access.deeds import Deed, Subject, may
from ..answers import links
from ..answers import sources as answers
from ..answers.runs import run_view
from ..answers.shapes.runs import RunAnswer
from ..answers.shapes.sources import SourceAnswer, SourcesAnswer
from ..answers.sources import source_view
from ..pipeline.harvest import queue
from ..services import Services
from .auth import VisitorDep, permitted
from .documentation import TOKEN_OPTIONAL, problems
from .errors import Refusal
from .services import ServicesDep

router = APIRouter(prefix=f"{links.ROOT}/sources", tags=["sources"])

SourceId = Annotated[str, Path(description="The id of a source.", examples=["kg_data_gov"])]


@router.get("", summary="List the portals", responses=problems("token-refused"), openapi_extra=TOKEN_OPTIONAL)
def list_sources(services: ServicesDep, visitor: VisitorDep) -> SourcesAnswer:
    """Every declared portal, harvested or not, and the declarations that are set aside because their files are wrong.

    Where these files are and what is wrong with them is told to who may ask for harvests.
    """
    aside = services.declarations.now.set_aside
    return answers.list_sources(services.store, services.sources.values(), aside, with_files=may(visitor, Deed.HARVEST))


@router.get("/{id}", summary="Read a portal", responses=problems("source-missing"))
def read_source(id: SourceId, services: ServicesDep) -> SourceAnswer:
    """A portal's declaration, how many of its records we keep, and its last runs."""
    return source_view(services.store, find_source(services, id))


def about(id: SourceId, services: ServicesDep) -> Subject:
    """The portal of the address, as what a deed is about. Raises `Refusal`."""
    return Subject(source=find_source(services, id).id)


@router.post(
    "/{id}/runs",
    summary="Ask for a harvest",
    status_code=202,
    responses=problems("token-missing", "role-too-low", "source-missing", "run-active", "source-retired", "request-invalid"),
)
def ask_for_run(
    person: Annotated[Actor, permitted(Deed.HARVEST, about)],
    id: SourceId,
    services: ServicesDep,
    full: Annotated[bool, Query(description="Read the whole portal, not only what changed.")] = False,  # noqa: FBT002 - a parameter of the address
) -> RunAnswer:
    """Queue a harvest of the portal for a worker. Answers the waiting run, with the name of the person who asked for it."""
    return run_view(services.store, queue(services, find_source(services, id), full=full, by=person))


def find_source(services: Services, id: str) -> Source:
    """The declared source. Raises `Refusal`."""
    source = services.sources.get(id)
    if source is None:
        raise Refusal("source-missing", "No source with this id is declared.")
    return source
