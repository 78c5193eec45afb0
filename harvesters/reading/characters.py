"""The characters of a document. Its bytes are believed before its labels, because servers and templates add labels by themselves.

The order is: a byte-order mark, or the NULs of UTF-16 and UTF-32; UTF-8, if the bytes are valid (RFC 8259, 8.1); the charset in
the document; that of the header; that of the source's declaration. Latin-1 comes last: servers state it without asking.
"""

import codecs
import re
from collections.abc import Iterator

from schemas.charsets import charset_of

UNDECODED = re.compile("[\ud800-\udfff]")
"""A byte that is no character. In a decoded text the byte B is U+DC00 + B, as by Python's `surrogateescape`."""

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

WIDE = (
    (re.compile(rb"\0\0\0[\s<{\[]"), "utf-32-be"),
    (re.compile(rb"[\s<{\[]\0\0\0"), "utf-32-le"),
    (re.compile(rb"\0[\s<{\[]"), "utf-16-be"),
    (re.compile(rb"[\s<{\[]\0"), "utf-16-le"),
)
"""How XML and JSON begin without a mark (XML 1.0, appendix F; RFC 4627, 3)."""

DECLARED = re.compile(
    rb"\s*<\?xml[^>]{0,200}?\sencoding\s{0,9}=\s{0,9}[\"']([^\"'<>]{1,40})[\"']"
    rb"|<meta\s[^<>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?([\w.:-]{1,40})",
    re.IGNORECASE,
)

BEGINNING = 1024
"""So many bytes are searched for a declaration (https://html.spec.whatwg.org/multipage/semantics.html#charset)."""

BLANK_BEFORE = 8 * BEGINNING
"""In so many bytes a document begins."""

COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)

WEAK = "cp1252"
"""Almost any bytes are valid in it, and servers state it without asking."""

BELIEVED = ("latin-1", "cp1251", "cp1252", "koi8-r", "cp866")
"""Charsets that are believed of UTF-8, in which nearly every byte is a character, so that reading it so does not fail."""

SURE = 4
"""So many characters beyond ASCII do not come out well by accident."""

WORD = re.compile("[^\0-\x7f\ud800-\udfff]{4,}")


def decoded(content: bytes, *labels: str | None) -> str:
    """The text, without byte-order mark. `labels` are names of charsets, the best first.

    No character is guessed. A byte that is not valid in any of the charsets is kept as `UNDECODED`. Raises `UnicodeError` for
    UTF-16 and UTF-32 that are broken off.
    """
    if wide := _wide(content):
        mark, charset = wide
        return content[mark:].decode(charset, "surrogateescape" if charset == "utf-8" else "surrogatepass").lstrip("\ufeff")
    try:
        return content.decode()
    except UnicodeDecodeError:
        utf8 = content.decode("utf-8", "surrogateescape")
    return utf8 if _is_damaged_utf8(utf8) else next(_by_label(content, labels), utf8)


def read_once(content: bytes) -> bytes:
    """A raw record as it is meant, if it is UTF-8 that was read in another charset and written as UTF-8; else the same object.

    A portal does so, or version 0.1 of Serai did, which believed labels. It is sure of a whole record only: no text of people is
    UTF-8 to its end if its characters are bytes of such charsets.
    """
    if content.isascii():
        return content
    for charset in BELIEVED:
        try:
            meant = content.decode().encode(charset).decode()
        except UnicodeError:
            continue
        if _beyond_ascii(meant) >= SURE:
            return meant.encode()
    return content


def declared(content: bytes) -> str | None:
    """The charset that a document of XML or HTML states itself. Blank lines before it, which templates leave, do not count."""
    beginning = content[:BLANK_BEFORE].lstrip()[:BEGINNING]
    found = DECLARED.search(COMMENT.sub(b"", beginning)) if b"<" in beginning[:64] else None
    return (found[1] or found[2]).decode("ascii", "replace") if found else None


def _wide(content: bytes) -> tuple[int, str] | None:
    """The length of the mark and the charset, if the first bytes show it."""
    beginning = content[:4]
    for mark, charset in MARKS:
        if beginning.startswith(mark):
            return len(mark), charset
    if b"\0" in beginning:
        return next(((0, charset) for shape, charset in WIDE if shape.match(beginning)), None)
    return None


def _is_damaged_utf8(text: str) -> bool:
    """Whether a text is UTF-8 with some bad bytes, and not another charset.

    In other charsets few bytes form characters of UTF-8 by accident, and hardly ever four in a row.
    """
    bad, good = _undecoded(text), _beyond_ascii(text)
    return good > 2 * bad or 10 * sum(len(found[0]) for found in WORD.finditer(text)) > bad


def _by_label(content: bytes, labels: tuple[str | None, ...]) -> Iterator[str]:
    """The text by each label in which it is valid; then by each in which it is valid but for one character in fifty."""
    charsets = dict.fromkeys(charset for label in labels if label and (charset := charset_of(label)))
    tried: list[str] = []
    for charset in sorted(charsets, key=lambda name: name == WEAK):
        try:
            text = content.decode(charset, "surrogateescape")
        except UnicodeError:
            continue
        if not UNDECODED.search(text):
            yield text
        elif charset not in {"utf-8", WEAK}:
            tried.append(text)
    yield from (text for text in tried if 50 * _undecoded(text) <= _beyond_ascii(text))


def _undecoded(text: str) -> int:
    return len(text) - len(text.encode("utf-8", "ignore").decode())


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))
