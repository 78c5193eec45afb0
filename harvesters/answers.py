"""Reading the answers of a portal: JSON or XML, or an error that says what came instead.

These errors are `BadAnswer`s: a smaller request, or another try, may succeed.
"""

import re
from dataclasses import dataclass
from typing import Any

import requests

from schemas.issues import MAX_VALUE, Issue, issue

from .errors import BadAnswer
from .reading.characters import decoded
from .reading.xml import FORBIDDEN, Element, UnreadableXml, document, local_name, parse
from .wire.transport import redacted

WEB_PAGE = re.compile(r"\s*(<!doctype\s+html|<html)\b", re.IGNORECASE)

UTF8_MARK = b"\xef\xbb\xbf"

NEAR = 40
"""How many characters before and after a forbidden one are reported."""


@dataclass(frozen=True)
class XmlAnswer:
    """The root element of an answer, and the issues found while reading it."""

    root: Element
    issues: tuple[Issue, ...] = ()


def check_status(response: requests.Response) -> None:
    """Raises `BadAnswer` for any status but 200."""
    if response.status_code != requests.codes.ok:
        raise BadAnswer(f"{redacted(response.url)} answers {response.status_code}")


def check_characters(response: requests.Response) -> None:
    """Make sure that no character is lost when the answer is decoded. Raises `BadAnswer`."""
    if response.content.startswith(UTF8_MARK):
        response.encoding = "utf-8-sig"
    try:
        decoded(response.content, response.encoding or "utf-8")
    except UnicodeError:
        raise BadAnswer(f"{redacted(response.url)} answers with text that is not valid {response.encoding}") from None


def read_json(response: requests.Response) -> Any:
    """The JSON of an answer. Raises `BadAnswer`."""
    check_status(response)
    check_characters(response)
    url, kind = redacted(response.url), response.headers.get("Content-Type", "")
    if "html" in kind or response.content[:64].lstrip().startswith(b"<"):
        raise BadAnswer(f"{url} answers with a web page instead of JSON")
    try:
        return response.json()
    except (ValueError, RecursionError):
        raise BadAnswer(f"{url} answers with JSON that is cut off or broken, {len(response.content)} bytes") from None


def read_xml(response: requests.Response, *, root: str) -> XmlAnswer:
    """The XML of an answer, whose root element has the local name `root`. Raises `BadAnswer`.

    Media type and status are not checked: portals send XML with any media type, and protocols send error messages with the status
    of an error. A character that XML forbids is replaced by U+FFFD, and noted.
    """
    try:
        return _xml(response, root=root)
    except UnreadableXml as error:
        check_status(response)
        raise BadAnswer(f"{redacted(response.url)} answers with {error}") from None


def _xml(response: requests.Response, *, root: str) -> XmlAnswer:
    """As `read_xml`. Raises `UnreadableXml`."""
    stated = "charset" in response.headers.get("Content-Type", "").lower()
    text = document(response.content, stated=response.encoding if stated else None)
    if WEB_PAGE.match(text):
        raise UnreadableXml("a web page instead of XML")
    issues: tuple[Issue, ...] = ()
    if forbidden := FORBIDDEN.search(text):
        near = text[max(0, forbidden.start() - NEAR) : forbidden.end() + NEAR]
        issues = (issue("control-characters", value=repr(near)),)
        text = FORBIDDEN.sub("\ufffd", text)
    element = parse(text)
    if local_name(element) != root:
        raise UnreadableXml(f"XML that is not {root}: {local_name(element)[:MAX_VALUE]}")
    return XmlAnswer(element, issues)
