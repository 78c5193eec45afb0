"""Both engines answer the same thousand questions over the same records: alike, but for the ranking, which may differ."""

import random
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from statistics import mean

import pytest

from schemas.assessment import PrivacyClass
from schemas.record import CatalogRecord
from search import open_engine
from search.ask import ask
from search.document import Document, document
from search.engine import Delete, SearchEngine
from search.fields import FACETS, FILTERS
from search.query import MAX_LIMIT, DateRange, Filter, Query, Results, Sort
from search.ranking import ENOUGH
from search.streams import Stream
from tests.catalogue import words
from tests.factories import NOON, jurisdiction_of, record
from tests.live.elasticsearch import fresh_address

RECORDS = 600
QUESTIONS = 1000
MOMENTS = 40
"""In how many seconds the records changed."""
STATES = ("KG", "RU", "IR", "UZ", "CN", "IN", "PK", "KZ")
LICENSES = ("CC-BY-4.0", "CC0-1.0", "ODbL-1.0", None)
FORMATS = ("CSV", "XLSX", "JSON", "PDF", "XML")
THEMES = ("ENVI", "HEAL", "TRAN", "EDUC")

OVERLAP = 0.95
"""How many of the best ten both engines must share, on average. Measured: 0.988 on average and at least 0.9; the rest have nearly
equal scores."""


@cache
def vocabularies() -> tuple[tuple[str, ...], ...]:
    """Few words of each portal's language, so that many records share them."""
    return tuple(tuple(random.Random(at).sample(each, 50)) for at, each in enumerate(words()))


def generated(number: int) -> CatalogRecord:
    """A record with the words of one language, different from others in every field."""
    chance = random.Random(number)
    language = chance.choice(vocabularies())
    day = date(2015, 1, 1) + timedelta(days=chance.randrange(4200))
    return record(
        " ".join(chance.choices(language, k=chance.randint(2, 9))),
        identifier=f"generated-{number}",
        description=" ".join(chance.choices(language, k=chance.randint(0, 60))),
        keyword={"und": chance.choices(language, k=chance.randint(0, 4))},
        publisher=chance.choice(["", *(f"{language[at]} {language[-at]}" for at in range(1, 9))]),
        source=f"portal_{number % 7}",
        status="withdrawn" if number % 11 == 0 else "active",
        license=chance.choice(LICENSES),
        jurisdiction=jurisdiction_of(chance.choice(STATES), storage_state=chance.sample(STATES, chance.randint(0, 2))),
        privacy_class=chance.choice(list(PrivacyClass)),
        access_rights=chance.choice(((), ("PUBLIC",), ("RESTRICTED",))),
        theme=chance.sample(THEMES, chance.randint(0, 2)),
        file_format=chance.sample(FORMATS, chance.randint(0, 3)),
        modified=chance.choice((None, day.isoformat(), day.isoformat()[:7], day.isoformat()[:4])),
    )


def question(number: int, documents: Sequence[Document]) -> Query:
    """A question about what is there, and about a little that is not."""
    chance = random.Random(number)
    chosen = [name for name in FILTERS if chance.random() < 0.05]
    start = date(2015, 1, 1) + timedelta(days=chance.randrange(3000)) if chance.random() < 0.1 else None
    end = (start or date(2018, 1, 1)) + timedelta(days=chance.randrange(3000)) if chance.random() < 0.1 else None
    return Query(
        text=asked_words(chance, documents),
        filter=tuple(Filter(field=name, value=values(chance, documents, name)) for name in chosen),
        range=(DateRange(field="modified", start=start, end=end), *changes(chance)),
        sort=chance.choice((*Sort, Sort.RELEVANCE, Sort.RELEVANCE)),
        offset=chance.choice((0, 0, 0, 5, 50)),
        limit=chance.choice((0, 10, 20, MAX_LIMIT)),
        facet=tuple(chance.sample(FACETS, chance.randint(0, len(FACETS)))),
        facet_size=chance.choice((1, 3, 50)),
    )


def changes(chance: random.Random) -> Iterator[DateRange]:
    """Sometimes only what changed in some seconds."""
    if chance.random() < 0.1:
        start = NOON + timedelta(seconds=chance.randrange(MOMENTS))
        yield DateRange(field="record_modified", start=start, end=chance.choice((None, start, start + timedelta(seconds=9))))


def asked_words(chance: random.Random, documents: Sequence[Document]) -> str:
    """No words, or some words of one record, with or without quotation marks, sometimes with a word that no record has."""
    if chance.random() < 0.25:
        return ""
    summary = chance.choice(documents).summary
    text = chance.choice([summary.title, summary.description or summary.title])[0].value.split()
    start = chance.randrange(len(text))
    taken = text[start : start + chance.randint(1, 3)]
    form = chance.choice(("{}", "{}", "{}", '"{}"', "{} of the", "{} zebra"))
    return form.format(chance.choice((str.upper, str.lower, str))(" ".join(taken)))


def values(chance: random.Random, documents: Sequence[Document], name: str) -> tuple[str, ...]:
    """Values of a filter: of some records, and sometimes one that no record has."""
    found = [value for each in chance.sample(documents, 5) for value in each.values[name]]
    return tuple(chance.sample([*found, "nowhere"], min(len(found) + 1, chance.randint(1, 3))))


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    return [document(generated(at), modified=NOON + timedelta(seconds=at % MOMENTS)) for at in range(RECORDS)]


@pytest.fixture(scope="module")
def engines(
    documents: list[Document], elasticsearch: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[SearchEngine, SearchEngine]]:
    """Both engines with the same records, written in the same way: some were updated, some deleted."""
    with (
        closing(open_engine(f"tantivy:{tmp_path_factory.mktemp('embedded')}")) as embedded,
        fresh_address(elasticsearch) as address,
        closing(open_engine(address)) as elastic,
    ):
        for engine in (embedded, elastic):
            engine.rebuild(iter(documents[:400]))
            engine.update(documents[400:])
            engine.update([replace(documents[at], version=2, streams=documents[at + 1].streams) for at in range(0, 300, 3)])
            engine.update([Delete(documents[at].id, 3) for at in range(0, 500, 25)])
        yield embedded, elastic


def test_a_thousand_questions_have_the_same_answers(
    engines: tuple[SearchEngine, SearchEngine], documents: list[Document]
) -> None:
    overlaps = []
    found = 0
    for number in range(QUESTIONS):
        query = question(number, documents)
        one, other = (ask(engine, query) for engine in engines)
        assert one.whole == other.whole, query
        assert one.unknown == other.unknown, query
        if not query.text or query.sort is not Sort.RELEVANCE or (one.whole or 0) >= ENOUGH:
            assert one.total == other.total, query
            assert one.facet == other.facet, query
        else:  # the best of those that lack words are added, and scores differ a little
            assert abs(one.total - other.total) <= 2 * ENOUGH, query
        if query.sort is Sort.RELEVANCE and query.text:
            overlaps += same_ranking(query, one, other)
        else:
            assert one.hit == other.hit, query
            assert one.last == other.last, query
        found += one.total > 0
    assert found > QUESTIONS / 3  # else the questions prove little
    assert len(overlaps) > QUESTIONS / 20
    assert mean(overlaps) >= OVERLAP, min(overlaps)


def same_ranking(query: Query, one: Results, other: Results) -> Iterator[float]:
    """The share of the best ten that both have, where there is a choice; all the records where there is none."""
    if one.total == other.total:
        assert len(one.hit) == len(other.hit), query
    mine, theirs = ({hit.id: hit.model_copy(update={"score": None}) for hit in answer.hit} for answer in (one, other))
    for identifier in mine.keys() & theirs.keys():
        assert mine[identifier].summary == theirs[identifier].summary, query
        assert mine[identifier].highlight == theirs[identifier].highlight, query
        assert mine[identifier].through == theirs[identifier].through, query
    if query.offset == 0 and one.total == one.whole == other.total <= query.limit:
        assert mine.keys() == theirs.keys(), query
    if query.offset == 0 and query.limit >= 10 and one.total > 10:
        first, second = ({hit.id for hit in answer.hit[:10]} for answer in (one, other))
        yield len(first & second) / 10


def test_both_complete_words_alike(engines: tuple[SearchEngine, SearchEngine], documents: list[Document]) -> None:
    for engine in engines:  # else Tantivy has words of documents that are gone
        engine.rebuild(iter(documents))
    chance = random.Random(1)
    for _ in range(100):
        word = chance.choice(chance.choice(documents).streams[Stream.TERM]["title"].split())
        begun = word[: chance.randint(1, len(word))]
        one, other = ({each.word for each in engine.words(begun, limit=1000)} for engine in engines)
        assert one == other, begun


def test_both_have_the_same_versions(engines: tuple[SearchEngine, SearchEngine]) -> None:
    embedded, elastic = engines
    assert list(embedded.versions()) == list(elastic.versions())
    assert embedded.check().count == elastic.check().count
