"""What an answer about the use of a dataset depends on, as far as the record says it, and its short text for the index.

Few records differ in this, so an answer to a whole search is worked out once for each text (`registry.answers.usable`), and no
answer has to be stored.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from .assessment import Confidence, Effect, LicenseStatus, Permission, PrivacyClass
from .origins import made_from
from .origins import unseen as not_seen
from .record import CatalogRecord
from .transfer_facts import subject_counts

TERMS = ("commercial", "derivatives", "attribution", "share_alike", "ai_training")
"""The attributes of a licence."""

ACCESS = ("PUBLIC", "RESTRICTED", "NON_PUBLIC")
"""The EU access rights from least to most restrictive."""

BETWEEN, BEHIND = ";", "|"
"""What stands between the parts of a text, and between the texts of several datasets."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What an answer depends on, of a record.

    `persons` are the states of the persons and of the places of collection. `terms` are the attributes of the licence by name.
    `stated` and `denied` are the subclasses that the record has and has not. `people` is the lowest number of people that the
    data can be about, as far as it is recorded. `publisher` tells whether one is named. `access` is the most restrictive access
    right that the portal states, `access_words` are the conditions that an officer recorded, and `embargo` is the day from which
    the data may be used. `unseen` has what the data were made from and this catalogue does not have, in the portal's words.
    """

    holder: str | None
    holder_confidence: Confidence
    persons: tuple[str, ...]
    privacy_class: PrivacyClass
    class_confidence: Confidence
    identified: bool
    license_confidence: Confidence
    terms: Mapping[str, Permission]
    stated: frozenset[str]
    denied: frozenset[str]
    people: int
    publisher: bool
    access: str | None
    access_words: str | None
    embargo: date | None
    unseen: tuple[str, ...] = ()


def grounds_of(record: CatalogRecord, unseen: tuple[str, ...] | None = None) -> Grounds:
    """What an answer about a record depends on. Without `unseen`, nothing that it was made from counts as known."""
    assessed, curation = record.assessment, record.curation
    conditions = curation.access_conditions.value if curation.access_conditions else None
    band = subject_counts().get(curation.subject_count.value) if curation.subject_count else None
    codes = [each.code for each in record.dataset.access_rights if each.code in ACCESS]
    return Grounds(
        holder=assessed.jurisdiction.holder_state,
        holder_confidence=assessed.jurisdiction.confidence,
        persons=(*assessed.jurisdiction.data_subject_state, *assessed.jurisdiction.collection_state),
        privacy_class=assessed.privacy.privacy_class,
        class_confidence=assessed.privacy.confidence,
        identified=assessed.license.status is LicenseStatus.IDENTIFIED,
        license_confidence=assessed.license.confidence,
        terms={name: getattr(assessed.license, name) for name in TERMS},
        stated=frozenset(assessed.privacy.subclass),
        denied=frozenset(assessed.privacy.denied_subclass),
        people=(band.minimum or 0) if band else 0,
        publisher=record.dataset.publisher is not None,
        access=max(codes, key=ACCESS.index, default=None),
        access_words=conditions.words if conditions else None,
        embargo=conditions.embargo_until if conditions else None,
        unseen=not_seen(made_from(record.dataset, record.curation)) if unseen is None else unseen,
    )


def written(grounds: Iterable[Grounds]) -> str:
    """The text of the grounds of a dataset, and of its ancestors behind it. Equal texts have equal effects; words are not in it.

    The order of ancestors does not decide, and none counts twice, so they are sorted, and each text is there once.
    """
    own, *others = map(_written, grounds)
    return BEHIND.join((own, *sorted(set(others))))


def read_grounds(text: str) -> tuple[Grounds, ...]:
    """The grounds of a text that `written` gave, those of the dataset itself first; without words. Raises `ValueError`."""
    return tuple(map(_read, text.split(BEHIND)))


def _written(grounds: Grounds) -> str:
    parts = (
        grounds.holder or "",
        grounds.holder_confidence,
        _list(grounds.persons),
        grounds.privacy_class,
        grounds.class_confidence,
        "identified" if grounds.identified else "",
        grounds.license_confidence,
        ",".join(grounds.terms[name].effect for name in TERMS),
        _list(grounds.stated),
        _list(grounds.denied),
        str(grounds.people),
        "publisher" if grounds.publisher else "",
        grounds.access or "",
        "conditions" if grounds.access_words is not None else "",
        grounds.embargo.isoformat() if grounds.embargo else "",
        "unseen" if grounds.unseen else "",
    )
    return BETWEEN.join(parts)


def _read(text: str) -> Grounds:
    (
        holder,
        holder_confidence,
        persons,
        privacy_class,
        class_confidence,
        identified,
        license_confidence,
        terms,
        stated,
        denied,
        people,
        publisher,
        access,
        conditions,
        embargo,
        unseen,
    ) = text.split(BETWEEN)
    return Grounds(
        holder=holder or None,
        holder_confidence=Confidence(holder_confidence),
        persons=_items(persons),
        privacy_class=PrivacyClass(privacy_class),
        class_confidence=Confidence(class_confidence),
        identified=bool(identified),
        license_confidence=Confidence(license_confidence),
        terms={name: Permission(effect=Effect(effect)) for name, effect in zip(TERMS, terms.split(","), strict=True)},
        stated=frozenset(_items(stated)),
        denied=frozenset(_items(denied)),
        people=int(people),
        publisher=bool(publisher),
        access=access or None,
        access_words="" if conditions else None,
        embargo=date.fromisoformat(embargo) if embargo else None,
        unseen=("",) if unseen else (),
    )


def _list(items: Iterable[str]) -> str:
    return ",".join(sorted(set(items)))


def _items(text: str) -> tuple[str, ...]:
    return tuple(text.split(",")) if text else ()
