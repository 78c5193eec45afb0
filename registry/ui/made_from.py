"""What a dataset was made from, as its portal says it: the words, and the pages of the records that they mean."""

from dataclasses import dataclass

from schemas.dataset import Text
from schemas.lineage import Lineage
from schemas.record import CatalogRecord

from .site import Page


@dataclass(frozen=True)
class Origin:
    """What the portal says. `records` are the titles and pages of what it means; `unseen` if this catalogue does not have it."""

    words: str
    records: tuple[tuple[Text, str], ...]
    unseen: bool


def made_from(page: Page, record: CatalogRecord, lineage: Lineage) -> tuple[Origin, ...]:
    """Each statement once."""
    said = dict.fromkeys(each.verbatim for each in (*record.dataset.was_derived_from, *record.dataset.source))
    named = [each for each in lineage.ancestors if not each.path]
    return tuple(
        Origin(
            words,
            tuple((each.record.dataset.title, page.links.record(each.record.id)) for each in named if each.said == words),
            words in lineage.unseen.get(record.id, ()),
        )
        for words in said
    )
