"""The tool `record`: one dataset with all that is known of it, and why."""

from collections.abc import Iterator, Sequence
from typing import Annotated
from uuid import UUID

from pydantic import Field

from schemas.assessment import AssertedBy, Confidence, Finding
from schemas.dataset import Distribution
from schemas.record import CatalogRecord, Status, distribution_ids

from ..pipeline.curate import RecordMissing
from ..policy.rules import Rules
from ..policy.telling import sentence
from .asked import Arguments, Cursor, Place, offset_of
from .told import SHORT, TITLE, by_whom, facts, others, permissions_line, portal, words
from .writing import Answer, Item, Words, said

LONG, ADDRESS = 1_500, 400
"""The most bytes of a description, and of an address."""

SEEN, TOGETHER = 3, 4
"""The most words that are shown for one finding, and how many findings are shown as one."""

ASPECTS = ("licence", "jurisdiction", "privacy_class")


class OfRecord(Arguments):
    """One dataset."""

    id: Annotated[UUID, Field(description="The id of a dataset, as search gives it.")]
    cursor: Cursor = ""


def record(place: Place, asked: OfRecord) -> Answer:
    """The record: what its portal says, the conclusions with their findings, the files. Raises `RecordMissing`, `BadCursor`."""
    found = found_record(place, asked.id)
    begin = offset_of(asked.cursor)
    items = [*_described(place, found), *_files(place, found)]
    return Answer(
        head=(*facts(place, found), *_moved(place, found), permissions_line(found.assessment.license)),
        items=items[begin:],
        tail=(f"All of it, with its history: {place.record(found.id)}",),
        cursor=lambda shown: str(begin + shown),
    )


def found_record(place: Place, id: UUID) -> CatalogRecord:
    """The record. Raises `RecordMissing`."""
    found = place.services.store.records.get(id)
    if found is None:
        raise RecordMissing(str(id))
    return found


def _moved(place: Place, found: CatalogRecord) -> Item:
    if found.status is not Status.WITHDRAWN:
        return ()
    survivor = place.services.store.aliases.survivors([found.id]).get(found.id)
    return (f"its dataset is now at id {survivor}",) if survivor else ()


def _described(place: Place, found: CatalogRecord) -> list[Item]:
    dataset, publisher = found.dataset, found.dataset.publisher.name if found.dataset.publisher else ()
    told = [
        *words("title", dataset.title[:4], TITLE),
        *words("publisher", publisher[:2], SHORT),
        *words("description", dataset.description[:2], LONG),
        ("keywords", ", ".join(each.value for each in dataset.keyword), TITLE),
        ("about the places", ", ".join(each.verbatim for each in dataset.spatial), SHORT),
        ("access", ", ".join(each.verbatim for each in dataset.access_rights), SHORT),
        ("made from", ", ".join(each.verbatim for each in (*dataset.was_derived_from, *dataset.source)), SHORT),
        ("page", dataset.landing_page or "", ADDRESS),
    ]
    but = (*others("title", dataset.title, 4), *others("publisher", publisher, 2), *others("description", dataset.description, 2))
    said_by_portal = said(portal(found.source), told, whole=place.record(found.id), but=but)
    return [said_by_portal, *(each for aspect in ASPECTS for each in findings(place, found, aspect))]


def findings(place: Place, found: CatalogRecord, aspect: str) -> list[Item]:
    """The reasons of one conclusion, some at a time, each with its rule, and the words that were seen."""
    seen = {"licence": "license", "privacy_class": "privacy"}.get(aspect, aspect)
    reasons: tuple[Finding, ...] = getattr(found.assessment, seen).finding
    parts = (reasons[begin : begin + TOGETHER] for begin in range(0, len(reasons), TOGETHER))
    return [(f"Why, {aspect}:", *_reasons(place, found, part)) for part in parts]


def _reasons(place: Place, found: CatalogRecord, reasons: Sequence[Finding]) -> Item:
    lines = [_reason(each, place.services.rules) for each in reasons]
    by_rules = [each for each in reasons if each.asserted_by is not AssertedBy.PERSON]
    shown = [word for each in by_rules for word in _seen(each)]
    left = (
        f"{len(each.evidence) - SEEN} more places that {each.rule} has seen" for each in by_rules if len(each.evidence) > SEEN
    )
    return (*lines, *said(portal(found.source), shown, whole=place.record(found.id), but=left))


def _reason(found: Finding, rules: Rules) -> str:
    """A finding in a line. Who decided, and in which words, is not for a model."""
    if found.asserted_by is AssertedBy.PERSON:
        return f"- {found.rule}: a person has decided this: {found.verdict}."
    weak = " A weak sign: it decides nothing." if found.confidence is Confidence.LOW else ""
    told = f"- {found.rule}: {sentence(found, rules)}{weak}"
    return f"{told} Says {found.verdict}; confidence {found.confidence}, {by_whom(found.asserted_by)}; by {found.basis}."


def _seen(found: Finding) -> Iterator[Words]:
    """The words that were seen, and where; the place may have names of the portal in it."""
    return ((f"{found.rule} has seen", f"{each.seen} (at {each.where})", SHORT) for each in found.evidence[:SEEN])


def _files(place: Place, found: CatalogRecord) -> list[Item]:
    of = len(found.dataset.distribution)
    with_ids = zip(found.dataset.distribution, distribution_ids(found), strict=True)
    return [_file(place, found, f"File {number} of {of}", each, id) for number, (each, id) in enumerate(with_ids, 1)]


def _file(place: Place, found: CatalogRecord, name: str, each: Distribution, id: UUID) -> Item:
    known = each.format.code if each.format and each.format.code else "format unknown"
    size = f", {each.byte_size:,} bytes" if each.byte_size else ""
    told = [
        *words("title", each.title[:1], SHORT),
        ("address", each.download_url or each.access_url or "", ADDRESS),
        ("licence of the file", ", ".join(said.verbatim for said in each.license), SHORT),
    ]
    line = f"{name}: {known}{size}, id {id}"
    return (line, *said(portal(found.source), told, whole=place.record(found.id)))
