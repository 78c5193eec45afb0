"""What a text means, as numbers."""

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np

Vector: TypeAlias = "np.ndarray[Any, np.dtype[np.float32]]"
"""Numbers that say what a text means, of length 1. The nearer two texts are in meaning, the nearer to 1 is their product."""
