"""When sources are harvested by themselves."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from registry.pipeline.harvest import OVERLAP, harvest
from registry.pipeline.schedule import decide, in_force, queue_due
from registry.services import Services
from schemas.actor import COMMAND, Actor
from schemas.runs import Run, RunState
from schemas.source import Source
from tests.portal import Portal, package

from .conftest import Clock

Due = Callable[..., list[Run]]


@pytest.fixture
def due(services: Services) -> Due:
    """Queues what is due of a source with these fields."""

    def queue(**fields: Any) -> list[Run]:
        source = declared(**fields)
        return queue_due(replace(services, sources={source.id: source}))

    return queue


def declared(**fields: Any) -> Source:
    with Portal([]) as portal:
        return portal.source(**fields)


def done(services: Services, at: datetime) -> Run:
    run = services.store.runs.start("kg_example", since=None, by=COMMAND, at=at)
    ended = run.model_copy(update={"state": RunState.DONE, "ended": at})
    services.store.runs.save(ended, at=at)
    return ended


def test_without_a_schedule_nothing_is_due(due: Due) -> None:
    assert due() == []


def test_a_source_that_was_never_harvested_is_due_once(due: Due) -> None:
    [run] = due(schedule="0 3 1 1 *")
    assert (run.state, run.since) == (RunState.QUEUED, None)
    assert due(schedule="0 3 1 1 *") == []


def test_a_run_is_due_when_its_time_is_past_however_long_nobody_looked(services: Services, due: Due, clock: Clock) -> None:
    last = done(services, datetime(2026, 11, 25, 3, 0, 1, tzinfo=UTC))
    assert due(schedule="0 3 * * *") == []
    clock.time = datetime(2026, 11, 26, 2, 59, 59, tzinfo=UTC)
    assert due(schedule="0 3 * * *") == []
    clock.forward(days=3)
    [run] = due(schedule="0 3 * * *")
    assert run.since == last.started - OVERLAP
    services.store.runs.ask_stop(run.id, by=Actor.person("Bolat"), at=clock())
    assert due(schedule="0 3 * * *") == []
    clock.forward(hours=1)
    assert len(due(schedule="0 3 * * *")) == 1


def test_every_counts_from_the_start_of_the_last_run(services: Services, due: Due, clock: Clock) -> None:
    done(services, clock())
    clock.forward(hours=11, minutes=59)
    assert due(every="12h") == []
    clock.forward(minutes=1)
    assert len(due(every="12h")) == 1


def test_now_and_then_everything_is_read_again(services: Services, due: Due, clock: Clock) -> None:
    done(services, clock())
    clock.forward(days=7, seconds=1)
    [run] = due(every="1d")
    assert run.since is None


def test_an_operator_decides_over_the_declaration(services: Services, due: Due, clock: Clock) -> None:
    source = declared(every="1d")
    decide(services, source, "off", by=Actor.person("Bolat"))
    assert due(every="1d") == []
    decide(services, source, "0 3 * * *", by=Actor.person("Bolat"))
    decided = services.store.schedules.decided()[source.id]
    assert in_force(source, decided) == "0 3 * * *"
    assert len(due()) == 1
    services.store.schedules.forget(source.id)
    assert in_force(source, None) == "1d"
    with pytest.raises(ValueError, match="cron text"):
        decide(services, source, "now and then", by=Actor.person("Bolat"))


def test_a_page_has_its_time_and_a_run_too(services: Services) -> None:
    with Portal(map(package, range(40))) as portal:
        run = harvest(services, portal.source(page_size=10, run_deadline=timedelta(microseconds=1)))
        assert (run.state, run.counts.read) == (RunState.FAILED, 0)
        assert "within" in (run.error or "")

    def busy(asked: object, portal: Portal) -> Any:
        from_start = portal.healthy(asked)  # type: ignore[arg-type]
        return replace(from_start, pause=0.01) if asked.start == 20 else None  # type: ignore[attr-defined]

    with Portal(map(package, range(40)), trouble=[busy]) as portal:
        run = harvest(services, portal.source(page_size=10, page_deadline=timedelta(seconds=0.7)))
    assert (run.state, run.counts.read) == (RunState.PARTIAL, 20)
    assert "within 0.7 s" in (run.error or "")
