"""What holds for every test: no network beyond this machine, a zone that is nobody's, one way of searching."""

from __future__ import annotations

import os
import tempfile
import time

from hypothesis import HealthCheck, settings

for name in [n for n in os.environ if n.startswith("COACHSHEET_") and "__" in n]:
    del os.environ[name]
for name in ("SHEETS_EMULATOR_HOST", "XDG_CONFIG_HOME"):
    os.environ.pop(name, None)

os.environ["TZ"] = "Pacific/Chatham"  # 12:45 or 13:45 ahead: the machine's own clock face must not matter anywhere
time.tzset()

ENOUGH = 2 * 2**30


def _memory() -> str:
    """A folder in memory with room enough, where this machine has one: each fsync on a disk waits, and there are
    tens of thousands of them. Blank: there is none."""
    folder = "/dev/shm"
    try:
        found = os.statvfs(folder)
    except OSError:
        return ""
    fit = os.access(folder, os.W_OK) and not found.f_flag & os.ST_NOEXEC
    return folder if fit and found.f_bavail * found.f_frsize > ENOUGH else ""


if folder := _memory():
    os.environ["TMPDIR"] = tempfile.tempdir = folder

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]
# The suite is a gate: it walks the same histories every time. `make soak` walks new ones, but in CI.
settings.register_profile("default", deadline=None, max_examples=50, derandomize=True, suppress_health_check=_SLOW)
settings.register_profile(
    "soak",
    settings.get_profile("default"),
    max_examples=int(os.environ.get("COACHSHEET_SOAK_EXAMPLES", "1000")),
    derandomize="CI" in os.environ,
)
settings.load_profile("soak" if os.environ.get("COACHSHEET_SOAK") else "default")
