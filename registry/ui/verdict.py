"""May the dataset be used: the verdict in the words of a page."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from schemas.dataset import UNDETERMINED
from schemas.jurisdictions import states
from schemas.record import CatalogRecord
from schemas.usage import Change, Condition, UsageEffect, UsageRequest, UsageVerdict, UsedRule
from schemas.usage import Question as Missing

from ..answers import links as api
from ..answers.usage import usage_view
from ..settings import NOBODY
from ..web.last_resort import logged
from . import asked
from .languages import SOURCE
from .moments import of_instant
from .recorded import Detail, papers
from .site import Page
from .words import CHANGES, MET, NOT_MET, PERMISSIONS

ALONE = frozenset({"license", "license_terms", "access", "exporter", "publisher"})
"""The changes whose words say all."""


@dataclass(frozen=True)
class Duty:
    """A condition: its details, whether it is met in a sentence, on what that rests, and the rules that ask for it.

    `first` are the ids of rules that no condition before it has shown.
    """

    condition: Condition
    about: tuple[Detail, ...]
    standing: str
    papers: tuple[Detail, ...]
    rules: tuple[UsedRule, ...]
    first: frozenset[str]


@dataclass(frozen=True)
class Gap:
    """A fact that is missing: the question, what it is about, and the effects that its answer could have."""

    question: str
    about: tuple[Detail, ...]
    effects: tuple[UsageEffect, ...]


@dataclass(frozen=True)
class Turn:
    """What would change the answer, the effect then, and the address of that answer if it is another question."""

    words: Detail
    effect: UsageEffect
    href: str


@dataclass(frozen=True)
class Told:
    """The verdict with everything that is said about it. `others` are the rules that ask for no condition."""

    verdict: UsageVerdict
    duties: tuple[Duty, ...]
    gaps: tuple[Gap, ...]
    turns: tuple[Turn, ...]
    others: tuple[UsedRule, ...]
    operator: str
    api: str


@dataclass(frozen=True)
class Answer:
    """What the page of a record says about its use: the question, and the verdict if the question is whole and valid.

    `failure` is the number of a trace in the log: the rules are not valid, or no verdict could be made.
    """

    question: asked.Question | None = None
    told: Told | None = None
    failure: str = field(default="")


def answered(page: Page, record: CatalogRecord) -> Answer:
    """The answer to the question of the address. The page opens whatever is wrong with the rules."""
    question = None
    try:
        question = asked.question(page)
        whole = question.state and not question.problem
        return Answer(question, _told(page, record, question) if whole else None)
    except Exception as error:  # noqa: BLE001  # a file of rules must not take the record off the net; the log has the trace
        return Answer(question, failure=logged(error))


def _told(page: Page, record: CatalogRecord, question: asked.Question) -> Told:
    request = UsageRequest(state=question.state, purpose=question.purpose)
    verdict = usage_view(record, request, page.services.rules, at=None, today=page.services.clock().date())
    contact = page.services.settings.contact
    shown = {id_ for condition in verdict.condition for id_ in condition.rule}
    return Told(
        verdict=verdict,
        duties=tuple(_duties(page, verdict)),
        gaps=tuple(_gap(page, missing, verdict) for missing in verdict.missing),
        turns=tuple(_turn(page, change, question) for change in verdict.would_change),
        others=tuple(rule for rule in verdict.rule if rule.id not in shown),
        operator="" if contact == NOBODY else contact,
        api=api.usage(record.id, [("state", question.state), ("purpose", question.purpose)]),
    )


def _duties(page: Page, verdict: UsageVerdict) -> Iterator[Duty]:
    used = {rule.id: rule for rule in verdict.rule}
    shown: set[str] = set()
    for condition in verdict.condition:
        met_by = page.services.rules.transfer.conditions[condition.code].met_by
        yield Duty(
            condition=condition,
            about=tuple(_about(page, item) for item in condition.about),
            standing=page.language.gettext(MET if condition.met else NOT_MET[met_by]),
            papers=tuple(papers(page, condition.mechanism)) if condition.mechanism else (),
            rules=tuple(used[id_] for id_ in condition.rule),
            first=frozenset(condition.rule) - shown,
        )
        shown.update(condition.rule)


def _gap(page: Page, missing: Missing, verdict: UsageVerdict) -> Gap:
    citations = {rule.id: Detail("", rule.citation, SOURCE) for rule in verdict.rule}
    return Gap(
        question=page.language.gettext(missing.question),
        about=tuple(citations.get(item) or _about(page, item) for item in missing.about),
        effects=tuple(dict.fromkeys(change.effect for change in verdict.would_change if change.fact == missing.code)),
    )


def _turn(page: Page, change: Change, question: asked.Question) -> Turn:
    href = asked.address(page, question.state, change.value) if change.fact == "purpose" else ""
    return Turn(_changed(page, change), change.effect, href)


def _changed(page: Page, change: Change) -> Detail:
    """What would have to be so."""
    fact, value, language = change.fact, change.value, ""
    if fact == "subclass":
        fact, value = ("none", "") if value == "none" else ("not", value[4:]) if value.startswith("not ") else (fact, value)
        value, language = (page.labels.subclass(value), SOURCE) if value else ("", "")
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
        return Detail("", labels.subclass(item), SOURCE)
    if item in PERMISSIONS:
        return Detail("", labels.permission(item))
    way, _, subclass = item.partition(": ")
    ends = way.split(" → ")
    if not set(ends) <= states().keys():
        return Detail("", item, UNDETERMINED)
    names = (" → " if page.language.direction == "ltr" else " ← ").join(map(labels.state, ends))
    return Detail(names, labels.subclass(subclass), SOURCE) if subclass else Detail("", names)
