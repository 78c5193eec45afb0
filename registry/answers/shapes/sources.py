"""Portals."""

from schemas.model import Model
from schemas.source import Source

from ..links import Link
from .runs import RunAnswer


class SourceLinks(Model):
    self: Link
    datasets: Link
    runs: Link
    issues: Link
    issues_csv: Link
    holds: Link
    quality: Link


class LicenseFigures(Model):
    """What the active records of a portal say about their licence: each record counts once.

    `stated` has a licence, or a name that several licences share, in words of the publisher, the portal or a person;
    `republished` the same in words of somebody else who republishes. `conflict` has statements that differ, `unread` only words
    that we do not understand. Of the rest nobody states a licence: for `law` the law of the state names terms, for `none` nothing
    does. `share` is the part of `stated`, and `sourced` the part of `stated` and `law` together: the records that end with a
    statement that has a source.
    """

    stated: int
    republished: int
    conflict: int
    unread: int
    law: int
    none: int
    share: float
    sourced: float


class SourceAnswer(Model):
    """A portal: our declaration of it, how many of its records we keep, and its last runs.

    `licenses` is there in the answer about one portal that has records.
    """

    declaration: Source
    records: int
    licenses: LicenseFigures | None = None
    last_run: RunAnswer | None = None
    last_done: RunAnswer | None = None
    links: SourceLinks


class FaultAnswer(Model):
    """Something that is wrong in a file, and its line, counted from 1."""

    file: str
    line: int
    message: str


class SetAsideAnswer(Model):
    """A declaration that does not count, because its file is wrong: `faults` says in how many places.

    `fault` has them for who may ask for harvests, and is empty for everybody else.
    """

    id: str
    faults: int
    fault: tuple[FaultAnswer, ...] = ()


class UndeclaredAnswer(Model):
    """A portal with records that is not declared any more, or whose declaration is set aside. Its records stay as they are."""

    id: str
    records: int
    set_aside: bool


class SourcesAnswer(Model):
    """The declared portals by id, those that are not declared any more, and the declarations that are set aside."""

    total: int
    items: tuple[SourceAnswer, ...]
    undeclared: tuple[UndeclaredAnswer, ...] = ()
    set_aside: tuple[SetAsideAnswer, ...] = ()
