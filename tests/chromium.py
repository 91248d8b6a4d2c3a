"""One start of a headless Chromium that shows many letters, at several widths, light and dark, and measures them."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

WHERE = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome") or ""
"""The program; blank where there is none."""
QUIETLY = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-component-update",
    "--disable-background-networking", "--disable-sync", "--disable-extensions", "--hide-scrollbars",
)  # fmt: skip
MEASURES = Path(__file__).with_name("chromium.js")
_FOUND = re.compile(r'<pre id="found">(.*?)</pre>', re.DOTALL)


def flaws(pages: Mapping[str, str], widths: tuple[int, ...]) -> tuple[list[str], int]:
    """What is wrong with these pages as they are shown, a line each; and how many times one was looked at."""
    shown = json.dumps({"pages": pages, "widths": widths}).replace("<", "\\u003c")
    frame = f"<!doctype html><meta charset=utf-8><body><script>const given = {shown};\n{MEASURES.read_text()}</script>"
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "page.html")
        page.write_text(frame, "utf-8")
        ran = subprocess.run(
            [WHERE, *QUIETLY, f"--user-data-dir={folder}/profile", "--virtual-time-budget=600000", "--dump-dom",
             page.as_uri()],
            capture_output=True, text=True, timeout=240, check=False,
        )  # fmt: skip
    match = _FOUND.search(ran.stdout)
    assert match, f"Chromium showed nothing: {ran.stderr[-500:]}"
    found = json.loads(html.unescape(match[1]))
    assert not found.get("error"), found["error"]
    return found["flaws"], found["looks"]
