"""The privacy class of a dataset, from what its texts say and how it is published.

Nothing is known of the data themselves, only of how they are described. The strictest rule that holds decides; words that only
suggest persons decide nothing beside figures or a de-identification, and the class stays unknown; data are called open only on
evidence of their own. A person's decision stands over all, and lowering a class needs one.
"""

from collections.abc import Iterable, Iterator, Sequence

from schemas.assessment import (
    AssertedBy,
    Confidence,
    Effect,
    Evidence,
    Finding,
    LicenseAssessment,
    PrivacyAssessment,
    PrivacyClass,
)
from schemas.dataset import Dataset
from schemas.licenses import LicenseClass, find
from schemas.privacy import strictest
from schemas.record import PrivacyDecision
from schemas.source import Source

from .findings import decided, lowest, quote
from .privacy_rules import PrivacyRules, Role
from .privacy_words import Place, Sighting, Words, as_evidence, read_words

METHOD = "method of Serai"

PUBLIC = "PUBLIC"
CLOSED = frozenset({"RESTRICTED", "NON_PUBLIC"})

_SENTENCES = {
    Role.HOLDS: "The words name {about}; the data hold such records.",
    Role.SUGGESTS: "The words name {about}; whether the data hold such records is not certain.",
    Role.CLAIM: "The text has {about}.",
    Role.TOPIC: "The text is about {about}; that alone says nothing of single persons.",
    Role.FIGURES: "The text speaks of {about}.",
    Role.THING: "The text speaks of {about}.",
}


def assess_privacy(
    dataset: Dataset, decision: PrivacyDecision | None, *, source: Source, rules: PrivacyRules, licensed: LicenseAssessment
) -> PrivacyAssessment:
    """Conclude on the privacy class."""
    words = read_words(dataset, state=source.jurisdiction, rules=rules)
    concluded = _raised(words, source.jurisdiction) or _open(words, dataset, source, licensed) or _unknown(words, dataset)
    if decision is None:
        return concluded
    return PrivacyAssessment(
        privacy_class=decision.value,
        subclass=decision.subclass,
        asserted_by=AssertedBy.PERSON,
        confidence=Confidence.HIGH,
        finding=(decided(decision, rule="privacy-decided", verdict=decision.value), *concluded.finding),
    )


def _raised(words: Words, state: str) -> PrivacyAssessment | None:
    """The strictest class that the words hold, or None if they hold none."""
    claims = [each for each in words.of(Role.CLAIM) if each.rule.verdict is not PrivacyClass.OPEN]
    hints = words.of(Role.SUGGESTS)
    masked = any(each.rule.verdict in {PrivacyClass.ANONYMISED, PrivacyClass.PSEUDONYMISED} for each in claims)
    deciding = words.of(Role.HOLDS) + claims + ([] if masked or words.of(Role.FIGURES) else hints)
    findings = [_finding(each, state) for each in deciding]
    linked = () if masked else words.named_with_topic()
    if linked:
        findings.append(_named_with_topic(linked))
    if not findings:
        return None
    verdict = strictest([PrivacyClass(finding.verdict) for finding in findings])
    findings.sort(key=lambda finding: finding.verdict != verdict)
    reasons = [finding for finding in findings if finding.verdict == verdict]
    best = max(reasons, key=lambda finding: (finding.confidence is Confidence.HIGH, finding.confidence is Confidence.MEDIUM))
    others = [_finding(each, state) for each in hints if each not in deciding]
    return PrivacyAssessment(
        privacy_class=verdict,
        subclass=_subclasses(deciding, state),
        asserted_by=best.asserted_by,
        confidence=best.confidence,
        finding=(*findings, *others, *_denials(words), *_open_claims(words, state)),
    )


def _open(words: Words, dataset: Dataset, source: Source, licensed: LicenseAssessment) -> PrivacyAssessment | None:
    """Open, if there is evidence for it and nothing against it."""
    figures, things = words.of(Role.FIGURES), words.of(Role.THING)
    claims = words.of(Role.CLAIM)  # only claims of no personal data are left here
    topics = words.of(Role.TOPIC)
    denied = bool(claims or words.denied)
    if words.of(Role.SUGGESTS) or not (figures or things or denied):
        return None
    if (topics and not (figures or denied)) or _is_closed(dataset, licensed):
        return None
    published = tuple(_published(dataset, licensed))
    sensitive = any(topic.rule.verdict is PrivacyClass.SPECIAL for topic in topics)
    sure = published and source.official and not sensitive and (figures or denied or any(thing.in_title for thing in things))
    state = source.jurisdiction
    return PrivacyAssessment(
        privacy_class=PrivacyClass.OPEN,
        subclass=_subclasses(things, state),
        asserted_by=AssertedBy.PUBLISHER if denied else AssertedBy.RULE,
        confidence=Confidence.MEDIUM if sure else Confidence.LOW,
        finding=(
            *(_finding(each, state) for each in (*claims, *figures, *things)),
            *_denials(words),
            *published,
            *(_finding(each, state) for each in topics),
        ),
    )


def _unknown(words: Words, dataset: Dataset) -> PrivacyAssessment:
    """Nothing decides; what was met is shown all the same."""
    met = words.of(Role.SUGGESTS, Role.TOPIC, Role.FIGURES, Role.THING)
    if words.of(Role.SUGGESTS):
        reason = "Words suggest persons and figures at once; a person has to look whether anybody can be singled out."
    elif words.of(Role.TOPIC):
        reason = "The text is about people, and nothing tells whether the data hold single persons or figures."
    elif met:
        reason = "The data are not published for everybody, so they are not called open; nothing else tells."
    else:
        reason = "No word of the title, the description, the keywords or the file titles tells."
    undecided = Finding(
        rule="privacy-undecided",
        verdict=PrivacyClass.UNKNOWN,
        reason=reason,
        evidence=tuple(quote(title.value, "/title/0/value") for title in dataset.title[:1]),
        basis=METHOD,
        confidence=Confidence.LOW,
        asserted_by=AssertedBy.NOBODY,
    )
    return PrivacyAssessment(
        privacy_class=PrivacyClass.UNKNOWN,
        asserted_by=AssertedBy.NOBODY,
        confidence=Confidence.LOW,
        finding=(undecided, *(_finding(each, "") for each in met)),
    )


def _finding(sighting: Sighting, state: str) -> Finding:
    """A rule that was met, as the holder's state reads it."""
    rule = sighting.rule
    reading = rule.reading(state)
    return Finding(
        rule=rule.id,
        verdict=PrivacyClass.UNKNOWN if rule.verdict is None or rule.role is Role.TOPIC else rule.verdict,
        reason=reading.reason if reading else _SENTENCES[rule.role].format(about=rule.about),
        evidence=sighting.evidence,
        basis=reading.basis if reading else rule.basis,
        confidence=reading.confidence if reading else rule.confidence,
        asserted_by=AssertedBy.PUBLISHER if rule.role is Role.CLAIM else AssertedBy.RULE,
    )


def _named_with_topic(places: Sequence[Place]) -> Finding:
    return Finding(
        rule="privacy-named-with-topic",
        verdict=PrivacyClass.SPECIAL,
        reason="Words that name single persons stand beside words about health or crime; the data may link the two.",
        evidence=as_evidence(places),
        basis=METHOD,
        confidence=Confidence.LOW,
        asserted_by=AssertedBy.RULE,
    )


def _denials(words: Words) -> Iterator[Finding]:
    if words.denied:
        yield Finding(
            rule="privacy-denied",
            verdict=PrivacyClass.OPEN,
            reason="The text says that these are not in the data.",
            evidence=as_evidence(words.denied),
            basis="statement of the publisher",
            confidence=Confidence.LOW,
            asserted_by=AssertedBy.PUBLISHER,
        )


def _open_claims(words: Words, state: str) -> Iterator[Finding]:
    """What the publisher says to the contrary; it does not lower a class."""
    return (_finding(each, state) for each in words.of(Role.CLAIM) if each.rule.verdict is PrivacyClass.OPEN)


def _published(dataset: Dataset, licensed: LicenseAssessment) -> Iterator[Finding]:
    """How the dataset is published for reuse: an open licence, or public access."""
    row = find(licensed.id)
    stated = licensed.finding[0].evidence
    if licensed.commercial.effect is Effect.YES and licensed.derivatives.effect is Effect.YES:
        yield _publication("The licence permits any use.", stated, licensed.confidence, licensed.asserted_by)
    elif row is not None and row.access_rights == PUBLIC:
        yield _publication("The data are stated to be open to everybody.", stated, licensed.confidence, licensed.asserted_by)
    public = [right for right in dataset.access_rights if right.code == PUBLIC]
    if public:
        seen = (quote(public[0].verbatim, "/access_rights/0/verbatim"),)
        yield _publication("Access is stated to be public.", seen, Confidence.MEDIUM, AssertedBy.PUBLISHER)


def _publication(reason: str, evidence: tuple[Evidence, ...], confidence: Confidence, asserted_by: AssertedBy) -> Finding:
    return Finding(
        rule="privacy-published",
        verdict=PrivacyClass.OPEN,
        reason=reason,
        evidence=evidence,
        basis="licence or access right, as stated",
        confidence=lowest(confidence, Confidence.MEDIUM),
        asserted_by=asserted_by,
    )


def _is_closed(dataset: Dataset, licensed: LicenseAssessment) -> bool:
    """Whether access or licence keep the data from everybody."""
    if any(right.code in CLOSED for right in dataset.access_rights):
        return True
    row = find(licensed.id)
    return row is not None and row.license_class is LicenseClass.RESTRICTED


def _subclasses(sightings: Iterable[Sighting], state: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.rule.subclass[state] for each in sightings if state in each.rule.subclass))
