"""Logging in: by what a server offers, by what it then takes, and never by trying without end."""

from __future__ import annotations

from pathlib import Path

import pytest

from jobs.mail import xoauth2
from jobs.mail.base import Unusable
from jobs.mail.smtp import Smtp
from tests.contracts.transport import letter
from tests.servers.smtp import MailServer

SECRET = "geheim-4711"
TOKEN = "user=ana@example.com\x01auth=Bearer ya29.secret-token\x01\x01"

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")


def sent(server: MailServer, password: str = SECRET, credentials: Path | None = None) -> str:
    """Blank if a letter went, else why it did not."""
    with Smtp(
        "127.0.0.1", server.port, security="none", username="ana", password=password, credentials=credentials, timeout=5
    ) as transport:
        try:
            transport.send(letter())
        except Unusable as problem:
            assert not any(secret in str(problem) for secret in (SECRET, "ya29", "wrong"))
            return str(problem)
    return ""


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN", "CRAM-MD5"])
@pytest.mark.parametrize("secret", [SECRET, "gehäim 漢字", " ", 'a"\\b'])
def test_a_password_goes_by_each_mechanism_and_letters_of_all_scripts_in_it(mechanism: str, secret: str) -> None:
    with MailServer(login=("ana", secret), mechanisms=(mechanism,)) as server:
        assert sent(server, secret) == ""
        assert "535" in sent(server, "wrong")


@pytest.mark.parametrize("refusal", ["504 5.5.4 not that one", "535 5.7.8 not so", "538 5.7.11 encrypt", "501 what?"])
def test_a_mechanism_offered_and_then_refused_is_followed_by_the_next(refusal: str) -> None:
    with MailServer(login=("ana", SECRET)) as server:
        server.fail("AUTH", refusal)
        assert sent(server) == ""
        assert server.commands.count("AUTH") == 2


def test_what_ails_the_server_itself_ends_the_login_at_once() -> None:
    with MailServer(login=("ana", SECRET)) as server:
        server.fail("AUTH", "454 4.7.0 later")
        assert "454 4.7.0 later" in sent(server)
        assert server.commands.count("AUTH") == 1


def test_the_first_refusal_is_told_when_the_server_then_hangs_up() -> None:
    with MailServer(login=("ana", SECRET)) as server:
        server.fail("AUTH", "535 5.7.8 app password?")
        server.fail("AUTH", close=True)
        assert "app password?" in sent(server)


def test_a_server_that_asks_on_and_on_is_called_off() -> None:
    with MailServer(login=("ana", SECRET), mechanisms=("LOGIN",)) as server:
        server.fail("AUTH", "334 VXNlcm5hbWU6\r\n334 UGFzc3dvcmQ6\r\n334 bW9yZQ==\r\n334 bW9yZQ==")
        assert "334" in sent(server)


@pytest.mark.parametrize("words", ["334 no base64", "334", "334 ====", "334 \xff".encode("latin-1").decode("latin-1")])
def test_a_challenge_that_cannot_be_read_is_no_crash(words: str) -> None:
    with MailServer(login=("ana", SECRET), mechanisms=("CRAM-MD5",), utf8=True) as server:
        server.fail("AUTH", f"{words}\r\n535 no")
        assert sent(server)


def test_a_server_with_no_login_that_we_know_is_told() -> None:
    with MailServer(token=TOKEN, mechanisms=("XOAUTH2",)) as server:
        assert "no login that we know (PLAIN" in sent(server)
    with MailServer(extensions=False) as server:
        assert "does not offer a login" in sent(server)


# By token


@pytest.fixture
def credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    asked: list[str] = []

    def token(username: str, file: Path) -> str:
        asked.append(username)
        assert file.parent == tmp_path and username == "ana"
        return TOKEN

    monkeypatch.setattr(xoauth2, "initial_response", token)
    return tmp_path / "key.json"


def test_a_token_is_taken_instead_of_a_password(credentials: Path) -> None:
    with MailServer(token=TOKEN, login=("ana", SECRET), mechanisms=("PLAIN", "XOAUTH2")) as server:
        assert sent(server, "", credentials) == ""
        assert server.commands.count("AUTH") == 1 and len(server.accepted) == 1


def test_a_token_that_is_not_taken_is_told_with_its_status_and_without_the_token(credentials: Path) -> None:
    with MailServer(token="another", mechanisms=("XOAUTH2",)) as server:
        assert sent(server, "", credentials) == (
            "the mail server answered the login with 535 5.7.8 Authentication credentials invalid (token: status 401)"
        )


def test_a_server_without_xoauth2_gets_no_token(credentials: Path) -> None:
    with MailServer(login=("ana", SECRET)) as server:
        assert "no login that we know (XOAUTH2)" in sent(server, SECRET, credentials)
        assert "AUTH" not in server.commands


def test_without_a_token_the_server_is_not_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(username: str, file: Path) -> str:
        raise Unusable("the key file is of no use")

    monkeypatch.setattr(xoauth2, "initial_response", none)
    with MailServer(token=TOKEN) as server:
        assert sent(server, "", tmp_path / "key.json") == "the key file is of no use"
        assert server.connections == 0
