"""What is wrong with a question, as text: the codes are those of the API."""

from collections.abc import Mapping, Sequence

from pydantic import ValidationError

from search.errors import EngineBusy, EngineUnavailable, IndexMissing, InvalidQuery, UnknownField

from ..pipeline.curate import RecordMissing, SourceMissing
from ..pipeline.days import DayBeforeRecord, DayError, DayNotKept, DayToCome
from ..policy.transfer.errors import InvalidUsage
from ..store.errors import DatabaseVanished, StoreUnavailable
from ..web.errors import row_of
from ..web.last_resort import logged
from .asked import BadCursor
from .visible import visible
from .why import Incomplete
from .writing import MOST, size

CODES: Mapping[type[Exception], str] = {
    BadCursor: "request-invalid",
    Incomplete: "request-invalid",
    InvalidQuery: "query-invalid",
    UnknownField: "query-invalid",
    InvalidUsage: "usage-invalid",
    RecordMissing: "record-missing",
    SourceMissing: "source-undeclared",
    DayBeforeRecord: "day-before-record",
    DayNotKept: "day-not-kept",
    DayToCome: "day-to-come",
    EngineBusy: "engine-busy",
    EngineUnavailable: "engine-unavailable",
    IndexMissing: "index-missing",
    DatabaseVanished: "database-vanished",
    StoreUnavailable: "store-unavailable",
}
"""The code of what can be wrong. Anything else is a failure of ours."""

OURS = frozenset({"engine-busy", "engine-unavailable", "index-missing", "database-vanished", "store-unavailable"})
"""What the client cannot change. The reason can name hosts and folders, so it goes to the log only."""

_TOLD = {
    RecordMissing: "There is no dataset with this id: take one that search gives. (%s)",
    SourceMissing: "There is no such portal: take an id that the tool portals lists. (%s)",
}


def told(error: Exception) -> str:
    """The error with its code, and what to do. An unexpected one is logged, and has the number of its trace."""
    if not isinstance(error, tuple(CODES)):
        return f"failure: Serai could not answer. The operator finds the reason under {logged(error)}."
    code = row_of(CODES, error)
    if code in OURS:
        return f"{code}: Serai cannot answer now; try again in a minute. The operator finds the reason under {logged(error)}."
    return _short(visible(f"{code}: {_words(error)}"))


def refused(error: ValidationError) -> str:
    """What is wrong with arguments."""
    flaws = (f"{'.'.join(map(str, each['loc'])) or 'arguments'}: {each['msg']}" for each in error.errors())
    return _short(visible(f"request-invalid: {'; '.join(flaws)}"))


def _words(error: Exception) -> str:
    if isinstance(error, InvalidUsage):
        return f"{error.parameter}: {error}{_choices(error.choices)}"
    if isinstance(error, DayError):
        return str(error)
    pattern = next((words for kind, words in _TOLD.items() if isinstance(error, kind)), "%s")
    return pattern % error


def _choices(choices: Sequence[str]) -> str:
    return f" There is: {', '.join(choices)}." if choices else ""


def _short(text: str) -> str:
    """An error repeats what was sent, which may be long."""
    most = MOST // 4
    if size(text) <= most:
        return text
    return f"{text.encode()[:most].decode('utf-8', 'ignore')} … (the rest is left out)"
