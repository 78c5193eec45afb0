"""The keys that shipped declarations want."""

import pytest

from tests.declared_portal import shipped

KEY = "a-key-for-tests"
SECRETS = frozenset(source.secret for source in shipped().values() if source.secret)


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SECRETS:
        monkeypatch.setenv(name, KEY)
