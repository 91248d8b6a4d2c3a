"""SMTP against a real server on loopback that fails at every stage: what was taken is never offered again."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from jobs.letters.message import Head, assemble
from jobs.mail import dialogue
from jobs.mail.base import InDoubt, MailProblem, Refused, Transport, TryLater, Unusable
from jobs.mail.smtp import Smtp
from tests.contracts.transport import Mailbox, TransportContract, letter
from tests.jobs.letters.scenes import POST
from tests.servers.smtp import MailServer, make_certificate

SECRET = "geheim-4711"

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


def to(server: MailServer, **rest: object) -> Smtp:
    options: dict[str, object] = {"security": server.security, "cafile": server.certificate, "per_minute": 0}
    options |= {"timeout": 5, "receipt_timeout": 5} | rest
    return Smtp("127.0.0.1", server.port, **options)  # type: ignore[arg-type]


def outcome(transport: Transport, key: str = "k1-2026-11-22", **headers: object) -> str:
    """How sending ended: `sent`, or the name of the problem."""
    try:
        transport.send(letter(key, **headers))
    except MailProblem as problem:
        assert "example.com" not in str(problem) and SECRET not in str(problem)
        return next(kind.__name__ for kind in (Refused, TryLater, InDoubt, Unusable) if isinstance(problem, kind))
    return "sent"


class Server:
    def __init__(self, server: MailServer) -> None:
        self.server = server

    def open(self) -> Transport:
        return to(self.server)

    def arrived(self) -> list[bytes]:
        return [letter.data for letter in self.server.accepted]


class TestSmtpInTheClear(TransportContract):
    @pytest.fixture
    def mailbox(self, server: MailServer) -> Mailbox:
        return Server(server)


class TestSmtpWithoutExtensions(TransportContract):
    """A server that knows neither 8BITMIME nor SIZE gets the same letter in seven bits."""

    @pytest.fixture
    def mailbox(self) -> Iterator[Mailbox]:
        with MailServer(extensions=False) as server:
            yield Server(server)

    def test_nothing_but_ascii_travels(self, mailbox: Mailbox) -> None:
        with mailbox.open() as transport:
            transport.send(letter())
        assert mailbox.arrived()[0].isascii()


@pytest.mark.parametrize("security", ["starttls", "tls"])
class TestSmtpEncrypted(TransportContract):
    @pytest.fixture
    def mailbox(self, security: str, certificate: Path) -> Iterator[Mailbox]:
        with MailServer(security, certificate, login=("alicia", SECRET)) as server:
            mailbox = Server(server)
            mailbox.open = lambda: to(server, username="alicia", password=SECRET)  # type: ignore[method-assign]
            yield mailbox


# The envelope and the connection


def test_the_envelope_goes_from_the_froms_address_to_the_tos(server: MailServer) -> None:
    with to(server) as transport:
        assert outcome(transport) == "sent"
    (taken,) = server.accepted
    assert (taken.sender, taken.recipient) == ("alicia@example.com", "priya@example.com")


def test_many_letters_share_a_connection_up_to_the_ceiling(server: MailServer) -> None:
    with to(server, max_per_connection=10) as transport:
        assert [outcome(transport, f"k{n}") for n in range(25)] == ["sent"] * 25
    assert (len(server.accepted), server.connections) == (25, 3)


def test_no_letter_no_connection(server: MailServer) -> None:
    with to(server):
        pass
    assert server.connections == 0


def test_a_check_connects_and_sends_nothing(server: MailServer) -> None:
    with to(server) as transport:
        transport.check()
    assert (server.connections, server.accepted) == (1, [])


def test_the_pace_is_kept(server: MailServer) -> None:
    clock = [1000.0]
    naps: list[float] = []

    def sleep(seconds: float) -> None:
        naps.append(seconds)
        clock[0] += seconds

    with to(server, per_minute=3, sleep=sleep, monotonic=lambda: clock[0]) as transport:
        for number in range(8):
            assert outcome(transport, f"k{number}") == "sent"
            clock[0] += 1
    assert naps == [57.0, 57.0]


def test_only_a_loopback_host_is_safe_to_rehearse() -> None:
    safe = ["localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "::1"]
    unsafe = ["mail.example.com", "10.0.0.1", "localhost.example.com", "127.0.0.1.example.com", "2130706433", "0.0.0.0"]
    assert [host for host in safe + unsafe if Smtp(host, 587).is_safe_to_rehearse] == safe


@pytest.mark.parametrize("security", ["none", "", "ssl"])
def test_nothing_travels_in_the_clear_to_another_machine(security: str) -> None:
    with pytest.raises(Unusable, match="starttls or tls"):
        Smtp("mail.example.com", 25, security=security)


def test_an_address_beyond_ascii_needs_a_server_that_takes_it(server: MailServer) -> None:
    with to(server) as transport:
        with pytest.raises(Refused, match="takes no address with letters beyond a to z"):
            transport.send(letter(to="jürgen@example.com"))
        assert outcome(transport) == "sent"
        assert (server.connections, len(server.accepted)) == (1, 1)
    with MailServer(utf8=True) as modern, to(modern) as transport:
        assert outcome(transport, to="jürgen@example.com", Subject="Grüße") == "sent"
        assert outcome(transport) == "sent"
    assert [taken.recipient for taken in modern.accepted] == ["jürgen@example.com", "priya@example.com"]
    assert "\r\nTo: jürgen@example.com\r\n".encode() in modern.accepted[0].data


def written_to(address: str, name: str = "Priya Nair") -> EmailMessage:
    return assemble(Head("k1-2026-11-22", address, "Tomorrow", name), POST, "Text.\n", "<p>Text.</p>\n")


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("priya@bücher.example", "priya@xn--bcher-kva.example"),
        ("priya@faß.example", "priya@xn--fa-hia.example"),  # IDNA 2008; that of 2003 writes to fass.example
        ("priya@例え.テスト", "priya@xn--r8jz45g.xn--zckzah"),
        ("priya@BÜCHER。example", "priya@xn--bcher-kva.example"),
    ],
)
def test_a_domain_in_another_script_reaches_any_server(server: MailServer, typed: str, sent: str) -> None:
    with to(server) as transport:
        transport.send(written_to(typed, "Zoë Łukasz 佐藤"))
    (taken,) = server.accepted
    assert taken.recipient == sent and f" <{sent}>\r\n".encode() in taken.data


def test_a_name_and_a_domain_in_another_script_reach_a_server_that_takes_them(server: MailServer) -> None:
    with to(server) as transport, pytest.raises(Refused, match="beyond a to z"):
        transport.send(written_to("佐藤@bücher.example"))
    with MailServer(utf8=True) as modern, to(modern) as transport:
        transport.send(written_to("佐藤@bücher.example"))
    assert [one.recipient for one in modern.accepted] == ["佐藤@xn--bcher-kva.example"]


def test_a_letter_larger_than_the_server_takes_is_refused_before_it_goes_and_the_next_one_goes() -> None:
    with MailServer(size_limit=6500) as server, to(server) as transport:
        big = letter("k1")
        big.add_attachment(b"x" * 5000, maintype="application", subtype="pdf", filename="record.pdf")
        with pytest.raises(Refused, match=r"^the letter has 1\d{4} bytes, the mail server takes 6500$"):
            transport.send(big)
        assert not {"MAIL", "DATA"} & set(server.commands)
        assert outcome(transport, "k2") == "sent"
        assert (server.connections, len(server.accepted)) == (1, 1)


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "dot"])
def test_a_letter_that_turns_out_too_large_is_refused_with_the_servers_words(server: MailServer, stage: str) -> None:
    server.fail(stage, "552 5.3.4 Message too big")
    with to(server) as transport:
        with pytest.raises(Refused, match=r"552 5\.3\.4 Message too big"):
            transport.send(letter("k1"))
        assert outcome(transport, "k2") == "sent"
    assert server.connections == 1


# Security and login


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("trouble", ["unknown", "other host", "expired"])
def test_a_certificate_that_cannot_be_trusted_ends_it(tmp_path: Path, security: str, trouble: str) -> None:
    names, days = (("mail.example.net",) if trouble == "other host" else ()), (-1 if trouble == "expired" else 30)
    made = make_certificate(tmp_path, *names, days=days)
    with MailServer(security, made, login=("alicia", SECRET)) as server:
        trusted = None if trouble == "unknown" else made
        transport = to(server, cafile=trusted, username="alicia", password=SECRET)
        why = {"unknown": "self.signed", "other host": "mismatch", "expired": "expired"}[trouble]
        with transport, pytest.raises(Unusable, match=f"^the certificate of the mail server is not trusted: .*{why}"):
            transport.send(letter())
    assert "AUTH" not in server.commands and server.accepted == []


def test_without_starttls_no_letter_and_no_password_goes_in_the_clear(server: MailServer) -> None:
    transport = to(server, security="starttls", username="alicia", password=SECRET)
    with transport, pytest.raises(Unusable, match="STARTTLS"):
        transport.send(letter())
    assert server.commands == ["EHLO"]


@pytest.mark.parametrize(("served", "asked"), [("tls", "starttls"), ("none", "tls"), ("starttls", "tls")])
def test_tls_and_starttls_mixed_up_are_told(certificate: Path, served: str, asked: str) -> None:
    with MailServer(served, certificate) as server, to(server, security=asked, timeout=0.5) as transport:
        assert outcome(transport) == "Unusable"
    assert server.accepted == []


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
def test_both_logins_work(mechanism: str) -> None:
    server = MailServer(login=("alicia", SECRET), mechanisms=(mechanism,))
    with server, to(server, username="alicia", password=SECRET) as transport:
        assert outcome(transport) == "sent"


@pytest.mark.parametrize(("user", "password"), [("alicia", "wrong"), ("bob", SECRET), ("", ""), ("alicia", "gehäim")])
def test_a_login_that_fails_stops_the_run_without_saying_the_secret(user: str, password: str) -> None:
    with MailServer(login=("alicia", SECRET)) as server, to(server, username=user, password=password) as transport:
        with pytest.raises(Unusable) as problem:
            transport.send(letter())
        assert outcome(transport, "k2") == "Unusable"
    assert SECRET not in str(problem.value) and "wrong" not in str(problem.value)
    assert server.accepted == []


def test_words_of_the_server_are_told_without_addresses_and_secrets() -> None:
    with MailServer(login=("alicia", SECRET)) as server:
        server.fail(
            "AUTH", f"535 5.7.8 no such user alicia <alicia@example.com> or {SECRET}\x07: app password?", times=2
        )
        with to(server, username="alicia", password=SECRET) as transport, pytest.raises(Unusable) as problem:
            transport.send(letter())
    assert (
        str(problem.value) == "the mail server answered the login with 535 5.7.8 no such user … … or … : app password?"
    )


def test_the_recipient_is_not_named_where_the_server_names_her(server: MailServer) -> None:
    server.fail("RCPT", "550 5.1.1 <priya@example.com> unknown: no priya at EXAMPLE.COM, priyanka")
    with to(server) as transport, pytest.raises(Refused) as problem:
        transport.send(letter())
    assert str(problem.value) == "the mail server answered RCPT with 550 5.1.1 … unknown: no … at …, priyanka"


def test_no_server_is_told() -> None:
    with MailServer() as gone:
        pass
    with to(gone) as transport, pytest.raises(Unusable, match="cannot be reached: Connection refused"):
        transport.send(letter())


# Faults at each stage: what happens to this letter, and that the next one goes

BEFORE_A_LETTER = [
    ("greeting", "421 4.3.2 too busy"), ("greeting", "554 5.7.1 go away"), ("greeting", "hello?"), ("greeting", ""),
    ("EHLO", "421 4.3.2 too busy"), ("EHLO", ""),
    ("AUTH", "421 4.3.2 bye"), ("STARTTLS", "421 4.3.2 bye"),
    ("AUTH", "454 4.7.0 try later"), ("AUTH", "534 5.7.9 app password required"), ("AUTH", ""),
    ("STARTTLS", "454 4.7.0 no TLS now"), ("STARTTLS", ""),
]  # fmt: skip


@pytest.mark.parametrize(("stage", "reply"), BEFORE_A_LETTER)
def test_what_fails_before_a_letter_stops_the_run(certificate: Path, stage: str, reply: str) -> None:
    with MailServer("starttls", certificate, login=("alicia", SECRET)) as server:
        server.fail(stage, reply, close=not reply, times=2)
        with to(server, username="alicia", password=SECRET) as transport:
            assert outcome(transport, "k1") == "Unusable"
            server.faults.clear()
            assert outcome(transport, "k2") == "sent"
    assert [b"X-Coachsheet-Key: k2" in taken.data for taken in server.accepted] == [True]


DURING_A_LETTER = [
    ("MAIL", "421 4.3.2 bye", True, "sent"),  # enough of this connection: the letter goes over a fresh one
    ("MAIL", "451 4.3.0 later", False, "TryLater"),
    ("MAIL", "550 5.7.1 not you", False, "Refused"),
    ("MAIL", "530 5.7.0 login first", False, "Unusable"),
    ("MAIL", "what?", False, "TryLater"),
    ("MAIL", "", True, "sent"),
    ("RCPT", "421 4.3.2 bye", True, "TryLater"),
    ("RCPT", "450 4.2.1 mailbox busy", False, "TryLater"),
    ("RCPT", "550 5.1.1 no such user", False, "Refused"),
    ("RCPT", "", True, "TryLater"),
    ("DATA", "421 4.3.2 bye", True, "TryLater"),
    ("DATA", "452 4.3.1 disk full", False, "TryLater"),
    ("DATA", "554 5.5.1 no", False, "Refused"),
    ("DATA", "250 strange", False, "TryLater"),
    ("DATA", "", True, "TryLater"),
    ("dot", "421 4.3.2 bye", True, "TryLater"),
    ("dot", "451 4.3.0 greylisted", False, "TryLater"),
    ("dot", "452 4.3.1 disk full", True, "TryLater"),
    ("dot", "550 5.7.1 spam", False, "Refused"),
    ("dot", "552 5.2.3 too big", True, "Refused"),
    ("dot", "", True, "InDoubt"),
    ("dot", "garbage", False, "InDoubt"),
    ("receipt", "", True, "InDoubt"),
    ("receipt", "garbage", True, "InDoubt"),
    ("receipt", "25", True, "InDoubt"),
    ("receipt", "250-queued", True, "InDoubt"),
    ("receipt", "354 more?", False, "InDoubt"),
    ("receipt", "9" * 9000, False, "InDoubt"),
    ("receipt", "251 will forward", False, "sent"),
    ("receipt", "250-queued\r\n250 as 4711", False, "sent"),
]


@pytest.mark.parametrize("first", [True, False], ids=["fresh", "used"])
@pytest.mark.parametrize(("stage", "reply", "close", "ends"), DURING_A_LETTER)
def test_what_fails_during_a_letter(
    server: MailServer, stage: str, reply: str, close: bool, ends: str, first: bool
) -> None:
    with to(server) as transport:
        if not first:
            assert outcome(transport, "k0") == "sent"
        server.fail(stage, reply, close=close)
        assert outcome(transport, "k1") == ends
        assert outcome(transport, "k2") == "sent"
    keys = [taken.data.split(b"X-Coachsheet-Key: ")[1][:2] for taken in server.accepted]
    taken = [b"k1"] if stage == "receipt" or ends == "sent" else []
    assert keys == ([] if first else [b"k0"]) + taken + [b"k2"]


@pytest.mark.parametrize("security", ["none", "starttls", "tls"])
def test_a_connection_lost_in_the_middle_of_a_letter_is_no_doubt(certificate: Path, security: str) -> None:
    with MailServer(security, certificate) as server, to(server) as transport:
        server.fail("body", close=True)
        big = letter("k1")
        big.add_attachment(b"x" * 12_000_000, maintype="application", subtype="pdf", filename="record.pdf")
        with pytest.raises(TryLater):
            transport.send(big)
        assert outcome(transport, "k2") == "sent"
    assert len(server.accepted) == 1


@pytest.mark.parametrize(
    ("reply", "problem"), [("452 4.3.1 full", TryLater), ("552 5.3.4 big", Refused), ("", TryLater)]
)
@pytest.mark.parametrize("security", ["none", "tls"])
def test_an_answer_before_the_end_of_the_letter_counts(
    certificate: Path, security: str, reply: str, problem: type[MailProblem], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server speaks or hangs up while the body goes; it is heard before the dot is sent."""
    listen = dialogue._listen
    with MailServer(security, certificate) as server, to(server) as transport:
        server.fail("body", reply, close=True)

        def listen_a_little_later(line: object, envelope: object) -> None:
            while server.faults[0].times:
                server.settled()
            server.settled()
            listen(line, envelope)  # type: ignore[arg-type]

        monkeypatch.setattr(dialogue, "_listen", listen_a_little_later)
        with pytest.raises(problem):
            transport.send(letter("k1"))
        monkeypatch.undo()
        assert outcome(transport, "k2") == "sent"
    assert len(server.accepted) == 1


SILENT = [
    ("greeting", "Unusable"), ("EHLO", "Unusable"), ("MAIL", "sent"), ("RCPT", "TryLater"), ("DATA", "TryLater"),
    ("dot", "InDoubt"), ("receipt", "InDoubt"),
]  # fmt: skip


@pytest.mark.parametrize(("stage", "ends"), SILENT)
def test_a_silent_server_is_not_waited_for_without_end(server: MailServer, stage: str, ends: str) -> None:
    server.fail(stage)
    with to(server, timeout=0.3, receipt_timeout=0.3) as transport:
        assert outcome(transport, "k1") == ends
        assert outcome(transport, "k2") == "sent"
    assert len(server.accepted) == 1 + (stage == "receipt" or ends == "sent")


def test_a_slow_server_is_waited_for(server: MailServer) -> None:
    for stage in ("greeting", "EHLO", "MAIL", "RCPT", "DATA", "receipt"):
        server.fail(stage, wait=0.05)
    with to(server) as transport:
        assert outcome(transport) == "sent"


def test_a_receipt_is_waited_for_longer_than_any_other_answer(server: MailServer) -> None:
    server.fail("receipt", wait=0.6)
    with to(server, timeout=0.3) as transport:
        assert [outcome(transport, key) for key in ("k1", "k2")] == ["sent", "sent"]


def test_a_connection_that_was_closed_between_two_letters_is_made_again(server: MailServer) -> None:
    server.fail("idle", times=3)
    with to(server) as transport:
        assert [outcome(transport, f"k{n}") for n in range(6)] == ["sent"] * 6
    assert (len(server.accepted), server.connections) == (6, 4)


def test_a_server_that_closes_every_connection_at_once_is_not_tried_without_end(server: MailServer) -> None:
    with to(server) as transport:
        assert outcome(transport, "k0") == "sent"
        server.fail("MAIL", "421 4.3.2 bye", close=True, times=99)
        assert outcome(transport, "k1") == "Unusable"
    assert server.connections == 2


@pytest.mark.parametrize("stage", ["RCPT", "DATA", "dot"])
def test_a_server_that_drops_line_after_line_is_left_alone(server: MailServer, stage: str) -> None:
    server.fail(stage, "421 4.3.2 bye", close=True, times=99)
    with to(server) as transport:
        assert [outcome(transport, f"k{n}") for n in range(3)] == ["TryLater", "TryLater", "Unusable"]
    assert server.connections == 3


def test_lines_dropped_now_and_then_stop_nothing(server: MailServer) -> None:
    server.fail("RCPT", close=True, times=9, every=2)
    with to(server) as transport:
        assert [outcome(transport, f"k{n}") for n in range(9)] == ["TryLater", "sent", "sent"] * 3


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA", "dot"])
def test_a_mailbox_that_sent_its_letters_of_the_day_lets_the_others_wait(server: MailServer, stage: str) -> None:
    server.fail(stage, "550-5.4.5 Daily user sending limit exceeded. For more, go to\r\n550 5.4.5 the help pages")
    with to(server) as transport:
        assert outcome(transport) == "Unusable"


def test_each_line_gets_the_letter_in_the_form_that_it_takes(server: MailServer) -> None:
    with to(server, max_per_connection=1) as transport:
        assert outcome(transport, "k1") == "sent"
        server.extensions = False
        assert outcome(transport, "k2") == "sent"
    assert [one.data.isascii() for one in server.accepted] == [False, True]


def test_a_server_that_says_421_when_its_mind_is_to_be_cleared_costs_no_letter(server: MailServer) -> None:
    server.fail("RCPT", "550 5.1.1 no such user")
    server.fail("RSET", "421 4.3.2 bye", close=True)
    with to(server) as transport:
        assert [outcome(transport, key) for key in ("k1", "k2")] == ["Refused", "sent"]
    assert server.connections == 2


def test_a_server_that_knows_no_ehlo_is_greeted_as_of_old(server: MailServer) -> None:
    server.fail("EHLO", "502 5.5.1 what is that?")
    with to(server) as transport:
        assert outcome(transport) == "sent"
    assert server.accepted[0].data.isascii()


WORDS = [
    ("550-5.1.1 The user\r\n550-5.1.1 is not here.\r\n550 5.1.1 See the help pages", "550 5.1.1 The user 5.1.1 is not"),
    ("550 Empfänger unbekannt: schönen Tag", "550 Empfänger unbekannt: schönen Tag"),
    ("550 \x1b[31mred\x07 \u202egnp.exe\u2028 \x00 end", "550 [31mred gnp.exe end"),
    ("550", "550"),
    ("550 " + "x" * 7000, "550 " + "x" * 160),
    ("550-" + "x" * 7000 + "\r\n550 y", "550 " + "x" * 160),
    ("\r\n".join(["550-so many lines"] * 98 + ["550 end"]), "550 so many lines so many lines"),
    ("550 <priya@example.com>, priya@EXAMPLE.com, =?utf-8?q?priya?=", "550 … … =?utf-8?q?…?="),
]  # fmt: skip


@pytest.mark.parametrize(("reply", "told"), WORDS)
@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA", "dot"])
def test_the_servers_words_are_told_in_one_short_clean_line(stage: str, reply: str, told: str) -> None:
    with MailServer(utf8=True) as server, to(server) as transport:
        server.fail(stage, reply)
        with pytest.raises(Refused) as problem:
            transport.send(letter("k1"))
        assert outcome(transport, "k2") == "sent"
    said = str(problem.value)
    assert told in said and len(said) < 220 and said.isprintable() and "priya" not in said.lower()


@pytest.mark.parametrize("offered", ["PIPELINING", "X-NOTHING"])
def test_no_word_is_sent_before_the_server_has_answered_the_last(offered: str) -> None:
    """RFC 2920 would allow it where it is offered; a server that offers it wrongly loses letters."""
    said: list[bytes] = []
    answers = [b"220 hi", f"250-hi\r\n250 {offered}".encode(), b"250 ok", b"250 ok", b"354 go", b"250 ok"]

    def serve(door: socket.socket) -> None:
        caller, _ = door.accept()
        with caller:
            caller.settimeout(5)
            for answer in answers:
                caller.sendall(answer + b"\r\n")
                heard = b""
                while not heard.endswith(b"\r\n.\r\n" if answer == b"354 go" else b"\n"):
                    heard += caller.recv(65536)
                said.append(heard)
            caller.sendall(b"221 bye\r\n")

    with socket.create_server(("127.0.0.1", 0)) as door:
        serving = threading.Thread(target=serve, args=(door,))
        serving.start()
        with Smtp("127.0.0.1", door.getsockname()[1], security="none", per_minute=0, timeout=5) as transport:
            transport.send(letter())
        serving.join(10)
    assert [words.split()[0].upper() for words in said[:4]] == [b"EHLO", b"MAIL", b"RCPT", b"DATA"]
    assert [words.count(b"\n") for words in said[:4]] == [1] * 4 and said[5].upper() == b"QUIT\r\n"


def test_a_refused_letter_does_not_cost_the_connection(server: MailServer) -> None:
    server.fail("RCPT", "550 5.1.1 no such user", times=5)
    with to(server) as transport:
        assert [outcome(transport, f"k{n}") for n in range(6)] == ["Refused"] * 5 + ["sent"]
    assert server.connections == 1


def test_an_interrupted_run_hangs_up_without_a_word(server: MailServer) -> None:
    with pytest.raises(KeyboardInterrupt), to(server) as transport:
        assert outcome(transport) == "sent"
        raise KeyboardInterrupt
    assert len(server.accepted) == 1


def test_a_secure_connection_uses_current_tls_only(certificate: Path) -> None:
    with MailServer("tls", certificate) as server, to(server) as transport:
        transport.check()
        assert transport._tls.verify_mode is ssl.CERT_REQUIRED and transport._tls.check_hostname
