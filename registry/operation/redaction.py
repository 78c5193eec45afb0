"""Hiding secrets in text that leaves Serai: known secrets, and text at places where secrets usually are."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlsplit

from schemas.secret_names import TELLING, telling

HIDDEN = "[hidden]"

SHORTEST = 4
"""A known secret of fewer characters is not hidden, because it would match parts of usual words."""

_PLACES = (
    (re.compile(r"(?P<before>[a-z][a-z0-9+.-]*://)[^\s/?#@]*(?=@)", re.IGNORECASE), rf"\g<before>{HIDDEN}"),
    (re.compile(rf"(?P<before>[?&;]{TELLING}=)[^&\s\"'<>]*", re.IGNORECASE), rf"\g<before>{HIDDEN}"),
    (re.compile(r"(?P<before>\bserai\.[0-9a-f]{16}\.)[\w-]+", re.IGNORECASE), rf"\g<before>{HIDDEN}"),
    (re.compile(r"(?P<before>\b(?:Bearer|Basic) )[\w~+/.=-]{6,}", re.IGNORECASE), rf"\g<before>{HIDDEN}"),
    (re.compile(r"(?P<before>\b(?:Authorization|X-[\w-]*Key)['\"]?: ?['\"]?)[^\s'\",]+", re.IGNORECASE), rf"\g<before>{HIDDEN}"),
)
"""Where secrets usually are: before `@` in an address, in a parameter with a telling name, in a token, in a header."""


class Redactor:
    """Hides the secrets that it has learned, and the text at each of `_PLACES`."""

    def __init__(self) -> None:
        self._known: frozenset[str] = frozenset()

    def learn(self, secrets: Iterable[str | None]) -> None:
        """Hide these values too, everywhere."""
        self._known |= {secret for secret in secrets if secret and len(secret) >= SHORTEST}

    def __call__(self, text: str) -> str:
        for secret in sorted(self._known, key=len, reverse=True):
            text = text.replace(secret, HIDDEN)
        for pattern, replacement in _PLACES:
            text = pattern.sub(replacement, text)
        return text


def secrets_of(url: str) -> Iterator[str]:
    """The password and the keys in an address, both as they are written and decoded."""
    try:
        parts = urlsplit(url)
        written = [parts.password or ""]
    except ValueError:  # an unreadable address is refused elsewhere
        return
    pairs = (pair.partition("=") for pair in parts.query.split("&"))
    written += [value for name, _, value in pairs if telling(name)]
    for secret in written:
        yield from (secret, unquote(secret))
