"""A large harvest has a process beside it that keeps the index up; a small one has none."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from registry.pipeline.index import drain, following, rebuild
from registry.pipeline.indexer import LARGE, beside
from registry.services import Services
from registry.store.saving import Save
from schemas.actor import Actor
from schemas.audit import Action
from schemas.runs import Run, RunCounts, RunState
from search.ask import ask
from search.query import DateRange, Query, Sort
from tests.factories import record
from tests.waiting import until

AT = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def grown(new: int) -> Run:
    """A run that goes on and has found so many new records."""
    return Run(id=1, source="test", state=RunState.RUNNING, started=AT, counts=RunCounts(read=new, new=new))


@pytest.fixture
def waiting(services: Services) -> Services:
    """Three records wait for the index."""
    saves = [Save(record(identifier=f"{at}"), Action.CREATE, {}) for at in range(3)]
    services.store.records.save(saves, actor=Actor.of_run(1), at=AT)
    return services


def test_the_index_of_a_large_harvest_is_up_when_it_ends(waiting: Services) -> None:
    with beside(waiting) as indexing:
        indexing(grown(LARGE))
        indexing(grown(LARGE + 1))
    assert waiting.store.outbox.depth() == 0
    assert ask(waiting.engine, Query()).total == 3


def test_what_comes_last_is_taken_in_too(waiting: Services) -> None:
    with beside(waiting) as indexing:
        indexing(grown(LARGE))
        waiting.store.records.save([Save(record(identifier="last"), Action.CREATE, {})], actor=Actor.of_run(1), at=AT)
    assert ask(waiting.engine, Query()).total == 4


def test_a_small_harvest_is_left_to_its_own_process(waiting: Services) -> None:
    with beside(waiting) as indexing:
        indexing(grown(LARGE - 1))
    assert waiting.store.outbox.depth() == 3


def test_an_index_that_is_built_has_what_waited(waiting: Services) -> None:
    assert rebuild(waiting) == 3
    assert waiting.store.outbox.depth() == 0
    sent = waiting.metrics.registry.get_sample_value("serai_engine_seconds_count", {"operation": "update"})
    assert sent is None  # nothing was sent a second time


def test_the_index_has_the_moment_of_the_trail(waiting: Services) -> None:
    """Sent or built anew: that of the record's last version, whatever changed it."""
    stored = waiting.store.records.get_many(record(identifier=f"{at}").id for at in range(3))
    first, *others = (stored[each] for each in sorted(stored))
    later = AT + timedelta(days=9, seconds=7, microseconds=8)
    next_version = first.model_copy(update={"version": 2})
    waiting.store.records.save([Save(next_version, Action.CHANGE, {})], actor=Actor.of_run(2), at=later)
    since = Query(range=(DateRange(field="record_modified", start=later.replace(microsecond=0), end=later),))
    for way in (drain, rebuild):
        way(waiting)
        assert [hit.id for hit in ask(waiting.engine, since).hit] == [first.id]
        in_order = ask(waiting.engine, Query(sort=Sort.CHANGED))
        assert [hit.id for hit in in_order.hit] == [first.id, *(each.id for each in others)]
        assert in_order.last is not None
        assert in_order.last.moment == AT


def test_an_index_that_vanishes_is_built_anew_with_the_next_change(waiting: Services) -> None:
    with following(waiting):
        until(lambda: waiting.store.outbox.depth() == 0)
        shutil.rmtree(waiting.settings.home / "index")
        waiting.store.records.save([Save(record(identifier="next"), Action.CREATE, {})], actor=Actor.of_run(1), at=AT)
        until(lambda: waiting.store.outbox.depth() == 0)
    assert ask(waiting.engine, Query()).total == 4


def test_an_empty_installation_gets_an_empty_index(services: Services) -> None:
    with beside(services):
        assert ask(services.engine, Query()).total == 0


def test_a_dead_engine_loses_nothing_and_shows_no_password(waiting: Services, capfd: pytest.CaptureFixture[str]) -> None:
    address = "http://serai:the-password@127.0.0.1:9/serai"  # the port of `discard`: nobody listens
    settings = waiting.settings.model_copy(update={"search_url": address})
    with beside(replace(waiting, settings=settings)) as indexing:
        indexing(grown(LARGE))
    assert waiting.store.outbox.depth() == 3
    told = capfd.readouterr().err
    assert "the index is behind" in told
    assert "the-password" not in told
