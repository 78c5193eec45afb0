"""The tabs of the desk: kinds of questions, held withdrawals, what waits for a second person, rules, each with its number."""

from dataclasses import dataclass

from schemas.proposals import ProposalState
from schemas.questions import Cause
from schemas.record import Aspect

from ..answers.review import ReviewAnswer, ReviewFilter
from .facts import LICENSE_ICON
from .site import Page

HELD, PROPOSALS, RULES = "held", "proposals", "rules"
"""The tabs that are lists of their own."""

ASPECTS = {Aspect.PRIVACY_CLASS: "user", Aspect.LICENSE: LICENSE_ICON, Aspect.JURISDICTION: "globe"}
"""The aspects that have a tab, each with its icon."""

ALONE = {Cause.CHANGED: "history", Cause.DUE: "clock"}
"""The causes that have a tab."""

LISTS = {HELD: "triangle-alert", PROPOSALS: "users", RULES: "landmark"}


@dataclass(frozen=True)
class Tab:
    """A tab with its number. If that is 0 it leads nowhere, unless it is `always` worth a look."""

    label: str
    icon: str
    count: int
    href: str
    current: bool
    always: bool = False


def tabs(page: Page, found: ReviewAnswer, asked: ReviewFilter, *, current: str = "") -> tuple[Tab, ...]:
    """All tabs; `current` names one that is a list of its own."""
    gettext, labels = page.language.gettext, page.labels
    here = (asked.aspect, None) if asked.aspect else (None, asked.cause if asked.cause in ALONE else None)

    def tab(label: str, icon: str, aspect: Aspect | None = None, cause: Cause | None = None) -> Tab:
        counted = (each for each in found.counts if aspect in {None, each.aspect} and cause in {None, each.cause})
        href = page.links.review(asked.model_copy(update={"aspect": aspect, "cause": cause}).parameters())
        return Tab(label, icon, sum(each.questions for each in counted), href, not current and here == (aspect, cause))

    waiting = page.links.proposals([("state", ProposalState.WAITING)])
    return (
        tab(gettext("All"), ""),
        *(tab(labels.aspect(aspect), icon, aspect=aspect) for aspect, icon in ASPECTS.items()),
        *(tab(labels.cause(cause), icon, cause=cause) for cause, icon in ALONE.items()),
        Tab(gettext("Held withdrawals"), LISTS[HELD], found.held, page.links.held, current == HELD),
        Tab(gettext("Waiting for a second person"), LISTS[PROPOSALS], found.proposals, waiting, current == PROPOSALS),
        Tab(gettext("Rules"), LISTS[RULES], found.rules, page.links.rule_sets, current == RULES, always=True),
    )
