"""Gmail against a local server that refuses, breaks off and lies: what may have gone is never offered again."""

from __future__ import annotations

import base64
import json
import os
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from jobs.mail import gmail, gmail_calls
from jobs.mail.base import InDoubt, MailProblem, Refused, Transport, TryLater, Unusable
from jobs.mail.gmail import Gmail
from jobs.mail.gmail_calls import Answer
from jobs.mail.gmail_errors import Busy, plain, problem
from tests.contracts.transport import KEY, Mailbox, TransportContract, letter
from tests.servers.gmail import AUTH, DISABLED, GMAIL, GoogleServer
from tests.servers.sheets.tokens import PERSON
from tests.sync.workbook.spreadsheets import Clock

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LONG = pytest.mark.skipif("COACHSHEET_SOAK" not in os.environ, reason="long: make soak")
FAULTS = ("cut", "truncated", "html", "reset", "late", 500, 502, 503, 504, 408)
"""Ways in which a letter's receipt does not come."""


@pytest.fixture
def server() -> Iterator[GoogleServer]:
    with GoogleServer() as running:
        yield running


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(autouse=True)
def pauses_of_the_library_take_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("google.auth._exponential_backoff.time.sleep", lambda seconds: None)


def to(server: GoogleServer, folder: Path, clock: Clock, *, person: bool = True, **rest: Any) -> Gmail:
    """As a person, whose login is read in a moment; a service account's key takes the library a tenth of a second."""
    options: dict[str, Any] = {"emulator": server.url, "per_minute": 0, "sleep": clock.sleep}
    options |= {"monotonic": clock.monotonic, "chance": lambda: 0.5, "now": clock.now} | rest
    return Gmail(server.credentials(folder, person=person), "" if person else PERSON, **options)


def outcome(transport: Transport, key: str = KEY, **headers: object) -> str:
    """How sending ended: `sent`, or the name of the problem and its words."""
    try:
        transport.send(letter(key, **headers))
    except MailProblem as found:
        assert "example.com" not in str(found) and "ya29" not in str(found)
        kind = next(kind for kind in (Refused, TryLater, InDoubt, Unusable) if isinstance(found, kind))
        return f"{kind.__name__}: {found}"
    return "sent"


class Server:
    def __init__(self, server: GoogleServer, folder: Path, clock: Clock) -> None:
        self.server, self.folder, self.clock = server, folder, clock

    def open(self) -> Transport:
        return to(self.server, self.folder, self.clock)

    def arrived(self) -> list[bytes]:
        return [one.data for one in self.server.gmail.sent]


class TestGmail(TransportContract):
    @pytest.fixture
    def mailbox(self, server: GoogleServer, tmp_path: Path, clock: Clock) -> Mailbox:
        return Server(server, tmp_path, clock)


# Who we are


def test_a_service_account_acts_for_the_mailbox_with_two_rights(
    server: GoogleServer, tmp_path: Path, clock: Clock
) -> None:
    with to(server, tmp_path, clock, person=False) as transport:
        assert outcome(transport) == "sent"
    (claims,) = server.mail_tokens.claims
    assert (claims["sub"], set(claims["scope"].split())) == (PERSON, GMAIL)


def test_one_token_serves_a_whole_run_and_one_that_ran_out_is_replaced(
    server: GoogleServer, tmp_path: Path, clock: Clock
) -> None:
    with to(server, tmp_path, clock) as transport:
        assert [outcome(transport, f"k{n}") for n in range(3)] == ["sent"] * 3
        assert server.token_calls == 1
        server.faults.add("expire", kind="gmail.send")
        assert outcome(transport, "k3") == "sent"
    assert (server.token_calls, server.keys()) == (2, ["k0", "k1", "k2", "k3"])


def test_without_delegation_the_console_is_named_with_what_to_type(
    server: GoogleServer, tmp_path: Path, clock: Clock
) -> None:
    server.mail_tokens.delegated = {f"{AUTH}gmail.send"}
    with to(server, tmp_path, clock, person=False) as transport:
        said = outcome(transport)
    assert said.startswith("Unusable: the service account may not act for a mailbox yet")
    assert "client ID 100000000000000000000" in said and f"{AUTH}gmail.send,{AUTH}gmail.readonly" in said
    assert server.calls == []


@pytest.mark.parametrize(
    ("spoil", "person", "words"),
    [
        (lambda s: s.mail_tokens.mailboxes.clear(), False, "subject_user is no mailbox"),
        (lambda s: s.tokens.known.clear(), False, "does not accept this key any more"),
        (lambda s: s.tokens.refresh_tokens.clear(), True, "log in again"),
        (lambda s: s.mail_tokens.granted.discard(f"{AUTH}gmail.readonly"), True, "the right to gmail.readonly"),
        (lambda s: s.mail_tokens.granted.clear(), True, "the right to gmail.send and gmail.readonly"),
        (lambda s: s.faults.add(503, kind="token", times=9), False, "does not answer now"),
        (lambda s: s.faults.add("reset", kind="token", times=9), False, "cannot be reached"),
        (lambda s: s.faults.add("html", kind="token", code=200, times=9), False, ""),
        (lambda s: s.faults.add("redirect", kind="token", times=9, location="http://127.0.0.1:1"), True, "log in"),
    ],
)
def test_a_login_that_fails_says_what_to_do_and_nothing_was_sent(
    spoil: Callable[[GoogleServer], Any], person: bool, words: str, server: GoogleServer, tmp_path: Path, clock: Clock
) -> None:
    transport = to(server, tmp_path, clock, person=person)
    spoil(server)
    said = outcome(transport)
    assert said.startswith("Unusable: ") and words in said
    with pytest.raises(Unusable):
        transport.check()
    assert transport.find(KEY) is None
    assert server.calls == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "neither"), ("[]", "neither"), ("{}", "neither"), ("\0", "neither"), ("[" * 9999, "neither"),
        ('{"type": "service_account"}', "neither"), ('{"type": "authorized_user", "refresh_token": "x"}', "neither"),
        ('{"type": "service_account", "client_email": "a", "private_key": "no", "token_uri": "x"}', "neither"),
        ('{"installed": {}}', "client of a login"),
        (None, "cannot be read"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_key_is_named(content: str | None, words: str, tmp_path: Path) -> None:
    file = tmp_path / "gmail.json"
    if content is not None:
        file.write_text(content)
    with pytest.raises(Unusable, match=f"gmail.json .*{words}"):
        Gmail(file, PERSON).check()


def test_with_an_emulator_a_key_of_google_itself_is_not_used(
    tmp_path: Path, server: GoogleServer, clock: Clock
) -> None:
    transport = to(server, tmp_path, clock, person=False)
    document = json.loads((tmp_path / "gmail.json").read_bytes())
    (tmp_path / "gmail.json").write_text(json.dumps({**document, "token_uri": "https://oauth2.googleapis.com/token"}))
    assert outcome(transport).startswith("Unusable: SHEETS_EMULATOR_HOST")
    assert transport.is_safe_to_rehearse and not Gmail(tmp_path / "gmail.json").is_safe_to_rehearse


# What refusals mean


@pytest.mark.parametrize(
    ("code", "reason", "message", "form", "said"),
    [
        (400, "invalidArgument", "Invalid To header", "errors", "Refused: Gmail refused the letter: Invalid To header"),
        (400, "badRequest", 'x@example.com "Call mum" \x07', "errors", "Refused: Gmail refused the letter: … …"),
        (400, "failedPrecondition", "Mail service not enabled", "errors", "Unusable: this login has no Gmail mailbox"),
        (413, "uploadTooLarge", "", "errors", "Refused: the letter is larger"),
        (403, "insufficientPermissions", "", "errors", "Unusable: this login was not given the rights"),
        (403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT", "", "details", "Unusable: this login was not given the rights"),
        (403, "accessNotConfigured", DISABLED, "errors", "Unusable: the Gmail API is not switched on"),
        (403, "SERVICE_DISABLED", DISABLED, "details", "Unusable: the Gmail API is not switched on"),
        (403, "domainPolicy", "", "errors", "Unusable: the Google Workspace does not let apps"),
        (403, "forbidden", "Delegation denied for x@example.com", "errors", "Unusable: Gmail does not let this login"),
        (404, "notFound", "", "errors", "Unusable: Gmail does not let this login send (HTTP 404)"),
        (403, "dailyLimitExceeded", "", "errors", "TryLater: Gmail's limit of calls for the day"),
    ],
)
def test_a_refusal_is_told_by_its_reason_and_not_tried_again(
    code: int, reason: str, message: str, form: str, said: str, server: GoogleServer, tmp_path: Path, clock: Clock
) -> None:
    server.gmail.refuse("gmail.send", code, reason, message, form=form)
    with to(server, tmp_path, clock) as transport:
        found = outcome(transport)
    assert found.startswith(said)
    assert "Call mum" not in found and "\x07" not in found
    assert (server.kinds().count("gmail.send"), server.keys(), clock.slept) == (1, [], [])


def test_the_api_that_is_off_is_named_with_its_link_before_the_first_letter(
    server: GoogleServer, tmp_path: Path, clock: Clock
) -> None:
    server.gmail.enabled = False
    with to(server, tmp_path, clock) as transport:
        assert "open https://console.developers.google.com/apis/api/gmail" in outcome(transport)
    assert server.kinds() == ["gmail.profile"]


@pytest.mark.parametrize(
    ("code", "reason"), [(429, "rateLimitExceeded"), (403, "userRateLimitExceeded"), (403, "rateLimitExceeded")]
)
def test_a_busy_gmail_is_waited_for(code: int, reason: str, server: GoogleServer, tmp_path: Path, clock: Clock) -> None:
    server.gmail.refuse("gmail.send", code, reason, times=2)
    with to(server, tmp_path, clock) as transport:
        assert outcome(transport) == "sent"
    assert server.keys() == [KEY]
    assert clock.slept == [1.0, 2.0]


@pytest.mark.parametrize("words", ["Retry-After", "message", "date"])
def test_nothing_goes_before_google_says(words: str, server: GoogleServer, tmp_path: Path, clock: Clock) -> None:
    if words == "message":
        then = (clock.now() + timedelta(seconds=40)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        server.gmail.refuse("gmail.send", 429, "rateLimitExceeded", f"User-rate limit exceeded.  Retry after {then}")
    else:
        then = (clock.now() + timedelta(seconds=40)).strftime("%a, %d %b %Y %H:%M:%S GMT")
        server.faults.add(429, kind="gmail.send", retry_after="40" if words == "Retry-After" else then)
    with to(server, tmp_path, clock) as transport:
        assert outcome(transport) == "sent"
    assert clock.slept == [40.0]


def test_a_run_waits_only_so_long_and_the_rest_goes_tomorrow(
    server: GoogleServer, tmp_path: Path, clock: Clock
) -> None:
    then = (clock.now() + timedelta(hours=5)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    message = f"User-rate limit exceeded.  Retry after {then} (Mail sending)"
    with to(server, tmp_path, clock) as transport:
        assert outcome(transport, "k0") == "sent"
        server.gmail.refuse("gmail.send", 429, "rateLimitExceeded", message)
        found = [outcome(transport, f"k{n}") for n in range(1, 9)]
    assert {words.split(":")[0] for words in found} == {"TryLater"}
    assert (server.kinds().count("gmail.send"), server.keys(), clock.slept) == (2, ["k0"], [])


def test_patience_is_for_the_whole_run(server: GoogleServer, tmp_path: Path, clock: Clock) -> None:
    server.gmail.refuse("gmail.send", 429, "rateLimitExceeded", times=500)
    with to(server, tmp_path, clock, chance=lambda: 1.0) as transport:
        found = [outcome(transport, f"k{n}") for n in range(60)]
    assert {words.split(":")[0] for words in found} == {"TryLater"}
    assert clock.seconds <= gmail.PATIENCE
    assert server.kinds().count("gmail.send") < 60 * gmail.MOST_TRIES


def worth_a_pause(transport: Transport, key: str = KEY) -> bool:
    """Whether a letter that was put off may go later in the same run."""
    with pytest.raises(TryLater) as found:
        transport.send(letter(key))
    return found.value.in_this_run


def test_what_gmail_takes_no_more_of_today_is_not_worth_a_pause(
    server: GoogleServer, tmp_path: Path, clock: Clock
) -> None:
    then = (clock.now() + timedelta(hours=5)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    for reason, words in (("dailyLimitExceeded", "No."), ("rateLimitExceeded", f"Retry after {then}")):
        server.gmail.refuse("gmail.send", 403, reason, words)
        with to(server, tmp_path, clock) as transport:
            assert [worth_a_pause(transport, f"k{n}") for n in range(3)] == [False] * 3
    assert server.kinds().count("gmail.send") == 2 and clock.slept == []


def test_a_gmail_that_is_busy_for_a_moment_is_worth_one_until_the_patience_of_the_run_is_used_up(
    server: GoogleServer, tmp_path: Path, clock: Clock
) -> None:
    server.gmail.refuse("gmail.send", 429, "rateLimitExceeded", times=500)
    with to(server, tmp_path, clock, chance=lambda: 1.0) as transport:
        found = [worth_a_pause(transport, f"k{n}") for n in range(20)]
    assert found == [True] * 8 + [False] * 12 and clock.seconds <= gmail.PATIENCE


# Under which number it went


@pytest.mark.parametrize("replaces", [True, False])
def test_the_message_id_under_which_a_letter_went_is_told(
    replaces: bool, server: GoogleServer, tmp_path: Path, clock: Clock
) -> None:
    server.gmail.replaces_message_id = replaces
    with to(server, tmp_path, clock) as transport:
        told = [transport.send(letter(f"k{n}")) for n in range(3)]
    assert told == [one.message_id for one in server.gmail.sent] and all(told)
    assert (told[0] == "<k0@example.com>") is not replaces
    assert server.kinds()[1:] == ["gmail.send", "gmail.get"] * 3


@pytest.mark.parametrize("way", [*FAULTS, 401, 403, 404, 429, "redirect", "expire"])
def test_a_letter_that_went_is_sent_whatever_becomes_of_the_question_for_its_number(
    way: str | int, server: GoogleServer, tmp_path: Path, clock: Clock
) -> None:
    server.faults.add(way, kind="gmail.get", times=99, location="http://127.0.0.1:1/")
    with to(server, tmp_path, clock) as transport:
        assert [transport.send(letter(f"k{n}")) for n in range(3)] == [""] * 3
    assert server.keys() == ["k0", "k1", "k2"] and clock.slept == []
    assert server.kinds().count("gmail.get") <= 2, "asked in vain once, no more are asked (twice with a fresh token)"


@pytest.mark.parametrize(
    "said",
    [
        "", "x", "<a@b", "<a@b.example> <c@d.example>", "<a b@c.example>", "<a@b.example>\r\nBcc: x", "=cmd()",
        "<é@b.example>", f"<{'a' * 250}@b.example>", "<<a@b.example>>",
    ],
)  # fmt: skip
def test_a_number_that_is_none_is_not_taken_over(
    said: str, server: GoogleServer, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.servers.gmail.Sent.headers", property(lambda sent: [("Message-Id", said)]))
    with to(server, tmp_path, clock) as transport:
        assert transport.send(letter()) == ""
    assert server.keys() == [KEY]


# What may have gone


@pytest.mark.parametrize("way", FAULTS)
@pytest.mark.parametrize("applied", [True, False])
def test_a_lost_receipt_is_looked_up_and_the_letter_never_offered_again(
    way: str | int, applied: bool, server: GoogleServer, tmp_path: Path, clock: Clock
) -> None:
    with to(server, tmp_path, clock) as transport:
        assert outcome(transport, "k0") == "sent"
        server.faults.add(way, kind="gmail.send", applied=applied)
        found = outcome(transport)
        assert outcome(transport, "k2") == "sent"
    carried_out = applied or way in ("cut", "truncated", "late")
    assert found.split(":")[0] == ("sent" if carried_out else "InDoubt")
    assert server.keys() == ["k0", *([KEY] if carried_out else []), "k2"]


@pytest.mark.parametrize("way", ["cut", "html", 503])
def test_what_the_search_does_not_show_yet_stays_in_doubt(
    way: str | int, server: GoogleServer, tmp_path: Path, clock: Clock
) -> None:
    with to(server, tmp_path, clock) as transport:
        server.faults.add(way, kind="gmail.send", applied=True)
        server.gmail.hidden = 1
        assert outcome(transport).startswith("InDoubt: ")
        assert transport.find(KEY) is None
        server.gmail.hidden = 0
        assert transport.find(KEY) is True
    assert server.keys() == [KEY]
    assert clock.slept == list(gmail.LOOKS)


def test_a_look_that_fails_proves_nothing(server: GoogleServer, tmp_path: Path, clock: Clock) -> None:
    with to(server, tmp_path, clock) as transport:
        server.faults.add("reset", kind="gmail.send", applied=True)
        server.faults.add("reset", kind="gmail.list", times=9)
        assert outcome(transport).startswith("InDoubt: ")
    assert server.keys() == [KEY]


def test_an_answer_that_drips_without_end_is_given_up(
    server: GoogleServer, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gmail_calls, "_LARGEST", 10)
    server.gmail.hidden = 1
    with to(server, tmp_path, clock) as transport:
        assert outcome(transport).startswith("Unusable: Gmail cannot be reached: its answer does not end")
    assert server.keys() == []


def test_a_server_that_is_not_there_stops_the_run(tmp_path: Path, server: GoogleServer, clock: Clock) -> None:
    transport = to(server, tmp_path, clock, emulator="http://127.0.0.1:9")
    assert outcome(transport) == "Unusable: Gmail cannot be reached: there is no connection"
    with to(server, tmp_path, clock) as transport:
        assert outcome(transport, "k0") == "sent"
        transport._open._root = transport._open._root.replace(server.url, "http://127.0.0.1:9")  # type: ignore[union-attr]
        assert outcome(transport) == "Unusable: Gmail cannot be reached: there is no connection"
    assert server.keys() == ["k0"]


@pytest.mark.parametrize("way", ["redirect", "html"])
def test_a_page_instead_of_gmail_is_no_letter(way: str, server: GoogleServer, tmp_path: Path, clock: Clock) -> None:
    more = {"location": "http://127.0.0.1:1/"} if way == "redirect" else {"code": 403}
    with to(server, tmp_path, clock) as transport:
        server.faults.add(way, kind="gmail.send", **more)
        assert outcome(transport).startswith("Unusable: a web page came")
    assert server.keys() == []


@pytest.mark.parametrize(
    "said", [None, {}, {"id": ""}, {"error": {}}, {"error": {"errors": "x", "details": [1, {"reason": 7}]}}]
)
@pytest.mark.parametrize("status", [100, 200, 204, 302, 400, 401, 403, 404, 407, 409, 413, 418, 429, 451, 500, 599])
def test_every_answer_means_something_and_a_doubtful_one_never_that_nothing_went(
    said: dict[str, Any] | None, status: int
) -> None:
    found = problem(Answer(status, said, "soon"), NOW)
    assert isinstance(found, Refused | TryLater | InDoubt | Unusable)
    doubtful = status < 300 or status >= 500 or status == 409
    assert isinstance(found, InDoubt) == doubtful


@pytest.mark.parametrize(
    ("told", "wait"),
    [("7", 7.0), ("-7", 0.0), ("", 0.0), ("Sun, 22 Nov 2026 12:00:09 GMT", 9.0), ("Sun, 22 Nov 2026 11:00:00 GMT", 0.0),
     ("٣", 0.0), ("9" * 400, 1e9), ("Sun, 99 Nov 2026", 0.0)],
)  # fmt: skip
def test_a_retry_after_is_read_in_all_its_forms(told: str, wait: float) -> None:
    found = problem(Answer(429, {"error": {"message": "Retry after 99-99-99"}}, told), NOW)
    assert isinstance(found, Busy) and found.wait == wait


def test_googles_words_are_cleaned_for_logs() -> None:
    words = "Invalid <b>To</b>: \"Call mum\" 'x' priya@clients.example\r\n\x1b[31m" + "a" * 500
    assert plain(words).startswith("Invalid …To…: … … … [31maaa") and len(plain(words)) <= 160


# The look into the sent mail


def test_a_letter_is_found_by_its_key_under_another_message_id(
    server: GoogleServer, tmp_path: Path, clock: Clock
) -> None:
    with to(server, tmp_path, clock) as transport:
        transport.send(letter())
    assert server.gmail.sent[0].message_id != server.gmail.sent[0].message["Message-ID"]
    with to(server, tmp_path, clock) as transport:
        assert transport.find(KEY) is True
        assert not transport.keeps_message_id
        for other in (KEY[:-1], f"{KEY} ", KEY.upper(), f"preview-{KEY}", ""):
            assert transport.find(other) is None


def test_a_look_reads_every_message_once_and_page_by_page(server: GoogleServer, tmp_path: Path, clock: Clock) -> None:
    server.gmail.page = 4
    with to(server, tmp_path, clock) as transport:
        for number in range(11):
            transport.send(letter(f"k{number}"))
        calls = len(server.calls)
        assert transport.find("k0") is True
        assert server.kinds(calls).count("gmail.list") == 3
        assert server.kinds(calls).count("gmail.get") == 11
        assert transport.find("nobody") is None
        assert server.kinds(calls).count("gmail.get") == 11
    assert set(server.gmail.queries) == {"in:sent newer_than:7d"}


def test_a_mailbox_that_never_ends_is_left_after_some_pages_and_a_minute(
    server: GoogleServer, tmp_path: Path, clock: Clock
) -> None:
    server.gmail.page = 1
    with to(server, tmp_path, clock) as transport:
        for number in range(gmail.LOOK_PAGES + 2):
            transport.send(letter(f"k{number}"))
        assert transport.find("k0") is None
        assert transport.find("k2") is True
    ticks = iter(range(0, 10**6, 45))
    slow = to(server, tmp_path, clock, monotonic=lambda: float(next(ticks)))
    assert slow.find("k2") is None


def test_what_is_older_than_a_week_is_not_found(server: GoogleServer, tmp_path: Path, clock: Clock) -> None:
    server.gmail.now = clock.now
    with to(server, tmp_path, clock) as transport:
        transport.send(letter())
        clock.seconds += 8 * 86400
        assert transport.find(KEY) is None


def test_any_trouble_while_looking_proves_nothing(server: GoogleServer, tmp_path: Path, clock: Clock) -> None:
    with to(server, tmp_path, clock) as transport:
        transport.send(letter())
    for kind in ("gmail.list", "gmail.get", "gmail.profile", "token"):
        for way in ("cut", "truncated", "html", "reset", 401, 403, 404, 429, 500):
            server.faults.add(way, kind=kind, times=99)
            with to(server, tmp_path, clock) as transport:
                assert transport.find(KEY) is None, (kind, way)
            server.faults.clear()
    assert transport.find(KEY) is True


# The pace, and what a check does


def test_the_pace_is_kept(server: GoogleServer, tmp_path: Path, clock: Clock) -> None:
    with to(server, tmp_path, clock, per_minute=3) as transport:
        for number in range(7):
            transport.send(letter(f"k{number}"))
    assert clock.seconds == 120.0


def test_a_check_logs_in_and_sends_nothing(server: GoogleServer, tmp_path: Path, clock: Clock) -> None:
    server.gmail.aliases = ("studio@example.com",)
    with to(server, tmp_path, clock) as transport:
        transport.check()
        assert transport.senders() == [PERSON, "studio@example.com"]
    assert server.kinds() == ["gmail.profile", "gmail.sendAs"]
    server.gmail.refuse("gmail.profile", 429, "rateLimitExceeded", times=99)
    with pytest.raises(Unusable):
        to(server, tmp_path, clock).check()


def test_nothing_is_opened_before_it_is_used(tmp_path: Path) -> None:
    with Gmail(tmp_path / "none.json"):
        pass


# Attacks by chance


STORMS = [*range(4), *(pytest.param(seed, marks=[pytest.mark.soak, LONG]) for seed in range(4, 200))]


@pytest.mark.parametrize("seed", STORMS)
def test_through_a_storm_no_letter_goes_twice_and_none_is_lost_in_silence(
    seed: int, server: GoogleServer, tmp_path: Path, clock: Clock
) -> None:
    """30 letters over faults drawn at random, each run a fresh transport; what is waiting is offered again."""
    chance = random.Random(seed)
    states = {f"k{n:02}": "TryLater" for n in range(30)}
    for _ in range(8):
        transport = to(server, tmp_path, clock, chance=chance.random)
        for _ in range(chance.randrange(6)):
            kind = chance.choice(["gmail.send", "gmail.send", "gmail.list", "gmail.get", "gmail.profile"])
            way: str | int = chance.choice([*FAULTS, 429, 403, "expire", "redirect"])  # type: ignore[assignment]
            applied = kind == "gmail.send" and chance.random() < 0.5 and way not in (429, 403, "redirect")
            server.faults.add(way, kind=kind, skip=chance.randrange(9), applied=applied, delay=chance.randrange(3))
        server.gmail.hidden = chance.choice([0, 0, 1])
        for key in [key for key, state in states.items() if state in ("TryLater", "Unusable")]:
            states[key] = outcome(transport, key).split(":")[0]
            if states[key] == "Unusable":
                break
        transport.__exit__(None, None, None)
        server.faults.clear()
    went = server.keys()
    assert len(went) == len(set(went))
    assert {key for key, state in states.items() if state == "sent"} <= set(went)
    assert set(went) <= {key for key, state in states.items() if state in ("sent", "InDoubt")}
    server.gmail.hidden = 0
    with to(server, tmp_path, clock) as transport:
        for key in [key for key, state in states.items() if state == "InDoubt"]:
            assert transport.find(key) is (True if key in went else None)


def test_a_letter_travels_as_base64_that_fits_an_address_line(
    server: GoogleServer, tmp_path: Path, clock: Clock
) -> None:
    with to(server, tmp_path, clock) as transport:
        transport.send(letter())
    raw = next(call for call in server.calls if call.kind == "gmail.send").body["raw"]
    assert set(raw) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=")
    assert base64.urlsafe_b64decode(raw) == server.gmail.sent[0].data
