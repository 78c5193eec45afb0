"""What every store must do about assignments: a question has at most one person."""

from datetime import timedelta

from registry.store import Store
from schemas.actor import Actor
from schemas.assignments import Assignment
from tests.contracts.store.backend import Backend
from tests.contracts.store.samples import AT

FIRST = "license.ambiguous.0123456789abcdef"
OTHER = "privacy_class.raised.fedcba9876543210"
AIZADA = Actor.person("Aizada")


class AssignmentsContract(Backend):
    """A part of `StoreContract`."""

    def test_a_question_is_the_last_persons_to_whom_it_was_given(self, store: Store) -> None:
        assert store.assignments.of(FIRST) is None
        assert store.assignments.all() == {}
        store.assignments.assign(FIRST, "Bolat", by=AIZADA, at=AT)
        later = AT + timedelta(days=1)
        given = store.assignments.assign(FIRST, "Айсулуу", by=Actor.person("Bolat"), at=later)
        other = store.assignments.assign(OTHER, "Bolat", by=AIZADA, at=AT)
        assert given == Assignment(question=FIRST, name="Айсулуу", by=Actor.person("Bolat"), at=later)
        assert store.assignments.of(FIRST) == given
        assert store.assignments.all() == {FIRST: given, OTHER: other}

    def test_a_question_is_nobodys_again(self, store: Store) -> None:
        store.assignments.assign(FIRST, "Bolat", by=AIZADA, at=AT)
        other = store.assignments.assign(OTHER, "Bolat", by=AIZADA, at=AT)
        for _ in range(2):
            store.assignments.forget(FIRST)
            assert store.assignments.all() == {OTHER: other}
