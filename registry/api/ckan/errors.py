"""What an action refuses, with the status and the shape that CKAN 2.12 answers with.

ActionError
├── BadRequest       400, a text: the action or the request cannot be read
├── NotAuthorized    403: what is not public, and every action that writes
├── NotFound         404
├── Invalid          409: messages by parameter
├── InvalidOrder     400: an order that Solr would refuse
└── SearchRefused    409: a query that Solr would refuse, or that cannot be answered here
"""

from typing import Any


class ActionError(Exception):
    """Base of what an action refuses."""

    status = 400

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
