"""Store, index and archive are compared, and what can be repaired is."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from registry.pipeline import index
from registry.pipeline.status import status
from registry.pipeline.verify import BATCH, Fault, Verification, verify
from registry.services import Services
from registry.store.file_archive import FileArchive
from registry.store.saving import Save
from schemas.actor import COMMAND, Actor
from schemas.audit import Action
from schemas.record import CatalogRecord
from search.ask import ask
from search.document import document
from search.engine import Delete
from search.query import Query
from tests.factories import record

AT = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def save(services: Services, *records: CatalogRecord, action: Action = Action.CREATE) -> None:
    services.store.records.save([Save(each, action, {}) for each in records], actor=Actor.of_run(1), at=AT)


def later(item: CatalogRecord) -> CatalogRecord:
    return item.model_copy(update={"version": item.version + 1})


@pytest.fixture
def records(services: Services) -> list[CatalogRecord]:
    """Twenty records that store, index and archive agree about."""
    items = [record(identifier=f"{at}", raw_hash=services.archive.put(b"%d" % at)) for at in range(20)]
    save(services, *items)
    index.refresh(services)
    return sorted(items, key=lambda item: item.id)


def faults(found: Verification) -> dict[Fault, int]:
    return {each.fault: each.count for each in found.found}


def test_all_agree(services: Services, records: list[CatalogRecord]) -> None:
    found = verify(services)
    assert found.whole
    assert (found.records, found.indexed, found.waiting, found.found) == (20, 20, 0, ())


def test_an_empty_installation_has_no_index(services: Services) -> None:
    assert not verify(services).index_built
    assert verify(services, repair=True).repaired
    assert verify(services).whole


def test_what_waits_is_no_difference(services: Services, records: list[CatalogRecord]) -> None:
    save(services, later(records[0]), action=Action.CHANGE)
    found = verify(services)
    assert (found.whole, found.waiting) == (True, 1)


@pytest.mark.parametrize("where", [0, 7, 19])
def test_each_difference_is_told_and_repaired(services: Services, records: list[CatalogRecord], where: int) -> None:
    missing, outdated = records[where], records[(where + 1) % 20]
    services.engine.rebuild(iter([document(item) for item in records if item is not missing]))
    save(services, later(outdated), action=Action.CHANGE)
    services.store.outbox.confirm(services.store.outbox.pending(10))
    surplus = record(identifier=f"surplus {where}", version=3)
    services.engine.update([document(surplus)])
    found = verify(services)
    assert faults(found) == {Fault.NOT_INDEXED: 1, Fault.OUTDATED: 1, Fault.SURPLUS: 1}
    assert {each.fault: each.example for each in found.found} == {
        Fault.NOT_INDEXED: (missing.id,),
        Fault.OUTDATED: (outdated.id,),
        Fault.SURPLUS: (surplus.id,),
    }
    assert not found.repaired
    assert verify(services, repair=True).repaired
    assert verify(services).whole
    assert ask(services.engine, Query()).total == 20


def test_an_index_that_is_ahead_is_built_anew(services: Services, records: list[CatalogRecord]) -> None:
    ahead = records[3].model_copy(update={"version": 9})
    services.engine.update([document(ahead), Delete(records[4].id, 9)])
    assert faults(verify(services)) == {Fault.AHEAD: 1, Fault.NOT_INDEXED: 1}
    verify(services, repair=True)
    assert verify(services).whole


def test_what_the_engine_refuses_as_older_is_repaired_too(services: Services, records: list[CatalogRecord]) -> None:
    deleted, surplus = records[4], record(identifier="surplus", version=7)
    services.engine.update([Delete(deleted.id, 9), document(surplus)])
    verify(services, repair=True)
    assert verify(services).whole
    save(services, surplus.model_copy(update={"version": 1}))
    index.drain(services)
    assert faults(verify(services)) == {Fault.NOT_ARCHIVED: 1}
    services.engine.update([Delete(deleted.id, 9)])
    assert faults(verify(services)) == {Fault.NOT_INDEXED: 1, Fault.NOT_ARCHIVED: 1}
    verify(services, repair=True)
    assert faults(verify(services)) == {Fault.NOT_ARCHIVED: 1}


def test_more_differences_than_one_batch(services: Services) -> None:
    items = [record(identifier=f"{at}", raw_hash=services.archive.put(b"raw")) for at in range(BATCH * 2 + 1)]
    save(services, *items)
    index.refresh(services)
    services.engine.rebuild(iter([]))
    found = verify(services)
    assert faults(found) == {Fault.NOT_INDEXED: len(items)}
    assert len(found.found[0].example) == 10
    verify(services, repair=True)
    assert verify(services).whole


def test_missing_and_damaged_raw_records_are_told(services: Services, records: list[CatalogRecord]) -> None:
    assert isinstance(services.archive, FileArchive)
    missing, damaged = records[2].provenance.raw_hash, records[5].provenance.raw_hash
    file_of(services.archive, missing).unlink()
    file_of(services.archive, damaged).write_bytes(b"?")
    for found in (verify(services), verify(services, repair=True)):
        assert {each.fault: each.example for each in found.found} == {
            Fault.NOT_ARCHIVED: (records[2].id,),
            Fault.DAMAGED: (records[5].id,),
        }
        assert not found.whole
        assert not found.repaired


def file_of(archive: FileArchive, content_hash: str) -> Path:
    return archive.folder / content_hash[:2] / content_hash[2:]


def test_the_state_of_the_parts(services: Services, records: list[CatalogRecord]) -> None:
    services.store.runs.start("kz_egov", since=None, by=COMMAND, at=AT)
    save(services, later(records[0]), action=Action.CHANGE)
    found = status(services)
    assert (found.records, found.waiting, found.engine.count, found.well) == (20, 1, 20, True)
    assert [(each.source, each.records, each.last is not None) for each in found.source] == [
        ("kg_data_gov", 20, False),
        ("kz_egov", 0, True),
    ]


def test_an_archive_that_does_not_answer(services: Services, records: list[CatalogRecord]) -> None:
    assert isinstance(services.archive, FileArchive)
    (services.archive.folder / "incoming").rmdir()
    found = status(services)
    assert not found.well
    assert "incoming" in found.archive.detail or "archive" in found.archive.detail
