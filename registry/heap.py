"""How this process keeps memory that was freed."""

import ctypes
import platform

M_ARENA_MAX = -8
"""The parameter of glibc's `mallopt` for the number of heaps (mallopt(3))."""


def keep_one_heap() -> None:
    """Make glibc keep one heap for all threads. Call it before there are any.

    It would give each thread a heap of its own and keep what is freed there. The index writes in threads that come and go, and
    40,000 records took 357 MB that way instead of 267 MB, no faster. Other C libraries have no such heaps.
    """
    if platform.libc_ver()[0] == "glibc":
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)
