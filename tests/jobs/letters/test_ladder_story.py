"""The whole story of one client, from the first quiet week to the day she is back: one file that can be read aloud.

Real runs on a workbook, a mailbox that holds her answers; what stands in the file is what stood there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sync.schema import STEPS
from tests.answering import Answering, answer, answering
from tests.golden_files import holds
from tests.servers.dovecot import Account

BERLIN = ZoneInfo("Europe/Berlin")
START = date(2024, 9, 9)
"""A Monday, so long ago that no mail server takes an answer for one from the future."""
RULES = {
    "Time zone": "Berlin", "Send to": "Clients", "Practice name": "Strong Start", "Check-ins": "None", "Review day": 0,
    "Reply address": "answers@strongstart.example", "Signature": "Ana",
}  # fmt: skip
NOA = {
    "Client": "Noa Levi", "Email": "noa@clients.example", "Coach": "Ana Coach", "Goal": "Swim the lake in summer",
    "Progress in their words": "I get into the water without bargaining", "Agreement": START - timedelta(days=30),
    "Stage": None, "Pause until": None, "Start date": None, "Coach rating": None,
}  # fmt: skip
TEAM = ({"Coach": "Ana Coach", "Email": "ana@strongstart.example", "Digest": "Daily"},)
WORDS = ("Swim twenty lengths", "Cold shower in the morning", "Swim with the group", "Book the pool")
SHOWN = ("Stage", "Track", "Why", "Next action", "Step")


@dataclass
class Story:
    """The practice, and what was told so far."""

    made: Answering
    lines: list[str] = field(default_factory=list)
    told: set[str] = field(default_factory=set)
    letters: int = 0
    row: tuple[Any, ...] = ()
    replies: int = 0
    today: date = START

    def say(self, *lines: str) -> None:
        self.lines += lines

    def coach(self, does: str) -> None:
        self.say(f"  The coach {does}")

    def night(self, day: date) -> None:
        """The run at eight, and what came of it."""
        self.today = day
        at = len(self.lines)
        assert self.made.run(f"{datetime(day.year, day.month, day.day, 8, tzinfo=BERLIN).isoformat()}").status == 0
        self.cells()
        self.answers()
        self.emails()
        if len(self.lines) > at:
            self.lines.insert(at, f"\n{day:%a} {day.day} {day:%b %Y}, the run at eight")

    def cells(self) -> None:
        (client,) = self.made.rows("Clients")
        shown = tuple(client.get(header) for header in SHOWN)
        if shown != self.row:
            self.row = shown
            said = [f"{header}: {cell}" for header, cell in zip(SHOWN, shown, strict=True) if cell]
            self.say(f"  Clients    {' | '.join(said) or '(blank)'}")
        for row in self.made.rows("Decisions"):
            cells = ("Step", "Decision", "Choice", "Outcome", "Outcome on", "Sync note", "Evidence")
            said = [f"{header}: {_shown(row[header])}" for header in cells if row.get(header)]
            line = f"  Decisions  {' | '.join(said)}"
            if line not in self.told:
                self.told.add(line)
                self.say(line)

    def answers(self) -> None:
        rows = self.made.replies()
        for row in rows[self.replies :]:
            said = [f"{header}: {row[header]}" for header in ("Rating", "Stuck", "Words", "State") if row.get(header)]
            self.say(f"  Replies    {' | '.join(said)}")
        self.replies = len(rows)

    def emails(self) -> None:
        rows = self.made.rows("Mail log")
        for row in rows[self.letters :]:
            letter = next(one for one in self.made.outbox() if one["X-Coachsheet-Key"] == row["Key"])
            whole = row["Kind"] in [step.lower() for step in STEPS] or "decision" in row["Subject"]
            if whole and row["Kind"] != "digest":
                self.say(f"  Email to {row['To']}: {row['Subject']}", *_quoted(letter))
            elif whole and row["Subject"] not in self.told:
                self.say(f"  Digest to {row['To']}: {row['Subject']}", *_quoted(letter))
            elif row["Kind"] != "digest":
                self.say(f"  Email to {row['To']}: {row['Subject']}")
            self.told |= {row["Subject"]} if row["Kind"] == "digest" else set()
        self.letters = len(rows)

    def decide(self, **cells: Any) -> None:
        """In the newest row."""
        self.made.edit("Decisions", len(self.made.rows("Decisions")) + 1, **cells)
        said = ", ".join(f"{header.replace('_', ' ')}: {cell}" for header, cell in cells.items())
        self.coach(f"decides in that row. {said}")
        self.told = {one for one in self.told if "digest" in one or one.startswith("  Decisions")}

    def noa(self, said: str) -> None:
        """She answers the newest email to her, an hour after it."""
        letter = self.made.to("noa")
        noon = datetime(self.today.year, self.today.month, self.today.day, 9, tzinfo=BERLIN)
        self.made.arrives(answer(letter, said, noon), noon)
        self.say(f"  Noa answers: {said}")

    def agree(self, week: date, done: int) -> None:
        """Two things for the week; so many of them get done."""
        for n in range(2):
            number = len(self.made.rows("Commitments")) + 2
            words = f"{WORDS[(number + n) % 4]}, week of {week.day} {week:%b}"
            due = week + timedelta(days=2 + 2 * n)
            cells = {"Client": "Noa Levi", "Commitment": words, "Due": due, "Done on": due if n < done else None}
            self.made.edit("Commitments", number, **{h.replace(" ", "_"): c for h, c in cells.items()})


def _shown(cell: Any) -> str:
    return f"{cell:%a} {cell.day} {cell:%b}" if isinstance(cell, datetime) else str(cell)


def _quoted(letter: EmailMessage) -> list[str]:
    part = letter.get_body(("plain",))
    assert part
    attached = [f"    [attached: {one.get_filename()}]" for one in letter.iter_attachments()]
    return [f"    | {line}".rstrip() for line in str(part.get_content()).splitlines()] + attached


def test_the_story_of_one_client_reads_as_it_did(tmp_path: Path, account: Account, rewrite: bool) -> None:
    first = {"Client": "Noa Levi", "Commitment": WORDS[0], "Due": START, "Done on": START}
    made = answering(tmp_path, account, RULES, clients=(NOA,), commitments=(first,), Team=TEAM)
    story = Story(made)
    tell(story)
    holds("stories/ladder.txt", "\n".join(story.lines).lstrip() + "\n", rewrite)


def tell(story: Story) -> None:
    """Two good weeks, then quiet ones; the steps one by one, a break, and the day she is back."""
    week = timedelta(days=7)
    story.say("Noa Levi, from the first quiet week to the day she is back", "")
    for number, done in enumerate((2, 1, 0, 0)):
        story.agree(START + number * week, done)
        story.night(START + number * week)
    quiet_weeks(story, START + 4 * week)
    parting(story)


def quiet_weeks(story: Story, monday: date) -> None:
    """Each step is decided on the day after it was proposed, and goes on the morning after that."""
    answers = (
        "I need less for a while",
        "What I see: I plan for the person I was in May",
        "Smaller: ten lengths, Sunday",
        "I would take a break",
    )
    decided: tuple[dict[str, Any], ...] = (
        {"Decision": "Send", "Add_to_the_email": "I still want it with you."},
        {"Decision": "Send"},
        {"Decision": "Send", "Choice": "New goal"},
        {"Decision": "Send"},
    )
    for cells, said in zip(decided, answers, strict=True):
        while not story.made.rows("Decisions") or story.made.rows("Decisions")[-1].get("Outcome"):
            story.agree(monday, 0)
            story.night(monday)
            monday += timedelta(days=7)
        story.decide(**cells)
        for days in (1, 2, 3):
            story.night(monday - timedelta(days=7 - days))
            if days == 1:
                story.noa(said)


def parting(story: Story) -> None:
    """The break, its silence, one question at its end."""
    monday = story.today - timedelta(days=story.today.weekday()) + timedelta(days=7)
    while story.made.rows("Decisions")[-1].get("Outcome"):
        story.night(monday)
        monday += timedelta(days=7)
    back = monday + timedelta(days=42)
    story.decide(Decision="Send", Choice="Pause", My_notes="Her mother is ill.")
    story.made.edit("Clients", 2, Pause_until=back)
    story.coach(f"types Pause until {back.day} {back:%b}, and leaves Stage as it is")
    for days in (-6, -5, 1):
        story.night(monday + timedelta(days=days))
    story.made.edit("Clients", 2, Stage="Paused")
    story.coach("sets Stage to Paused")
    for days in (2, 9, 16, 30, 42):
        story.night(monday + timedelta(days=days))
    story.decide(Decision="Send")
    story.night(back + timedelta(days=1))
    story.noa("Yes, let us pick it up")
    story.night(back + timedelta(days=2))
    story.made.edit("Clients", 2, Stage="Active", Pause_until=None, Start_date=back + timedelta(days=7))
    story.coach("sets Stage to Active and Start date to the day they begin anew")
    story.agree(back + timedelta(days=7), 0)
    for days in (7, 8, 9):
        story.night(back + timedelta(days=days))
