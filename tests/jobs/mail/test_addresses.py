"""The one address of a header: what an envelope takes, and how it says no without saying whom."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP, compat32

import pytest

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


@pytest.mark.parametrize("values", [(), ("a@example.com", "b@example.com")])
def test_no_header_and_two_are_refused(values: tuple[str, ...]) -> None:
    with pytest.raises(Refused, match=f"{len(values)} To headers"):
        only_address(to(*values), "To")


def test_a_header_that_nobody_parsed_is_refused() -> None:
    message = EmailMessage(policy=compat32)  # type: ignore[arg-type]
    message["To"] = "a@example.com"
    with pytest.raises(Refused, match="cannot be read"):
        only_address(message, "To")
