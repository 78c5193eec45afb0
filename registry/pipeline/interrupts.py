"""Ctrl-C. Python raises `KeyboardInterrupt` at any place, and libraries may turn it into other errors."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_asked = threading.Event()
"""Whether Ctrl-C was pressed while `as_interrupt` was open."""


def raise_if_asked() -> None:
    """Raise `KeyboardInterrupt` after Ctrl-C, where another exception may have come in its place. Only in the main thread."""
    if _asked.is_set() and threading.current_thread() is threading.main_thread():
        raise KeyboardInterrupt


@contextmanager
def as_interrupt() -> Iterator[None]:
    """Turn whatever the block raises after Ctrl-C back into `KeyboardInterrupt`. Only the main thread gets signals."""
    raised = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(raised):
        yield
        return
    asked = False

    def notice(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        asked = True
        _asked.set()
        raised(number, frame)

    signal.signal(signal.SIGINT, notice)
    try:
        yield
    except Exception as error:
        if asked:
            raise KeyboardInterrupt from error
        raise
    finally:
        signal.signal(signal.SIGINT, raised)
        _asked.clear()
