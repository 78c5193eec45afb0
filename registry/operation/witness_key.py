"""The private key with which this installation witnesses the logs of others: from the environment, or from the home folder."""

from ..proof.keys import Cosigner
from ..settings import Settings
from .trail_key import own_name, write

FILE = "witness.key"
"""The name of the file in the home folder."""


class InvalidWitnessKey(ValueError):
    """The file does not have the key of a witness."""


def is_there(settings: Settings) -> bool:
    """Whether the home folder has a key."""
    return (settings.home / FILE).exists()


def cosigner(settings: Settings) -> Cosigner:
    """The key; it is made if there is none. Raises `InvalidWitnessKey` and `OSError`."""
    if settings.witness_key is not None:
        return Cosigner.parse(settings.witness_key.strip())
    file = settings.home / FILE
    if not file.exists():
        write(file, Cosigner.generate(own_name(settings, "witness")))
    try:
        return Cosigner.parse(file.read_text().strip())
    except ValueError as error:
        raise InvalidWitnessKey(f"{file}: {error}") from error
