"""A fresh installation for each fault, and an internet of its own that ends at the test's portal."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harvesters.limits import Limits
from registry.services import open_services
from registry.settings import Settings
from tests.homes import new_home
from tests.internet import internet

__all__ = ["internet"]

LIMITS = Limits(first_wait=0.001, longest_wait=0.01)
"""The defaults, but for the pauses."""


@pytest.fixture
def install(tmp_path: Path) -> Callable[..., Any]:
    """Opens an installation whose limits differ in these fields."""

    def opened(**limits: Any) -> Any:
        settings = Settings(home=new_home(tmp_path), database_url=None, search_url=None, archive_url=None, sources=None)
        return open_services(settings, limits=replace(LIMITS, **limits))

    return opened
