"""Portals of the Russian standard over real HTTP, healthy and not."""

import csv
import json
import random
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from harvesters import HARVESTERS
from harvesters.base import Checkpoint, Normalised, RawRecord
from harvesters.errors import RetryLater, SkipRecord
from harvesters.kinds.passports.passport import Passport
from harvesters.limits import Limits
from harvesters.reading.fields import Fields
from harvesters.reading.records import json_bytes
from harvesters.reading.remarks import Remarks
from harvesters.wire.session import Session
from schemas.dataset import ContactPoint
from tests.contracts.harvester import Harvest, HarvesterContract, Serve, harvest
from tests.passports_portal import PassportsPortal, only, passport, rewritten, table, version, xml_passport
from tests.portal import Answer, Asked, Portal, Trouble, answers, cut_short, on, web_page
from tests.shared_material import shared


@pytest.fixture
def serve() -> Iterator[Serve]:
    with ExitStack() as stack:

        def serve(held: int | list[Any], **how: Any) -> PassportsPortal:
            passports = [passport(number) for number in range(held)] if isinstance(held, int) else held
            return stack.enter_context(PassportsPortal(passports, **how))

        yield serve


FOLDER = "https://data.example/opendata/7700000000-lakes1"

RICH = {
    "item": {
        "identifier": "7700000000-lakes1",
        "title": "Озёра",
        "link": f"{FOLDER}/meta.json",
        "format": "csv",
        "updated": "да",
    },
    "detail": passport(
        1,
        title="Озёра",
        standardversion="3.0",
        url=f"{FOLDER}/all.csv",
        provenance="Исправлены площади",
        valid="20200430",
        category="Экология",
        license="Типовые условия",
        periodicity="ежегодно",
        data=[
            version({"csv": f"{FOLDER}/1.csv", "json": f"{FOLDER}/1.json"}, "20240115", provenance="Впервые", valid="20240301")
        ],
        structure=[{"source": f"{FOLDER}/structure-2024-01-15.csv", "created": "20240115"}],
        **{
            "data-2019-07-19-structure-2017-11-23": f"{FOLDER}/data-2019-07-19-structure-2017-11-23.csv",
            "structure-2017-11-23": f"{FOLDER}/structure-2017-11-23.csv",
            "Примечание": "Без притоков",
        },
    ),
}
"""An entry and a passport with a value in every property that is read."""


class TestPassports(HarvesterContract):
    """The lists name further lists of ten datasets each: that is where a page of this kind can fail.

    A structure is listed as ignored as a whole.
    """

    housekeeping = r"/(item|detail)/standardversion|/item/link|/detail/structure/.*|/detail/publisher/name"  # a person, withheld
    requests = 12
    dies_with = 45

    @pytest.fixture
    def serve(self, serve: Serve) -> Serve:
        return lambda held, **how: serve(held, **{"size": 10, **how})

    @pytest.fixture
    def rich(self) -> RawRecord:
        return RawRecord("7700000000-lakes1", json_bytes(RICH), "application/json", f"{FOLDER}/meta.json")


def read(outcome: Harvest, number: int = 0) -> Normalised:
    return HARVESTERS["passports"].normalise(outcome.records[number], outcome.source)


def failed(outcome: Harvest) -> list[tuple[str, str]]:
    """The identifiers of the records that are refused, and why."""
    found = []
    for record in outcome.records:
        try:
            HARVESTERS["passports"].normalise(record, outcome.source)
        except SkipRecord as skip:
            found.append((record.identifier, skip.issue.code))
    return found


def numbers(outcome: Harvest) -> list[int]:
    return [int(identifier.partition("lakes")[2]) for identifier in outcome.identifiers]


def in_list(change: Callable[[str], str]) -> Trouble:
    return rewritten(change, part="/list")


@pytest.mark.parametrize("lists", ["xml", "csv", "json"])
@pytest.mark.parametrize("passports", ["xml", "csv", "json"])
def test_every_form_says_the_same(serve: Serve, limits: Limits, lists: str, passports: str) -> None:
    outcome = harvest(serve(3, lists=lists, passports=passports), limits, language=["ru"], jurisdiction="RU")
    assert (numbers(outcome), outcome.totals, outcome.whole) == ([0, 1, 2], [3], True)
    dataset = read(outcome, 1).dataset
    assert dataset.title[0].model_dump() == {"value": "Озёра и пруды, участок 1", "language": "ru"}
    assert [word.value for word in dataset.keyword] == ["озёра", "пруды"]
    assert dataset.publisher
    assert (dataset.publisher.name[0].value, dataset.publisher.identifier) == ("Комитет водного хозяйства", "7700000000")
    assert dataset.issued
    assert dataset.modified
    assert (dataset.issued.calendar_day, dataset.modified.calendar_day) == (date(2024, 1, 15), date(2025, 2, 20))
    days = [each.issued.calendar_day for each in dataset.distribution if each.issued]
    assert days == [date(2025, 2, 20), date(2024, 1, 15)], "the newest version first"
    assert all(each.format and each.format.code == "CSV" and each.download_url for each in dataset.distribution)
    assert dataset.landing_page == f"{outcome.source.url}opendata/7700000000-lakes1"


def test_the_list_is_looked_for_where_the_standard_puts_it(serve: Serve, limits: Limits) -> None:
    portal = serve(2, lists="json")
    assert harvest(portal, limits).whole
    paths = [asked.path for asked in portal.asked]
    assert paths[:3] == ["/opendata/list.xml", "/opendata/list.csv", "/opendata/list.json"]
    assert len(paths) == 5


def test_a_run_that_goes_on_asks_for_the_list_that_answered(serve: Serve, limits: Limits) -> None:
    portal = serve(3, lists="json")
    source = portal.source(page_size=1)
    with Session(source, contact="tests", limits=limits) as session:
        fetched = HARVESTERS["passports"].fetch(source, session)
        cursor = next(item.cursor for item in fetched if isinstance(item, Checkpoint))
        portal.asked.clear()
        rest = HARVESTERS["passports"].fetch(source, session, cursor=cursor)
        assert len([item for item in rest if isinstance(item, RawRecord)]) == 2
    assert portal.asked[0].path == "/opendata/list.json"


@pytest.mark.parametrize("stated", ["/opendata/list.csv", "opendata/list.csv", "{portal}/opendata/list.csv"])
def test_a_declaration_names_the_list(serve: Serve, limits: Limits, stated: str) -> None:
    portal = serve(1, lists="csv")
    assert harvest(portal, limits, list=stated.replace("{portal}", portal.url)).whole
    assert [asked.path for asked in portal.asked] == ["/opendata/list.csv", "/opendata/7700000000-lakes0/meta.csv"]


def test_no_list_is_an_error_that_names_each_address(serve: Serve, limits: Limits) -> None:
    outcome = harvest(serve(1, trouble=[answers(404)]), limits)
    assert isinstance(outcome.error, RetryLater)
    assert [f"list.{form} answers 404" in str(outcome.error) for form in ("xml", "csv", "json")] == [True] * 3


@pytest.mark.parametrize(
    "trouble", [answers(404), answers(500), web_page(), cut_short(), answers(200), answers(200, body=b"[" * 5000)]
)
def test_a_passport_that_fails_costs_only_itself(serve: Serve, limits: Limits, trouble: Trouble) -> None:
    outcome = harvest(serve(5, trouble=[only(trouble, "lakes3/")]), limits)
    assert (numbers(outcome), outcome.issues, outcome.whole) == ([0, 1, 2, 3, 4], [], True)
    assert failed(outcome) == [("7700000000-lakes3", "detail-failed")]


def test_the_portal_is_gone_if_passport_after_passport_fails(serve: Serve, limits: Limits) -> None:
    """What came before is kept. The twenty are not told: they did not fail, the portal did."""
    trouble = [on(only(answers(404), "/meta."), start=3)]
    outcome = harvest(serve(40, trouble=trouble), limits, page_size=2)
    assert (numbers(outcome), outcome.codes) == ([0, 1], [])
    assert isinstance(outcome.error, RetryLater)
    few = harvest(serve(22, trouble=trouble), limits, page_size=2)
    assert (len(few.records), len(failed(few)), few.error) == (22, 19, None)


def test_a_silent_portal_is_not_asked_twenty_times(serve: Serve, limits: Limits) -> None:
    portal = serve(30, trouble=[on(answers(429, retry_after="9"), start=3)])
    outcome = harvest(portal, limits, page_size=1)
    assert isinstance(outcome.error, RetryLater)
    assert len(portal.asked) == 1 + 3 + 3


def test_what_was_changed_before_is_not_asked_for(serve: Serve, limits: Limits) -> None:
    days = ["20261101", "20261128", "2026-11-29", "30.11.2026", "вчера", ""]
    portal = serve([passport(number, modified=day) for number, day in enumerate(days)], more=["modified"])
    outcome = harvest(portal, limits, since=datetime(2026, 11, 30, 1, tzinfo=UTC))
    assert (numbers(outcome), outcome.totals, outcome.whole) == ([2, 3, 4, 5], [], True)
    assert numbers(harvest(portal, limits)) == [0, 1, 2, 3, 4, 5]


LISTS = {
    "items below standardversion": in_list(
        lambda text: text.replace("</standardversion><meta>", "").replace("</meta>", "</standardversion>")
    ),
    "items in the list itself": in_list(lambda text: text.replace("<meta>", "").replace("</meta>", "")),
    "CDATA": in_list(lambda text: text.replace("<title>", "<title><![CDATA[").replace("</title>", "]]></title>")),
    "elements of another name": in_list(lambda text: text.replace("item>", "dataset>")),
    "a bare &": in_list(lambda text: text.replace("участок", "пруд & озеро")),
    "entities of HTML": in_list(lambda text: text.replace("участок", "&laquo;участок&raquo;")),
    "a mark and blank lines": in_list(lambda text: "\ufeff\n\n" + text),
    "a namespace": in_list(lambda text: text.replace("<list>", '<list xmlns="http://www.w3schools.com">')),
    "relative addresses": in_list(lambda text: re.sub(r"http://127[^<>]+/(7700000000-\w+/meta\.)", r"\1", text)),
    "the folder null": in_list(lambda text: re.sub(r"http://127[^<>]+/(7700000000-\w+/meta\.)", r"null/\1", text)),
}


@pytest.mark.parametrize("trouble", LISTS.values(), ids=LISTS)
def test_lists_of_xml_as_portals_write_them(serve: Serve, limits: Limits, trouble: Trouble) -> None:
    outcome = harvest(serve(5, trouble=[trouble]), limits)
    assert (numbers(outcome), failed(outcome), outcome.error) == ([0, 1, 2, 3, 4], [], None)


def test_a_broken_entry_of_a_list_costs_only_itself(serve: Serve, limits: Limits) -> None:
    broken = in_list(lambda text: text.replace("участок 3</title>", "участок <3</title>"))
    outcome = harvest(serve(5, trouble=[broken]), limits)
    assert (numbers(outcome), len(failed(outcome)), outcome.whole) == ([0, 1, 2, 3, 4], 1, True)
    broken = in_list(lambda text: text.replace('участок 3"', 'участок 3" undefined'))
    outcome = harvest(serve(5, lists="json", trouble=[broken]), limits)
    assert (numbers(outcome), failed(outcome)) == ([0, 1, 2, 3, 4], [("7700000000-lakes3", "record-not-json")])


JSON_LISTS: dict[str, Callable[[list[Any]], Any]] = {
    "a list": lambda entries: entries,
    "capital letters": lambda entries: {"Meta": entries},
    "items in it": lambda entries: {"list": {"standardversion": "3.0", "meta": {"item": entries}}},
    "datasets": lambda entries: {"total": len(entries), "datasets": entries},
}


@pytest.mark.parametrize("around", JSON_LISTS.values(), ids=JSON_LISTS)
def test_lists_of_json_as_portals_write_them(serve: Serve, limits: Limits, around: Callable[[list[Any]], Any]) -> None:
    change = in_list(lambda text: json.dumps(around(json.loads(text)["meta"]), ensure_ascii=False))
    assert numbers(harvest(serve(3, lists="json", trouble=[change]), limits)) == [0, 1, 2]


def test_one_dataset_alone_in_a_list(serve: Serve, limits: Limits) -> None:
    change = in_list(lambda text: json.dumps({"list": {"item": json.loads(text)["meta"][0]}}))
    assert numbers(harvest(serve(1, lists="json", trouble=[change]), limits)) == [0]


TABLES: dict[str, Callable[[str], str | bytes]] = {
    "semicolons": lambda text: redivided(text, ";"),
    "tabs": lambda text: redivided(text, "\t"),
    "a mark": lambda text: "\ufeff" + text,
    "windows-1251": lambda text: text.encode("cp1251"),
    "a head in Russian": lambda text: text.replace(
        "property,title,value,format", "Идентификационный номер,Наименование,Гиперссылка (URL) на набор,Формат"
    ),
    "no head": lambda text: text.partition("\n")[2],
    "a blank in standard version": lambda text: text.replace("standardversion", "standard version"),
    "every cell quoted, with backslashes": lambda text: (
        '"property","title","value","format"\n'
        + "".join(f'"{each[0]}","Озёра \\"{each[1]}\\"","{each[2]}",""\n' for each in csv.reader(text.splitlines()[2:]))
    ),
    "a quote that is never closed": lambda text: text.replace('"Озёра и пруды, участок 1"', '"Озёра и пруды. участок 1'),
    "quotes inside": lambda text: text.replace('"Озёра и пруды, участок 1"', 'Озёра "и" пруды'),
    "a line break in a cell": lambda text: text.replace("участок 1", "участок\n1"),
    "blank lines": lambda text: text.replace("\r\n", "\r\n\r\n"),
    "more cells than heads": lambda text: text.replace(",csv", ",csv,,"),
}


def redivided(text: str, divider: str) -> str:
    return table([*csv.reader(text.splitlines())], divider=divider)


@pytest.mark.parametrize("change", TABLES.values(), ids=TABLES)
def test_lists_that_are_tables_as_portals_write_them(serve: Serve, limits: Limits, change: Callable[[str], str | bytes]) -> None:
    def answer(asked: Asked, portal: Portal) -> Answer | None:
        if not asked.path.endswith("list.csv"):
            return None
        changed = change(portal.healthy(asked).body.decode())
        return Answer(changed if isinstance(changed, bytes) else changed.encode(), 200, {"Content-Type": "text/csv"})

    outcome = harvest(serve(4, lists="csv", trouble=[answer]), limits, charset="windows-1251")
    assert (numbers(outcome), failed(outcome), outcome.whole) == ([0, 1, 2, 3], [], True)


@pytest.mark.parametrize(
    ("lists", "change"),
    [
        ("xml", lambda text: text[:-20]),
        ("json", lambda text: text[:-20]),
        ("xml", lambda text: "<!DOCTYPE html><title>Вход</title><form><input type=password></form>"),
        ("csv", lambda text: "Доступ ограничен. Обратитесь к администратору"),
        ("json", lambda text: '{"code": 500, "errors": []}'),
        ("json", lambda text: json.dumps(passport(1))),
        ("xml", lambda text: xml_passport(passport(1))),
        ("xml", lambda text: "<list><row><name>Озёра</name></row></list>"),
        ("xml", lambda text: f"{'<a>' * 5000}{'</a>' * 5000}"),
        ("json", lambda text: "[" * 5000 + "]" * 5000),
        ("csv", lambda text: "属性,标题,值,格式\n湖泊,湖泊,无,无".encode("gbk").decode("latin-1")),
    ],
)
def test_half_a_list_or_another_answer_is_no_list(serve: Serve, limits: Limits, lists: str, change: Callable[[str], str]) -> None:
    outcome = harvest(serve(4, lists=lists, trouble=[in_list(change)]), limits)
    assert outcome.records == []
    assert isinstance(outcome.error, RetryLater)


def test_a_table_that_breaks_off_in_a_row_is_not_whole(serve: Serve, limits: Limits) -> None:
    outcome = harvest(serve(4, lists="csv", trouble=[in_list(lambda text: text[: text.rindex("участок")])]), limits)
    assert (numbers(outcome), outcome.codes, outcome.whole) == ([0, 1, 2], ["page-failed"], False)


def test_a_dataset_in_two_formats_is_one(serve: Serve, limits: Limits) -> None:
    both = in_list(lambda text: text + text.partition("\n")[2].replace("meta.csv", "meta.xml"))
    outcome = harvest(serve(3, lists="csv", trouble=[both]), limits)
    assert (numbers(outcome), outcome.totals) == ([0, 1, 2], [3])


def test_a_list_of_data_instead_of_passports(serve: Serve, limits: Limits) -> None:
    """The files are not read: the entry is all that there is."""
    portal = serve(2, trouble=[in_list(lambda text: text.replace("/meta.csv", "/data-2016-04-21-structure-2016-04-21.xml"))])
    outcome = harvest(portal, limits)
    assert len(portal.asked) == 1
    dataset = read(outcome).dataset
    [file] = dataset.distribution
    assert file.issued
    assert (file.issued.calendar_day, file.format and file.format.code) == (date(2016, 4, 21), "XML")
    assert dataset.landing_page == f"{outcome.source.url}opendata/7700000000-lakes0"


def test_lists_of_other_bodies_are_followed_once(serve: Serve, limits: Limits) -> None:
    """Also those that name each other; not those of another host."""
    circle = rewritten(
        lambda text: text.replace("</meta>", "<item><link>list.xml</link></item><item><link>list-2.xml</link></item></meta>"),
        part="list-",
    )
    portal = serve(5, size=2, trouble=[circle])
    outcome = harvest(portal, limits)
    assert (numbers(outcome), outcome.whole) == ([0, 1, 2, 3, 4], True)
    assert [asked.path for asked in portal.asked if "list" in asked.path] == [
        f"/opendata/list{each}.xml" for each in ("", "-0", "-2", "-4")
    ]
    elsewhere = in_list(lambda text: text.replace("</meta>", "<item><link>https://other.example/list.xml</link></item></meta>"))
    outcome = harvest(serve(2, trouble=[elsewhere]), limits)
    assert (numbers(outcome), outcome.codes, outcome.whole) == ([0, 1], ["record-not-dataset"], True)


def test_a_list_of_another_body_that_fails_costs_only_itself(serve: Serve, limits: Limits) -> None:
    outcome = harvest(serve(6, size=2, trouble=[only(answers(404), "list-2")]), limits)
    assert (numbers(outcome), outcome.codes, outcome.error) == ([0, 1, 4, 5], ["page-failed"], None)


def test_the_passport_of_another_dataset_is_not_taken(serve: Serve, limits: Limits) -> None:
    def first(asked: Asked, portal: Portal) -> Answer | None:
        return portal.healthy(replace(asked, path=re.sub(r"lakes\d+", "lakes0", asked.path))) if "/meta." in asked.path else None

    outcome = harvest(serve(3, trouble=[first]), limits)
    assert failed(outcome) == [(f"7700000000-lakes{number}", "detail-failed") for number in (1, 2)]


def test_another_service_of_the_own_private_host_is_refused(serve: Serve, limits: Limits) -> None:
    with PassportsPortal([passport(0)]) as other:
        change = in_list(
            lambda text: text.replace(
                "</meta>", f"<item><identifier>x</identifier><link>{other.url}/meta.csv</link></item></meta>"
            )
        )
        outcome = harvest(serve(1, trouble=[change]), limits)
        assert (failed(outcome), other.asked) == ([("x", "detail-failed")], [])


def test_an_entry_without_an_identifier_takes_that_of_its_passport(serve: Serve, limits: Limits) -> None:
    change = in_list(lambda text: re.sub("<identifier>.*?</identifier>", "", text))
    assert numbers(harvest(serve(2, trouble=[change]), limits)) == [0, 1]
    outcome = harvest(serve(2, trouble=[change, only(answers(404), "lakes1/")]), limits)
    assert (numbers(outcome), outcome.codes) == ([0], ["page-failed"])


def of(detail: dict[str, Any], *, identifier: str = "7700000000-lakes1", received: date = date(2026, 11, 30)) -> Normalised:
    """The dataset of a passport."""
    content = json_bytes({"item": {"identifier": identifier, "title": "Озёра"}, "detail": detail})
    raw = RawRecord(identifier, content, "application/json", f"{FOLDER}/meta.csv", received=received)
    with PassportsPortal([]) as portal:
        return HARVESTERS["passports"].normalise(raw, portal.source(language=["ru"], jurisdiction="RU"))


def told(found: Normalised, code: str) -> list[str]:
    return [issue.pointer for issue in found.issues if issue.code == code]


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("data-2019-07-19-structure-2017-11-23", date(2019, 7, 19)),
        ("data-20160130T0000-structure-20160130T0000", date(2016, 1, 30)),
        ("data-20260913-structure-20150624.csv", date(2026, 9, 13)),
        ("data-20240810T0000-20240811T0000-structure-20240401", date(2024, 8, 10)),
        ("data_20190719_structure_20171123", date(2019, 7, 19)),
        ("data-92-structure-3", None),
    ],
)
def test_the_day_of_a_version_is_in_its_name(name: str, day: date | None) -> None:
    [file] = of({"title": "Озёра", name: f"{FOLDER}/file.csv"}).dataset.distribution
    assert (file.identifier, file.issued and file.issued.calendar_day) == (name, day)


def test_a_version_in_several_formats_is_several_files() -> None:
    sources = {"csv": f"{FOLDER}/get?set=1", "json": f"{FOLDER}/get?set=2"}
    detail = {"title": "Озёра", "data": {"dataversion": [version(sources, "20240115T1200", provenance="Впервые", valid="null")]}}
    files = of(detail).dataset.distribution
    assert [file.format and file.format.code for file in files] == ["CSV", "JSON"]
    assert [file.description[0].value for file in files] == ["Впервые", "Впервые"]
    assert {file.issued.calendar_day for file in files if file.issued} == {date(2024, 1, 15)}


def test_a_link_in_a_passport_leads_to_the_data_or_to_a_page() -> None:
    found = of({"title": "Озёра", "url": f"{FOLDER}/all.csv", "link": "https://data.example/lakes?id=7"}).dataset
    assert [file.download_url for file in found.distribution] == [f"{FOLDER}/all.csv"]
    assert found.landing_page == "https://data.example/lakes?id=7"


def test_structures_are_no_files() -> None:
    found = of(passport(1, **{"structure-2017-11-23": f"{FOLDER}/structure-2017-11-23.csv"}))
    assert not [file for file in found.dataset.distribution if "/structure" in str(file.access_url)]
    assert {"/detail/structure", "/detail/structure-2017-11-23"} <= set(found.dataset.ignored)
    assert len([pointer for pointer in told(found, "field-ignored") if "structure" in pointer.partition("/data/")[0]]) == 1


@pytest.mark.parametrize(
    ("valid", "ended", "frequency"),
    [("20200430", True, None), ("20270101", False, None), ("ежемесячно", False, "ежемесячно"), ("null", False, None)],
)
def test_until_when_the_data_are_valid(valid: str, ended: bool, frequency: str | None) -> None:
    found = of(passport(1, valid=valid))
    assert told(found, "validity-ended") == (["/detail/valid"] if ended else [])
    assert found.dataset.accrual_periodicity == frequency


def test_a_passport_with_russian_names() -> None:
    found = of(
        {
            "Идентификационный номер": "7700000000-lakes1",
            "Наименование набора данных": "Озёра",
            "Описание набора данных": "Площадь",
            "Владелец набора данных": "Комитет",
            "Ответственное лицо": "Ольга Примерова",
            "Телефон ответственного лица": "8-800-000-00-00",
            "Дата первой публикации набора открытых данных": "15.01.2024",
            "Периодичность актуализации набора данных": "Ежегодно",
            "Ключевые слова, соответствующие содержанию набора данных": "озёра",
            "Гиперссылки (URL) на версии открытых данных": f"{FOLDER}/data-2024-01-15-structure-2024-01-15.csv",
            "Версия методических рекомендаций": "3.0",
        }
    )
    dataset = found.dataset
    assert dataset.publisher
    assert (dataset.title[0].value, dataset.publisher.name[0].value, dataset.accrual_periodicity) == (
        "Озёра",
        "Комитет",
        "Ежегодно",
    )
    assert dataset.issued
    assert dataset.issued.calendar_day == date(2024, 1, 15)
    assert len(dataset.distribution) == 1
    assert dataset.ignored == ()


@pytest.mark.parametrize(
    "text",
    [
        "property,value\ntitle,Озёра, пруды и реки\nidentifier,7700000000-lakes0\ndata-2024-01-15-structure-1,http://a.example/1.csv\n",
        "Наименование поля паспорта;Значение поля паспорта\nНаименование набора данных;Озёра, пруды и реки\n"
        "Идентификационный номер;7700000000-lakes0\ndata-2024-01-15-structure-1;http://a.example/1.csv\n",
        'property,title,value\ntitle,Наименование,"Озёра, пруды и реки"\nidentifier,Номер,7700000000-lakes0\n'
        "data-2024-01-15-structure-1,Данные,http://a.example/1.csv\n",
        "title,identifier,data-2024-01-15-structure-1,created,format,subject\n"
        '"Озёра, пруды и реки",7700000000-lakes0,http://a.example/1.csv,20240115,csv,озёра\n',
    ],
    ids=["a value with a comma", "semicolons, in Russian", "three columns", "one row"],
)
def test_passports_that_are_tables(serve: Serve, limits: Limits, text: str) -> None:
    outcome = harvest(serve(1, trouble=[rewritten(lambda _: text, part="/meta.")]), limits)
    dataset = read(outcome).dataset
    assert dataset.title[0].value == "Озёра, пруды и реки"
    assert [file.access_url for file in dataset.distribution] == ["http://a.example/1.csv"]


PEOPLE: dict[str, dict[str, Any]] = {
    "properties": {
        "publishername": "Примерова О. П.",
        "publisherphone": "+7 900 000-00-00",
        "publishermbox": "primerova@mail.example",
    },
    "an object": {"publisher": {"name": "Примерова О. П.", "phone": "+7 900 000-00-00", "mbox": "primerova@mail.example"}},
    "a text": {"publisher": "Примерова О. П., +7 900 000-00-00, primerova@mail.example"},
    "other names": {
        "publisher": {
            "owner": "Комитет",
            "responsible": "Примерова О. П.",
            "fax": "+7 900 000-00-00",
            "email": "primerova@mail.example",
        }
    },
    "lists": {"publishername": ["Примерова О. П.", "primerova@mail.example"], "publisherphone": [["+7 900 000-00-00"]]},
    "unknown properties": {
        "Исполнитель": "Примерова О. П.",
        "Факс": "+7 900 000-00-00",
        "contact@mail": "primerova@mail.example",
    },
    "garbled": {
        "publishername": "Примерова О. П. ÐŸÑ€Ð¸Ð¼ÐµÑ€",
        "publisherphone": "+7 900 000-00-00\x00",
        "publishermbox": "http://u:p@primerova@mail.example",
    },
}


@pytest.mark.parametrize("people", PEOPLE.values(), ids=PEOPLE)
def test_no_issue_names_the_responsible_person(people: dict[str, Any]) -> None:
    detail = {key: value for key, value in passport(1).items() if key != "publisher"} | people
    found = of(detail)
    words = " ".join(f"{issue.value} {issue.pointer}" for issue in found.issues) + " ".join(found.dataset.ignored)
    assert not re.search(r"Примерова|900|primerova", words)


def test_what_is_read_of_the_responsible_person() -> None:
    content = {key: value for key, value in passport(1).items() if key != "publisher"} | PEOPLE["properties"]
    with PassportsPortal([]) as portal:
        record = Fields({"detail": content}, Remarks("x"), portal.source())
        raw = RawRecord("x", b"", "application/json", f"{FOLDER}/meta.csv")
        [contact] = Passport(record, raw).contact_point()
    assert contact == ContactPoint(name="Примерова О. П.", telephone="+7 900 000-00-00", email="primerova@mail.example")


def test_a_licence_is_kept_word_for_word() -> None:
    found = of(passport(1, **{"Условия использования": "Типовые условия"}))
    assert [(each.verbatim, each.field) for each in found.dataset.license] == [
        ("Типовые условия", "/detail/Условия использования")
    ]
    assert told(of(passport(1)), "license-not-stated") == [""]


def test_the_recorded_passport(limits: Limits) -> None:
    """Five versions, the newest first; one structure; valid until a day that has passed."""
    recorded = shared("fixtures/ru-opendata-passport/meta_forestdeath_redacted.csv").read_bytes()
    entry = [{"identifier": "3444200448-ForestDeath", "link": "{portal}/3444200448-ForestDeath/meta.csv", "format": "csv"}]

    def answer(asked: Asked, portal: Portal) -> Answer | None:
        if "/meta." in asked.path:
            return Answer(recorded, 200, {"Content-Type": "text/csv"})
        return portal.listing_of(entry) if asked.path.endswith("xml") else None  # type: ignore[attr-defined]

    with PassportsPortal([], trouble=[answer]) as portal:
        outcome = harvest(portal, limits, language=["ru"], jurisdiction="RU")
    found = read(outcome)
    assert outcome.identifiers == ["3444200448-ForestDeath"]
    assert found.dataset.publisher
    assert found.dataset.publisher.identifier == "3444200448"
    days = [file.issued.verbatim for file in found.dataset.distribution if file.issued]
    assert days == ["2019-07-19", "2019-04-25", "2018-04-27", "2018-01-29", "2017-11-23"]
    assert len(found.dataset.keyword) == 4
    assert told(found, "validity-ended") == ["/detail/valid"]
    assert not any("REDACTED" in issue.value or "+7000" in issue.value for issue in found.issues)


def damaged(text: bytes, chance: random.Random) -> bytes:
    """An answer that is cut, mixed up, in another charset, or another answer."""
    start = chance.randrange(max(1, len(text)))
    stop = min(len(text), start + chance.randrange(1, 60))
    strange = chance.choice([b"<", b'"', b"\n", b"[" * 5000, b"<a>" * 5000, b"\0", b"]]>", chance.randbytes(12)])
    ways: list[Callable[[], bytes]] = [
        lambda: text[:start],
        lambda: text[:start] + text[stop:],
        lambda: text[:start] + strange + text[stop:],
        lambda: text[:start] + strange + text[start:],
        lambda: text.decode(errors="replace").encode("gbk", "replace"),
        lambda: text.replace(b'"', b"", 5).replace(b"</", b"<", 2),
        lambda: text.replace(b"data", b"structure").replace(b"http", chance.choice([b"", b"null", b"ftp"])),
        lambda: b"<!DOCTYPE html><html><form action=/login><input type=password></form></html>",
    ]
    return chance.choice(ways)()


def test_damaged_answers_are_read_or_reported(serve: Serve, limits: Limits) -> None:
    """Portals of eighteen datasets, in every form twice; one in ten of the lists is damaged, and every second passport."""
    count = sum(survived(serve, limits, random.Random(seed), **how) for seed, how in enumerate(2 * EVERY_FORM))
    assert count >= 100


EVERY_FORM = [
    {"lists": lists, "passports": passports} for lists in ("xml", "csv", "json") for passports in ("xml", "csv", "json")
]


def survived(serve: Serve, limits: Limits, chance: random.Random, **how: str) -> int:
    """How many answers of a portal were damaged: each dataset is read or refused, and one that is missing is told."""
    count = 0

    def damage(asked: Asked, portal: Portal) -> Answer | None:
        nonlocal count
        healthy = portal.healthy(asked)
        if healthy.status != 200 or chance.random() > (0.1 if "/list" in asked.path else 0.5):
            return None
        count += 1
        return replace(healthy, body=damaged(healthy.body, chance))

    outcome = harvest(serve(18, trouble=[damage], size=6, **how), limits, charset="windows-1251")
    lost = {f"7700000000-lakes{number}" for number in range(18)} - set(outcome.identifiers)
    assert not lost or outcome.issues or outcome.error, lost
    refused = dict(failed(outcome))
    for number, record in enumerate(outcome.records):
        assert record.identifier in refused or read(outcome, number).dataset.title
    return count
