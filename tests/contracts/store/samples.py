"""What the contracts of the store save: records, runs and holds."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from registry.store import Store
from registry.store.saving import Save
from schemas.actor import COMMAND, Actor
from schemas.audit import Action
from schemas.holds import Hold, HoldCause
from schemas.record import CatalogRecord, Status
from schemas.runs import Run, RunState
from tests.factories import record

AT = datetime(2026, 11, 25, 10, 30, 0, 123456, tzinfo=UTC)
DAY = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
SOURCE = "kg_data_gov"
SOURCES = (SOURCE, "kz_egov")


def digest(words: str) -> str:
    return sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


def new(item: CatalogRecord, **details: Any) -> Save:
    return Save(item, Action.CREATE, details, digest(item.dataset.identifier))


def next_version(item: CatalogRecord, **changes: Any) -> CatalogRecord:
    return item.model_copy(update={"version": item.version + 1, **changes})


def changed(item: CatalogRecord, **details: Any) -> Save:
    return Save(item, Action.CHANGE, details, digest(f"{item.dataset.identifier} {item.version}"))


def many(number: int, **about: Any) -> list[CatalogRecord]:
    return [record(f"Water {i}", identifier=f"water-{i}", **about) for i in range(number)]


def ended(store: Store, *, day: int, state: RunState = RunState.DONE, since: datetime | None = None, source: str = SOURCE) -> Run:
    """A run that was started and ended on a day."""
    at = DAY + timedelta(days=day)
    run = store.runs.start(source, since=since, by=COMMAND, at=at).model_copy(update={"state": state, "ended": at})
    store.runs.save(run, at=at)
    return run


def keep(store: Store, run: Run, *identifiers: str, source: str = SOURCE) -> dict[str, CatalogRecord]:
    """New records that a run has met."""
    made = {name: record(identifier=name, run=run.id, source=source) for name in identifiers}
    saves = [Save(item, Action.CREATE, {"raw": f"raw of {name}"}) for name, item in made.items()]
    store.records.save(saves, actor=Actor.of_run(run.id), at=run.started)
    return made


def withdraw(store: Store, item: CatalogRecord, run: Run) -> CatalogRecord:
    gone = item.model_copy(update={"status": Status.WITHDRAWN, "version": item.version + 1})
    store.records.save([Save(gone, Action.WITHDRAW, {"run": run.id})], actor=Actor.of_run(run.id), at=run.started)
    return gone


def held(store: Store, run: Run) -> Hold:
    return store.holds.propose(
        run, cause=HoldCause.TOO_MANY, explanation="too many", values={"missing": 2, "kept": 3}, since_run=run.id, at=run.started
    )


def end_run(store: Store, run_id: int, state: RunState) -> None:
    run = store.runs.get(run_id)
    assert run is not None
    store.runs.save(run.model_copy(update={"state": state, "ended": AT}), at=AT)
