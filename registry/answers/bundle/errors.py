"""Why a bundle is not served. Each has a stable code."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError


class BundleError(Exception):
    """Nothing is served, and nothing was changed. `code` is stable."""

    code = "bundle-failed"

    def __init__(self, why: str) -> None:
        super().__init__(f"{self.code}: {why}")


class BundleUnreadable(BundleError):
    """The file is not there, or cannot be read."""

    code = "bundle-unreadable"

    def __init__(self, file: Path, why: object) -> None:
        super().__init__(f"{file} cannot be read: {why}.")


class NotABundle(BundleError):
    """The file is something else."""

    code = "bundle-not-ours"

    def __init__(self, file: Path) -> None:
        super().__init__(f"{file} is no bundle that `serai export bundle` has written.")


class BundleDamaged(BundleError):
    """The file is not as it was written."""

    code = "bundle-damaged"

    def __init__(self, file: Path, why: object) -> None:
        super().__init__(f"{file} is not as it was written: {why}. Take another copy of it.")


class BundleNewer(BundleError):
    """A newer version of Serai wrote the file."""

    code = "bundle-newer"

    def __init__(self, file: Path, form: int) -> None:
        super().__init__(f"{file} has form {form}, which this version of Serai does not know. Take a newer version.")


@contextmanager
def reading(file: Path, *damages: type[Exception]) -> Iterator[None]:
    """What the reading of a file raises, as a `BundleError`. `damages` is what its library raises if the file is damaged."""
    damaged: tuple[type[Exception], ...] = (*damages, ValueError, KeyError, TypeError, AttributeError)
    try:
        yield
    except BundleError:
        raise
    except ValidationError as error:
        raise BundleDamaged(file, "a part of it cannot be read") from error
    except damaged as error:
        raise BundleDamaged(file, str(error).partition("\n")[0]) from error
    except OSError as error:  # a library that finds a file damaged may raise one without a number
        kind = BundleUnreadable if error.errno else BundleDamaged
        raise kind(file, error.strerror or error) from error
