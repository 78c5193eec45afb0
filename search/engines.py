"""The engines by the scheme of their address."""

from collections.abc import Callable
from pathlib import Path

from .embedded.engine import EmbeddedEngine
from .engine import SearchEngine
from .errors import UnknownEngine


def _embedded(url: str) -> SearchEngine:
    """`tantivy:` and a folder: `tantivy:/var/lib/serai/index`, `tantivy:index`, `tantivy:///var/lib/serai/index`."""
    folder = url.removeprefix("tantivy:").removeprefix("//")
    if not folder:
        raise UnknownEngine("The address of the embedded engine lacks its folder. Write tantivy:/path/to/folder.")
    return EmbeddedEngine(Path(folder).expanduser())


def _elastic(url: str) -> SearchEngine:
    """`https://user:password@node1:9200,node2:9200/prefix?ca=…`, see `search.elastic.address`.

    The client is imported only here: it costs 30 MB and a third of a second, which the embedded engine is spared.
    """
    from .elastic.address import parse  # noqa: PLC0415 - as said above
    from .elastic.engine import ElasticEngine  # noqa: PLC0415

    return ElasticEngine(parse(url))


ENGINES: dict[str, Callable[[str], SearchEngine]] = {"tantivy": _embedded, "http": _elastic, "https": _elastic}


def open_engine(url: str) -> SearchEngine:
    """The engine at an address. Raises `UnknownEngine`; nothing is read before the first use."""
    scheme, colon, _ = url.partition(":")
    if not colon or scheme not in ENGINES:
        raise UnknownEngine(f"{scheme!r} is no search engine. Choose from: {', '.join(f'{name}:' for name in ENGINES)}.")
    return ENGINES[scheme](url)
