"""Whether the process that held a run still lives."""

import subprocess
import sys

import pytest

from registry.store.worker import Worker


def test_this_process_lives() -> None:
    assert Worker.this() == Worker.this()
    assert not Worker.this().gone()


def test_another_process_lives_until_it_ends() -> None:
    here = Worker.this()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        other = Worker(here.host, process.pid, "other")
        assert not other.gone()
    assert other.gone()


def test_a_process_that_had_our_number_before_us_is_gone() -> None:
    here = Worker.this()
    assert Worker(here.host, here.pid, "former").gone()


@pytest.mark.parametrize("pid", [1, 2**22 + 1])
def test_of_another_host_nothing_is_known(pid: int) -> None:
    assert not Worker("elsewhere.example", pid, "other").gone()
