"""The door of the command line: text -> values, errors -> one sentence and an exit status."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO, cast

import click

from jobs.outlet import Outlet

if TYPE_CHECKING:
    from jobs.desk import Desk
    from jobs.settings import Settings


FIRST_YEAR, LAST_YEAR = 2000, 2100
"""The years that a sheet's dates are read in (contract, section 2): a run needs room for months before and after."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The options before the command, as they were given."""

    config: Path | None
    as_of: datetime | None
    dry_run: bool
    force: bool
    json: bool
    verbose: bool


class Instant(click.ParamType[datetime]):
    """An ISO 8601 instant; without an offset it is UTC."""

    name = "ISO-INSTANT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            found = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no instant such as 2026-11-22T10:00+01:00", param, ctx)
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            self.fail(f"{value!r} lies outside of the years {FIRST_YEAR} to {LAST_YEAR}", param, ctx)
        return found


def stop(sentence: str, status: int) -> NoReturn:
    """One line (or one a problem) on stderr, and the exit status."""
    click.echo(sentence, err=True)
    _end(status)


_OF_THE_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM}
"""Full, read-only or closed to this user: that is no fault of ours, wherever it is met."""

UNDONE = "It was not done, or not all is well; the lines say why."
"""In `problems`, where a command has no figures: those lines may hold names, and `problems` never do."""
_SAID = "coachsheet.json"


def say_json(line: str) -> None:
    """What a command has to say to machines; once said, nothing follows on stdout."""
    click.get_current_context().meta[_SAID] = True
    click.echo(line)


def _end(status: int) -> NoReturn:
    """With --json the last line is one object, whichever command it was and however it ended."""
    here = click.get_current_context(silent=True)
    if here and isinstance(here.obj, Asked) and here.obj.json and not here.meta.get(_SAID):
        say_json(json.dumps({"job": here.info_name, "problems": [UNDONE] if status else []}))
    sys.exit(status)


def settings_of(asked: Asked) -> Settings:
    """The settings, checked as a whole; problems end with 2."""
    from jobs import settings

    try:
        found = settings.load(asked.config, os.environ, Path.cwd(), settings.config_home(os.environ, Path.home()))
    except settings.SettingsProblem as problem:
        stop(str(problem), problem.exit_status)
    for warning in found.warnings:
        click.echo(warning, err=True)
    if found.emulator:
        click.echo(f"SHEETS_EMULATOR_HOST is on: Google calls go to {found.emulator}", err=True)
    return found


def desk_of(asked: Asked) -> Desk:
    """What the command works with. As of another instant, mail leaves this machine in a dry run only."""
    from jobs.desk import Desk

    found = settings_of(asked)
    if asked.as_of and not asked.dry_run and not _stays_here(found):
        stop("--as-of with a mail server needs --dry-run: letters would go out with another day's date.", 2)
    now, verbose = asked.as_of or datetime.now(UTC), asked.verbose
    return Desk(found, now, asked.as_of is not None, asked.dry_run, asked.force, verbose=verbose)


def _stays_here(found: Settings) -> bool:
    from jobs.hosts import is_loopback

    return found.mail.transport == "outbox" or (found.mail.transport == "smtp" and is_loopback(found.mail.host))


class Door(click.Group):
    """The group of commands. Exit status 1 where not all that a command said could be written."""

    def main(self, *args: Any, **more: Any) -> Any:
        streams = sys.stdout, sys.stderr
        out, err = (Outlet(stream or _nowhere()) for stream in streams)
        sys.stdout, sys.stderr = cast(TextIO, out), cast(TextIO, err)
        try:
            return super().main(*args, **more)
        except SystemExit as end:
            raise SystemExit(_status(end.code, out, err)) from None
        finally:
            sys.stdout, sys.stderr = streams


def _nowhere() -> TextIO:
    """Instead of a stream that was closed from the start. It takes its number, too, which no file of ours is to get."""
    return os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")


def _status(status: Any, out: Outlet, err: Outlet) -> Any:
    """Who reads no further (`| head`) wanted no more, so that nothing is said of it."""
    if out.broken and out.broken.errno != errno.EPIPE:
        why = out.broken.strerror
        click.echo(f"Not all of the output could be written: {why}. The work itself went on to its end.", err=True)
    return status or int(bool(out.broken or err.broken))


def guarded(work: Callable[[], int]) -> NoReturn:
    """Run it; what cannot be done ends in one plain sentence and its exit status."""
    from jobs.ledger.base import LedgerProblem
    from jobs.lock import Held
    from jobs.mail.base import MailProblem
    from sync.workbook.base import WorkbookProblem

    try:
        status = work()
    except Held as held:
        stop(str(held), held.exit_status)
    except WorkbookProblem as problem:
        stop(str(problem), problem.exit_status)
    except (LedgerProblem, MailProblem) as problem:
        stop(str(problem), 1)
    except OSError as error:
        if error.errno not in _OF_THE_DISK:
            raise
        stop(f"{error.filename or 'A file'} cannot be written: {error.strerror}. Make room, or allow it.", 1)
    _end(status)
