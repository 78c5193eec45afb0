"""Whether an installation can answer, and what is behind: the shapes, and how the parts are asked."""

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

    `outbox` is how many changes the index has yet to take, None if the store does not tell.
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
    """The depth of the outbox. It takes a query, so it tells whether the store answers."""
    try:
        return services.store.outbox.depth(), StoreHealth(reachable=True)
    except StoreError as error:
        log.warning("the store does not answer: %s", error)
        return None, StoreHealth(reachable=False, detail=SEE_LOG)


def _engine(services: Services) -> Health:
    """What the engine says of itself. Why it does not answer names hosts and folders, so that is for the log alone."""
    health = services.engine.check()
    if not health.reachable:
        log.warning("the engine does not answer: %s", health.detail)
        return Health(reachable=False, detail=SEE_LOG)
    return health


@cache
def installed_version() -> str:
    """The version of this installation; `not installed` where it runs from a folder that is not installed."""
    try:
        return version("serai")
    except PackageNotFoundError:
        return "not installed"
