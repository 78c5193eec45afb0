"""Small functions that build records for tests. Every argument has a believable default; a test names only what it is about."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from schemas.assessment import (
    AssertedBy,
    Assessment,
    Confidence,
    Evidence,
    Finding,
    JurisdictionAssessment,
    LicenseAssessment,
    LicenseStatus,
    PrivacyAssessment,
    PrivacyClass,
)
from schemas.dataset import (
    UNDETERMINED,
    Agent,
    Coded,
    Dataset,
    DatePrecision,
    DateValue,
    Distribution,
    LangString,
    Statement,
    Text,
)
from schemas.record import CatalogRecord, Curation, Provenance, Status, record_id

Words = str | Mapping[str, str | Sequence[str]]
"""A text: words alone (language `und`), or words by language; a language may have several."""

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
TODAY = NOON.date()


def text(words: Words) -> Text:
    """`"water"`, `{"ru": "вода", "en": "water"}` or `{"en": ["water", "river"]}` as language-tagged text."""
    if isinstance(words, str):
        return (LangString(value=words, language=UNDETERMINED),) if words else ()
    pairs = ((language, value) for language, value in words.items())
    return tuple(
        LangString(value=value, language=language)
        for language, values in pairs
        for value in ([values] if isinstance(values, str) else values)
    )


def coded(*codes: str) -> tuple[Coded, ...]:
    """Values that are understood: the code, written as the code."""
    return tuple(Coded(verbatim=code, code=code) for code in codes)


def day(iso: str | None) -> DateValue | None:
    """A date of the precision with which it is written: `2026`, `2026-05` or `2026-05-17`."""
    if iso is None:
        return None
    precision = (DatePrecision.YEAR, DatePrecision.MONTH, DatePrecision.DAY)[iso.count("-")]
    padded = iso + "-01" * (2 - iso.count("-"))
    return DateValue(verbatim=iso, value=datetime.fromisoformat(padded).replace(tzinfo=UTC), precision=precision)


def finding(verdict: str, **changes: object) -> Finding:
    """A finding of a rule that saw the verdict written by the publisher."""
    fields: dict[str, object] = {
        "rule": "test-rule",
        "verdict": verdict,
        "reason": f"The publisher writes {verdict}.",
        "evidence": (Evidence(seen=verdict, where="/license_id"),),
        "basis": "test",
        "confidence": Confidence.HIGH,
        "asserted_by": AssertedBy.PUBLISHER,
    }
    return Finding.model_validate(fields | changes)


def license_of(value: str | None, *, status: LicenseStatus | None = None) -> LicenseAssessment:
    """The conclusion that a licence applies; None says that the portal names none."""
    concluded = status or (LicenseStatus.IDENTIFIED if value else LicenseStatus.NOT_STATED)
    known = concluded is LicenseStatus.IDENTIFIED
    return LicenseAssessment(
        id=value if known and value else "LicenseRef-unknown",
        status=concluded,
        raw=(value,) if value else (),
        asserted_by=AssertedBy.PUBLISHER if value else AssertedBy.NOBODY,
        confidence=Confidence.HIGH if known else Confidence.LOW,
        finding=(finding(value or "LicenseRef-unknown"),),
    )


def jurisdiction_of(holder: str | None = "KG", **states: Sequence[str]) -> JurisdictionAssessment:
    """The conclusion that a state holds the data; `storage_state`, `collection_state`, `data_subject_state` name others."""
    return JurisdictionAssessment(
        holder_state=holder,
        asserted_by=AssertedBy.PORTAL if holder else AssertedBy.NOBODY,
        confidence=Confidence.HIGH if holder else Confidence.LOW,
        finding=(finding(holder or "unknown"),),
        **{name: tuple(codes) for name, codes in states.items()},  # type: ignore[arg-type]  # the names are the model's
    )


def privacy_of(value: PrivacyClass | str = PrivacyClass.OPEN) -> PrivacyAssessment:
    """The conclusion that a privacy class applies."""
    found = PrivacyClass(value)
    return PrivacyAssessment(
        privacy_class=found, asserted_by=AssertedBy.RULE, confidence=Confidence.MEDIUM, finding=(finding(found.value),)
    )


def assessment(
    *,
    license: str | None = "CC-BY-4.0",  # noqa: A002  # the house's name
    license_status: LicenseStatus | None = None,
    jurisdiction: JurisdictionAssessment | None = None,
    privacy_class: PrivacyClass | str = PrivacyClass.OPEN,
    on: date = TODAY,
) -> Assessment:
    """The three conclusions."""
    return Assessment(
        license=license_of(license, status=license_status),
        jurisdiction=jurisdiction or jurisdiction_of(),
        privacy=privacy_of(privacy_class),
        rules="test",
        assessed_on=on,
    )


def stated(*words: str) -> tuple[Statement, ...]:
    """Statements of a portal."""
    return tuple(Statement(verbatim=each, field=f"/source/{number}") for number, each in enumerate(words))


def distribution(file_format: str | None = "CSV", *, url: str = "https://data.example.kg/files/water.csv") -> Distribution:
    """One file."""
    return Distribution(access_url=url, format=coded(file_format)[0] if file_format else None)


def dataset(
    title: Words = "Water use by district",
    *,
    identifier: str = "water-use",
    description: Words = "",
    keyword: Words = "",
    publisher: Words = "",
    theme: Sequence[str] = (),
    file_format: Sequence[str] = ("CSV",),
    language: Sequence[str] = (),
    access_rights: Sequence[str] = (),
    issued: str | None = None,
    modified: str | None = "2026-05-17",
    **fields: object,
) -> Dataset:
    """What a portal says. `fields` are further fields of the model."""
    return Dataset.model_validate(
        {
            "identifier": identifier,
            "title": text(title),
            "description": text(description),
            "keyword": text(keyword),
            "publisher": Agent(name=text(publisher)) if publisher else None,
            "theme": coded(*theme),
            "language": coded(*language),
            "access_rights": coded(*access_rights),
            "issued": day(issued),
            "modified": day(modified),
            "distribution": tuple(distribution(name) for name in file_format),
            **fields,
        }
    )


def record(
    title: Words = "Water use by district",
    *,
    identifier: str = "water-use",
    source: str = "kg_data_gov",
    status: Status | str = Status.ACTIVE,
    version: int = 1,
    license: str | None = "CC-BY-4.0",  # noqa: A002  # the house's name
    license_status: LicenseStatus | None = None,
    jurisdiction: JurisdictionAssessment | None = None,
    privacy_class: PrivacyClass | str = PrivacyClass.OPEN,
    curation: Curation | None = None,
    raw_hash: str = "0" * 64,
    run: int = 1,
    at: datetime = NOON,
    **about: object,
) -> CatalogRecord:
    """A record; `about` are the arguments of `dataset`."""
    return CatalogRecord(
        id=record_id(source, identifier),
        source=source,
        status=Status(status),
        version=version,
        dataset=dataset(title, identifier=identifier, **about),  # type: ignore[arg-type]  # passed on by name
        curation=curation or Curation(),
        assessment=assessment(
            license=license, license_status=license_status, jurisdiction=jurisdiction, privacy_class=privacy_class, on=at.date()
        ),
        provenance=Provenance(
            url=f"https://data.example.kg/dataset/{identifier}",
            raw_hash=raw_hash,
            media_type="application/json",
            run=run,
            first_harvested=at,
            changed=at,
        ),
    )
