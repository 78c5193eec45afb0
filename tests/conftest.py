"""What holds for every test.

`make test` does the same each time: the order of the tests comes from the seed in `pyproject.toml`, and properties are tried on
the same examples. So a test that fails, fails because of a change. `make test-explore` looks for what nobody thought of: another
order and other examples each time, ten times as many. It prints how to repeat what it finds; the finding then becomes a test.
"""

import os
import signal

import pytest
from hypothesis import settings

from registry.operation.heap import collect_rarely

pytest.register_assert_rewrite("tests.contracts")  # failing assertions of the contract suites show their values

# No deadline: how long an example takes depends on what else the machine does.
settings.register_profile("same", derandomize=True, database=None, deadline=None)
settings.register_profile("explore", derandomize=False, max_examples=1000, print_blob=True, deadline=None)
settings.load_profile("same")  # pytest's `--hypothesis-profile=explore` comes after this and wins


if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as a job in the background; what tests start would not end by it either
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores: many tests wait, for a portal's next try or for another process."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_finish() -> None:
    """As a server does when all is loaded: a walk through all collected tests takes half a second, in whichever test it comes."""
    collect_rarely()
