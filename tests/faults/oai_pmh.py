"""Portals that speak OAI-PMH in their own way. What goes wrong with every kind of portal is in the other groups."""

from dataclasses import replace
from typing import Any

from registry.services import Services
from schemas.holds import HoldCause
from schemas.record import record_id
from schemas.runs import Run, RunState
from tests.oai_portal import OaiPortal, Record, error, listing, record, rewritten, says_error, wants_prefix_beside_token
from tests.portal import Answer, Asked, Portal, Trouble, answers, cut_json, on, repeats_first_page

from .fault import HEALTHY, Expect, Fault


def fifty_records() -> list[Record]:
    return [record(number) for number in range(50)]


def one_identifier_a_page() -> Trouble:
    """Every entry of a page is the page's first."""

    def answer(asked: Asked, portal: Portal) -> Answer:
        after = asked.start + asked.rows
        return listing([portal.packages[asked.start]] * asked.rows, token=f"@{after}" if after < 50 else "", total=50)

    return answer


def two_are_one() -> Trouble:
    """The last record is listed under the identifier of the one before it."""
    return rewritten(lambda text: text.replace(record(49).xml, record(48).xml))


def later_dates_used(services: Services, run: Run) -> None:
    kept = services.store.records.get(record_id(run.source, "oai:example.kg:49"))
    assert kept is not None
    dataset = kept.dataset
    assert dataset.issued
    assert dataset.modified
    assert (dataset.issued.verbatim, dataset.issued.of_record) == ("2023-06-16", False)
    assert (dataset.modified.verbatim, dataset.modified.of_record) == ("2026-03-04T05:06:07Z", True)
    assert dataset.accrual_periodicity == "ежемесячно"


def with_deleted() -> Trouble:
    """The last ten of the fifty are marked as deleted."""

    def answer(asked: Asked, portal: Portal) -> Answer | None:
        if asked.start < 25:
            return None
        kept: list[Any] = portal.packages[25:40]
        return listing(kept + [record(number, deleted=True) for number in range(40, 50)], total=50)

    return answer


def in_its_own_way() -> Trouble:
    """The date under another name, and each record in a record."""
    spellings = {"datestamp>": "dateStamp>", "<record>": "<record><record>", "</record>": "</record></record>"}

    def change(text: str) -> str:
        for usual, other in spellings.items():
            text = text.replace(usual, other)
        return text

    return rewritten(change)


def breaks(healthy: bytes, broken: bytes) -> Trouble:
    """Other bytes in the answer."""

    def answer(asked: Asked, portal: Portal) -> Answer:
        whole = portal.healthy(asked)
        return replace(whole, body=whole.body.replace(healthy, broken))

    return answer


def empty_pages_before(start: int, *, count: int) -> Trouble:
    """So many empty pages before the page that begins at an entry, each with a token of its own: `@n@start`."""

    def answer(asked: Asked, portal: Portal) -> Answer | None:
        token = asked.params.get("resumptionToken", "")
        number = int(token.split("@")[1] or 0) if token.count("@") == 2 else 0
        if asked.start != start or number == count:
            return None
        return listing([], token=f"@{number + 1}@{start}")

    return answer


def first_page_under_new_tokens() -> Trouble:
    return lambda asked, portal: listing(portal.packages[:25], token=f"{len(portal.asked)}:@25", total=50)


def lost_but_listed(services: Services, run: Run) -> None:
    lost = services.store.runs.issues(run.id, code="record-not-xml")
    assert {each.identifier for each in lost} == {record(number).identifier for number in range(7, 50, 10)}
    assert run.counts.withdrawn == 0


def held_for_the_list(services: Services, run: Run) -> None:
    hold = services.store.holds.of_run(run.id)
    assert hold is not None
    assert (hold.cause, hold.count) == (HoldCause.LIST_UNSTABLE, 1)
    assert run.counts.withdrawn == 0


def title_and_date(services: Services, run: Run) -> None:
    kept = services.store.records.get(record_id(run.source, record(7).identifier))
    assert kept is not None
    assert kept.dataset.modified is not None
    assert kept.dataset.modified.verbatim == record(7).datestamp


PARALLEL = ("Климат Казахстана", "Қазақстан климаты", "Climate of Kazakhstan")


def parallel_titles(services: Services, run: Run) -> None:
    kept = services.store.records.get(record_id(run.source, record(49).identifier))
    assert kept is not None
    assert [(text.language, text.value) for text in kept.dataset.title] == [
        *zip(("kk", "ru", "en"), (PARALLEL[1], PARALLEL[0], PARALLEL[2]), strict=True)
    ]


FAULTS = (
    Fault(
        name="parallel titles without a language",
        portal="DSpace: three `dc:title` in three languages, none of which is stated.",
        serai="All three are kept, each with the language that is recognised; that of the portal's first language leads.",
        kind=OaiPortal,
        packages=lambda: [*fifty_records()[:49], record(49, *(f"<dc:title>{each}</dc:title>" for each in PARALLEL), title="")],
        source={"language": ("kk", "ru"), "jurisdiction": "KZ"},
        proof=parallel_titles,
        expect=Expect(kept=50),
    ),
    Fault(
        name="one identifier for a whole page",
        portal="All 25 entries of a page carry one and the same identifier, as in the `ListIdentifiers` of pycsw 2.6.2.",
        serai="It is taken once a page, the others are counted as repeated; the run is `held`, and none of the 48 is withdrawn.",
        kind=OaiPortal,
        packages=fifty_records,
        earlier=lambda: [HEALTHY, [one_identifier_a_page()]],
        trouble=lambda: [one_identifier_a_page()],
        expect=Expect(kept=50, state=RunState.HELD, issues=frozenset({"many-missing"}), repeated=48, error="48 of 50"),
    ),
    Fault(
        name="one identifier for two records",
        portal="Lists one identifier twice, and another, which it has listed before, not at all, sweep after sweep.",
        serai="A list that repeats itself is not sure to be whole: the run is `held`, and the missing one is not withdrawn.",
        kind=OaiPortal,
        packages=fifty_records,
        earlier=lambda: [HEALTHY, [two_are_one()]],
        trouble=lambda: [two_are_one()],
        proof=held_for_the_list,
        expect=Expect(kept=50, state=RunState.HELD, repeated=1, error="identifier-repeated"),
    ),
    Fault(
        name="a token that is not enough",
        portal="pycsw: `badArgument: Missing metadataPrefix` to a `resumptionToken`, which the standard makes exclusive.",
        serai="It is asked again with all that was asked at first beside the token; the run is `done`.",
        kind=OaiPortal,
        packages=fifty_records,
        trouble=lambda: [wants_prefix_beside_token()],
        expect=Expect(kept=50),
    ),
    Fault(
        name="headers of its own make",
        portal="pycsw: `dateStamp` for `datestamp`; and a `record` wrapped round the record.",
        serai="Both are read as what they stand for; identifiers and dates are kept.",
        kind=OaiPortal,
        packages=fifty_records,
        trouble=lambda: [in_its_own_way()],
        proof=title_and_date,
        expect=Expect(kept=50),
    ),
    Fault(
        name="a token after the last page",
        portal="pycsw: the last page names one more, which is the first page again.",
        serai="All that it states has come, so this is the end; the run is `done`.",
        kind=OaiPortal,
        packages=fifty_records,
        trouble=lambda: [
            on(repeats_first_page(), start=50),
            on(rewritten(lambda text: text.replace("></resumptionToken>", ">@50</resumptionToken>")), start=25),
        ],
        expect=Expect(kept=50),
    ),
    Fault(
        name="tokens in a circle",
        portal="The token of every page leads to the first one.",
        serai="The page is known again and the run ends `partial`; the 25 are kept.",
        kind=OaiPortal,
        packages=fifty_records,
        trouble=lambda: [repeats_first_page()],
        expect=Expect(kept=25, state=RunState.PARTIAL, issues=frozenset({"page-repeated"}), error="a part of the portal's list"),
    ),
    Fault(
        name="a date that says how often",
        portal="The first date of a record is `ежемесячно`, the second one a day; `modified` is `не указано`.",
        serai="The second date counts, and the datestamp, which is said to be that of the record. The word is the frequency.",
        kind=OaiPortal,
        packages=lambda: [
            *fifty_records()[:49],
            record(49, "<dc:date>ежемесячно</dc:date><dc:date>2023-06-16</dc:date><dct:modified>не указано</dct:modified>"),
        ],
        proof=later_dates_used,
        expect=Expect(kept=50, issues=frozenset({"date-not-understood"})),
    ),
    Fault(
        name="a token that has expired",
        portal="InvenioRDM: tokens live one minute; `badResumptionToken` on page 2.",
        serai="The first page is kept, the run ends `partial` and names the error; nothing else is concluded.",
        kind=OaiPortal,
        packages=fifty_records,
        trouble=lambda: [on(says_error("badResumptionToken"), start=25)],
        expect=Expect(kept=25, state=RunState.PARTIAL, issues=frozenset({"page-failed"}), error="the error badResumptionToken"),
    ),
    Fault(
        name="no records match",
        portal="Holds 50 records, then answers `noRecordsMatch` to the question for all of them.",
        serai="Nothing is withdrawn: an empty sweep is `held` for a person.",
        kind=OaiPortal,
        packages=fifty_records,
        earlier=lambda: [HEALTHY],
        trouble=lambda: [lambda asked, portal: error("noRecordsMatch")],
        expect=Expect(kept=50, state=RunState.HELD, issues=frozenset({"list-empty"}), error="50"),
    ),
    Fault(
        name="records marked as deleted",
        portal="Marks 10 of its 50 records as deleted.",
        serai="What is said outright is no absence: they are withdrawn at the end of the run that reads it.",
        kind=OaiPortal,
        packages=fifty_records,
        earlier=lambda: [HEALTHY],
        trouble=lambda: [with_deleted()],
        expect=Expect(kept=40),
    ),
    Fault(
        name="XML that breaks off",
        portal="The body is as long as it says, and ends in the middle of the XML.",
        serai="Nothing is read out of half an answer; the run ends `partial` with what came whole.",
        kind=OaiPortal,
        packages=fifty_records,
        trouble=lambda: [on(cut_json(), start=25)],
        expect=Expect(kept=25, state=RunState.PARTIAL, issues=frozenset({"page-failed"}), error="cut off or broken"),
    ),
    Fault(
        name="a record that is not well-formed",
        portal="The titles of five of 50 records have a bare `&` since they were harvested, so that their pages are no XML.",
        serai="The pages are cut at their records: the five are reported with their ids and count as listed.",
        kind=OaiPortal,
        packages=fifty_records,
        earlier=lambda: [HEALTHY, [breaks(b"7</dc:title>", b"7 & 8</dc:title>")]],
        trouble=lambda: [breaks(b"7</dc:title>", b"7 & 8</dc:title>")],
        proof=lost_but_listed,
        expect=Expect(kept=50, rejected=5, issues=frozenset({"record-not-xml"})),
    ),
    Fault(
        name="a byte that is no character, in XML",
        portal="One of 50 records has a byte that is no UTF-8.",
        serai="49 are kept; the one is reported with its id and the place of the byte, and counts as listed.",
        kind=OaiPortal,
        packages=fifty_records,
        trouble=lambda: [breaks(b" 33</dc:title>", b" 3\x923</dc:title>")],
        expect=Expect(kept=49, rejected=1, issues=frozenset({"record-not-xml"})),
    ),
    Fault(
        name="an envelope that is not well-formed",
        portal="Its own address and the token of the next page have a bare `&`.",
        serai="Records and token are read alone: all 50 are kept.",
        kind=OaiPortal,
        packages=fifty_records,
        trouble=lambda: [
            rewritten(lambda text: text.replace(">@25<", ">@a&b@25<").replace("http://example/oai<", "http://example/oai?a&b<"))
        ],
        expect=Expect(kept=50),
    ),
    Fault(
        name="entities of HTML",
        portal="A title has `&nbsp;` and `&laquo;`, which XML does not know.",
        serai="All 50 are kept with the characters that are meant; the record is named in the report.",
        kind=OaiPortal,
        packages=fifty_records,
        trouble=lambda: [breaks(b" 33</dc:title>", b"&nbsp;&laquo;33&raquo;</dc:title>")],
        expect=Expect(kept=50, issues=frozenset({"entity-undeclared"})),
    ),
    Fault(
        name="a prefix that is not declared",
        portal="Uses `xsi:schemaLocation` and declares no `xsi`.",
        serai="The usual prefixes are read as what they stand for: all 50 are kept.",
        kind=OaiPortal,
        packages=fifty_records,
        trouble=lambda: [breaks(b"<oai_dc:dc ", b'<oai_dc:dc xsi:schemaLocation="a b" ')],
        expect=Expect(kept=50),
    ),
    Fault(
        name="a vocabulary in its own spelling",
        portal="Writes the namespace of Dublin Core with https and without its last slash.",
        serai="Namespaces are compared without scheme and last slash: all 50 are kept.",
        kind=OaiPortal,
        packages=fifty_records,
        trouble=lambda: [breaks(b"http://purl.org/dc/elements/1.1/", b"https://www.PURL.org/dc/elements/1.1")],
        expect=Expect(kept=50),
    ),
    Fault(
        name="empty pages",
        portal="DSpace: three pages between two others are empty, because their records are hidden, and name the next.",
        serai="A new token is progress, whatever the page has: all 50 are kept.",
        kind=OaiPortal,
        packages=fifty_records,
        trouble=lambda: [empty_pages_before(25, count=3)],
        expect=Expect(kept=50),
    ),
    Fault(
        name="empty pages without end",
        portal="Every page after the first is empty and names another one.",
        serai="After 100 empty pages in a row the run ends `partial`.",
        kind=OaiPortal,
        packages=fifty_records,
        trouble=lambda: [empty_pages_before(25, count=1000)],
        expect=Expect(kept=25, state=RunState.PARTIAL, error="empty pages in a row"),
    ),
    Fault(
        name="the first page under new tokens",
        portal="Every page is the first one, and names another one.",
        serai="The page is known again; after ten of them the run ends `partial`.",
        kind=OaiPortal,
        packages=fifty_records,
        trouble=lambda: [first_page_under_new_tokens()],
        expect=Expect(
            kept=25,
            state=RunState.PARTIAL,
            issues=frozenset({"page-repeated"}),
            repeated=250,
            error="a part of the portal's list",
        ),
    ),
    Fault(
        name="XML with a DTD",
        portal="Answers with a DTD that makes a gigabyte of one line, or names a file of this machine.",
        serai="A DTD is refused before anything is read: no entity, no file, no request.",
        kind=OaiPortal,
        packages=fifty_records,
        trouble=lambda: [on(answers(200, body=b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"), start=25)],
        expect=Expect(kept=25, state=RunState.PARTIAL, issues=frozenset({"page-failed"}), error="a DTD, which is refused"),
    ),
    Fault(
        name="a character that XML forbids",
        portal="A title holds the character U+000B, which makes the whole page no XML.",
        serai="All 50 are kept; the character is replaced by U+FFFD and the place is reported.",
        kind=OaiPortal,
        packages=lambda: [*fifty_records()[:49], record(49, title="Суу\x0b")],
        expect=Expect(kept=50, issues=frozenset({"control-characters"})),
    ),
)
