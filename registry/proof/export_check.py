"""Checking an export of the trail with nothing but the public keys of its log. It reads once, and keeps no entry in memory."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from schemas.audit import Action
from schemas.canonical import canonical, digest

from .checkpoint import Checkpoint
from .export import Counts, Header, LineInvalid, LineTooLong, Part
from .export_faults import MOST_FOUND, ExportFault, Found, Report
from .exported import Exported
from .growing import Growing
from .keys import Kind
from .notes import NoteInvalid, NotSigned, Opened, SignatureWrong, Verifier, opened, unverified_text
from .tree import leaf_hash

MOST_KEPT = 100_000
"""How many keys, sets of rules and erased entries are remembered: the trail of years has a few, and memory stays bounded."""


def check(lines: Iterable[bytes], *, verifiers: Sequence[Verifier], origin: str | None = None) -> Report:
    """Read an export and say all that is wrong with it. `origin` is the log that is expected, if any other is a fault."""
    checker = Checker(lines, verifiers=verifiers, origin=origin)
    for _ in checker.leaves():
        pass
    return checker.report()


class Checker:
    """Checks an export while it is read by `leaves`; afterwards `report` says what was found."""

    def __init__(self, lines: Iterable[bytes], *, verifiers: Sequence[Verifier], origin: str | None = None) -> None:
        self._lines = enumerate(lines, 1)
        self._verifiers, self._origin = verifiers, origin
        self._line = 0
        self._found, self._more = list[Found](), 0
        self._header: Header | None = None
        self._signed: Checkpoint | None = None
        self._by = list[str]()
        self._tree = Growing()
        self._gap = False
        self._over = 0
        self._last: Exported | None = None
        self._highest = 0
        self._keys = list[str]()
        self._rules_due, self._rules_seen = dict[str, int](), set[str]()
        self._erased = dict[int, int]()
        self._ended = self._stopped = False

    def leaves(self) -> Iterator[tuple[int, bytes]]:
        """Number and leaf's hash of each entry, in the order of the file."""
        if not self._begin():
            return
        for number, line in self._lines:
            self._line = number
            part = self._part(line)
            if self._stopped:
                return
            if part is not None:
                yield from self._read(part)
        self._end()

    def report(self) -> Report:
        """What the export is, and what was found."""
        return Report(
            origin=self._header.origin if self._header else None,
            size=self._signed.size if self._signed else 0,
            signed_by=tuple(self._by),
            private=bool(self._header and self._header.private),
            entries=self._tree.size,
            rules=len(self._rules_seen),
            found=tuple(self._found),
            more=self._more,
        )

    @property
    def checkpoint(self) -> Checkpoint | None:
        """The checkpoint of the export, if it is signed."""
        return self._signed

    @property
    def misread(self) -> bool:
        """Whether entries could not be read, or were not in their order."""
        return self._gap

    def _fault(self, fault: ExportFault, why: str, *, entry: int | None = None) -> None:
        if len(self._found) < MOST_FOUND:
            self._found.append(Found(fault=fault, line=self._line, entry=entry, why=why))
        else:
            self._more += 1

    def _begin(self) -> bool:
        self._line, line = next(self._lines, (1, b""))
        try:
            part = Part.parse(line)
            if part.name != "export":
                raise LineInvalid(f"the first line is one of {part.name}")
            self._header = Header.model_validate(part.value)
        except ValueError as error:
            self._fault(ExportFault.NOT_AN_EXPORT, _short(error))
            return False
        self._signed = self._opened(self._header.checkpoint)
        if self._signed is not None and self._signed.size != self._header.size:
            why = f"the first line says {self._header.size} entries, the checkpoint {self._signed.size}"
            self._fault(ExportFault.SIZE_DIFFERS, why)
        return True

    def _opened(self, note: str) -> Checkpoint | None:
        """The checkpoint in the note of the first line, if the log signed it."""
        try:
            signed = opened(note, *self._verifiers)
            checkpoint = Checkpoint.parse(signed.text)
        except NotSigned as error:
            self._fault(ExportFault.NOT_SIGNED, str(error))
            return None
        except SignatureWrong as error:
            self._fault(ExportFault.SIGNATURE_WRONG, str(error))
            return None
        except ValueError as error:
            self._fault(ExportFault.NOT_SIGNED, f"the checkpoint cannot be read: {error}")
            return None
        self._by = [str(each.verifier) for each in signed.by]
        for name in (self._origin, self._header.origin if self._header else None):
            if name is not None and name != checkpoint.origin:
                self._fault(ExportFault.OTHER_LOG, f"the checkpoint is of {checkpoint.origin}, not of {name[:200]}")
                return None
        if not _keys_of_log(signed):
            self._fault(ExportFault.NOT_SIGNED, "only witnesses signed the checkpoint, not the log")
            return None
        return checkpoint

    def _part(self, line: bytes) -> Part | None:
        try:
            return Part.parse(line)
        except LineTooLong as error:
            self._fault(ExportFault.LINE_TOO_LONG, str(error))
            self._stopped = True
        except LineInvalid as error:
            self._gap = True
            self._fault(ExportFault.MALFORMED_LINE, _short(error))
        return None

    def _read(self, part: Part) -> Iterator[tuple[int, bytes]]:
        if self._ended or part.name == "export" or (part.name in {"entry", "checkpoint"} and self._rules_seen):
            self._fault(ExportFault.UNEXPECTED_LINE, f"a line with {part.name} does not stand here")
        elif part.name == "entry":
            yield from self._entry(part.value)
        elif part.name == "checkpoint":
            self._earlier(part.value)
        elif part.name == "rules":
            self._rules(part.value)
        else:
            self._counts(part.value)
        if len(self._keys) + len(self._rules_due) + len(self._rules_seen) + len(self._erased) > MOST_KEPT:
            self._fault(ExportFault.TOO_MUCH, f"there are more than {MOST_KEPT} keys, sets of rules and erased entries")
            self._stopped = True

    def _entry(self, value: dict[str, Any]) -> Iterator[tuple[int, bytes]]:
        try:
            entry = Exported.parse(value)
        except LineInvalid as error:
            self._gap = True
            self._fault(ExportFault.ENTRY_MALFORMED, str(error))
            return
        if entry.id <= self._highest:
            self._gap = True
            why = f"an entry after {self._highest} was expected"
            self._fault(ExportFault.ENTRY_OUT_OF_ORDER, why, entry=entry.id)
            return
        if entry.id > self._highest + 1:
            self._gap = True
            missing = f"entries {self._highest + 1} to {entry.id - 1} are" if entry.id > self._highest + 2 else "it is"
            self._fault(ExportFault.ENTRY_MISSING, f"{missing} not there", entry=self._highest + 1)
        self._follow(entry)
        hashed = leaf_hash(entry.leaf)
        self._tree.add(hashed)
        self._highest, self._last = entry.id, entry
        yield entry.id, hashed

    def _follow(self, entry: Exported) -> None:
        """The entry itself, the chain, and what it tells about keys, rules and erasures."""
        for fault, why in entry.faults:
            self._fault(fault, why, entry=entry.id)
        before = GENESIS if entry.id == 1 else self._last.hash if self._last and self._last.id == entry.id - 1 else None
        if before is not None and entry.previous_hash != before:
            why = f"it follows an entry with the hash {entry.previous_hash[:80]}, not {before}"
            self._fault(ExportFault.CHAIN_BROKEN, why, entry=entry.id)
        if self._header and self._header.private and entry.is_erased:
            self._erased[entry.id] = self._line
        if self._header and not self._header.private and entry.shown:
            self._fault(ExportFault.UNEXPECTED_LINE, "the export says that it has no private parts", entry=entry.id)
        match entry.action:
            case Action.SIGN:
                self._key_change(entry)
            case Action.PUT_IN_FORCE:
                if isinstance(found := entry.details.get("hash"), str):
                    self._rules_due.setdefault(found, entry.id)
            case Action.ERASE:
                named = entry.details.get("entries")
                for each in named if isinstance(named, list) else ():
                    self._erased.pop(each, None) if isinstance(each, int) else None

    def _key_change(self, entry: Exported) -> None:
        key, replaces = entry.details.get("key"), entry.details.get("replaces")
        before = self._keys[-1] if self._keys else None
        if not isinstance(key, str) or replaces != before:
            self._fault(ExportFault.KEY_CHANGE_BROKEN, f"it does not say that it replaces {before}", entry=entry.id)
        if isinstance(key, str):
            self._keys.append(key)

    def _earlier(self, value: dict[str, Any]) -> None:
        """An earlier checkpoint: if the tree up to here does not fit it, another past began after the one before."""
        try:
            note = value.get("note")
            if not isinstance(note, str):
                raise NoteInvalid("the line has no note")
            checkpoint = Checkpoint.parse(unverified_text(note))
            opened(note, *self._verifiers)
        except NotSigned:
            return  # by a key from before, which nobody named
        except SignatureWrong as error:
            self._fault(ExportFault.SIGNATURE_WRONG, str(error), entry=self._highest)
            return
        except ValueError as error:
            self._fault(ExportFault.MALFORMED_LINE, f"the checkpoint cannot be read: {error}")
            return
        if self._header is None or checkpoint.origin != self._header.origin or self._gap:
            return
        if checkpoint.size != self._tree.size:
            why = f"a checkpoint over {checkpoint.size} entries stands after {self._tree.size}"
            self._fault(ExportFault.UNEXPECTED_LINE, why)
            return
        self._compare(checkpoint)

    def _compare(self, checkpoint: Checkpoint) -> None:
        if checkpoint.root == self._tree.root():
            self._over = checkpoint.size
            return
        why = f"the entries {self._over + 1} to {checkpoint.size} are not those that were signed"
        self._fault(ExportFault.OTHER_PAST, why, entry=self._over + 1)
        self._gap = True  # later checkpoints would only say it again

    def _rules(self, value: dict[str, Any]) -> None:
        hashed, contents = value.get("hash"), value.get("contents")
        if not isinstance(hashed, str) or not isinstance(contents, dict):
            self._fault(ExportFault.MALFORMED_LINE, "the line does not have a set of rules and its hash")
            return
        if digest(canonical(contents)) != hashed:
            self._fault(ExportFault.RULES_CHANGED, f"the rules are not those with the hash {hashed[:80]}")
        if hashed in self._rules_seen:
            self._fault(ExportFault.UNEXPECTED_LINE, f"the rules with the hash {hashed[:80]} come twice")
        elif hashed not in self._rules_due:
            self._fault(ExportFault.RULES_UNKNOWN, f"no entry put rules with the hash {hashed[:80]} in force")
        self._rules_seen.add(hashed)

    def _counts(self, value: dict[str, Any]) -> None:
        self._ended = True
        try:
            counts = Counts.model_validate(value)
        except ValueError as error:
            self._fault(ExportFault.MALFORMED_LINE, _short(error))
            return
        read = Counts(entries=self._tree.size, rules=len(self._rules_seen))
        if counts != read:
            why = f"{read.entries} entries and {read.rules} sets of rules were read, not {counts.entries} and {counts.rules}"
            self._fault(ExportFault.COUNTS_DIFFER, why)

    def _end(self) -> None:
        if not self._ended:
            self._fault(ExportFault.CUT, "the last line is missing: the file ends too early")
        for entry, line in self._erased.items():
            self._line = line
            why = "what it commits to is not there, and no later entry says that it was erased"
            self._fault(ExportFault.PRIVATE_MISSING, why, entry=entry)
        for hashed, entry in self._rules_due.items():
            if hashed not in self._rules_seen:
                self._fault(ExportFault.RULES_MISSING, f"the rules with the hash {hashed[:80]} are not there", entry=entry)
        self._check_keys()
        self._check_size()

    def _check_keys(self) -> None:
        if self._header is None or self._gap:
            return
        own = [key for key in reversed(self._keys) if _name_of(key) == self._header.origin]
        if own != list(self._header.keys):
            why = "the first line has other keys than the entries announce"
            self._fault(ExportFault.KEYS_DIFFER, why)
        announced = set(own)
        if self._signed and not announced & {str(each) for each in self._verifiers if str(each) in self._by}:
            self._fault(ExportFault.KEY_NOT_ANNOUNCED, "no entry says that the log is signed with this key")

    def _check_size(self) -> None:
        if self._signed is None:
            return
        if self._highest < self._signed.size:
            why = f"the checkpoint is over {self._signed.size} entries, and the last one here is {self._highest}"
            self._fault(ExportFault.CUT, why, entry=self._highest + 1)
        elif self._highest > self._signed.size:
            why = f"the checkpoint is over {self._signed.size} entries: nobody signed those behind"
            self._fault(ExportFault.SURPLUS, why, entry=self._signed.size + 1)
        elif not self._gap:
            self._compare(self._signed)


GENESIS = "0" * 64
"""The hash that the first entry follows."""


def _keys_of_log(signed: Opened) -> list[Verifier]:
    return [each.verifier for each in signed.by if each.verifier.kind is Kind.ED25519]


def _name_of(key: str) -> str:
    return key.partition("+")[0]


def _short(error: ValueError) -> str:
    """What is wrong, in one line that is not long: of hostile input too."""
    return " ".join(str(error).split())[:300]
