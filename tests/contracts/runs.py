"""What runs promise, whatever happens to who works on them. A database subclasses `RunsContract` and gives an empty one."""

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from registry.pipeline.index import drain
from registry.services import Services
from schemas.runs import RunCounts, RunState
from search.query import Query
from tests.portal import Portal, package
from tests.registry.pipeline.harvester import Harvesters, Place

KILLS = 25

Install = Callable[[str], Place]
"""Gives a place for a new installation of a name."""


VERSIONS = (1, 2, 3)


def listed(version: int) -> list[dict[str, Any]]:
    """A catalogue with all that can happen.

    There are faulty, hostile and repeated records. Version 2 has new and changed ones, and some are gone; in version 3 some are
    back, others are gone, and the list shows that it cannot be trusted.
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
        "audit": [store.audit.history(record.id) for record in records],
        "holds": [store.holds.records(held.id, offset=0, limit=1000) for held in store.holds.list()],
        "trail": store.audit.verify(),
        "outbox": store.outbox.depth(),
        "found": services.engine.search(Query()).total,
    }


class RunsContract:
    """The subclass gives `address`: the address of a new, empty database each time it is called."""

    @pytest.fixture
    def address(self) -> Callable[[], str]:
        raise pytest.UsageError("give a function that makes an empty database")

    @pytest.fixture
    def install(self, tmp_path: Path, address: Callable[[], str]) -> Install:
        return lambda name: Place(tmp_path / name, address())

    def test_a_harvest_that_is_killed_anywhere_ends_like_one_that_is_not(self, install: Install) -> None:
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
            while kills < KILLS:
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
