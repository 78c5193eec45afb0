"""A catalogue that others harvest: some hundred records that changed in several seconds, some of them withdrawn."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from registry.pipeline.index import refresh
from registry.services import Services, open_services
from registry.settings import Settings
from registry.store.saving import Save
from schemas.actor import Actor
from schemas.audit import Action
from schemas.record import CatalogRecord, Status
from tests.entries import SOURCE
from tests.factories import record
from tests.homes import new_home

BEGIN = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
SIZE = 250
PER_SECOND = 40
"""How many records changed in the same second."""


@dataclass
class Clock:
    now: datetime = field(default=BEGIN + timedelta(days=5))

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class Repository:
    """The open catalogue, and its clock."""

    services: Services
    clock: Clock

    def save(self, *records: CatalogRecord, at: datetime) -> None:
        """Save records and tell the index."""
        self.save_only(*records, at=at)
        refresh(self.services)

    def save_only(self, *records: CatalogRecord, at: datetime) -> None:
        """Save records; the index does not hear of it yet."""
        saves = [Save(record=each, action=Action.CHANGE, details={}) for each in records]
        self.services.store.records.save(saves, actor=Actor.of_run(1), at=at)

    def change(self, before: CatalogRecord, *, status: Status = Status.ACTIVE) -> CatalogRecord:
        """A record changes now."""
        after = before.model_copy(update={"version": before.version + 1, "status": status})
        self.save(after, at=self.clock())
        return after

    @property
    def records(self) -> list[CatalogRecord]:
        return list(self.services.store.records.stream())


def _record(number: int) -> CatalogRecord:
    return record(
        {"en": f"Water & <ice> {number}", "ky": f"Суу {number}"},
        identifier=f"water/{number}",
        status=Status.WITHDRAWN if number % 10 == 9 else Status.ACTIVE,
        source=SOURCE.id if number % 5 else "undeclared",
        theme=("ENVI",) if number % 2 else ("ECON", "ENVI"),
        landing_page=f"https://data.example.kg/dataset/{number}",
    )


@contextmanager
def repository(home: Path, *, size: int = SIZE) -> Iterator[Repository]:
    """Such a catalogue in a folder."""
    clock = Clock()
    settings = Settings(home=new_home(home), database_url=None, search_url=None, archive_url=None, sources=None)
    with open_services(settings, samples={SOURCE.id: SOURCE}, clock=clock) as services:
        made = Repository(services, clock)
        records = [_record(number) for number in range(size)]
        for number, first in enumerate(range(0, size, PER_SECOND)):
            saves = [Save(record=each, action=Action.CREATE, details={}) for each in records[first : first + PER_SECOND]]
            services.store.records.save(saves, actor=Actor.of_run(1), at=BEGIN + timedelta(seconds=number))
        refresh(services)
        yield made
