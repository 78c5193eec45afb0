"""The table of combinations, read from `combination.yml`; its head says what the fields mean."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Literal, TypeVar

from schemas.assessment import Confidence
from schemas.combination import Because, CombinationUse, Outcome
from schemas.licenses import LicenseClass, base_id
from schemas.model import Model
from schemas.usage import RuleSource, UsageEffect

from .transfer.errors import InvalidRules, RuleFlaw
from .transfer.files import Head
from .transfer.reading import file_name, read

NAME = "combination"
"""The name of the file."""

ANY = "any"

Row = TypeVar("Row", bound="Clause")


class OutcomeEntry(Model):
    """What an outcome means for the whole answer."""

    effect: UsageEffect
    label: str


class UseEntry(Model):
    """The purposes of a use."""

    purposes: tuple[str, ...]
    label: str


class PairRow(Model):
    """What becomes of a class of `first` and a class of `with`."""

    id: str
    first: tuple[LicenseClass, ...]
    second: tuple[LicenseClass | Literal["any"], ...]
    words: str
    published: Outcome
    compatible: Outcome | None = None
    unread: Outcome | None = None
    unchanged: Outcome
    own: Outcome | Literal["by_licence"]

    def is_for(self, first: LicenseClass, second: LicenseClass) -> bool:
        return first in self.first and (second in self.second or ANY in self.second)


class Clause(Model):
    """A clause of licences, with its source."""

    licenses: tuple[str, ...]
    citation: str
    sources: tuple[str, ...]
    confidence: Confidence


class ShareAlikeRow(Clause):
    """Under which other licences a result may be published."""

    into: tuple[str, ...]


class OwnChangesRow(Clause):
    """Whether one may make merged data for oneself."""

    outcome: Outcome


class DoubtEntry(Model):
    """What makes a pair unclear besides its classes."""

    words: str
    sources: tuple[str, ...]
    confidence: Confidence


class DutyEntry(Model):
    """What has to be done, always or only if the result is given to others."""

    label: str
    on_sharing: bool


class CautionEntry(Model):
    """What is to be thought of, though no licence and no rule says it."""

    effect: UsageEffect
    label: str
    citation: str
    sources: tuple[str, ...]
    confidence: Confidence


class CombinationFile(Head):
    """The file as it is written."""

    outcomes: dict[Outcome, OutcomeEntry]
    uses: dict[CombinationUse, UseEntry]
    order: tuple[LicenseClass, ...]
    pairs: tuple[PairRow, ...]
    pairs_source: str
    pairs_confidence: Confidence
    share_alike: tuple[ShareAlikeRow, ...]
    own_changes: tuple[OwnChangesRow, ...]
    offered: tuple[str, ...]
    offered_source: str
    doubts: dict[str, DoubtEntry]
    duties: dict[str, DutyEntry]
    cautions: dict[str, CautionEntry]
    sources: dict[str, str]


class CombinationRules:
    """The table, with what is looked up in it. `version` names its content."""

    def __init__(self, file: CombinationFile, *, version: str) -> None:
        self.file, self.version = file, version

    @cached_property
    def _use(self) -> Mapping[str, CombinationUse]:
        return {purpose: use for use, entry in self.file.uses.items() for purpose in entry.purposes}

    def use(self, purpose: str) -> CombinationUse:
        """What is done with the combination for a purpose; the strictest for one that the table does not name."""
        return self._use.get(purpose, CombinationUse.PUBLISHED)

    def rows(self, first: LicenseClass, second: LicenseClass) -> PairRow:
        """The row of two classes in any order."""
        former, latter = sorted((first, second), key=self.file.order.index)
        return next(row for row in self.file.pairs if row.is_for(former, latter))

    def share_alike(self, id_: str) -> ShareAlikeRow | None:
        """The clause of a licence on other licences for a result; None if it was not read."""
        return _of(self.file.share_alike, id_)

    def own_changes(self, id_: str) -> OwnChangesRow:
        """Whether one may make merged data for oneself under a licence that forbids to share them."""
        return _of(self.file.own_changes, id_) or self.file.own_changes[-1]

    def because(self, row: PairRow) -> Because:
        """A row of the table as a reason."""
        return self._reason(row.id, row.words, [self.file.pairs_source], self.file.pairs_confidence)

    def clause(self, code: str, row: Clause) -> Because:
        """A clause as a reason."""
        return self._reason(code, row.citation, row.sources, row.confidence)

    def doubt(self, code: str) -> Because:
        entry = self.file.doubts[code]
        return self._reason(code, entry.words, entry.sources, entry.confidence)

    def sources(self, ids: Iterable[str]) -> tuple[RuleSource, ...]:
        return tuple(RuleSource(id=id_, source=self.file.sources[id_]) for id_ in ids)

    def _reason(self, code: str, words: str, sources: Iterable[str], confidence: Confidence) -> Because:
        return Because(code=code, words=words, source=self.sources(sources), confidence=confidence)


def _of(rows: Iterable[Row], id_: str) -> Row | None:
    """The row of a licence, else that of the licence whose port it is."""
    found = {each: row for row in rows for each in row.licenses}
    return found.get(id_) or found.get(base_id(id_))


def read_combination_rules(content: str | None, *, version: str) -> CombinationRules:
    """The table of a file. Raises `InvalidRules` if there is none, or if it cannot be read."""
    flaws: list[RuleFlaw] = [] if content is not None else [RuleFlaw(file_name(NAME), 1, "file-missing", NAME)]
    found = read({} if content is None else {NAME: content}, {NAME: CombinationFile}, flaws)
    if flaws:
        raise InvalidRules(flaws)
    return CombinationRules(found[NAME].file, version=version)
