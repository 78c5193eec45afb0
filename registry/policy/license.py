"""The licence of a dataset: what the publisher states, else what the portal states for all its datasets, else nothing.

Statements are read one by one (`schemas.license_match`) and then weighed together: two licences are a conflict and never a pick,
a full id decides over an ambiguous name of its own family, and a person's decision over everything.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from schemas.assessment import AssertedBy, Confidence, Effect, Finding, LicenseAssessment, LicenseStatus
from schemas.dataset import Dataset, Statement
from schemas.license_key import license_key, urls
from schemas.license_match import Match, contradictions, identify, identify_code, is_compatible
from schemas.licenses import NO_TERMS, UNKNOWN_LICENSE, LicenseClass, Terms, agreed_terms, base_id, find
from schemas.record import LicenseDecision
from schemas.source import Source

from .findings import DECLARED, decided, lowered, lowest, quote
from .license_reasons import reason_of_match, reason_of_rule

Stated = tuple[str, str]
"""The words of a statement, and the field in which they stand."""

MAX_PLACES = 3
"""How many places of one and the same statement are quoted."""


@dataclass(frozen=True)
class Reading:
    """A statement, the places in which it stands, and what it says."""

    verbatim: str
    places: tuple[str, ...]
    match: Match

    @property
    def status(self) -> LicenseStatus:
        return self.match.status


@dataclass(frozen=True)
class Outcome:
    """What the statements say together. `rules` are those by which they were weighed."""

    id: str
    status: LicenseStatus
    confidence: Confidence
    terms: Terms = NO_TERMS
    candidate: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


@dataclass(frozen=True)
class Origin:
    """What the declaration of a source says about licences."""

    source: str
    official: bool
    default: tuple[Stated, ...]


def assess_license(dataset: Dataset, decision: LicenseDecision | None, *, source: Source) -> LicenseAssessment:
    """Conclude on the licence."""
    stated = tuple((statement.verbatim, statement.field) for statement in _statements(dataset))
    concluded = _concluded(stated, _origin(source), in_part=bool(stated) and _is_in_part(dataset))
    return concluded if decision is None else _decided(concluded, decision)


@lru_cache(maxsize=1024)
def _concluded(stated: tuple[Stated, ...], origin: Origin, *, in_part: bool) -> LicenseAssessment:
    """The conclusion without a person. Datasets of one portal mostly state the same in the same places: it is remembered."""
    readings = _readings(stated, origin.source)
    outcome, asserted_by = _weigh(readings), AssertedBy.PUBLISHER
    if outcome.status is LicenseStatus.NOT_STATED:
        asserted_by = AssertedBy.NOBODY
        if origin.default:
            default = _readings(origin.default, origin.source)
            outcome, asserted_by = _as_default(_weigh(default)), AssertedBy.PORTAL
            readings = (*readings, *default)
    elif in_part:
        outcome = _as_in_part(outcome)
    if not origin.official and asserted_by is not AssertedBy.NOBODY:
        outcome, asserted_by = _as_stamped(outcome), AssertedBy.HARVESTER
    raw = tuple(dict.fromkeys(reading.verbatim for reading in readings))
    return _assessment(outcome, asserted_by, tuple(_findings(readings, outcome, asserted_by)), raw=raw)


def _decided(concluded: LicenseAssessment, decision: LicenseDecision) -> LicenseAssessment:
    row = find(decision.value)
    status = LicenseStatus.UNKNOWN if decision.value == UNKNOWN_LICENSE else LicenseStatus.IDENTIFIED
    outcome = Outcome(decision.value, status, Confidence.HIGH, row.terms if row else NO_TERMS)
    finding = decided(decision, rule="license-decided", verdict=decision.value)
    return _assessment(outcome, AssertedBy.PERSON, (finding, *concluded.finding), raw=concluded.raw)


def _assessment(
    outcome: Outcome, asserted_by: AssertedBy, findings: tuple[Finding, ...], *, raw: tuple[str, ...]
) -> LicenseAssessment:
    terms = outcome.terms
    return LicenseAssessment(
        id=outcome.id,
        status=outcome.status,
        raw=raw,
        url=_url(outcome, raw),
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


def _origin(source: Source) -> Origin:
    default: tuple[Stated, ...] = ()
    if source.license is not None:
        default = ((source.license.statement, DECLARED),)
        if source.license.url is not None:
            default += ((str(source.license.url), DECLARED),)
    return Origin(source.id, source.official, default)


def _readings(stated: Iterable[Stated], source: str) -> tuple[Reading, ...]:
    """Each distinct statement once."""
    places: dict[str, list[str]] = {}
    for text, field in stated:
        places.setdefault(text, []).append(field)
    return tuple(Reading(text, tuple(fields), _read(text, fields[0], source)) for text, fields in places.items())


def _read(text: str, field: str, source: str) -> Match:
    return identify_code(source, field.rpartition("/")[2], text) or identify(text)


def _weigh(readings: Sequence[Reading]) -> Outcome:
    """What several statements say together."""
    matches = [reading.match for reading in readings if reading.status is not LicenseStatus.NOT_STATED]
    if not matches:
        return Outcome(UNKNOWN_LICENSE, LicenseStatus.NOT_STATED, Confidence.HIGH, rules=("license-none",))
    conflicts = [match for match in matches if match.status is LicenseStatus.CONFLICT]
    if conflicts:
        return _conflict(id_ for match in conflicts for id_ in match.candidate)
    names = [match for match in matches if match.status is LicenseStatus.AMBIGUOUS]
    ids = _distinct([match.id for match in matches if match.status is LicenseStatus.IDENTIFIED])
    if len(ids) > 1 or (ids and not all(is_compatible(ids[0], name) for name in names)):
        return _conflict((*ids, *(id_ for name in names for id_ in name.candidate)))
    if ids:
        return _identified(ids[0], matches)
    return _ambiguous(names) if names else Outcome(UNKNOWN_LICENSE, LicenseStatus.UNKNOWN, Confidence.LOW)


def _identified(id_: str, matches: Sequence[Match]) -> Outcome:
    """One id, and beside it names of its family and words that we do not understand."""
    best = max((match for match in matches if match.id == id_), key=lambda match: match.confidence is Confidence.HIGH)
    unread = [match.seen for match in matches if match.status is LicenseStatus.UNKNOWN]
    if any(contradictions(license_key(text), best.terms) for text in unread):
        return _conflict((id_,), rule="license-words-contradict")
    names = any(match.status is LicenseStatus.AMBIGUOUS for match in matches)
    return Outcome(
        id_,
        LicenseStatus.IDENTIFIED,
        lowest(best.confidence, Confidence.MEDIUM) if unread else best.confidence,
        best.terms,
        rules=(("license-full-id-over-name",) if names else ()) + (("license-unread-words",) if unread else ()),
    )


def _ambiguous(names: Sequence[Match]) -> Outcome:
    """What all names can be."""
    shared = [id_ for id_ in names[0].candidate if all(id_ in name.candidate for name in names)]
    if not shared:
        return _conflict(id_ for name in names for id_ in name.candidate)
    return Outcome(UNKNOWN_LICENSE, LicenseStatus.AMBIGUOUS, Confidence.MEDIUM, agreed_terms(shared), tuple(shared))


def _conflict(ids: Iterable[str], *, rule: str = "license-statements-differ") -> Outcome:
    candidates = tuple(dict.fromkeys(ids))
    return Outcome(UNKNOWN_LICENSE, LicenseStatus.CONFLICT, Confidence.LOW, candidate=candidates, rules=(rule,))


def _distinct(ids: list[str]) -> list[str]:
    """The ids that say something of their own: a port stands for its base, a licence for a bare claim that it fulfils."""
    distinct = list(dict.fromkeys(ids))
    ported = {base_id(id_) for id_ in distinct if base_id(id_) != id_}
    distinct = [id_ for id_ in distinct if id_ not in ported]
    return [id_ for id_ in distinct if not any(_fulfils(other, id_) for other in distinct if other != id_)]


def _fulfils(id_: str, claim: str) -> bool:
    """Whether a licence is what a catch-all id claims: `other-open` beside CC-BY-4.0 says nothing new."""
    row = find(id_)
    if row is None:
        return False
    match claim:
        case "LicenseRef-other-open":
            return row.is_open
        case "LicenseRef-other-nc":
            return row.terms.commercial.effect is Effect.NO and row.license_class is not LicenseClass.RESTRICTED
        case "LicenseRef-other-closed":
            return row.license_class is LicenseClass.RESTRICTED
    return False


def _as_default(outcome: Outcome) -> Outcome:
    """A licence for a whole portal is one step less sure for each dataset."""
    return replace(outcome, confidence=lowered(outcome.confidence), rules=(*outcome.rules, "license-portal-default"))


def _as_in_part(outcome: Outcome) -> Outcome:
    """A licence that only some of the files state is at most of medium confidence for the dataset."""
    confidence = lowest(outcome.confidence, Confidence.MEDIUM)
    return replace(outcome, confidence=confidence, rules=(*outcome.rules, "license-part-of-files"))


def _as_stamped(outcome: Outcome) -> Outcome:
    """Who collects other people's data cannot license them; what is stated may be the licence of the packaging."""
    return replace(outcome, confidence=Confidence.LOW, rules=(*outcome.rules, "license-republished"))


def _url(outcome: Outcome, raw: Sequence[str]) -> str | None:
    """Where the licence can be read: its own address, or the one that the portal gives."""
    row = find(outcome.id) if outcome.status is LicenseStatus.IDENTIFIED else None
    if row is not None and row.url:
        return row.url[0]
    return next((url for text in raw for url in urls(text) if url.startswith(("http://", "https://"))), None)


def _findings(readings: Sequence[Reading], outcome: Outcome, asserted_by: AssertedBy) -> Iterator[Finding]:
    for rule in outcome.rules:
        basis, reason = reason_of_rule(rule)
        yield Finding(
            rule=rule,
            verdict=outcome.id,
            reason=reason,
            evidence=tuple(quote(reading.verbatim, reading.places[0]) for reading in readings[:MAX_PLACES]),
            basis=basis,
            confidence=outcome.confidence,
            asserted_by=asserted_by,
        )
    for reading in readings:
        basis, reason = reason_of_match(reading.match)
        yield Finding(
            rule=reading.match.rule,
            verdict=reading.match.id,
            reason=reason,
            evidence=tuple(quote(reading.verbatim, place) for place in reading.places[:MAX_PLACES]),
            basis=basis,
            confidence=reading.match.confidence,
            asserted_by=asserted_by,
        )
