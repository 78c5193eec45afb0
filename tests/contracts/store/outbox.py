"""What every store must do about the outbox: what the index does not have yet."""

from contextlib import closing
from uuid import uuid4

import pytest

from registry.store import Store
from registry.store.errors import DatabaseVanished
from registry.store.saving import Save
from schemas.actor import Actor
from schemas.audit import Action
from schemas.record import Status
from tests.contracts.store.backend import Backend
from tests.contracts.store.samples import AT, changed, many, new, next_version
from tests.factories import record


class OutboxContract(Backend):
    """A part of `StoreContract`."""

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

    def test_tables_are_made_only_if_the_caller_agrees(self, address: str) -> None:
        def refuse() -> None:
            raise DatabaseVanished("the archive has records")

        for _ in range(2):
            with pytest.raises(DatabaseVanished):
                Store.open(address, before_new=refuse)
        with closing(Store.open(address)) as store:
            store.check()
        with closing(Store.open(address, before_new=refuse)) as store:
            store.check()

    def test_a_change_made_while_the_index_is_fed_is_not_confirmed_with_it(self, store: Store) -> None:
        item = record()
        store.records.save([new(item)], actor=Actor.of_run(1), at=AT)
        fed = store.outbox.pending(10)
        store.records.save([changed(next_version(item))], actor=Actor.of_run(2), at=AT)
        store.outbox.confirm(fed)
        assert [row.version for row in store.outbox.pending(10)] == [2]
        store.outbox.confirm(store.outbox.pending(10))
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
        store.outbox.confirm(row for row in store.outbox.pending(10) if row.id != third.id)
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
        store.outbox.confirm(row for row in store.outbox.pending(10) if row.id != waiting.id)
        assert store.outbox.waiting_or_changed([item.id for item in items], after=end) == {waiting.id, changed_since.id}
        assert store.outbox.waiting_or_changed([settled.id], after=end) == set()
