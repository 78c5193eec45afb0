"""Runs and their reports."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from schemas.actor import Actor
from schemas.holds import HoldState
from schemas.model import Model
from schemas.runs import Run

from ..links import Link
from .issues import GroupAnswer
from .quality import Quality


class Sweep(StrEnum):
    """How much a run asked for. Stable: a code is never renamed."""

    WHOLE = "whole"
    CHANGES = "changes"


class RunLinks(Model):
    self: Link
    source: Link
    issues: Link
    issues_csv: Link
    changes: Link
    changes_csv: Link
    quality: Link


class HeldLinks(Model):
    hold: Link


class HeldWithdrawal(Model):
    """What became of the withdrawal that a run has held: the state, who settled it when, and the same in words (`told`).

    Of a superseded one `by` is the newer run. `count` is how many records it is about, `withdrawn` how many of them are withdrawn
    now.
    """

    id: int
    state: HoldState
    told: str
    by: Actor | None
    at: datetime | None
    count: int
    withdrawn: int
    links: HeldLinks


class RunAnswer(Run):
    """One harvest of one source, with its counts.

    `sweep` says whether the portal was asked for everything (`whole`) or only for what had changed (`changes`), `counts.read` how
    much was read. `held` is what became of the run's held withdrawal, if it has one.
    """

    sweep: Sweep
    held: HeldWithdrawal | None = None
    links: RunLinks


class RunReport(RunAnswer):
    """A run with its issues grouped by kind and place. `hold` leads to its held withdrawal, also when that is settled.

    `quality` is there in the report of a check, whose records are not kept. Of other runs, a link leads to it.
    """

    issues: tuple[GroupAnswer, ...]
    hold: Link | None = None
    quality: Annotated[Quality | None, Field(exclude_if=lambda quality: quality is None)] = None


class RunsAnswer(Model):
    """Runs, the latest first."""

    items: tuple[RunAnswer, ...]
    next: Link | None = None
