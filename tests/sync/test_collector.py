"""Pausing the garbage collector: it is afterwards as it was before, whatever happens within."""

from __future__ import annotations

import gc
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from sync import collector


class Ring:
    """What only the collector can free."""

    def __init__(self) -> None:
        self.itself = self


def rings() -> int:
    return sum(type(one) is Ring for one in gc.get_objects())


@pytest.mark.parametrize("kind", [collector.paused, collector.swept])
def test_it_rests_within_and_works_again_after_an_error(kind: Callable[[], AbstractContextManager[None]]) -> None:
    with pytest.raises(LookupError), kind():
        assert not gc.isenabled()
        raise LookupError
    assert gc.isenabled()


@pytest.mark.parametrize("kind", [collector.paused, collector.swept])
def test_a_pause_within_a_pause_does_not_end_it(kind: Callable[[], AbstractContextManager[None]]) -> None:
    with collector.paused():
        with kind():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_what_is_left_of_swept_work_is_freed_within_the_pause_and_what_stood_before_is_not_looked_at() -> None:
    gc.collect()
    with collector.paused():
        Ring()
        with collector.swept():
            Ring()
            Ring()
        assert rings() == 1
    gc.collect()
    assert rings() == 0
