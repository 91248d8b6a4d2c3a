"""Sessions and payments in whole runs: told, moved, cancelled, answered, rehearsed; with the ledger lost."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import vobject

from tests.answering import ADDRESS, answer, answering
from tests.jobs.digest.cast import plain
from tests.practice_files import CLIENTS, REAL, REHEARSAL, Practice, practice
from tests.servers.dovecot import Account

PRIYA = CLIENTS[:1]
WEDNESDAY = datetime(2026, 11, 25, 16)
SESSION = {"Client": "Priya Nair", "Start": WEDNESDAY}
COLUMNS = {"Outcome": None, "Cancelled at": None, "Agenda": None, "Medium": None, "Minutes": None}


def made(folder: Path, policies: dict[str, Any] = REAL, **tabs: Any) -> Practice:
    """Priya, who has a session on Wednesday and nothing else."""
    return practice(folder, PRIYA, (), policies, Sessions=[{**SESSION, **COLUMNS}], **tabs)


def nightly(one: Practice, day: int, hour: str = "08:00") -> None:
    found = one.run(f"2026-{11 + day // 31}-{day if day < 31 else day - 30:02}T{hour}+01:00")
    assert found.status == 0, found.stderr


def told(one: Practice) -> list[str]:
    """The About items of sessions, in the order in which they went."""
    return [
        item for row in one.rows("Mail log") for item in str(row["About"]).split(", ") if item.startswith("session:")
    ]


def event(letter: EmailMessage) -> Any:
    """The event that it carries, with the method as `method`."""
    (file,) = [part for part in letter.iter_attachments() if part.get_content_type() == "text/calendar"]
    known = vobject.readOne(file.get_content())
    assert known.method.value == file.get_param("method")
    known.vevent.add("x-method").value = known.method.value
    return known.vevent


def letters(one: Practice) -> list[EmailMessage]:
    """In the order of their days."""
    return [letter for letter in one.outbox() if "priya@" in str(letter["To"]) or "rehearsal" in str(letter["To"])]


def test_a_session_is_told_once_moved_and_cancelled_and_each_letter_carries_the_calendars_part(tmp_path: Path) -> None:
    one = made(tmp_path)
    for day in (23, 24, 24, 25):
        nightly(one, day)
    (row_id,) = one.column("Sessions", "ID")
    assert told(one) == [f"session:{row_id}", f"session:{row_id}:told0@2026-11-25T15:00:00Z/50/Video"]
    (first,) = letters(one)
    assert first["Subject"] == "Tomorrow 16:00" and "Wed 25 Nov, 16:00" in plain(first)
    one.edit("Sessions", 2, Start=datetime(2026, 12, 2, 9))
    nightly(one, 25, "09:00")
    for day in (26, 27, 28, 29, 30):
        nightly(one, day)
    nightly(one, 31)
    one.edit("Sessions", 2, Outcome="Cancelled by coach", Cancelled_at=datetime(2026, 12, 1, 12))
    nightly(one, 32, "07:30")
    nightly(one, 33)
    sent = [(event(each).x_method.value, event(each).sequence.value) for each in letters(one)]
    assert sent == [("REQUEST", "0"), ("REQUEST", "1"), ("REQUEST", "1"), ("CANCEL", "2")]
    assert len({event(letter).uid.value for letter in letters(one)}) == 1
    assert told(one)[2:] == [
        f"session:{row_id}:{rest}/50/Video"
        for rest in ("moved1@2026-12-02T08:00:00Z", "told1@2026-12-02T08:00:00Z", "off2@2026-12-02T08:00:00Z")
    ]
    assert one.column("Sessions", "Result") == ["Make-up owed"]


@pytest.mark.parametrize("lost", ["ledger", "both mornings"])
def test_with_the_ledger_lost_the_mail_log_alone_is_enough(tmp_path: Path, lost: str) -> None:
    one = made(tmp_path)
    nightly(one, 24)
    one.ledger.unlink()
    nightly(one, 25)
    assert len(letters(one)) == 1
    one.edit("Sessions", 2, Start=datetime(2026, 11, 26, 9))
    if lost == "both mornings":
        one.ledger.unlink()
    nightly(one, 25, "09:00")
    assert [event(letter).sequence.value for letter in letters(one)] == ["0", "1"]
    nightly(one, 26, "07:00")
    assert len(letters(one)) == 2


def test_sorted_copied_and_deleted_rows_change_nothing_that_was_told(tmp_path: Path) -> None:
    clients = [*PRIYA, CLIENTS[3]]
    rows = [{**SESSION, **COLUMNS}, {**SESSION, **COLUMNS, "Client": "Noa Levi", "Start": datetime(2026, 11, 25, 10)}]
    one = practice(tmp_path, clients, (), REAL, Sessions=rows)
    nightly(one, 24)
    before = one.rows("Sessions")
    for number, row in enumerate(reversed(before), 2):
        one.edit("Sessions", number, **{header.replace(" ", "_"): value for header, value in row.items()})
    nightly(one, 25, "07:00")
    assert len(one.outbox()) == 2, "sorted: nothing is told anew"
    one.edit("Sessions", 4, **{header.replace(" ", "_"): value for header, value in before[0].items()})
    nightly(one, 25, "07:30")
    assert len(set(one.column("Sessions", "ID"))) == 3, "a copy is a session of its own"
    assert sorted(row["Kind"] for row in one.rows("Mail log")) == ["session"] * 3


def test_a_rehearsal_shows_the_coach_and_the_client_hears_it_all_anew(tmp_path: Path) -> None:
    one = made(tmp_path, REHEARSAL)
    nightly(one, 24)
    (shown,) = letters(one)
    assert event(shown).x_method.value == "PUBLISH" and "attendee" not in event(shown).contents
    one.policy("Send to", "Clients")
    nightly(one, 25)
    real = one.outbox()[-1] if "rehearsal" not in str(one.outbox()[-1]["To"]) else one.outbox()[0]
    assert event(real).x_method.value == "REQUEST" and event(real).sequence.value == "0"
    assert event(real).uid.value != event(shown).uid.value


def test_an_agenda_by_answer_reaches_the_brief_and_the_next_letter(tmp_path: Path, account: Account) -> None:
    policies = {**REAL, "Reply address": ADDRESS}
    team = [{"Coach": "Ana Coach", "Email": "ana@strongstart.example"}]
    one = answering(
        tmp_path, account, policies, clients=PRIYA, commitments=(), Sessions=[{**SESSION, **COLUMNS}], Team=team
    )
    nightly(one, 24)
    letter = one.to("priya")
    assert "agenda%3A" in str(letter.get_body(("html",)).get_content())  # type: ignore[union-attr]
    one.arrives(answer(letter, "agenda: how I say my price", datetime.fromisoformat("2026-11-24T10:00+01:00")),
                datetime.fromisoformat("2026-11-24T10:00+01:00"))  # fmt: skip
    nightly(one, 24, "12:00")
    assert one.replies()[0]["Words"] == "agenda: how I say my price"
    nightly(one, 25)
    digest = [text for text in map(plain, one.outbox()) if "SESSIONS TODAY" in text]
    assert len(digest) == 1 and "how I say my price" in digest[0]
    one.edit("Sessions", 2, Start=datetime(2026, 11, 26, 9))
    nightly(one, 25, "09:00")
    assert "What it is for:\nhow I say my price" in plain(one.to("priya"))


def test_payments_are_told_twice_and_then_to_the_coach(tmp_path: Path) -> None:
    money = [{"Client": "Priya Nair", "Amount": 240, "Currency": "EUR", "Due": datetime(2026, 11, 26), "Paid on": None}]
    team = [{"Coach": "Ana Coach", "Email": "ana@strongstart.example"}]
    one = practice(tmp_path, PRIYA, (), REAL, Payments=money, Team=team)
    for day in range(22, 37):
        nightly(one, day)
    rows = [(row["Key"][-5:], row["To"][:5]) for row in one.rows("Mail log")]
    assert rows == [("11-23", "priya"), ("11-26", "ana@s"), ("11-27", "priya"), ("12-03", "ana@s")]
    assert all("240" not in row["Subject"] for row in one.rows("Mail log"))
    texts = [plain(letter) for letter in letters(one)]
    assert "€240 is planned for Thu 26 Nov." in texts[0] and "we have not seen it" in texts[1]


def test_a_slip_in_the_practices_time_zone_tells_nobody_another_hour(tmp_path: Path) -> None:
    one = made(tmp_path)
    nightly(one, 24)
    one.policy("Time zone", "Berln")
    nightly(one, 25)
    assert len(letters(one)) == 1
    one.policy("Time zone", "Berlin")
    nightly(one, 25, "09:00")
    assert len(letters(one)) == 1
