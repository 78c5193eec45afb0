"""A file that has its name only when it is whole."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .export_errors import ExportExists, ExportNotWritten


@contextmanager
def whole_file(file: Path, *, replace: bool) -> Iterator[Path]:
    """The place to write to. What is there at the end of the block gets the name; what was begun is removed.

    With `replace` a file that is there is still the old one until the new one is whole. Raises `ExportExists`, and
    `ExportNotWritten` where the block raises `OSError`.
    """
    if file.exists() and not replace:
        raise ExportExists(file)
    part = file.with_name(f"{file.name}.part")
    try:
        yield part
        part.replace(file)
    except OSError as error:
        raise ExportNotWritten(f"{file} cannot be written: {error.strerror or error}. What was written is removed.") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
