"""Which addresses a harvest may reach."""

import ipaddress
import socket
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import harvesters.wire
from harvesters.errors import StopHarvest
from harvesters.wire.addresses import is_public, resolve
from schemas.vocab import parse

FILE = Path(harvesters.wire.__file__).with_name("special_purpose.yml")


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
        "192.0.0.1",
        "192.0.0.8",
        "192.0.0.11",
        "192.0.0.170",
        "192.0.0.192",
        "192.88.99.1",
        "192.88.99.2",
        "168.63.129.16",
        "100.100.100.200",
        "::ffff:192.0.0.192",
        "::ffff:0:10.0.0.1",
        "::192.0.0.192",
        "64:ff9b::c000:c0",
        "64:ff9b:1::808:808",
        "64:ff9b:1:c000:0:c000::",
        "2002:c000:c0::",
        "2001:0:808:808::3fff:ff3f",
        "2001:0:c000:c0::f7f7:f7f7",
        "2a00:1450::5efe:c000:c0",
        "2a00:1450::200:5efe:a00:1",
        "fe80::5efe:808:808",
        "2001::1",
        "2001:2::1",
        "2001:10::1",
        "100:0:0:1::1",
        "fd00:ec2::254",
        "4000::1",
        "fe80::1%25eth0",
    ],
)
def test_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "95.87.77.1",
        "192.0.0.9",
        "192.0.0.10",
        "192.0.1.1",
        "192.31.196.1",
        "192.52.193.1",
        "192.175.48.1",
        "168.63.129.17",
        "100.128.0.1",
        "172.32.0.1",
        "198.20.0.1",
        "2a00:1450:4001::1",
        "2001:200::1",
        "2001:1::1",
        "2001:4:112::1",
        "2001:20::1",
        "2620:4f:8000::1",
        "2a00:1450::5efe:808:808",
        "2002:808:808::1",
        "2001:0:808:808::f7f7:f7f7",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
    ],
)
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


@pytest.mark.parametrize("host", ["192.0.0.192", "3221225664", "0300.0.0.0300", "0xc0.0.0.0xc0", "192.192", "0xC00000C0"])
def test_a_metadata_service_in_any_disguise_is_refused(host: str) -> None:
    with pytest.raises(StopHarvest, match=r"192\.0\.0\.192 is not a public address"):
        resolve(host, 80, allow_private=False)


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254",
        "2852039166",
        "192.0.0.192",
        "100.100.100.200",
        "168.63.129.16",
        "fe80::1",
        "fd00:ec2::254",
        "::ffff:169.254.169.254",
        "::169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::a9fe:a9fe",
        "2002:a9fe:a9fe::",
    ],
)
def test_what_no_declaration_can_permit(address: str) -> None:
    with pytest.raises(StopHarvest, match="no declaration can permit it"):
        resolve(address, 80, allow_private=True)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "192.168.0.1", "100.64.0.1", "::1", "fd12::1"])
def test_a_private_address_where_the_operator_allows_it(address: str) -> None:
    assert resolve(address, 80, allow_private=True) == [address]


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


def test_every_block_of_the_registries_is_read_and_has_its_source() -> None:
    registries = parse(FILE.read_text("utf-8"))
    blocks = [ipaddress.ip_network(block) for block, *_ in registries["blocks"]]
    assert len(set(blocks)) == len(blocks)
    assert all(name and fact.startswith("RFC ") for _, name, fact, _ in registries["blocks"])
    assert date.fromisoformat(str(registries["date"]))
    for block, _, _, reachable in registries["blocks"]:
        inner = ipaddress.ip_network(block)
        longer = [each for each in blocks if each != inner and each.version == inner.version and each.subnet_of(inner)]  # type: ignore[arg-type]
        if reachable is False and not any(inner[0] in each for each in longer):
            assert not is_public(str(inner[0])), block
