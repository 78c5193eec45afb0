"""The texts of the guides: Markdown files of this package, as pieces of HTML that obey the rules of our pages.

A text is CommonMark with tables and without HTML. It begins with its title and one paragraph, its lead; each heading of the
second level begins a section. Links and pictures are written without a language: a link gets that of the page, a picture that of
the text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib import resources
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from . import assets
from .languages import SOURCE

NAMES = ("researcher", "portal", "officer", "operator", "glossary")
"""The guides, in the order of their list."""

PICTURE = "picture:"
"""Before the name of a picture, where Markdown has an address."""

TAKEN = ("content", "contents", "status")
"""Ids that the page itself has."""

_CLASSES = {"bullet_list_open": "dots stack-s", "ordered_list_open": "steps stack-s", "list_item_open": "stack-s"}


class GuideBroken(ValueError):
    """A text of ours is not written as a guide is."""


@dataclass(frozen=True)
class Section:
    """A part of a guide with a heading of the second level. Title and content are HTML."""

    id: str
    title: str
    content: str


@dataclass(frozen=True)
class GuideText:
    """A guide. `language` is that of its words. The lead is HTML."""

    name: str
    language: str
    title: str
    lead: str
    sections: tuple[Section, ...]


@cache
def source(name: str, language: str) -> str | None:
    """The Markdown of a guide; None if it is not written in this language."""
    file = resources.files(__package__).joinpath("guides", language, f"{name}.md")
    return file.read_text(encoding="utf-8") if file.is_file() else None


@cache
def guide_text(name: str, language: str) -> GuideText | None:
    """A guide for pages in a language, in English if it is not translated into that; None if there is no such guide.

    Raises `GuideBroken`.
    """
    if name not in NAMES:
        return None
    for written in (language, SOURCE):
        if (text := source(name, written)) is not None:
            return _read(name, text, written=written, page=language)
    return None


def _read(name: str, text: str, *, written: str, page: str) -> GuideText:
    tokens = _MARKDOWN.parse(text)
    if [token.type for token in tokens[:6:3]] != ["heading_open", "paragraph_open"] or tokens[0].tag != "h1":
        raise GuideBroken(f"{written}/{name}: it begins with a title and one paragraph")
    title, lead, rest = tokens[1], tokens[4], tokens[6:]
    _name_headings(rest, by_words=written == SOURCE)
    _lead_links(tokens, page)
    starts = [at for at, token in enumerate(rest) if token.type == "heading_open" and token.tag == "h2"]
    if starts[:1] != [0]:
        raise GuideBroken(f"{written}/{name}: after its first paragraph comes a heading of the second level")
    parts = [rest[start:end] for start, end in zip(starts, [*starts[1:], len(rest)], strict=True)]
    known = {"language": written}
    sections = tuple(_section(part, known) for part in parts)
    return GuideText(name=name, language=written, title=title.content, lead=_html([lead], known), sections=sections)


def _section(tokens: Sequence[Token], known: dict[str, Any]) -> Section:
    """A heading of the second level, and what follows until the next one."""
    id_ = str(tokens[0].attrs["id"])
    return Section(id=id_, title=_html([tokens[1]], known), content=_html(tokens[3:], known | {"heading": id_}))


def _html(tokens: Sequence[Token], known: dict[str, Any]) -> str:
    return str(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, dict(known)))


def _name_headings(tokens: Sequence[Token], *, by_words: bool) -> None:
    """Give each heading an id: its words, or its number where a script has other letters than addresses."""
    taken = set(TAKEN)
    headings = [(token, tokens[at + 1]) for at, token in enumerate(tokens) if token.type == "heading_open"]
    for number, (heading, words) in enumerate(headings, 1):
        slug = _slug(words.content) if by_words else ""
        id_ = slug if slug and slug not in taken else f"s-{number}"
        taken.add(id_)
        heading.attrSet("id", id_)


def _slug(words: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", words.lower().replace("'", "").replace("’", "")))


def _lead_links(tokens: Sequence[Token], page: str) -> None:
    """Links lead to pages in the language of the page, and addresses elsewhere say that we do not vouch for them."""
    for link in (each for token in tokens for each in token.children or () if each.type == "link_open"):
        address = str(link.attrs["href"])
        if address.startswith("/"):
            link.attrSet("href", address if address.startswith("/api/") else f"/{page}{address}")
        elif not address.startswith("#"):
            link.attrSet("rel", "noopener noreferrer nofollow")


class _Rules:
    """How pieces of a text become HTML, where Markdown's own way is not that of our pages."""

    @staticmethod
    def heading_open(renderer: Any, tokens: Sequence[Token], at: int, options: Any, known: dict[str, Any]) -> str:
        """What follows is below this heading."""
        known["heading"] = tokens[at].attrs["id"]
        return str(renderer.renderToken(tokens, at, options, known))

    @staticmethod
    def fence(_: Any, tokens: Sequence[Token], at: int, __: Any, known: dict[str, Any]) -> str:
        """Lines of a program, which move sideways in a box of their own."""
        return f'{_region(known)}<pre><code translate="no" dir="ltr">{escape(tokens[at].content)}</code></pre></div>\n'

    @staticmethod
    def code_inline(_: Any, tokens: Sequence[Token], at: int, __: Any, ___: Any) -> str:
        return f'<code translate="no" dir="ltr">{escape(tokens[at].content)}</code>'

    @staticmethod
    def table_open(_: Any, __: Any, ___: int, ____: Any, known: dict[str, Any]) -> str:
        return f"{_region(known)}<table>\n"

    @staticmethod
    def table_close(*_: Any) -> str:
        return "</table></div>\n"

    @staticmethod
    def image(_: Any, tokens: Sequence[Token], at: int, __: Any, known: dict[str, Any]) -> str:
        """A picture of a page, with what it shows as its caption."""
        address, width, height = _picture(str(tokens[at].attrs["src"]), known["language"])
        words = escape(tokens[at].content)
        image = f'<img src="{address}" width="{width}" height="{height}" alt="{words}" loading="lazy">'
        return f'{image}<figcaption class="small muted">{words}</figcaption>'


def _region(known: dict[str, Any]) -> str:
    """The beginning of a box that the keyboard can move sideways. Its heading names it."""
    return f'<div class="box scroll" role="region" aria-labelledby="{known["heading"]}" tabindex="0">'


def _picture(address: str, language: str) -> tuple[str, int, int]:
    """The address of a picture, its width and its height; the English one if there is none in this language."""
    name = address.removeprefix(PICTURE)
    files = [f"guides/{name}-{each}.png" for each in (language, SOURCE)]
    file = next((each for each in files if each in assets.contents()), None)
    if name == address or file is None:
        raise GuideBroken(f"there is no picture {address}")
    return assets.address(file), *assets.size(file)


def _shaped(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens with the classes of our pages. A picture that stands alone is a figure."""
    for at, token in enumerate(tokens):
        if token.type in _CLASSES:
            token.attrSet("class", _CLASSES[token.type])
        elif token.type in {"th_open", "td_open"}:
            _shape_cell(token)
        elif token.type == "inline" and [each.type for each in token.children or ()] == ["image"]:
            tokens[at - 1].tag = tokens[at + 1].tag = "figure"
            tokens[at - 1].attrSet("class", "box stack-s")
        elif token.type == "inline" and any(each.type == "image" for each in token.children or ()):
            raise GuideBroken(f"a picture stands alone: {token.content}")
        yield token


def _shape_cell(cell: Token) -> None:
    """What Markdown says by a style, which our pages do not have."""
    if "right" in str(cell.attrs.pop("style", "")):
        cell.attrSet("class", "number")
    if cell.tag == "th":
        cell.attrSet("scope", "col")


def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    for name in ("heading_open", "fence", "code_inline", "table_open", "table_close", "image"):
        markdown.add_render_rule(name, getattr(_Rules, name))
    markdown.core.ruler.push("shaped", lambda state: setattr(state, "tokens", list(_shaped(state.tokens))))
    return markdown


_MARKDOWN = _markdown()
