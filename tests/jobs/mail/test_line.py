"""What servers say out of turn, without end, or too slowly is never taken for the receipt of a letter."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from jobs.mail import smtp
from jobs.mail.line import Line, unasked
from tests.jobs.mail.test_smtp import outcome, to
from tests.servers.smtp import MailServer, make_certificate

ENDLESS = "\r\n".join(["250-and"] * 300)
DRIP = 0.05


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.mark.parametrize(
    ("stage", "ends"),
    [("EHLO", "Unusable"), ("MAIL", "sent"), ("RCPT", "TryLater"), ("DATA", "TryLater"), ("dot", "InDoubt")],
)
def test_an_answer_without_an_end_ends(server: MailServer, stage: str, ends: str) -> None:
    server.fail(stage, ENDLESS)
    with to(server) as transport:
        assert outcome(transport, "k1") == ends
        assert outcome(transport, "k2") == "sent"


def test_an_answer_that_drips_has_the_time_of_one_answer() -> None:
    ours, theirs = socket.socketpair()
    line = Line()
    line.sock, line.timeout = ours, 4 * DRIP
    ours.settimeout(4 * DRIP)
    heard = threading.Event()

    def drip() -> None:
        while not heard.is_set():
            theirs.sendall(b"250-wait\r\n")
            time.sleep(DRIP)

    dripping = threading.Thread(target=drip)
    dripping.start()
    with pytest.raises(smtp.smtplib.SMTPServerDisconnected, match="without an end"):
        line.getreply()
    heard.set()
    dripping.join()
    theirs.close()


@pytest.mark.parametrize("reply", ["550-no\r\n250 taken", "250-taken\r\n550 no", "250-taken\r\nwhat?\r\n250 taken"])
@pytest.mark.parametrize(("stage", "ends"), [("MAIL", "TryLater"), ("RCPT", "TryLater"), ("dot", "InDoubt")])
def test_an_answer_whose_lines_do_not_agree_is_no_yes_and_no_no(
    server: MailServer, stage: str, ends: str, reply: str
) -> None:
    server.fail(stage, reply)
    with to(server) as transport:
        assert [outcome(transport, "k1"), outcome(transport, "k2")] == [ends, "sent"]


EARLY = [
    ("MAIL", "250 early", "TryLater"),
    ("RCPT", "250 early", "TryLater"),
    ("RCPT", "354 go on\r\n250 taken", "TryLater"),
    ("RCPT", "550 no", "Refused"),
    ("DATA", "250 taken", "TryLater"),
    ("DATA", "550 no", "Refused"),
    ("DATA", "what?", "TryLater"),
    ("receipt", "250 taken", "sent"),
    ("receipt", "421 bye", "sent"),
    ("receipt", "what?", "sent"),
]


@pytest.mark.parametrize("security", ["none", "tls"])
@pytest.mark.parametrize(("stage", "also", "ends"), EARLY)
def test_an_answer_that_nobody_asked_for_is_no_receipt(
    stage: str, also: str, ends: str, security: str, certificate: Path
) -> None:
    with MailServer(security, certificate) as server, to(server) as transport:
        server.fail(stage, also=also)
        assert [outcome(transport, key) for key in ("k1", "k2", "k3")] == [ends, "sent", "sent"]
    taken = [one.data.split(b"X-Coachsheet-Key: ")[1][:2] for one in server.accepted]
    assert taken == ([b"k1"] if ends == "sent" else []) + [b"k2", b"k3"]


@pytest.mark.parametrize(
    "fault", [{"reply": "what?"}, {"reply": "421 no"}, {"close": True}, {"also": "250 more"}, {}, {"reply": ENDLESS}]
)
def test_what_a_server_says_to_quit_matters_to_nobody(
    server: MailServer, fault: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "_GOODBYE", 0.2)
    server.fail("QUIT", times=9, **fault)  # type: ignore[arg-type]
    with to(server, max_per_connection=1) as transport:
        assert [outcome(transport, key) for key in ("k1", "k2")] == ["sent", "sent"]
    assert server.connections == 2


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.mark.parametrize("also", ["250-mail.example.com\r\n250 AUTH PLAIN", "250 ok\r\n250 ok\r\n354 go\r\n250 taken"])
@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_what_is_said_before_tls_begins_counts_for_nothing(also: str, certificate: Path) -> None:
    with MailServer("starttls", certificate, login=("ana", "secret"), mechanisms=("LOGIN",)) as server:
        server.fail("STARTTLS", also=also)
        with to(server, username="ana", password="secret") as transport:
            assert outcome(transport) in ("sent", "Unusable")
        told = [one for one in server.commands if one != "QUIT"]
        assert told[:2] == ["EHLO", "STARTTLS"] and told[2:] in (
            [],
            ["EHLO", "AUTH", "MAIL", "RCPT", "DATA"],
        )
        assert len(server.accepted) == ("DATA" in told)


def test_a_line_that_is_quiet_a_line_that_speaks_and_one_that_is_gone() -> None:
    ours, theirs = socket.socketpair()
    line = Line()
    line.sock, line.timeout = ours, 5
    assert unasked(line) is None
    theirs.sendall(b"250 one\r\n250 two\r\n")
    assert line.getreply() == (250, b"one")
    assert unasked(line) == b"250 two\r\n"
    assert line.getreply() == (250, b"two") and unasked(line) is None
    theirs.close()
    assert unasked(line) == b""
    assert ours.gettimeout() == 5
    ours.close()
