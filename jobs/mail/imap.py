"""The mailbox over IMAP (RFC 3501): what is new in a folder, and whether a header stands there. Line: imap_line.py."""

from __future__ import annotations

import imaplib
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from imap_tools import A, BaseMailBox, H, U

from jobs.mail.base import TryLater
from jobs.mail.imap_line import ImapLine, text_of
from jobs.mail.mailbox import Arrived

LARGEST = 5 * 2**20
"""Bytes of a message that are read. An answer's words come before what is attached to it, so the rest stays there."""
_MOST_WITHHELD = 10
_MOST_ALIKE = 20
_MARK = re.compile(r"([1-9]\d{0,9}):(\d{1,10})", re.ASCII)
_RECEIVED = re.compile(rb'INTERNALDATE "([^"]+)"')


class _Withheld(Exception):
    """The server has this message and does not hand it over; the text is its answer."""


class Imap:
    """A Mailbox on a mail server. Its options are those of ImapLine; `setting` says where `folder` is set.

    The folder is opened by EXAMINE and read by BODY.PEEK: nothing in it changes, no message becomes read.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        security: str = "tls",
        username: str,
        password: str,
        folder: str,
        setting: str = "[inbox] folder",
        timeout: float = 30,
        patience: float = 600,
        cafile: Path | None = None,
    ) -> None:
        self._line = ImapLine(
            host, port, security, username, password, timeout=timeout, patience=patience, cafile=cafile
        )
        self._folder, self._setting = folder, setting

    def __enter__(self) -> Imap:
        return self

    def __exit__(self, *exc: object) -> None:
        self._line.close()

    def check(self) -> None:
        """Connect, log in and open the folder. Raises Unusable with what stands in the way."""
        self._opened()

    def new(self, mark: str, since: date) -> Iterator[Arrived]:
        """What came after `mark` and was received since `since`, by UID; a day more, since servers have zones too.

        A mark holds while the folder's UIDVALIDITY is the same (RFC 3501, 2.3.1.1) and its UID was given out.
        A message that the server does not hand over stops no other: it is told at the end as TryLater, and no
        mark goes beyond it, so that the next reading asks for it again, until it is older than `since`.
        """
        box = self._opened()
        with self._line.plainly(TryLater, "the search"):
            validity, last = _standing(box)
            after = _after(mark, validity, last)
            asked = A(uid=U(str(after or 1), "*"), date_gte=since - timedelta(days=1))
            found = {int(uid) for uid in box.uids(asked, charset=None)}
        withheld: list[str] = []
        done = after
        for uid in sorted(uid for uid in found if uid > after):  # n:* holds the last message too, however old
            try:
                message = self._fetched(box, uid)
            except _Withheld as answer:
                withheld.append(str(answer))
                if len(withheld) == _MOST_WITHHELD:
                    break
                continue
            done = done if withheld else uid
            if message is not None:
                data, received = message
                yield Arrived(uid, data, received, f"{validity}:{done}", len(data) < LARGEST)
        if withheld:
            raise TryLater(f"{len(withheld)} or more messages cannot be read: {withheld[0]}")

    def holds(self, header: str, value: str) -> bool:
        """Whether a message in the folder has that very value in that header. Raises Unusable, TryLater.

        A search finds parts of words too, and some servers answer one for a header they do not know with
        whatever they have: the newest messages found are looked at.
        """
        if not value.strip() or not value.isascii() or not value.isprintable():
            return False
        box = self._opened()
        with self._line.plainly(TryLater, "the search"):
            found = sorted(int(uid) for uid in box.uids(A(header=H(header, value)), charset=None))
        heads = self._heads(box, header, found[-_MOST_ALIKE:]) if found else []
        return any(str(one).strip() == value for head in heads for one in message_from_bytes(head).get_all(header, []))

    def _heads(self, box: BaseMailBox, header: str, uids: list[int]) -> list[bytes]:
        with self._line.plainly(TryLater, "the search"):
            wanted = f"(BODY.PEEK[HEADER.FIELDS ({header})])"
            answer, parts = box.client.uid("FETCH", ",".join(map(str, uids)), wanted)
        if answer != "OK":
            raise TryLater(self._line.answered("the search", f"{answer} {text_of(parts)}"))
        return [part[1] for part in parts if isinstance(part, tuple)]

    def _opened(self) -> BaseMailBox:
        return self._line.opened(self._folder, self._setting)

    def _fetched(self, box: BaseMailBox, uid: int) -> tuple[bytes, datetime] | None:
        """The message's first bytes and when it was received; None where it is gone. Raises TryLater, _Withheld."""
        with self._line.plainly(TryLater, "a message"):
            try:
                wanted = f"(UID INTERNALDATE BODY.PEEK[]<0.{LARGEST}>)"
                answer, parts = box.client.uid("FETCH", str(uid), wanted)
                if answer == "OK":
                    return _message(parts, uid)
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error as error:
                raise _Withheld(self._line.why(error, "a message")) from None
        words = f"{answer} {text_of(parts)}"
        if "[EXPUNGEISSUED]" in words.upper():
            return None
        raise _Withheld(self._line.answered("a message", words))


def _standing(box: BaseMailBox) -> tuple[int, int]:
    """UIDVALIDITY of the open folder (0: the server has none) and the last UID that it can have given out."""
    validity, following = (box.client.response(name)[1][-1] for name in ("UIDVALIDITY", "UIDNEXT"))
    return int(validity or 0), int(following) - 1 if following else 2**32


def _after(mark: str, validity: int, last: int) -> int:
    """The UID that the mark stands for; 0 where it says nothing of the folder as it is now."""
    found = _MARK.fullmatch(mark)
    if found is None or int(found[1]) != validity or int(found[2]) > last:
        return 0
    return int(found[2])


def _message(parts: list[Any], uid: int) -> tuple[bytes, datetime] | None:
    """One message out of the answer to a FETCH, in which other messages' new flags may stand too."""
    head = b" ".join(part[0] if isinstance(part, tuple) else part or b"" for part in parts)
    if str(uid).encode() not in re.findall(rb"\bUID (\d+)", head):
        return None
    bodies = [part[1] for part in parts if isinstance(part, tuple) and b"BODY[" in part[0]]
    return (bodies[0][:LARGEST] if bodies else b""), _received(head)


def _received(head: bytes) -> datetime:
    """INTERNALDATE. Raises _Withheld where there is none that can be read."""
    found = _RECEIVED.search(head)
    try:
        when = parsedate_to_datetime(found[1].decode("ascii").strip().replace("-", " ", 2) if found else "")
    except ValueError:
        raise _Withheld("the mail server of the inbox does not say when a message was received") from None
    return when if when.tzinfo else when.replace(tzinfo=UTC)
