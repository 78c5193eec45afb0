"""For `pybabel extract`: the texts of tables outside this package that the pages show."""

from collections.abc import Iterator
from typing import Any

from schemas.issues import ISSUES
from search.fields import FIELDS

Message = tuple[int, str | None, str, list[str]]
"""As Babel wants it: line, function, text, comments."""


def issue_kinds(*_arguments: Any, **_options: Any) -> Iterator[Message]:
    """Titles and advice of every kind of issue."""
    for kind in ISSUES.values():
        yield 1, None, kind.title, [f"issue {kind.code}"]
        yield 1, None, kind.how_to_fix, [f"issue {kind.code}: how to fix it"]


def search_fields(*_arguments: Any, **_options: Any) -> Iterator[Message]:
    """Labels of every field that can be searched or filtered."""
    for field in FIELDS.values():
        yield 1, None, field.label, [f"search field {field.name}"]
