"""The nodes of Elasticsearch, the user and the settings, in one address.

    https://user:password@node1:9200,node2:9200/prefix?ca=/etc/serai/ca.pem&replicas=2

Several nodes are separated by commas; the port is 9200 unless written. `prefix` begins the name of every index and alias
(`serai` unless written), so that several installations can share a cluster. Signs with a meaning in addresses are escaped
(`%40` for `@`). The settings after `?`:

    ca          the file of the authority that signed the nodes' certificates
    api_key     instead of a user: the member `encoded` of what Elasticsearch answers when it makes a key
    replicas    copies of the index besides the first; unless written, one as soon as there is a second node
    timeout     the seconds that a request may take, 30 unless written

No error message quotes a part of the address, because each part may belong to a secret.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from ..errors import UnknownEngine

DEFAULT_PREFIX = "serai"
DEFAULT_PORT = 9200
MAX_PORT = 65_535
DEFAULT_TIMEOUT = 30.0
SETTINGS = ("ca", "api_key", "replicas", "timeout")

_HOST = re.compile(r"([\w.-]+|\[[0-9A-Fa-f:.]+\])(?::(\d{1,5}))?", re.ASCII)
_PREFIX = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}", re.ASCII)
_FORM = "Write https://user:password@node1:9200,node2:9200/prefix?ca=/path/of/ca.pem."


@dataclass(frozen=True)
class Address:
    """The nodes, the prefix, the user and the settings. There is no secret in its `repr`."""

    nodes: tuple[str, ...]
    prefix: str = DEFAULT_PREFIX
    user: str | None = None
    password: str = field(default="", repr=False)
    api_key: str | None = field(default=None, repr=False)
    ca: str | None = None
    replicas: int | None = None
    timeout: float = DEFAULT_TIMEOUT


def parse(url: str) -> Address:
    """The address that a URL writes. Raises `UnknownEngine`."""
    try:
        parts = urlsplit(url)
        settings = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
    except ValueError:
        raise UnknownEngine(f"The address of Elasticsearch cannot be read. {_FORM}") from None
    if unknown := settings.keys() - set(SETTINGS):
        raise UnknownEngine(
            f"The address of Elasticsearch has {len(unknown)} unknown settings. Choose from: {', '.join(SETTINGS)}."
        )
    user, password = _credentials(parts)
    if user is not None and "api_key" in settings:
        raise UnknownEngine("The address of Elasticsearch has a user and an API key. Write one of them.")
    return Address(
        nodes=_nodes(parts),
        prefix=_prefix(parts),
        user=user,
        password=password,
        api_key=settings.get("api_key"),
        ca=_ca(parts, settings),
        replicas=_replicas(settings),
        timeout=_timeout(settings),
    )


def _nodes(parts: SplitResult) -> tuple[str, ...]:
    found = [_HOST.fullmatch(node) for node in parts.netloc.rpartition("@")[2].split(",")]
    nodes = [(match[1], int(match[2] or DEFAULT_PORT)) for match in found if match]
    if len(nodes) < len(found) or any(not 0 < port <= MAX_PORT for _, port in nodes) or parts.fragment:
        raise UnknownEngine(f"A node of Elasticsearch is not written as host or host:port. {_FORM}")
    return tuple(f"{parts.scheme}://{host}:{port}" for host, port in nodes)


def _credentials(parts: SplitResult) -> tuple[str | None, str]:
    who, at, _ = parts.netloc.rpartition("@")
    user, _, password = who.partition(":")
    return (unquote(user), unquote(password)) if at else (None, "")


def _prefix(parts: SplitResult) -> str:
    prefix = parts.path.strip("/") or DEFAULT_PREFIX
    if not _PREFIX.fullmatch(prefix):
        raise UnknownEngine("The prefix of the indexes is not written in small letters, digits, - and _.")
    return prefix


def _ca(parts: SplitResult, settings: Mapping[str, str]) -> str | None:
    if "ca" in settings and parts.scheme != "https":
        raise UnknownEngine("An authority (ca) proves nothing over http. Write https.")
    return settings.get("ca")


def _replicas(settings: Mapping[str, str]) -> int | None:
    written = settings.get("replicas")
    if written is None:
        return None
    if not re.fullmatch(r"\d", written, re.ASCII):
        raise UnknownEngine("The setting replicas of Elasticsearch is no number from 0 to 9.")
    return int(written)


def _timeout(settings: Mapping[str, str]) -> float:
    written = settings.get("timeout", str(DEFAULT_TIMEOUT))
    if not re.fullmatch(r"\d{1,4}(\.\d+)?", written, re.ASCII) or not float(written):
        raise UnknownEngine("The setting timeout of Elasticsearch is no number of seconds.")
    return float(written)
