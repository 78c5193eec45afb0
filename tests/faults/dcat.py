"""Portals that send datasets in DCAT-US, in one document or as DKAN. What goes wrong everywhere is in the other groups."""

import json
from dataclasses import replace
from typing import Any

from registry.services import Services
from schemas.record import record_id
from schemas.runs import Run, RunState
from tests.dcat_portal import DkanPortal, DocumentPortal, OldDkanPortal, dataset, old_package
from tests.portal import Answer, Asked, Portal, Trouble, cut_json

from .fault import HEALTHY, Expect, Fault, Packages


def datasets() -> list[Any]:
    return [dataset(number) for number in range(50)]


def datasets_with(**fields: Any) -> Packages:
    """Fifty datasets of which number 25 has these fields."""
    return lambda: [dataset(number, **(fields if number == 25 else {})) for number in range(50)]


def old_packages() -> list[Any]:
    return [old_package(number) for number in range(50)]


def rewritten(before: bytes, after: bytes) -> Trouble:
    def answer(asked: Asked, portal: Portal) -> Answer:
        healthy = portal.healthy(asked)
        return replace(healthy, body=healthy.body.replace(before, after))

    return answer


def with_gaps() -> Trouble:
    """The list as PHP writes it when some of its numbers are missing."""

    def answer(asked: Asked, portal: Portal) -> Answer:
        document = json.loads(portal.healthy(asked).body)
        return Answer(
            json.dumps({"dataset": {str(2 * number): each for number, each in enumerate(document["dataset"])}}).encode()
        )

    return answer


def one_is_not_shown() -> Trouble:
    """Dataset 7 is counted, and left out of its page."""

    def answer(asked: Asked, portal: Portal) -> Answer:
        page = json.loads(portal.healthy(asked).body)
        shown = {key: each for key, each in dict(page["results"]).items() if each["identifier"] != dataset(7)["identifier"]}
        return Answer(json.dumps(page | {"results": shown}).encode())

    return answer


def always_the_first_page() -> Trouble:
    return lambda asked, portal: portal.healthy(replace(asked, params=asked.params | {"start": "0", "rows": "1000"}))


def kept_frequency(services: Services, run: Run) -> None:
    kept = services.store.records.get(record_id(run.source, dataset(25)["identifier"]))
    assert kept is not None
    assert kept.dataset.accrual_periodicity == "R/P1D"
    assert kept.dataset.modified is not None
    assert kept.dataset.modified.value is None


def lost_but_listed(services: Services, run: Run) -> None:
    [lost] = services.store.runs.issues(run.id, code="record-not-json")
    assert lost.identifier == dataset(25)["identifier"]
    assert run.counts.withdrawn == 0


FAULTS = (
    Fault(
        name="a document that breaks off",
        portal="PHP runs out of time while it writes `data.json`: the last of 50 datasets ends in the middle.",
        serai="The 49 before it are kept, the run ends `partial`, nothing is withdrawn, and the document is asked for once.",
        kind=DocumentPortal,
        packages=datasets,
        trouble=lambda: [cut_json()],
        expect=Expect(kept=49, state=RunState.PARTIAL, error="cut off or broken"),
    ),
    Fault(
        name="a dataset that is no JSON, in a document",
        portal="One of 50 datasets in `data.json` has a quotation mark in its title that is not escaped.",
        serai="It is reported with its identifier and counts as listed; the other 49 are read.",
        kind=DocumentPortal,
        packages=datasets,
        earlier=lambda: [HEALTHY],
        trouble=lambda: [rewritten("ресурстары 25".encode(), 'ресурстары "25" '.encode())],
        proof=lost_but_listed,
        expect=Expect(kept=50, rejected=1, issues=frozenset({"record-not-json"})),
    ),
    Fault(
        name="a list with gaps",
        portal='PHP: an object `{"0": …, "2": …}` in place of the list of datasets.',
        serai="Its values are the datasets: all 50 are kept.",
        kind=DocumentPortal,
        packages=datasets,
        trouble=lambda: [with_gaps()],
        expect=Expect(kept=50),
    ),
    Fault(
        name="a dataset without identifier, in a document",
        portal="One of 50 datasets in `data.json` has no identifier.",
        serai="It is reported with its title; the other 49 are kept.",
        kind=DocumentPortal,
        packages=datasets_with(identifier=None),
        expect=Expect(kept=49, rejected=1, issues=frozenset({"identifier-missing"})),
    ),
    Fault(
        name="a frequency in place of a date",
        portal="`modified` is `R/P1D`, as Project Open Data allows for what changes all the time.",
        serai="It is the frequency and no date; the dataset is kept, and the report names it.",
        kind=DocumentPortal,
        packages=datasets_with(modified="R/P1D"),
        proof=kept_frequency,
        expect=Expect(kept=50, issues=frozenset({"date-not-understood"})),
    ),
    Fault(
        name="a document that is too large",
        portal="`data.json` has more bytes than Serai accepts at once.",
        serai="It is not asked for again in smaller pieces, because there are none: the run is `failed` and says how many.",
        kind=DocumentPortal,
        packages=datasets,
        limits={"max_body": 10_000},
        expect=Expect(kept=0, state=RunState.FAILED, error="more than 10000 bytes"),
    ),
    Fault(
        name="a search that is switched off",
        portal="DKAN 2 answers its search with 404.",
        serai="The datasets are read from its metastore: all 50 are kept.",
        kind=lambda packages: DkanPortal(packages, searches=False),
        packages=datasets,
        expect=Expect(kept=50),
    ),
    Fault(
        name="datasets that are counted and not shown",
        portal="DKAN 2 leaves a dataset that it cannot load out of its page, and counts it.",
        serai="The next page begins where this one really ended: the other 49 are kept, none is missed.",
        kind=DkanPortal,
        packages=datasets,
        trouble=lambda: [one_is_not_shown()],
        expect=Expect(kept=49, repeated=1),
    ),
    Fault(
        name="a list that knows no offset",
        portal="DKAN 1 sends all its packages, whatever page is asked for.",
        serai="The same list again, and longer than a page, is all there is: the run is `done`.",
        kind=OldDkanPortal,
        packages=old_packages,
        trouble=lambda: [always_the_first_page()],
        expect=Expect(kept=50),
    ),
    Fault(
        name="a flag that means its opposite",
        portal="DKAN 1 writes the status of a page into `private`: true for a published dataset.",
        serai="Only published datasets are listed there, so the flag says nothing; `Unpublished` would.",
        kind=OldDkanPortal,
        packages=lambda: [old_package(number, private=True) for number in range(50)],
        expect=Expect(kept=50),
    ),
)
