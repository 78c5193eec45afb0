"""Finding datasets and reading their records."""

from datetime import date
from typing import Annotated
from uuid import UUID

import typer

from schemas.record import CatalogRecord, Status
from search.ask import ask
from search.errors import InvalidQuery
from search.explain import explain
from search.explanation import Explanation
from search.params import parse
from search.query import Query, Results
from search.similar import similar as similar_to
from search.suggesting import suggest as complete

from ..answers.records import past_view, record_view
from ..answers.search import Explanations, search_view
from ..answers.similar import similar_view
from ..answers.suggestions import suggestions_view
from ..pipeline.past import as_of, told_by
from ..pipeline.usable import usable
from ..services import Services
from . import terminal
from .days import STATES, day, not_kept
from .filters import takes_filters, understood
from .parts import Json, app, fail, installation, print_json

Where = Annotated[
    list[str] | None, typer.Option(metavar="FIELD=VALUE", help="Only records that have this value. May be repeated.")
]
Way = Annotated[
    list[str] | None,
    typer.Option(metavar="WAY", help="typed, concept (other words and languages) or meaning; without it all. May be repeated."),
]

Usage = Annotated[
    list[str] | None,
    typer.Option(
        metavar="STATE:PURPOSE[:EFFECT]",
        help="Only what may be used from a state for a purpose, e.g. KZ:ai_training, or has this effect. May be repeated.",
    ),
]


@app.command()
@takes_filters(but=("q", "way", "usage"))
def search(
    text: Annotated[str, typer.Argument(help="Words in any language; empty finds everything.")] = "",
    *,
    where: Where = None,
    way: Way = None,
    usage: Usage = None,
    sort: Annotated[str, typer.Option(help="relevance, modified, oldest, changed, changed_oldest or id.")] = "relevance",
    limit: Annotated[int, typer.Option(help="How many to print.")] = 10,
    offset: Annotated[int, typer.Option(help="How many to skip.")] = 0,
    facet: Annotated[
        list[str] | None, typer.Option(metavar="FIELD", help="Count the values of this field too. May be repeated.")
    ] = None,
    explained: Annotated[bool, typer.Option("--explain", help="Say of each dataset why it is there.")] = False,
    as_json: Json = False,
    filters: list[tuple[str, str]],
) -> None:
    """Find datasets. Values of filters are codes, or the words that the pages have for them."""
    asked = [("q", text), ("sort", sort), ("limit", str(limit)), ("offset", str(offset))]
    asked += [(name, each) for name, values in (("way", way), ("usage", usage), ("facet", facet)) for each in values or ()]
    parse([*asked, *filters, *map(pair, where or [])])  # what is wrong is said before anything is opened
    with installation() as services:
        query = parse([*asked, *understood(services, [*filters, *map(pair, where or [])])])
        answers = usable(services, query)
        query = answers.filtered(services.engine, query) if answers else query
        results = ask(services.engine, query, facets=None if as_json else query.facet, meaning=services.meaning)
        reasons = _reasons(services, query, results) if explained else ()
    if as_json:
        print_json(Explanations(items=reasons) if explained else search_view(results, query, answers))
    else:
        terminal.print_hits(results, reasons, answers)


def _reasons(services: Services, query: Query, results: Results) -> tuple[Explanation, ...]:
    """Why each hit is there. A record that has left the store since it was indexed is passed over."""
    records = (services.store.records.get(hit.id) for hit in results.hit)
    return tuple(explain(services.engine, query, record, meaning=services.meaning) for record in records if record)


@app.command()
def show(
    record: Annotated[UUID, typer.Argument(metavar="ID", help="A record's id.")],
    *,
    at: Annotated[
        str | None, typer.Option(metavar="DAY", help="As it stood at the end of a day (UTC); without it, as it is now.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Print a record with its licence, jurisdiction and privacy class, and the reasons."""
    with installation() as services:
        found = services.store.records.get(record)
        if found is None:
            fail(f"There is no record {record}.", code=1)
        of_day = day(at)
        if of_day:
            _show_past(services, found, of_day, as_json=as_json)
            return
        answer = record_view(services, found, services.rules)
    if as_json:
        print_json(answer)
    else:
        terminal.print_record(found, services.rules)
        if answer.moved_to:
            terminal.answer(f"The dataset has another record now: {answer.moved_to.rpartition('/')[2]}")


def _show_past(services: Services, current: CatalogRecord, of_day: date, *, as_json: bool) -> None:
    """Print a record as it stood at the end of a day. Raises what `past_view` raises."""
    if as_json:
        print_json(past_view(services, current, of_day))
        return
    rules, past = told_by(services, as_of(services, current, of_day))
    withdrawn = ", when the portal did not list it" if past.record.status is Status.WITHDRAWN else ""
    terminal.print_record(past.record, rules)
    terminal.answer(f"As it stood at the end of {of_day} (UTC){withdrawn}: version {past.record.version},")
    terminal.answer(f"  {STATES[past.rests_on.state]}; entry {past.rests_on.entry} of the history, {past.rests_on.entry_hash}")
    for line in not_kept(past.rests_on.not_kept):
        terminal.answer(line)


@app.command()
def suggest(text: Annotated[str, typer.Argument(help="What is typed so far.")], *, as_json: Json = False) -> None:
    """Print what completes a text: words, concepts, places, keywords, publishers, titles."""
    with installation() as services:
        found = complete(services.engine, text)
    if as_json:
        print_json(suggestions_view(found))
    else:
        terminal.print_suggestions(found)


@app.command()
def similar(record: Annotated[UUID, typer.Argument(metavar="ID", help="A record's id.")], *, as_json: Json = False) -> None:
    """Print the datasets that are similar to one, and why."""
    with installation() as services:
        found = services.store.records.get(record)
        if found is None:
            fail(f"There is no record {record}.", code=1)
        near = similar_to(services.engine, found, meaning=services.meaning)
    if as_json:
        print_json(similar_view(near))
    else:
        terminal.print_similar(near)


def pair(condition: str) -> tuple[str, str]:
    """The parameter of a condition `FIELD=VALUE`. Raises `InvalidQuery`."""
    name, equals, value = condition.partition("=")
    if not equals:
        raise InvalidQuery("where", f"{condition!r} is not of the form FIELD=VALUE")
    return name, value
