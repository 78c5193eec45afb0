"""Servers with old TLS, on loopback."""

from pathlib import Path
from typing import Any

import pytest
import trustme

from harvesters import HARVESTERS
from harvesters.declaration import Choices, declaration_of, source_of
from harvesters.errors import InvalidDeclaration, StopHarvest
from harvesters.limits import Limits
from harvesters.wire.session import Session
from tests.portal import Portal, package
from tests.tls import OldTlsPortal, wrap


def ask(url: str, limits: Limits, **fields: Any) -> int:
    keys = {"id": "kg_example", "title": {"en": "Example"}, "kind": "ckan", "url": url, "jurisdiction": "KG"}
    source = source_of(keys | {"allow_private_addresses": True} | fields, Choices(HARVESTERS))
    with Session(source, contact="tests", limits=limits) as session:
        return session.get(f"{url}/api/3/action/package_search").status_code


def old_portal(certificate: trustme.LeafCert) -> Portal:
    """A portal that knows TLS 1.1 and nothing newer."""
    portal = Portal([package(1)])
    wrap(portal, certificate, newest=OldTlsPortal.newest)
    return portal


@pytest.fixture
def root(tmp_path: Path) -> tuple[trustme.CA, Path]:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "root.pem")
    return authority, tmp_path / "root.pem"


def test_old_tls_needs_the_exception_by_name(root: tuple[trustme.CA, Path], limits: Limits) -> None:
    authority, file = root
    with old_portal(authority.issue_cert("127.0.0.1")) as portal:
        url = portal.url.replace("http:", "https:")
        with pytest.raises(StopHarvest, match=r"no TLS connection: .*tls: legacy in its declaration"):
            ask(url, limits, roots=[str(file)])
        assert ask(url, limits, roots=[str(file)], tls="legacy") == 200


def test_the_exception_verifies_certificate_and_name(root: tuple[trustme.CA, Path], limits: Limits) -> None:
    authority, file = root
    for certificate, roots in ((authority.issue_cert("portal.example"), [str(file)]), (authority.issue_cert("127.0.0.1"), [])):
        with old_portal(certificate) as portal, pytest.raises(StopHarvest, match="certificate is not valid"):
            ask(portal.url.replace("http:", "https:"), limits, roots=roots, tls="legacy")
        assert portal.asked == []


def test_with_the_exception_newer_tls_is_used_where_there_is(root: tuple[trustme.CA, Path], limits: Limits) -> None:
    authority, file = root
    portal = Portal([package(1)])
    wrap(portal, authority.issue_cert("127.0.0.1"))
    with portal:
        assert ask(portal.url.replace("http:", "https:"), limits, roots=[str(file)], tls="legacy") == 200


def test_checks_cannot_be_turned_off() -> None:
    keys = {"id": "kg_example", "title": {"en": "Example"}, "kind": "ckan", "url": "https://a.example", "jurisdiction": "KG"}
    for wrong in ("off", "none", False):
        with pytest.raises(InvalidDeclaration, match="legacy"):
            source_of(keys | {"tls": wrong}, Choices(HARVESTERS))
    source = source_of(keys | {"tls": "legacy"}, Choices(HARVESTERS))
    assert "tls: legacy\n" in declaration_of(source)
