"""What happens thousands of times is logged with a count."""

import logging

import pytest

from registry.operation.rarely import SECONDS, Rarely


def test_the_first_time_is_logged_at_once_and_the_others_with_a_count(caplog: pytest.LogCaptureFixture) -> None:
    now = [0.0]
    refused = Rarely(logging.getLogger("tests"), "refused %d times", clock=lambda: now[0])
    for _ in range(1000):
        refused.note()
    assert caplog.messages == ["refused 1 times"]
    now[0] = SECONDS
    refused.note()
    assert caplog.messages == ["refused 1 times", "refused 1000 times"]
