"""Catalogues in one JSON document, over real HTTP."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

import pytest

from harvesters import HARVESTERS
from harvesters.base import RawRecord
from harvesters.errors import RetryLater, SkipRecord, StopHarvest
from harvesters.limits import Limits
from tests.contracts.harvester import HarvesterContract, Serve, harvest
from tests.dcat_portal import DocumentPortal, dataset
from tests.portal import Answer, answers, cut_json, cut_short, web_page
from tests.shared_material import shared

RICH = dataset(
    1,
    issued="2020-02-03",
    accrualPeriodicity="R/P1M",
    language=["ky"],
    landingPage="https://data.example/about",
    rights="Бардыгына",
    accessRights="public",
    spatial="Чүй облусу",
    temporal="2018-01-01/2019-12-31",
    theme=["Environment"],
    version="1.2",
    isPartOf="collection-1",
    conformsTo="https://standard.example/1",
    describedBy="https://data.example/columns.pdf",
    references=["https://data.example/more"],
    distribution=[
        {
            "title": "Файл",
            "description": "Мамычалар",
            "accessURL": "https://data.example/1",
            "downloadURL": "https://data.example/1.csv",
            "mediaType": "text/csv",
            "format": "csv",
            "byteSize": 1024,
            "issued": "2020-02-03",
            "modified": "2021-02-03",
            "license": "https://creativecommons.org/publicdomain/zero/1.0/",
            "conformsTo": "https://standard.example/2",
            "checksum": {"checksumValue": "9f86d081", "algorithm": "sha256"},
        }
    ],
    contactPoint={"fn": "Айгүл", "hasEmail": "mailto:a@example.kg", "tel": "+996 312 123456"},
    publisher={"name": "Улуттук комитет", "identifier": "stat", "subOrganizationOf": "Өкмөт"},
)


@pytest.fixture
def serve() -> Iterator[Serve]:
    with ExitStack() as stack:

        def serve(datasets: int | list[Any], **how: Any) -> DocumentPortal:
            listed = [dataset(number) for number in range(datasets)] if isinstance(datasets, int) else datasets
            return stack.enter_context(DocumentPortal(listed, **how))

        yield serve


class TestDataJson(HarvesterContract):
    middle = 0
    housekeeping = r"/(identifier|@type)"

    @pytest.fixture
    def serve(self, serve: Serve) -> Serve:
        return serve

    @pytest.fixture
    def rich(self) -> RawRecord:
        content = json.dumps(RICH, ensure_ascii=False).encode()
        return RawRecord(RICH["identifier"], content, "application/json", "https://portal.example/data.json")

    @pytest.mark.parametrize(
        "trouble",
        [answers(404), answers(500), answers(429), web_page(), cut_short(), answers(200, body=b"null"), answers(200)],
        ids=["404", "500", "429", "web page", "cut short", "null", "nothing"],
    )
    def test_what_came_before_a_failure_stays(self, serve: Serve, limits: Limits, trouble: Any) -> None:
        super().test_what_came_before_a_failure_stays(serve, limits, trouble)

    def test_a_repeated_page_is_no_endless_loop(self, serve: Serve, limits: Limits) -> None:
        """There is no page: entries that come again are no sign that the list does not end."""
        portal = serve([dataset(1)] * 25)
        outcome = harvest(portal, limits, page_size=10)
        assert (outcome.whole, len(outcome.records), len(portal.asked)) == (True, 25, 1)


def test_the_document_is_asked_for_once(serve: Serve, limits: Limits) -> None:
    portal = serve(25)
    assert harvest(portal, limits, page_size=10).whole
    assert [(asked.path, asked.params) for asked in portal.asked] == [("/data.json", {})]


def test_a_document_that_breaks_off_gives_what_came_before(serve: Serve, limits: Limits) -> None:
    """PHP stops in the middle of a large document, day after day."""
    portal = serve(25, trouble=[cut_json()])
    outcome = harvest(portal, limits, page_size=10)
    assert (len(outcome.records), type(outcome.error), len(portal.asked)) == (24, RetryLater, 1)
    assert "cut off or broken" in str(outcome.error)


@pytest.mark.parametrize("key", ["dataset", "dcat:dataset", "http://www.w3.org/ns/dcat#dataset"])
def test_the_names_of_the_list(serve: Serve, limits: Limits, key: str) -> None:
    assert len(harvest(serve(3, key=key), limits).records) == 3


ONE, TWO, THREE = (json.dumps(dataset(number), ensure_ascii=False) for number in (1, 2, 3))


@pytest.mark.parametrize(
    ("body", "count"),
    [
        (f"[{ONE},{TWO}]", 2),
        ("[]", 0),
        ('{"dataset": []}', 0),
        (f'\ufeff{{"dataset": [{ONE}]}}', 1),
        (f'{{"dataset": [{ONE}, {TWO},]}}', 2),
        (f'{{"dataset": {{"0": {ONE}, "2": {TWO}}}}}', 2),
        (f'{{"dataset": {ONE}}}', 1),
        (f'{{"catalog": [{{"dataset": [{ONE}]}}, {{"dataset": [{TWO}]}}], "dataset": [{THREE}]}}', 3),
        (f'{{"dataset": [{ONE}]}}<!-- 0.3 s -->', 1),
    ],
)
def test_the_shapes_of_a_document(serve: Serve, limits: Limits, body: str, count: int) -> None:
    outcome = harvest(serve(0, trouble=[answers(200, body=body.encode())]), limits)
    assert (len(outcome.records), outcome.whole) == (count, True)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<html>", "web page"),
        (b'{"success": false}', "without a list"),
        (b'{"dataset": null}', "without a list"),
        (b'{"dataset": "none"}', "without a list"),
        (b"7", "cut off or broken"),
        (b'{"dataset": [}', "cut off or broken"),
        (b'{"dataset": [1 2]}', "cut off or broken"),
        (b'{"dataset": []}]', "cut off or broken"),
        (b"[" * 100_000, "cut off or broken"),
        (b'{"dataset": ' + b"[" * 100_000, "cut off or broken"),
    ],
)
def test_says_what_is_wrong_with_a_document(serve: Serve, limits: Limits, body: bytes, words: str) -> None:
    portal = serve(1, trouble=[answers(200, body=body)])
    outcome = harvest(portal, limits)
    assert isinstance(outcome.error, RetryLater)
    assert words in str(outcome.error)
    assert len(portal.asked) == 1


@pytest.mark.parametrize(
    ("broken", "identifier"),
    [
        (r'{"identifier": "broken", "title": "a\x"}', "broken"),
        ('{"dct:identifier": "broken",}', "broken"),
        ('{"publisher": {"identifier": 7}, "@id": "broken", bad}', "broken"),
        ('{"identifier": "broken", "title": "OOO "Romashka""}', "broken"),
        ('{"identifier": "broken", "spatial": ' + "[" * 5000 + "]" * 5000 + "}", "broken"),
        ("{bad}", None),
    ],
)
def test_an_entry_that_is_no_json_costs_only_itself(serve: Serve, limits: Limits, broken: str, identifier: str | None) -> None:
    body = f'{{"dataset": [{ONE}, {broken}, {TWO}]}}'.encode()
    outcome = harvest(serve(0, trouble=[answers(200, body=body)]), limits)
    kept = [dataset(1)["identifier"], *([identifier] if identifier else []), dataset(2)["identifier"]]
    assert (outcome.identifiers, outcome.error) == (kept, None)
    assert outcome.codes == ([] if identifier else ["record-not-json"])
    for lost in (record for record in outcome.records if record.identifier == "broken"):
        assert lost.content == broken.encode()
        with pytest.raises(SkipRecord) as error:
            HARVESTERS["data_json"].normalise(lost, outcome.source)
        assert error.value.issue.code == "record-not-json"


def test_entries_without_identifier_of_no_kind_and_twice(serve: Serve, limits: Limits) -> None:
    nameless = dataset(1)
    del nameless["identifier"]
    listed = [nameless, dataset(2), dataset(2), None, "text", nameless | {"@id": "https://data.example/3"}]
    outcome = harvest(serve(listed), limits)
    assert outcome.identifiers == [dataset(2)["identifier"]] * 2 + ["https://data.example/3"]
    assert outcome.codes == ["identifier-missing", "record-not-object", "record-not-object"]
    assert nameless["title"] in outcome.issues[0].value


def test_every_value_is_kept_as_it_was_sent(serve: Serve, limits: Limits) -> None:
    body = '{"dataset": [{"identifier": "a", "title": "<b>Суу</b>", "modified": null, "n": 1.50, "title": "экинчи"}]}'
    record = harvest(serve(0, trouble=[answers(200, body=body.encode())]), limits).records[0]
    assert record.content.decode() == '{"identifier":"a","title":"<b>Суу</b>","modified":null,"n":1.5,"title":"экинчи"}'


@pytest.mark.parametrize(
    ("status", "removed"),
    [
        ("Withdrawn", True),
        ({"prefLabel": "Withdrawn"}, True),
        ("http://purl.org/adms/status/Withdrawn", True),
        ("draft", True),
        ("Completed", False),
        ("http://purl.org/adms/status/Deprecated", False),
        (["x"], False),
        (None, False),
    ],
)
def test_what_a_portal_says_is_withdrawn(serve: Serve, limits: Limits, status: Any, removed: bool) -> None:
    outcome = harvest(serve([dataset(1, status=status), dataset(2)]), limits)
    assert outcome.removed == ([dataset(1)["identifier"]] if removed else [])
    assert len(outcome.records) == 1 + (not removed)


def test_a_document_that_is_too_large_is_asked_for_once(serve: Serve, limits: Limits) -> None:
    portal = serve([dataset(1, description="с" * 1_100_000)])
    outcome = harvest(portal, limits)
    assert "more than 2000000 bytes" in str(outcome.error)
    assert (outcome.records, len(portal.asked)) == ([], 1)


def test_a_secret_has_no_place(serve: Serve, limits: Limits) -> None:
    assert isinstance(harvest(serve(1), limits, secret="EXAMPLE_KEY").error, StopHarvest)


def test_what_changed_is_not_asked_for(serve: Serve, limits: Limits) -> None:
    outcome = harvest(serve(3), limits, since=datetime(2026, 12, 1, tzinfo=UTC))
    assert (len(outcome.records), outcome.whole) == (3, True)


def test_the_catalogues_of_other_projects(serve: Serve, limits: Limits) -> None:
    """An example of ckanext-dcat, read in place: every dataset arrives and is read."""
    document = shared("fixtures/dcat-ckanext/dcat__catalog_pod.jsonld").read_bytes()
    listed = json.loads(document)["dataset"]
    outcome = harvest(serve(0, trouble=[lambda asked, portal: Answer(document)]), limits)
    assert outcome.whole
    assert len(outcome.records) + outcome.codes.count("identifier-missing") == len(listed)
    for record in outcome.records:
        assert HARVESTERS["data_json"].normalise(record, outcome.source).dataset.title
