"""What every store must do about aliases: identifiers that people moved from a record to an older one; and about pairs."""

import pytest

from registry.store import Store
from registry.store.absence import Life
from registry.store.aliases import Alias, Before
from registry.store.errors import NotStorable, StaleRecord
from registry.store.saving import Save
from schemas.actor import Actor
from schemas.audit import Action
from schemas.holds import Evidence, HoldCause, Pair
from schemas.record import CatalogRecord, Status
from tests.contracts.store.backend import Backend
from tests.contracts.store.samples import AT, SOURCE, ended, keep, next_version
from tests.factories import record

BOLAT = Actor.person("Bolat")


def alias(old: CatalogRecord, twin: CatalogRecord, *, hold: int = 1) -> Alias:
    before = Before(status=old.status, dataset=old.dataset, provenance=old.provenance, dataset_hash="h", seen_run=1)
    return Alias(old.source, twin.dataset.identifier, old.id, twin.id, hold, before)


def moved(old: CatalogRecord, twin: CatalogRecord) -> list[Save]:
    made = next_version(old, dataset=twin.dataset, provenance=twin.provenance)
    gone = next_version(twin, status=Status.WITHDRAWN)
    return [Save(made, Action.MOVE, {"raw": "new"}, "hash of new", 7), Save(gone, Action.WITHDRAW, {"moved_to": str(old.id)})]


class AliasesContract(Backend):
    """A part of `StoreContract`."""

    def test_an_alias_leads_to_the_older_record(self, store: Store) -> None:
        old, twin = record(identifier="old", run=1), record(identifier="new", run=2)
        store.records.save([Save(item, Action.CREATE, {}) for item in (old, twin)], actor=BOLAT, at=AT)
        made = alias(old, twin)
        store.aliases.move([made], moved(old, twin), actor=BOLAT, at=AT)
        known = store.records.known(SOURCE, ["old", "new", "other"])
        assert {name: each.id for name, each in known.items()} == {"old": old.id, "new": old.id}
        assert (known["new"].dataset_hash, known["new"].seen_run) == ("hash of new", 7)
        assert store.records.known_of([old.id]) == {old.id: known["new"]}
        assert store.records.known("kz_egov", ["new"]) == {}
        assert store.aliases.survivors([old.id, twin.id]) == {twin.id: old.id}
        assert store.aliases.newest([old.id, twin.id]) == {old.id: 1}
        assert list(store.aliases.of_hold(1)) == [[made]]
        assert list(store.aliases.of_hold(2)) == []
        stored = store.records.get(old.id)
        assert stored is not None
        assert stored.dataset.identifier == "new"
        assert dict(store.records.datasets([old.id, twin.id]))[old.id] == twin.dataset

    def test_an_alias_is_removed(self, store: Store) -> None:
        old, twin = record(identifier="old", run=1), record(identifier="new", run=2)
        store.records.save([Save(item, Action.CREATE, {}) for item in (old, twin)], actor=BOLAT, at=AT)
        store.aliases.move([alias(old, twin)], moved(old, twin), actor=BOLAT, at=AT)
        back = Save(old.model_copy(update={"version": 3}), Action.UNDO_MOVE, {"status": "active"}, "h", 1)
        store.aliases.undo([twin.id], [back], actor=BOLAT, at=AT)
        known = store.records.known(SOURCE, ["old", "new"])
        assert {name: each.id for name, each in known.items()} == {"old": old.id, "new": twin.id}
        assert (known["old"].dataset_hash, known["old"].seen_run) == ("h", 1)
        assert store.aliases.survivors([twin.id]) == {}
        assert [entry.action for entry in store.audit.history(old.id)] == [Action.CREATE, Action.MOVE, Action.UNDO_MOVE]

    def test_a_move_is_kept_whole_or_not_at_all(self, store: Store) -> None:
        old, twin = record(identifier="old", run=1), record(identifier="new", run=2)
        store.records.save([Save(item, Action.CREATE, {}) for item in (old, twin)], actor=BOLAT, at=AT)
        stale = [Save(old, Action.MOVE, {})]
        with pytest.raises(StaleRecord):
            store.aliases.move([alias(old, twin)], stale, actor=BOLAT, at=AT)
        assert store.aliases.survivors([twin.id]) == {}
        store.aliases.move([alias(old, twin)], moved(old, twin), actor=BOLAT, at=AT)
        with pytest.raises(NotStorable):
            store.aliases.move([alias(old, twin)], [], actor=BOLAT, at=AT)
        assert store.audit.verify() is None

    def test_what_the_archive_knows_has_no_twin(self, store: Store) -> None:
        items = keep(store, ended(store, day=0), "a", "b")
        store.aliases.add(SOURCE, {"x": items["a"].id, "y": items["b"].id})
        store.aliases.add(SOURCE, {"x": items["b"].id, "z": items["b"].id})
        known = store.records.known(SOURCE, ["x", "y", "z"])
        assert {name: each.id for name, each in known.items()} == {"x": items["a"].id, "y": items["b"].id, "z": items["b"].id}
        assert store.aliases.newest([items["a"].id]) == {}

    def test_lives_of_what_is_missing_and_of_what_came_after(self, store: Store) -> None:
        first = ended(store, day=0)
        old = keep(store, first, "a", "b")
        second = ended(store, day=1)
        new = keep(store, second, "c", "d")
        third = ended(store, day=2)
        keep(store, third, "x", source="kz_egov")
        store.records.mark_seen(third.id, [old["b"].id, new["c"].id])
        lives = [life for page in store.absence.lives(SOURCE, since_run=third.id) for life in page]
        assert {life.record: (life.first, life.last) for life in lives} == {
            old["a"].id: (first.id, first.id),
            new["d"].id: (second.id, second.id),
        }
        assert list(store.absence.came_after(third, since_run=first.id)) == [[Life(new["c"].id, second.id, third.id)]]
        assert list(store.absence.came_after(third, since_run=second.id)) == []

    def test_a_hold_has_pairs(self, store: Store) -> None:
        first = ended(store, day=0)
        old = keep(store, first, *(f"old-{number}" for number in range(150)))
        run = ended(store, day=1)
        pairs = [_pair(old[name], f"{name} {twin}") for name in old for twin in ("one", "two")]
        hold = store.holds.propose(
            run, cause=HoldCause.IDENTIFIERS_REPLACED, explanation="new", since_run=run.id, at=AT, pairs=pairs
        )
        assert (hold.count, hold.pairs) == (150, 150)
        pages = list(store.holds.pairs(hold.id))
        assert [len(page) for page in pages] == [200, 100]
        assert sorted((pair for page in pages for pair in page), key=str) == sorted(pairs, key=str)
        [held] = store.holds.records(hold.id, limit=1)
        assert [pair.twin_identifier for pair in held.pairs] == [f"{held.identifier} one", f"{held.identifier} two"]


def _pair(old: CatalogRecord, name: str) -> Pair:
    twin = record(identifier=name)
    return Pair(record=old.id, identifier=old.dataset.identifier, twin=twin.id, twin_identifier=name, evidence=Evidence.TITLE)
