"""What every store must do about what is missing, held and changed. `StoreContract` has it all."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from registry.store import Store
from registry.store.changes import Past
from registry.store.errors import HoldMissing, HoldSettled
from registry.store.records import Save
from schemas.actor import COMMAND, Actor
from schemas.audit import Action
from schemas.holds import Hold, HoldCause, HoldState
from schemas.record import CatalogRecord, Status
from schemas.runs import Run, RunState
from tests.factories import record

DAY = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
SOURCE = "kg_data_gov"


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
    return store.holds.propose(run, cause=HoldCause.TOO_MANY, explanation="too many", before=run.id, at=run.started)


class WithdrawalContract:
    """Subclassed by `StoreContract`, which gives the fixture `store`."""

    def test_missing_is_what_no_run_has_met_since(self, store: Store) -> None:
        first = ended(store, day=0)
        made = keep(store, first, *(f"water-{number:04}" for number in range(1200)))
        keep(store, first, "other", source="kz_egov")
        second = ended(store, day=1)
        store.records.seen(second.id, [made["water-0003"].id])
        withdraw(store, made["water-0004"], second)
        assert store.absence.count(SOURCE, before=first.id) == 0
        assert store.absence.count(SOURCE, before=second.id) == 1198
        pages = list(store.absence.ids(SOURCE, before=second.id))
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
        assert [store.absence.past_grace(last, sweeps=sweeps, started_by=now) for sweeps in (1, 2, 3, 4, 5)] == [
            last.id,
            runs[6].id,
            runs[1].id,
            runs[0].id,
            0,
        ]
        earlier = (timedelta(days=1), timedelta(days=2), timedelta(days=7))
        assert [store.absence.past_grace(last, sweeps=1, started_by=now - span) for span in earlier] == [
            runs[6].id,
            runs[1].id,
            0,
        ]

    def test_identifiers_in_other_letters_are_noticed(self, store: Store) -> None:
        first = ended(store, day=0)
        keep(store, first, "Water", "Rivers", "lakes")
        second = ended(store, day=1)
        keep(store, second, "WATER", "river")
        assert store.absence.respelled(second, before=second.id) == 1
        assert store.absence.respelled(second, before=first.id) == 0

    def test_a_hold_has_the_records_that_were_missing(self, store: Store) -> None:
        first = ended(store, day=0)
        made = keep(store, first, "a", "b", "c")
        second = ended(store, day=1)
        store.records.seen(second.id, [made["b"].id])
        hold = held(store, second)
        assert (hold.run, hold.source, hold.count, hold.state) == (second.id, SOURCE, 2, HoldState.WAITING)
        assert store.holds.get(hold.id) == store.holds.of_run(second.id) == store.holds.waiting(SOURCE) == hold
        listed = store.holds.records(hold.id)
        assert {(each.id, each.identifier) for each in listed} == {(made["a"].id, "a"), (made["c"].id, "c")}
        assert (*store.holds.records(hold.id, limit=1), *store.holds.records(hold.id, offset=1)) == listed
        store.records.seen(ended(store, day=2, since=DAY).id, [made["c"].id])
        assert list(store.holds.still_missing(hold)) == [[made["a"].id]]
        assert len(store.holds.records(hold.id)) == 2

    def test_a_hold_is_settled_once(self, store: Store) -> None:
        hold = held(store, ended(store, day=0))
        at = DAY + timedelta(hours=1)
        settled = store.holds.settle(hold.id, HoldState.DROPPED, by=Actor.person("Bolat"), reason="a fault", at=at)
        assert (settled.state, settled.by, settled.reason, settled.at) == (
            HoldState.DROPPED,
            Actor.person("Bolat"),
            "a fault",
            at,
        )
        with pytest.raises(HoldSettled, match="dropped"):
            store.holds.settle(hold.id, HoldState.RELEASED, by=Actor.person("Aisuluu"), reason="no fault", at=at)
        assert store.holds.get(hold.id) == settled
        for missing in (hold.id + 1, 2**63 - 1):
            with pytest.raises(HoldMissing):
                store.holds.settle(missing, HoldState.RELEASED, by=Actor.person("Aisuluu"), reason="no fault", at=at)
            with pytest.raises(HoldMissing):
                store.holds.get(missing)
        assert store.holds.waiting(SOURCE) is None

    def test_a_newer_hold_supersedes_and_leaves_what_is_settled(self, store: Store) -> None:
        dropped = held(store, ended(store, day=0))
        store.holds.settle(dropped.id, HoldState.DROPPED, by=Actor.person("Bolat"), reason="a fault", at=DAY)
        old, new = held(store, ended(store, day=1)), held(store, ended(store, day=2))
        other = held(store, ended(store, day=2, source="kz_egov"))
        assert [hold.state for hold in store.holds.list(source=SOURCE)] == [
            HoldState.WAITING,
            HoldState.SUPERSEDED,
            HoldState.DROPPED,
        ]
        assert [hold.id for hold in store.holds.list()] == [other.id, new.id, old.id, dropped.id]
        assert [hold.id for hold in store.holds.list(state=HoldState.WAITING, before=other.id)] == [new.id]
        store.holds.supersede(SOURCE, at=DAY + timedelta(days=3))
        assert store.holds.get(new.id).state is HoldState.SUPERSEDED
        assert store.holds.get(other.id).state is HoldState.WAITING

    def test_what_a_run_changed_is_in_the_trail(self, store: Store) -> None:
        first = ended(store, day=0)
        made = keep(store, first, "a", "b")
        second = ended(store, day=1)
        changed = made["a"].model_copy(update={"version": 2})
        details = {"raw": "new raw", "changed": ["title"]}
        store.records.save([Save(changed, Action.CHANGE, details)], actor=Actor.of_run(second.id), at=second.started)
        withdraw(store, made["b"], second)
        assert store.changes.counts(first.id) == {Action.CREATE: 2}
        assert store.changes.counts(second.id) == {Action.CHANGE: 1, Action.WITHDRAW: 1}
        [one, two] = store.changes.of_run(second.id)
        assert (one.record, one.identifier, one.action, one.changed, one.at) == (
            made["a"].id,
            "a",
            Action.CHANGE,
            ("title",),
            second.started,
        )
        assert (two.identifier, two.action, two.changed) == ("b", Action.WITHDRAW, ())
        assert store.changes.of_run(second.id, action=Action.WITHDRAW) == store.changes.of_run(second.id, offset=1) == (two,)
        assert store.changes.of_run(second.id, limit=1) == (one,)
        assert store.changes.of_run(99) == ()

    def test_what_a_record_was(self, store: Store) -> None:
        first, second, third = (ended(store, day=day) for day in range(3))
        made = keep(store, first, "a", "b")
        withdraw(store, made["a"], second)
        later = keep(store, third, "c")["c"]
        ids = [*(item.id for item in made.values()), later.id, UUID(int=0)]
        a, b = made["a"].id, made["b"].id
        active = {a: Past(Status.ACTIVE, "raw of a"), b: Past(Status.ACTIVE, "raw of b")}
        assert store.changes.past(ids, at=first.started) == active
        assert store.changes.past(ids, at=second.started) == active | {a: Past(Status.WITHDRAWN, "raw of a")}
        assert store.changes.past(ids, at=third.started).keys() == {a, b, later.id}
        assert store.changes.past(ids, at=DAY - timedelta(days=1)) == {}
