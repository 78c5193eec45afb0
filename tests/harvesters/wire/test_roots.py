"""Roots besides the usual ones, over TLS on loopback."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from harvesters import HARVESTERS
from harvesters.declaration import Choices, load_source, source_of
from harvesters.errors import InvalidSource, StopHarvest
from harvesters.limits import Limits
from harvesters.wire.roots import tls_with
from harvesters.wire.session import Session
from schemas.source import Source
from tests.portal import Portal, package
from tests.tls import behind_tls

DECLARATION = """\
id: kg_example
title: {{en: Example}}
kind: ckan
url: {url}
jurisdiction: KG
allow_private_addresses: true
roots:
  - {root}
"""


def declared(url: str, roots: list[Path]) -> Source:
    keys = {"id": "kg_example", "title": {"en": "Example"}, "kind": "ckan", "url": url, "jurisdiction": "KG"}
    more = {"allow_private_addresses": True, "roots": [str(file) for file in roots]}
    return source_of(keys | more, Choices(HARVESTERS))


def ask(url: str, limits: Limits, *, roots: list[Path] | None = None, everywhere: Path | None = None) -> int:
    with Session(declared(url, roots or []), contact="tests", limits=limits, roots=everywhere) as session:
        return session.get(f"{url}/api/3/action/package_search").status_code


def written(folder: Path, *blobs: Any) -> Path:
    file = folder / "roots.pem"
    file.write_bytes(b"".join(blob.bytes() for blob in blobs))
    return file


def certificate(*, authority: bool | None, days: int = 1, before: int = 0) -> bytes:
    """A self-signed certificate; `authority` None says nothing of it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Улуттук тамыр")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=30 - before)).not_valid_after(now + timedelta(days=days))
    if authority is not None:
        made = made.add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def test_a_portal_under_a_national_root_is_read_with_it_and_only_with_it(tmp_path: Path, limits: Limits) -> None:
    root = trustme.CA()
    file = written(tmp_path, root.cert_pem)
    with behind_tls(Portal([package(1)]), root.issue_cert("127.0.0.1")) as url:
        assert ask(url, limits, roots=[file]) == ask(url, limits, everywhere=file) == 200
        with pytest.raises(
            StopHarvest, match=r"certificate is not valid: .*roots in the source's declaration, or SERAI_TLS_ROOTS"
        ):
            ask(url, limits)


def test_another_root_does_not_help(tmp_path: Path, limits: Limits) -> None:
    file = written(tmp_path, trustme.CA().cert_pem)
    with behind_tls(Portal([]), trustme.CA().issue_cert("127.0.0.1")) as url, pytest.raises(StopHarvest, match="not valid"):
        ask(url, limits, roots=[file])


def test_the_name_is_checked_as_ever(tmp_path: Path, limits: Limits) -> None:
    root = trustme.CA()
    file = written(tmp_path, root.cert_pem)
    with (
        behind_tls(Portal([]), root.issue_cert("portal.example")) as url,
        pytest.raises(StopHarvest, match="not valid") as raised,
    ):
        ask(url, limits, roots=[file])
    assert "SERAI_TLS_ROOTS" not in str(raised.value)


def test_a_certificate_between_that_the_portal_forgets(tmp_path: Path, limits: Limits) -> None:
    root = trustme.CA()
    between = root.create_child_ca()
    leaf = between.issue_cert("127.0.0.1")
    with behind_tls(Portal([package(1)]), leaf, whole_chain=False) as url:
        assert ask(url, limits, roots=[written(tmp_path, between.cert_pem, root.cert_pem)]) == 200
        for lacking in (root.cert_pem, between.cert_pem):  # what is between is no root: the chain must end at one
            with pytest.raises(StopHarvest, match="not valid"):
                ask(url, limits, roots=[written(tmp_path, lacking)])


def test_the_usual_roots_stay(tmp_path: Path) -> None:
    context = tls_with([written(tmp_path, trustme.CA().cert_pem)])
    assert context is not None
    assert context.verify_mode.name == "CERT_REQUIRED"
    assert tls_with([]) is None


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read: No such file"),
        (b"", "no certificate"),
        (b"\xff\xfe", "not text"),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "certificate 1 is not readable"),
        (b"-----BEGIN CERTIFICATE-----\n", "certificate 1 is not readable"),
        (certificate(authority=False), "certificate 1 is not one of an authority"),
        (certificate(authority=None), "certificate 1 is not one of an authority"),
        (certificate(authority=True, days=-1), "certificate 1 has expired"),
        (certificate(authority=True, days=9, before=33), "certificate 1 is not valid before"),
        (certificate(authority=True) + certificate(authority=False), "certificate 2 is not one of an authority"),
    ],
)
def test_a_file_that_is_no_root_is_told_with_file_and_line(tmp_path: Path, content: bytes | None, words: str) -> None:
    if content is not None:
        (tmp_path / "root.pem").write_bytes(content)
    file = tmp_path / "kg_example.yml"
    file.write_text(DECLARATION.format(url="https://data.example.kg", root="root.pem"))
    with pytest.raises(InvalidSource) as raised:
        load_source(file, Choices(HARVESTERS))
    assert raised.value.line == 8
    assert f"root.pem: {words}" in str(raised.value)


def test_a_path_is_from_the_folder_of_the_declaration(tmp_path: Path) -> None:
    (tmp_path / "certificates").mkdir()
    root = written(tmp_path / "certificates", trustme.CA().cert_pem)
    file = tmp_path / "kg_example.yml"
    file.write_text(DECLARATION.format(url="https://data.example.kg", root="certificates/roots.pem"))
    assert load_source(file, Choices(HARVESTERS)).roots == (str(root),)
    file.write_text(DECLARATION.format(url="https://data.example.kg", root=root))
    assert load_source(file, Choices(HARVESTERS)).roots == (str(root),)


def test_a_root_that_is_gone_at_the_harvest_stops_it(tmp_path: Path, limits: Limits) -> None:
    file = written(tmp_path, trustme.CA().cert_pem)
    source = declared("https://data.example.kg", [file])
    file.unlink()
    with pytest.raises(StopHarvest, match="cannot be read"):
        Session(source, contact="tests", limits=limits)
