"""No parameter of an address is passed over in silence: pages say what they take, and all else is refused. So is a value that a
page does not understand.

A page without such words takes only what its function declares, which is nothing for most.
"""

from collections.abc import Callable, Collection
from typing import Any, TypeVar
from urllib.parse import unquote_plus

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from ..web.parameters import Declared, Parameters

MARKS = frozenset(
    {
        "utm_source",
        "utm_medium",
        "utm_campaign",
        "utm_term",
        "utm_content",
        "fbclid",
        "gclid",
        "yclid",
        "ysclid",
    }
)
"""What other sites put behind every link that leads away from them, to count clicks: web analytics (`utm_…`), Facebook, Google,
Yandex. Who follows such a link has not asked for anything by it. Only names that mean nothing here belong into this list: `from`,
which some sites add too, does not.
"""

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])

_TAKEN: dict[Callable[..., Any], Parameters] = {}
_READERS: set[Callable[..., Any]] = set()


class ParametersRefused(ValueError):
    """An address has parameters that its page does not take. `unknown` are their names, `twice` those of one value too many."""

    def __init__(self, unknown: tuple[str, ...], twice: tuple[str, ...]) -> None:
        super().__init__(", ".join((*unknown, *twice)))
        self.unknown, self.twice = unknown, twice


class ValueNotUnderstood(ValueError):
    """A parameter that a page takes has a value that it does not understand. `meant` says in English what would be understood."""

    def __init__(self, parameter: str, meant: str) -> None:
        super().__init__(f"{parameter}: {meant}")
        self.parameter, self.meant = parameter, meant


def takes(*once: str, repeated: Collection[str] = ()) -> Callable[[Endpoint], Endpoint]:
    """Says which parameters a page reads from its address: those of one value, and those that may be `repeated`.

    Also `repeated` is what the page itself refuses if it is there twice.
    """

    def noted(endpoint: Endpoint) -> Endpoint:
        _TAKEN[endpoint] = Parameters(frozenset(once), frozenset(repeated))
        return endpoint

    return noted


def reads_all(endpoint: Endpoint) -> Endpoint:
    """Says that a page reads the whole address, as one of a search, and refuses by itself what it does not know."""
    _READERS.add(endpoint)
    return endpoint


class OnlyTaken:
    """What every page depends on."""

    def __init__(self) -> None:
        self._declared = Declared()

    async def __call__(self, request: Request) -> None:
        """Raises `ParametersRefused`."""
        route, endpoint = request.scope["route"], request.scope["endpoint"]
        if not request.scope["query_string"] or endpoint in _READERS or not isinstance(route, APIRoute):
            return
        given, known = request.query_params.multi_items(), self._declared.of(route) + _TAKEN.get(endpoint, Parameters())
        unknown, twice = known.unknown(given), known.twice(given)
        if unknown or twice:
            raise ParametersRefused(unknown, twice)


class Unmarked:
    """Takes `MARKS` out of addresses, so that no page sees them or carries them on. All else stays as it was written."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["query_string"]:
            scope["query_string"] = without_marks(scope["query_string"])
        await self.app(scope, receive, send)


def without_marks(query: bytes) -> bytes:
    """The part of an address behind the question mark, without `MARKS`."""
    return b"&".join(part for part in query.split(b"&") if _name(part) not in MARKS)


def _name(part: bytes) -> str:
    return unquote_plus(part.partition(b"=")[0].decode("latin-1"))
