"""Lists of decisions: their shapes, the cells of a table, and functions that make them from the store."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field, model_validator

from schemas.dataset import Text
from schemas.decisions import DecisionState, RecordedDecision
from schemas.model import Model
from schemas.record import Aspect
from schemas.source import Source

from ..store import Store
from ..store.database import NO_NUL
from ..store.decisions import Wanted
from ..store.run_rows import LARGEST
from . import links
from .links import Link
from .pages import following

BATCH = 500
"""How many decisions are read at once."""


class DecisionFilter(Model):
    """Which decisions to list."""

    aspect: Annotated[Aspect | None, Field(description="Only decisions about this.", examples=["license"])] = None
    state: Annotated[DecisionState | None, Field(description="Only those that this has become of.", examples=["in-force"])] = None
    by: Annotated[
        str | None, Field(max_length=200, pattern=NO_NUL, description="Only those of this person.", examples=["Aizada Bekova"])
    ] = None
    source: Annotated[
        str | None, Field(max_length=200, pattern=NO_NUL, description="Only on records of this source.", examples=["kg_data_gov"])
    ] = None
    jurisdiction: Annotated[
        str | None,
        Field(pattern=r"^[A-Z]{2}$", description="Only on records of this state's portals (ISO 3166-1).", examples=["KG"]),
    ] = None
    proposal: Annotated[
        int | None, Field(ge=1, le=LARGEST, description="Only those recorded with this proposal.", examples=[12])
    ] = None
    first: Annotated[
        date | None, Field(alias="from", description="Only those of this day (UTC) or later.", examples=["2026-11-01"])
    ] = None
    last: Annotated[
        date | None, Field(alias="to", description="Only those of this day (UTC) or earlier.", examples=["2026-11-30"])
    ] = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first and self.last and self.first > self.last:
            raise ValueError("the range ends before it starts")
        return self

    def wanted(self, sources: Mapping[str, Source]) -> Wanted:
        """What the store is asked for. `sources` are the declared portals, which tell their states."""
        chosen = None if self.source is None else {self.source}
        if self.jurisdiction is not None:
            of_state = {source.id for source in sources.values() if source.jurisdiction == self.jurisdiction}
            chosen = of_state if chosen is None else chosen & of_state
        return Wanted(
            aspect=self.aspect,
            state=self.state,
            by=self.by,
            sources=chosen,
            first=self.first,
            last=self.last,
            proposal=self.proposal,
        )

    def parameters(self) -> list[tuple[str, str]]:
        """The filter as parameters of an address."""
        names = DecisionFilter.model_fields.keys()
        return [*self.model_dump(mode="json", by_alias=True, exclude_none=True, include=set(names)).items()]


class DecisionLinks(Model):
    record: Link
    history: Link
    source: Link
    proposal: Link | None = None


class DecisionAnswer(RecordedDecision):
    """What a person decided about a record, or took back. `title` is the record's."""

    title: Text = ()
    links: DecisionLinks


class DecisionsAnswer(Model):
    """Decisions, the latest first."""

    items: tuple[DecisionAnswer, ...]
    next: Link | None = None


COLUMNS = (
    "id",
    "at",
    "by",
    "aspect",
    "state",
    "before",
    "after",
    "concluded",
    "concluded_status",
    "confidence",
    "rules",
    "reason",
    "source",
    "record",
    "title",
    "proposal",
    "approved_by",
)
"""The columns of a table of decisions."""


def list_decisions(
    store: Store, asked: DecisionFilter, *, sources: Mapping[str, Source], limit: int, before: int | None = None
) -> DecisionsAnswer:
    """A page of decisions. A full page may have another after it."""
    found = store.decisions.list(asked.wanted(sources), before=before, limit=limit)
    after = following(found, links.decisions, limit=limit, **dict(asked.parameters()))
    return DecisionsAnswer(items=_with_titles(store, found), next=after)


def stream_decisions(store: Store, asked: DecisionFilter, *, sources: Mapping[str, Source]) -> Iterator[DecisionAnswer]:
    """All decisions that pass the filter, the latest first, read in batches."""
    wanted, before = asked.wanted(sources), None
    while batch := store.decisions.list(wanted, before=before, limit=BATCH):
        yield from _with_titles(store, batch)
        before = batch[-1].id


def decision_row(decision: DecisionAnswer) -> tuple[str, ...]:
    """The cells of a decision, in the order of `COLUMNS`."""
    concluded = decision.concluded or {}
    return (
        str(decision.id),
        decision.at.isoformat(),
        decision.by.name,
        decision.aspect.value,
        decision.state.value,
        in_a_line(decision.before),
        in_a_line(decision.after),
        in_a_line(decision.concluded),
        concluded.get("status", ""),
        concluded.get("confidence", ""),
        concluded.get("rules", ""),
        decision.reason,
        decision.source,
        str(decision.record),
        decision.title[0].value if decision.title else "",
        "" if decision.proposal is None else str(decision.proposal),
        decision.approved_by or "",
    )


def in_a_line(decision: Mapping[str, Any] | None) -> str:
    """What a decision or a conclusion says, by its codes: `personal (biometric)`, `holder_state KG, storage_state KZ RU`.

    A subclass that is denied is in the brackets behind "not".
    """
    if decision is None:
        return ""
    subclasses = [*(decision.get("subclass") or ()), *(f"not {each}" for each in decision.get("denied_subclass") or ())]
    value = _codes(decision.get("value"))
    return " ".join(filter(None, (value, f"({', '.join(subclasses)})" if subclasses else "")))


def _codes(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_codes(each)}" for name, each in value.items() if each)
    if isinstance(value, list | tuple):
        return ("; " if any(isinstance(each, Mapping) for each in value) else " ").join(map(_codes, value))
    return "" if value is None else str(value)


def _with_titles(store: Store, decisions: Iterable[RecordedDecision]) -> tuple[DecisionAnswer, ...]:
    listed = tuple(decisions)
    titles = {id: dataset.title for id, dataset in store.records.datasets({each.record for each in listed})}
    return tuple(_view(each, titles) for each in listed)


def _view(decision: RecordedDecision, titles: Mapping[UUID, Text]) -> DecisionAnswer:
    beside = DecisionLinks(
        record=links.record(decision.record),
        history=links.history(decision.record),
        source=links.source(decision.source),
        proposal=None if decision.proposal is None else links.proposal(decision.proposal),
    )
    return DecisionAnswer(**dict(decision), title=titles.get(decision.record, ()), links=beside)
