"""Reading HTML from untrusted sources: a page of limited size and depth, in time that grows with its length.

Broken HTML is read as browsers read it. What would be lost or take too long is refused, never cut.
"""

import re

from lxml import etree

from ..limits import MAX_ATTRIBUTES, MAX_PAGE
from .characters import UNDECODED
from .markup import BLANK, DROPPED, NEW_LINE, read_parts
from .xml import Element

CONTROL = re.compile(f"[\x00-\x08\x0b\x0e-\x1f\ufffe\uffff]|{UNDECODED.pattern}")
"""Characters that no page has, and bytes that are no characters. In the tree they are U+FFFD."""

ENDS = re.compile(r"</(?:html|body)[ \t\n\f\r]*+>", re.IGNORECASE)
"""Browsers read on after these; the parser would put what follows beside the tree."""

BROKEN_OFF = re.compile(r"<[a-z/!][^<>]{0,1000}\Z", re.IGNORECASE)
"""A page that ends within a tag."""

_ATTRIBUTE = (
    r"[ \t\n\f\r/]*+[^ \t\n\f\r/>][^ \t\n\f\r/>=]*+"
    r"(?:[ \t\n\f\r]*+=[ \t\n\f\r]*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^ \t\n\f\r>]*+))?+"
)
"""An attribute (https://html.spec.whatwg.org/multipage/parsing.html#before-attribute-name-state)."""

_TAG = re.compile(rf"<[a-z][^ \t\n\f\r/>]*+(?:{_ATTRIBUTE}){{0,{MAX_ATTRIBUTES}}}+(?P<more>{_ATTRIBUTE})?", re.IGNORECASE)

EDGE = "\v"
"""Where a block begins or ends. Many of them make one end of a line."""

_RUN = re.compile(f"[ \n{EDGE}]+")
_BLANKS = re.compile(r"[ \t\n\f\r]+")

TOO_DEEP = etree.ErrorTypes.ERR_RESOURCE_LIMIT


class UnreadableHtml(ValueError):
    """A text that is not accepted as HTML. The message completes "answers with …"."""


class HtmlTooLarge(UnreadableHtml):
    """A page beyond the limit."""


def parse(text: str) -> Element:
    """The `html` element of a page, or of one that is made around a part of a page. Without comments.

    Raises `UnreadableHtml`.
    """
    if BROKEN_OFF.search(text):
        raise UnreadableHtml("a page that is broken off")
    content = ENDS.sub("", _bounded(CONTROL.sub("\ufffd", text))).encode()
    if len(content) > MAX_PAGE:
        raise HtmlTooLarge(f"a page of more than {MAX_PAGE} bytes")
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(content, parser) if content.strip() else None
    if any(each.type == TOO_DEEP for each in parser.error_log):
        raise UnreadableHtml("HTML that is nested too deep")
    if root is None:
        raise UnreadableHtml("a page with nothing in it")
    return root


def text_of(element: Element) -> str:
    """The text of an element as people read it: `br` and blocks begin a line, cells are apart, scripts and styles are left out.

    Blank lines stand only where the page has two `br`. It takes time in proportion to the element.
    """
    parts: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, each in walk:
        if event == "end":
            parts += ("" if each.tag == "br" else _apart(each.tag), "" if each is element else _flowing(each.tail))
        elif each.tag in DROPPED:
            walk.skip_subtree()
        else:
            parts += (_apart(each.tag), _flowing(each.text))
    return _RUN.sub(_edge, "".join(parts)).strip()


def _flowing(text: str | None) -> str:
    """Text of the page, whose lines mean nothing."""
    return _BLANKS.sub(" ", text or "")


def _edge(run: re.Match[str]) -> str:
    if not run[0].strip(" "):
        return " "
    return "\n\n" if run[0].count("\n") > 1 else "\n"


def _apart(tag: str) -> str:
    """What stands between an element and what is beside it."""
    return "\n" if tag == "br" else EDGE if tag in NEW_LINE else " " if tag in BLANK else ""


def _bounded(text: str) -> str:
    """The text without what is no HTML in it, if that looks like endless attributes. Raises `UnreadableHtml`.

    The time of the parser grows with the square of the attributes of one element.
    """
    if _is_crowded(text):
        text = "".join(read_parts(text))  # in a script, `a<b` looks like a tag
        if _is_crowded(text):
            raise UnreadableHtml(f"HTML with more than {MAX_ATTRIBUTES} attributes in one tag")
    return text


def _is_crowded(text: str) -> bool:
    return any(tag["more"] is not None for tag in _TAG.finditer(text))
