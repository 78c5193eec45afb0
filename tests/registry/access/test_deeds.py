"""The one table of what takes a role."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from uuid import uuid4

import pytest

from registry.access.deeds import LEAST_ROLE, Deed, RoleTooLow, Subject, may, permit
from registry.access.visitor import Visitor
from registry.store import Store
from schemas.actor import Actor
from schemas.audit import CATALOGUE, Action
from schemas.role import Role
from tests.homes import with_tables

AT = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)
STEPS = [Role.READER, Role.CURATOR, Role.OFFICER, Role.ADMIN]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.open(with_tables(tmp_path / "serai.db"))) as store:
        yield store


def visitor(role: Role) -> Visitor:
    return Visitor(Actor.person("Bolat"), role)


def test_every_deed_takes_a_role_above_a_readers() -> None:
    assert LEAST_ROLE.keys() == set(Deed)
    assert Role.READER not in LEAST_ROLE.values()


@pytest.mark.parametrize(("role", "deed"), tuple(product(STEPS, Deed)))
def test_a_role_may_do_what_the_ones_before_it_may(store: Store, role: Role, deed: Deed) -> None:
    enough = STEPS.index(role) >= STEPS.index(LEAST_ROLE[deed])
    assert may(visitor(role), deed) is enough
    assert not may(None, deed)
    if enough:
        assert permit(store, visitor(role), deed, about=Subject(run=1), at=AT) == Actor.person("Bolat")
        assert store.audit.end() == 0
        return
    with pytest.raises(RoleTooLow, match=f"it takes the role {LEAST_ROLE[deed]}, and the token has the role {role}"):
        permit(store, visitor(role), deed, about=Subject(run=1), at=AT)
    [entry] = store.audit.history(CATALOGUE)
    assert entry.details == {"deed": deed, "needed": LEAST_ROLE[deed], "had": role, "run": 1, "left_out": 0}


@pytest.mark.parametrize(
    ("about", "named"),
    [
        (Subject(hold=3), {"hold": 3}),
        (Subject(source="kg_data_gov"), {"source": "kg_data_gov"}),
        (Subject(question="a.b.c"), {"question": "a.b.c"}),
    ],
)
def test_the_trail_names_what_it_was_about(store: Store, about: Subject, named: dict[str, object]) -> None:
    with pytest.raises(RoleTooLow):
        permit(store, visitor(Role.READER), Deed.MOVE, about=about, at=AT)
    [entry] = store.audit.history(CATALOGUE)
    assert (entry.action, entry.actor, entry.at) == (Action.REFUSE, Actor.person("Bolat"), AT)
    assert named.items() <= entry.details.items()


def test_a_refusal_about_a_record_is_part_of_its_history(store: Store) -> None:
    record = uuid4()
    with pytest.raises(RoleTooLow):
        permit(store, visitor(Role.CURATOR), Deed.DECIDE, about=Subject(record=record), at=AT)
    assert [entry.action for entry in store.audit.history(record)] == [Action.REFUSE]
    assert store.audit.history(CATALOGUE) == ()
