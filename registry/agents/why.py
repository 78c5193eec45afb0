"""The tool `why`: why a search finds a dataset, why something is concluded of it, why it may be used or not."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from schemas.record import CatalogRecord
from schemas.usage import UsageRequest, UsedRule
from search.explain import explain
from search.explanation import Explanation, Seen, WordExplained
from search.params import parse

from ..answers.usage import given
from .asked import Arguments, Cursor, Place, StateCode, offset_of
from .record import findings, found_record
from .told import NO_ADVICE, SHORT, head_of, named, portal
from .use import ancestors, effect_line
from .writing import Answer, Item, said

SEEN = 6
"""The most places of a word that are shown."""


class About(StrEnum):
    """What is to be explained."""

    SEARCH = "search"
    LICENCE = "licence"
    JURISDICTION = "jurisdiction"
    PRIVACY_CLASS = "privacy_class"
    USE = "use"


class Why(Arguments):
    """One dataset, and what is to be explained of it."""

    id: Annotated[UUID, Field(description="The id of a dataset, as search gives it.")]
    about: Annotated[About, Field(description="search needs question; use needs state and purpose.")]
    question: Annotated[str, Field(max_length=500, description="With about=search: the question of that search.")] = ""
    state: Annotated[StateCode | None, Field(description="With about=use: the state of the use.")] = None
    purpose: Annotated[str, Field(max_length=200, description="With about=use: what the data are for.")] = ""
    cursor: Cursor = ""


class Incomplete(ValueError):
    """Something is asked for that needs more arguments."""

    def __init__(self, about: About, *needed: str) -> None:
        super().__init__(f"about={about} needs {' and '.join(needed)}.")


def why(place: Place, asked: Why) -> Answer:
    """The reasons. Raises `RecordMissing`, `Incomplete`, `InvalidUsage`, `BadCursor`, and as `ask` does."""
    found = found_record(place, asked.id)
    match asked.about:
        case About.SEARCH:
            return _of_search(place, found, asked)
        case About.USE:
            return _of_use(place, found, asked)
        case about:
            head: Item = (head_of(place, found), *named(place, found))
            begin = offset_of(asked.cursor)
            return Answer(
                head=head,
                items=findings(place, found, about.value)[begin:],
                tail=(f"All of it: {place.record(found.id)}",),
                cursor=lambda shown: str(begin + shown),
            )


def _of_search(place: Place, found: CatalogRecord, asked: Why) -> Answer:
    if not asked.question.strip():
        raise Incomplete(asked.about, "question")
    told = explain(place.services.engine, parse([("q", asked.question)]), found, meaning=place.services.meaning)
    begin = offset_of(asked.cursor)
    return Answer(
        head=(head_of(place, found), *named(place, found), *_ways(told)),
        items=[_word(place, found, each) for each in told.word][begin:],
        cursor=lambda shown: str(begin + shown),
    )


def _ways(told: Explanation) -> Item:
    where = f"place {told.place} in the answer" if told.place else "not among the best of any way of finding"
    has = "it has all that was asked for" if told.whole else "it has a part of what was asked for"
    ranks = (f"{each.way}: {f'place {each.rank} of {each.of}' if each.rank else 'not found so'}" for each in told.way)
    unknown = (f"no record has: {', '.join(told.unknown)}",) if told.unknown else ()
    return (f"{where}; {has}", f"ways: {'; '.join(ranks)}", *unknown)


def _word(place: Place, found: CatalogRecord, word: WordExplained) -> Item:
    if not word.seen:
        return (f"“{word.text}”: not in the record",)
    seen = [(f"{each.field}, {_how(each)}", each.found, SHORT) for each in word.seen[:SEEN]]
    but = (f"{len(word.seen) - SEEN} more places",) if len(word.seen) > SEEN else ()
    shown = said(portal(found.source), seen, whole=place.record(found.id), but=but)
    return (f"“{word.text}” (worth {word.worth:.2f}) is in:", *shown)


def _how(seen: Seen) -> str:
    told = {
        "written": "the same word",
        "stem": "another form of it",
        "key": "in another script or transliteration",
        "spelling": "spelt alike",
        "concept": "other words for it",
    }
    return told[seen.how]


def _of_use(place: Place, found: CatalogRecord, asked: Why) -> Answer:
    if not (asked.state and asked.purpose.strip()):
        raise Incomplete(asked.about, "state", "purpose")
    verdict = given(place.services, found, UsageRequest(state=asked.state.upper(), purpose=asked.purpose), at=None).verdict
    begin = offset_of(asked.cursor)
    items = [*map(_rule, verdict.rule), *[(f"missing: {each.question}",) for each in verdict.missing]]
    items += [(f"it would be {each.effect} if {each.fact} were: {each.value}",) for each in verdict.would_change if not each.of]
    items += [
        (f"it would be {each.effect} if, of {each.of}, {each.fact} were: {each.value}",)
        for each in verdict.would_change
        if each.of
    ]
    return Answer(
        head=(
            f"{head_of(place, found)}: {effect_line(verdict, by_rule=bool(verdict.rule))}",
            *named(place, found),
            *ancestors(verdict.ancestor),
        ),
        items=items[begin:],
        tail=(NO_ADVICE,),
        cursor=lambda shown: str(begin + shown),
    )


def _rule(rule: UsedRule) -> Item:
    """A rule with its article. A person who has confirmed it is not named."""
    state = f" of {rule.state}" if rule.state else ""
    until = f" until {rule.valid_until}" if rule.valid_until else ""
    valid = f"; in force since {rule.valid_from}{until}" if rule.valid_from else ""
    own = "; a rule of this installation" if rule.own else ""
    confirmed = f"; confirmed for this installation since {rule.confirmation.day}" if rule.confirmation else ""
    told = f"rule {rule.id}{state} ({rule.ground}): {rule.effect}, confidence {rule.confidence}{valid}{own}{confirmed}"
    return (told, f"  {rule.citation}", *(f"  source: {each.source}" for each in rule.source))
