"""For `pybabel extract`: the texts of tables and vocabularies outside this package that the pages show."""

from collections.abc import Iterator
from typing import Any

from schemas.access_rights import access_rights
from schemas.audit import DONE
from schemas.deidentification import techniques
from schemas.dpv import legal_bases, personal_data
from schemas.file_formats import file_formats
from schemas.frequencies import frequencies
from schemas.holds import EXPLANATIONS
from schemas.issues import ISSUES
from schemas.metadata_quality import dimensions, indicators, ratings
from schemas.privacy import PROTECTION
from schemas.themes import themes
from schemas.transfer_facts import subject_counts
from search.fields import FIELDS

from ..answers.balance_rules import balance_rules
from ..policy import choices
from ..policy.reasons import REASONS, SENTENCES, WHY
from ..policy.rules import load_rules
from ..policy.transfer import ancestors, errors
from .words import OUTCOMES

Message = tuple[int, str | None, str, list[str]]
"""A message as Babel expects it: line, function, text, comments."""


def issue_kinds(*_arguments: Any, **_options: Any) -> Iterator[Message]:
    """Titles and advice of every kind of issue."""
    for kind in ISSUES.values():
        yield 1, None, kind.title, [f"issue {kind.code}"]
        yield 1, None, kind.how_to_fix, [f"issue {kind.code}: how to fix it"]


def metadata_quality(*_arguments: Any, **_options: Any) -> Iterator[Message]:
    """Dimensions, ratings and indicators of the quality of metadata."""
    for dimension in dimensions().values():
        yield 1, None, dimension.label, [f"metadata quality, dimension {dimension.code}"]
    for each in ratings():
        yield 1, None, each.label, [f"metadata quality, rating {each.code}: at least …"]
    for indicator in indicators().values():
        yield 1, None, indicator.lacking, [f"metadata quality, indicator {indicator.code}: it is not met"]
        yield 1, None, indicator.advice, [f"metadata quality, indicator {indicator.code}: how to meet it"]


def search_fields(*_arguments: Any, **_options: Any) -> Iterator[Message]:
    """Labels of every field that can be searched or filtered."""
    for field in FIELDS.values():
        yield 1, None, field.label, [f"search field {field.name}"]


def access_right_labels(*_arguments: Any, **_options: Any) -> Iterator[Message]:
    """Who may have the data."""
    for right in access_rights().values():
        yield 1, None, right.label, [f"access right {right.code}"]


def frequency_labels(*_arguments: Any, **_options: Any) -> Iterator[Message]:
    """How often data change."""
    for each in frequencies().values():
        yield 1, None, each.label, [f"frequency {each.code}"]


def privacy_class_labels(*_arguments: Any, **_options: Any) -> Iterator[Message]:
    """The privacy classes except `unknown`: the pages have their own label for it. And what each of them means."""
    classes = load_rules().privacy_classes
    for name in PROTECTION:
        yield 1, None, classes[name].label, [f"privacy class {name}"]
        yield 1, None, classes[name].meaning, [f"privacy class {name}: what it means"]


def theme_labels(*_arguments: Any, **_options: Any) -> Iterator[Message]:
    """The themes."""
    for theme in themes().values():
        yield 1, None, theme.label, [f"theme {theme.code}"]


def format_labels(*_arguments: Any, **_options: Any) -> Iterator[Message]:
    """File formats. One whose label is its code has a name that is the same in every language."""
    for each in file_formats().values():
        if each.label.upper() != each.code:
            yield 1, None, each.label, [f"file format {each.code}"]


def license_labels(*_arguments: Any, **_options: Any) -> Iterator[Message]:
    """Titles of licences, and under what condition they permit something."""
    for license_ in load_rules().licenses.by_id.values():
        yield 1, None, license_.title, [f"licence {license_.id}"]
        for name, permission in vars(license_.terms).items():
            if permission.condition:
                yield 1, None, permission.condition, [f"licence {license_.id}: the condition for {name}"]


def technique_labels(*_arguments: Any, **_options: Any) -> Iterator[Message]:
    """Techniques of de-identification."""
    for entry in techniques().values():
        yield 1, None, entry.label, [f"ISO/IEC 20889: {entry.id}"]


def dpv_labels(*_arguments: Any, **_options: Any) -> Iterator[Message]:
    """Categories of personal data, and legal bases."""
    for entry in personal_data().values():
        yield 1, None, entry.label, [f"category of personal data {entry.id}"]
    for entry in legal_bases().values():
        yield 1, None, entry.label, [f"legal basis {entry.id}"]


def subject_count_labels(*_arguments: Any, **_options: Any) -> Iterator[Message]:
    """Bands of the number of people."""
    for entry in subject_counts().values():
        yield 1, None, entry.label, ["how many people the data are about"]


def usage_words(*_arguments: Any, **_options: Any) -> Iterator[Message]:
    """Purposes, conditions, kinds of data that a law treats apart, our own rules, and what to ask where a fact is missing."""
    rules = load_rules().transfer
    for purpose in rules.purposes.values():
        yield 1, None, purpose.label, [f"purpose {purpose.id}"]
    for code, condition in rules.conditions.items():
        yield 1, None, condition.words, [f"condition {code}"]
    for code, subclass in load_rules().subclasses.items():
        yield 1, None, subclass.meaning, [f"subclass {code}"]
    for rule in rules.rules:
        if not rule.state:
            yield 1, None, rule.citation, [f"rule {rule.id}: what it says; it is of Serai itself, and of no state"]
    for code, question in rules.questions.items():
        yield 1, None, question, [f"a fact is missing: {code}"]


def usage_refusals(*_arguments: Any, **_options: Any) -> Iterator[Message]:
    """What the address of a record can ask that there is not."""
    for reason in ("state-unknown", "purpose-unknown", "given-twice", "day-unreadable"):
        yield 1, None, errors.REASONS[reason], [f"a question cannot be answered: {reason}"]


def ancestor_sentences(*_arguments: Any, **_options: Any) -> Iterator[Message]:
    """Why something that the data were made from has its answer."""
    for said in (ancestors.UNSEEN, *ancestors.SENTENCES.values()):
        yield 1, None, said, ["what the data were made from"]


def combination_words(*_arguments: Any, **_options: Any) -> Iterator[Message]:
    """What becomes of datasets that are combined."""
    table = load_rules().combination.file
    for pair in table.pairs:
        yield 1, None, pair.words, [f"licences that meet: {pair.id}"]
    for outcome, entry in table.outcomes.items():
        yield 1, None, entry.label, [f"licences that meet: {outcome}"]
    for use, what in table.uses.items():
        yield 1, None, what.label, [f"what is done with a combination: {use}"]
    for code, duty in table.duties.items():
        yield 1, None, duty.label, [f"what licences ask for: {code}"]
    for code, caution in table.cautions.items():
        yield 1, None, caution.label, [f"what is to be thought of: {code}"]


def balance_words(*_arguments: Any, **_options: Any) -> Iterator[Message]:
    """What is thin or missing in the catalogue, and why that matters."""
    for rule in balance_rules().rules:
        yield 1, None, rule.words, [f"what is thin or missing: {rule.code}"]
        yield 1, None, rule.reason, [f"what is thin or missing: {rule.code}, why it matters"]


def refusals(*_arguments: Any, **_options: Any) -> Iterator[Message]:
    """Why a decision cannot be recorded."""
    for reason, sentence in choices.REASONS.items():
        yield 1, None, sentence, [f"a decision is refused: {reason}"]


def actions(*_arguments: Any, **_options: Any) -> Iterator[Message]:
    """What was done to a record."""
    for action, word in DONE.items():
        yield 1, None, word, [f"what was done to a record: {action}"]


def outcomes(*_arguments: Any, **_options: Any) -> Iterator[Message]:
    """What becomes of a record in a run."""
    for outcome in OUTCOMES:
        yield 1, None, outcome, [f"what became of a record in a run: {outcome}"]


def hold_explanations(*_arguments: Any, **_options: Any) -> Iterator[Message]:
    """Why a withdrawal is held, with its numbers."""
    for cause, sentences in EXPLANATIONS.items():
        for sentence in sentences:
            yield 1, None, sentence, [f"a withdrawal is held: {cause}; the numbers are numbers of datasets"]


def reasons(*_arguments: Any, **_options: Any) -> Iterator[Message]:
    """The sentences of findings, what they rest on where that is not a citation, why they hold, and what can be done."""
    for key, reason in REASONS.items():
        yield 1, None, reason.sentence, [f"finding {key}"]
        yield 1, None, reason.why, [f"finding {key}: why"]
        if reason.remedy:
            yield 1, None, reason.remedy, [f"finding {key}: what to do if it is wrong"]
        if "{" not in reason.basis:
            yield 1, None, reason.basis, ["what a finding is based on"]
    for role, said in SENTENCES.items():
        yield 1, None, said, [f"finding of words: {role}"]
    for role, why in WHY.items():
        yield 1, None, why, [f"words of the role {role}: why they weigh"]


def privacy_rules(*_arguments: Any, **_options: Any) -> Iterator[Message]:
    """What the words of the privacy rules name."""
    for rule in load_rules().privacy.rules:
        yield 1, None, rule.about, [f"what words name, within a sentence: {rule.id}"]
        yield 1, None, rule.basis, [f"what a finding is based on: {rule.id}"]
        for state, meaning in rule.by_state.items():
            yield 1, None, meaning.reason, [f"finding {rule.id}: {state}"]
            yield 1, None, meaning.basis, [f"what a finding is based on: {rule.id}"]


def jurisdiction_words(*_arguments: Any, **_options: Any) -> Iterator[Message]:
    """The acts of a state, and what follows the sentence about its law."""
    for state in load_rules().jurisdictions.values():
        for law in state.law:
            yield 1, None, law.name, [f"an act of {state.code}"]
        if state.note:
            yield 1, None, state.note, [f"finding jurisdiction-law: {state.code}"]
