"""Memory that goes back to the system."""

from __future__ import annotations

import ctypes

_M_MMAP_THRESHOLD = -3  # malloc.h of glibc
_LARGE = 512 * 1024


def give_back_large_blocks() -> None:
    """Let the C library return large blocks as soon as they are free.

    glibc raises its limit for that with every large block that is freed, and from then on keeps bodies in a heap full
    of holes: 40 MB more after a few of 8 MB (tests/faults/test_safety.py). Elsewhere nothing is done.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _LARGE)
