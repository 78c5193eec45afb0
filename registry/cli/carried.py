"""Serving a bundle: its records become an installation of their own in the home folder, which can only be read."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schemas.source import Source

from ..answers.bundle.file import opened, records_of
from ..answers.bundle.parts import About, Reader
from ..operation import logs
from ..pipeline.unpack import settings_of, unpack
from ..services import Services, make_home, open_services
from ..settings import Settings
from ..store.saving import Brought
from . import terminal
from .parts import redactor

FOLDER = "bundles"
"""The folder in the home folder that has what was unpacked, each under the first digits of its SHA-256."""

DIGITS = 16

TOLD = 10_000
"""How many records are unpacked between two lines about it."""


@contextmanager
def carried(file: Path) -> Iterator[tuple[Services, dict[str, Source]]]:
    """The installation of a bundle, and the declarations that came with it. Raises `BundleError` and what the parts raise."""
    settings = Settings()
    logs.configure(settings, redactor)
    make_home(settings.home)
    with opened(file) as reader:
        about = reader.about
        home = settings.home / FOLDER / about.sha256[:DIGITS]
        _unpack(settings, home, file, reader)
        declared = {each.id: each.declaration for each in reader.portals() if each.declaration}
    with open_services(settings_of(settings, home), samples=declared) as services:
        terminal.say(_told(about))
        yield services, declared


def _unpack(settings: Settings, home: Path, file: Path, reader: Reader) -> None:
    told = 0

    def tell(done: int) -> None:
        nonlocal told
        if done // TOLD > told or done == reader.about.records:
            told = done // TOLD
            terminal.say(f"{done} of {reader.about.records} records are unpacked")

    unpack(
        settings,
        home,
        lambda: (Brought(each.record, each.modified) for each in records_of(file, reader)),
        on_step=tell,
    )


def _told(about: About) -> str:
    what = f"{about.records} datasets of {about.portals} portals"
    return f"This is the bundle of {about.catalogue}, made on {about.made_on} by Serai {about.serai}: {what}."
