"""What a dataset was made from: the portal's words, the pages of the records that they mean, and how that is known."""

from dataclasses import dataclass
from datetime import date

from schemas.dataset import Text
from schemas.lineage import Lineage
from schemas.origins import Made
from schemas.origins import made_from as made
from schemas.record import CatalogRecord, DerivedFromDecision, Origin

from .site import Page
from .words import message

FOUND = message("found by its address or identifier")
NOT_HERE = message("not in this catalogue")
NO_DATASET = message("no dataset")
NOT_NAMED = message("not named by the portal")


@dataclass(frozen=True)
class Shown:
    """Something that the dataset was made from: the portal's words, empty if it does not name it.

    `records` are the titles and pages of what it is in this catalogue, `notes` say what else is known. `decision` is the decision
    of a person about it; None if there is none.
    """

    words: str
    records: tuple[tuple[Text, str], ...]
    notes: tuple[str, ...]
    decision: DerivedFromDecision | None


def made_from(page: Page, record: CatalogRecord, lineage: Lineage, *, day: date | None = None) -> tuple[Shown, ...]:
    """Each statement of the portal once, then what a person added. `day` is the past day of which all is; None for today."""
    known = made(record.dataset, record.curation)
    said = {each.said for each in known}
    stated = dict.fromkeys(each.verbatim for each in (*record.dataset.was_derived_from, *record.dataset.source))
    of_those_behind = (Made(words) for words in stated if words not in said)
    return tuple(_shown(page, record, lineage, each, day=day) for each in (*known, *of_those_behind))


def _shown(page: Page, record: CatalogRecord, lineage: Lineage, each: Made, *, day: date | None) -> Shown:
    near = [one for one in lineage.ancestors if not one.path and one.said == each.said]
    if each.decided:
        near = [one for one in near if one.record.id in each.records]
    notes = []
    if not each.said:
        notes.append(NOT_NAMED)
    if any(row.origin is Origin.NO_DATASET for row in each.decided):
        notes.append(NO_DATASET)
    if each.said in lineage.unseen.get(record.id, ()):
        notes.append(NOT_HERE)
    if near and not each.decided:
        notes.append(FOUND)
    return Shown(
        each.said,
        tuple((one.record.dataset.title, page.links.record(one.record.id, day=day)) for one in near),
        tuple(map(page.language.gettext, notes)),
        record.curation.was_derived_from if each.decided else None,
    )
