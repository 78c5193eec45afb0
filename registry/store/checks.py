"""Checks of portals: who may ask for one now, which waits, how far each is, and its report for some days.

A worker holds a check as it holds a run (`leases.py`). At a host there is one at a time.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from schemas.checks import OPEN_CHECKS, Check, CheckReport, CheckRequest, CheckState

from . import audit
from .check_rows import CheckRow
from .columns import utc
from .database import AnyRow, AnySelect, Database
from .errors import CheckExpired, CheckLost, CheckMissing, TooManyChecks
from .leases import held_here, holder_lives
from .run_issues import writable
from .run_rows import LARGEST

SPAN = timedelta(hours=1)
"""The time within which checks of visitors are counted."""

MOST_WAITING = 20
"""So many checks may wait or be at work."""

SOON = 60
"""Seconds after which somebody may try again who found the queue full."""

FRUITLESS = 3
"""After so many workers that ended at it, a check is given up: it is probably the cause."""

REMEMBERED = timedelta(days=30)
"""How long after its report is gone it is known that there was one."""

_OPEN = [state.value for state in OPEN_CHECKS]
_FORGOTTEN = "forgotten"
_NOBODY: dict[str, Any] = {"host": None, "pid": None, "process": None}


class Checks:
    """Keeps checks. The id of one is random, so that only who was given it can read the report."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ask(self, request: CheckRequest, *, site: str, client: str | None, per_hour: int, per_client: int, at: datetime) -> Check:
        """Keep a new one, for any worker to take.

        A visitor has a `client`, which may be empty if it tells nobody apart. Within `SPAN` all visitors together may ask for
        `per_hour`, and each one for `per_client`. Raises `TooManyChecks`.
        """
        row = {
            "id": secrets.token_urlsafe(16),
            "state": CheckState.QUEUED.value,
            "site": site,
            "request": request.model_dump_json(),
            "client": client,
            "asked": at,
            "read": 0,
            "requests": 0,
            "heartbeat": at,
            "attempt": 0,
            "fruitless": 0,
        }
        with self._database.writing() as connection:
            audit.lock_head(connection)  # so that of two that are asked for at once each counts the other
            waiting = connection.scalar(select(func.count()).where(CheckRow.state.in_(_OPEN))) or 0
            if waiting >= MOST_WAITING:
                raise TooManyChecks(seconds=SOON)
            if client is not None:
                _check_span(connection, per_hour, at=at)
                if client:
                    _check_span(connection, per_client, at=at, client=client)
            return _check(connection.execute(insert(CheckRow).values(**row).returning(*CheckRow.__table__.columns)).one())

    def get(self, id: str, *, kept_since: datetime) -> Check:
        """One check. Raises `CheckMissing`, and `CheckExpired` if it ended before `kept_since`."""
        with self._database.reading() as connection:
            row = connection.execute(_rows().where(CheckRow.id == id)).first()
        if row is None:
            raise CheckMissing("there is no such check")
        if row.state == _FORGOTTEN or (row.ended is not None and row.ended < kept_since):
            raise CheckExpired("the report of this check is kept no longer")
        return _check(row)

    def take(self, *, at: datetime) -> Check | None:
        """The oldest that waits or has lost its worker, at a host that no other is at; now held by this process."""
        with self._database.reading() as connection:
            if connection.execute(select(CheckRow.id).where(CheckRow.state.in_(_OPEN)).limit(1)).first() is None:
                return None
        with self._database.writing() as connection:
            rows = connection.execute(_rows().where(CheckRow.state.in_(_OPEN)).order_by(CheckRow.asked).with_for_update()).all()
            row = _next(connection, rows, at)
            if row is None:
                return None
            values = {"state": CheckState.RUNNING.value, "started": row.started or at, "heartbeat": at, **held_here()}
            return _change(connection, row, attempt=row.attempt + 1, fruitless=row.fruitless + 1, **values)

    def beat(self, check: Check, *, at: datetime) -> None:
        """Note that the check goes on, and how far it is. Raises `CheckLost`."""
        with self._database.writing() as connection:
            _change(connection, check, read=check.read, requests=check.requests, heartbeat=at, **_total(check.stated_total))

    def end(self, check: Check, *, report: CheckReport | None = None, error: str | None = None, at: datetime) -> Check:
        """End a check with its report, or with the reason why there is none. Raises `CheckLost`."""
        values: dict[str, Any] = {"read": check.read, "requests": check.requests, **_total(check.stated_total)}
        values |= {"state": (CheckState.DONE if report else CheckState.FAILED).value, "ended": at, **_NOBODY}
        values |= {"report": report and report.model_dump_json(), "error": error and writable(error)}
        with self._database.writing() as connection:
            return _change(connection, check, **values)

    def give_back(self, check: Check) -> None:
        """Let another worker begin it anew. Raises `CheckLost`."""
        with self._database.writing() as connection:
            _change(connection, check, state=CheckState.QUEUED.value, fruitless=0, **_NOBODY)

    def forget(self, *, kept_since: datetime, at: datetime) -> None:
        """Remove what is kept no longer: reports, then their rows, and who asked as soon as it does not count any more."""
        ended = CheckRow.ended < kept_since
        over = (
            (CheckRow.state != _FORGOTTEN, ended),
            (CheckRow.client != "", CheckRow.asked <= at - SPAN),
            (CheckRow.ended < kept_since - REMEMBERED,),
        )
        with self._database.reading() as connection:
            if not any(connection.execute(select(CheckRow.id).where(*each).limit(1)).first() for each in over):
                return
        nothing = {"state": _FORGOTTEN, "site": "", "request": "", "report": None, "error": None}
        with self._database.writing() as connection:
            connection.execute(update(CheckRow).where(*over[0]).values(**nothing))
            connection.execute(update(CheckRow).where(*over[1]).values(client=""))
            connection.execute(delete(CheckRow).where(*over[2]))


def _rows() -> AnySelect:
    return select(*CheckRow.__table__.columns)


def _next(connection: Connection, rows: Sequence[AnyRow], at: datetime) -> AnyRow | None:
    """The row to take. One that ends its workers is ended instead."""
    held = [row for row in rows if row.host is not None and holder_lives(row, at)]
    busy = {row.site for row in held}
    for row in rows:
        if row in held or row.site in busy:
            continue
        if row.fruitless < FRUITLESS:
            return row
        error = f"{row.fruitless} workers ended one after the other at this check"
        _change(connection, row, state=CheckState.FAILED.value, ended=at, error=error, **_NOBODY)
    return None


def _change(connection: Connection, held: Any, **values: Any) -> Check:
    """Change a check that nobody has taken over. `held` has its `id` and `attempt`. Raises `CheckLost`."""
    same = CheckRow.id == held.id, CheckRow.attempt == held.attempt, CheckRow.state.in_(_OPEN)
    statement = update(CheckRow).where(*same).values(**values).returning(*CheckRow.__table__.columns)
    row = connection.execute(statement).first()
    if row is None:
        raise CheckLost("another process works on the check, or it has ended")
    return _check(row)


def _check_span(connection: Connection, most: int, *, at: datetime, client: str | None = None) -> None:
    """Raises `TooManyChecks`."""
    of_visitors = [CheckRow.client.is_not(None), CheckRow.asked > at - SPAN]
    if client:
        of_visitors.append(CheckRow.client == client)
    asked, first = connection.execute(select(func.count(), func.min(CheckRow.asked)).where(*of_visitors)).one()
    if asked >= most:
        raise TooManyChecks(seconds=max(1, ceil((utc(first) + SPAN - at).total_seconds())) if first else SOON)


def _total(stated: int | None) -> dict[str, int | None]:
    return {"stated_total": None if stated is None else max(-LARGEST, min(stated, LARGEST))}


def _check(row: AnyRow) -> Check:
    return Check(
        id=row.id,
        state=CheckState(row.state),
        request=CheckRequest.model_validate_json(row.request),
        asked=row.asked,
        started=row.started,
        ended=row.ended,
        read=row.read,
        stated_total=row.stated_total,
        requests=row.requests,
        attempt=row.attempt,
        error=row.error,
        report=CheckReport.model_validate_json(row.report) if row.report else None,
    )
