"""A monitor on loopback, alive, dead and lying: what it hears, and that no run is the worse for it."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from jobs import lock
from jobs.heartbeat import Heartbeat
from tests.practice_files import EIGHT, Practice, practice

ROOT = Path(__file__).parents[2]
SECRET = "c0ffee-4711"


class Monitor(ThreadingHTTPServer):
    """Keeps what it was asked; answers `status`, to `location` if it is a redirect; `hangs` until it is closed."""

    daemon_threads = True

    def __init__(self, status: int = 200, location: str = "", hangs: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), Asked)
        self.status, self.location, self.hangs = status, location, hangs
        self.heard: list[str] = []
        self.bodies: list[int] = []
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/ping/{SECRET}"

    @property
    def steps(self) -> list[str]:
        return [path.removeprefix(f"/ping/{SECRET}") for path in self.heard]


class Asked(BaseHTTPRequestHandler):
    server: Monitor

    def do_GET(self) -> None:
        self.server.heard.append(self.path)
        self.server.bodies.append(int(self.headers.get("Content-Length") or 0))
        if self.server.hangs:
            self.server.over.wait(20)
            return
        self.send_response(self.server.status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def listening(status: int = 200, location: str = "", hangs: bool = False) -> Iterator[Monitor]:
    monitor = Monitor(status, location, hangs)
    threading.Thread(target=monitor.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield monitor
    finally:
        monitor.over.set()
        monitor.shutdown()
        monitor.server_close()


@pytest.fixture
def monitor() -> Iterator[Monitor]:
    with listening() as running:
        yield running


def watched(folder: Path, url: str) -> Practice:
    one = practice(folder)
    with one.settings.open("a", encoding="utf-8") as file:
        file.write(f'[heartbeat]\nurl = "{url}"\n')
    return one


@pytest.mark.parametrize("job", ["sync", "letters", "nightly"])
def test_a_run_that_ends_well_is_heard_at_its_start_and_its_end(job: str, monitor: Monitor, tmp_path: Path) -> None:
    found = watched(tmp_path, monitor.url).run(EIGHT, job)
    assert (found.status, found.stderr) == (0, "")
    assert (monitor.steps, monitor.bodies) == (["/start", ""], [0, 0])


def test_a_run_that_could_not_be_done_is_heard_as_failed(monitor: Monitor, tmp_path: Path) -> None:
    one = watched(tmp_path, monitor.url)
    one.workbook.write_bytes(b"no workbook")
    assert one.run(EIGHT).status == 1
    assert monitor.steps == ["/start", "/fail"]


def test_a_run_that_ends_with_1_is_heard_as_failed(monitor: Monitor, tmp_path: Path) -> None:
    one = watched(tmp_path, monitor.url)
    one.run(EIGHT)
    for number in range(6, 1, -1):
        one.edit("Clients", number, Client=None, Email=None)
    assert one.run(EIGHT).status == 1, "suddenly empty"
    assert monitor.steps == ["/start", "", "/start", "/fail"]


def test_what_no_handler_expects_is_heard_as_failed_and_goes_on(monitor: Monitor) -> None:
    with pytest.raises(KeyboardInterrupt), Heartbeat(monitor.url, pytest.fail) as heartbeat:
        heartbeat.begin()
        raise KeyboardInterrupt
    assert monitor.steps == ["/start", "/fail"]


def test_a_run_that_another_one_holds_is_not_heard(monitor: Monitor, tmp_path: Path) -> None:
    one = watched(tmp_path, monitor.url)
    with lock.hold(one.folder / ".practice.xlsx.coachsheet-lock"):
        assert one.run(EIGHT).status == 3
    assert monitor.heard == []


def test_a_dry_run_is_not_heard(monitor: Monitor, tmp_path: Path) -> None:
    assert watched(tmp_path, monitor.url).run(EIGHT, "nightly", "--dry-run").status == 0
    assert monitor.heard == []


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("/uuid", "/uuid/start", "/uuid"),
        ("/uuid/", "/uuid/start", "/uuid/"),
        ("/uuid?key=a/b&rid=1", "/uuid/start?key=a/b&rid=1", "/uuid?key=a/b&rid=1"),
        ("/uuid/?key=x#part", "/uuid/start?key=x", "/uuid/?key=x"),
        ("", "/start", "/"),
        ("/a%2Fb", "/a%2Fb/start", "/a%2Fb"),
    ],
)
def test_the_step_joins_the_path_whatever_the_url_looks_like(
    written: str, start: str, end: str, monitor: Monitor
) -> None:
    with Heartbeat(f"http://127.0.0.1:{monitor.server_port}{written}", pytest.fail) as heartbeat:
        heartbeat.begin()
        heartbeat.status = 0
    assert monitor.heard == [start, end]


@pytest.mark.parametrize("status", [301, 307, 404, 500])
def test_an_answer_other_than_yes_is_one_remark_and_changes_nothing(status: int, tmp_path: Path) -> None:
    plain = practice(tmp_path / "plain").run(EIGHT)
    with listening() as other, listening(status, f"{other.url}/elsewhere") as monitor:
        found = watched(tmp_path / "watched", monitor.url).run(EIGHT)
    assert (found.status, found.letters) == (plain.status, plain.letters)
    assert other.heard == [], "the url goes to nobody else"
    assert found.stderr.count("The heartbeat was not heard") == found.stderr.count("\n") == 1
    assert SECRET not in found.stderr + found.stdout
    assert monitor.steps == ["/start", ""], "the end is told although the start was not heard"


def test_a_monitor_that_is_not_there_or_hangs_holds_nothing_up(tmp_path: Path) -> None:
    with listening() as gone:
        url = gone.url
    told: list[str] = []
    with Heartbeat(url, told.append) as heartbeat:
        heartbeat.begin()
        heartbeat.status = 0
    with listening(hangs=True) as monitor, Heartbeat(monitor.url, told.append, patience=0.2) as heartbeat:
        heartbeat.begin()
        heartbeat.status = 0
    assert monitor.steps[0] == "/start"
    assert len(told) == 2 and SECRET not in "".join(told)


@pytest.mark.parametrize(
    "url", ["https://", "https://[::1", "https://" + "a" * 80 + ".invalid/x", "https://x\udc80/", "ftp://127.0.0.1/x"]
)
def test_a_url_that_is_none_raises_nothing(url: str) -> None:
    told: list[str] = []
    with Heartbeat(url, told.append) as heartbeat:
        heartbeat.begin()
        heartbeat.status = 0
    assert len(told) == 1


def test_the_proxy_of_the_environment_is_used(monitor: Monitor, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{monitor.server_port}")
    with Heartbeat("http://monitor.invalid/uuid", pytest.fail) as heartbeat:
        heartbeat.begin()
        heartbeat.status = 0
    assert monitor.heard == ["http://monitor.invalid/uuid/start", "http://monitor.invalid/uuid"]


def test_without_a_url_nothing_is_imported() -> None:
    code = (
        "import sys\nfrom jobs.heartbeat import Heartbeat\n"
        "with Heartbeat('', print) as heartbeat:\n    heartbeat.begin()\n"
        "print([name for name in ('requests', 'urllib3', 'http.client') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout == "[]\n"
