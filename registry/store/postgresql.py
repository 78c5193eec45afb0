"""PostgreSQL: what its address means, how to connect, and what its error codes mean.

The driver is pg8000 (BSD licence). An address may name another driver that SQLAlchemy knows and the operator has installed,
such as `postgresql+psycopg:` (LGPL, reads two to three times as fast). The options are then those of that driver.
"""

import ssl
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from .errors import AccessDenied, Corrupt, InvalidAddress, NotStorable, PlaceMissing, StoreError, StoreUnavailable

DRIVER = "pg8000"

CONNECT_SECONDS = 10.0
"""How long a server may take to answer a new connection."""

OPTIONS = ("sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout", "application_name")
"""The options after the `?` of an address. They have libpq's names, so that an address also works for `psql`."""

MODES = ("disable", "prefer", "require", "verify-ca", "verify-full")

MEANINGS: dict[str, type[StoreError]] = {
    "08": StoreUnavailable,  # connection
    "22": NotStorable,  # data
    "23": NotStorable,  # a constraint is violated
    "28": AccessDenied,
    "3D": PlaceMissing,  # no such database
    "40": StoreUnavailable,  # rolled back: a deadlock
    "42501": AccessDenied,
    "53": StoreUnavailable,  # no disk, no memory, too many connections
    "54": NotStorable,  # a value is too large
    "55": StoreUnavailable,  # another transaction uses it
    "57": StoreUnavailable,  # shut down, or starting
    "58": StoreUnavailable,  # the server's disk
    "XX": Corrupt,
}
"""Error codes (https://www.postgresql.org/docs/current/errcodes-appendix.html) or their classes, and what they mean."""


def open_engine(url: URL, **options: Any) -> Engine:
    """An engine for an address, with SQLAlchemy's `options`. It does not connect yet. Raises `InvalidAddress`."""
    if url.drivername == "postgresql":
        url = url.set(drivername=f"postgresql+{DRIVER}")
    if url.get_driver_name() != DRIVER:
        return create_engine(url, pool_pre_ping=True, **options)
    arguments = _arguments(url)
    engine = create_engine(url.set(query={}), pool_pre_ping=True, connect_args=arguments, **options)
    event.listen(engine, "connect", _wait_for_answers)
    return engine


def meaning(error: DBAPIError) -> type[StoreError] | None:
    """Our error for PostgreSQL's error code; None if there is no code, or an unknown one."""
    code = _code(error)
    return MEANINGS.get(code) or MEANINGS.get(code[:2])


def words(error: DBAPIError) -> str | None:
    """The message of the server; None if the driver does not keep it separately."""
    sent = error.orig.args[0] if error.orig and error.orig.args else None
    return str(sent["M"]) if isinstance(sent, dict) and "M" in sent else None


def _code(error: DBAPIError) -> str:
    sent = error.orig.args[0] if error.orig and error.orig.args else None
    if isinstance(sent, dict):
        return str(sent.get("C", ""))
    return str(getattr(error.orig, "sqlstate", None) or "")


def _arguments(url: URL) -> dict[str, Any]:
    """The options of an address in the form that pg8000 needs."""
    options = {name: value if isinstance(value, str) else value[-1] for name, value in url.query.items()}
    unknown = sorted(set(options) - set(OPTIONS))
    if unknown:
        raise InvalidAddress(f"{unknown[0]} is not an option of a PostgreSQL address; the options are {', '.join(OPTIONS)}")
    try:
        seconds = float(options.get("connect_timeout", CONNECT_SECONDS))
    except ValueError as error:
        raise InvalidAddress("connect_timeout must be a number of seconds") from error
    name = options.get("application_name", "serai")
    return {"timeout": seconds, "application_name": name, "ssl_context": _encryption(options)}


def _encryption(options: dict[str, str]) -> ssl.SSLContext | bool | None:
    """As libpq's `sslmode`: None encrypts if the server can, True always. A root certificate alone means the full check."""
    mode = options.get("sslmode", "verify-full" if "sslrootcert" in options else "prefer")
    if mode not in MODES:
        raise InvalidAddress(f"sslmode={mode} is not known; write one of {', '.join(MODES)}")
    if not mode.startswith("verify"):
        return {"disable": False, "prefer": None, "require": True}[mode]
    try:
        context = ssl.create_default_context(cafile=options.get("sslrootcert"))
        if "sslcert" in options:
            context.load_cert_chain(Path(options["sslcert"]), options.get("sslkey"))
    except OSError as error:
        raise InvalidAddress(f"the certificates of the PostgreSQL address cannot be read: {error}") from error
    context.check_hostname = mode == "verify-full"
    return context


def _wait_for_answers(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """Remove the time limit after connecting: pg8000 applies it to every answer, and a migration may take longer."""
    connection._usock.settimeout(None)  # pg8000 has no public method for this
