"""The outbox: the contract of all transports, files named by keys, kills, full disks."""

from __future__ import annotations

import os
import signal
import stat
from multiprocessing import get_context
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.mail import TRANSPORTS
from jobs.mail.base import Refused, Transport, Unusable
from jobs.mail.outbox import Outbox
from tests.contracts.transport import KEY, Mailbox, TransportContract, letter


class Folder:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def open(self) -> Transport:
        return Outbox(self.folder)

    def arrived(self) -> list[bytes]:
        return [path.read_bytes() for path in sorted(self.folder.glob("*"))]


class TestOutbox(TransportContract):
    @pytest.fixture
    def mailbox(self, tmp_path: Path) -> Mailbox:
        return Folder(tmp_path / "outbox")


def test_a_letter_is_one_file_named_by_its_key_for_this_user_only(tmp_path: Path) -> None:
    outbox = tmp_path / "letters" / "outbox"
    with Outbox(outbox) as transport:
        assert not outbox.exists()
        transport.send(letter())
    assert [path.name for path in outbox.iterdir()] == [f"{KEY}.eml"]
    assert stat.S_IMODE((outbox / f"{KEY}.eml").stat().st_mode) == 0o600
    assert [stat.S_IMODE(path.stat().st_mode) for path in (outbox, outbox.parent)] == [0o700, 0o700]


def test_a_letter_that_stands_there_was_sent_and_is_left_as_it_is(tmp_path: Path) -> None:
    with Outbox(tmp_path) as transport:
        transport.send(letter())
        before = (tmp_path / f"{KEY}.eml").read_bytes()
        transport.send(letter(Subject="Other words"))
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [before]


@given(key=st.text(max_size=60))
def test_only_the_key_itself_finds_the_letter(tmp_path: Path, key: str) -> None:
    with Outbox(tmp_path) as transport:
        transport.send(letter())
        assert transport.find(key) is (key == KEY)


@pytest.mark.parametrize("key", ["../../etc/x", "a/b", ".hidden", "..", "a\\b", "a.eml", "x%2Fy"])
def test_a_strange_key_is_one_plain_file_in_the_folder(tmp_path: Path, key: str) -> None:
    with Outbox(tmp_path / "outbox") as transport:
        message = letter("k1")
        message.replace_header("X-Coachsheet-Key", key)
        transport.send(message)
        assert transport.find(key)
    (path,) = tmp_path.rglob("*.eml")
    assert path.parent == tmp_path / "outbox"
    assert not path.name.startswith(".")


@pytest.mark.parametrize("key", ["", "k" * 400])
def test_a_letter_without_a_usable_key_is_refused(tmp_path: Path, key: str) -> None:
    message = letter()
    message.replace_header("X-Coachsheet-Key", key)
    with Outbox(tmp_path) as transport, pytest.raises(Refused, match="no key"):
        transport.send(message)


@pytest.mark.parametrize("key", ["ö", "nul\x00"])
def test_a_key_that_no_header_can_say_is_refused(tmp_path: Path, key: str) -> None:
    message = letter()
    message.replace_header("X-Coachsheet-Key", key)
    with Outbox(tmp_path) as transport, pytest.raises(Refused, match="cannot be written"):
        transport.send(message)
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("")
    with Outbox(tmp_path / "outbox") as transport:
        with pytest.raises(Unusable, match="cannot take letters"):
            transport.send(letter())
        with pytest.raises(Unusable, match="cannot be written"):
            transport.check()


def test_a_check_makes_nothing(tmp_path: Path) -> None:
    with Outbox(tmp_path / "a" / "outbox") as transport:
        transport.check()
    assert list(tmp_path.iterdir()) == []


def exit_status(work: object) -> int | None:
    child = get_context("fork").Process(target=work)  # type: ignore[arg-type]
    child.start()
    child.join(60)
    return child.exitcode


def test_a_read_only_folder_is_told(tmp_path: Path) -> None:
    def as_somebody_else() -> None:
        os.chdir(tmp_path)
        if os.geteuid() == 0:
            os.setuid(65534)
        with Outbox(Path()) as transport:
            with pytest.raises(Unusable, match="cannot take letters"):
                transport.send(letter())
            with pytest.raises(Unusable, match="cannot be written"):
                transport.check()

    tmp_path.chmod(0o555)
    assert exit_status(as_somebody_else) == 0


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    def with_little_room() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        with Outbox(tmp_path) as transport, pytest.raises(Unusable, match="cannot take letters"):
            transport.send(letter())

    assert exit_status(with_little_room) == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("moment", ["fsync", "rename"])
@pytest.mark.parametrize("after", [False, True])
def test_killed_at_any_moment_the_letter_is_whole_or_missing_and_the_next_run_sweeps(
    tmp_path: Path, moment: str, after: bool
) -> None:
    def killed() -> None:
        place = os if moment == "fsync" else Path
        real = getattr(place, moment)

        def deadly(*args: object) -> None:
            if after:
                real(*args)
            os.kill(os.getpid(), signal.SIGKILL)

        setattr(place, moment, deadly)
        with Outbox(tmp_path) as transport:
            transport.send(letter())

    assert exit_status(killed) == -signal.SIGKILL
    with Outbox(tmp_path) as transport:
        stands = transport.find(KEY)
        assert stands is (moment == "rename" and after)
        transport.send(letter())
    (path,) = tmp_path.iterdir()
    assert path.name == f"{KEY}.eml"
    assert path.read_bytes().endswith(b"--\r\n")


def test_the_file_of_a_writer_that_still_runs_is_not_swept(tmp_path: Path) -> None:
    running = tmp_path / f".{KEY}.{os.getppid()}.partial"
    foreign = tmp_path / ".notes.partial"
    running.write_text("x")
    foreign.write_text("x")
    with Outbox(tmp_path):
        assert running.exists() and foreign.exists()


def test_the_settings_open_an_outbox_without_making_it(tmp_path: Path) -> None:
    class Mail:
        outbox = tmp_path / "outbox"
        host, port, security, username, password = "localhost", 25, "none", "", ""
        per_minute, max_per_connection = 60, 100
        credentials, subject_user = tmp_path / "credentials.json", ""

    for name in TRANSPORTS:
        transport = TRANSPORTS[name](Mail(), "http://127.0.0.1:9")  # type: ignore[arg-type]
        assert transport.is_safe_to_rehearse
    assert list(tmp_path.iterdir()) == []
