"""Any worker keeps the index up to date: new ones, and those that were there when the one that was indexing was killed.

A database subclasses `IndexingContract` and gives the address of an empty one. The workers are real processes.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from registry.pipeline.index import TURN
from registry.services import Services
from registry.store.saving import Save
from schemas.actor import Actor
from schemas.audit import Action
from search.ask import ask
from search.embedded.generations import LOCK
from search.errors import EngineBusy
from search.lock import locked
from search.query import Query
from tests.contracts.installed import Installed
from tests.factories import record
from tests.harvest_processes import NOW, Place
from tests.waiting import until

SECONDS = 30
"""How long the next worker may take, on a slow machine. It takes two or three seconds."""

HOLD = """
import sys, time
from contextlib import ExitStack
from pathlib import Path
from search.lock import locked
with ExitStack() as stack:
    for path in sys.argv[1:]:
        stack.enter_context(locked(Path(path), wait=30))
    print("held", flush=True)
    time.sleep(600)
"""
"""A process that has its turn at the index, and does not get on."""


class IndexingContract(Installed):
    def test_a_new_worker_sends_what_is_waiting_without_any_run(self, place: Place) -> None:
        with place.open() as services:
            save(services, 20)
            with worker(place):
                until(lambda: indexed(services) == 20, seconds=SECONDS)
                save(services, 5, named="later")
                until(lambda: indexed(services) == 25, seconds=SECONDS)

    def test_a_worker_goes_on_where_a_killed_one_was_indexing(self, place: Place) -> None:
        with place.open() as services, ExitStack() as stack:
            save(services, 3000)
            killed = stack.enter_context(worker(place))
            until(lambda: busy(place), seconds=SECONDS)
            killed.send_signal(signal.SIGKILL)
            killed.wait()
            stack.enter_context(worker(place))
            until(lambda: indexed(services) == 3000, seconds=SECONDS)

    def test_workers_that_wait_for_their_turn_take_over_from_a_killed_one(self, place: Place) -> None:
        with place.open() as services, ExitStack() as stack:
            save(services, 20)
            holding = stack.enter_context(process("-c", HOLD, str(place.home / TURN), str(place.home / "index" / LOCK)))
            assert holding.stdout is not None
            assert holding.stdout.readline() == "held\n"
            for _ in range(2):
                stack.enter_context(worker(place))
            with pytest.raises(AssertionError, match="not come true"):
                until(lambda: services.store.outbox.depth() < 20, seconds=8)  # longer than a worker waits for one turn
            holding.send_signal(signal.SIGKILL)
            until(lambda: indexed(services) == 20, seconds=SECONDS)


def save(services: Services, count: int, *, named: str = "record") -> None:
    saves = [Save(record(identifier=f"{named} {number}"), Action.CREATE, {}) for number in range(count)]
    services.store.records.save(saves, actor=Actor.of_run(1), at=NOW)


def indexed(services: Services) -> int:
    """How many records can be found, once nothing waits."""
    return 0 if services.store.outbox.depth() or not services.engine.check().current else ask(services.engine, Query()).total


def busy(place: Place) -> bool:
    try:
        with locked(place.home / TURN, wait=0):
            return False
    except EngineBusy:
        return True


@contextmanager
def worker(place: Place) -> Iterator["subprocess.Popen[str]"]:
    """A running `serai worker`."""
    with process("-c", "from registry.cli import main; main()", "worker", place=place) as started:
        yield started


@contextmanager
def process(*arguments: str, place: Place | None = None) -> Iterator["subprocess.Popen[str]"]:
    told = {"SERAI_HOME": str(place.home), "SERAI_DATABASE_URL": place.database, "SERAI_SAMPLES": "false"} if place else {}
    command = [sys.executable, *arguments]
    started = subprocess.Popen(command, env=os.environ | told, stdout=subprocess.PIPE, text=True)
    try:
        yield started
    finally:
        started.kill()
        started.communicate()
