"""The command `serai`: how errors become messages and exit codes."""

from typing import NoReturn

from pydantic import ValidationError

from harvesters.errors import InvalidSource
from search.errors import InvalidQuery, SearchError

from ..operation.heap import collect_rarely, keep_one_heap
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
from . import terminal
from .parts import app, redactor


def main() -> None:
    """Run the command; turn the errors that a person can act on into a message and an exit code."""
    keep_one_heap()
    collect_rarely()
    try:
        app()
    except (InvalidSource, InvalidQuery, InvalidRules, InvalidTrailKey, NoFolder) as error:
        _end(str(error), code=2)
    except InvalidUsage as error:
        _end(f"{error} The choices: {', '.join(error.choices)}." if error.choices else str(error), code=2)
    except ValidationError as error:
        _end(f"The settings are not valid: {wrong(error)}", code=2)
    except (BackupError, TrailError, EntryNotSigned, NoteInvalid, NotSigned, TileMissing, TileDamaged) as error:
        _end(str(error), code=1)
    except (SourceRetired, SourceMissing, DayError, MatterError, StoreError, SearchError) as error:
        _end(str(error), code=1)


def wrong(error: ValidationError) -> str:
    """Each invalid setting, and why. Its value is left out: it may be a secret."""
    return "; ".join(
        f"SERAI_{'_'.join(map(str, each['loc'])).upper()}: {each['msg']}" for each in error.errors(include_url=False)
    )


def _end(message: str, *, code: int) -> NoReturn:
    terminal.say(redactor(message))
    raise SystemExit(code)
