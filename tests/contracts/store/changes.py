"""What every store must do about changes: what a run did, and what a record was."""

from datetime import timedelta
from uuid import UUID

from registry.store import Store
from registry.store.changes import Past
from registry.store.saving import Save
from schemas.actor import Actor
from schemas.audit import Action
from schemas.record import Status
from tests.contracts.store.backend import Backend
from tests.contracts.store.samples import DAY, ended, keep, withdraw


class ChangesContract(Backend):
    """A part of `StoreContract`."""

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
