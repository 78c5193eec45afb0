"""Errors that a person can act on, as messages and exit codes."""

from pydantic import ValidationError

from harvesters.errors import InvalidSource
from search.errors import InvalidQuery, SearchError

from ..answers.bundle.errors import BundleError
from ..answers.export_errors import ExportError
from ..operation.trail_key import InvalidTrailKey
from ..pipeline.backup_errors import BackupError
from ..pipeline.curate import SourceMissing
from ..pipeline.days import DayError
from ..pipeline.harvest import SourceRetired
from ..pipeline.matters import MatterError
from ..pipeline.own_rules import NoFolder
from ..pipeline.publish import TrailError
from ..pipeline.trail import EntryNotSigned
from ..policy.transfer.errors import InvalidRules, InvalidUsage
from ..proof.notes import NoteInvalid, NotSigned
from ..proof.tile_files import TileDamaged, TileMissing
from ..store.errors import StoreError
from .offers import offer
from .parts import redactor

CALLED_WRONGLY = (InvalidSource, InvalidQuery, InvalidRules, InvalidUsage, InvalidTrailKey, NoFolder, ValidationError)

FAILED = (
    BackupError,
    BundleError,
    ExportError,
    TrailError,
    EntryNotSigned,
    NoteInvalid,
    NotSigned,
    TileMissing,
    TileDamaged,
    SourceRetired,
    SourceMissing,
    DayError,
    MatterError,
    StoreError,
    SearchError,
)


def ending(error: Exception) -> tuple[str, int] | None:
    """The message and the exit code of an error that a person can act on. None of one that only a programmer can."""
    if isinstance(error, CALLED_WRONGLY):
        return redactor(_told(error)), 2
    return (redactor(str(error)), 1) if isinstance(error, FAILED) else None


def _told(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return f"The settings are not valid: {wrong(error)}"
    if isinstance(error, InvalidUsage) and error.choices:
        return f"{error}{offer(str(error.value), error.choices)} The choices: {', '.join(error.choices)}."
    return str(error)


def wrong(error: ValidationError) -> str:
    """Each invalid setting, and why. Its value is left out: it may be a secret."""
    return "; ".join(
        f"SERAI_{'_'.join(map(str, each['loc'])).upper()}: {each['msg']}" for each in error.errors(include_url=False)
    )
