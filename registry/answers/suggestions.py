"""What completes a text that is being typed, and what else could be searched for: the shapes, and functions that make them."""

from collections.abc import Iterable

from schemas.model import Model
from search.params import render
from search.related import Related, Relation
from search.suggesting import Kind, Suggestion

from . import links
from .links import Link


class SuggestionAnswer(Model):
    """A text that completes what is typed, and the search or the record that it leads to.

    `count` says about how many records there are, where it is known. `reaches` are the languages of the titles that a concept
    or a place finds, the most frequent first.
    """

    kind: Kind
    text: str
    language: str
    count: int | None = None
    reaches: tuple[str, ...] = ()
    link: Link


class SuggestionsAnswer(Model):
    items: tuple[SuggestionAnswer, ...]


def suggestions_view(found: Iterable[Suggestion]) -> SuggestionsAnswer:
    return SuggestionsAnswer(items=tuple(map(_view, found)))


def _view(each: Suggestion) -> SuggestionAnswer:
    return SuggestionAnswer(
        kind=each.kind,
        text=each.text,
        language=each.language,
        count=each.count,
        reaches=each.reaches,
        link=links.record(each.record) if each.record else links.search(render(each.query)),
    )


class RelatedAnswer(Model):
    """Another search, and how it is related. `count` says how many records a concept finds, or how many hits have a keyword."""

    kind: Relation
    text: str
    language: str
    count: int
    link: Link


class RelatedSearchesAnswer(Model):
    items: tuple[RelatedAnswer, ...]


def related_view(found: Iterable[Related]) -> RelatedSearchesAnswer:
    return RelatedSearchesAnswer(
        items=tuple(
            RelatedAnswer(
                kind=each.kind, text=each.text, language=each.language, count=each.count, link=links.search(render(each.query))
            )
            for each in found
        )
    )
