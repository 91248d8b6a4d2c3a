"""Whether an answer is from the one to whom the letter went: its From, and what the receiving server found out.

The signed reply address, which names the letter, is jobs/letters/tokens.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message
from itertools import islice

from jobs.answers import heads
from sync.addresses import NotAnAddress, on_the_wire

ANOTHER = "it came from another address than the email went to"
SEVERAL = "its From does not name one sender"
FAILED = "the mail server says that it is not from where it claims to be"

_LONGEST, _MOST_RESULTS = 2_000, 10
"""Characters and headers that are looked at; what a server or a mail program writes is a tenth of it."""

_ENCODED = re.compile(r"=\?[^?\s]+\?[bq]\?[^?]*\?=", re.IGNORECASE)
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_COMMENT = re.compile(r"\((?:[^()\\]|\\.)*\)")
_ADDRESS = re.compile(r"[^\s<>,;:()]+@[^\s<>,;:()]+")
_PASSED = re.compile(r"\s*dkim\s*(?:/\s*\d+\s*)?=\s*pass\b", re.IGNORECASE)
_FAILED = re.compile(r"(?<![\w.-])(dmarc|spf|dkim)\s*(?:/\s*\d+\s*)?=\s*(?:hard)?fail\b", re.IGNORECASE)
_STATED = re.compile(r"(?<![\w.-])(dmarc|spf|dkim)\s*(?:/\s*\d+\s*)?=", re.IGNORECASE)


def refused(message: Message, went_to: str) -> str:
    """Why an answer to a letter that went to that address does not count; blank where it does."""
    sender = sender_of(message)
    if not sender:
        return SEVERAL
    if sender != comparable(went_to):
        return ANOTHER
    return FAILED if failed_authentication(message) else ""


def sender_of(message: Message) -> str:
    """The one address of the one From header, comparable; blank where there is none, or more than one.

    Sender and Reply-To say nothing of who wrote (RFC 5322, 3.6.2). A name is no address, whatever it looks like;
    an address that stands outside of quotation marks is one, wherever it stands: a mail server may have taken
    either for the sender, so that two different ones are nobody.
    """
    found = heads.values(message, "From")
    if len(found) != 1 or len(found[0]) > _LONGEST:
        return ""
    bare = _without_comments(_QUOTED.sub(" ", _ENCODED.sub(" ", found[0])))
    if re.search(r'[,;:()"]', bare):
        return ""  # several, a group, or what is not closed
    senders = {comparable(address) for address in _ADDRESS.findall(bare)}
    return senders.pop() if len(senders) == 1 else ""


def comparable(address: str) -> str:
    """The address in the form in which two are compared: small letters, the domain in ASCII; blank if it is none."""
    try:
        return on_the_wire(address.strip()).casefold()
    except NotAnAddress:
        return ""


def failed_authentication(message: Message) -> bool:
    """Whether the receiving server's Authentication-Results (RFC 8601) say so: dmarc=fail, or both spf and dkim fail.

    A header there can only refuse, never let in. So it does not matter that below those of the receiving server,
    which stand above all others, anybody may have put some: only the topmost is looked at, with those that stand
    between it and the next Received; of what several say of one method the upper one holds. Without any, the token
    and the sender decide.
    """
    failed: set[str] = set()
    stated: set[str] = set()
    for header in islice(_of_the_receiving_server(message), _MOST_RESULTS):
        failed |= _failed(header) - stated
        stated |= {match[1].lower() for match in _STATED.finditer(header)}
    return "dmarc" in failed or {"spf", "dkim"} <= failed


def _of_the_receiving_server(message: Message) -> Iterator[str]:
    begun = False
    for name, value in heads.items(message):
        if name == "authentication-results":
            begun = True
            yield value[:_LONGEST]
        elif begun and name == "received":
            return


def _failed(header: str) -> set[str]:
    """The methods that failed. A failure counts wherever it is written, so that nothing can hide one; of several
    signatures a whole one is enough, where it is stated outside of comments and quoted words."""
    bare = _without_comments(_QUOTED.sub('""', header))
    signed = any(_PASSED.match(statement) for statement in bare.split(";"))
    return {match[1].lower() for match in _FAILED.finditer(header)} - ({"dkim"} if signed else set())


def _without_comments(text: str) -> str:
    for _ in range(5):  # comments may hold comments
        text = _COMMENT.sub(" ", text)
    return text
