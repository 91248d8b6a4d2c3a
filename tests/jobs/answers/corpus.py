"""The corpus of answers: every message of tests/golden/answers with what it must and must not do, as the files say."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import Any

from jobs.answers.automatic import Bounce
from jobs.answers.commands import parse
from jobs.answers.mailtext import written
from jobs.answers.said import Said

FOLDER = Path(__file__).parents[2] / "golden" / "answers"
ANSWERED = date(2026, 11, 23)
"""A Monday: the date of an answer in the client's zone, unless its entry says another."""

LISTED = 3
"""How many things the letter listed that is answered, unless an entry says so."""


@dataclass(frozen=True, slots=True)
class Case:
    """One message, and its entry in the folder's expected.toml.

    `must` are all commands heard, in this order of kinds: done, move, count, rating, stuck, win, help, agenda, the
    wish, unused. `keeps` are all words kept for the coach. `must_not` are commands that it must never give, `cuts`
    words that must stand nowhere. `is` is `automatic` or `bounce` for mail that no person wrote.
    """

    name: str
    file: Path
    entry: dict[str, Any]

    @property
    def language(self) -> str:
        return str(self.entry.get("language", "en"))

    @property
    def answered(self) -> date:
        found = self.entry.get("answered", ANSWERED)
        assert isinstance(found, date)
        return found

    @property
    def listed(self) -> range:
        return range(1, int(self.entry.get("lists", LISTED)) + 1)

    @property
    def data(self) -> bytes:
        """As it came over the wire: the files hold plain ends of lines, so that they can be read and compared."""
        return self.file.read_bytes().replace(b"\n", b"\r\n")

    @property
    def by_a_person(self) -> bool:
        return "is" not in self.entry


@cache
def corpus() -> tuple[Case, ...]:
    return tuple(_cases())


def _cases() -> Iterator[Case]:
    for table in sorted(FOLDER.glob("*/expected.toml")):
        for name, entry in tomllib.loads(table.read_text(encoding="utf-8")).items():
            yield Case(f"{table.parent.name}/{name}", table.parent / f"{name}.eml", entry)


def opened(data: bytes) -> EmailMessage:
    """A message as the inbox opens it."""
    found = message_from_bytes(data, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def said(case: Case, data: bytes | None = None) -> Said:
    """What a message of the corpus says, read as the inbox reads it."""
    text = written(opened(case.data if data is None else data))
    return parse(text, case.listed, case.language, case.answered)


def heard(one: Said) -> list[str]:
    """All commands heard, spelled as the entries spell them."""
    return [
        *(f"done {each.number}{f' on {each.day}' if each.day else ''}" for each in one.done),
        *(f"move {each.number} to {each.day}{f': {each.because}' if each.because else ''}" for each in one.moves),
        *(f"count {c.number}: {c.reached}{'' if c.of is None else f' of {c.of}'}" for c in one.counts),
        *([] if one.rating is None else [f"rating {one.rating}"]),
        *(f"stuck{'' if each.number is None else f' {each.number}'}: {each.words}".rstrip() for each in one.stuck),
        *(f"win: {words}" for words in one.wins),
        *(f"help: {words}" for words in one.help_wanted),
        *(f"agenda: {words}" for words in one.agenda),
        *([one.wish] if one.wish else []),
        *(f"unused: {each.line}" for each in one.unused),
    ]


def gives(commands: list[str], command: str) -> bool:
    """Whether a command is among them, whatever it says besides (`done 2` in `done 2 on 2026-11-20`)."""
    return any(one == command or one.startswith((f"{command} ", f"{command}:")) for one in commands)


def spelled(bounce: Bounce) -> dict[str, Any]:
    return {name: getattr(bounce, name) for name in ("permanent", "status", "recipient", "message_id", "key")}
