"""The commands about one client, review and forget: text -> values, as in cli.py, which adds them to the group."""

from __future__ import annotations

import click

from jobs.door import Asked, desk_of, guarded, say_json, stop


@click.command()
@click.argument("client", metavar="CLIENT")
@click.option(
    "--for", "reader", type=click.Choice(["coach"]), help="With ratings, notes and decisions; not to be shown."
)
@click.option("--pdf", "as_pdf", is_flag=True, help="As a PDF, too.")
@click.pass_obj
def review(asked: Asked, client: str, reader: str | None, as_pdf: bool) -> None:
    """Write a client's file, fit to be shown; a part of the name is enough."""

    def work() -> int:
        from jobs import review as reviewing
        from jobs.papers.paper import PaperProblem
        from jobs.whom import NotOne

        try:
            written = reviewing.write(desk_of(asked), client, reader == "coach", as_pdf)
        except (NotOne, PaperProblem) as problem:
            stop(str(problem), problem.exit_status)
        for sentence in written.remarks:
            click.echo(sentence, err=True)
        for line in written.lines:
            click.echo(line)
        if asked.json:
            say_json(written.as_json())
        return written.exit_status

    guarded(work)


@click.command()
@click.argument("client", metavar="CLIENT")
@click.pass_obj
def forget(asked: Asked, client: str) -> None:
    """Remove a client's personal data from ledger, Mail log and Replies, and say what is left to delete."""

    def work() -> int:
        from jobs import forget as forgetting
        from jobs.whom import NotOne

        try:
            gone = forgetting.forget(desk_of(asked), client)
        except NotOne as problem:
            stop(str(problem), problem.exit_status)
        for sentence in gone.problems:
            click.echo(sentence, err=True)
        click.echo("\n".join(gone.lines))
        if asked.json:
            say_json(gone.as_json())
        return gone.exit_status

    guarded(work)
