"""How fast a catalogue goes out, and what that takes: `python -m tests.benchmarks.formats`.

The whole catalogue is written in every format, as a file of DCAT-AP, as documents of DCAT-US, and as each file of a search, each
in a process of its own, which loads no more than that takes.
"""

import multiprocessing
import re
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from registry.answers.bundle.file import write_bundle
from registry.answers.bundle.parts import BundleKind
from registry.answers.catalog_file import write_catalog
from registry.answers.data_json import EDITIONS, Edition, document
from registry.answers.entries import catalog_of, stream_entries
from registry.answers.exports import EXPORTS, write_export
from registry.answers.found_rows import begin
from registry.operation.heap import collect_rarely, keep_one_heap
from registry.services import Services
from schemas.formats import FORMATS
from schemas.formats.rdf import TURTLE
from search.query import Query

from .filled import filled
from .goals import Goals
from .installation import installation
from .memory import CEILING
from .timing import timed

ROOT = "https://serai.example.org"

RATE = 250
"""Records a second that every format writes, at least."""

READ, FILE = "read, not written", "catalog.ttl.gz"

BUNDLES = {f"catalog.{kind}": kind for kind in BundleKind}


def main() -> None:
    goals = Goals()
    with filled(__doc__) as (home, records):
        print(f"whole catalogue, {records} records")
        for name in (*FORMATS, *WAYS):
            seconds, memory, size = apart(home, name)
            print(f"  {name}: {size / 1e6:.0f} MB")
            goals.at_least("  records/s", records / seconds, RATE)
            goals.at_most("  memory in MB", memory, CEILING)
    goals.end()


def apart(home: Path, name: str) -> tuple[float, float, int]:
    """Seconds, MB of memory and bytes that are written, as a process of its own takes them."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_alone, args=(home, name, theirs))
    process.start()
    told: tuple[float, float, int] = ours.recv()
    process.join()
    return told


class _WithoutPandas:
    """An installation has no pandas; where it is there, PyArrow loads it, which takes 50 MB."""

    def find_spec(self, name: str, *_: object) -> None:
        if name == "pandas":
            raise ImportError(name)


def _alone(home: Path, name: str, told: Any) -> None:
    sys.meta_path.insert(0, _WithoutPandas())  # type: ignore[arg-type]  # it finds nothing
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


def _bundle(services: Services, home: Path, *, name: str) -> int:
    return write_bundle(services, catalog_of(services, ROOT), BUNDLES[name], home / name, replace=True).size


def _search(services: Services, home: Path, *, suffix: str, query: Query) -> int:
    found = begin(services, catalog_of(services, ROOT), query)
    return write_export(found, EXPORTS[suffix].write, home / f"search.{suffix}", replace=True).size


def _document(services: Services, _: Path, *, edition: Edition) -> int:
    return sum(len(part) for part in document(services, catalog_of(services, ROOT), edition))


WAYS: Mapping[str, Callable[[Services, Path], int]] = {
    READ: _read,
    FILE: _file,
    **{f"search.{suffix}": partial(_search, suffix=suffix, query=Query()) for suffix in EXPORTS},
    **{each.address: partial(_document, edition=each) for each in EDITIONS},
    **{name: partial(_bundle, name=name) for name in BUNDLES},
}
"""What is not a format of one record."""


def _peak() -> float:
    """The most memory that this process has had, in MB. Other systems than Linux do not tell it here: 0."""
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s*(\d+) kB", status.read_text()) if status.exists() else None
    return int(found[1]) / 1024 if found else 0.0


if __name__ == "__main__":  # the processes read this file too
    main()
