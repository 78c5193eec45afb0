"""OAI-PMH portals over real HTTP, healthy and not."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from harvesters import HARVESTERS
from harvesters.base import RawRecord
from harvesters.errors import HarvestError, RetryLater, SkipRecord, StopHarvest
from harvesters.limits import Limits
from tests.contracts.harvester import HarvesterContract, Serve, harvest
from tests.oai_portal import (
    SECONDS,
    OaiPortal,
    envelope,
    error,
    listing,
    never_ends_by_token,
    record,
    rewritten,
    says_error,
    wants_prefix_beside_token,
)
from tests.portal import Answer, Trouble, answers, on, repeats_first_page
from tests.shared_material import shared


@pytest.fixture
def serve() -> Iterator[Serve]:
    with ExitStack() as stack:

        def serve(records: int | list[Any], **how: Any) -> OaiPortal:
            listed = [record(number) for number in range(records)] if isinstance(records, int) else records
            return stack.enter_context(OaiPortal(listed, **{"size": 10, **how}))

        yield serve


RICH = (
    "<dct:alternative>Суу</dct:alternative><dct:abstract>Кыскача</dct:abstract><dct:tableOfContents>Барактар</dct:tableOfContents>",
    "<dc:publisher>Улуттук комитет</dc:publisher><dc:creator>Айгүл</dc:creator><dc:contributor>Бакыт</dc:contributor>",
    "<dct:issued>2020-02-03</dct:issued><dct:available>2020-03-03</dct:available><dc:date>2020-04-03</dc:date>",
    "<dct:created>2020-01-03</dct:created><dct:modified>2021-02-03</dct:modified>",
    "<dct:accrualPeriodicity>жыл сайын</dct:accrualPeriodicity><dc:language>ky</dc:language><dc:type>Dataset</dc:type>",
    "<dct:license>https://creativecommons.org/publicdomain/zero/1.0/</dct:license><dct:accessRights>ачык</dct:accessRights>",
    "<dct:spatial>Чүй облусу</dct:spatial><dct:temporal>2018</dct:temporal><dc:coverage>Талас</dc:coverage>",
    "<dct:references>https://data.example/1.csv</dct:references><dct:hasFormat>https://data.example/1.xml</dct:hasFormat>",
    "<dc:source>Эсеп</dc:source><dc:relation>https://data.example/2</dc:relation><dc:format>text/csv</dc:format>",
)
"""Metadata with a value in every element that is read."""


class TestOaiPmh(HarvesterContract):
    @pytest.fixture
    def serve(self, serve: Serve) -> Serve:
        return serve

    @pytest.fixture
    def rich(self) -> RawRecord:
        return RawRecord("oai:example.kg:1", record(1, *RICH).xml.encode(), "application/xml", "https://portal.example/oai")


def change(before: str, after: str) -> Trouble:
    return rewritten(lambda text: text.replace(before, after))


def last(identifiers: list[str]) -> list[int]:
    """The numbers of records."""
    return [int(identifier.rpartition(":")[2]) for identifier in identifiers]


def test_asks_for_dublin_core_then_for_one_token_after_the_other(serve: Serve, limits: Limits) -> None:
    portal = serve(25)
    assert harvest(portal, limits).totals == [25]
    assert [asked.params for asked in portal.asked] == [
        {"mode": "oaipmh", "verb": "ListRecords", "metadataPrefix": "oai_dc"},
        {"mode": "oaipmh", "verb": "ListRecords", "resumptionToken": "@10"},
        {"mode": "oaipmh", "verb": "ListRecords", "resumptionToken": "@20"},
    ]
    assert portal.asked[0].headers["User-Agent"] == "Serai/0.1 (+tests)"


def test_a_record_is_kept_as_it_was_sent(serve: Serve, limits: Limits) -> None:
    outcome = harvest(serve([record(1, '<dc:type xml:lang="en">a &lt; b</dc:type><!-- as it is --><ows:X y="1"/>')]), limits)
    kept = outcome.records[0].content.decode()
    assert kept.startswith(
        '<record xmlns="http://www.openarchives.org/OAI/2.0/"><header><identifier>oai:example.kg:1</identifier>'
    )
    assert '<dc:type xml:lang="en">a &lt; b</dc:type><!-- as it is --><ows:X y="1"/>' in kept
    assert outcome.records[0].url.endswith(
        "/csw?mode=oaipmh&verb=GetRecord&identifier=oai%3Aexample.kg%3A1&metadataPrefix=oai_dc"
    )


@pytest.mark.parametrize(
    ("granularity", "asked", "found"),
    [(SECONDS, "2026-03-04T05:06:07Z", [2, 3, 4]), ("YYYY-MM-DD", "2026-03-04", [1, 2, 3, 4]), ("", "2026-03-04", [1, 2, 3, 4])],
)
def test_asks_for_what_changed_from_a_second_or_a_day_on(
    serve: Serve, limits: Limits, granularity: str, asked: str, found: list[int]
) -> None:
    times = ["03T23:59:59", "04T05:06:06", "04T05:06:07", "04T05:06:07", "05T00:00:00"]
    records = [record(number, datestamp=f"2026-03-{time}Z") for number, time in enumerate(times)]
    portal = serve(records, granularity=granularity, size=2)
    outcome = harvest(portal, limits, since=datetime(2026, 3, 4, 5, 6, 7, 900_000, UTC))
    assert (last(outcome.identifiers), outcome.whole, outcome.totals) == (found, True, [])
    assert portal.asked[1].params["from"] == asked


def test_that_nothing_has_changed_is_no_fault(serve: Serve, limits: Limits) -> None:
    outcome = harvest(serve(3), limits, since=datetime(2026, 12, 1, tzinfo=UTC))
    assert (outcome.records, outcome.issues, outcome.whole) == ([], [], True)


def test_a_portal_that_refuses_times_is_asked_for_everything(serve: Serve, limits: Limits) -> None:
    portal = serve(25, trouble=[says_error("badArgument", when="from")])
    outcome = harvest(portal, limits, since=datetime(2026, 12, 1, tzinfo=UTC))
    assert (len(outcome.records), outcome.whole) == (25, True)


@pytest.mark.parametrize("since", [None, datetime(2026, 3, 4, 5, 6, 5, tzinfo=UTC)])
def test_a_portal_whose_tokens_do_not_hold_the_question(serve: Serve, limits: Limits, since: datetime | None) -> None:
    portal = serve(25, trouble=[wants_prefix_beside_token()])
    outcome = harvest(portal, limits, since=since, set_spec="water")
    assert (len(outcome.records), outcome.whole) == (25, True)
    pages = [asked.params for asked in portal.asked if asked.params["verb"] == "ListRecords"]
    assert [len(params) - len(pages[0]) for params in pages[-2:]] == [1, 1], "all that was asked at first, and the token"
    assert len(pages) == 4, "one refusal, not one for each page"


def test_a_set_of_the_portal(serve: Serve, limits: Limits) -> None:
    portal = serve(3)
    assert harvest(portal, limits, set_spec="water:rivers").whole
    assert portal.asked[0].params["set"] == "water:rivers"


@pytest.mark.parametrize(
    "change",
    [
        change("datestamp>", "dateStamp>"),
        rewritten(lambda text: text.replace("<record>", "<record><record>").replace("</record>", "</record></record>")),
        change(' xmlns="http://www.openarchives.org/OAI/2.0/"', ""),
        change("http://www.openarchives.org/OAI/2.0/", "http://www.openarchives.org/OAI/1.1/"),
        rewritten(lambda text: "\n\n" + text),
        lambda asked, portal: replace(portal.healthy(asked), headers={"Content-Type": "text/html"}),
    ],
    ids=["dateStamp", "a record in a record", "no namespace", "another namespace", "blank lines", "text/html"],
)
def test_spellings_that_portals_have(serve: Serve, limits: Limits, change: Trouble) -> None:
    outcome = harvest(serve(25, trouble=[change]), limits)
    assert (len(outcome.records), outcome.whole) == (25, True)
    dataset = HARVESTERS["oai_pmh"].normalise(outcome.records[0], outcome.source).dataset
    assert dataset.title[0].value == "Суу ресурстары 0"
    assert dataset.modified is not None
    assert dataset.modified.verbatim == "2026-03-04T05:06:07Z"


def test_a_deleted_record_is_noted_and_not_listed(serve: Serve, limits: Limits) -> None:
    outcome = harvest(serve([record(1), record(2, deleted=True), record(3)]), limits)
    assert (last(outcome.identifiers), outcome.codes, outcome.whole) == ([1, 3], ["record-deleted"], True)
    assert outcome.issues[0].identifier == "oai:example.kg:2"
    assert outcome.removed == ["oai:example.kg:2"]


@pytest.mark.parametrize("status", ["Deleted", " deleted ", "DELETED"])
def test_the_word_deleted_in_other_letters(serve: Serve, limits: Limits, status: str) -> None:
    outcome = harvest(serve([record(1, deleted=True), record(2)], trouble=[change('"deleted"', f'"{status}"')]), limits)
    assert (outcome.removed, last(outcome.identifiers)) == (["oai:example.kg:1"], [2])


@pytest.mark.parametrize("status", ["", "updated", "new", "active"])
def test_another_status_does_not_remove(serve: Serve, limits: Limits, status: str) -> None:
    outcome = harvest(serve([record(1)], trouble=[change("<header>", f'<header status="{status}">')]), limits)
    assert (outcome.removed, last(outcome.identifiers), outcome.codes) == ([], [1], [])


def test_a_bare_header_is_a_deleted_record_or_one_without_title(serve: Serve, limits: Limits) -> None:
    headers = [record(1, deleted=True).header, record(2).header]
    outcome = harvest(serve(1, trouble=[lambda asked, portal: listing(headers)]), limits)
    assert (last(outcome.identifiers), outcome.codes) == ([2], ["record-deleted"])
    with pytest.raises(SkipRecord) as skip:
        HARVESTERS["oai_pmh"].normalise(outcome.records[0], outcome.source)
    assert skip.value.issue.code == "title-missing"


@pytest.mark.parametrize("identifier", ["", " ", "a\x7fb", "x" * 501])
def test_a_record_without_a_usable_identifier_is_reported(serve: Serve, limits: Limits, identifier: str) -> None:
    outcome = harvest(serve([record(1, identifier=identifier), record(2)]), limits)
    assert outcome.codes == ["identifier-missing"]
    assert last(outcome.identifiers) == [2]


def test_what_is_no_record_is_reported(serve: Serve, limits: Limits) -> None:
    trouble = [lambda asked, portal: listing(["<other>words</other>", "<record/>", record(2)])]
    outcome = harvest(serve(1, trouble=trouble), limits)
    assert outcome.codes == ["identifier-missing"] * 2
    assert last(outcome.identifiers) == [2]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("badArgument", RetryLater),
        ("badResumptionToken", RetryLater),
        ("somethingNew", RetryLater),
        ("badVerb", StopHarvest),
        ("cannotDisseminateFormat", StopHarvest),
        ("noSetHierarchy", StopHarvest),
    ],
)
def test_every_error_of_the_protocol_is_named(serve: Serve, limits: Limits, code: str, kind: type[HarvestError]) -> None:
    outcome = harvest(serve(1, trouble=[says_error(code, words="the words")]), limits)
    assert isinstance(outcome.error, kind)
    assert f"answers with the error {code}: the words" in str(outcome.error)


def test_an_expired_token_keeps_what_came_before(serve: Serve, limits: Limits) -> None:
    outcome = harvest(serve(25, trouble=[on(says_error("badResumptionToken"), start=20)]), limits)
    assert (len(outcome.records), outcome.codes) == (20, ["page-failed"])
    assert isinstance(outcome.error, RetryLater)
    assert "the page after entry 20" in outcome.issues[0].value
    assert "badResumptionToken" in outcome.issues[0].value


def test_an_error_with_the_status_of_an_error(serve: Serve, limits: Limits) -> None:
    trouble = [lambda asked, portal: replace(error("noRecordsMatch"), status=422)]
    assert harvest(serve(1, trouble=trouble), limits).whole
    trouble = [lambda asked, portal: replace(listing([record(1)]), status=404)]
    assert "answers 404" in str(harvest(serve(1, trouble=trouble), limits).error)


def test_an_endless_list_ends(serve: Serve, limits: Limits) -> None:
    outcome = harvest(serve(0, trouble=[never_ends_by_token()], size=1000), limits)
    assert "does not end" in str(outcome.error)
    assert len(outcome.records) == 11_000


@pytest.mark.parametrize(
    "trouble", [repeats_first_page(), says_error("badArgument"), answers(404)], ids=["first", "error", "404"]
)
def test_a_page_after_the_last_is_the_end(serve: Serve, limits: Limits, trouble: Trouble) -> None:
    """As pycsw: the last page names another."""
    more = rewritten(lambda text: text.replace("></resumptionToken>", ">@25</resumptionToken>"))
    outcome = harvest(serve(25, trouble=[on(trouble, start=25), on(more, start=20)]), limits)
    assert (len(outcome.records), outcome.issues, outcome.error) == (25, [], None)


def test_empty_pages_without_end_end(serve: Serve, limits: Limits) -> None:
    outcome = harvest(serve(1, trouble=[lambda asked, portal: listing([], token="more")]), limits)
    assert outcome.codes == ["page-repeated"]


@pytest.mark.parametrize("total", [0, 7, 1000])
def test_a_total_that_is_not_true(serve: Serve, limits: Limits, total: int) -> None:
    outcome = harvest(serve(25, total=total), limits)
    assert (len(outcome.records), outcome.codes) == (25, ["total-wrong"])


@pytest.mark.parametrize("total", ["", "-1", "many", "²", "9" * 5000])
def test_a_total_that_is_no_number_is_none(serve: Serve, limits: Limits, total: str) -> None:
    outcome = harvest(serve(25, trouble=[change('completeListSize="25"', f'completeListSize="{total}"')]), limits)
    assert (outcome.totals, outcome.issues) == ([], [])


@pytest.mark.parametrize(
    ("encoding", "declaration", "charset"),
    [
        ("utf-8", "", None),
        ("utf-8-sig", '<?xml version="1.0"?>', None),
        ("utf-8-sig", '<?xml version="1.0" encoding="UTF-8"?>', "utf-8"),
        ("cp1251", '<?xml version="1.0" encoding="windows-1251"?>', None),
        ("cp1251", '<?xml version="1.0" encoding="UTF-8"?>', "windows-1251"),
        ("utf-16", '<?xml version="1.0" encoding="UTF-16"?>', None),
        ("utf-16-le", '<?xml version="1.0" encoding="UTF-16"?>', "utf-8"),
        ("cp1251", '<?xml version="1.0" encoding="windows-1251"?>', "iso-8859-1"),
        ("utf-8", '<?xml version="1.0" encoding="windows-1251"?>', "iso-8859-1"),
        ("utf-8", '<?xml version="1.0" encoding="no-such-charset"?>', None),
        ("utf-8", "", "no-such-charset"),
        ("utf-8", "", "punycode"),
        ("utf-8", "", "hex"),
        ("utf-8", '<?xml version="1.0" encoding="UTF-16"?>', "utf-7"),
    ],
)
def test_characters_as_declared(serve: Serve, limits: Limits, encoding: str, declaration: str, charset: str | None) -> None:
    outcome = harvest(serve(1, trouble=[in_encoding(encoding, declaration, charset)]), limits)
    assert "Вода".encode() in outcome.records[0].content


@pytest.mark.parametrize(
    ("encoding", "declaration", "charset"),
    [
        ("cp1251", '<?xml version="1.0" encoding="UTF-8"?>', None),
        ("cp1251", "", None),
        ("cp1251", "", "utf-8"),
        ("cp1251", "", "utf-16"),
        ("koi8-r", "", "windows-125"),
    ],
)
def test_characters_other_than_declared_are_not_guessed(
    serve: Serve, limits: Limits, encoding: str, declaration: str, charset: str | None
) -> None:
    outcome = harvest(serve(1, trouble=[in_encoding(encoding, declaration, charset)]), limits)
    assert (outcome.identifiers, outcome.issues, outcome.error) == (["oai:example.kg:1"], [], None)
    with pytest.raises(SkipRecord, match="a byte that is no character near") as skip:
        HARVESTERS["oai_pmh"].normalise(outcome.records[0], outcome.source)
    assert skip.value.issue.code == "record-not-xml"


def test_the_charset_of_the_declaration_is_assumed(serve: Serve, limits: Limits) -> None:
    for charset in ("utf-8", None, "iso-8859-1"):
        portal = serve(1, trouble=[in_encoding("cp1251", "", charset)])
        assert "Вода".encode() in harvest(portal, limits, charset="windows-1251").records[0].content


def in_encoding(encoding: str, declaration: str, charset: str | None) -> Trouble:
    text = envelope(f"<ListRecords>{record(1, title='Вода').xml}</ListRecords>", declaration=declaration).body.decode()
    kind = "text/xml" + (f";charset={charset}" if charset else "")
    return lambda asked, portal: Answer(text.encode(encoding, "replace"), 200, {"Content-Type": kind})


@pytest.mark.parametrize("sign", ["\x0b", "\x00", "&#11;", "&#0;", "&#x1F;", "&#x0b;", "&#0031;"])
def test_a_character_that_xml_forbids_costs_only_itself(serve: Serve, limits: Limits, sign: str) -> None:
    trouble = change("Вода и", f"Вода{sign} и")
    outcome = harvest(serve([record(1), record(2, title="Вода и суша"), record(3)], trouble=[trouble]), limits)
    assert (last(outcome.identifiers), outcome.codes, outcome.whole) == ([1, 2, 3], ["control-characters"], True)
    assert "и суша" in outcome.issues[0].value
    assert "Вода\ufffd и суша".encode() in outcome.records[1].content


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<html>", "a web page instead of XML"),
        (b"  <!DOCTYPE HTML><title>Maintenance</title>", "a web page instead of XML"),
        (b"", "cut off or broken"),
        (b"{}", "cut off or broken"),
        (b"<OAI-PMH><ListRecords>", "cut off or broken"),
        (b"<OAI-PMH></OAI-PMH><x/>", "cut off or broken"),
        (b"<OAI-PMH/>", "without ListRecords"),
        (b"<OAI-PMH><Identify/></OAI-PMH>", "without ListRecords"),
        (b"<rss/>", "not OAI-PMH: rss"),
        (b"<!DOCTYPE OAI-PMH><OAI-PMH/>", "a DTD, which is refused"),
        (b"<OAI-PMH>" + b"<a>" * 50_000, "cut off or broken"),
        (b"<OAI-PMH>" + b"<a/>" * 400_000 + b"<a b='' c=''/>" * 400_000, "than 1000000 tags"),
    ],
)
def test_says_what_is_wrong_with_an_answer(serve: Serve, limits: Limits, body: bytes, words: str) -> None:
    limits = replace(limits, max_body=10_000_000)
    outcome = harvest(serve(1, trouble=[answers(200, body=body, content_type="text/xml")]), limits)
    assert isinstance(outcome.error, RetryLater)
    assert words in str(outcome.error)
    assert outcome.codes == ["page-failed"]


def test_a_secret_has_no_place(serve: Serve, limits: Limits) -> None:
    assert isinstance(harvest(serve(1), limits, secret="EXAMPLE_KEY").error, StopHarvest)


@pytest.mark.parametrize("name", ["oai_dc", "dc"])
def test_a_recorded_page_of_a_real_portal(serve: Serve, limits: Limits, name: str) -> None:
    body = shared(f"fixtures/csw-oai-pycsw/oaipmh__expected__get_ListRecords_{name}.xml").read_bytes()
    page = Answer(body, 200, {"Content-Type": "application/xml"})
    recorded = on(lambda asked, portal: page if asked.start == 0 else error("badArgument"))
    outcome = harvest(serve(1, trouble=[recorded]), limits)
    assert len(set(outcome.identifiers)) == len(outcome.records) == 10
    assert outcome.totals == [12]
    assert outcome.codes == ["page-failed"], "the second page was not recorded"
    titled = [each for each in outcome.records if b"<dc:title>" in each.content]
    assert len(titled) == 8
    for each in titled:
        dataset = HARVESTERS["oai_pmh"].normalise(each, outcome.source).dataset
        assert f"<dc:title>{dataset.title[0].value}</dc:title>".encode() in each.content


@pytest.mark.parametrize("name", ["ListRecords_dc_bad_metadata_prefix", "bad_verb", "illegal_verb", "empty"])
def test_a_recorded_error_of_a_real_portal(serve: Serve, limits: Limits, name: str) -> None:
    body = shared(f"fixtures/csw-oai-pycsw/oaipmh__expected__get_{name}.xml").read_bytes()
    outcome = harvest(serve(1, trouble=[answers(200, body=body, content_type="application/xml")]), limits)
    assert "answers with the error badArgument: " in str(outcome.error)


def test_a_token_without_end_is_not_kept(serve: Serve, limits: Limits) -> None:
    outcome = harvest(serve(1, trouble=[lambda asked, portal: listing([record(1)], token="x" * 8001)]), limits)
    assert "a token of 8001 characters" in str(outcome.error)
