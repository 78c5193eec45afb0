"""The form in which two spellings of a licence are compared.

`license_key` takes away what carries no meaning (scheme, slash, case, punctuation, "version") and keeps what does: every number
and every element of a name. Two different licences never have the same key; a test checks this for the table.
"""

import html
import unicodedata

import regex

_IN_URL = r"""[^\s<>"'{}|\\^`\[\]，。；、（）】」]+"""
URL = regex.compile(rf"(?:https?://|www\.){_IN_URL}|(?<![@\w.-])(?:[a-z0-9-]+\.)+[a-z]{{2,}}/{_IN_URL}", regex.IGNORECASE)
"""A web address in a text; without a scheme it must have a path. Its end may include punctuation of the sentence."""

_ARABIC = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک"})
_SCHEME = regex.compile(r"^(?:https?://)?(?:www\.)?")
_URL_TAIL = regex.compile(r"(?:/legalcode(?:[./][\w.-]*)?|/deed(?:\.[\w-]+)?|/|\.html|\.txt|\.json|\.rdf)$")
_LONGEST_TAIL = 80
_OR_LATER = regex.compile(r"(?<=[\p{L}\p{N}])\+(?![\p{L}\p{N}])")
_OTHER = regex.compile(r"[^\p{L}\p{N}\p{M}]+")
_VERSION = regex.compile(r"\b(?:version|v) ?(?=\d)")
_ELEMENTS = regex.compile(r"(?:cc|by|nc|nd|sa)+\d?")
_ELEMENT = regex.compile(r"cc|by|nc|nd|sa|\d")
_LICENSE = {"licence": "license", "licenses": "license", "licences": "license"}


def urls(text: str) -> list[str]:
    """The addresses inside a text, without the punctuation of the sentence around them."""
    return [_without_punctuation(found) for found in URL.findall(text)]


def license_key(text: str) -> str:
    """The key of a text: words of letters, digits and marks, one space between them. It may be empty."""
    plain = unicodedata.normalize("NFKC", html.unescape(text).replace("%20", " ")).casefold().translate(_ARABIC).strip()
    plain = _OR_LATER.sub(" or later ", _without_url_ends(plain))
    words = _VERSION.sub("", _OTHER.sub(" ", plain).strip()).split()
    return " ".join(part for word in words for part in _parts(word))


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
    text = _SCHEME.sub("", text).partition("#")[0].partition("?")[0]
    end = len(text)
    while tail := _URL_TAIL.search(text, max(0, end - _LONGEST_TAIL), end):
        end = tail.start()
    return text[:end]


def _parts(word: str) -> list[str]:
    """`ccby4` is `cc by 4`; any other word stays whole."""
    if _ELEMENTS.fullmatch(word):
        parts: list[str] = _ELEMENT.findall(word)
        return parts
    return [_LICENSE.get(word, word)]
