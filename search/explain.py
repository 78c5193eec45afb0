"""Why a record is found by a question, or is not: by the same steps as the search itself (`ask`), for one record."""

from collections.abc import Iterator

from schemas.record import CatalogRecord

from .ask import Found, find
from .asking.wanted import Match, Wanted
from .completeness import completeness
from .concepts.recognition import WIDER
from .engine import SearchEngine
from .errors import InvalidQuery
from .explanation import Explanation, Seen, WayExplained, WordExplained
from .fields import FIELDS, SORT_DAY
from .meaning.meaning import Meaning
from .merging import boost, newest
from .query import Query, Sort, Way
from .ranking import WINDOW
from .sightings import Passage, has_title, passages, sightings


def explain(engine: SearchEngine, query: Query, record: CatalogRecord, *, meaning: Meaning | None = None) -> Explanation:
    """Why a query finds a record, in the order of relevance. Raises `InvalidQuery` if it has no words, and as `ask` does."""
    if not query.text.strip():
        raise InvalidQuery("q", "Ask in words: without them the order is by date, and there is nothing to explain.")
    by_relevance = query.model_copy(update={"sort": Sort.RELEVANCE, "after": None})
    found = find(engine, by_relevance, meaning)
    texts = passages(record)
    words = _words(found, texts)
    day = FIELDS[SORT_DAY].day
    place = next((at for at, each in enumerate(found.first, start=1) if each.id == record.id), None)
    return Explanation(
        id=record.id,
        text=query.text,
        read_as=found.mended.typed,
        place=place,
        passes=any(engine.best(by_relevance, [Match(also=(record.id,))], limit=1)),
        whole=found.first[place - 1].whole if place else _is_whole(words),
        exact_title=has_title(texts, found.mended.typed or query.text),
        word=words,
        unknown=found.mended.unknown,
        way=tuple(_ways(found, record)),
        day=day(record) if day else None,
        completeness=completeness(record),
    )


def _words(found: Found, texts: list[Passage]) -> tuple[WordExplained, ...]:
    typed = found.question.typed()
    wanted = (*typed.must, *typed.words)
    seen = sightings(texts, wanted, _named(found))
    told = tuple(_word(word, seen.get(word, [])) for word in wanted)
    lost = (text for text in found.mended.unknown if all(text != word.text for word in told))
    return (*told, *(WordExplained(text=text, worth=0.0, optional=True) for text in lost))


def _is_whole(words: tuple[WordExplained, ...]) -> bool:
    return any(word.seen for word in words) and all(word.seen or word.optional for word in words)


def _named(found: Found) -> dict[str, str]:
    """By token of a concept that is looked for, or of a narrower one, what the person wrote for it."""
    return {**found.concepts, **{f"{WIDER}{concept}": text for concept, text in found.concepts.items()}}


def _word(word: Wanted, seen: list[Seen]) -> WordExplained:
    is_phrase = any(wording.phrase for wording in word.wordings)
    return WordExplained(text=word.text, worth=word.worth, optional=word.optional, phrase=is_phrase, seen=tuple(seen))


def _ways(found: Found, record: CatalogRecord) -> Iterator[WayExplained]:
    """Where the record is in the list of each way that was gone."""
    for way, candidates in found.lists.items():
        rank = next((at for at, each in enumerate(candidates, start=1) if each.id == record.id), None)
        scored = candidates[rank - 1] if rank and way is not Way.MEANING else None
        added = round(boost(scored, newest(candidates)), 4) if scored else None
        yield WayExplained(way=way, rank=rank, score=scored and scored.score, boost=added, of=min(len(candidates), WINDOW))
