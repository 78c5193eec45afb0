"""The records of a bundle as an installation of their own, which can only be read.

It is a folder that gets its name when it is whole. So what was begun is made anew, and a second start finds all that is there.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path

from schemas.actor import Actor
from search.errors import SearchError
from search.lock import locked

from ..services import Services, open_services
from ..settings import Settings
from ..store.errors import StoreError
from ..store.file_archive import sync_folder
from ..store.saving import Brought
from .index import rebuild

ACTOR = Actor.system("bundle")
MARK = "unpacked"
"""The file that says by what the folder was made."""

BATCH = 250
PATIENCE = 3600.0
"""Seconds that a process waits for another one that unpacks the same bundle."""

OnStep = Callable[[int], None]
"""Is called with how many records are there."""


def settings_of(settings: Settings, home: Path) -> Settings:
    """The settings of the installation in a folder: all its parts are embedded, and nothing in it comes from elsewhere."""
    own = {"database_url": None, "search_url": None, "archive_url": None, "sources": None, "rules": None, "samples": False}
    return settings.model_copy(update={"home": home, **own})


def unpack(settings: Settings, home: Path, records: Callable[[], Iterable[Brought]], *, on_step: OnStep) -> None:
    """Make such an installation in a folder, if it is not there by the same version of Serai.

    If another process does so, it waits. Raises what `records` raises, and then there is no such folder; `StoreError`,
    `SearchError` and `OSError`.
    """
    with locked(home.with_name(f"{home.name}.lock"), wait=PATIENCE):
        if not _usable(settings, home):
            shutil.rmtree(home, ignore_errors=True)
            with _whole_folder(home) as part:
                _fill(settings_of(settings, part), records(), on_step)


def _fill(settings: Settings, records: Iterable[Brought], on_step: OnStep) -> None:
    with open_services(settings) as services:
        done = 0
        for some in _batches(records):
            services.store.records.bring(some, actor=ACTOR)
            done += len(some)
            on_step(done)
        rebuild(services)
        (settings.home / MARK).write_text(_version(services), encoding="utf-8")
        services.store.sync()
        services.store.seal()


def _batches(records: Iterable[Brought]) -> Iterator[list[Brought]]:
    left = iter(records)
    while some := list(islice(left, BATCH)):
        yield some


def _usable(settings: Settings, home: Path) -> bool:
    """Whether the installation is there, and this version of Serai made it and can read it."""
    if not (home / MARK).exists():
        return False
    with suppress(StoreError, SearchError, OSError), open_services(settings_of(settings, home)) as services:
        return (home / MARK).read_text(encoding="utf-8") == _version(services) and services.engine.check().current
    return False


def _version(services: Services) -> str:
    """By what an installation is made: other rules tell its conclusions otherwise."""
    shipped = services.in_force.shipped
    return f"{shipped.version}\n{shipped.transfer_version}\n"


@contextmanager
def _whole_folder(folder: Path) -> Iterator[Path]:
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        yield part
        part.replace(folder)
        sync_folder(folder.parent)
    finally:
        shutil.rmtree(part, ignore_errors=True)
