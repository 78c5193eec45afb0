"""From which state, and for which purpose, a person asks whether a dataset may be used.

Both are in the address (`as`, `for`), so that it leads to the same answer for everybody. What a person has chosen is kept in two
cookies as well, and goes into the addresses that do not name it.
"""

from dataclasses import dataclass

from starlette.responses import RedirectResponse, Response

from schemas.jurisdictions import ScoStatus, states
from schemas.words import word_key

from ..answers.links import with_query
from ..policy.transfer.errors import REASONS, InvalidRules
from .preferences import remember
from .site import Page

STATE, PURPOSE = "as", "for"

CHOSEN = "chosen"
"""What the form adds: the person has chosen, and this is kept."""

FIRST = "research"
"""The purpose until another one is chosen."""


@dataclass(frozen=True)
class Choice:
    """A state or a purpose, by its name in the language of the page."""

    code: str
    label: str


@dataclass(frozen=True)
class Question:
    """What is asked. `state` is empty until one is chosen.

    `problem` is a sentence about what there is not, `wrong` the parameter that names it. `states` are in groups with a heading.
    `kept` is what else the address has.
    """

    state: str
    purpose: str
    problem: str
    wrong: str
    states: tuple[tuple[str, tuple[Choice, ...]], ...]
    purposes: tuple[Choice, ...]
    kept: tuple[tuple[str, str], ...]


def question(page: Page) -> Question:
    """The question of the address. Raises `InvalidRules`."""
    state, purpose = _named(page, STATE), _named(page, PURPOSE) or FIRST
    wrong, problem = "", ""
    if twice := next((name for name in (STATE, PURPOSE) if len(page.request.query_params.getlist(name)) > 1), None):
        wrong, problem = twice, page.language.gettext(REASONS["given-twice"], value=twice)
    elif state and state not in states():
        wrong, problem = STATE, page.language.gettext(REASONS["state-unknown"], value=state)
    elif purpose not in page.services.rules.transfer.purposes:
        wrong, problem = PURPOSE, page.language.gettext(REASONS["purpose-unknown"], value=purpose)
    return Question(
        state=state,
        purpose=purpose,
        problem=problem,
        wrong=wrong,
        states=_states(page),
        purposes=tuple(Choice(code, page.labels.purpose(code)) for code in page.services.rules.transfer.purposes),
        kept=_kept(page),
    )


def address(page: Page, state: str, purpose: str) -> str:
    """This page with another question."""
    return with_query(page.request.url.path, [*_kept(page), (STATE, state), (PURPOSE, purpose)])


def settled(page: Page) -> Response | None:
    """The way to the address that names the whole question. None if this one does, or if nothing has been chosen yet."""
    state, purpose = _named(page, STATE), _named(page, PURPOSE)
    if CHOSEN in page.request.query_params:
        response = _redirect(page, state, purpose)
        if _is_there(page, state or next(iter(states())), purpose):
            remember(page, response, STATE, state)
            remember(page, response, PURPOSE, purpose)
        return response
    before = page.request.cookies.get(STATE, "")
    purpose = purpose or page.request.cookies.get(PURPOSE, FIRST)
    return _redirect(page, before, purpose) if not state and _is_there(page, before, purpose) else None


def _redirect(page: Page, state: str, purpose: str) -> Response:
    named = [(name, value) for name, value in ((STATE, state), (PURPOSE, purpose)) if value]
    to = with_query(page.request.url.path, [*_kept(page), *named])
    return RedirectResponse(to, status_code=303, headers={"Cache-Control": "no-cache"})


def _named(page: Page, name: str) -> str:
    return page.request.query_params.get(name, "").strip()


def _kept(page: Page) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in page.request.query_params.multi_items() if pair[0] not in {STATE, PURPOSE, CHOSEN})


def _is_there(page: Page, state: str, purpose: str) -> bool:
    try:
        return state in states() and purpose in page.services.rules.transfer.purposes
    except InvalidRules:
        return False


def _states(page: Page) -> tuple[tuple[str, tuple[Choice, ...]], ...]:
    """Members, partners, all others; each by name."""
    gettext, known = page.language.gettext, page.services.rules.jurisdictions
    headings = {ScoStatus.MEMBER: gettext("Members of the SCO"), ScoStatus.PARTNER: gettext("Partners of the SCO")}
    groups: dict[str, list[Choice]] = {heading: [] for heading in (*headings.values(), gettext("Other states"))}
    for code in states():
        status = known[code].sco_status if code in known else None
        heading = headings.get(status, "") if status else ""
        groups[heading or gettext("Other states")].append(Choice(code, page.labels.state(code)))
    return tuple(
        (heading, tuple(sorted(choices, key=lambda choice: word_key(choice.label)))) for heading, choices in groups.items()
    )
