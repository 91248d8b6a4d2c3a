"""Suites that every backend of one kind must pass, whichever it is."""

import pytest

pytest.register_assert_rewrite("tests.contracts.ledger", "tests.contracts.transport")
