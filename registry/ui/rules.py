"""The rules of transfer for people who read them: all members at a glance, and every rule between two states."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from schemas.assessment import PrivacyClass
from schemas.jurisdictions import states
from schemas.privacy import PROTECTION
from schemas.usage import UsageEffect
from schemas.words import word_key

from ..policy.transfer import browse
from ..policy.transfer.evaluate import Evaluation
from ..policy.transfer.rules import TransferRule, TransferRules
from ..web.last_resort import logged
from . import asked
from .parameters import takes
from .site import Page, PageDep
from .words import message

router = APIRouter(include_in_schema=False)

BAD_REQUEST, FAILED = 400, 500
"""For an address that asks for what is not there, as on all pages; and while the rules are not valid."""

FIRST_CLASS, FIRST_PURPOSE = PrivacyClass.PERSONAL, "research"
"""The class and the purpose until others are chosen: the one on which the laws differ most."""

NO_STATE = message("“%(value)s” is no state (ISO 3166-1 alpha-2).")
NO_CLASS = message("There is no privacy class “%(value)s”.")
NO_PURPOSE = message("There is no purpose “%(value)s”.")


@dataclass(frozen=True)
class Cell:
    """What holds for data that are used in the state `to`.

    `behind` is the effect behind an `unclear` that is only due to low confidence.
    """

    href: str
    to: str
    effect: UsageEffect
    behind: UsageEffect | None


@dataclass(frozen=True)
class Ruling:
    """What holds for some purposes, all if there are none; and for a subclass, if there is one.

    `others`: it stands last, and holds for every purpose that is not named before. The `rules` of a subclass are those that the
    class has not anyway.
    """

    purposes: tuple[str, ...]
    subclass: str
    effect: UsageEffect
    behind: UsageEffect | None
    rules: tuple[TransferRule, ...]
    others: bool = False


@dataclass(frozen=True)
class OfClass:
    """What holds for data of a class: in general, and for the kinds of data that a law treats apart."""

    privacy_class: PrivacyClass
    general: tuple[Ruling, ...]
    apart: tuple[Ruling, ...]


@router.get("/{language}/rules")
@takes("from", "to", "class", "purpose")
def overview(page: PageDep) -> Response:
    """All members at a glance, for one class and one purpose; and the way to any two states."""
    params = page.request.query_params
    state, to = params.get("from", "").strip(), params.get("to", "").strip()
    unknown = next((each for each in (state, to) if each and each not in states()), "")
    if state and to and not unknown:
        return RedirectResponse(page.links.rules_between(state, to), status_code=303, headers={"Cache-Control": "no-cache"})
    return _guarded(page, lambda: _overview(page, state, to, unknown))


@router.get("/{language}/rules/{state}/{to}")
def two_states(page: PageDep, state: str, to: str) -> Response:
    """Every rule for data of one state that are used from another one, or at home."""
    if not {state, to} <= states().keys():
        raise HTTPException(404)
    return _guarded(page, lambda: _between(page, state, to))


def _guarded(page: Page, render: Callable[[], Response]) -> Response:
    """The page; while a file of rules is not valid, one that says so."""
    try:
        return render()
    except Exception as error:  # noqa: BLE001  # the log has the trace
        return page.render("rules_failed.html", status=FAILED, failure=logged(error))


def _overview(page: Page, state: str, to: str, unknown: str) -> Response:
    rules, gettext = page.services.rules.transfer, page.language.gettext
    chosen = page.request.query_params.get("class", "").strip() or FIRST_CLASS.value
    purpose = page.request.query_params.get("purpose", "").strip() or FIRST_PURPOSE
    problem, field = "", ""
    if unknown:
        problem, field = gettext(NO_STATE, value=unknown), "from" if unknown == state else "to"
    elif chosen not in PROTECTION:
        problem, field = gettext(NO_CLASS, value=chosen), "class"
    elif purpose not in rules.purposes:
        problem, field = gettext(NO_PURPOSE, value=purpose), "purpose"
    members = sorted(rules.members, key=lambda code: word_key(page.labels.state(code)))
    there = field not in {"class", "purpose"}
    return page.render(
        "rules.html",
        status=BAD_REQUEST if problem else 200,
        problem=problem,
        wrong=field,
        state=state,
        to=to,
        chosen=chosen,
        purpose=purpose,
        question=asked.question(page),
        protection=PROTECTION,
        members=members,
        effects=tuple(UsageEffect),
        table=_table(page, members, PrivacyClass(chosen), purpose) if there else {},
        version=rules.version,
        day=page.services.clock().date(),
    )


def _table(page: Page, members: Iterable[str], privacy_class: PrivacyClass, purpose: str) -> dict[str, list[Cell]]:
    """A row of cells for each state that the data leave."""
    rules, day, members = page.services.rules.transfer, page.services.clock().date(), tuple(members)
    found: dict[str, list[Cell]] = {}
    for state in members:
        evaluations = ((to, browse.between(state, to, privacy_class, purpose, rules, day=day)) for to in members)
        found[state] = [
            Cell(f"{page.links.rules_between(state, to)}#{privacy_class}", to, each.effect, _behind(each))
            for to, each in evaluations
        ]
    return found


def _between(page: Page, state: str, to: str) -> Response:
    rules, day = page.services.rules.transfer, page.services.clock().date()
    classes = [_of_class(state, to, each, rules, day) for each in PROTECTION]
    rulings = [ruling for each in classes for ruling in (*each.general, *each.apart)]
    return page.render(
        "rules_between.html",
        state=state,
        to=to,
        question=asked.question(page),
        classes_of_data=classes,
        used=tuple({rule.id: rule for ruling in rulings for rule in ruling.rules}.values()),
        conditions=rules.conditions,
        member={each: each in rules.members for each in (state, to)},
        version=rules.version,
        day=day,
    )


def _of_class(state: str, to: str, privacy_class: PrivacyClass, rules: TransferRules, day: date) -> OfClass:
    general = {each: browse.between(state, to, privacy_class, each, rules, day=day) for each in rules.purposes}
    apart: defaultdict[str, dict[str, Evaluation]] = defaultdict(dict)
    for purpose in rules.purposes:
        for subclass, each in browse.apart(state, to, privacy_class, purpose, rules, day=day).items():
            apart[subclass][purpose] = each
    return OfClass(
        privacy_class=privacy_class,
        general=tuple(_rulings(general, {}, all_of=len(general))),
        apart=tuple(
            replace(each, subclass=subclass)
            for subclass, found in apart.items()
            for each in _rulings(found, general, all_of=len(general))
        ),
    )


def _rulings(found: Mapping[str, Evaluation], besides: Mapping[str, Evaluation], *, all_of: int) -> Iterator[Ruling]:
    """The purposes for which the same holds by the same rules, together, in their usual order; what holds for most comes last.

    Rules that hold `besides` are left out.
    """
    same: dict[tuple[UsageEffect, UsageEffect | None, tuple[TransferRule, ...]], list[str]] = {}
    for purpose, each in found.items():
        known = {use.rule for use in besides[purpose].uses} if purpose in besides else set()
        rules = tuple(dict.fromkeys(use.rule for use in each.uses if use.rule not in known))
        same.setdefault((each.effect, _behind(each), rules), []).append(purpose)
    most = max(same, key=lambda held: len(same[held]), default=None)
    for held, purposes in sorted(same.items(), key=lambda item: item[0] == most):
        effect, behind, rules = held
        others = held == most and len(purposes) > 1
        yield Ruling(tuple(purposes) if len(purposes) < all_of else (), "", effect, behind, rules, others=others)


def _behind(evaluation: Evaluation) -> UsageEffect | None:
    return evaluation.behind if evaluation.behind is not evaluation.effect else None
