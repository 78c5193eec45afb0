"""The values of the fields of a record that are more than one attribute of it. `fields.py` has the table of the fields."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from schemas.assessment import LicenseStatus
from schemas.dataset import Coded, DateValue, Text
from schemas.grounds import grounds_of, written
from schemas.questions import asked_since, questions
from schemas.record import Aspect, CatalogRecord, distribution_ids
from schemas.words import word_key

from .languages import title_languages

UNKNOWN = "unknown"
NONE = "none"
"""The value of `decided` if nobody has decided anything."""
GROUNDS = "usage_grounds"
"""The field with what an answer about use depends on."""
MAX_VALUE = 200
"""The most characters of a value that is free text (a keyword, a publisher's name)."""


def publisher(record: CatalogRecord) -> Text:
    publisher = record.dataset.publisher
    return publisher.name if publisher else ()


def publisher_name(record: CatalogRecord) -> tuple[str, ...]:
    """The name that pages show: the first, which is the portal's."""
    return named(name.value for name in publisher(record)[:1])


def jurisdictions(record: CatalogRecord) -> tuple[str, ...]:
    found = record.assessment.jurisdiction
    holder = (found.holder_state,) if found.holder_state else ()
    states = (*holder, *found.storage_state, *found.collection_state, *found.data_subject_state)
    return tuple(dict.fromkeys(states)) or (UNKNOWN,)


def license_id(record: CatalogRecord) -> tuple[str, ...]:
    """The licence, or why there is none: `unknown`, `ambiguous`, `conflict`, `not_stated`."""
    found = record.assessment.license
    return (found.id if found.status is LicenseStatus.IDENTIFIED else found.status.value,)


def formats(record: CatalogRecord) -> tuple[str, ...]:
    return codes(file.format for file in record.dataset.distribution if file.format)


def distributions(record: CatalogRecord) -> tuple[str, ...]:
    """The ids of the files."""
    return tuple(map(str, distribution_ids(record)))


def languages(record: CatalogRecord) -> tuple[str, ...]:
    """What the portal states for the dataset or, if nothing, for its files."""
    of_dataset = codes(record.dataset.language)
    return of_dataset or codes(item for file in record.dataset.distribution for item in file.language)


def codes(values: Iterable[Coded]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.code for value in values if value.code))


def named(values: Iterable[str]) -> tuple[str, ...]:
    """Free text as values: with single spaces, shortened, each once in the first of its spellings."""
    plain = (" ".join(value.split())[:MAX_VALUE] for value in values)
    spellings: dict[str, str] = {}
    for value in plain:
        if value:
            spellings.setdefault(compared_text(value), value)
    return tuple(spellings.values())


@lru_cache(maxsize=50_000)
def compared_text(value: str) -> str:
    return word_key(value) or value


def calendar_day(value: DateValue | None) -> date | None:
    return value.calendar_day if value else None


def decided(record: CatalogRecord) -> tuple[str, ...]:
    return tuple(aspect.value for aspect in Aspect if getattr(record.curation, aspect.value) is not None) or (NONE,)


def question_ids(record: CatalogRecord) -> tuple[str, ...]:
    """The ids of what an officer has to decide."""
    return tuple(question.id for question in questions(record))


def question_days(record: CatalogRecord) -> tuple[str, ...]:
    """The days since which the questions are asked, each with what its question is about and why it is asked."""
    asked = (f"{each.aspect}.{each.cause}.{asked_since(record, each)}" for each in questions(record))
    return tuple(dict.fromkeys(asked))


def modified_year(record: CatalogRecord) -> tuple[str, ...]:
    """The year in which the data last changed, by the day of `modified`."""
    day = calendar_day(record.dataset.modified)
    return (f"{day.year:04}" if day else UNKNOWN,)


def not_stated(record: CatalogRecord) -> tuple[str, ...]:
    """The fields of several values of which the record has none."""
    found = {
        "text_language": title_languages(record),
        "language": languages(record),
        "theme": codes(record.dataset.theme),
        "format": formats(record),
    }
    return tuple(name for name, values in found.items() if not values)


def usage_grounds(record: CatalogRecord) -> tuple[str, ...]:
    """What an answer about the use of the data depends on."""
    return (written((grounds_of(record),)),)


def look_again_on(record: CatalogRecord) -> date | None:
    """The day on which a person wanted somebody to look at the record again."""
    due = record.curation.review_due
    return due.value if due else None
