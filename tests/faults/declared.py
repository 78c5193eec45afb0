"""Portals that a declaration describes. What goes wrong with every kind is in the other groups."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from registry.services import Services
from schemas.record import Status, record_id
from schemas.runs import Run, RunState
from tests.list_portal import LISTS, DetailPortal, HtmlPortal, ListPortal, row
from tests.portal import Answer, Asked, Portal, Trouble, answers, on

from .fault import HEALTHY, Expect, Fault

LOGIN = b"<!DOCTYPE html><html><body><form action=/login><input name=user><input type=password name=p></form></body></html>"


def fifty_rows(**more: Any) -> Callable[[], list[Any]]:
    return lambda: [row(number, **more) for number in range(50)]


def of_record(trouble: Trouble, identifier: str) -> Trouble:
    """A trouble only with the request for one record."""
    return lambda asked, portal: trouble(asked, portal) if asked.params.get("id") == identifier else None


def last_page_for_ever() -> Trouble:
    """A portal that sends its last page for every number that is too high, and states no total."""

    def answer(asked: Asked, portal: Portal) -> Answer:
        start = min(asked.start, 40)
        found = portal.healthy(replace(asked, params=asked.params | {"start": str(start)}))
        value = json.loads(found.body)
        del value["found"]["total"]
        return Answer(json.dumps(value).encode())

    return answer


def one_page(number: int, trouble: Trouble) -> Trouble:
    return lambda asked, portal: trouble(asked, portal) if asked.params.get("page") == str(number) else None


def stays(services: Services, run: Run) -> None:
    kept = services.store.records.get(record_id(run.source, "d-7"))
    assert kept is not None
    assert (kept.status, kept.version, kept.dataset.description[0].value) == (Status.ACTIVE, 1, "Көлдөр")


PAGES = {"page_size": 10}

FAULTS = (
    Fault(
        name="a record that cannot be asked for",
        portal="Lists 50 datasets; the request for one of them answers 404, sweep after sweep.",
        serai="It is reported with its id and counts as listed: what is stored of it stays, whole.",
        kind=DetailPortal,
        packages=fifty_rows(),
        earlier=lambda: [HEALTHY, [of_record(answers(404), "d-7")]],
        trouble=lambda: [of_record(answers(404), "d-7")],
        proof=stays,
        source=PAGES,
        expect=Expect(kept=50, issues=frozenset({"record-partial"})),
    ),
    Fault(
        name="a numbered page that fails",
        portal="The third of five pages, whose length the portal has chosen, cannot be read.",
        serai="It is reported and the walk goes on: the other 40 are kept, the run ends `partial`, nothing is withdrawn.",
        kind=ListPortal,
        packages=fifty_rows(),
        trouble=lambda: [one_page(3, answers(500))],
        source=PAGES,
        expect=Expect(kept=40, state=RunState.PARTIAL, issues=frozenset({"page-failed"}), error="a part of the portal's list"),
    ),
    Fault(
        name="the last page for every high number",
        portal="States no total, and sends its last page for each page behind it.",
        serai="The same page again is the end: all 50 are kept and the run is `done`.",
        kind=ListPortal,
        packages=fifty_rows(),
        trouble=lambda: [last_page_for_ever()],
        source=PAGES,
        expect=Expect(kept=50),
    ),
    Fault(
        name="a login page in place of a list of HTML",
        portal="From the third page on, a page to sign in comes with status 200.",
        serai="It is no empty list, because it has neither the list nor its total: the 20 before are kept, nothing is withdrawn.",
        kind=HtmlPortal,
        packages=fifty_rows(),
        trouble=lambda: [on(answers(200, body=LOGIN, content_type="text/html"), start=20)],
        source=PAGES,
        expect=Expect(kept=20, state=RunState.PARTIAL, issues=frozenset({"closed-to-programs"}), error="closed to programs"),
    ),
    Fault(
        name="a refusal with status 200",
        portal='Answers `{"code": 500, "msg": "系统异常"}` from the third page on.',
        serai="The declaration says what an answer must have (`ok`), so that it is no end of the list: the 20 before are kept.",
        kind=ListPortal,
        packages=fifty_rows(),
        trouble=lambda: [on(answers(200, body='{"code": 500, "msg": "系统异常", "found": {"rows": []}}'.encode()), start=20)],
        source=PAGES | {"lists": {"all": LISTS["all"] | {"ok": "!code || code == `200`"}}},
        expect=Expect(kept=20, state=RunState.PARTIAL, issues=frozenset({"page-failed"}), error="answers that it failed"),
    ),
)
