"""What every store must do about leases: who may work on a run."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from registry.store import Store
from registry.store.errors import RunActive, RunLost
from registry.store.progress import Progress
from schemas.actor import COMMAND, Actor
from schemas.runs import RunCounts, RunState
from tests.contracts.store.backend import Backend
from tests.contracts.store.samples import AT, SOURCES, end_run, new
from tests.contracts.store.writer import writing
from tests.factories import record


class LeasesContract(Backend):
    """A part of `StoreContract`."""

    def test_one_live_run_holds_a_source(self, store: Store) -> None:
        run = store.runs.start("kg_data_gov", since=None, by=COMMAND, at=AT)
        store.runs.start("kz_egov", since=None, by=COMMAND, at=AT)
        with pytest.raises(RunActive) as caught:
            store.runs.start("kg_data_gov", since=None, by=COMMAND, at=AT + timedelta(minutes=5))
        assert (caught.value.source, caught.value.run) == ("kg_data_gov", run.id)
        end_run(store, run.id, RunState.DONE)
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
        with writing(address, "a_one", rounds=0, hold=True) as writer:
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

    @pytest.mark.parametrize("ahead", [timedelta(minutes=6), timedelta(hours=20)])
    def test_a_heartbeat_in_the_future_keeps_nobody_out(self, store: Store, ahead: timedelta) -> None:
        run = store.runs.start("kg_data_gov", since=None, by=COMMAND, at=AT + ahead)
        store.records.save([], actor=Actor.of_run(1), at=AT + ahead, progress=Progress(run, cursor="1"))
        taken = store.runs.take(SOURCES, at=AT)
        assert taken is not None
        assert (taken.id, taken.attempt, store.runs.cursor(taken.id)) == (run.id, 2, "1")
        assert store.runs.take(SOURCES, at=AT) is None
        with pytest.raises(RunLost):
            store.runs.beat(run, at=AT)

    def test_a_dead_run_of_a_clock_that_was_far_ahead_is_given_up(self, store: Store) -> None:
        run = store.runs.start("kg_data_gov", since=None, by=COMMAND, at=AT + timedelta(days=700))
        assert store.runs.take(SOURCES, at=AT) is None
        assert [each.state for each in store.runs.list()] == [RunState.INTERRUPTED]
        assert store.runs.start("kg_data_gov", since=None, by=COMMAND, at=AT).id > run.id

    @pytest.mark.parametrize("begun", [False, True])
    def test_a_run_that_asks_for_changes_since_the_future_becomes_a_whole_sweep(self, store: Store, *, begun: bool) -> None:
        ahead = AT + timedelta(hours=3)
        queued = store.runs.queue("kg_data_gov", since=ahead, by=Actor.person("Bolat"), at=ahead)
        if begun:
            assert store.runs.take(SOURCES, at=ahead) is not None
        taken = store.runs.take(SOURCES, at=AT)
        assert taken is not None
        assert (taken.since, taken.started, taken.state, taken.asked_by) == (None, AT, RunState.RUNNING, Actor.person("Bolat"))
        left = store.runs.get(queued.id)
        assert left is not None
        assert left.state is RunState.INTERRUPTED
        assert "clock" in (left.error or "")

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
