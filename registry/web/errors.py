"""How an error finds its row in a table of answers, in API and pages."""

from collections.abc import Mapping
from typing import TypeVar

Row = TypeVar("Row")


def row_of(table: Mapping[type[Exception], Row], error: Exception) -> Row:
    """The row of the error's class. If it has none, that of the nearest base class with a row."""
    return next(table[kind] for kind in type(error).__mro__ if kind in table)
