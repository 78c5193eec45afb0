"""The tables; the modules whose names end with `_rows` have more. README.md says what they are for.

migrations/ has their history. Columns that a statement filters or sorts by are separate from the documents. What every harvest
writes (`record`) is separate from what only a change writes (`record_layers`).
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, MetaData, SmallInteger, Text, UniqueConstraint, Uuid, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from schemas.actor import Actor

from .columns import JSON_TEXT, ROW_ID, ActorText, UtcDateTime

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """All tables of the store."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {str: Text(), int: BigInteger(), UUID: Uuid(), datetime: UtcDateTime(), Actor: ActorText()}


class RecordRow(Base):
    """One record: who it is, and what a harvest compares. `seen_run` is the last run that saw it.

    `read_run` is the last run that made a dataset of its raw record: what is wrong with the record is among that run's issues.
    `rules` says by which rules its conclusions hold (`rows.rules_key`); NULL if that is not known. `entry` is the entry of the
    trail that proves this version, and `salt` that of its state; NULL until the trail has taken the record over.
    """

    __tablename__ = "record"
    __table_args__ = (
        UniqueConstraint("source", "identifier"),
        Index(None, "source", "id"),
        Index(None, "source", "status"),
        Index(None, "rules", "source"),
        Index("ix_record_not_taken_over", "id", sqlite_where=text("entry IS NULL"), postgresql_where=text("entry IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    source: Mapped[str]
    identifier: Mapped[str]
    version: Mapped[int]
    status: Mapped[str]
    raw_hash: Mapped[str]
    dataset_hash: Mapped[str]
    seen_run: Mapped[int]
    read_run: Mapped[int] = mapped_column(server_default=text("0"))
    rules: Mapped[str | None]
    entry: Mapped[int | None]
    salt: Mapped[str | None]


class LayersRow(Base):
    """The layers of a record, as JSON."""

    __tablename__ = "record_layers"

    record_id: Mapped[UUID] = mapped_column(ForeignKey("record.id", ondelete="CASCADE"), primary_key=True)
    dataset: Mapped[str] = mapped_column(JSON_TEXT)
    curation: Mapped[str] = mapped_column(JSON_TEXT)
    assessment: Mapped[str] = mapped_column(JSON_TEXT)
    provenance: Mapped[str] = mapped_column(JSON_TEXT)


class AuditRow(Base):
    """One entry of the audit trail. `details` and `state` are text, not JSON: they come back exactly as they were written.

    `form` says how the hash is computed (see `registry/proof/entries.py`).
    """

    __tablename__ = "audit"
    __table_args__ = (
        Index(None, "record_id", "id"),
        Index(None, "actor", "id"),
        Index("ix_audit_refused", "id", sqlite_where=text("action = 'refuse'"), postgresql_where=text("action = 'refuse'")),
        Index("ix_audit_signs", "id", sqlite_where=text("action = 'sign'"), postgresql_where=text("action = 'sign'")),
        Index("ix_audit_erases", "id", sqlite_where=text("action = 'erase'"), postgresql_where=text("action = 'erase'")),
    )

    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True, autoincrement=False)
    record_id: Mapped[UUID]
    action: Mapped[str]
    actor: Mapped[Actor]
    at: Mapped[datetime]
    details: Mapped[str]
    form: Mapped[int] = mapped_column(SmallInteger(), server_default=text("1"))
    previous_hash: Mapped[str]
    hash: Mapped[str]
    salt: Mapped[str | None]
    private: Mapped[str | None]
    state: Mapped[str | None]


class AuditHeadRow(Base):
    """The last entry of the trail: one row, which is locked while records are written."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True, autoincrement=False)
    entry: Mapped[int]
    hash: Mapped[str]


class DecisionRow(Base):
    """What lists of decisions filter by. `entry` is the entry of the audit trail, which has all the rest.

    `proposal` is the proposal that it was recorded with.
    """

    __tablename__ = "decision"
    __table_args__ = (
        Index(None, "record_id", "aspect"),
        Index(None, "by", "entry"),
        Index(None, "source", "entry"),
        Index(None, "state", "entry"),
        Index(None, "at"),
        Index(None, "proposal", "entry"),
    )

    entry: Mapped[int] = mapped_column(ROW_ID, primary_key=True, autoincrement=False)
    record_id: Mapped[UUID]
    source: Mapped[str]
    aspect: Mapped[str]
    by: Mapped[Actor]
    at: Mapped[datetime]
    state: Mapped[str]
    proposal: Mapped[int | None]


class OutboxRow(Base):
    """A change that the index has not confirmed, one for each record. `seq` is the id of the change's audit entry.

    A record waits with the entry of another one if the other one is an ancestor of it.
    """

    __tablename__ = "outbox"

    record_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(index=True)
    version: Mapped[int]
    deleted: Mapped[bool]


class DatasetNameRow(Base):
    """A name by which a dataset can be meant, as a number: its address, its identifier, an address of its files."""

    __tablename__ = "dataset_name"
    __table_args__ = (Index(None, "record_id"), {"sqlite_with_rowid": False})

    key: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    record_id: Mapped[UUID] = mapped_column(ForeignKey("record.id", ondelete="CASCADE"), primary_key=True)


class DerivationRow(Base):
    """A name that a dataset says it was made from, as a number."""

    __tablename__ = "derivation"
    __table_args__ = (Index(None, "record_id"), {"sqlite_with_rowid": False})

    key: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    record_id: Mapped[UUID] = mapped_column(ForeignKey("record.id", ondelete="CASCADE"), primary_key=True)


class RunRow(Base):
    """One run, how far it has got, and who works on it.

    `cursor` is where reading continues. `attempt` is the number of the newest worker. `fruitless` is how many workers in a row
    have ended without progress. `process` distinguishes two processes that had the same number on the same host.
    """

    __tablename__ = "run"
    __table_args__ = (
        Index(None, "source", "id"),
        Index(
            "uq_run_open",
            "source",
            unique=True,
            sqlite_where=text("state IN ('queued', 'running')"),
            postgresql_where=text("state IN ('queued', 'running')"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True)
    source: Mapped[str]
    state: Mapped[str]
    started: Mapped[datetime]
    ended: Mapped[datetime | None]
    since: Mapped[datetime | None]
    stated_total: Mapped[int | None]
    read: Mapped[int]
    new: Mapped[int]
    changed: Mapped[int]
    restored: Mapped[int] = mapped_column(server_default=text("0"))
    unchanged: Mapped[int]
    rejected: Mapped[int]
    repeated: Mapped[int]
    withdrawn: Mapped[int] = mapped_column(server_default=text("0"))
    error: Mapped[str | None]
    host: Mapped[str]
    pid: Mapped[int]
    process: Mapped[str]
    heartbeat: Mapped[datetime]
    attempt: Mapped[int]
    fruitless: Mapped[int]
    cursor: Mapped[str | None]
    incomplete: Mapped[bool]
    stop_by: Mapped[Actor | None]
    asked_by: Mapped[Actor | None]


class IssueRow(Base):
    """One thing found wrong in a run. `place` is `pointer` with `*` for each index of a list."""

    __tablename__ = "issue"
    __table_args__ = (Index(None, "run_id", "code"),)

    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"))
    code: Mapped[str]
    identifier: Mapped[str | None]
    pointer: Mapped[str]
    place: Mapped[str]
    value: Mapped[str]


class ScheduleRow(Base):
    """When a source is harvested, as an operator has decided. It overrides the declaration."""

    __tablename__ = "schedule"

    source: Mapped[str] = mapped_column(primary_key=True)
    schedule: Mapped[str]
    by: Mapped[Actor]
    at: Mapped[datetime]


class HostRow(Base):
    """When a portal's host may be asked again."""

    __tablename__ = "host"

    name: Mapped[str] = mapped_column(primary_key=True)
    free: Mapped[datetime]


class AliasRow(Base):
    """Another identifier of a record. If a person moved it, also the record that had it (`twin_id`), and the state `before`."""

    __tablename__ = "alias"
    __table_args__ = (UniqueConstraint("source", "identifier"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True)
    source: Mapped[str]
    identifier: Mapped[str]
    record_id: Mapped[UUID] = mapped_column(ForeignKey("record.id", ondelete="CASCADE"), index=True)
    twin_id: Mapped[UUID | None] = mapped_column(unique=True)
    hold_id: Mapped[int | None] = mapped_column(index=True)
    before: Mapped[str | None] = mapped_column(JSON_TEXT)


class HoldRow(Base):
    """A withdrawal that waits for a person, or waited. At most one of a source waits."""

    __tablename__ = "hold"
    __table_args__ = (
        Index(None, "source", "id"),
        Index(
            "uq_hold_waiting",
            "source",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"), index=True)
    source: Mapped[str]
    cause: Mapped[str]
    explanation: Mapped[str]
    explained: Mapped[str] = mapped_column(JSON_TEXT, server_default=text("'{}'"))
    count: Mapped[int]
    pairs: Mapped[int] = mapped_column(server_default=text("0"))
    created: Mapped[datetime]
    state: Mapped[str]
    by: Mapped[Actor | None]
    at: Mapped[datetime | None]
    reason: Mapped[str | None]


class HeldRow(Base):
    """A record that a hold is about."""

    __tablename__ = "held_record"

    hold_id: Mapped[int] = mapped_column(ForeignKey("hold.id", ondelete="CASCADE"), primary_key=True)
    record_id: Mapped[UUID] = mapped_column(primary_key=True)


class HeldPairRow(Base):
    """A record that a hold is about, and a newer record of the same dataset, its twin."""

    __tablename__ = "held_pair"

    hold_id: Mapped[int] = mapped_column(ForeignKey("hold.id", ondelete="CASCADE"), primary_key=True)
    record_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    identifier: Mapped[str]
    twin_id: Mapped[UUID]
    twin_identifier: Mapped[str]
    evidence: Mapped[str]


class AssignmentRow(Base):
    """Which person takes a question of the queue, and who assigned it when."""

    __tablename__ = "assignment"

    question: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    by: Mapped[Actor]
    at: Mapped[datetime]


class TokenRow(Base):
    """A person's token: the part that finds it, the hash of the part that proves it, the person's role, and the last use."""

    __tablename__ = "token"

    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(index=True)
    hash: Mapped[str]
    created: Mapped[datetime]
    expires: Mapped[datetime]
    role: Mapped[str] = mapped_column(server_default=text("'officer'"))
    used: Mapped[datetime | None]
