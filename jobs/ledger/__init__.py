"""Which ledger a workbook has, by its URL. A driver is imported when it is chosen."""

from __future__ import annotations

from pathlib import Path

from jobs.ledger.base import Ledger, LedgerProblem


def open_ledger(url: str, workbook_identity: str, base: Path, *, dry_run: bool = False) -> Ledger:
    """The ledger of one workbook, to be used in a `with`; `base` is what a relative path is relative to.

    `sqlite:///file.db` is relative, `sqlite:////folder/file.db` absolute (contract, section 6). A dry run
    gets a copy in memory: it can be asked and told everything, and the disk stays as it is. `postgresql://…`
    is as libpq has it; open, it holds the workbook against other machines (guarantee 8). Raises LedgerProblem
    for any other URL, never repeating it: it may hold a password.
    """
    scheme, _, place = url.partition("://")
    if scheme in ("postgresql", "postgres"):
        from jobs.ledger.postgres import PostgresCopy, PostgresLedger

        return (PostgresCopy if dry_run else PostgresLedger)(url, workbook_identity)
    name = place.removeprefix("/")
    if scheme != "sqlite" or name == place or not name.strip("/ ") or name == ":memory:" or set(name) & set("?#\0"):
        raise LedgerProblem("[ledger] url is not one that can be used: a file is written sqlite:///coachsheet.db")
    from jobs.ledger.sqlite import SqliteLedger

    return SqliteLedger(base / name, workbook_identity, dry_run=dry_run)
