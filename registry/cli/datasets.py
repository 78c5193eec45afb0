"""Finding datasets and reading their records."""

from typing import Annotated
from uuid import UUID

import typer

from search.ask import ask
from search.errors import InvalidQuery
from search.params import parse

from ..answers.records import record_view
from ..answers.search import search_view
from . import terminal
from .parts import Json, app, fail, installation, print_json

Where = Annotated[
    list[str] | None, typer.Option(metavar="FIELD=VALUE", help="Only records that have this value. May be repeated.")
]


@app.command()
def search(
    text: Annotated[str, typer.Argument(help="Words in any language; empty finds everything.")] = "",
    *,
    where: Where = None,
    sort: Annotated[str, typer.Option(help="relevance, modified or oldest.")] = "relevance",
    limit: Annotated[int, typer.Option(help="How many to print.")] = 10,
    offset: Annotated[int, typer.Option(help="How many to skip.")] = 0,
    as_json: Json = False,
) -> None:
    """Find datasets."""
    query = parse([("q", text), ("sort", sort), ("limit", str(limit)), ("offset", str(offset)), *map(_pair, where or [])])
    with installation() as services:
        results = ask(services.engine, query, facets=None if as_json else ())
    if as_json:
        print_json(search_view(results, query))
    else:
        terminal.print_hits(results)


@app.command()
def show(record: Annotated[UUID, typer.Argument(metavar="ID", help="A record's id.")], *, as_json: Json = False) -> None:
    """Print a record with its licence, jurisdiction and privacy class, and the reasons."""
    with installation() as services:
        found = services.store.records.get(record)
        if found is None:
            fail(f"There is no record {record}.", code=1)
        answer = record_view(services.store, found)
    if as_json:
        print_json(answer)
    else:
        terminal.print_record(found)
        if answer.moved_to:
            terminal.answer(f"The dataset has another record now: {answer.moved_to.rpartition('/')[2]}")


def _pair(condition: str) -> tuple[str, str]:
    name, equals, value = condition.partition("=")
    if not equals:
        raise InvalidQuery("where", f"{condition!r} is not of the form FIELD=VALUE")
    return name, value
