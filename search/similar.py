"""Records that are similar to one: by the concepts, keywords and words that they share, and by meaning where vectors are there.

A question is made of the record itself: what is rare in the index weighs most, so its most telling words decide.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from schemas.dataset import UNDETERMINED, LangString
from schemas.record import CatalogRecord
from schemas.words import word_key

from .asking.question import read
from .asking.wanted import Asked, Form, Match, Wanted, Wording
from .concepts.recognition import WIDER, tags
from .document import document
from .engine import Candidate, SearchEngine
from .meaning.meaning import Meaning
from .merging import merged
from .query import Hit, LocalText, Query, Summary, Way
from .ranking import WINDOW, WORTH
from .streams import Stream

CONCEPTS, WORDS = 0.5, 0.34
"""The share of the concepts, or of the words, of a record that another one must have to be similar."""

MOST_WORDS = 24
"""How many words of titles and keywords are looked for."""

KEYWORD, PUBLISHER = 0.6, 0.3
"""What a word of a keyword and the publisher are worth, where a word of the title has 1."""

TELLING = 2
"""How many concepts two titles must share at least to be translations of each other."""

_SIGNS = re.compile(r'["“”„«»\-]')
_NUMBER = re.compile(r"\d+")


class Likeness(StrEnum):
    """Why a record is similar."""

    TRANSLATION = "translation"
    CONCEPT = "concept"
    KEYWORD = "keyword"
    WORD = "word"
    PUBLISHER = "publisher"
    MEANING = "meaning"


@dataclass(frozen=True)
class Reason:
    """Why a record is similar, and what it shares: ids of concepts, keywords, words, the publisher's name, or the language of a
    translation.
    """

    kind: Likeness
    value: tuple[str, ...] = ()


@dataclass(frozen=True)
class Similar:
    """A record that is similar to another one, and why, the strongest reason first."""

    hit: Hit
    reason: tuple[Reason, ...]


def similar(
    engine: SearchEngine, record: CatalogRecord, *, meaning: Meaning | None = None, limit: int = 6
) -> tuple[Similar, ...]:
    """The active records that are most similar to a record, best first, without itself.

    Raises `IndexMissing` or `EngineUnavailable`.
    """
    about = _about(record)
    lists: dict[Way, Sequence[Candidate]] = {}
    if about.asked:
        [best] = engine.best(Query(), [about], limit=limit + 1)
        lists[Way.CONCEPT] = [each for each in best if each.id != record.id]
    if meaning:
        near = [each for each, _ in meaning.like(record.id, WINDOW) if each != record.id]
        [best] = engine.best(Query(), [Match(also=tuple(near))], limit=WINDOW)
        found = {each.id: each for each in best}
        lists[Way.MEANING] = [found[each] for each in near if each in found]
    ranked = merged(lists)[:limit]
    return tuple(_explained(engine, record, {each.id: each.ways for each in ranked}))


def _about(record: CatalogRecord) -> Match:
    """What a record is about, as two questions: by its concepts, and by its words."""
    streams = document(record).streams[Stream.CONCEPT]
    named = dict.fromkeys(each for name in ("title", "keyword") for each in streams.get(name, "").split() if each[0] != WIDER)
    concepts = tuple(Wanted((Wording(((Form(each, WORTH[Stream.CONCEPT], Stream.CONCEPT),),)),)) for each in named)
    words = (*_words(record.dataset.title, worth=1.0), *_words(record.dataset.keyword, worth=KEYWORD))
    asked = (_asked(concepts, record, share=CONCEPTS), _asked(tuple(dict.fromkeys(words)), record, share=WORDS))
    return Match(tuple(each for each in asked if not each.is_empty()))


def _asked(wanted: Sequence[Wanted], record: CatalogRecord, *, share: float) -> Asked:
    """A record that has a share of what is wanted. The publisher need not be the same."""
    if not wanted:
        return Asked()
    some = tuple(wanted[:MOST_WORDS])
    return Asked((*some, *_publisher(record))).with_least(math.ceil(share * len(some)))


def _words(texts: Sequence[LangString], *, worth: float) -> Iterator[Wanted]:
    """The words of texts that say something."""
    for text in texts[:MOST_WORDS]:
        for said in read(_SIGNS.sub(" ", text.value)).words:
            if not said.wanted.optional:
                yield replace(said.wanted, worth=worth)


def _publisher(record: CatalogRecord) -> Iterator[Wanted]:
    names = record.dataset.publisher.name[:1] if record.dataset.publisher else ()
    for name in names:
        words = tuple(word for each in _words((name,), worth=1.0) for wording in each.wordings for word in wording.words)
        if words:
            yield Wanted((Wording(words, least=len(words)),), worth=PUBLISHER, optional=True)


def _explained(engine: SearchEngine, record: CatalogRecord, ways: Mapping[UUID, Sequence[Way]]) -> Iterator[Similar]:
    if ways:
        own = document(record).summary
        page = Query(text=own.title[0].value, limit=len(ways))
        for hit in engine.search(page, Match(also=tuple(ways)), first=tuple(ways)).hit:
            yield Similar(hit, tuple(_reasons(own, hit.summary)) or (Reason(Likeness.MEANING),))


def _reasons(own: Summary, other: Summary) -> Iterator[Reason]:
    """What two records share."""
    if language := _translated(own.title, other.title):
        yield Reason(Likeness.TRANSLATION, (language,))
    concepts = _concepts((*own.title, *own.keyword)), _concepts((*other.title, *other.keyword))
    if shared := [each for each in concepts[0] if each in concepts[1]]:
        yield Reason(Likeness.CONCEPT, tuple(shared))
    if shared := _shared(own.keyword, other.keyword):
        yield Reason(Likeness.KEYWORD, tuple(shared))
    titles = [[term for text in texts for term in _terms(text)] for texts in (own.title, other.title)]
    if shared := [term for term in dict.fromkeys(titles[0]) if term in titles[1]]:
        yield Reason(Likeness.WORD, tuple(shared))
    if shared := _shared(own.publisher, other.publisher):
        yield Reason(Likeness.PUBLISHER, tuple(shared[:1]))


def _translated(own: Sequence[LocalText], other: Sequence[LocalText]) -> str:
    """The language in which the other title says the same: it names the same concepts and numbers. Empty if there is none."""
    languages = {_base(text) for text in own}
    for text in other:
        for mine in own if _base(text) not in languages | {UNDETERMINED} else ():
            shared = _concepts((mine,))
            if len(shared) >= TELLING and set(shared) == set(_concepts((text,))) and _numbers(mine) == _numbers(text):
                return text.language
    return ""


def _concepts(texts: Sequence[LocalText]) -> list[str]:
    return [each for each in tags((text.value, _base(text)) for text in texts) if not each.startswith(WIDER)]


def _numbers(text: LocalText) -> list[str]:
    return sorted(str(int(number)) for number in _NUMBER.findall(text.value))


def _terms(text: LocalText) -> Iterator[str]:
    """The words of a title that say something, folded."""
    return (said.wanted.text for said in read(_SIGNS.sub(" ", text.value.casefold())).words if not said.wanted.optional)


def _shared(own: Sequence[LocalText], other: Sequence[LocalText]) -> list[str]:
    """The texts that both have, as the other writes them."""
    mine = {word_key(text.value) for text in own}
    return list({word_key(text.value): text.value for text in other if word_key(text.value) in mine}.values())


def _base(text: LocalText) -> str:
    return text.language.partition("-")[0]
