"""Doubt about letters settled by a look into the sent mail: found is sent; not found, or not seen, proves nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from jobs.mail.base import Transport
from jobs.mail.imap import Imap
from jobs.mail.outbox import Outbox
from jobs.mail.sent_mail import WithSentMail, sent_folder
from jobs.mail.smtp import Smtp
from tests.contracts.transport import KEY, Mailbox, TransportContract, letter
from tests.servers.dovecot import Account
from tests.servers.imap_faults import Answer, Door
from tests.servers.smtp import MailServer

NEXT_DAY = "k7q2m9x3-2026-11-23"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.fixture
def sent(account: Account) -> Account:
    account.make("Sent")
    return account


def folder_of(sent: Account, port: int = 0, folder: str = "Sent", timeout: float = 20) -> Callable[[], Imap]:
    return lambda: Imap(
        "127.0.0.1", port or sent.server.port, security="none", username=sent.user, password=sent.password,
        folder=folder, setting="[inbox] sent_folder", timeout=timeout,
    )  # fmt: skip


def looking(
    server: MailServer, folder: Callable[[], Imap], told: list[str] | None = None, known: str = ""
) -> WithSentMail:
    smtp = Smtp("127.0.0.1", server.port, security="none", per_minute=0, timeout=5)
    return WithSentMail(smtp, folder, lambda key: known, pytest.fail if told is None else told.append)


def unasked() -> Imap:
    raise AssertionError("nobody asked for the sent mail")


class Sending:
    def __init__(self, server: MailServer, sent: Account) -> None:
        self.server, self.sent = server, sent

    def open(self) -> Transport:
        return looking(self.server, folder_of(self.sent))

    def arrived(self) -> list[bytes]:
        return [letter.data for letter in self.server.accepted]


class TestATransportThatLooks(TransportContract):
    @pytest.fixture
    def mailbox(self, server: MailServer, sent: Account) -> Mailbox:
        return Sending(server, sent)


def test_a_letter_whose_copy_was_filed_went_out_and_others_stay_in_doubt(server: MailServer, sent: Account) -> None:
    sent.deliver(bytes(letter()), folder="Sent")
    with looking(server, folder_of(sent)) as transport:
        assert [transport.find(key) for key in (KEY, NEXT_DAY, "", " ", KEY[:-1], KEY[1:])] == [True, *[None] * 5]


def test_a_copy_filed_later_is_found_later_over_one_connection(server: MailServer, sent: Account) -> None:
    with Door(sent.server.port) as door, looking(server, folder_of(sent, door.port)) as transport:
        assert transport.find(KEY) is None
        sent.deliver(bytes(letter()), folder="Sent")
        assert transport.find(KEY) is True
    assert door.connections == 1


def test_the_rehearsal_of_a_letter_is_another_letter(server: MailServer, sent: Account) -> None:
    sent.deliver(bytes(letter(f"{KEY}-rehearsal")), folder="Sent")
    assert looking(server, folder_of(sent)).find(KEY) is None


def test_a_letter_is_known_by_its_message_id_where_the_key_cannot_be_searched(
    server: MailServer, sent: Account
) -> None:
    def knows_no_x(command: bytes) -> bytes | None:
        return b"* SEARCH\r\nTAG OK done\r\n" if b"X-Coachsheet-Key" in command else None

    sent.deliver(bytes(letter()), folder="Sent")
    with Door(sent.server.port, answer=knows_no_x) as door:
        assert looking(server, folder_of(sent, door.port), known=f"<{KEY}@example.com>").find(KEY) is True
        assert looking(server, folder_of(sent, door.port), known="<other@example.com>").find(KEY) is None


def test_a_server_that_answers_a_search_with_everything_it_has_is_not_believed(
    server: MailServer, sent: Account
) -> None:
    def all_of_them(command: bytes) -> bytes | None:
        return b"* SEARCH 1 2\r\nTAG OK done\r\n" if command.startswith(b"UID SEARCH") else None

    for key in (KEY, f"x{KEY}"):
        sent.deliver(bytes(letter(key)), folder="Sent")
    with Door(sent.server.port, answer=all_of_them) as door:
        transport = looking(server, folder_of(sent, door.port), known="<other@example.com>")
        assert transport.find(NEXT_DAY) is None and transport.find(KEY) is True


def refuse(verb: bytes, said: bytes) -> Answer:
    return lambda command: said if command.startswith(verb) else None


@pytest.mark.parametrize(
    "answer",
    [
        refuse(b"LOGIN", b"TAG NO [AUTHENTICATIONFAILED] no\r\n"),
        refuse(b"EXAMINE", b"TAG NO [NONEXISTENT] no\r\n"),
        refuse(b"UID SEARCH", b"TAG BAD no such header\r\n"),
        refuse(b"UID FETCH", b"TAG NO [SERVERBUG] no\r\n"),
        refuse(b"UID SEARCH", b"* BYE\r\n"),
        refuse(b"UID SEARCH", b""),
    ],
)
def test_trouble_with_the_sent_mail_is_one_remark_and_proves_nothing(
    answer: Answer, server: MailServer, sent: Account
) -> None:
    sent.deliver(bytes(letter()), folder="Sent")
    told: list[str] = []
    with Door(sent.server.port, answer=answer) as door:
        with looking(server, folder_of(sent, door.port, timeout=0.3), told) as transport:
            assert [transport.find(KEY), transport.find(NEXT_DAY)] == [None, None]
            transport.send(letter())
        assert door.connections == 1, "a server that fails is not waited for again and again"
    assert len(told) == 1 and told[0].startswith("The sent mail could not be looked at: ")
    assert sent.user not in told[0] and sent.password not in told[0]
    assert len(server.accepted) == 1


def test_a_folder_that_is_not_there_is_told_by_its_setting(server: MailServer, sent: Account) -> None:
    told: list[str] = []
    assert looking(server, folder_of(sent, folder="Gesendet"), told).find(KEY) is None
    assert "[inbox] sent_folder" in told[0]


def test_no_doubt_no_look(server: MailServer) -> None:
    with looking(server, unasked) as transport:
        transport.check()
        transport.send(letter())
    assert len(server.accepted) == 1


def test_a_look_outside_of_a_with_leaves_no_connection(server: MailServer, sent: Account) -> None:
    with Door(sent.server.port) as door:
        assert looking(server, folder_of(sent, door.port)).find(KEY) is None
    assert door.commands[-1] == b"LOGOUT"


def test_it_is_as_safe_as_what_it_wraps() -> None:
    for host in ("127.0.0.1", "mail.example.com"):
        inner = Smtp(host, 587)
        wrapped = WithSentMail(inner, unasked, str, pytest.fail)
        assert wrapped.is_safe_to_rehearse == inner.is_safe_to_rehearse and wrapped.keeps_message_id


def test_the_number_that_a_letter_went_under_is_the_transports_word(tmp_path: Path) -> None:
    class Naming(Outbox):
        def send(self, message: EmailMessage) -> str:
            return super().send(message) + "<given@mail.example>"

    assert WithSentMail(Naming(tmp_path), unasked, str, pytest.fail).send(letter()) == "<given@mail.example>"


def test_it_looks_where_the_settings_say(server: MailServer, sent: Account) -> None:
    class Settings:
        host, port, security = "127.0.0.1", sent.server.port, "none"
        username, password, folder, sent_folder = sent.user, sent.password, "INBOX", "Sent"

    sent.deliver(bytes(letter()), folder="Sent")
    assert looking(server, sent_folder(Settings())).find(KEY) is True


def test_the_driver_is_loaded_with_the_first_look() -> None:
    code = "import jobs.mail.sent_mail, jobs.mail.mailbox, sys; print('imap_tools' in sys.modules)"
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True)
    assert done.stdout == "False\n"
