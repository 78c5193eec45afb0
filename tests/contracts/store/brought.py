"""What every store must do about records of another installation: they are kept as they are. And how a bundle reads a store."""

from datetime import timedelta

import pytest

from registry.store import Store
from registry.store.errors import StaleRecord
from registry.store.saving import Brought
from schemas.actor import Actor
from schemas.audit import Action
from schemas.record import CatalogRecord, Curation, LicenseDecision, Status
from tests.contracts.store.backend import Backend
from tests.contracts.store.samples import AT, changed, many, new, next_version
from tests.factories import record

BUNDLE = Actor.system("bundle")


def active(store: Store) -> list[CatalogRecord]:
    with store.snapshot() as snapshot:
        return [item for item, _ in snapshot.active()]


class BroughtContract(Backend):
    """A part of `StoreContract`."""

    def test_what_is_brought_keeps_its_version_and_its_moment(self, store: Store) -> None:
        decision = LicenseDecision(value="CC0-1.0", reason="asked the ministry", by="Aisuluu", at=AT)
        item = record(identifier="a").model_copy(update={"version": 7, "curation": Curation(license=decision)})
        other = record(identifier="b")
        store.records.bring([Brought(item, AT - timedelta(days=9)), Brought(other, AT)], actor=BUNDLE)
        assert store.records.get_many([item.id, other.id]) == {item.id: item, other.id: other}
        assert store.records.modified([item.id, other.id]) == {item.id: AT - timedelta(days=9), other.id: AT}
        [entry] = store.audit.history(item.id)
        assert (entry.action, entry.actor, entry.at) == (Action.CREATE, BUNDLE, AT - timedelta(days=9))
        assert store.audit.verify() is None
        assert store.outbox.depth() == 2

    def test_a_record_that_is_there_is_not_brought_over(self, store: Store) -> None:
        item = record(identifier="a")
        store.records.save([new(item)], actor=Actor.of_run(1), at=AT)
        with pytest.raises(StaleRecord):
            store.records.bring([Brought(item.model_copy(update={"version": 5}), AT)], actor=BUNDLE)
        with pytest.raises(StaleRecord):
            store.records.bring([Brought(record(identifier="b"), AT), Brought(item, AT)], actor=BUNDLE)
        assert list(store.records.stream()) == [item]

    def test_a_snapshot_has_the_active_records_in_the_order_of_their_changes(self, store: Store) -> None:
        items = many(450)
        store.records.save([new(item) for item in items], actor=Actor.of_run(1), at=AT)
        first, second = next_version(items[9]), next_version(items[3], status=Status.WITHDRAWN)
        store.records.save([changed(first), changed(second)], actor=Actor.of_run(2), at=AT + timedelta(days=1))
        assert active(store) == [*items[:3], *items[4:9], *items[10:], first]
        with store.snapshot() as snapshot:
            moments = {item.id: at for item, at in snapshot.active()}
        assert moments == store.records.modified(moments)

    def test_a_snapshot_does_not_see_what_is_saved_meanwhile(self, store: Store) -> None:
        items = many(450)
        store.records.save([new(item) for item in items], actor=Actor.of_run(1), at=AT)
        with store.snapshot() as snapshot:
            reading = snapshot.active()
            read = [next(reading)[0]]
            saves = [*map(changed, map(next_version, items)), new(record(identifier="meanwhile"))]
            store.records.save(saves, actor=Actor.of_run(2), at=AT)
            read += [item for item, _ in reading]
        assert read == items
        assert len(active(store)) == 451
