"""The page of one record: the three facts with their evidence, files, description, history."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl
from uuid import UUID

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from schemas.dataset import LangString, Text
from schemas.formats import FORMATS, Catalog, Entry
from schemas.formats.schema_org import dump
from schemas.frequencies import frequency
from schemas.proposals import ProposalState
from schemas.questions import questions
from schemas.record import CatalogRecord, Status
from search.ask import count
from search.errors import SearchError
from search.params import InvalidQuery, parse
from search.query import Query

from ..access.deeds import Deed
from ..answers import signposting
from ..answers.entries import catalog_of, entry_of
from ..answers.quality import quality_of_record
from ..policy.transfer.errors import InvalidRules, InvalidUsage
from . import asked, goes_out
from .as_of import Shown, lineage_of, shown, story_of
from .facts import facts
from .forms import Attempt, forms
from .links import FROM, lasting
from .made_from import made_from
from .markup import data_block
from .parameters import ValueNotUnderstood, takes
from .recorded import recorded
from .similar import similar_cards
from .site import Page, PageDep
from .usable import in_force
from .verdict import Answer, answered
from .words import message

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Saving:
    """The form that saves an answer, as it was sent and refused: its fields, and what is wrong with each."""

    sent: Mapping[str, str]
    flaws: Mapping[str, str]
    problem: str


@dataclass(frozen=True)
class Back:
    """The search that led here, and the number of its results now (None if the engine does not answer)."""

    href: str
    total: int | None


@router.get("/{language}/d/{id}")
@takes(FROM, repeated=asked.QUESTION)
def record(page: PageDep, id: str) -> Response:  # the name in the address
    """One record. A withdrawn record keeps its page. The address gets the state and purpose that the person has chosen before."""
    found = stored(page, id)
    return asked.settled(page) or record_page(page, found)


def record_page(
    page: Page, found: CatalogRecord, *, status: int = 200, attempt: Attempt | None = None, saving: Saving | None = None
) -> Response:
    """The page of a record, as it is or as it stood on the past day of the address.

    Who may decide has the forms, for today. What was sent and refused is kept in its form.
    """
    then = shown(page, found)
    answer, wrong = _answer(page, found, then)
    page = replace(page, rules=then.rules)
    found, decides = then.record, page.may(Deed.DECIDE) and not then.past
    dataset = found.dataset
    entry, catalog = _described(page, found)
    answered_page = page.render(
        "record.html",
        canonical=page.links.record_page(found.id),
        lasting=lasting(found.id),
        described="" if then.past else data_block(dump(entry, catalog)),
        formats=FORMATS.values(),
        feeds=() if then.past else goes_out.of_record(page, found.id),
        status=asked.BAD_REQUEST if wrong and not attempt else status,
        problem=attempt.problem if attempt else wrong or (saving.problem if saving else ""),
        answer=answer,
        saving=saving,
        then=then,
        record=found,
        dataset=dataset,
        often=frequency(dataset.accrual_periodicity) if dataset.accrual_periodicity else None,
        source=page.services.sources.get(found.source),
        title=dataset.title[0],
        second_title=_in_language(dataset.title, page.language.code),
        withdrawn=found.status is Status.WITHDRAWN,
        survivor=None if then.past else page.services.store.aliases.survivors([found.id]).get(found.id),
        facts=facts(page, found),
        recorded=recorded(page, found),
        made_from=made_from(page, found, lineage_of(page, then), day=then.at),
        forms=forms(page, found, attempt) if decides else (),
        questions=questions(found) if decides else (),
        waiting=_waiting(page, found) if decides else (),
        back=_back(page),
        story=story_of(page, then),
        similar=() if then.past else similar_cards(page, found),
        carried=[pair for pair in page.request.query_params.multi_items() if pair[0] not in (asked.DAY, asked.CHOSEN)],
        classes=tuple(then.rules.privacy_classes),
        labels=page.labels,
        quality=quality_of_record(found),
    )
    answered_page.headers["Link"] = signposting.header(signposting.of_page(entry, catalog))
    return answered_page


def _described(page: Page, found: CatalogRecord) -> tuple[Entry, Catalog]:
    """The record as formats are given it."""
    return entry_of(page.services, found), catalog_of(page.services, page.root)


def _answer(page: Page, current: CatalogRecord, then: Shown) -> tuple[Answer, str]:
    """The answer about the use, and what is wrong with the question or its day."""
    answer = answered(page, current, then.made)
    question = answer.question
    if question and then.problem and not question.problem:
        question = replace(question, problem=then.problem, wrong=asked.DAY)
        answer = replace(answer, question=question, asked=None)
    return answer, question.problem if question else then.problem


def stored(page: Page, text: str) -> CatalogRecord:
    """The record with an id as an address has it. Raises 404."""
    try:
        found = page.services.store.records.get(UUID(text))
    except ValueError:
        found = None
    if found is None:
        raise HTTPException(404)
    return found


def _waiting(page: Page, found: CatalogRecord) -> tuple[tuple[str, str], ...]:
    """For each proposal about the record that waits for a second officer, a sentence and the address."""
    waiting = page.services.store.proposals.list(state=ProposalState.WAITING, record=found.id)
    told = message("Waits for a second officer: a decision of %(person)s about this: %(aspect)s.")
    gettext, aspect = page.language.gettext, page.labels.aspect
    return tuple((gettext(told, person=each.by, aspect=aspect(each.aspect)), page.links.proposal(each.id)) for each in waiting)


def _in_language(texts: Text, code: str) -> LangString | None:
    """The portal's own text in the reader's language, unless it is the first text."""
    first = texts[0]
    return next((text for text in texts[1:] if text.language == code and text.value != first.value), None)


def _back(page: Page) -> Back | None:
    """The link back to the results, from the search in the address. Raises `ValueNotUnderstood` if that search is broken."""
    carried = page.request.query_params.get("from")
    if carried is None:
        return None
    try:
        query = parse(parse_qsl(carried, strict_parsing=True)) if carried else Query()
    except (InvalidQuery, ValueError) as error:
        raise ValueNotUnderstood("from", f"It carries the search that led here. {error}") from error
    return Back(page.links.results(query), _total(page, query))


def _total(page: Page, query: Query) -> int | None:
    """The number of results of a search. The page of a record must open even when the engine is down or a rule is broken."""
    try:
        return count(page.services.engine, in_force(page, query), meaning=page.services.meaning)
    except (SearchError, InvalidRules, InvalidUsage):
        return None
