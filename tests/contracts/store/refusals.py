"""What every store must do about what cannot be kept: it is refused, and leaves nothing behind."""

from typing import Any
from uuid import uuid4

import pytest

from registry.store import Store
from registry.store.errors import NotStorable
from registry.store.saving import Save
from schemas.actor import Actor
from schemas.audit import Action
from tests.contracts.store.backend import Backend
from tests.contracts.store.samples import AT, many, new
from tests.factories import record


class RefusalsContract(Backend):
    """A part of `StoreContract`."""

    @pytest.mark.parametrize("bad", ["half \ud83d pair", "nul \0 character", "\\\\\0"])
    @pytest.mark.parametrize("place", ["title", "identifier", "publisher"])
    def test_a_batch_with_a_text_that_cannot_be_kept_leaves_nothing_behind(self, store: Store, bad: str, place: str) -> None:
        item = record(identifier="bad")
        changes = {"identifier": bad} if place == "identifier" else {place: record(**{place: bad}).dataset.__dict__[place]}
        items = [
            *many(20),
            item.model_copy(update={"dataset": item.dataset.model_copy(update=changes)}),
            record(identifier="last"),
        ]
        with pytest.raises(NotStorable):
            store.records.save([new(item) for item in items], actor=Actor.of_run(1), at=AT)
        assert list(store.records.stream()) == []
        assert store.outbox.depth() == 0
        assert store.audit.history(items[0].id) == ()
        store.records.save([new(item) for item in items[:20]], actor=Actor.of_run(1), at=AT)
        assert store.records.count() == 20
        assert store.audit.verify() is None

    @pytest.mark.parametrize("details", [{"value": "\ud800"}, {"value": 2**70}, {"value": object()}, {1: "number as key"}])
    def test_details_that_are_no_json_are_refused(self, store: Store, details: dict[str, Any]) -> None:
        with pytest.raises(NotStorable):
            store.records.save([Save(record(), Action.CREATE, details)], actor=Actor.of_run(1), at=AT)
        with pytest.raises(NotStorable):
            store.records.save([new(record())], actor=Actor.person("nul\0"), at=AT)
        assert store.records.count() == 0

    def test_an_identifier_belongs_to_one_id(self, store: Store) -> None:
        store.records.save([new(record())], actor=Actor.of_run(1), at=AT)
        with pytest.raises(NotStorable):
            store.records.save([new(record().model_copy(update={"id": uuid4()}))], actor=Actor.of_run(1), at=AT)
        assert store.records.count() == 1

    def test_an_identifier_of_ten_thousand_characters_is_kept_or_refused(self, store: Store) -> None:
        long = record(identifier="".join(map(str, range(3000))))
        try:
            store.records.save([new(long)], actor=Actor.of_run(1), at=AT)
        except NotStorable:
            assert store.records.count() == 0
        else:
            assert store.records.get(long.id) == long

    def test_a_time_without_zone_is_a_mistake_of_the_caller(self, store: Store) -> None:
        with pytest.raises(ValueError, match="time zone"):
            store.records.save([new(record())], actor=Actor.of_run(1), at=AT.replace(tzinfo=None))
