"""The datasets of the development set: each in all twelve forms, or in one alone.

A line of a file is `title | description | keyword, keyword`. Spaces in a Chinese title part its words, and are left out. Uzbek in
Cyrillic letters is written from the Latin letters by the table of the alphabet, unless it has a line of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from schemas.record import CatalogRecord
from tests import factories

from .forms import FORMS, source
from .reading import names, read
from .scripts import cyrillic

ALONE = ("en", "de")
"""The languages that have datasets without twins, in the file `alone.yml`."""


@dataclass(frozen=True)
class Item:
    """A dataset in one form. `family` is the same for its twins. `words` are the words of the title, also of a Chinese one."""

    family: str
    form: str
    title: str
    words: tuple[str, ...]
    description: str
    keyword: tuple[str, ...]
    publisher: str
    variant: str = ""

    @property
    def identifier(self) -> str:
        return f"{self.family}{self.variant}"

    def record(self) -> CatalogRecord:
        """The record as a portal of this language gives it."""
        return factories.record(
            {self.form: self.title},
            identifier=self.identifier,
            source=source(self.form),
            description={self.form: self.description} if self.description else "",
            keyword={self.form: self.keyword} if self.keyword else "",
            publisher={self.form: self.publisher} if self.publisher else "",
        )


@cache
def items() -> tuple[Item, ...]:
    """All of them, the twins of a family one after the other."""
    return (*_twins(), *_alone())


def _twins() -> Iterator[Item]:
    for name in names("datasets"):
        for family, told in read(name).items():
            for form in FORMS:
                yield _item(family, form, told.get(form) or cyrillic(told["uz-Latn"]), publisher=told["publisher"])


def _alone() -> Iterator[Item]:
    for form in ALONE:
        for family, line in read("alone.yml")[form].items():
            yield _item(family, form, line, publisher="")


def _item(family: str, form: str, line: str, *, publisher: str) -> Item:
    title, description, keyword = (part.strip() for part in line.split("|"))
    return Item(
        family=family,
        form=form,
        title=title.replace(" ", "") if form == "zh" else title,
        words=tuple(title.split()),
        description=description,
        keyword=tuple(word.strip() for word in keyword.split(",")),
        publisher=_publisher(publisher, form),
    )


def _publisher(name: str, form: str) -> str:
    told: dict[str, Any] = read("publishers.yml")[name] if name else {}
    if not told:
        return ""
    return str(told.get(form) or cyrillic(told["uz-Latn"]))
