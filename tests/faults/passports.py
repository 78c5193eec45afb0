"""Portals of the Russian standard: a request for each dataset. What goes wrong with every kind is in the other groups."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from registry.services import Services
from schemas.record import Status, record_id
from schemas.runs import Run, RunState
from tests.passports_portal import INN, PassportsPortal, only, passport, rewritten
from tests.portal import Answer, Asked, Portal, Trouble, answers, on, web_page

from .fault import HEALTHY, Expect, Fault


def fifty_passports(**properties: Any) -> Callable[[], list[Any]]:
    return lambda: [passport(number, **properties) for number in range(50)]


def first_for_all() -> Trouble:
    """Every passport is that of the first dataset."""

    def answer(asked: Asked, portal: Portal) -> Answer | None:
        return (
            portal.healthy(replace(asked, path=re.sub(r"lakes\d+/", "lakes0/", asked.path))) if "/meta." in asked.path else None
        )

    return answer


def in_windows_1251() -> Trouble:
    """A table with semicolons, in windows-1251, and no word about either."""

    def answer(asked: Asked, portal: Portal) -> Answer | None:
        healthy = portal.healthy(asked)
        if healthy.status != 200:
            return None
        text = healthy.body.decode().replace(",", ";").replace("; участок", ", участок").replace("озёра; пруды", "озёра, пруды")
        return Answer(text.encode("cp1251"), 200, {"Content-Type": "text/csv"})

    return answer


def stays_listed(services: Services, run: Run) -> None:
    kept = services.store.records.get(record_id(run.source, f"{INN}-lakes7"))
    assert kept is not None
    assert (kept.status, kept.dataset.publisher is not None) == (Status.ACTIVE, True)
    assert {each.identifier for each in services.store.runs.issues(run.id, code="detail-failed")} == {f"{INN}-lakes7"}


def no_person(services: Services, run: Run) -> None:
    for each in services.store.runs.issues(run.id):
        assert not re.search("Примерова|primerova|7000", each.value)


FAULTS = (
    Fault(
        name="a passport that is gone",
        portal="The passport of one of 50 datasets answers 404, sweep after sweep.",
        serai="The dataset is reported with its id and counts as listed: what is stored of it stays.",
        kind=PassportsPortal,
        packages=fifty_passports(),
        earlier=lambda: [HEALTHY, [only(answers(404), "lakes7/")]],
        trouble=lambda: [only(answers(404), "lakes7/")],
        proof=stays_listed,
        expect=Expect(kept=50, rejected=1, issues=frozenset({"detail-failed"})),
    ),
    Fault(
        name="passport after passport fails",
        portal="From the 21st of 50 datasets on, every passport answers 404.",
        serai="After twenty in a row it is the portal that fails: the run ends `partial`, and the 20 before are kept.",
        kind=PassportsPortal,
        packages=fifty_passports(),
        trouble=lambda: [on(only(answers(404), "/meta."), start=20)],
        expect=Expect(kept=20, state=RunState.PARTIAL, error="meta.csv answers 404"),
    ),
    Fault(
        name="one passport for all",
        portal="Answers with the first passport, whichever is asked for.",
        serai="A passport that is another dataset's of the list is not taken; nothing that is stored changes.",
        kind=PassportsPortal,
        packages=fifty_passports(),
        earlier=lambda: [HEALTHY],
        trouble=lambda: [first_for_all()],
        expect=Expect(kept=50, state=RunState.FAILED, error="the passport of another dataset"),
    ),
    Fault(
        name="a login page for the list",
        portal="Has a page to sign in at the addresses of its list, with status 200.",
        serai="The run is `failed` and says what came at each address; nothing is withdrawn.",
        kind=PassportsPortal,
        packages=fifty_passports(),
        earlier=lambda: [HEALTHY],
        trouble=lambda: [only(web_page(), "/list")],
        expect=Expect(kept=50, state=RunState.FAILED, error="a web page instead of XML"),
    ),
    Fault(
        name="the list of one body is gone",
        portal="Its list names those of five bodies, ten datasets each; one of them answers 404.",
        serai="The other four are read; the run ends `partial`, so that none of the ten counts as missing.",
        kind=partial(PassportsPortal, size=10),
        packages=fifty_passports(),
        earlier=lambda: [HEALTHY],
        trouble=lambda: [only(answers(404), "list-20")],
        expect=Expect(kept=50, state=RunState.PARTIAL, issues=frozenset({"page-failed"}), error="a part of the portal's list"),
    ),
    Fault(
        name="bodies that name each other",
        portal="Each list names the first one and itself.",
        serai="Each list is read once: all 50 are kept.",
        kind=partial(PassportsPortal, size=10),
        packages=fifty_passports(),
        trouble=lambda: [
            rewritten(
                lambda text: text.replace(
                    "</meta>", "<item><link>list.xml</link></item><item><link>list-0.xml</link></item></meta>"
                ),
                part="list-",
            )
        ],
        expect=Expect(kept=50),
    ),
    Fault(
        name="tables from a spreadsheet",
        portal="Divides the cells of list and passports by semicolons, in windows-1251, and states neither.",
        serai="The sign is found, the charset is that of the declaration: all 50 are kept.",
        kind=partial(PassportsPortal, lists="csv"),
        packages=fifty_passports(),
        source={"charset": "windows-1251"},
        trouble=lambda: [in_windows_1251()],
        expect=Expect(kept=50),
    ),
    Fault(
        name="a bare & in a list of XML",
        portal="The addresses in its list have a bare `&`, and one title a `<`.",
        serai="The list is cut at its entries: 49 are kept, the one is reported with its id and counts as listed.",
        kind=PassportsPortal,
        packages=fifty_passports(),
        trouble=lambda: [
            rewritten(lambda text: text.replace("meta.csv<", "meta.csv?a&b<").replace("участок 7<", "участок <7<"), part="/list")
        ],
        expect=Expect(kept=49, rejected=1, issues=frozenset({"entity-undeclared", "record-not-xml"})),
    ),
    Fault(
        name="a responsible person in odd places",
        portal="Names a person, with telephone and mail address, also in fields that the standard does not know.",
        serai="All 50 are kept; no report has the name, the number or the address.",
        kind=PassportsPortal,
        packages=fifty_passports(
            **{"Исполнитель": "Ольга Примерова", "Телефакс": "+70000000000", "e-mail отдела": "o.primerova@a.b"}
        ),
        proof=no_person,
        expect=Expect(kept=50),
    ),
)
