"""A real portal as it was recorded: the CKAN of Brazil, 800 packages with 8,006 resources, served in pages over loopback."""

import gzip
import json
from collections import Counter
from typing import Any

import pytest

from registry.answers.sources import source_view
from registry.pipeline.harvest import harvest
from registry.pipeline.index import drain
from registry.services import Services
from schemas.questions import questions
from schemas.runs import RunCounts, RunState
from search.ask import ask
from search.query import Query
from tests.portal import Portal
from tests.shared_material import shared


@pytest.fixture
def packages() -> list[dict[str, Any]]:
    recorded = shared("fixtures/br-ckan-dadosgovbr/package_search_rows800.json.gz").read_bytes()
    found: list[dict[str, Any]] = json.loads(gzip.decompress(recorded))["result"]["results"]
    return found


def test_it_goes_in_whole_and_a_second_harvest_writes_nothing(services: Services, packages: list[dict[str, Any]]) -> None:
    with Portal(packages) as portal:
        source = portal.source(page_size=100, language=("pt",))
        first = harvest(services, source)
        assert first.state is RunState.DONE
        assert first.counts == RunCounts(read=800, new=800)
        assert drain(services) == ask(services.engine, Query()).total == 800
        again = harvest(services, source, full=True)
    assert again.counts == RunCounts(read=800, unchanged=800)
    assert services.store.outbox.depth() == 0
    kept = {record.dataset.identifier: record for record in services.store.records.stream()}
    assert sum(len(record.dataset.distribution) for record in kept.values()) == 8006
    for package in packages:
        record = kept[package["id"]]
        stated = {package.get(name) for name in ("license_id", "license_title", "license_url")} - {None, ""}
        assert stated <= {statement.verbatim for statement in record.dataset.license}
        assert set(record.assessment.license.raw) <= {statement.verbatim for statement in record.dataset.license}
        assert json.loads(services.archive.get(record.provenance.raw_hash)) == package
    licenses = source_view(services.store, source).licenses
    assert licenses is not None
    assert licenses.stated + licenses.conflict + licenses.unread + licenses.none == 800
    assert licenses.share >= 0.9
    asked = Counter(question.id for record in kept.values() for question in questions(record))
    assert 5 * len(asked) < asked.total(), "the records share their questions"
    assert max(asked.values()) == 257, "one answer for the same words about the licence"
