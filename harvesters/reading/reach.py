"""Whether the readers of a catalogue can reach a machine. Nothing is looked up: what is sure from the address alone counts."""

import ipaddress
import re
from functools import lru_cache

from schemas.source import Source
from schemas.unreachable_names import leads_nowhere
from schemas.web_address import web_address

from ..wire.addresses import is_public

_NUMBER = re.compile(r"(?:0x[0-9a-f]*|\d+)", re.IGNORECASE | re.ASCII)


def is_reachable(host: str, source: Source | None) -> bool:
    """Whether a host (as in `WebAddress`) is on the public internet.

    Where a declaration allows private addresses, the portal is within its readers' network: its own host is reachable for them.
    """
    if source is not None and source.allow_private_addresses and host == _own_host(source):
        return True
    return _is_public(host)


@lru_cache(maxsize=4096)
def _is_public(host: str) -> bool:
    if ":" not in host and not _is_number(host):
        return not leads_nowhere(host)
    try:
        return is_public(str(ipaddress.ip_address(host)))
    except ValueError:
        return False


def is_link(text: str, source: Source | None) -> bool:
    """Whether a text is an address that a reader can follow: it is read alike everywhere, holds no secret, and is reachable."""
    address = web_address(text)
    return address is not None and not address.secret and is_reachable(address.host, source)


def _is_number(host: str) -> bool:
    """Whether browsers read a host as a number, which hides an IPv4 address: `2130706433`, `0x7f.1`."""
    return _NUMBER.fullmatch(host.rstrip(".").rpartition(".")[2]) is not None


def _own_host(source: Source) -> str:
    return (source.url.host or "").strip("[]").lower()
