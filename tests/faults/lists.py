"""Portals whose list does not hold together."""

from typing import Any

from registry.services import Services
from schemas.record import record_id
from schemas.runs import Run, RunState
from tests.portal import Answer, Asked, Portal, Trouble, deletes_before, on, package, repeats_first_page, wraps_around

from .fault import HEALTHY, Expect, Fault, fifty, packages


def one_id_for_all() -> list[Any]:
    """A list of one and the same id."""
    return [package(7)] * 100


def one_id_on_every_page() -> list[Any]:
    """Forty packages, ten on a page, each page led by the same one."""
    return [each for page in range(4) for each in (package(99), *packages(40)[page * 9 : page * 9 + 9])]


def changing_case() -> list[Any]:
    """Each package twice, its id once in small and once in capital letters."""
    return [
        package(number, id=made(package(number)["id"].replace("4000", "4abc")))
        for number in range(25)
        for made in (str.lower, str.upper)
    ]


def drafts_for_ever() -> Trouble:
    """After the first page come new drafts, as many as are asked for."""

    def answer(asked: Asked, portal: Portal) -> Answer | None:
        if asked.start == 0:
            return portal.listing(portal.packages[:25], total=10)
        return portal.listing([{"id": f"draft-{asked.start + each}", "state": "draft"} for each in range(asked.rows)], total=10)

    return answer


def one_record_each(services: Services, run: Run) -> None:
    small = package(3)["id"].replace("4000", "4abc")
    assert services.store.records.get(record_id(run.source, small)) is not None
    assert services.store.records.get(record_id(run.source, small.upper())) is None


def nothing_written(services: Services, run: Run) -> None:
    assert run.counts.unchanged == run.counts.read == 50
    assert {record.version for record in services.store.records.stream()} == {1}
    assert services.store.outbox.depth() == 0


def all_that_is_listed(services: Services, run: Run) -> None:
    listed = {record_id(run.source, each["id"]) for each in fifty()[12:]}
    assert listed <= {record.id for record in services.store.records.stream()}


FAULTS = (
    Fault(
        name="nothing has changed",
        portal="Holds what it held before, to the byte.",
        serai="Not one row, audit entry or index change is written.",
        earlier=lambda: [HEALTHY],
        proof=nothing_written,
        expect=Expect(kept=50),
    ),
    Fault(
        name="a total that is too high",
        portal="States 60 datasets and sends 50.",
        serai="All 50 are kept, and the report says both numbers.",
        trouble=lambda: [lambda asked, portal: portal.listing(portal.packages[asked.start : asked.start + asked.rows], total=60)],
        expect=Expect(kept=50, issues=frozenset({"total-wrong"})),
    ),
    Fault(
        name="a total that is too low",
        portal="States 3 datasets and sends 50.",
        serai="The list is read to its end, whatever the total; the report says both numbers.",
        trouble=lambda: [lambda asked, portal: portal.listing(portal.packages[asked.start : asked.start + asked.rows], total=3)],
        expect=Expect(kept=50, issues=frozenset({"total-wrong"})),
    ),
    Fault(
        name="datasets that it does not show",
        portal="States 50 datasets, and shows no entry of the second page of three.",
        serai="An empty page is not the end while the list states more: the third page is read; the report says both numbers.",
        source={"page_size": 20},
        trouble=lambda: [on(lambda asked, portal: portal.listing([], total=50) if asked.start == 20 else None, start=20)],
        expect=Expect(kept=30, issues=frozenset({"total-wrong"})),
    ),
    Fault(
        name="pages that drift",
        portal="Deletes 12 datasets of the first page while the second is read, so that all others move up.",
        serai="It sees the total drop and steps back as far: none of the 38 is missed.",
        trouble=lambda: [deletes_before(25, count=12)],
        proof=all_that_is_listed,
        expect=Expect(kept=50, repeated=0),
    ),
    Fault(
        name="the first page for ever",
        portal="Knows no `start`: every page is the first.",
        serai="The page is known again and the run ends `partial`; the 25 are kept.",
        trouble=lambda: [repeats_first_page()],
        expect=Expect(kept=25, state=RunState.PARTIAL, issues=frozenset({"page-repeated"}), error="a part of the portal's list"),
    ),
    Fault(
        name="cyclic paging",
        portal="The list begins again where it ends.",
        serai="A page that came before ends the run as `partial`; all 50 are kept, once.",
        trouble=lambda: [wraps_around()],
        expect=Expect(kept=50, state=RunState.PARTIAL, issues=frozenset({"page-repeated"}), error="a part of the portal's list"),
    ),
    Fault(
        name="a list without end",
        portal="Sends new entries on every page, for ever, and states a total of 10.",
        serai="The run ends `partial` at twice the total and 10,000 more.",
        source={"page_size": 1000},
        trouble=lambda: [drafts_for_ever()],
        expect=Expect(kept=25, state=RunState.PARTIAL, error="the list does not end"),
    ),
    Fault(
        name="the same id a hundred times",
        portal="One page lists one and the same id a hundred times.",
        serai="It is taken once, and the 99 others are counted as repeated.",
        packages=one_id_for_all,
        source={"page_size": 100},
        expect=Expect(kept=1, repeated=99),
    ),
    Fault(
        name="the same id on every page",
        portal="One dataset leads every page.",
        serai="It is taken once; every further sight is counted and writes nothing.",
        packages=one_id_on_every_page,
        source={"page_size": 10},
        expect=Expect(kept=37, repeated=3),
    ),
    Fault(
        name="ids that change case",
        portal="Writes the same UUID in small letters here and in capitals there.",
        serai="A UUID is the same in either (RFC 9562): one record each, the others are counted as repeated.",
        packages=changing_case,
        proof=one_record_each,
        expect=Expect(kept=25, repeated=25),
    ),
)
