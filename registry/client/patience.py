"""When a request is sent again."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import requests

LATER = frozenset(
    {
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)
"""The statuses after which the same request may succeed."""

LONGEST = 120.0
"""The most seconds that are waited before a request. Who is told to wait longer gets the error instead."""

PASSING = (
    requests.ConnectionError,
    requests.Timeout,
    requests.exceptions.ChunkedEncodingError,
    requests.exceptions.ContentDecodingError,
)
"""Failures of a connection, or of one that broke off."""


@dataclass(frozen=True)
class Patience:
    """`retries` is how often a request is sent again, `pause` about how many seconds pass before the first time. They double."""

    retries: int
    pause: float

    def seconds(self, tried: int, retry_after: str | None = None) -> float | None:
        """How long to wait when a request was sent so often. None: it is not sent again."""
        if tried > self.retries:
            return None
        told = read_retry_after(retry_after) if retry_after else None
        if told is not None:
            return told if told <= LONGEST else None
        return min(self.pause * 2.0 ** (tried - 1) * random.uniform(0.5, 1.0), LONGEST)  # noqa: S311 (spreads clients, keeps no secret)


def may_pass(error: requests.RequestException) -> bool:
    """Whether the same request may succeed later. A certificate that is not trusted stays so."""
    return isinstance(error, PASSING) and not isinstance(error, requests.exceptions.SSLError)


def read_retry_after(value: str) -> float | None:
    """The seconds that the header `Retry-After` tells, as a number or as a moment; None if it is neither."""
    if value.strip().isdecimal():
        return float(value)
    try:
        moment: datetime = parsedate_to_datetime(value)
    except ValueError:
        return None
    seconds = (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    return max(seconds, 0.0)
