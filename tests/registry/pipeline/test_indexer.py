"""A large harvest has a process beside it that keeps the index up; a small one has none."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from registry.pipeline.index import following, rebuild
from registry.pipeline.indexer import LARGE, beside
from registry.services import Services
from registry.store.saving import Save
from schemas.actor import Actor
from schemas.audit import Action
from schemas.runs import Run, RunCounts, RunState
from search.ask import ask
from search.query import Query
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
