"""The session through which every harvester reads."""

import io
import math
import random
import ssl
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.cookies import RequestsCookieJar, extract_cookies_to_jar, get_cookie_header
from urllib3 import BaseHTTPResponse

from schemas.secret_names import telling
from schemas.source import Source

from ..errors import AnswerTooLarge, BadAnswer, HarvestError, RetryLater, StopHarvest
from ..limits import LIMITS, Limits
from .home import Home, place
from .redirects import Hop
from .roots import tls_with
from .secret import Mask, mask_of
from .transport import Permits, Transport, redacted

PRODUCT = "Serai/0.1"

BUSY = frozenset({429, 503})
"""Statuses which mean that a portal wants fewer requests."""

BROKEN = frozenset({500, 502, 504})
"""Statuses of a failed request after which another try may succeed."""


Turn = Callable[[str], float]
"""Takes the next turn at a host, and returns in how many seconds it is."""


def at_once(_host: str) -> float:
    """A turn that never waits."""
    return 0


class Session(requests.Session):
    """A `requests` session for one source, with all protection for the portal and for Serai.

    Answers are complete and unpacked, at most `limits.max_body` bytes. Requests go only by http and https to public addresses,
    unless the source allows others for its own host (see `home.py`). Every redirect is checked in the same way (see
    `redirects.py`): none may leave https, none takes a key or a body to another host, and what was posted stays posted or is not
    sent again. After a network error, or a status in `BUSY` or `BROKEN`, the request is sent again, with its body. If that does
    not help, and after any other failure, a `HarvestError` is raised. Every other status is returned to the caller.

    The source's secret is hidden in the bodies, the headers and the addresses of answers, and in errors. So a kind may put it
    into any part of a request, and keep what is answered.

    `roots` is a file of certificates that are trusted besides the usual ones and those of the declaration (see `roots.py`).
    Before each request `turn` says how long to wait, so that many workers together do not ask a host too often. A cookie goes
    only to the very host that has set it, within this session. Proxies, netrc files and cookies of earlier runs are not used. One
    session is for one thread.
    """

    def __init__(
        self, source: Source, *, contact: str, limits: Limits = LIMITS, turn: Turn = at_once, roots: Path | None = None
    ) -> None:
        super().__init__()
        self.limits = limits
        self.trust_env = False
        self.max_redirects = limits.max_redirects
        self.headers["User-Agent"] = f"{PRODUCT} (+{_header_text(contact)})"
        self.headers["Accept-Encoding"] = "gzip, deflate"
        self._home, self._mask = Home(source), mask_of(source)
        tls = tls_with((*map(Path, source.roots), *([roots] if roots else [])), tls=source.tls)
        self._transport = _Persistent(
            limits, permits=self._home.permits, tls=tls, charset=source.usual_charset, turn=turn, mask=self._mask
        )
        self.mount("https://", self._transport)
        self.mount("http://", self._transport)

    def allow(self, seconds: float) -> None:
        """Limit the total time of the requests from now on. A request that is not finished by then raises `RetryLater`."""
        self._transport.allow(seconds)

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any) -> requests.Response:
        self._home.asks(url if isinstance(url, str) else url.decode())
        try:
            response = super().request(method, url, *args, **kwargs)
        except HarvestError as error:
            raise type(error)(self._mask.text(str(error))) from None
        for each in (response, *response.history):
            each.url = self._mask.text(each.url)
            each.headers.update({name: self._mask.text(value) for name, value in each.headers.items()})
        return response

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        try:
            return super().send(request, **kwargs)
        except requests.TooManyRedirects:
            raise RetryLater(f"{redacted(request.url)} redirects more than {self.max_redirects} times") from None
        except ValueError:  # InvalidSchema and InvalidURL of requests, and ValueError of urllib
            raise StopHarvest(
                f"{redacted(request.url)} is not an http or https address, or redirects to one that is not"
            ) from None

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """The address that an answer redirects to. Raises `StopHarvest` if that must not be followed."""
        target: str | None = super().get_redirect_target(resp)
        if target is None:
            return None
        whole = urljoin(resp.url, target)
        hop = Hop(resp, whole, leaves=self.should_strip_auth(resp.url, whole))  # type: ignore[no-untyped-call]
        hop.check(self._mask)
        if hop.posts_again:
            resp.status_code = requests.codes.permanent_redirect  # which is what is meant: requests keeps method and body
        return target

    def rebuild_auth(self, prepared_request: requests.PreparedRequest, response: requests.Response) -> None:
        """Remove every form of a key when a redirect leads to another host."""
        super().rebuild_auth(prepared_request, response)  # type: ignore[no-untyped-call]
        headers = prepared_request.headers
        if self.should_strip_auth(response.request.url, prepared_request.url):  # type: ignore[no-untyped-call]
            for name in [name for name, value in headers.items() if telling(name) or self._mask.is_in(value)]:
                del headers[name]


class _Persistent(Transport):
    """A transport that takes turns, keeps to its time limit, tries again, and keeps the cookies of each host apart."""

    def __init__(
        self,
        limits: Limits,
        *,
        permits: Permits,
        tls: ssl.SSLContext | None,
        charset: str | None,
        turn: Turn,
        mask: Mask,
    ) -> None:
        super().__init__(limits, permits=permits, tls=tls, charset=charset)
        self._turn, self._mask = turn, mask
        self._allowed, self._until = math.inf, math.inf
        self._cookies: defaultdict[str, RequestsCookieJar] = defaultdict(RequestsCookieJar)

    def allow(self, seconds: float) -> None:
        self._allowed, self._until = seconds, time.monotonic() + seconds

    def send(self, request: requests.PreparedRequest, *_: object, **__: object) -> requests.Response:
        for attempt in range(self.limits.retries + 1):
            last = attempt == self.limits.retries
            asked = None
            self._sleep(self._turn(urlsplit(request.url or "").hostname or ""), request)
            self.deadline.seconds = min(self.limits.total_seconds, self._until - time.monotonic())
            try:
                response = super().send(request)
            except RetryLater as error:
                if last or self.deadline.expired or isinstance(error, AnswerTooLarge):
                    raise
            else:
                if response.status_code not in BUSY | BROKEN:
                    response.raw = io.BytesIO(self._mask.content(response.raw.read()))
                    return response
                asked = _retry_after(response)
                if last or (asked or 0) > self.limits.longest_wait:
                    raise _given_up(response, asked)
            self._sleep(self._pause(attempt) if asked is None else asked, request)
        raise AssertionError("the last attempt returns or raises")

    def add_headers(self, request: requests.PreparedRequest, **_: object) -> None:
        """Send the cookies that this very host has set before, and no others."""
        request.headers.pop("Cookie", None)
        if cookies := get_cookie_header(self._jar(request), request):  # type: ignore[no-untyped-call]
            request.headers["Cookie"] = cookies

    def build_response(self, req: requests.PreparedRequest, resp: BaseHTTPResponse) -> requests.Response:
        extract_cookies_to_jar(self._jar(req), req, resp)  # type: ignore[no-untyped-call]
        return super().build_response(req, resp)

    def _jar(self, request: requests.PreparedRequest) -> RequestsCookieJar:
        return self._cookies[place(request.url or "")[0]]

    def _pause(self, attempt: int) -> float:
        """Seconds to the next attempt: twice as long each time, minus a random part so that clients do not all retry together."""
        backoff: float = min(self.limits.first_wait * 2**attempt, self.limits.longest_wait)
        return backoff * random.uniform(0.5, 1)  # noqa: S311 - not used for secrets

    def _sleep(self, seconds: float, request: requests.PreparedRequest) -> None:
        """Wait. Raises `RetryLater` if there is not enough time left."""
        if time.monotonic() + seconds >= self._until:
            raise RetryLater(f"{redacted(request.url)}: a page was not read within {self._allowed:g} s")
        time.sleep(seconds)


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
    """Text that is allowed in a header: one line, ASCII."""
    return " ".join(text.split()).encode("ascii", "replace").decode()
