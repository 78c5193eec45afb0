"""Portals whose answers cannot be used: what came before stays, nothing is guessed, and nothing goes on for ever."""

from schemas.runs import RunState
from tests.portal import answers, cut_json, cut_short, drips, gzip_bomb, in_characters, on, web_page

from .fault import HEALTHY, Expect, Fault, packages

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
        portal="Answers 200 with an HTML page: maintenance, a captcha, a firewall.",
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
        name="a wrong charset",
        portal="Sends windows-1251 and says UTF-8.",
        serai="No character is guessed and none is replaced: the run fails and names the charset.",
        trouble=lambda: [in_characters("cp1251", declared="utf-8")],
        packages=lambda: packages(50, notes="Вода"),
        expect=Expect(kept=0, state=RunState.FAILED, issues=frozenset({"page-failed"}), error="not valid utf-8"),
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
