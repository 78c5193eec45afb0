"""What an action refuses, with the status and the shape that CKAN 2.12 answers with.

ActionError
├── BadRequest       400, a text: the action or the request cannot be read
├── NotAuthorized    403: what is not public, and every action that writes
├── NotFound         404
├── Invalid          409: messages by parameter
├── InvalidOrder     400: an order that Solr would refuse
├── SearchRefused    409: a query that Solr would refuse, or that cannot be answered here
└── Failed           500 or 503: this installation cannot answer, or not now
"""

from collections.abc import Mapping
from typing import Any

from search.errors import EngineBusy, EngineUnavailable, IndexMissing, InvalidQuery, UnknownField

from ...web.errors import row_of
from ...web.last_resort import logged
from ..errors import ERRORS, RETRY_AFTER
from ..problems import KINDS, Kind


class ActionError(Exception):
    """Base of what an action refuses."""

    status = 400
    headers: Mapping[str, str] = {}

    def told(self) -> dict[str, Any]:
        """The member `error` of the answer."""
        return {"__type": "Action Error", "message": str(self)}


class BadRequest(ActionError):
    """The answer is a text alone."""


class NotAuthorized(ActionError):
    status = 403

    def told(self) -> dict[str, Any]:
        return {"__type": "Authorization Error", "message": f"Access denied: {self}"}


class NotFound(ActionError):
    status = 404

    def told(self) -> dict[str, Any]:
        return {"__type": "Not Found Error", "message": f"Not found: {self}" if str(self) else "Not found"}


class Invalid(ActionError):
    """Messages by parameter."""

    status = 409

    def __init__(self, **messages: str) -> None:
        super().__init__(", ".join(messages))
        self.messages = {name.replace("__", "."): [message] for name, message in messages.items()}

    def told(self) -> dict[str, Any]:
        return {**self.messages, "__type": "Validation Error"}


class SearchRefused(ActionError):
    status = 409

    def told(self) -> dict[str, Any]:
        return {"__type": "Search Error", "message": f"Search error: Search Query is invalid: {self}"}


class InvalidOrder(ActionError):
    def told(self) -> dict[str, Any]:
        return {"__type": "Search Query Error", "message": 'Search Query is invalid: Invalid "sort" parameter'}


class Failed(ActionError):
    """What is wrong with the engine or the store. The log has the cause under the reference."""

    def __init__(self, kind: Kind, *, of_search: bool, reference: str) -> None:
        super().__init__(kind.title)
        self.kind, self.of_search, self.reference = kind, of_search, reference
        self.status = kind.status
        self.headers = {"Retry-After": RETRY_AFTER} if kind.status == NOT_NOW else {}

    def told(self) -> dict[str, Any]:
        kind = "Search Index Error" if self.of_search else "Internal Server Error"
        return {"__type": kind, "message": f"{self.kind.title}. {self.kind.advice}", "reference": self.reference}


NOT_NOW = 503
"""The status of what may be asked again."""

BELOW = tuple(ERRORS)
"""The errors of the layers below that have an answer."""

_OF_SEARCH = (EngineBusy, EngineUnavailable, IndexMissing)


def of_below(error: Exception) -> ActionError | None:
    """What an action answers to an error of `BELOW`; None if no action can cause it."""
    if isinstance(error, InvalidQuery | UnknownField):
        return SearchRefused(str(error))
    kind = KINDS[row_of(ERRORS, error)]
    if kind.status < 500:  # noqa: PLR2004  # the class of server errors
        return None
    return Failed(kind, of_search=isinstance(error, _OF_SEARCH), reference=logged(error))
