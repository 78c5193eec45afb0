"""CKAN portals over real HTTP, healthy and not."""

import gzip
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
from schemas.issues import Severity
from tests.contracts.harvester import HarvesterContract, Serve, harvest
from tests.portal import (
    Answer,
    Asked,
    Portal,
    Trouble,
    answers,
    deletes_before,
    in_characters,
    never_ends,
    on,
    package,
    refuses,
    wraps_around,
)
from tests.shared_material import shared


@pytest.fixture
def serve() -> Iterator[Serve]:
    with ExitStack() as stack:

        def serve(packages: int | list[Any], **how: Any) -> Portal:
            listed = [package(number) for number in range(packages)] if isinstance(packages, int) else packages
            return stack.enter_context(Portal(listed, **how))

        yield serve


RICH = package(
    1,
    version="1.2",
    url="https://data.example/about",
    license_url="https://creativecommons.org/licenses/by/4.0/",
    author="Айгүл",
    author_email="a@example.kg",
    maintainer="Бакыт",
    maintainer_email="b@example.kg",
    groups=[{"id": "g", "name": "environment", "title": "Environment", "display_name": "Environment"}],
    language=["ky"],
    frequency="ай сайын",
    issued="2020-02-03",
    modified="2021-02-03",
    theme="http://publications.europa.eu/resource/authority/data-theme/AGRI",
    access_rights="http://publications.europa.eu/resource/authority/access-right/PUBLIC",
    spatial="Чүй облусу",
    temporal_start="2018-01-01",
    temporal_end="2019-01-01",
    contact_name="Иш бөлмөсү",
    contact_email="c@example.kg",
    publisher_name="Кадастр",
    publisher_identifier="kadastr",
    publisher_url="https://kadastr.example",
    keywords=["дарыя"],
    rights="Ачык маалымат",
    extras=[{"key": "update_frequency", "value": "жыл сайын"}, {"key": "source", "value": "Эсеп"}],
    resources=[
        {
            "id": "r-1",
            "package_id": package(1)["id"],
            "name": "Файл",
            "description": "Көрсөткүчтөр",
            "format": "CSV",
            "mimetype": "text/csv",
            "url": "https://data.example/1.csv",
            "access_url": "https://data.example/1",
            "download_url": "https://data.example/1/get.csv",
            "size": 1024,
            "hash": "9f86d081",
            "hash_algorithm": "md5",
            "license": "CC0",
            "language": "ky",
            "issued": "2020-03-04",
            "modified": "2021-03-04",
            "created": "2024-01-02T03:04:05",
            "position": 0,
        }
    ],
)
"""A package with a value in every field that is read."""


class TestCkan(HarvesterContract):
    @pytest.fixture
    def serve(self, serve: Serve) -> Serve:
        return serve

    housekeeping = (
        r"/(id|state|type|private|metadata_created|metadata_modified|num_resources|num_tags)"
        r"|/(organization|groups|tags)/(id|name|state|display_name|vocabulary_id)|/extras/key"
        r"|/resources/(package_id|created|last_modified|position|state|url_type)"
    )

    @pytest.fixture
    def rich(self) -> RawRecord:
        return RawRecord("1", json.dumps(RICH, ensure_ascii=False).encode(), "application/json", "https://data.example.kg")


def test_every_package_of_a_recorded_portal(serve: Serve) -> None:
    recorded = gzip.decompress(shared("fixtures/br-ckan-dadosgovbr/package_search_rows800.json.gz").read_bytes())
    packages = json.loads(recorded)["result"]["results"]
    outcome = harvest(serve(packages), Limits(), language=("pt",))
    normalised = [HARVESTERS["ckan"].normalise(record, outcome.source) for record in outcome.records]
    datasets = {each.dataset.identifier: each.dataset for each in normalised}
    assert outcome.whole
    assert outcome.totals == [800]
    assert len(datasets) == 800
    assert sum(len(dataset.distribution) for dataset in datasets.values()) == 8006
    assert not [issue for each in normalised for issue in each.issues if issue.kind.severity is Severity.ERROR]
    for each in packages:
        stated = {each[name].strip() for name in ("license_id", "license_title", "license_url") if each.get(name)}
        assert {statement.verbatim for statement in datasets[each["id"]].license} == stated


def test_asks_in_order_of_ids_and_says_who_asks(serve: Serve, limits: Limits) -> None:
    portal = serve(3)
    harvest(portal, limits, page_size=50)
    first = portal.asked[0]
    assert first.path == "/api/3/action/package_search"
    assert first.params == {"sort": "id asc", "start": "0", "rows": "50"}
    assert first.headers["User-Agent"] == "Serai/0.1 (+tests)"


def test_asks_for_what_changed_from_a_second_on(serve: Serve, limits: Limits) -> None:
    times = ["2026-03-04T05:06:06.999999", "2026-03-04T05:06:07", "2026-03-04T05:06:07.1", "2026-03-05T00:00:00"]
    portal = serve([package(number, metadata_modified=time) for number, time in enumerate(times)])
    outcome = harvest(portal, limits, since=datetime(2026, 3, 4, 5, 6, 7, 900_000, UTC))
    assert [identifier[-1] for identifier in outcome.identifiers] == ["1", "2", "3"]
    assert outcome.totals == []
    assert portal.asked[0].params["fq"] == "metadata_modified:[2026-03-04T05:06:07Z TO *]"


@pytest.mark.parametrize("refused", [["sort"], ["fq"], ["sort", "fq"]])
def test_a_portal_that_refuses_a_question_is_asked_a_simpler_one(serve: Serve, limits: Limits, refused: list[str]) -> None:
    portal = serve(25, trouble=[refuses(name) for name in refused])
    outcome = harvest(portal, limits, page_size=10, since=datetime(2020, 1, 1, tzinfo=UTC))
    assert (len(set(outcome.identifiers)), outcome.whole) == (25, True)
    assert not set(refused) & set(portal.asked[-1].params)


def test_a_server_that_sends_fewer_than_asked(serve: Serve, limits: Limits) -> None:
    outcome = harvest(serve(25, rows_max=4), limits, page_size=10)
    assert (len(set(outcome.identifiers)), outcome.whole) == (25, True)


@pytest.mark.parametrize(("page_size", "count"), [(1, 2), (3, 1), (10, 1), (10, 9), (10, 15), (10, 20)])
def test_deletions_while_reading_hide_nothing(serve: Serve, limits: Limits, page_size: int, count: int) -> None:
    portal = serve(31, trouble=[deletes_before(20, count=count)])
    outcome = harvest(portal, limits, page_size=page_size)
    assert outcome.whole
    assert {each["id"] for each in portal.packages} <= set(outcome.identifiers)


@pytest.mark.parametrize("bad", [0, 17, 24])
def test_one_package_that_breaks_its_page(serve: Serve, limits: Limits, bad: int) -> None:
    portal = serve(25, trouble=[on(answers(404), covering=bad)])
    outcome = harvest(portal, limits, page_size=10)
    assert outcome.error is None
    assert outcome.codes == ["page-failed"]
    assert f"entry {bad}:" in outcome.issues[0].value
    assert len(outcome.records) == 24
    assert len(portal.asked) < 15


def test_one_package_that_is_too_large(serve: Serve, limits: Limits) -> None:
    outcome = harvest(serve([package(number, notes="x" * (3_000_000 if number == 5 else 9)) for number in range(10)]), limits)
    assert outcome.codes == ["record-too-large"]
    assert len(outcome.records) == 9


def test_a_portal_that_fails_past_the_end_of_its_list(serve: Serve, limits: Limits) -> None:
    outcome = harvest(serve(20, trouble=[on(answers(500), start=20)]), limits, page_size=10)
    assert (len(outcome.records), outcome.whole) == (20, True)


@pytest.mark.parametrize("total", [0, 7, 1000])
def test_a_total_that_is_not_true(serve: Serve, limits: Limits, total: int) -> None:
    outcome = harvest(serve(25, total=total), limits, page_size=10)
    assert len(outcome.records) == 25
    assert outcome.codes == ["total-wrong"]
    assert outcome.issues[0].value == f"stated {total}, sent 25"


@pytest.mark.parametrize("trouble", [wraps_around(), never_ends()])
def test_an_endless_list_ends(serve: Serve, limits: Limits, trouble: Trouble) -> None:
    outcome = harvest(serve(25, trouble=[trouble]), limits, page_size=1000)
    assert not outcome.whole


def test_packages_that_come_twice_are_handed_on(serve: Serve, limits: Limits) -> None:
    outcome = harvest(serve([package(1), package(2), package(1)]), limits)
    assert len(outcome.identifiers) == 3


def test_only_public_datasets(serve: Serve, limits: Limits) -> None:
    others = [{"private": True}, {"state": "deleted"}, {"state": "draft"}, {"type": "harvest"}, {"type": "showcase"}]
    kept = [{}, {"type": "geodata"}, {"private": False}]
    outcome = harvest(serve([package(number, **fields) for number, fields in enumerate(others + kept)]), limits)
    assert (len(outcome.records), outcome.whole) == (len(kept), True)
    assert outcome.removed == [package(number)["id"] for number in range(len(others))]
    assert outcome.codes == ["record-private", "record-deleted", "record-draft", "record-not-dataset", "record-not-dataset"]


def test_a_state_that_nobody_knows_is_reported_and_left_out(serve: Serve, limits: Limits) -> None:
    outcome = harvest(
        serve([package(1, state="zzz"), package(2, private={"a": 1}), package(3, id="", name="", private=True)]), limits
    )
    assert (outcome.records, outcome.removed) == ([], [])
    assert [(each.code, each.pointer, each.value) for each in outcome.issues] == [
        ("state-not-understood", "/state", "zzz"),
        ("state-not-understood", "/private", "dict"),
    ]


@pytest.mark.parametrize(
    ("fields", "identifier"),
    [
        ({"id": None}, "dataset-1"),
        ({"id": " "}, "dataset-1"),
        ({"id": 12}, "12"),
        ({"id": "a\nb"}, "dataset-1"),
        ({"id": []}, "dataset-1"),
    ],
)
def test_a_package_without_an_id_goes_by_its_name(serve: Serve, limits: Limits, fields: dict[str, Any], identifier: str) -> None:
    assert harvest(serve([package(1, **fields)]), limits).identifiers == [identifier]


@pytest.mark.parametrize("name", [None, "", "x" * 501, "\ud800", {"a": 1}])
def test_a_package_without_id_and_name_is_reported(serve: Serve, limits: Limits, name: Any) -> None:
    outcome = harvest(serve([package(1, id=None, name=name), package(2)]), limits)
    assert outcome.codes == ["identifier-missing"]
    assert len(outcome.records) == 1


@pytest.mark.parametrize("rubbish", [None, "text", 7, [], ["a"]])
def test_a_package_that_is_no_object_is_reported(serve: Serve, limits: Limits, rubbish: Any) -> None:
    outcome = harvest(serve([rubbish, package(2)]), limits)
    assert outcome.codes == ["record-not-object"]
    assert len(outcome.records) == 1


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "half a pair: \ud800"])
def test_what_json_forbids_costs_only_its_record(serve: Serve, limits: Limits, value: Any) -> None:
    outcome = harvest(serve([package(1), package(2, version=value), package(3)]), limits)
    assert len(outcome.records) == 3
    with pytest.raises(SkipRecord) as error:
        HARVESTERS["ckan"].normalise(outcome.records[1], outcome.source)
    assert error.value.issue.code == "record-not-json"
    assert "version" in error.value.issue.value
    assert HARVESTERS["ckan"].normalise(outcome.records[2], outcome.source).dataset.title


def test_a_nesting_without_bottom_costs_only_its_record(serve: Serve, limits: Limits) -> None:
    deep = on(answers(200, body=b'{"success": true, "result": {"results": ' + b"[" * 50_000), covering=1)
    outcome = harvest(serve(3, trouble=[deep]), limits)
    assert (outcome.codes, len(outcome.records)) == (["page-failed"], 2)


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("utf-8-sig", "utf-8"),
        ("utf-8", "ISO-8859-1"),
        ("utf-8", "windows-1251"),
        ("utf-8", "utf8mb4"),
        ("utf-8", '"utf-8"'),
        ("utf-8", "no-such-charset"),
        ("utf-8", "hex"),
        ("utf-8", "utf-16"),
        ("cp1251", "windows-1251"),
        ("cp1251", "win-1251"),
        ("utf-16", None),
        ("utf-16-le", "utf-8"),
    ],
)
def test_characters_as_declared(serve: Serve, limits: Limits, encoding: str, declared: str | None) -> None:
    outcome = harvest(serve([package(1, title="Вода")], trouble=[in_characters(encoding, declared=declared)]), limits)
    assert "Вода".encode() in outcome.records[0].content


@pytest.mark.parametrize("declared", ["utf-8", None, "no-such-charset", "utf-16", "iso-2022-jp", "cp037"])
def test_characters_other_than_declared_are_not_guessed(serve: Serve, limits: Limits, declared: str | None) -> None:
    """Only the records with such characters are lost, and each counts as listed."""
    listed = [{"id": "1", "title": "Water"}, {"id": "2", "title": "Вода"}]
    outcome = harvest(serve(listed, trouble=[in_characters("cp1251", declared=declared)]), limits)
    assert outcome.error is None
    assert outcome.identifiers == [each["id"] for each in listed]
    assert HARVESTERS["ckan"].normalise(outcome.records[0], outcome.source).dataset.title[0].value == "Water"
    with pytest.raises(SkipRecord) as error:
        HARVESTERS["ckan"].normalise(outcome.records[1], outcome.source)
    assert error.value.issue.code == "record-not-json"


def test_the_charset_of_the_declaration_is_assumed(serve: Serve, limits: Limits) -> None:
    for declared in ("utf-8", None, "ISO-8859-1", "none"):
        portal = serve([package(1, title="Вода")], trouble=[in_characters("cp1251", declared=declared)])
        outcome = harvest(portal, limits, charset="windows-1251")
        assert "Вода".encode() in outcome.records[0].content
    assert "Вода".encode() in harvest(serve([package(1, title="Вода")]), limits, charset="koi8-r").records[0].content


@pytest.mark.parametrize("kind", ["text/html", "text/plain", "application/octet-stream", "", "text/xml"])
@pytest.mark.parametrize("around", [("", ""), ("\n ", ""), ("", "<!-- 0.3 s -->"), ("", "\n</body></html>")])
def test_json_under_any_name(serve: Serve, limits: Limits, kind: str, around: tuple[str, str]) -> None:
    def change(asked: Asked, portal: Portal) -> Answer:
        return Answer(around[0].encode() + portal.healthy(asked).body + around[1].encode(), 200, {"Content-Type": kind})

    assert harvest(serve(3, trouble=[change]), limits).whole


@pytest.mark.parametrize(
    "broken",
    [
        r'{"id": "broken", "title": "a\x"}',
        '{"id": "broken",}',
        """{"tags": [{"id": 7}], 'a': 1, "id": "broken"}""",
        '{"id": "broken", "title": "OOO "Romashka""}',
        '{"id": "broken", "spatial": ' + "[" * 5000 + "]" * 5000 + "}",
    ],
)
def test_a_package_that_is_no_json_costs_only_itself(serve: Serve, limits: Limits, broken: str) -> None:
    def change(asked: Asked, portal: Portal) -> Answer:
        return Answer(portal.healthy(asked).body.replace(b'"broken"', broken.encode(), 1), 200)

    portal = serve([package(1), "broken", package(2)], trouble=[change])
    outcome = harvest(portal, limits)
    assert (outcome.issues, outcome.error, len(portal.asked)) == ([], None, 2)
    assert sorted(outcome.identifiers) == [package(1)["id"], package(2)["id"], "broken"]
    lost = next(record for record in outcome.records if record.identifier == "broken")
    assert lost.content == broken.encode()
    with pytest.raises(SkipRecord) as error:
        HARVESTERS["ckan"].normalise(lost, outcome.source)
    assert error.value.issue.code == "record-not-json"


def test_a_control_character_in_a_text_costs_only_itself(serve: Serve, limits: Limits) -> None:
    def change(asked: Asked, portal: Portal) -> Answer:
        return Answer(portal.healthy(asked).body.replace(b"line two", b"\n\x08line two"), 200)

    outcome = harvest(serve([package(1), package(2, notes="line one, line two")], trouble=[change]), limits)
    assert outcome.whole
    dataset = HARVESTERS["ckan"].normalise(outcome.records[1], outcome.source).dataset
    assert dataset.description[0].value == "line one,\nline two"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<html>", "web page"),
        (b'{"success": true}', "without a result"),
        (b'{"success": false, "error": {"message": "down"}}', "down"),
        (b'{"success": true, "result": {"results": {}}}', "without a list"),
        (b'{"success": true, "result": "x"}', "without a list"),
        (b'"Bad request - Action name not known"', "without a result"),
        (b'{"success": true, "resu', "cut off"),
        (b'cb({"success": true, "result": {"results": []}})', "other text before its JSON"),
        (b'Warning: no disk {"success": true, "result": {"results": []}}', "other text before its JSON"),
        (b"<br /><b>Warning</b>: no disk {}", "web page"),
        (b'{"success": true, "result": {"results": []}}{"success": true}', "cut off or broken"),
    ],
)
def test_says_what_is_wrong_with_an_answer(serve: Serve, limits: Limits, body: bytes, words: str) -> None:
    outcome = harvest(serve(1, trouble=[answers(200, body=body)]), limits)
    assert isinstance(outcome.error, RetryLater)
    assert words in str(outcome.error)


def test_a_list_only_for_users_stops(serve: Serve, limits: Limits) -> None:
    body = b'{"success": false, "error": {"__type": "Authorization Error", "message": "Access denied"}}'
    assert isinstance(harvest(serve(1, trouble=[answers(403, body=body)]), limits).error, StopHarvest)


def test_the_key_comes_from_the_environment(serve: Serve, limits: Limits, monkeypatch: pytest.MonkeyPatch) -> None:
    portal = serve(1)
    monkeypatch.setenv("EXAMPLE_KEY", "s3cret")
    assert harvest(portal, limits, secret="EXAMPLE_KEY").whole
    assert portal.asked[0].headers["Authorization"] == "s3cret"
    monkeypatch.delenv("EXAMPLE_KEY")
    outcome = harvest(portal, limits, secret="EXAMPLE_KEY")
    assert isinstance(outcome.error, StopHarvest)
    assert "EXAMPLE_KEY" in str(outcome.error)


@pytest.mark.usefixtures("internet")
def test_the_key_stays_at_home_when_a_redirect_leads_elsewhere(
    serve: Serve, limits: Limits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXAMPLE_KEY", "s3cret")
    elsewhere = serve(1)
    url = elsewhere.url.replace("127.0.0.1", "elsewhere.example")
    portal = serve(1, trouble=[lambda asked, portal: Answer(b"", 302, {"Location": url + asked.path})])
    at_home = portal.url.replace("127.0.0.1", "portal.example")
    harvest(portal, limits, secret="EXAMPLE_KEY", url=at_home, allow_private_addresses=False)
    assert elsewhere.asked
    assert not {"authorization", "x-ckan-api-key"} & {name.lower() for asked in elsewhere.asked for name in asked.headers}


def test_a_portal_below_a_path(serve: Serve, limits: Limits) -> None:
    portal = serve(1, trouble=[lambda asked, portal: portal.healthy(asked) if asked.path.startswith("/data/") else None])
    harvest(portal, limits, url=f"{portal.url}/data")
    assert portal.asked[0].path == "/data/api/3/action/package_search"


def test_pages_of_records_without_ids_are_told_apart(serve: Serve, limits: Limits) -> None:
    nameless = [package(number, id=None, name=None) for number in range(4)]
    outcome = harvest(serve(nameless), limits, page_size=1)
    assert outcome.codes == ["identifier-missing"] * 4


@pytest.mark.parametrize("charset", ["punycode", "idna"])
def test_an_encoding_that_takes_for_ever_is_not_begun(serve: Serve, limits: Limits, charset: str) -> None:
    """punycode needs ten seconds for 400 kB, and four times as long for twice as much."""
    trouble = answers(200, body=b"a-" + b"b9" * 900_000, content_type=f"application/json; charset={charset}")
    outcome = harvest(serve(1, trouble=[trouble]), limits, page_size=1)
    assert "JSON that is cut off or broken" in str(outcome.error)
