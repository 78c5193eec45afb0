"""Reading the answers of a portal: JSON, XML or HTML, or an error that says what came instead.

Bytes are believed before labels: charset (`reading.characters`), media type, file name. These errors are `BadAnswer`s: a smaller
request, or another try, may succeed; only not at a portal that is closed to programs (`ClosedToPrograms`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import requests

from schemas.issues import MAX_VALUE, Issue, issue

from .errors import AnswerTooLarge, BadAnswer, ClosedToPrograms
from .reading import html, json_lists
from .reading.broken import Broken
from .reading.characters import UNDECODED, declared, decoded
from .reading.closed_pages import LOGIN, SEARCHED, closed_by, is_login, surely_closed_by
from .reading.entries import Mended, mended
from .reading.xml import FORBIDDEN, Element, NotWellFormed, UnreadableXml, local_name, parse
from .wire.quoting import from_elsewhere
from .wire.transport import redacted

WEB_PAGE = re.compile(r"\s*(<!doctype\s+html|<html)\b", re.IGNORECASE)

TAG = re.compile(r"<[a-zA-Z!?/]")
"""What every web page has."""

CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([^\s\"';,]{1,40})", re.IGNORECASE)
"""The charset in a media type (RFC 9110, 8.3.2)."""

CLOSED = frozenset({requests.codes.unauthorized, requests.codes.forbidden, requests.codes.precondition_failed, 511})
"""Statuses by which a portal wants a login, or no program: no request of ours has a precondition; 511 is that of a network."""

NEAR = 40
"""How many characters before and after a forbidden one are reported."""


@dataclass(frozen=True)
class XmlAnswer:
    """The root element of an answer, the entries of it that cannot be read, and the issues found while reading it."""

    root: Element
    issues: tuple[Issue, ...] = ()
    broken: tuple[Broken, ...] = ()


def check_status(response: requests.Response) -> None:
    """Raises `ClosedToPrograms` or `BadAnswer` for any status but 200."""
    if response.status_code in CLOSED:
        raise ClosedToPrograms(f"{redacted(response.url)} is closed to programs: it answers {response.status_code}")
    if response.status_code != requests.codes.ok:
        raise bad_answer(response, str(response.status_code))


def bad_answer(response: requests.Response, what: str) -> BadAnswer:
    """The error for an answer without what was asked for: `ClosedToPrograms` if it is a page that says so.

    `what` completes "answers …". A kind uses it for a page of HTML without the data that it should have.
    """
    page = _beginning(response)
    closed = None
    if page.startswith("<"):
        led_to_login = LOGIN if response.history and is_login(response.url) else None
        closed = closed_by(page, status=response.status_code) or led_to_login
    if closed:
        return ClosedToPrograms(
            f"{redacted(response.url)} is closed to programs: it answers {response.status_code} with {closed}"
        )
    return BadAnswer(f"{redacted(response.url)} answers {what}")


def _beginning(response: requests.Response) -> str:
    """The beginning of the text of an answer, empty if it is not readable."""
    try:
        return _text(response, response.content[:SEARCHED]).lstrip()
    except UnicodeError:
        return ""


def read_text(response: requests.Response) -> str:
    """The text of an answer. A byte that is no character is in it as `UNDECODED`. Raises `BadAnswer`."""
    try:
        return _text(response, response.content)
    except UnicodeError:
        raise BadAnswer(f"{redacted(response.url)} answers with text that is broken off") from None


def _text(response: requests.Response, content: bytes) -> str:
    stated = CHARSET.search(response.headers.get("Content-Type", ""))
    return decoded(content, declared(content), stated and stated[1], response.encoding)


def read_json(response: requests.Response, *, entries: str | None = None) -> Any:
    """The JSON of an answer. If it is broken in entries of the list under the key `entries`, these are `Broken`.

    Raises `BadAnswer`.
    """
    check_status(response)
    return json_of(response, entries=entries)


def read_entries(response: requests.Response, *keys: str) -> Iterator[Any]:
    """The entries of a JSON answer that is a list, or has lists under some keys, one after another. A broken one is `Broken`.

    Only the text of the answer is in memory, and one entry. Raises `BadAnswer`, at the entry where the text breaks off.
    """
    check_status(response)
    text, address, size = read_text(response).lstrip(), redacted(response.url), len(response.content)
    del response  # its bytes are not needed any more, and reading goes on for long
    try:
        yield from json_lists.entries(text, *keys)
    except json_lists.NoList:
        raise BadAnswer(f"{address} answers without a list, with {size} bytes of JSON") from None
    except (ValueError, RecursionError):
        raise BadAnswer(f"{address} answers with {_instead(text)}, {size} bytes") from None


def json_of(response: requests.Response, *, entries: str | None = None) -> Any:
    """As `read_json`, of an answer with any status.

    NaN, half surrogate pairs, bytes that are no characters and control characters in texts are taken: they are a matter of one
    record, whose reader finds them.
    """
    text = read_text(response).lstrip()
    try:
        return json_lists.read(text, entries=entries)
    except (ValueError, RecursionError):
        raise bad_answer(response, f"with {_instead(text)}, {len(response.content)} bytes") from None


def _instead(text: str) -> str:
    """What came instead of JSON."""
    beginning = text[:200]
    if beginning.startswith("<"):
        return "a web page instead of JSON"
    if not beginning.startswith(("{", "[", '"')) and ("{" in beginning or "[" in beginning):
        return "other text before its JSON"
    return "text that is not valid utf-8" if UNDECODED.search(text) else "JSON that is cut off or broken"


def read_xml(response: requests.Response, *, root: str) -> XmlAnswer:
    """The XML of an answer, whose root element has the local name `root`. Raises `BadAnswer`.

    Media type and status are not checked: portals send XML with any media type, and protocols send error messages with the status
    of an error. A character that XML forbids is replaced by U+FFFD, and noted. A page that is not well-formed is read entry by
    entry (`reading.entries`).
    """
    text = read_text(response)
    try:
        return _xml(text, root=root, quote=not from_elsewhere(response))
    except UnreadableXml as error:
        check_status(response)
        what = f"something that is not {root}" if from_elsewhere(response) else error
        raise bad_answer(response, f"with {what}") from None


def read_html(response: requests.Response) -> Element:
    """The `html` element of a page (see `reading.html`).

    Raises `AnswerTooLarge` for a page of more than `MAX_PAGE` bytes, `ClosedToPrograms` and `BadAnswer`. A page with a form to
    sign in comes back, because many pages with data have one: raise `bad_answer` if there are no data in it.
    """
    check_status(response)
    text = read_text(response)
    if (response.history and is_login(response.url)) or surely_closed_by(text):
        raise bad_answer(response, "with a page of another kind")
    if not TAG.search(text) or text.lstrip().startswith(("{", "[")):
        raise bad_answer(response, f"with something that is no web page, {len(response.content)} bytes")
    return _html(text, redacted(response.url))


def html_of(text: str) -> Element:
    """The same of a text in JSON: a page or a part of one. Raises `AnswerTooLarge` and `BadAnswer`."""
    return _html(text, "the portal")


def _html(text: str, who: str) -> Element:
    try:
        return html.parse(text)
    except html.UnreadableHtml as error:
        kind = AnswerTooLarge if isinstance(error, html.HtmlTooLarge) else BadAnswer
        raise kind(f"{who} answers with {error}") from None


def _xml(text: str, *, root: str, quote: bool) -> XmlAnswer:
    """As `read_xml`. Issues say what is in the text only if they may `quote` it. Raises `UnreadableXml`."""
    if WEB_PAGE.match(text):
        raise UnreadableXml("a web page instead of XML")
    issues: list[Issue] = []
    if forbidden := FORBIDDEN.search(text):
        near = text[max(0, forbidden.start() - NEAR) : forbidden.end() + NEAR]
        issues.append(issue("control-characters", value=repr(near) if quote else ""))
        text = FORBIDDEN.sub("\ufffd", text)
    page = _page(text, root=root)
    if local_name(page.root) != root:
        raise UnreadableXml(f"XML that is not {root}: {local_name(page.root)[:MAX_VALUE]}")
    issues += [
        issue("entity-undeclared", identifier=identifier, value=entity if quote else "") for identifier, entity in page.decoded
    ]
    return XmlAnswer(page.root, tuple(issues), page.broken)


def _page(text: str, *, root: str) -> Mended:
    """Raises `UnreadableXml`."""
    try:
        return Mended(parse(text))
    except NotWellFormed:
        page = mended(text, root=root)
        if page is None:
            raise
    return page
