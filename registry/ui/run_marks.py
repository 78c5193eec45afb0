"""How a run ended that did not simply end: a mark in the chart of runs, each with a shape of its own."""

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.holds import HoldState
from schemas.runs import OPEN, Run, RunState

from .words import message


@dataclass(frozen=True)
class RunMark:
    """What a mark means, in English, and its icon. `troubled`: the run did not end as it should."""

    word: str
    icon: str
    troubled: bool = True


NOT_ENDED = RunMark(message("not ended yet"), "refresh-cw", troubled=False)
HELD = RunMark(message("held: a person has to decide"), "circle-question-mark")
RELEASED = RunMark(message("held, then released by a person"), "circle-check")
SETTLED = RunMark(message("held, then settled in another way"), "history")

ENDS: Mapping[RunState, RunMark] = {
    RunState.PARTIAL: RunMark(message("partly done: the portal stopped answering"), "triangle-alert"),
    RunState.FAILED: RunMark(message("failed"), "circle-x"),
    RunState.INTERRUPTED: RunMark(message("interrupted"), "x"),
}

MARKS = (NOT_ENDED, *ENDS.values(), HELD, RELEASED, SETTLED)
"""All marks, as a legend has them."""


def mark_of(run: Run, hold: HoldState | None) -> RunMark | None:
    """The mark of a run; None if it is done. `hold` is what became of the withdrawal that it held, if it held one."""
    if run.state in OPEN:
        return NOT_ENDED
    if run.state is not RunState.HELD:
        return ENDS.get(run.state)
    if hold in (None, HoldState.WAITING):
        return HELD
    return RELEASED if hold is HoldState.RELEASED else SETTLED
