"""Expected output as files under tests/golden: compared, or written anew with `--golden-rewrite` and read as a diff."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def holds(name: str, text: str, rewrite: bool) -> None:
    """The text is what the file of that name holds; with `rewrite` the file is written first."""
    path = FOLDER / name
    if rewrite:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text
