"""The mailbox over IMAP, on a real Dovecot and through a door that lies: all that came is read, nothing changes."""

from __future__ import annotations

import random
import re
import ssl
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from jobs.mail.base import MailProblem, Unusable
from jobs.mail.imap import LARGEST, Imap
from jobs.mail.mailbox import Arrived, Mailbox, open_mailbox
from tests.servers.dovecot import NOON, ODD, PASSWORD, Account, Dovecot
from tests.servers.imap_faults import Door
from tests.servers.smtp import make_certificate

SINCE = date(2026, 9, 23)
OLD = datetime(2026, 9, 1, tzinfo=UTC)
HEAD = b"From: Priya <priya@clients.example>\r\nSubject: Re: Tomorrow\r\n"


def answer(words: str) -> bytes:
    return HEAD + b"Message-ID: <1@clients.example>\r\n\r\n" + words.encode() + b"\r\n"


def inbox(account: Account, **rest: object) -> Imap:
    """The account's inbox in the clear."""
    options: dict[str, object] = {
        "security": "none", "username": account.user, "password": account.password, "folder": "INBOX", "timeout": 20,
    }  # fmt: skip
    port = rest.pop("port", account.server.port)
    return Imap("127.0.0.1", port, **options | rest)  # type: ignore[arg-type]


def words(arrived: list[Arrived]) -> list[str]:
    return [one.data.partition(b"\r\n\r\n")[2].decode().strip() for one in arrived]


def read(account: Account, mark: str = "", since: date = SINCE, **rest: object) -> tuple[list[Arrived], str]:
    """What a reading gives, and how it broke, if it did."""
    arrived: list[Arrived] = []
    with inbox(account, **rest) as box:
        try:
            arrived += box.new(mark, since)
        except MailProblem as problem:
            text = str(problem)
            assert not any(hidden in text for hidden in (account.user, account.password, "priya", "done"))
            return arrived, f"{type(problem).__name__}: {text}"
    return arrived, ""


# What is new


def test_everything_is_read_once_and_then_only_what_is_new(account: Account) -> None:
    account.deliver(answer("done 1"))
    account.deliver(answer("done 2"))
    first, _ = read(account)
    assert words(first) == ["done 1", "done 2"]
    assert read(account, first[-1].mark) == ([], "")
    account.deliver(answer("7"))
    second, _ = read(account, first[-1].mark)
    assert words(second) == ["7"] and read(account, second[-1].mark) == ([], "")


def test_a_reading_that_was_killed_goes_on_after_what_was_remembered(account: Account) -> None:
    for number in range(4):
        account.deliver(answer(f"done {number}"))
    with inbox(account) as box:
        reading = box.new("", SINCE)
        remembered = [next(reading), next(reading)][-1].mark
    assert words(read(account, remembered)[0]) == ["done 2", "done 3"]


def test_an_empty_inbox_is_empty(account: Account) -> None:
    assert read(account) == ([], "")


def test_messages_come_byte_for_byte_and_with_the_instant_of_their_arrival(account: Account) -> None:
    odd = bytes(range(1, 256)).replace(b"\r", b"").replace(b"\n", b"")
    data = HEAD + b"\r\nBODY[] {5}\r\n* 1 FETCH (UID 77)\r\n)\r\n" + odd + b"\r\n"
    account.deliver(data, datetime(2026, 11, 1, 1, 30, tzinfo=timezone(timedelta(hours=-5))))
    (found,) = read(account)[0]
    assert (found.data, found.whole) == (data, True)
    assert found.received == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


def test_what_came_long_ago_is_left_alone_and_days_are_counted_with_room_for_zones(account: Account) -> None:
    for days in (-20, -3, -1, 0, 1):
        account.deliver(answer(f"{days}"), datetime(2026, 9, 23, 23, 59, tzinfo=UTC) + timedelta(days=days))
    assert words(read(account)[0]) == ["-1", "0", "1"]


def test_the_last_message_is_not_taken_for_a_new_one(account: Account) -> None:
    account.deliver(answer("done 1"))
    (found,) = read(account)[0]
    with Door(account.server.port) as door:
        assert read(account, found.mark, port=door.port) == ([], "")
    assert any(b"UID 1:*" in command for command in door.commands)
    assert not any(b"FETCH" in command for command in door.commands)


def test_nothing_in_the_inbox_changes_and_no_message_becomes_read(account: Account) -> None:
    account.deliver(answer("done 1"))
    before = account.flags()
    with Door(account.server.port) as door:
        assert len(read(account, port=door.port)[0]) == 1
    assert account.flags() == before and "\\Seen" not in before[0]
    verbs = {command.split()[0 if command[:3] != b"UID" else 1] for command in door.commands}
    assert verbs == {b"CAPABILITY", b"LOGIN", b"EXAMINE", b"SEARCH", b"FETCH", b"LOGOUT"}
    assert all(b"BODY.PEEK" in command for command in door.commands if b"FETCH" in command)


def test_a_folder_made_anew_is_read_from_the_start(account: Account) -> None:
    account.make("Answers")
    account.deliver(answer("done 1"), folder="Answers")
    mark = read(account, folder="Answers")[0][-1].mark
    account.remove("Answers")
    account.make("Answers")
    account.deliver(answer("done 2"), folder="Answers")
    assert words(read(account, mark, folder="Answers")[0]) == ["done 2"]


@pytest.mark.parametrize("mark", ["nonsense", "1:1", "0:1", "{v}:", "{v}:2", "{v}:99999999999", "{v}:-1", " {v}:1"])
def test_a_mark_that_means_nothing_here_hides_nothing(mark: str, account: Account) -> None:
    """Also one beyond every UID given out: a server set back to an older state."""
    account.deliver(answer("done 1"))
    validity = read(account)[0][0].mark.partition(":")[0]
    assert words(read(account, mark.format(v=validity))[0]) == ["done 1"]


def test_holes_and_messages_deleted_meanwhile_are_stepped_over(account: Account) -> None:
    for number in range(6):
        account.deliver(answer(f"done {number}"))
    account.delete(2, 3)
    with inbox(account) as box:
        reading = box.new("", SINCE)
        found = [next(reading)]
        account.delete(5)
        account.deliver(answer("later"))
        found += reading
    assert words(found) in (["done 0", "done 3", "done 4", "done 5"], ["done 0", "done 3", "done 5"])
    assert words(read(account, found[-1].mark)[0]) == ["later"]


def test_of_a_huge_message_the_first_megabytes_are_read(account: Account) -> None:
    data = answer("done 1\r\n" + ("x" * 78 + "\r\n") * (LARGEST // 80 + 1000))
    account.deliver(data)
    account.deliver(answer("done 2"))
    huge, small = read(account)[0]
    assert (huge.whole, len(huge.data), small.whole) == (False, LARGEST, True)
    assert data.startswith(huge.data)


# The connection


@pytest.mark.parametrize("security", ["tls", "starttls", "none"])
@pytest.mark.parametrize("user", ODD)
def test_odd_names_and_passwords_get_in(user: str, security: str, dovecot: Dovecot) -> None:
    (account,) = (one for one in dovecot.odd_accounts() if one.user == user)
    port = dovecot.tls_port if security == "tls" else dovecot.port
    with inbox(account, security=security, port=port, cafile=dovecot.certificate) as box:
        box.check()


@pytest.mark.parametrize("folder", ["Antworten & Grüße", "受信", 'a "quoted" \\ one', "a b", "&-", "*%"])
def test_folders_may_have_any_name(folder: str, account: Account) -> None:
    account.make(folder)
    account.deliver(answer("done 1"), folder=folder)
    assert words(read(account, folder=folder)[0]) == ["done 1"]


@pytest.mark.parametrize("folder", ["Gone", 'x"\r\na1 DELETE INBOX\r\n', "", "Grüße"])
def test_a_folder_that_is_not_there_is_told_by_its_setting(folder: str, account: Account) -> None:
    with inbox(account, folder=folder) as box, pytest.raises(Unusable, match=r"\[inbox\] folder"):
        box.check()


def test_a_wrong_password_is_told_without_it(account: Account) -> None:
    with inbox(account, password="gehéim-4712") as box, pytest.raises(Unusable) as problem:
        box.check()
    assert "AUTHENTICATIONFAILED" in str(problem.value) and "gehéim" not in str(problem.value)


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_certificate_that_nobody_vouches_for_stops_before_the_login(
    security: str, account: Account, tmp_path: Path
) -> None:
    other = make_certificate(tmp_path)
    port = account.server.tls_port if security == "tls" else account.server.port
    for cafile in (None, other):
        with inbox(account, security=security, port=port, cafile=cafile) as box, pytest.raises(Unusable) as problem:
            box.check()
        assert "certificate" in str(problem.value)


def test_a_certificate_for_another_name_is_none(dovecot: Dovecot) -> None:
    with Dovecot(names=("imap.example.com",)) as other:
        box = inbox(other.account(), security="tls", port=other.tls_port, cafile=other.certificate)
        with box, pytest.raises(Unusable, match="certificate"):
            box.check()


@pytest.mark.parametrize(
    ("security", "tls"), [("tls", False), ("starttls", True), ("none", True)], ids=["tls", "starttls", "none"]
)
def test_the_wrong_port_is_one_sentence(security: str, tls: bool, account: Account) -> None:
    port = account.server.tls_port if tls else account.server.port
    with inbox(account, security=security, port=port, timeout=0.3) as box, pytest.raises(Unusable):
        box.check()


def test_starttls_on_the_port_of_tls_is_named() -> None:
    box = Imap("127.0.0.1", 993, security="starttls", username="x", password="y", folder="INBOX")
    with pytest.raises(Unusable, match="143"):
        box.check()


def test_a_server_without_starttls_gets_no_password(account: Account) -> None:
    def no_tls(command: bytes) -> bytes | None:
        hidden = b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nTAG OK done\r\n"
        return hidden if command == b"CAPABILITY" else None

    with Door(account.server.port, answer=no_tls) as door:
        box = inbox(account, port=door.port, security="starttls")
        with box, pytest.raises(Unusable):
            box.check()
    assert door.commands == [b"CAPABILITY"]


def test_a_server_that_takes_no_login_takes_plain_or_is_told_so(account: Account) -> None:
    offered = b"AUTH=PLAIN"

    def picky(command: bytes) -> bytes | None:
        said = b"* CAPABILITY IMAP4rev1 LOGINDISABLED " + offered + b"\r\nTAG OK done\r\n"
        return said if command == b"CAPABILITY" else None

    with Door(account.server.port, answer=picky) as door:
        with inbox(account, port=door.port) as box:
            box.check()
        assert b"AUTHENTICATE PLAIN" in door.commands and not any(b"LOGIN " in c for c in door.commands)
        offered = b"AUTH=OTHER"
        for password in (PASSWORD, "gehéim"):
            with inbox(account, port=door.port, password=password) as box, pytest.raises(Unusable):
                box.check()


@pytest.mark.parametrize("host", ["imap.example.com", "10.0.0.1", "0.0.0.0"])
@pytest.mark.parametrize("security", ["none", "", "ssl"])
def test_nothing_travels_in_the_clear_to_another_machine(host: str, security: str) -> None:
    with pytest.raises(Unusable):
        Imap(host, 143, security=security, username="x", password="y", folder="INBOX")


def test_no_server_is_one_sentence(account: Account) -> None:
    with Door(account.server.port) as door:
        port = door.port
    with inbox(account, port=port) as box, pytest.raises(Unusable, match="cannot be reached"):
        box.check()


def test_it_is_opened_from_the_settings(account: Account) -> None:
    class Settings:
        host, port, security = "127.0.0.1", account.server.port, "none"
        username, password, folder, sent_folder = account.user, account.password, "INBOX", ""

    opened: Mailbox = open_mailbox(Settings())
    with opened as box:
        box.check()


# Servers that break and lie


def three(account: Account) -> None:
    for number in range(3):
        account.deliver(answer(f"done {number}"))


def size_of_a_reading(account: Account) -> int:
    seen = 0

    def count(piece: bytes) -> bytes:
        nonlocal seen
        seen += len(piece)
        return piece

    with Door(account.server.port, garble=count) as door:
        assert len(read(account, port=door.port)[0]) == 3
    return seen


def test_wherever_the_server_closes_what_was_read_stands_and_the_rest_comes_later(account: Account) -> None:
    three(account)
    size = size_of_a_reading(account)
    kinds = set()
    for cut in range(1, size, 41):
        with Door(account.server.port, cut=cut) as door:
            found, problem = read(account, port=door.port)
        assert words(found) == ["done 0", "done 1", "done 2"][: len(found)]
        assert problem or len(found) == 3, cut
        kinds.add(problem.partition(":")[0])
        rest, none = read(account, found[-1].mark if found else "")
        assert (len(found) + len(rest), none) == (3, "")
    assert kinds == {"Unusable", "TryLater", ""}


@pytest.mark.parametrize("hush", [0, 60, 700, 1000, 1300])
def test_a_server_that_falls_silent_is_waited_for_so_long(hush: int, account: Account) -> None:
    three(account)
    with Door(account.server.port, hush=hush) as door:
        found, problem = read(account, port=door.port, timeout=0.3)
    assert problem and len(found) < 3


def test_a_server_that_drips_is_given_up_in_the_end(account: Account) -> None:
    three(account)
    with Door(account.server.port, drip=0.001) as door:
        found, problem = read(account, port=door.port, patience=0.3)
    assert "more than 0.3 seconds" in problem and len(found) < 3


def answering(pattern: bytes, said: bytes, times: int = 1000) -> Callable[[bytes], bytes | None]:
    left = [times]

    def answer(command: bytes) -> bytes | None:
        if not re.match(pattern, command) or not left[0]:
            return None
        left[0] -= 1
        return said

    return answer


@pytest.mark.parametrize("said", [b"TAG NO [SERVERBUG] cannot convert\r\n", b"TAG BAD what\r\n", b"TAG OK done\r\n"])
def test_a_message_that_is_not_handed_over_stops_no_other_and_is_asked_for_again(said: bytes, account: Account) -> None:
    three(account)
    with Door(account.server.port, answer=answering(rb"UID FETCH 2 ", said)) as door:
        found, problem = read(account, port=door.port)
        assert words(found) == ["done 0", "done 2"]
        if said.startswith(b"TAG OK"):
            assert not problem, "it is gone"
            return
        assert problem.startswith("TryLater: ") and said.split(None, 1)[1].strip().decode() in problem
        again, _ = read(account, found[-1].mark, port=door.port)
        assert words(again) == ["done 2"]
    assert words(read(account, found[-1].mark)[0]) == ["done 1", "done 2"]


def test_a_message_not_handed_over_is_given_up_once_it_is_too_old(account: Account) -> None:
    account.deliver(answer("done 0"), OLD)
    account.deliver(answer("done 1"))
    refusing = answering(rb"UID FETCH 1 ", b"TAG NO never\r\n")
    with Door(account.server.port, answer=refusing) as door:
        found, problem = read(account, since=OLD.date(), port=door.port)
        assert words(found) == ["done 1"] and problem and found[-1].mark.endswith(":0")
        later, none = read(account, found[-1].mark, port=door.port)
        assert (words(later), none) == (["done 1"], "") and later[-1].mark.endswith(":2")


def test_a_server_that_hands_nothing_over_is_not_asked_a_thousand_times(account: Account) -> None:
    for number in range(15):
        account.deliver(answer(f"done {number}"))
    with Door(account.server.port, answer=answering(rb"UID FETCH", b"TAG NO [UNAVAILABLE] later\r\n")) as door:
        found, problem = read(account, port=door.port)
    assert not found and "UNAVAILABLE" in problem
    assert sum(b"FETCH" in command for command in door.commands) == 10


@pytest.mark.parametrize(
    ("pattern", "said", "kind"),
    [
        (rb"LOGIN", b"TAG NO [ALERT] priya@clients.example must use geheim-4711\r\n", "Unusable"),
        (rb"LOGIN", b"TAG BAD [b'{5}']\r\n", "Unusable"),
        (rb"LOGIN", b"* BYE too many connections\r\n", "Unusable"),
        (rb"EXAMINE", b"* BYE shutting down\r\nTAG NO later\r\n", "Unusable"),
        (rb"EXAMINE", b"* 3 EXISTS\r\n* OK [UIDVALIDITY ] x\r\nTAG OK done\r\n", "TryLater"),
        (rb"UID SEARCH", b"TAG NO [INUSE] wait\r\n", "TryLater"),
        (rb"UID SEARCH", b"* SEARCH one two\r\nTAG OK done\r\n", "TryLater"),
        (rb"UID SEARCH", b"* NONSENSE\r\nx y z\r\n", "TryLater"),
        (rb"UID FETCH", b"* 1 FETCH (UID 1 BODY[] {99999999999999999999}\r\n", "TryLater"),
        (rb"UID FETCH", b'* 1 FETCH (UID 1 INTERNALDATE "32-Foo-2026" BODY[] {1}\r\nx)\r\nTAG OK done\r\n', "TryLater"),
        (rb"UID FETCH", b"* 1 FETCH (UID 1 BODY[] {1}\r\nx)\r\nTAG OK done\r\n", "TryLater"),
    ],
)
def test_an_answer_that_is_none_is_one_sentence(pattern: bytes, said: bytes, kind: str, account: Account) -> None:
    account.deliver(answer("done 1"))
    with Door(account.server.port, answer=answering(pattern, said)) as door:
        found, problem = read(account, port=door.port)
    assert not found and problem.startswith(f"{kind}: ") and "\n" not in problem


@pytest.mark.parametrize(
    "said",
    [
        b'* 2 FETCH (FLAGS (a))\r\n* 1 FETCH (BODY[]<0> {2}\r\nhi INTERNALDATE " 7-Nov-2026 12:00:00 -0000" UID 1)\r\n',
        b'* 1 FETCH (UID 1 INTERNALDATE " 7-Nov-2026 13:00:00 +0100" BODY[] {2}\r\nhi)\r\n* 9 FETCH (UID 9)\r\n',
        b'* 5 EXISTS\r\n* 1 FETCH (INTERNALDATE "07-Nov-2026 02:00:00 -1000" BODY[]<0> {2}\r\nhi UID 1 FLAGS (a))\r\n',
    ],
)
def test_servers_may_order_their_words_as_they_like(said: bytes, account: Account) -> None:
    account.deliver(answer("done 1"))
    with Door(account.server.port, answer=answering(rb"UID FETCH", said + b"TAG OK done\r\n")) as door:
        ((found,), problem) = read(account, port=door.port)
    assert (found.data, problem) == (b"hi", "")
    assert found.received == datetime(2026, 11, 7, 12, 0, tzinfo=UTC)


def test_a_server_without_lasting_uids_is_read_anew_each_time(account: Account) -> None:
    account.deliver(answer("done 1"))

    def drop(piece: bytes) -> bytes:
        return re.sub(rb"\* OK \[UID(VALIDITY|NEXT) \d+\][^\r]*\r\n", b"", piece)

    with Door(account.server.port, garble=drop) as door:
        for mark in ("", "0:1", "5:1"):
            assert words(read(account, mark, port=door.port)[0]) == ["done 1"]


def test_garbled_answers_end_in_sentences_and_never_in_a_wrong_message(account: Account) -> None:
    three(account)
    sound = {one.data for one in read(account)[0]}
    whole = 0
    for seed in range(40):
        chance = random.Random(seed)

        def garble(piece: bytes, chance: random.Random = chance) -> bytes:
            at = chance.randrange(len(piece))
            return piece[:at] + bytes([chance.randrange(256)]) + piece[at + 1 :] if chance.random() < 0.4 else piece

        with Door(account.server.port, garble=garble) as door:
            found, problem = read(account, port=door.port, timeout=0.3)
        whole += not problem
        assert problem or len(found) <= 3
        assert sum(one.data not in sound for one in found) <= 3
    assert 0 < whole < 40


def test_a_line_is_dropped_after_a_problem_and_the_next_look_dials_again(account: Account) -> None:
    three(account)
    with Door(account.server.port, cut=900) as door, inbox(account, port=door.port) as box:
        with pytest.raises(MailProblem):
            list(box.new("", SINCE))
        door.cut = None
        assert len(list(box.new("", SINCE))) == 3
    assert door.connections == 2


def test_the_same_line_shows_what_came_in_the_meantime(account: Account) -> None:
    with Door(account.server.port) as door, inbox(account, port=door.port) as box:
        assert list(box.new("", SINCE)) == []
        account.deliver(answer("done 1"), NOON)
        assert len(list(box.new("", SINCE))) == 1
    assert door.connections == 1


def test_the_certificates_of_the_machine_are_used_by_default(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(account.server.certificate))
    assert ssl.create_default_context().get_ca_certs()
    with inbox(account, security="tls", port=account.server.tls_port) as box:
        box.check()
