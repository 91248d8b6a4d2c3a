"""The garbage collector, while much is made that lives on: pausing it. What is made is no business of this module."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """No garbage collection meanwhile; afterwards as it was before, so that one pause may stand within another.

    Looking again and again at a million cells, or at ten thousand rows, is a third to a half of the time.
    """
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


@contextmanager
def swept() -> Iterator[None]:
    """A pause for work that leaves much behind: within a longer pause it is freed at once, for a run makes many papers.

    Only what was made meanwhile is looked at for that; what was there before (ten thousand rows) is set aside.
    """
    if gc.isenabled():
        with paused():
            yield
        return
    gc.freeze()
    try:
        yield
    finally:
        gc.collect()
        gc.unfreeze()
