"""How fast the trail is proved: `python -m tests.benchmarks.trail`.

Entries are added to a published tree in batches, each with a signed checkpoint, beside a loop that only hashes the same entries.
Then proofs are made from the published tiles, and checked.
"""

import argparse
import random
from collections.abc import Sequence
from hashlib import sha256

from registry.proof.checkpoint import Checkpoint, Proof
from registry.proof.notes import Signer, signed
from registry.proof.tiles import Tiles, grown
from tests.registry.proof.published import Published

from .goals import Goals
from .timing import timed

ORIGIN = "trail.example"
BATCH = 1000
"""How many entries a checkpoint adds."""

GROWN = 50_000
"""Entries a second for which the files of the tree are made, without signatures."""

RATE = 5000
"""Entries a second that are published and signed."""

BESIDE = 10.0
"""How many times as long as the hashing of the entries all of it takes, at most."""

PROOFS, PROOF_RATE = 2000, 200
"""How many proofs are made and checked, and how many a second that are wanted."""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--entries", type=int, default=200_000, help="how many entries are published")
    count = arguments.parse_args().entries
    chosen = random.Random(0)
    entries = [chosen.randbytes(chosen.randrange(200, 800)) for _ in range(count)]
    signer, published, goals = Signer.generate(ORIGIN), Published(), Goals()
    print(f"the trail, {count} entries in batches of {BATCH}", flush=True)
    plain = min(timed(lambda: hashed(entries)) for _ in range(3))
    whole = timed(lambda: publish(published, entries, signer))
    print(f"  hashed alone, entries/s: {count / plain:.0f}", flush=True)
    alone = timed(lambda: sum(len(content) for _, content in grown(Published().read, 0, entries)))
    goals.at_least("files made, entries/s", count / alone, GROWN)
    goals.at_least("published and signed, entries/s", count / whole, RATE)
    goals.at_most("time beside hashing alone", whole / plain, BESIDE)
    asked = [chosen.randrange(count) for _ in range(PROOFS)]
    goals.at_least(
        "proofs made and checked, each from files, proofs/s",
        PROOFS / timed(lambda: prove(published, entries, asked, signer)),
        PROOF_RATE,
    )
    goals.end()


def hashed(entries: Sequence[bytes]) -> bytes:
    """The plainest program: the hash of each entry, and a hash over these."""
    whole = sha256()
    for entry in entries:
        whole.update(sha256(entry).digest())
    return whole.digest()


def publish(published: Published, entries: Sequence[bytes], signer: Signer) -> None:
    """Let a tree grow by batches of entries, and sign each tree."""
    for first in range(0, len(entries), BATCH):
        published.grow(entries[first : first + BATCH])
        checkpoint(published, signer)


def checkpoint(published: Published, signer: Signer) -> str:
    return signed(Checkpoint(ORIGIN, published.size, published.tiles().root()).text, signer)


def prove(published: Published, entries: Sequence[bytes], asked: Sequence[int], signer: Signer) -> None:
    """Make and check proofs of some entries. No tile is kept from one to the next."""
    note = checkpoint(published, signer)
    for index in asked:
        path = Tiles(published.read, len(entries)).inclusion(index)
        proof = Proof.parse(Proof(index, path, note).text)
        proof.check(entries[index], signer.verifier, origin=ORIGIN)


if __name__ == "__main__":
    main()
