"""HTML in a text that should have none: entities are decoded, tags are taken out.

A tag is only what HTML calls one (names: HTML Living Standard, 2026-11, with its obsolete elements, and the prefixes of Microsoft
Office). So `a < b`, `p<0,05`, `<5 лет`, `<неизвестно>` and `List<String>` stay. Every step takes time in proportion to the text.
"""

import html
import re
from collections.abc import Iterator
from html.entities import html5

_BLOCKS = (
    "address article aside blockquote br center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6"
    " header hr li main nav ol optgroup option p pre section summary table tbody tfoot thead tr ul"
)
"""Elements that begin a new line."""
_CELLS = "td th"
_INLINE = (
    "a abbr acronym applet area b bdi bdo big body button caption cite code col colgroup data del dfn dialog em embed font frame"
    " frameset head html i iframe img input ins kbd label legend link map mark meta nobr noframes noscript object param picture q"
    " rp rt ruby s samp select small source span strike strong sub sup svg template textarea time title tt u var video audio wbr"
)
_WORDS = (
    "a address audio b body button caption code col data details dialog footer form frame head header i input label legend link"
    " main map mark object option param q s section select source summary table template time title u var video"
)
"""Elements whose name is also a word or a variable: `<title>` may be a placeholder, `List<Object>` or `x<i>y` no HTML at all."""
DROPPED = frozenset({"script", "style", "xml"})
"""Elements whose content nobody reads."""

NEW_LINE, BLANK, _AMBIGUOUS = frozenset(_BLOCKS.split()), frozenset(_CELLS.split()), frozenset(_WORDS.split())
_NAMES = "|".join(sorted({*NEW_LINE, *BLANK, *_INLINE.split(), *DROPPED}, key=len, reverse=True))
_BARE = "nowrap|noshade|compact|disabled|checked|selected|async|defer|controls|hidden|reversed|allowfullscreen"
_TAG = re.compile(
    rf"<(?P<end>/?)(?:(?P<name>{_NAMES})|(?:o|v|w|m|x|st1):[a-z][a-z0-9]{{0,30}})"
    rf"(?P<rest>\s*/?>|\s+(?:[a-z_:@][\w:.-]{{0,60}}\s?=|(?:{_BARE})\b)(?:(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+>|[^<>]*+>))",
    re.IGNORECASE,
)
"""A tag, with attributes that have a value or are known to need none. A tag ends before the next `<`, so none is read twice."""
_DECLARATION = re.compile(r"<!(?:doctype\s+html|\[(?:if|endif|cdata))[^<>]*+>|<\?xml[^<>]*+>|<!\[CDATA\[|\]\]>", re.IGNORECASE)
_COMMENT = re.compile(r"<!--")
_OPENED = re.compile(r"<(script|style|xml)(?=[\s>])[^<>]*+>", re.IGNORECASE)
_ENDED = re.compile(r"</([a-z][a-z0-9]*)", re.IGNORECASE)

_AMPERSANDS = re.compile(r"&(?:amp;|#0{0,5}38;|#x0{0,5}26;)+", re.IGNORECASE)
"""An ampersand that was encoded any number of times."""
_PAIR = re.compile(r"&#(\d{5}|x[0-9a-f]{4});&#(\d{5}|x[0-9a-f]{4});", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_UNENDED = re.compile(r"&(?:nbsp|quot|amp|lt|gt|laquo|raquo)(?![A-Za-z0-9=;&])")
"""Without a semicolon only what stands alone: in `?x=1&lt=2` and `&copy=` it is the name of a parameter."""

_WORD_HEAD = re.compile(
    r"\bNormal\s+0\s+(?:(?:false|true|\d{1,3}(?:[.,]\d{1,2}(?:\s(?:pt|пт))?)?|[A-Z]{2}(?:-[A-Z]{2,4})?|X-NONE"
    r"|MicrosoftInternetExplorer4)\b\s*){3,}+"
)
_WORD_STYLES = re.compile(r"/\* Style Definitions \*/\s*+(?:[\w.@,:# -]{1,200}+\{[^{}]*+\}\s*+)++")
"""What Microsoft Word leaves in a text whose tags were taken out elsewhere."""

_HIGH, _LOW, _END = 0xD800, 0xDC00, 0xE000

MAX_ROUNDS = 4
"""How often the text is looked through: a decoded entity may make a tag, and a removed tag may make an entity."""


def without_markup(text: str) -> str:
    """The text without tags and entities; what begins a new line in HTML begins one here."""
    for _ in range(MAX_ROUNDS):
        if "<" not in text and "&" not in text and "*/" not in text and "Normal" not in text:
            break
        before, text = text, _decoded(_untagged(text))
        if text == before:
            break
    return text


def _untagged(text: str) -> str:
    if "*/" in text or "Normal" in text:
        text = _WORD_STYLES.sub(" ", _WORD_HEAD.sub(" ", text))
    if "<" not in text:
        return text
    readable = "".join(read_parts("".join(_uncommented(text))))
    ended = {name.lower() for name in _ENDED.findall(readable)}

    def replaced(tag: re.Match[str]) -> str:
        name = (tag["name"] or "").lower()
        if name in _AMBIGUOUS and not tag["end"] and name not in ended and "=" not in tag["rest"] and _is_word(tag, name):
            return tag[0]
        return "\n" if name in NEW_LINE else " " if name in BLANK else ""

    return _TAG.sub(replaced, _DECLARATION.sub("", readable))


def _is_word(tag: re.Match[str], name: str) -> bool:
    """Whether a tag without an end may be no tag: a name of one letter is one unless it hangs on a word."""
    return len(name) > 1 or (tag.start() > 0 and tag.string[tag.start() - 1].isalnum())


def _uncommented(text: str) -> Iterator[str]:
    """The parts outside of comments. A comment that does not end is no comment."""
    at = 0
    for comment in _COMMENT.finditer(text):
        if comment.start() >= at:
            end = text.find("-->", comment.end())
            if end < 0:
                break
            yield text[at : comment.start()]
            at = end + len("-->")
    yield text[at:]


def read_parts(text: str) -> Iterator[str]:
    """The parts outside of elements that nobody reads. One that does not end is taken as a tag."""
    at, small = 0, text.lower()
    unended: set[str] = set()
    for opened in _OPENED.finditer(text):
        name = opened[1].lower()
        if opened.start() < at or name in unended or len(small) != len(text):
            continue
        end = small.find(f"</{name}", opened.end())
        if end < 0:
            unended.add(name)
            continue
        yield text[at : opened.start()]
        at = end
    yield text[at:]


def _decoded(text: str) -> str:
    if "&" not in text:
        return text
    text = _PAIR.sub(_joined, _AMPERSANDS.sub("&", text))
    return _UNENDED.sub(lambda match: html.unescape(f"{match[0]};"), _ENTITY.sub(_character, text))


def _character(entity: re.Match[str]) -> str:
    """What an entity stands for; one with a name that HTML does not know stays."""
    return html.unescape(entity[0]) if entity[0][1] == "#" else html5.get(entity[0][1:], entity[0])


def _joined(pair: re.Match[str]) -> str:
    """One character from the two halves of a surrogate pair (UTF-16), as some programs write emoji."""
    high, low = (int(part[1:], 16) if part[0] in "xX" else int(part) for part in pair.groups())
    units = high.to_bytes(3, "big")[1:] + low.to_bytes(3, "big")[1:]
    return units.decode("utf-16-be", "ignore") if _HIGH <= high < _LOW <= low < _END else pair[0]
