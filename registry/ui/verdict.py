"""May the dataset be used: the verdict in the words of a page."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from schemas.answers import Basis
from schemas.dataset import UNDETERMINED, LangString, Text
from schemas.jurisdictions import states
from schemas.record import CatalogRecord
from schemas.usage import AncestorVerdict, Change, Condition, UsageEffect, UsageRequest, UsageVerdict, UsedRule
from schemas.usage import Question as Missing

from ..answers import links as api
from ..answers.usage import Given, given
from ..pipeline.days import DayError
from ..pipeline.past import Made
from ..policy.transfer.ancestors import sentence
from ..policy.transfer.rules import MetBy
from ..settings import NOBODY
from ..store.answers import Kept
from ..web.last_resort import logged
from . import asked
from .as_of import about_day
from .moments import of_instant
from .recorded import Detail, papers
from .rule_places import rule_places
from .site import Page
from .standpoint import PURPOSE, STATE
from .words import CHANGES, MET, NOT_MET, PERMISSIONS

ALONE = frozenset({"license", "license_terms", "access", "exporter", "publisher", "ancestor"})
"""The changes whose words say all."""


@dataclass(frozen=True)
class Duty:
    """A condition: its details, whether it is met in a sentence, on what that rests, and the rules that ask for it.

    `first` are the ids of rules that no condition before it has shown. `of` are the titles of the datasets that it is asked of,
    if not of the one of the page alone.
    """

    condition: Condition
    about: tuple[Detail, ...]
    standing: str
    papers: tuple[Detail, ...]
    rules: tuple[UsedRule, ...]
    first: frozenset[str]
    of: tuple[Text, ...]


@dataclass(frozen=True)
class Gap:
    """A fact that is missing: the question, what it is about, and the effects that its answer could have."""

    question: str
    about: tuple[Detail, ...]
    effects: tuple[UsageEffect, ...]


@dataclass(frozen=True)
class Turn:
    """What would change the answer, the effect then, and the address of that answer if it is another question.

    `of` is the title of the ancestor that it is a fact of.
    """

    words: Detail
    effect: UsageEffect
    href: str
    of: Text = ()


@dataclass(frozen=True)
class Forebear:
    """Something that the data were made from: a sentence with a gap for its title, its answer, its page if it has one.

    It `decides` if the whole is as restricted as it.
    """

    sentence: str
    title: Text
    effect: UsageEffect
    href: str
    decides: bool


@dataclass(frozen=True)
class Told:
    """The verdict with everything that is said about it. `others` are the rules that ask for no condition.

    `places` has the address at which a rule stands in full, by its id.
    """

    verdict: UsageVerdict
    duties: tuple[Duty, ...]
    gaps: tuple[Gap, ...]
    turns: tuple[Turn, ...]
    others: tuple[UsedRule, ...]
    forebears: tuple[Forebear, ...]
    operator: str
    places: Mapping[str, str]


@dataclass(frozen=True)
class Asked:
    """The answer to the question of an address: what it was decided on, and where it is in the API.

    `today` is the address of today's answer if this is one of a past day. `save` is where the answer can be kept; empty if it is
    kept already, or if this person may not. `before` is the last kept answer to the same question.
    """

    told: Told
    given: Given
    api: str
    today: str
    save: str
    before: Kept | None


@dataclass(frozen=True)
class Answer:
    """What the page of a record says about its use: the question, and the answer if the question is whole and valid.

    `failure` is the number of a trace in the log: the rules are not valid, or no verdict could be made.
    """

    question: asked.Question | None = None
    asked: Asked | None = None
    failure: str = field(default="")


def answered(page: Page, record: CatalogRecord, made: Made) -> Answer:
    """The answer to the question of the address. The page opens whatever is wrong with the rules.

    `record` is the one of today, `made` are records of the past day that is asked for.
    """
    question = None
    try:
        question = asked.question(page)
        whole = question.state and not question.problem
        return Answer(question, _asked(page, record, question, made) if whole else None)
    except DayError as error:
        problem = about_day(page, error)
        return Answer(replace(question, problem=problem, wrong=asked.DAY) if question else None)
    except Exception as error:  # noqa: BLE001  # a file of rules must not take the record off the net; the log has the trace
        return Answer(question, failure=logged(error))


def _asked(page: Page, record: CatalogRecord, question: asked.Question, made: Made) -> Asked:
    request = UsageRequest(state=question.state, purpose=question.purpose)
    found = given(page.services, record, request, at=question.at, made=made)
    past = found.basis is not Basis.CURRENT
    may_save = found.kept is None and (page.visitor or page.services.settings.answers_per_hour)
    at = [("at", question.day)] if question.at else []
    return Asked(
        told=told(
            page,
            found.verdict,
            lambda purpose: asked.address(page, question.state, purpose),
            of={found.record.id: found.record.dataset.title},
            places=rule_places(page, found.record, found.verdict),
        ),
        given=found,
        api=api.usage(record.id, [("state", question.state), ("purpose", question.purpose), *at]),
        today=page.links.usage(record.id, replace(question, day="").params) if past else "",
        save=page.links.answers(record.id, question.params) if may_save else "",
        before=None if found.kept else page.services.store.answers.latest(record.id, request),
    )


def told(
    page: Page,
    verdict: UsageVerdict,
    with_purpose: Callable[[str], str],
    *,
    of: Mapping[UUID, Text],
    places: Mapping[str, str] | None = None,
) -> Told:
    """A verdict in words.

    `with_purpose` gives the address of the answer for another purpose, `of` the title of the dataset, `places` the addresses at
    which the rules stand in full.
    """
    titles = {**of, **{each.record: each.title for each in verdict.ancestor if each.record}}
    contact = page.services.settings.contact
    shown = {id_ for condition in verdict.condition for id_ in condition.rule}
    return Told(
        verdict=verdict,
        duties=tuple(_duties(page, verdict, {} if len(titles) == 1 else titles)),
        gaps=tuple(_gap(page, missing, verdict) for missing in verdict.missing),
        turns=tuple(_turn(page, change, with_purpose, titles) for change in verdict.would_change),
        others=tuple(rule for rule in verdict.rule if rule.id not in shown),
        forebears=tuple(_forebear(page, each, verdict) for each in verdict.ancestor),
        operator="" if contact == NOBODY else contact,
        places=places or {},
    )


def _forebear(page: Page, each: AncestorVerdict, verdict: UsageVerdict) -> Forebear:
    purpose = page.services.rules.transfer.of_ancestor(verdict.request.purpose)
    day = [] if verdict.day == page.services.clock().date() else [(asked.DAY, verdict.day.isoformat())]
    again = [(STATE, verdict.request.state), (PURPOSE, purpose), *day]
    href = page.links.usage(each.record, again) if each.record else ""
    title = each.title or (LangString(value=each.said),)
    return Forebear(sentence(each), title, each.effect, href, decides=each.effect is verdict.effect)


def _duties(page: Page, verdict: UsageVerdict, titles: Mapping[UUID, Text]) -> Iterator[Duty]:
    """`titles` are those of the dataset and its ancestors; empty if it has none."""
    used = {rule.id: rule for rule in verdict.rule}
    shown: set[str] = set()
    for condition in verdict.condition:
        yield Duty(
            condition=condition,
            about=tuple(_about(page, item) for item in condition.about),
            standing=page.language.gettext(_standing(page, condition)),
            papers=tuple(papers(page, condition.mechanism)) if condition.mechanism else (),
            rules=tuple(used[id_] for id_ in condition.rule),
            first=frozenset(condition.rule) - shown,
            of=tuple(titles[id_] for id_ in condition.of if id_ in titles),
        )
        shown.update(condition.rule)


def _standing(page: Page, condition: Condition) -> str:
    """Whether a condition is met. One that today's rules do not know any more is not met."""
    known = page.services.rules.transfer.conditions.get(condition.code)
    return MET if condition.met else NOT_MET[known.met_by if known else MetBy.OFFICER]


def _gap(page: Page, missing: Missing, verdict: UsageVerdict) -> Gap:
    citations = {rule.id: Detail("", *page.language.said(rule.citation)) for rule in verdict.rule}
    return Gap(
        question=page.language.gettext(missing.question),
        about=tuple(citations.get(item) or _about(page, item) for item in missing.about),
        effects=tuple(dict.fromkeys(change.effect for change in verdict.would_change if change.fact == missing.code)),
    )


def _turn(page: Page, change: Change, with_purpose: Callable[[str], str], titles: Mapping[UUID, Text]) -> Turn:
    href = with_purpose(change.value) if change.fact == "purpose" else ""
    return Turn(_changed(page, change), change.effect, href, titles[change.of] if change.of else ())


def _changed(page: Page, change: Change) -> Detail:
    """What would have to be so."""
    fact, value, language = change.fact, change.value, ""
    if fact == "subclass":
        fact, value = ("none", "") if value == "none" else ("not", value[4:]) if value.startswith("not ") else (fact, value)
        value = page.labels.subclass(value) if value else ""
    elif fact in {"privacy_class", "deidentification"}:
        value = page.labels.privacy_class(value)
    elif fact == "holder_state":
        value = page.labels.state(value)
    elif fact == "purpose":
        value = page.labels.purpose(value)
    elif fact == "embargo":
        value = page.language.date(of_instant(date.fromisoformat(value)))
    elif fact not in ALONE:
        language = UNDETERMINED
    words = page.language.gettext(CHANGES[fact]) if fact in CHANGES else fact
    return Detail("", words) if fact in {*ALONE, "none"} else Detail(words, value, language)


def _about(page: Page, item: str) -> Detail:
    """A detail of a condition or a question: a subclass, a way from state to state, a term of a licence, or words of others."""
    labels = page.labels
    if item in page.services.rules.subclasses:
        return Detail("", labels.subclass(item))
    if item in PERMISSIONS:
        return Detail("", labels.permission(item))
    way, _, subclass = item.partition(": ")
    ends = way.split(" → ")
    if not set(ends) <= states().keys():
        return Detail("", *page.language.said(item, otherwise=UNDETERMINED))
    names = (" → " if page.language.direction == "ltr" else " ← ").join(map(labels.state, ends))
    return Detail(names, labels.subclass(subclass)) if subclass else Detail("", names)
