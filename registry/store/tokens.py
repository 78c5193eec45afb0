"""The tokens with which people prove who they are. Only hashes are kept, so the database does not reveal a token."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest

from sqlalchemy import delete, insert, select, update

from schemas.actor import COMMAND, Actor
from schemas.audit import CATALOGUE, Action
from schemas.role import Role

from . import audit
from .audit_rows import Event
from .database import AnyRow, Database
from .leases import SKEW
from .models import TokenRow

FORM = re.compile(r"serai\.(?P<key>[0-9a-f]{16})\.(?P<secret>[A-Za-z0-9_-]{43})")
"""The first part finds the token. The second part, 256 random bits, proves it. For so many random bits a plain hash is enough."""


@dataclass(frozen=True)
class Token:
    """A token as a list shows it, with the role that it gives the person."""

    name: str
    role: Role
    created: datetime
    expires: datetime


@dataclass(frozen=True)
class Holder:
    """Whose token it is, and the role that it gives."""

    name: str
    role: Role


class Tokens:
    """Issues tokens to persons by name, and withdraws them. The trail has both."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, name: str, *, role: Role = Role.OFFICER, expires: datetime, at: datetime, by: Actor = COMMAND) -> str:
        """A new token for a person, who may have other tokens too, with other roles. It cannot be read again later.

        Raises `NotStorable`.
        """
        key, secret = secrets.token_hex(8), secrets.token_urlsafe(32)
        row = {"key": key, "name": name, "role": role.value, "hash": _hash(secret), "created": at, "expires": expires}
        granted = {"token": key, "role": role.value, "expires": expires.isoformat(), "name": name}
        with self._database.writing() as connection:
            audit.log(connection, Event(CATALOGUE, Action.GRANT, by, at, granted))
            connection.execute(insert(TokenRow), row)
        return f"serai.{key}.{secret}"

    def check(self, token: str, *, at: datetime) -> Holder | None:
        """The person whose token this is; None if the token is unknown or has expired.

        A token that a clock made that was ahead is not valid for longer than others: its days count from its first use on.
        """
        form = FORM.fullmatch(token)
        if form is None:
            return None
        with self._database.reading() as connection:
            row = connection.execute(select(TokenRow).where(TokenRow.key == form["key"])).first()
        if row is None or not compare_digest(row.hash, _hash(form["secret"])) or row.expires <= at:
            return None
        if row.created > at + SKEW:
            self._date_back(row, at)
        return Holder(row.name, Role(row.role))

    def _date_back(self, row: AnyRow, at: datetime) -> None:
        dated = update(TokenRow).where(TokenRow.key == row.key, TokenRow.created == row.created)
        with self._database.writing() as connection:
            connection.execute(dated.values(created=at, expires=at + (row.expires - row.created)))

    def revoke(self, name: str, *, at: datetime, by: Actor = COMMAND) -> int:
        """Withdraw all tokens of a person, and return how many there were."""
        with self._database.writing() as connection:
            head = audit.lock_head(connection)  # always first, so that two writers never wait for each other
            count = connection.execute(delete(TokenRow).where(TokenRow.name == name)).rowcount
            if count:
                audit.append(connection, head, [Event(CATALOGUE, Action.REVOKE, by, at, {"count": count, "name": name})])
        return count

    def list(self) -> tuple[Token, ...]:
        """All tokens, expired ones too, by name."""
        statement = select(TokenRow.name, TokenRow.role, TokenRow.created, TokenRow.expires).order_by(
            TokenRow.name, TokenRow.created
        )
        with self._database.reading() as connection:
            return tuple(Token(row.name, Role(row.role), row.created, row.expires) for row in connection.execute(statement))


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
