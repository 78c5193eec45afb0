"""Requests as a declaration describes them, and what their answers hold."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from schemas.source import Source

from ...answers import bad_answer, check_status, html_of, read_html, read_json
from ...errors import BadAnswer
from ...reading import json_lists
from ...wire.quoting import quoted
from ...wire.session import Session
from ...wire.transport import Response, redacted, with_query
from .expressions import NoValue, expression
from .holes import HOLE, Unfilled, filled, filled_address, filled_text, holes_in
from .html import select
from .replies import Answer, Reply, Request

TELEPHONE = 7
"""So many digits may be a telephone number."""

TRUSTED = frozenset({"url", "site", "key"})
"""Holes that the declaration fills. An address that begins with another one is the portal's word."""

NOT_KEPT = frozenset({"key", *(f"{name}{end}" for name in ("page", "offset", "size") for end in ("", ".text")), "token"})
"""Holes of a query that is left out of the address of a record."""

MESSAGES = ("msg", "message", "error", "errmsg", "info", "resultMsg")
"""Where portals put the words of a refusal."""


class Asking:
    """Sends the requests of one source."""

    def __init__(self, source: Source, session: Session, *, key: str | None, site: Mapping[str, str]) -> None:
        self.session = session
        self.base = str(source.url).rstrip("/")
        self.key = key or ""
        self.always: dict[str, Any] = {"url": self.base, "site": site}

    def first(self, request: Request) -> None:
        """A request whose answer does not matter, but for its cookies."""
        check_status(self._send(request, self.always, page=self.base))

    def ask(self, reply: Reply, holes: Mapping[str, Any], *, entries: str | None = None, page: str | None = None) -> "Answered":
        """Ask, and read the answer. `page` is the address of the page that the request was found on. Raises `BadAnswer`."""
        known = {**self.always, **holes}
        response = self._send(reply.request, known, page=page or self.base)
        try:
            kept = self._kept(reply.request, known, page=page or self.base)
        except Unfilled as error:
            raise BadAnswer(f"{self.base}: {error}") from None
        return Answered(_content(reply, response, entries=entries), response, kept)

    def _send(self, request: Request, holes: Mapping[str, Any], *, page: str) -> Response:
        holes = {**holes, "key": self.key}
        try:
            address = filled_address(request.address, holes, base=self.base, page=page)
            self._check_host(request.address, address, page=page)
            headers = {name: filled_text(value, holes) for name, value in request.headers.items()}
            query = {name: _parameter(value) for name, value in filled(request.query, holes).items()}
            return self.session.request(
                "GET" if request.get is not None else "POST",
                address,
                params=query or None,
                headers=headers,
                **_body(request, holes),
            )
        except Unfilled as error:
            raise BadAnswer(f"{self.base}: {error}") from None

    def _check_host(self, template: str, address: str, *, page: str) -> None:
        """Raises `BadAnswer` if the portal names an address on another host."""
        first = HOLE.match(template)
        if first and first["name"].partition(".")[0] not in TRUSTED and not _same_host(address, self.base, page):
            raise BadAnswer(f"{redacted(address)} is on another host than {self.base}")

    def _kept(self, request: Request, holes: Mapping[str, Any], *, page: str) -> str:
        """The address as it is kept: without the key, the place in a list, and what is in a body."""
        address = filled_address(request.address, {**holes, "key": ""}, base=self.base, page=page)
        query = {name: value for name, value in request.query.items() if NOT_KEPT.isdisjoint(holes_in({name: value}))}
        told = {name: _parameter(value) for name, value in filled(query, holes).items()}
        return with_query(address, **told) if told else address


@dataclass(frozen=True)
class Answered:
    """What an answer holds: a JSON value, or the root element of a page. `kept` is what is kept of its address."""

    content: Any
    response: Response
    kept: str

    @property
    def url(self) -> str:
        """The address at which it was, after redirects."""
        return self.response.url


def _same_host(address: str, *others: str) -> bool:
    return urlsplit(address).hostname in {urlsplit(each).hostname for each in others}


def _parameter(value: Any) -> str:
    """A value of an address or a form as text."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _body(request: Request, holes: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of `requests` for a body."""
    if request.form is not None:
        return {"data": {name: _parameter(value) for name, value in filled(request.form, holes).items()}}
    if request.json_ is not None:
        return {"json": filled(request.json_, holes)}
    if request.encoded_json is not None:
        return {"data": quote(_parameter(filled(request.encoded_json, holes)), safe="").encode()}
    if request.text is not None:
        return {"data": filled_text(request.text, holes).encode()}
    return {}


def _content(reply: Reply, response: Response, *, entries: str | None) -> Any:
    """Raises `BadAnswer`."""
    check_status(response)
    content = read_html(response) if reply.answer is Answer.HTML else read_json(response, entries=entries)
    try:
        for each in reply.inside:
            content = _unpacked(content, each.at, as_html=each.as_ is Answer.HTML)
        holds = reply.ok is None or (select(content, reply.ok) if reply.is_html else expression(reply.ok).value(content))
    except NoValue as error:
        raise BadAnswer(f"{redacted(response.url)} answers with something else: {error}") from None
    if not holds:
        raise bad_answer(response, f"that it failed{quoted(response, _message(content))}")
    return content


def _unpacked(content: Any, at: str, *, as_html: bool) -> Any:
    """The content with what is inside a text of it. HTML takes the place of all. Raises `BadAnswer` and `NoValue`."""
    text = expression(at).value(content)
    if not isinstance(text, str):
        raise NoValue(f"there is no text at {at}")
    if as_html:
        return html_of(text)
    try:
        inside = json_lists.read(text)
    except (ValueError, RecursionError):
        raise NoValue(f"the text at {at} is no JSON") from None
    return inside if at == "@" else _put(content, at.split("."), inside)


def _put(content: Any, path: list[str], value: Any) -> Any:
    """The content with another value at a path."""
    if not path:
        return value
    return {**content, path[0]: _put(content.get(path[0]) or {}, path[1:], value)}


def _message(content: Any) -> object:
    """The portal's words, unless they may name whom to call or to write to."""
    if not isinstance(content, dict):
        return None
    words = next((content[name] for name in MESSAGES if isinstance(content.get(name), str)), "")
    return None if "@" in words or sum(map(str.isdecimal, words)) >= TELEPHONE else words
