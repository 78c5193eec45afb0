"""The audit trail in a backup: whether each entry has the hash of the one before, and whether it is what was signed."""

from collections.abc import Iterator
from typing import Any

import orjson

from schemas.audit import Action

from ..proof.checkpoint import Checkpoint
from ..proof.entries import leaf
from ..proof.growing import Growing
from ..proof.keys import Verifier
from ..proof.notes import NotSigned, opened
from ..proof.tree import leaf_hash
from ..store.audit import first_broken
from ..store.audit_rows import Head, entry_of
from ..store.logical import decoded
from .backup_errors import BackupDamaged, TrailBroken
from .backup_file import Backup, Log, table_part

AUDIT = "audit"


def check_trail(backup: Backup) -> None:
    """Read the whole trail in a backup. Memory use is constant. Raises `TrailBroken`, and `BackupDamaged` for the manifest."""
    head = Head(backup.manifest.head.entry, backup.manifest.head.hash)
    tree = _Tree(backup)
    broken = first_broken(tree.rows(), head, _erased(backup))
    if broken is not None:
        raise TrailBroken(broken)
    log = backup.manifest.log
    if log and tree.root is not None and tree.root != _signed_root(log, backup.manifest.key):
        raise TrailBroken(log.size)


class _Tree:
    """The rows of the trail, and the root of their tree at the size of the newest checkpoint, once they were read so far."""

    def __init__(self, backup: Backup) -> None:
        self._backup = backup
        self._size = backup.manifest.log.size if backup.manifest.log else 0
        self.root: bytes | None = None

    def rows(self) -> Iterator[dict[str, Any]]:
        tree = Growing()
        for row in _rows(self._backup):
            yield row
            if tree.size < self._size:
                tree.add(leaf_hash(leaf(entry_of(row))))
                if tree.size == self._size:
                    self.root = tree.root()


def _rows(backup: Backup) -> Iterator[dict[str, Any]]:
    table = next((each for each in backup.manifest.table if each.name == AUDIT), None)
    if table is None:
        raise BackupDamaged("it has no audit trail")
    for line in backup.lines(table_part(AUDIT)):
        yield decoded(table, line)


def _erased(backup: Backup) -> frozenset[int]:
    """The entries of which later ones say that they were erased."""
    said = (row["details"] for row in _rows(backup) if row["action"] == Action.ERASE)
    return frozenset(entry for details in said for entry in orjson.loads(details).get("entries", ()))


def _signed_root(log: Log, keys: tuple[str, ...]) -> bytes:
    """The root in a checkpoint that one of the keys has signed. Raises `BackupDamaged`."""
    try:
        return Checkpoint.parse(opened(log.note, *map(Verifier.parse, keys)).text).root
    except (NotSigned, ValueError) as error:
        raise BackupDamaged("its checkpoint is not signed by a key that it names") from error
