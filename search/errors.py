"""Errors of searching.

SearchError
├── InvalidQuery        a parameter of an address does not hold
├── UnknownField        a query names a field that is not in FIELDS, or uses it for what it cannot do
├── UnknownEngine       an address names no engine of ours
├── IndexMissing        nothing was built yet, or it was built by other rules: rebuild
├── EngineBusy          another process is writing
└── EngineUnavailable   the engine does not answer
"""


class SearchError(Exception):
    """Base of all errors of this package."""


class InvalidQuery(SearchError):
    """A parameter does not hold. `message` says what would."""

    def __init__(self, parameter: str, message: str) -> None:
        super().__init__(f"{parameter}: {message}")
        self.parameter = parameter
        self.message = message


class UnknownField(SearchError):
    """The query asks of a field what the table does not offer; the message names the choices."""


class UnknownEngine(SearchError):
    """The address of an engine has a scheme that is not ours; the message names the choices."""


class IndexMissing(SearchError):
    """There is no index that can be searched yet."""


class EngineBusy(SearchError):
    """Another process holds the writer."""


class EngineUnavailable(SearchError):
    """The engine does not answer."""
