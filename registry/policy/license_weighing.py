"""What several statements about the licence of one dataset say together.

Two licences are a conflict: none is picked. A full id wins over an ambiguous name of the same family.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from schemas.assessment import Confidence, Effect, LicenseStatus
from schemas.license_match import LicenseReader, Match, is_compatible
from schemas.licenses import NO_TERMS, UNKNOWN_LICENSE, LicenseClass, Licenses, Terms, base_id

from .findings import lowered, lowest


@dataclass(frozen=True)
class Outcome:
    """What the statements say together. `rules` are the rules that were applied: keys of `REASONS`."""

    id: str
    status: LicenseStatus
    confidence: Confidence
    terms: Terms = NO_TERMS
    candidate: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()

    def as_default(self) -> "Outcome":
        """A licence for a whole portal is one step less sure for each dataset."""
        return replace(self, confidence=lowered(self.confidence), rules=(*self.rules, "license-portal-default"))

    def with_law(self, ids: tuple[str, ...]) -> "Outcome":
        """Nothing is stated; the law names these terms. They stay candidates, because the law is no grant of this portal."""
        return replace(self, candidate=ids, rules=(*self.rules, "license-by-law"))

    def as_in_part(self) -> "Outcome":
        """A licence that only some of the files state is at most of medium confidence for the dataset."""
        confidence = lowest(self.confidence, Confidence.MEDIUM)
        return replace(self, confidence=confidence, rules=(*self.rules, "license-part-of-files"))

    def as_republished(self) -> "Outcome":
        """A republisher cannot license other people's data; the stated licence may be that of the packaging."""
        return replace(self, confidence=Confidence.LOW, rules=(*self.rules, "license-republished"))


def weigh(statements: Iterable[Match], reader: LicenseReader) -> Outcome:
    """Weigh statements that were read one by one."""
    matches = [match for match in statements if match.status is not LicenseStatus.NOT_STATED]
    if not matches:
        return Outcome(UNKNOWN_LICENSE, LicenseStatus.NOT_STATED, Confidence.HIGH, rules=("license-none",))
    conflicts = [match for match in matches if match.status is LicenseStatus.CONFLICT]
    if conflicts:
        return _conflict("license-statements-differ", (id_ for match in conflicts for id_ in match.candidate))
    names = [match for match in matches if match.status is LicenseStatus.AMBIGUOUS]
    ids = _distinct([match.id for match in matches if match.status is LicenseStatus.IDENTIFIED], reader.licenses)
    if len(ids) > 1 or (ids and not all(is_compatible(ids[0], name) for name in names)):
        return _conflict("license-statements-differ", (*ids, *(id_ for name in names for id_ in name.candidate)))
    if ids:
        return _identified(ids[0], matches, reader)
    return _ambiguous(names, reader.licenses) if names else Outcome(UNKNOWN_LICENSE, LicenseStatus.UNKNOWN, Confidence.LOW)


def _identified(id_: str, matches: Sequence[Match], reader: LicenseReader) -> Outcome:
    """One id, and perhaps names of its family and words that we do not understand."""
    best = max((match for match in matches if match.id == id_), key=lambda match: match.confidence is Confidence.HIGH)
    unread = [match.seen for match in matches if match.status is LicenseStatus.UNKNOWN]
    if any(reader.contradictions(text, best.terms) for text in unread):
        return _conflict("license-words-contradict/statements", (id_,))
    names = any(match.status is LicenseStatus.AMBIGUOUS for match in matches)
    return Outcome(
        id_,
        LicenseStatus.IDENTIFIED,
        lowest(best.confidence, Confidence.MEDIUM) if unread else best.confidence,
        best.terms,
        rules=(("license-full-id-over-name",) if names else ()) + (("license-unread-words",) if unread else ()),
    )


def _ambiguous(names: Sequence[Match], licenses: Licenses) -> Outcome:
    """The licences that fit every name."""
    shared = [id_ for id_ in names[0].candidate if all(id_ in name.candidate for name in names)]
    if not shared:
        return _conflict("license-statements-differ", (id_ for name in names for id_ in name.candidate))
    terms = licenses.agreed_terms(shared)
    return Outcome(UNKNOWN_LICENSE, LicenseStatus.AMBIGUOUS, Confidence.MEDIUM, terms, tuple(shared))


def _conflict(rule: str, ids: Iterable[str]) -> Outcome:
    candidates = tuple(dict.fromkeys(ids))
    return Outcome(UNKNOWN_LICENSE, LicenseStatus.CONFLICT, Confidence.LOW, candidate=candidates, rules=(rule,))


def _distinct(ids: Iterable[str], licenses: Licenses) -> list[str]:
    """The ids without those that add nothing: a base beside its port, a bare claim beside a licence that fulfils it."""
    distinct = list(dict.fromkeys(ids))
    ported = {base_id(id_) for id_ in distinct if base_id(id_) != id_}
    distinct = [id_ for id_ in distinct if id_ not in ported]
    return [id_ for id_ in distinct if not any(_fulfils(other, id_, licenses) for other in distinct if other != id_)]


def _fulfils(id_: str, claim: str, licenses: Licenses) -> bool:
    """Whether a licence is what a catch-all id claims: `other-open` beside CC-BY-4.0 says nothing new."""
    row = licenses.find(id_)
    if row is None:
        return False
    match claim:
        case "LicenseRef-other-open":
            return row.is_open
        case "LicenseRef-scancode-public-domain":
            return row.license_class is LicenseClass.PUBLIC_DOMAIN
        case "LicenseRef-other-nc":
            return row.terms.commercial.effect is Effect.NO and row.license_class is not LicenseClass.RESTRICTED
        case "LicenseRef-other-closed":
            return row.license_class is LicenseClass.RESTRICTED
    return False
