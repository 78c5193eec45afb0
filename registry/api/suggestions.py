"""What completes a text that is being typed, and what else could be searched for."""

from typing import Annotated

from fastapi import APIRouter, Query

from search.ask import ask
from search.params import MAX_TEXT
from search.query import Query as Asked
from search.related import related
from search.suggesting import suggest

from ..answers import links
from ..answers.suggestions import RelatedSearchesAnswer, SuggestionsAnswer, related_view, suggestions_view
from . import documentation
from .services import ServicesDep

router = APIRouter(prefix=links.ROOT, tags=["datasets"])

MOST = 20

Typed = Annotated[
    str, Query(max_length=MAX_TEXT, description="What is typed so far, in any language and script.", examples=["вод"])
]
Languages = Annotated[
    list[str],
    Query(
        max_length=20, description="A language of the person (BCP 47), for names that several languages share. May be repeated."
    ),
]
Limit = Annotated[int, Query(ge=1, le=MOST, description="How many to answer at most.")]


@router.get(
    "/suggestions",
    summary="Complete what is typed",
    responses=documentation.problems("request-invalid", "index-missing", "engine-unavailable"),
)
def complete(services: ServicesDep, q: Typed = "", language: Languages = [], limit: Limit = 10) -> SuggestionsAnswer:  # noqa: B006
    """Words, concepts, states, places, keywords, publishers and titles that complete the text, in any script, on any keyboard.

    Nothing completes a text without a word at its end.
    """
    return suggestions_view(suggest(services.engine, q, languages=language, limit=limit))


@router.get(
    "/related",
    summary="List related searches",
    responses=documentation.problems("request-invalid", "index-missing", "engine-unavailable"),
)
def relate(services: ServicesDep, q: Typed = "", language: Languages = [], limit: Limit = 10) -> RelatedSearchesAnswer:  # noqa: B006
    """Other searches, each of which finds something: keywords of the first hits, and wider, narrower or neighbouring concepts."""
    query = Asked(text=q)
    results = ask(services.engine, query, facets=())
    return related_view(related(services.engine, query, results, languages=language, limit=limit))
