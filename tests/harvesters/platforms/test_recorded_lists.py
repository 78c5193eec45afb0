"""The recorded lists of four portals, served as these portals do: every identifier arrives, and what is odd comes out right."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest

from harvesters import HARVESTERS
from harvesters.base import Normalised, RawRecord
from harvesters.limits import Limits
from schemas.source import Source
from tests.contracts.harvester import Harvest, harvest
from tests.declared_portal import DeclaredPortal, shipped
from tests.portal import Answer
from tests.recorded_lists import indian, kazakh, muscovite, uzbek
from tests.shared_material import shared

SHIPPED = shipped()


class Recorded(DeclaredPortal):
    """A portal that lists rows of a recorded list. Its details, if it has any, are the rows too."""

    def __init__(self, source: str, rows: list[dict[str, Any]], answer: Any) -> None:
        self.rows = rows
        shape = {"count": len(rows), "answer": answer, "item": None}
        super().__init__({"lists": {"all": shape}, "id": ""}, SHIPPED[source])

    def item(self, number: int) -> Any:
        return self.rows[number - 1]

    def _detail(self, holes: Any) -> Answer:
        row = next(row for row in self.rows if str(row["Id"]) == holes["id"])
        return Answer(json.dumps(row).encode())


def read(source: str, rows: list[dict[str, Any]], answer: Any, limits: Limits) -> tuple[Harvest, int]:
    """What came, and how many requests were sent."""
    with Recorded(source, rows, answer) as portal:
        outcome = harvest(portal, limits)
        assert outcome.error is None
        return outcome, len(portal.asked)


def normalised(outcome: Harvest) -> dict[str, Normalised]:
    return {raw.identifier: normalise(raw, outcome.source) for raw in outcome.records}


def normalise(raw: RawRecord, source: Source) -> Normalised:
    return HARVESTERS[source.kind].normalise(raw, source)


def pages(rows: list[Any], size: int) -> Iterator[list[Any]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))


def until_a_page_has_nothing_new(listed: Iterable[list[str]]) -> set[str]:
    """The identifiers that come before the first page without a new one."""
    seen: set[str] = set()
    for page in listed:
        if seen.issuperset(page):
            break
        seen |= set(page)
    return seen


def test_kazakhstan(limits: Limits) -> None:
    """2,841 rows with 2,556 identifiers. Some pages have nothing new: to stop there would lose 322 datasets."""
    rows = kazakh()
    outcome, requests = read("kz_data_egov", rows, {"datasets": "{entries}"}, limits)
    assert (len(rows), requests, outcome.codes) == (2841, 286, [])
    assert set(outcome.identifiers) == {row["apiUri"] for row in rows}
    found = until_a_page_has_nothing_new([row["apiUri"] for row in page] for page in pages(rows, 10))
    assert (len(set(outcome.identifiers)), len(set(outcome.identifiers) - found)) == (2556, 322)


def test_every_dataset_of_kazakhstan_has_its_name_and_its_page(limits: Limits) -> None:
    rows = {row["apiUri"]: row for row in kazakh()}
    outcome, _ = read("kz_data_egov", list(rows.values())[:200], {"datasets": "{entries}"}, limits)
    for identifier, found in normalised(outcome).items():
        assert found.dataset.title[0].value.split() == rows[identifier]["nameRu"].split()
        assert str(found.dataset.landing_page).endswith(f"/datasets/view?index={identifier}")


def test_uzbekistan(limits: Limits) -> None:
    rows = uzbek()
    answer = {"result": {"count": "{total}", "data": "{entries}"}, "status": 200}
    outcome, requests = read("uz_data_egov", rows, answer, limits)
    assert (len(set(outcome.identifiers)), requests, outcome.totals, outcome.codes) == (1890, 20, [1890], [])
    found = normalised(outcome)
    assert {row["structId"]: row["name"] for row in rows} == {name: each.dataset.version for name, each in found.items()}
    assert sum("(" in str(each.dataset.version) for each in found.values()) == 3
    assert all(len(each.dataset.distribution) == 4 for each in found.values())
    assert all(len({theme.code for theme in each.dataset.theme}) == len(each.dataset.theme) for each in found.values())


def test_moscow(limits: Limits) -> None:
    rows = muscovite()
    outcome, requests = read("ru_mow_data_mos", rows, {"Items": "{entries}", "Count": "{total}"}, limits)
    assert (len(set(outcome.identifiers)), requests, outcome.codes) == (190, 3 + 190, [])
    found = normalised(outcome)
    for row in rows:
        dataset = found[str(row["Id"])].dataset
        assert dataset.title[0].value.split() == unescape(str(row["Caption"])).split()
        assert dataset.publisher
        assert str(dataset.landing_page).endswith(f"/opendata/7700000000-{row['Id']}")
    assert not any("api_key" in (raw.url or "") for raw in outcome.records)


OGD = {"status": "ok", "total": "{total.text}", "count": 100, "limit": "100", "offset": "0", "records": "{entries}"}


def test_india(limits: Limits) -> None:
    rows = indian()
    outcome, requests = read("in_ogd", rows, OGD, limits)
    assert (len(set(outcome.identifiers)), requests, outcome.totals, outcome.codes) == (5673, 58, [5673], [])
    found = normalised(outcome)
    assert sum(each.dataset.publisher is None for each in found.values()) == 4
    titles = Counter(" ".join(each.dataset.title[0].value.split()) for each in found.values())
    assert sum(count - 1 for count in titles.values()) >= 4
    assert all(each.dataset.title[0].value == each.dataset.title[0].value.strip() for each in found.values())


def test_a_state_of_india_does_not_take_the_datasets_of_the_union(limits: Limits) -> None:
    rows = indian()[:300]
    own = [row | {"source": "ap.data.gov.in"} if number % 3 == 0 else row for number, row in enumerate(rows)]
    outcome, _ = read("in_ap_ogd", own, OGD, limits)
    assert outcome.identifiers == [row["index_name"] for row in own if row["source"] == "ap.data.gov.in"]


@pytest.mark.parametrize("name", ["resource_crude_oil_processed", "resource_indigenous_crude"])
def test_an_indian_time_that_is_labelled_utc(name: str) -> None:
    """`created` counts milliseconds and `updated` seconds. `created_date` is 5:30 ahead of UTC, and says that it is UTC."""
    row = json.loads(shared(f"fixtures/in-ogd/{name}.json").read_text(encoding="utf-8"))
    item = {key: value for key, value in row.items() if key not in {"records", "field"}}
    raw = RawRecord(
        row["index_name"], json.dumps({"list": "all", "item": item}).encode(), "application/json", "https://a.example"
    )
    dataset = normalise(raw, SHIPPED["in_ogd"]).dataset
    created = datetime.fromtimestamp(row["created"] / 1000, UTC)
    assert dataset.issued
    assert dataset.issued.value
    assert dataset.issued.value - created < timedelta(minutes=1)
    assert dataset.modified
    assert dataset.modified.value == datetime.fromtimestamp(row["updated"], UTC)
    assert dataset.publisher
    assert dataset.publisher.name[0].value == row["org"][-1]
