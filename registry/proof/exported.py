"""One entry as an export has it: whether it is as it was written, and what it tells."""

from dataclasses import dataclass
from typing import Any

from schemas.audit import AuditEntry
from schemas.canonical import canonical, digest

from .entries import FORM, committed, entry_hash
from .export import WHOLE, LineInvalid
from .export_faults import ExportFault
from .written import MAX_NUMBER

_OLD = {"id", "form", "hash", "previous_hash"}
_NEW = {"id": int, "record": str, "action": str, "actor": dict, "at": str, "details": dict, "previous_hash": str}
_MAY = {"private": str, "state": dict}


@dataclass(frozen=True)
class Exported:
    """An entry in an export. `action` and `details` are None and empty for one whose leaf has only its hash."""

    id: int
    leaf: bytes
    hash: str
    previous_hash: str
    action: str | None
    details: dict[str, Any]
    commitment: str | None
    shown: bool
    faults: tuple[tuple[ExportFault, str], ...]
    """What is wrong with the entry itself, and why."""

    @classmethod
    def parse(cls, value: dict[str, Any]) -> "Exported":
        """The entry in a line. Raises `LineInvalid`."""
        fields, hashed = value.get("leaf"), value.get("hash")
        if not isinstance(fields, dict) or not isinstance(hashed, str) or not _is_leaf(fields):
            raise LineInvalid("the line does not have an entry and its hash")
        if fields["form"] == FORM:
            return _new(fields, hashed, value)
        return _old(fields, hashed, value)

    @property
    def is_erased(self) -> bool:
        """Whether the entry commits to something that is not shown."""
        return self.commitment is not None and not self.shown


def _is_leaf(fields: dict[str, Any]) -> bool:
    """Whether these are the fields of a leaf."""
    if not _is_number(fields.get("id")) or not _is_number(fields.get("form")):
        return False
    if fields["form"] != FORM:
        return fields.keys() == _OLD and isinstance(fields["hash"], str) and isinstance(fields["previous_hash"], str)
    expected = _NEW | {name: kind for name, kind in _MAY.items() if name in fields}
    return fields.keys() == {*expected, "form"} and all(isinstance(fields[name], kind) for name, kind in expected.items())


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MAX_NUMBER


def _new(fields: dict[str, Any], hashed: str, value: dict[str, Any]) -> Exported:
    _check_names(value, "salt", "private")
    content, commitment = canonical(fields), fields.get("private")
    faults = []
    if digest(content) != hashed:
        faults.append((ExportFault.ENTRY_CHANGED, f"its hash is {digest(content)}, not {hashed[:80]}"))
    shown = "salt" in value or "private" in value
    if shown and not _fits(value, commitment):
        faults.append((ExportFault.PRIVATE_CHANGED, "what is shown is not what the entry commits to"))
    return Exported(
        id=fields["id"],
        leaf=content,
        hash=digest(content),
        previous_hash=fields["previous_hash"],
        action=fields["action"],
        details=fields["details"],
        commitment=commitment,
        shown=shown,
        faults=tuple(faults),
    )


def _fits(value: dict[str, Any], commitment: str | None) -> bool:
    salt, private = value.get("salt"), value.get("private")
    return (
        commitment is not None and isinstance(salt, str) and isinstance(private, dict) and committed(salt, private) == commitment
    )


def _old(fields: dict[str, Any], hashed: str, value: dict[str, Any]) -> Exported:
    _check_names(value, "whole")
    faults, whole = [], value.get("whole")
    if hashed != fields["hash"]:
        faults.append((ExportFault.ENTRY_CHANGED, f"its hash is {fields['hash'][:80]}, not {hashed[:80]}"))
    if "whole" in value and not _is_whole(fields, whole):
        faults.append((ExportFault.PRIVATE_CHANGED, "what is shown is not what the hash of the entry is over"))
        whole = None
    return Exported(
        id=fields["id"],
        leaf=canonical(fields),
        hash=fields["hash"],
        previous_hash=fields["previous_hash"],
        action=whole["action"] if whole else None,
        details=whole["details"] if whole else {},
        commitment=fields["hash"],
        shown="whole" in value,
        faults=tuple(faults),
    )


def _is_whole(fields: dict[str, Any], whole: Any) -> bool:
    if not isinstance(whole, dict) or whole.keys() != set(WHOLE):
        return False
    try:
        return bool(entry_hash(AuditEntry.model_validate({**fields, **whole})) == fields["hash"])
    except (ValueError, TypeError):  # not the values of an entry, or none that could be hashed
        return False


def _check_names(value: dict[str, Any], *more: str) -> None:
    if value.keys() - {"leaf", "hash", *more}:
        raise LineInvalid("the line has more than an entry")
