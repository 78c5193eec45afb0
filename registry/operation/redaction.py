"""Hiding secrets in text that leaves Serai: known secrets, and text at places where secrets usually are."""

import os
import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlsplit

from schemas.secret_names import HIDDEN, SHORTEST, TELLING, spellings, telling
from schemas.source import Source

_PLACES = (
    (re.compile(r"(?P<before>\b[a-z][a-z0-9+.-]{0,30}://)[^\s/?#@]*(?=@)", re.IGNORECASE), rf"\g<before>{HIDDEN}"),
    (re.compile(rf"(?P<before>[?&;]{TELLING}=)[^&\s\"'<>]*", re.IGNORECASE), rf"\g<before>{HIDDEN}"),
    (
        re.compile(rf"(?P<before>(?P<quote>\\?['\"]){TELLING}(?P=quote) ?: ?(?P<open>\\?['\"]))[^'\"\\]+", re.IGNORECASE),
        rf"\g<before>{HIDDEN}",
    ),
    (re.compile(r"(?P<before>\bserai\.[0-9a-f]{16}\.)[\w-]+", re.IGNORECASE), rf"\g<before>{HIDDEN}"),
    (re.compile(r"(?P<before>\bPRIVATE\+KEY\+[^+\s]{1,200}\+[0-9a-f]{8}\+)[\w+/=]+", re.IGNORECASE), rf"\g<before>{HIDDEN}"),
    (re.compile(r"(?P<before>\b(?:Bearer|Basic) )[\w~+/.=-]{6,}", re.IGNORECASE), rf"\g<before>{HIDDEN}"),
    (
        re.compile(r"(?P<before>\b(?:Authorization|X-[\w-]{0,64}Key)['\"]?: ?['\"]?)[^\s'\",]+", re.IGNORECASE),
        rf"\g<before>{HIDDEN}",
    ),
)
"""Where secrets usually are: before `@` in an address, at a parameter or key with a telling name, in a token, in a key
that signs, in a header."""

_PERHAPS = re.compile(r"://|[?&;]|['\"] ?:|serai\.|private\+key|bearer|basic|authorization|x-", re.IGNORECASE)
"""What a text has that one of `_PLACES` fits; most texts have nothing of it."""

CUT = 200
"""A text of at least so many characters may have been cut in the middle of a secret at its end."""


class Redactor:
    """Hides the secrets that it has learned, and the text at each of `_PLACES`."""

    def __init__(self) -> None:
        self._known: frozenset[str] = frozenset()
        self._pattern = re.compile(r"(?!)")

    def learn(self, secrets: Iterable[str | None]) -> None:
        """Hide these values too, everywhere, also as they are written in an address, in JSON or in HTML."""
        learned = {secret for secret in secrets if secret and len(secret) >= SHORTEST}
        self._known |= frozenset().union(*map(spellings, learned))
        longest_first = sorted(self._known, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)", re.IGNORECASE)

    def __call__(self, text: str) -> str:
        if self._known:
            text = self._pattern.sub(HIDDEN, text)
            if len(text) >= CUT:
                text = self._without_a_beginning(text)
        if _PERHAPS.search(text):
            for pattern, replacement in _PLACES:
                text = pattern.sub(replacement, text)
        return text

    def _without_a_beginning(self, text: str) -> str:
        """The text without the beginning of a secret at its end, where it was cut."""
        end = len(text.rstrip("…'\""))
        for secret in self._known:
            for length in range(min(len(secret), end) - 1, SHORTEST - 1, -1):
                if text.startswith(secret[:length], end - length):
                    return f"{text[: end - length]}{HIDDEN}{text[end:]}"
        return text


def redactor_of(source: Source) -> Redactor:
    """Hides the secret of a source, in whatever its portal answers."""
    redactor = Redactor()
    redactor.learn([os.environ.get(source.secret) if source.secret else None, *secrets_of(str(source.url))])
    return redactor


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
