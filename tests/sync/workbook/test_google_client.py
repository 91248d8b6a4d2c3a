"""The client under bad weather: what waits, what is looked up, what ends in a sentence; no test waits itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.schema import TABS
from sync.workbook import google_client
from sync.workbook.base import AddColumn, Changed, Changes, Unreadable, WorkbookProblem
from sync.workbook.google import Access, GoogleWorkbook
from sync.workbook.google_pace import LONGEST_PAUSE, OutOfTime, Pace
from tests.contracts.workbook import SHEET, cell
from tests.servers.sheets import ROBOT, SheetsServer, errors
from tests.servers.sheets.edits import PROTECTED
from tests.servers.sheets.quota import Quota
from tests.sync.workbook.spreadsheets import NOON, Clock, means, opened
from tests.sync.workbook.test_google import mark_ours, written

DONE = Changes(cells=[cell(2, 3, "Status", "Done")])


@pytest.fixture
def server() -> Iterator[SheetsServer]:
    with SheetsServer() as started:
        started.practice(SHEET)
        mark_ours(started)
        yield started


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def book(server: SheetsServer, tmp_path: Path, clock: Clock) -> GoogleWorkbook:
    return opened(server, tmp_path, clock)


def status(server: SheetsServer) -> object:
    return server.coach.value("Commitments", 2, "Status")


@pytest.mark.parametrize("way", [408, 429, 500, 502, 503, 504, "html", "truncated", "cut", "reset"])
def test_a_reading_is_tried_again_after_whatever_passes(
    server: SheetsServer, book: GoogleWorkbook, clock: Clock, way: str | int
) -> None:
    server.faults.add(way, kind="read", times=3)
    assert book.read().grids["Commitments"].marks == {3: "Status", 4: "Days left"}
    assert len(clock.slept) >= 3
    assert book.calls == (2, 0)  # tries of one call are one call


def test_a_write_that_was_asked_to_wait_waits_and_is_sent_again(
    server: SheetsServer, book: GoogleWorkbook, clock: Clock
) -> None:
    book.read()
    server.faults.add(429, kind="write", times=2, retry_after="7")
    book.apply(DONE)
    assert (status(server), clock.slept) == ("Done", [7.0, 7.0])
    assert [call.kind for call in server.calls[2:]] == ["values.batchUpdateByDataFilter"] * 3
    assert "14 seconds" in book.remarks[0]


def test_a_403_that_is_a_quota_waits_too(server: SheetsServer, book: GoogleWorkbook) -> None:
    server.faults.add(403, kind="read", reason="userRateLimitExceeded", times=2)
    assert book.read().grids


@pytest.mark.parametrize("applied", [True, False])
@pytest.mark.parametrize("way", [500, 503, "html", "truncated", "cut", "reset"])
def test_a_write_whose_fate_is_unknown_is_looked_up_before_anything_else(
    server: SheetsServer, book: GoogleWorkbook, way: str | int, applied: bool
) -> None:
    book.read()
    server.faults.add(way, kind="write", applied=applied)
    book.apply(DONE)
    assert status(server) == "Done"
    assert [call.side for call in server.calls[2:5]] == ["write", "read", "read"]
    landed = applied or way in ("truncated", "cut")
    assert written(server) == [("Commitments", 2, "Status")]
    assert server.writes() == (1 if landed else 2)


def test_rows_that_moved_during_a_lost_write_are_not_written_blindly(
    server: SheetsServer, book: GoogleWorkbook
) -> None:
    book.read()
    server.faults.add("reset", kind="write")
    server.coach.before(lambda coach: coach.sort("Commitments", "Client"), kind="write")
    with pytest.raises(Changed):
        book.apply(DONE)
    assert written(server) == []


@pytest.mark.parametrize("applied", [True, False])
@pytest.mark.parametrize("way", [503, "truncated", "cut", "reset"])
def test_an_insertion_whose_fate_is_unknown_happens_once(
    server: SheetsServer, book: GoogleWorkbook, way: str | int, applied: bool
) -> None:
    book.read()
    server.faults.add(way, kind="spreadsheets.batchUpdate", applied=applied)
    book.apply(Changes(columns=[AddColumn("Commitments", 5, "First due", {2: 46353})]))
    headers = [server.book.tab("Commitments").header(column) for column in range(5, 8)]
    assert headers == ["First due", "", ""]
    assert server.coach.value("Commitments", 2, "First due") == 46353


def test_a_minute_of_503_is_waited_out_on_reads_and_writes(
    server: SheetsServer, book: GoogleWorkbook, clock: Clock
) -> None:
    server.faults.add(503, kind="read", times=6)
    book.read()
    server.faults.add(503, kind="write", times=6)
    book.apply(DONE)
    assert status(server) == "Done"
    assert clock.seconds > 60


def test_a_token_that_expires_in_the_middle_is_renewed(server: SheetsServer, book: GoogleWorkbook) -> None:
    book.read()
    server.faults.add("expire", kind="write")
    book.apply(DONE)
    assert (status(server), server.token_calls) == ("Done", 2)


def test_the_scope_is_the_spreadsheets_alone(server: SheetsServer, book: GoogleWorkbook) -> None:
    book.read()
    assert [scopes for _, scopes in server.tokens.good.values()] == [{"https://www.googleapis.com/auth/spreadsheets"}]


@pytest.mark.parametrize(
    ("code", "reason", "says"),
    [
        (403, "", f"not shared with coachsheet. Share it with {ROBOT} as Editor"),
        (403, "accessNotConfigured", "Open https://console.developers.google.com/apis/api/sheets.googleapis.com"),
        (403, "insufficientPermissions", "not given the right"),
        (403, "billingNotEnabled", "Billing is off"),
        (404, "", "no spreadsheet with this id"),
        (401, "", "does not accept this key"),
        (400, "", "could not do what was asked"),
        (413, "", "HTTP 413"),
    ],
)  # fmt: skip
def test_what_waiting_does_not_mend_ends_at_once_with_what_to_do(
    server: SheetsServer, book: GoogleWorkbook, clock: Clock, code: int, reason: str, says: str
) -> None:
    errors.STATUS.setdefault(413, "INVALID_ARGUMENT"), errors.MESSAGE.setdefault(413, "Too large.")
    server.faults.add(code, kind="read", reason=reason, times=9)
    with pytest.raises(WorkbookProblem, match=re.escape(says)):
        book.read()
    assert clock.slept == []


def test_a_spreadsheet_that_is_not_shared_names_whom_to_share_it_with(
    server: SheetsServer, book: GoogleWorkbook
) -> None:
    server.book.shared_with = set()
    with pytest.raises(WorkbookProblem, match=re.escape(f"Share it with {ROBOT}")):
        book.read()


def test_who_may_only_look_is_told_so_at_the_first_write(server: SheetsServer, book: GoogleWorkbook) -> None:
    book.read()
    server.faults.add(403, kind="write")
    with pytest.raises(WorkbookProblem, match=re.escape(f"may be read, but not written. Make {ROBOT} Editor")):
        book.apply(DONE)


@pytest.mark.parametrize("code", [400, 403])
def test_a_protection_that_shuts_us_out_is_no_race_and_is_not_tried_again(
    server: SheetsServer, book: GoogleWorkbook, code: int
) -> None:
    book.read()
    server.faults.add(code, kind="write", message=PROTECTED)
    with pytest.raises(WorkbookProblem, match=re.escape(f"Let {ROBOT} edit it, or take the protection off")) as found:
        book.apply(DONE)
    assert not isinstance(found.value, Changed)
    assert server.calls[-1].side == "write"  # nothing is looked up for it


def test_an_excel_file_in_drive_is_known_for_what_it_is(server: SheetsServer, book: GoogleWorkbook) -> None:
    words = "This operation is not supported for this document. The document must not be an Office file."
    server.faults.add(400, kind="read", message=words)
    with pytest.raises(Unreadable, match="Save as Google Sheets"):
        book.read()


def test_a_permanent_error_ends_within_the_deadline(server: SheetsServer, book: GoogleWorkbook, clock: Clock) -> None:
    server.faults.add(503, kind="read", times=99)
    with pytest.raises(WorkbookProblem, match="does not answer now"):
        book.read()
    assert clock.seconds < 600


def test_a_long_retry_after_beyond_the_deadline_is_not_waited_for(
    server: SheetsServer, book: GoogleWorkbook, clock: Clock
) -> None:
    server.faults.add(429, kind="read", retry_after="86400")
    with pytest.raises(WorkbookProblem, match="Google"):
        book.read()
    assert clock.slept == []


def test_a_server_that_never_answers_is_left_after_the_timeout(
    server: SheetsServer, book: GoogleWorkbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(google_client, "READ", 0.2)
    server.faults.add("hang", kind="read", times=2)
    assert book.read().grids


def test_nobody_at_the_other_end_is_said_so(server: SheetsServer, tmp_path: Path, clock: Clock) -> None:
    key = server.key_file(tmp_path / "key.json")
    book = GoogleWorkbook(Access("some-id", "service_account", key, "http://127.0.0.1:9"), TABS, means(clock))
    with pytest.raises(WorkbookProblem, match="cannot be reached"):
        book.read()


def test_a_redirect_is_not_followed(server: SheetsServer, book: GoogleWorkbook) -> None:
    errors.STATUS.setdefault(302, "FOUND"), errors.MESSAGE.setdefault(302, "Elsewhere")
    server.faults.add(302, kind="read", times=9)
    with pytest.raises(WorkbookProblem, match="web page came instead"):
        book.read()
    assert len(server.calls) == 1


def test_our_own_quota_waits_before_google_refuses(server: SheetsServer, book: GoogleWorkbook, clock: Clock) -> None:
    server.service.quota = Quota(clock=clock.monotonic)
    for _ in range(40):
        book.read()
    assert all(call.status == 200 for call in server.calls)
    assert clock.seconds >= 60


def test_a_persons_login_works_too(server: SheetsServer, tmp_path: Path, clock: Clock) -> None:
    login = server.user_file(tmp_path / "login.json")
    book = GoogleWorkbook(Access(server.book.id, "user", login, server.url), TABS, means(clock))
    assert [*book.read().grids] == ["Commitments", "Mail log"]


def test_application_default_credentials_work_too(
    server: SheetsServer, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(server.key_file(tmp_path / "key.json")))
    book = GoogleWorkbook(Access(server.book.id, "default", tmp_path / "none", server.url), TABS, means(clock))
    assert [*book.read().grids] == ["Commitments", "Mail log"]


def test_an_emulator_never_sees_a_login_that_asks_google_for_tokens(
    server: SheetsServer, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = server.key_file(tmp_path / "key.json")
    key.write_text(json.dumps(json.loads(key.read_text()) | {"token_uri": "https://oauth2.googleapis.com/token"}))
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(key))
    book = GoogleWorkbook(Access(server.book.id, "default", key, server.url), TABS, means(clock))
    with pytest.raises(WorkbookProblem, match="token_uri"):
        book.read()
    assert server.calls == []


def test_a_key_whose_tokens_come_from_localhost_stays_on_this_machine_too(
    server: SheetsServer, tmp_path: Path, clock: Clock
) -> None:
    """As the settings' check has it."""
    key = server.key_file(tmp_path / "key.json")
    key.write_text(key.read_text().replace("http://127.0.0.1:", "http://localhost:"))
    book = GoogleWorkbook(Access(server.book.id, "service_account", key, server.url), TABS, means(clock))
    assert book.read().grids


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"installed": {}}', '{"type": "service_account"}'])
@pytest.mark.parametrize("auth", ["service_account", "user"])
def test_a_file_that_is_no_login_is_named(tmp_path: Path, clock: Clock, auth: str, content: str) -> None:
    file = tmp_path / "credentials.json"
    file.write_text(content)
    with pytest.raises(WorkbookProblem, match=r"credentials\.json is"):
        GoogleWorkbook(Access("id", auth, file), TABS, means(clock)).read()


def test_a_key_that_was_deleted_is_said_without_trying_on(
    server: SheetsServer, book: GoogleWorkbook, clock: Clock
) -> None:
    server.tokens.known.clear()
    with pytest.raises(WorkbookProblem, match="does not accept this key"):
        book.read()
    assert clock.slept == []


def test_a_whole_link_is_as_good_as_the_id(tmp_path: Path) -> None:
    for key in ("1aB-c_D", "https://docs.google.com/spreadsheets/d/1aB-c_D/edit#gid=0", " 1aB-c_D "):
        assert Access(key, "default", tmp_path).id == "1aB-c_D"


@given(tries=st.integers(0, 30), chance=st.floats(0, 1))
def test_a_pause_is_full_jitter_below_its_bound(tries: int, chance: float) -> None:
    clock = Clock()
    pace = Pace(means(clock, chance))
    with pace.at_work():
        pace.after(tries, None)
    assert clock.slept == [max(0.05, chance * min(LONGEST_PAUSE, 2.0**tries))]


@pytest.mark.parametrize("told", ["30", format_datetime(NOON + timedelta(seconds=30), usegmt=True)])
def test_retry_after_may_be_seconds_or_a_date(told: str) -> None:
    clock = Clock()
    Pace(means(clock)).after(0, told)
    assert clock.slept == [30.0]


@pytest.mark.parametrize("told", ["soon", "-5", "", None, "Mon, 99 Foo"])
def test_a_retry_after_that_is_no_time_is_none(told: str | None) -> None:
    clock = Clock()
    Pace(means(clock)).after(0, told)
    assert clock.slept == [0.5]


def test_the_deadline_counts_calls_and_pauses_but_not_the_letters_between() -> None:
    clock = Clock()
    pace = Pace(means(clock), seconds=100)
    clock.seconds += 5000  # letters go out
    with pace.at_work():
        pace.pause(60)
    with pytest.raises(OutOfTime), pace.at_work():
        pace.pause(60)
