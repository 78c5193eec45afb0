"""The sample portals through the real harvester: what a first look at Serai shows must come in whole."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from harvesters import HARVESTERS
from harvesters.base import Checkpoint, Normalised, RawRecord, Total
from harvesters.errors import SkipRecord
from harvesters.wire.session import Session
from registry.demo.server import serve
from schemas.source import Source


@pytest.fixture(scope="module")
def sources() -> Iterator[tuple[Source, ...]]:
    with serve() as live:
        yield tuple(live.values())


def sweep(source: Source, *, since: datetime | None = None) -> list[RawRecord | object]:
    with Session(source, contact="test@serai.example") as session:
        return list(HARVESTERS[source.kind].fetch(source, session, since=since))


def read(source: Source) -> Iterator[Normalised | SkipRecord]:
    for raw in sweep(source):
        if isinstance(raw, RawRecord):
            try:
                yield HARVESTERS[source.kind].normalise(raw, source)
            except SkipRecord as skipped:
                yield skipped


def test_every_package_is_fetched(sources: tuple[Source, ...]) -> None:
    for source in sources:
        found = sweep(source)
        records = [item for item in found if isinstance(item, RawRecord)]
        assert [item for item in found if not isinstance(item, RawRecord | Checkpoint)] == [Total(len(records))]


def test_one_is_left_out_and_says_why(sources: tuple[Source, ...]) -> None:
    outcomes = [outcome for source in sources for outcome in read(source)]
    assert [outcome.issue.code for outcome in outcomes if isinstance(outcome, SkipRecord)] == ["title-missing"]
    assert sum(isinstance(outcome, Normalised) for outcome in outcomes) >= 66


def test_the_dirt_is_reported(sources: tuple[Source, ...]) -> None:
    codes = Counter(
        found.code
        for source in sources
        for outcome in read(source)
        if isinstance(outcome, Normalised)
        for found in outcome.issues
    )
    reported = ("control-characters", "date-not-understood", "number-not-understood", "text-expected", "url-not-understood")
    assert all(codes[code] >= 3 for code in reported), codes


def test_only_what_changed_since(sources: tuple[Source, ...]) -> None:
    found = {
        source.id: sum(isinstance(item, RawRecord) for item in sweep(source, since=datetime(2026, 11, 18, tzinfo=UTC)))
        for source in sources
    }
    assert found == {"sample_kg": 5, "sample_ir": 5, "sample_pk": 7}
