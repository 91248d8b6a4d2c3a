"""One PostgreSQL server for all tests of the ledger in a process, and an empty database for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers.postgres import MISSING, PostgresServer, programs


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    if programs() is None:
        pytest.skip(MISSING)
    with PostgresServer() as server:
        yield server


@pytest.fixture(scope="session")
def _database(postgres: PostgresServer) -> str:
    return postgres.fresh()


@pytest.fixture
def url(postgres: PostgresServer, _database: str) -> str:
    """The URL of an empty database: emptied, which is several times quicker than a new one."""
    postgres.empty(_database)
    return _database
