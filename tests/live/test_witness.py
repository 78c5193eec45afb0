"""Two ministries witness each other, with a worker and a witness each as processes; another program checks what both publish."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from registry.operation.trail_key import FILE, write
from registry.pipeline.trail import CHECKPOINT, place_of
from registry.proof.keys import Signer
from registry.store.contents import published_path
from tests.live.test_verifier import verified
from tests.waiting import until
from tests.witnesses import Started, started

NAMES = ("bishkek.example/trail", "almaty.example/trail")


@contextmanager
def working(home: Path, witness: Started) -> Iterator[None]:
    """A worker that signs the trail of a home, and asks a witness."""
    settings = {"SERAI_HOME": str(home), "SERAI_SAMPLES": "false", "SERAI_WITNESSES": witness.named}
    command = [Path(sys.executable).with_name("serai"), "worker"]
    process = subprocess.Popen(command, env=os.environ | settings)
    try:
        yield
    finally:
        process.kill()
        process.wait()


def test_two_installations_witness_each_other(tmp_path: Path) -> None:
    keys = [Signer(name, bytes([number]) * 32) for number, name in enumerate(NAMES, start=1)]
    homes = [tmp_path / str(number) for number in range(2)]
    for home, key in zip(homes, keys, strict=True):
        home.mkdir()
        write(home / FILE, key)
    with ExitStack() as stack:
        first, second = [
            stack.enter_context(started(home, other.verifier)) for home, other in zip(homes, reversed(keys), strict=True)
        ]
        for home, witness in zip(homes, (second, first), strict=True):
            stack.enter_context(working(home, witness))
        for home, key, witness in zip(homes, keys, (second, first), strict=True):
            folder = (home / "archive" / published_path(place_of(key.name, CHECKPOINT))).parent
            line = f"— {witness.key.name} "
            until(lambda folder=folder, line=line: (folder / CHECKPOINT).exists() and line in (folder / CHECKPOINT).read_text())
            assert verified("tree", folder, key.verifier, witness.key).endswith("1 cosignatures")
