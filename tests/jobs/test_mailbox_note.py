"""The reply address belongs to the mailbox that is read; where it does not, its row says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.practice_files import EIGHT, REAL, practice

NOTE = "Reply address: answers are read in another mailbox; make sure that its mail arrives there"


@pytest.mark.parametrize(
    ("login", "address", "note"),
    [
        ("ana@strongstart.example", "ana@strongstart.example", None),
        ("Ana@StrongStart.example", "ana+answers@strongstart.example", None),
        ("ana@strongstart.example", "answers@strongstart.example", NOTE),
        ("ana@strongstart.example", "ana@elsewhere.example", NOTE),
        ("ana", "ana@elsewhere.example", None),
        ("ana@strongstart.example", None, None),
        ("", "ana@elsewhere.example", None),
    ],
)
def test_another_mailbox_is_noted(tmp_path: Path, login: str, address: str | None, note: str | None) -> None:
    made = practice(tmp_path, policies={**REAL, "Reply address": address})
    if login:
        inbox = ["[inbox]", 'host = "127.0.0.1"', f'username = "{login}"', 'password = "x"', 'security = "none"']
        made.settings.write_text("\n".join([made.settings.read_text(), *inbox]) + "\n", encoding="utf-8")
        made.settings.chmod(0o600)
    found = made.run(EIGHT, "sync")
    assert found.status == 0, found.stderr
    assert made.rows("Policies")[-1]["Sync note"] == note
