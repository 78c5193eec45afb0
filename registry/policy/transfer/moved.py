"""The answers that another set of rules moves, in groups for people: from what to what, from which day on, by which rules."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date

from schemas.moved import Alike, Moved, MovedGroup, MoveKind

from .cells import Space
from .compare import Move, moves
from .rules import RESTRICTION, TransferRules


def moved(before: TransferRules, after: TransferRules, *, today: date, go_on: Callable[[], bool] = lambda: True) -> Moved:
    """What moves if `after` takes the place of `before`: today, or on a later day on which something begins or ends.

    The groups that get looser come first, then those of an earlier day. Raises `TooMuchToCompare` when `go_on` says no.
    """
    space = Space(before, after)
    alike: dict[Alike, list[Move]] = defaultdict(list)
    for move in moves(space, today=today, go_on=go_on):
        alike[_alike(move, space)].append(move)
    groups = [
        MovedGroup(**dict(each), cells=sum(move.purposes for move in found), example=str(found[0].cell))
        for each, found in alike.items()
    ]
    return Moved(
        stricter=sum(each.cells for each in groups if not each.looser),
        looser=sum(each.cells for each in groups if each.looser),
        groups=tuple(sorted(groups, key=lambda each: (not each.looser, each.since, each.kind is MoveKind.CONDITIONS))),
    )


def _alike(move: Move, space: Space) -> Alike:
    before, after, way = move.before, move.after, move.cell.way
    step = RESTRICTION.index(after.effect) - RESTRICTION.index(before.effect)
    gone = tuple(sorted(code for code, *_ in before.conditions - after.conditions))
    return Alike(
        kind=MoveKind.EFFECT if step else MoveKind.CONDITIONS,
        looser=step < 0 or (step == 0 and bool(gone)),
        rule=tuple(sorted({id_ for id_, *_ in before.rules ^ after.rules})),
        from_state=way.from_state if way.from_state in space.named else None,
        to=way.to if way.to in space.named else None,
        privacy_class=way.privacy_class,
        before=before.effect,
        after=after.effect,
        come=tuple(sorted(code for code, *_ in after.conditions - before.conditions)),
        gone=gone,
        since=move.since,
    )
