"""A clock that was ahead and is put right: no change is lost, and nothing sleeps until then."""

from dataclasses import replace
from datetime import timedelta

import pytest

from registry.pipeline.harvest import OVERLAP, harvest, queue, since
from registry.pipeline.index import refresh
from registry.pipeline.restore import restore
from registry.pipeline.schedule import queue_due
from registry.services import Services
from registry.store.file_archive import FileArchive
from schemas.actor import COMMAND
from schemas.runs import RunState
from schemas.source import Source
from search.ask import ask
from search.query import Query
from tests.portal import Portal, package

from .conftest import Clock

AHEAD = [timedelta(hours=2), timedelta(days=3), timedelta(days=700)]


@pytest.mark.parametrize("ahead", AHEAD)
def test_what_changed_since_is_read(services: Services, clock: Clock, ahead: timedelta) -> None:
    with Portal(map(package, range(5))) as portal:
        source, right = portal.source(), clock()
        clock.time = right + ahead
        harvest(services, source)
        harvest(services, source)
        clock.time = right
        portal.packages[2] = package(2, title="Көл", metadata_modified="2026-11-25T11:30:00")
        run = harvest(services, source)
        assert (run.since, run.counts.read, run.counts.changed) == (None, 5, 1)
        clock.forward(minutes=10)
        assert since(services, source) == run.started - OVERLAP


@pytest.mark.parametrize("ahead", AHEAD)
def test_the_time_that_was_ahead_may_be_past_when_the_next_run_begins(services: Services, clock: Clock, ahead: timedelta) -> None:
    """The run that could not read anything has shown it: it began before the one before it."""
    with Portal(map(package, range(5))) as portal:
        source, right = portal.source(sweep_every="5000d"), clock()
        clock.time = right + ahead
        harvest(services, source)
        clock.time = right
        services.store.runs.end(
            services.store.runs.start(source.id, since=None, by=COMMAND, at=right), RunState.FAILED, error="down", at=right
        )
        clock.time = right + ahead + timedelta(hours=5)
        assert since(services, source) is None
        harvest(services, source)
        assert since(services, source) is not None


def test_a_clock_that_is_put_right_during_a_run_is_noticed_later(services: Services, clock: Clock) -> None:
    with Portal(map(package, range(5))) as portal:
        source, right = portal.source(sweep_every="5000d"), clock()
        clock.time = right + timedelta(days=3)
        harvest(services, source, on_step=lambda _: setattr(clock, "time", right))
        clock.time = right + timedelta(days=9)
        assert since(services, source) is None


@pytest.mark.parametrize("when", [{"every": "1d"}, {"schedule": "0 3 * * *"}])
def test_it_is_due_now_and_once(services: Services, clock: Clock, when: dict[str, str]) -> None:
    with Portal(map(package, range(5))) as portal:
        source, right = portal.source(**when), clock()
        known = replace(services, sources={source.id: source})
        clock.time = right + timedelta(days=700)
        harvest(services, source)
        assert queue_due(known) == []
        clock.time = right
        [run] = queue_due(known)
        assert (run.state, run.since) == (RunState.QUEUED, None)
        assert queue_due(known) == []
        assert harvest(known, source).counts.read == 5
        assert queue_due(known) == []


def test_a_run_that_was_queued_while_the_clock_was_ahead_reads_everything(services: Services, clock: Clock) -> None:
    with Portal(map(package, range(5))) as portal:
        source, right = portal.source(), clock()
        clock.time = right + timedelta(days=700)
        harvest(services, source)
        assert queue(services, source, by=COMMAND).since is not None
        clock.time = right
        run = harvest(services, source)
        assert (run.since, run.counts.read, run.state) == (None, 5, RunState.DONE)


def sweep(services: Services, source: Source) -> int:
    return harvest(services, source, full=True).counts.withdrawn


def test_the_days_of_grace_are_not_counted_by_a_clock_that_was_behind(services: Services, clock: Clock) -> None:
    with Portal(map(package, range(50))) as portal:
        source, right = portal.source(grace={"sweeps": 2, "days": 14}), clock()
        sweep(services, source)
        del portal.packages[0]
        clock.time = right - timedelta(days=700)
        sweep(services, source)
        clock.time = right + timedelta(days=1)
        assert sweep(services, source) == 0
        clock.forward(days=15)
        assert sweep(services, source) == 1


def test_the_newest_raw_record_is_restored_even_if_an_older_one_is_dated_in_the_future(services: Services, clock: Clock) -> None:
    with Portal([package(0, title="Эски")]) as portal:
        source, right = portal.source(), clock()
        clock.time = right + timedelta(days=700)
        harvest(services, source)
        clock.time = right
        portal.packages[0] = package(0, title="Жаңы")
        harvest(services, source)
        assert isinstance(services.archive, FileArchive)
        with_nothing = type(services.store).open(f"sqlite:///{services.settings.home / 'other.db'}")
        try:
            other = replace(services, store=with_nothing)
            restore(other, source)
            refresh(other)
            [record] = other.store.records.stream()
        finally:
            with_nothing.close()
    assert record.dataset.title[0].value == "Жаңы"
    assert ask(services.engine, Query()).total == 1
