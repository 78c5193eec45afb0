"""Keeping: storing many records in one transaction, even if one of them fails.

- A person may change a record after we have read it and before we write it. Then all records are read and made again, so that the
  person's decision is kept.
- Making one record may fail. It is left out.
- The store may be unable to keep one record. It is found by trying halves in transactions that are rolled back, and left out.
- If the run is lost or the store does not answer, nothing is stored and the error is raised.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import TypeVar
from uuid import UUID

from schemas.actor import Actor
from schemas.record import CatalogRecord

from ..services import Services
from ..store.errors import RunLost, StaleRecord, StoreError, StoreUnavailable
from ..store.saving import Save
from .alone import alone
from .outcomes import Failed, Left, Unstorable

TRIES = 5
"""How often records are made and written again if people change them at the same moment."""

T = TypeVar("T")

Make = Callable[[T, CatalogRecord | None], Save | Left]
"""Makes what to store from an item and the current record; or says why nothing is stored."""


@dataclass(frozen=True)
class Kept:
    """What is stored together, and what happened to the other items, by the id of the record."""

    saves: Sequence[Save] = ()
    left: Mapping[UUID, Left] = field(default_factory=dict)

    @property
    def unstorable(self) -> dict[UUID, Unstorable]:
        """The records that the store cannot keep."""
        return {record: outcome for record, outcome in self.left.items() if isinstance(outcome, Unstorable)}

    @property
    def failed(self) -> dict[UUID, Failed]:
        """The records at which Serai failed."""
        return {record: outcome for record, outcome in self.left.items() if isinstance(outcome, Failed)}


Write = Callable[[Kept], None]
"""Writes in one transaction, all or nothing."""


def keep(services: Services, items: Mapping[UUID, T], make: Make[T], *, actor: Actor, write: Write | None = None) -> Kept:
    """Make the records of the items and store them together. The key of an item is the id of its record.

    Give `write` if the transaction has to store more than records. It may be called more than once; only its last call counts.
    Raises `StaleRecord` (people change the records again and again), and what `write` raises about the run and the store.
    """
    records = services.store.records
    write = write or (lambda kept: records.save(kept.saves, actor=actor, at=services.clock()))
    unstorable: dict[UUID, Left] = {}
    for attempt in count(1):
        waiting = {record: item for record, item in items.items() if record not in unstorable}
        made = make_each(waiting, records.get_many(waiting), make)
        kept = Kept(made.saves, {**made.left, **unstorable})
        try:
            found = _written(services, kept, write, actor=actor)
        except StaleRecord:
            if attempt >= TRIES:
                raise
            continue
        if not found:
            break
        unstorable |= found
    return kept


def make_each(items: Mapping[UUID, T], current: Mapping[UUID, CatalogRecord], make: Make[T]) -> Kept:
    """Make the records of the items, and store nothing.

    This is the only place that calls `make`, where a record is judged, one record at a time. Whatever goes wrong there is the
    outcome of this record alone.
    """
    saves: list[Save] = []
    left: dict[UUID, Left] = {}
    for record, item in items.items():
        made = alone(partial(make, item, current.get(record)))
        if isinstance(made, Save):
            saves.append(made)
        else:
            left[record] = made
    return Kept(saves, left)


def _written(services: Services, kept: Kept, write: Write, *, actor: Actor) -> dict[UUID, Unstorable]:
    """Write, or find the records that prevent the writing."""
    try:
        write(kept)
    except (StaleRecord, RunLost, StoreUnavailable):
        raise
    except StoreError:
        unstorable = _unstorable(services, kept.saves, actor=actor) if kept.saves else {}
        if not unstorable:
            raise
        return unstorable
    return {}


def _unstorable(services: Services, saves: Sequence[Save], *, actor: Actor) -> dict[UUID, Unstorable]:
    """Those that the store cannot keep, found by trying halves."""
    try:
        services.store.records.check(saves, actor=actor, at=services.clock())
    except (StaleRecord, StoreUnavailable):
        raise
    except StoreError as error:
        if len(saves) == 1:
            record = saves[0].record
            return {record.id: Unstorable(record.dataset.identifier, error)}
        middle = len(saves) // 2
        return _unstorable(services, saves[:middle], actor=actor) | _unstorable(services, saves[middle:], actor=actor)
    return {}
