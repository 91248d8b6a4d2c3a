"""Where new ids come from: a seeded row of numbers, or the ones a test asks for first."""

from __future__ import annotations

from collections import defaultdict, deque
from itertools import count
from random import Random

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


class Ids:
    """`wanted[kind]` are the ids to give out first, for kinds book, sheet, named, protected, filter, chart, mark."""

    def __init__(self, seed: int = 0) -> None:
        self.random = Random(seed)
        self.wanted: defaultdict[str, deque[int | str]] = defaultdict(deque)
        self.lines = count(1)
        self.tokens = count(1)

    def line(self) -> int:
        return next(self.lines)

    def token(self) -> str:
        return f"ya29.local-{next(self.tokens)}"

    def number(self, kind: str) -> int:
        if self.wanted[kind]:
            return int(self.wanted[kind].popleft())
        return self.random.randint(1, 2**31 - 1)

    def book(self) -> str:
        if self.wanted["book"]:
            return str(self.wanted["book"].popleft())
        return "1" + "".join(self.random.choices(LETTERS, k=43))
