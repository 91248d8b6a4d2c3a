"""The server misbehaves as it is told to, at the call that it is told, and then no more."""

from __future__ import annotations

import time
from pathlib import Path

import gspread
import pytest
import requests

from tests.servers.sheets import Coach, Quota, SheetsServer
from tests.servers.sheets.errors import REASONS, STATUS
from tests.servers.sheets_client import ask, connected

PUT = ("PUT", "/values/Clients!A2", {"values": [["X"]]})


def put(server: SheetsServer) -> requests.Response:
    return ask(server, *PUT, valueInputOption="RAW")


def get(server: SheetsServer) -> requests.Response:
    return ask(server, "GET", "/values/Clients!A2")


@pytest.mark.parametrize("code", sorted(STATUS))
def test_every_status_comes_once_with_its_body_and_nothing_is_written(sheets: SheetsServer, code: int) -> None:
    sheets.faults.add(code, kind="write", retry_after="7" if code == 429 else "")
    answer = put(sheets)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["status"]) == (code, code, STATUS[code])
    assert answer.headers.get("Retry-After") == ("7" if code == 429 else None)
    assert sheets.book.log.by_api() == []
    assert put(sheets).ok


@pytest.mark.parametrize("reason", REASONS)
def test_a_403_says_its_reason(sheets: SheetsServer, reason: str) -> None:
    sheets.faults.add(403, reason=reason)
    detail = get(sheets).json()["error"]["details"][0]
    assert detail["@type"] == "type.googleapis.com/google.rpc.ErrorInfo"
    assert detail["reason"] == REASONS[reason][0]


def test_an_error_may_come_after_the_write_was_made(sheets: SheetsServer) -> None:
    sheets.faults.add(503, call=2, applied=True)
    assert get(sheets).ok
    assert put(sheets).status_code == 503
    assert sheets.coach.value("Clients", 2, "Client") == "X"


@pytest.mark.parametrize("applied", [False, True])
def test_a_connection_is_reset_before_or_after_the_write(sheets: SheetsServer, applied: bool) -> None:
    sheets.faults.add("reset", kind="values.update", applied=applied)
    with pytest.raises(requests.ConnectionError):
        put(sheets)
    assert sheets.coach.value("Clients", 2, "Client") == ("X" if applied else "Priya")
    assert sheets.calls[0].status == 0


def test_a_page_instead_of_json(sheets: SheetsServer, tmp_path: Path) -> None:
    client = connected(sheets, tmp_path)
    sheets.faults.add("html", code=502)
    with pytest.raises(gspread.exceptions.APIError):
        client.open_by_key(sheets.book.id)
    assert sheets.calls[0].status == 502


def test_half_an_answer_as_if_it_were_whole_and_an_answer_cut_off(sheets: SheetsServer) -> None:
    sheets.faults.add("truncated")
    with pytest.raises(requests.JSONDecodeError):
        get(sheets).json()
    sheets.faults.add("cut")
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        get(sheets)


def test_a_server_that_hangs_is_left_by_the_client(sheets: SheetsServer) -> None:
    sheets.faults.add("hang")
    with pytest.raises(requests.Timeout):
        requests.get(f"{sheets.url}/v4/spreadsheets/x", timeout=0.1)
    sheets.faults.add("hang", applied=True, kind="write")
    head = {"Authorization": f"Bearer {sheets.tokens.issue('a@example.com')}"}
    with pytest.raises(requests.Timeout):
        where = f"{sheets.url}/v4/spreadsheets/{sheets.book.id}{PUT[1]}?valueInputOption=RAW"
        requests.put(where, json=PUT[2], headers=head, timeout=0.5)
    assert sheets.coach.value("Clients", 2, "Client") == "X"


def test_a_write_may_come_late_after_the_client_looked_whether_it_was_made(sheets: SheetsServer) -> None:
    sheets.faults.add("late", kind="write", delay=2)
    with pytest.raises(requests.ConnectionError):
        put(sheets)
    assert [get(sheets).json()["values"] for _ in range(3)] == [[["Priya"]], [["Priya"]], [["X"]]]
    assert sheets.book.log.by_api(kind="value")[0].call == 1


def test_a_redirect_is_only_told(sheets: SheetsServer) -> None:
    sheets.faults.add("redirect", location=f"{sheets.url}/elsewhere")
    answer = requests.get(f"{sheets.url}/v4/spreadsheets/x", allow_redirects=False, timeout=5)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{sheets.url}/elsewhere")


def test_a_body_that_is_no_json_is_refused(sheets: SheetsServer) -> None:
    head = {"Authorization": f"Bearer {sheets.tokens.issue('a@example.com')}"}
    where = f"{sheets.url}/v4/spreadsheets/{sheets.book.id}:batchUpdate"
    assert requests.post(where, data=b"{", headers=head, timeout=5).status_code == 400
    assert requests.post(where, headers=head, timeout=5).json()["error"]["message"] == (
        "Must specify at least one request."
    )


def test_a_mistake_of_the_server_itself_is_raised_at_the_end() -> None:
    def stumble(coach: Coach) -> None:
        coach.type("No such tab", 1, 0, "x")

    with pytest.raises(KeyError, match="No such tab"), SheetsServer() as server:
        server.practice({"Clients": [["Client"]]})
        server.coach.before(stumble, call=server.next_call)
        with pytest.raises(requests.ConnectionError):
            get(server)


def test_a_slow_answer_is_a_good_one(sheets: SheetsServer) -> None:
    sheets.faults.add("slow", seconds=0.05)
    assert get(sheets).ok


def test_faults_wait_for_their_call_their_kind_and_their_turn(sheets: SheetsServer) -> None:
    sheets.faults.add(500, kind="read", skip=1, times=2)
    assert [get(sheets).status_code, put(sheets).status_code] == [200, 200]
    assert [get(sheets).status_code for _ in range(3)] == [500, 500, 200]
    assert [number for number, _ in sheets.faults.happened] == [3, 4]


def test_the_token_endpoint_can_fail_too(sheets: SheetsServer, tmp_path: Path) -> None:
    sheets.faults.add(503, kind="token")
    assert requests.post(f"{sheets.url}/token", data={}, timeout=5).status_code == 503
    answer = requests.post(f"{sheets.url}/token", data={"grant_type": "x"}, timeout=5)
    assert answer.json()["error"] == "unsupported_grant_type"
    assert connected(sheets, tmp_path).open_by_key(sheets.book.id).title == "Practice"


def test_sixty_reads_a_minute_and_sixty_writes_for_each_user() -> None:
    now = [0.0]
    with SheetsServer(Quota(clock=lambda: now[0])) as server:
        server.practice({"Clients": [["Client"], ["Priya"]]})
        assert [get(server).status_code for _ in range(61)] == [200] * 60 + [429]
        assert put(server).ok
        now[0] = 59.9
        detail = get(server).json()["error"]["details"][0]
        assert detail["metadata"]["quota_limit"] == "ReadRequestsPerMinutePerUser"
        now[0] = 60.0
        assert get(server).ok


def test_a_project_has_its_own_limit() -> None:
    quota = Quota(per_user=2, per_project=3, clock=time.monotonic)
    with SheetsServer(quota) as server:
        server.practice({"Clients": [["Client"]]})
        where = f"{server.url}/v4/spreadsheets/{server.book.id}"
        codes = []
        for user in ("a", "b", "a", "c"):
            head = {"Authorization": f"Bearer {server.tokens.issue(user)}"}
            codes.append(requests.get(where, headers=head, timeout=5))
        assert [answer.status_code for answer in codes] == [200, 200, 200, 429]
        assert "PerProject" in codes[-1].json()["error"]["details"][0]["metadata"]["quota_limit"]
