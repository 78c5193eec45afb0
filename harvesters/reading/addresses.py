"""Web addresses in the fields of strangers: found, checked, and joined to the portal's (RFC 3986, 5).

What can be read in two ways is no address.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote, urljoin

from schemas.source import Source
from schemas.web_address import LONGEST, WebAddress, shown, web_address

from .address_texts import Piece, pieces, put_right
from .files import is_file
from .reach import is_reachable

_SCHEMES = ("https://", "http://", "ftp://")
_PUNCTUATION = frozenset(".,;:!|)]}'’")

_DOI = re.compile(
    r"(?:(?:urn:|info:)?doi[:/]\s?)?(?:(?:dx\.|www\.)?doi\.org/)?(?:doi:\s?)?(10\.\d{4,9}(?:\.\d{1,9}){0,4}/\S+)", re.IGNORECASE
)
_HANDLE = re.compile(r"(?:hdl:|info:hdl/|hdl\.handle\.net/)\s?(\d[\d.]*/\S+)", re.IGNORECASE)
_RESOLVERS = ((_DOI, "https://doi.org/"), (_HANDLE, "https://hdl.handle.net/"))
"""Identifiers that have an address (DOI Handbook, 3.8; RFC 3651). URN, ARK and ISBN name no server, so they have none."""

PORTAL_FOLDERS = frozenset({".", "..", "dataset", "datastore", "storage", "uploads"})
"""How a relative path begins that is one without doubt. Others have to end like a file: `N/A` and `CSV/XLS` are no paths."""


@dataclass(frozen=True)
class Address:
    """An address as it may be kept: without user, password and keys. `issues` are the codes of what is wrong with it."""

    text: str
    issues: tuple[str, ...] = ()

    @property
    def reachable(self) -> bool:
        return "url-unreachable" not in self.issues

    @property
    def file(self) -> str | None:
        """The address, if it leads to a file that readers can fetch."""
        return self.text if self.reachable and is_file(self.text) else None


@dataclass(frozen=True)
class Addresses:
    """The addresses of a text, each once. `words` tells whether the text says more."""

    found: tuple[Address, ...] = ()
    words: bool = False

    @property
    def issues(self) -> tuple[str, ...]:
        """The codes of what is wrong with the text, each once."""
        if not self.found:
            return ("url-not-understood",) if self.words else ()
        codes = [code for each in self.found for code in each.issues] + ["url-repaired"] * self.words
        return tuple(dict.fromkeys(codes))


def read_addresses(text: str, source: Source, *, base: str | None = None) -> Addresses:
    """The addresses in a text; a path counts only if there is a `base` to join it to. Never raises; linear in the length."""
    text = text.strip()
    if _is_plain(text) and (plain := web_address(text)):
        return Addresses((_checked(plain, source, repaired=False),))
    found: dict[str, Address] = {}
    words = False
    for piece in map(put_right, pieces(text)):
        address = web_address(piece.text) or web_address(_resolved(piece) or _joined(piece.text, base))
        words = words or piece.words or address is None
        if address:
            found.setdefault(address.text, _checked(address, source, repaired=piece.repaired or piece.words))
    return Addresses(tuple(found.values()), words)


def _is_plain(text: str) -> bool:
    """Whether a text can be nothing but one address that needs no repair, as most are."""
    whole = text.startswith(_SCHEMES) and text[-1] not in _PUNCTUATION
    return whole and text.count("://") == 1 and "&amp" not in text and "&#" not in text


def _checked(address: WebAddress, source: Source, *, repaired: bool) -> Address:
    issues = {
        "url-repaired": repaired,
        "url-secret": address.secret,
        "url-unreachable": not is_reachable(address.host, source),
    }
    return Address(shown(address.text), tuple(code for code, applies in issues.items() if applies))


def _resolved(piece: Piece) -> str:
    """The address of an identifier, empty if it has none."""
    for pattern, resolver in _RESOLVERS:
        if len(piece.text) <= LONGEST and (match := pattern.fullmatch(piece.text.replace("%20", " "))):
            return resolver + quote(match[1], safe="/:;()._-~+@!$&'*,=%")
    return ""


def _joined(reference: str, base: str | None) -> str:
    """A reference without scheme, joined to the base; empty if it is none, or not without doubt."""
    if not base or len(reference) > LONGEST or reference.rstrip("/") == "" or not _is_reference(reference):
        return ""
    try:
        return urljoin(base, reference)
    except ValueError:
        return ""


def _is_reference(text: str) -> bool:
    """Whether a text is a path, from the root, of another host (`//`), or relative."""
    if text.startswith("/"):
        return not text.startswith("///")
    folder, slash, rest = text.partition("/")
    if not slash or not rest or ":" in folder or set("?#\\") & set(folder):
        return False
    return folder in PORTAL_FOLDERS or ("." not in folder and is_file(text))
