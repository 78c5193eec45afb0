"""A small declaration of the kind `declared`, for tests of single keys."""

from typing import Any

from harvesters import HARVESTERS
from harvesters.declaration import Choices

CHOICES = Choices(HARVESTERS)


def declaration(*, site: dict[str, str] | None = None, fields: dict[str, Any] | None = None, **listing: Any) -> dict[str, Any]:
    """A declaration with a list in pages of ten; other keys are those of the list."""
    return {
        "id": "in_example",
        "title": {"en": "Example"},
        "kind": "declared",
        "url": "https://data.example.in",
        "jurisdiction": "IN",
        "language": ["en"],
        "site": site or {},
        "lists": {
            "all": {
                "request": {"get": "/list", "query": {"page": "{page}"}},
                "paging": {"by": "page", "size": 10},
                "total": "total",
                "records": "rows",
                "id": "id",
                **listing,
            }
        },
        "fields": {"title": "name", **(fields or {})},
    }


def rows(**more: Any) -> dict[str, Any]:
    """An entry of the list, for a sample of `tests.declared_portal`."""
    return {"id": "d-{n}", "name": "Wells of district {n}", **more}
