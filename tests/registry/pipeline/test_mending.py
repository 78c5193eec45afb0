"""The archive heals: a whole sweep puts back what is missing or damaged."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from registry.pipeline.harvest import harvest
from registry.pipeline.index import refresh
from registry.pipeline.restore import restore
from registry.pipeline.verify import Fault, verify
from registry.services import Services
from schemas.source import Source
from tests.portal import Portal, package

COUNT = 25


def unlinked(file: Path) -> None:
    file.unlink()


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def flipped(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(bytes([content[0] ^ 1]) + content[1:])


def raw_files(services: Services) -> list[Path]:
    return sorted((services.settings.home / "archive").glob("??/*"))


def faults(services: Services) -> dict[Fault, int]:
    return {each.fault: each.count for each in verify(services).found}


@pytest.mark.parametrize(
    ("damage", "fault"), [(unlinked, Fault.NOT_ARCHIVED), (emptied, Fault.DAMAGED), (flipped, Fault.DAMAGED)]
)
def test_a_whole_sweep_puts_back_what_is_lost(services: Services, damage: Callable[[Path], None], fault: Fault) -> None:
    with Portal(map(package, range(COUNT))) as portal:
        source = portal.source(page_size=10)
        harvest(services, source)
        refresh(services)
        for file in raw_files(services)[::2]:
            damage(file)
        assert faults(services) == {fault: 13}
        run = harvest(services, source, full=True)
        assert (run.counts.unchanged, run.counts.changed) == (COUNT, 0)
    assert verify(services).whole
    assert len(list(services.archive.notes())) == 6  # one for each step of the first run, and one for each that has put back


def test_a_lost_archive_is_filled_again_with_its_notes(services: Services) -> None:
    with Portal(map(package, range(COUNT))) as portal:
        source = portal.source()
        harvest(services, source)
        for part in (services.settings.home / "archive").iterdir():
            if part.name != "incoming":
                shutil.rmtree(part)
        harvest(services, source, full=True)
        assert restored(services, source) == COUNT


def test_a_sound_archive_is_left_as_it_is(services: Services) -> None:
    with Portal(map(package, range(COUNT))) as portal:
        source = portal.source()
        harvest(services, source)
        before = {file: file.stat().st_mtime_ns for file in raw_files(services)}
        notes = list(services.archive.notes())
        harvest(services, source, full=True)
    assert {file: file.stat().st_mtime_ns for file in raw_files(services)} == before
    assert list(services.archive.notes()) == notes


def restored(services: Services, source: Source) -> int:
    """How many records a new store gets from the archive."""
    store = type(services.store).open(f"sqlite:///{services.settings.home / 'other.db'}")
    try:
        return restore(replace(services, store=store), source).restored
    finally:
        store.close()
