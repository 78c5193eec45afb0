"""Schedules, runs that are left to a worker, and stopping them."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harvesters.base import Fetched
from harvesters.kinds.ckan import CkanHarvester
from harvesters.wire.session import Session
from schemas.source import Source
from tests.portal import Portal

from .conftest import Serai

PATIENCE = 60
MESSAGE = "key=s3cr3t"


def test_a_schedule_is_declared_decided_and_forgotten(serai: Serai) -> None:
    assert serai("schedule").out.split() == ["source", "schedule", "by", "last", "run"]
    decided = serai("schedule", "kg_example", "30 3 * * *", "--by", "Bolat")
    assert decided.code == 0
    assert "kg_example  30 3 * * *  Bolat  never" in serai("schedule").out
    wrong = serai("schedule", "kg_example", "daily")
    assert wrong.code == 2
    assert "write minute, hour" in wrong.err
    assert "off" in serai("schedule", "kg_example", "off").out
    serai("schedule", "kg_example", "declared")
    assert "kg_example" not in serai("schedule").out
    assert serai("schedule", "nowhere", "1d").code == 2


def test_a_run_is_left_to_a_worker_and_stopped(serai: Serai) -> None:
    queued = json.loads(serai("harvest", "kg_example", "--later", "--json").out)["items"][0]
    assert (queued["state"], queued["attempt"]) == ("queued", 0)
    again = serai("harvest", "kg_example", "--later")
    assert again.code == 1
    assert "is being harvested" in again.err
    assert "stopped by Bolat" in serai("stop", str(queued["id"]), "--by", "Bolat").out
    assert serai("stop", "999", "--by", "Bolat").code == 1
    assert serai("harvest", "kg_example").code == 0
    over = serai("stop", str(queued["id"] + 1), "--by", "Bolat")
    assert over.code == 1
    assert "has ended already: done" in over.err


def test_a_worker_takes_up_what_waits_and_ends_when_told(serai: Serai, portal: Portal, home: Path) -> None:
    serai("harvest", "kg_example", "--later")
    command = [sys.executable, "-c", "from registry.cli import main; main()", "worker"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=dict(os.environ)) as worker:
        try:
            assert worker.stderr is not None
            told = iter(worker.stderr.readline, "")
            assert "Waiting for runs" in next(told)
            assert "kg_example: done, 10 read, 10 new" in next(told)
            begun = time.monotonic()
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(PATIENCE) == 0
            assert time.monotonic() - begun < PATIENCE / 2
        finally:
            worker.kill()
    assert "10" in serai("search", "", "--json").out


def test_a_source_that_cannot_be_harvested_does_not_stop_the_others(
    serai: Serai, home: Path, portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = home.parent / "declarations"
    text = (folder / "kg_example.yml").read_text(encoding="utf-8")
    for name, more in (("kg_broken", "page_size: 7\n"), ("kg_gone", "retired: {on: 2026-02-28, why: It is closed}\n")):
        (folder / f"{name}.yml").write_text(text.replace("kg_example", name) + more, encoding="utf-8")
    fetch = CkanHarvester.fetch

    def fails(harvester: CkanHarvester, source: Source, session: Session, **more: Any) -> Iterator[Fetched]:
        if source.id == "kg_broken":
            raise ZeroDivisionError(MESSAGE)
        return fetch(harvester, source, session, **more)

    monkeypatch.setattr(CkanHarvester, "fetch", fails)
    done = serai("harvest", "kg_broken", "kg_gone", "kg_example")
    assert done.code == 1
    assert "kg_broken: failed" in done.out
    assert "kg_gone was retired on 2026-02-28" in done.err
    assert "kg_example: done, 10 read, 10 new" in done.out
    assert MESSAGE not in done.err
    shown = json.loads(serai("harvest", "kg_gone", "kg_example", "--json").out)
    assert [run["source"] for run in shown["items"]] == ["kg_example"]
    assert "10" in serai("search", "", "--json").out
