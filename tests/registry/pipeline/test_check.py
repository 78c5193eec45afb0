"""A check before a portal joins reports what its first harvest will report, and leaves nothing behind."""

from pathlib import Path
from typing import Any

import pytest

from registry.pipeline.check import checked
from registry.pipeline.harvest import harvest
from registry.services import Services
from schemas.issues import Issue
from schemas.runs import IssueGroup, Run, RunState
from tests.portal import Portal, Trouble, answers, on, package, repeats_first_page

from .conftest import Clock

DIRTY: list[dict[str, Any]] = [
    *(package(number) for number in range(20)),
    package(20, title=None),
    package(21, metadata_modified="0000-00-00"),
    package(22, notes=["one", "two"]),
    package(23, rating=float("nan")),
    package(24, notes="a\u0001b"),
    package(3),
]


def reported(run: Run, groups: tuple[IssueGroup, ...], issues: list[Issue]) -> tuple[Any, ...]:
    """A report without its number."""
    return run.model_copy(update={"id": 0}), groups, issues


CASES: dict[str, tuple[list[Any], list[Trouble], bool]] = {
    "well": ([package(number) for number in range(25)], [], True),
    "with a gap": ([package(1, metadata_modified="0000-00-00")], [], True),
    "dirty": (DIRTY, [], False),
    "a page that fails": (DIRTY[:20], [on(answers(404), start=10)], False),
    "one page for ever": (DIRTY[:20], [repeats_first_page()], False),
    "down": ([], [answers(503)], False),
}


@pytest.mark.parametrize("case", CASES)
def test_the_report_is_that_of_the_first_harvest(services: Services, clock: Clock, tmp_path: Path, case: str) -> None:
    packages, trouble, clean = CASES[case]
    with Portal(packages, trouble=trouble) as portal:
        source = portal.source(page_size=10)
        before = sorted(tmp_path.rglob("*"))
        with checked(source, settings=services.settings, limits=services.limits, clock=clock) as report:
            promised = reported(report.run, report.groups, list(report.issues()))
            assert report.clean is clean
        assert services.store.runs.list() == ()
        assert services.store.records.count() == services.store.outbox.depth() == 0
        assert [file for file in sorted(tmp_path.rglob("*")) if file not in before] == []
        run = harvest(services, source)
    assert promised == reported(run, services.store.runs.issue_groups(run.id), list(services.store.runs.issues(run.id)))
    assert clean is (run.state is RunState.DONE and run.counts.rejected == 0)


def test_a_check_keeps_to_the_settings_that_tell_how_to_read(services: Services, clock: Clock) -> None:
    settings = services.settings.model_copy(update={"contact": "https://example.org/who"})
    with Portal(DIRTY[:3]) as portal, checked(portal.source(), settings=settings, limits=services.limits, clock=clock):
        assert "https://example.org/who" in portal.asked[0].headers["User-Agent"]
