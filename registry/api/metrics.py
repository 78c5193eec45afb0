"""The metrics for Prometheus."""

from fastapi import APIRouter, Response

from ..operation.metrics import MEDIA_TYPE
from .documentation import TEXT, problems
from .services import ServicesDep

router = APIRouter(tags=["operation"])


@router.get("/metrics", summary="Read the metrics", response_class=Response, responses=problems() | TEXT)
def read_metrics(services: ServicesDep) -> Response:
    """Runs, records, issues, the outbox, and how long requests, searches and transactions take, in Prometheus' text format."""
    return Response(services.metrics.text(), media_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"})
