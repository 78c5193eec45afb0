"""How fast a catalogue goes out, and what that takes: `python -m tests.benchmarks.formats`.

The whole catalogue is written in every format, and as a file of DCAT-AP, each in a process of its own. Then the lists of the
protocols are asked over HTTP beside the search itself, for as many records, in processor time.
"""

import argparse
import multiprocessing
import random
import re
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from starlette.testclient import TestClient

from registry.answers.catalog_file import write_catalog
from registry.answers.entries import catalog_of, stream_entries
from registry.api.app import create_app
from registry.operation.heap import collect_rarely, keep_one_heap
from registry.services import Services
from schemas.formats import FORMATS
from schemas.formats.rdf import TURTLE
from search.query import MAX_OFFSET
from tests import catalogue

from .goals import Goals
from .installation import installation
from .load import prepare
from .memory import CEILING
from .timing import cpu, timed

ROOT = "https://serai.example.org"

RATE = 250
"""Records a second that every format writes, at least."""

BESIDE = 1.5
"""How many times as long a list of a protocol takes as the search itself, at most."""

QUESTIONS = 40

READ, FILE = "read, not written", "catalog.ttl.gz"

LISTS = {
    "CKAN package_search": ("/api/3/action/package_search?q={word}", "/api/v1/datasets?limit=10&q={word}"),
    "CKAN package_search, a hundred by id": (
        "/api/3/action/package_search?rows=100&sort=id+asc&start={place}",
        "/api/v1/datasets?limit=100&sort=id&offset={place}",
    ),
    "OAI-PMH ListRecords": (
        "/oai?verb=ListRecords&metadataPrefix=oai_dc&from={day}",
        "/api/v1/datasets?limit=100&sort=changed_oldest&record_modified={day}..",
    ),
}
"""The list of a protocol, and the search that it is measured beside."""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--records", type=int, default=100_000, help="how many records are in the catalogue")
    arguments.add_argument("--kept", type=Path, help="a folder where the catalogue is kept, and used again")
    asked = arguments.parse_args()
    goals = Goals()
    with TemporaryDirectory() as folder:
        home = asked.kept or Path(folder)
        if not any(home.glob("*.db")):
            home.mkdir(exist_ok=True)
            prepare(home, asked.records)
        exported(goals, home, asked.records)
        listed(goals, home, asked.records)
    goals.end()


def exported(goals: Goals, home: Path, records: int) -> None:
    """The whole catalogue in every format."""
    print(f"whole catalogue, {records} records")
    for name in (READ, *FORMATS, FILE):
        seconds, memory, size = apart(home, name)
        print(f"  {name}: {size / 1e6:.0f} MB")
        goals.at_least("  records/s", records / seconds, RATE)
        goals.at_most("  memory in MB", memory, CEILING)


def apart(home: Path, name: str) -> tuple[float, float, int]:
    """Seconds, MB of memory and bytes that are written, as a process of its own takes them."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_alone, args=(home, name, theirs))
    process.start()
    told: tuple[float, float, int] = ours.recv()
    process.join()
    return told


def _alone(home: Path, name: str, told: Any) -> None:
    keep_one_heap()
    collect_rarely()
    size = 0

    def write() -> None:
        nonlocal size
        size = WAYS.get(name, partial(_formatted, name=name))(services, home)

    with installation(home) as services:
        seconds = timed(write)
    told.send((seconds, _peak(), size))


def _formatted(services: Services, _: Path, *, name: str) -> int:
    catalog, dump = catalog_of(services, ROOT), FORMATS[name].dump
    return sum(len(dump(entry, catalog)) for entry in stream_entries(services))


def _read(services: Services, _: Path) -> int:
    return sum(0 for _ in stream_entries(services))


def _file(services: Services, home: Path) -> int:
    return write_catalog(services, catalog_of(services, ROOT), TURTLE, home / FILE, replace=True).size


WAYS: Mapping[str, Callable[[Services, Path], int]] = {READ: _read, FILE: _file}
"""What is not a format of one record."""


def _peak() -> float:
    """The most memory that this process has had, in MB. Other systems than Linux do not tell it here: 0."""
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s*(\d+) kB", status.read_text()) if status.exists() else None
    return int(found[1]) / 1024 if found else 0.0


def listed(goals: Goals, home: Path, records: int) -> None:
    """The lists of protocols beside the search."""
    print(f"lists, {records} records")
    chance = random.Random(0)
    words = [word for language in catalogue.words() for word in language]
    with installation(home) as services, TestClient(create_app(services)) as client:
        for name, addresses in LISTS.items():
            asked = [_filled(addresses, chance, words, records) for _ in range(QUESTIONS)]
            times = [tuple(cpu(partial(get, client, address)) for address in pair) for pair in asked]
            plain = median(beside for _, beside in times)
            print(f"  the search beside {name}: {plain * 1000:.1f} ms")
            goals.at_most(f"{name} beside the search", median(own for own, _ in times) / plain, BESIDE)
        last = f"/api/3/action/package_search?rows=100&sort=id+asc&start={records - 100}"
        print(f"  CKAN package_search, the last hundred by id: {cpu(partial(get, client, last)) * 1000:.1f} ms")


def _filled(addresses: tuple[str, str], chance: random.Random, words: list[str], records: int) -> list[str]:
    gaps = {
        "word": chance.choice(words),
        "place": chance.randrange(0, min(records, MAX_OFFSET), 100),
        "day": "2020-01-01",
    }
    return [address.format(**gaps) for address in addresses]


def get(client: TestClient, address: str) -> None:
    """One request, which must be answered."""
    answer = client.get(address)
    if answer.status_code != 200:
        sys.exit(f"{address}: {answer.status_code} {answer.text[:200]}")


if __name__ == "__main__":  # the processes read this file too
    main()
