"""Other keys for the trail: a new one that follows the old one, and a new log where the old one cannot go on."""

from schemas.actor import Actor
from schemas.audit import CATALOGUE, Action

from ..operation.trail_key import FILE, is_set, new_key, present, write
from ..proof.keys import Signer
from ..services import Services
from ..store.audit_rows import Event
from .publish import TrailError


class KeyElsewhere(TrailError):
    """The key is not in the file of the home folder, so it cannot be changed there."""

    code = "trail-key-elsewhere"

    def __init__(self) -> None:
        super().__init__(
            f"{self.code}: the key is not in {FILE} in the home folder. Set SERAI_TRAIL_KEY to a new key with the old one behind "
            "it: `serai audit new-key --name NAME`, where NAME is the name of the old one."
        )


class NameTaken(TrailError):
    """A log with this name was signed before."""

    code = "trail-name-taken"

    def __init__(self, name: str) -> None:
        super().__init__(f"{self.code}: a log was named {name} before: what was signed under a name stays")


def rotate(services: Services) -> Signer:
    """Put a new key before the old one in the file. The next checkpoint is signed by both, and the trail says so.

    Raises `KeyElsewhere`, `InvalidTrailKey` and `OSError`.
    """
    keys = present(services.settings)
    if is_set(services.settings) or not keys:
        raise KeyElsewhere
    made = new_key(services.settings, name=keys[0].name)
    write(services.settings.home / FILE, made, *keys)
    return made


def restart(services: Services, *, reason: str, by: Actor, name: str | None = None) -> Signer:
    """Begin a log with a new name, whose key is written into the file unless the operator has set one elsewhere.

    What was published of the old log stays as it is. The trail says which key the new one replaces, and why.
    Raises `NameTaken`, `StoreError` and `OSError`.
    """
    before = [str(each.details.get("key")) for each in services.store.audit.entries(action=Action.SIGN)]
    taken = {key.partition("+")[0] for key in before}
    if name in taken:
        raise NameTaken(str(name))
    made = new_key(services.settings, name=name or _free(new_key(services.settings).name, taken))
    told = {"key": str(made.verifier), "replaces": before[-1] if before else None, "reason": reason}
    if not is_elsewhere(services):
        write(services.settings.home / FILE, made)
    services.store.audit.add(Event(CATALOGUE, Action.SIGN, by, services.clock(), told))
    return made


def is_elsewhere(services: Services) -> bool:
    """Whether the operator keeps the key in a setting, and not in the file."""
    settings = services.settings
    return is_set(settings) or (settings.database_url is not None and not (settings.home / FILE).exists())


def _free(name: str, taken: set[str]) -> str:
    """The name, or the first one with a number behind it that no log has."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    return free
