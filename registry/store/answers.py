"""Answers that are kept, each with the state of the record on which it rests. None is changed or removed.

The trail has an entry about each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, func, select

from schemas.actor import Actor
from schemas.answers import Basis, FrozenAnswer, frozen_answer, frozen_record, question_of
from schemas.audit import CATALOGUE, Action
from schemas.canonical import canonical, digest
from schemas.record import CatalogRecord
from schemas.usage import UsageRequest

from . import audit
from .answer_rows import AnsweredRecordRow, AnswerRow
from .audit_rows import Event
from .bulk import add_missing
from .columns import utc
from .database import AnyRow, AnySelect, Database
from .errors import AnswerMissing, Corrupt, TooManyAnswers

SPAN = timedelta(hours=1)
"""The time within which answers of visitors are counted."""

VISITOR = Actor.system("visitor")
"""Who keeps an answer without having signed in."""


@dataclass(frozen=True)
class Kept:
    """A kept answer: its number, its hash, and the text that the hash is over.

    `entry` is the entry of the trail that proves when it was kept; None for an answer that an older version kept.
    """

    number: int
    hash: str
    content: str
    entry: int | None

    @property
    def value(self) -> dict[str, Any]:
        """The answer as values of JSON, exactly those that were hashed."""
        return dict(orjson.loads(self.content))

    @property
    def answer(self) -> FrozenAnswer:
        """The answer. Raises `Corrupt` if it is not one that this version can read."""
        try:
            return FrozenAnswer.model_validate_json(self.content)
        except ValueError as error:
            raise Corrupt(f"answer {self.number} cannot be read") from error


class Answers:
    """Keeps answers and finds them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(
        self, answer: FrozenAnswer, record: CatalogRecord, *ancestors: CatalogRecord, visitors: int | None = None
    ) -> tuple[Kept, bool]:
        """Keep an answer with the states of its record and of what that was made from, and tell whether it is new.

        An answer that is the same but for the time was kept before, and is returned. If nobody who has signed in keeps it, and
        visitors have kept as many as `visitors` within `SPAN`, nothing is kept: raises `TooManyAnswers`.
        """
        same, content = _same(answer), frozen_answer(answer).decode()
        states = zip((answer.record_hash, *answer.ancestor_hash), map(frozen_record, (record, *ancestors)), strict=True)
        with self._database.reading() as connection:
            before = _first(connection, _kept().where(AnswerRow.same == same))
        if before is not None:
            return before, False
        row = {
            "record_id": answer.record,
            "question": question_of(answer.verdict.request),
            "day": answer.verdict.day,
            "basis": answer.basis.value,
            "at": answer.at,
            "by": answer.by,
            "same": same,
            "record_hash": answer.record_hash,
            "hash": digest(content.encode()),
            "content": content,
        }
        with self._database.writing() as connection:
            head = audit.lock_head(connection)  # of several that keep the same at once, the others wait here
            if answer.by is None and visitors is not None:
                _check_span(connection, visitors, at=answer.at)
            for record_hash, state in states:
                add_missing(connection, AnsweredRecordRow, {"hash": record_hash, "content": state.decode()}, key="hash")
            add_missing(connection, AnswerRow, row | {"entry": head.entry + 1}, key="same")
            kept = _first(connection, _kept().where(AnswerRow.same == same))
            if kept is None:
                raise Corrupt("an answer that was just kept is not there")
            new = kept.entry == head.entry + 1
            if new:
                audit.append(connection, head, [_event(kept.number, answer, kept.hash)])
        return kept, new

    def get(self, number: int) -> Kept:
        """One answer. Raises `AnswerMissing`, and `Corrupt` if it does not fit its hash."""
        with self._database.reading() as connection:
            kept = _first(connection, _kept().where(AnswerRow.id == number))
        if kept is None:
            raise AnswerMissing(f"there is no answer {number}")
        return kept

    def record_of(self, record_hash: str) -> dict[str, Any]:
        """The state of a record on which answers rest. Raises `Corrupt` if it is not there, or does not fit its hash."""
        with self._database.reading() as connection:
            content = connection.scalar(select(AnsweredRecordRow.content).where(AnsweredRecordRow.hash == record_hash))
        if content is None or digest(content.encode()) != record_hash:
            raise Corrupt(f"the state {record_hash} of a record is missing or changed")
        return dict(orjson.loads(content))

    def damaged(self) -> Iterator[str]:
        """The answers, and the states on which they rest, that do not fit their hash. It reads all; memory use is constant."""
        for page in self._database.pages(_kept(), by=AnswerRow.id):
            yield from (f"answer {row.id}" for row in page if digest(row.content.encode()) != row.hash)
        states = select(AnsweredRecordRow.hash, AnsweredRecordRow.content)
        for page in self._database.pages(states, by=AnsweredRecordRow.hash):
            yield from (f"state {row.hash}" for row in page if digest(row.content.encode()) != row.hash)

    def of_day(self, record: UUID, request: UsageRequest, day: date) -> Kept | None:
        """The last answer to a question that was given for a day on that day itself; None if none was kept."""
        start = datetime.combine(day, time(), UTC)
        on_day = AnswerRow.day == day, AnswerRow.at >= start, AnswerRow.at < start + timedelta(days=1)
        statement = _about(record, request).where(AnswerRow.basis == Basis.CURRENT.value, *on_day)
        with self._database.reading() as connection:
            return _first(connection, statement)

    def latest(self, record: UUID, request: UsageRequest) -> Kept | None:
        """The last kept answer to a question; None if there is none."""
        with self._database.reading() as connection:
            return _first(connection, _about(record, request))

    def list(self, *, record: UUID | None = None, before: int | None = None, limit: int = 50) -> tuple[Kept, ...]:
        """Answers, the newest first, at most `limit`: of one record, with a lower number than `before`."""
        statement = _kept().order_by(AnswerRow.id.desc()).limit(limit)
        if record is not None:
            statement = statement.where(AnswerRow.record_id == record)
        if before is not None:
            statement = statement.where(AnswerRow.id < before)
        with self._database.reading() as connection:
            return tuple(map(_read, connection.execute(statement)))


def _event(number: int, answer: FrozenAnswer, content: str) -> Event:
    """The entry of the trail about an answer. It commits to the hash of the answer: what was asked could be guessed from it."""
    told = {"answer": number, "dataset": str(answer.record), "content": content}
    return Event(CATALOGUE, Action.ANSWER, answer.by or VISITOR, answer.at, told)


def _kept() -> AnySelect:
    return select(AnswerRow.id, AnswerRow.hash, AnswerRow.content, AnswerRow.entry)


def _about(record: UUID, request: UsageRequest) -> AnySelect:
    same = AnswerRow.record_id == record, AnswerRow.question == question_of(request)
    return _kept().where(*same).order_by(AnswerRow.id.desc()).limit(1)


def _first(connection: Connection, statement: AnySelect) -> Kept | None:
    row = connection.execute(statement).first()
    return None if row is None else _read(row)


def _read(row: AnyRow) -> Kept:
    if digest(row.content.encode()) != row.hash:
        raise Corrupt(f"answer {row.id} does not fit its hash")
    return Kept(row.id, row.hash, row.content, row.entry)


def _same(answer: FrozenAnswer) -> str:
    """The hash of an answer but for the time, and for the program that gave it."""
    return digest(canonical(answer.model_dump(mode="json", exclude_none=True, exclude={"at", "serai"})))


def _check_span(connection: Connection, visitors: int, *, at: datetime) -> None:
    """Raises `TooManyAnswers`."""
    of_visitors = AnswerRow.by.is_(None), AnswerRow.at > at - SPAN
    kept, first = connection.execute(select(func.count(), func.min(AnswerRow.at)).where(*of_visitors)).one()
    if kept >= visitors:
        raise TooManyAnswers(seconds=ceil((utc(first) + SPAN - at).total_seconds()) if first else int(SPAN.total_seconds()))
