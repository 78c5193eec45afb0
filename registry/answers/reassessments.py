"""Re-assessments: their shapes, and functions that make them from the store."""

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from schemas.dataset import Text
from schemas.model import Model
from schemas.reassessment import Difference, Effect, Reassessment, ReassessmentState

from ..store import Store
from . import links
from .links import Link
from .pages import Pages, following


class ReassessmentLinks(Model):
    """`self` has what differs."""

    self: Link


class ReassessmentAnswer(Reassessment):
    """All records, judged again by the rules of today: compared, waiting for a person, applied, or not."""

    links: ReassessmentLinks


class ReassessmentsAnswer(Model):
    """Re-assessments, the latest first."""

    items: tuple[ReassessmentAnswer, ...]
    next: Link | None = None


class ExampleLinks(Model):
    self: Link


class ExampleAnswer(Model):
    """A record that differs."""

    id: UUID
    title: Text = ()
    links: ExampleLinks


class EffectAnswer(Difference):
    """A difference, the number of records that have it, and ten of them at most."""

    count: int
    examples: tuple[ExampleAnswer, ...]


class ReassessmentReport(ReassessmentAnswer):
    """A re-assessment with what differs, a page at a time: first what protects less, then that of the most records.

    `differences` is how many there are. A record may have one in each aspect.
    """

    offset: int
    limit: int
    differences: int
    items: tuple[EffectAnswer, ...]
    next: Link | None = None
    previous: Link | None = None


def reassessment_view(reassessment: Reassessment) -> ReassessmentAnswer:
    return ReassessmentAnswer(**dict(reassessment), links=_links(reassessment))


def list_reassessments(
    store: Store, *, state: ReassessmentState | None = None, before: int | None = None, limit: int = 50
) -> ReassessmentsAnswer:
    """A page of re-assessments, in a state if given. A full page may have another after it."""
    found = store.reassessments.list(state=state, before=before, limit=limit)
    after = following(found, links.reassessments, limit=limit, state=state)
    return ReassessmentsAnswer(items=tuple(map(reassessment_view, found)), next=after)


def reassessment_report(store: Store, id: int, *, offset: int = 0, limit: int = 100) -> ReassessmentReport:
    """A re-assessment and a page of what differs. Raises `ReassessmentMissing`."""
    found = store.reassessments.get(id)
    pages = Pages(offset=offset, limit=limit, total=store.reassessments.count_effects(id))
    beside = pages.links(partial(links.reassessment, id))
    effects = store.reassessments.effects(id, offset=offset, limit=limit)
    titles = {id: dataset.title for id, dataset in store.records.datasets({id for each in effects for id in each.examples})}
    return ReassessmentReport(
        **dict(found),
        links=_links(found),
        offset=offset,
        limit=limit,
        differences=pages.total,
        items=tuple(_effect(each, titles) for each in effects),
        next=beside.next,
        previous=beside.previous,
    )


def _effect(effect: Effect, titles: Mapping[UUID, Text]) -> EffectAnswer:
    examples = tuple(
        ExampleAnswer(id=id, title=titles.get(id, ()), links=ExampleLinks(self=links.record(id))) for id in effect.examples
    )
    return EffectAnswer(**dict(effect) | {"examples": examples})


def _links(reassessment: Reassessment) -> ReassessmentLinks:
    return ReassessmentLinks(self=links.reassessment(reassessment.id))
