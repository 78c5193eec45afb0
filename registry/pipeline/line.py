"""The straight line of one run: raw record, dataset, assessment, store. A step at a time; nothing larger is held.

A record that fails at a stage is reported and leaves the line; the others go on.
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

from harvesters import HARVESTERS
from harvesters.base import Checkpoint, Fetched, RawRecord
from harvesters.errors import SkipRecord
from harvesters.source import Source
from schemas.issues import issue
from schemas.record import record_id
from schemas.runs import Run, RunState

from ..services import Services
from .account import Account
from .step import Candidate, Sighting, Step

ALL_READ = "all read"
"""The cursor of a run that has nothing left to read."""


class Line:
    """Carries what a run reads through the stages, a step at a time, and keeps the run's account in `run`.

    A step is kept in one transaction: records, trail, outbox, issues, counts, and the cursor from which reading goes on. So a run
    that was cut off at any moment goes on without a loss and without counting anything twice.
    """

    def __init__(self, services: Services, source: Source, run: Run) -> None:
        self.services = services
        self.source = source
        self.run = run
        self._cursor: str | None = None
        self._waiting: list[Fetched] = []

    @property
    def length(self) -> int:
        """How much waits for the next step."""
        return len(self._waiting)

    @property
    def any_read(self) -> bool:
        """Whether the portal gave any record."""
        return self.run.counts.read > 0 or any(isinstance(item, RawRecord) for item in self._waiting)

    def add(self, item: Fetched) -> None:
        """Put what was read into the next step."""
        if isinstance(item, Checkpoint):
            self._cursor = item.cursor
        else:
            self._waiting.append(item)

    def step(self) -> None:
        """Carry what waits through all stages and keep it. Raises `RunLost` and `StoreUnavailable`."""
        self._carry(self.run, self._cursor)

    def finish(self) -> None:
        """The last step: everything was read."""
        self._carry(self.run, ALL_READ)

    def end(self, state: RunState, *, error: str | None = None) -> None:
        """Close the run's account, with what waits as its last step. Raises `RunLost` and `StoreUnavailable`."""
        ended = {"state": state, "ended": self.services.clock(), "error": error}
        self._carry(self.run.model_copy(update=ended), self._cursor)

    def _carry(self, run: Run, cursor: str | None) -> None:
        account = Account()
        for item in self._waiting:
            account.note(item)
        sightings = self._sight([item for item in self._waiting if isinstance(item, RawRecord)], account)
        step = Step(self.services, self.source, run=run, account=account, cursor=cursor)
        self.run = step.save(list(self._differing(sightings, account)))
        self._waiting = []

    def _sight(self, raws: Sequence[RawRecord], account: Account) -> Iterator[Sighting]:
        """Look the records up; one that this run has had already is counted and left out."""
        known = self.services.store.records.known(self.source.id, {raw.identifier for raw in raws})
        met: set[str] = set()
        for raw in raws:
            before = known.get(raw.identifier)
            if raw.identifier in met or (before and before.seen_run == self.run.id):
                account.reject(issue("identifier-repeated", identifier=raw.identifier), outcome="repeated")
                continue
            met.add(raw.identifier)
            yield Sighting(raw, record_id(self.source.id, raw.identifier), sha256(raw.content).hexdigest(), before)

    def _differing(self, sightings: Iterable[Sighting], account: Account) -> Iterator[Candidate]:
        """Leave out what the store has already: first by the raw record, then by the dataset made of it."""
        for sighting in sightings:
            if sighting.known and sighting.known.raw_hash == sighting.raw_hash:
                account.meet(sighting.id)
                continue
            candidate = self._normalise(sighting, account)
            if candidate is None:
                continue
            if sighting.known and sighting.known.dataset_hash == candidate.dataset_hash:
                account.meet(sighting.id, moved_to=self.services.archive.put(sighting.raw.content))
            else:
                yield candidate

    def _normalise(self, sighting: Sighting, account: Account) -> Candidate | None:
        try:
            normalised = HARVESTERS[self.source.kind].normalise(sighting.raw, self.source)
        except SkipRecord as skip:
            account.reject(skip.issue)
            return None
        account.issues.extend(normalised.issues)
        content = normalised.dataset.model_dump_json().encode()
        return Candidate(sighting, normalised.dataset, sha256(content).hexdigest())
