"""Documents of a public suite (nst/JSONTestSuite), by name: `n_…` must be refused, `y_…` must be read, `i_…` may be either."""

import tarfile
from collections.abc import Mapping

import pytest

from tests.internet import internet
from tests.shared_material import shared

__all__ = ["internet"]


@pytest.fixture(scope="session")
def suite() -> Mapping[str, bytes]:
    with tarfile.open(shared("conformance/json-test-suite/test_parsing.tgz")) as archive:
        files = {member.name.rpartition("/")[2]: archive.extractfile(member) for member in archive if member.isfile()}
        return {name: file.read() for name, file in sorted(files.items()) if file and name.endswith(".json")}
