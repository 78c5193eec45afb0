"""What a decision means for answers about use, on the officer's desk: from which effect to which, for whom."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from schemas.proposals import MovedGrounds, Proposal
from schemas.record import CatalogRecord
from schemas.usage import UsageEffect

from ..answers.moved_answers import MovedAnswer, members, moved_answers
from ..answers.proposals import proposal_answers
from ..policy.transfer.errors import InvalidRules
from .site import Page
from .standpoint import of_person


@dataclass(frozen=True)
class Turned:
    """The states from which so many datasets, asked for a purpose, get another answer."""

    states: str
    purpose: str
    before: UsageEffect
    after: UsageEffect
    count: int


def turned(page: Page, proposal: Proposal) -> tuple[Turned, ...] | None:
    """The answers that a proposal changes; None if it is not known."""
    found = proposal_answers(page.services, proposal, _asked(page))
    return None if found is None else tuple(_together(page, found))


def turned_by(page: Page, before: CatalogRecord, after: CatalogRecord) -> tuple[str, ...]:
    """Sentences about the answers that change if a record becomes another; none if it is not known."""
    then, now = page.services.store.derivations.before_and_after(before, after)
    grounds = [MovedGrounds(before=then.written(before), after=now.written(after), count=1)]
    try:
        found = moved_answers(page.services, grounds, _asked(page) or members(page.services.rules))
    except InvalidRules:
        return ()
    return tuple(_sentence(page, each) for each in _together(page, found))


def _asked(page: Page) -> list[tuple[str, str]] | None:
    """The state and the purpose that the person has chosen; None for all members."""
    chosen = of_person(page.request, page.services)
    return [(chosen.state, chosen.purpose)] if chosen else None


def _together(page: Page, found: Iterable[MovedAnswer]) -> Iterator[Turned]:
    """The states with the same change together, by name."""
    rows: dict[tuple[str, UsageEffect, UsageEffect, int], list[str]] = {}
    for each in found:
        rows.setdefault((each.purpose, each.before, each.after, each.count), []).append(page.labels.state(each.state))
    for (purpose, before, after, count), states in rows.items():
        yield Turned(page.language.comma.join(sorted(states)), page.labels.purpose(purpose), before, after, count)


def _sentence(page: Page, row: Turned) -> str:
    gettext, effect = page.language.gettext, page.labels.usage_effect
    told = gettext("May this dataset be used? Now: %(before)s. After: %(after)s. Asked from %(states)s, for: %(purpose)s.")
    names = {"before": effect(row.before)[0], "after": effect(row.after)[0], "states": row.states, "purpose": row.purpose}
    return told % names
