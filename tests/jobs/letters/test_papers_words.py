"""Papers as they read, as files that a person can look through: the packet in every language, the handbook."""

from __future__ import annotations

import pytest

from sync.cells import LANGUAGES
from tests import cast
from tests.golden_files import holds
from tests.jobs.papers import test_manual
from tests.jobs.papers.test_packet import newcomer, text


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_reads_as_it_did(language: str, rewrite: bool) -> None:
    holds(f"papers/packet-{language}.txt", text(newcomer(language=language)), rewrite)


def test_the_handbook_reads_as_it_did(rewrite: bool) -> None:
    holds("papers/handbook.txt", test_manual.text(cast.rules(check_ins="Weekly")), rewrite)
