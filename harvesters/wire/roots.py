"""TLS with more than the usual roots, and TLS with old servers. Certificates and host names are verified in either.

A root may be one that only one state trusts, or a certificate between that a portal does not send. They are added to the usual
ones, never in their place, and certificates are verified as ever. Only certificates of authorities are accepted. So the
certificate of a server is never trusted by itself, and a chain must still end at a root: one of the usual ones, or one that is
named here.
"""

import ssl
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from urllib3.util.ssl_ import create_urllib3_context

from schemas.source import Tls

from ..errors import StopHarvest

BEGIN, END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"

MAX_BYTES = 4 * 1024 * 1024
"""The largest file of roots; all roots of a browser take a quarter of a mebibyte."""

OLD_CIPHERS = "DEFAULT:!aNULL:!eNULL:@SECLEVEL=0"
"""What OpenSSL still knows. None is without a certificate or without encryption. TLS 1.0 and 1.1 need the security level 0
(https://docs.openssl.org/3.0/man3/SSL_CTX_set_security_level/)."""

OP_LEGACY_SERVER_CONNECT = 0x4
"""OpenSSL's option to talk to servers without secure renegotiation (RFC 5746). Python names it since 3.12."""

VERSION = 3
"""The version of X.509 that says whether a certificate is one of an authority (RFC 5280, 4.2.1.9)."""


class InvalidRoots(ValueError):
    """A file of roots cannot be used. The message says which, and why."""


def check_roots(file: Path) -> None:
    """Raises `InvalidRoots` unless a file holds certificates (PEM), each of an authority, valid today."""
    for number, certificate in enumerate(_certificates(file), start=1):
        if wrong := _wrong(certificate):
            raise InvalidRoots(f"{file}: certificate {number} {wrong}")


def tls_with(files: Iterable[Path], *, tls: Tls | None = None) -> ssl.SSLContext | None:
    """TLS that trusts these too, besides what the transport loads itself, and talks to old servers if `tls` says so.

    None if nothing is special. Raises `StopHarvest`.
    """
    named = tuple(files)
    if not named and tls is None:
        return None
    context = create_urllib3_context(ciphers=OLD_CIPHERS if tls is Tls.LEGACY else None)
    if tls is Tls.LEGACY:
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        context.options |= OP_LEGACY_SERVER_CONNECT
    context.verify_flags &= ~ssl.VERIFY_X509_PARTIAL_CHAIN
    for file in named:
        try:
            check_roots(file)  # it may have changed since it was declared
            context.load_verify_locations(cadata="".join(_certificates(file)))
        except (InvalidRoots, ssl.SSLError) as error:
            raise StopHarvest(f"the roots cannot be used: {error}") from None
    return context


def _certificates(file: Path) -> list[str]:
    """The certificates of a file, as it writes them. Raises `InvalidRoots`."""
    try:
        if file.stat().st_size > MAX_BYTES:
            raise InvalidRoots(f"{file}: more than {MAX_BYTES} bytes")
        text = file.read_text("utf-8")
    except OSError as error:
        raise InvalidRoots(f"{file}: cannot be read: {error.strerror}") from None
    except UnicodeError:
        raise InvalidRoots(f"{file}: not text; write the certificates as PEM") from None
    found = [f"{BEGIN}{part.partition(END)[0]}{END}\n" for part in text.split(BEGIN)[1:]]
    if not found:
        raise InvalidRoots(f"{file}: no certificate; each begins with {BEGIN}")
    return found


def _wrong(certificate: str) -> str | None:
    """Why a certificate is no root to trust, or None."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(cadata=certificate)
    except (ssl.SSLError, ValueError):
        return "is not readable"
    authorities: list[Mapping[str, object]] = list(context.get_ca_certs())
    if not authorities or authorities[0].get("version") != VERSION:
        return "is not one of an authority (X.509 version 3 with CA:TRUE), so it would vouch for nobody else"
    now = time.time()
    if now > _seconds(authorities[0], "notAfter"):
        return f"has expired: {authorities[0]['notAfter']}"
    return f"is not valid before {authorities[0]['notBefore']}" if now < _seconds(authorities[0], "notBefore") else None


def _seconds(certificate: Mapping[str, object], name: str) -> float:
    return ssl.cert_time_to_seconds(str(certificate[name]))
