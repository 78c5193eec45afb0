"""The tool `overview`: what the catalogue holds, how fresh it is, and what can be asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from schemas.themes import themes
from search.ask import ask
from search.query import Facet, Query

from ..services import Services
from .asked import Arguments, Place
from .writing import Answer, Item

VALUES = 25
"""The most values of a field that are counted."""

FIELDS = {
    "jurisdiction": "states whose law touches them",
    "theme": "themes",
    "license": "licences",
    "privacy_class": "privacy classes",
    "format": "formats of files",
    "text_language": "languages of their texts",
}


class Nothing(Arguments):
    """No arguments."""


@dataclass(frozen=True)
class Holdings:
    """What the catalogue holds, in figures."""

    datasets: int
    portals: int
    declared: int
    waiting: int
    read: datetime | None
    facets: tuple[Facet, ...]


def holdings(services: Services) -> Holdings:
    """The figures of now. Raises as `ask` does."""
    found = ask(services.engine, Query(limit=0, facet_size=VALUES), facets=tuple(FIELDS))
    done = [runs.done.ended for runs in services.store.runs.latest().values() if runs.done and runs.done.ended]
    return Holdings(
        datasets=found.total,
        portals=len(services.store.records.counts()),
        declared=len(services.sources),
        waiting=services.store.outbox.depth(),
        read=max(done, default=None),
        facets=found.facet,
    )


def overview(place: Place, asked: Nothing) -> Answer:  # noqa: ARG001 - every tool has arguments
    """What there is. Raises as `ask` does."""
    held = holdings(place.services)
    purposes = ", ".join(place.services.rules.transfer.purposes)
    return Answer(
        head=(
            "Serai: one catalogue of the open data of ten states (CN RU IN PK KZ KG TJ UZ IR BY). It has descriptions of "
            "datasets, and of each the licence, the jurisdictions and the privacy class, with evidence. Unknown is an answer.",
            f"{held.datasets:,} datasets of {held.portals} portals; {held.declared} portals are declared.",
            _fresh(held),
            *counted(held.facets),
            *_samples(place),
        ),
        items=[
            (f"Purposes of a use: {purposes}.",),
            ("Themes: " + ", ".join(f"{code} {each.label}" for code, each in themes().items()) + ".",),
            (
                "Ask: search finds datasets in any language; record tells all about one; may_i_use tells whether it may be used; "
                "why gives reasons and articles; what_changed and portals tell what is new; verify_proof checks a proof.",
                f"For programs: {place.root}/api/v1/openapi.json; for models: {place.root}/llms.txt",
            ),
        ],
    )


def _fresh(held: Holdings) -> str:
    read = f"The last portal was read at {held.read:%Y-%m-%d %H:%M} UTC" if held.read else "No portal was read to its end yet"
    return f"{read}; {held.waiting:,} changes wait for the index."


def counted(facets: Iterable[Facet]) -> Item:
    """The counts of the fields, in a line each."""
    return tuple(f"{FIELDS[each.field]}: {_values(each)}" for each in facets if each.field in FIELDS)


def _values(facet: Facet) -> str:
    more = f", {facet.other} further values" if facet.other else ""
    return ", ".join(f"{each.value} {each.count:,}" for each in facet.value) + more


def _samples(place: Place) -> Item:
    names = [source.id for source in place.services.sources.values() if source.sample]
    return (f"Portals with samples, which are invented data: {', '.join(names)}.",) if names else ()
