"""`make bench`: how fast and how large a harvest is, beside the raw limit of the same run.

The raw limit is what no harvester can beat: parse the portal's JSON, and put documents that are ready into the engine.
"""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson

from registry.operation.heap import collect_rarely, keep_one_heap
from registry.pipeline.harvest import OnStep, harvest
from registry.pipeline.index import drain
from registry.pipeline.indexer import beside
from registry.services import Services
from schemas.runs import RunState
from schemas.source import Source
from search import open_engine
from search.document import document
from tests import catalogue

from .installation import installation
from .memory import memory, memory_child
from .timing import timed

BATCH = 2000


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--records", type=int, default=30_000, help="how many records the speeds are measured with")
    arguments.add_argument("--memory-records", type=int, default=100_000, help="how many records the memory is measured with")
    arguments.add_argument("--memory-child", type=int, help=argparse.SUPPRESS)
    asked = arguments.parse_args()
    if asked.memory_child:
        memory_child(asked.memory_child)
        return
    keep_one_heap()
    collect_rarely()
    speeds(asked.records)
    memory(asked.memory_records)


def speeds(records: int) -> None:
    """Print the speed of a first harvest and of a second one, with their ratios to the raw limit.

    The first harvest goes as `serai harvest` does it, with a process for the index beside it; then both parts alone, one after
    the other, in another installation.
    """
    with TemporaryDirectory() as folder, catalogue.serving(records) as source, installation(Path(folder)) as services:
        first = timed(lambda: run_until_searchable(services, source))
        again = timed(lambda: run(services, source))
        raw = raw_limit(services, Path(folder), records)
    with TemporaryDirectory() as folder, catalogue.serving(records) as source, installation(Path(folder)) as services:
        stored = timed(lambda: run(services, source))
        indexed = timed(lambda: drain(services))
    print(f"records                     {records:>9}")
    print(f"raw limit                   {records / raw:>9.0f} datasets/s")
    print(f"first harvest, searchable   {records / first:>9.0f} datasets/s   {raw / first:.2f} of raw")
    print(f"  into the store alone      {records / stored:>9.0f} datasets/s")
    print(f"  into the index alone      {records / indexed:>9.0f} datasets/s")
    print(f"harvest of the unchanged    {records / again:>9.0f} datasets/s   {raw / again:.2f} of raw", flush=True)


def run_until_searchable(services: Services, source: Source) -> None:
    """Harvest as the command does."""
    with beside(services) as indexing:
        run(services, source, on_step=indexing)
    if services.store.outbox.depth():
        sys.exit("the index did not take everything in")


def raw_limit(services: Services, folder: Path, records: int) -> float:
    """Seconds to parse all pages and index ready documents."""
    pages = [catalogue.page(start, 100, records) for start in range(0, records, 100)]
    parsing = timed(lambda: [orjson.loads(page) for page in pages])
    ready = [document(record) for record in services.store.records.stream()]
    engine = open_engine(f"tantivy:{folder / 'raw'}")
    putting = timed(lambda: [engine.update(ready[start : start + BATCH]) for start in range(0, len(ready), BATCH)])
    engine.close()
    return parsing + putting


def run(services: Services, source: Source, *, on_step: OnStep | None = None) -> None:
    """Harvest the whole source, and make sure that it went well."""
    ended = harvest(services, source, full=True, on_step=on_step)
    if ended.state is not RunState.DONE:
        sys.exit(f"the harvest did not end well: {ended.error}")


if __name__ == "__main__":  # the catalogue's process reads this file too
    main()
