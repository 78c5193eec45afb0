"""The straight line of one run: raw record, dataset, assessment, store. Only one step at a time is in memory.

A record that fails at a stage is reported and left out; the others continue.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from uuid import UUID

from harvesters.base import Checkpoint, Fetched, RawRecord, Removed, without_secret
from harvesters.wire.secret import mask_of
from schemas.issues import Issue, issue
from schemas.record import Status, record_id
from schemas.runs import Run, RunState
from schemas.source import Source

from ..operation.redaction import redactor_of
from ..services import Services
from ..store.records import Known
from .account import Account
from .alone import Failures, alone
from .archiving import archiving
from .difference import hash_of
from .mending import Mending
from .outcomes import Failed, Rejected
from .remake import normalise
from .step import Candidate, Listed, Step

ALL_READ = "all read"
"""The cursor of a run that has nothing left to read."""


class Line:
    """Passes what a run reads through the stages, one step at a time, and keeps the run's account in `run`.

    A step is stored in one transaction: records, trail, outbox, issues, counts, and the cursor from which reading continues. So a
    run that was killed at any moment can continue. It loses nothing and counts nothing twice.
    """

    def __init__(self, services: Services, source: Source, run: Run) -> None:
        self.services = services
        self.source = source
        self.run = run
        self._failures = Failures(source.id)
        self._redact, self._mask = redactor_of(source), mask_of(source)
        self._cursor: str | None = None
        self._before_cursor = 0
        self._waiting: list[Fetched] = []

    @property
    def length(self) -> int:
        """How much waits for the next step."""
        return len(self._waiting)

    @property
    def any_read(self) -> bool:
        """Whether the portal sent any record."""
        return self.run.counts.read > 0 or any(isinstance(item, RawRecord | Removed) for item in self._waiting)

    def add(self, item: Fetched) -> None:
        """Add what was read to the next step, without the source's secret."""
        item = without_secret(item, self._mask)
        if isinstance(item, Checkpoint):
            self._cursor, self._before_cursor = item.cursor, len(self._waiting)
        else:
            self._waiting.append(item)

    def step(self) -> None:
        """Pass what came before the last checkpoint through all stages and store it. Raises `RunLost` and `StoreUnavailable`."""
        self._carry(self.run, self._cursor, self._before_cursor)

    def finish(self) -> None:
        """The last step of reading. The portal has no more records."""
        self._cursor, self._before_cursor = ALL_READ, len(self._waiting)
        self.step()

    def end(self, state: RunState, *, error: str | None = None, withdrawn: int = 0, found: Sequence[Issue] = ()) -> None:
        """Store what waits and the issues about the whole list, and end the run. Raises `RunLost` and `StoreUnavailable`."""
        counts = self.run.counts.model_copy(update={"withdrawn": withdrawn})
        told = error if error is None else self._redact(error)
        ended = {"state": state, "ended": self.services.clock(), "error": told, "counts": counts}
        self._carry(self.run.model_copy(update=ended), self._cursor, len(self._waiting), found=found)

    def _carry(self, run: Run, cursor: str | None, count: int, *, found: Sequence[Issue] = ()) -> None:
        account, items = Account(issues=list(found)), self._waiting[:count]
        known = self._known(items)
        for item in items:
            if isinstance(item, Removed):
                account.remove(item, kept=item.identifier in known)
            else:
                account.note(item)
        listed = self._look_up([item for item in items if isinstance(item, RawRecord)], known, account)
        step = Step(
            self.services,
            self.source,
            run=run,
            account=account,
            cursor=cursor,
            failures=self._failures,
            redact=self._redact,
        )
        mending = Mending(self.services, self.source, whole=run.since is None)
        with archiving(self.services.archive.put) as archive, archiving(mending.look) as look:
            candidates = list(self._differing(listed, account, archive=archive, look=look))
        mending.note(run)
        self.run = step.save(candidates)
        self._waiting, self._before_cursor = self._waiting[count:], 0

    def _known(self, items: Iterable[Fetched]) -> Mapping[str, Known]:
        """What the store knows of the records that are read or removed."""
        named = {item.identifier for item in items if isinstance(item, RawRecord | Removed)}
        return self.services.store.records.known(self.source.id, named)

    def _look_up(self, raws: Sequence[RawRecord], known: Mapping[str, Known], account: Account) -> Iterator[Listed]:
        """The records with what is known of them. One that this run has met already is counted as repeated and left out."""
        met: set[UUID] = set()
        for raw in raws:
            before = known.get(raw.identifier)
            record = before.id if before else record_id(self.source.id, raw.identifier)
            if record in met or (before and before.seen_run == self.run.id):
                account.reject(issue("identifier-repeated", identifier=raw.identifier), outcome="repeated")
                continue
            met.add(record)
            yield Listed(raw, record, sha256(raw.content).hexdigest(), before)

    def _differing(
        self, listed: Iterable[Listed], account: Account, *, archive: Callable[[bytes], None], look: Callable[[Listed], None]
    ) -> Iterator[Candidate]:
        """Leave out what the store has already: the same raw record, or another one from which the same dataset is made.

        A new raw record is archived; a whole sweep looks whether the others still are. A withdrawn record that is listed again
        must always be stored. A record that cannot be read is still listed, so it does not count as missing.
        """
        for each in listed:
            kept = each.known if each.known and each.known.status is Status.ACTIVE else None
            if kept and (each.raw.partial or kept.raw_hash == each.raw_hash):
                account.meet(each.id)
                look(each)
                continue
            candidate = self._normalise(each, account)
            if candidate is None:
                account.met.append(each.id)
                continue
            archive(each.raw.content)
            if kept and kept.dataset_hash == candidate.dataset_hash:
                account.meet(each.id, moved_to=each.raw_hash)
            else:
                yield candidate

    def _normalise(self, listed: Listed, account: Account) -> Candidate | None:
        normalised = normalise(listed.raw, self.source)
        if isinstance(normalised, Rejected | Failed):
            self._leave_out(listed.raw.identifier, normalised, account)
            return None
        made = alone(lambda: Candidate(listed, normalised.dataset, hash_of(normalised.dataset)))
        if isinstance(made, Failed):
            self._leave_out(listed.raw.identifier, made, account)
            return None
        account.issues.extend(normalised.issues)
        return made

    def _leave_out(self, identifier: str, outcome: Rejected | Failed, account: Account) -> None:
        if isinstance(outcome, Rejected):
            account.reject(outcome.issue)
        else:
            account.fail(identifier, outcome)
            self._failures.note(identifier, outcome)
