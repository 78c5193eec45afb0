"""Checks that somebody asks for on the web: what each report says, what a check may not reach, and what survives a worker."""

from dataclasses import replace
from datetime import timedelta
from threading import Event
from typing import Any

import pytest

from registry.pipeline import examine, portal_checks
from registry.pipeline import probe as probing
from registry.pipeline.examine import Turns
from registry.services import Services
from registry.store.errors import CheckExpired, CheckMissing, TooManyChecks
from schemas.checks import Bound, Check, CheckBounds, CheckOutcome, CheckReport, CheckRequest, CheckState
from tests.portal import Answer, Asked, Portal, Trouble, answers, package, web_page

from .conftest import Clock

BOUNDS = CheckBounds(records=50, requests=30, seconds=60)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probing, "BETWEEN", 0.0)
    monkeypatch.setattr(examine, "DELAY", 0.0)


def worked(services: Services, *, leaving: Event | None = None) -> None:
    """Work on the check that waits."""
    check = services.store.checks.take(at=services.clock())
    assert check is not None
    portal_checks.carry_out(services, check, leaving=leaving or Event())


def declared(services: Services, portal: Portal, **fields: Any) -> Services:
    return replace(services, sources={"kg_example": portal.source(**fields)})


def asked(services: Services, what: str, state: str | None = "KG", *, visitor: str | None = None) -> Check:
    return portal_checks.ask(services, what, state, visitor=visitor)


def examined(services: Services, portal: Portal, *, bounds: CheckBounds = BOUNDS, private: bool = True) -> CheckReport:
    """The report about an address that nobody has declared."""
    turns = Turns(services, Event(), bounds, delay=0)
    return examine.examine(services, CheckRequest(address=portal.url, jurisdiction="KG"), turns=turns, private=private)


def robots(rules: str) -> Trouble:
    def trouble(asked: Asked, _: Portal) -> Answer | None:
        return Answer(rules.encode(), headers={"Content-Type": "text/plain"}) if asked.path == "/robots.txt" else None

    return trouble


def test_a_declared_portal_is_checked_and_its_report_kept_for_days(services: Services, clock: Clock) -> None:
    broken = [package(20, title=None), package(21, title=None), package(22, metadata_modified="0000-00-00")]
    with Portal([*(package(number) for number in range(20)), *broken]) as portal:
        here = declared(services, portal)
        check = asked(here, portal.url, state=None)
        assert (check.state, check.request.source) == (CheckState.QUEUED, "kg_example")
        worked(here)
    done = portal_checks.get(here, check.id)
    report = done.report
    assert done.state is CheckState.DONE
    assert report is not None
    assert (report.outcome, report.kind, report.counts.read, report.stated_total) == (CheckOutcome.READ, "ckan", 23, 23)
    worst = report.causes[0]
    assert (worst.code, worst.count, len(worst.examples)) == ("title-missing", 2, 2)
    assert sum(each.count for each in report.licenses) == sum(each.count for each in report.classes) == 21
    assert services.store.records.count() == len(services.store.runs.list()) == 0
    clock.time += timedelta(days=8)
    with pytest.raises(CheckExpired):
        portal_checks.get(here, check.id)
    portal_checks.Checker(here, leaving=Event()).look()
    with pytest.raises(CheckExpired):
        portal_checks.get(here, check.id)
    clock.time += timedelta(days=40)
    portal_checks.Checker(here, leaving=Event()).look()
    with pytest.raises(CheckMissing) as missing:
        portal_checks.get(here, check.id)
    assert type(missing.value) is CheckMissing


CASES: dict[str, tuple[list[Trouble], CheckOutcome]] = {
    "speaks what we know": ([], CheckOutcome.READ),
    "speaks nothing": ([web_page()], CheckOutcome.UNKNOWN),
    "wants a login": ([answers(401)], CheckOutcome.CLOSED),
    "wants no program": ([answers(412)], CheckOutcome.CLOSED),
    "is busy": ([answers(503)], CheckOutcome.SILENT),
    "asks programs to stay away": ([robots("User-agent: *\nDisallow: /\n")], CheckOutcome.ROBOTS),
    "keeps crawlers from parts": ([robots("User-agent: *\nDisallow: /api/\n")], CheckOutcome.READ),
}


@pytest.mark.parametrize("case", CASES)
def test_an_address_that_nobody_has_declared(services: Services, case: str) -> None:
    trouble, outcome = CASES[case]
    with Portal([package(number) for number in range(3)], trouble=trouble) as portal:
        report = examined(services, portal)
    assert report.outcome is outcome, report
    assert (report.kind == "ckan", report.counts.read) == ((True, 3) if outcome is CheckOutcome.READ else (False, 0))
    assert report.requests <= BOUNDS.requests


def test_nothing_that_is_not_public_is_reached_and_its_address_is_not_told(services: Services) -> None:
    with Portal([package(1)]) as portal:
        report = examined(services, portal, private=False)
        assert portal.asked == []
        assert report.outcome is CheckOutcome.NOT_PUBLIC
        moved = declared(services, portal)
        portal.trouble = [answers(302, location=portal.url.replace("127.0.0.1", "127.0.0.2"))]
        check = asked(moved, "kg_example")
        worked(moved)
        after = portal_checks.get(moved, check.id).report
    assert after is not None
    assert after.outcome is CheckOutcome.NOT_PUBLIC
    for each in (report, after):
        assert "its address is not a public one" in (each.detail or "")
        assert "allow_private_addresses" not in each.model_dump_json()


@pytest.mark.parametrize(
    ("bounds", "ended_by"),
    [
        (CheckBounds(records=50, requests=30, seconds=60), Bound.RECORDS),
        (CheckBounds(records=5000, requests=6, seconds=60), Bound.REQUESTS),
    ],
)
def test_a_large_portal_is_read_in_part(services: Services, bounds: CheckBounds, ended_by: Bound) -> None:
    with Portal([package(number) for number in range(900)]) as portal:
        report = examined(services, portal, bounds=bounds)
    assert (report.outcome, report.ended_by, report.stated_total) == (CheckOutcome.READ, ended_by, 900)
    assert 0 < report.counts.read <= bounds.records
    assert len(portal.asked) == report.requests <= bounds.requests
    assert report.detail is None


def test_no_key_of_a_declaration_is_used(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_KEY", "abcdefgh-0123456789")
    with Portal([package(1)]) as portal:
        here = declared(services, portal, secret="PORTAL_KEY")
        check = asked(here, "kg_example")
        worked(here)
        assert not any("abcdefgh" in str(each) for each in portal.asked)
    report = portal_checks.get(here, check.id).report
    assert report is not None
    assert report.key_left_out


@pytest.mark.parametrize(
    ("portal", "state", "field"),
    [
        ("kg_nothing", "KG", "portal"),
        ("", "KG", "portal"),
        ("ftp://data.gov.kg", "KG", "portal"),
        ("https://user:password@data.gov.kg", "KG", "portal"),
        ("https://data gov.kg", "KG", "portal"),
        ("https://[::1", "KG", "portal"),
        ("https://data.example.org", None, "jurisdiction"),
        ("https://data.example.kg", "XX", "jurisdiction"),
    ],
)
def test_what_cannot_be_checked_is_refused(services: Services, portal: str, state: str | None, field: str) -> None:
    with pytest.raises(portal_checks.InvalidCheck) as refused:
        asked(services, portal, state)
    assert refused.value.field == field


def test_the_state_is_that_of_the_domain(services: Services) -> None:
    assert asked(services, "Data.Example.kz/", None).request.model_dump(exclude_none=True) == {
        "address": "https://data.example.kz/",
        "jurisdiction": "KZ",
    }


def test_visitors_may_ask_for_a_few_in_an_hour(services: Services, clock: Clock) -> None:
    few = replace(services, settings=services.settings.model_copy(update={"checks_per_hour": 8}))
    for number in range(2):
        asked(few, f"https://{number}.example.kg", visitor="1.1.1.1")
    with pytest.raises(TooManyChecks) as refused:
        asked(few, "https://2.example.kg", visitor="1.1.1.1")
    assert refused.value.seconds == 3600
    for number in range(6):  # a proxy on this machine: nobody knows who is behind it
        asked(few, f"https://other{number}.example.kg", visitor="127.0.0.1")
    with pytest.raises(TooManyChecks):
        asked(few, "https://3.example.kg", visitor="2001:4860:4860::8888")
    asked(few, "https://4.example.kg")  # who has signed in
    clock.time += timedelta(hours=1)
    asked(few, "https://5.example.kg", visitor="1.1.1.1")


def test_the_queue_has_an_end(services: Services) -> None:
    for number in range(20):
        asked(services, f"https://{number}.example.kg")
    with pytest.raises(TooManyChecks):
        asked(services, "https://20.example.kg")


def test_at_a_host_there_is_one_check_at_a_time(services: Services) -> None:
    one, other, elsewhere = (asked(services, each).id for each in ("a.example.kg", "https://a.example.kg/x", "b.example.kg"))
    taken = [services.store.checks.take(at=services.clock()) for _ in range(3)]
    assert [check and check.id for check in taken] == [one, elsewhere, None]
    assert taken[0] is not None
    services.store.checks.end(taken[0], error="for the test", at=services.clock())
    again = services.store.checks.take(at=services.clock())
    assert again is not None
    assert again.id == other


def test_a_check_whose_worker_is_gone_is_taken_up_again_and_given_up_in_the_end(services: Services, clock: Clock) -> None:
    check = asked(services, "https://a.example.kg")
    for attempt in range(1, 4):
        taken = services.store.checks.take(at=clock.time)
        assert taken is not None
        assert taken.attempt == attempt
        assert services.store.checks.take(at=clock.time) is None
        clock.time += timedelta(minutes=6)  # no heartbeat
    assert services.store.checks.take(at=clock.time) is None
    ended = portal_checks.get(services, check.id)
    assert ended.state is CheckState.FAILED
    assert "3 workers" in (ended.error or "")


def test_a_worker_that_leaves_gives_its_check_back(services: Services) -> None:
    leaving = Event()
    with Portal([package(1)]) as portal:

        def leave(_: Asked, __: Portal) -> Answer | None:
            leaving.set()
            return None

        portal.trouble, portal.packages = [leave], [package(number) for number in range(300)]
        here = declared(services, portal)
        check = asked(here, "kg_example")
        worked(here, leaving=leaving)
        assert portal_checks.get(here, check.id).state is CheckState.QUEUED
        portal.trouble = []
        worked(here)
    assert portal_checks.get(here, check.id).state is CheckState.DONE
