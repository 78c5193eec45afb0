"""Hostile JSON as a record in a portal's list: it is refused with a stable code, and every record beside it goes in."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from harvesters.limits import Limits
from registry.pipeline.harvest import harvest
from registry.services import Services, open_services
from registry.settings import Settings
from schemas.issues import Severity
from schemas.runs import Run, RunState
from tests.portal import Answer, Asked, Portal, Trouble, answers, package

pytestmark = pytest.mark.proof

REFUSALS = {"page-failed", "record-not-object", "identifier-missing", "title-missing", "record-not-json"}

PLACE = b'"the hostile one"'


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    settings = Settings(home=tmp_path, database_url=None, search_url=None, archive_url=None, sources=None)
    with open_services(settings, limits=Limits(first_wait=0.001, longest_wait=0.01, retries=0)) as opened:
        yield opened


def hostile(documents: list[bytes]) -> Trouble:
    """Every second entry of the list, from the first, is one of the documents, as it is."""

    def answer(asked: Asked, portal: Portal) -> Answer:
        last = min(asked.start + asked.rows, len(portal.packages))
        healthy = portal.listing(portal.packages[asked.start : last], total=len(portal.packages))
        body = healthy.body
        for position in range(asked.start, last):
            if position % 2 == 0:
                body = body.replace(PLACE, documents[position // 2], 1)
        return Answer(body, 200, healthy.headers)

    return answer


def run_over(services: Services, documents: list[bytes], *, page_size: int) -> Run:
    """A harvest of a list in which a healthy package follows each document."""
    listed = [each for number in range(len(documents)) for each in (PLACE.decode().strip('"'), package(number))]
    with Portal(listed, trouble=[hostile(documents)]) as portal:
        return harvest(services, portal.source(page_size=page_size))


def test_what_must_fail_is_refused_and_the_others_go_in(services: Services, suite: Mapping[str, bytes]) -> None:
    documents = [content for name, content in suite.items() if name.startswith("n_") and content.strip()]
    assert len(documents) == 186, "two of the 188 are blank, which in a list is no entry"
    run = run_over(services, documents, page_size=2)
    errors = {group.code: group.count for group in services.store.runs.issue_groups(run.id) if group.severity is Severity.ERROR}
    assert run.state is RunState.PARTIAL
    assert run.counts.new == services.store.records.count() == len(documents)
    assert set(errors) <= REFUSALS
    assert sum(errors.values()) == len(documents)


def test_one_of_them_on_a_full_page_costs_only_itself(services: Services, suite: Mapping[str, bytes]) -> None:
    documents = [b"{}"] * 12 + [suite["n_structure_100000_opening_arrays.json"]] + [b"{}"] * 12
    run = run_over(services, documents, page_size=50)
    assert run.counts.new == len(documents)


def test_as_the_whole_answer_they_end_the_run(services: Services, suite: Mapping[str, bytes]) -> None:
    documents = [content for name, content in suite.items() if name.startswith("n_")]
    assert len(documents) == 188
    with Portal([]) as portal:
        for content in documents:
            portal.trouble = [answers(200, body=content, content_type="application/json")]
            run = harvest(services, portal.source(page_size=1))
            assert (run.state, run.counts.read) == (RunState.FAILED, 0), content[:50]


def test_what_may_be_read_is_read_or_refused(services: Services, suite: Mapping[str, bytes]) -> None:
    documents = [content for name, content in suite.items() if name.startswith(("i_", "y_"))]
    run = run_over(services, documents, page_size=2)
    assert run.state in {RunState.DONE, RunState.PARTIAL}
    assert services.store.records.count() == len(documents)
