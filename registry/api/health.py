"""Whether this installation can answer, and what is behind."""

import logging
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from search.engine import Health

from ..answers.shapes import HealthAnswer, LiveAnswer, StoreHealth
from ..services import Services
from ..store.errors import StoreError
from .documentation import problems
from .parts import ServicesDep
from .problems import KINDS, MEDIA_TYPE, problem

log = logging.getLogger(__name__)

SEE_LOG = "The log has the reason."

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


@router.get("/health/live", summary="Ask whether this process lives", responses=problems())
def read_live() -> LiveAnswer:
    """200 as long as the process answers at all, whatever is behind it. Who starts processes anew asks here."""
    return LiveAnswer(version=installed_version())


@router.get(
    "/health/ready",
    summary="Ask whether this installation can answer",
    responses=problems("not-ready"),
    response_model=HealthAnswer,
)
def read_ready(services: ServicesDep) -> HealthAnswer | JSONResponse:
    """The same as `/health`. Who spreads requests over processes asks here."""
    return read_health(services)


def look(services: Services) -> HealthAnswer:
    """Ask the parts how they are."""
    outbox, store = look_at_store(services)
    engine = look_at_engine(services)
    return HealthAnswer(
        ready=store.reachable and engine.reachable and engine.current,
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
        log.warning("the store does not answer: %s", error)
        return None, StoreHealth(reachable=False, detail=SEE_LOG)


def look_at_engine(services: Services) -> Health:
    """The engine's own account. Why it does not answer names hosts and folders, so that is for the log alone."""
    health = services.engine.check()
    if not health.reachable:
        log.warning("the engine does not answer: %s", health.detail)
        return Health(reachable=False, detail=SEE_LOG)
    return health


def not_ready(health: HealthAnswer) -> JSONResponse:
    """The state as members of a problem."""
    made = problem("not-ready", KINDS["not-ready"].title + ".", instance="/health")
    return JSONResponse({**health.model_dump(mode="json"), **made.shown()}, status_code=made.status, media_type=MEDIA_TYPE)


@cache
def installed_version() -> str:
    """The version of this installation; where it runs from a folder that is not installed, there is none to tell."""
    try:
        return version("serai")
    except PackageNotFoundError:
        return "not installed"
