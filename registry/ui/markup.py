"""Removes markup from texts of portals for display. The store keeps the texts as they were sent."""

import re
from html import unescape

_BLOCKS = "p|div|br|hr|ul|ol|li|dl|dt|dd|h[1-6]|table|tr|blockquote|pre"
_INLINE = "a|abbr|b|strong|i|em|u|s|small|span|font|sup|sub|code|img|td|th|tbody|thead"
_ATTRIBUTES = r"""(?:\s+[\w:-]+(?:\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>=]+))?)*\s*/?"""

_BLOCK = re.compile(rf"</?(?:{_BLOCKS}){_ATTRIBUTES}>", re.IGNORECASE)
_TAG = re.compile(rf"</?(?:{_INLINE}){_ATTRIBUTES}>", re.IGNORECASE)

_IN_SCRIPT = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
"""What HTML or JavaScript could read otherwise, as JSON escapes it."""


def plain(text: str) -> str:
    """The text without formatting tags, each block on its own line. `a < b` and `<script>` stay as they are.

    The result is text, not HTML: it is escaped like any other.
    """
    if "<" not in text:
        return text
    split, blocks = _BLOCK.subn("\n", text)
    if blocks:
        split = "\n".join(line.strip() for line in split.split("\n") if line.strip())
    words, tags = _TAG.subn("", split)
    return unescape(words) if blocks or tags else text


def data_block(json: bytes) -> str:
    """JSON as it can stand in a `script` of a page: no text in it ends the element or begins another one."""
    return json.decode().translate(_IN_SCRIPT)
