"""Whether an installation can answer, and how much the index lags behind: the shapes, and how the parts are asked."""

import logging
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from threading import Lock, Thread
from typing import Any, Literal, TypeVar

from schemas.model import Model
from search.engine import Health
from search.meaning.meaning import MeaningHealth

from ..services import Services
from ..store.errors import Corrupt, NotArchived, StoreError

log = logging.getLogger(__name__)

SEE_LOG = "The log has the reason."

SECONDS = 5.0
"""How long a part may take to answer."""

T = TypeVar("T")


class StoreHealth(Model):
    reachable: bool
    detail: str = ""


class ArchiveHealth(Model):
    reachable: bool
    detail: str = ""


class LiveAnswer(Model):
    """The process answers."""

    live: Literal[True] = True
    version: str


class HealthAnswer(Model):
    """Whether this installation can answer.

    `outbox` is the number of changes that are not yet in the index, None if the store does not answer. `meaning` has how many
    records can be found by meaning; it is None where that is off. Without it an installation is ready too. So it is with
    declarations of portals that are set aside because their files are wrong: `set_aside` counts them.
    """

    ready: bool
    version: str
    at: datetime
    store: StoreHealth
    engine: Health
    archive: ArchiveHealth
    outbox: int | None
    meaning: MeaningHealth | None = None
    set_aside: int = 0


def health_view(services: Services) -> HealthAnswer:
    """Read a little from every part. A part that takes longer than `SECONDS` does not answer."""
    asked = (
        PROBES.ask(services, _store),
        PROBES.ask(services, _engine),
        PROBES.ask(services, _archive),
        PROBES.ask(services, _meaning),
    )
    outbox, store = _answer(asked[0], (None, StoreHealth(reachable=False, detail=SEE_LOG)))
    engine = _answer(asked[1], Health(reachable=False, detail=SEE_LOG))
    archive = _answer(asked[2], ArchiveHealth(reachable=False, detail=SEE_LOG))
    return HealthAnswer(
        ready=store.reachable and engine.reachable and engine.current and archive.reachable,
        version=installed_version(),
        at=services.clock(),
        store=store,
        engine=engine,
        archive=archive,
        outbox=outbox,
        meaning=_answer(asked[3], MeaningHealth(reachable=False)) if services.meaning else None,
        set_aside=len(services.declarations.now.set_aside),
    )


class Probes:
    """Asks parts in threads, each part once at a time: who asks meanwhile gets the same answer.

    So any number of health checks is one question, and a part that hangs holds one thread.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._asked: dict[tuple[int, str], Future[Any]] = {}

    def ask(self, services: Services, part: Callable[[Services], T]) -> "Future[T | None]":
        """Begin to ask a part, or join who is asking it. The answer is None if that fails."""
        key = id(services), part.__name__
        with self._lock:
            if key in self._asked:
                return self._asked[key]
            asked = self._asked[key] = Future[T | None]()
        Thread(target=self._run, args=(key, asked, part, services), name=f"health of {part.__name__}", daemon=True).start()
        return asked

    def _run(self, key: tuple[int, str], asked: "Future[T | None]", part: Callable[[Services], T], services: Services) -> None:
        try:
            answer = part(services)
            asked.set_result(answer)
        except Exception:  # whatever it is, the part cannot answer
            log.exception("a part could not be asked")
            asked.set_result(None)
        finally:
            with self._lock:
                del self._asked[key]


PROBES = Probes()


def _answer(asked: "Future[T | None]", otherwise: T) -> T:
    try:
        return asked.result(SECONDS) or otherwise
    except TimeoutError:
        log.warning("a part does not answer within %g s", SECONDS)
    return otherwise


def _store(services: Services) -> tuple[int | None, StoreHealth]:
    """The depth of the outbox, and whether every table can be read."""
    try:
        services.store.check()
        return services.store.outbox.depth(), StoreHealth(reachable=True)
    except StoreError as error:
        log.warning("the store does not answer: %s", error)
        return None, StoreHealth(reachable=False, detail=SEE_LOG)


def _engine(services: Services) -> Health:
    """The engine's state. Why it does not answer goes to the log only: the reason can name hosts and folders."""
    health = services.engine.check()
    if not health.reachable:
        log.warning("the engine does not answer: %s", health.detail)
        return Health(reachable=False, damaged=health.damaged, detail=SEE_LOG)
    return health


def _archive(services: Services) -> ArchiveHealth:
    """Whether the archive answers, and has a record as it was sent. One raw record that is lost makes nothing unready."""
    try:
        raw_hash = services.store.records.a_raw_hash()
    except StoreError:
        raw_hash = None  # the store's own answer says so
    try:
        services.archive.check()
        if raw_hash:
            services.archive.get(raw_hash)
    except (NotArchived, Corrupt) as error:
        log.warning("the archive has lost a raw record, `serai verify` looks for all: %s", error)
        return ArchiveHealth(reachable=True, detail=SEE_LOG)
    except StoreError as error:
        log.warning("the archive does not answer: %s", error)
        return ArchiveHealth(reachable=False, detail=SEE_LOG)
    return ArchiveHealth(reachable=True)


def _meaning(services: Services) -> MeaningHealth | None:
    return services.meaning.check() if services.meaning else None


@cache
def installed_version() -> str:
    """The version of this installation; `not installed` if it runs from a folder without installation."""
    try:
        return version("serai")
    except PackageNotFoundError:
        return "not installed"
