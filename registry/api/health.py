"""Whether this installation can answer, and what is behind."""

from functools import cache
from importlib.metadata import version

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from search.engine import Health
from search.errors import SearchError

from ..services import Services
from ..store.errors import StoreError
from .answers import HealthAnswer, StoreHealth
from .documentation import problems
from .parts import ServicesDep
from .problems import KINDS, MEDIA_TYPE, problem

router = APIRouter(tags=["operation"])


@router.get(
    "/health", summary="Ask for the state of this installation", responses=problems("not-ready"), response_model=HealthAnswer
)
def read_health(services: ServicesDep) -> HealthAnswer | JSONResponse:
    """Store, engine, and how many changes the index has yet to take.

    200 if searches and records can be answered, 503 if not; the members are the same, among those of the problem.
    """
    health = look(services)
    return health if health.ready else not_ready(health)


def look(services: Services) -> HealthAnswer:
    """Ask the parts how they are."""
    outbox, store = look_at_store(services)
    engine = look_at_engine(services)
    return HealthAnswer(
        ready=store.reachable and engine.reachable,
        version=installed_version(),
        at=services.clock(),
        store=store,
        engine=engine,
        outbox=outbox,
    )


def look_at_store(services: Services) -> tuple[int | None, StoreHealth]:
    """The depth of the outbox, which takes a query, so the store is seen to answer."""
    try:
        return services.store.outbox.depth(), StoreHealth(reachable=True)
    except StoreError as error:
        return None, StoreHealth(reachable=False, detail=type(error).__name__)


def look_at_engine(services: Services) -> Health:
    try:
        return services.engine.check()
    except SearchError as error:
        return Health(reachable=False, detail=type(error).__name__)


def not_ready(health: HealthAnswer) -> JSONResponse:
    """The state as members of a problem."""
    made = problem("not-ready", KINDS["not-ready"].title + ".", instance="/health")
    return JSONResponse({**health.model_dump(mode="json"), **made.shown()}, status_code=made.status, media_type=MEDIA_TYPE)


@cache
def installed_version() -> str:
    """The version of this installation."""
    return version("serai")
