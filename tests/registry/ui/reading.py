"""Reading a page in a test: elements with their attributes, texts with the elements they stand in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from starlette.testclient import TestClient

from registry.ui.assets import contents

VOID = {"br", "hr", "img", "input", "link", "meta", "use", "path", "rect"}


@dataclass(eq=False)
class Element:
    """An element; `path` are the elements it stands in, the outermost first."""

    tag: str
    attributes: dict[str, str]
    path: tuple["Element", ...] = field(repr=False)
    content: list["str | Element"] = field(default_factory=list, repr=False)

    @property
    def children(self) -> list["Element"]:
        return [item for item in self.content if isinstance(item, Element)]

    @property
    def own_text(self) -> str:
        """The text in it, without that of the elements in it."""
        return "".join(item for item in self.content if isinstance(item, str))

    @property
    def text(self) -> str:
        """All text in it, white space made one."""
        return " ".join(self.text_as_is.split())

    @property
    def text_as_is(self) -> str:
        return "".join(item if isinstance(item, str) else item.text_as_is for item in self.content)

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default)

    def has_class(self, name: str) -> bool:
        return name in self.get("class").split()

    def all(self, tag: str, **attributes: str) -> list["Element"]:
        """The elements inside with this tag and these attributes; `class_` for one of its classes."""
        return [item for item in self.walk() if item is not self and item.matches(tag, attributes)]

    def matches(self, tag: str, attributes: dict[str, str]) -> bool:
        wanted = dict(attributes)
        class_ = wanted.pop("class_", None)
        same = all(self.attributes.get(name) == value for name, value in wanted.items())
        return tag in {"*", self.tag} and same and (class_ is None or self.has_class(class_))

    def one(self, tag: str, **attributes: str) -> "Element":
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} of {tag} {attributes}"
        return found[0]

    def walk(self) -> Iterator["Element"]:
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting += reversed(element.children)


Document = Element


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("#document", {}, ())
        self.stack = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, tuple(self.stack))
        self.stack[-1].content.append(element)
        if tag not in VOID:
            self.stack.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.stack[-1].content.append(Element(tag, {name: value or "" for name, value in attrs}, tuple(self.stack)))

    def handle_endtag(self, tag: str) -> None:
        if any(element.tag == tag for element in reversed(self.stack)):  # nearly always the last one
            while self.stack.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.stack[-1].content.append(data)


ICONS = frozenset(re.findall(r'<symbol id="([a-z-]+)"', contents()["icons.svg"].decode()))
"""The icons that there are."""


def read(html: str) -> Document:
    """A page, in which every element is closed and every icon exists."""
    reader = _Reader()
    reader.feed(html)
    assert reader.stack == [reader.root], f"left open: {[element.tag for element in reader.stack[1:]]}"
    shown = {use.get("href").partition("#")[2] for use in reader.root.all("use")}
    assert shown <= ICONS, f"no such icons: {sorted(shown - ICONS)}"
    return reader.root


def page_of(client: TestClient, path: str, *, status: int = 200) -> Document:
    """What a browser gets at an address."""
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return read(answer.text)
