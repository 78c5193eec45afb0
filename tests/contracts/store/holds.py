"""What every store must do about holds: withdrawals that wait for a person."""

from contextlib import suppress
from datetime import timedelta

import pytest

from registry.proof.entries import open_part
from registry.store import Store
from registry.store.errors import HoldMissing, HoldSettled
from schemas.actor import Actor
from schemas.audit import CATALOGUE, Action
from schemas.holds import HoldState
from tests.contracts.store.backend import Backend
from tests.contracts.store.samples import DAY, SOURCE, ended, held, keep


class HoldsContract(Backend):
    """A part of `StoreContract`."""

    def test_a_hold_has_the_records_that_were_missing(self, store: Store) -> None:
        first = ended(store, day=0)
        made = keep(store, first, "a", "b", "c")
        second = ended(store, day=1)
        store.records.mark_seen(second.id, [made["b"].id])
        hold = held(store, second)
        assert (hold.run, hold.source, hold.count, hold.state) == (second.id, SOURCE, 2, HoldState.WAITING)
        assert (hold.explanation, hold.values) == ("too many", {"missing": 2, "kept": 3})
        assert store.holds.get(hold.id) == store.holds.of_run(second.id) == store.holds.waiting(SOURCE) == hold
        listed = store.holds.records(hold.id)
        assert {(each.id, each.identifier) for each in listed} == {(made["a"].id, "a"), (made["c"].id, "c")}
        assert (*store.holds.records(hold.id, limit=1), *store.holds.records(hold.id, offset=1)) == listed
        store.records.mark_seen(ended(store, day=2, since=DAY).id, [made["c"].id])
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

    @pytest.mark.parametrize(
        ("state", "action"),
        [
            (HoldState.RELEASED, Action.RELEASE),
            (HoldState.DROPPED, Action.DROP),
            (HoldState.MOVED, Action.RELEASE),
            (HoldState.MOVE_UNDONE, Action.DROP),
        ],
    )
    def test_the_trail_has_what_a_person_decided(self, store: Store, state: HoldState, action: Action) -> None:
        run = ended(store, day=0)
        keep(store, run, "a", "b")
        hold = held(store, ended(store, day=1))
        end = store.audit.end()
        for _ in range(2):
            with suppress(HoldSettled):
                store.holds.settle(hold.id, state, by=Actor.person("Bolat"), reason="a fault", at=DAY)
        [entry] = store.audit.history(CATALOGUE)
        assert (entry.id, entry.action, entry.actor, entry.at) == (end + 1, action, Actor.person("Bolat"), DAY)
        told = {"hold": hold.id, "source": SOURCE, "count": 2, "status": state.value}
        assert entry.details == told | {"reason": "a fault"}
        assert open_part(entry.details) == told
        assert store.audit.verify() is None

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
        store.holds.supersede(ended(store, day=3), at=DAY + timedelta(days=3))
        assert store.holds.get(new.id).state is HoldState.SUPERSEDED
        assert store.holds.get(other.id).state is HoldState.WAITING
