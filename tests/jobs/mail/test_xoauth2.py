"""A mailbox's login by token: what goes first over the line, and what is said where Google gives no token."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from jobs.mail.base import Unusable
from jobs.mail.xoauth2 import SCOPE, initial_response
from tests.servers.gmail import GoogleServer
from tests.servers.sheets.tokens import PERSON


@pytest.fixture
def server() -> Iterator[GoogleServer]:
    with GoogleServer() as running:
        running.mail_tokens.delegated = {SCOPE}
        running.mail_tokens.granted = {SCOPE}
        yield running


@pytest.mark.parametrize("person", [True, False])
def test_the_token_of_the_mailbox_stands_in_googles_form(server: GoogleServer, tmp_path: Path, person: bool) -> None:
    said = initial_response(PERSON, server.credentials(tmp_path, person=person))
    ((token, (user, scopes)),) = server.mail_tokens.good.items()
    assert said == f"user={PERSON}\x01auth=Bearer {token}\x01\x01"
    assert (user, scopes) == (PERSON, {SCOPE})


@pytest.mark.parametrize("username", ["", "ana\x01auth=Bearer x", "ana\n@example.com", "änne@example.com"])
def test_a_name_that_could_say_more_than_a_name_is_not_used(
    username: str, server: GoogleServer, tmp_path: Path
) -> None:
    with pytest.raises(Unusable, match="username"):
        initial_response(username, server.credentials(tmp_path))
    assert server.token_calls == 0


def test_a_login_without_that_right_is_told_to_get_it(server: GoogleServer, tmp_path: Path) -> None:
    server.mail_tokens.granted, server.mail_tokens.delegated = set(), set()
    with pytest.raises(Unusable, match=r"the right to https://mail\.google\.com/"):
        initial_response(PERSON, server.credentials(tmp_path, person=True))
    with pytest.raises(Unusable, match=f"client ID 100000000000000000000 with the scopes {SCOPE}"):
        initial_response(PERSON, server.credentials(tmp_path))


def test_a_token_that_is_more_than_a_token_is_not_used(
    server: GoogleServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server.ids, "token", lambda: "ya29\x01\x01")
    with pytest.raises(Unusable, match="no token that could be used"):
        initial_response(PERSON, server.credentials(tmp_path, person=True))


def test_a_key_file_of_another_kind_is_named(tmp_path: Path) -> None:
    file = tmp_path / "key.json"
    file.write_text(json.dumps({"type": "external_account"}))
    with pytest.raises(Unusable, match=r"key\.json is neither"):
        initial_response(PERSON, file)
