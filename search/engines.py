"""The engines by the scheme of their address."""

from collections.abc import Callable
from pathlib import Path

from .embedded.engine import EmbeddedEngine
from .engine import SearchEngine
from .errors import UnknownEngine


def _embedded(rest: str) -> SearchEngine:
    """`tantivy:` and a folder: `tantivy:/var/lib/serai/index`, `tantivy:index`, `tantivy:///var/lib/serai/index`."""
    folder = rest.removeprefix("//")
    if not folder:
        raise UnknownEngine("The address of the embedded engine lacks its folder. Write tantivy:/path/to/folder.")
    return EmbeddedEngine(Path(folder).expanduser())


ENGINES: dict[str, Callable[[str], SearchEngine]] = {"tantivy": _embedded}


def open_engine(url: str) -> SearchEngine:
    """The engine at an address. Raises `UnknownEngine`; nothing is read before the first use."""
    scheme, colon, rest = url.partition(":")
    if not colon or scheme not in ENGINES:
        raise UnknownEngine(f"{scheme!r} is no search engine. Choose from: {', '.join(f'{name}:' for name in ENGINES)}.")
    return ENGINES[scheme](rest)
