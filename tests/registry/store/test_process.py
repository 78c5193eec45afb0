"""Whether the process that held a run still lives."""

import subprocess
import sys

import pytest

from registry.store.process import Process


def test_this_process_lives() -> None:
    assert Process.this() == Process.this()
    assert not Process.this().gone()


def test_another_process_lives_until_it_ends() -> None:
    here = Process.this()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        other = Process(here.host, process.pid, "other")
        assert not other.gone()
    assert other.gone()


def test_a_process_that_had_our_number_before_us_is_gone() -> None:
    here = Process.this()
    assert Process(here.host, here.pid, "former").gone()


@pytest.mark.parametrize("pid", [1, 2**22 + 1])
def test_of_another_host_nothing_is_known(pid: int) -> None:
    assert not Process("elsewhere.example", pid, "other").gone()
