"""The page of the service: how each part is, in words, for whoever wonders why a page does not come."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from fastapi import APIRouter
from starlette.responses import Response

from schemas.rule_sets import RuleSet, RuleSetKind
from search.engine import Health

from ..answers.health import HealthAnswer, health_view
from ..pipeline.trail_status import TrailStatus, WitnessStatus, trail_status
from ..store.errors import StoreError
from .moments import Moment, of_instant
from .site import Page, PageDep
from .words import WITNESS_FAULTS

router = APIRouter(include_in_schema=False)

T = TypeVar("T")


@dataclass(frozen=True)
class Part:
    """A part of the service: `state` is a key of `words.WELL`, `said` a sentence, `at` the moment that it tells of."""

    name: str
    state: str
    said: str
    at: Moment | None = None


@router.get("/{language}/status")
def status(page: PageDep) -> Response:
    """Each part with what it answers. The page has status 200 whatever they answer: `/health` tells programs."""
    health = health_view(page.services)
    parts = tuple(_parts(page, health))
    return page.render(
        "status.html",
        health=health,
        at=of_instant(health.at),
        states=[(part, *page.labels.well(part.state)) for part in parts],
        troubled=[part for part in parts if part.state == "bad"],
    )


def _parts(page: Page, health: HealthAnswer) -> Iterator[Part]:
    gettext = page.language.gettext
    yield Part(
        gettext("Catalogue"),
        "good" if health.store.reachable else "bad",
        gettext("The records can be read.")
        if health.store.reachable
        else gettext("The database does not answer, so no record can be read."),
    )
    yield _search(page, health.engine, health.outbox or 0)
    if health.meaning:
        count = page.language.number(health.meaning.count)
        found = gettext("Datasets that can be found by what they mean: %(count)s.", count=count)
        fails = gettext("It does not answer. The search by words works without it.")
        yield Part(
            gettext("Search by meaning"),
            "good" if health.meaning.reachable else "doubt",
            found if health.meaning.reachable else fails,
        )
    yield _archive(page, health)
    rules = _asked(lambda: page.services.store.rule_sets.in_force(RuleSetKind.TRANSFER))
    yield _rules(page, rules)
    if trail := _asked(lambda: trail_status(page.services)):
        yield _trail(page, trail)
        yield from (_witness(page, each) for each in trail.witness)
    else:
        yield Part(gettext("Audit trail"), "bad", gettext("The audit trail cannot be read now."))


def _search(page: Page, engine: Health, waiting: int) -> Part:
    gettext, number = page.language.gettext, page.language.number
    name = gettext("Search")
    if not engine.reachable:
        return Part(name, "bad", gettext("The search does not answer. Pages of datasets can still be opened by their address."))
    if not engine.current:
        return Part(name, "bad", gettext("The index was built by an older version. The operator has to build it again."))
    if waiting:
        said = gettext(
            "Datasets that can be found: %(count)s. Changes that are not in the search yet: %(waiting)s.",
            count=number(engine.count),
            waiting=number(waiting),
        )
        return Part(name, "good", said)
    return Part(name, "good", gettext("Datasets that can be found: %(count)s.", count=number(engine.count)))


def _archive(page: Page, health: HealthAnswer) -> Part:
    gettext = page.language.gettext
    name = gettext("Archive")
    if not health.archive.reachable:
        return Part(name, "bad", gettext("The archive does not answer, so what portals sent cannot be shown word for word."))
    if health.archive.detail:
        return Part(name, "doubt", gettext("The archive answers, but has lost a record. The operator's log says which."))
    return Part(name, "good", gettext("What portals sent can be shown word for word."))


def _rules(page: Page, rules: RuleSet | None) -> Part:
    gettext = page.language.gettext
    name = gettext("Rules of use")
    if rules is None:
        return Part(name, "bad", gettext("No rules are in force, so nothing can be said about a use."))
    since = of_instant(rules.in_force_from) if rules.in_force_from else None
    return Part(name, "good", gettext("In force since:"), since)


def _trail(page: Page, trail: TrailStatus) -> Part:
    gettext, number = page.language.gettext, page.language.number
    name = gettext("Audit trail")
    if trail.at is None:
        return Part(name, "doubt", gettext("Nothing is signed yet."))
    said = gettext("Signed: %(signed)s of %(entries)s entries.", signed=number(trail.signed), entries=number(trail.entries))
    return Part(name, "good", said, of_instant(trail.at))


def _witness(page: Page, witness: WitnessStatus) -> Part:
    gettext, number = page.language.gettext, page.language.number
    name = gettext("Witness %(name)s", name=witness.name)
    if witness.fault:
        since = of_instant(witness.since) if witness.since else None
        return Part(name, "bad" if witness.alarms else "doubt", gettext(WITNESS_FAULTS[witness.fault]), since)
    if witness.at is None:
        return Part(name, "doubt", gettext("It has signed nothing yet."))
    return Part(
        name, "good", gettext("Entries that it has signed: %(count)s.", count=number(witness.size)), of_instant(witness.at)
    )


def _asked(part: Callable[[], T]) -> T | None:
    """What a part of the store answers; None if it does not."""
    try:
        return part()
    except StoreError:
        return None
