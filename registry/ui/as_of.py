"""The record of a page as it stood at the end of the past day that the address names."""

from dataclasses import dataclass
from datetime import date

from schemas.lineage import Lineage
from schemas.record import CatalogRecord

from ..answers.links import with_query
from ..answers.records import until
from ..pipeline.curate import SourceMissing
from ..pipeline.days import DayBeforeRecord, DayError, RulesOfDayNotKept
from ..pipeline.past import Made, Past, lineage_at, record_at, told_by
from ..policy.rules import Rules
from . import asked
from .history import Event, story
from .moments import of_instant
from .site import Page
from .words import message

BEFORE_RECORD = message("Serai did not have this dataset on %(day)s. The first day of which it can tell is %(first)s.")
NOT_KEPT = message("What this dataset was on %(day)s is not kept. The first day of which Serai can tell is %(first)s.")
RULES_NOT_KEPT = message("Which rules held on %(day)s is not known. The first day of which Serai can tell is %(first)s.")
NOT_DECLARED = message("What this dataset was on %(day)s is not kept, and its portal is not declared any more.")
TO_COME = message("%(day)s has not come yet. Choose a state to see whether you may use the data on that day.")

SENTENCES: dict[type[DayError], str] = {DayBeforeRecord: BEFORE_RECORD, RulesOfDayNotKept: RULES_NOT_KEPT}
"""What is said of a day of which nothing can be told; else `NOT_KEPT`."""


@dataclass(frozen=True)
class Shown:
    """The record that a page shows, by which rules its reasons are told, and the day that the page speaks of.

    `past` is None for the record as it is today. `problem` says why it is, if another day was asked for. `last` is today, `today`
    the address of this page without the day. `made` are the records of the day that were looked up.
    """

    record: CatalogRecord
    rules: Rules
    day: date
    past: Past | None
    problem: str
    last: date
    today: str
    made: Made

    @property
    def at(self) -> date | None:
        """The past day; None for today."""
        return self.day if self.past else None


def shown(page: Page, current: CatalogRecord) -> Shown:
    """The record of the day that the address names. If nothing can be told of it, or it is to come, the one of today."""
    services, today = page.services, page.services.clock().date()
    day, made, problem = asked.day_of(page) or today, Made(), ""
    others = [pair for pair in page.request.query_params.multi_items() if pair[0] != asked.DAY]
    here = with_query(page.request.url.path, others)
    if day < today:
        try:
            rules, past = told_by(services, record_at(services, current, day, made))
            return Shown(past.record, rules, day, past, "", today, here, made)
        except DayError as error:
            problem = about_day(page, error)
        except SourceMissing:
            problem = page.language.gettext(NOT_DECLARED, day=page.language.date(of_instant(day)))
    elif day > today and page.standpoint is None:
        problem = page.language.gettext(TO_COME, day=page.language.date(of_instant(day)))
    return Shown(current, services.rules, today, None, problem, today, here, made)


def lineage_of(page: Page, found: Shown) -> Lineage:
    """What the record was made from, as that stood on the same day."""
    if found.past:
        return lineage_at(page.services, found.record, found.day, found.made)
    return page.services.store.derivations.lineage(found.record)


def story_of(page: Page, found: Shown) -> tuple[Event, ...]:
    """What happened to the record until the end of the day, latest first."""
    entries = page.services.store.audit.history(found.record.id)
    return story(page, until(page.services, found.record, entries, found.day))


def about_day(page: Page, error: DayError) -> str:
    """Why nothing can be told of a day, in a sentence."""
    day, first = (page.language.date(of_instant(each)) for each in (error.day, error.first))
    return page.language.gettext(SENTENCES.get(type(error), NOT_KEPT), day=day, first=first)
