"""Reply addresses: opaque, signed, known again in any case; the key file and everything that can be wrong with it."""

from __future__ import annotations

import os
import stat
import string
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.letters.tokens import KeyProblem, Recipient, ReplyKey, fresh, lapsed, load, load_or_make, recipient
from sync.records import Sent

NOW = datetime(2026, 11, 23, 8, 0, 0, 123456, tzinfo=UTC)
BASE = "answers@strongstart.example"
KEY = fresh(NOW, lambda count: bytes(range(count)))
OTHER = fresh(NOW, lambda count: bytes(count))


def letter(key: str = "cpriya2x-2026-11-23", when: datetime = NOW) -> Sent:
    day = date.fromisoformat(key.removesuffix("-rehearsal")[-10:])
    return Sent(key, when, "priya@clients.example", "Priya Nair", key[:8], day, (), "", "sent", (), "<a@b.example>")


LETTERS = [letter(f"c{name}-2026-11-{day}") for name in ("priya2x", "sofia4z", "noa5w7k") for day in (21, 22, 23)]


def address(of: Sent = LETTERS[4], key: ReplyKey = KEY, base: str = BASE) -> str:
    return key.address_of(of.key, base)


def found(*headers: str, base: str = BASE) -> Sent | Recipient:
    return recipient(headers, LETTERS, KEY, base)


def test_the_address_has_a_plus_part_of_a_number_and_a_mac_and_tells_nothing() -> None:
    local, _, domain = address().partition("@")
    name, _, token = local.partition("+")
    assert (name, domain) == ("answers", "strongstart.example")
    assert len(token) == 26 and set(token) <= set(string.ascii_lowercase + "234567")
    assert len({address(one)[:18] for one in LETTERS}) == len(LETTERS)
    assert "sofia" not in token and "2026" not in token


def test_an_address_that_has_a_plus_already_keeps_it() -> None:
    made = address(base="ana+answers@strongstart.example")
    assert made.startswith("ana+answers+") and found(made, base="ana+answers@strongstart.example") is LETTERS[4]


def test_where_there_is_no_room_for_a_token_the_address_stays_as_it_is() -> None:
    base = f"{'a' * 50}@strongstart.example"
    assert address(base=base) == base


@pytest.mark.parametrize(
    "header",
    [
        "{}",
        '"Ana, Coach" <{}>',
        "kim@clients.example, Ana <{}>, noa@clients.example",
        "=?utf-8?q?Ana?=\r\n\t<{}>",
        "Ana <{}> (by phone)",
    ],
)
@pytest.mark.parametrize("case", [str, str.upper, str.title], ids=["lower", "upper", "title"])
def test_the_letter_is_known_in_every_header_and_every_case(header: str, case: Callable[[str], str]) -> None:
    assert found("someone@clients.example", header.format(case(address()))) is LETTERS[4]


def test_a_letter_is_known_when_the_practice_has_another_reply_address_by_now() -> None:
    assert found(address(), base="hello@elsewhere.example") is LETTERS[4]


def test_a_signed_token_beside_a_wrong_one_counts() -> None:
    assert found(address(key=OTHER), address()) is LETTERS[4]


@pytest.mark.parametrize("header", [BASE, "", "answers+news@strongstart.example", "other+" + "a" * 26 + "@x.example"])
def test_an_address_without_a_token_says_nothing(header: str) -> None:
    assert found(header) is Recipient.PLAIN


def test_a_letter_of_ours_that_nobody_remembers_is_neither_wrong_nor_known() -> None:
    assert found(address(letter("cgone222-2026-10-01"))) is Recipient.UNKNOWN


def test_another_keys_token_is_wrong() -> None:
    assert found(address(key=OTHER)) is Recipient.WRONG


@given(place=st.integers(0, 25), letter_=st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_a_token_of_which_one_letter_was_altered_is_wrong(place: int, letter_: str) -> None:
    local, _, domain = address().partition("@")
    token = local.partition("+")[2]
    altered = token[:place] + letter_ + token[place + 1 :]
    said = found(f"answers+{altered}@{domain}")
    assert said is (LETTERS[4] if altered == token else Recipient.WRONG)


@pytest.mark.parametrize("cut", [1, 5, 10])
def test_a_token_that_was_cut_or_grew_is_wrong(cut: int) -> None:
    local, _, domain = address().partition("@")
    assert found(f"{local[:-cut]}@{domain}") is Recipient.WRONG
    assert found(f"{local}{'a' * cut}@{domain}") is Recipient.WRONG


@given(st.text(max_size=200))
def test_whatever_a_header_says_is_data(said: str) -> None:
    assert found(said, f"+{said}@{BASE}") in (Recipient.PLAIN, Recipient.WRONG, Recipient.UNKNOWN)


def test_without_a_key_no_letter_is_known_and_a_token_is_still_seen() -> None:
    assert recipient([address()], LETTERS, None, BASE) is Recipient.WRONG
    assert recipient([BASE], LETTERS, None, BASE) is Recipient.PLAIN


def test_a_letter_from_before_the_key_carries_none_of_its_tokens() -> None:
    assert KEY.signed(letter(when=NOW)) and KEY.signed(letter(when=NOW.replace(microsecond=0)))
    assert not KEY.signed(letter(when=NOW - timedelta(seconds=2)))


def test_a_token_lapses_after_sixty_days_of_the_letters_date() -> None:
    assert not lapsed(letter(), date(2027, 1, 22))
    assert lapsed(letter(), date(2027, 1, 23))
    assert not lapsed(letter(), date(2026, 11, 22)), "east of the letter's zone it may be the day before"


def chance(count: int) -> bytes:
    return os.urandom(count)


def test_the_key_is_made_once_for_this_user_alone(tmp_path: Path) -> None:
    file = tmp_path / "secrets" / "reply.key"
    assert load(file) is None
    key = load_or_make(file, NOW, chance)
    assert key == load(file) == load_or_make(file, NOW + timedelta(days=1), chance)
    assert key.made == NOW.replace(microsecond=0) and len(key.secret) == 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [path.name for path in file.parent.iterdir()] == ["reply.key"]
    assert key.secret.hex() not in repr(key)


def test_what_a_killed_run_left_is_swept(tmp_path: Path) -> None:
    file = tmp_path / "reply.key"
    (tmp_path / ".reply.key.4711.partial").write_text("half a ke")
    (tmp_path / f".reply.key.{os.getpid()}.partial").write_text("half a ke")
    load_or_make(file, NOW, chance)
    assert [path.name for path in tmp_path.iterdir()] == ["reply.key"]


def test_a_key_that_another_run_made_meanwhile_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "reply.key"
    link = os.link

    def too_late(partial: Path, to: Path) -> None:
        monkeypatch.setattr(os, "link", link)
        load_or_make(file, NOW - timedelta(hours=1), chance)
        link(partial, to)

    monkeypatch.setattr(os, "link", too_late)
    assert load_or_make(file, NOW, chance).made == NOW.replace(microsecond=0) - timedelta(hours=1)


def spoilt(text: str) -> Callable[[Path], object]:
    return lambda file: file.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    "spoil",
    [
        spoilt(""),
        spoilt("hunter2"),
        spoilt("made 2026-11-23T08:00:00+00:00\nkey mfrgg===\n"),
        spoilt("made 2026-11-23T08:00:00\nkey " + "a" * 56),
        spoilt("made yesterday\nkey " + "a" * 56),
        spoilt("key " + "a" * 56),
        spoilt("made 2026-11-23T08:00:00+00:00\nkey ünicode"),
        spoilt("\x00" * 10_000),
        lambda file: file.chmod(0o640),
        lambda file: file.chmod(0o604),
        lambda file: (file.unlink(), file.mkdir()),
    ],
)
def test_a_key_file_that_cannot_be_used_is_one_sentence(spoil: Callable[[Path], object], tmp_path: Path) -> None:
    file = tmp_path / "reply.key"
    key = load_or_make(file, NOW, chance)
    spoil(file)
    with pytest.raises(KeyProblem) as caught:
        load_or_make(file, NOW, chance)
    said = str(caught.value)
    assert said.endswith(".") and "\n" not in said and key.secret.hex() not in said


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "secrets").write_text("a file")
    with pytest.raises(KeyProblem, match="cannot be"):
        load_or_make(tmp_path / "secrets" / "reply.key", NOW, chance)


def test_twenty_thousand_letters_have_as_many_numbers() -> None:
    numbers = {KEY.address_of(f"c{n}-2026-11-23", BASE)[:18] for n in range(20_000)}
    assert len(numbers) == 20_000


def test_a_rehearsal_has_its_own_address() -> None:
    real = letter()
    rehearsal = replace(real, key=f"{real.key}-rehearsal")
    assert address(real) != address(rehearsal)
