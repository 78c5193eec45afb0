"""A real OAI-PMH server with its quirks, harvested into the catalogue. What it does wrong is in the table of faults."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from harvesters import HARVESTERS
from harvesters.base import RawRecord
from harvesters.wire.session import Session
from registry.pipeline.harvest import harvest
from registry.pipeline.index import refresh
from registry.services import Services, open_services
from registry.settings import Settings
from schemas.record import record_id
from schemas.runs import RunState
from schemas.source import Source
from search.ask import ask
from search.query import Query
from tests.live.pycsw import pycsw

COUNT = 25


@pytest.fixture(scope="module")
def source() -> Iterator[Source]:
    with pycsw(map(elements, range(COUNT)), page=10) as url:
        yield Source.model_validate(
            {
                "id": "kg_pycsw",
                "title": {"ru": "Геопортал"},
                "kind": "oai_pmh",
                "url": url,
                "jurisdiction": "KG",
                "language": ("ru",),
                "allow_private_addresses": True,
            }
        )


def elements(number: int) -> str:
    """A record; the date, by which pycsw tells what changed, is another day for each."""
    return (
        f"<dc:identifier>urn:example:{number}</dc:identifier><dc:type>dataset</dc:type>"
        f"<dc:title>Уровень воды, пост {number}</dc:title><dc:subject>вода</dc:subject><dct:abstract>Наблюдения</dct:abstract>"
        f"<dct:references>https://data.example/{number}.csv</dct:references><dct:modified>2026-03-04</dct:modified>"
        f"<dc:date>2026-03-{number + 1:02}</dc:date><dc:language>ru</dc:language><dc:rights>CC BY 4.0</dc:rights>"
    )


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    with open_services(Settings(home=tmp_path, database_url=None, search_url=None, archive_url=None, sources=None)) as opened:
        yield opened


def test_every_record_is_kept_found_and_the_second_time_unchanged(services: Services, source: Source) -> None:
    first, second = harvest(services, source, full=True), harvest(services, source, full=True)
    refresh(services)
    assert (first.state, first.counts.new, first.stated_total) == (RunState.DONE, COUNT, COUNT), first.error
    assert (second.state, second.counts.unchanged, second.counts.repeated) == (RunState.DONE, COUNT, 0), second.error
    assert ask(services.engine, Query(text="вода")).total == COUNT
    kept = services.store.records.get(record_id(source.id, "urn:example:7"))
    assert kept is not None
    assert [each.value for each in kept.dataset.title] == ["Уровень воды, пост 7"]
    assert kept.assessment.license.id == services.rules.license_reader.identify("CC BY 4.0").id
    assert [each.download_url for each in kept.dataset.distribution] == ["https://data.example/7.csv"]
    assert b"<dc:title>" in services.archive.get(kept.provenance.raw_hash)


def test_what_changed_over_several_pages(source: Source) -> None:
    with Session(source, contact="tests") as session:
        since = datetime(2026, 3, 9, 12, tzinfo=UTC)
        items = list(HARVESTERS[source.kind].fetch(source, session, since=since))
    found = [int(item.identifier.rpartition(":")[2]) for item in items if isinstance(item, RawRecord)]
    assert sorted(found) == list(range(9, COUNT)), "its tokens do not hold the question, so that we have to"


def test_the_address_of_a_record_leads_to_it(source: Source) -> None:
    with Session(source, contact="tests") as session:
        items = HARVESTERS[source.kind].fetch(source, session)
        record = next(item for item in items if isinstance(item, RawRecord))
        assert record.identifier.encode() in session.get(record.url).content
