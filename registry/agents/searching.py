"""The tool `search`: what the catalogue has about something."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from schemas.assessment import PrivacyClass
from schemas.record import CatalogRecord
from schemas.usage import ShortVerdict
from search.ask import ask
from search.params import parse, render
from search.query import MAX_OFFSET, Hit, Query, Results, Sort

from ..answers.usable import usage_counts
from ..pipeline.usable import Usable, usable
from .asked import Arguments, BadCursor, Cursor, Place, StateCode, offset_of
from .told import DESCRIPTION, NO_ADVICE, SHORT, facts, named, words
from .use import effect_line
from .writing import Answer, Item, said

Theme = Literal["AGRI", "ECON", "EDUC", "ENER", "ENVI", "GOVE", "HEAL", "INTR", "JUST", "REGI", "SOCI", "TECH", "TRAN"]


class Searched(Arguments):
    """A question and conditions; a dataset must meet all of them. Of several values of one condition, any may be met."""

    question: Annotated[
        str,
        Field(max_length=500, description="A few words in any language: air quality, вода, 空气质量."),
    ] = ""
    state: Annotated[list[StateCode], Field(max_length=20, description="States whose law touches the data, such as KG.")] = []
    licence: Annotated[
        list[str], Field(max_length=20, description="Licences by SPDX id, such as CC-BY-4.0; or unknown, ambiguous, not_stated.")
    ] = []
    privacy_class: Annotated[list[PrivacyClass], Field(max_length=7)] = []
    theme: Annotated[list[Theme], Field(max_length=13, description="Themes of the EU: ENVI is environment, HEAL health.")] = []
    portal: Annotated[list[str], Field(max_length=20, description="Ids of portals, as the tool portals lists them.")] = []
    format: Annotated[list[str], Field(max_length=20, description="Formats of files, such as CSV.")] = []
    period: Annotated[str, Field(description="The time that the data are about: 2020, 2020..2024, 2020-05..")] = ""
    changed: Annotated[str, Field(description="When the data changed last: 2026, 2026-01..2026-06, 2026-01-15..")] = ""
    use_state: Annotated[StateCode | None, Field(description="With use_purpose: only what may be used from this state.")] = None
    use_purpose: Annotated[str, Field(max_length=200, description="With use_state: what the data are for.")] = ""
    limit: Annotated[int, Field(ge=1, le=20, description="How many datasets at most.")] = 10
    cursor: Cursor = ""


_PARAMETERS = {"licence": "license", "portal": "source", "changed": "modified"}
"""The names of the search's own parameters where they differ."""

_MANY = ("state", "licence", "privacy_class", "theme", "portal", "format")


def search(place: Place, asked: Searched) -> Answer:
    """A page of what is found. Raises `InvalidQuery`, `InvalidUsage`, `BadCursor`, and as `ask` does."""
    query = query_of(asked)
    answers = usable(place.services, query)
    wanted = answers.filtered(place.services.engine, query) if answers else query
    results = ask(place.services.engine, wanted, facets=(), meaning=place.services.meaning)
    records = place.services.store.records.get_many(hit.id for hit in results.hit)
    items = [_item(place, hit, records.get(hit.id), answers) for hit in results.hit]
    by_date = query.order is not Sort.RELEVANCE
    before, most = (_place_of(asked.cursor)[0], results.total) if by_date else (query.offset, MAX_OFFSET)
    return Answer(
        head=(_head(results, before), *_counts(answers, results), *_spelling(place, results)),
        items=items,
        tail=(NO_ADVICE,) if answers else (),
        beyond=max(min(results.total, most) - before - len(results.hit), 0),
        cursor=lambda shown: _cursor(place, wanted, results, before, shown),
    )


def query_of(asked: Searched) -> Query:
    """The query that is asked for. Raises `InvalidQuery`, `InvalidUsage` and `BadCursor`."""
    return parse(list(_params(asked)))


def _params(asked: Searched) -> Iterator[tuple[str, str]]:
    yield "q", asked.question
    for name in _MANY:
        parameter = "jurisdiction" if name == "state" else _PARAMETERS.get(name, name)
        yield from ((parameter, str(value).upper() if name == "state" else str(value)) for value in getattr(asked, name))
    yield "period", asked.period
    yield "modified", asked.changed
    if asked.use_state or asked.use_purpose:
        yield "usage", f"{(asked.use_state or '').upper()}:{asked.use_purpose}"
    yield "limit", str(asked.limit)
    if not asked.question.strip():
        yield "sort", Sort.MODIFIED.value
        yield "after", _place_of(asked.cursor)[1]
    else:
        yield "offset", str(offset_of(asked.cursor, most=MAX_OFFSET))


def _place_of(cursor: str) -> tuple[int, str]:
    """How many were before, and the place behind which one goes on: `10~2025-03-04.ID`. Raises `BadCursor`."""
    number, _, place = cursor.partition("~")
    if cursor and not place:
        raise BadCursor(cursor)
    return offset_of(number), place


def _head(results: Results, before: int) -> str:
    if not results.total:
        return "Nothing is found. Ask with other words or fewer conditions; the tool overview says what there is."
    apart = results.whole is not None and results.whole < results.total
    whole = f"; {results.whole} of them have all that was asked for, the others a part or something similar" if apart else ""
    begin = f" Here from number {before + 1} on." if before else ""
    return f"{results.total:,} datasets are found{whole}.{begin} Each is here with its first texts; the tool record has all."


def _counts(answers: Usable | None, results: Results) -> Item:
    """How many datasets with the other conditions have each answer about the use, also those that are not shown."""
    if answers is None:
        return ()
    counts = usage_counts(answers, results)
    told = ", ".join(f"{each.count:,} {each.effect}" for each in counts.effects if each.count) or "none"
    rare = f"; {counts.uncounted} rare kinds were not looked at" if counts.uncounted else ""
    return (f"Use from {counts.state} for {counts.purpose}, of all with the other conditions: {told}{rare}.",)


def _spelling(place: Place, results: Results) -> Item:
    """Words that no record has, and what was probably meant: that is a word of records."""
    unknown = (f"No record has: {', '.join(results.unknown)}",) if results.unknown else ()
    offered = ((f"instead of {each.word}", each.offered, SHORT) for each in results.meant)
    return (*unknown, *said("records, as a spelling", offered, whole=place.root))


def _cursor(place: Place, query: Query, results: Results, before: int, shown: int) -> str:
    """Where to go on behind the first `shown`: a number in the order of relevance, else the place of the last one."""
    if query.order is Sort.RELEVANCE:
        return str(before + shown)
    last = results.last
    if shown < len(results.hit):
        last = ask(place.services.engine, query.model_copy(update={"limit": shown}), facets=()).last
    return f"{before + shown}~{dict(render(query.model_copy(update={'after': last, 'offset': 0}))).get('after', '')}"


def _item(place: Place, hit: Hit, record: CatalogRecord | None, answers: Usable | None) -> Item:
    if record is None:
        return (f"id {hit.id}: it was removed meanwhile.",)
    verdict = answers.verdict(hit.summary.usage_grounds) if answers else None
    return (*facts(place, record), *_use(verdict), *_words(place, hit, record))


def _use(verdict: ShortVerdict | None) -> Item:
    if verdict is None:
        return ()
    rules = "; ".join(f"{each.rule}: {each.citation}" for each in verdict.reason)
    return (f"{effect_line(verdict, by_rule=bool(verdict.reason))} Rules: {rules}",)


def _words(place: Place, hit: Hit, record: CatalogRecord) -> Item:
    dataset = record.dataset
    publisher = words("publisher", dataset.publisher.name[:1], SHORT) if dataset.publisher else ()
    through = (("found through", f"{each.asked} → {each.found}", SHORT) for each in hit.through)
    return named(place, record, *publisher, *words("description", dataset.description[:1], DESCRIPTION), *through)
