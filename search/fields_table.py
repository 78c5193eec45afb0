"""The table of fields for readers."""

from .field import Field
from .fields import FIELDS


def fields_table() -> str:
    """All fields, in Markdown."""
    rows = [
        f"| `{field.name}` | {_uses(field)} | {f'`{field.curie}`' if field.curie else ''} | {field.description} |"
        for field in FIELDS.values()
    ]
    return "\n".join(["| name | use | term | what it holds |", "|---|---|---|---|", *rows])


def _uses(field: Field) -> str:
    uses = {
        f"text (weight {field.weight:g})": field.text,
        "filter": field.values,
        "facet": field.facet,
        "range, sort": field.day or field.moment,
        "range": field.spans,
    }
    return ", ".join(use for use, given in uses.items() if given)
