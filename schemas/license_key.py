"""The form in which two spellings of a licence are compared.

`license_key` takes away what carries no meaning (scheme, slash, case, punctuation, "version") and keeps what does: every number
and every element of a name. Two different licences never have the same key; a test checks this for the table. `words` gives the
same words one by one, each with its place in the text.
"""

import html
import unicodedata
from array import array
from collections.abc import Iterator
from sys import intern

import regex

_IN_URL = r"""[^\s<>"'{}|\\^`\[\]，。；、（）】」]+"""
URL = regex.compile(
    rf"(?:https?://|//(?=[\w-]+\.)|www\.){_IN_URL}|(?<![@\w.-])(?:[a-z0-9-]+\.)+[a-z]{{2,}}/{_IN_URL}", regex.IGNORECASE
)
"""A web address in a text; without a scheme it must have a path. Its end may include punctuation of the sentence."""

NO_SPACES = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}"
"""Scripts that are written without spaces, or with few: each of their characters is a word."""

_ARABIC = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک"})
_SCHEME = regex.compile(r"^(?:https?://|//)?(?:www\.)?")
_URL_TAIL = regex.compile(r"(?:/legalcode(?:[./][\w.-]*)?|/deed(?:\.[\w-]+)?|/|\.html|\.txt|\.json|\.rdf)$")
_LONGEST_TAIL = 80
_WORD = regex.compile(r"[\p{L}\p{N}\p{M}]+")
_PLUS = regex.compile(r"\+(?![\p{L}\p{N}])")
_PIECE = regex.compile(rf"[{NO_SPACES}]|[^{NO_SPACES}]+")
_DIGITS = regex.compile(r"(?=\P{ASCII})\p{Nd}")
_VERSION = regex.compile(r"(?:version|v)(?=\d)")
_VERSIONS = frozenset({"version", "v"})
_ELEMENTS = regex.compile(r"(?:cc|by|nc|nd|sa)+(?:v?\d{1,2})?")
_ELEMENT = regex.compile(r"cc|by|nc|nd|sa|\d")
_LICENSE = {"licence": "license", "licenses": "license", "licences": "license"}


class Words:
    """The words of a text, in the form of their key. Word `n` stands in `text` from `starts[n]` to before `ends[n]`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.keys: list[str] = []
        self.starts = array("l")
        self.ends = array("l")
        for key, start, end in _found(text):
            if key[0].isdigit() and self.keys and self.keys[-1] in _VERSIONS:
                self._drop()
            self.keys.append(intern(key))
            self.starts.append(start)
            self.ends.append(end)

    def __len__(self) -> int:
        return len(self.keys)

    def seen(self, start: int, end: int) -> str:
        """The text from word `start` to before word `end`, as it stands."""
        return self.text[self.starts[start] : self.ends[end - 1]]

    def gap(self, place: int) -> str:
        """The text between a word and the one behind it; a space at both ends of the text."""
        if not 0 <= place < len(self) - 1:
            return " "
        return self.text[self.ends[place] : self.starts[place + 1]]

    def _drop(self) -> None:
        self.keys.pop()
        self.starts.pop()
        self.ends.pop()


def plain(text: str) -> str:
    """A text without HTML entities and `%20`, with its letters composed."""
    return unicodedata.normalize("NFC", html.unescape(text).replace("%20", " "))


def urls(text: str) -> list[str]:
    """The addresses inside a text, without the punctuation of the sentence around them."""
    return [_without_punctuation(found) for found in URL.findall(text)]


def license_key(text: str) -> str:
    """The key of a text: words of letters, digits and marks, one space between them. It may be empty."""
    return " ".join(Words(_without_url_ends(plain(text).strip())).keys)


def _found(text: str) -> Iterator[tuple[str, int, int]]:
    """The words with their places; `+` right behind a word is "or later"."""
    for match in _WORD.finditer(text):
        end = match.end()
        for piece in _PIECE.finditer(text, match.start(), end):
            for key in _keys(piece[0]):
                yield key, piece.start(), piece.end()
        if _PLUS.match(text, end):
            yield from (("or", end, end + 1), ("later", end, end + 1))


def _keys(word: str) -> Iterator[str]:
    """`ccbysav40` is `cc by sa 4 0`, `v4` is `4`; any other word stays whole."""
    if not word.isascii():
        word = _DIGITS.sub(lambda digit: str(unicodedata.decimal(digit[0])), unicodedata.normalize("NFKC", word))
    for part in _WORD.findall(word.casefold().translate(_ARABIC)):
        whole = _VERSION.sub("", part, 1) if _VERSION.match(part) else part
        if _ELEMENTS.fullmatch(whole):
            yield from _ELEMENT.findall(whole)
        else:
            yield _LICENSE.get(whole, whole)


def _without_punctuation(url: str) -> str:
    end, unopened = len(url), url.count(")") - url.count("(")
    while end and (url[end - 1] in ".,;:!?" or (url[end - 1] == ")" and unopened > 0)):
        end -= 1
        unopened -= url[end] == ")"
    return url[:end]


def _without_url_ends(text: str) -> str:
    """An address without the endings that say nothing; any other text without a slash at its end."""
    if not URL.fullmatch(text):
        return text.removesuffix("/")
    text = _SCHEME.sub("", text.casefold()).partition("#")[0].partition("?")[0]
    end = len(text)
    while tail := _URL_TAIL.search(text, max(0, end - _LONGEST_TAIL), end):
        end = tail.start()
    return text[:end]
