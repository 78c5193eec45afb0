"""Which network addresses a harvest may reach. The check uses the same address as the connection.

A name is resolved once. All its addresses must be public, and the connection goes to an address that was checked. So these do not
lead into a private network: a name that changes between check and use (DNS rebinding), an address written as a number
(`http://2130706433/`, `http://0177.1/`), and an IPv6 form of an IPv4 address. What is public is said by IANA's registries in
`special_purpose.yml` (RFC 6890), not by Python's `ipaddress`, whose tables differ from version to version.
"""

import ipaddress
import socket
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from schemas.vocab import parse

from ..errors import NotPublic

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""Behind this prefix a translator reaches the IPv4 address in the last 32 bits (RFC 6052). That of RFC 8215 is never public."""

ISATAP = frozenset({0x00005EFE, 0x02005EFE})
"""The first half of an interface identifier whose second half is an IPv4 address, in any prefix (RFC 5214, 6.1)."""

GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
"""The part of IPv6 that IANA has assigned to the public internet."""

REMEMBERED = 4096
"""Of how many addresses the answer is remembered."""


class Block(NamedTuple):
    """A row of the registries. `reachable` is None where the address inside decides."""

    network: IPNetwork
    reachable: bool | None


@lru_cache(maxsize=REMEMBERED)
def is_public(address: str) -> bool:
    """Whether an address, and every IPv4 address inside it, belongs to the public internet. Raises `ValueError`."""
    ip = _read(address)
    inside = list(_inside(ip))
    reachable = _reachable(ip)
    if reachable is None:
        reachable = bool(inside)
    return reachable and all(_reachable(each) for each in inside) and not _is_never(ip)


def resolve(host: str, port: int, *, allow_private: bool) -> list[str]:
    """The addresses of a host, in the order in which to try them.

    Raises `NotPublic` if any of them is not public and private ones are not allowed, or if any of them is one that is never
    reached; and `socket.gaierror` if there is none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in addresses:
        if _is_never(_read(address)):
            raise NotPublic(f"{host} is refused: {address} is not a public address, and no declaration can permit it")
        if not allow_private and not is_public(address):
            raise NotPublic(
                f"{host} is refused: {address} is not a public address; an operator can permit this with "
                "allow_private_addresses: true in the source's declaration, for the host that it declares"
            )
    return addresses


def _read(address: str) -> IPAddress:
    """An address without its zone. An IPv4-mapped one is the IPv4 address: the system connects to that."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    return (ip.ipv4_mapped or ip) if isinstance(ip, ipaddress.IPv6Address) else ip


def _inside(ip: IPAddress) -> Iterator[ipaddress.IPv4Address]:
    """The IPv4 addresses at which packets to an IPv6 address may end."""
    if isinstance(ip, ipaddress.IPv4Address):
        return
    if ip in NAT64 or (int(ip) >> 32) & 0xFFFFFFFF in ISATAP:
        yield ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if ip.sixtofour:
        yield ip.sixtofour
    if ip.teredo:
        yield from ip.teredo


def _reachable(ip: IPAddress) -> bool | None:
    return next(block.reachable for block in _blocks() if ip in block.network)


def _is_never(ip: IPAddress) -> bool:
    """Whether an address, or an IPv4 address inside it, is one that is reached for no portal."""
    return any(each in network for each in (ip, *_inside(ip), *_compatible(ip)) for network in _never())


def _compatible(ip: IPAddress) -> Iterator[ipaddress.IPv4Address]:
    """The last 32 bits, as an IPv4 address, of an IPv6 address that is not global: IPv4-compatible, or behind a translator."""
    if isinstance(ip, ipaddress.IPv6Address) and ip not in GLOBAL_UNICAST:
        yield ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)


@cache
def _registries() -> dict[str, Any]:
    return parse(files(__package__).joinpath("special_purpose.yml").read_text("utf-8"))


@cache
def _blocks() -> tuple[Block, ...]:
    """All blocks, the longest prefix first."""
    rows = (Block(ipaddress.ip_network(block), reachable) for block, _, _, reachable in _registries()["blocks"])
    return tuple(sorted(rows, key=lambda row: row.network.prefixlen, reverse=True))


@cache
def _never() -> tuple[IPNetwork, ...]:
    return tuple(ipaddress.ip_network(block) for block, _, _ in _registries()["never"])
