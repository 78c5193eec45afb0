"""The secret that a portal needs, and how it is kept out of everything that a portal answers."""

import os
import re

from schemas.secret_names import HIDDEN, SHORTEST, spellings
from schemas.source import Source

from ..errors import StopHarvest


def secret_of(source: Source) -> str | None:
    """The API key, if the portal needs one.

    Raises `StopHarvest` if the variable that the declaration names is not set, or is so short that it could not be hidden.
    """
    if source.secret is None:
        return None
    secret = os.environ.get(source.secret)
    if not secret:
        raise StopHarvest(f"{source.id} needs an API key, and the environment variable {source.secret} is not set")
    if len(secret) < SHORTEST:
        raise StopHarvest(f"the API key in the environment variable {source.secret} has fewer than {SHORTEST} characters")
    return secret


class Mask:
    """Puts `[hidden]` in the place of a secret, however it is spelt. Without a secret everything comes back as it is."""

    def __init__(self, secret: str | None) -> None:
        spelt = spellings(secret) if secret and len(secret) >= SHORTEST else frozenset()
        longest_first = sorted(spelt, key=len, reverse=True)
        self._spelt = [each.encode("utf-8", "surrogateescape").lower() for each in longest_first]
        pattern = "|".join(map(re.escape, longest_first)) or r"(?!)"
        self._in_text = re.compile(pattern, re.IGNORECASE)
        self._in_bytes = re.compile(pattern.encode("utf-8", "surrogateescape"), re.IGNORECASE)

    def text(self, text: str) -> str:
        return self._in_text.sub(HIDDEN, text)

    def content(self, content: bytes) -> bytes:
        """The same for bytes in UTF-8, or in a charset that contains ASCII."""
        return self._in_bytes.sub(HIDDEN.encode(), content) if self.is_in(content) else content

    def is_in(self, value: str | bytes | None) -> bool:
        """Whether the secret is in a text or in bytes."""
        if not value or not self._spelt:
            return False
        small = (value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value).lower()
        return any(each in small for each in self._spelt)


def mask_of(source: Source) -> Mask:
    """Hides the secret of a source, if its variable is set."""
    return Mask(os.environ.get(source.secret) if source.secret else None)
