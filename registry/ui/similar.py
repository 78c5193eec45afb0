"""The similar datasets on the page of a record, each with why it is similar."""

from dataclasses import dataclass

from schemas.record import CatalogRecord
from search.errors import SearchError
from search.query import LocalText
from search.similar import Likeness, Reason, similar

from ..answers.similar import shared
from .site import Page
from .words import LIKENESS

MOST = 6

MOST_SHARED = 3
"""How many of the things that both datasets have are named."""


@dataclass(frozen=True)
class SimilarCard:
    """A similar dataset: its title, the strongest reasons as a sentence, and its portal."""

    title: LocalText
    href: str
    reasons: tuple[str, ...]
    source: str


def similar_cards(page: Page, record: CatalogRecord) -> tuple[SimilarCard, ...]:
    """The similar datasets. The page of a record must open even when the engine is down: then there are none."""
    try:
        found = similar(page.services.engine, record, meaning=page.services.meaning, limit=MOST)
    except SearchError:
        return ()
    return tuple(
        SimilarCard(
            title=each.hit.summary.title[0],
            href=page.links.record(each.hit.id),
            reasons=tuple(_said(page, reason) for reason in each.reason[:2]),
            source=each.hit.summary.source,
        )
        for each in found
    )


def _said(page: Page, reason: Reason) -> str:
    names = shared(reason, page.language.code)
    if reason.kind is Likeness.TRANSLATION:
        names = tuple(map(page.language.language_name, names))
    return page.language.gettext(LIKENESS[reason.kind]) % {"shared": page.language.comma.join(names[:MOST_SHARED])}
