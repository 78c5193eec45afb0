"""Whether this installation can answer, and how much the index lags behind."""

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
    """The state of store and engine, and the number of changes that are not yet in the index.

    200 if searches and records can be answered, 503 if not. The 503 is a problem with the same members.
    """
    health = health_view(services)
    return health if health.ready else not_ready(health)


@router.get("/health/live", summary="Ask whether this process is alive", responses=problems())
def read_live() -> LiveAnswer:
    """200 as long as the process answers, even if store or engine do not. For tools that restart processes."""
    return LiveAnswer(version=installed_version())


@router.get(
    "/health/ready",
    summary="Ask whether this installation can answer",
    responses=problems("not-ready"),
    response_model=HealthAnswer,
)
def read_ready(services: ServicesDep) -> HealthAnswer | JSONResponse:
    """The same as `/health`. For load balancers."""
    return read_health(services)


def not_ready(health: HealthAnswer) -> JSONResponse:
    """The state as members of a problem."""
    made = problem("not-ready", KINDS["not-ready"].title + ".", instance="/health")
    return JSONResponse({**health.model_dump(mode="json"), **made.as_json()}, status_code=made.status, media_type=MEDIA_TYPE)
