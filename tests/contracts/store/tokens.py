"""What every store must do about tokens: who shows one is the person it was given to."""

from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import text

from registry.proof.entries import open_part
from registry.store import Store
from registry.store.database import Database
from registry.store.errors import NotStorable
from registry.store.tokens import Holder
from schemas.actor import COMMAND, Actor
from schemas.audit import CATALOGUE, Action
from schemas.role import Role
from tests.contracts.store.backend import Backend
from tests.contracts.store.samples import AT


class TokensContract(Backend):
    """A part of `StoreContract`."""

    def test_a_token_names_its_person_until_it_expires_or_is_revoked(self, store: Store) -> None:
        first = store.tokens.add("Айсулуу", expires=AT + timedelta(days=1), at=AT)
        second = store.tokens.add("Айсулуу", expires=AT + timedelta(days=9), at=AT)
        other = store.tokens.add("Bolat", expires=AT + timedelta(days=9), at=AT)
        holders = [store.tokens.check(token, at=AT) for token in (first, second, other)]
        assert [holder and holder.name for holder in holders] == ["Айсулуу", "Айсулуу", "Bolat"]
        assert store.tokens.check(first, at=AT + timedelta(days=1)) is None
        assert [token.name for token in store.tokens.list()] == ["Bolat", "Айсулуу", "Айсулуу"]
        assert store.tokens.revoke("Айсулуу", at=AT) == 2
        assert store.tokens.check(second, at=AT) is None
        assert store.tokens.check(other, at=AT) == Holder("Bolat", Role.OFFICER)
        assert store.tokens.revoke("Айсулуу", at=AT) == 0

    def test_one_of_the_tokens_of_a_person_is_revoked(self, store: Store) -> None:
        kept, lost = (store.tokens.add("Bolat", expires=AT + timedelta(days=9), at=AT) for _ in range(2))
        identifier = lost.split(".")[1]
        assert store.tokens.revoke("Chynara", only=identifier, at=AT) == 0
        assert store.tokens.revoke("Bolat", only=identifier, at=AT) == 1
        assert (store.tokens.check(lost, at=AT), [each.id for each in store.tokens.list()]) == (None, [kept.split(".")[1]])
        assert store.audit.history(CATALOGUE)[-1].details == {"count": 1, "token": identifier, "name": "Bolat"}

    def test_the_last_use_is_noted_to_the_hour(self, store: Store) -> None:
        token = store.tokens.add("Bolat", expires=AT + timedelta(days=9), at=AT)
        seen = []
        for minutes in (None, 0, 59, 60, 30):
            if minutes is not None:
                assert store.tokens.check(token, at=AT + timedelta(minutes=minutes))
            seen.append(store.tokens.list()[0].used)
        later = AT + timedelta(hours=1)
        assert seen == [None, AT, AT, later, AT + timedelta(minutes=30)]  # at last by a clock that was put back

    def test_each_token_gives_its_own_role(self, store: Store) -> None:
        expires = AT + timedelta(days=1)
        tokens = {role: store.tokens.add("Bolat", role=role, expires=expires, at=AT) for role in Role}
        assert {role: store.tokens.check(token, at=AT) for role, token in tokens.items()} == {
            role: Holder("Bolat", role) for role in Role
        }
        assert {token.role for token in store.tokens.list()} == set(Role)

    def test_a_token_of_a_clock_that_was_ahead_is_not_valid_for_longer(self, store: Store) -> None:
        ahead = AT + timedelta(days=700)
        token = store.tokens.add("Bolat", expires=ahead + timedelta(days=9), at=ahead)
        assert store.tokens.check(token, at=AT) == Holder("Bolat", Role.OFFICER)
        assert [(each.created, each.expires) for each in store.tokens.list()] == [(AT, AT + timedelta(days=9))]
        assert store.tokens.check(token, at=AT + timedelta(days=9)) is None

    def test_the_trail_has_who_got_a_token_and_who_lost_all(self, store: Store) -> None:
        expires, admin = AT + timedelta(days=1), Actor.person("Chynara")
        token = store.tokens.add("Айсулуу", role=Role.CURATOR, expires=expires, at=AT)
        store.tokens.add("Айсулуу", expires=expires, at=AT, by=admin)
        assert store.tokens.revoke("Bolat", at=AT) == 0
        assert store.tokens.revoke("Айсулуу", at=AT + timedelta(hours=1)) == 2
        first, second, last = store.audit.history(CATALOGUE)
        granted = {"token": token.split(".")[1], "role": "curator", "expires": "2026-11-26T10:30:00.123456+00:00"}
        assert (first.action, first.actor, first.at) == (Action.GRANT, COMMAND, AT)
        assert first.details == granted | {"name": "Айсулуу"}
        assert (second.actor, second.details["role"]) == (admin, "officer")
        assert (last.action, last.actor, last.at) == (Action.REVOKE, COMMAND, AT + timedelta(hours=1))
        assert last.details == {"count": 2, "name": "Айсулуу"}
        assert [open_part(entry.details) for entry in (first, last)] == [granted, {"count": 2}]
        assert token.rpartition(".")[2] not in str(store.audit.history(CATALOGUE))
        assert store.audit.verify() is None

    def test_a_token_that_the_trail_cannot_have_is_not_given(self, store: Store) -> None:
        with pytest.raises(NotStorable):
            store.tokens.add("\ud800", expires=AT + timedelta(days=1), at=AT)
        assert (store.tokens.list(), store.audit.end()) == ((), 0)

    @pytest.mark.parametrize("wrong", ["", "nonsense", "serai.", "nul\0", "\ud800", "serai." + "0" * 16 + "." + "a" * 43])
    def test_a_wrong_token_is_nobodys(self, store: Store, wrong: str) -> None:
        good = store.tokens.add("Bolat", expires=AT + timedelta(days=1), at=AT)
        assert store.tokens.check(wrong, at=AT) is None
        assert store.tokens.check(good[:-1] + ("A" if good[-1] != "A" else "B"), at=AT) is None
        assert store.tokens.check(good + "\n", at=AT) is None

    def test_no_token_can_be_read_from_the_database(self, store: Store, address: str) -> None:
        token = store.tokens.add("Bolat", expires=AT + timedelta(days=1), at=AT)
        with closing(Database(address)) as database, database.reading() as connection:
            kept = str(connection.execute(text("SELECT * FROM token")).all())
        assert token.rpartition(".")[2] not in kept
        assert "Bolat" in kept
