"""One page of a portal, as its declaration reads it: what was asked, what came, and what becomes of the first records."""

import json
from typing import Any

from harvesters.base import Normalised
from schemas.dataset import Dataset
from schemas.issues import Issue
from schemas.model import Model

from ..pipeline.outcomes import Rejected
from ..pipeline.trying import Answered, Tried, TriedRecord


class TriedRecordView(Model):
    """A raw record (text, if it is no JSON), the dataset that is made of it, or why there is none, and what was noted."""

    identifier: str
    raw: Any
    dataset: Dataset | None
    refused: str | None
    issues: tuple[Issue, ...]


class TriedAnswer(Model):
    """What `serai sources try` shows. `error` is what ended the reading."""

    answers: tuple[Answered, ...]
    records: tuple[TriedRecordView, ...]
    issues: tuple[Issue, ...]
    total: int | None
    error: str | None


def tried_view(page: Tried) -> TriedAnswer:
    """The page in the shape of an answer."""
    return TriedAnswer(
        answers=tuple(page.answers),
        records=tuple(map(_record, page.records)),
        issues=tuple(page.found),
        total=page.total,
        error=str(page.error) if page.error else None,
    )


def _record(tried: TriedRecord) -> TriedRecordView:
    made = tried.made
    dataset: Dataset | None = None
    issues: tuple[Issue, ...] = ()
    refused: str | None = None
    if isinstance(made, Normalised):
        dataset, issues = made.dataset, made.issues
    elif isinstance(made, Rejected):
        issues, refused = (made.issue,), made.issue.kind.title
    else:
        refused = str(made)
    text = tried.raw.content.decode("utf-8", "replace")
    try:
        raw: Any = json.loads(text)
    except ValueError:
        raw = text
    return TriedRecordView(identifier=tried.raw.identifier, raw=raw, dataset=dataset, refused=refused, issues=issues)
