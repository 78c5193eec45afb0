"""Findings in words, in any language."""

from hypothesis import given, settings

from registry.policy.assess import assess
from registry.policy.findings import finding
from registry.policy.rules import shipped_rules
from registry.policy.telling import sentence, told
from schemas.assessment import AssertedBy, Confidence, Finding
from schemas.dataset import Dataset
from schemas.record import Curation
from schemas.source import Source
from tests.factories import TODAY

from .case_files import cases, dataset_of, findings_of, source_of
from .test_assess import datasets, sources

RULES = shipped_rules()


def law(**changes: object) -> Finding:
    found = finding(
        "jurisdiction-law/draft",
        verdict="none",
        confidence=Confidence.LOW,
        asserted_by=AssertedBy.RULE,
        more=" It is {old}.",
        name="BY",
        acts="Act {1}",
    )
    return found.model_copy(update=changes)


def test_a_finding_is_a_rule_and_values_and_no_sentence() -> None:
    found = law()
    assert (found.rule, found.case, found.basis, found.reason) == ("jurisdiction-law", "draft", "Act {1}", None)
    assert dict(found.values) == {"name": "BY", "acts": "Act {1}", "more": "It is {old}."}


def test_a_sentence_has_its_values_and_what_follows() -> None:
    said = sentence(law(), RULES)
    assert said.startswith("Belarus has no general act")
    assert said.endswith(" It is {old}.")


def test_message_values_and_state_are_of_the_language() -> None:
    said = sentence(law(), RULES, gettext=lambda text: f"<{text}>", state=lambda code: f"state {code}")
    assert said.startswith("<state BY has no general act")
    assert said.endswith(" <It is {old}.>")


def test_words_about_persons_are_translated_too() -> None:
    case = next(case for case in cases() if case.title == "Облыс нотариустары")
    found = assess(dataset_of(case), Curation(), source=source_of(case), rules=RULES, today=TODAY).privacy.finding[0]
    said = sentence(found, RULES, gettext=lambda text: f"<{text}>")
    assert said.startswith("<The words name <persons by profession")


def test_the_law_of_the_holder_tells_what_depersonalised_means() -> None:
    case = next(case for case in cases() if case.title == "Обезличенные данные о поездках пассажиров")
    found = assess(dataset_of(case), Curation(), source=source_of(case), rules=RULES, today=TODAY).privacy.finding[0]
    assert (found.rule, found.case) == ("privacy-depersonalised", "RU")
    assert sentence(found, RULES).startswith("By the law of RU")


def test_a_rule_that_is_gone_says_what_was_stored() -> None:
    assert sentence(law(rule="privacy-gone", case=None, reason="It was so."), RULES) == "It was so."
    assert sentence(law(rule="privacy-gone", case=None), RULES) == "privacy-gone"
    assert sentence(law(values={}, reason="It was so."), RULES) == "It was so."


def test_told_findings_have_a_sentence() -> None:
    assert (told(law(), RULES).reason or "").startswith("Belarus has")


@settings(deadline=None)
@given(datasets, sources)
def test_every_finding_can_be_told_and_no_sentence_is_stored(dataset: Dataset, source: Source) -> None:
    for found in findings_of(assess(dataset, Curation(), source=source, rules=RULES, today=TODAY)):
        assert found.reason is None
        assert sentence(found, RULES) != found.rule


def test_columns_are_counted() -> None:
    case = next(case for case in cases() if case.title == "Ta'lim 17-003")
    found = assess(dataset_of(case), Curation(), source=source_of(case), rules=RULES, today=TODAY).privacy.finding
    places = {(item.where, item.column) for each in found for item in each.evidence}
    assert ("/description/0/value", 2) in places
