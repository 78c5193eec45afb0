"""What happens thousands of times is logged with a count."""

import logging

import pytest

from registry.operation.rarely import SECONDS, Once, Rarely


def test_the_first_time_is_logged_at_once_and_the_others_with_a_count(caplog: pytest.LogCaptureFixture) -> None:
    now = [0.0]
    refused = Rarely(logging.getLogger("tests"), "refused %d times", clock=lambda: now[0])
    for _ in range(1000):
        refused.note()
    assert caplog.messages == ["refused 1 times"]
    now[0] = SECONDS
    refused.note()
    assert caplog.messages == ["refused 1 times", "refused 1000 times"]


def test_a_warning_of_a_library_passes_once_a_minute_and_an_error_always(caplog: pytest.LogCaptureFixture) -> None:
    now = [0.0]
    log = logging.getLogger("tests.library")
    once = Once(clock=lambda: now[0])
    log.addFilter(once)
    try:
        for number in range(1000):
            log.warning("wrong request %d", number)
        log.warning("another")
        for _ in range(2):
            log.error("it broke", exc_info=ValueError())
        now[0] = SECONDS
        log.warning("wrong request %d", 7)
    finally:
        log.removeFilter(once)
    assert caplog.messages == ["wrong request 0", "another", "it broke", "it broke", "wrong request 7"]
