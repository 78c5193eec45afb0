"""The work of a re-assessment, step by step: the difference, and later the new conclusions. Each step is one transaction.

It goes on in the process that holds it, from its last step, whatever has happened to the process before.
"""

import logging
from collections.abc import Callable, Iterable
from functools import partial
from threading import Event
from uuid import UUID

from schemas.actor import Actor
from schemas.audit import Action
from schemas.reassessment import MOST_EXAMPLES, Difference, Effect, Reassessment, ReassessmentState
from schemas.record import CatalogRecord

from ..operation.logs import bound
from ..policy.differing import differences
from ..services import Services
from ..store.errors import Corrupt, ReassessmentLost, StaleRecord, StoreUnavailable
from ..store.reassessments import Step
from ..store.runs import stopped
from ..store.saving import Save, prepare
from .alone import Failures, without_message
from .judge import Judge
from .keep import Kept, keep, make_each
from .outcomes import Left, Unapproved, Unchanged
from .preview import why_four_eyes as why_of_record
from .reassess import ReassessmentOutdated, why_four_eyes
from .rescue import batches

log = logging.getLogger(__name__)

OnStep = Callable[[Reassessment], None]
"""Called after each step, with the re-assessment after the step."""


def carry_out(
    services: Services, held: Reassessment, *, leaving: Event | None = None, on_step: OnStep | None = None
) -> Reassessment:
    """Work on a re-assessment that this process holds, to the end of its phase, and return it as it is then.

    When `leaving` is set, it is given back after its current step, and waits for another worker. So it is on
    `KeyboardInterrupt`, which is raised again. Raises `ReassessmentLost` and `StoreUnavailable`.
    """
    work = _Work(services, held, leaving=leaving or Event(), on_step=on_step)
    with bound(reassessment=held.id):
        log.info("re-assessment %d is %s", held.id, held.state.value)
        try:
            work.go()
        except _Leaves:
            services.store.reassessments.give_back(work.now)
        except _Stopped as asked:
            work.end(ReassessmentState.STOPPED, error=stopped(asked.by))
        except (ReassessmentOutdated, Corrupt, StaleRecord) as error:
            work.end(ReassessmentState.FAILED, error=str(error))
        except (ReassessmentLost, StoreUnavailable):
            raise  # this process cannot write any more; the worker that takes it over continues
        except KeyboardInterrupt:
            services.store.reassessments.give_back(work.now)
            raise
        except Exception as error:
            log.error("Serai failed at a re-assessment", exc_info=without_message(error))  # noqa: TRY400 - without its message
            work.end(ReassessmentState.FAILED, error=f"Serai failed: {type(error).__name__}; the log has the details")
        log.info("re-assessment %d is %s", held.id, work.now.state.value)
    return work.now


class _Stopped(Exception):
    """A person has asked to stop; `by` is that person."""

    def __init__(self, by: Actor) -> None:
        super().__init__(str(by))
        self.by = by


class _Leaves(Exception):
    """This worker is about to end; another one goes on."""


class _Work:
    """The work on one re-assessment. `now` is what the store has of it."""

    def __init__(self, services: Services, held: Reassessment, *, leaving: Event, on_step: OnStep | None) -> None:
        self.services, self.now = services, held
        self._leaving, self._on_step = leaving, on_step
        self._rules, self._today = services.rules, services.clock().date()
        self._judges: dict[str, Judge] = {}
        self._judged: dict[UUID, int] = {}  # the records of this step, with the versions that were judged
        self._stop_by: Actor | None = None
        self._failures = Failures(f"re-assessment {held.id}")

    def go(self) -> None:
        """Do all steps that are left. Raises what ends the work before."""
        self._check()
        self._compare() if self.now.state is ReassessmentState.COMPARING else self._apply()

    def end(self, state: ReassessmentState, *, error: str | None = None) -> None:
        """Give it the state in which this phase ends."""
        ended = None if state is ReassessmentState.COMPARED else self.services.clock()
        after = self.now.model_copy(update={"state": state, "ended": ended, "error": error})
        self.now = self.services.store.reassessments.turn(after, was=self.now.state)

    def _compare(self) -> None:
        """Judge all records, and keep what differs. No record is changed."""
        stored = self.services.store.reassessments
        effects = _Effects(stored.effects(self.now.id))
        for batch in batches(self.services.store.records.stream(after=stored.cursor(self.now.id))):
            self._compare_batch(batch, effects)
            self._check()
        why = why_four_eyes(self.services.settings.four_eyes, effects.all())
        self.now = self.now.model_copy(update={"why_four_eyes": why})
        self.end(ReassessmentState.COMPARED if self.now.differing else ReassessmentState.APPLIED)

    def _compare_batch(self, batch: list[CatalogRecord], effects: "_Effects") -> None:
        declared = {record.id: record for record in batch if record.source in self.services.sources}
        self._judged = {}
        made = make_each(dict.fromkeys(declared), declared, self._made)
        for save in made.saves:
            effects.add(save.record.id, differences(declared[save.record.id].assessment, save.record.assessment))
        undeclared = len(batch) - len(declared)
        after = self._counted(read=len(batch), differing=len(made.saves), undeclared=undeclared, failed=len(made.failed))
        former = dict.fromkeys([*self.now.former, *(record.assessment.rules for record in batch)])
        self._keep(
            Step(
                after.model_copy(update={"former": tuple(former)}),
                cursor=batch[-1].id,
                effects=effects.grown(),
                equal=self._equal(made),
                differing={save.record.id: self._judged[save.record.id] for save in made.saves},
            )
        )
        self._note_failures(made)

    def _apply(self) -> None:
        """Give the records that are not known to have it already what the rules conclude of them as they are now."""
        cursor = self.services.store.reassessments.cursor(self.now.id)
        size = self.services.settings.batch_size
        while batch := self.services.store.records.to_judge(self.now.rules, after=cursor, limit=size):
            *_, cursor = batch
            declared = [id for id, source in batch.items() if source in self.services.sources]
            self._judged = {}
            write = partial(self._apply_batch, cursor=cursor, undeclared=len(batch) - len(declared))
            self._note_failures(keep(self.services, dict.fromkeys(declared), self._made, actor=self.now.by, write=write))
            self._check()
        self.end(ReassessmentState.APPLIED)

    def _apply_batch(self, kept: Kept, *, cursor: UUID, undeclared: int) -> None:
        """Write a batch. It is called again if somebody has changed a record of it meanwhile, with what is made then."""
        equal = self._equal(kept)
        left = undeclared + len(kept.left) - len(equal)
        after = self._counted(changed=len(kept.saves), same=len(equal), left=left)
        saves = prepare(kept.saves, actor=self.now.by, at=self.services.clock())
        self._keep(Step(after, cursor=cursor, equal=equal, saves=saves))

    def _made(self, _: None, current: CatalogRecord | None) -> Save | Left:
        """What to store of a record that is judged again."""
        if current is None:
            return Unchanged()
        judge = self._judges.get(current.source)
        if judge is None:
            judge = self._judges[current.source] = Judge(self.services.sources[current.source], self._rules, self._today)
        self._judged[current.id] = current.version
        record = judge.record(current.dataset, provenance=current.provenance, current=current, status=current.status)
        differ = differences(current.assessment, record.assessment)
        if not differ:
            return Unchanged()
        approved = self.now.state is ReassessmentState.COMPARING or self.now.approved
        if not approved and why_of_record(self.services.settings.four_eyes, current, record):
            return Unapproved()
        return Save(record, Action.REASSESS, self._details(current, differ))

    def _details(self, current: CatalogRecord, differ: Iterable[Difference]) -> dict[str, object]:
        """What the entry of the trail says."""
        now = self.now
        said: dict[str, object] = {"reassessment": now.id, "reason": now.reason}
        if now.approved and now.settled_by is not None:
            said |= {"approved_by": now.settled_by.name, "approval": now.settled_reason}
        rules = {"before": current.assessment.rules, "after": now.rules}
        return said | {"rules": rules, "differences": [each.model_dump(mode="json") for each in differ]}

    def _equal(self, made: Kept) -> dict[UUID, int]:
        """The records for which the rules conclude what they have, with the versions that were judged."""
        return {id: self._judged[id] for id, left in made.left.items() if isinstance(left, Unchanged) and id in self._judged}

    def _counted(self, **more: int) -> Reassessment:
        return self.now.model_copy(update={name: getattr(self.now, name) + number for name, number in more.items()})

    def _keep(self, step: Step) -> None:
        self._stop_by = self.services.store.reassessments.go_on(step, at=self.services.clock())
        self.now = step.after
        if self._on_step:
            self._on_step(self.now)

    def _check(self) -> None:
        """Raise what ends the work, if there is anything."""
        if self._stop_by is not None:
            raise _Stopped(self._stop_by)
        if self._leaving.is_set():
            raise _Leaves
        if self.services.rules.version != self.now.rules:
            raise ReassessmentOutdated(self.now)

    def _note_failures(self, made: Kept) -> None:
        for record, failed in made.failed.items():
            self._failures.note(str(record), failed)


class _Effects:
    """The differences so far, each with the number of its records."""

    def __init__(self, known: Iterable[Effect]) -> None:
        self._effects = {each.key: each for each in known}
        self._grown: dict[str, Effect] = {}

    def add(self, record: UUID, differ: Iterable[Difference]) -> None:
        """Count the differences of a record."""
        for each in differ:
            key = each.key
            known = self._effects.get(key) or Effect(**dict(each), count=0)
            examples = known.examples if len(known.examples) == MOST_EXAMPLES else (*known.examples, record)
            grown = known.model_copy(update={"count": known.count + 1, "examples": examples})
            self._effects[key] = self._grown[key] = grown

    def grown(self) -> tuple[Effect, ...]:
        """Those that have grown since the last call."""
        grown, self._grown = tuple(self._grown.values()), {}
        return grown

    def all(self) -> Iterable[Effect]:
        return self._effects.values()
