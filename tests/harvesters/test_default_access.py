"""Who may have a dataset that says nothing of it: what the portal's declaration states for all its datasets."""

from typing import Any

import pytest

from harvesters.base import RawRecord
from harvesters.kinds.ckan import CkanHarvester
from harvesters.kinds.oai_pmh.oai_dc import read_record
from harvesters.reading.records import json_bytes
from registry.policy.assess import assess
from registry.policy.rules import shipped_rules
from schemas.assessment import AssertedBy, Confidence
from schemas.dataset import Coded, Dataset
from schemas.grounds import grounds_of
from schemas.record import Curation
from schemas.source import Source
from search.fields import FIELDS
from tests import factories
from tests.oai_portal import NAMESPACES
from tests.portal import package

PORTAL = "无条件开放"


def source(statement: str | None = PORTAL) -> Source:
    access = {"access": {"statement": statement, "url": "https://x.example/terms", "seen": "2026-11-30"}} if statement else {}
    declared = {"id": "x_example", "title": {"en": "X"}, "kind": "ckan", "url": "https://x.example", "jurisdiction": "CN"}
    return Source.model_validate(declared | access)


def ckan(of: Source, **fields: Any) -> Dataset:
    return (
        CkanHarvester()
        .normalise(RawRecord("1", json_bytes(package(1, **fields)), "application/json", "https://x.example"), of)
        .dataset
    )


def oai(of: Source, elements: str = "") -> Dataset:
    title = "<dc:title>Su</dc:title>"
    content = f"<record><header/><metadata><oai_dc:dc {NAMESPACES}>{title}{elements}</oai_dc:dc></metadata></record>"
    return read_record(RawRecord("1", content.encode(), "application/xml", "https://x.example"), of).dataset


def test_it_counts_in_every_kind_of_record_that_states_nothing() -> None:
    for found in (ckan(source()), oai(source())):
        assert found.access_rights == (Coded(verbatim=PORTAL, code="PUBLIC", of_portal=True),)
    assert ckan(source(None)).access_rights == ()


@pytest.mark.parametrize(("word", "code"), [("有条件开放", "RESTRICTED"), ("无条件共享", None), ("无", None), ("нет", None)])
def test_what_a_dataset_states_wins_also_if_it_is_not_understood(word: str, code: str | None) -> None:
    stated = (Coded(verbatim=word, code=code),)
    assert ckan(source(), access_rights=word).access_rights == stated
    assert oai(source(), f"<dct:accessRights>{word}</dct:accessRights>").access_rights == stated


def test_words_that_are_not_understood_give_no_class() -> None:
    assert ckan(source("Условия сайта")).access_rights == (Coded(verbatim="Условия сайта", of_portal=True),)


def test_a_dataset_without_it_is_stored_as_before() -> None:
    assert "of_portal" not in ckan(source(None), access_rights="public").model_dump_json()


@pytest.mark.parametrize(("statement", "code"), [(PORTAL, "PUBLIC"), ("登录开放", "RESTRICTED"), ("不予开放", "NON_PUBLIC")])
def test_search_and_answers_about_use_go_by_it(statement: str, code: str) -> None:
    record = factories.record().model_copy(update={"dataset": ckan(source(statement))})
    assert grounds_of(record).access == code
    assert FIELDS["access_rights"].values(record) == (code,)


def test_the_conclusion_says_that_the_portal_states_it() -> None:
    """It is one step less sure than what a dataset states itself."""
    title = "Доля городского населения в процентах по районам"
    of_portal, own = (
        assess(
            ckan(of, title=title, license_id="", license_title="", **fields),
            Curation(),
            source=of,
            rules=shipped_rules(),
            today=factories.TODAY,
        )
        for of, fields in ((source(), {}), (source(None), {"access_rights": PORTAL}))
    )
    found, stated = (next(each for each in made.privacy.finding if each.case == "access") for made in (of_portal, own))
    assert (found.asserted_by, found.confidence, found.evidence[0].where) == (AssertedBy.PORTAL, Confidence.LOW, "source")
    assert (stated.asserted_by, stated.confidence) == (AssertedBy.PUBLISHER, Confidence.MEDIUM)
    assert found.evidence[0].seen == stated.evidence[0].seen == PORTAL
    limited = ckan(source("登录开放"), title=title, license_id="", license_title="")
    made = assess(limited, Curation(), source=source("登录开放"), rules=shipped_rules(), today=factories.TODAY)
    assert made.privacy.privacy_class == "unknown"
