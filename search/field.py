"""What a field of the search is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from schemas.dataset import Text
from schemas.record import CatalogRecord

from .extent import Span
from .kinds import ValueKind
from .streams import Stream


@dataclass(frozen=True)
class Field:
    """One field. Its attributes decide what it can do.

    `text`: its words are searched, with `weight` times the worth of a description's, in the `streams` that it has. `values`: it
    is a filter, and a facet if `facet`; `kind` tells what they are. `day`: it is a range and an order. `moment`: so it is,
    to the second. `spans`: it is a range of what lasts, found by any day of it. `scope`: those of its values that a word of
    a question can stand for; they are found with that `weight`. `review`: it serves those who review conclusions; pages show
    it to nobody else. `on_request`: as a facet it has so many values that it is counted only if a query names it; with
    `every`, all of them then. `label` is the English message that pages translate, `curie` the vocabulary's term.
    """

    name: str
    label: str
    description: str
    curie: str | None = None
    text: Callable[[CatalogRecord], Text] | None = None
    weight: float = 0.0
    streams: frozenset[Stream] = frozenset(Stream)
    values: Callable[[CatalogRecord], tuple[str, ...]] | None = None
    kind: ValueKind = ValueKind.CODE
    facet: bool = False
    day: Callable[[CatalogRecord], date | None] | None = None
    moment: Callable[[CatalogRecord], datetime | None] | None = None
    spans: Callable[[CatalogRecord], tuple[Span, ...]] | None = None
    scope: Callable[[CatalogRecord, tuple[str, ...]], tuple[str, ...]] | None = None
    review: bool = False
    on_request: bool = False
    every: bool = False
