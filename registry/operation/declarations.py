"""The declared portals, as their files are now: every process looks for changes by itself, some seconds apart.

Nothing happens to the records of a portal whose declaration is gone or set aside: none is withdrawn, and none is harvested.
"""

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from threading import Lock
from typing import Any

from harvesters.folders import Declared, Folders
from schemas.source import Source

PAUSE = 5.0
"""Seconds between two looks at the files."""

log = logging.getLogger(__name__)

Told = Callable[[Declared], None]


class Declarations(Mapping[str, Source]):
    """The declared portals by id. Many threads may ask at once; one of them reads what has changed.

    Who has just seen a portal in here can still take it by its id, although its file may be gone at that moment.
    """

    def __init__(self, folders: Folders, *, timer: Callable[[], float] = time.monotonic) -> None:
        self._folders, self._timer = folders, timer
        self._looking, self._next = Lock(), timer() + PAUSE
        self._stamps = folders.stamps()  # before they are read, so that what changes meanwhile is seen at the next look
        self._now = folders.read()
        self._gone: dict[str, Source] = {}
        self._told: list[Told] = []

    @property
    def now(self) -> Declared:
        """What the files declared some seconds ago at most."""
        if self._timer() >= self._next and self._looking.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._looking.release()
        return self._now

    def tell(self, told: Told) -> None:
        """Call a function with what is declared, now and after each change."""
        self._told.append(told)
        told(self.now)

    def __getitem__(self, id: str) -> Source:
        sources = self.now.sources
        return sources[id] if id in sources else self._gone[id]

    def __contains__(self, id: object) -> bool:
        return id in self.now.sources

    def __iter__(self) -> Iterator[str]:
        return iter(self.now.sources)

    def __len__(self) -> int:
        return len(self.now.sources)

    def get(self, id: str, default: Any = None) -> Any:
        return self.now.sources.get(id, default)

    def _look(self) -> None:
        """Read the files if any has changed. If that fails, what was declared holds on."""
        self._next = self._timer() + PAUSE
        try:
            stamps = self._folders.stamps()
            if stamps == self._stamps:
                return
            declared = self._folders.read()
        except Exception:
            log.exception("the declarations cannot be read again, and the last ones hold on")
            return
        before = self._now
        self._gone |= {id_: source for id_, source in before.sources.items() if id_ not in declared.sources}
        self._stamps, self._now = stamps, declared
        for told in self._told:
            told(declared)


class Reporter:
    """Logs which portals come and go, and each file that is set aside, once for each state that it is in."""

    def __init__(self) -> None:
        self._before: Declared | None = None

    def __call__(self, declared: Declared) -> None:
        known = self._before.set_aside if self._before else ()
        for each in declared.set_aside:
            if each not in known:
                log.warning("a declaration is set aside: %s", each)
        if self._before:
            came, went = declared.sources.keys() - self._before.sources, self._before.sources.keys() - declared.sources
            for id_ in sorted(came):
                log.info("portal %s is declared now", id_)
            for id_ in sorted(went):
                log.warning("portal %s is not declared any more; its records stay", id_)
        self._before = declared
