"""The private key that signs the trail: from the environment, or from a file in the home folder."""

import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from ..proof.keys import Cosigner, Signer
from ..settings import Settings

FILE = "trail.key"
"""The name of the file in the home folder. Each line is a key: the first one signs, and the others sign too."""

OWNER_ALONE = 0o600


class InvalidTrailKey(ValueError):
    """`SERAI_TRAIL_KEY`, or the file, is not what `serai audit new-key` prints."""


def signers(settings: Settings) -> tuple[Signer, ...]:
    """The keys, the present one first; none if nothing is to be signed. Raises `InvalidTrailKey` and `OSError`."""
    found = present(settings)
    if found or settings.database_url is not None:  # several machines may use one database, and each would make its own key
        return found
    _write_first(settings.home / FILE, new_key(settings))
    return present(settings)


def is_set(settings: Settings) -> bool:
    """Whether the operator has set the key, so that the file does not count."""
    return bool(settings.trail_key and settings.trail_key.strip())


def present(settings: Settings) -> tuple[Signer, ...]:
    """The keys that are there already, the present one first. Raises `InvalidTrailKey` and `OSError`."""
    if is_set(settings):
        return _parsed(settings.trail_key or "", "SERAI_TRAIL_KEY")
    file = settings.home / FILE
    return _parsed(file.read_text(), str(file)) if file.exists() else ()


def new_key(settings: Settings, *, name: str | None = None) -> Signer:
    """A new key. The log is known by its name: the public address of the installation, or a random one."""
    return Signer.generate(name or own_name(settings, "trail"))


def write(file: Path, *keys: Signer | Cosigner) -> None:
    """Write the keys into a file that only its owner can read. Raises `OSError`."""
    _beside(file, keys).replace(file)


def _write_first(file: Path, key: Signer) -> None:
    """Write the first key, unless another process was faster: it may have signed with its own already. Raises `OSError`."""
    beside = _beside(file, [key])
    try:
        with suppress(FileExistsError):
            os.link(beside, file)
    finally:
        beside.unlink()


def _beside(file: Path, keys: Sequence[Signer | Cosigner]) -> Path:
    """A new file beside another one, with the keys. It is on the disk."""
    beside = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    opened = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ALONE)
    with os.fdopen(opened, "w") as out:
        out.writelines(f"{key}\n" for key in keys)
        out.flush()
        os.fsync(out.fileno())
    return beside


def _parsed(text: str, place: str) -> tuple[Signer, ...]:
    try:
        keys = tuple(map(Signer.parse, text.split()))
    except ValueError as error:
        raise InvalidTrailKey(f"{place}: {error}") from error
    if not keys or len({key.name for key in keys}) != 1:
        raise InvalidTrailKey(f"{place}: there must be one key, or several with one name")
    return keys


def own_name(settings: Settings, role: str) -> str:
    """A name for a key: an address without its scheme, as C2SP tlog-tiles wants it. `.invalid` is never one (RFC 6761)."""
    base = settings.base_url.partition("://")[2].strip("/") if settings.base_url else f"{secrets.token_hex(6)}.invalid"
    return f"{base}/{role}"
