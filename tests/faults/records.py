"""Portals with single records that hurt."""

from typing import Any

from registry.services import Services
from schemas.assessment import LicenseStatus
from schemas.record import CatalogRecord, record_id
from schemas.runs import Run, RunState
from tests.portal import package

from .fault import Expect, Fault, fifty_with

SPELLINGS: tuple[dict[str, str], ...] = (
    {"license_url": "http://creativecommons.org/licenses/by/4.0"},
    {"license_url": "https://creativecommons.org/licenses/by/4.0/"},
    {"license_url": "https://creativecommons.org/licenses/by/4.0/deed.ru"},
    {"license_url": "http://creativecommons.org/publicdomain/zero/1.0/"},
    {"license_url": "https://creativecommons.org/licenses/by-sa/3.0"},
    {"license_id": "CC-BY-4.0"},
    {"license_url": "https://spdx.org/licenses/CC-BY-4.0.html"},
    {"license_url": "http://publications.europa.eu/resource/authority/licence/CC_BY_4_0"},
    {"license_title": "CC BY 4.0"},
    {"license_title": "Creative Commons Attribution 4.0 International"},
    {"license_title": "CC BY-NC-SA 4.0"},
    {"license_id": "cc-zero"},
    {"license_id": "odc-odbl"},
    {"license_title": "Open Database License (ODbL) v1.0"},
    {"license_id": "odc-pddl"},
    {"license_url": "https://opendatacommons.org/licenses/by/1-0/"},
    {"license_title": "GODL-India"},
    {"license_title": "Government Open Data License - India"},
    {"license_title": "Лицензия Creative Commons «С указанием авторства» 4.0"},
    {"license_title": "知识共享署名 4.0 国际许可协议"},
)
"""Twenty ways to write a common licence."""

RECOGNISED = 17
"""So many of them must be mapped to a licence; the others are kept and wait for a person."""

STATED = ("license_id", "license_title", "license_url")


def spelt() -> list[Any]:
    """A package for each spelling."""
    nothing = dict.fromkeys(STATED)
    return [package(number, **(nothing | words)) for number, words in enumerate(SPELLINGS)]


def stored(services: Services, run: Run, number: int) -> CatalogRecord:
    record = services.store.records.get(record_id(run.source, package(number)["id"]))
    assert record is not None
    return record


def licences_kept_and_mapped(services: Services, run: Run) -> None:
    assessed = [stored(services, run, number) for number in range(len(SPELLINGS))]
    for words, record in zip(SPELLINGS, assessed, strict=True):
        assert [statement.verbatim for statement in record.dataset.license] == list(words.values())
    licenses = [record.assessment.license for record in assessed]
    recognised = [each for each in licenses if each.status is LicenseStatus.IDENTIFIED]
    others = [each for each in licenses if each not in recognised]
    assert len(recognised) >= RECOGNISED, [each.raw for each in others]
    assert {each.id for each in others} <= {"LicenseRef-unknown"}


def licence_flagged(services: Services, run: Run) -> None:
    found = stored(services, run, 25).assessment.license
    assert found.raw[0] == "Открытая лицензия РФ"
    assert (found.id, found.status) == ("LicenseRef-unknown", LicenseStatus.UNKNOWN)


def keyword_of_one_character(services: Services, run: Run) -> None:
    assert [word.value for word in stored(services, run, 25).dataset.keyword] == ["水"]


def missing_title_named(services: Services, run: Run) -> None:
    [issue] = services.store.runs.issues(run.id, code="title-missing")
    assert (issue.identifier, issue.pointer) == (package(25)["id"], "/title")


def long_text_cut(services: Services, run: Run) -> None:
    record = stored(services, run, 25)
    assert len(record.dataset.description[0].value) == 100_000
    assert len(services.archive.get(record.provenance.raw_hash)) > 30_000_000


def every_distribution(services: Services, run: Run) -> None:
    assert len(stored(services, run, 25).dataset.distribution) == 8327


def every_keyword(services: Services, run: Run) -> None:
    assert len(stored(services, run, 25).dataset.keyword) == 34_866


FAULTS = (
    Fault(
        name="a dataset without a title",
        portal="One of 50 datasets has no title.",
        serai="49 are kept; the one is reported with its id and the missing field.",
        packages=fifty_with(title=None),
        proof=missing_title_named,
        expect=Expect(kept=49, rejected=1, issues=frozenset({"title-missing"})),
    ),
    Fault(
        name="a dataset without an id",
        portal="One of 50 datasets has neither id nor name.",
        serai="49 are kept; the one is reported.",
        packages=fifty_with(id=None, name=None),
        expect=Expect(kept=49, rejected=1, issues=frozenset({"identifier-missing"})),
    ),
    Fault(
        name="what JSON forbids",
        portal="One dataset holds `NaN`.",
        serai="49 are kept; the one is reported with the place of the number.",
        packages=fifty_with(rating=float("nan")),
        expect=Expect(kept=49, rejected=1, issues=frozenset({"record-not-json"})),
    ),
    Fault(
        name="licences in twenty spellings",
        portal="Writes common licences in twenty ways: addresses, ids, names, in three languages.",
        serai=f"All twenty are kept word for word; at least {RECOGNISED} are recognised, the others wait for a person.",
        packages=spelt,
        proof=licences_kept_and_mapped,
        expect=Expect(kept=20),
    ),
    Fault(
        name="a licence that nobody knows",
        portal="States the licence `Открытая лицензия РФ`.",
        serai="The words are kept, the licence is `unknown`: permission is never inferred.",
        packages=fifty_with(license_id="Открытая лицензия РФ", license_title=None),
        proof=licence_flagged,
        expect=Expect(kept=50),
    ),
    Fault(
        name="a keyword of one character",
        portal="Has the keyword `水`, water.",
        serai="It is a keyword like any other.",
        packages=fifty_with(tags=[{"name": "水", "display_name": "水", "state": "active"}]),
        proof=keyword_of_one_character,
        expect=Expect(kept=50),
    ),
    Fault(
        name="a record of 30 MB",
        portal="One dataset has a description of 30 MB.",
        serai="It is kept with the first 100,000 characters and a warning; the whole is in the archive.",
        packages=fifty_with(notes="x" * 30_000_000),
        proof=long_text_cut,
        expect=Expect(kept=50, issues=frozenset({"text-too-long"})),
    ),
    Fault(
        name="a record beyond the limit",
        portal="One dataset is larger than is taken at once (64 MiB).",
        serai="The page is halved until that dataset is alone: 49 are kept, the one is reported.",
        packages=fifty_with(notes="x" * 3_000_000),
        limits={"max_body": 2_000_000},
        expect=Expect(
            kept=49, state=RunState.PARTIAL, issues=frozenset({"record-too-large"}), error="a part of the portal's list"
        ),
    ),
    Fault(
        name="8,327 distributions",
        portal="One dataset has 8,327 distributions.",
        serai="All are kept, and the dataset is found by search.",
        packages=fifty_with(resources=[package(25)["resources"][0] | {"id": f"r-{number}"} for number in range(8327)]),
        proof=every_distribution,
        expect=Expect(kept=50),
    ),
    Fault(
        name="34,866 keywords",
        portal="One dataset has 34,866 keywords.",
        serai="All are kept, and the dataset is found by search.",
        packages=fifty_with(tags=[{"name": f"keyword {number}", "state": "active"} for number in range(34_866)]),
        proof=every_keyword,
        expect=Expect(kept=50),
    ),
)
