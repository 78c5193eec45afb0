"""Asking witnesses: each named one is asked to sign the newest checkpoint of the trail too, and its signature is published.

Nobody waits for a witness: publishing goes on without it, and it is asked again later. What a witness refuses because it has
signed another past is an alarm: then either this installation or a copy of it has changed what was signed.
"""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from threading import Event

from harvesters.errors import HarvestError

from ..operation.witnesses import NotReached, WitnessClient
from ..proof.notes import NotSigned, SignatureWrong, opened, unverified_text, with_signatures
from ..proof.tile_files import TileDamaged, TileMissing
from ..proof.witnesses import Fault
from ..proof.witnessing import SIZE, Answer, Submission, accepted
from ..proof.written import number
from ..services import Services
from ..store.checkpoints import Signed
from ..store.errors import ReadOnly, StoreError
from ..store.witnesses import Standing
from .trail import CHECKPOINT, place_of, signed, tree

PAUSE = 10.0
"""Seconds between two rounds."""

OK, CONFLICT, UNPROCESSABLE = 200, 409, 422
BUSY = frozenset({408, 425, 429})
FAILED = 500
"""HTTP statuses; from `FAILED` on, a server has failed."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """What came of asking a witness: its signature line, or a fault and why. Neither if there is something newer to ask about."""

    line: str | None = None
    fault: Fault | None = None
    why: str = ""


class Cosigning:
    """Asks the witnesses that the settings name. Raises `StopHarvest` if `SERAI_TLS_ROOTS` cannot be used."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._said: str | None = None
        roots = services.settings.tls_roots
        self._clients = [WitnessClient(witness, roots=roots) for witness in services.settings.named_witnesses]

    def work(self, leaving: Event) -> None:
        """Ask round by round until the worker leaves. What fails here is logged once for each kind of failure."""
        while self._clients and not leaving.is_set():
            try:
                self.ask()
            except ReadOnly:
                return
            except (StoreError, TileMissing, TileDamaged) as error:
                self._say(str(error))
            else:
                self._said = None
            leaving.wait(PAUSE)

    def ask(self) -> None:
        """Ask all that have not signed the newest checkpoint, at the same time. Raises `StoreError` and errors of tiles."""
        newest = signed(self._services)
        if newest is None:
            return
        known = self._services.store.witnesses.of(newest.origin)
        waiting = [client for client in self._clients if not _has_signed(newest, client)]
        if waiting:
            self._ask(newest, [(client, known.get(str(client.witness.verifier), Standing())) for client in waiting])

    def _say(self, error: str) -> None:
        if error != self._said:
            log.error("no witness can be asked: %s", error)
            self._said = error

    def _ask(self, newest: Signed, waiting: Sequence[tuple[WitnessClient, Standing]]) -> None:
        with ThreadPoolExecutor(len(waiting), thread_name_prefix="witness") as pool:
            asked = {
                pool.submit(self._outcome, client, newest, standing.size): (client, standing) for client, standing in waiting
            }
            for each in as_completed(asked):
                if each.exception() is None:
                    self._take(newest, *asked[each], each.result())
        for each in asked:
            each.result()  # what went wrong on our side, when all others have their signature

    def _outcome(self, client: WitnessClient, newest: Signed, old_size: int) -> Outcome:
        """Ask one witness; if it has signed another size than we think, once more."""
        if old_size > newest.size:
            return Outcome()  # it has signed a newer one, for another process of this installation
        try:
            answer = client.submit(self._submission(newest, old_size))
            seen = _size_in(answer)
            if seen is not None and old_size != seen <= newest.size:
                answer, old_size = client.submit(self._submission(newest, seen)), seen
        except (NotReached, HarvestError) as error:
            return Outcome(fault=Fault.UNREACHABLE, why=str(error))
        return self._understood(client, newest, answer=answer, old_size=old_size)

    def _understood(self, client: WitnessClient, newest: Signed, *, answer: Answer, old_size: int) -> Outcome:
        if answer.status == OK:
            line = accepted(answer.body, unverified_text(newest.note), client.witness.verifier)
            return Outcome(line) if line else Outcome(fault=Fault.WRONG_ANSWER, why="its answer has no signature by its key")
        if answer.status == CONFLICT:
            return self._conflict(newest, _size_in(answer), old_size)
        if answer.status == UNPROCESSABLE:
            why = f"it has signed a checkpoint over {old_size} entries, with which the trail of today does not begin"
            return Outcome(fault=Fault.INCONSISTENT, why=why)
        is_down = answer.status >= FAILED or answer.status in BUSY
        return Outcome(fault=Fault.UNREACHABLE if is_down else Fault.REFUSED, why=f"it answers with status {answer.status}")

    def _conflict(self, newest: Signed, seen: int | None, old_size: int) -> Outcome:
        """What it means that the witness signed `seen` entries last, when it was told that these were `old_size`."""
        if seen is None or (seen == old_size and seen != newest.size):
            return Outcome(fault=Fault.WRONG_ANSWER, why="it answers with status 409, and not with the size that it signed last")
        if seen == newest.size == old_size:
            return Outcome(fault=Fault.INCONSISTENT, why=f"it has signed another checkpoint over {seen} entries")
        ours = signed(self._services)
        if ours is not None and seen <= ours.size:
            return Outcome()  # meanwhile another process of this installation has asked it
        return Outcome(
            fault=Fault.INCONSISTENT, why=f"it has signed {seen} entries, and the trail has not so many that are signed"
        )

    def _submission(self, newest: Signed, old_size: int) -> Submission:
        return Submission(old_size, tree(self._services, newest).consistency(old_size), newest.note)

    def _take(self, newest: Signed, client: WitnessClient, standing: Standing, outcome: Outcome) -> None:
        """Keep what came of asking a witness."""
        store, key = self._services.store, str(client.witness.verifier)
        if outcome.line is not None:
            self._add(newest, outcome.line)
            at = opened(f"{unverified_text(newest.note)}\n{outcome.line}\n", client.witness.verifier).by[0].time
            store.witnesses.signed(newest.origin, key, size=newest.size, at=at or self._services.clock())
        elif outcome.fault not in {None, standing.fault}:
            self._fail(newest, client, outcome.fault, outcome.why)

    def _fail(self, newest: Signed, client: WitnessClient, fault: Fault, why: str) -> None:
        key = str(client.witness.verifier)
        if self._services.store.witnesses.failed(newest.origin, key, fault, at=self._services.clock()):
            level = logging.ERROR if fault is Fault.INCONSISTENT else logging.WARNING
            log.log(level, "the witness %s has not signed (%s): %s", client.witness.name, fault.value, why)

    def _add(self, newest: Signed, line: str) -> None:
        """Add a signature to the kept checkpoint, and publish this if it is still the newest."""
        checkpoints = self._services.store.checkpoints
        kept: Signed | None = newest
        while kept is not None:
            note = with_signatures(kept.note, line)
            if checkpoints.cosigned(kept, note):
                break
            kept = checkpoints.of_size(newest.origin, newest.size)
        last = checkpoints.last(newest.origin)
        if last is not None and last.size == newest.size:
            self._services.archive.publish(place_of(newest.origin, CHECKPOINT), last.note.encode())


def _has_signed(checkpoint: Signed, client: WitnessClient) -> bool:
    try:
        opened(checkpoint.note, client.witness.verifier)
    except (NotSigned, SignatureWrong):
        return False
    return True


def _size_in(answer: Answer) -> int | None:
    """The size that a witness says it signed last; None if it does not say so."""
    if answer.status != CONFLICT or answer.media_type != SIZE:
        return None
    try:
        return number(answer.body.removesuffix("\n"))
    except ValueError:
        return None
