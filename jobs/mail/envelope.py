"""A message as the bytes that travel, checked against what was meant. Nothing here sends or stores it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import AddressHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from functools import lru_cache

from jobs.mail.addresses import only_address
from jobs.mail.base import Refused

_ELSEWHERE = ("Cc", "Bcc", "Resent-To", "Resent-Cc", "Resent-Bcc", "Resent-From")
_LONE_LINE_END = re.compile(rb"\r(?!\n)|(?<!\r)\n")


@dataclass(frozen=True, slots=True)
class Envelope:
    """`data` ends its lines with CRLF; `utf8`: it may only travel where SMTPUTF8 is offered (RFC 6531)."""

    sender: str
    recipient: str
    data: bytes
    utf8: bool


def seal(message: EmailMessage, *, seven_bit: bool = False) -> Envelope:
    """The message with its envelope: from the address of From to the one address of To, nobody else.

    The bytes are parsed again and must say what the message says: the same headers in the same order,
    with the same addresses and words (house, decision 7). `seven_bit` is for servers without 8BITMIME.
    Raises Refused, with a reason that holds no address and no word of the letter.
    """
    sender, recipient = only_address(message, "From"), only_address(message, "To")
    if any(name in message for name in _ELSEWHERE):
        raise Refused("the letter names more recipients than its To")
    utf8 = not (sender + recipient + "".join(_reply_addresses(message))).isascii()
    policy = _Wire(linesep="\r\n", utf8=utf8, cte_type="7bit" if seven_bit else "8bit")
    try:
        data = message.as_bytes(policy=policy)
    except (MessageError, ValueError, LookupError, AttributeError, TypeError) as error:
        raise Refused(f"the letter cannot be written as mail ({type(error).__name__})") from None
    if _LONE_LINE_END.search(data):
        raise Refused("the letter holds line ends that mail servers read differently")
    _compare(message, data)
    return Envelope(sender, recipient, data, utf8)


class _Wire(EmailPolicy):
    """The SMTP policy, but a header that needs neither folding nor encoding is written as it is: half the time."""

    def fold_binary(self, name: str, value: str) -> bytes:
        words = str(value)
        if len(name) + len(words) <= 76 and words.isascii() and words.isprintable() and "=?" not in words:
            return f"{name}: {words}\r\n".encode("ascii")
        return super().fold_binary(name, value)


def _reply_addresses(message: EmailMessage) -> list[str]:
    header = message["Reply-To"]
    return [address.addr_spec for address in header.addresses] if isinstance(header, AddressHeader) else []


def _compare(message: EmailMessage, data: bytes) -> None:
    """Unfold the written headers as a mail server does (RFC 5322, 2.2.3), and hold them against the message's."""
    head = data.partition(b"\r\n\r\n")[0].decode("utf-8", "replace")
    lines = head.replace("\r\n ", " ").replace("\r\n\t", "\t").split("\r\n")
    written = [(name, words) for name, _, words in (line.partition(":") for line in lines)]
    if [name for name, _ in written] != list(message):
        raise Refused("the letter's headers would not arrive as they were meant")
    for (name, words), meant in zip(written, message.values(), strict=True):
        # Parsing costs ten times as much as looking, and most headers are written letter by letter.
        plain = "=?" not in words and not (isinstance(meant, AddressHeader) and '"' in words)
        if not (plain and _spaceless(words) == _spaceless(str(meant))) and _read(name, words.strip()) != _said(meant):
            raise Refused(f"{name} of the letter would not arrive as it was meant")


@lru_cache(maxsize=64)
def _read(name: str, words: str) -> object:
    return _said(SMTP.header_factory(name, words))


def _said(header: object) -> object:
    """What a header says, whatever its folding (which may cost a blank between encoded words)."""
    if isinstance(header, AddressHeader):
        return [(_spaceless(one.display_name), one.addr_spec) for one in header.addresses]
    return _spaceless(str(header))


def _spaceless(words: str) -> str:
    return "".join(words.split())
