"""The one entry to search: all code that looks for records asks here, and no other code asks an engine for them.

A question is read (`asking`), each way finds its best records, their lists are merged, and the engine gives the page.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple
from uuid import UUID

from .asking.meaning import Meant, meant
from .asking.near import Mended, mended
from .asking.question import Question, exact, read
from .asking.scope import scope, scoped
from .asking.wanted import EVERYTHING, Asked, Match
from .engine import Candidate, SearchEngine
from .fields import FACETS
from .highlight import Marker, marker
from .meaning.meaning import Meaning
from .merging import Ranked, boosted, merged
from .query import Hit, Query, Results, Sort, Understood, Way
from .ranking import ENOUGH, SHARES, WINDOW
from .spelling import corrections
from .streams import Stream
from .values import GROUNDS


@dataclass(frozen=True)
class Found:
    """What a question finds: the records, the best of them in order, how the ways read it, and words that no record has.

    `question` is what was said, `asked` how each way reads it, `lists` the best records of each way. `whole` is how many records
    have all that was asked for; None stands for all that are found.
    """

    match: Match
    question: Question
    asked: Mapping[Way, Asked]
    lists: Mapping[Way, Sequence[Candidate]]
    first: tuple[Ranked, ...]
    concepts: Mapping[str, str]
    mended: Mended
    whole: int | None
    understood: tuple[Understood, ...]


def ask(engine: SearchEngine, query: Query, *, facets: Sequence[str] | None = None, meaning: Meaning | None = None) -> Results:
    """The answer to a query. `facets` are the fields to count; without it those that the query names or, if it names none, all.
    If the query has a `usage`, `usage_grounds` is counted too.

    `meaning` also finds what is similar in meaning, in an order of relevance. Raises `UnknownField`, `IndexMissing` or
    `EngineUnavailable`.
    """
    names = tuple(facets) if facets is not None else query.facet or FACETS
    if query.usage and GROUNDS not in names:
        names = (*names, GROUNDS)
    asked_for = query.model_copy(update={"facet": names})
    if not query.text.strip():
        return engine.search(asked_for)
    found = find(engine, query, meaning)
    results = engine.search(asked_for, found.match, first=[each.id for each in found.first])
    whole = results.total if found.whole is None else found.whole
    told = {"whole": whole, "unknown": found.mended.unknown, "read_as": found.mended.typed, "understood": found.understood}
    told |= {"meant": corrections(engine, found.mended.missing)}
    return results.model_copy(update={"hit": _explained(results.hit, found), **told})


def count(engine: SearchEngine, query: Query, *, meaning: Meaning | None = None) -> int:
    """How many records a query has in all. Raises as `ask` does."""
    return ask(engine, query.model_copy(update={"offset": 0, "limit": 0}), facets=(), meaning=meaning).total


@dataclass(frozen=True)
class Cuts:
    """Answers cuts of what a query finds: the query with more filters, with facets, or a page of it, in an order by date.

    All cuts are of the same records. A search of its own for a cut finds the same if the cut has `same_from` records or more;
    with fewer, it may also find records that lack a word of the question.
    """

    engine: SearchEngine
    match: Match
    same_from: int

    def __call__(self, cut: Query) -> Results:
        """Raises as `ask` does."""
        return self.engine.search(cut.model_copy(update={"sort": Sort.MODIFIED}), self.match)


def cuts(engine: SearchEngine, query: Query) -> Cuts:
    """The cuts of what a query finds; its text is read once, as in an order by date. Raises as `ask` does."""
    if not query.text.strip():
        return Cuts(engine, EVERYTHING, 0)
    match = find(engine, query.model_copy(update={"sort": Sort.MODIFIED}), None).match
    is_loosest = all(each == each.with_least(round(SHARES[-1] * each.counted)) for each in match.asked)
    return Cuts(engine, match, 0 if is_loosest else ENOUGH)


def find(engine: SearchEngine, query: Query, meaning: Meaning | None) -> Found:
    """What a question with text finds. Raises as `ask` does."""
    question = read(query.text)
    spots = scope(question.text, query.literal)
    mend = mended(scoped(question, spots), engine.held)
    question = mend.question
    other = meant(question, query.literal) if _goes(query, Way.CONCEPT) else None
    unknown = _unknown(engine, mend, other)
    question = _counting(question, set(mend.unknown) - set(unknown))
    mend = replace(mend, unknown=unknown)
    read_by = ({Way.TYPED: question.typed()} if _goes(query, Way.TYPED) else {}) | ({Way.CONCEPT: other.asked} if other else {})
    asked, lists, is_enough, whole = _enough(engine, query, read_by)
    also: list[UUID] = []
    titled: Sequence[Candidate] = ()
    if query.order is Sort.RELEVANCE:
        if not is_enough:
            lists = _best(engine, query, {way: each.with_least(1) for way, each in asked.items()}, limit=ENOUGH)
            also += [each.id for candidates in lists.values() for each in candidates]
        meaning = meaning if _goes(query, Way.MEANING) else None
        near = [each for each, _ in meaning.similar(query.text, WINDOW)] if meaning else []
        title = Match((exact(query.text),) if Way.TYPED in lists else ())
        titled, similar = engine.best(query, (title, Match(also=tuple(near))), limit=WINDOW)
        if meaning:
            lists[Way.MEANING] = _in_order(similar, near)
            also += near
    else:
        lists = {}
    if whole is None and also:
        whole = engine.count(query, Match(tuple(asked.values())))
    match = Match(tuple(asked.values()), also=tuple(dict.fromkeys(also)))
    ranked = merged(lists, exact=[each.id for each in titled])
    if whole is not None and whole > WINDOW:  # the rest of those with all words comes before those with a part
        ranked = [each for each in ranked if each.whole]
    understood = tuple(Understood(kind=each.kind, text=query.text[each.start : each.end], value=each.values) for each in spots)
    concepts = other.concepts if other else {}
    return Found(match, question, asked, lists, tuple(ranked), concepts, mend, whole, understood)


def _unknown(engine: SearchEngine, mend: Mended, other: Meant | None) -> tuple[str, ...]:
    """The words that no record has, without those that are part of what records have in other words."""
    if not other or not mend.unknown:
        return mend.unknown
    words = [word for word in other.asked.words if any(form.stream is Stream.CONCEPT for form in word.forms())]
    had = [word.text for word, is_had in zip(words, engine.held(words), strict=True) if is_had]
    return tuple(word for word in mend.unknown if all(word not in text for text in had))


def _counting(question: Question, texts: Collection[str]) -> Question:
    """The question in which words count that no record has, because records have them in other words."""
    missing = {said for said in question.words if said.wanted.text in texts}
    words = (replace(said, wanted=replace(said.wanted, optional=False)) if said in missing else said for said in question.words)
    return replace(question, words=tuple(words))


def _best(engine: SearchEngine, query: Query, asked: Mapping[Way, Asked], *, limit: int) -> dict[Way, Sequence[Candidate]]:
    """The best records of each way."""
    found = engine.best(query, [Match((each,)) for each in asked.values()], limit=limit)
    return dict(zip(asked, map(boosted, found), strict=True))


def _goes(query: Query, way: Way) -> bool:
    return not query.way or way in query.way


def _in_order(candidates: Sequence[Candidate], order: Sequence[UUID]) -> tuple[Candidate, ...]:
    by_id = {candidate.id: candidate for candidate in candidates}
    return tuple(by_id[each] for each in order if each in by_id)


class _Enough(NamedTuple):
    """The questions of the ways, the best records of each, whether they find enough, and how many records have all of the words.

    `whole` is None if these are so many that they were not counted: then they are all that the questions find.
    """

    asked: dict[Way, Asked]
    lists: dict[Way, Sequence[Candidate]]
    is_enough: bool
    whole: int | None


def _enough(engine: SearchEngine, query: Query, asked: Mapping[Way, Asked]) -> _Enough:
    """The questions with as many of their words as it takes to find enough records under the filters.

    So what has only a part of the question is found only where little has the whole of it. A list that is not full has all
    records of its way, so nothing is counted.
    """
    tries = [{way: each.whole() for way, each in asked.items()}]
    tries += [{way: each.with_least(round(share * each.counted)) for way, each in asked.items()} for share in SHARES]
    whole: int | None = None
    for at, each in enumerate(tries):
        if each in tries[:at]:
            continue
        lists = _best(engine, query, each, limit=WINDOW)
        found = len({candidate.id for candidates in lists.values() for candidate in candidates})
        if at == 0 and all(len(candidates) < WINDOW for candidates in lists.values()):
            whole = found
        if found >= ENOUGH:
            return _Enough(each, lists, is_enough=True, whole=whole)
    return _Enough(tries[-1], {}, is_enough=False, whole=whole)


def _explained(hits: Sequence[Hit], found: Found) -> tuple[Hit, ...]:
    """The hits with what was found in them marked, and how they were found."""
    marks = marker(found.question.typed(), found.concepts)
    ranked = {each.id: each for each in found.first}
    return tuple(_with(hit, marks, ranked.get(hit.id)) for hit in hits)


def _with(hit: Hit, marks: Marker, ranked: Ranked | None) -> Hit:
    how: dict[str, object] = {"highlight": marks.highlight(hit.summary), "through": marks.through(hit.summary)}
    if ranked:
        how |= {"score": ranked.score, "way": ranked.ways, "whole": ranked.whole}
    return hit.model_copy(update=how)
