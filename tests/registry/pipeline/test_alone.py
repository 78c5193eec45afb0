"""The net below each record: Serai fails at one, and the others, the run, the index and the other portals go on.

The harvester here fails in ways of its own, because no reader of Serai is meant to.
"""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from harvesters import HARVESTERS
from harvesters.base import Fetched, NoOptions, Normalised, RawRecord
from harvesters.kinds.ckan import CkanHarvester
from harvesters.wire.session import Session
from registry.pipeline import index, rescue
from registry.pipeline.harvest import harvest
from registry.pipeline.judge import Judge
from registry.pipeline.keep import make_each
from registry.pipeline.restore import restore
from registry.services import Services
from registry.store.errors import StoreUnavailable
from schemas.actor import Actor
from schemas.runs import RunCounts, RunState
from schemas.source import Source
from search.ask import ask
from search.query import Query
from tests.portal import Portal, package

from .conftest import Clock

SECRET = "key=s3cr3t"
FAULTY = {package(3)["id"], package(4)["id"]}


class Fragile(CkanHarvester):
    """Fails at some records, and after a page if it is told so."""

    options = NoOptions

    def __init__(self, error: BaseException | None = None, *, on_page: bool = False) -> None:
        self.error, self.on_page = error, on_page

    def fetch(
        self, source: Source, session: Session, *, since: datetime | None = None, cursor: str | None = None
    ) -> Iterator[Fetched]:
        yield from super().fetch(source, session, since=since, cursor=cursor)
        if self.on_page and self.error:
            raise self.error

    def normalise(self, raw: RawRecord, source: Source) -> Normalised:
        if raw.identifier in FAULTY and not self.on_page and self.error:
            raise self.error
        return super().normalise(raw, source)


def deep(levels: int = 100_000) -> int:
    return deep(levels - 1) if levels else 0


@pytest.fixture
def portal() -> Iterator[Portal]:
    with Portal(package(number) for number in range(10)) as portal:
        yield portal


ERRORS = [
    RecursionError(SECRET),
    MemoryError(SECRET),
    ValueError(SECRET),
    KeyError(SECRET),
    AssertionError(),
    StopIteration(SECRET),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda each: type(each).__name__)
def test_a_record_that_cannot_be_read_is_lost_alone(
    services: Services,
    portal: Portal,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    monkeypatch.setitem(HARVESTERS, "ckan", Fragile(error))
    run = harvest(services, portal.source())
    assert (run.state, run.counts) == (RunState.DONE, RunCounts(read=10, new=8, rejected=2))
    found = [each for each in services.store.runs.issues(run.id) if each.code != "license-ambiguous"]
    kind = type(error).__name__
    assert {(each.code, each.identifier, each.value) for each in found} == {("record-unreadable", name, kind) for name in FAULTY}
    told = [entry for entry in caplog.records if entry.levelno == logging.ERROR]
    assert len(told) == 1, "a trace once for each kind"
    assert kind in caplog.text
    assert "normalise" in caplog.text
    assert SECRET not in caplog.text


def test_a_record_that_fails_later_keeps_its_old_state_and_is_not_missing(
    services: Services, clock: Clock, portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    harvest(services, portal.source())
    monkeypatch.setitem(HARVESTERS, "ckan", Fragile(RecursionError()))
    for number in (3, 4, 5):
        portal.packages[number] = portal.packages[number] | {"title": "Башка аталыш"}
    for _ in range(3):
        clock.forward(days=1)
        run = harvest(services, portal.source(), full=True)
        assert (run.state, run.counts.rejected, run.counts.withdrawn) == (RunState.DONE, 2, 0)
    titles = {record.dataset.identifier: record.dataset.title[0].value for record in services.store.records.stream()}
    assert [titles[package(number)["id"]] for number in (3, 5)] == ["Суу ресурстары 3", "Башка аталыш"]


def fails_at_faulty(judge: Judge, dataset: Any, **more: Any) -> Any:
    if dataset.identifier in FAULTY:
        deep()
    return JUDGED(judge, dataset, **more)


JUDGED = Judge.record


def test_a_record_that_cannot_be_judged_is_lost_alone(
    services: Services, clock: Clock, portal: Portal, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(Judge, "record", fails_at_faulty)
    run = harvest(services, portal.source())
    assert (run.state, run.counts) == (RunState.DONE, RunCounts(read=10, new=8, rejected=2))
    assert {each.value for each in services.store.runs.issues(run.id, code="record-unreadable")} == {"RecursionError"}
    assert len([entry for entry in caplog.records if entry.levelno == logging.ERROR]) == 1
    monkeypatch.setattr(Judge, "record", JUDGED)
    clock.forward(days=1)
    assert harvest(services, portal.source(), full=True).counts == RunCounts(read=10, new=2, unchanged=8)


def test_rescues_go_on(services: Services, clock: Clock, portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    source, by = portal.source(), Actor.person("Bolat")
    harvest(services, source)
    monkeypatch.setitem(HARVESTERS, "ckan", Fragile(RecursionError()))
    for apply in (False, True):
        report = rescue.renormalise(services, source, apply=apply, by=by)
        assert (report.rejected, report.unchanged) == (2, 8)
    monkeypatch.setattr(Judge, "record", fails_at_faulty)
    assert restore(services, source).kept == 10


def test_a_restoration_goes_on(services: Services, portal: Portal, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    harvest(services, portal.source())
    empty = replace(services, store=type(services.store).open(f"sqlite:///{tmp_path / 'new.db'}"))
    monkeypatch.setitem(HARVESTERS, "ckan", Fragile(RecursionError()))
    try:
        done = restore(empty, portal.source())
    finally:
        empty.store.close()
    assert (done.restored, done.refused) == (8, 2)


def test_a_document_that_cannot_be_made_does_not_stop_the_index(
    services: Services, portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = index.document

    def fails(record: Any, *about: Any, **more: Any) -> Any:
        return deep() if record.dataset.identifier in FAULTY else made(record, *about, **more)

    monkeypatch.setattr(index, "document", fails)
    harvest(services, portal.source())
    index.begin(services)
    index.refresh(services)
    assert services.store.outbox.depth() == 0
    assert ask(services.engine, Query()).total == 8
    assert index.rebuild(services) == 8
    assert ask(services.engine, Query()).total == 8


def test_a_failure_between_pages_ends_the_run_and_keeps_what_came(
    services: Services, portal: Portal, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(HARVESTERS, "ckan", Fragile(ZeroDivisionError(SECRET), on_page=True))
    run = harvest(services, portal.source())
    assert (run.state, run.error) == (RunState.FAILED, "Serai failed: ZeroDivisionError; the log has the details")
    assert (run.counts, services.store.records.count()) == (RunCounts(read=10, new=10), 10)
    assert services.store.runs.get(run.id) == run
    assert "ZeroDivisionError" in caplog.text
    assert SECRET not in caplog.text


@pytest.mark.parametrize("error", [KeyboardInterrupt(), StoreUnavailable("the disk is gone")], ids=["Ctrl-C", "no store"])
def test_what_is_about_the_whole_run_passes(
    services: Services, portal: Portal, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    monkeypatch.setitem(HARVESTERS, "ckan", Fragile(error))
    with pytest.raises(type(error)):
        harvest(services, portal.source())
    with pytest.raises(type(error)):
        make_each({package_id(): None}, {}, lambda *_: (_ for _ in ()).throw(error))


def package_id() -> Any:
    return package(1)["id"]
