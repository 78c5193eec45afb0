"""Failing assertions of the contract suites show their values, like those of the tests themselves."""

import pytest

pytest.register_assert_rewrite("tests.contracts")
