"""The licence of a dataset: what the publisher states, else the openness class that it states, else what the portal states for
all its datasets, else nothing, with the terms of the state's law as candidates.

An openness class is an access right by a state's own rules, such as 有条件开放 in China: it is the only thing that the portals of
that state say about use.

Statements are read one by one (`schemas.license_match`) and then weighed together (`license_weighing`). A person's decision
wins over everything.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from schemas.assessment import AssertedBy, Confidence, Finding, LicenseAssessment, LicenseStatus
from schemas.dataset import Coded, Dataset, Statement
from schemas.han import HAN
from schemas.license_key import urls
from schemas.license_match import LicenseReader, Match
from schemas.licenses import NO_TERMS, UNKNOWN_LICENSE, LicenseByLaw, Licenses
from schemas.record import LicenseDecision
from schemas.source import LicenseCodes, Source

from .findings import DECLARED, decided, finding, quote
from .license_weighing import Outcome, weigh
from .rules import Rules

Stated = tuple[str, str]
"""The words of a statement, and the field that they are in."""

LONG = 10_000
"""A conclusion from statements of more characters is not remembered, because it would fill the memory."""

MAX_PLACES = 3
"""How many places of the same statement are quoted."""


@dataclass(frozen=True)
class Reading:
    """A statement, the places where it is, and what it says."""

    verbatim: str
    places: tuple[str, ...]
    match: Match


def assess_license(dataset: Dataset, decision: LicenseDecision | None, *, source: Source, rules: Rules) -> LicenseAssessment:
    """Conclude on the licence."""
    stated = tuple((statement.verbatim, statement.field) for statement in _statements(dataset))
    in_part = bool(stated) and _is_in_part(dataset)
    openness = dataset.access_rights
    if sum(len(text) for text, _ in stated) > LONG:
        concluded = _concluded(stated, openness, source, rules.license_reader, in_part=in_part)
        return concluded if decision is None else _decided(concluded, decision, rules.licenses)
    concluded = rules.licenses_concluded.recall(
        (stated, openness, in_part, source.official, source.jurisdiction, source.license, _grounds(source.license_codes)),
        lambda: _concluded(stated, openness, source, rules.license_reader, in_part=in_part),
    )
    return concluded if decision is None else _decided(concluded, decision, rules.licenses)


def _concluded(
    stated: tuple[Stated, ...], openness: tuple[Coded, ...], source: Source, reader: LicenseReader, *, in_part: bool
) -> LicenseAssessment:
    """The conclusion without a person's decision. Of the source it may use only what `assess_license` has in its key."""
    readings = _readings(stated, source.license_codes, reader)
    outcome, asserted_by = weigh((reading.match for reading in readings), reader), AssertedBy.PUBLISHER
    if outcome.status is LicenseStatus.NOT_STATED:
        asserted_by = AssertedBy.NOBODY
        if classes := _classes(openness, source, reader.licenses):
            outcome, asserted_by = weigh((reading.match for reading in classes), reader), AssertedBy.PUBLISHER
            readings = (*readings, *classes)
            if openness[0].of_portal:
                outcome, asserted_by = outcome.as_default(), AssertedBy.PORTAL
        elif default := _readings(_default(source), None, reader):
            outcome, asserted_by = weigh((reading.match for reading in default), reader).as_default(), AssertedBy.PORTAL
            readings = (*readings, *default)
        elif law := _law(source, reader.licenses):
            outcome, asserted_by = outcome.with_law(law.ids), AssertedBy.RULE
    elif in_part:
        outcome = outcome.as_in_part()
    if not source.official and asserted_by is not AssertedBy.NOBODY:
        outcome, asserted_by = outcome.as_republished(), AssertedBy.HARVESTER
    raw = tuple(dict.fromkeys(reading.verbatim for reading in readings))
    findings = tuple(_findings(readings, outcome, asserted_by, reader.licenses, source.jurisdiction))
    return _assessment(outcome, asserted_by, findings, raw=raw, licenses=reader.licenses)


def _decided(concluded: LicenseAssessment, decision: LicenseDecision, licenses: Licenses) -> LicenseAssessment:
    row = licenses.find(decision.value)
    status = LicenseStatus.UNKNOWN if decision.value == UNKNOWN_LICENSE else LicenseStatus.IDENTIFIED
    outcome = Outcome(decision.value, status, Confidence.HIGH, row.terms if row else NO_TERMS)
    findings = (decided("license-decided", decision, verdict=decision.value), *concluded.finding)
    return _assessment(outcome, AssertedBy.PERSON, findings, raw=concluded.raw, licenses=licenses)


def _assessment(
    outcome: Outcome, asserted_by: AssertedBy, findings: tuple[Finding, ...], *, raw: tuple[str, ...], licenses: Licenses
) -> LicenseAssessment:
    terms = outcome.terms
    return LicenseAssessment(
        id=outcome.id,
        status=outcome.status,
        raw=raw,
        url=_url(outcome, raw, licenses),
        candidate=outcome.candidate,
        asserted_by=asserted_by,
        confidence=outcome.confidence,
        commercial=terms.commercial,
        derivatives=terms.derivatives,
        attribution=terms.attribution,
        share_alike=terms.share_alike,
        ai_training=terms.ai_training,
        finding=findings,
    )


def _statements(dataset: Dataset) -> Iterator[Statement]:
    yield from dataset.license
    for distribution in dataset.distribution:
        yield from distribution.license


def _is_in_part(dataset: Dataset) -> bool:
    """Whether only some of the files state a licence, and the dataset does not."""
    return not dataset.license and not all(distribution.license for distribution in dataset.distribution)


def _classes(openness: Iterable[Coded], source: Source, licenses: Licenses) -> tuple[Reading, ...]:
    """The openness classes of the state's rules that are stated, in Chinese: CN is the only state that has any.

    None if one of the access rights is not understood: it may be stricter.
    """
    if not all(right.code for right in openness):
        return ()
    readings: list[Reading] = []
    for n, right in enumerate(openness):
        row = licenses.of_openness(right.code, source.jurisdiction) if HAN.search(right.verbatim) else None
        if row is not None:
            match = Match(
                row.id, LicenseStatus.IDENTIFIED, "license-openness-class", Confidence.MEDIUM, right.verbatim, terms=row.terms
            )
            readings.append(Reading(right.verbatim, (DECLARED if right.of_portal else f"/access_rights/{n}/verbatim",), match))
    return tuple(readings)


def _default(source: Source) -> Iterator[Stated]:
    """What the portal says about all its datasets."""
    if source.license is not None:
        yield source.license.statement, DECLARED
        if source.license.url is not None:
            yield str(source.license.url), DECLARED


def _law(source: Source, licenses: Licenses) -> LicenseByLaw | None:
    """What the law says of open data of the state, for a portal that the state runs."""
    return licenses.by_law.get(source.jurisdiction) if source.official else None


def _grounds(codes: LicenseCodes | None) -> Hashable:
    """The codes as a value that can be looked up."""
    return codes and (codes.field, codes.otherwise, *codes.code.items())


def _readings(stated: Iterable[Stated], codes: LicenseCodes | None, reader: LicenseReader) -> tuple[Reading, ...]:
    """Each distinct statement once."""
    places: dict[str, list[str]] = {}
    for text, field in stated:
        places.setdefault(text, []).append(field)
    return tuple(Reading(text, tuple(fields), _read(text, fields[0], codes, reader)) for text, fields in places.items())


def _read(text: str, field: str, codes: LicenseCodes | None, reader: LicenseReader) -> Match:
    if codes is not None and codes.field == field.rpartition("/")[2]:
        return reader.identify_code(text, codes)
    return reader.identify(text)


def _url(outcome: Outcome, raw: Sequence[str], licenses: Licenses) -> str | None:
    """Where the licence can be read: its own address, or the one that the portal gives."""
    row = licenses.find(outcome.id) if outcome.status is LicenseStatus.IDENTIFIED else None
    if row is not None and row.url:
        return row.url[0]
    return next((url for text in raw for url in urls(text) if url.startswith(("http://", "https://"))), None)


def _findings(
    readings: Sequence[Reading], outcome: Outcome, asserted_by: AssertedBy, licenses: Licenses, state: str
) -> Iterator[Finding]:
    for rule in outcome.rules:
        if rule == "license-by-law":
            yield _law_finding(licenses, state)
            continue
        evidence = [quote(reading.verbatim, reading.places[0]) for reading in readings[:MAX_PLACES]]
        yield finding(rule, verdict=outcome.id, confidence=outcome.confidence, asserted_by=asserted_by, evidence=evidence)
    for reading in readings:
        yield _statement_finding(reading, asserted_by, licenses)


def _law_finding(licenses: Licenses, state: str) -> Finding:
    law = licenses.by_law[state]
    title = " / ".join(licenses.by_id[id_].title for id_ in law.ids)
    verdict = law.ids[0] if len(law.ids) == 1 else UNKNOWN_LICENSE
    return finding(
        "license-by-law", verdict=verdict, confidence=Confidence.LOW, asserted_by=AssertedBy.RULE, act=law.act, title=title
    )


def _statement_finding(reading: Reading, asserted_by: AssertedBy, licenses: Licenses) -> Finding:
    match = reading.match
    row = licenses.find(match.id)
    return finding(
        match.rule,
        verdict=match.id,
        confidence=match.confidence,
        asserted_by=asserted_by,
        evidence=[quote(match.seen, place) for place in reading.places[:MAX_PLACES]],
        more=_more(match),
        title=row.title if row else match.id,
    )


def _more(match: Match) -> str:
    """What the sentence of the rule does not say."""
    port = f" It is the national version {match.port.upper()}." if match.port else ""
    is_bare = match.status is LicenseStatus.IDENTIFIED and match.terms == NO_TERMS
    return f"{port} What it permits is not known." if is_bare else port
