"""What every store must do. A backend subclasses `StoreContract` and gives the address of an empty database."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

import orjson
import pytest
from sqlalchemy import text

from registry.store import Store
from registry.store.audit import entry_hash
from registry.store.database import Database
from registry.store.errors import NotStorable, RunActive, RunLost, StaleRecord, StoreError
from registry.store.records import Known, Progress, Save, Stored
from registry.store.schedules import Decided
from schemas.actor import COMMAND, Actor
from schemas.audit import Action, AuditEntry
from schemas.issues import MAX_VALUE, Issue, Severity, issue
from schemas.record import CatalogRecord, Curation, LicenseDecision, Status
from schemas.runs import RunCounts, RunState
from tests.contracts.withdrawals import WithdrawalContract
from tests.factories import record

AT = datetime(2026, 11, 25, 10, 30, 0, 123456, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
SOURCES = ("kg_data_gov", "kz_egov")


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


class StoreContract(WithdrawalContract):
    """The subclass gives `address`, and `DISARM`: what an intruder with all rights runs to switch off the guard of the trail."""

    DISARM: ClassVar[tuple[str, ...]]

    @pytest.fixture
    def address(self) -> str:
        raise pytest.UsageError("give the address of an empty database")

    def settle(self, store: Store) -> None:
        """Return when the database is through with what a killed writer had sent."""

    @pytest.fixture
    def store(self, address: str) -> Iterator[Store]:
        with closing(Store.open(address)) as store:
            yield store

    @pytest.fixture
    def sql(self, store: Store, address: str) -> Iterator[Callable[[str], None]]:
        """Runs a statement behind the store's back."""
        with closing(Database(address)) as database:

            def run(statement: str) -> None:
                with database.writing() as connection:
                    connection.execute(text(statement))

            yield run

    # records

    def test_a_record_comes_back_as_it_was_saved(self, store: Store) -> None:
        decision = LicenseDecision(value="CC0-1.0", reason="asked the ministry", by="Aisuluu", at=AT)
        item = record(
            {"ky": "Суу пайдалануу", "ru": "Водопользование \U0001f30a", "zh": "水", "fa": "داده‌های آب"},
            identifier="суу/水 '\"\\ %_ \u2028\x01",
            description='quotes " \\ \\u0000 and \x07',
            publisher="Суу чарба",
            spatial=({"verbatim": "Чүй", "bbox": (73.0, 42.5, 75.25, 43.0)},),
            curation=Curation(license=decision),
        )
        store.records.save([new(item)], actor=Actor.of_run(1), at=AT)
        assert store.records.get(item.id) == item
        assert store.records.get_many([item.id, uuid4()]) == {item.id: item}

    def test_an_unknown_record_is_none(self, store: Store) -> None:
        assert store.records.get(uuid4()) is None
        assert store.records.get_many([]) == {}

    def test_known_tells_what_a_harvest_compares(self, store: Store) -> None:
        item = record(identifier="a", raw_hash=digest("raw"), run=7)
        store.records.save([new(item), new(record(identifier="a", source="kz_egov"))], actor=Actor.of_run(7), at=AT)
        known = store.records.known("kg_data_gov", {"a", "b", "\ud800", "nul\0"})
        assert known == {"a": Known(item.id, 1, digest("raw"), digest("a"), 7, Status.ACTIVE)}

    def test_more_records_than_one_statement_takes(self, store: Store) -> None:
        items = many(1201)
        store.records.save([new(item) for item in items], actor=Actor.of_run(1), at=AT)
        assert len(store.records.known("kg_data_gov", (item.dataset.identifier for item in items))) == 1201
        assert store.records.get_many([item.id for item in items]) == {item.id: item for item in items}

    def test_stream_goes_by_id_and_goes_on_after_one(self, store: Store) -> None:
        items = sorted(many(450) + many(10, source="kz_egov"), key=lambda item: item.id)
        store.records.save([new(item) for item in items], actor=Actor.of_run(1), at=AT)
        assert list(store.records.stream()) == items
        assert list(store.records.stream(after=items[100].id)) == items[101:]
        assert list(store.records.stream(source="kz_egov")) == [item for item in items if item.source == "kz_egov"]

    def test_records_may_be_saved_while_the_stream_is_read(self, store: Store) -> None:
        store.records.save([new(item) for item in many(450)], actor=Actor.of_run(1), at=AT)
        for item in store.records.stream():
            if item.version == 1:
                store.records.save([changed(next_version(item))], actor=Actor.of_run(2), at=AT)
        assert {item.version for item in store.records.stream()} == {2}

    def test_a_version_that_does_not_follow_is_stale(self, store: Store) -> None:
        item = record()
        with pytest.raises(StaleRecord):
            store.records.save([changed(next_version(item))], actor=Actor.of_run(1), at=AT)
        store.records.save([new(item)], actor=Actor.of_run(1), at=AT)
        for version in (1, 3):
            with pytest.raises(StaleRecord) as caught:
                store.records.save([changed(item.model_copy(update={"version": version}))], actor=Actor.of_run(1), at=AT)
            assert (caught.value.record, caught.value.stored) == (item.id, 1)
        store.records.save([changed(next_version(item))], actor=Actor.of_run(1), at=AT)

    def test_a_record_may_change_twice_in_a_batch(self, store: Store) -> None:
        item = record()
        second = next_version(item, dataset=record("Rivers").dataset)
        store.records.save([new(item), changed(second)], actor=Actor.of_run(1), at=AT)
        assert store.records.get(item.id) == second
        assert [entry.action for entry in store.audit.history(item.id)] == [Action.CREATE, Action.CHANGE]
        assert [pending.version for pending in store.outbox.pending(10)] == [2]

    def test_without_a_dataset_hash_the_stored_one_stays(self, store: Store) -> None:
        item = record(identifier="a")
        store.records.save([new(item)], actor=Actor.of_run(1), at=AT)
        store.records.save([Save(next_version(item), Action.CURATE, {})], actor=Actor.person("Aisuluu"), at=AT)
        assert store.records.known("kg_data_gov", ["a"])["a"].dataset_hash == digest("a")

    @pytest.mark.parametrize("bad", ["half \ud83d pair", "nul \0 character", "\\\\\0"])
    @pytest.mark.parametrize("place", ["title", "identifier", "publisher"])
    def test_a_batch_with_a_text_that_cannot_be_kept_leaves_nothing_behind(self, store: Store, bad: str, place: str) -> None:
        item = record(identifier="bad")
        changes = {"identifier": bad} if place == "identifier" else {place: record(**{place: bad}).dataset.__dict__[place]}
        items = [
            *many(20),
            item.model_copy(update={"dataset": item.dataset.model_copy(update=changes)}),
            record(identifier="last"),
        ]
        with pytest.raises(NotStorable):
            store.records.save([new(item) for item in items], actor=Actor.of_run(1), at=AT)
        assert list(store.records.stream()) == []
        assert store.outbox.depth() == 0
        assert store.audit.history(items[0].id) == ()
        store.records.save([new(item) for item in items[:20]], actor=Actor.of_run(1), at=AT)
        assert store.records.count() == 20
        assert store.audit.verify() is None

    @pytest.mark.parametrize("details", [{"value": "\ud800"}, {"value": 2**70}, {"value": object()}, {1: "number as key"}])
    def test_details_that_are_no_json_are_refused(self, store: Store, details: dict[str, Any]) -> None:
        with pytest.raises(NotStorable):
            store.records.save([Save(record(), Action.CREATE, details)], actor=Actor.of_run(1), at=AT)
        with pytest.raises(NotStorable):
            store.records.save([new(record())], actor=Actor.person("nul\0"), at=AT)
        assert store.records.count() == 0

    def test_an_identifier_belongs_to_one_id(self, store: Store) -> None:
        store.records.save([new(record())], actor=Actor.of_run(1), at=AT)
        with pytest.raises(NotStorable):
            store.records.save([new(record().model_copy(update={"id": uuid4()}))], actor=Actor.of_run(1), at=AT)
        assert store.records.count() == 1

    def test_an_identifier_of_ten_thousand_characters_is_kept_or_refused(self, store: Store) -> None:
        long = record(identifier="".join(map(str, range(3000))))
        try:
            store.records.save([new(long)], actor=Actor.of_run(1), at=AT)
        except NotStorable:
            assert store.records.count() == 0
        else:
            assert store.records.get(long.id) == long

    def test_a_time_without_zone_is_a_mistake_of_the_caller(self, store: Store) -> None:
        with pytest.raises(ValueError, match="time zone"):
            store.records.save([new(record())], actor=Actor.of_run(1), at=AT.replace(tzinfo=None))

    # sightings

    def test_seen_touches_no_version_and_no_trail(self, store: Store) -> None:
        items = many(3)
        store.records.save([new(item) for item in items], actor=Actor.of_run(1), at=AT)
        before = store.outbox.depth()
        store.records.seen(2, [item.id for item in items[:2]], raw_hashes={items[1].id: digest("moved")})
        known = store.records.known("kg_data_gov", [item.dataset.identifier for item in items])
        assert [known[f"water-{i}"].seen_run for i in range(3)] == [2, 2, 1]
        assert [known[f"water-{i}"].raw_hash for i in range(2)] == ["0" * 64, digest("moved")]
        moved = store.records.get(items[1].id)
        assert moved is not None
        assert (moved.version, moved.provenance.raw_hash) == (1, digest("moved"))
        assert (store.outbox.depth(), len(store.audit.history(items[1].id))) == (before, 1)

    def test_an_older_run_does_not_take_a_sighting_back(self, store: Store) -> None:
        item = record(identifier="a", run=5)
        store.records.save([new(item)], actor=Actor.of_run(5), at=AT)
        store.records.seen(3, [item.id])
        assert store.records.known("kg_data_gov", ["a"])["a"].seen_run == 5
        store.records.seen(6, [item.id])
        store.records.save([Save(next_version(item), Action.CURATE, {})], actor=Actor.person("Aisuluu"), at=AT)
        assert store.records.known("kg_data_gov", ["a"])["a"].seen_run == 6

    def test_absent_counts_what_is_active_and_not_met(self, store: Store) -> None:
        items = many(5)
        store.records.save([new(item) for item in items], actor=Actor.of_run(1), at=AT)
        store.records.save([new(record(source="kz_egov"))], actor=Actor.of_run(1), at=AT)
        store.records.seen(2, [item.id for item in items[:2]])
        assert store.records.absent("kg_data_gov", 2) == 3
        withdrawn = Save(next_version(items[4], status=Status.WITHDRAWN), Action.WITHDRAW, {})
        store.records.save([withdrawn], actor=Actor.of_run(2), at=AT)
        assert store.records.absent("kg_data_gov", 2) == 2
        assert store.records.absent("kg_data_gov", 1) == 0

    def test_counts_are_of_active_records_unless_asked_otherwise(self, store: Store) -> None:
        assert (store.records.count(), store.records.counts()) == (0, {})
        items = many(3)
        store.records.save([new(item) for item in [*items, record(source="kz_egov")]], actor=Actor.of_run(1), at=AT)
        withdrawn = Save(next_version(items[0], status=Status.WITHDRAWN), Action.WITHDRAW, {})
        store.records.save([withdrawn], actor=Actor.of_run(2), at=AT)
        assert store.records.counts() == {"kg_data_gov": 2, "kz_egov": 1}
        assert (store.records.count(), store.records.count(source="kg_data_gov"), store.records.count(source="x")) == (3, 2, 0)
        assert (store.records.count(status=None), store.records.count(status=Status.WITHDRAWN)) == (4, 1)

    # the outbox

    def test_the_outbox_keeps_the_newest_change_of_each_record_in_order(self, store: Store) -> None:
        first, second = many(2)
        store.records.save([new(first), new(second)], actor=Actor.of_run(1), at=AT)
        store.records.save(
            [Save(next_version(first, status=Status.WITHDRAWN), Action.WITHDRAW, {})], actor=Actor.of_run(2), at=AT
        )
        pending = store.outbox.pending(10)
        assert [(row.id, row.version, row.deleted) for row in pending] == [(second.id, 1, False), (first.id, 2, True)]
        assert [row.seq for row in pending] == [2, 3]
        assert store.outbox.pending(1) == pending[:1]
        assert store.outbox.depth() == 2

    def test_a_change_made_while_the_index_is_fed_is_not_confirmed_with_it(self, store: Store) -> None:
        item = record()
        store.records.save([new(item)], actor=Actor.of_run(1), at=AT)
        fed = store.outbox.pending(10)
        store.records.save([changed(next_version(item))], actor=Actor.of_run(2), at=AT)
        store.outbox.confirm(row.seq for row in fed)
        assert [row.version for row in store.outbox.pending(10)] == [2]
        store.outbox.confirm([row.seq for row in store.outbox.pending(10)])
        assert (store.outbox.pending(10), store.outbox.depth()) == ((), 0)
        store.outbox.confirm([])

    def test_all_changes_up_to_one_are_taken_out(self, store: Store) -> None:
        assert store.outbox.newest() == 0
        first, second = many(2)
        store.records.save([new(first)], actor=Actor.of_run(1), at=AT)
        known = store.outbox.newest()
        store.records.save([new(second)], actor=Actor.of_run(1), at=AT)
        assert store.outbox.newest() > known
        store.outbox.confirm_until(known)
        assert [row.id for row in store.outbox.pending(10)] == [second.id]

    def test_what_the_index_lost_waits_again(self, store: Store) -> None:
        first, second, third = many(3)
        store.records.save([new(first), new(second), new(third)], actor=Actor.of_run(1), at=AT)
        store.records.save(
            [Save(next_version(first, status=Status.WITHDRAWN), Action.WITHDRAW, {})], actor=Actor.of_run(2), at=AT
        )
        store.outbox.confirm(row.seq for row in store.outbox.pending(10) if row.id != third.id)
        assert store.outbox.put_back([first.id, second.id, third.id, uuid4()]) == 2
        assert [(row.seq, row.id, row.version, row.deleted) for row in store.outbox.pending(10)] == [
            (2, second.id, 1, False),
            (3, third.id, 1, False),
            (4, first.id, 2, True),
        ]
        assert store.outbox.put_back([]) == 0

    def test_what_waits_or_changed_since_is_unsettled(self, store: Store) -> None:
        assert store.audit.end() == 0
        waiting, changed_since, settled = items = many(3)
        store.records.save([new(item) for item in items], actor=Actor.of_run(1), at=AT)
        end = store.audit.end()
        assert end == 3
        store.records.save([changed(next_version(changed_since))], actor=Actor.of_run(2), at=AT)
        store.outbox.confirm(row.seq for row in store.outbox.pending(10) if row.id != waiting.id)
        assert store.outbox.unsettled([item.id for item in items], after=end) == {waiting.id, changed_since.id}
        assert store.outbox.unsettled([settled.id], after=end) == set()

    def test_versions_tell_what_index_and_archive_must_have(self, store: Store) -> None:
        items = many(2100)
        store.records.save([new(item) for item in items], actor=Actor.of_run(1), at=AT)
        store.records.save([changed(next_version(items[7]))], actor=Actor.of_run(2), at=AT)
        store.records.seen(3, [items[8].id], raw_hashes={items[8].id: digest("moved")})
        versions = list(store.records.versions())
        assert [stored.id for stored in versions] == sorted(item.id for item in items)
        told = {stored.id: stored for stored in versions}
        assert told[items[7].id] == Stored(items[7].id, "kg_data_gov", 2, "0" * 64)
        assert told[items[8].id] == Stored(items[8].id, "kg_data_gov", 1, digest("moved"))

    # the audit trail

    def test_history_tells_who_did_what_when(self, store: Store) -> None:
        item = record()
        store.records.save([new(item, raw="a")], actor=Actor.of_run(1), at=AT)
        store.records.save([new(record(identifier="other"))], actor=Actor.of_run(1), at=AT)
        details = {"b": ["вода", 1.50, None], "a": {"nul": "\0", "z": 1, "y": 1e22}}
        store.records.save(
            [Save(next_version(item), Action.CURATE, details)], actor=Actor.person("Айсулуу"), at=AT + timedelta(days=1)
        )
        created, curated = store.audit.history(item.id)
        assert (created.id, created.action, created.actor, created.at, created.details) == (
            1,
            Action.CREATE,
            Actor.of_run(1),
            AT,
            {"raw": "a"},
        )
        assert (curated.id, curated.actor, curated.details) == (3, Actor.person("Айсулуу"), details)
        assert created.previous_hash == "0" * 64
        assert [entry_hash(entry) for entry in (created, curated)] == [created.hash, curated.hash]
        assert [_hash_by_hand(entry) for entry in (created, curated)] == [created.hash, curated.hash]
        assert store.audit.history(uuid4()) == ()

    @pytest.mark.parametrize(
        "statement", ["UPDATE audit SET actor = 'nobody' WHERE id = 2", "DELETE FROM audit WHERE id = 2", "DELETE FROM audit"]
    )
    def test_the_database_refuses_to_change_the_trail(self, store: Store, sql: Callable[[str], None], statement: str) -> None:
        store.records.save([new(item) for item in many(3)], actor=Actor.of_run(1), at=AT)
        with pytest.raises(StoreError, match="append-only"):
            sql(statement)
        assert store.audit.verify() is None

    @pytest.mark.parametrize(
        ("statement", "broken"),
        [
            ("UPDATE audit SET actor = 'nobody' WHERE id = 700", 700),
            ("UPDATE audit SET actor = 'run:2' WHERE id = 1300", 1300),
            ("UPDATE audit SET details = '{\"a\": 1}' WHERE id = 1", 1),
            ("UPDATE audit SET at = (SELECT a.at FROM audit a WHERE a.id = 1301) WHERE id = 5", 5),
            ("UPDATE audit SET record_id = (SELECT a.record_id FROM audit a WHERE a.id = 2) WHERE id = 1301", 1301),
            ("UPDATE audit SET hash = previous_hash WHERE id = 1301", 1301),
            ("DELETE FROM audit WHERE id = 1", 1),
            ("DELETE FROM audit WHERE id = 600", 600),
            ("DELETE FROM audit WHERE id > 1298", 1299),
            ("DELETE FROM audit", 1),
        ],
    )
    def test_a_tampered_trail_is_found(self, store: Store, sql: Callable[[str], None], statement: str, broken: int) -> None:
        store.records.save([new(item) for item in many(1300)], actor=Actor.of_run(1), at=AT)
        store.records.save([new(record(identifier="last"))], actor=Actor.of_run(2), at=AT + timedelta(hours=1))
        assert store.audit.verify() is None
        for step in self.DISARM:
            sql(step)
        sql(statement)
        assert store.audit.verify() == broken

    def test_an_actor_of_another_kind_is_found(self, store: Store, sql: Callable[[str], None]) -> None:
        store.records.save([new(item) for item in many(2)], actor=Actor.of_run(1), at=AT)
        for step in self.DISARM:
            sql(step)
        sql("UPDATE audit SET actor = 'person:1' WHERE id = 2")
        assert store.audit.verify() == 2

    def test_an_entry_says_by_which_form_it_is_checked(self, store: Store, sql: Callable[[str], None]) -> None:
        store.records.save([new(item) for item in many(2)], actor=Actor.of_run(1), at=AT)
        for step in self.DISARM:
            sql(step)
        sql("UPDATE audit SET form = 1 WHERE id = 2")
        assert store.audit.verify() == 2

    def test_an_empty_trail_is_whole(self, store: Store) -> None:
        assert store.audit.verify() is None

    # several at once

    def test_threads_that_write_at_once(self, store: Store) -> None:
        def write(source: str) -> None:
            for start in range(0, 60, 10):
                batch = [record(identifier=f"{start + i}", source=source) for i in range(10)]
                store.records.save([new(item) for item in batch], actor=Actor.system(source), at=AT)
                store.records.save([changed(next_version(item)) for item in batch], actor=Actor.system(source), at=AT)

        sources = ["a_one", "b_two", "c_three", "d_four"]
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(write, sources))
        assert store.records.counts() == dict.fromkeys(sources, 60)
        assert store.audit.verify() is None
        self._assert_agreement(store)

    def test_of_two_who_change_the_same_record_one_is_stale(self, store: Store) -> None:
        item = record()
        store.records.save([new(item)], actor=Actor.of_run(1), at=AT)

        people = [Actor.person(f"person {i}") for i in range(8)]

        def change(actor: Actor) -> bool:
            try:
                store.records.save([changed(next_version(item))], actor=actor, at=AT)
            except StaleRecord:
                return False
            return True

        with ThreadPoolExecutor(8) as pool:
            won = list(pool.map(change, people))
        assert won.count(True) == 1
        history = store.audit.history(item.id)
        assert [entry.actor for entry in history] == [Actor.of_run(1), people[won.index(True)]]

    def test_processes_that_write_at_once(self, store: Store, address: str) -> None:
        writers = [_writer(address, source, rounds=5) for source in ("a_one", "b_two")]
        for writer in writers:
            with writer:
                assert writer.wait(60) == 0
        assert store.records.counts() == {"a_one": 200, "b_two": 200}
        assert {item.version for item in store.records.stream()} == {5}
        assert store.audit.verify() is None
        self._assert_agreement(store)

    def test_a_writer_that_is_killed_leaves_whole_batches(self, store: Store, address: str) -> None:
        for pause in (0.0, 0.013, 0.047, 0.101):
            with _writer(address, "a_one", rounds=1_000_000) as writer:
                assert writer.stdout is not None
                assert writer.stdout.readline() == "writing\n"
                time.sleep(pause)
                writer.kill()
            self.settle(store)
            versions = {item.version for item in store.records.stream()}
            assert len(versions) <= 1, "a batch was saved in part"
            assert store.audit.verify() is None
            self._assert_agreement(store)
        assert store.records.count() == 200

    def test_many_may_open_a_new_database_at_once(self, address: str) -> None:
        def open_and_count(_: int) -> int:
            with closing(Store.open(address)) as store:
                return store.records.count()

        with ThreadPoolExecutor(6) as pool:
            assert list(pool.map(open_and_count, range(6))) == [0] * 6

    def _assert_agreement(self, store: Store) -> None:
        """Record, trail and outbox tell the same."""
        versions = {item.id: item.version for item in store.records.stream()}
        for item, version in versions.items():
            assert len(store.audit.history(item)) == version
        assert {row.id: row.version for row in store.outbox.pending(10_000)} == versions

    # runs

    def test_a_run_from_start_to_end(self, store: Store) -> None:
        since = AT - timedelta(days=1)
        run = store.runs.start("kg_data_gov", since=since, by=COMMAND, at=AT)
        assert (run.state, run.started, run.since, run.counts) == (RunState.RUNNING, AT, since, RunCounts())
        assert store.runs.get(run.id) == run
        counts = RunCounts(read=10, new=4, changed=3, unchanged=1, rejected=1, repeated=1)
        halfway = run.model_copy(update={"counts": counts, "stated_total": 10})
        store.runs.save(halfway, at=AT + timedelta(minutes=1))
        assert store.runs.get(run.id) == halfway
        end = {"state": RunState.PARTIAL, "ended": AT + timedelta(minutes=2), "error": "page 3: 500\0\ud800"}
        store.runs.save(halfway.model_copy(update=end), at=AT + timedelta(minutes=2))
        assert store.runs.last("kg_data_gov") == halfway.model_copy(update={**end, "error": "page 3: 500␀?"})
        assert store.runs.get(10_000) is None

    def test_a_portal_may_state_any_total(self, store: Store) -> None:
        run = store.runs.start("kg_data_gov", since=None, by=COMMAND, at=AT)
        store.runs.save(run.model_copy(update={"stated_total": 10**30}), at=AT)
        saved = store.runs.get(run.id)
        assert saved is not None
        assert saved.stated_total == 2**63 - 1

    def test_one_live_run_holds_a_source(self, store: Store) -> None:
        run = store.runs.start("kg_data_gov", since=None, by=COMMAND, at=AT)
        store.runs.start("kz_egov", since=None, by=COMMAND, at=AT)
        with pytest.raises(RunActive) as caught:
            store.runs.start("kg_data_gov", since=None, by=COMMAND, at=AT + timedelta(minutes=5))
        assert (caught.value.source, caught.value.run) == ("kg_data_gov", run.id)
        _end(store, run.id, RunState.DONE)
        assert store.runs.start("kg_data_gov", since=None, by=COMMAND, at=AT).id > run.id

    def test_a_run_whose_heart_stands_still_is_taken_over(self, store: Store) -> None:
        run = store.runs.start("kg_data_gov", since=None, by=COMMAND, at=AT)
        beat = AT + timedelta(minutes=3)
        store.runs.save(run, at=beat)
        with pytest.raises(RunActive):
            store.runs.start("kg_data_gov", since=None, by=COMMAND, at=AT + timedelta(minutes=6))
        second = store.runs.start("kg_data_gov", since=None, by=COMMAND, at=beat + timedelta(minutes=5, seconds=1))
        first = store.runs.get(run.id)
        assert first is not None
        assert (first.state, first.ended) == (RunState.INTERRUPTED, beat)
        assert first.error
        with pytest.raises(RunLost):
            store.runs.save(run, at=beat + timedelta(minutes=6))
        store.runs.save(second, at=beat + timedelta(minutes=6))

    def test_a_run_of_a_process_that_is_gone_is_taken_over_at_once(self, store: Store, address: str) -> None:
        with _writer(address, "a_one", rounds=0, hold=True) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "holding\n"
            with pytest.raises(RunActive):
                store.runs.start("a_one", since=None, by=COMMAND, at=datetime.now(UTC))
            writer.kill()
        run = store.runs.start("a_one", since=None, by=COMMAND, at=datetime.now(UTC))
        assert [(item.id, item.state) for item in store.runs.list(source="a_one")] == [
            (run.id, RunState.RUNNING),
            (run.id - 1, RunState.INTERRUPTED),
        ]

    def test_of_many_who_start_at_once_one_gets_the_source(self, store: Store) -> None:
        def start(_: int) -> int | None:
            try:
                return store.runs.start("kg_data_gov", since=None, by=COMMAND, at=AT).id
            except RunActive:
                return None

        with ThreadPoolExecutor(6) as pool:
            assert sum(run is not None for run in pool.map(start, range(6))) == 1

    def test_an_ended_run_is_not_written_again(self, store: Store) -> None:
        run = store.runs.start("kg_data_gov", since=None, by=COMMAND, at=AT)
        _end(store, run.id, RunState.FAILED)
        with pytest.raises(RunLost) as caught:
            store.runs.save(run, at=AT)
        assert caught.value.run == run.id

    def test_runs_are_listed_newest_first(self, store: Store) -> None:
        ids = []
        for source, state in (("a_one", "done"), ("b_two", "done"), ("a_one", "failed"), ("a_one", "partial")):
            ids.append(store.runs.start(source, since=None, by=COMMAND, at=AT).id)
            _end(store, ids[-1], RunState(state))
        assert [run.id for run in store.runs.list()] == ids[::-1]
        assert [run.id for run in store.runs.list(source="a_one", limit=2)] == [ids[3], ids[2]]
        assert [run.id for run in store.runs.list(before=ids[2])] == [ids[1], ids[0]]
        last, done = store.runs.last("a_one"), store.runs.last_done("a_one")
        assert last is not None
        assert done is not None
        assert (last.id, done.id) == (ids[3], ids[0])
        assert store.runs.last_done("c_three") is None
        assert {source: (runs.last.id, runs.done and runs.done.id) for source, runs in store.runs.latest().items()} == {
            "a_one": (ids[3], ids[0]),
            "b_two": (ids[1], ids[1]),
        }

    def test_the_latest_runs_of_a_source_that_was_never_done(self, store: Store) -> None:
        run = store.runs.start("a_one", since=None, by=COMMAND, at=AT)
        assert store.runs.latest()["a_one"].last == run
        assert store.runs.latest()["a_one"].done is None

    def test_a_step_of_a_run_is_kept_whole_or_not_at_all(self, store: Store) -> None:
        run = store.runs.start("kg_data_gov", since=None, by=COMMAND, at=AT)
        old = record(identifier="old", run=0)
        store.records.save([new(old)], actor=Actor.of_run(0), at=AT)
        step = run.model_copy(update={"counts": RunCounts(read=2, new=1, unchanged=1), "incomplete": True, "stated_total": 2})
        found = [issue("page-failed", value="entry 7")]
        progress = Progress(step, cursor="7", issues=found, met=[old.id], moved={old.id: digest("moved")})
        with pytest.raises(NotStorable):
            store.records.save([new(record("nul \0"))], actor=Actor.of_run(1), at=AT, progress=progress)
        assert (store.runs.get(run.id), store.runs.cursor(run.id), store.runs.issues(run.id)) == (run, None, ())
        store.records.save([new(record())], actor=Actor.of_run(1), at=AT, progress=progress)
        assert (store.runs.get(run.id), store.runs.cursor(run.id), store.runs.issues(run.id)) == (step, "7", tuple(found))
        known = store.records.known("kg_data_gov", ["old"])["old"]
        assert (known.seen_run, known.raw_hash) == (run.id, digest("moved"))
        store.records.save([], actor=Actor.of_run(1), at=AT, progress=Progress(step))
        assert store.runs.cursor(run.id) == "7"

    def test_a_run_and_people_who_decide_do_not_stand_in_each_others_way(self, store: Store) -> None:
        run = store.runs.start("kg_data_gov", since=None, by=COMMAND, at=AT)
        items = many(200, run=0)
        store.records.save([new(item) for item in items], actor=Actor.of_run(0), at=AT)

        def decide(items: Sequence[CatalogRecord]) -> None:
            for item in items:
                store.records.save([Save(next_version(item), Action.CURATE, {})], actor=Actor.person("Bolat"), at=AT)

        def sight() -> None:
            for step in range(20):
                met = Progress(run, met=[item.id for item in items[step::20]])
                found = record(identifier=f"new {step}", run=run.id)
                store.records.save([new(found)], actor=Actor.of_run(1), at=AT, progress=met)

        with ThreadPoolExecutor(4) as pool:
            work = [pool.submit(sight), *(pool.submit(decide, items[part::3]) for part in range(3))]
            for each in work:
                each.result()
        assert store.audit.verify() is None
        assert store.records.count() == 220

    def test_check_raises_what_save_would_and_keeps_nothing(self, store: Store) -> None:
        store.records.check([new(item) for item in many(3)], actor=Actor.of_run(1), at=AT)
        with pytest.raises(StaleRecord):
            store.records.check([changed(next_version(record()))], actor=Actor.of_run(1), at=AT)
        with pytest.raises(NotStorable):
            store.records.check([new(record()), new(record().model_copy(update={"id": uuid4()}))], actor=Actor.of_run(1), at=AT)
        assert (store.records.count(), store.outbox.depth(), store.audit.verify()) == (0, 0, None)

    def test_a_dead_run_goes_on_and_its_old_worker_can_write_no_more(self, store: Store) -> None:
        run = store.runs.start("kg_data_gov", since=None, by=COMMAND, at=AT)
        step = run.model_copy(update={"counts": RunCounts(read=1, new=1)})
        store.records.save([new(record())], actor=Actor.of_run(1), at=AT, progress=Progress(step, cursor="1"))
        assert store.runs.take(SOURCES, at=AT + timedelta(minutes=5)) is None
        later = AT + timedelta(minutes=6)
        taken = store.runs.take(SOURCES, at=later)
        assert taken == step.model_copy(update={"attempt": 2})
        assert store.runs.cursor(run.id) == "1"
        lost: list[Callable[[], object]] = [
            lambda: store.records.save(
                [new(record("late", identifier="late"))], actor=Actor.person("x"), at=later, progress=Progress(step)
            ),
            lambda: store.runs.save(step, at=later),
            lambda: store.runs.beat(step, at=later),
            lambda: store.runs.stop_asked(step),
            lambda: store.runs.end(step, RunState.DONE, error="", at=later),
            lambda: store.runs.give_back(step, at=later),
        ]
        for write in lost:
            with pytest.raises(RunLost):
                write()
        assert (store.runs.get(run.id), store.records.count(), store.outbox.depth()) == (taken, 1, 1)
        store.runs.beat(taken, at=later + timedelta(minutes=5))
        assert store.runs.take(SOURCES, at=later + timedelta(minutes=9)) is None

    def test_a_queued_run_is_taken_once_and_can_be_given_back(self, store: Store) -> None:
        queued = store.runs.queue("kg_data_gov", since=AT, at=AT, by=Actor.person("Bolat"))
        assert (queued.state, queued.attempt, queued.asked_by) == (RunState.QUEUED, 0, Actor.person("Bolat"))
        with pytest.raises(RunActive):
            store.runs.queue("kg_data_gov", since=None, by=COMMAND, at=AT)
        assert store.runs.take(["kz_egov"], at=AT) is None
        assert store.runs.take(SOURCES, at=AT, whole=True) is None
        later = AT + timedelta(hours=3)
        with ThreadPoolExecutor(4) as pool:
            taken = [run for run in pool.map(lambda _: store.runs.take(SOURCES, at=later), range(4)) if run]
        assert taken == [queued.model_copy(update={"state": RunState.RUNNING, "attempt": 1, "started": later})]
        with pytest.raises(RunActive):
            store.runs.queue("kg_data_gov", since=None, by=COMMAND, at=later)
        store.records.save([], actor=Actor.of_run(1), at=later, progress=Progress(taken[0], cursor="3"))
        assert store.runs.give_back(taken[0], at=later).state is RunState.QUEUED
        again = store.runs.take(SOURCES, at=later + timedelta(minutes=1))
        assert again == taken[0].model_copy(update={"attempt": 2})
        assert store.runs.cursor(queued.id) == "3"

    def test_of_many_who_find_a_run_due_one_queues_it(self, store: Store) -> None:
        first = store.runs.queue("kg_data_gov", since=None, by=COMMAND, at=AT, after=0)
        store.runs.ask_stop(first.id, by=Actor.person("Bolat"), at=AT)
        with pytest.raises(RunActive):
            store.runs.queue("kg_data_gov", since=None, by=COMMAND, at=AT, after=0)
        assert store.runs.queue("kg_data_gov", since=None, by=COMMAND, at=AT, after=first.id).id > first.id

    def test_a_run_that_ends_its_workers_is_given_up(self, store: Store) -> None:
        at, run = AT, store.runs.start("kg_data_gov", since=None, by=COMMAND, at=AT)
        for attempt in range(2, 6):
            at += timedelta(minutes=6)
            taken = store.runs.take(SOURCES, at=at)
            assert taken is not None
            assert taken.attempt == attempt
        assert store.runs.take(SOURCES, at=at + timedelta(minutes=6)) is None
        ended = store.runs.get(run.id)
        assert ended is not None
        assert ended.state is RunState.INTERRUPTED
        assert "5 workers" in (ended.error or "")

    def test_a_run_that_is_dead_for_long_does_not_go_on(self, store: Store) -> None:
        run = store.runs.start("kg_data_gov", since=None, by=COMMAND, at=AT)
        assert store.runs.take(SOURCES, at=AT + timedelta(days=2)) is None
        assert [item.state for item in store.runs.list()] == [RunState.INTERRUPTED]
        assert store.runs.start("kg_data_gov", since=None, by=COMMAND, at=AT).id > run.id

    def test_a_person_stops_a_run(self, store: Store) -> None:
        run = store.runs.start("kg_data_gov", since=None, by=COMMAND, at=AT)
        assert store.runs.stop_asked(run) is None
        assert store.runs.ask_stop(run.id, by=Actor.person("Айсулуу"), at=AT) == run
        assert store.runs.stop_asked(run) == Actor.person("Айсулуу")
        ended = store.runs.end(run, RunState.INTERRUPTED, error="stopped by Айсулуу", at=AT)
        assert store.runs.ask_stop(run.id, by=Actor.person("Bolat"), at=AT) == ended
        queued = store.runs.queue("kz_egov", since=None, by=COMMAND, at=AT)
        stopped = store.runs.ask_stop(queued.id, by=Actor.person("Bolat"), at=AT)
        assert stopped is not None
        assert (stopped.state, stopped.error) == (RunState.INTERRUPTED, "stopped by Bolat")
        assert store.runs.take(SOURCES, at=AT) is None
        assert store.runs.ask_stop(10_000, by=Actor.person("Bolat"), at=AT) is None

    # schedules and hosts

    def test_a_schedule_holds_until_it_is_forgotten(self, store: Store) -> None:
        store.schedules.decide("kg_data_gov", "1d", by=Actor.person("Bolat"), at=AT)
        store.schedules.decide("kg_data_gov", "off", by=Actor.person("Айсулуу"), at=AT + timedelta(days=1))
        assert store.schedules.decided() == {"kg_data_gov": Decided("off", Actor.person("Айсулуу"), AT + timedelta(days=1))}
        store.schedules.forget("kg_data_gov")
        assert store.schedules.decided() == {}

    def test_turns_at_a_host_are_apart(self, store: Store) -> None:
        def turn(host: str) -> float:
            return store.hosts.turn(host, delay=timedelta(seconds=2), at=AT)

        with ThreadPoolExecutor(4) as pool:
            assert sorted(pool.map(turn, ["data.gov.kg"] * 6)) == [0, 2, 4, 6, 8, 10]
        assert turn("egov.kz") == 0
        assert store.hosts.turn("data.gov.kg", delay=timedelta(seconds=2), at=AT + timedelta(seconds=11.5)) == 0.5
        assert store.hosts.turn("data.gov.kg", delay=timedelta(seconds=2), at=AT + timedelta(minutes=1)) == 0

    # issues

    def test_issues_are_grouped_by_kind_and_place(self, store: Store) -> None:
        run = store.runs.start("kg_data_gov", since=None, by=COMMAND, at=AT)
        other = store.runs.start("kz_egov", since=None, by=COMMAND, at=AT)
        formats = [
            issue("format-not-understood", identifier=f"d{i}", pointer=f"/resources/{i}/format", value=f"XYZ{i}")
            for i in range(30)
        ]
        found = [
            issue("title-missing", identifier="d7", pointer="/title"),
            issue("date-not-understood", identifier="d8", pointer="/metadata_modified", value="0000-00-00"),
            issue("date-not-understood", identifier="d9", pointer="/metadata_modified", value="soon"),
            issue("total-wrong", value="800, sent 799"),
            issue("field-ignored", identifier="d1", pointer="/extras/12/b1/3"),
        ]
        store.runs.add_issues(run.id, formats)
        store.runs.add_issues(run.id, found)
        store.runs.add_issues(run.id, [])
        store.runs.add_issues(other.id, formats)
        groups = store.runs.issue_groups(run.id)
        assert [(group.code, group.pointer, group.count) for group in groups] == [
            ("title-missing", "/title", 1),
            ("date-not-understood", "/metadata_modified", 2),
            ("total-wrong", "", 1),
            ("format-not-understood", "/resources/*/format", 30),
            ("field-ignored", "/extras/*/b1/*", 1),
        ]
        assert groups[0].severity is Severity.ERROR
        assert (groups[1].example_identifier, groups[1].example_value) == ("d8", "0000-00-00")
        assert groups[1].title
        assert groups[1].how_to_fix
        assert store.runs.issues(run.id, code="format-not-understood", pointer=groups[3].pointer, limit=100) == tuple(formats)
        assert store.runs.issues(run.id, offset=30, limit=2) == tuple(found[:2])
        assert store.runs.issues(run.id, pointer="/title") == (found[0],)
        assert store.runs.issue_groups(999) == ()

    def test_whatever_a_portal_sends_can_be_reported(self, store: Store) -> None:
        run = store.runs.start("kg_data_gov", since=None, by=COMMAND, at=AT)
        odd = Issue(code="control-characters", identifier="nul \0 half \ud800", pointer="/" + "x" * 5000, value="a\0b" * 60)
        store.runs.add_issues(run.id, [odd, issue("identifier-missing", value="\ud800" * 500)])
        first, second = store.runs.issues(run.id)
        assert (first.identifier, first.value[:3], len(first.pointer)) == ("nul ␀ half ?", "a␀b", 1000)
        assert second.value == "?" * MAX_VALUE

    # tokens

    def test_a_token_names_its_person_until_it_expires_or_is_revoked(self, store: Store) -> None:
        first = store.tokens.add("Айсулуу", expires=AT + timedelta(days=1), at=AT)
        second = store.tokens.add("Айсулуу", expires=AT + timedelta(days=9), at=AT)
        other = store.tokens.add("Bolat", expires=AT + timedelta(days=9), at=AT)
        assert [store.tokens.check(token, at=AT) for token in (first, second, other)] == ["Айсулуу", "Айсулуу", "Bolat"]
        assert store.tokens.check(first, at=AT + timedelta(days=1)) is None
        assert [token.name for token in store.tokens.list()] == ["Bolat", "Айсулуу", "Айсулуу"]
        assert store.tokens.revoke("Айсулуу") == 2
        assert store.tokens.check(second, at=AT) is None
        assert store.tokens.check(other, at=AT) == "Bolat"
        assert store.tokens.revoke("Айсулуу") == 0

    @pytest.mark.parametrize("wrong", ["", "nonsense", "serai.", "nul\0", "\ud800", "serai." + "0" * 16 + "." + "a" * 43])
    def test_a_wrong_token_is_nobodys(self, store: Store, wrong: str) -> None:
        good = store.tokens.add("Bolat", expires=AT + timedelta(days=1), at=AT)
        assert store.tokens.check(wrong, at=AT) is None
        assert store.tokens.check(good[:-1] + ("A" if good[-1] != "A" else "B"), at=AT) is None
        assert store.tokens.check(good + "\n", at=AT) is None

    def test_no_token_can_be_read_from_the_database(self, store: Store, address: str) -> None:
        token = store.tokens.add("Bolat", expires=AT + timedelta(days=1), at=AT)
        with closing(Database(address)) as database, database.reading() as connection:
            kept = str(connection.execute(text("SELECT * FROM token")).all())
        assert token.rpartition(".")[2] not in kept
        assert "Bolat" in kept


def _hash_by_hand(entry: AuditEntry) -> str:
    """What anybody computes who has an entry as the API shows it, and reads how in `registry/store/audit.py`."""
    fields = entry.model_dump(mode="json", exclude={"hash"}) | {"at": entry.at.isoformat()}
    return sha256(orjson.dumps(fields, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _end(store: Store, run_id: int, state: RunState) -> None:
    run = store.runs.get(run_id)
    assert run is not None
    store.runs.save(run.model_copy(update={"state": state, "ended": AT}), at=AT)


def _writer(address: str, source: str, *, rounds: int, hold: bool = False) -> subprocess.Popen[str]:
    """A process that saves 200 records of a source again and again, or holds a run of it."""
    command: Sequence[str] = [sys.executable, "-m", "tests.contracts.store_writer", address, source, str(rounds)]
    return subprocess.Popen([*command, "hold"] if hold else command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
