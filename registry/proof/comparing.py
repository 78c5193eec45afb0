"""Two exports, or an export and a checkpoint: whether one history goes on from the other, or there are two under one key."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import zip_longest

from schemas.model import Model

from .checkpoint import Checkpoint
from .export_check import Checker
from .export_faults import Report
from .growing import Growing
from .notes import Verifier, opened


class Relation(StrEnum):
    """How two histories go together. `unknown`: one of them could not be read, or is too short to tell."""

    SAME = "same"
    FIRST_BEGINS = "first-begins-second"
    SECOND_BEGINS = "second-begins-first"
    FORKED = "forked"
    OTHER_LOG = "other-log"
    UNKNOWN = "unknown"


class Comparison(Model):
    """How two histories go together, and the first entry in which they differ (with a checkpoint: the last one that it may be).

    `proven` says that each holds by itself and is signed, although they are two: nobody but who has the key can have made that.
    """

    relation: Relation
    entry: int | None = None
    proven: bool = False
    first: Report
    second: Report | None = None


def compare(first: Iterable[bytes], second: Iterable[bytes], *, verifiers: Sequence[Verifier]) -> Comparison:
    """Compare two exports. Memory use is constant."""
    checkers = [Checker(lines, verifiers=verifiers) for lines in (first, second)]
    fork = None
    for one, other in zip_longest(*(checker.leaves() for checker in checkers)):
        if fork is None and one is not None and other is not None and one[0] == other[0] and one[1] != other[1]:
            fork = one[0]
    reports = [checker.report() for checker in checkers]
    relation = _relation(*reports, forked=fork is not None, misread=any(checker.misread for checker in checkers))
    return Comparison(
        relation=relation,
        entry=fork if relation is Relation.FORKED else None,
        proven=relation is Relation.FORKED and all(report.whole for report in reports),
        first=reports[0],
        second=reports[1],
    )


def compare_checkpoint(export: Iterable[bytes], note: str, *, verifiers: Sequence[Verifier]) -> Comparison:
    """Compare an export with a checkpoint that was kept elsewhere. Raises `NotSigned`, and `ValueError` if it cannot be read."""
    checkpoint = Checkpoint.parse(opened(note, *verifiers).text)
    checker, tree = Checker(export, verifiers=verifiers), Growing()
    root = tree.root() if checkpoint.size == 0 else None
    for _, leaf in checker.leaves():
        tree.add(leaf)
        if tree.size == checkpoint.size:
            root = tree.root()
    report = checker.report()
    relation = _to_checkpoint(report, checkpoint, fits=root == checkpoint.root if root else None, misread=checker.misread)
    forked = relation is Relation.FORKED
    return Comparison(
        relation=relation,
        entry=checkpoint.size if forked else None,
        proven=forked and report.whole,
        first=report,
    )


def _relation(first: Report, second: Report, *, forked: bool, misread: bool) -> Relation:
    if first.origin is None or second.origin is None:
        return Relation.UNKNOWN
    if first.origin != second.origin:
        return Relation.OTHER_LOG
    if forked:
        return Relation.FORKED
    if misread:
        return Relation.UNKNOWN
    if first.entries == second.entries:
        return Relation.SAME
    return Relation.FIRST_BEGINS if first.entries < second.entries else Relation.SECOND_BEGINS


def _to_checkpoint(report: Report, checkpoint: Checkpoint, *, fits: bool | None, misread: bool) -> Relation:
    if report.origin is not None and report.origin != checkpoint.origin:
        return Relation.OTHER_LOG
    if report.origin is None or misread or fits is None:
        return Relation.UNKNOWN
    if not fits:
        return Relation.FORKED
    return Relation.SAME if report.entries == checkpoint.size else Relation.SECOND_BEGINS
