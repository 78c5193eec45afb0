"""A person confirms a rule of confidence low: a row of the operator's `confirmations.yml`."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from schemas.usage import Confirmation

from .confirmed import confirmable
from .drafts import draft
from .files import CONFIRMATIONS
from .overlay import lay


@dataclass(frozen=True)
class Confirmed:
    """The operator's files with a confirmation more, and the marks of the rule as it is written: of each version."""

    contents: dict[str, str]
    marks: tuple[str, ...]


def confirm(
    shipped: Mapping[str, str],
    own: Mapping[str, str],
    rule: str,
    confirmation: Confirmation,
    *,
    subclasses: Collection[str],
) -> Confirmed:
    """The operator's files with a confirmation of the rule as it is written now; of each version that is of confidence low.

    Raises `InvalidRules` if there is no such rule, if it cannot be confirmed, or if it is confirmed already.
    """
    rows = [row for row in lay(shipped, own, subclasses=subclasses).rows if row.row.id == rule]
    marks = [row.row.mark for row in rows if confirmable(row)] or [row.row.mark for row in rows] or ["none"]
    said = confirmation.model_dump(mode="json")
    file = draft(CONFIRMATIONS, own.get(CONFIRMATIONS, ""), said["day"])
    for mark in marks:
        file.add(CONFIRMATIONS, {"rule": rule, "of": mark, **said}, None)
    changed = {**own, CONFIRMATIONS: file.written(said["day"])}
    lay(shipped, changed, subclasses=subclasses)
    return Confirmed(changed, tuple(marks))
