"""Certificates for the servers of the live tests."""

from pathlib import Path
from typing import NamedTuple

from tests.live.processes import own, run


class Certificate(NamedTuple):
    """A certificate that vouches for itself, so that it is its own authority, and its key. The servers can read both."""

    certificate: Path
    key: Path


def certificate(folder: Path, name: str, *, host: str = "IP:127.0.0.1") -> Certificate:
    """Make a certificate for a host in a folder that the programs may write to. `host` is `IP:…` or `DNS:…`."""
    made = Certificate(folder / f"{name}.crt", folder / f"{name}.key")
    subject = ("-subj", f"/CN={name}", "-addext", f"subjectAltName={host}", "-days", "2")
    run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", made.key, "-out", made.certificate, *subject],
        folder=folder,
    )
    made.key.chmod(0o600)
    own(folder)
    return made
