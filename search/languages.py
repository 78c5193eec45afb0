"""In which language a text of a record is: as stated, unless its words surely are in another one, else as we recognise it."""

from collections.abc import Mapping
from functools import lru_cache

from schemas.dataset import UNDETERMINED, Dataset, LangString
from schemas.languages import base_of
from schemas.recognition import allows, language_beside, language_of, misdeclared
from schemas.record import CatalogRecord

Meant = Mapping[str, str]
"""The language of a record's texts by their tag, where the tag names another one. That of texts without a tag is at `und`."""

Tagged = tuple[tuple[str, str], ...]
"""Texts, each with its tag before it."""


def meant_languages(dataset: Dataset) -> Meant:
    """The languages of a record's texts, from title and description together, because single texts may be too short to tell."""
    stated = [item.code for item in dataset.language if item.code]
    return _meant(_tagged(dataset.title), _tagged(dataset.description), stated[0] if len(stated) == 1 else "")


def base_language(text: LangString, meant: Meant) -> str:
    """The language of one text, without region and script: the stated one or else the record's, if its letters allow."""
    other = meant.get(text.language)
    if text.language != UNDETERMINED:
        return language_beside(text.value, text.language, other) if other else language_of(text.value, text.language)
    return other if other and other != UNDETERMINED and allows(text.value, other) else UNDETERMINED


def tag(text: LangString, meant: Meant) -> str:
    """The stated tag, as long as the words are in that language; else the language that we recognise."""
    language = base_language(text, meant)
    return text.language if base_of(text.language) == language else language


def title_languages(record: CatalogRecord) -> tuple[str, ...]:
    """The languages of the titles, the portal's first title first, each once."""
    meant = meant_languages(record.dataset)
    found = (base_language(title, meant) for title in record.dataset.title)
    return tuple(dict.fromkeys(language for language in found if language != UNDETERMINED))


def _tagged(texts: tuple[LangString, ...]) -> Tagged:
    return tuple((item.language, item.value) for item in texts)


@lru_cache(maxsize=64)
def _meant(title: Tagged, description: Tagged, stated: str) -> Meant:
    """As `meant_languages`. A document asks for it several times, one after the other."""
    meant: dict[str, str] = {}
    for stated_tag in dict.fromkeys(each for each, _ in title):
        together = ". ".join(value for each, value in (*title, *description) if each == stated_tag)
        if stated_tag != UNDETERMINED and (language := misdeclared(together, stated_tag)):
            meant[stated_tag] = language
    untagged = [value for each, value in (*title, *description) if each == UNDETERMINED]
    if untagged:
        meant[UNDETERMINED] = language_of(". ".join(untagged), *((stated,) if stated else ()))
    return meant
