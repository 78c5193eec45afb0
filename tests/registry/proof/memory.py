"""What a witness remembers, in memory."""

import threading

from registry.proof.checkpoint import Checkpoint


class Memory:
    """The latest checkpoint of each log, with its note."""

    def __init__(self) -> None:
        self.notes = dict[str, tuple[Checkpoint, str]]()
        self._lock = threading.Lock()

    def latest(self, origin: str) -> Checkpoint | None:
        return self.notes[origin][0] if origin in self.notes else None

    def keep(self, origin: str, *, before: int, checkpoint: Checkpoint, note: str) -> bool:
        with self._lock:
            last = self.latest(origin)
            if (last.size if last else 0) != before:
                return False
            self.notes[origin] = (checkpoint, note)
            return True
