"""Mending the archive: a whole sweep puts back raw records that are missing or damaged, when the portal sends them again.

Only a whole sweep looks, because that reads every archived raw record: a file of a folder is compared with what came, and an S3
server is asked for its checksum.
"""

import logging
from threading import Lock
from uuid import UUID

from schemas.runs import Run
from schemas.source import Source

from ..services import Services
from . import manifest
from .step import Listed

log = logging.getLogger(__name__)


class Mending:
    """Mends the raw records of one step of a run. Does nothing if the run is no `whole` sweep."""

    def __init__(self, services: Services, source: Source, *, whole: bool) -> None:
        self._services, self._source, self._whole = services, source, whole
        self._lock = Lock()
        self._mended: list[UUID] = []

    def look(self, listed: Listed) -> None:
        """Look whether a record that has not changed is still archived. Many threads may call this. Raises `StoreUnavailable`."""
        if self._whole and self._services.archive.mend(listed.raw.content):
            with self._lock:
                self._mended.append(listed.id)

    def note(self, run: Run) -> None:
        """Write a note about what was put back: the old note may be lost too. Raises `StoreUnavailable`."""
        if not self._mended:
            return
        log.warning("%d raw records were missing or damaged in the archive and were put back", len(self._mended))
        records = list(self._services.store.records.get_many(self._mended).values())
        manifest.write(self._services.archive, records, source=self._source.id, run=run.id, at=self._services.clock())
