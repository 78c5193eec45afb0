"""Which addresses a harvest may reach."""

import socket
from typing import Any

import pytest

from harvesters.errors import StopHarvest
from harvesters.wire.addresses import is_public, resolve


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::a00:1",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "2001:0:7f00:1::",
        "2001:db8::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fe80::1%eth0",
        "::1%lo",
        "::ffff:127.0.0.1%1",
        "0:0:0:0:0:ffff:7f00:1",
        "0000:0000:0000:0000:0000:0000:0000:0001",
        "::ffff:a9fe:a9fe",
        "64:ff9b:1::7f00:1",
        "2002:c0a8:101::",
        "3fff::1",
        "5f00::1",
        "fec0::1",
        "ff02::1",
        "100::1",
    ],
)
def test_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "95.87.77.1", "2a00:1450:4001::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "2130706433",
        "017700000001",
        "0177.0.0.1",
        "0x7f000001",
        "0x7f.1",
        "127.1",
        "localhost",
        "LOCALHOST",
        "::1",
        "::ffff:7f00:1",
        "0",
        "0.0.0.0",
    ],
)
def test_a_loopback_host_in_any_disguise_is_refused(host: str) -> None:
    with pytest.raises(StopHarvest, match="allow_private_addresses"):
        resolve(host, 80, allow_private=False)


def test_a_loopback_host_where_the_operator_allows_it() -> None:
    assert resolve("2130706433", 80, allow_private=True) == ["127.0.0.1"]


def test_one_private_address_among_public_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _answering("8.8.8.8", "10.0.0.1"))
    with pytest.raises(StopHarvest, match=r"10\.0\.0\.1"):
        resolve("portal.example", 443, allow_private=False)


def test_an_address_is_given_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _answering("8.8.8.8", "8.8.4.4", "8.8.8.8"))
    assert resolve("portal.example", 443, allow_private=False) == ["8.8.8.8", "8.8.4.4"]


def _answering(*addresses: str) -> Any:
    return lambda *_, **__: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in addresses]
