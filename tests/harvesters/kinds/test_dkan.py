"""DKAN portals of both versions over real HTTP, healthy and not."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from harvesters import HARVESTERS
from harvesters.base import RawRecord
from harvesters.errors import RetryLater, StopHarvest
from harvesters.limits import Limits
from harvesters.wire.session import Session
from schemas.dataset import Agent, LangString
from tests.contracts.harvester import HarvesterContract, Serve, harvest
from tests.dcat_portal import DkanPortal, OldDkanPortal, dataset, old_package
from tests.harvesters.kinds.test_data_json import RICH
from tests.portal import Answer, Asked, Portal, answers, on
from tests.shared_material import shared


@pytest.fixture
def serve() -> Iterator[Serve]:
    with ExitStack() as stack:

        def serve(datasets: int | list[Any], **how: Any) -> DkanPortal:
            listed = [dataset(number) for number in range(datasets)] if isinstance(datasets, int) else datasets
            return stack.enter_context(DkanPortal(listed, **how))

        yield serve


@pytest.fixture
def serve_old() -> Iterator[Serve]:
    with ExitStack() as stack:

        def serve(packages: int | list[Any], **how: Any) -> OldDkanPortal:
            listed = [old_package(number) for number in range(packages)] if isinstance(packages, int) else packages
            return stack.enter_context(OldDkanPortal(listed, **how))

        yield serve


class TestDkan(HarvesterContract):
    housekeeping = r"/(identifier|@type)"

    @pytest.fixture
    def serve(self, serve: Serve) -> Serve:
        return serve

    @pytest.fixture
    def rich(self) -> RawRecord:
        content = json.dumps(RICH, ensure_ascii=False).encode()
        return RawRecord(RICH["identifier"], content, "application/json", "https://portal.example/api/1")


class TestOldDkan(HarvesterContract):
    housekeeping = r"/(id|name|groups/(id|name|description)|tags/(id|vocabulary_id)|private|state|type|metadata_\w+)|.*/state"

    @pytest.fixture
    def serve(self, serve_old: Serve) -> Serve:
        return serve_old

    def test_pages_are_read_when_they_are_needed(self, serve: Serve, limits: Limits) -> None:
        """DKAN 1 is known by what it does not answer: the two requests of DKAN 2 come first."""
        portal = serve(30)
        source = portal.source(page_size=10)
        with Session(source, contact="tests", limits=limits) as session:
            items = HARVESTERS[source.kind].fetch(source, session)
            assert portal.asked == []
            while not isinstance(next(items), RawRecord):
                pass
            assert len(portal.asked) == 3


def paths(portal: Portal) -> list[str]:
    return list(dict.fromkeys(asked.path for asked in portal.asked))


def test_asks_for_pages_of_a_hundred_at_most(serve: Serve, limits: Limits) -> None:
    portal = serve(250)
    outcome = harvest(portal, limits, page_size=1000)
    assert (len(outcome.records), outcome.totals, outcome.whole) == (250, [250], True)
    assert [(asked.params["page"], asked.params["page-size"]) for asked in portal.asked] == [
        *(("1", "100"), ("2", "100"), ("3", "100"), ("3", "125"))[:3],
        ("6", "50"),
    ]
    assert portal.asked[0].params == {"page": "1", "page-size": "100", "sort": "title", "facets": "0"}
    assert outcome.records[0].url == f"{portal.url}/api/1/metastore/schemas/dataset/items/{dataset(0)['identifier']}"


@pytest.mark.parametrize("most", [1, 7, 30, 97])
def test_a_portal_that_sends_fewer_than_asked_for(serve: Serve, limits: Limits, most: int) -> None:
    outcome = harvest(serve(211, rows_max=most), limits)
    assert (len(set(outcome.identifiers)), outcome.whole) == (211, True)


@pytest.mark.parametrize("hidden", [[3], [99], [100, 101], list(range(100, 200)), [210]])
def test_datasets_that_are_counted_and_not_shown(serve: Serve, limits: Limits, hidden: list[int]) -> None:
    """DKAN takes out of a page what it cannot load, and counts it."""

    def hide(asked: Asked, portal: Portal) -> Answer:
        answer = json.loads(portal.healthy(asked).body)
        gone = {dataset(number)["identifier"] for number in hidden}
        results = {key: each for key, each in dict(answer["results"]).items() if each["identifier"] not in gone}
        return Answer(json.dumps(answer | {"results": results}).encode())

    outcome = harvest(serve(211, trouble=[hide]), limits)
    assert len(set(outcome.identifiers)) == 211 - len(hidden)
    assert outcome.error is None


def test_one_page_that_fails_costs_one_dataset(serve: Serve, limits: Limits) -> None:
    outcome = harvest(serve(120, trouble=[on(answers(500), covering=57)]), limits)
    assert len(set(outcome.identifiers)) == 119
    assert outcome.codes == ["page-failed"]


def test_a_search_that_is_switched_off(serve: Serve, limits: Limits) -> None:
    portal = serve(25, searches=False)
    outcome = harvest(portal, limits, page_size=10)
    assert (len(outcome.records), outcome.whole) == (25, True)
    assert paths(portal) == ["/api/1/search", "/api/1/metastore/schemas/dataset/items"]


def test_reading_goes_on_in_the_way_that_was_found(serve: Serve, serve_old: Serve, limits: Limits) -> None:
    for portal, requests in (
        (serve(25, searches=False), 1),
        (serve_old(25), 2),
        (serve_old(25, lists=False), 16),
        (serve_old(25, rows_max=1000), 2),
    ):
        source = portal.source(page_size=10)
        with Session(source, contact="tests", limits=limits) as session:
            items = list(HARVESTERS["dkan"].fetch(source, session))
            cursors = [item.cursor for item in items if hasattr(item, "cursor")]
            portal.asked.clear()
            cursor = cursors[9] if len(cursors) > 10 else cursors[0]
            rest = list(HARVESTERS["dkan"].fetch(source, session, cursor=cursor))
        assert len([item for item in rest if isinstance(item, RawRecord)]) == 15
        assert not any(asked.path == "/api/1/search" for asked in portal.asked)
        assert requests <= len(portal.asked) <= requests + 1


@pytest.mark.parametrize("nested", [False, True])
def test_packages_of_dkan_1(serve_old: Serve, limits: Limits, nested: bool) -> None:
    portal = serve_old(25, nested=nested)
    outcome = harvest(portal, limits, page_size=10)
    assert (len(outcome.records), outcome.whole) == (25, True)
    assert paths(portal)[2:] == ["/api/3/action/current_package_list_with_resources"]
    assert [(asked.params["limit"], asked.params["offset"]) for asked in portal.asked[2:]] == [
        *(("10", "0"), ("10", "10"), ("10", "20"), ("10", "25")),
    ]


@pytest.mark.parametrize("count", [7, 25])
def test_a_portal_that_knows_no_offset(serve_old: Serve, limits: Limits, count: int) -> None:
    """The first page again, with more or fewer packages than were asked for, is the whole list."""

    def everything(asked: Asked, portal: Portal) -> Answer:
        return portal.healthy(replace(asked, params=asked.params | {"start": "0", "rows": "1000"}))

    outcome = harvest(serve_old(count, trouble=[everything]), limits, page_size=10)
    assert (len(outcome.records), outcome.whole) == (count, True)


def test_packages_by_their_names(serve_old: Serve, limits: Limits) -> None:
    portal = serve_old(3, lists=False)
    outcome = harvest(portal, limits)
    assert (len(outcome.records), outcome.totals, outcome.whole) == (3, [3], True)
    assert [asked.params["id"] for asked in portal.asked[4:]] == ["dataset-0", "dataset-1", "dataset-2"]
    assert outcome.records[0].url.endswith(f"/api/3/action/package_show?id={old_package(0)['id']}")


def test_a_name_that_is_a_path(serve_old: Serve, limits: Limits) -> None:
    portal = serve_old([old_package(1, name="12")], lists=False)
    portal.trouble = [
        lambda asked, portal: Answer(b'{"success": true, "result": ["node/12"]}') if asked.path.endswith("package_list") else None
    ]
    assert len(harvest(portal, limits).records) == 1


def test_a_package_that_is_not_shown_is_no_end(serve_old: Serve, limits: Limits) -> None:
    not_found = answers(404, body=b'{"error": {"__type": "Not Found Error", "message": "Not Found"}}')
    gone = lambda asked, portal: not_found(asked, portal) if asked.params.get("id") == "dataset-1" else None  # noqa: E731
    outcome = harvest(serve_old(3, lists=False, trouble=[gone]), limits)
    assert (len(outcome.records), outcome.codes, outcome.error) == (2, ["page-failed"], None)


def test_a_portal_that_speaks_no_way_of_dkan(serve: Serve, limits: Limits) -> None:
    portal = serve(1, trouble=[answers(404)])
    outcome = harvest(portal, limits)
    assert isinstance(outcome.error, RetryLater)
    assert "in any way of DKAN" in str(outcome.error)
    assert len(portal.asked) == 4


@pytest.mark.parametrize("body", [b"<html>", b"null", b"[]", b'{"results": "x"}', b'{"success": true, "result": {}}', b"{", b""])
def test_what_is_no_answer_of_dkan(serve: Serve, limits: Limits, body: bytes) -> None:
    outcome = harvest(serve(1, trouble=[answers(200, body=body)]), limits)
    assert outcome.records == []
    assert outcome.error is not None or body == b"[]"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, None),
        ({"private": True}, None),
        ({"private": False}, None),
        ({"private": "Опубликовано"}, None),
        ({"private": "Unpublished"}, "record-draft"),
        ({"private": "Не опубликовано"}, "record-draft"),
        ({"private": "perhaps"}, "state-not-understood"),
        ({"type": "dataset", "private": True}, "record-private"),
        ({"state": "Deleted"}, "record-deleted"),
    ],
)
def test_what_private_means(serve_old: Serve, limits: Limits, fields: dict[str, Any], code: str | None) -> None:
    outcome = harvest(serve_old([old_package(1, **fields)]), limits)
    assert outcome.codes == ([code] if code else [])
    assert len(outcome.records) == (code is None)


def test_a_package_of_dkan_1_as_a_dataset(serve_old: Serve, limits: Limits) -> None:
    groups = [*old_package(1)["groups"], {"title": "Экинчи", "id": "h"}]
    outcome = harvest(serve_old([old_package(1, groups=groups)]), limits, day_first=True, time_zone="Asia/Bishkek")
    found = HARVESTERS["dkan"].normalise(outcome.records[0], outcome.source)
    dataset = found.dataset
    assert dataset.publisher == Agent(name=(LangString(value="Улуттук статистика комитети"),), identifier="g")
    assert dataset.theme == ()
    assert dataset.ignored == ("/groups/1",)
    assert dataset.description == (LangString(value="Көлдөрдүн деңгээли"),)
    assert dataset.issued
    assert dataset.issued.value == datetime(2015, 4, 7, 6, 0, tzinfo=UTC)
    assert dataset.modified
    assert dataset.modified.calendar_day
    assert dataset.modified.calendar_day.isoformat() == "2015-04-15"
    file = dataset.distribution[0]
    assert file.modified
    assert file.modified.verbatim == "Tue, 07/04/2015 - 12:00"
    assert file.modified.value == datetime(2015, 4, 7, 6, 0, tzinfo=UTC)
    assert file.download_url == "https://data.example/1.csv"


def test_a_secret_has_no_place(serve: Serve, limits: Limits) -> None:
    assert isinstance(harvest(serve(1), limits, secret="EXAMPLE_KEY").error, StopHarvest)


def test_a_package_of_a_real_portal(serve_old: Serve, limits: Limits) -> None:
    """A recorded answer of `package_show`, read in place: its result is a list, its sizes are words."""
    answer = shared("fixtures/csw-dcat-udata/ckan__data__dkan-french-w-license.json").read_bytes()
    package = json.loads(answer)["result"][0]
    outcome = harvest(serve_old([package], lists=False), limits)
    assert (outcome.identifiers, outcome.whole) == ([package["id"]], True)
    found = HARVESTERS["dkan"].normalise(outcome.records[0], outcome.source).dataset
    assert found.title[0].value == package["title"]
    assert len(found.distribution) == len(package["resources"])
    assert found.publisher
    assert found.publisher.name[0].value == package["groups"][0]["title"]
    assert len(found.keyword) == len(package["tags"])
    assert any(each.verbatim == package["license_title"] for each in found.license)
