"""Material that lies beside the repository: recorded answers of real portals, and conformance suites. It is never copied in."""

import os
from pathlib import Path

import pytest

_BESIDE_THE_REPOSITORY = Path(__file__).parents[1].parent / "shared"


def shared(relative: str) -> Path:
    """A path in the shared material; skips the test if it is absent. `SERAI_SHARED` names another folder than the one beside."""
    path = Path(os.environ.get("SERAI_SHARED") or _BESIDE_THE_REPOSITORY) / relative
    if not path.exists():
        pytest.skip("shared material is not here: set SERAI_SHARED")
    return path
