"""What every store must do about records: what is saved comes back, whole or not at all."""

from datetime import timedelta
from uuid import uuid4

import pytest

from registry.store import Store
from registry.store.errors import NotStorable, StaleRecord
from registry.store.records import Known, Stored
from registry.store.saving import Save
from schemas.actor import Actor
from schemas.audit import Action
from schemas.record import Curation, LicenseDecision, Status
from tests.contracts.store.backend import Backend
from tests.contracts.store.samples import AT, changed, digest, many, new, next_version
from tests.factories import record


class RecordsContract(Backend):
    """A part of `StoreContract`."""

    def test_a_record_comes_back_as_it_was_saved(self, store: Store) -> None:
        decision = LicenseDecision(value="CC0-1.0", reason="asked the ministry", by="Aisuluu", at=AT)
        item = record(
            {"ky": "Суу пайдалануу", "ru": "Водопользование \U0001f30a", "zh": "水", "fa": "داده‌های آب"},
            identifier="суу/水 '\"\\ %_ \u2028\x01",
            description='quotes " \\ \\u0000 and \x07',
            publisher="Суу чарба",
            spatial=({"verbatim": "Чүй", "bbox": (73.0, 42.5, 75.25, 43.0)},),
            curation=Curation(license=decision),
        )
        store.records.save([new(item)], actor=Actor.of_run(1), at=AT)
        assert store.records.get(item.id) == item
        assert store.records.get_many([item.id, uuid4()]) == {item.id: item}

    def test_an_unknown_record_is_none(self, store: Store) -> None:
        assert store.records.get(uuid4()) is None
        assert store.records.get_many([]) == {}

    def test_known_tells_what_a_harvest_compares(self, store: Store) -> None:
        item = record(identifier="a", raw_hash=digest("raw"), run=7)
        store.records.save([new(item), new(record(identifier="a", source="kz_egov"))], actor=Actor.of_run(7), at=AT)
        known = store.records.known("kg_data_gov", {"a", "b", "\ud800", "nul\0"})
        assert known == {"a": Known(item.id, 1, digest("raw"), digest("a"), 7, Status.ACTIVE)}

    def test_the_licences_of_a_source_are_counted_for_its_active_records(self, store: Store) -> None:
        items = [record(identifier="a"), record(identifier="b"), record(identifier="c", license=None)]
        gone, other = record(identifier="d", status=Status.WITHDRAWN), record(identifier="a", source="kz_egov")
        store.records.save([new(item) for item in (*items, gone, other)], actor=Actor.of_run(1), at=AT)
        found = store.figures.licenses("kg_data_gov")
        named, silent = items[0].assessment.license, items[2].assessment.license
        assert found == {(named.status, named.asserted_by): 2, (silent.status, silent.asserted_by): 1}
        assert store.figures.licenses("nowhere") == {}

    def test_more_records_than_one_statement_takes(self, store: Store) -> None:
        items = many(1201)
        store.records.save([new(item) for item in items], actor=Actor.of_run(1), at=AT)
        assert len(store.records.known("kg_data_gov", (item.dataset.identifier for item in items))) == 1201
        assert store.records.get_many([item.id for item in items]) == {item.id: item for item in items}

    def test_stream_goes_by_id_and_goes_on_after_one(self, store: Store) -> None:
        items = sorted(many(450) + many(10, source="kz_egov"), key=lambda item: item.id)
        store.records.save([new(item) for item in items], actor=Actor.of_run(1), at=AT)
        assert list(store.records.stream()) == items
        assert list(store.records.stream(after=items[100].id)) == items[101:]
        assert list(store.records.stream(source="kz_egov")) == [item for item in items if item.source == "kz_egov"]

    def test_records_may_be_saved_while_the_stream_is_read(self, store: Store) -> None:
        store.records.save([new(item) for item in many(450)], actor=Actor.of_run(1), at=AT)
        for item in store.records.stream():
            if item.version == 1:
                store.records.save([changed(next_version(item))], actor=Actor.of_run(2), at=AT)
        assert {item.version for item in store.records.stream()} == {2}

    def test_a_version_that_does_not_follow_is_stale(self, store: Store) -> None:
        item = record()
        with pytest.raises(StaleRecord):
            store.records.save([changed(next_version(item))], actor=Actor.of_run(1), at=AT)
        store.records.save([new(item)], actor=Actor.of_run(1), at=AT)
        for version in (1, 3):
            with pytest.raises(StaleRecord) as caught:
                store.records.save([changed(item.model_copy(update={"version": version}))], actor=Actor.of_run(1), at=AT)
            assert (caught.value.record, caught.value.stored) == (item.id, 1)
        store.records.save([changed(next_version(item))], actor=Actor.of_run(1), at=AT)

    def test_a_record_may_change_twice_in_a_batch(self, store: Store) -> None:
        item = record()
        second = next_version(item, dataset=record("Rivers").dataset)
        store.records.save([new(item), changed(second)], actor=Actor.of_run(1), at=AT)
        assert store.records.get(item.id) == second
        assert [entry.action for entry in store.audit.history(item.id)] == [Action.CREATE, Action.CHANGE]
        assert [pending.version for pending in store.outbox.pending(10)] == [2]

    def test_without_a_dataset_hash_the_stored_one_stays(self, store: Store) -> None:
        item = record(identifier="a")
        store.records.save([new(item)], actor=Actor.of_run(1), at=AT)
        store.records.save([Save(next_version(item), Action.CURATE, {})], actor=Actor.person("Aisuluu"), at=AT)
        assert store.records.known("kg_data_gov", ["a"])["a"].dataset_hash == digest("a")

    def test_counts_are_of_active_records_unless_asked_otherwise(self, store: Store) -> None:
        assert (store.records.count(), store.records.counts()) == (0, {})
        items = many(3)
        store.records.save([new(item) for item in [*items, record(source="kz_egov")]], actor=Actor.of_run(1), at=AT)
        withdrawn = Save(next_version(items[0], status=Status.WITHDRAWN), Action.WITHDRAW, {})
        store.records.save([withdrawn], actor=Actor.of_run(2), at=AT)
        assert store.records.counts() == {"kg_data_gov": 2, "kz_egov": 1}
        assert (store.records.count(), store.records.count(source="kg_data_gov"), store.records.count(source="x")) == (3, 2, 0)
        assert (store.records.count(status=None), store.records.count(status=Status.WITHDRAWN)) == (4, 1)

    def test_versions_tell_what_index_and_archive_must_have(self, store: Store) -> None:
        items = many(2100)
        store.records.save([new(item) for item in items], actor=Actor.of_run(1), at=AT)
        store.records.save([changed(next_version(items[7]))], actor=Actor.of_run(2), at=AT)
        store.records.mark_seen(3, [items[8].id], raw_hashes={items[8].id: digest("moved")})
        versions = list(store.records.versions())
        assert [stored.id for stored in versions] == sorted(item.id for item in items)
        told = {stored.id: stored for stored in versions}
        assert told[items[7].id] == Stored(items[7].id, "kg_data_gov", 2, "0" * 64)
        assert told[items[8].id] == Stored(items[8].id, "kg_data_gov", 1, digest("moved"))

    def test_active_records_are_listed_in_parts_with_their_last_changes(self, store: Store) -> None:
        items = sorted(many(7), key=lambda item: item.id)
        store.records.save([new(item) for item in items], actor=Actor.of_run(1), at=AT)
        gone, later = next_version(items[1], status=Status.WITHDRAWN), AT + timedelta(days=1)
        store.records.save([Save(gone, Action.WITHDRAW, {})], actor=Actor.of_run(2), at=later)
        store.records.save([changed(next_version(items[6]))], actor=Actor.of_run(2), at=later)
        assert store.records.modified(item.id for item in items) == {
            item.id: later if item in (items[1], items[6]) else AT for item in items
        }
        active = [item.id for item in items if item is not items[1]]
        assert list(store.records.active()) == [(id, "kg_data_gov") for id in active]
        assert [(f"{part.number}", part.changed) for part in store.records.parts(size=4)] == [("1", AT), ("2", later)]
        listed = [store.records.listed(part=number, size=4) for number in (1, 2, 3)]
        assert [[id for id, _ in part] for part in listed] == [active[:4], active[4:], []]
        assert listed[1][-1] == (items[6].id, later)

    def test_check_raises_what_save_would_and_keeps_nothing(self, store: Store) -> None:
        store.records.check([new(item) for item in many(3)], actor=Actor.of_run(1), at=AT)
        with pytest.raises(StaleRecord):
            store.records.check([changed(next_version(record()))], actor=Actor.of_run(1), at=AT)
        with pytest.raises(NotStorable):
            store.records.check([new(record()), new(record().model_copy(update={"id": uuid4()}))], actor=Actor.of_run(1), at=AT)
        assert (store.records.count(), store.outbox.depth(), store.audit.verify()) == (0, 0, None)
