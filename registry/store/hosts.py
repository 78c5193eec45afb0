"""Turns at a portal's host. All workers of all sources share one queue for each host."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from .database import Database
from .models import HostRow

MOST_WAITING = 64
"""How many turns may be given out ahead. If the next free one is later, a clock that was ahead has written it."""


class Hosts:
    """Gives out turns, at least `delay` apart. When a clock that was ahead is put right, the next turn is after one delay."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def turn(self, host: str, *, delay: timedelta, at: datetime) -> float:
        """Take the next turn at a host. Return how many seconds after `at` it is."""
        with self._database.writing() as connection:
            insert = sqlite.insert(HostRow) if connection.dialect.name == "sqlite" else postgresql.insert(HostRow)
            connection.execute(insert.values(name=host, free=at).on_conflict_do_nothing())
            mine = HostRow.name == host
            free: datetime = connection.execute(select(HostRow.free).where(mine).with_for_update()).scalar_one()
            turn = max(free, at) if free <= at + MOST_WAITING * delay else at + delay
            connection.execute(update(HostRow).where(mine).values(free=turn + delay))
        return (turn - at).total_seconds()
