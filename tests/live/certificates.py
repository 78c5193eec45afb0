"""Authorities and certificates for one test run, made by OpenSSL's program."""

from pathlib import Path

from tests.live.processes import run

_NEW_KEY = ("-newkey", "rsa:2048", "-nodes", "-days", "2")


def authority(folder: Path, name: str) -> Path:
    """A new authority, `name.pem` with its key `name.key`; returns the certificate."""
    certificate = folder / f"{name}.pem"
    key = folder / f"{name}.key"
    run(["openssl", "req", "-x509", *_NEW_KEY, "-subj", f"/CN={name}", "-keyout", key, "-out", certificate], folder=folder)
    return certificate


def signed(folder: Path, *, by: Path, address: str) -> tuple[Path, Path]:
    """A certificate for an address, signed by an authority, and its key."""
    request, certificate, key, extensions = (folder / f"node.{end}" for end in ("csr", "pem", "key", "ext"))
    extensions.write_text(f"subjectAltName=IP:{address}")
    run(["openssl", "req", *_NEW_KEY[:3], "-subj", "/CN=node", "-keyout", key, "-out", request], folder=folder)
    ca = ("-CA", by, "-CAkey", by.with_suffix(".key"), "-CAcreateserial", "-days", "2", "-extfile", extensions)
    run(["openssl", "x509", "-req", "-in", request, *ca, "-out", certificate], folder=folder)
    return certificate, key
