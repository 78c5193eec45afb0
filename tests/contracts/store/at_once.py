"""What every store must do about several who write at once, and those that are killed while they do."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from registry.store import Store
from registry.store.errors import StaleRecord
from registry.store.progress import Progress
from registry.store.saving import Save
from schemas.actor import COMMAND, Actor
from schemas.audit import Action
from schemas.record import CatalogRecord
from tests.contracts.store.backend import Backend
from tests.contracts.store.samples import AT, changed, many, new, next_version
from tests.contracts.store.writer import writing
from tests.factories import record


class AtOnceContract(Backend):
    """A part of `StoreContract`."""

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
        writers = [writing(address, source, rounds=5) for source in ("a_one", "b_two")]
        for writer in writers:
            with writer:
                assert writer.wait(60) == 0
        assert store.records.counts() == {"a_one": 200, "b_two": 200}
        assert {item.version for item in store.records.stream()} == {5}
        assert store.audit.verify() is None
        self._assert_agreement(store)

    def test_a_writer_that_is_killed_leaves_whole_batches(self, store: Store, address: str) -> None:
        for pause in (0.0, 0.013, 0.047, 0.101):
            with writing(address, "a_one", rounds=1_000_000) as writer:
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

    def _assert_agreement(self, store: Store) -> None:
        """Record, trail, states and outbox tell the same."""
        versions = {item.id: item.version for item in store.records.stream()}
        for item, version in versions.items():
            assert len(store.audit.history(item)) == version
        assert {row.id: row.version for row in store.outbox.pending(10_000)} == versions
        assert list(store.states.diverging()) == []
