"""The headers of an answer as they came over the wire, unfolded. Who is behind them is proof.py's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message

RECIPIENTS = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Delivered-To")
"""Headers in which the address stands that an answer was sent to, or arrived at."""

_LONGEST = 10_000
_MESSAGE_ID = re.compile(r"<[^<>\s]{3,500}>")


def items(message: Message) -> Iterator[tuple[str, str]]:
    """Every header in its order: the name in small letters, and its value, read as UTF-8 where it is not ASCII."""
    for name, value in message.raw_items():
        raw = str(value).encode("utf-8", "surrogateescape")[:_LONGEST]
        yield str(name).lower(), " ".join(raw.decode("utf-8", "replace").split())


def values(message: Message, *names: str) -> list[str]:
    """The values of the headers of these names, in the order in which they stand."""
    wanted = {name.lower() for name in names}
    return [value for name, value in items(message) if name in wanted]


def answered(message: Message) -> list[str]:
    """The Message-IDs that this one answers, the nearest first (RFC 5322, 3.6.4)."""
    nearest = [found for value in values(message, "In-Reply-To") for found in _MESSAGE_ID.findall(value)]
    older = [found for value in values(message, "References") for found in _MESSAGE_ID.findall(value)]
    return list(dict.fromkeys([*nearest, *reversed(older)]))
