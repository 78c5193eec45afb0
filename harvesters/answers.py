"""Reading the answers of a portal: JSON or XML, or an error that says what came instead.

Bytes are believed before labels: charset (`reading.characters`), media type, file name. These errors are `BadAnswer`s: a smaller
request, or another try, may succeed.
"""

import re
from dataclasses import dataclass
from typing import Any

import requests

from schemas.issues import MAX_VALUE, Issue, issue

from .errors import BadAnswer
from .reading import json_lists
from .reading.broken import Broken
from .reading.characters import UNDECODED, declared, decoded
from .reading.entries import Mended, mended
from .reading.xml import FORBIDDEN, Element, NotWellFormed, UnreadableXml, local_name, parse
from .wire.quoting import from_elsewhere
from .wire.transport import redacted

WEB_PAGE = re.compile(r"\s*(<!doctype\s+html|<html)\b", re.IGNORECASE)

CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([^\s\"';,]{1,40})", re.IGNORECASE)
"""The charset in a media type (RFC 9110, 8.3.2)."""

NEAR = 40
"""How many characters before and after a forbidden one are reported."""


@dataclass(frozen=True)
class XmlAnswer:
    """The root element of an answer, the entries of it that cannot be read, and the issues found while reading it."""

    root: Element
    issues: tuple[Issue, ...] = ()
    broken: tuple[Broken, ...] = ()


def check_status(response: requests.Response) -> None:
    """Raises `BadAnswer` for any status but 200."""
    if response.status_code != requests.codes.ok:
        raise BadAnswer(f"{redacted(response.url)} answers {response.status_code}")


def read_text(response: requests.Response) -> str:
    """The text of an answer. A byte that is no character is in it as `UNDECODED`. Raises `BadAnswer`."""
    stated = CHARSET.search(response.headers.get("Content-Type", ""))
    try:
        return decoded(response.content, declared(response.content), stated and stated[1], response.encoding)
    except UnicodeError:
        raise BadAnswer(f"{redacted(response.url)} answers with text that is broken off") from None


def read_json(response: requests.Response, *, entries: str | None = None) -> Any:
    """The JSON of an answer. If it is broken in entries of the list under the key `entries`, these are `Broken`.

    Raises `BadAnswer`.
    """
    check_status(response)
    return json_of(response, entries=entries)


def json_of(response: requests.Response, *, entries: str | None = None) -> Any:
    """As `read_json`, of an answer with any status.

    NaN, half surrogate pairs, bytes that are no characters and control characters in texts are taken: they are a matter of one
    record, whose reader finds them.
    """
    text = read_text(response).lstrip()
    try:
        return json_lists.read(text, entries=entries)
    except (ValueError, RecursionError):
        raise BadAnswer(f"{redacted(response.url)} answers with {_instead(text)}, {len(response.content)} bytes") from None


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
        raise BadAnswer(f"{redacted(response.url)} answers with {what}") from None


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
