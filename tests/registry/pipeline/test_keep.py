"""Keeping: a person who is faster, a record that the store cannot keep, and what is told of it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

import pytest

from registry.pipeline.keep import TRIES, Kept, keep
from registry.pipeline.outcomes import Left, Unchanged, Unstorable
from registry.services import Services
from registry.store.errors import NotStorable, RunLost, StaleRecord
from registry.store.progress import Progress
from registry.store.saving import Save
from schemas.actor import Actor
from schemas.audit import Action
from schemas.dataset import LangString
from schemas.record import CatalogRecord, Curation, LicenseDecision
from tests.factories import record

BOT, AISULUU = Actor.system("test"), Actor.person("Aisuluu")
AT = datetime(2026, 11, 25, 12, tzinfo=UTC)


def items(names: Iterable[str]) -> dict[UUID, CatalogRecord]:
    """A record for each name, as a portal would give it."""
    made = [record(identifier=name) for name in names]
    return {each.id: each for each in made}


def titled(item: CatalogRecord, title: str) -> CatalogRecord:
    dataset = item.dataset.model_copy(update={"title": (LangString(value=title, language="en"),)})
    return item.model_copy(update={"dataset": dataset})


def make(item: CatalogRecord, current: CatalogRecord | None) -> Save | Left:
    """The item over the current record, with the decisions of people."""
    if current and current.dataset == item.dataset:
        return Unchanged()
    if current:
        changes = {"version": current.version + 1, "curation": current.curation}
        return Save(item.model_copy(update=changes), Action.CHANGE, {})
    return Save(item, Action.CREATE, {})


def decide(services: Services, id: UUID) -> None:
    """A person decides about a record."""
    current = services.store.records.get(id)
    assert current is not None
    decision = LicenseDecision(value="CC0-1.0", reason="asked the ministry", by="Aisuluu", at=AT)
    decided = current.model_copy(update={"version": current.version + 1, "curation": Curation(license=decision)})
    services.store.records.save([Save(decided, Action.CURATE, {})], actor=AISULUU, at=AT)


def test_what_is_new_or_changed_is_stored_and_the_rest_is_told(services: Services) -> None:
    first = items("abc")
    assert len(keep(services, first, make, actor=BOT).saves) == 3
    a, *others = first
    kept = keep(services, first | {a: titled(first[a], "New")}, make, actor=BOT)
    assert [save.record.id for save in kept.saves] == [a]
    assert kept.left == {other: Unchanged() for other in others}
    assert {entry.actor for entry in services.store.audit.history(a)} == {BOT}


@pytest.mark.parametrize("faulty", ["a", "h", "afh", "abcdefgh"])
def test_records_that_the_store_cannot_keep_are_found_and_the_others_stored(services: Services, faulty: str) -> None:
    wanted = items("abcdefgh")
    wanted = {id: titled(item, "a\0b") if item.dataset.identifier in faulty else item for id, item in wanted.items()}
    kept = keep(services, wanted, make, actor=BOT)
    stored = {each.dataset.identifier for each in services.store.records.stream()}
    assert stored == set("abcdefgh") - set(faulty)
    assert {save.record.dataset.identifier for save in kept.saves} == stored
    assert {refused.identifier for refused in kept.unstorable.values()} == set(faulty)
    assert all(isinstance(refused.error, NotStorable) for refused in kept.unstorable.values())
    assert services.store.audit.verify() is None


def test_a_decision_that_comes_between_reading_and_writing_is_kept(services: Services) -> None:
    first = items("ab")
    keep(services, first, make, actor=BOT)
    a = next(iter(first))
    tries: list[Kept] = []

    def write(kept: Kept) -> None:
        tries.append(kept)
        if len(tries) == 1:
            decide(services, a)
        services.store.records.save(kept.saves, actor=BOT, at=AT)

    kept = keep(services, {id: titled(item, "New") for id, item in first.items()}, make, actor=BOT, write=write)
    after = services.store.records.get(a)
    assert after is not None
    assert (len(tries), len(kept.saves), after.version) == (2, 2, 3)
    assert (after.dataset.title[0].value, after.curation.license and after.curation.license.value) == ("New", "CC0-1.0")


def test_a_decision_that_comes_while_a_faulty_record_is_looked_for_is_kept(services: Services) -> None:
    first = items("abcd")
    keep(services, first, make, actor=BOT)
    a, b, *_ = first
    wanted = {id: titled(item, "a\0b" if id == b else "New") for id, item in first.items()}
    tries: list[Kept] = []

    def write(kept: Kept) -> None:
        tries.append(kept)
        try:
            services.store.records.save(kept.saves, actor=BOT, at=AT)
        finally:
            if len(tries) == 1:
                decide(services, a)

    kept = keep(services, wanted, make, actor=BOT, write=write)
    assert kept.left.keys() == {b}
    assert isinstance(kept.left[b], Unstorable)
    titles = {each.dataset.identifier: each.dataset.title[0].value for each in services.store.records.stream()}
    assert {name for name, title in titles.items() if title == "New"} == set("acd")
    after = services.store.records.get(a)
    assert after is not None
    assert after.curation.license is not None


def test_it_gives_up_when_people_are_faster_every_time(services: Services) -> None:
    first = items("a")
    keep(services, first, make, actor=BOT)
    [a] = first
    tries: list[Kept] = []

    def write(kept: Kept) -> None:
        tries.append(kept)
        decide(services, a)
        services.store.records.save(kept.saves, actor=BOT, at=AT)

    with pytest.raises(StaleRecord):
        keep(services, {a: titled(first[a], "New")}, make, actor=BOT, write=write)
    assert len(tries) == TRIES


def test_a_late_worker_stores_nothing_and_looks_for_nothing(services: Services) -> None:
    run = services.store.runs.start("kg_data_gov", since=None, by=BOT, at=AT)
    late = Progress(run.model_copy(update={"attempt": run.attempt - 1}))
    tries: list[Kept] = []

    def write(kept: Kept) -> None:
        tries.append(kept)
        services.store.records.save(kept.saves, actor=BOT, at=AT, progress=late)

    with pytest.raises(RunLost):
        keep(services, items("abc"), make, actor=BOT, write=write)
    assert (len(tries), services.store.records.count()) == (1, 0)


def test_an_error_that_is_about_no_record_is_raised(services: Services) -> None:
    def write(kept: Kept) -> None:
        raise NotStorable("the note about the batch")

    with pytest.raises(NotStorable):
        keep(services, items("abc"), make, actor=BOT, write=write)
    with pytest.raises(NotStorable):
        keep(services, {}, make, actor=BOT, write=write)
    assert services.store.records.count() == 0
