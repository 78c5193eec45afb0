"""Reading a proof offline: which entry it proves, to somebody who trusts some keys."""

from dataclasses import dataclass

from .checkpoint import Checkpoint, Fault, Proof, ProofInvalid
from .keys import Kind
from .notes import NotSigned, Opened, Verifier, opened, unverified_text
from .opening import Opening

MOST_CHARACTERS = 20_000
"""The longest proof that is read: one of a long trail with some witnesses has two thousand."""


@dataclass(frozen=True)
class ReadProof:
    """A proof as it was read. What it states is true only if `check` says so."""

    proof: Proof
    opening: Opening
    checkpoint: Checkpoint

    @property
    def number(self) -> int:
        """The number of the entry."""
        return self.proof.index + 1

    def check(self, *verifiers: Verifier) -> Opened:
        """Who signed the checkpoint, if the log did and the entry is in its tree. Raises `ProofInvalid`.

        `verifiers` are keys of the log and of witnesses. A key of a witness alone is not enough.
        """
        origin = self.checkpoint.origin
        of_log = [key for key in verifiers if key.kind is Kind.ED25519 and key.name == origin]
        if not of_log:
            raise ProofInvalid(Fault.OTHER_LOG, f"the proof is of the log {origin!r}, and no key of it is known")
        self.proof.check(self.opening.leaf, *of_log, origin=origin)
        if self.opening.entry.get("id") != self.number:
            why = f"the entry says that it is {self.opening.entry.get('id')}, and stands at {self.number}"
            raise ProofInvalid(Fault.NOT_INCLUDED, why)
        try:
            return opened(self.proof.checkpoint_note, *dict.fromkeys(verifiers))
        except (ValueError, NotSigned) as error:  # a witness's signature that does not hold, or two keys nobody can tell apart
            raise ProofInvalid(Fault.NOT_SIGNED, str(error)) from error


def read(text: str) -> ReadProof:
    """The proof in a text, whatever that holds. Raises `ProofInvalid`."""
    if len(text) > MOST_CHARACTERS:
        raise ProofInvalid(Fault.MALFORMED, f"a proof has at most {MOST_CHARACTERS} characters")
    try:
        proof = Proof.parse(text)
        opening = Opening.parse(proof.extra or b"")
        return ReadProof(proof, opening, Checkpoint.parse(unverified_text(proof.checkpoint_note)))
    except (ValueError, TypeError) as error:
        raise ProofInvalid(Fault.MALFORMED, f"the proof cannot be read: {error}") from error
