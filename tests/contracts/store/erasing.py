"""What every store must do about erasing: what an entry only commits to goes, and the trail still holds."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from registry.proof.entries import entry_hash, is_erased, is_whole, leaf
from registry.store import Store
from registry.store.decisions import Wanted
from registry.store.errors import EntryMissing, NotStorable, StoreError
from registry.store.saving import Save
from registry.store.states import Stood
from schemas.actor import COMMAND, Actor
from schemas.audit import CATALOGUE, Action, AuditEntry
from schemas.record import CatalogRecord
from tests.contracts.store.backend import Backend
from tests.contracts.store.decisions import decide
from tests.contracts.store.samples import AT, changed, new, next_version
from tests.factories import record

HOUR = timedelta(hours=1)
LATER = AT + 9 * HOUR
ERASED = "UPDATE audit SET actor = 'person:', details = '{{\"aspect\":\"license\"}}', salt = NULL WHERE id = {}"
"""What an erasure does to an entry."""


class ErasingContract(Backend):
    """A part of `StoreContract`."""

    @pytest.fixture
    def decided_twice(self, store: Store) -> CatalogRecord:
        """A record that a run made and two persons decided about, an hour apart: entries 1 to 3."""
        item = record("Water")
        store.records.save([new(item, raw="a")], actor=Actor.of_run(1), at=AT)
        item = decide(store, item, "CC-BY-4.0", by="Айсулуу", at=AT + HOUR)
        return decide(store, item, "CC0-1.0", by="Bolat", at=AT + 2 * HOUR)

    def test_names_and_what_was_said_go_and_every_hash_holds(self, store: Store, decided_twice: CatalogRecord) -> None:
        before = store.audit.history(decided_twice.id)
        erasure = store.audit.erase([2, 1, 2], reason="asked by the person", by=COMMAND, at=LATER)
        created, erased, kept = store.audit.history(decided_twice.id)
        assert (created, kept) == (before[0], before[2])
        assert (erased.actor, erased.details, erased.salt) == (Actor.person(""), {"aspect": "license"}, None)
        assert leaf(erased) == leaf(before[1])
        assert (entry_hash(erased), erased.private) == (erased.hash, before[1].private)
        assert is_erased(erased)
        assert is_whole(erased)
        said = store.audit.get(erasure)
        assert (said.record, said.action, said.actor, said.at) == (CATALOGUE, Action.ERASE, COMMAND, LATER)
        assert said.details == {"entries": [1, 2], "reason": "asked by the person"}
        assert store.audit.verify() is None
        assert "Айсулуу" not in str([*store.audit.entries(), *store.decisions.list(Wanted())])
        assert store.decisions.list(Wanted(by="Айсулуу")) == ()

    def test_a_former_state_goes_and_the_present_one_stays(self, store: Store, decided_twice: CatalogRecord) -> None:
        store.audit.erase([2, 3], reason="asked by the person", by=COMMAND, at=LATER)
        assert isinstance(store.states.at(decided_twice.id, AT), Stood)
        assert store.states.at(decided_twice.id, AT + HOUR) == store.audit.get(2)
        present = store.states.at(decided_twice.id, LATER)
        assert isinstance(present, Stood)
        assert (present.record, present.entry) == (decided_twice, store.audit.get(3))
        assert list(store.states.diverging()) == []
        store.records.save([changed(next_version(decided_twice))], actor=Actor.of_run(2), at=LATER)
        assert list(store.states.diverging()) == []

    def test_an_erasure_is_repeated_and_another_one_follows(self, store: Store, decided_twice: CatalogRecord) -> None:
        first = store.audit.erase([2], reason="asked by the person", by=Actor.person("Bolat"), at=LATER)
        for entries in ([2], [2, 3], [first]):
            store.audit.erase(entries, reason="asked again", by=COMMAND, at=LATER)
        assert [entry.actor.erased for entry in store.audit.history(decided_twice.id)] == [False, True, True]
        assert store.audit.get(first).details == {"entries": [2]}
        assert store.audit.verify() is None

    def test_an_erasure_of_which_no_entry_tells_is_found(
        self, store: Store, decided_twice: CatalogRecord, sql: Callable[[str], None]
    ) -> None:
        sql(ERASED.format(2))
        assert store.audit.verify() == 2
        store.audit.erase([3], reason="asked by the person", by=COMMAND, at=LATER)
        assert store.audit.verify() == 2

    @pytest.mark.parametrize("broken", ["private = NULL", "details = '{}'", "actor = 'person:Bolat'"])
    def test_no_more_than_that_may_be_gone(
        self, store: Store, decided_twice: CatalogRecord, sql: Callable[[str], None], broken: str
    ) -> None:
        store.audit.erase([2], reason="asked by the person", by=COMMAND, at=LATER)
        for step in self.DISARM:
            sql(step)
        sql(f"UPDATE audit SET {broken} WHERE id = 2")
        assert store.audit.verify() == 2

    @pytest.mark.parametrize(
        "change",
        [
            "salt = NULL, hash = 'a'",
            "salt = NULL, private = NULL",
            "salt = NULL, state = NULL",
            "salt = NULL, form = 2",
            "salt = NULL, action = 'change'",
            "salt = NULL, actor = 'person:Aizada'",
            "salt = NULL, actor = 'system:'",
            "salt = NULL, details = details || ' '",
            "salt = NULL, id = 99",
            "salt = 'other'",
            "details = '{}'",
        ],
    )
    def test_the_database_refuses_every_other_change(
        self, store: Store, decided_twice: CatalogRecord, sql: Callable[[str], None], change: str
    ) -> None:
        with pytest.raises(StoreError, match="append-only"):
            sql(f"UPDATE audit SET {change} WHERE id = 2")
        assert store.audit.verify() is None

    def test_what_is_erased_stays_erased(self, store: Store, decided_twice: CatalogRecord, sql: Callable[[str], None]) -> None:
        salt = store.audit.get(2).salt
        store.audit.erase([2], reason="asked by the person", by=COMMAND, at=LATER)
        for change in (f"salt = '{salt}'", "actor = 'person:Bolat'", "details = '{}'"):
            with pytest.raises(StoreError, match="append-only"):
                sql(f"UPDATE audit SET {change} WHERE id = 2")

    def test_only_entries_that_are_there_and_not_too_many(self, store: Store, decided_twice: CatalogRecord) -> None:
        before = list(store.audit.entries())
        with pytest.raises(EntryMissing, match="no entry 4"):
            store.audit.erase([2, 4], reason="asked by the person", by=COMMAND, at=LATER)
        with pytest.raises(NotStorable, match="at most 1000"):
            store.audit.erase(range(1, 1002), reason="asked by the person", by=COMMAND, at=LATER)
        assert list(store.audit.entries()) == before

    def test_the_details_of_a_run_may_be_erased_too(self, store: Store, decided_twice: CatalogRecord) -> None:
        save = Save(next_version(decided_twice), Action.WITHDRAW, {"run": 1, "said": "record-deleted"})
        store.records.save([save], actor=Actor.of_run(1), at=LATER)
        store.audit.erase([4], reason="asked by the person", by=COMMAND, at=LATER)
        assert _told(store.audit.get(4)) == (Actor.of_run(1), {"run": 1}, None)
        assert store.audit.verify() is None


def _told(entry: AuditEntry) -> tuple[Actor, dict[str, object], str | None]:
    return entry.actor, entry.details, entry.salt
