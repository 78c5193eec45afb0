"""From which state, and for which purpose, a person asks whether a dataset may be used.

Both are in the address (`as`, `for`), so that it leads to the same answer for everybody. What a person has chosen is kept in two
cookies as well, and goes into the addresses that do not name it. Another day than today is in the address alone (`at`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from starlette.responses import RedirectResponse, Response

from schemas.jurisdictions import ScoStatus, states
from schemas.words import word_key

from ..answers.links import with_query
from ..policy.transfer.errors import REASONS
from .preferences import remember
from .site import Page
from .standpoint import FIRST, PURPOSE, STATE, existing, named, of_person

DAY = "at"
"""The parameter of another day than today."""

CHOSEN = "chosen"
"""What the form adds: the person has chosen, and this is kept."""

BAD_REQUEST = 400
"""The status of a page whose address asks for what is not there."""

QUESTION = (STATE, PURPOSE, CHOSEN, DAY)
"""All parameters of the question. The page tells by itself if one is there twice."""

ADDED = (STATE, PURPOSE, CHOSEN)
"""The parameters that are no part of what else an address asks for."""

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Choice:
    """A state or a purpose, by its name in the language of the page."""

    code: str
    label: str


@dataclass(frozen=True)
class Question:
    """What is asked. `state` is empty until one is chosen. `day` is the day of the use as the address has it, empty for today.

    `problem` is a sentence about what there is not, `wrong` the parameter that names it. `states` are in groups with a heading.
    `kept` is what else the address has.
    """

    state: str
    purpose: str
    day: str
    problem: str
    wrong: str
    states: tuple[tuple[str, tuple[Choice, ...]], ...]
    purposes: tuple[Choice, ...]
    kept: tuple[tuple[str, str], ...]

    @property
    def at(self) -> date | None:
        """The day of the use; None for today, or if it is not a day."""
        return _day(self.day)

    @property
    def params(self) -> list[tuple[str, str]]:
        """The question in an address."""
        return [(name, value) for name, value in ((STATE, self.state), (PURPOSE, self.purpose), (DAY, self.day)) if value]


def question(page: Page) -> Question:
    """The question of the address. Raises `InvalidRules`."""
    state, purpose, day = named(page.request, STATE), named(page.request, PURPOSE) or FIRST, named(page.request, DAY)
    wrong, reason, value = "", "", ""
    if twice := next((name for name in (STATE, PURPOSE, DAY) if len(page.request.query_params.getlist(name)) > 1), None):
        wrong, reason, value = twice, "given-twice", twice
    elif state and state not in states():
        wrong, reason, value = STATE, "state-unknown", state
    elif purpose not in page.services.rules.transfer.purposes:
        wrong, reason, value = PURPOSE, "purpose-unknown", purpose
    elif day and _day(day) is None:
        wrong, reason, value = DAY, "day-unreadable", day
    return Question(
        state=state,
        purpose=purpose,
        day=day,
        problem=page.language.gettext(REASONS[reason], value=value) if reason else "",
        wrong=wrong,
        states=_states(page),
        purposes=tuple(Choice(code, page.labels.purpose(code)) for code in page.services.rules.transfer.purposes),
        kept=tuple(pair for pair in rest(page) if pair[0] != DAY),
    )


def day_of(page: Page) -> date | None:
    """The day that the address names; None if it names none, several, or what is no day."""
    days = page.request.query_params.getlist(DAY)
    return _day(days[0].strip()) if len(days) == 1 else None


def address(page: Page, state: str, purpose: str) -> str:
    """This page with another question."""
    return with_query(page.request.url.path, [*rest(page), (STATE, state), (PURPOSE, purpose)])


def settled(page: Page, others: Pairs | None = None) -> Response | None:
    """The way to the address that names the whole question. None if this one does, or if nothing has been chosen yet.

    `others` are its other parameters; without them, those of the address as they are.
    """
    others = rest(page) if others is None else others
    if CHOSEN in page.request.query_params:
        return _chosen(page, others)
    if named(page.request, STATE) or not (before := of_person(page.request, page.services)):
        return None
    return _redirect(page, others, before.pairs)


def rest(page: Page) -> list[tuple[str, str]]:
    """What else the address asks for. The form sends an empty day for today."""
    return [pair for pair in page.request.query_params.multi_items() if pair[0] not in ADDED and pair != (DAY, "")]


def of_question(page: Page) -> list[tuple[str, str]]:
    """The parameters of the question: what is empty is left out, and the first purpose where no state is chosen."""
    state, purpose = named(page.request, STATE), named(page.request, PURPOSE)
    told = [(STATE, state), (PURPOSE, "" if purpose == FIRST and not state else purpose)]
    return [(name, value) for name, value in told if value]


def _chosen(page: Page, others: Pairs) -> Response:
    state, purpose = named(page.request, STATE), named(page.request, PURPOSE)
    response = _redirect(page, others, of_question(page))
    if existing(page.services, state or next(iter(states())), purpose):
        remember(page, response, STATE, state)
        remember(page, response, PURPOSE, purpose)
    return response


def _redirect(page: Page, others: Pairs, asked: Pairs) -> Response:
    to = with_query(page.request.url.path, [*others, *asked])
    return RedirectResponse(to, status_code=303, headers={"Cache-Control": "no-cache"})


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


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
