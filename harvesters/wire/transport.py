"""One request over the network: a checked address, a limited time, a limited body. No retries here.

It uses requests and urllib3, and replaces how they open a connection and how much of an answer they read.
"""

import io
import logging
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Timer
from types import TracebackType
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPResponse, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NameResolutionError,
    NewConnectionError,
    ReadTimeoutError,
)
from urllib3.util.connection import create_connection

from ..errors import AnswerTooLarge, BadAnswer, HarvestError, RetryLater, StopHarvest
from ..limits import Limits
from .addresses import resolve
from .packing import TooLarge, WronglyPacked, unpacked

logging.getLogger("urllib3.connection").setLevel(logging.ERROR)  # its warnings quote the headers of an answer

Response = requests.Response
"""An answer, complete and unpacked."""

CHUNK = 64 * 1024

MAX_ADDRESS = 300
"""The most characters of an address that a message has; a redirect may lead to a longer one."""


class Deadline:
    """Cuts a connection when a whole answer takes too long, in any part of it: header, chunk length or body."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.expired = seconds, False
        self._socket: socket.socket | None = None

    def watch(self, connection: socket.socket) -> None:
        self._socket = connection

    def __enter__(self) -> None:
        self.expired, self._socket = False, None
        self._timer = Timer(self.seconds, self._cut)
        self._timer.daemon = True
        self._timer.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._timer.cancel()
        self._socket = None

    def _cut(self) -> None:
        self.expired = True
        if self._socket is not None:
            with suppress(OSError):  # it may have been closed at the same moment
                socket.socket.shutdown(
                    self._socket, socket.SHUT_RDWR
                )  # not SSLSocket's method, which would remove TLS while the reader uses it


Permits = Callable[[str, int], bool]
"""Whether this host, at this port, may have an address that is not public."""


class _Guarded(HTTPConnection):
    """Connects only to checked addresses. The deadline watches it while the answer is read."""

    permits: Permits
    deadline: Deadline

    def _new_conn(self) -> socket.socket:
        try:
            addresses = resolve(self.host, self.port, allow_private=self.permits(self.host, self.port))
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        except UnicodeError as error:
            raise NewConnectionError(self, f"{self.host!r} is not a host name") from error
        return self._connect_first(addresses)

    def _connect_first(self, addresses: list[str]) -> socket.socket:
        failure: OSError = OSError("the name has no address")
        for address in addresses:
            try:
                return create_connection((address, self.port), self.timeout, self.source_address, self.socket_options)
            except OSError as error:
                failure = error
        if isinstance(failure, TimeoutError):
            raise ConnectTimeoutError(self, f"no connection within {self.timeout} s") from failure
        raise NewConnectionError(self, str(failure)) from failure

    def getresponse(self) -> HTTPResponse:  # type: ignore[override] # as urllib3's own does
        self.deadline.watch(self.sock)
        return super().getresponse()


class _GuardedTls(_Guarded, HTTPSConnection):
    pass


def _pools(allowed: Permits, watch: Deadline) -> dict[str, type[HTTPConnectionPool]]:
    """urllib3's pools with guarded connections."""

    class Plain(_Guarded):
        permits, deadline = staticmethod(allowed), watch

    class Tls(_GuardedTls):
        permits, deadline = staticmethod(allowed), watch

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class TlsPool(HTTPSConnectionPool):
        ConnectionCls = Tls

    return {"http": PlainPool, "https": TlsPool}


class Transport(HTTPAdapter):
    """Sends one request and returns the complete, unpacked answer, within the limits, or raises a `HarvestError`.

    `permits` says which host may be private. TLS certificates are always verified, with `tls` if it is given, else with the usual
    roots. Proxies are never used: they would resolve names where we cannot check.
    The `encoding` of an answer is the charset to assume if nothing else is valid (see `reading.characters`).
    """

    def __init__(
        self, limits: Limits, *, permits: Permits, tls: ssl.SSLContext | None = None, charset: str | None = None
    ) -> None:
        self.limits = limits
        self.charset = charset or "utf-8"
        self.deadline = Deadline(limits.total_seconds)
        self._permits, self._tls = permits, tls
        super().__init__(max_retries=0)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: Any) -> None:  # noqa: FBT001, FBT002 - requests' signature
        more = pool_kwargs | ({"ssl_context": self._tls} if self._tls else {})
        self.poolmanager = PoolManager(num_pools=connections, maxsize=maxsize, block=block, **more)
        self.poolmanager.pool_classes_by_scheme = _pools(self._permits, self.deadline)

    def send(self, request: requests.PreparedRequest, *_: object, **__: object) -> requests.Response:
        timeout = (self.limits.connect_seconds, self.limits.read_seconds)
        with self.deadline:
            try:
                response = super().send(request, stream=True, timeout=timeout, verify=True)
                body = self._body(response)
            except (requests.RequestException, HTTPError, OSError) as error:
                raise self._failure(request, error) from None  # the message of requests has the whole address, including secrets
        response.raw = io.BytesIO(self._unpacked(body, response))
        response.encoding = self.charset  # otherwise requests guesses, which takes seconds for a large text
        return response

    def _body(self, response: requests.Response) -> bytes:
        """The body as it came. Raises `AnswerTooLarge`."""
        stated = response.headers.get("Content-Length", "")
        with _closing_on_error(response.raw):
            if stated.isdecimal():
                self._check_size(int(stated), response)
            body = bytearray()
            while chunk := response.raw.read1(CHUNK, decode_content=False):
                body += chunk
                self._check_size(len(body), response)
            if self.deadline.expired:  # a body without a length seems complete when its connection is cut
                raise TimeoutError
        return bytes(body)

    def _unpacked(self, body: bytes, response: requests.Response) -> bytes:
        """Raises `AnswerTooLarge` and `BadAnswer`."""
        try:
            return unpacked(body, stated=response.headers.get("Content-Encoding", ""), limit=self.limits.max_body)
        except TooLarge:
            raise AnswerTooLarge(f"{redacted(response.url)} answers with more than {self.limits.max_body} bytes") from None
        except WronglyPacked as error:
            raise BadAnswer(f"{redacted(response.url)}: {error}") from None

    def _check_size(self, size: int, response: requests.Response) -> None:
        if size > self.limits.max_body:
            raise AnswerTooLarge(f"{redacted(response.url)} answers with more than {self.limits.max_body} bytes")

    def _failure(self, request: requests.PreparedRequest, error: Exception) -> HarvestError:
        """What an error of the layers below means for the harvest."""
        cause = _cause(error)
        errors = requests.exceptions
        certificate = isinstance(cause, ssl.SSLCertVerificationError)
        verified = f"{getattr(cause, 'verify_message', '')}{_advice(cause)}"
        meanings: tuple[tuple[bool, type[HarvestError], str], ...] = (
            (self.deadline.expired, BadAnswer, f"no whole answer within {self.deadline.seconds:.3g} s"),
            (certificate, StopHarvest, f"the TLS certificate is not valid: {verified}"),
            (isinstance(error, errors.SSLError), StopHarvest, f"no TLS connection: {_words(cause)}{_old(cause)}"),
            (isinstance(error, errors.InvalidURL | errors.InvalidSchema), StopHarvest, "not a readable address"),
            (isinstance(error, errors.ConnectTimeout), RetryLater, f"no connection within {self.limits.connect_seconds:g} s"),
            (isinstance(cause, TimeoutError | ReadTimeoutError), BadAnswer, f"silent for {self.limits.read_seconds:g} s"),
            (isinstance(error, HTTPError), BadAnswer, f"the answer broke off: {_words(cause)}"),
            (True, RetryLater, f"no connection: {_words(cause)}"),
        )
        return next(kind(f"{redacted(request.url)}: {words}") for holds, kind, words in meanings if holds)


@contextmanager
def _closing_on_error(raw: HTTPResponse) -> Iterator[None]:
    """Close the connection of an answer that was not read to the end."""
    try:
        yield
    except BaseException:
        raw.close()
        raise


def redacted(url: str | None) -> str:
    """An address without what may be secret: name, password and query. A long path is cut."""
    parts = urlsplit(url or "")
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"[:MAX_ADDRESS]


def with_query(base: str, **parameters: str) -> str:
    """An address with parameters. The base may already have a query."""
    return f"{base}{'&' if urlsplit(base).query else '?'}{urlencode(parameters)}"


UNKNOWN_ISSUER = frozenset({2, 18, 19, 20, 21})
"""OpenSSL's codes for a certificate whose chain does not end at a root that we know."""


def _advice(error: BaseException) -> str:
    """What an operator can do about a certificate whose issuer is not known."""
    if getattr(error, "verify_code", None) not in UNKNOWN_ISSUER:
        return ""
    return (
        "; if only its state trusts its root, or the portal does not send the certificate between, an operator can name a file "
        "with what is missing: roots in the source's declaration, or SERAI_TLS_ROOTS for all sources"
    )


OLD = frozenset(
    {
        "DH_KEY_TOO_SMALL",
        "SSLV3_ALERT_HANDSHAKE_FAILURE",
        "TLSV1_ALERT_PROTOCOL_VERSION",
        "UNSAFE_LEGACY_RENEGOTIATION_DISABLED",
        "UNSUPPORTED_PROTOCOL",
        "WRONG_SIGNATURE_TYPE",
        "WRONG_SSL_VERSION",
    }
)
"""OpenSSL's reasons when a server knows only old TLS."""


def _old(error: BaseException) -> str:
    """What an operator can do about a server that knows only old TLS."""
    if getattr(error, "reason", None) not in OLD:
        return ""
    return "; if the server knows only old TLS, an operator can accept that for this source: tls: legacy in its declaration"


def _cause(error: BaseException) -> BaseException:
    """The innermost error. It says what happened, and its message does not contain the address."""
    while True:
        inner = getattr(error, "reason", None) or next((each for each in error.args if isinstance(each, BaseException)), None)
        inner = inner or error.__cause__
        if not isinstance(inner, BaseException):
            return error
        error = inner


def _words(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return type(error).__name__
