"""Withdrawals that wait for a person, as pages of portals and runs show them."""

from dataclasses import dataclass

from schemas.dataset import LangString
from schemas.holds import Hold

from ..answers.holds import hold_report
from .site import Page

LISTED = 50
"""How many records a page lists. The API has all of them."""


@dataclass(frozen=True)
class HeldDataset:
    """A dataset that would be withdrawn."""

    title: LangString
    identifier: str
    href: str


@dataclass(frozen=True)
class HeldWithdrawal:
    """A hold with the first of its datasets."""

    hold: Hold
    datasets: tuple[HeldDataset, ...]


def held_withdrawal(page: Page, hold: Hold | None) -> HeldWithdrawal | None:
    """What a page shows of a hold."""
    if hold is None:
        return None
    store = page.services.store
    listed = hold_report(store, hold, limit=LISTED).items
    records = store.records.get_many([each.id for each in listed])
    datasets = (
        HeldDataset(records[each.id].dataset.title[0], each.identifier, page.links.record(each.id))
        for each in listed
        if each.id in records
    )
    return HeldWithdrawal(hold, tuple(datasets))
