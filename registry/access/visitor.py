"""From a token to the person it belongs to."""

from dataclasses import dataclass
from datetime import datetime

from schemas.actor import Actor

from ..store.tokens import Tokens


@dataclass(frozen=True)
class Visitor:
    """A person with a valid token. `actor` is the person's name in the history.

    Anything more that we know of a person belongs here, for API and pages alike.
    """

    actor: Actor


def visitor(tokens: Tokens, token: str, *, at: datetime) -> Visitor | None:
    """The person whose token it is; None if the token is unknown, expired or withdrawn. Raises `StoreError`."""
    name = tokens.check(token, at=at)
    return None if name is None else Visitor(Actor.person(name))
