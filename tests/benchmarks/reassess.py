"""How long a re-assessment takes: `python -m tests.benchmarks.reassess`.

Every tenth record differs: it has a word that the former rules did not know. What counts is the time of the processor, because
other work on the machine does not change it.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import orjson

from harvesters.base import Normalised, RawRecord
from registry.operation.heap import collect_rarely, keep_one_heap
from registry.pipeline.judge import Judge
from registry.pipeline.reassess import ask, confirm
from registry.pipeline.reassessing import carry_out
from registry.pipeline.remake import normalise
from registry.pipeline.status import judged_otherwise
from registry.services import Services
from registry.store.database import chunks
from registry.store.saving import Save
from schemas.actor import Actor
from schemas.audit import Action
from schemas.reassessment import Reassessment
from schemas.record import CatalogRecord, Provenance
from schemas.source import Source
from tests import catalogue
from tests.contracts.reassessing import rules
from tests.ruled import ruled

from .goals import Goals
from .installation import installation

GOAL = 3.0
"""Milliseconds of the processor for a record: 100,000 in five minutes."""

T = TypeVar("T")

AIZADA = Actor.person("Aizada")

SOURCE = Source.model_validate(
    {
        "id": "benchmark",
        "title": {"en": "Generated"},
        "kind": "ckan",
        "url": "https://data.example.kg",
        "jurisdiction": "KG",
        "language": ["ru"],
    }
)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--records", type=int, default=10_000, help="how many records the store has")
    records: int = arguments.parse_args().records
    keep_one_heap()
    collect_rarely()
    goals = Goals()
    print(f"re-assessment of {records} records")
    with TemporaryDirectory() as folder, installation(Path(folder)) as opened:
        services = replace(opened, sources={SOURCE.id: SOURCE}, rules=rules("strict"))
        fill(ruled(services, rules("shipped")), records)
        ask(services, reason="Another release", by=AIZADA)
        found, comparing = worked(services)
        confirm(services, found.id, by=AIZADA)
        done, applying = worked(services)
        asking, _ = seconds(lambda: judged_otherwise(services))
    print(f"  {done.changed} records changed")
    goals.at_most("ms of the processor a record, the difference", comparing / records * 1000, GOAL)
    goals.at_most("ms of the processor a record, applying", applying / records * 1000, GOAL)
    goals.at_most("ms of the question how many are left", asking * 1000, 100)
    goals.end()


def fill(services: Services, records: int) -> None:
    """Keep generated records as a harvest under these rules would, without portal, archive and index."""
    judge = Judge(SOURCE, services.rules, services.clock().date())
    for batch in chunks(made(judge, records)):
        services.store.records.save([Save(each, Action.CREATE, {}) for each in batch], actor=Actor.of_run(1), at=services.clock())


def made(judge: Judge, records: int) -> Iterator[CatalogRecord]:
    at = judge.today
    for number in range(records):
        package = catalogue.ordinary(number)
        if number % 10 == 0:
            package["title"] = f"{package['title']} zorbals"
        content = orjson.dumps(package)
        url = f"{SOURCE.url}dataset/{number}"
        read = normalise(RawRecord(str(number), content, "application/json", url), SOURCE)
        assert isinstance(read, Normalised)
        times = dict.fromkeys(("first_harvested", "changed"), f"{at}T00:00:00Z")
        origin = Provenance.model_validate(
            {"url": url, "raw_hash": "0" * 64, "media_type": "application/json", "run": 1, **times}
        )
        yield judge.record(read.dataset, provenance=origin)


def worked(services: Services) -> tuple[Reassessment, float]:
    """The re-assessment after its phase, and how many seconds of the processor that took."""
    held = services.store.reassessments.take(at=services.clock())
    assert held is not None
    took, found = seconds(lambda: carry_out(services, held))
    return found, took


def seconds(work: Callable[[], T]) -> tuple[float, T]:
    begin = time.process_time()
    done = work()
    return time.process_time() - begin, done


if __name__ == "__main__":
    main()
