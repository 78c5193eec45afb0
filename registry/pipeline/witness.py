"""Witnessing the logs of others: what this installation signs, with what it remembers in its store."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime

from ..operation import witness_key
from ..proof.checkpoint import Checkpoint
from ..proof.keys import Cosigner, Verifier
from ..proof.notes import unverified_text
from ..proof.witnesses import logs_of
from ..proof.witnessing import Answer, answer
from ..services import make_home, now
from ..settings import Settings
from ..store import Store
from ..store.archive import open_archive
from ..store.checkpoints import Signed
from ..store.errors import DatabaseVanished


@dataclass(frozen=True)
class OwnWitness:
    """The witness that this installation is: the logs that it knows (their keys by origin), and its key."""

    store: Store
    logs: Mapping[str, Sequence[Verifier]]
    key: Cosigner
    clock: Callable[[], datetime]

    def answer(self, body: str) -> Answer:
        """What is answered to a submission. What is signed is on the disk before. Raises `StoreError`."""
        at = self.clock()
        return answer(body, logs=self.logs, cosigner=self.key, seen=_Seen(self.store, at), at=at)


@contextmanager
def open_witness(settings: Settings, *, clock: Callable[[], datetime] = now) -> Iterator[OwnWitness]:
    """The witness of the settings. It needs the store alone, and makes its key if there is none.

    A new store is not made beside the key of a witness: one that has forgotten what it signed would sign another past.
    Raises `DatabaseVanished`, `InvalidWitnessKey`, `OSError` and the errors of the store.
    """
    make_home(settings.home)

    def before_new() -> None:
        if settings.new_database:
            return
        if witness_key.is_there(settings):
            raise DatabaseVanished("the key of a witness is in the home folder")
        if next(iter(open_archive(settings.archive, endpoint=settings.s3_endpoint).notes()), None) is not None:
            raise DatabaseVanished("the archive has records")

    with closing(Store.open(settings.database, before_new=before_new)) as store:
        yield OwnWitness(store, logs_of(settings.witness_logs or ""), witness_key.cosigner(settings), clock)


@dataclass(frozen=True)
class _Seen:
    """What the witness remembers, in the store. What is kept now was submitted at a time."""

    store: Store
    at: datetime

    def latest(self, origin: str) -> Checkpoint | None:
        last = self.store.witnessed.latest(origin)
        return None if last is None else Checkpoint.parse(unverified_text(last.note))

    def keep(self, origin: str, *, before: int, checkpoint: Checkpoint, note: str) -> bool:
        kept = self.store.witnessed.keep(Signed(origin, checkpoint.size, note, self.at), before=before)
        if kept:
            self.store.sync()
        return kept
