"""What counts as an address, and how it travels: the kept library's word, and what we say otherwise."""

from __future__ import annotations

import subprocess
import sys

import pytest
from email_validator import validate_email
from hypothesis import given
from hypothesis import strategies as st

from sync import addresses
from sync.addresses import NotAnAddress, on_the_wire

LOCAL = "x" * 64


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example", "first.last+tag@sub.example.com", "o'neil@example.com", "x_1-2@example.co.uk",
        "Info@example.com", "a/b%c!d@example.com", f"{LOCAL}@example.com", "a@x--y.example", "a@1and1.example",
        f"a@{'y' * 63}.com", "ana@localhost", "ana@practice.local", "ana@x.test", "ana@x.invalid",
        "ana@deep.example.localhost", "jürgen@example.com", "用户@example.com",
    ],
)  # fmt: skip
def test_these_travel_as_they_were_typed(address: str) -> None:
    assert on_the_wire(address) == address


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("ana@bücher.example", "ana@xn--bcher-kva.example"),
        ("ana@xn--bcher-kva.example", "ana@xn--bcher-kva.example"),
        ("ana@BÜCHER.Example", "ana@xn--bcher-kva.example"),
        ("ana@straße.example", "ana@xn--strae-oqa.example"),  # IDNA 2003 would write to strasse.example
        ("Ana@Example.COM", "Ana@example.com"),
        ("ana@Practice.LOCAL", "ana@practice.local"),
        ("ana@例え。テスト", "ana@xn--r8jz45g.xn--zckzah"),
        ("राम@मोहन.ईन्फो", "राम@xn--l2bl7a9d.xn--o1b8dj2ki"),
        ("ju\u0308rgen@example.com", "jürgen@example.com"),
    ],
)
def test_a_domain_travels_in_ascii_and_a_name_in_nfc(typed: str, sent: str) -> None:
    assert on_the_wire(typed) == sent == on_the_wire(sent)


@pytest.mark.parametrize(
    "address",
    [
        "", "@", "ana", "@example.com", "ana@", "a@b", "a@mailhost", "a b@example.com", "a@@example.com",
        "a@b@example.com", '"a b"@example.com', '"ana"@example.com', "ana(home)@example.com",
        "ana@example.com (Ana)", "a@[127.0.0.1]", "a@[IPv6:::1]", "a@127.0.0.1", "Ana <ana@example.com>",
        "<ana@example.com>", "a@example.com, b@example.com", "friends: a@example.com;", "mailto:ana@example.com",
        ".a@example.com", "a.@example.com", "a..b@example.com", "a@.example.com", "a@example..com", "a@example.com.",
        "a@-x.com", "a@x-.com", "a@exa_mple.com", "a@xn--zzzz.com", "a@ab--cd.com", "a@x.onion", "a@x.arpa",
        "a@😀.com", "a\\b@example.com", "a＠example.com", "a﹫example.com", "x" + f"{LOCAL}@example.com",
        "ü" * 33 + "@example.com", f"a@{'y' * 64}.com", "a@" + "x." * 130 + "com", "=?utf-8?q?a?=@example.com",
        "a=?@example.com", "ana@example.com\r\nBcc: b@example.com", "a\n@example.com", "a@example.com\n",
        " a@example.com", "a\u200b@example.com", "a\u202e@example.com", "a@exam\u00adple.com", "a\u2028@example.com",
        "a\x85@example.com", "a\x00@example.com", "a\x7f@example.com", "\ud800@example.com", "\u0301a@example.com",
        "a\u00a0b@example.com", "a@example\u2024com",
    ],
)  # fmt: skip
def test_these_are_refused(address: str) -> None:
    with pytest.raises(NotAnAddress):
        on_the_wire(address)


def test_fifty_thousand_characters_are_refused_without_reading_them() -> None:
    with pytest.raises(NotAnAddress, match="too long"):
        on_the_wire("é@" * 25_000)


label = st.text("ab1-x", min_size=1, max_size=6) | st.sampled_from(["xn--a", "test", "x" * 63, "x" * 64, "com", "é"])


@given(st.text("ab1.+'_-", min_size=1, max_size=66), st.lists(label, min_size=1, max_size=5).map(".".join))
def test_the_short_way_takes_only_what_the_library_takes(local: str, domain: str) -> None:
    address = f"{local}@{domain}"
    if not addresses._ORDINARY.fullmatch(address):
        return
    found = validate_email(address, check_deliverability=False, strict=True)
    assert found.ascii_email is not None and found.ascii_email.casefold() == address.casefold()
    assert found.ascii_domain == address.partition("@")[2]


@given(st.text(max_size=40), st.text(max_size=40))
def test_whatever_is_typed_is_refused_or_travels_as_one_line_without_blanks(local: str, domain: str) -> None:
    try:
        sent = on_the_wire(f"{local}@{domain}")
    except NotAnAddress:
        return
    assert sent.count("@") == 1 and sent.partition("@")[2].isascii() and sent.isprintable()
    assert not set(sent) & set(' \t\r\n<>()[],;:"\\') and on_the_wire(sent) == sent


def test_ordinary_addresses_load_no_library() -> None:
    code = (
        "import sys; from sync import cells; cells.address('ana@example.com'); print('email_validator' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_librarys_own_list_stays_as_it_is() -> None:
    import email_validator

    on_the_wire("ana@practice.local")
    assert {"local", "test", "invalid", "localhost"} <= set(email_validator.SPECIAL_USE_DOMAIN_NAMES)
