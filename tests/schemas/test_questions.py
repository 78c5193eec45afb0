"""What an officer has to decide about a record follows from the record."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from schemas.assessment import Confidence, Evidence, LicenseStatus, PrivacyClass
from schemas.questions import Cause, Question, asked_since, asked_words, questions, read_question
from schemas.record import Aspect, CatalogRecord, Curation, LicenseDecision, PrivacyDecision, ReviewDueDecision
from tests.factories import NOON, finding, jurisdiction_of, record

BY: Mapping[str, Any] = {"reason": "I asked the ministry.", "by": "Aizada", "at": NOON}


def asked(item: CatalogRecord) -> list[tuple[Aspect, Cause]]:
    return [(question.aspect, question.cause) for question in questions(item)]


def with_confidence(item: CatalogRecord, conclusion: str, confidence: Confidence) -> CatalogRecord:
    found = getattr(item.assessment, conclusion).model_copy(update={"confidence": confidence})
    return item.model_copy(update={"assessment": item.assessment.model_copy(update={conclusion: found})})


def decided(item: CatalogRecord, **decisions: object) -> CatalogRecord:
    return item.model_copy(update={"curation": Curation.model_validate(decisions)})


def test_a_record_that_is_clear_asks_nothing() -> None:
    assert questions(record()) == ()
    assert questions(record(license=None)) == (), "that nothing is stated is no question for each record"


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        (LicenseStatus.AMBIGUOUS, Cause.AMBIGUOUS),
        (LicenseStatus.CONFLICT, Cause.CONFLICT),
        (LicenseStatus.UNKNOWN, Cause.UNREADABLE),
    ],
)
def test_words_about_the_licence_that_do_not_tell_it(status: LicenseStatus, cause: Cause) -> None:
    item = record(license="Creative Commons", license_status=status)
    assert asked(item) == [(Aspect.LICENSE, cause)]
    assert asked(decided(item, license=LicenseDecision(value="CC-BY-4.0", **BY))) == []


@pytest.mark.parametrize(
    ("conclusion", "aspect"),
    [("license", Aspect.LICENSE), ("jurisdiction", Aspect.JURISDICTION), ("privacy", Aspect.PRIVACY_CLASS)],
)
def test_a_conclusion_of_low_confidence(conclusion: str, aspect: Aspect) -> None:
    assert asked(with_confidence(record(), conclusion, Confidence.LOW)) == [(aspect, Cause.UNCERTAIN)]


def test_nothing_tells_the_holder_or_the_class() -> None:
    assert asked(record(jurisdiction=jurisdiction_of(None))) == [(Aspect.JURISDICTION, Cause.UNKNOWN)]
    assert asked(record(privacy_class="unknown")) == [(Aspect.PRIVACY_CLASS, Cause.UNKNOWN)]


@pytest.mark.parametrize("name", PrivacyClass)
def test_a_class_that_words_have_raised_is_confirmed_by_a_person(name: PrivacyClass) -> None:
    raised = name not in {PrivacyClass.OPEN, PrivacyClass.ANONYMISED, PrivacyClass.UNKNOWN}
    item = record(privacy_class=name)
    assert ((Aspect.PRIVACY_CLASS, Cause.RAISED) in asked(item)) == raised
    of_a_subclass = decided(item, privacy_class=PrivacyDecision(subclass=("biometric",), **BY))
    assert asked(of_a_subclass) == asked(item), "a decision about a subclass leaves the class open"
    assert asked(decided(item, privacy_class=PrivacyDecision(value=name, **BY))) == []


def test_records_of_a_portal_with_the_same_words_have_the_same_question() -> None:
    def key(words: str, source: str = "kg_data_gov") -> str:
        item = record(identifier=words + source, license=words, license_status=LicenseStatus.UNKNOWN)
        return questions(item.model_copy(update={"source": source}))[0].id

    assert key("Open terms") == key("Open terms")
    assert len({key("Open terms"), key("Other terms"), key("Open terms", "kz_data_egov")}) == 3


def privacy_question(*findings: tuple[str, str, str], title: str = "Water use") -> Question:
    """The question of a record with an unknown class, whose findings are a rule, what it says and what it saw."""
    found = [
        finding(verdict, rule=rule, evidence=(Evidence(seen=seen, where="/title/0/value"),)) for rule, verdict, seen in findings
    ]
    item = record(title, privacy_class="unknown")
    privacy = item.assessment.privacy.model_copy(update={"finding": tuple(found)})
    item = item.model_copy(update={"assessment": item.assessment.model_copy(update={"privacy": privacy})})
    [question] = questions(item)
    words = {seen.casefold() for rule, verdict, seen in findings if verdict != "open" and rule != "privacy-undecided"}
    assert set(asked_words(item, question)) == words
    return question


def test_what_was_seen_of_persons_parts_questions_and_what_speaks_for_open_data_does_not() -> None:
    def question(thing: str, people: str, title: str = "Water use") -> Question:
        seen = (("privacy-undecided", "unknown", title), ("privacy-things", "open", thing), ("privacy-heads", "personal", people))
        return privacy_question(*seen, title=title)

    assert question("rivers", "Director") == question("roads", "director", title="Road use")
    assert question("rivers", "director") != question("rivers", "patient")
    undecided = ("privacy-undecided", "unknown", "Water use")
    assert privacy_question(undecided) != privacy_question(undecided, ("privacy-things", "open", "rivers"))
    assert privacy_question(undecided) == privacy_question(("privacy-undecided", "unknown", "Road use"), title="Road use")


def test_since_when_a_question_can_have_been_asked() -> None:
    ambiguous = record(license="Creative Commons", license_status=LicenseStatus.AMBIGUOUS)
    [question] = questions(ambiguous)
    assert asked_since(ambiguous, question) == NOON.date(), "since its content last changed"
    assert asked_words(ambiguous, question) == ("Creative Commons",)
    later = decided(ambiguous, review_due=ReviewDueDecision(value=date(2027, 1, 11), **BY))
    assert asked_since(later, questions(later)[0]) == date(2027, 1, 11)
    for days, since in ((-3, NOON.date()), (4, date(2026, 11, 29))):
        said = {**BY, "at": NOON + timedelta(days=days)}
        decision = LicenseDecision(value="CC-BY-4.0", concluded={"value": "CC0-1.0"}, **said)
        item = decided(record(), license=decision)
        found = item.assessment.model_copy(update={"without_decision": {"license": {"value": "CC-BY-NC-4.0"}}})
        item = item.model_copy(update={"assessment": found})
        [question] = questions(item)
        assert (question.cause, asked_since(item, question)) == (Cause.CHANGED, since)
        assert asked_words(decided(item), question) == item.assessment.license.raw


def test_a_day_to_look_again_is_a_question_and_quiets_the_others() -> None:
    item = record(license="Creative Commons", license_status=LicenseStatus.AMBIGUOUS)
    due = ReviewDueDecision(value=date(2027, 1, 11), **BY)
    assert asked(decided(item, review_due=due)) == [(Aspect.REVIEW_DUE, Cause.DUE)]


def test_a_decision_beside_which_serai_concludes_something_else_now() -> None:
    then = {"value": "LicenseRef-unknown", "status": "ambiguous", "confidence": "low", "rules": "1"}
    decision = LicenseDecision(value="CC-BY-4.0", concluded=then, **BY)

    def beside(**now: str) -> list[tuple[Aspect, Cause]]:
        item = decided(record(), license=decision)
        found = item.assessment.model_copy(update={"without_decision": {"license": {**then, **now}}})
        return asked(item.model_copy(update={"assessment": found}))

    assert beside() == []
    assert beside(rules="2", confidence="medium") == [], "how sure it is, and by which rules, changes no decision"
    assert beside(value="CC-BY-NC-4.0", status="identified") == [(Aspect.LICENSE, Cause.CHANGED)]
    old = decided(record(), license=LicenseDecision(value="CC-BY-4.0", **BY))
    assert asked(old) == [], "a decision of version 0.1 has no conclusion beside it"


def test_the_id_of_a_question_is_read_again() -> None:
    question = questions(record(privacy_class="special"))[0]
    assert read_question(question.id) == question == Question(Aspect.PRIVACY_CLASS, Cause.RAISED, question.key)


@pytest.mark.parametrize("id", ["", "license", "license.ambiguous.short", "license.ambiguous.XYZ0123456789abc", "a.b.c.d"])
def test_what_is_no_id_of_a_question(id: str) -> None:  # the house's name
    with pytest.raises(ValueError):  # noqa: PT011  # a caller needs to know no more
        read_question(id)
