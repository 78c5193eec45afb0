"""The list of what people have decided, with filters."""

from collections.abc import Iterable
from dataclasses import dataclass

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.responses import Response

from schemas.decisions import DecisionState
from schemas.record import Aspect
from search.errors import InvalidQuery

from ..answers import links as api
from ..answers.decisions import DecisionAnswer, DecisionFilter, list_decisions
from .fields import Option
from .history import Conclusion, conclusion, decision_words
from .moments import Moment, of_instant
from .parameters import takes
from .recorded import Detail
from .site import Page, PageDep

router = APIRouter(include_in_schema=False)

PAGE_SIZE = 50

NAMES = tuple(field.alias or name for name, field in DecisionFilter.model_fields.items())
"""The parameters of the filter."""


@dataclass(frozen=True)
class Row:
    """One decision in words; `after` is empty if it was taken back. Where it was erased, all is empty."""

    decision: DecisionAnswer
    at: Moment
    href: str
    before: tuple[Detail, ...]
    after: tuple[Detail, ...]
    concluded: Conclusion | None


@router.get("/{language}/decisions")
@takes(*NAMES, "before")
def decisions(page: PageDep) -> Response:
    """Decisions, the latest first; the form of filters keeps them in the address."""
    asked, before = _asked(page), page.number("before") or None
    services = page.services
    found = list_decisions(services.store, asked, sources=services.sources, before=before, limit=PAGE_SIZE).items
    parameters = asked.parameters()
    following = [*parameters, ("before", str(found[-1].id))] if len(found) == PAGE_SIZE else None
    return page.render(
        "decisions.html",
        asked=dict.fromkeys(NAMES, "") | dict(parameters),
        aspects=[Option(code, page.labels.aspect(code)) for code in Aspect],
        states=[Option(code, page.labels.decision_state(code)) for code in DecisionState],
        portals=portals(page),
        jurisdictions=jurisdictions(page),
        rows=tuple(_row(page, each) for each in found),
        csv=api.decisions_csv(parameters),
        json=api.decisions(parameters),
        first=page.links.decisions(parameters) if before else None,
        next=page.links.decisions(following) if following else None,
    )


def _asked(page: Page) -> DecisionFilter:
    """The filter in the address. Empty fields of the form count as absent. Raises `InvalidQuery`."""
    given = {name: value.strip() for name, value in page.request.query_params.items() if name in NAMES and value.strip()}
    try:
        return DecisionFilter.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise InvalidQuery(".".join(map(str, first["loc"])) or "from", first["msg"]) from error


def portals(page: Page) -> list[Option]:
    """The declared portals, A to Z."""
    labels = page.labels
    return _sorted(Option(code, labels.source(code), labels.source_language(code)) for code in page.services.sources)


def jurisdictions(page: Page) -> list[Option]:
    """The states of the declared portals, A to Z."""
    codes = {source.jurisdiction for source in page.services.sources.values()}
    return _sorted(Option(code, page.labels.state(code)) for code in codes)


def _sorted(choices: Iterable[Option]) -> list[Option]:
    return sorted(choices, key=lambda choice: choice.label.casefold())


def _row(page: Page, decision: DecisionAnswer) -> Row:
    return Row(
        decision,
        at=of_instant(decision.at),
        href=page.links.record(decision.record),
        before=decision_words(page, decision.aspect, decision.before, at=decision.at),
        after=decision_words(page, decision.aspect, decision.after, at=decision.at),
        concluded=conclusion(page, decision.aspect, decision.concluded, at=decision.at),
    )
