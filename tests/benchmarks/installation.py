"""The embedded parts in a folder, whatever the environment says."""

from contextlib import AbstractContextManager
from pathlib import Path

from registry.services import Services, open_services
from registry.settings import Settings


def installation(home: Path) -> AbstractContextManager[Services]:
    """An installation that is gone when its folder is."""
    return open_services(Settings(home=home, database_url=None, search_url=None, archive_url=None, sources=None))
