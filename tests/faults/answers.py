"""Portals whose answers cannot be used: what came before stays, nothing is guessed, and nothing goes on for ever."""

import gzip
import zlib
from collections.abc import Callable
from dataclasses import replace

from registry.services import Services
from schemas.record import record_id
from schemas.runs import Run, RunState
from tests.portal import (
    Answer,
    Asked,
    Portal,
    Trouble,
    answers,
    cut_json,
    cut_short,
    drips,
    gzip_bomb,
    in_characters,
    on,
    package,
    web_page,
)

from .fault import HEALTHY, Expect, Fault, packages

SCHOOLS = "Бишкек шаарындагы мектептердин тизмеси"


def with_body(change: Callable[[bytes], bytes], **headers: str) -> Trouble:
    """The healthy answer with another body, and these headers in addition."""

    def answer(asked: Asked, portal: Portal) -> Answer:
        healthy = portal.healthy(asked)
        added = {name.replace("_", "-").title(): value for name, value in headers.items()}
        return replace(healthy, body=change(healthy.body), headers=healthy.headers | added)

    return answer


def title_as_written(services: Services, run: Run) -> None:
    for number in (0, 49):
        kept = services.store.records.get(record_id(run.source, package(number)["id"]))
        assert kept is not None
        assert kept.dataset.title[0].value == SCHOOLS


def named_lost(services: Services, run: Run) -> None:
    [lost] = services.store.runs.issues(run.id, code="record-not-json")
    assert lost.identifier == package(25)["id"]


def only_that_one_lost(services: Services, run: Run) -> None:
    named_lost(services, run)
    title_as_written(services, run)


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


CLOSED = frozenset({"closed-to-programs"})

SCRIPT = b"<html><script>document.cookie = 'clearance=1;path=/'; location.href = location.pathname</script></html>"

FIREWALL = "<html><title>网站防火墙</title><p>您的请求已被拦截</p></html>".encode("gbk")


def leads_to_login(asked: Asked, portal: Portal) -> Answer:
    if asked.path == "/user/login":
        return Answer(b"<html><form><input type=password></form></html>", 200, {"Content-Type": "text/html"})
    return Answer(b"", 302, {"Location": "/user/login"})


FAULTS = (
    Fault(
        name="not found on page 2",
        portal="Page 1 is fine, page 2 answers 404.",
        serai="The first page is kept, the run ends `partial` and says why; nothing is concluded about what was not listed.",
        trouble=lambda: [on(answers(404), start=25)],
        expect=Expect(kept=25, state=RunState.PARTIAL, issues=frozenset({"page-failed"}), error="404"),
    ),
    Fault(
        name="server error for a moment",
        portal="A page answers 500 twice, then well.",
        serai="It is asked again after growing pauses; the run is `done`.",
        trouble=lambda: [on(answers(500), start=25, times=2)],
        expect=Expect(kept=50),
    ),
    Fault(
        name="server error on one page",
        portal="Every page with one certain dataset answers 500.",
        serai="The page is halved until that dataset is alone: 49 are kept, its place in the list is reported.",
        trouble=lambda: [on(answers(500), covering=30)],
        limits={"retries": 0},
        expect=Expect(kept=49, state=RunState.PARTIAL, issues=frozenset({"page-failed"}), error="a part of the portal's list"),
    ),
    Fault(
        name="a web page instead of data",
        portal="Answers 200 with an HTML page: maintenance, an error of its own.",
        serai="The answer is named for what it is; the first page is kept, the run ends `partial`.",
        trouble=lambda: [on(web_page(), start=25)],
        expect=Expect(kept=25, state=RunState.PARTIAL, issues=frozenset({"page-failed"}), error="a web page instead of JSON"),
    ),
    Fault(
        name="a web page from the start",
        portal="Answers nothing but an HTML page, after it was harvested well.",
        serai="The run ends `failed`; every record of the catalogue stays.",
        trouble=lambda: [web_page()],
        earlier=lambda: [HEALTHY],
        expect=Expect(kept=50, state=RunState.FAILED, issues=frozenset({"page-failed"}), error="a web page instead of JSON"),
    ),
    Fault(
        name="closed to programs",
        portal="Answers 412, 401 or 403 to everything, after it was harvested well.",
        serai="It is asked once. The run ends `failed` with `closed-to-programs`; every record of the catalogue stays.",
        trouble=lambda: [answers(412)],
        earlier=lambda: [HEALTHY],
        expect=Expect(kept=50, state=RunState.FAILED, issues=CLOSED, error="is closed to programs: it answers 412"),
    ),
    Fault(
        name="a script that has to run first",
        portal="Answers everything with a script that sets a cookie and asks again (statuses 200, 202, 412, 521).",
        serai="It is known as such, and not run: the run ends `failed` with `closed-to-programs`.",
        trouble=lambda: [answers(521, body=SCRIPT, content_type="text/html")],
        earlier=lambda: [HEALTHY],
        expect=Expect(kept=50, state=RunState.FAILED, issues=CLOSED, error="a script that only a browser runs"),
    ),
    Fault(
        name="a login in the place of data",
        portal="Leads everybody to a page that asks for a password.",
        serai="The run ends `failed` with `closed-to-programs`; nobody signs in.",
        trouble=lambda: [leads_to_login],
        earlier=lambda: [HEALTHY],
        expect=Expect(kept=50, state=RunState.FAILED, issues=CLOSED, error="with a login page"),
    ),
    Fault(
        name="a firewall from page 2 on",
        portal="Page 1 is fine, then a firewall refuses everything with its own page and status 200.",
        serai="It is let be after some smaller requests: the first page is kept, the run ends `partial` and says by what.",
        trouble=lambda: [on(answers(200, body=FIREWALL, content_type="text/html; charset=gbk"), start=25)],
        expect=Expect(kept=25, state=RunState.PARTIAL, issues=CLOSED | {"page-failed"}, error="with a page of a firewall"),
    ),
    Fault(
        name="a body that breaks off",
        portal="The connection ends before the body does.",
        serai="It is asked again; if that does not help, the run ends `partial` with what came whole.",
        trouble=lambda: [on(cut_short(), start=25)],
        limits={"retries": 1},
        expect=Expect(kept=25, state=RunState.PARTIAL, issues=frozenset({"page-failed"}), error="broke off"),
    ),
    Fault(
        name="JSON that breaks off",
        portal="The body is as long as it says, and ends in the middle of the JSON.",
        serai="Nothing is read out of half an answer; the run ends `partial` with what came whole.",
        trouble=lambda: [on(cut_json(), start=25)],
        expect=Expect(kept=25, state=RunState.PARTIAL, issues=frozenset({"page-failed"}), error="cut off or broken"),
    ),
    Fault(
        name="a charset that the server adds",
        portal="Sends JSON in UTF-8 under `charset=ISO-8859-1`.",
        serai="Bytes that are valid UTF-8 are UTF-8, whatever a label says: the titles are as the portal wrote them.",
        trouble=lambda: [in_characters("utf-8", declared="ISO-8859-1")],
        packages=lambda: packages(50, title=SCHOOLS),
        proof=title_as_written,
        expect=Expect(kept=50),
    ),
    Fault(
        name="a charset that nobody knows",
        portal="Sends UTF-8 under `charset=utf8mb4`.",
        serai="A label that names no charset is no reason to lose a sound body.",
        trouble=lambda: [in_characters("utf-8", declared="utf8mb4")],
        packages=lambda: packages(50, title=SCHOOLS),
        proof=title_as_written,
        expect=Expect(kept=50),
    ),
    Fault(
        name="a wrong charset",
        portal="Sends windows-1251 and says UTF-8; 1 of 50 datasets has other characters than ASCII.",
        serai="No character is guessed and none is replaced: that one is reported and counts as listed, 49 are kept.",
        trouble=lambda: [in_characters("cp1251", declared="utf-8")],
        packages=lambda: [
            {"id": package(number)["id"], "title": "Вода" if number == 25 else "Water", "license_id": "cc-by"}
            for number in range(50)
        ],
        proof=named_lost,
        expect=Expect(kept=49, rejected=1, issues=frozenset({"record-not-json"})),
    ),
    Fault(
        name="a wrong charset that the operator knows",
        portal="Sends windows-1251 and says ISO-8859-1.",
        serai="With `charset: windows-1251` in the declaration, the titles are as the portal wrote them.",
        trouble=lambda: [in_characters("cp1251", declared="ISO-8859-1")],
        packages=lambda: packages(50, title=SCHOOLS.replace("ү", "у"), notes="", organization=None, tags=[]),
        source={"charset": "windows-1251"},
        expect=Expect(kept=50),
    ),
    Fault(
        name="a byte that is no character",
        portal="One of 50 datasets has a byte that is no UTF-8, under `charset=ISO-8859-1`.",
        serai="It alone is left out and reported, and counts as listed; the label does not change the others.",
        trouble=lambda: [
            with_body(lambda body: body.replace(b"Chang", b"Ch\x92ng"), content_type="application/json; charset=ISO-8859-1")
        ],
        packages=lambda: [package(number, title="Chang" if number == 25 else SCHOOLS) for number in range(50)],
        proof=only_that_one_lost,
        expect=Expect(kept=49, rejected=1, issues=frozenset({"record-not-json"})),
    ),
    Fault(
        name="JSON under another name",
        portal="Sends JSON as `text/html`, after a byte-order mark, with a comment of its cache at the end.",
        serai="What can be read as JSON is JSON; a comment after it is no part of it.",
        trouble=lambda: [
            with_body(lambda body: b"\xef\xbb\xbf" + body + b"\n<!-- cached -->", content_type="text/html; charset=windows-1251")
        ],
        expect=Expect(kept=50),
    ),
    Fault(
        name="a packed body that does not say so",
        portal="Sends gzip without `Content-Encoding`.",
        serai="The first bytes tell; it is unpacked within the same limits.",
        trouble=lambda: [with_body(gzip.compress)],
        expect=Expect(kept=50),
    ),
    Fault(
        name="a plain body that says it is packed",
        portal="Sends plain JSON under `Content-Encoding: gzip`.",
        serai="It is taken as it is.",
        trouble=lambda: [with_body(bytes, content_encoding="gzip")],
        expect=Expect(kept=50),
    ),
    Fault(
        name="a body that is packed in another way",
        portal="Sends deflate without a header under `Content-Encoding: deflate`, as old servers do.",
        serai="It is unpacked.",
        trouble=lambda: [with_body(raw_deflate, content_encoding="deflate")],
        expect=Expect(kept=50),
    ),
    Fault(
        name="a body that we cannot unpack",
        portal="Sends Brotli, which it was not asked for.",
        serai="The run ends `partial` and says so.",
        trouble=lambda: [on(answers(200, body=b"\x1b\x27\x00\xf8", content_encoding="br"), start=25)],
        limits={"retries": 0},
        expect=Expect(
            kept=25, state=RunState.PARTIAL, issues=frozenset({"page-failed"}), error="packed as br, which was not asked for"
        ),
    ),
    Fault(
        name="a gzip bomb without a label",
        portal="A small body that does not say that it is packed unpacks to more than is taken at once.",
        serai="Unpacking stops at the limit; the run ends `partial`.",
        trouble=lambda: [on(answers(200, body=gzip.compress(b" " * 3_000_000)), start=25)],
        limits={"max_body": 1_000_000},
        expect=Expect(kept=25, state=RunState.PARTIAL, issues=frozenset({"record-too-large"}), error="more than 1000000 bytes"),
    ),
    Fault(
        name="an endless drip",
        portal="Sends one byte at a time and never ends.",
        serai="Every answer has a deadline as a whole, whatever trickles in; the run ends `partial`.",
        trouble=lambda: [on(drips(0.02), start=25)],
        limits={"retries": 0, "total_seconds": 0.3},
        expect=Expect(kept=25, state=RunState.PARTIAL, issues=frozenset({"page-failed"}), error="no whole answer within"),
    ),
    Fault(
        name="a gzip bomb",
        portal="A small body unpacks to more than is taken at once.",
        serai="Unpacking stops at the limit (64 MiB); the run ends `partial`.",
        trouble=lambda: [on(gzip_bomb(3_000_000), start=25)],
        limits={"max_body": 1_000_000},
        expect=Expect(kept=25, state=RunState.PARTIAL, issues=frozenset({"record-too-large"}), error="more than 1000000 bytes"),
    ),
    Fault(
        name="too many requests",
        portal="Answers 429 with `Retry-After: 1`, then well.",
        serai="It waits as long as it is asked to, and goes on; the run is `done`.",
        trouble=lambda: [on(answers(429, retry_after="1"), start=25, times=1)],
        limits={"longest_wait": 2},
        expect=Expect(kept=50),
    ),
    Fault(
        name="too many requests for today",
        portal="Answers 429 with `Retry-After: 86400`.",
        serai="It neither waits a day nor comes back too early: the run ends `partial` and says how long to wait.",
        trouble=lambda: [on(answers(429, retry_after="86400"), start=25)],
        expect=Expect(kept=25, state=RunState.PARTIAL, error="asks to wait 86400 s"),
    ),
    Fault(
        name="down",
        portal="Answers 503 to everything, after it was harvested well.",
        serai="The run ends `failed`; every record of the catalogue stays.",
        trouble=lambda: [answers(503)],
        earlier=lambda: [HEALTHY],
        expect=Expect(kept=50, state=RunState.FAILED, error="503"),
    ),
)
