"""The bar stands on a terminal, while many emails go out, and nowhere else."""

from __future__ import annotations

import io

import pytest

from jobs import progress
from tests.practice_files import EIGHT, many, practice


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("where", "length", "shown"),
    [(Screen(), 12, True), (Screen(), progress.LONG - 1, False), (io.StringIO(), 12, False)],
)
def test_it_counts_for_people_at_a_terminal_only(
    where: io.StringIO, length: int, shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr", where)
    with progress.bar(length) as step:
        for _ in range(length):
            step()
    assert ("12/12" in where.getvalue() and "emails" in where.getvalue()) is shown
    assert shown or not where.getvalue()


def test_a_run_of_many_emails_moves_it_once_for_each(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[int] = []
    monkeypatch.setattr(progress, "LONG", 10**9)
    real = progress.bar

    def counted(length: int) -> object:
        steps.append(length)
        return real(length)

    monkeypatch.setattr(progress, "bar", counted)
    clients, commitments = many(7)
    assert practice(tmp_path, clients, commitments).run(EIGHT).letters[0] == 7  # type: ignore[arg-type]
    assert steps == [7]
