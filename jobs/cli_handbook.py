"""The command that writes the practice's own paper: text -> values, as in cli.py, which adds it to the group."""

from __future__ import annotations

import click

from jobs.door import Asked, desk_of, guarded, say_json, stop


@click.command()
@click.option("--pdf", "as_pdf", is_flag=True, help="As a PDF, too.")
@click.pass_obj
def handbook(asked: Asked, as_pdf: bool) -> None:
    """Write the policies as the practice's operations manual, beside the settings."""

    def work() -> int:
        from jobs import handbook as writing
        from jobs.papers.paper import PaperProblem

        try:
            found = writing.write(desk_of(asked), as_pdf)
        except PaperProblem as problem:
            stop(str(problem), problem.exit_status)
        for sentence in found.problems:
            click.echo(sentence, err=True)
        click.echo(found.as_text())
        if asked.json:
            say_json(found.as_json())
        return found.exit_status

    guarded(work)
