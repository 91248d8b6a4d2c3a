"""The one address of a header: what an envelope takes, and how it says no without saying whom."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage
from email.policy import SMTP, compat32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.mail.addresses import only_address
from jobs.mail.base import Refused


def to(*values: str) -> EmailMessage:
    """Headers are put in from behind: a message does not let itself be given two."""
    message = EmailMessage(policy=SMTP)
    for value in values:
        message._headers.append(("To", SMTP.header_factory("To", value)))  # type: ignore[attr-defined]
    return message


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("priya@clients.example", "priya@clients.example"),
        ("Priya Nair <priya@clients.example>", "priya@clients.example"),
        ('"x@evil.example," <priya@clients.example>', "priya@clients.example"),
        ("=?utf-8?q?x=40evil=2Eexample=2C?= <priya@clients.example>", "priya@clients.example"),
        ("jürgen@example.com", "jürgen@example.com"),
    ],
)
def test_one_address_is_taken(value: str, address: str) -> None:
    assert only_address(to(value), "To") == address


@pytest.mark.parametrize(
    "value",
    [
        "", "priya", "@example.com", "a@example.com, b@example.com", "friends: a@example.com;",
        "undisclosed-recipients:;", '"a b"@example.com', "a@[127.0.0.1]", "a@mailhost", "a@example..com",
        "<a@example.com> <b@example.com>", "a@example.com b@example.com", "<@route.example:a@example.com>",
        "a@example.com)b@example.com", "=?utf-8?q?a=40b=2Eexample?=@example.com", "=?utf-8?q?a=2C?=@example.com",
        "a@exam\u200bple.com",
    ],
)  # fmt: skip
def test_anything_else_is_refused_without_being_named(value: str) -> None:
    with pytest.raises(Refused) as problem:
        only_address(to(value), "To")
    assert "example" not in str(problem.value)


atext = st.text("ab1!#$%&'*+-/=?^_`{|}~éß漢", min_size=1, max_size=20)


@given(st.lists(atext, min_size=1, max_size=3).map(".".join), st.sampled_from(["example.com", "xn--bcher-kva.example"]))
def test_gh_78772_and_gh_102988_smtplib_says_an_address_of_ours_as_it_is(local: str, domain: str) -> None:
    """It asks the parser of headers what an envelope's address means, the one that can be led astray."""
    try:
        address = only_address(to(f"Priya <{local}@{domain}>"), "To")
    except Refused:
        return
    assert address == f"{local}@{domain}"
    assert smtplib.quoteaddr(address) == f"<{address}>"


@pytest.mark.parametrize("values", [(), ("a@example.com", "b@example.com")])
def test_no_header_and_two_are_refused(values: tuple[str, ...]) -> None:
    with pytest.raises(Refused, match=f"{len(values)} To headers"):
        only_address(to(*values), "To")


def test_a_header_that_nobody_parsed_is_refused() -> None:
    message = EmailMessage(policy=compat32)  # type: ignore[arg-type]
    message["To"] = "a@example.com"
    with pytest.raises(Refused, match="cannot be read"):
        only_address(message, "To")
