"""Withdrawals that wait for a person, as pages of portals and runs show them."""

from dataclasses import dataclass
from uuid import UUID

from schemas.dataset import LangString
from schemas.holds import Evidence, Hold

from ..answers.holds import HeldAnswer, hold_report
from .site import Page

LISTED = 50
"""How many records a page lists. The API has all of them."""


@dataclass(frozen=True)
class Twin:
    """A newer record of the same dataset, and the evidence for that."""

    id: UUID
    title: LangString
    identifier: str
    href: str
    evidence: Evidence


@dataclass(frozen=True)
class HeldDataset:
    """A dataset that would be withdrawn, and its twins."""

    title: LangString
    identifier: str
    href: str
    twins: tuple[Twin, ...]


@dataclass(frozen=True)
class HeldWithdrawal:
    """A hold with the first of its datasets, and how many of all are `withdrawn` now."""

    hold: Hold
    withdrawn: int
    datasets: tuple[HeldDataset, ...]


def held_withdrawal(page: Page, hold: Hold | None) -> HeldWithdrawal | None:
    """What a page shows of a hold."""
    if hold is None:
        return None
    store = page.services.store
    listed = hold_report(store, hold, limit=LISTED).items
    withdrawn = store.holds.withdrawn([hold.id]).get(hold.id, 0)
    return HeldWithdrawal(hold, withdrawn, tuple(_dataset(page, each) for each in listed if each.title))


def _dataset(page: Page, held: HeldAnswer) -> HeldDataset:
    twins = (
        Twin(each.id, each.title[0], each.identifier, page.links.record(each.id), each.evidence)
        for each in held.twins
        if each.title
    )
    return HeldDataset(held.title[0], held.identifier, page.links.record(held.id), tuple(twins))
