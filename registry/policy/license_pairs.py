"""What becomes of licences that meet: of two of them, and which licences work for the result of all."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from schemas.assessment import Confidence, Effect, LicenseAssessment, LicenseStatus
from schemas.combination import Because, CombinationUse, Outcome
from schemas.licenses import License, LicenseClass, Licenses, Terms

from .combination_rules import CombinationRules, PairRow

ORDER = tuple(Outcome)
"""The outcomes from least to most restrictive."""

ALONE = frozenset({LicenseClass.RESTRICTED, LicenseClass.UNKNOWN})
"""The classes that decide whatever else the licence says."""

NO_RESULT = frozenset({*ALONE, LicenseClass.NO_DERIVATIVES})
"""The classes with which no result may be published under any licence."""


def strictest(outcomes: Iterable[Outcome]) -> Outcome:
    """The most restrictive of several outcomes."""
    return max(outcomes, key=ORDER.index)


@dataclass(frozen=True)
class Licensed:
    """The licence of a dataset as far as it is known. `low`: it, or what we know of it, is of confidence low."""

    id: str
    license_class: LicenseClass
    terms: Terms
    low: bool = False

    @cached_property
    def classes(self) -> frozenset[LicenseClass]:
        """The class, and those that its terms add."""
        if self.license_class in ALONE:
            return frozenset({self.license_class})
        added = {
            LicenseClass.NO_DERIVATIVES: self.terms.derivatives.effect is Effect.NO,
            LicenseClass.NON_COMMERCIAL: self.terms.commercial.effect in {Effect.NO, Effect.CONDITIONAL},
            LicenseClass.SHARE_ALIKE: self.terms.share_alike.effect in {Effect.YES, Effect.CONDITIONAL},
        }
        return frozenset({self.license_class, *(each for each, holds in added.items() if holds)})

    @property
    def changes_unclear(self) -> bool:
        return self.license_class not in ALONE and self.terms.derivatives.effect is Effect.UNCLEAR

    @property
    def share_alike(self) -> bool:
        return LicenseClass.SHARE_ALIKE in self.classes


def licensed(assessed: LicenseAssessment, licenses: Licenses) -> Licensed:
    """The licence of a conclusion. One that is not identified, or not in the vocabulary, is of the class `unknown`."""
    known = licenses.find(assessed.id) if assessed.status is LicenseStatus.IDENTIFIED else None
    names = ("commercial", "derivatives", "attribution", "share_alike", "ai_training")
    return Licensed(
        id=assessed.id,
        license_class=known.license_class if known else LicenseClass.UNKNOWN,
        terms=Terms(**{name: getattr(assessed, name) for name in names}),
        low=known is not None and Confidence.LOW in {assessed.confidence, known.confidence},
    )


@dataclass(frozen=True)
class Met:
    """What becomes of two licences for one use. `behind` is the outcome without regard to confidence."""

    behind: Outcome
    outcome: Outcome
    because: tuple[Because, ...]


class Meeting:
    """The table of combinations, applied to licences."""

    def __init__(self, table: CombinationRules, licenses: Licenses) -> None:
        self._table, self._licenses = table, licenses

    def outgoing(self, parties: Collection[Licensed]) -> tuple[str, ...]:
        """Of the licences that a person would choose, and those that are asked for, the ones that work for a result of all."""
        asked = (id_ for each in parties if each.share_alike for id_ in self._targets(each))
        candidates = dict.fromkeys((*self._table.file.offered, *asked))
        found = {id_: row for id_ in candidates if (row := self._licenses.find(id_))}
        return tuple(id_ for id_, row in found.items() if all(self._works(each, id_, row) for each in parties))

    def meet(self, one: Licensed, other: Licensed, use: CombinationUse) -> Met:
        """What becomes of two licences."""
        found = sorted(self._reasons(one, other, use), key=lambda reason: -ORDER.index(reason[0]))
        behind = strictest(outcome for outcome, _ in found)
        because = {reason.code: reason for _, reason in found}
        if one.low or other.low:
            uncertain = self._table.doubt("licence-uncertain")
            because[uncertain.code] = uncertain
        low = any(reason.confidence is Confidence.LOW for reason in because.values())
        return Met(behind, strictest((behind, Outcome.UNCLEAR)) if low else behind, tuple(because.values()))

    def _reasons(self, one: Licensed, other: Licensed, use: CombinationUse) -> Iterator[tuple[Outcome, Because]]:
        rows = {row.id: row for former in one.classes for latter in other.classes if (row := self._table.rows(former, latter))}
        for row in rows.values():
            yield from self._of_row(row, one, other, use)
        if use is not CombinationUse.UNCHANGED and (one.changes_unclear or other.changes_unclear):
            yield Outcome.UNCLEAR, self._table.doubt("changes-unclear")

    def _of_row(self, row: PairRow, one: Licensed, other: Licensed, use: CombinationUse) -> Iterator[tuple[Outcome, Because]]:
        said = self._table.because(row)
        if use is CombinationUse.PUBLISHED:
            yield from self._published(row, one, other)
        elif use is CombinationUse.UNCHANGED:
            yield row.unchanged, said
        elif isinstance(row.own, Outcome):
            yield row.own, said
        else:
            for each in (one, other):
                if LicenseClass.NO_DERIVATIVES in each.classes:
                    clause = self._table.own_changes(each.id)
                    yield clause.outcome, self._table.clause(f"own-changes {each.id}", clause)

    def _published(self, row: PairRow, one: Licensed, other: Licensed) -> Iterator[tuple[Outcome, Because]]:
        said = self._table.because(row)
        if row.compatible is None:
            yield row.published, said
            return
        clauses = {each.id: self._table.share_alike(each.id) for each in (one, other) if each.share_alike}
        outcome = row.published
        if self.outgoing((one, other)):
            outcome = row.compatible
        elif row.unread and None in clauses.values():
            outcome = row.unread
            yield outcome, self._table.doubt("clause-unread")
        yield outcome, said
        for id_, clause in clauses.items():
            if clause:
                yield outcome, self._table.clause(f"share-alike {id_}", clause)

    def _targets(self, party: Licensed) -> tuple[str, ...]:
        """The licences that a licence that asks for the same licence allows for a result."""
        clause = self._table.share_alike(party.id)
        return (party.id, *(clause.into if clause else ()))

    def _works(self, party: Licensed, id_: str, result: License) -> bool:
        """Whether a result under another licence keeps what a licence asks for."""
        if party.changes_unclear or not party.classes.isdisjoint(NO_RESULT):
            return False
        if party.share_alike:
            return id_ in self._targets(party)
        attributed = party.terms.attribution.effect is Effect.NO or result.terms.attribution.effect is Effect.YES
        limited = LicenseClass.NON_COMMERCIAL not in party.classes or result.terms.commercial.effect is Effect.NO
        return attributed and limited
