"""The tokens with which people prove who they are. Only hashes are kept, so the database does not reveal a token."""

import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest

from sqlalchemy import and_, delete, insert, select, update

from schemas.actor import COMMAND, Actor
from schemas.audit import CATALOGUE, Action
from schemas.role import Role

from . import audit
from .audit_rows import Event
from .database import AnyRow, Database
from .errors import StoreError
from .leases import SKEW
from .models import TokenRow

FORM = re.compile(r"serai\.(?P<key>[0-9a-f]{16})\.(?P<secret>[A-Za-z0-9_-]{43})")
"""The first part finds the token. The second part, 256 random bits, proves it. For so many random bits a plain hash is enough."""


NOTED_EVERY = timedelta(hours=1)
"""The last use of a token is noted at most so often: a request must not be a write."""


@dataclass(frozen=True)
class Token:
    """A token as a list shows it, with the role that it gives the person. `id` is the part that finds it, which is no secret.

    `used` is the last use, to the hour: it is not written more often. None if there was none, or none since it is noted.
    """

    id: str
    name: str
    role: Role
    created: datetime
    expires: datetime
    used: datetime | None


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
        if row.used is None or not timedelta() <= at - row.used < NOTED_EVERY:
            self._note_use(row, at)
        return Holder(row.name, Role(row.role))

    def _date_back(self, row: AnyRow, at: datetime) -> None:
        dated = update(TokenRow).where(TokenRow.key == row.key, TokenRow.created == row.created)
        with self._database.writing() as connection:
            connection.execute(dated.values(created=at, expires=at + (row.expires - row.created)))

    def _note_use(self, row: AnyRow, at: datetime) -> None:
        """Note a use. Who may use it is not affected by a database that can only be read, or is at another work for long."""
        noted = update(TokenRow).where(TokenRow.key == row.key).values(used=at)
        with suppress(StoreError), self._database.writing() as connection:
            connection.execute(noted)

    def revoke(self, name: str, *, only: str | None = None, at: datetime, by: Actor = COMMAND) -> int:
        """Withdraw all tokens of a person, or `only` the one with this id, and return how many there were."""
        which, told = TokenRow.name == name, {}
        if only is not None:
            which, told = and_(which, TokenRow.key == only), {"token": only}
        with self._database.writing() as connection:
            head = audit.lock_head(connection)  # always first, so that two writers never wait for each other
            count = connection.execute(delete(TokenRow).where(which)).rowcount
            if count:
                details = {**told, "count": count, "name": name}
                audit.append(connection, head, [Event(CATALOGUE, Action.REVOKE, by, at, details)])
        return count

    def list(self) -> tuple[Token, ...]:
        """All tokens, expired ones too, by name."""
        statement = select(
            TokenRow.key, TokenRow.name, TokenRow.role, TokenRow.created, TokenRow.expires, TokenRow.used
        ).order_by(TokenRow.name, TokenRow.created, TokenRow.key)
        with self._database.reading() as connection:
            return tuple(
                Token(row.key, row.name, Role(row.role), row.created, row.expires, row.used)
                for row in connection.execute(statement)
            )


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
