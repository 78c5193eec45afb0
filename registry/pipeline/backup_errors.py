"""Why a backup is not made or not brought back. Each has a stable code."""

from pathlib import Path


class BackupError(Exception):
    """Nothing was done. `code` is stable."""

    code = "backup-failed"

    def __init__(self, why: str) -> None:
        super().__init__(f"{self.code}: {why}")


class NothingToBackUp(BackupError):
    """There is no installation here, or nothing in it yet."""

    code = "backup-nothing-here"


class BackupExists(BackupError):
    """There is a file of this name already."""

    code = "backup-exists"

    def __init__(self, file: Path) -> None:
        super().__init__(f"{file} is there already. Name another file, or give --force to replace it.")


class BackupNotWritten(BackupError):
    """The file cannot be written, or was not read back as it was written. There is no file of this name, or still the old one."""

    code = "backup-not-written"


class TrailBroken(BackupError):
    """The audit trail does not hold together, so a backup could not be told from a forged one."""

    code = "backup-trail-broken"

    def __init__(self, entry: int) -> None:
        super().__init__(f"the audit trail is changed or cut at entry {entry}. `serai verify` tells more.")
        self.entry = entry


class NotABackup(BackupError):
    """The file is something else."""

    code = "backup-not-ours"

    def __init__(self) -> None:
        super().__init__("this file is no backup that `serai backup` has written.")


class BackupUnreadable(BackupError):
    """The file is not there, or cannot be read."""

    code = "backup-unreadable"


class BackupDamaged(BackupError):
    """The file is not as it was written."""

    code = "backup-damaged"

    def __init__(self, why: str) -> None:
        super().__init__(f"{why}. Nothing was changed. Take another backup.")


class BackupNewer(BackupError):
    """A newer version of Serai wrote the file."""

    code = "backup-newer"

    def __init__(self, version: str, what: str) -> None:
        super().__init__(f"Serai {version} wrote it, in {what}, which this version does not know. Restore it with that version.")


class HomeInUse(BackupError):
    """There is something in the home that would be lost."""

    code = "restore-home-in-use"

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}. Nothing was changed: `serai restore` only fills an empty home.")


class RestoreNotWritten(BackupError):
    """A file of the home cannot be written. The home is not finished, and the same command goes on."""

    code = "restore-not-written"


class NotRestored(BackupError):
    """What was restored is not what the backup has."""

    code = "restore-differs"
