"""The engines by the scheme of their address."""

from importlib import import_module

from .engine import SearchEngine
from .errors import UnknownEngine

ENGINES = {"tantivy": "embedded", "http": "elastic", "https": "elastic"}
"""The package of each scheme, whose `engine` has `open_at(url)`. It is imported when it is used, so that one engine does not cost
the time and the memory (30 MB) of the other's library."""


def open_engine(url: str) -> SearchEngine:
    """The engine at an address. Raises `UnknownEngine`; nothing is read before the first use."""
    scheme, colon, _ = url.partition(":")
    if not colon or scheme not in ENGINES:
        raise UnknownEngine(f"{scheme!r} is no search engine. Choose from: {', '.join(f'{name}:' for name in ENGINES)}.")
    opened: SearchEngine = import_module(f".{ENGINES[scheme]}.engine", __package__).open_at(url)
    return opened
