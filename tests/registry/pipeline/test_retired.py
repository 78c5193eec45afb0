"""A portal that is gone: nobody harvests it, and what we had of it stays."""

from dataclasses import replace

import pytest

from registry.pipeline import schedule
from registry.pipeline.harvest import SourceRetired, harvest, queue
from registry.pipeline.worker import Worker
from registry.services import Services
from schemas.actor import COMMAND, Actor
from schemas.runs import RunState
from schemas.source import Source
from tests.portal import Portal, package

SENTENCE = "source kg_example was retired on 2026-02-28: Its domain was sold"
RETIRED = {"on": "2026-02-28", "why": "Its domain was sold"}


def sources(portal: Portal) -> tuple[Source, Source]:
    """The source while it lives, and after."""
    return portal.source(every="1d"), portal.source(every="1d", retired=RETIRED)


def test_nobody_can_have_it_harvested(services: Services) -> None:
    with Portal([package(1)]) as portal:
        living, retired = sources(portal)
        harvest(services, living)
        for ask in (harvest, queue):
            with pytest.raises(SourceRetired, match=SENTENCE):
                ask(services, retired, by=COMMAND)
    assert services.store.records.counts() == {"kg_example": 1}
    assert len(services.store.runs.list()) == 1


def test_it_is_never_due_whatever_an_operator_has_decided(services: Services) -> None:
    with Portal([]) as portal:
        living, retired = sources(portal)
    schedule.decide(services, living, "1m", by=Actor.person("Aizada"))
    decided = services.store.schedules.decided()["kg_example"]
    assert (schedule.in_force(living, decided), schedule.in_force(retired, decided)) == ("1m", None)
    assert schedule.queue_due(replace(services, sources={"kg_example": retired})) == []


def test_a_run_that_waited_when_it_was_retired_reads_nothing(services: Services) -> None:
    with Portal([package(1)]) as portal:
        living, retired = sources(portal)
        waiting = queue(services, living, by=COMMAND)
        after = replace(services, sources={"kg_example": retired})
        worker = Worker(after, sources=after.sources, slots=1, ended=lambda _: None)
        worker.look()
        worker.leave()
        worker.work()
        assert portal.asked == []
    run = services.store.runs.get(waiting.id)
    assert run
    assert (run.state, run.error) == (RunState.FAILED, SENTENCE)
