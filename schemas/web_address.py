"""A web address, read strictly: only what a browser, Python and RFC 3986 read alike is one.

Browsers follow the URL Standard (https://url.spec.whatwg.org/), which repairs much: a backslash, a line break, a missing slash.
What needs repair is no address here, so nobody reads another host into it than we do.
"""

import ipaddress
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, urlsplit

import idna

from .secret_names import HIDDEN, hidden

LONGEST = 8000
"""The most characters of an address. Servers do not accept longer ones."""

INVISIBLE = (
    "\\x00-\\x1f\\x7f-\\x9f\\xad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180e\\u200b-\\u200f\\u2028-\\u202e"
    "\\u2060-\\u206f\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb\\ud800-\\udfff\\U000e0000-\\U000e0fff"
)
"""Characters that nobody sees, for the inside of a character class: control and format characters, and half surrogate pairs."""

BLANK = "\\x20\\xa0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u3000"
"""Characters that look like a blank, for the inside of a character class."""

_FORBIDDEN = re.compile(f'[{INVISIBLE}{BLANK}\\\\<>"`]')
_ADDRESS = re.compile(r"(https?|ftp)://([^/?#]*)(.*)", re.IGNORECASE | re.DOTALL)
_AUTHORITY = re.compile(r"(?P<user>.*@)?(?P<host>\[[^\[\]@]*\]|[^\[\]@:]+)(?::(?P<port>\d{0,5}))?", re.DOTALL)
_NAME = re.compile(r"(?:(?!-)[a-z0-9_-]{1,63}(?<!-)\.)*(?!-)[a-z0-9_-]{1,63}(?<!-)\.?", re.IGNORECASE | re.ASCII)
_SCHEME = re.compile(r"(https?|ftp)://[^/?#]", re.IGNORECASE)
_NOT_IN_IRI = re.compile(rf'[{INVISIBLE}{BLANK}\\<>"`{{}}|^]|%(?![0-9A-Fa-f]{{2}})|\[|\]')
_LONGEST_NAME = 253
_LAST_PORT = 65_535


@dataclass(frozen=True)
class WebAddress:
    """An address of a page, a file or a service.

    `host` is what is asked for: a name in ASCII and small letters (IDNA), or an IP address without brackets. `secret` tells
    whether the address holds, or held, a user, a password or a key.
    """

    text: str
    scheme: str
    host: str
    secret: bool


def web_address(text: str) -> WebAddress | None:
    """The address in a text that is nothing but an address. None if anybody may read it in another way, or not at all."""
    if len(text) > LONGEST or _FORBIDDEN.search(text):
        return None
    match = _ADDRESS.fullmatch(text)
    authority = _AUTHORITY.fullmatch(match[2]) if match else None
    if not match or not authority or not _port(authority["port"]) or not _splits(text):
        return None
    host = _host(authority["host"])
    return WebAddress(text, match[1].lower(), host, HIDDEN in text or shown(text) != text) if host else None


def iri_of(text: str) -> str | None:
    """An address as RDF takes it (RFC 3987): what no IRI may have is percent-encoded. None if the text is no absolute address.

    It is looser than `web_address`: a format passes on what a portal states, and no program of ours follows it.
    """
    text = shown(text.strip())
    if not _SCHEME.match(text) or len(text) > LONGEST:
        return None
    return _NOT_IN_IRI.sub(lambda found: quote(found[0], safe=""), text)


def shown(text: str) -> str:
    """An address as it may be kept and shown: without user and password, and with `[hidden]` for a key.

    What cannot be read as an address is shown with `[hidden]` for all of them.
    """
    if "@" not in text and "=" not in text:
        return text
    found = _ADDRESS.fullmatch(text)
    if found and "@" in found[2]:
        text = f"{found[1]}://{found[2].rpartition('@')[2]}{found[3]}"
    return hidden(text)


def _port(digits: str | None) -> bool:
    return not digits or 0 < int(digits) <= _LAST_PORT


def _splits(text: str) -> bool:
    """Whether Python reads the address too. It refuses names whose letters hide a sign of the syntax."""
    try:
        return bool(urlsplit(text).hostname)
    except ValueError:
        return False


@lru_cache(maxsize=4096)
def _host(written: str) -> str | None:
    if written.startswith("["):
        return _ipv6(written[1:-1])
    name = written.lower()
    if not name.isascii() or "xn--" in name:
        name = _ascii(name)
    return name if _NAME.fullmatch(name) and len(name) <= _LONGEST_NAME else None


def _ipv6(written: str) -> str | None:
    try:
        return None if "%" in written else str(ipaddress.IPv6Address(written))
    except ValueError:
        return None


def _ascii(name: str) -> str:
    """A name in the form that is looked up (IDNA 2008), empty if it has none."""
    try:
        return idna.encode(name, uts46=True).decode() if len(name) <= _LONGEST_NAME else ""
    except UnicodeError:
        return ""
