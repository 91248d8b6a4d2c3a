"""Threads over several nights: one for each client, another for her rehearsals, and no two clients share one."""

from __future__ import annotations

from collections import defaultdict
from email.message import EmailMessage
from pathlib import Path

from jobs.letters.compose import REFERENCES
from tests.practice_files import COMMITMENTS, REHEARSAL, practice

NIGHTS = [f"2026-11-{day:02}T08:00+01:00" for day in range(22, 31)]
DAILY = [
    {**row, "Commitment": f"{row['Commitment']} {day}", "Due": f"2026-11-{day:02}"}
    for row in COMMITMENTS
    for day in range(23, 31)
]


def whose(message: EmailMessage) -> tuple[str, bool]:
    """The client's ID, and whether it was a rehearsal."""
    key = str(message["X-Coachsheet-Key"])
    return key.partition("-")[0], key.endswith("-rehearsal")


def test_letters_refer_to_the_earlier_ones_of_their_client_and_of_their_kind(tmp_path: Path) -> None:
    one = practice(tmp_path, commitments=DAILY, policies={**REHEARSAL, "Emails a week": 7})
    for night in NIGHTS[:3]:
        assert one.run(night).status == 0
    one.policy("Send to", "Clients")
    for night in NIGHTS[3:]:
        assert one.run(night).status == 0
    threads: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for message in sorted(one.outbox(), key=lambda sent: sent["Date"].datetime):
        thread = threads[whose(message)]
        assert str(message["References"] or "").split() == thread[-REFERENCES:]
        assert str(message["In-Reply-To"] or "") == (thread[-1] if thread else "")
        thread.append(str(message["Message-ID"]))
    for rehearsals in (True, False):
        assert sum(len(thread) > 2 for (_, kind), thread in threads.items() if kind is rehearsals) >= 2
    numbers = [number for thread in threads.values() for number in thread]
    assert len(numbers) == len(set(numbers))
