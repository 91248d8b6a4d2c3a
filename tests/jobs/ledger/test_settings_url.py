"""What the settings say of a ledger's URL before anything is opened; never the URL itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from jobs import settings
from jobs.settings import SettingsProblem


def loaded(folder: Path, url: str, mode: int = 0o600) -> settings.Settings:
    file = folder / "coachsheet.toml"
    file.write_text(f"[ledger]\nurl = '{url}'\n", encoding="utf-8")
    file.chmod(mode)
    return settings.load(file, {}, folder, folder)


@pytest.mark.parametrize(
    "place",
    [
        "ana:geheim@db.example.com/practice", "ana:p%40ss@db:5432/practice?sslmode=verify-full", "h1:1,h2:2/practice",
        "ana@[::1]:5432/practice", "/practice?host=/run/postgresql", "ana:@%2Frun%2Fpostgresql/practice", "db",
    ],
)  # fmt: skip
def test_a_url_as_libpq_has_it_is_taken(tmp_path: Path, place: str) -> None:
    for scheme in ("postgres", "postgresql"):
        assert loaded(tmp_path, f"{scheme}://{place}").ledger.url == f"{scheme}://{place}"


@pytest.mark.parametrize(
    "place", ["ana:ge@heim@db/x", "ana:ge/heim@db/x", "ana:ge#heim@db/x", "ana:ge heim@db/x", "ana:geheim%@db/x"]
)
def test_a_password_that_would_be_misread_is_told_without_it(tmp_path: Path, place: str) -> None:
    with pytest.raises(SettingsProblem) as problem:
        loaded(tmp_path, f"postgresql://{place}")
    assert "%40 %3A %2F for @ : / in the password" in str(problem.value)
    assert "heim" not in str(problem.value)


def test_a_settings_file_with_a_password_in_the_url_is_for_this_user_only(tmp_path: Path) -> None:
    open_to_all = loaded(tmp_path, "postgresql://ana:geheim@db/x", 0o644)
    assert [warning for warning in open_to_all.warnings if "chmod 600" in warning and "geheim" not in warning]
    assert not loaded(tmp_path, "postgresql://ana:geheim@db/x").warnings
    assert not loaded(tmp_path, "postgresql://ana@db/x?sslmode=require", 0o644).warnings
