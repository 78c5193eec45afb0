"""How this process keeps memory, and when it looks for what can be freed."""

import ctypes
import gc
import platform

M_ARENA_MAX = -8
"""The parameter of glibc's `mallopt` for the number of heaps (mallopt(3))."""

YOUNG = 50_000
"""How many more objects are made than freed before Python looks for circles among them."""


def collect_rarely() -> None:
    """Have Python look for circles of objects less often, and not at all among those that there are. Call it when all is loaded.

    A record is many small objects without a circle, which are freed as soon as nobody needs them. To look through them again and
    again took a tenth of a harvest, and of the work for the index.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)


def keep_one_heap() -> None:
    """Make glibc keep one heap for all threads. Call it before there are any.

    It would give each thread a heap of its own and keep what is freed there. The index writes in threads that come and go, and
    40,000 records took 357 MB that way instead of 267 MB, no faster. Other C libraries have no such heaps.
    """
    if platform.libc_ver()[0] == "glibc":
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)
