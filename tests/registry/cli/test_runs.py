"""Schedules, runs that are left to a worker, and stopping them."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.portal import Portal

from .conftest import Serai

PATIENCE = 60


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
    assert "stopped by Bolat" in serai("stop", str(queued["id"]), "--by", "Bolat").err
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
