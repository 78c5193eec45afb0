"""The one place that may be in a private network: the host that a declaration names."""

from urllib.parse import urlsplit

from schemas.source import Source

PORTS = {"http": 80, "https": 443}

Place = tuple[str, int]
"""A host and a port."""


class Home:
    """Where a source's own portal answers.

    If the declaration allows private addresses, that holds for the declared host, at the port that it names or that a request of
    the harvester goes to. It does not hold for a redirect: neither to another host of the network, nor to another service on the
    same machine. Only from http to https, at their usual ports, may a redirect lead.
    """

    def __init__(self, source: Source) -> None:
        self._allowed = source.allow_private_addresses
        self._host, port = place(str(source.url))
        self._ports = {port}

    def asks(self, url: str) -> None:
        """Note that the harvester itself, not a redirect, asks for this address."""
        try:
            host, port = place(url)
        except ValueError:  # it is refused when it is sent
            return
        if host == self._host:
            self._ports.add(port)

    def permits(self, host: str, port: int) -> bool:
        """Whether this host may have an address that is not public."""
        upgraded = port == PORTS["https"] and PORTS["http"] in self._ports
        return self._allowed and _plain(host) == self._host and (port in self._ports or upgraded)


def place(url: str) -> Place:
    """The host and the port of an address; a missing port is that of its scheme. Raises `ValueError`."""
    parts = urlsplit(url)
    return _plain(parts.hostname or ""), parts.port or PORTS.get(parts.scheme, 0)


def _plain(host: str) -> str:
    """A host's name as it is compared."""
    return host.lower().strip("[]").removesuffix(".")
