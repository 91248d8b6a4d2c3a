"""Digests on a Google Sheet: links that lead to the row, and no calls besides those of every run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.google_night import Night, night
from tests.jobs.digest.cast import html, plain
from tests.practice_files import EIGHT
from tests.servers.sheets import SheetsServer

NINE = "2026-11-23T09:00+01:00"


@pytest.fixture
def server() -> Iterator[SheetsServer]:
    with SheetsServer() as running:
        yield running


@pytest.fixture
def practice(server: SheetsServer, tmp_path: Path) -> Night:
    made = night(server, tmp_path)
    server.coach.delete_column("Commitments", "Status")
    server.coach.type("Team", 2, "Digest", "Daily")
    return made


def test_a_link_leads_to_the_row_in_its_tab(practice: Night) -> None:
    assert practice.run(EIGHT, "digest").letters == (1, 0, 0, 0)
    (message,) = practice.outbox()
    said = plain(message)
    commitments = practice.book.tab("Commitments").sheet_id
    wanted = f"https://docs.google.com/spreadsheets/d/{practice.book_id}/edit#gid={commitments}&range=A8"
    assert "(Commitments, row 8)" in said
    assert re.search(rf"{re.escape(wanted)}$", said, re.MULTILINE)
    assert wanted.replace("&", "&amp;") in html(message)
    assert f"edit#gid={practice.book.tab('Decisions').sheet_id}\n" in said, "a step of this very run has no row yet"


def test_a_digest_costs_no_call_and_the_second_run_none_besides_its_row(practice: Night) -> None:
    first = practice.run(EIGHT, "digest")
    assert first.json["api_calls"]["read"] <= 3 and first.json["api_calls"]["write"] <= 4
    second = practice.run(NINE, "digest")
    assert second.letters == (0, 0, 0, 0) and second.json["api_calls"] == {"read": 2, "write": 1}
    (row,) = practice.rows("Mail log")
    assert (row["Key"], row["Kind"], row["State"]) == ("team2-2026-11-23", "digest", "sent")


def test_a_row_that_the_coach_moves_meanwhile_sends_no_second_digest(practice: Night, server: SheetsServer) -> None:
    assert practice.run(EIGHT, "digest").letters[0] == 1
    server.coach.insert_rows("Team", 1)
    assert practice.run(NINE, "digest").letters == (0, 0, 0, 0)
