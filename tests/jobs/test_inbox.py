"""From a mailbox to Replies: what counts, what is listed, what is refused, what is none of our business."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from click.testing import CliRunner

from jobs.cli import main
from tests.answering import ADDRESS, ELEVEN, LATER, NOON, POLICIES, TEN, TUESDAY, Answering, answer, answering, bounce
from tests.practice_files import EIGHT, REHEARSAL, letter
from tests.servers.dovecot import Account, Dovecot

NOBODYS = (
    "From: shop@shop.example\r\nTo: ana@strongstart.example\r\nSubject: Sale\r\nMessage-ID: <s@x.example>\r\n\r\nBuy."
)


@pytest.fixture(scope="module")
def monday(tmp_path_factory: pytest.TempPathFactory, dovecot: Dovecot) -> Path:
    """A practice as it stands when everybody had a letter at eight on Monday; its copy beside it."""
    one = answering(tmp_path_factory.mktemp("answers") / "practice", dovecot.account())
    assert one.run(EIGHT).status == 0
    shutil.copytree(one.folder, one.folder.with_name("saved"))
    return one.folder


@pytest.fixture
def practice(monday: Path, account: Account) -> Answering:
    """That practice, in its own place, by which the ledger knows it, with a mailbox of its own."""
    shutil.rmtree(monday, ignore_errors=True)
    shutil.copytree(monday.with_name("saved"), monday)
    one = Answering(monday, {}, account)
    one.use({})
    return one


def only(one: Answering, as_of: str = NOON, status: int = 0) -> dict[str, Any]:
    """The one row that a run of the inbox made of what arrived."""
    found = one.run(as_of, "inbox")
    assert found.status == status, found
    (row,) = one.replies()
    return row


def commitment(one: Answering, words: str) -> dict[str, Any]:
    return next(row for row in one.rows("Commitments") if row["Commitment"] == words)


def filled(row: Mapping[str, Any]) -> set[str]:
    return {header for header, value in row.items() if value is not None} - {"ID", "When", "Letter", "State"}


def test_an_answer_becomes_a_row_and_has_its_effect_in_the_same_run(practice: Answering) -> None:
    said = "done 1\n7/10\nwin: got a client\nstuck: (2) no leads left\nmove 2 to 14 Dec because kids ill\nHow are you?"
    practice.arrives(answer(practice.to("priya"), said))
    row = only(practice)
    calls, proposal = commitment(practice, "Call five leads"), commitment(practice, "Send the proposal")
    assert row.pop("ID")[0].isalpha()
    assert row == {
        "When": TEN.replace(tzinfo=None),
        "Client": "Priya Nair",
        "Letter": str(practice.to("priya")["X-Coachsheet-Key"]),
        "Rating": 7,
        "Wins": "got a client",
        "Stuck": f"{proposal['ID']}: no leads left",
        "Help wanted": None,
        "Done": calls["ID"],
        "Words": f"move {proposal['ID']} to 2026-12-14: kids ill\nHow are you?",
        "State": "New",
        "Sync note": None,
    }
    assert (calls["Status"], calls["Client says"]) == ("Done", "done 23 Nov")
    assert proposal["Client says"] == "asks to move to 14 Dec: kids ill; stuck: no leads left"
    assert practice.rows("Clients")[0]["Self rating"] == 7


def test_the_next_letter_tells_what_was_recorded(practice: Answering) -> None:
    practice.arrives(answer(practice.to("priya"), "done 1"))
    assert practice.run(TUESDAY).status == 0
    assert practice.replies()[0]["State"] == "Noted"
    assert practice.run("2026-11-29T08:00+01:00").letters[0] > 0
    newest = practice.to("priya").get_body(("plain",))
    assert newest is not None and "Call five leads" in newest.get_content()
    assert "receipt" in practice.rows("Mail log")[-1]["Kind"] or "receipt" in str(practice.column("Mail log", "Kind"))


def test_what_was_done_by_an_answer_of_the_night_is_not_reminded_of_that_morning(practice: Answering) -> None:
    practice.arrives(answer(practice.to("sofia"), "done", ELEVEN), ELEVEN)
    found = practice.run("2026-11-25T08:00+01:00")
    assert found.status == 0 and commitment(practice, "Walk before breakfast")["Status"] == "Done"
    assert "2026-11-25" not in str([row["Key"] for row in practice.rows("Mail log") if "sofia" in row["To"]])


def test_a_second_run_reads_and_writes_nothing(practice: Answering) -> None:
    practice.arrives(answer(practice.to("priya"), "done 1"))
    assert practice.run(NOON, "inbox").json["api_calls"]["write"] == 1
    before = practice.workbook.read_bytes(), len(practice.rows("Sync log"))
    found = practice.run(LATER, "inbox")
    assert (found.status, found.json["api_calls"]) == (0, {"read": 1, "write": 0})
    assert (practice.workbook.read_bytes(), len(practice.rows("Sync log"))) == before


def test_sync_alone_reads_no_mail(practice: Answering) -> None:
    practice.arrives(answer(practice.to("priya"), "done 1"))
    assert practice.run(NOON, "sync").status == 0 and practice.replies() == []
    assert practice.run(NOON, "letters").status == 0 and practice.replies() == []


def test_several_answers_to_one_letter_are_rows_each(practice: Answering) -> None:
    practice.arrives(answer(practice.to("priya"), "done 1"))
    practice.arrives(answer(practice.to("noa"), "win: it works", ELEVEN), ELEVEN)
    practice.arrives(answer(practice.to("priya"), "8", ELEVEN), ELEVEN)
    assert practice.run(NOON, "inbox").status == 0
    rows = practice.replies()
    assert [row["Client"] for row in rows] == ["Priya Nair", "Noa Levi", "Priya Nair"]
    assert len({row["ID"] for row in rows}) == 3 and [row["State"] for row in rows] == ["Noted"] * 3


def test_numbers_mean_what_they_meant_in_the_letter_that_is_answered(practice: Answering) -> None:
    old = practice.to("priya")
    practice.edit("Commitments", 2, Done_on="x")
    practice.edit("Commitments", 9, Client="Priya Nair", Commitment="Write to the bank", Due="2026-12-01")
    assert practice.run(TUESDAY).letters[0] > 0 and practice.to("priya")["Message-ID"] != old["Message-ID"]
    when = datetime.fromisoformat("2026-11-24T10:00+01:00")
    practice.arrives(answer(old, "2: 3 of 4", when), when)
    practice.arrives(answer(practice.to("priya"), "done 1", when), when)
    assert practice.run("2026-11-24T12:00+01:00", "inbox").status == 0
    first, second = practice.replies()
    assert first["Words"] == f"{commitment(practice, 'Send the proposal')['ID']}: 3 of 4"
    assert second["Done"] == commitment(practice, "Write to the bank")["ID"]


def test_a_number_that_the_letter_did_not_list_is_told(practice: Answering) -> None:
    practice.arrives(answer(practice.to("priya"), "done 9"))
    row = only(practice)
    assert (row["State"], row["Done"]) == ("New", None) and row["Sync note"].startswith('"done 9": ')


@pytest.mark.parametrize(
    ("word", "state", "note"), [("stop", "New", True), ("fewer", "New", True), ("start", "Noted", False)]
)
def test_a_wish_says_what_emails_was_when_it_came(word: str, state: str, note: bool, practice: Answering) -> None:
    practice.arrives(answer(practice.to("sofia"), word))
    row = only(practice)
    assert (row["Words"], row["State"]) == (word, state)
    assert row["Sync note"] == ('Emails was "Essential" when this came' if note else None)


def test_stop_stops_the_letters_of_that_very_night(practice: Answering) -> None:
    practice.arrives(answer(practice.to("sofia"), "stop"))
    assert practice.run("2026-11-25T08:00+01:00").status == 0
    assert not [key for key in practice.column("Mail log", "Key") if key.endswith("2026-11-25") and "sofia" in key]
    assert len([row for row in practice.rows("Mail log") if row["To"].startswith("sofia")]) == 1


def test_words_that_only_look_like_something_do_nothing(practice: Answering) -> None:
    practice.arrives(answer(practice.to("priya"), '=HYPERLINK("http://evil.example")\n+1\x07\x1b[31m\nThank you\u202e'))
    row = only(practice)
    assert row["Words"].startswith('=HYPERLINK("http://evil.example")') and "\x07" not in row["Words"]
    assert row["State"] == "New"


def test_a_very_long_answer_is_shortened_and_says_so(practice: Answering) -> None:
    practice.arrives(answer(practice.to("priya"), "I thought about it and then. " * 900))
    row = only(practice)
    assert len(row["Words"]) <= 5000 and "the whole is in the mailbox" in row["Sync note"]


def test_an_answer_without_a_word_is_told(practice: Answering) -> None:
    practice.arrives(answer(practice.to("priya"), ""))
    row = only(practice)
    assert row["State"] == "New" and "in the mailbox" in row["Sync note"]


def with_picture(letter: EmailMessage, how: str, said: Sequence[str]) -> bytes:
    """Words, a large picture, and what else was said below it."""
    head, _, _ = answer(letter, "").partition(b"\r\n\r\n")
    head = head.replace(b"text/plain; charset=utf-8", b"multipart/mixed; boundary=b")
    parts = [f"Content-Type: text/plain\r\n\r\n{words}\r\n" for words in said]
    parts.insert(1, f"Content-Type: image/jpeg\r\nContent-Disposition: {how}\r\n\r\n" + ("x" * 76 + "\r\n") * 200)
    return head + "".join(f"\r\n--b\r\n{part}" for part in ("", *parts)).encode() + b"\r\n--b--\r\n"


@pytest.mark.parametrize(
    ("how", "said", "state"),
    [("attachment", ["done 1"], "Noted"), ("inline", ["done 1"], "New"), ("inline", ["done 1", "and stop"], "New")],
)
def test_of_a_very_large_answer_the_beginning_counts_and_words_that_may_stand_at_its_end_are_told(
    practice: Answering, monkeypatch: pytest.MonkeyPatch, how: str, said: Sequence[str], state: str
) -> None:
    monkeypatch.setattr("jobs.mail.imap.LARGEST", 4_000)
    practice.arrives(with_picture(practice.to("priya"), how, said))
    row = only(practice)
    assert (row["Done"], row["State"]) == (commitment(practice, "Call five leads")["ID"], state)
    assert (row["Sync note"] is None) == (state == "Noted")
    assert state == "Noted" or "the end of it was not read" in row["Sync note"]


EVIL = "Priya Nair <mallory@evil.example>"
FAILED = "mx.strongstart.example; dmarc=fail header.from=clients.example"


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ({"From": EVIL}, "another address"),
        ({"From": '"priya@clients.example" <mallory@evil.example>', "Reply-To": "priya@clients.example"}, "another"),
        ({"From": f"priya@clients.example, {EVIL}"}, "one sender"),
        ({"From": None}, "one sender"),
        ({"Authentication-Results": FAILED}, "claims to be"),
    ],
)
def test_an_answer_of_somebody_else_is_listed_and_has_no_effect(
    headers: dict[str, str | None], why: str, practice: Answering
) -> None:
    practice.arrives(answer(practice.to("priya"), "done 1\nstop\nI am Priya", **headers))
    row = only(practice)
    assert row["State"] == "Refused" and why in row["Sync note"]
    assert filled(row) == {"Words", "Sync note"} and row["Letter"]
    assert row["Words"].splitlines()[-1] == "I am Priya"
    assert commitment(practice, "Call five leads")["Status"] == "Due soon"
    assert not commitment(practice, "Call five leads")["Client says"]


@pytest.mark.parametrize("thread", [True, False])
def test_an_altered_token_is_refused(thread: bool, practice: Answering) -> None:
    sent = practice.to("priya")
    local, _, domain = str(sent["Reply-To"]).partition("@")
    wrong = f"{local[:-1]}{'a' if local[-1] != 'a' else 'b'}@{domain}"
    rest = {} if thread else {"In_Reply_To": None, "References": None}
    practice.arrives(answer(sent, "done 1", To=wrong, **rest))
    row = only(practice)
    assert row["State"] == "Refused" and "reply address" in row["Sync note"]
    assert bool(row["Letter"]) == thread and filled(row) == {"Words", "Sync note"}


@pytest.mark.parametrize(("day", "state"), [("2027-01-22", "Noted"), ("2027-01-23", "Refused")])
def test_an_answer_counts_for_sixty_days(day: str, state: str, practice: Answering) -> None:
    when = datetime.fromisoformat(f"{day}T09:00+01:00")
    practice.arrives(answer(practice.to("priya"), "7", when), when)
    assert only(practice, f"{day}T12:00+01:00")["State"] == state


def test_the_token_counts_in_any_case_and_in_every_header_of_recipients(practice: Answering) -> None:
    sent = practice.to("priya")
    token = str(sent["Reply-To"])
    nothing = {"In_Reply_To": None, "References": None}
    practice.arrives(answer(sent, "1", To=token.upper(), **nothing))
    practice.arrives(answer(sent, "2", To="ana@x.example", Cc=f"Answers <{token.title()}>", **nothing))
    practice.arrives(answer(sent, "3", To="ana@x.example", Delivered_To=token, **nothing))
    practice.arrives(answer(sent, "4", To="undisclosed-recipients:;", X_Original_To=token, **nothing))
    assert practice.run(NOON, "inbox").status == 0
    assert [row["Rating"] for row in practice.replies()] == [1, 2, 3, 4]


def test_an_answer_to_the_plain_address_is_known_by_its_thread_and_listed(practice: Answering) -> None:
    practice.arrives(answer(practice.to("sofia"), "stop\ndone 1\nSorry", To="ana@strongstart.example"))
    row = only(practice)
    assert (row["Client"], row["State"]) == ("Sofia Lind", "New") and "nothing was recorded" in row["Sync note"]
    assert filled(row) == {"Client", "Words", "Sync note"}
    assert row["Words"].splitlines() == ['"stop"', "done 1", "Sorry"]
    assert commitment(practice, "Walk before breakfast")["Status"] != "Done"
    practice.run("2026-11-25T08:00+01:00")
    assert str(practice.to("sofia")["X-Coachsheet-Key"]).endswith("11-25"), "stop in an unsigned answer stops nothing"


def test_of_a_lost_key_answers_are_known_by_their_thread_and_the_next_letters_are_signed_anew(
    practice: Answering,
) -> None:
    old = practice.to("priya")
    practice.key.unlink()
    practice.arrives(answer(old, "done 1"))
    assert only(practice)["State"] == "New" and not practice.key.exists(), "reading makes no key"
    practice.edit("Commitments", 9, Client="Priya Nair", Commitment="Write to the bank", Due="2026-12-01")
    assert practice.run(TUESDAY).letters[0] > 0 and practice.key.exists()
    when = datetime.fromisoformat("2026-11-24T10:00+01:00")
    practice.arrives(answer(old, "done 2", when), when)
    practice.arrives(answer(practice.to("priya"), "5", when), when)
    assert practice.run("2026-11-24T12:00+01:00", "inbox").status == 0
    assert [row["State"] for row in practice.replies()] == ["New", "New", "Noted"]
    assert "nothing was recorded" in practice.replies()[1]["Sync note"]


def test_a_key_file_that_cannot_be_used_leaves_answers_in_the_mailbox(practice: Answering) -> None:
    practice.arrives(answer(practice.to("priya"), "done 1"))
    practice.key.chmod(0o644)
    found = practice.run(TUESDAY)
    assert found.status == 1 and found.json["problems"][0].count("chmod 600") == 1 and len(found.json["problems"]) == 1
    assert practice.replies() == []
    practice.key.chmod(0o600)
    assert only(practice, TUESDAY)["State"] == "Noted"


def test_a_dry_run_makes_no_key_and_looks_at_answers_without_a_trace(tmp_path: Path, account: Account) -> None:
    one = answering(tmp_path / "practice", account)
    before = one.listing()
    assert one.run(EIGHT, "nightly", "--dry-run").letters[0] == 4 and one.listing() == before
    assert one.run(EIGHT).status == 0
    one.arrives(answer(one.to("priya"), "done 1"))
    before = one.listing()
    found = one.run(NOON, "inbox", "--dry-run")
    assert found.status == 0 and "Replies: 1 new row" in found.stdout and one.listing() == before
    assert "\\Seen" not in account.flags()[0]
    assert len(one.replies()) == 0 and only(one)["State"] == "Noted"


def away(sent: Any) -> bytes:
    return answer(sent, "I am away until 1 December.", Auto_Submitted="auto-replied", Subject="Out of office")


def ours(sent: Any) -> bytes:
    return bytes(sent.as_bytes()).replace(b"\n", b"\r\n")


@pytest.mark.parametrize(
    "make", [lambda sent: NOBODYS.encode(), away, ours, lambda sent: b"", lambda sent: b"\xff\x00"]
)
def test_what_is_none_of_our_business_leaves_no_trace(make: Callable[[Any], bytes], practice: Answering) -> None:
    before = practice.workbook.read_bytes()
    practice.arrives(make(practice.to("priya")) or b"\r\n")
    found = practice.run(NOON, "inbox")
    assert found.status == 0 and practice.workbook.read_bytes() == before
    assert b"shop.example" not in practice.ledger.read_bytes()


def test_the_ledger_keeps_no_word_of_an_answer_and_no_address(practice: Answering, account: Account) -> None:
    practice.arrives(answer(practice.to("priya"), "Xylophone concerto"))
    assert only(practice)["Words"] == "Xylophone concerto"
    kept = practice.ledger.read_bytes()
    assert b"Xylophone" not in kept and account.user.encode() not in kept


def test_the_mailbox_stays_as_it_is(practice: Answering, account: Account) -> None:
    practice.arrives(answer(practice.to("priya"), "done 1"))
    practice.run(NOON, "inbox")
    assert "\\Seen" not in account.flags()[0]


def test_a_message_delivered_twice_counts_once(practice: Answering) -> None:
    data = answer(practice.to("priya"), "done 1")
    practice.arrives(data)
    practice.arrives(b"Received: from another.way.example by mx.example\r\n" + data, ELEVEN)
    assert only(practice)["Rating"] is None
    practice.arrives(data.replace(b"\r\n\r\n", b"\r\n\r\n\r\n"), ELEVEN)
    only(practice, LATER)


def anew(one: Answering, account: Account, data: bytes) -> None:
    """The folder is made anew: other UIDs, another UIDVALIDITY, the same message."""
    account.make("Answers")
    account.deliver(data, TEN, "Answers")
    one.use(one.mail, folder="Answers")


@pytest.mark.parametrize("lost", ["ledger", "mark", "both", "folder", "key"])
def test_an_answer_is_handled_once_whatever_is_lost(lost: str, practice: Answering, account: Account) -> None:
    data = answer(practice.to("priya"), "done 1")
    practice.arrives(data)
    before = only(practice)
    if lost in ("ledger", "both"):
        practice.ledger.unlink()
    if lost in ("mark", "both"):
        anew(practice, account, data)
    if lost == "folder":  # a new machine has the workbook, and the practice elsewhere
        elsewhere = practice.folder.with_name("elsewhere")
        shutil.rmtree(elsewhere, ignore_errors=True)
        practice.folder = practice.folder.rename(elsewhere)
        practice.ledger.unlink()
        practice.key.unlink()
    if lost == "key":
        practice.key.unlink()
        anew(practice, account, data)
    assert only(practice, LATER) == before


def test_a_row_that_the_coach_deleted_does_not_come_back_with_a_new_uidvalidity(
    practice: Answering, account: Account
) -> None:
    data = answer(practice.to("priya"), "Nothing much")
    practice.arrives(data)
    only(practice)
    practice.edit("Replies", 2, **dict.fromkeys(("ID", "When", "Client", "Letter", "Words", "State"), None))
    anew(practice, account, data)
    assert practice.run(LATER, "inbox").status == 0 and practice.replies() == []


def test_nor_with_a_new_ledger_that_met_the_message_while_the_row_stood(practice: Answering, account: Account) -> None:
    data = answer(practice.to("priya"), "Nothing much")
    practice.arrives(data)
    only(practice)
    practice.ledger.unlink()
    assert practice.run(LATER, "inbox").status == 0 and len(practice.replies()) == 1
    practice.edit("Replies", 2, **dict.fromkeys(("ID", "When", "Client", "Letter", "Words", "State"), None))
    anew(practice, account, data)
    assert practice.run(LATER, "inbox").status == 0 and practice.replies() == []


def test_a_state_that_the_coach_typed_stays(practice: Answering) -> None:
    practice.arrives(answer(practice.to("priya"), "help: what now?"))
    assert only(practice)["State"] == "New"
    practice.edit("Replies", 2, State="Noted")
    assert practice.run(TUESDAY).status == 0 and practice.replies()[0]["State"] == "Noted"


def test_a_run_as_of_before_an_answer_came_does_not_know_of_it(practice: Answering) -> None:
    practice.arrives(answer(practice.to("priya"), "done 1", ELEVEN), ELEVEN)
    practice.arrives(answer(practice.to("noa"), "7"), TEN)
    assert practice.run("2026-11-23T10:30+01:00", "inbox").status == 0
    assert practice.column("Replies", "Client") == ["Noa Levi"]
    assert practice.run(NOON, "inbox").status == 0
    assert practice.column("Replies", "Client") == ["Noa Levi", "Priya Nair"]


def test_answers_wait_while_replies_cannot_be_written(practice: Answering) -> None:
    practice.arrives(answer(practice.to("noa"), "7"))
    assert practice.run(NOON, "inbox").status == 0
    practice.arrives(answer(practice.to("priya"), "done 1", ELEVEN), ELEVEN)
    at = len(practice.rows("Replies")[0]) + 1
    import openpyxl

    book = openpyxl.load_workbook(practice.workbook)
    book["Replies"].cell(1, at).value = "Words"
    book.save(practice.workbook)
    found = practice.run(NOON, "inbox")
    assert found.status == 1 and "Replies.Words" in found.stderr
    assert practice.column("Replies", "Client") == ["Noa Levi"]
    book["Replies"].cell(1, at).value = None
    book.save(practice.workbook)
    assert practice.run(LATER, "inbox").status == 0
    assert practice.column("Replies", "Client") == ["Noa Levi", "Priya Nair"]


def nested(sent: Any) -> bytes:
    """Parts in parts in parts, deeper than Python goes."""
    head, _, body = answer(sent, "done 1").partition(b"\r\n\r\n")
    head = head.replace(b"text/plain; charset=utf-8", b"multipart/mixed; boundary=b0")
    parts = b"".join(
        b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (deep, deep + 1) for deep in range(3000)
    )
    return head + b"\r\n\r\n" + parts + body


def countless(sent: Any) -> bytes:
    """More parts than Python reads in a minute."""
    head, _, body = answer(sent, "done 1").partition(b"\r\n\r\n")
    head = head.replace(b"text/plain; charset=utf-8", b"multipart/mixed; boundary=b")
    return head + b"\r\n\r\n" + b"--b\r\n\r\n\r\n" * 60_000 + body


@pytest.mark.parametrize("make", [nested, countless])
def test_a_message_that_breaks_our_reading_is_a_row_and_stops_no_other(
    make: Callable[[Any], bytes], practice: Answering
) -> None:
    practice.arrives(make(practice.to("priya")))
    practice.arrives(answer(practice.to("noa"), "7"))
    assert practice.run(NOON, "inbox").status == 0
    broken, fine = practice.replies()
    assert (broken["Client"], broken["State"], fine["Rating"]) == ("Priya Nair", "New", 7)
    assert broken["Sync note"]
    assert practice.run(LATER, "inbox").json["api_calls"]["write"] == 0


@pytest.mark.parametrize("error", [ValueError, LookupError, RecursionError, UnicodeError, AttributeError])
def test_whatever_our_reading_stumbles_over_is_told_in_the_row(
    error: type[Exception], practice: Answering, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumbles(*_: object) -> Any:
        raise error("x")

    practice.arrives(answer(practice.to("priya"), "done 1"))
    monkeypatch.setattr("jobs.inbox.parse", stumbles)
    row = only(practice)
    assert (row["State"], row["Client"], row["Done"]) == ("New", "Priya Nair", None)
    assert row["Sync note"] == "It could not be read; it is in the mailbox"


def test_trouble_with_the_mailbox_stops_nothing_else(practice: Answering, account: Account) -> None:
    practice.edit("Commitments", 9, Client="Priya Nair", Commitment="Write to the bank", Due="2026-12-01")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        practice.use(practice.mail, port=closed.getsockname()[1])
    found = practice.run(TUESDAY)
    assert found.status == 1 and found.letters[0] > 0 and "Not all answers could be read" in found.stderr
    assert account.password not in found.stderr + found.stdout
    assert practice.run(TUESDAY, "inbox").status == 1
    practice.use(practice.mail, password="wrong-secret")
    found = practice.run(TUESDAY, "inbox")
    assert found.status == 1 and "wrong-secret" not in found.stderr + found.stdout


def test_a_letter_that_came_back_is_told_once_and_stops_the_letters_to_that_address(practice: Answering) -> None:
    practice.arrives(bounce(practice.to("priya"), "priya@clients.example"))
    found = practice.run(NOON, "inbox")
    key = str(practice.to("priya")["X-Coachsheet-Key"])
    assert found.status == 1 and key in found.stderr and "priya" not in found.stderr
    assert practice.states()["priya@clients.example"] == "bounced"
    assert "come back" in practice.rows("Clients")[0]["Sync note"] and practice.replies() == []
    found = practice.run(LATER, "inbox")
    assert (found.status, found.json["api_calls"]["write"]) == (0, 0)
    practice.edit("Commitments", 9, Client="Priya Nair", Commitment="Write to the bank", Due="2026-12-01")
    assert practice.run(TUESDAY).letters[0] == 0
    practice.edit("Clients", 2, Email="priya@new.example")
    assert practice.run("2026-11-24T09:00+01:00").letters[0] == 1


@pytest.mark.parametrize(
    ("recipient", "changed"),
    [
        ("priya@clients.example", {"status": "4.2.2", "action": "delayed"}),
        ("priya@clients.example", {"status": "4.4.7", "action": "failed"}),
        ("noa@clients.example", {}),
        ("", {}),
    ],
)
def test_a_report_that_is_not_final_or_speaks_of_another_changes_nothing(
    recipient: str, changed: dict[str, str], practice: Answering
) -> None:
    practice.arrives(bounce(practice.to("priya"), recipient, **changed))
    assert practice.run(NOON, "inbox").json["api_calls"]["write"] == 0
    assert practice.states()["priya@clients.example"] == "sent"


def test_a_forged_report_of_a_letter_that_never_went_changes_nothing(practice: Answering) -> None:
    forged = letter(b"To: x\nMessage-ID: <forged@strongstart.example>\nX-Coachsheet-Key: nobody2x-2026-11-23\n\n")
    practice.arrives(bounce(forged, "priya@clients.example"))
    assert practice.run(NOON, "inbox").json["api_calls"]["write"] == 0
    assert set(practice.states().values()) == {"sent"}


def test_in_a_rehearsal_the_coach_answers_for_the_client(tmp_path: Path, account: Account) -> None:
    one = answering(tmp_path / "practice", account, {**REHEARSAL, "Reply address": ADDRESS})
    assert one.run(EIGHT).letters[0] == 4
    sent = next(one_ for one_ in one.outbox() if "Priya" in str(one_["To"]))
    one.arrives(answer(sent, "done 1"))
    one.arrives(answer(sent, "done 2", From="priya@clients.example"))
    assert one.run(NOON, "inbox").status == 0
    assert [(row["State"], row["Letter"][-9:]) for row in one.replies()] == [
        ("Noted", "rehearsal"),
        ("Refused", "rehearsal"),
    ]


def test_without_the_policy_answers_are_known_by_their_thread_and_no_key_is_made(
    tmp_path: Path, account: Account
) -> None:
    policies = {rule: value for rule, value in POLICIES.items() if rule != "Reply address"}
    one = answering(tmp_path / "practice", account, policies)
    assert one.run(EIGHT).status == 0 and one.to("priya")["Reply-To"] is None and not one.key.exists()
    one.arrives(answer(one.to("priya"), "done 1"))
    assert only(one)["State"] == "New"


def test_a_client_who_is_gone_from_the_sheet_is_listed_without_a_name(practice: Answering) -> None:
    practice.arrives(answer(practice.to("priya"), "done 1"))
    practice.edit("Clients", 2, Client=None, Email=None)
    row = only(practice)
    assert row["Client"] is None and row["Letter"]


def test_what_a_forgotten_client_answers_is_read_by_nobody_and_stored_nowhere(practice: Answering) -> None:
    to_priya, to_sofia = practice.to("priya"), practice.to("sofia")
    forgotten = CliRunner().invoke(
        main, ["--config", str(practice.settings), "--as-of", TEN.isoformat(), "forget", "priya"]
    )
    assert forgotten.exit_code == 0
    practice.arrives(answer(to_priya, "done 1\nmy secret"))
    practice.arrives(answer(to_priya, "my secret", Reply_To=None, To="ana@strongstart.example"))
    practice.arrives(answer(to_sofia, "done 1"))
    assert only(practice)["Client"] == "Sofia Lind"
    assert "secret" not in str(practice.cells())


def test_letters_of_long_ago_do_not_make_the_whole_mailbox_be_read(practice: Answering) -> None:
    long_ago = TEN - timedelta(days=90)
    practice.arrives(answer(practice.to("priya"), "done 1", long_ago), long_ago)
    assert practice.run(NOON, "inbox").status == 0 and practice.replies() == []


def test_the_command_asks_for_an_inbox_in_the_settings(practice: Answering) -> None:
    practice.use(practice.mail, host="")
    found = practice.run(NOON, "inbox")
    assert found.status == 2 and "[inbox]" in found.stderr
    assert practice.run(TUESDAY).status == 0


def unsubscribed(letter: EmailMessage, body: str = "", **headers: str) -> bytes:
    """What a mail program sends when the client presses Unsubscribe: the link's address and subject, no thread."""
    link = urlsplit(str(letter["List-Unsubscribe"]).strip("<>"))
    head = {
        "From": str(letter["To"]), "To": unquote(link.path), "Subject": parse_qs(link.query)["subject"][0],
        "Date": format_datetime(TEN), "Message-ID": "<unsubscribe@mail.clients.example>", "MIME-Version": "1.0",
        "Content-Type": 'text/plain; charset="utf-8"',
    } | {name.replace("_", "-"): value for name, value in headers.items()}  # fmt: skip
    return ("".join(f"{name}: {value}\r\n" for name, value in head.items()) + f"\r\n{body}\r\n").encode()


APPLE = {"Auto_Submitted": "auto-replied", "X_Apple_Unsubscribe": "true"}


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        ("", {}),
        ("This message was automatically generated by Gmail.", {}),
        ("Apple Mail sent this email to unsubscribe from the message “Tomorrow: one thing you planned”.", APPLE),
        ("Apple Mail hat diese E-Mail gesendet.", APPLE | {"Subject": ""}),
        ("", {"Subject": "unsubscribe"}),
        ("", {"Auto_Submitted": "auto-generated"}),
    ],
)
def test_a_press_on_unsubscribe_is_a_stop(practice: Answering, body: str, headers: dict[str, str]) -> None:
    practice.arrives(unsubscribed(practice.to("priya"), body, **headers))
    row = only(practice)
    assert (row["Client"], row["Words"], row["State"]) == ("Priya Nair", "stop", "New")
    practice.edit("Commitments", 2, Due="2026-11-26")
    assert practice.run("2026-11-25T08:00+01:00").status == 0
    assert "2026-11-25" not in str(practice.to("priya")["X-Coachsheet-Key"])


def test_an_unsubscription_of_somebody_else_stops_nothing(practice: Answering) -> None:
    practice.arrives(unsubscribed(practice.to("priya"), "", From="eve@evil.example"))
    assert only(practice)["State"] == "Refused"
    again = {"Subject": "Re: stop", "Message_ID": "<2@x.example>", "Auto_Submitted": "auto-replied"}
    practice.arrives(unsubscribed(practice.to("noa"), "", **again))
    assert practice.run(LATER, "inbox").status == 0
    assert len(practice.replies()) == 1, "an automatic answer to a letter is none"
