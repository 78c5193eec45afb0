"""An installation with embedded parts, in which the sample portals are harvested."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from registry.demo import server
from registry.pipeline.harvest import harvest
from registry.pipeline.index import refresh
from registry.services import Services, now, open_services
from registry.settings import Settings


@contextmanager
def harvested_samples(
    home: Path, *, clock: Callable[[], datetime] = now, port: int = 0, base_url: str | None = None
) -> Iterator[Services]:
    """Such an installation in a folder. The portals answer at a `port`; 0 means any free one.

    `base_url` is the address by which others know it: its audit trail has that name.
    """
    settings = Settings(home=home, database_url=None, search_url=None, archive_url=None, sources=None, base_url=base_url)
    with server.serve(port=port) as samples, open_services(settings, samples=samples, clock=clock) as services:
        for source in samples.values():
            harvest(services, source)
        refresh(services)
        yield services
