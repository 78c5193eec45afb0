"""The one way out: every harvester reads through this session."""

import random
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests

from .errors import AnswerTooLarge, BadAnswer, RetryLater, StopHarvest
from .limits import LIMITS, Limits
from .source import Source
from .transport import Transport, redacted

PRODUCT = "Serai/0.1"

BUSY = frozenset({429, 503})
"""The portal asks to be left alone."""

BROKEN = frozenset({500, 502, 504})
"""This request failed; another may not."""


class Session(requests.Session):
    """A requests session for one source, with everything that keeps the portal and us safe.

    Answers come whole and unpacked, never larger than `limits.max_body`. Only http and https to public addresses, unless the
    source allows others; every redirect is checked alike, and none may leave https. Errors of the network and of the statuses in
    `BUSY` and `BROKEN` are tried again; then, and for everything else that goes wrong, a `HarvestError` comes. Every other status
    reaches the caller.

    No proxy, netrc file, or cookie of an earlier run plays a part. One session is for one thread.
    """

    def __init__(self, source: Source, *, contact: str, limits: Limits = LIMITS) -> None:
        super().__init__()
        self.limits = limits
        self.trust_env = False
        self.max_redirects = limits.max_redirects
        self.headers["User-Agent"] = f"{PRODUCT} (+{_header_text(contact)})"
        self.headers["Accept-Encoding"] = "gzip, deflate"
        transport = _Persistent(limits, allow_private=source.allow_private_addresses)
        self.mount("https://", transport)
        self.mount("http://", transport)

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        try:
            return super().send(request, **kwargs)
        except requests.TooManyRedirects:
            raise RetryLater(f"{redacted(request.url)} redirects more than {self.max_redirects} times") from None
        except ValueError:  # requests' InvalidSchema and InvalidURL, urllib's own
            raise StopHarvest(f"{redacted(request.url)} is, or redirects to, what is no http or https address") from None

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """Where an answer redirects to. Raises `StopHarvest` where that would leave https."""
        target: str | None = super().get_redirect_target(resp)
        if target and urlsplit(resp.url).scheme == "https" and urlsplit(urljoin(resp.url, target)).scheme != "https":
            raise StopHarvest(f"{redacted(resp.url)} redirects from https to {redacted(urljoin(resp.url, target))}")
        return target

    def rebuild_auth(self, prepared_request: requests.PreparedRequest, response: requests.Response) -> None:
        """Keep every form of a key at home when a redirect leads to another host."""
        super().rebuild_auth(prepared_request, response)  # type: ignore[no-untyped-call]
        if self.should_strip_auth(response.request.url, prepared_request.url):  # type: ignore[no-untyped-call]
            prepared_request.headers.pop("X-CKAN-API-Key", None)


class _Persistent(Transport):
    """A transport that tries again."""

    def send(self, request: requests.PreparedRequest, *_: object, **__: object) -> requests.Response:
        for attempt in range(self.limits.retries + 1):
            last = attempt == self.limits.retries
            asked = None
            try:
                response = super().send(request)
            except RetryLater as error:
                if last or self.deadline.expired or isinstance(error, AnswerTooLarge):
                    raise
            else:
                if response.status_code not in BUSY | BROKEN:
                    return response
                asked = _retry_after(response)
                if last or (asked or 0) > self.limits.longest_wait:
                    raise _given_up(response, asked)
            self._wait(attempt, asked)
        raise AssertionError("the last attempt returns or raises")

    def _wait(self, attempt: int, asked: float | None) -> None:
        """Wait as long as the portal asked, or twice as long each time, less a chance part so that clients spread."""
        backoff = min(self.limits.first_wait * 2**attempt, self.limits.longest_wait)
        time.sleep(backoff * random.uniform(0.5, 1) if asked is None else asked)  # noqa: S311 - no secret hangs on it


def _given_up(response: requests.Response, asked: float | None) -> RetryLater:
    status, url = response.status_code, redacted(response.url)
    if asked is not None and status in BUSY:
        return RetryLater(f"{url} answers {status} and asks to wait {asked:.0f} s")
    return RetryLater(f"{url} answers {status}") if status in BUSY else BadAnswer(f"{url} answers {status}")


def _retry_after(response: requests.Response) -> float | None:
    """The seconds that an answer asks us to wait (RFC 9110, 10.2.3): a number, or a date."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _header_text(text: str) -> str:
    """Text as a header may hold it: one line, ASCII."""
    return " ".join(text.split()).encode("ascii", "replace").decode()
