"""What a search found."""

from uuid import UUID

from schemas.model import Model
from schemas.usage import ShortVerdict
from search.query import (
    Correction,
    FacetValue,
    Highlight,
    Summary,
    Through,
    Understood,
    Way,
)

from ..links import Link
from .usable import UsageCounts


class ItemLinks(Model):
    """Links to the record, its portal and, in a search with words, to why it is found."""

    self: Link
    source: Link
    explanation: Link | None = None


class Item(Summary):
    """A record found.

    Compare `score` within one answer only. `highlight` has the text that matched, by field, cut into fragments. `way` tells how
    the record was found, in an order of relevance; `through` has the concepts that led to it where its own words did not. `whole`
    tells whether it has all that was asked for; null where that was not worked out: in an order by date, and far down a list.
    `usage` has the answer whether it may be used, if the search asks for it.
    """

    id: UUID
    score: float | None = None
    highlight: dict[str, Highlight] = {}
    way: tuple[Way, ...] = ()
    through: tuple[Through, ...] = ()
    whole: bool | None = None
    usage: ShortVerdict | None = None
    links: ItemLinks


class FacetAnswer(Model):
    """The values of a field, most frequent first. They are counted without the filter on this field.

    `other` is the number of further values.
    """

    values: tuple[FacetValue, ...]
    other: int = 0


class SearchAnswer(Model):
    """What a search found. `total` is exact; `facets` has the fields that were asked for. `understood` has the
    places and years of the question; the parameter `literal` takes one as a word only.

    `next` leads through the whole list, however long it is. Only in the order of relevance the list ends after 10,000 records:
    then `whole` is the address of the same search in an order by date.

    For a question in words, `total_whole` says how many of the records have all that was asked for; they come first. The others
    have a part of it, or are similar in meaning. `unknown` has the words that no record has; `meant` has them with those that
    were probably meant, and `corrected` is the address of the search with these. `read_as` is the question in another keyboard
    layout, if it was read so; a word in quotation marks is never read so.

    `usage` tells how many of the records may be used, if the search has the parameter `usage`.
    """

    total: int
    total_whole: int | None = None
    unknown: tuple[str, ...] = ()
    read_as: str = ""
    offset: int
    limit: int
    understood: tuple[Understood, ...] = ()
    items: tuple[Item, ...]
    facets: dict[str, FacetAnswer]
    usage: UsageCounts | None = None
    next: Link | None = None
    previous: Link | None = None
    whole: Link | None = None
    meant: tuple[Correction, ...] = ()
    corrected: Link | None = None
