"""What can be wrong with an export of the trail."""

from enum import StrEnum

from schemas.model import Model

MOST_FOUND = 100
"""How many faults a report names; the others are only counted."""


class ExportFault(StrEnum):
    """Why an export is not the trail that was signed. The codes are stable."""

    NOT_AN_EXPORT = "not-an-export"
    MALFORMED_LINE = "malformed-line"
    LINE_TOO_LONG = "line-too-long"
    UNEXPECTED_LINE = "unexpected-line"
    TOO_MUCH = "too-much"
    OTHER_LOG = "other-log"
    NOT_SIGNED = "not-signed"
    SIGNATURE_WRONG = "signature-wrong"
    SIZE_DIFFERS = "size-differs"
    KEYS_DIFFER = "keys-differ"
    KEY_NOT_ANNOUNCED = "key-not-announced"
    KEY_CHANGE_BROKEN = "key-change-broken"
    ENTRY_MISSING = "entry-missing"
    ENTRY_OUT_OF_ORDER = "entry-out-of-order"
    ENTRY_MALFORMED = "entry-malformed"
    ENTRY_CHANGED = "entry-changed"
    CHAIN_BROKEN = "chain-broken"
    PRIVATE_CHANGED = "private-changed"
    PRIVATE_MISSING = "private-missing"
    OTHER_PAST = "other-past"
    CUT = "cut"
    SURPLUS = "surplus"
    RULES_CHANGED = "rules-changed"
    RULES_MISSING = "rules-missing"
    RULES_UNKNOWN = "rules-unknown"
    COUNTS_DIFFER = "counts-differ"


class Found(Model):
    """One fault: in which line, of which entry if it is of one, and what was expected."""

    fault: ExportFault
    line: int
    entry: int | None = None
    why: str

    def __str__(self) -> str:
        entry = "" if self.entry is None else f", entry {self.entry}"
        return f"{self.fault.value}: line {self.line}{entry}: {self.why}"


class Report(Model):
    """What an export is, and what is wrong with it. `size` is what the checkpoint covers, `signed_by` whose signatures hold.

    `entries` and `rules` were read; `private` says whether what the entries commit to was there to be compared. `more` is how
    many faults were found besides those that are named.
    """

    origin: str | None = None
    size: int = 0
    signed_by: tuple[str, ...] = ()
    private: bool = False
    entries: int = 0
    rules: int = 0
    found: tuple[Found, ...] = ()
    more: int = 0

    @property
    def whole(self) -> bool:
        """Whether the export is the trail that was signed, and nothing is missing."""
        return not self.found
