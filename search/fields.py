"""The one table of what can be searched, filtered, counted and sorted. Mapping, parameters, pages and documents follow it.

In some fields a record without a known value has a value that says so: `unknown` as jurisdiction and as access right; as licence
`unknown` if there are words that fit none, `ambiguous` if they fit several, `conflict` if statements contradict each other, and
`not_stated` if there are none. In the other fields such a record has no value.
"""

from collections.abc import Callable
from datetime import datetime

from schemas.assessment import Confidence
from schemas.metadata_quality import lacking
from schemas.record import CatalogRecord

from .errors import UnknownField
from .extent import YEARS, periods, states_period, years
from .field import Field
from .kinds import ValueKind
from .languages import title_languages
from .places import places
from .query import MAX_FACET, DateRange, Filter, Query, Words, conditions
from .streams import WIDE, Stream
from .topics import topics
from .values import (
    MAX_VALUE,
    UNKNOWN,
    calendar_day,
    codes,
    compared_text,
    decided,
    distributions,
    formats,
    jurisdictions,
    languages,
    license_id,
    look_again_on,
    modified_year,
    named,
    not_stated,
    publisher,
    publisher_name,
    question_days,
    question_ids,
    usage_grounds,
)

MAX_YEARS = len(YEARS)
"""The most values of a facet of years."""


def _confidence(name: str, label: str, of: Callable[[CatalogRecord], Confidence]) -> Field:
    """How sure one conclusion is: of each in the same way, as `NAME_confidence`."""
    told = "How sure that conclusion is: `high`, `medium` or `low`. What a person has decided is `high`."
    kind = ValueKind.CONFIDENCE
    return Field(f"{name}_confidence", label, told, values=lambda record: (of(record).value,), kind=kind, facet=True, review=True)


_TABLE = (
    Field("title", "Title", "The words of the title.", "dct:title", text=lambda record: record.dataset.title, weight=4.0),
    Field(
        "description",
        "Description",
        "The words of the description.",
        "dct:description",
        text=lambda record: record.dataset.description,
        weight=1.0,
        streams=WIDE,
    ),
    Field(
        "keyword",
        "Keyword",
        "The words of the keywords; as a filter, a keyword in any of its spellings.",
        "dcat:keyword",
        text=lambda record: record.dataset.keyword,
        weight=2.5,
        values=lambda record: named(word.value for word in record.dataset.keyword),
        kind=ValueKind.TEXT,
        facet=True,
        on_request=True,
    ),
    Field(
        "jurisdiction",
        "Jurisdiction",
        "The states whose law touches the dataset: of the holder, of storage, of collection, of the people in it "
        "(ISO 3166-1 alpha-2); `unknown` if none is known.",
        "dpv:hasJurisdiction",
        values=jurisdictions,
        kind=ValueKind.STATE,
        facet=True,
    ),
    Field(
        "place",
        "Place",
        "The places that the data are about, as far as they are stated or named in title or keywords, else in the publisher's "
        "name: states (ISO 3166-1 alpha-2) and provinces of the ten states (ISO 3166-2). A province counts for its state too.",
        "dct:spatial",
        values=places,
        scope=lambda _, values: values,
        weight=2.0,
        kind=ValueKind.PLACE,
        facet=True,
    ),
    Field(
        "license",
        "Licence",
        "The licence (SPDX or `LicenseRef-` id); `unknown` if words are there that fit none, `ambiguous` if they fit several, "
        "`conflict` if statements contradict each other, `not_stated` if there are none. `LicenseRef-unknown` finds the first "
        "three.",
        "dct:license",
        values=license_id,
        kind=ValueKind.LICENSE,
        facet=True,
    ),
    Field(
        "privacy_class",
        "Privacy class",
        "The privacy class: open, anonymised, pseudonymised, personal, special, restricted or `unknown`.",
        values=lambda record: (record.assessment.privacy.privacy_class.value,),
        kind=ValueKind.PRIVACY_CLASS,
        facet=True,
    ),
    Field(
        "access_rights",
        "Access rights",
        "Who may have the data, as the portal states it: PUBLIC, RESTRICTED, NON_PUBLIC or `unknown`.",
        "dct:accessRights",
        values=lambda record: codes(record.dataset.access_rights) or (UNKNOWN,),
        kind=ValueKind.ACCESS_RIGHT,
        facet=True,
    ),
    Field(
        "theme",
        "Theme",
        "The EU data theme (AGRI, ECON, …).",
        "dcat:theme",
        values=lambda record: codes(record.dataset.theme),
        kind=ValueKind.THEME,
        facet=True,
    ),
    Field(
        "topic",
        "Topic",
        "What the title and the keywords are about, below the themes: concepts of the thesaurus, and the wider ones above them.",
        "dct:subject",
        values=topics,
        kind=ValueKind.TOPIC,
        facet=True,
    ),
    Field(
        "format", "Format", "The formats of the files (CSV, …).", "dct:format", values=formats, kind=ValueKind.FORMAT, facet=True
    ),
    Field("distribution", "File", "The ids of the files, as formats have them.", "dcat:distribution", values=distributions),
    Field(
        "publisher",
        "Publisher",
        "The words of the publisher's names; as a filter, the first name in any of its spellings.",
        "dct:publisher",
        text=publisher,
        weight=1.5,
        streams=frozenset({Stream.TERM, Stream.STEM, Stream.KEY}),
        values=publisher_name,
        kind=ValueKind.TEXT,
        facet=True,
    ),
    Field(
        "language",
        "Language",
        "The languages of the data (BCP 47), where stated.",
        "dct:language",
        values=languages,
        kind=ValueKind.LANGUAGE,
        facet=True,
    ),
    Field(
        "text_language",
        "Language of the title",
        "The languages in which the record has a title (BCP 47): as stated or, where the letters contradict, as recognised.",
        values=title_languages,
        kind=ValueKind.LANGUAGE,
        facet=True,
    ),
    Field(
        "year",
        "Year",
        "The years of the data: of the periods that they describe or, if none is stated, of their last change.",
        values=years,
        scope=lambda record, values: values if states_period(record) else (),
        weight=2.0,
        kind=ValueKind.YEAR,
        facet=True,
    ),
    Field(
        "source",
        "Portal",
        "The id of the portal's declaration.",
        values=lambda record: (record.source,),
        kind=ValueKind.PORTAL,
        facet=True,
    ),
    Field(
        "license_status",
        "Status of the licence",
        "How the statement about the licence was understood: `identified`, `ambiguous` (several fit), `conflict` (statements "
        "contradict each other), `unknown` (the words fit none) or `not_stated`.",
        values=lambda record: (record.assessment.license.status.value,),
        kind=ValueKind.LICENSE_STATUS,
        facet=True,
        review=True,
    ),
    _confidence("license", "Confidence: licence", lambda record: record.assessment.license.confidence),
    _confidence("jurisdiction", "Confidence: jurisdictions", lambda record: record.assessment.jurisdiction.confidence),
    _confidence("privacy", "Confidence: privacy class", lambda record: record.assessment.privacy.confidence),
    Field(
        "decided",
        "Decided by a person",
        "What a decision of a person is in force about (`license`, `jurisdiction`, `privacy_class`), or `none`.",
        values=decided,
        kind=ValueKind.ASPECT,
        facet=True,
        review=True,
    ),
    Field(
        "question",
        "Question to an officer",
        "What a person has to decide, as `ASPECT.CAUSE.KEY` (`license.ambiguous.…`): records of a portal with the same question "
        "have the same value.",
        values=question_ids,
        facet=True,
        review=True,
        on_request=True,
    ),
    Field(
        "question_since",
        "Question asked since",
        "The earliest day from which the record can have asked each of its questions, as `ASPECT.CAUSE.DAY` "
        "(`license.ambiguous.2026-11-24`).",
        values=question_days,
        facet=True,
        review=True,
        on_request=True,
    ),
    Field(
        "usage_grounds",
        "What answers about use depend on",
        "What an answer about the use of the data depends on, as far as the record says it; `schemas/grounds.py` has the parts.",
        values=usage_grounds,
        facet=True,
        review=True,
        on_request=True,
        every=True,
    ),
    Field(
        "lacking",
        "Lacking in the metadata",
        "The indicators of metadata quality (data.europa.eu's method) that the dataset does not meet, by their codes in "
        "`schemas/vocab/metadata_quality.yml`.",
        values=lacking,
        kind=ValueKind.INDICATOR,
        facet=True,
        on_request=True,
        every=True,
    ),
    Field(
        "modified_year",
        "Year of the change",
        "The year of `modified`, or `unknown`: one for each record.",
        values=modified_year,
        kind=ValueKind.YEAR,
        facet=True,
        on_request=True,
    ),
    Field(
        "without",
        "Without",
        "Of which of the fields `text_language`, `language`, `theme` and `format` the record has no value.",
        values=not_stated,
        kind=ValueKind.FIELD,
        facet=True,
        on_request=True,
    ),
    Field(
        "status",
        "Status",
        "`active`, or `withdrawn` for what the portal no longer lists. Without this filter only active records are found.",
        values=lambda record: (record.status.value,),
    ),
    Field(
        "modified",
        "Modified",
        "When the data last changed, as the portal states it, by the portal's own calendar day; if it says nothing of the data, "
        "when its record changed. A year or a month counts as its first day.",
        "dct:modified",
        day=lambda record: calendar_day(record.dataset.modified),
    ),
    Field(
        "review_due",
        "Review due",
        "The day on which a person wanted somebody to look at the record again.",
        day=look_again_on,
        review=True,
    ),
    Field(
        "record_modified",
        "Changed in the catalogue",
        "When the record last changed in this catalogue, for whatever reason, to the second (UTC).",
        "dct:modified",
        moment=lambda record: record.provenance.changed,
    ),
    Field(
        "period",
        "Period",
        "The period that the data describe: a record is found if any day of the range is in it, and not if it states no period.",
        "dct:temporal",
        spans=periods,
    ),
)

FIELDS: dict[str, Field] = {field.name: field for field in _TABLE}

SEARCHED = tuple(field.name for field in _TABLE if field.text)
"""The fields whose words are searched."""

COLUMNS: dict[Stream, tuple[str, ...]] = {
    stream: tuple(field.name for field in _TABLE if field.text and stream in field.streams) for stream in Stream
} | {Stream.SCOPE: tuple(field.name for field in _TABLE if field.scope)}
"""The fields that have each stream."""

FILTERS = tuple(field.name for field in _TABLE if field.values)
"""The fields that can be filtered by value."""

FACETS = tuple(field.name for field in _TABLE if field.facet and not field.on_request)
"""The fields whose values are counted, in the order of the pages."""

COUNTABLE = tuple(field.name for field in _TABLE if field.facet)
"""The fields whose values can be counted, also those that a query has to name."""

REVIEWED = tuple(field.name for field in _TABLE if field.review)
"""The fields that serve those who review conclusions."""

DAYS = tuple(field.name for field in _TABLE if field.day)
"""The fields that have a day."""

MOMENTS = tuple(field.name for field in _TABLE if field.moment)
"""The fields that have a moment."""

SPANS = tuple(field.name for field in _TABLE if field.spans)
"""The fields that have periods."""

RANGES = (*DAYS, *MOMENTS, *SPANS)
"""The fields that can be filtered by a range of days."""

NAMED = tuple(field.name for field in _TABLE if field.facet and field.kind is ValueKind.TEXT)
"""The facets whose values are free text: spellings of one value are counted as one."""

SUGGESTED = ("title", "keyword", "publisher")
"""The fields whose words complete what a person types."""

SUGGESTED_KEYS = ("l:", "z:")
"""The kinds of keys that complete what a person types in another script (`search.analysis.keys`)."""

SORT_DAY = "modified"
"""The date field of the orders `modified` and `oldest`."""

SORT_MOMENT = "record_modified"
"""The field of the orders `changed` and `changed_oldest`."""


def size(name: str, query: Query) -> int:
    """The most values of a facet: of years all, because a histogram has no gaps."""
    if FIELDS[name].every:
        return MAX_FACET
    return MAX_YEARS if FIELDS[name].kind is ValueKind.YEAR else query.facet_size


def compared(name: str, value: str) -> str:
    """A value of a filter as it is compared: free text in one spelling (`schemas.words`), a code as it is."""
    field = FIELDS.get(name)
    return compared_text(value[:MAX_VALUE]) if field and field.kind is ValueKind.TEXT else value


def check(query: Query) -> None:
    """Raise `UnknownField` if a query uses a field for something that it cannot do, or a usage that nobody has worked out."""
    if query.usage and query.meant is None:
        raise UnknownField("A usage cannot be asked for here.")
    for used, asked, choices in (
        ("filtered by value", [item.field for item in (*query.filter, *conditions(query, Filter))], FILTERS),
        ("filtered by range", [item.field for item in (*query.range, *conditions(query, DateRange))], RANGES),
        ("searched", [item.field for item in conditions(query, Words) if item.field], SEARCHED),
        ("counted", query.facet, COUNTABLE),
    ):
        for name in asked:
            if name not in choices:
                raise UnknownField(f"{name!r} cannot be {used}. Choose from: {', '.join(choices)}.")
    for item in (*query.range, *conditions(query, DateRange)):
        if item.field not in MOMENTS and any(isinstance(end, datetime) for end in (item.start, item.end)):
            raise UnknownField(f"{item.field!r} has days, no moments.")
