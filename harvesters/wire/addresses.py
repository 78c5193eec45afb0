"""Which network addresses a harvest may reach. The check uses the same address as the connection.

A name is resolved once. All its addresses must be public, and the connection goes to an address that was checked. So these do not
lead into a private network: a name that changes between check and use (DNS rebinding), an address written as a number
(`http://2130706433/`, `http://0177.1/`), and an IPv6 form of an IPv4 address. `ipaddress` uses IANA's registries (RFC 6890).
"""

import ipaddress
import socket
from collections.abc import Iterator

from ..errors import StopHarvest

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))
"""Prefixes behind which a translator reaches the IPv4 address in the last 32 bits (RFC 6052, RFC 8215)."""

GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
"""The part of IPv6 that IANA has assigned to the public internet."""

NEWER = (ipaddress.IPv6Network("3fff::/20"),)
"""Prefixes that IANA has reserved since the registries of `ipaddress` were written: documentation (RFC 9637)."""

IPV4_COMPATIBLE = ipaddress.IPv6Network("::/96")


def is_public(address: str) -> bool:
    """Whether an address, and every IPv4 address inside it, belongs to the public internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    return all(_is_public(each) for each in _carried(ip))


def resolve(host: str, port: int, *, allow_private: bool) -> list[str]:
    """The addresses of a host, in the order in which to try them.

    Raises `StopHarvest` if any of them is not public and private ones are not allowed, and `socket.gaierror` if there is none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    refused = [] if allow_private else [address for address in addresses if not is_public(address)]
    if refused:
        raise StopHarvest(
            f"{host} is refused: {refused[0]} is not a public address; "
            "an operator can permit this with allow_private_addresses: true in the source's declaration"
        )
    return addresses


def _carried(ip: IPAddress) -> Iterator[IPAddress]:
    """The addresses that packets to `ip` may end at."""
    if isinstance(ip, ipaddress.IPv4Address):
        yield ip
    elif ip.ipv4_mapped:
        yield ip.ipv4_mapped
    elif any(ip in network for network in NAT64) or (ip in IPV4_COMPATIBLE and int(ip) > 1):
        yield ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    elif ip.sixtofour:
        yield ip.sixtofour
    elif ip.teredo:
        yield from ip.teredo
    else:
        yield ip


def _is_public(ip: IPAddress) -> bool:
    if isinstance(ip, ipaddress.IPv6Address) and (ip not in GLOBAL_UNICAST or any(ip in network for network in NEWER)):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved
