"""From a token that somebody shows to the person it belongs to."""

from dataclasses import dataclass
from datetime import datetime

from schemas.actor import Actor

from ..store.tokens import Tokens


@dataclass(frozen=True)
class Visitor:
    """Somebody who has shown who they are. `actor` is the person, as the history names them.

    What belongs to a person beside the name stands here, so that API and pages learn of it together.
    """

    actor: Actor


def visitor(tokens: Tokens, token: str, *, at: datetime) -> Visitor | None:
    """Whose token it is; None if the token is unknown, expired or withdrawn. Raises `StoreError`."""
    name = tokens.check(token, at=at)
    return None if name is None else Visitor(Actor.person(name))
