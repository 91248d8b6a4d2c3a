"""The welcome packet as it reads in every language, as files that a person can look through."""

from __future__ import annotations

import pytest

from sync.cells import LANGUAGES
from tests.golden_files import holds
from tests.jobs.papers.test_packet import newcomer, text


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_reads_as_it_did(language: str, rewrite: bool) -> None:
    holds(f"papers/packet-{language}.txt", text(newcomer(language=language)), rewrite)
