"""Errors of searching.

SearchError
├── UnknownField        a query names a field that is not in FIELDS, or uses it for what it cannot do
├── IndexMissing        nothing was built yet
├── EngineBusy          another process is writing
└── EngineUnavailable   the engine does not answer
"""


class SearchError(Exception):
    """Base of all errors of this package."""


class UnknownField(SearchError):
    """The query asks of a field what the table does not offer; the message names the choices."""


class IndexMissing(SearchError):
    """There is no index yet."""


class EngineBusy(SearchError):
    """Another process holds the writer."""


class EngineUnavailable(SearchError):
    """The engine does not answer."""
