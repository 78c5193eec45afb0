"""The EU's data themes, from the names of groups, categories and sectors on portals: `schemas/vocab/themes.yml`."""

from collections.abc import Mapping
from functools import cache, lru_cache

from .dataset import Coded
from .model import Model
from .vocab import load
from .words import LONGEST, authority_code, spaced

_AUTHORITY = "data-theme"


class Theme(Model):
    """A theme of the EU's data-theme table; `words` by language (BCP 47)."""

    code: str
    label: str
    words: dict[str, tuple[str, ...]]

    @property
    def iri(self) -> str:
        return f"http://publications.europa.eu/resource/authority/{_AUTHORITY}/{self.code}"


@cache
def themes() -> Mapping[str, Theme]:
    """The thirteen themes, by code."""
    return {each.code: each for each in map(Theme.model_validate, load("themes.yml")["themes"])}


def theme(verbatim: str) -> Coded:
    """The theme that a name means.

    It understands addresses and codes of the EU's table, our names for a theme, and texts that contain one of these as a whole
    phrase. If there are several, the first decides: portals name the main thing first.
    """
    return Coded(verbatim=verbatim, code=_code(verbatim) if len(verbatim) <= LONGEST else None)


@lru_cache(maxsize=4096)
def _code(text: str) -> str | None:
    text = spaced(authority_code(text, _AUTHORITY) or text)
    found = [(text.index(phrase), -len(phrase), code) for phrase, code in _phrases().items() if phrase in text]
    return min(found)[2] if found else None


@cache
def _phrases() -> Mapping[str, str]:
    """The code for each phrase, with a space at both ends; a Chinese one without, since Chinese has no spaces."""
    phrases: dict[str, str] = {}
    for each in themes().values():
        for name in (each.code, each.label):
            phrases[spaced(name)] = each.code
        for language, names in each.words.items():
            for name in names:
                phrases[spaced(name).strip() if language == "zh" else spaced(name)] = each.code
    return phrases
