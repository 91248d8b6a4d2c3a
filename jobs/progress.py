"""A bar for whoever waits at a terminal while many emails go out; cron's log has none."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

LONG = 5
"""From so many emails on, sending them is a wait (contract, section 5)."""


@contextmanager
def bar(length: int) -> Iterator[Callable[[], None]]:
    """What is to be called after each of them; without a terminal, or for a few, it does nothing."""
    if length < LONG or not sys.stderr.isatty():
        yield lambda: None
        return
    with click.progressbar(length=length, label="emails", file=sys.stderr, show_pos=True) as shown:
        yield lambda: shown.update(1)
