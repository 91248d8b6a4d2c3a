"""A message as the bytes that travel, checked against what was meant. Nothing here sends or stores it."""

from __future__ import annotations

from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import AddressHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from functools import lru_cache

from jobs.mail import headers
from jobs.mail.addresses import only_address
from jobs.mail.base import Refused

_ELSEWHERE = ("Cc", "Bcc", "Resent-To", "Resent-Cc", "Resent-Bcc", "Resent-From")


@dataclass(frozen=True, slots=True)
class Envelope:
    """`data` ends its lines with CRLF; `utf8`: it may only travel where SMTPUTF8 is offered (RFC 6531)."""

    sender: str
    recipient: str
    data: bytes
    utf8: bool


def seal(message: EmailMessage, *, seven_bit: bool = False) -> Envelope:
    """The message with its envelope: from the address of From to the one address of To, nobody else.

    The one proof, at the last moment: the head of the bytes is read again and must say what the message says, the
    same headers in the same order, with the same addresses and words (house, decision 7). `seven_bit` is for
    servers without 8BITMIME. Raises Refused, with a reason that holds no address and no word of the letter.
    """
    sender, recipient = only_address(message, "From"), only_address(message, "To")
    if any(name in message for name in _ELSEWHERE):
        raise Refused("the letter names more recipients than its To")
    try:
        data = message.as_bytes(policy=_SEVEN_BIT if seven_bit else _EIGHT_BIT)
    except (MessageError, ValueError, LookupError, AttributeError, TypeError) as error:
        raise Refused(f"the letter cannot be written as mail ({type(error).__name__})") from None
    if not data.count(b"\r\n") == data.count(b"\r") == data.count(b"\n"):
        raise Refused("the letter holds line ends that mail servers read differently")
    head = data.partition(b"\r\n\r\n")[0]
    _compare(message, head)
    return Envelope(sender, recipient, data, utf8=not head.isascii())


class _Wire(EmailPolicy):
    """The SMTP policy, with headers as jobs/mail/headers.py writes them."""

    def fold_binary(self, name: str, value: object) -> bytes:
        return headers.lines(name, value)


_EIGHT_BIT = _Wire(linesep="\r\n", utf8=True, cte_type="8bit")
_SEVEN_BIT = _Wire(linesep="\r\n", utf8=True, cte_type="7bit")


def _compare(message: EmailMessage, head: bytes) -> None:
    """Unfold the written headers as a mail server does (RFC 5322, 2.2.3), and hold them against the message's."""
    lines = head.decode("utf-8", "replace").replace("\r\n ", " ").split("\r\n")
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
