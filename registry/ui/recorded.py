"""Decisions of people in words, and the facts of a record that only a person can tell."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from schemas.assessment import JurisdictionAssessment, PrivacyAssessment
from schemas.dataset import UNDETERMINED, LangString
from schemas.record import (
    CONCLUDED,
    AccessConditionsDecision,
    Aspect,
    CatalogRecord,
    CuratedJurisdiction,
    Decision,
    DeidentificationDecision,
    DerivedFromDecision,
    JurisdictionDecision,
    LegalBasisDecision,
    LicenseDecision,
    Mechanism,
    MechanismsDecision,
    MinorsDecision,
    PersonalCategoriesDecision,
    PrivacyDecision,
    ReviewDueDecision,
    SubjectCountDecision,
)

from .moments import of_instant
from .site import Page


@dataclass(frozen=True)
class Detail:
    """A line: a name, which may be empty, and a label. Their languages are given where they differ from the page's."""

    name: str
    label: str
    language: str = ""
    name_language: str = ""


@dataclass(frozen=True)
class Recorded:
    """A fact that a person recorded, or None as its decision: it is not stated, though the class of the data asks for it."""

    aspect: Aspect
    decision: Decision | None
    words: tuple[Detail, ...]


def recorded(page: Page, record: CatalogRecord) -> tuple[Recorded, ...]:
    """The facts that people recorded, and those that are missing."""
    privacy_class = record.assessment.privacy.privacy_class
    needed = (page.rules or page.services.rules).privacy_classes[privacy_class].needs
    facts = ((aspect, getattr(record.curation, aspect.value)) for aspect in Aspect if aspect not in CONCLUDED)
    return tuple(
        Recorded(aspect, decision, in_words(page, decision) if decision else ())
        for aspect, decision in facts
        if decision or aspect in needed
    )


def in_words(page: Page, decision: Decision) -> tuple[Detail, ...]:
    """What a decision says."""
    return tuple(_told(page, decision))


def _told(page: Page, decision: Decision) -> Iterator[Detail]:  # noqa: PLR0912  # one case for each kind of decision
    labels = page.labels
    match decision:
        case LicenseDecision():
            yield Detail("", labels.license(decision.value), labels.license_language(decision.value))
        case JurisdictionDecision():
            yield from _states(page, decision.value)
        case PrivacyDecision():
            if decision.value is not None:
                yield Detail("", labels.privacy_class(decision.value))
            yield from subclasses(page, decision)
        case PersonalCategoriesDecision():
            yield _entries(page, "", decision.aspect, decision.value)
        case SubjectCountDecision():
            yield _entries(page, "", decision.aspect, [decision.value])
        case MinorsDecision():
            yield Detail("", labels.minors(decision.value))
        case DeidentificationDecision():
            yield from _deidentification(page, decision)
        case LegalBasisDecision():
            for each in decision.value:
                label = labels.entry(decision.aspect, each.basis)
                label = f"{label} ({labels.state(each.jurisdiction)})" if each.jurisdiction else label
                yield Detail(label, each.article, UNDETERMINED) if each.article else Detail("", label)
        case MechanismsDecision():
            yield from _mechanisms(page, decision)
        case AccessConditionsDecision():
            yield from _text("", decision.value.words)
            yield from _day(page, page.language.gettext("Not before"), decision.value.embargo_until)
        case ReviewDueDecision():
            yield from _day(page, "", decision.value)
        case DerivedFromDecision():
            yield from _origins(page, decision)


def roles(
    page: Page, states: JurisdictionAssessment | CuratedJurisdiction
) -> tuple[tuple[str, str, tuple[str, ...] | None], ...]:
    """The states other than the holder's, by their relation to the data: the field, its name, the codes."""
    gettext = page.language.gettext
    return (
        ("storage_state", gettext("Stored in"), states.storage_state),
        ("collection_state", gettext("Collected in"), states.collection_state),
        ("data_subject_state", gettext("About people in"), states.data_subject_state),
    )


def named_states(page: Page, codes: Iterable[str]) -> str:
    return page.language.comma.join(page.labels.state(code) for code in codes) or page.language.gettext("not known")


def held_in(page: Page, holder: str | None) -> str:
    if holder is None:
        return page.language.gettext("Holder unknown")
    return page.language.gettext("Held in %(state)s", state=page.labels.state(holder))


def _states(page: Page, value: CuratedJurisdiction) -> Iterator[Detail]:
    if value.holder_state:
        yield Detail("", held_in(page, value.holder_state))
    for _, name, codes in roles(page, value):
        if codes is not None:
            yield Detail(name, named_states(page, codes))


def subclasses(page: Page, stated: PrivacyAssessment | PrivacyDecision) -> Iterator[Detail]:
    """The subclasses that the dataset has, and those that it does not have."""
    gettext = page.language.gettext
    for name, ids in ((gettext("Subclasses"), stated.subclass), (gettext("Not these subclasses"), stated.denied_subclass)):
        if ids:
            yield Detail(name, page.language.semicolon.join(page.labels.subclass(id_) for id_ in ids))


def _deidentification(page: Page, decision: DeidentificationDecision) -> Iterator[Detail]:
    gettext, value = page.language.gettext, decision.value
    yield _entries(page, gettext("Techniques"), decision.aspect, value.method)
    yield from _day(page, gettext("Done on"), value.on)
    yield from _text(gettext("Reviewed by"), value.reviewer)
    if value.residual_risk:
        yield Detail(gettext("Risk that is left"), page.labels.risk(value.residual_risk))
    yield from _text(gettext("Key held by"), value.key_held_by)


def _mechanisms(page: Page, decision: MechanismsDecision) -> Iterator[Detail]:
    for each in decision.value:
        yield Detail("", f"{each.condition}: {page.labels.entry(decision.aspect, each.condition)}")
        yield from papers(page, each)


def _origins(page: Page, decision: DerivedFromDecision) -> Iterator[Detail]:
    """Each of the portal's words with what it is, and what the portal does not name."""
    gettext, labels = page.language.gettext, page.labels
    found = page.services.store.records.get_many({each.record for each in decision.value if each.record})
    for each in decision.value:
        name, said_in = (f"“{each.said}”", UNDETERMINED) if each.said else (gettext("Not named by the portal"), "")
        if each.record:
            title = found[each.record].dataset.title[0] if each.record in found else LangString(value=str(each.record))
            yield Detail(name, title.value, title.language, said_in)
        else:
            yield Detail(name, labels.origin(each.origin), name_language=said_in)
        if each.permits:
            permitted = page.language.comma.join(map(labels.purpose, each.permits))
            yield Detail(gettext("Its terms were read. They permit"), permitted)


def papers(page: Page, mechanism: Mechanism) -> Iterator[Detail]:
    """On what a mechanism rests, and when it holds."""
    gettext = page.language.gettext
    yield from _text(gettext("Document"), mechanism.document)
    yield from _text(gettext("Authority"), mechanism.authority)
    yield from _day(page, gettext("Valid from"), mechanism.valid_from)
    yield from _day(page, gettext("Valid until"), mechanism.valid_to)


def _entries(page: Page, name: str, aspect: Aspect, ids: Iterable[str]) -> Detail:
    return Detail(name, page.language.comma.join(page.labels.entry(aspect, id_) for id_ in ids))


def _text(name: str, text: str | None) -> Iterator[Detail]:
    if text:
        yield Detail(name, text, UNDETERMINED)


def _day(page: Page, name: str, day: date | None) -> Iterator[Detail]:
    if day:
        yield Detail(name, page.language.date(of_instant(day)))
