"""Where the addresses are in a text of a portal, and what is put right in them. The next step is `addresses.py`.

Portals write several addresses into one field, with HTML, Markdown or words around them, with characters that nobody sees, or
with the scheme twice. Everything here is linear in the length of the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote

from schemas.secret_names import HIDDEN
from schemas.web_address import BLANK, INVISIBLE, LONGEST

from .files import is_file

_LINES = re.compile(r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
_HREF = re.compile(r"""\bhref\s{0,9}=\s{0,9}["']?([^"'\s<>]+)""", re.IGNORECASE)
_MARKDOWN = re.compile(r"\]\(\s{0,9}<?([^\s<>()]+)")
_TAG = re.compile(r"</?[a-z][a-z0-9]{0,19}(?:\s[^<>]*)?/?>", re.IGNORECASE)
_SCHEME = rf"(?:https?|ftp)[{BLANK}]?:[{BLANK}]?[/\\]{{2}}"
_START = re.compile(rf"(?:^|(?<=[{BLANK}<>\"'`«»„“”‘(（\[{{|,;:，；、：]))(?:{_SCHEME}|www\.(?=[\w-]{{1,63}}\.))", re.IGNORECASE)
_BETWEEN = frozenset("|,;，；、")
_WRITTEN = re.compile(rf"(https?|ftp)[{BLANK}]?:[{BLANK}]?[/\\]{{2}}[{BLANK}]*", re.IGNORECASE)
_TWICE = re.compile(r"[a-z]+://[^/?#]*?((?:https?|ftp)://)", re.IGNORECASE)
_END = re.compile(r"[\"<>`«»„“”]")
_AMPERSAND = re.compile(r"&(?:amp|#0*38|#x0*26);", re.IGNORECASE)
_BLANKS = re.compile(f"[{BLANK}]")
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_JOINER = re.compile(r"(?<=[^\W\d_a-zA-Z])[\u200c\u200d](?=[^\W\d_a-zA-Z])")
_REMARK = re.compile(r"[(\[–—-]")
_WORD = re.compile(r"\w")
_OPENING = {")": "(", "]": "[", "}": "{", "）": "（"}
_AFTER = " ,;:|'’!，；、。：\u00a0\u3000"


@dataclass(frozen=True)
class Piece:
    """A part of a text that holds one address, or nothing but words.

    `repaired`: more was put right than blanks and the case of the scheme. `words`: there were words beside the address.
    """

    text: str
    repaired: bool = False
    words: bool = False


def pieces(text: str) -> Iterator[Piece]:
    """The parts of a text."""
    if ("<" in text and (found := _HREF.findall(text))) or ("](" in text and (found := _MARKDOWN.findall(text))):
        yield from (Piece(address, repaired=True) for address in found)
    else:
        for line in _LINES.split(_TAG.sub("\n", text) if "<" in text else text):
            if line.strip(_AFTER):
                yield from _parts(line)


def _parts(line: str) -> Iterator[Piece]:
    """The parts of a line, each with its scheme at the beginning; the whole line if it has none."""
    starts = _starts(line)
    if not starts:
        yield Piece(line)
        return
    words = _WORD.search(line, 0, starts[0]) is not None
    for start, end in zip(starts, [*starts[1:], len(line)], strict=True):
        part = line[start:end]
        lonely = len(starts) == 1 and not words
        yield replace(_cut(part, lonely=lonely), words=words or _words_after(part, lonely=lonely), repaired=words)


def _starts(line: str) -> list[int]:
    """Where addresses begin. After a comma in a query none begins: the query may hold a list of addresses."""
    starts: list[int] = []
    query, seen = False, 0
    for match in _START.finditer(line):
        before, seen = line[seen : match.start()], match.start()
        query = (query or "?" in before) and not _BLANKS.search(before)
        if not (starts and query and before[-1:] in _BETWEEN):
            starts.append(seen)
            query = False
    return starts


def _cut(part: str, *, lonely: bool) -> Piece:
    """The address at the beginning of a part. If it is the only one of its line, its path may have blanks."""
    whole = _trimmed(_END.split(part, maxsplit=1)[0])
    head = _WRITTEN.match(whole)
    blank = _BLANKS.search(whole, head.end() if head else 0)
    if blank is None:
        return Piece(whole)
    first, rest = whole[: blank.start()], whole[blank.end() :]
    if lonely and (is_file(whole) or not (is_file(first) or _REMARK.match(rest))):
        return Piece(whole)
    return Piece(_trimmed(first))


def _words_after(part: str, *, lonely: bool) -> bool:
    return _WORD.search(part, len(_cut(part, lonely=lonely).text)) is not None


def _trimmed(text: str) -> str:
    """Without the punctuation of a sentence behind it. A closing bracket stays if the address opens it."""
    surplus = {closing: text.count(closing) - text.count(opening) for closing, opening in _OPENING.items()}
    end = len(text)
    while end and (text[end - 1] in _AFTER or surplus.get(text[end - 1], 0) > 0):
        if text[end - 1] in surplus:
            surplus[text[end - 1]] -= 1
        end -= 1
    text = text[:end]
    return text[:-1] if text.endswith(".") and (text.count("/") == 2 or is_file(text[:-1])) else text  # noqa: PLR2004 - no path


def put_right(piece: Piece) -> Piece:
    """The same address without what only browsers repair: written with one meaning, or left as it is.

    Blanks become `%20`. A joiner between letters of Persian or Hindi is a part of the name, so it is written as `%E2%80%8C`; any
    other character that nobody sees is taken out.
    """
    text = piece.text[: LONGEST + 1].strip().replace(f"://{HIDDEN}@", "://", 1)
    visible = _INVISIBLE.sub("", _JOINER.sub(lambda joiner: quote(joiner[0]), text))
    right = _AMPERSAND.sub("&", visible)
    if written := _WRITTEN.match(right):
        right = f"{written[1].lower()}://{right[written.end() :]}".replace("\\", "/")
    if twice := _TWICE.match(right):
        right = right[twice.start(1) :]
    if right[:4].lower() == "www.":
        right = f"http://{right}"
    repaired = piece.repaired or right.partition("://")[2] != text.partition("://")[2]
    return replace(piece, text=_BLANKS.sub("%20", right.strip()), repaired=repaired)
