"""The click group: one command a function, which imports what it needs and hands over plain values."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jobs import cli_client
from jobs.cli_handbook import handbook
from jobs.door import Asked, Door, Instant, desk_of, guarded, say_json, settings_of, stop

if TYPE_CHECKING:
    from jobs.demo import Played
    from jobs.desk import Desk


@click.group(cls=Door, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="The settings; else ./coachsheet.toml.")
@click.option("--as-of", type=Instant(), help="Run as if it were that instant.")
@click.option("--dry-run", is_flag=True, help="Say what would change and go out; write nothing.")
@click.option("--force", is_flag=True, help="Go on although a guard would stop the run.")
@click.option("--json", is_flag=True, help="One JSON object as the last line.")
@click.option("-v", "verbose", is_flag=True, help="Say more on stderr.")
@click.version_option(package_name="coachsheet", message="%(prog)s %(version)s")
@click.pass_context
def main(ctx: click.Context, /, **asked: Any) -> None:
    """The accountability system of a coaching practice, in the spreadsheet that the practice already keeps."""
    os.umask(0o077)
    ctx.obj = Asked(**asked)


def _run(asked: Asked, name: str) -> int:
    from jobs.heartbeat import Heartbeat

    desk = desk_of(asked)
    if name == "inbox" and not desk.settings.inbox.used:
        stop("There is no inbox to read: set host under [inbox] in the settings.", 2)
    url = "" if asked.dry_run else desk.settings.heartbeat.url
    with Heartbeat(url, lambda sentence: click.echo(sentence, err=True)) as heartbeat:
        heartbeat.status = _done(asked, name, desk, heartbeat.begin)
        return heartbeat.status


def _done(asked: Asked, name: str, desk: Desk, begun: Callable[[], None]) -> int:
    from jobs import nightly

    job = nightly.JOBS[name]
    summary, problem = nightly.tried(desk, job, begun)
    if problem:
        if asked.json:
            say_json(summary.as_json())
        raise problem
    for sentence in (*summary.problems, *summary.remarks):
        click.echo(sentence, err=True)
    for line in summary.plan:
        click.echo(line, err=not asked.dry_run)
    done = summary.sent or summary.failed or summary.in_doubt or summary.answers
    worth_a_line = not job.quiet or done or asked.dry_run or asked.verbose
    if worth_a_line or sys.stdout.isatty():
        click.echo(summary.as_line())
    if asked.json:
        say_json(summary.as_json())
    return summary.exit_status


RUNS = {
    "sync": "Read the workbook, write the columns that are the jobs' own.",
    "inbox": "Read the answers and bounces that came by email (for every hour).",
    "letters": "Send what is due now (for every hour).",
    "digest": "Send the coaches' digests of the day.",
    "nightly": "Everything of a night in one run.",
}


def _add(name: str, does: str) -> None:
    @main.command(name, help=does)
    @click.pass_obj
    def run(asked: Asked) -> None:
        guarded(lambda: _run(asked, name))


for _name, _does in RUNS.items():
    _add(_name, _does)


@main.command()
@click.pass_obj
def demo(asked: Asked) -> None:
    """Make an example practice here and play its last two weeks."""

    def work() -> int:
        from jobs import demo as example

        if asked.dry_run:
            click.echo(example.plan(Path.cwd()))
            return 0
        now = asked.as_of or datetime.now(UTC)
        click.echo(example.head())
        folder = example.play(Path.cwd(), now.astimezone(example.HOME).date(), _tell)
        click.echo("\n".join(example.ending(folder)))
        return 0

    guarded(work)


def _tell(played: Played) -> None:
    from jobs.demo import line

    click.echo(line(played))


@main.command()
@click.option("--adopt", multiple=True, metavar="TAB.HEADER", help="Hand over a column that stands there filled.")
@click.pass_obj
def setup(asked: Asked, adopt: tuple[str, ...]) -> None:
    """Make the workbook, or complete the one that stands."""

    def work() -> int:
        from jobs import setup as setting_up

        if asked.config is None and not asked.dry_run:
            _make_settings()
        found = setting_up.run(desk_of(asked), adopt)
        click.echo("\n".join(setting_up.lines(found)))
        return found.exit_status

    guarded(work)


def _make_settings() -> None:
    """The first setup in a folder makes the settings too."""
    from jobs import settings

    try:
        settings.load(None, os.environ, Path.cwd(), settings.config_home(os.environ, Path.home()))
    except settings.NoSettings:
        click.echo(
            f"made: {settings.write_sample(Path.cwd())}, the settings; look at [mail] from before letters go out"
        )
    except settings.SettingsProblem:
        return  # told in full when the command reads them


@main.command()
@click.argument("key", required=False)
@click.argument("outcome", required=False, type=click.Choice(["sent", "not-sent"]))
@click.pass_obj
def resolve(asked: Asked, key: str | None, outcome: str | None) -> None:
    """List the letters in doubt, or settle one: resolve KEY sent|not-sent."""
    if bool(key) != bool(outcome):
        raise click.UsageError("Say KEY and sent or not-sent, or nothing for the list.")

    def work() -> int:
        from jobs import resolve as resolving

        desk = desk_of(asked)
        if key is None:
            doubtful = resolving.doubtful(desk)
            for sent in doubtful:
                click.echo(f"{sent.key}  {sent.when:%Y-%m-%d %H:%M}  {', '.join(sent.kinds)}")
            if not doubtful:
                click.echo("No letter is in doubt.")
            return 0
        try:
            click.echo(resolving.settle(desk, key, outcome == "sent"))
        except resolving.NotInDoubt as problem:
            stop(str(problem), problem.exit_status)
        return 0

    guarded(work)


@main.command()
@click.pass_obj
def rebuild(asked: Asked) -> None:
    """Rebuild the ledger from the workbook."""

    def work() -> int:
        from jobs import rebuild as rebuilding

        click.echo(rebuilding.run(desk_of(asked)))
        return 0

    guarded(work)


@main.command()
@click.option("--systemd", is_flag=True, help="Units for systemd instead of cron lines.")
@click.option("--check", is_flag=True, help="Say whether the jobs ran.")
@click.pass_obj
def schedule(asked: Asked, systemd: bool, check: bool) -> None:
    """Print the lines that make the jobs run by themselves."""

    def work() -> int:
        from jobs import look
        from jobs import schedule as timetable

        if check:
            desk = desk_of(asked)
            workbook = desk.workbook()
            with desk.memory(workbook.identity) as ledger:
                runs = look.read(desk, workbook, ledger).record.runs
            found = timetable.check(runs, desk.now, workbook.name)
            click.echo(found.text)
            return found.exit_status
        settings = settings_of(asked)
        command = timetable.command_of(Path(sys.executable))
        variables = [name for name in os.environ if name.startswith("COACHSHEET_") and "__" in name]
        lines = timetable.systemd_units if systemd else timetable.cron_lines
        click.echo(lines(command, settings.file, settings.inbox.used, variables), nl=False)
        return 0

    guarded(work)


@main.command()
@click.pass_obj
def inventory(asked: Asked) -> None:
    """Why, how, who, what, when and where: for the practice, and client by client."""

    def work() -> int:
        from jobs import inventory as taking

        found = taking.take(desk_of(asked))
        click.echo(found.as_text())
        if asked.json:
            say_json(found.as_json())
        return 0

    guarded(work)


@main.command()
@click.pass_obj
def doctor(asked: Asked) -> None:
    """Say what is wrong and how to mend it; end with Ready, or the next step."""

    def work() -> int:
        from jobs import doctor as examining

        found = examining.examine(desk_of(asked))
        for finding in found:
            click.echo(str(finding))
        click.echo(examining.ending(found))
        return 0 if examining.ending(found) == "Ready" else 1

    guarded(work)


@main.command()
@click.argument("letter", metavar="LETTER")
@click.option("--client", default="", metavar="NAME", help="A client; a part of the name is enough.")
@click.option("--to", "to", type=click.Choice(["me"]), help="Mail it to the coach instead of showing it.")
@click.pass_obj
def preview(asked: Asked, letter: str, client: str, to: str | None) -> None:
    """Show a letter as it would go out: next, or that of a section or of a step (recommit, look-back, ...)."""
    from jobs import preview as previewing
    from jobs import preview_steps
    from jobs.letters.letter import LetterProblem
    from jobs.shown import show

    letter = preview_steps.named(letter)
    if letter not in previewing.LETTERS:
        raise click.UsageError(f"LETTER is one of {', '.join(previewing.LETTERS)}.")

    def work() -> int:
        desk = desk_of(asked)
        try:
            made = previewing.make(desk, letter, client, to == "me")
        except (previewing.NothingToShow, LetterProblem) as problem:
            stop(str(problem), 1)
        if not made.really:
            click.echo("A sample: not what goes out next, but made of the same rows.", err=True)
        if to and not asked.dry_run:
            with desk.transport() as transport:
                transport.send(made.message)
            click.echo("Mailed to the coach.")
        else:
            show(made.message)
        return 0

    guarded(work)


for _command in (handbook, cli_client.review, cli_client.forget):
    main.add_command(_command)


if __name__ == "__main__":
    main()
