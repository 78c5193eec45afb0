"""The three facts of a record. A page separates what the portal states, what Serai concludes and what a person decided."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from schemas.assessment import AssertedBy, Confidence, Finding, LicenseStatus, Permission, PrivacyClass
from schemas.record import Aspect, CatalogRecord, Decision

from ..policy.telling import rule_key
from .places import is_pointer, place
from .recorded import Detail, held_in, in_words, named_states, roles, subclasses
from .site import Page
from .words import PERMISSIONS

LICENSE_ICON = "scale"

_PORTAL = {AssertedBy.PUBLISHER, AssertedBy.PORTAL}


@dataclass(frozen=True)
class Quote:
    """Words of the portal, and where they are: a JSON pointer into the record, or `source`; `place` says it in words."""

    text: str
    where: str
    language: str
    place: str


@dataclass(frozen=True)
class Verdict:
    """What a person decided, in words, with the reason, the name, the date and the source."""

    words: tuple[Detail, ...]
    decision: Decision


@dataclass(frozen=True)
class Reason:
    """A row of the evidence table. `where` is the JSON pointer of `place`, if it has one; `basis_language` is that of a citation,
    empty where the basis is in the page's; `explained` is where the rule is explained, empty if it is not there any more.
    """

    seen: str
    where: str
    place: str
    finding: Finding
    basis: str
    basis_language: str
    explained: str


@dataclass(frozen=True)
class Fact:
    """One box.

    `unclear` draws the box dashed: the value is unknown, or nobody has confirmed a weak conclusion. `concluded` are Serai's own
    sentences.
    """

    aspect: Aspect
    icon: str
    label: str
    code: str
    unclear: bool
    confidence: Confidence
    asserted_by: AssertedBy
    portal: tuple[Quote, ...]
    concluded: tuple[str, ...]
    person: Verdict | None
    evidence: tuple[Reason, ...]
    details: tuple[Detail, ...] = ()
    permissions: tuple[tuple[str, Permission], ...] = ()


def facts(page: Page, record: CatalogRecord) -> tuple[Fact, Fact, Fact]:
    """Licence, jurisdictions, privacy class."""
    return license_fact(page, record), jurisdiction_fact(page, record), privacy_fact(page, record)


def license_fact(page: Page, record: CatalogRecord) -> Fact:
    concluded, decision = record.assessment.license, record.curation.license
    known = concluded.status is LicenseStatus.IDENTIFIED
    statements = [*record.dataset.license, *(item for file in record.dataset.distribution for item in file.license)]
    stated = _unique(_quote(page, item.verbatim, item.field, _language(record)) for item in statements)
    return Fact(
        aspect=Aspect.LICENSE,
        icon=LICENSE_ICON,
        label=page.labels.license_title(concluded.id) if known else page.labels.license_status(concluded.status),
        code=concluded.id if known else "",
        unclear=license_unclear(concluded.status, concluded.confidence),
        confidence=concluded.confidence,
        asserted_by=concluded.asserted_by,
        portal=stated or _quotes(page, record, concluded.finding),
        concluded=_by_serai(page, concluded.finding),
        person=Verdict((Detail("", page.labels.license_title(decision.value)),), decision) if decision else None,
        evidence=_evidence(page, concluded.finding),
        details=_candidates(page, concluded.candidate),
        permissions=tuple((name, getattr(concluded, name)) for name in PERMISSIONS),
    )


def jurisdiction_fact(page: Page, record: CatalogRecord) -> Fact:
    concluded, decision = record.assessment.jurisdiction, record.curation.jurisdiction
    holder = concluded.holder_state
    return Fact(
        aspect=Aspect.JURISDICTION,
        icon="globe",
        label=held_in(page, holder),
        code="",
        unclear=holder is None or concluded.confidence is Confidence.LOW,
        confidence=concluded.confidence,
        asserted_by=concluded.asserted_by,
        portal=_publisher(page, record) or _quotes(page, record, concluded.finding),
        concluded=_by_serai(page, concluded.finding),
        person=Verdict(in_words(page, decision), decision) if decision else None,
        evidence=_evidence(page, concluded.finding),
        details=tuple(_states(page, record)),
    )


def privacy_fact(page: Page, record: CatalogRecord) -> Fact:
    concluded, decision = record.assessment.privacy, record.curation.privacy_class
    return Fact(
        aspect=Aspect.PRIVACY_CLASS,
        icon=page.labels.class_icon(concluded.privacy_class),
        label=page.labels.privacy_class(concluded.privacy_class),
        code=concluded.privacy_class,
        unclear=privacy_unclear(concluded.privacy_class, concluded.confidence),
        confidence=concluded.confidence,
        asserted_by=concluded.asserted_by,
        portal=_quotes(page, record, concluded.finding),
        concluded=_by_serai(page, concluded.finding),
        person=Verdict(in_words(page, decision), decision) if decision else None,
        evidence=_evidence(page, concluded.finding),
        details=tuple(subclasses(page, concluded)),
    )


def license_unclear(status: str, confidence: str) -> bool:
    """Whether a licence is drawn as unclear."""
    return status != LicenseStatus.IDENTIFIED or confidence == Confidence.LOW


def privacy_unclear(privacy_class: str, confidence: str) -> bool:
    """Whether a privacy class is drawn as unclear."""
    return privacy_class == PrivacyClass.UNKNOWN or confidence == Confidence.LOW


def _language(record: CatalogRecord) -> str:
    """The language of a portal's short texts. They state none, so it is that of the title."""
    return record.dataset.title[0].language if record.dataset.title else "und"


def _quote(page: Page, text: str, where: str, language: str, column: int | None = None) -> Quote:
    return Quote(text, where, language, place(page.language, where, column))


def _quotes(page: Page, record: CatalogRecord, findings: Iterable[Finding]) -> tuple[Quote, ...]:
    """The portal's words on which findings rest."""
    stated = (item for finding in findings if finding.asserted_by in _PORTAL for item in finding.evidence)
    return _unique(_quote(page, item.seen, item.where, _language(record), item.column) for item in stated)


def _publisher(page: Page, record: CatalogRecord) -> tuple[Quote, ...]:
    publisher = record.dataset.publisher
    return tuple(_quote(page, name.value, "publisher", name.language) for name in publisher.name[:1]) if publisher else ()


def _unique(quotes: Iterable[Quote]) -> tuple[Quote, ...]:
    return tuple({(quote.text, quote.where): quote for quote in quotes}.values())


def _by_serai(page: Page, findings: Iterable[Finding]) -> tuple[str, ...]:
    """Serai's own sentences, each once."""
    own = (finding for finding in findings if finding.asserted_by is not AssertedBy.PERSON)
    return tuple(dict.fromkeys(page.labels.finding(finding) for finding in own))


def _evidence(page: Page, findings: Iterable[Finding]) -> tuple[Reason, ...]:
    return tuple(
        Reason(
            seen=item.seen if item else "",
            where=item.where if item and is_pointer(item.where) else "",
            place=place(page.language, item.where if item else "", item.column if item else None),
            finding=finding,
            basis=basis,
            basis_language=basis_language,
            explained=page.links.explained(rule) if (rule := rule_key(finding, page.services.rules)) else "",
        )
        for finding in findings
        for basis, basis_language in (page.language.said(finding.basis),)
        for item in (finding.evidence or (None,))
    )


def _candidates(page: Page, candidates: tuple[str, ...]) -> tuple[Detail, ...]:
    names = page.language.comma.join(page.labels.license_title(code) for code in candidates)
    return (Detail(page.language.gettext("Could be"), names),) if names else ()


def _states(page: Page, record: CatalogRecord) -> Iterator[Detail]:
    concluded = record.assessment.jurisdiction
    for _, name, codes in roles(page, concluded):
        yield Detail(name, named_states(page, codes or ()))
    if concluded.governing_law:
        acts = page.language.semicolon.join(map(page.language.gettext, concluded.governing_law))
        yield Detail(page.language.gettext("Governing law"), acts)
