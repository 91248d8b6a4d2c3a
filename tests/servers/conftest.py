"""A local Sheets server with a small practice on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from tests.servers.sheets import SheetsServer

CLIENTS = [["Client", "Email", "ID"], ["Priya", "p@example.com", "c1"], ["Marcus", "m@example.com", "c2"]]
COMMITMENTS: list[list[Any]] = [
    ["Client", "Commitment", "Due", "Status"],
    ["Priya", "Write the letter", date(2026, 11, 27), "Open"],
    ["Marcus", "Call the bank", date(2026, 11, 25), "Open"],
    ["Priya", "Book the room", date(2026, 11, 30), None],
]


@pytest.fixture
def sheets() -> Iterator[SheetsServer]:
    with SheetsServer() as server:
        server.practice({"Clients": CLIENTS, "Commitments": COMMITMENTS})
        yield server
