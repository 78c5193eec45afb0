"""The page of a combination: datasets put together, what becomes of their licences, and the answer about the whole.

The datasets are in the address (`id`), as the question is (`as`, `for`), so that it leads to the same answer for everybody. Those
that a person has put together go into the address that names none.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from schemas.answers import Basis
from schemas.combination import MAX_DATASETS, CombinedAncestor, LicensePair, Outcome
from schemas.record import CatalogRecord, Status
from schemas.usage import UsageEffect, UsageRequest

from ..answers.combination import CombinationAnswer, CombinedAnswer, DatasetsWithdrawn, combination_view
from ..answers.links import with_query
from ..pipeline.days import DayBeforeRecord, DayError, RulesOfDayNotKept
from ..policy.combination_rules import CombinationFile
from ..policy.license_pairs import ORDER
from ..settings import NOBODY
from ..web.last_resort import logged
from . import asked
from .as_of import about_day
from .links import ID
from .moments import of_instant
from .parameters import takes
from .site import Page, PageDep
from .words import MET, NOT_MET, message

router = APIRouter(include_in_schema=False)

BAD_REQUEST = 400
"""For an address that asks for what is not there, as on all pages."""

NO_ID = message("“%(id)s” is not the id of a dataset.")
MISSING = message("There is no dataset with the id %(id)s. Leave it out to get an answer.")
WITHDRAWN = message("The portal no longer lists %(title)s. Leave it out to get an answer.")
TOO_MANY = message("At most %(count)s datasets can be combined.")
WITHDRAWN_THEN = message("On that day the portal did not list %(title)s. Leave it out, or choose another day.")
BEFORE_RECORDS = message(
    "Serai did not have all of these datasets on %(day)s: %(titles)s. The first day of which it can tell is %(first)s."
)
NOT_KEPT = message(
    "What these datasets were on %(day)s is not kept: %(titles)s. The first day of which Serai can tell is %(first)s."
)


@dataclass(frozen=True)
class Member:
    """One of the datasets, with its number on the page. `record` is None if there is none.

    `answer` has the answer about it alone, for a past day with what it was then. `without` is the address of the page without it.
    """

    number: int
    id: UUID
    record: CatalogRecord | None
    answer: CombinedAnswer | None
    without: str


@dataclass(frozen=True)
class Told:
    """The answer with what the page says about it.

    `numbers` are those of the datasets, `alone` the datasets whose own answer is as strict as the whole. `blocks` are the pairs
    that decide against the use, `later` those that would if the result were published as one dataset. `standing` says of a
    condition whether it is met. `table` has the words of outcomes and uses. `today` is the address of today's answer if this is
    one of a past day.
    """

    answer: CombinationAnswer
    numbers: Mapping[UUID, int]
    blocks: tuple[LicensePair, ...]
    later: tuple[LicensePair, ...]
    alone: tuple[UUID, ...]
    standing: Mapping[str, str]
    operator: str
    table: CombinationFile
    today: str

    def numbered(self, ids: Iterable[UUID]) -> list[int]:
        """The numbers of those that are datasets, the lowest first."""
        return sorted(self.numbers[id_] for id_ in ids if id_ in self.numbers)

    def behind(self, ids: Collection[UUID]) -> list[CombinedAncestor]:
        """Those that the datasets were made from."""
        return [each for each in self.answer.ancestor if each.record in ids]


@router.get("/{language}/combination")
@takes(repeated=(ID, *asked.QUESTION))
def combination(page: PageDep) -> Response:
    """The combination of the address; else the one that the person has put together."""
    if page.basket and not page.request.query_params.getlist(ID):
        pairs = [*((ID, str(each)) for each in page.basket), *page.request.query_params.multi_items()]
        to = with_query(page.request.url.path, pairs)
        return RedirectResponse(to, status_code=303, headers={"Cache-Control": "no-cache"})
    settled = asked.settled(page)
    if settled:
        return settled
    ids, problem = _named(page)
    return combination_page(page, ids, problem=problem)


def combination_page(page: Page, ids: Sequence[UUID], *, status: int = 200, problem: str = "") -> Response:
    """The page of datasets. A `problem` is a sentence about what the person has just asked for."""
    found = page.services.store.records.get_many(ids)
    problem = problem or next((page.language.gettext(MISSING, id=id_) for id_ in ids if id_ not in found), "")
    question, told, failure = None, None, ""
    try:
        question = asked.question(page)
        if question.at is None or question.at >= page.services.clock().date():
            problem = problem or _withdrawn(page, ids, found)
        if found and question.state and not question.problem and not problem:
            told = _told(page, ids, question)
    except DayError as error:
        problem = _about_day(page, error, found)
    except DatasetsWithdrawn as error:
        problem = page.language.gettext(WITHDRAWN_THEN, title=_titles(found, error.ids))
    except Exception as error:  # noqa: BLE001  # a file of rules must not take the page off the net; the log has the trace
        failure = logged(error)
    wrong = problem or (question.problem if question else "")
    return page.render(
        "combination.html",
        status=(status if status != 200 else BAD_REQUEST) if wrong else status,  # noqa: PLR2004  # all went well
        problem=wrong,
        question=question,
        told=told,
        failure=failure,
        members=tuple(_members(page, ids, found, told)),
        table=told.table if told else None,
        own=tuple(ids) == page.basket,
    )


def _named(page: Page) -> tuple[tuple[UUID, ...], str]:
    """The datasets of the address, and a sentence about what is wrong with it."""
    ids: dict[UUID, None] = {}
    for text in page.request.query_params.getlist(ID):
        try:
            ids[UUID(text)] = None
        except ValueError:
            return tuple(ids), page.language.gettext(NO_ID, id=text)
    if len(ids) > MAX_DATASETS:
        return tuple(ids)[:MAX_DATASETS], page.language.gettext(TOO_MANY, count=MAX_DATASETS)
    return tuple(ids), ""


def _withdrawn(page: Page, ids: Sequence[UUID], found: Mapping[UUID, CatalogRecord]) -> str:
    """A sentence about a dataset that its portal no longer lists; empty if there is none."""
    gone = (found[id_] for id_ in ids if id_ in found and found[id_].status is Status.WITHDRAWN)
    return next((page.language.gettext(WITHDRAWN, title=each.dataset.title[0].value) for each in gone), "")


def _about_day(page: Page, error: DayError, found: Mapping[UUID, CatalogRecord]) -> str:
    day, first = (page.language.date(of_instant(each)) for each in (error.day, error.first))
    if isinstance(error, RulesOfDayNotKept):
        return about_day(page, error)
    sentence = BEFORE_RECORDS if isinstance(error, DayBeforeRecord) else NOT_KEPT
    return page.language.gettext(sentence, day=day, first=first, titles=_titles(found, error.of or found))


def _titles(found: Mapping[UUID, CatalogRecord], ids: Iterable[UUID]) -> str:
    return "; ".join(found[id_].dataset.title[0].value for id_ in ids)


def _members(page: Page, ids: Sequence[UUID], found: Mapping[UUID, CatalogRecord], told: Told | None) -> list[Member]:
    """The datasets in the order of the address."""
    answers = {each.record: each for each in told.answer.dataset} if told else {}
    asked_for = page.request.query_params.multi_items()
    return [
        Member(
            number=number,
            id=id_,
            record=found.get(id_),
            answer=answers.get(id_),
            without=with_query(page.request.url.path, [pair for pair in asked_for if pair != (ID, str(id_))]),
        )
        for number, id_ in enumerate(ids, start=1)
    ]


def _told(page: Page, ids: Sequence[UUID], question: asked.Question) -> Told:
    services = page.services
    request = UsageRequest(state=question.state, purpose=question.purpose)
    answer = combination_view(services, ids, request, at=question.at)
    rules, gettext, contact = services.rules.transfer, page.language.gettext, services.settings.contact
    return Told(
        answer=answer,
        numbers={id_: number for number, id_ in enumerate(ids, start=1)},
        blocks=tuple(pair for pair in answer.pair if pair.blocks),
        later=tuple(pair for pair in answer.pair if _stricter_later(pair, answer)),
        alone=tuple(
            each.record
            for each in answer.dataset
            if each.verdict.effect is answer.effect and answer.effect is not UsageEffect.ALLOWED and len(answer.dataset) > 1
        ),
        standing={
            each.code: gettext(MET if each.met else NOT_MET[rules.conditions[each.code].met_by]) for each in answer.condition
        },
        operator="" if contact == NOBODY else contact,
        table=services.rules.combination.file,
        today=_without_day(page) if answer.basis is not Basis.CURRENT else "",
    )


def _without_day(page: Page) -> str:
    asked_for = page.request.query_params.multi_items()
    return with_query(page.request.url.path, [pair for pair in asked_for if pair[0] != asked.DAY])


def _stricter_later(pair: LicensePair, answer: CombinationAnswer) -> bool:
    """Whether a pair is why publishing is stricter than the use that is asked for."""
    if answer.outcome is None or answer.published is None or pair.published is not answer.published:
        return False
    return ORDER.index(answer.published) > max(ORDER.index(answer.outcome), ORDER.index(Outcome.ALLOWED))
