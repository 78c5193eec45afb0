"""Tantivy's errors as ours."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import EngineUnavailable, IndexDamaged

OF_THE_SYSTEM = re.compile(r"\bcode: \d+|os error \d+")
"""What Tantivy writes of an error of the operating system, such as a full disk. All else that it cannot read is damaged."""

PANIC = "PanicException"
"""What Rust raises when it meets something impossible, such as a file with other contents. The class cannot be imported."""


@contextmanager
def mapped() -> Iterator[None]:
    """Tantivy raises `ValueError` for everything, and panics on some damaged files; the file system raises `OSError`.

    All of them are `EngineUnavailable`, or `IndexDamaged` if the index must be built again.
    """
    try:
        yield
    except (ValueError, OSError) as error:
        raise _kind(error)(f"The search index cannot be used: {error}") from error
    except BaseException as error:
        if type(error).__name__ != PANIC:
            raise
        raise IndexDamaged(f"The search index cannot be used: {error}") from error


def _kind(error: ValueError | OSError) -> type[EngineUnavailable]:
    if isinstance(error, OSError):
        return IndexDamaged if isinstance(error, FileNotFoundError | IsADirectoryError) else EngineUnavailable
    return EngineUnavailable if OF_THE_SYSTEM.search(str(error)) else IndexDamaged
