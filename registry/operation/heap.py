"""How this process uses memory, and how often Python looks for objects to free."""

import ctypes
import gc
import os
import platform

M_ARENA_MAX = -8
"""The parameter of glibc's `mallopt` for the number of heaps (mallopt(3))."""

YOUNG = 50_000
"""Python looks for reference cycles when so many more objects were made than freed."""


def collect_rarely() -> None:
    """Make Python look for reference cycles less often, and not among existing objects. Call it when all is loaded.

    A record is many small objects without cycles, which are freed as soon as nobody uses them. Searching them for cycles again
    and again took a tenth of the time of a harvest and of indexing.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)


ARROW = "ARROW_DEFAULT_MEMORY_POOL"
"""Where Arrow looks for the kind of its memory when it is loaded."""


def keep_one_heap() -> None:
    """Make glibc use one heap for all threads, and Arrow use it too. Call it before there are other threads.

    Without this, glibc gives each thread its own heap and keeps freed memory there. The index writes in threads that live only
    shortly, so 40,000 records took 357 MB instead of 267 MB, and were not faster. Other C libraries have no such heaps. A heap of
    Arrow's own takes 25 MB more for a table of 100,000 records.
    """
    os.environ.setdefault(ARROW, "system")
    if platform.libc_ver()[0] == "glibc":
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)
