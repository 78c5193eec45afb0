"""A search and its answer, the same for every engine.

Field names are those of `search.fields.FIELDS`.
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated, TypeVar
from uuid import UUID

from pydantic import AwareDatetime, Field

from schemas.model import Model
from schemas.record import Status

MAX_LIMIT = 100
MAX_OFFSET = 10_000
"""How many hits an address may skip. Behind them a list goes on by `after`."""
DEEPEST = 1_000_000
"""How many hits a program may skip, for protocols that page by numbers alone."""
MAX_FACET = 30_000
"""The most values of a facet. Elasticsearch counts 65,536 in one request, so two such facets fit in."""


class Sort(StrEnum):
    """The order of hits. Ties are broken by id, so paging is stable.

    `relevance` is the best match first or, without text, the same as `modified`; `modified` the newest first, `oldest` the oldest
    first, in both of them the records without a date last. `changed` and `changed_oldest` are the same by the second in which the
    record changed in the catalogue, and `id` is by the id alone.
    """

    RELEVANCE = "relevance"
    MODIFIED = "modified"
    OLDEST = "oldest"
    CHANGED = "changed"
    CHANGED_OLDEST = "changed_oldest"
    ID = "id"


BY_DAY = frozenset({Sort.MODIFIED, Sort.OLDEST})
"""The orders by the day of the data."""

BY_MOMENT = frozenset({Sort.CHANGED, Sort.CHANGED_OLDEST})
"""The orders by the second in which the record changed."""


class Way(StrEnum):
    """How a record is found: by the words as typed, in other words or another language, or because it is similar in meaning."""

    TYPED = "typed"
    CONCEPT = "concept"
    MEANING = "meaning"


class Filter(Model):
    """Records that have any of the values in a field. Filters on several fields must all match."""

    field: str
    value: Annotated[tuple[str, ...], Field(min_length=1)]


class DateRange(Model):
    """Records whose date lies between two days, both included, or whose period has a day of these. An open end is None.

    In a field of moments an end may also be a moment, with its offset, and counts by its second; a day is one of UTC and counts
    by its first or last second.
    """

    field: str
    start: AwareDatetime | date | None = None
    end: AwareDatetime | date | None = None


class Relation(StrEnum):
    """How the box of a record lies to an area: it has a point in common with it, or it lies in it with all its boxes."""

    OVERLAPS = "overlaps"
    WITHIN = "within"


class Area(Model):
    """Records whose box lies so to this one, in degrees (WGS 84). West of more than east: across the 180° meridian.

    A record without a box is not found.
    """

    west: Annotated[float, Field(ge=-180, le=180)]
    south: Annotated[float, Field(ge=-90, le=90)]
    east: Annotated[float, Field(ge=-180, le=180)]
    north: Annotated[float, Field(ge=-90, le=90)]
    relation: Relation = Relation.OVERLAPS


class Place(Model):
    """The place of a record in an order other than that of relevance: its day (None: no date) or, in an order by the second of a
    change, its moment, and its id, by which equal ones are ordered. In the order of ids it has neither.
    """

    day: date | None = None
    moment: AwareDatetime | None = None
    id: UUID


class Words(Model):
    """Records that have words as they are written, side by side, in a text field; None: in any of them.

    With `begun` the last word may go on. A text without words finds nothing.
    """

    text: str
    field: str | None = None
    begun: bool = False


class Ids(Model):
    """The records with these ids."""

    id: tuple[UUID, ...]


class All(Model):
    """Records that meet every condition. Without one: all records."""

    condition: tuple["Condition", ...] = ()


class Either(Model):
    """Records that meet at least one condition. Without one: no record."""

    either: tuple["Condition", ...] = ()


class Without(Model):
    """Records that do not meet a condition."""

    without: "Condition"


Condition = Filter | DateRange | Words | Ids | Area | All | Either | Without
"""What a record must meet, in the form of a tree: for protocols whose questions combine fields freely."""


class Query(Model):
    """What is asked for.

    `text` is in a person's words, in any language; `way` names the ways in which records are found, without it all; `literal`
    has the places and years of the text that are no more than words. `facet` names
    the fields to count: each is counted as if its own filter were not there (disjunctive), so the numbers tell what another value
    would give. `facet_size` is the most values for each. `after` is for every order but that of relevance: the page begins behind
    this place instead of at `offset`, so that a list of any length can be read to its end.

    `usage` says for which use the data are wanted. This package does not read it: `registry.pipeline.usable` works out the
    filters that it stands for, `meant`, which no address has. An engine refuses a query with a `usage` whose `meant` is None.

    `where` is one more condition, which no address has either. It holds for all that is found and counted, facets too.

    `bare` asks for the ids alone, which costs less: for programs that read the whole records in the store.
    """

    text: str = ""
    way: tuple[Way, ...] = ()
    filter: tuple[Filter, ...] = ()
    range: tuple[DateRange, ...] = ()
    box: Area | None = None
    where: Condition | None = None
    bare: bool = False
    literal: tuple[str, ...] = ()
    usage: tuple[str, ...] = ()
    meant: tuple[Filter, ...] | None = None
    sort: Sort = Sort.RELEVANCE
    offset: Annotated[int, Field(ge=0, le=DEEPEST)] = 0
    limit: Annotated[int, Field(ge=0, le=MAX_LIMIT)] = 20
    after: Place | None = None
    facet: tuple[str, ...] = ()
    facet_size: Annotated[int, Field(ge=1, le=MAX_FACET)] = 50

    @property
    def order(self) -> Sort:
        """The order that is meant: without text no record is more relevant than another, so the newest come first."""
        return Sort.MODIFIED if self.sort is Sort.RELEVANCE and not self.text.strip() else self.sort

    def filters(self) -> dict[str, tuple[str, ...]]:
        """The values asked for by field, with the default that only active records are found. No values: nothing is found."""
        asked = {item.field: self.chosen(item.field) for item in self.filter}
        for item in self.meant or () if self.usage else ():
            asked[item.field] = tuple(value for value in asked.get(item.field, item.value) if value in set(item.value))
        return {"status": (Status.ACTIVE.value,)} | asked

    def chosen(self, field: str) -> tuple[str, ...]:
        """The values that the query asks for in a field."""
        return tuple(value for item in self.filter if item.field == field for value in item.value)


_Kind = TypeVar("_Kind", Filter, DateRange, Words)


def conditions(query: Query, kind: type[_Kind]) -> list[_Kind]:
    """The conditions of a kind, wherever they are in the tree `where` of a query."""
    return [each for each in _every(query.where) if isinstance(each, kind)] if query.where else []


def _every(condition: Condition) -> Iterator[Condition]:
    yield condition
    for part in _parts(condition):
        yield from _every(part)


def _parts(condition: Condition) -> tuple[Condition, ...]:
    match condition:
        case All():
            return condition.condition
        case Either():
            return condition.either
        case Without():
            return (condition.without,)
        case _:
            return ()


class Fragment(Model):
    """A piece of a highlighted text; `match` tells whether it is what was searched for."""

    text: str
    match: bool = False


class Highlight(Model):
    """A text with its matches marked."""

    language: str
    fragment: tuple[Fragment, ...]


class LocalText(Model):
    """A text and its language: as the portal states it or, where it does not or the letters contradict, as we recognise it."""

    value: str
    language: str


class Summary(Model):
    """What a result list shows of a record, kept in the index.

    Codes, not labels. `keyword` has the first keywords. `issued` and `modified` are ISO dates, as precise as the portal's; those
    `of_record` are the dates of the portal's record, because the dataset has none of its own. `checked` is the day on which we
    last harvested a change.
    """

    title: tuple[LocalText, ...]
    description: tuple[LocalText, ...] = ()
    keyword: tuple[LocalText, ...] = ()
    publisher: tuple[LocalText, ...] = ()
    source: str
    status: str
    jurisdiction: tuple[str, ...] = ()
    license: str
    license_status: str
    privacy_class: str
    access_rights: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    format: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    issued: str | None = None
    modified: str | None = None
    issued_of_record: bool = False
    modified_of_record: bool = False
    checked: str


class IndexedSummary(Summary):
    """A summary as the index keeps it: also how sure the conclusions are, and on whose word, for the badges of the pages.

    `usage_grounds` is what an answer about use depends on (`schemas.grounds`).
    """

    license_confidence: str
    license_asserted_by: str
    privacy_confidence: str
    privacy_asserted_by: str
    usage_grounds: str


class ScopeKind(StrEnum):
    """What a word of a question says of where and when."""

    PLACE = "place"
    YEAR = "year"


class Understood(Model):
    """A place or a time that a question was understood to name: as it is written there, and its values of the field `kind`."""

    kind: ScopeKind
    text: str
    value: tuple[str, ...]


class Through(Model):
    """A concept that led to a record: what was asked, and the words of the record that say it, with their language.

    `concept` is its id in the thesaurus.
    """

    concept: str
    asked: str
    found: str
    language: str


class Hit(Model):
    """One record found. `summary` is what a result list shows; the whole record is in the store.

    `highlight` has, by field name (`title`, `description`, `keyword`), the text that matched best, cut into fragments, with its
    language. `way` tells how it was found; `through` the concepts that led to it where its own words did not; `whole` whether it
    has all that was asked for.
    """

    id: UUID
    score: float | None = None
    summary: IndexedSummary
    highlight: dict[str, Highlight] = {}
    way: tuple[Way, ...] = ()
    through: tuple[Through, ...] = ()
    whole: bool = True


class FacetValue(Model):
    """A value, how many records have it, and whether the query asks for it."""

    value: str
    count: int
    chosen: bool = False


class Facet(Model):
    """The values of a field, most frequent first, then by value; a chosen value is always there, with count 0 if need be.

    `other` is how many further values there are.
    """

    field: str
    value: tuple[FacetValue, ...]
    other: int = 0


class Correction(Model):
    """A word of a question that no record has, the word that was probably meant, and how many records have that one."""

    word: str
    offered: str
    count: int


class Results(Model):
    """The answer. `total` is exact. `id` has the ids of the page in their order, `hit` the same records with what a list shows of
    them; nothing for a query that is `bare`. `last` is the place of the last one, in every order but that of relevance.

    For a question, `whole` says how many of the records have all that was asked for; the others have a part of it or are
    similar. `understood` has the places and years that it names. `unknown` has its words that no record has, `meant` what was
    probably meant by words that were typed wrongly. `read_as` is the
    question in another keyboard layout, where it was read so.
    """

    total: int
    whole: int | None = None
    unknown: tuple[str, ...] = ()
    meant: tuple[Correction, ...] = ()
    read_as: str = ""
    understood: tuple[Understood, ...] = ()
    id: tuple[UUID, ...]
    hit: tuple[Hit, ...] = ()
    facet: tuple[Facet, ...] = ()
    last: Place | None = None
