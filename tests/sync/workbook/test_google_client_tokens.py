"""Tokens: what answers in the login service's place ends in a sentence, and with an emulator nobody else is asked."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sync.schema import TABS
from sync.workbook.base import WorkbookProblem
from sync.workbook.google import Access, GoogleWorkbook
from tests.contracts.workbook import SHEET
from tests.google_night import night
from tests.servers.sheets import SheetsServer
from tests.servers.sheets.tokens import TokenError
from tests.sync.workbook.spreadsheets import Clock, means, opened

NO_TOKEN = "Something else than a token came from Google's login service"
REFUSED = "does not accept this key"


@pytest.fixture
def server() -> Iterator[SheetsServer]:
    with SheetsServer() as started:
        started.practice(SHEET)
        yield started


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def book(server: SheetsServer, tmp_path: Path, clock: Clock) -> GoogleWorkbook:
    return opened(server, tmp_path, clock)


@pytest.mark.parametrize("code", [200, 400, 401, 403, 404])
def test_a_web_page_in_its_place_is_said_at_once(
    code: int, server: SheetsServer, book: GoogleWorkbook, clock: Clock
) -> None:
    server.faults.add("html", kind="token", code=code)
    with pytest.raises(WorkbookProblem, match=NO_TOKEN):
        book.read()
    assert (clock.slept, server.token_calls, server.calls) == ([], 1, [])


def test_a_redirect_to_a_sign_in_page_is_not_followed(server: SheetsServer, book: GoogleWorkbook) -> None:
    server.faults.add("redirect", kind="token", location=f"{server.url}/sign-in")
    with pytest.raises(WorkbookProblem, match=NO_TOKEN):
        book.read()
    assert server.calls == []


@pytest.mark.parametrize(
    "said",
    [
        {}, {"message": "blocked"}, {"access_token": None}, {"access_token": ""}, {"access_token": ["x"]},
        {"access_token": "two\r\nlines"}, {"access_token": "ä"}, {"access_token": "x", "expires_in": "soon"},
        {"access_token": "x", "expires_in": [1]}, {"access_token": "x", "expires_in": 10**30}, [], "nothing", None, 7,
    ],
)  # fmt: skip
@pytest.mark.parametrize("login", ["robot", "person"])
def test_an_answer_without_a_token_that_can_be_used_is_said(
    login: str, said: Any, server: SheetsServer, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server.tokens, "grant", lambda form: said)
    kinds = {"robot": ("service_account", server.key_file), "person": ("user", server.user_file)}
    auth, file = kinds[login]
    book = GoogleWorkbook(Access(server.book.id, auth, file(tmp_path / "login.json"), server.url), TABS, means(clock))
    with pytest.raises(WorkbookProblem, match=NO_TOKEN):
        book.read()
    assert (clock.slept, server.calls) == ([], [])


@pytest.mark.parametrize("way", [429, 500, 502, 503, 504, "html", "reset", "cut"])
def test_a_login_service_that_does_not_answer_now_is_asked_again(
    way: str | int, server: SheetsServer, book: GoogleWorkbook, clock: Clock
) -> None:
    server.faults.add(way, kind="token", times=3)
    assert book.read().grids
    assert len(clock.slept) == 3 and book.calls == (2, 0)


def test_one_that_never_answers_ends_in_a_sentence_and_in_time(
    server: SheetsServer, book: GoogleWorkbook, clock: Clock
) -> None:
    server.faults.add("html", kind="token", times=99)
    with pytest.raises(WorkbookProblem, match="the login service does not answer"):
        book.read()
    assert clock.seconds < 600


def test_what_google_itself_refuses_is_another_sentence(
    server: SheetsServer, book: GoogleWorkbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(form: Any) -> Any:
        raise TokenError("invalid_grant", "Invalid JWT Signature.")

    monkeypatch.setattr(server.tokens, "grant", refuse)
    with pytest.raises(WorkbookProblem, match=REFUSED):
        book.read()


def test_a_token_that_runs_out_behind_a_sign_in_page_ends_the_write_unsent(
    server: SheetsServer, book: GoogleWorkbook
) -> None:
    book.read()
    server.tokens.expire()
    server.faults.add("html", kind="token", code=200)
    with pytest.raises(WorkbookProblem, match=NO_TOKEN):
        book.read()


def test_the_command_says_it_in_one_line_and_exits_1(tmp_path: Path) -> None:
    with SheetsServer() as server:
        one = night(server, tmp_path)
        server.faults.add("html", kind="token", code=200, times=99)
        found = one.run()
    (problem,) = found.json["problems"]
    assert found.status == 1 and problem.startswith(NO_TOKEN)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every host that is looked up or connected to, by any thread."""
    found: list[str] = []
    look_up, connect = socket.getaddrinfo, socket.socket.connect

    def looked_up(host: Any, *args: Any, **more: Any) -> Any:
        found.append(str(host))
        return look_up(host, *args, **more)

    def connected(line: socket.socket, address: Any) -> None:
        found.append(str(address[0]))
        connect(line, address)

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    monkeypatch.setattr(socket.socket, "connect", connected)
    return found


def wait_for_threads(before: set[threading.Thread]) -> None:
    """Whatever a login began beside the call has its time; the local server's own threads live as long as it does."""
    for thread in set(threading.enumerate()) - before:
        if "process_request_thread" not in thread.name:
            thread.join(5)


@pytest.mark.parametrize("auth", ["service_account", "user", "default"])
def test_with_an_emulator_nothing_but_this_machine_is_looked_up(
    auth: str, server: SheetsServer, tmp_path: Path, clock: Clock, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = server.user_file(tmp_path / "key.json") if auth == "user" else server.key_file(tmp_path / "key.json")
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(file))
    before = set(threading.enumerate())
    book = GoogleWorkbook(Access(server.book.id, auth, file, server.url), TABS, means(clock))
    assert book.read().grids
    server.tokens.expire()
    assert book.read().grids
    wait_for_threads(before)
    assert set(asked) == {"127.0.0.1"} and server.token_calls == 2


def test_with_an_emulator_a_cloud_machines_own_service_is_not_looked_for(
    server: SheetsServer, tmp_path: Path, clock: Clock, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path))
    monkeypatch.setattr("google.auth._exponential_backoff.time.sleep", lambda seconds: None)
    book = GoogleWorkbook(Access(server.book.id, "default", tmp_path / "none", server.url), TABS, means(clock))
    with pytest.raises(WorkbookProblem):
        book.read()
    assert asked == []


def test_without_an_emulator_too_the_sheet_alone_is_asked_besides_the_login_service(
    server: SheetsServer, tmp_path: Path, clock: Clock, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library's own session would look up another host of Google's beside each call."""
    monkeypatch.setattr("sync.workbook.google_client.SheetsClient._at_root", lambda client, endpoint: f"{server.url}/x")
    file = server.key_file(tmp_path / "key.json")
    assert json.loads(file.read_text())["token_uri"].startswith(server.url)
    before = set(threading.enumerate())
    with pytest.raises(WorkbookProblem):
        GoogleWorkbook(Access(server.book.id, "service_account", file), TABS, means(clock)).read()
    wait_for_threads(before)
    assert set(asked) == {"127.0.0.1"}
