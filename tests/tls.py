"""Portals behind TLS, under roots that a test makes."""

import ssl
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import trustme

from schemas.source import Source
from tests.portal import Portal


class TlsPortal(Portal):
    """A portal behind TLS under a root of its own, which its declaration names."""

    newest: ssl.TLSVersion | None = None

    def __init__(self, packages: list[Any]) -> None:
        super().__init__(packages)
        root = trustme.CA()
        self._folder = TemporaryDirectory()
        self._root = Path(self._folder.name) / "root.pem"
        root.cert_pem.write_to_path(self._root)
        wrap(self, root.issue_cert("127.0.0.1"), newest=self.newest)

    def __exit__(self, *error: Any) -> None:
        super().__exit__(*error)
        self._folder.cleanup()

    @property
    def url(self) -> str:
        return super().url.replace("http:", "https:")

    def source(self, **fields: Any) -> Source:
        return super().source(**{"roots": [str(self._root)], **fields})


class OldTlsPortal(TlsPortal):
    """One that knows TLS 1.1 and nothing newer."""

    newest = ssl.TLSVersion.TLSv1_1


@contextmanager
def behind_tls(portal: Portal, certificate: trustme.LeafCert, *, whole_chain: bool = True) -> Iterator[str]:
    """The address of a portal that serves over TLS. Without `whole_chain` it sends only its own certificate."""
    wrap(portal, certificate, whole_chain=whole_chain)
    with portal:
        yield portal.url.replace("http:", "https:")


def wrap(
    portal: Portal, certificate: trustme.LeafCert, *, whole_chain: bool = True, newest: ssl.TLSVersion | None = None
) -> None:
    """Let a portal that has not begun serve over TLS, of this version at most."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if newest:
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # for the old version, which is what is wanted
            context.maximum_version = newest
    with certificate.private_key_and_cert_chain_pem.tempfile() as whole:
        parts = Path(whole).read_text().partition("-----END CERTIFICATE-----\n")
        if not whole_chain:
            Path(whole).write_text(parts[0] + parts[1])
        context.load_cert_chain(whole)
    portal._server.socket = context.wrap_socket(portal._server.socket, server_side=True)
