"""A question to an officer: its sentence, what it rests on, the answers that are offered, and an answer as a decision."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from schemas.assessment import LicenseStatus, PrivacyClass
from schemas.privacy import PROTECTION
from schemas.proposals import Proposal
from schemas.questions import Cause, Question
from schemas.record import DECISIONS, Aspect, CatalogRecord, Decision, PrivacyDecision

from ..pipeline.curate import decided, with_decision, without_decision
from ..pipeline.preview import why_four_eyes
from .desk_words import BECAUSE
from .facts import Fact, facts
from .fields import Field, Option, Sent
from .forms import grounds, license_options, state_options
from .history import Conclusion, conclusion
from .moved import turned_by
from .recorded import Detail, in_words
from .site import Page
from .words import ASKS, ASKS_WHETHER, HOLDS_STILL

KEEP, TAKE_BACK, OTHER, LATER = "keep", "take-back", "other", "later"
"""Answers that are no value: the decision holds; it does not; another value; look again on a day."""

DOUBTED = {Cause.RAISED, Cause.UNCERTAIN, Cause.CHANGED}
"""The causes of questions about something that is concluded or decided."""

LOOK_AGAIN = timedelta(days=30)
"""When to look again, if the person says nothing else."""


@dataclass(frozen=True)
class Asked:
    """A question about a record, in words. `sentence` is a message, with a gap for what is `concluded` or without.

    `fact` is what is known of its aspect; None if the question is to look again. `decision` is the decision in question, `words`
    what it says, `then` and `now` what Serai concluded beside it and concludes now.
    """

    question: Question
    record: CatalogRecord
    sentence: str
    because: str
    fact: Fact | None
    decision: Decision | None
    words: tuple[Detail, ...]
    then: Conclusion | None
    now: Conclusion | None

    @property
    def doubted(self) -> bool:
        """Whether the question is about something that Serai concludes, and that may be wrong."""
        return self.question.cause in DOUBTED


def asked(page: Page, question: Question, record: CatalogRecord) -> Asked:
    """A question about a record that asks it."""
    aspect, cause = question.aspect, question.cause
    fact = next((each for each in facts(page, record) if each.aspect is aspect), None)
    decision = getattr(record.curation, aspect.value)
    at = page.services.clock()
    return Asked(
        question=question,
        record=record,
        sentence=_sentence(question, fact),
        because=page.language.gettext(BECAUSE[cause]),
        fact=fact,
        decision=decision,
        words=in_words(page, decision) if decision else (),
        then=conclusion(page, aspect, decision.concluded, at=at) if decision else None,
        now=conclusion(page, aspect, record.assessment.without_decision.get(aspect.value), at=at),
    )


def _sentence(question: Question, fact: Fact | None) -> str:
    if question.cause is Cause.CHANGED:
        return HOLDS_STILL
    return ASKS_WHETHER[question.aspect] if question.cause in {Cause.RAISED, Cause.UNCERTAIN} and fact else ASKS[question.aspect]


def answers(page: Page, asked: Asked) -> tuple[Field, ...]:
    """The fields of the form that answers a question, empty but for the day on which to look again."""
    gettext, aspect = page.language.gettext, asked.question.aspect
    day = (page.services.clock().date() + LOOK_AGAIN).isoformat()
    return (
        Field("answer", gettext("Your decision"), "radio", tuple(_explained(page, asked))),
        *_others(page, aspect),
        Field("day", gettext("Look again on"), "day", values=(day,)),
        *(
            replace(field, label=gettext("Reason (shown to everybody)")) if field.name == "reason" else field
            for field in grounds(page)
        ),
    )


def filled(page: Page, proposal: Proposal, asked: Asked) -> Sent:
    """The form as it was when it led to this preview."""
    said, aspect = proposal.decision or {}, proposal.aspect
    value: Any = said.get("value")
    written = {"reason": proposal.reason, "source": said.get("source"), "every": "1"}
    if proposal.decision is None:
        written["answer"] = TAKE_BACK
    elif aspect is Aspect.REVIEW_DUE:
        written |= {"answer": LATER, "day": value}
    elif asked.question.cause is Cause.CHANGED and value == (decided(asked.decision) or {}).get("value"):
        written["answer"] = KEEP
    else:
        code = value["holder_state"] if aspect is Aspect.JURISDICTION else value
        offered = code in {option.value for option in _options(page, asked)}
        written |= {"answer": code} if offered else {"answer": OTHER, "other": code}
    return {name: (text,) for name, text in written.items() if text}


def _others(page: Page, aspect: Aspect) -> Iterator[Field]:
    gettext = page.language.gettext
    if aspect is Aspect.LICENSE:
        yield Field("other", gettext("Id of the other licence"), "suggest", license_options(page), longest=200)
    elif aspect is Aspect.JURISDICTION:
        yield Field("other", gettext("The other state"), "select", state_options(page), none=gettext("none"))


def _explained(page: Page, asked: Asked) -> Iterator[Option]:
    """The options, each with why it takes a second person, if it does, and what it means for answers about the record."""
    for option in _options(page, asked):
        after = _after(page, asked, option.value)
        if after is None:
            yield option
            continue
        why = why_four_eyes(page.services.settings.four_eyes, asked.record, after)
        needs = (page.language.gettext("It needs a second person."), *map(page.labels.why_four_eyes, why)) if why else ()
        yield replace(option, hints=(*option.hints, *needs, *turned_by(page, asked.record, after)))


def _after(page: Page, asked: Asked, value: str) -> CatalogRecord | None:
    """The record as an answer would make it; None if it is not told which answer that is, or nobody can decide."""
    services, record, at = page.services, asked.record, page.services.clock()
    if value == OTHER or record.source not in services.sources:
        return None
    day = (at.date() + LOOK_AGAIN).isoformat()
    answer = answer_of(asked, {"answer": (value,), "day": (day,)}, alone=True)
    if answer.taken_back:
        save = without_decision(services, record, answer.aspect, reason="", at=at)
    else:
        decision = DECISIONS[answer.aspect].model_validate({**answer.body, "reason": "", "by": "", "at": at})
        save = with_decision(services, record, decision)
    return save.record


def _options(page: Page, asked: Asked) -> Iterator[Option]:
    gettext = page.language.gettext
    if asked.decision and asked.question.cause is Cause.CHANGED:
        hint = gettext("It is recorded anew, beside what Serai concludes now.")
        yield Option(KEEP, gettext("The decision holds"), hints=(hint,))
        yield Option(TAKE_BACK, gettext("Take the decision back"), hints=(gettext("Then what Serai concludes now holds."),))
    if asked.question.aspect is Aspect.REVIEW_DUE:
        yield Option(TAKE_BACK, gettext("I have looked"), hints=(gettext("Then its other questions are asked again."),))
        yield Option(LATER, gettext("Look again later"), icon="clock")
        return
    yield from _VALUES[asked.question.aspect](page, asked)
    if asked.question.aspect is not Aspect.PRIVACY_CLASS:
        yield Option(OTHER, gettext("Another one"), hints=(gettext("Write which one below."),))
    hint = gettext("Nobody is asked about it until the day that you write below.")
    yield Option(LATER, gettext("Cannot tell: ask the owner of the portal"), icon="clock", hints=(hint,))


def _licenses(page: Page, asked: Asked) -> Iterator[Option]:
    found, labels = asked.record.assessment.license, page.labels
    proposed = (found.id,) if found.status is LicenseStatus.IDENTIFIED and not asked.decision else ()
    for id_ in (*proposed, *found.candidate):
        hints = (page.language.gettext("As proposed."),) if id_ in proposed else ()
        yield Option(id_, labels.license_title(id_), hints=hints)


def _states(page: Page, asked: Asked) -> Iterator[Option]:
    gettext, source = page.language.gettext, page.services.sources.get(asked.record.source)
    hints = {source.jurisdiction: gettext("The state of the portal.")} if source else {}
    if (holder := asked.record.assessment.jurisdiction.holder_state) and not asked.decision:
        hints = {holder: gettext("As proposed."), **{code: hint for code, hint in hints.items() if code != holder}}
    for code, hint in hints.items():
        yield Option(code, page.labels.state(code), hints=(hint,))


def _classes(page: Page, asked: Asked) -> Iterator[Option]:
    gettext, labels = page.language.gettext, page.labels
    concluded = asked.record.assessment.privacy.privacy_class
    proposed = concluded if not asked.decision and concluded is not PrivacyClass.UNKNOWN else None
    for name in sorted(PROTECTION, key=lambda each: each is not proposed):
        hints = [gettext("As proposed.")] if name is proposed else []
        hints.append(labels.class_meaning(name))
        if needs := page.services.rules.privacy_classes[name].needs:
            named = page.language.comma.join(labels.aspect(aspect) for aspect in needs)
            hints.append(gettext("The record then needs: %(facts)s.", facts=named))
        yield Option(name, labels.privacy_class(name), icon=labels.class_icon(name), hints=tuple(hints))


_VALUES = {Aspect.LICENSE: _licenses, Aspect.JURISDICTION: _states, Aspect.PRIVACY_CLASS: _classes}


@dataclass(frozen=True)
class Answer:
    """What was answered: the aspect that is decided, the body of the decision, and the field that has its value.

    `taken_back`: the decision that is there is taken back, and the body has the reason alone.
    """

    aspect: Aspect
    body: dict[str, Any]
    field: str = "answer"
    taken_back: bool = False


def answer_of(asked: Asked, sent: Sent, *, alone: bool) -> Answer:
    """An answer that was sent, as a decision; `alone` if it is about the one record and not about all that ask the same."""
    said, aspect = _first(sent, "answer"), asked.question.aspect
    body = {name: values[0] for name in ("reason", "source") if (values := sent.get(name))}
    if said == TAKE_BACK:
        return Answer(aspect, body, taken_back=True)
    if said == KEEP and asked.decision:
        kept = asked.decision.model_dump(mode="json", exclude={"reason", "source", "by", "at", "concluded"}, exclude_none=True)
        return Answer(aspect, {**kept, **body})
    if said == LATER:
        return Answer(Aspect.REVIEW_DUE, {**_value(_first(sent, "day")), **body}, "day")
    value, field = (_first(sent, "other"), "other") if said == OTHER else (said, "answer")
    if aspect is Aspect.JURISDICTION:
        return Answer(aspect, {**({"value": {"holder_state": value}} if value else {}), **body}, field)
    return Answer(aspect, {**_subclasses(asked.decision if alone and value else None), **_value(value), **body}, field)


def _subclasses(decision: Decision | None) -> dict[str, Any]:
    """The subclasses that a decision has recorded: an answer about the class leaves them as they are."""
    return decision.model_dump(include={"subclass", "denied_subclass"}) if isinstance(decision, PrivacyDecision) else {}


def _value(value: str) -> dict[str, str]:
    return {"value": value} if value else {}


def _first(sent: Sent, name: str) -> str:
    return sent.get(name, ("",))[0].strip()
