"""A letter on the screen of whoever asks for it: the text part in the terminal, the HTML part in a browser."""

from __future__ import annotations

import os
import sys
from email.message import EmailMessage
from pathlib import Path

import click


def show(message: EmailMessage) -> None:
    """The text part here, and the HTML part in the browser where there is a screen."""
    for header in ("From", "To", "Subject"):
        click.echo(f"{header}: {message[header]}")
    click.echo("")
    click.echo(_part(message, "plain"))
    for file in message.iter_attachments():
        size = len(file.get_payload(decode=True) or b"")
        click.echo(f"Attached: {file.get_filename() or file.get_content_type()} ({-(-size // 1024)} KB)")
    if sys.stdout.isatty() and (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        import tempfile
        import webbrowser

        with tempfile.NamedTemporaryFile("w", suffix=".html", delete=False, encoding="utf-8") as page:
            page.write(_part(message, "html"))
        webbrowser.open(Path(page.name).as_uri())


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part else ""
