"""What holds for every test."""

import pytest
from hypothesis import settings

pytest.register_assert_rewrite("tests.contracts")  # failing assertions of the contract suites show their values

settings.register_profile("serai", deadline=None)  # how long an example takes depends on what else the machine does
settings.load_profile("serai")
