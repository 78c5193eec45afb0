"""Requests to one installation: answered whole, or with a `SeraiError`."""

import platform
import time
from collections.abc import Callable
from http import HTTPStatus
from importlib.metadata import PackageNotFoundError, version
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
from pydantic import BaseModel, ValidationError

from ..api.problems import MEDIA_TYPE, Problem
from .errors import NOT_UNDERSTOOD, UNREACHABLE, SeraiError
from .patience import LATER, Patience, may_pass

REDIRECTS = 5

SHOWN = 200
"""How many bytes of an answer that is not understood are shown."""

_Read = TypeVar("_Read")
_Model = TypeVar("_Model", bound=BaseModel)


class Wire:
    """A session with the installation at `root`. Proxies and certificates are those of the environment, as `requests` has them.

    `timeout` is in seconds: for the connection, and for each silence while an answer comes.
    """

    def __init__(self, root: str, *, timeout: float, patience: Patience) -> None:
        parts = urlsplit(root)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
            raise ValueError(f"{root!r} is not the address of an installation. Write it as https://catalogue.example.")
        self.root, self.timeout, self.patience = root.rstrip("/"), timeout, patience
        self._session = requests.Session()
        self._session.max_redirects = REDIRECTS
        self._session.headers["User-Agent"] = f"serai-client/{_version()} (Python {platform.python_version()})"

    def close(self) -> None:
        self._session.close()

    def model(self, kind: type[_Model], address: str) -> _Model:
        """The answer at an address as a model. Fields that a newer Serai has besides are left out."""
        return self._understood(kind, address, self.content(address))

    def content(self, address: str) -> bytes:
        """The whole answer at an address."""
        return self.read(address, lambda answer: answer.content)

    def read(self, address: str, take: Callable[[requests.Response], _Read]) -> _Read:
        """What `take` makes of the answer. If an answer breaks off, it is called again with a new one. Raises `SeraiError`."""
        tried = 0
        while True:
            tried += 1
            try:
                with self._session.get(self.root + address, stream=True, timeout=self.timeout) as answer:
                    if answer.status_code == HTTPStatus.OK:
                        return take(answer)
                    failed, passing = refused(answer), answer.status_code in LATER
                    wait = self.patience.seconds(tried, answer.headers.get("Retry-After"))
            except requests.RequestException as error:
                failed, passing = self._unreachable(address, error), may_pass(error)
                wait = self.patience.seconds(tried)
            if wait is None or not passing:
                raise failed
            time.sleep(wait)

    def post(self, kind: type[_Model], address: str, body: dict[str, Any]) -> _Model:
        """The answer to a question with a body, which is sent once."""
        try:
            answer = self._session.post(self.root + address, json=body, timeout=self.timeout)
        except requests.RequestException as error:
            raise self._unreachable(address, error) from error
        if answer.status_code != HTTPStatus.OK:
            raise refused(answer)
        return self._understood(kind, address, answer.content)

    def strange(self, address: str, why: str) -> SeraiError:
        """The error that an answer is not as it should be."""
        return SeraiError(NOT_UNDERSTOOD, f"The answer is not as Serai gives it. {why}", self.root + address, HTTPStatus.OK)

    def _unreachable(self, address: str, error: Exception) -> SeraiError:
        return SeraiError(UNREACHABLE, f"There is no whole answer: {error}", self.root + address)

    def _understood(self, kind: type[_Model], address: str, content: bytes) -> _Model:
        try:
            return kind.model_validate_json(content, extra="ignore")
        except ValidationError as error:
            raise self.strange(address, f"It begins with {_begin(content)}") from error


def refused(answer: requests.Response) -> SeraiError:
    """The error that an answer tells of."""
    media_type = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    try:
        found = Problem.model_validate_json(answer.content if media_type == MEDIA_TYPE else b"", extra="ignore")
    except ValidationError:
        told = f"Status {answer.status_code} with {media_type or 'no media type'}, not from Serai: {_begin(answer.content)}"
        return SeraiError(NOT_UNDERSTOOD, told, answer.url, answer.status_code)
    return SeraiError(found.code, found.detail, answer.url, answer.status_code, found.errors, found.choices, found.reference)


def _begin(content: bytes) -> str:
    return repr(content[:SHOWN].decode(errors="replace"))


def _version() -> str:
    """The version of this package; `0` if it runs from a folder without installation."""
    try:
        return version("serai")
    except PackageNotFoundError:
        return "0"
