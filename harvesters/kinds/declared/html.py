"""A page for people as a map: texts and attributes by CSS selectors, and what stands beside labels."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from cssselect import HTMLTranslator, SelectorError

from ...reading.html import text_of
from ...reading.xml import Element

MAX_FOUND = 10_000
"""The most elements that one selector gives."""

COLONS = ":：﹕︰"


@lru_cache(maxsize=2048)
def xpath_of(css: str) -> str:
    """Raises `ValueError` for what is no CSS selector."""
    try:
        return str(HTMLTranslator().css_to_xpath(css))
    except (SelectorError, RecursionError) as error:
        raise ValueError(f"{css!r} is no CSS selector: {error}") from None


def select(element: Element, css: str) -> list[Element]:
    """The elements that a selector gives, in the order of the page."""
    found: list[Element] = element.xpath(xpath_of(css))
    return found[:MAX_FOUND]


def label(text: str) -> str:
    """A label as it is compared: without blanks, without a colon at its end, in one width."""
    return "".join(unicodedata.normalize("NFKC", text).split()).rstrip(COLONS).strip("【】[]*")


def pairs(elements: Sequence[Element], form: str) -> dict[str, str | list[str]]:
    """What stands beside each label, by label. Of a label that comes again all texts are kept."""
    found: dict[str, list[str]] = {}
    for name, text in FORMS[form](elements):
        if (key := label(name)) and text and text not in found.setdefault(key, []):
            found[key].append(text)
    return {key: texts[0] if len(texts) == 1 else texts for key, texts in found.items() if texts}


def _each(elements: Sequence[Element]) -> Iterator[tuple[str, str]]:
    """Each element has a label, a colon and a text."""
    for element in elements:
        yield _parted(text_of(element))


def _lines(elements: Sequence[Element]) -> Iterator[tuple[str, str]]:
    """Each line of an element has a label, a colon and a text. A line without a colon goes on with the one before."""
    return _of_lines(elements, _parted)


def _spaced(elements: Sequence[Element]) -> Iterator[tuple[str, str]]:
    """As `_lines`, but a blank may stand for the colon: then the label is the first word."""
    return _of_lines(elements, _parted_by_blank)


def _of_lines(elements: Sequence[Element], parted: Callable[[str], tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for element in elements:
        name, text = "", ""
        for line in text_of(element).split("\n"):
            first, rest = parted(line)
            if first:
                yield name, text
                name, text = first, rest
            else:
                text = f"{text}\n{line}".strip()
        yield name, text


def _turns(elements: Sequence[Element]) -> Iterator[tuple[str, str]]:
    """The elements are in turns a label and a text."""
    texts = [text_of(element) for element in elements]
    yield from zip(texts[::2], texts[1::2], strict=False)


def _colon(elements: Sequence[Element]) -> Iterator[tuple[str, str]]:
    """An element that ends in a colon is a label, and the next one is its text."""
    name = ""
    for element in elements:
        text = text_of(element)
        if text.endswith(tuple(COLONS)):
            name = text
        else:
            yield name, text
            name = ""


def _parted(text: str) -> tuple[str, str]:
    places = [place for colon in COLONS if (place := text.find(colon)) > 0]
    return (text[: min(places)], text[min(places) + 1 :].strip()) if places else ("", text)


def _parted_by_blank(text: str) -> tuple[str, str]:
    name, rest = _parted(text)
    if name and " " not in name.strip():
        return name, rest
    name, blank, rest = text.partition(" ")
    return (name, rest) if blank else ("", text)


FORMS: dict[str, Callable[[Sequence[Element]], Iterator[tuple[str, str]]]] = {
    "each": _each,
    "turns": _turns,
    "colon": _colon,
    "lines": _lines,
    "spaced": _spaced,
}
"""How labels and texts stand on a page."""
