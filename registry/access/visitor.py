"""From a token to the person it belongs to."""

import logging
from dataclasses import dataclass
from datetime import datetime

from schemas.actor import Actor
from schemas.role import Role

from ..operation.rarely import Rarely
from ..store.tokens import Tokens

REFUSED = Rarely(logging.getLogger(__name__), "a token was refused; %d times since the last line about this")
"""Somebody may be trying tokens. The log says so, but neither the token nor each try."""


@dataclass(frozen=True)
class Visitor:
    """A person with a valid token. `actor` is the person's name in the history, `role` what the token allows.

    Anything more that we know of a person belongs here, for API and pages alike.
    """

    actor: Actor
    role: Role


def visitor(tokens: Tokens, token: str, *, at: datetime) -> Visitor | None:
    """The person whose token it is; None if the token is unknown, expired or withdrawn. Raises `StoreError`."""
    holder = tokens.check(token, at=at)
    if holder is None:
        REFUSED.note()
        return None
    return Visitor(Actor.person(holder.name), holder.role)
