"""Whether this installation can answer, and what is behind."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from ..answers.health import HealthAnswer, LiveAnswer, health_view, installed_version
from .documentation import problems
from .problems import KINDS, MEDIA_TYPE, problem
from .services import ServicesDep

router = APIRouter(tags=["operation"])


@router.get(
    "/health", summary="Ask for the state of this installation", responses=problems("not-ready"), response_model=HealthAnswer
)
def read_health(services: ServicesDep) -> HealthAnswer | JSONResponse:
    """Store, engine, and how many changes the index has yet to take.

    200 if searches and records can be answered, 503 if not; the members are the same, among those of the problem.
    """
    health = health_view(services)
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


def not_ready(health: HealthAnswer) -> JSONResponse:
    """The state as members of a problem."""
    made = problem("not-ready", KINDS["not-ready"].title + ".", instance="/health")
    return JSONResponse({**health.model_dump(mode="json"), **made.as_json()}, status_code=made.status, media_type=MEDIA_TYPE)
