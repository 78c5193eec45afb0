"""One witness, asked over the network: a submission is sent, and its answer read, in a limited time and within a limited size."""

from pathlib import Path

import requests

from harvesters.errors import HarvestError
from harvesters.limits import Limits
from harvesters.wire.roots import tls_with
from harvesters.wire.session import PRODUCT
from harvesters.wire.transport import Transport

from ..proof.witnesses import Witness
from ..proof.witnessing import MAX_BODY, PLAIN, Answer, Submission

SECONDS = 5.0
"""How long a whole answer may take."""


class NotReached(Exception):
    """A witness did not answer, or not within the limits. The message says why."""


class WitnessClient:
    """Submits checkpoints to one witness. Redirects are not followed. One client is for one thread at a time.

    The address may be a private one: an operator has named it. `roots` is a file of certificates to trust besides the usual ones.
    Raises `StopHarvest` if it cannot be used.
    """

    def __init__(self, witness: Witness, *, roots: Path | None = None, seconds: float = SECONDS) -> None:
        self.witness = witness
        limits = Limits(connect_seconds=seconds, read_seconds=seconds, total_seconds=seconds, max_body=MAX_BODY)
        self._transport = Transport(limits, permits=_named, tls=tls_with([roots] if roots else []))

    def submit(self, submission: Submission) -> Answer:
        """What the witness answers. A body that is not UTF-8 is empty. Raises `NotReached`."""
        headers = {"Content-Type": PLAIN, "Accept-Encoding": "identity", "User-Agent": PRODUCT}
        address = f"{self.witness.address}/add-checkpoint"
        try:
            request = requests.Request("POST", address, data=submission.text.encode(), headers=headers).prepare()
            found = self._transport.send(request)
        except (HarvestError, requests.RequestException) as error:
            raise NotReached(str(error)) from error
        try:
            body = found.content.decode()
        except UnicodeDecodeError:
            body = ""
        return Answer(found.status_code, body, found.headers.get("Content-Type", "").partition(";")[0].strip())


def _named(_host: str, _port: int) -> bool:
    return True
