"""Whether an installation can answer, and how much the index lags behind: the shapes, and how the parts are asked."""

import logging
from datetime import datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Literal

from schemas.model import Model
from search.engine import Health

from ..services import Services
from ..store.errors import StoreError

log = logging.getLogger(__name__)

SEE_LOG = "The log has the reason."


class StoreHealth(Model):
    reachable: bool
    detail: str = ""


class LiveAnswer(Model):
    """The process answers."""

    live: Literal[True] = True
    version: str


class HealthAnswer(Model):
    """Whether this installation can answer.

    `outbox` is the number of changes that are not yet in the index, None if the store does not answer.
    """

    ready: bool
    version: str
    at: datetime
    store: StoreHealth
    engine: Health
    outbox: int | None


def health_view(services: Services) -> HealthAnswer:
    """Ask the parts how they are."""
    outbox, store = _store(services)
    engine = _engine(services)
    return HealthAnswer(
        ready=store.reachable and engine.reachable and engine.current,
        version=installed_version(),
        at=services.clock(),
        store=store,
        engine=engine,
        outbox=outbox,
    )


def _store(services: Services) -> tuple[int | None, StoreHealth]:
    """The depth of the outbox. This needs a query, so it also checks that the store answers."""
    try:
        return services.store.outbox.depth(), StoreHealth(reachable=True)
    except StoreError as error:
        log.warning("the store does not answer: %s", error)
        return None, StoreHealth(reachable=False, detail=SEE_LOG)


def _engine(services: Services) -> Health:
    """The engine's state. Why it does not answer goes to the log only: the reason can name hosts and folders."""
    health = services.engine.check()
    if not health.reachable:
        log.warning("the engine does not answer: %s", health.detail)
        return Health(reachable=False, detail=SEE_LOG)
    return health


@cache
def installed_version() -> str:
    """The version of this installation; `not installed` if it runs from a folder without installation."""
    try:
        return version("serai")
    except PackageNotFoundError:
        return "not installed"
