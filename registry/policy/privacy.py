"""The privacy class of a dataset, from what its texts say and how it is published.

Only the description of the data is read, not the data. The strictest rule that applies decides. Words that only suggest persons
decide nothing beside figures or a de-identification; if nothing else decides, the class is unknown. Data are called open only if
there is evidence for it. A person's decision wins over all rules, and only a person can lower a class.
"""

from collections.abc import Iterable, Iterator, Sequence

from schemas.assessment import (
    AssertedBy,
    Confidence,
    Finding,
    LicenseAssessment,
    PrivacyAssessment,
    PrivacyClass,
)
from schemas.dataset import Dataset
from schemas.privacy import strictest
from schemas.record import PrivacyDecision
from schemas.source import Source

from .findings import finding, quote
from .privacy_decision import with_decision
from .privacy_rules import PEOPLE, Role
from .privacy_words import Occurrence, Seen, Words, as_evidence, read_words
from .publication import Publication
from .rules import Rules
from .standing import Standing


def assess_privacy(
    dataset: Dataset, decision: PrivacyDecision | None, *, source: Source, rules: Rules, licensed: LicenseAssessment
) -> PrivacyAssessment:
    """Conclude on the privacy class."""
    words = read_words(dataset, state=source.jurisdiction, rules=rules.privacy)
    publication = Publication(dataset, licensed, rules.licenses.find(licensed.id))
    concluded = _raised(words, source.jurisdiction) or _open(words, source, publication) or _unknown(words, dataset)
    return concluded if decision is None else with_decision(concluded, decision)


def _raised(words: Words, state: str) -> PrivacyAssessment | None:
    """The strictest class that the words give, or None if they give none."""
    claims = [each for each in words.of(Role.CLAIM) if each.rule.verdict is not PrivacyClass.OPEN]
    hints = [] if words.document else words.of(Role.SUGGESTS)
    masked = any(each.rule.verdict in {PrivacyClass.ANONYMISED, PrivacyClass.PSEUDONYMISED} for each in claims)
    deciding = ([] if words.document else words.of(Role.HOLDS)) + claims
    if not masked:
        deciding += words.named_in_title() + ([] if words.of(Role.COUNT, Role.FIGURES) else hints)
    findings = [*_listed(words, masked=masked), *(_finding(each, state) for each in deciding)]
    if not masked and not words.document:
        findings.extend(_named_with_topic(words))
    if not findings:
        return None
    verdict = strictest([PrivacyClass(each.verdict) for each in findings])
    findings.sort(key=lambda each: each.verdict != verdict)
    reasons = [each for each in findings if each.verdict == verdict]
    best = max(reasons, key=lambda each: (each.confidence is Confidence.HIGH, each.confidence is Confidence.MEDIUM))
    others = [_finding(each, state) for each in hints if each not in deciding]
    return PrivacyAssessment(
        privacy_class=verdict,
        subclass=_subclasses(deciding, state),
        asserted_by=best.asserted_by,
        confidence=best.confidence,
        finding=(*findings, *others, *_denials(words), *_open_claims(words, state)),
    )


def _open(words: Words, source: Source, publication: Publication) -> PrivacyAssessment | None:
    """Open, if there is evidence for it and nothing against it."""
    figures, things = words.of(Role.COUNT, Role.FIGURES), words.of(Role.THING)
    claims = words.of(Role.CLAIM)  # only claims of no personal data are left here
    people = words.of(*PEOPLE)
    denied = bool(claims or words.denied)
    if words.unknown_lists and not (figures or denied or words.document):
        return None
    told = figures or denied or words.document or any(each.in_title for each in things)
    if words.of(Role.SUGGESTS) or (words.document and words.of(Role.HOLDS)) or not told or publication.is_closed:
        return None
    if not (denied or words.document) and any(_weighs(each, figures, things) for each in people):
        return None
    published = tuple(publication.findings())
    sensitive = any(each.rule.verdict is PrivacyClass.SPECIAL for each in people)
    sure = published and source.official and not sensitive
    state = source.jurisdiction
    return PrivacyAssessment(
        privacy_class=PrivacyClass.OPEN,
        subclass=_subclasses(things, state),
        asserted_by=AssertedBy.PUBLISHER if denied else AssertedBy.RULE,
        confidence=Confidence.MEDIUM if sure else Confidence.LOW,
        finding=(
            *(_finding(each, state) for each in (*claims, *figures, *things)),
            *_denials(words),
            *_document(words),
            *published,
            *(_finding(each, state) for each in people),
        ),
    )


def _weighs(people: Occurrence, figures: list[Occurrence], things: list[Occurrence]) -> bool:
    """Whether words for persons keep data from being called open, beside these figures and things.

    Single persons and groups do if the title or a column names them and nobody counts them. Single persons do as well unless the
    title is of figures; if only the description names them, a count there is enough. All others do unless there are figures, or
    the title is of something else.
    """
    single = people.rule.role is Role.PERSONS
    if (single or people.rule.role is Role.GROUP) and (people.in_title or people.in_columns) and not people.counted:
        return True
    if single:
        counted = people.counted and not people.in_title
        return people.named and not counted and not any(each.in_title for each in figures)
    return not figures and (people.in_title or not any(each.in_title for each in things))


def _unknown(words: Words, dataset: Dataset) -> PrivacyAssessment:
    """Nothing decides. The findings list what was met."""
    met = words.of(Role.SUGGESTS, *PEOPLE, Role.COUNT, Role.FIGURES, Role.THING)
    if words.of(Role.SUGGESTS):
        rule = "privacy-undecided/hints"
    elif words.of(*PEOPLE):
        rule = "privacy-undecided/topic"
    elif words.unknown_lists:
        rule = "privacy-undecided/list"
    else:
        rule = "privacy-undecided/closed" if met else "privacy-undecided/nothing"
    undecided = finding(
        rule,
        verdict=PrivacyClass.UNKNOWN,
        confidence=Confidence.LOW,
        asserted_by=AssertedBy.NOBODY,
        evidence=[quote(title.value, "/title/0/value") for title in dataset.title[:1]],
    )
    return PrivacyAssessment(
        privacy_class=PrivacyClass.UNKNOWN,
        asserted_by=AssertedBy.NOBODY,
        confidence=Confidence.LOW,
        finding=(undecided, *(_finding(each, "") for each in met)),
    )


def _finding(occurrence: Occurrence, state: str) -> Finding:
    """The finding of a rule that was met. Where the meaning depends on the holder's state, the state is the finding's case."""
    rule = occurrence.rule
    meaning = rule.meaning(state)
    return Finding(
        rule=rule.id,
        case=rule.meaning_of(state),
        verdict=PrivacyClass.UNKNOWN if rule.verdict is None or rule.role is Role.TOPIC else rule.verdict,
        evidence=occurrence.evidence,
        basis=meaning.basis if meaning else rule.basis,
        confidence=meaning.confidence if meaning else rule.confidence,
        asserted_by=AssertedBy.PUBLISHER if rule.role is Role.CLAIM else AssertedBy.RULE,
    )


def _listed(words: Words, *, masked: bool) -> Iterator[Finding]:
    """Lists and rows of persons, by their class. Rows are less sure, and say nothing of data that were masked."""
    for (standing, verdict), seen in words.listed.items():
        if standing is Standing.LISTED or not masked:
            yield finding(
                "privacy-registers-of-persons" if standing is Standing.LISTED else "privacy-rows-of-persons",
                verdict=verdict,
                confidence=Confidence.MEDIUM if standing is Standing.LISTED else Confidence.LOW,
                asserted_by=AssertedBy.RULE,
                evidence=as_evidence(seen),
            )


def _named_with_topic(words: Words) -> Iterator[Finding]:
    linked = words.named_with_topic()
    if linked:
        yield finding(
            "privacy-named-with-topic",
            verdict=PrivacyClass.SPECIAL,
            confidence=Confidence.LOW,
            asserted_by=AssertedBy.RULE,
            evidence=as_evidence(linked),
        )


def _denials(words: Words) -> Iterator[Finding]:
    return _for_open("privacy-denied", words.denied, AssertedBy.PUBLISHER)


def _document(words: Words) -> Iterator[Finding]:
    return _for_open("privacy-document", [words.document] if words.document else [], AssertedBy.RULE)


def _for_open(rule: str, seen: Sequence[Seen], asserted_by: AssertedBy) -> Iterator[Finding]:
    """What speaks for open data beside the words of a rule, if anything was seen."""
    if seen:
        yield finding(
            rule, verdict=PrivacyClass.OPEN, confidence=Confidence.LOW, asserted_by=asserted_by, evidence=as_evidence(seen)
        )


def _open_claims(words: Words, state: str) -> Iterator[Finding]:
    """What the publisher says to the contrary; it does not lower a class."""
    return (_finding(each, state) for each in words.of(Role.CLAIM) if each.rule.verdict is PrivacyClass.OPEN)


def _subclasses(occurrences: Iterable[Occurrence], state: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.rule.subclass[state] for each in occurrences if state in each.rule.subclass))
