"""LibreOffice as a judge of .xlsx files: it opens them, works out the formulas and saves what it saw."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

needs_office = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")


def reopened(path: Path, folder: Path) -> Path:
    """The workbook as LibreOffice saves it again, with the value of every formula."""
    out = folder / "reopened"
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out)]
    subprocess.run([*command, str(path)], check=True, capture_output=True, timeout=180)
    return out / path.name
