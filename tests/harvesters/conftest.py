"""Limits that keep tests short."""

import pytest

from harvesters.limits import Limits
from tests.internet import internet

__all__ = ["internet"]


@pytest.fixture
def limits() -> Limits:
    return Limits(connect_seconds=2, read_seconds=2, total_seconds=5, max_body=2_000_000, first_wait=0.001, longest_wait=2)
