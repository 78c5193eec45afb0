"""Errors of searching.

SearchError
├── InvalidQuery        a parameter of an address is not valid
├── UnknownField        a query names a field that is not in FIELDS, or uses it for something that it cannot do
├── UnknownEngine       an address names no engine of ours
├── IndexMissing        nothing was built yet, or the index was built by other rules: rebuild it
├── EngineBusy          another process is writing
└── EngineUnavailable   the engine does not answer
    └── IndexDamaged    files of the index are missing or are not what was written: rebuild it
"""


class SearchError(Exception):
    """Base of all errors of this package."""


class InvalidQuery(SearchError):
    """A parameter is not valid. `message` says what would be."""

    def __init__(self, parameter: str, message: str) -> None:
        super().__init__(f"{parameter}: {message}")
        self.parameter = parameter
        self.message = message


class UnknownField(SearchError):
    """The query uses a field for something that it cannot do; the message names the choices."""


class UnknownEngine(SearchError):
    """The address of an engine has a scheme that is not ours; the message names the choices."""


class IndexMissing(SearchError):
    """There is no index that can be searched yet."""


class EngineBusy(SearchError):
    """Another process is writing."""


class EngineUnavailable(SearchError):
    """The engine does not answer."""


class IndexDamaged(EngineUnavailable):
    """Files of the index are missing, or are not what was written."""
