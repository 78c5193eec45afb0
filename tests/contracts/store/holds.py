"""What every store must do about holds: withdrawals that wait for a person."""

from datetime import timedelta

import pytest

from registry.store import Store
from registry.store.errors import HoldMissing, HoldSettled
from schemas.actor import Actor
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
