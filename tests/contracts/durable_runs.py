"""Runs survive: workers are killed, interrupted, late or many, and each run still ends as if nothing had happened.

A database subclasses `DurableRunsContract` and gives an empty one.
"""

import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from registry.pipeline.harvest import harvest, queue
from registry.pipeline.index import drain
from registry.pipeline.worker import Worker, working
from registry.services import Services, now
from registry.store.errors import RunActive, RunLost
from schemas.actor import COMMAND, Actor
from schemas.runs import Run, RunCounts, RunState
from search.ask import ask
from search.query import Query
from tests.contracts.told import told
from tests.harvest_processes import NOW, PATIENCE, Harvesters, Place
from tests.portal import Asked, Portal, on, package
from tests.waiting import until


def few_or(many: int, *, few: int) -> pytest.MarkDecorator:
    """How often something is killed: a few times, and many times where every case is gone through."""
    marked = pytest.param(many, marks=pytest.mark.proof, id="many")
    return pytest.mark.parametrize("times", [pytest.param(few, id="few"), marked])


Install = Callable[[str], Place]
"""Gives a place for a new installation of a name."""


VERSIONS = (1, 2, 3)

REMOVED: dict[int, dict[int, dict[str, Any]]] = {
    2: {7: {"private": True}, 22: {"state": "deleted"}},
    3: {36: {"private": "True"}},
}
"""What the portal says of packages outright, by version and number."""


def listed(version: int) -> list[dict[str, Any]]:
    """A catalogue with all that can happen.

    There are faulty, hostile and repeated records. Version 2 has new and changed ones, some are gone, one is private and
    one is deleted; in version 3 some are back, others are gone or private, and the list shows that it cannot be trusted.
    """
    packages = [package(number) for number in range(60 + 4 * version)]
    packages[3]["title"] = None
    packages[17]["metadata_modified"] = "0000-00-00"
    packages[31]["notes"] = "a\u0001b\u0000c"
    packages[45]["title"] = "\ud800"
    packages[50]["rating"] = float("nan")
    if version > 1:
        for number in range(5, 60, 7):
            packages[number]["title"] = f"Көл {version}"
            packages[number + 1]["tracking_summary"] = {"total": version}
    removed: dict[int, dict[int, dict[str, Any]]] = {
        2: {7: {"private": True}, 22: {"state": "deleted"}},
        3: {36: {"private": "True"}},
    }
    for number, fields in removed.get(version, {}).items():
        packages[number] |= fields
    gone = {1: [], 2: [4, 11, 12, 13, 14, 40], 3: [4, 12, 20, 21]}[version]
    repeated = [] if version == 2 else [packages[9], packages[10]]
    return [each for number, each in enumerate(packages) if number not in gone] + repeated


def picture(services: Services) -> dict[str, Any]:
    """All that an installation keeps, but for who worked on it."""
    drain(services)
    store = services.store
    records = list(store.records.stream())
    runs = store.runs.list()
    return {
        "records": [record.model_dump_json() for record in records],
        "known": [store.records.known(record.source, [record.dataset.identifier]) for record in records],
        "raw": [services.archive.get(record.provenance.raw_hash) for record in records],
        "runs": [run.model_dump(exclude={"attempt"}) for run in runs],
        "cursors": [store.runs.cursor(run.id) for run in runs],
        "issues": [store.runs.issues(run.id, limit=10_000) for run in runs],
        "audit": [[told(entry) for entry in store.audit.history(record.id)] for record in records],
        "holds": [store.holds.records(held.id, offset=0, limit=1000) for held in store.holds.list()],
        "trail": store.audit.verify(),
        "diverging": list(store.states.diverging()),
        "outbox": store.outbox.depth(),
        "found": ask(services.engine, Query()).total,
    }


class DurableRunsContract:
    """The subclass gives `address`: the address of a new, empty database each time it is called."""

    @pytest.fixture
    def address(self) -> Callable[[], str]:
        raise pytest.UsageError("give a function that makes an empty database")

    @pytest.fixture
    def install(self, tmp_path: Path, address: Callable[[], str]) -> Install:
        return lambda name: Place(tmp_path / name, address())

    @few_or(25, few=6)
    def test_a_harvest_that_is_killed_anywhere_ends_like_one_that_is_not(self, install: Install, times: int) -> None:
        chance = random.Random(5)
        with Portal(listed(1)) as portal, Harvesters() as harvesters:
            source = portal.source(page_size=10, grace={"sweeps": 1})
            undisturbed = install("undisturbed")
            calls = []
            for version in VERSIONS:
                portal.packages = listed(version)
                calls.append(harvesters.harvest(undisturbed, source))
            with undisturbed.open() as services:
                expected = picture(services)
            assert [run["state"] for run in expected["runs"]] == [RunState.HELD, RunState.DONE, RunState.DONE]
            happened = Counter[str]()
            for run in expected["runs"]:
                happened.update(run["counts"])
            assert all(happened[outcome] for outcome in RunCounts.model_fields), happened
            kills, scenario = 0, 0
            while kills < times:
                scenario += 1
                place = install(f"disturbed {scenario}")
                for version, total in zip(VERSIONS, calls, strict=True):
                    assert total is not None
                    portal.packages = listed(version)
                    for _ in range(3):
                        if harvesters.harvest(place, source, kill_at=chance.randrange(1, total)) is not None:
                            break
                        kills += 1
                    else:
                        harvesters.harvest(place, source)
                with place.open() as services:
                    assert picture(services) == expected, f"scenario {scenario}"

    @few_or(6, few=2)
    def test_ctrl_c_anywhere_leaves_a_true_account(self, install: Install, times: int) -> None:
        chance = random.Random(6)
        with Portal(package(number) for number in range(80)) as portal, Harvesters() as harvesters:
            source = portal.source(page_size=10)
            total = harvesters.harvest(install("undisturbed"), source)
            assert total is not None
            for scenario in range(times):
                place = install(f"stopped {scenario}")
                harvesters.harvest(place, source, kill_at=chance.randrange(1, total), sign=signal.SIGINT)
                with place.open() as services:
                    kept = services.store.records.count()
                    assert sum(run.counts.new for run in services.store.runs.list()) == kept
                    assert harvest(services, source, full=True).state is RunState.DONE
                    runs = services.store.runs.list()
                assert {run.state for run in runs} <= {RunState.INTERRUPTED, RunState.DONE}
                assert sum(run.counts.new for run in runs) == 80
                assert sum(run.counts.read for run in runs) in {80, 80 + kept}

    def test_a_worker_that_wakes_up_late_changes_nothing(self, install: Install) -> None:
        place, asleep, awake = install("late"), Event(), Event()

        def sleep(asked: Asked, portal: Portal) -> None:
            asleep.set()
            awake.wait(PATIENCE)

        with Portal((package(number) for number in range(60)), trouble=[on(sleep, start=40, times=1)]) as portal:
            source = portal.source(page_size=10)
            with place.open() as late, place.open(now=NOW + timedelta(minutes=6)) as other, ThreadPoolExecutor() as pool:
                sleeper = pool.submit(harvest, late, source)
                assert asleep.wait(PATIENCE)
                with pytest.raises(RunActive):
                    harvest(late, source)
                run = harvest(other, source)
                before = picture(other)
                awake.set()
                with pytest.raises(RunLost):
                    sleeper.result(PATIENCE)
                assert picture(other) == before
            assert (run.state, run.attempt) == (RunState.DONE, 2)
            assert run.counts == RunCounts(read=60, new=60)

    def test_two_workers_share_the_runs_and_do_none_twice(self, install: Install) -> None:
        place, ended = install("shared"), list[Run]()
        with ExitStack() as stack:
            portals = {f"kg_{each}": stack.enter_context(Portal(map(package, range(40)))) for each in ("one", "two", "three")}
            sources = {name: portal.source(id=name, page_size=10) for name, portal in portals.items()}
            first, second = (replace(stack.enter_context(place.open()), sources=sources) for _ in range(2))
            for source in sources.values():
                queue(first, source, by=COMMAND)
                with pytest.raises(RunActive):
                    queue(second, source, by=COMMAND)
            for services in (first, second):
                stack.enter_context(working(services, sources=sources, ended=ended.append))
            until(lambda: len(ended) == 3)
            runs = first.store.runs.list()
        assert {(run.source, run.state, run.attempt) for run in runs} == {(name, RunState.DONE, 1) for name in sources}
        assert {run.counts.new for run in ended} == {40}
        assert all(len({asked.start for asked in portal.asked}) == len(portal.asked) for portal in portals.values())

    def test_a_worker_that_leaves_gives_its_runs_back(self, install: Install) -> None:
        place, ended = install("leaving"), list[Run]()
        reading, on_it = Event(), Event()

        def wait(asked: Asked, portal: Portal) -> None:
            reading.set()
            on_it.wait(PATIENCE)

        with Portal(map(package, range(60)), trouble=[on(wait, start=30, times=1)]) as portal, place.open() as opened:
            source = portal.source(page_size=10)
            services = replace(opened, sources={source.id: source})
            queue(services, source, by=COMMAND)
            worker = Worker(services, sources=services.sources, slots=1, ended=ended.append)
            with ThreadPoolExecutor() as pool:
                work = pool.submit(worker.work)
                assert reading.wait(PATIENCE)
                worker.leave()
                on_it.set()
                work.result(PATIENCE)
            [left] = services.store.runs.list()
            assert (left.state, left.counts) == (RunState.QUEUED, RunCounts(read=40, new=40))
            with working(services, sources=services.sources, ended=ended.append):
                until(lambda: len(ended) == 2)
        assert ended[-1].counts == RunCounts(read=60, new=60)
        assert (ended[-1].state, ended[-1].attempt) == (RunState.DONE, 2)

    def test_a_person_stops_a_run_at_its_next_page(self, install: Install) -> None:
        with install("stopped").open() as services:

            def stop(asked: Asked, portal: Portal) -> None:
                services.store.runs.ask_stop(1, by=Actor.person("Айсулуу"), at=NOW)

            with Portal(map(package, range(60)), trouble=[on(stop, start=30)]) as portal:
                run = harvest(services, portal.source(page_size=10))
                assert (run.state, run.error, run.counts.new) == (RunState.INTERRUPTED, "stopped by Айсулуу", 40)
                assert services.store.records.count() == 40
                assert services.store.runs.get(run.id) == run

    def test_sources_of_one_host_take_turns(self, install: Install) -> None:
        place = install("polite")
        with Portal(map(package, range(20))) as portal, ThreadPoolExecutor() as pool, ExitStack() as stack:
            sources = [portal.source(id=f"kg_{name}", page_size=10, delay_seconds=0.2) for name in ("one", "two")]
            workers = [replace(stack.enter_context(place.open()), clock=now) for _ in sources]
            begun = time.monotonic()
            assert {run.state for run in pool.map(harvest, workers, sources)} == {RunState.DONE}
            assert len(portal.asked) == 6
        assert time.monotonic() - begun >= 5 * 0.2
