"""A mail server may say anything at any step; what it was told at the login comes back to nobody."""

from __future__ import annotations

import time
from base64 import b64encode
from pathlib import Path

import pytest

from jobs.mail.base import MailProblem
from jobs.mail.heard import Hidden, of_login
from tests.contracts.transport import letter
from tests.jobs.mail.test_gmail import to as to_gmail
from tests.jobs.mail.test_imap import SINCE, answering, inbox
from tests.jobs.mail.test_smtp import to
from tests.servers.dovecot import Account
from tests.servers.gmail import GoogleServer
from tests.servers.imap_faults import Door
from tests.servers.smtp import MailServer
from tests.sync.workbook.spreadsheets import Clock

USER, PASSWORD = "alicia@mail.example", "abcd 3fgh i+kl mnop"


def spelt(words: str) -> str:
    return b64encode(words.encode()).decode()


FORMS = {
    "in the clear": PASSWORD,
    "without its blanks": "abcd3fghi+klmnop",
    "inside a word": f"x{PASSWORD.upper()}y",
    "with the user": f"{USER}:{PASSWORD}",
    "as PLAIN spells it": spelt(f"\0{USER}\0{PASSWORD}"),
    "as LOGIN spells it": spelt(PASSWORD),
    "as Basic spells it": spelt(f"{USER}:{PASSWORD}"),
    "cut": spelt(f"\0{USER}\0{PASSWORD}")[:-9],
}


def tells(text: str) -> bool:
    """Whether a piece of a secret can be read in it."""
    shown = text.lower()
    pieces = ["mnop", "3fgh", "abcd", spelt(PASSWORD)[4:14], spelt(f"\0{USER}\0{PASSWORD}")[30:42]]
    return any(piece.lower() in shown for piece in [*pieces, "alicia"])


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("stage", "code"),
    [("greeting", 554), ("EHLO", 421), ("AUTH", 535), ("MAIL", 550), ("MAIL", 421), ("RCPT", 550), ("DATA", 451),
     ("dot", 550), ("receipt", 354)],
)  # fmt: skip
def test_no_answer_of_an_smtp_server_tells_the_password(stage: str, code: int, form: str) -> None:
    with MailServer(login=(USER, PASSWORD)) as server, to(server, username=USER, password=PASSWORD) as transport:
        server.fail(stage, f"{code} we know {FORMS[form]} here", times=2, close=stage == "EHLO")
        with pytest.raises(MailProblem) as problem:
            transport.send(letter())
    assert ("we know" in str(problem.value) and "here" in str(problem.value)) or stage == "EHLO"
    assert not tells(str(problem.value))


def test_a_secret_broken_over_two_lines_is_none_either() -> None:
    whole = spelt(f"\0{USER}\0{PASSWORD}")
    assert of_login(USER, PASSWORD).plain(f"no {whole[:20]}\n5.7.1 {whole[20:]} here") == "no … 5.7.1 … here"


def test_a_token_is_hidden_without_the_words_around_it() -> None:
    hidden = of_login(USER, "", f"user={USER}\x01auth=Bearer ya29.token-4711\x01\x01")
    assert hidden.plain("535 no ya29.token-4711 (token: status ya29)") == "535 no … (token: status ya29)"


def test_a_login_without_a_name_hides_nothing_else() -> None:
    assert of_login("", "").plain("550 5.1.1 no such user: a, b") == "550 5.1.1 no such user: a, b"
    assert Hidden().plain("250 ok") == "250 ok"


@pytest.mark.parametrize("piece", ["a", "@", "x@", "abcd 3fgh "])
def test_an_answer_as_long_as_a_book_takes_no_longer_than_reading_it(piece: str) -> None:
    begun = time.process_time()
    assert len(of_login(USER, PASSWORD).plain(piece * 100_000)) <= 160
    assert time.process_time() - begun < 2, "it took ten seconds and more"


@pytest.mark.parametrize("command", ["LOGIN", "EXAMINE", "UID SEARCH", "UID FETCH"])
@pytest.mark.parametrize("kind", ["NO", "BAD"])
def test_no_answer_of_an_imap_server_tells_the_password(command: str, kind: str, account: Account) -> None:
    account.deliver(b"From: Priya <priya@clients.example>\r\nMessage-ID: <1@clients.example>\r\n\r\ndone 1\r\n")
    plain = spelt(f"\0{account.user}\0{account.password}")
    echo = f"TAG {kind} we know x{account.password}y, {plain} and {spelt(account.password)} here\r\n"
    with (
        Door(account.server.port, answer=answering(command.encode(), echo.encode())) as door,
        inbox(account, port=door.port) as box,
        pytest.raises(MailProblem) as problem,
    ):
        list(box.new("", SINCE))
    told = str(problem.value)
    assert "we know" in told and "here" in told
    assert not any(word in told for word in (account.password, plain, spelt(account.password)))


def test_an_answer_that_repeats_the_token_of_gmail_is_told_without_it(tmp_path: Path) -> None:
    clock = Clock()
    with GoogleServer() as server, to_gmail(server, tmp_path, clock) as transport:
        transport.check()
        token = transport._open.login.token() if transport._open else ""
        server.gmail.refuse("gmail.send", 400, "badRequest", f"we know {token} here", form="errors")
        with pytest.raises(MailProblem) as problem:
            transport.send(letter())
    assert token and str(problem.value) == "Gmail refused the letter: we know … here"
