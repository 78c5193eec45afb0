"""`make bench`: how fast and how large a harvest is, beside the raw limit of the same run.

The raw limit is what no harvester can beat: parse the portal's JSON, and put documents that are ready into the engine.
"""

import argparse
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson

from harvesters.source import Source
from registry.heap import collect_rarely, keep_one_heap
from registry.pipeline.harvest import harvest
from registry.pipeline.index import drain
from registry.services import Services
from schemas.runs import RunState
from search import open_engine
from search.document import document

from . import catalogue, server
from .installation import installation
from .memory import memory, memory_child
from .timing import timed

BATCH = 2000


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--records", type=int, default=10_000, help="how many records the speeds are measured with")
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
    """Print the speed of a first harvest and of a second one, with their ratios to the raw limit."""
    with TemporaryDirectory() as folder, catalogue.serving(records) as source, installation(Path(folder)) as services:
        harvested = timed(lambda: run(services, source))
        indexed = timed(lambda: drain(services))
        again = timed(lambda: run(services, source))
        raw = raw_limit(services, Path(folder), records)
    with (
        TemporaryDirectory() as folder,
        catalogue.serving(records) as source,
        installation(Path(folder)) as services,
        server.beside(Path(folder)),
    ):
        shared = timed(lambda: run_until_indexed(services, source))
    print(f"records                     {records:>9}")
    print(f"raw limit                   {records / raw:>9.0f} datasets/s")
    first = harvested + indexed
    print(f"first harvest, searchable   {records / first:>9.0f} datasets/s   {raw / first:.2f} of raw")
    print(f"  of this: into the store   {records / harvested:>9.0f} datasets/s")
    print(f"  of this: into the index   {records / indexed:>9.0f} datasets/s")
    print(f"first harvest beside a server{records / shared:>8.0f} datasets/s   {raw / shared:.2f} of raw")
    print(f"harvest of the unchanged    {records / again:>9.0f} datasets/s   {raw / again:.2f} of raw", flush=True)


def run_until_indexed(services: Services, source: Source) -> None:
    """Harvest while the server keeps the index, and wait until it has everything."""
    run(services, source)
    while services.store.outbox.depth():
        time.sleep(0.05)


def raw_limit(services: Services, folder: Path, records: int) -> float:
    """Seconds to parse all pages and index ready documents."""
    pages = [catalogue.page(start, 100, records) for start in range(0, records, 100)]
    parsing = timed(lambda: [orjson.loads(page) for page in pages])
    ready = [document(record) for record in services.store.records.stream()]
    engine = open_engine(f"tantivy:{folder / 'raw'}")
    putting = timed(lambda: [engine.update(ready[start : start + BATCH]) for start in range(0, len(ready), BATCH)])
    engine.close()
    return parsing + putting


def run(services: Services, source: Source) -> None:
    """Harvest the whole source, and make sure that it went well."""
    ended = harvest(services, source, full=True)
    if ended.state is not RunState.DONE:
        sys.exit(f"the harvest did not end well: {ended.error}")


if __name__ == "__main__":  # the catalogue's process reads this file too
    main()
