"""Recorded portals whose records we cannot harvest yet: their statements of licence, or that of the portal for all."""

import gzip
import json
from collections.abc import Iterator
from typing import Any

import pytest

from registry.policy.assess import assess
from registry.policy.rules import Rules, shipped_rules
from schemas.assessment import AssertedBy, LicenseStatus
from schemas.record import Curation
from tests.factories import TODAY
from tests.shared_material import shared

from .case_files import Case, dataset_of, source_of

OPENNESS = ("开放类型", "开放条件", "开放状态")
"""The fields in which Chinese portals write the openness class of a dataset."""

CHINESE = (
    "anhui_chuzhou",
    "anhui_hefei",
    "anhui_huaibei",
    "anhui_huangshan",
    "sichuan_deyang",
    "sichuan_luzhou",
    "sichuan_neijiang",
    "xinjiang_wlmq",
)

DEFAULTS = {
    "IN": ("GODL-India", "https://data.gov.in/government-open-data-license-india"),
    "RU": ("Типовые условия использования общедоступной информации, размещаемой в сети Интернет в форме открытых данных", None),
    "UZ": ("Условия использования открытых данных Республики Узбекистан", "https://data.egov.uz/en/pages/copyright"),
    "KZ": ("Открытые данные Республики Казахстан", None),
}
"""What the portals of these states say for all their datasets; their records carry no licence of their own."""

READ = (LicenseStatus.IDENTIFIED, LicenseStatus.AMBIGUOUS)


@pytest.fixture(scope="module")
def rules() -> Rules:
    return shipped_rules()


def records(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(
        gzip.decompress(shared(f"fixtures/cn-portals-2023/metadata__{name}.json.gz").read_bytes())
    )
    return found


def statements(record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield from ((f"/{field}", record[field]) for field in OPENNESS if record.get(field))


@pytest.mark.parametrize("name", CHINESE)
def test_nine_in_ten_records_of_a_chinese_portal_end_with_a_sourced_statement(name: str, rules: Rules) -> None:
    found = []
    for record in records(name):
        case = Case(case="", expect={}, state="CN", license=dict(statements(record)))
        assessed = assess(dataset_of(case), Curation(), source=source_of(case), rules=rules, today=TODAY).license
        found.append(assessed.status in READ and assessed.asserted_by is AssertedBy.PUBLISHER)
        assert all(evidence.where for finding in assessed.finding for evidence in finding.evidence)
    assert sum(found) / len(found) >= 0.9


@pytest.mark.parametrize("state", DEFAULTS)
def test_the_statement_of_a_portal_counts_for_records_that_state_nothing(state: str, rules: Rules) -> None:
    statement, url = DEFAULTS[state]
    case = Case(case="", expect={}, state=state, default={"statement": statement} | ({"url": url} if url else {}))
    assessed = assess(dataset_of(case), Curation(), source=source_of(case), rules=rules, today=TODAY).license
    assert (assessed.status, assessed.asserted_by) == (LicenseStatus.IDENTIFIED, AssertedBy.PORTAL)
    assert [evidence.where for finding in assessed.finding for evidence in finding.evidence]
