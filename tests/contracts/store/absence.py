"""What every store must do about sightings and absence: which records a run has met, and which are missing."""

from datetime import timedelta

from registry.store import Store
from registry.store.saving import Save
from schemas.actor import COMMAND, Actor
from schemas.audit import Action
from schemas.holds import HoldCause
from schemas.issues import issue
from schemas.record import Status
from schemas.runs import RunCounts, RunState
from tests.contracts.store.backend import Backend
from tests.contracts.store.samples import AT, DAY, SOURCE, digest, ended, keep, many, new, next_version, withdraw
from tests.factories import record


class AbsenceContract(Backend):
    """A part of `StoreContract`."""

    def test_seen_touches_no_version_and_no_trail(self, store: Store) -> None:
        items = many(3)
        store.records.save([new(item) for item in items], actor=Actor.of_run(1), at=AT)
        before = store.outbox.depth()
        store.records.mark_seen(2, [item.id for item in items[:2]], raw_hashes={items[1].id: digest("moved")})
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
        store.records.mark_seen(3, [item.id])
        assert store.records.known("kg_data_gov", ["a"])["a"].seen_run == 5
        store.records.mark_seen(6, [item.id])
        store.records.save([Save(next_version(item), Action.CURATE, {})], actor=Actor.person("Aisuluu"), at=AT)
        assert store.records.known("kg_data_gov", ["a"])["a"].seen_run == 6

    def test_absent_counts_what_is_active_and_not_met(self, store: Store) -> None:
        items = many(5)
        store.records.save([new(item) for item in items], actor=Actor.of_run(1), at=AT)
        store.records.save([new(record(source="kz_egov"))], actor=Actor.of_run(1), at=AT)
        store.records.mark_seen(2, [item.id for item in items[:2]])
        assert store.absence.count("kg_data_gov", since_run=2) == 3
        withdrawn = Save(next_version(items[4], status=Status.WITHDRAWN), Action.WITHDRAW, {})
        store.records.save([withdrawn], actor=Actor.of_run(2), at=AT)
        assert store.absence.count("kg_data_gov", since_run=2) == 2
        assert store.absence.count("kg_data_gov", since_run=1) == 0

    def test_missing_is_what_no_run_has_met_since(self, store: Store) -> None:
        first = ended(store, day=0)
        made = keep(store, first, *(f"water-{number:04}" for number in range(1200)))
        keep(store, first, "other", source="kz_egov")
        second = ended(store, day=1)
        store.records.mark_seen(second.id, [made["water-0003"].id])
        withdraw(store, made["water-0004"], second)
        assert store.absence.count(SOURCE, since_run=first.id) == 0
        assert store.absence.count(SOURCE, since_run=second.id) == 1198
        pages = list(store.absence.ids(SOURCE, since_run=second.id))
        assert len(pages) > 1
        wanted = {item.id for name, item in made.items() if name not in {"water-0003", "water-0004"}}
        assert {each for page in pages for each in page} == wanted

    def test_grace_counts_whole_sweeps_that_were_done(self, store: Store) -> None:
        runs = [
            ended(store, day=0),
            ended(store, day=1),
            ended(store, day=2, since=DAY),
            ended(store, day=3, state=RunState.HELD),
            ended(store, day=4, state=RunState.PARTIAL),
            ended(store, day=4, source="kz_egov"),
            ended(store, day=5),
        ]
        last = store.runs.start(SOURCE, since=None, by=COMMAND, at=DAY + timedelta(days=6))
        now = last.started
        assert [store.absence.overdue_since(last, sweeps=sweeps, started_by=now) for sweeps in (1, 2, 3, 4, 5)] == [
            last.id,
            runs[6].id,
            runs[1].id,
            runs[0].id,
            0,
        ]
        earlier = (timedelta(days=1), timedelta(days=2), timedelta(days=7))
        assert [store.absence.overdue_since(last, sweeps=1, started_by=now - span) for span in earlier] == [
            runs[6].id,
            runs[1].id,
            0,
        ]

    def test_identifiers_in_other_letters_are_noticed(self, store: Store) -> None:
        first = ended(store, day=0)
        keep(store, first, "Water", "Rivers", "lakes")
        second = ended(store, day=1)
        keep(store, second, "WATER", "river")
        assert store.absence.respelled(second, since_run=second.id) == 1
        assert store.absence.respelled(second, since_run=first.id) == 0

    def test_what_a_portal_removes_is_kept_with_the_issues_of_the_run(self, store: Store) -> None:
        first = ended(store, day=0)
        made = keep(store, first, "a", "b", "c", "d")
        keep(store, first, "a", source="kz_egov")
        run = store.runs.start(SOURCE, since=DAY, by=COMMAND, at=DAY + timedelta(days=1))
        said = [("record-private", "a"), ("record-deleted", "b"), ("record-deleted", "c"), ("record-private", None)]
        store.runs.add_issues(run.id, [issue(code, identifier=name) for code, name in said])
        store.records.mark_seen(run.id, [made["c"].id])
        assert store.absence.removed(run) == 2
        assert list(store.absence.removed_ids(run, code="record-private")) == [[made["a"].id]]
        assert store.absence.removed(first) == 0
        hold = store.holds.propose(run, cause=HoldCause.MANY_REMOVED, explanation="many", since_run=None, at=DAY)
        assert {each.identifier for each in store.holds.records(hold.id)} == {"a", "b"}
        assert list(store.holds.still_missing(hold, said="record-deleted")) == [[made["b"].id]]
        withdraw(store, made["a"], run)
        assert (store.absence.removed(run), store.runs.has_issue(run.id, "record-private")) == (1, True)
        assert store.runs.has_issue(run.id, "record-draft") is False

    def test_a_sweep_that_ended_early_is_whole_only_if_the_next_one_agrees(self, store: Store) -> None:
        def sweep(day: int, *, listed: int, stated: int, early: bool = False, withdrawn: int = 0) -> int:
            run = store.runs.start(SOURCE, since=None, by=COMMAND, at=DAY + timedelta(days=day))
            counts = RunCounts(read=listed + 1, repeated=1, withdrawn=withdrawn)
            if early:
                store.runs.add_issues(run.id, [issue("list-ends-early")])
            changes = {"state": RunState.DONE, "ended": run.started, "counts": counts, "stated_total": stated}
            store.runs.save(run.model_copy(update=changes), at=run.started)
            return run.id

        first = sweep(0, listed=50, stated=50, withdrawn=2)
        sweep(1, listed=30, stated=50, early=True)
        agreed = sweep(2, listed=31, stated=52, early=True, withdrawn=3)
        then = sweep(3, listed=32, stated=53)
        sweep(4, listed=20, stated=20, early=True, withdrawn=4)
        last = store.runs.start(SOURCE, since=None, by=COMMAND, at=DAY + timedelta(days=5))
        overdue = [store.absence.overdue_since(last, sweeps=sweeps, started_by=last.started) for sweeps in (1, 2, 3, 4, 5)]
        assert overdue == [last.id, then, agreed, first, 0]
        assert store.runs.withdrawn_after(first, before=last, started=DAY) == 7
        assert store.runs.withdrawn_after(first, before=last, started=DAY + timedelta(days=3)) == 4
        assert store.runs.withdrawn_after(0, before=last.model_copy(update={"source": "kz_egov"}), started=DAY) == 0
