"""What every store must do about the audit trail: who did what, and that nobody can change it without being found."""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

import orjson
import pytest

from registry.proof.entries import entry_hash
from registry.store import Store
from registry.store.errors import StoreError
from registry.store.saving import Save
from schemas.actor import Actor, ActorKind
from schemas.audit import Action, AuditEntry
from tests.contracts.store.backend import Backend
from tests.contracts.store.samples import AT, many, new, next_version
from tests.factories import record


class AuditContract(Backend):
    """A part of `StoreContract`."""

    def test_history_tells_who_did_what_when(self, store: Store) -> None:
        item = record()
        store.records.save([new(item, raw="a")], actor=Actor.of_run(1), at=AT)
        store.records.save([new(record(identifier="other"))], actor=Actor.of_run(1), at=AT)
        details = {"b": ["вода", 1.50, None], "a": {"nul": "\0", "z": 1, "y": 1e22}}
        store.records.save(
            [Save(next_version(item), Action.CURATE, details)], actor=Actor.person("Айсулуу"), at=AT + timedelta(days=1)
        )
        created, curated = store.audit.history(item.id)
        assert (created.id, created.action, created.actor, created.at, created.details) == (
            1,
            Action.CREATE,
            Actor.of_run(1),
            AT,
            {"raw": "a"},
        )
        assert (curated.id, curated.actor, curated.details) == (3, Actor.person("Айсулуу"), details)
        assert created.previous_hash == "0" * 64
        assert [entry_hash(entry) for entry in (created, curated)] == [created.hash, curated.hash]
        assert [_hash_by_hand(entry, "raw") for entry in (created, curated)] == [created.hash, curated.hash]
        assert (created.salt, created.private) == (None, None)
        assert curated.salt is not None
        assert curated.private == _private_by_hand(curated.salt, {"actor": "Айсулуу", "details": details})
        assert store.audit.history(uuid4()) == ()

    @pytest.mark.parametrize(
        "statement", ["UPDATE audit SET actor = 'nobody' WHERE id = 2", "DELETE FROM audit WHERE id = 2", "DELETE FROM audit"]
    )
    def test_the_database_refuses_to_change_the_trail(self, store: Store, sql: Callable[[str], None], statement: str) -> None:
        store.records.save([new(item) for item in many(3)], actor=Actor.of_run(1), at=AT)
        with pytest.raises(StoreError, match="append-only"):
            sql(statement)
        assert store.audit.verify() is None

    @pytest.mark.parametrize(
        ("statement", "broken"),
        [
            ("UPDATE audit SET actor = 'nobody' WHERE id = 700", 700),
            ("UPDATE audit SET actor = 'run:2' WHERE id = 1300", 1300),
            ("UPDATE audit SET details = '{\"a\": 1}' WHERE id = 1", 1),
            ("UPDATE audit SET at = (SELECT a.at FROM audit a WHERE a.id = 1301) WHERE id = 5", 5),
            ("UPDATE audit SET record_id = (SELECT a.record_id FROM audit a WHERE a.id = 2) WHERE id = 1301", 1301),
            ("UPDATE audit SET hash = previous_hash WHERE id = 1301", 1301),
            ("UPDATE audit SET state = (SELECT a.state FROM audit a WHERE a.id = 2) WHERE id = 1301", 1301),
            ("UPDATE audit SET salt = 'a' WHERE id = 3", 3),
            ("UPDATE audit SET private = hash WHERE id = 3", 3),
            ("DELETE FROM audit WHERE id = 1", 1),
            ("DELETE FROM audit WHERE id = 600", 600),
            ("DELETE FROM audit WHERE id > 1298", 1299),
            ("DELETE FROM audit", 1),
        ],
    )
    def test_a_tampered_trail_is_found(self, store: Store, sql: Callable[[str], None], statement: str, broken: int) -> None:
        store.records.save([new(item) for item in many(1300)], actor=Actor.of_run(1), at=AT)
        store.records.save([new(record(identifier="last"))], actor=Actor.of_run(2), at=AT + timedelta(hours=1))
        assert store.audit.verify() is None
        for step in self.DISARM:
            sql(step)
        sql(statement)
        assert store.audit.verify() == broken

    def test_an_actor_of_another_kind_is_found(self, store: Store, sql: Callable[[str], None]) -> None:
        store.records.save([new(item) for item in many(2)], actor=Actor.of_run(1), at=AT)
        for step in self.DISARM:
            sql(step)
        sql("UPDATE audit SET actor = 'person:1' WHERE id = 2")
        assert store.audit.verify() == 2

    def test_an_entry_says_by_which_form_it_is_checked(self, store: Store, sql: Callable[[str], None]) -> None:
        store.records.save([new(item) for item in many(2)], actor=Actor.of_run(1), at=AT)
        for step in self.DISARM:
            sql(step)
        sql("UPDATE audit SET form = 1 WHERE id = 2")
        assert store.audit.verify() == 2

    def test_an_empty_trail_is_whole(self, store: Store) -> None:
        assert store.audit.verify() is None


def _hash_by_hand(entry: AuditEntry, *opened: str) -> str:
    """What anybody computes who has an entry as the API shows it, and reads how in `registry/proof/entries.py`."""
    fields = entry.model_dump(mode="json", exclude={"hash", "salt"}) | {"at": entry.at.isoformat()}
    fields["details"] = {name: entry.details[name] for name in opened if name in entry.details}
    if entry.actor.kind is ActorKind.PERSON:
        del fields["actor"]["name"]
    return sha256(_canonical(fields)).hexdigest()


def _private_by_hand(salt: str, said: dict[str, object]) -> str:
    return sha256(salt.encode() + _canonical(said)).hexdigest()


def _canonical(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
