"""One Dovecot for the tests of jobs that read a mailbox."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers.dovecot import WHERE, Account, Dovecot


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    if not WHERE:
        pytest.skip("needs Dovecot: apt-get install dovecot-imapd")
    with Dovecot() as running:
        yield running


@pytest.fixture
def account(dovecot: Dovecot) -> Account:
    return dovecot.account()
