"""What completes a text while it is typed: words, keywords, concepts, places, publishers, titles, in any script or keyboard.

typed ─► words that begin so (also by keys, also on another keyboard) ─► the best records with the words before and one of them
         labels of concepts that begin so                                 ─► their titles, keywords and publishers that have them
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from itertools import chain
from uuid import UUID

from schemas.dataset import UNDETERMINED
from schemas.han import HAN
from schemas.jurisdictions import ScoStatus, jurisdictions
from schemas.words import word_key

from .analysis.latin import script_of, spellings
from .analysis.layout import layouts
from .analysis.segmentation import WORD
from .analysis.tokens import analyse, streams
from .asking.idle import CONTENT, idle
from .asking.question import begun, begun_at, read
from .asking.wanted import EVERYTHING, Asked, Form, Match, Wanted, Wording
from .concepts.labels import Label, beginning
from .engine import Frequent, SearchEngine
from .fields import SUGGESTED_KEYS
from .query import Filter, LocalText, Query, Results
from .ranking import ENOUGH, KEYS
from .streams import Stream

MAX_TYPED = 200
"""The most characters of what is typed; a longer text is no question that anything completes."""

ENDINGS = 12
"""How many words that begin so are looked for in records."""

HITS = 16
"""How many records are looked at for titles, keywords and publishers."""

CONCEPTS = 5
"""How many concepts are asked for; those that find no record are left out."""

LONGEST_NAME = 4
"""The most words of a name of a concept."""

SHORTEST_KEY = 3
"""The fewest letters that are completed in another script."""


PLACE = "place:"
"""What the id of a concept begins with that is a place."""


class Kind(StrEnum):
    """What a suggestion is."""

    WORD = "word"
    KEYWORD = "keyword"
    CONCEPT = "concept"
    STATE = "state"
    PLACE = "place"
    PUBLISHER = "publisher"
    TITLE = "title"


MOST: dict[Kind, int] = {
    Kind.WORD: 3,
    Kind.CONCEPT: 2,
    Kind.STATE: 1,
    Kind.PLACE: 1,
    Kind.KEYWORD: 2,
    Kind.PUBLISHER: 2,
    Kind.TITLE: 10,
}
"""How many there are of each kind, in the order in which they are shown; titles fill the list."""


@dataclass(frozen=True)
class Suggestion:
    """What completes the text, and what it leads to: the record with the id `record` or, without one, the search `query`.

    `language` is that of the text (`und` if not known). `count` says about how many records there are, where it is known.
    `reaches` are the languages of the titles that a concept finds, the most frequent first.
    """

    kind: Kind
    text: str
    language: str
    query: Query
    record: UUID | None = None
    count: int | None = None
    reaches: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Reading:
    """One way to read what is typed: the whole text, and the words or keys that complete the word at its end."""

    text: str
    endings: tuple[Frequent, ...]

    @property
    def before(self) -> str:
        return self.text[: begun_at(self.text)]

    @property
    def by_key(self) -> bool:
        return self.endings[0].word.startswith(SUGGESTED_KEYS)

    @property
    def script(self) -> str:
        """The script of the word if it is to be completed in other scripts, else empty."""
        return script_of(begun(self.text)) if self.by_key else ""

    def asked(self) -> Asked:
        """The words before, and any of those that complete the last one."""
        forms = (Form(each.word, KEYS[each.word[0]], Stream.KEY) if self.by_key else Form(each.word) for each in self.endings)
        return _with(self.text, _whole_to(self.text), Wanted(tuple(Wording(((form,),)) for form in forms)))


def suggest(engine: SearchEngine, text: str, *, languages: Sequence[str] = (), limit: int = 10) -> tuple[Suggestion, ...]:
    """The suggestions for what is typed so far, best first; none if no word is begun at its end.

    `languages` are those of the person, for names that several languages share. Raises `IndexMissing` or `EngineUnavailable`.
    """
    if limit < 1 or len(text) > MAX_TYPED or not begun(text):
        return ()
    readings = tuple(_readings(engine, text))
    found: dict[str, Suggestion] = {}
    for each in (*_of_records(engine, readings), *_of_concepts(engine, readings[0].text if readings else text, languages)):
        key = word_key(each.text)
        if key not in found or (found[key].kind is Kind.WORD and each.kind is not Kind.TITLE):
            found[key] = each
    return _chosen([each for key, each in found.items() if each.kind is not Kind.WORD or key != word_key(text)], limit=limit)


def _chosen(found: Sequence[Suggestion], *, limit: int) -> tuple[Suggestion, ...]:
    """As many of each kind as there may be, in the order of the kinds."""
    of_kind = ([each for each in found if each.kind is kind][:most] for kind, most in MOST.items())
    return tuple(each for group in of_kind for each in group)[:limit]


def _of_records(engine: SearchEngine, readings: Iterable[_Reading]) -> Iterator[Suggestion]:
    for reading in readings:
        asked = reading.asked()
        query = Query(text=reading.text, limit=HITS)
        yield from _of_results(engine.search(query, Match((asked,))), reading, asked)


def _readings(engine: SearchEngine, text: str) -> Iterator[_Reading]:
    """The text as typed or, if no word begins so, as on another keyboard; if few records have these, also in another script."""
    plain = (_Reading(other, _endings(engine, other, begun(other))) for other in (text, *layouts(text)))
    first = next((reading for reading in plain if reading.endings), None)
    if first:
        yield first
    if not first or sum(each.records for each in first.endings) < ENOUGH:
        endings = next(filter(None, (_endings(engine, text, key) for key in _keys(begun(text)))), ())
        if endings:
            yield _Reading(text, endings)


def _keys(begun: str) -> Iterator[str]:
    """The keys of words in other scripts that begin so."""
    if len(begun) >= SHORTEST_KEY:
        yield from (f"l:{spelling}" for spelling in spellings(begun, begun, language=None))
        yield f"z:{begun}"


def _endings(engine: SearchEngine, text: str, begun: str) -> tuple[Frequent, ...]:
    """What completes a word, in records that have the words before it."""
    before = _with(text, _whole_to(text))
    return engine.words(begun, within=EVERYTHING if before.is_empty() else Match((before,)), limit=ENDINGS)


def _whole_to(text: str) -> int:
    """Where the words end that are typed to their end. A Chinese character is whole, also where it begins a word."""
    at = begun_at(text)
    return at + 1 if HAN.match(text[at:]) else at


def _with(text: str, at: int, *last: Wanted) -> Asked:
    """What is asked for by the words of a text before a place, and by what stands there."""
    question = read(text)
    words = dict.fromkeys(said.wanted for said in question.words if said.end <= at)
    return Asked((*words, *last), must=question.must, never=question.never).whole()


def _of_results(results: Results, reading: _Reading, asked: Asked) -> Iterator[Suggestion]:
    """What the best records have: the words, their keywords and publishers, and their titles."""
    titles = [(hit, text) for hit in results.hit for text in hit.summary.title if _has(text, asked, reading.script)]
    for word in _words(reading, (text for _, text in titles)):
        yield Suggestion(
            Kind.WORD, reading.before + word.word, UNDETERMINED, Query(text=reading.before + word.word), count=word.records
        )
    for kind, field in ((Kind.KEYWORD, "keyword"), (Kind.PUBLISHER, "publisher")):
        texts = [text for hit in results.hit for text in getattr(hit.summary, field) if _has(text, asked, reading.script)]
        for text in _usual_first(texts, word_key(reading.text)):
            yield Suggestion(kind, text.value, text.language, _only(field, text.value))
    for hit, text in titles:
        yield Suggestion(Kind.TITLE, text.value, text.language, Query(text=text.value), record=hit.id)


def _usual_first(texts: Sequence[LocalText], start: str) -> list[LocalText]:
    """Those that begin with what is typed first, then the more frequent ones."""
    often = Counter(word_key(text.value) for text in texts)
    return sorted(texts, key=lambda text: (not word_key(text.value).startswith(start), -often[word_key(text.value)]))


def _words(reading: _Reading, titles: Iterable[LocalText]) -> Sequence[Frequent]:
    """The words that complete the last one; for keys, the words of titles that have them."""
    if not reading.by_key:
        return [each for each in reading.endings if idle(each.word, None) == CONTENT]
    wanted = {each.word for each in reading.endings}
    tokens = (token for text in titles for token in analyse(text.value, text.language.partition("-")[0]))
    found = (token.term for token in tokens if token.term and not wanted.isdisjoint(token.keys))
    counts = Counter(term for term in found if not _is_in(term, reading.script))
    return [Frequent(*each) for each in counts.most_common()]


def _has(text: LocalText, asked: Asked, script: str) -> bool:
    """Whether a text has all words that are asked for. Keys of words in `script` do not count."""
    language = text.language.partition("-")[0]
    forms = _forms(text.value, None if language == UNDETERMINED else language, script)
    return all(word.optional or any(form.term in forms for form in word.forms()) for word in asked.words)


@lru_cache(maxsize=10_000)
def _forms(text: str, language: str | None, script: str) -> frozenset[str]:
    """What the words of a text are found by. Who types asks for the same records letter by letter."""
    if not script:
        return frozenset(chain.from_iterable(streams(text, language)[:3]))
    tokens = analyse(text, language)
    forms = {form for token in tokens for form in (token.term, *token.stems)}
    return frozenset(forms | {key for token in tokens if not _is_in(token.term, script) for key in token.keys})


def _is_in(term: str, script: str) -> bool:
    return bool(term and script) and script_of(term) == script


def _only(field: str, value: str) -> Query:
    return Query(filter=(Filter(field=field, value=(value,)),))


def _of_concepts(engine: SearchEngine, text: str, languages: Sequence[str]) -> Iterator[Suggestion]:
    """The concepts whose names complete the end of the text, as many words of it as there are names for."""
    starts = [match.start() for match in WORD.finditer(text)]
    named = ((text[:start], beginning(text[start:], languages=languages)) for start in starts[-LONGEST_NAME:])
    before, found = next(((before, found) for before, found in named if found), ("", []))
    left = Counter({kind: MOST[kind] for kind in (Kind.CONCEPT, Kind.PLACE, Kind.STATE)})
    for label in found[:CONCEPTS]:
        if not left[_kind(label)]:
            continue
        each = _state(engine, label) if _kind(label) is Kind.STATE and not before else _concept(engine, text, before, label)
        if each:
            left[each.kind] -= 1
            yield each


def _state(engine: SearchEngine, label: Label) -> Suggestion | None:
    query = _only("jurisdiction", label.concept.removeprefix(PLACE))
    count = engine.count(query, EVERYTHING)
    return Suggestion(Kind.STATE, label.text, label.language, query, count=count) if count else None


def _concept(engine: SearchEngine, typed: str, before: str, label: Label) -> Suggestion | None:
    """A concept with the languages of the records that it finds, or None if there are none."""
    named = Wanted((Wording(((Form(label.concept, 1.0, Stream.CONCEPT),),)),))
    asked = _with(typed, len(before), named)
    found = engine.search(Query(text=label.text, limit=0, facet=("text_language",)), Match((asked,)))
    if not found.total:
        return None
    reaches = tuple(value.value for facet in found.facet for value in facet.value if value.count)
    text = before + label.text
    kind = Kind.PLACE if label.concept.startswith(PLACE) else Kind.CONCEPT
    return Suggestion(kind, text, label.language, Query(text=text), count=found.total, reaches=reaches)


def _kind(label: Label) -> Kind:
    if not label.concept.startswith(PLACE):
        return Kind.CONCEPT
    return Kind.STATE if label.concept.removeprefix(PLACE) in _states() else Kind.PLACE


@cache
def _states() -> frozenset[str]:
    return frozenset(code for code, each in jurisdictions().items() if each.sco_status is ScoStatus.MEMBER)
