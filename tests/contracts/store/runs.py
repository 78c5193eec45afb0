"""What every store must do about runs: their account from start to end."""

from datetime import timedelta

import pytest

from registry.store import Store
from registry.store.errors import NotStorable, RunLost
from registry.store.progress import Progress
from schemas.actor import COMMAND, Actor
from schemas.issues import issue
from schemas.runs import RunCounts, RunState
from tests.contracts.store.backend import Backend
from tests.contracts.store.samples import AT, SOURCES, digest, end_run, new
from tests.factories import record


class RunsContract(Backend):
    """A part of `StoreContract`."""

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

    def test_an_ended_run_is_not_written_again(self, store: Store) -> None:
        run = store.runs.start("kg_data_gov", since=None, by=COMMAND, at=AT)
        end_run(store, run.id, RunState.FAILED)
        with pytest.raises(RunLost) as caught:
            store.runs.save(run, at=AT)
        assert caught.value.run == run.id

    def test_runs_are_listed_newest_first(self, store: Store) -> None:
        ids = []
        for source, state in (("a_one", "done"), ("b_two", "done"), ("a_one", "failed"), ("a_one", "partial")):
            ids.append(store.runs.start(source, since=None, by=COMMAND, at=AT).id)
            end_run(store, ids[-1], RunState(state))
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
