"""The cases of `cases/*.yml`: what a portal says, and what must be concluded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from schemas.access_rights import access_right
from schemas.assessment import Assessment, Finding, PrivacyClass
from schemas.dataset import Dataset, Distribution, Location, Statement
from schemas.record import CuratedJurisdiction, Curation, JurisdictionDecision, LicenseDecision, PrivacyDecision
from schemas.source import DefaultStatement, LicenseCodes, Source
from tests.factories import NOON, text

FOLDER = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Case:
    """One case. The fields are the keys of the file."""

    case: str
    expect: Mapping[str, Any]
    state: str = "KG"
    official: bool = True
    default: Mapping[str, str] | None = None
    codes: Mapping[str, Any] | None = None
    title: str = "Приложение 5"
    description: str = ""
    keyword: list[str] = field(default_factory=list)
    place: str | None = None
    access: list[str] = field(default_factory=list)
    license: Mapping[str, str] = field(default_factory=dict)
    files: list[str | None] = field(default_factory=list)
    curated: Mapping[str, Any] = field(default_factory=dict)


def cases() -> list[Case]:
    return [Case(**row) for file in sorted(FOLDER.glob("*.yml")) for row in yaml.safe_load(file.read_text("utf-8"))]


def dataset_of(case: Case) -> Dataset:
    return Dataset(
        identifier="1",
        title=text(case.title),
        description=text(case.description),
        keyword=text({"und": case.keyword}),
        spatial=(Location(verbatim=case.place),) if case.place else (),
        access_rights=tuple(access_right(each) for each in case.access),
        license=tuple(Statement(verbatim=words, field=place) for place, words in case.license.items()),
        distribution=tuple(
            Distribution(license=(Statement(verbatim=words, field=f"/resources/{n}/license"),) if words else ())
            for n, words in enumerate(case.files)
        ),
    )


def source_of(case: Case) -> Source:
    return Source.model_validate(
        {
            "id": "example",
            "title": {"en": "Example"},
            "kind": "ckan",
            "url": "https://data.example.org/",
            "jurisdiction": case.state,
            "official": case.official,
            "license": DefaultStatement.model_validate(case.default) if case.default else None,
            "license_codes": LicenseCodes.model_validate(case.codes) if case.codes else None,
        }
    )


def curation_of(case: Case) -> Curation:
    said = {"reason": "looked at the page of terms", "by": "A. Steward", "at": NOON}
    curated = case.curated
    return Curation(
        license=LicenseDecision(value=curated["license"], **said) if "license" in curated else None,
        jurisdiction=JurisdictionDecision(value=CuratedJurisdiction(**curated["jurisdiction"]), **said)
        if "jurisdiction" in curated
        else None,
        privacy_class=PrivacyDecision(value=PrivacyClass(curated["privacy"]), subclass=tuple(curated.get("subclass", ())), **said)
        if "privacy" in curated
        else None,
    )


def findings_of(assessment: Assessment) -> list[Finding]:
    return [*assessment.license.finding, *assessment.jurisdiction.finding, *assessment.privacy.finding]
