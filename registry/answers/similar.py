"""Records that are similar to one: the shapes, and a function that makes them."""

from collections.abc import Iterable

from schemas.model import Model
from search.concepts.labels import usual
from search.similar import Likeness, Reason, Similar

from .search import item_view
from .shapes.search import Item


class ReasonAnswer(Model):
    """Why a record is similar: the names of the concepts, the keywords or the words that both have, their publisher, or the
    language in which it says the same.
    """

    kind: Likeness
    value: tuple[str, ...] = ()


class SimilarItem(Item):
    """A similar record, with the reasons, the strongest first."""

    reason: tuple[ReasonAnswer, ...]


class SimilarAnswer(Model):
    items: tuple[SimilarItem, ...]


def similar_view(found: Iterable[Similar], *, language: str = "en") -> SimilarAnswer:
    """The records; concepts are named in `language`."""
    return SimilarAnswer(items=tuple(_view(each, language) for each in found))


def _view(each: Similar, language: str) -> SimilarItem:
    reasons = (ReasonAnswer(kind=reason.kind, value=shared(reason, language)) for reason in each.reason)
    return SimilarItem(**dict(item_view(each.hit)), reason=tuple(reasons))


def shared(reason: Reason, language: str) -> tuple[str, ...]:
    """What both records share, with concepts by their names in a language."""
    if reason.kind is not Likeness.CONCEPT:
        return reason.value
    return tuple(dict.fromkeys(usual(each, language)[0] for each in reason.value))
