"""A process that writes to a store, to be watched or killed.

python -m tests.contracts.store.writer ADDRESS SOURCE ROUNDS [hold]
"""

import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from registry.store import Store
from registry.store.saving import Save
from schemas.actor import COMMAND, Actor
from schemas.audit import Action
from tests.factories import record

ROOT = Path(__file__).parents[3]


def writing(address: str, source: str, *, rounds: int, hold: bool = False) -> subprocess.Popen[str]:
    """A process that saves 200 records of a source again and again, or holds a run of it."""
    command: Sequence[str] = [sys.executable, "-m", "tests.contracts.store.writer", address, source, str(rounds)]
    return subprocess.Popen([*command, "hold"] if hold else command, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def write(store: Store, source: str, rounds: int) -> None:
    """Save 200 records, a version later each time; tell the parent after the first time."""
    items = [record(identifier=str(number), source=source) for number in range(200)]
    known = store.records.known(source, [item.dataset.identifier for item in items])
    version = max((found.version for found in known.values()), default=0)
    for later in range(1, rounds + 1):
        batch = [item.model_copy(update={"version": version + later}) for item in items]
        store.records.save([Save(item, Action.CHANGE, {}) for item in batch], actor=Actor.system(source), at=datetime.now(UTC))
        if later == 1:
            say("writing")


def hold(store: Store, source: str) -> None:
    """Hold a run until the end."""
    store.runs.start(source, since=None, by=COMMAND, at=datetime.now(UTC))
    say("holding")
    time.sleep(60)


def say(word: str) -> None:
    """Tell the parent."""
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    opened = Store.open(sys.argv[1])
    if sys.argv[4:] == ["hold"]:
        hold(opened, sys.argv[2])
    else:
        write(opened, sys.argv[2], int(sys.argv[3]))
    opened.close()
