"""How an error finds its row in the table by which API and pages answer."""

from collections.abc import Mapping
from typing import TypeVar

Row = TypeVar("Row")


def row_of(table: Mapping[type[Exception], Row], error: Exception) -> Row:
    """The row of the error's class or, where that has none, of the nearest class above it that has one."""
    return next(table[kind] for kind in type(error).__mro__ if kind in table)
