"""Tantivy's errors as ours."""

from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import EngineUnavailable


@contextmanager
def mapped() -> Iterator[None]:
    """Tantivy raises `ValueError` for everything, the file system `OSError`: both are `EngineUnavailable`."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise EngineUnavailable(f"The search index cannot be used: {error}") from error
