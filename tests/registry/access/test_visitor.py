"""Who somebody is who shows a token."""

import logging
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from registry.access.session import cookie_name
from registry.access.visitor import Visitor, visitor
from registry.operation.rarely import Rarely
from registry.store import Store
from schemas.actor import Actor
from schemas.role import Role
from tests.homes import with_tables

AT = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.open(with_tables(tmp_path / "serai.db"))) as store:
        yield store


def test_a_token_tells_the_person(store: Store) -> None:
    token = store.tokens.add("run 12", expires=AT + timedelta(days=1), at=AT)
    assert visitor(store.tokens, token, at=AT) == Visitor(Actor.person("run 12"), Role.OFFICER)


def test_a_token_that_does_not_hold_tells_nobody(store: Store) -> None:
    token = store.tokens.add("Bolat", expires=AT + timedelta(days=1), at=AT)
    assert visitor(store.tokens, "", at=AT) is None
    assert visitor(store.tokens, token[:-1], at=AT) is None
    assert visitor(store.tokens, token, at=AT + timedelta(days=1)) is None
    store.tokens.revoke("Bolat", at=AT)
    assert visitor(store.tokens, token, at=AT) is None


def test_refused_tokens_are_logged_but_not_each(
    store: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = logging.getLogger("registry.access.visitor")
    monkeypatch.setattr("registry.access.visitor.REFUSED", Rarely(log, "a token was refused %d times"))
    for _ in range(100):
        assert visitor(store.tokens, "serai.guess", at=AT) is None
    assert caplog.messages == ["a token was refused 1 times"]


def test_over_https_no_neighbour_can_set_the_cookie() -> None:
    assert cookie_name(secure=True) == "__Host-serai-token"
    assert cookie_name(secure=False) == "serai-token"
