"""What every store must do about states of records: each is kept as it stood, and one that the trail does not prove is found."""

from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest
from sqlalchemy import Connection, delete, select, update

from registry.proof.states import mark_of
from registry.store import Store
from registry.store.database import Database
from registry.store.models import LayersRow, RecordRow
from registry.store.rows import rules_key
from registry.store.saving import Save
from registry.store.state_rows import StateRow
from registry.store.states import Divergence, Stood
from schemas.actor import Actor
from schemas.audit import Action, AuditEntry
from schemas.record import CatalogRecord, record_id
from tests.contracts.store.backend import Backend
from tests.contracts.store.samples import AT, changed, many, new, next_version
from tests.factories import assessment, record

HOUR = timedelta(hours=1)
BEHIND: dict[str, tuple[Callable[[Connection, CatalogRecord], None], tuple[int, ...]]] = {}
"""What somebody does behind the store's back to a record of which version 3 is present, and the versions that then diverge."""


def behind(
    *versions: int,
) -> Callable[[Callable[[Connection, CatalogRecord], None]], Callable[[Connection, CatalogRecord], None]]:
    """Marks a change behind the store's back, with the versions of the record that diverge after it."""

    def marked(change: Callable[[Connection, CatalogRecord], None]) -> Callable[[Connection, CatalogRecord], None]:
        BEHIND[change.__name__] = (change, versions)
        return change

    return marked


def reclassed(text: str) -> str:
    """The conclusions with another privacy class."""
    found: dict[str, Any] = orjson.loads(text)
    found["privacy"]["privacy_class"] = "personal"
    return orjson.dumps(found).decode()


@behind(3)
def class_of_the_present(connection: Connection, item: CatalogRecord) -> None:
    stored = connection.scalars(select(LayersRow.assessment).where(LayersRow.record_id == item.id)).one()
    connection.execute(update(LayersRow).where(LayersRow.record_id == item.id).values(assessment=reclassed(stored)))


@behind(1)
def class_of_a_former_one(connection: Connection, item: CatalogRecord) -> None:
    of_first = StateRow.record_id == item.id, StateRow.version == 1
    stored = connection.scalars(select(StateRow.assessment).where(*of_first)).one()
    connection.execute(update(StateRow).where(*of_first).values(assessment=reclassed(str(stored))))


@behind(1)
def a_former_one_missing(connection: Connection, item: CatalogRecord) -> None:
    connection.execute(delete(StateRow).where(StateRow.record_id == item.id, StateRow.version == 1))


@behind(3)
def the_record_missing(connection: Connection, item: CatalogRecord) -> None:
    connection.execute(delete(LayersRow).where(LayersRow.record_id == item.id))
    connection.execute(delete(RecordRow).where(RecordRow.id == item.id))


@behind(3, 2)
def rolled_back_to_a_former_one(connection: Connection, item: CatalogRecord) -> None:
    of_second = StateRow.record_id == item.id, StateRow.version == 2
    former = connection.execute(select(*StateRow.__table__.columns).where(*of_second)).one()
    own = {name: getattr(former, name) for name in ("version", "status", "source", "raw_hash", "entry", "salt")}
    connection.execute(update(RecordRow).where(RecordRow.id == item.id).values(**own))
    layers = {name: getattr(former, name) for name in ("dataset", "curation", "assessment", "provenance")}
    connection.execute(update(LayersRow).where(LayersRow.record_id == item.id).values(**layers))
    connection.execute(delete(StateRow).where(*of_second))


@behind(3, 3)
def the_entry_of_another_record(connection: Connection, item: CatalogRecord) -> None:
    connection.execute(update(RecordRow).where(RecordRow.id == item.id).values(entry=1))


@behind(3)
def no_salt(connection: Connection, item: CatalogRecord) -> None:
    connection.execute(update(RecordRow).where(RecordRow.id == item.id).values(salt=None))


@behind(3, 3)
def no_entry(connection: Connection, item: CatalogRecord) -> None:
    connection.execute(update(RecordRow).where(RecordRow.id == item.id).values(entry=None))


@behind(3)
def another_status(connection: Connection, item: CatalogRecord) -> None:
    connection.execute(update(RecordRow).where(RecordRow.id == item.id).values(status="withdrawn"))


class StatesContract(Backend):
    """A part of `StoreContract`."""

    @pytest.fixture
    def grown(self, store: Store) -> CatalogRecord:
        """A record of three versions, an hour apart, beside another one."""
        item = record("Water")
        store.records.save([new(record(identifier="other")), new(item)], actor=Actor.of_run(1), at=AT)
        second = next_version(item, assessment=assessment(privacy_class="personal"))
        store.records.save([changed(second)], actor=Actor.of_run(2), at=AT + HOUR)
        save = Save(next_version(item, version=3), Action.CURATE, {"reason": "asked"})
        store.records.save([save], actor=Actor.person("Bolat"), at=AT + 2 * HOUR)
        return item

    def test_each_state_is_kept_as_it_stood(self, store: Store, grown: CatalogRecord) -> None:
        assert store.states.at(grown.id, AT - HOUR) is None
        for hours, version in ((0, 1), (0.5, 1), (1, 2), (2, 3), (99, 3)):
            stood = _stood(store, grown, AT + hours * HOUR)
            assert stood.record.version == version
            assert (stood.record.assessment.privacy.privacy_class.value == "personal") == (version == 2)
            assert stood.entry.state is not None
            assert stood.entry.state == _mark(stood)
        assert _stood(store, grown, AT).record == grown
        assert list(store.states.diverging()) == []

    def test_a_state_that_was_replaced_at_once_is_kept_too(self, store: Store, grown: CatalogRecord, address: str) -> None:
        batch = [changed(next_version(grown, version=version)) for version in (4, 5, 6)]
        store.records.save(batch, actor=Actor.of_run(3), at=AT + 3 * HOUR)
        assert _stood(store, grown, AT + 4 * HOUR).record.version == 6
        assert list(store.states.diverging()) == []
        for version in (4, 5):
            _behind(address, lambda sql, version=version: sql.execute(delete(StateRow).where(StateRow.version == version)))
        assert list(store.states.diverging()) == [Divergence(grown.id, 4), Divergence(grown.id, 5)]

    def test_the_latest_states_of_records(self, store: Store, grown: CatalogRecord) -> None:
        made = store.states.latest([grown.id, record_id("none", "none")], limit=9)
        assert [[each.record and each.record.version for each in of] for of in made.values()] == [[3, 2, 1], []]
        assert [each.entry.action for each in made[grown.id]] == [Action.CURATE, Action.CHANGE, Action.CREATE]
        assert [each.record for each in made[grown.id]] == [_stood(store, grown, AT + n * HOUR).record for n in (2, 1, 0)]
        latest, second, _ = made[grown.id]
        assert store.states.latest([grown.id], limit=1)[grown.id] == (latest,)
        assert store.states.latest([grown.id], limit=1, before=latest.entry.id)[grown.id] == (second,)
        assert store.states.newest(grown.id) == (latest.entry.id, 0)
        assert [(each.content or {})["assessment"]["privacy"]["privacy_class"] for each in made[grown.id]][1] == "personal"
        other = next(each.id for each in store.records.stream() if each.id != grown.id)
        assert store.states.replaced([other, grown.id]) == [grown.id]

    def test_a_state_that_was_erased_is_not_among_the_latest(self, store: Store, grown: CatalogRecord) -> None:
        second = store.audit.history(grown.id)[1]
        erasing = store.audit.erase([second.id], reason="asked", by=Actor.person("Bolat"), at=AT + 9 * HOUR)
        made = store.states.latest([grown.id], limit=9)[grown.id]
        assert [each.record and each.record.version for each in made] == [3, None, 1]
        assert store.states.newest(grown.id) == (made[0].entry.id, erasing)

    @pytest.mark.parametrize("change", BEHIND)
    def test_what_the_trail_does_not_prove_is_found(self, store: Store, grown: CatalogRecord, address: str, change: str) -> None:
        did, versions = BEHIND[change]
        _behind(address, lambda connection: did(connection, grown))
        assert list(store.states.diverging()) == [Divergence(grown.id, version) for version in versions]
        assert store.audit.verify() is None
        assert store.states.take_over(at=AT + 9 * HOUR) == 0

    def test_a_record_that_no_entry_proves_is_taken_over_once(self, store: Store, sql: Callable[[str], None]) -> None:
        items = sorted(many(5), key=lambda each: each.id)
        store.records.save([new(each) for each in items], actor=Actor.of_run(1), at=AT)
        for step in self.DISARM:
            sql(step)
        sql("UPDATE audit SET form = 2, state = NULL")  # the entries of an older version, but for the hash
        sql("UPDATE record SET entry = NULL, salt = NULL")
        assert isinstance(first := store.states.at(items[0].id, AT), Stood)
        assert (first.record, first.salt) == (items[0], None)
        store.records.save([changed(next_version(items[4]))], actor=Actor.of_run(2), at=AT + HOUR)
        assert store.states.not_taken_over() == 4
        assert [store.states.take_over(at=AT + 2 * HOUR, limit=3) for _ in range(3)] == [3, 1, 0]
        assert store.states.not_taken_over() == 0
        created, told = store.audit.history(items[0].id)
        assert (told.action, told.actor, told.details) == (Action.TAKE_OVER, Actor.system("start"), {})
        stood = _stood(store, items[0], AT + HOUR)
        assert (stood.entry, stood.record) == (created, items[0])
        assert told.state == _mark(stood)
        replaced = _stood(store, items[4], AT)
        assert (replaced.record, replaced.salt) == (items[4], None)
        assert list(store.states.diverging()) == []

    def test_of_what_came_before_the_states_there_is_the_entry_alone(
        self, store: Store, grown: CatalogRecord, sql: Callable[[str], None]
    ) -> None:
        for step in self.DISARM:
            sql(step)
        sql("UPDATE audit SET form = 2, state = NULL")
        sql("DELETE FROM record_state")
        sql("UPDATE record SET entry = NULL, salt = NULL")
        for _ in range(2):
            alone = [store.states.at(grown.id, AT + hours * HOUR) for hours in (0, 1)]
            assert [each.id for each in alone if isinstance(each, AuditEntry)] == [2, 3]
            assert _stood(store, grown, AT + 2 * HOUR).record.version == 3
            store.states.take_over(at=AT + 3 * HOUR)


def _stood(store: Store, item: CatalogRecord, moment: datetime) -> Stood:
    found = store.states.at(item.id, moment)
    assert isinstance(found, Stood)
    return found


def _mark(stood: Stood) -> object:
    """The mark of a state, made again from the record alone."""
    assert stood.salt is not None
    item = stood.record
    parts = {"dataset": item.dataset, "curation": item.curation, "assessment": item.assessment, "provenance": item.provenance}
    layers = {name: part.model_dump(mode="json", exclude_none=True) for name, part in parts.items()}
    own = {"source": item.source, "status": item.status.value, "version": item.version}
    return mark_of(layers, rules=rules_key(item.assessment.rules), salt=stood.salt, **own)


def _behind(address: str, change: Callable[[Connection], object]) -> None:
    """Do something behind the store's back."""
    with closing(Database(address)) as database, database.writing() as connection:
        change(connection)
