"""The Gmail transport: letters through Google's API, and a look into the sent mail. What answers mean: gmail_errors."""

from __future__ import annotations

import random
import re
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any, TypeVar

from jobs.mail.base import InDoubt, MailProblem, TryLater, Unusable
from jobs.mail.envelope import seal
from jobs.mail.gmail_calls import Answer, Lost, Mailbox
from jobs.mail.gmail_errors import Busy, problem
from jobs.mail.gmail_login import Login
from jobs.mail.pace import Pace

KEY = "X-Coachsheet-Key"
MOST_TRIES = 5
"""How often a letter is offered at most while Gmail is busy."""
PATIENCE = 300.0
"""Seconds that a run waits at most, all its letters together, because Gmail is busy."""
LOOKS = (1.0, 4.0)
"""Pauses in seconds before a letter without a receipt is looked for: the sent mail shows it a moment later."""
LOOK_SECONDS, LOOK_PAGES = 60.0, 10

_MESSAGE_ID = re.compile(r"<[!-;=?A-~]+@[\w.-]+>", re.ASCII)
_Done = TypeVar("_Done")


def _real_now() -> datetime:
    return datetime.now(UTC)


class Gmail:
    """A Transport through the Gmail API, as the mailbox of `credentials`, or of `subject` for a service account.

    Gmail may give a letter a Message-ID of its own, so that letters are known again by their key alone.
    `emulator` is a local server instead of Google's. At most `per_minute` letters go in 60 seconds.
    """

    keeps_message_id = False

    def __init__(
        self,
        credentials: Path,
        subject: str = "",
        *,
        emulator: str = "",
        per_minute: int = 60,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
        now: Callable[[], datetime] = _real_now,
    ) -> None:
        self.is_safe_to_rehearse = bool(emulator)
        self._file, self._subject, self._emulator = credentials, subject, emulator
        self._sleep, self._monotonic, self._chance, self._now = sleep, monotonic, chance, now
        self._pace = Pace(per_minute, sleep, monotonic)
        self._open: Mailbox | None = None
        self._patience = PATIENCE
        self._not_before = 0.0
        self._keys: dict[str, str] = {}
        self._tells_ids = True

    def __enter__(self) -> Gmail:
        return self

    def __exit__(self, *exc: object) -> None:
        if self._open is not None:
            self._open.close()
        self._open = None

    def check(self) -> None:
        """Log in and look at the mailbox, sending nothing. Raises Unusable with what stands in the way."""
        try:
            self._ready()
        except TryLater as busy:
            raise Unusable(str(busy)) from busy

    def senders(self) -> list[str]:
        """The addresses in whose name this mailbox may send; any other in From is replaced. Raises MailProblem."""
        answer = self._asked(self._ready(), "settings/sendAs")
        names = [one for one in _objects(answer, "sendAs") if one.get("verificationStatus", "accepted") == "accepted"]
        return [str(one.get("sendAsEmail", "")) for one in names]

    def send(self, message: EmailMessage) -> str:
        """Send to the message's To; returns once Gmail took it. Raises Refused, TryLater, InDoubt, Unusable.

        The Message-ID that Gmail gave it (a second, small call), blank where that cannot be learnt.
        Always as `raw` in JSON: one way for every letter; ours have some 30 KB, where the upload endpoint for media
        is meant for megabytes. A letter without a receipt is never offered again; it is looked for in the sent mail.
        """
        raw = urlsafe_b64encode(seal(message).data).decode()
        self._pace.wait()
        mailbox = self._ready()
        try:
            taken = self._patiently(lambda: self._hand_over(mailbox, raw))
        except InDoubt:
            if not self._went(str(message.get(KEY, ""))):
                raise
            return ""
        return self._message_id(mailbox, taken)

    def find(self, key: str) -> bool | None:
        """True where the letter stands in the sent mail of the last week; else None: the search lags behind."""
        try:
            return self._stands(key, "in:sent newer_than:7d") or None
        except (MailProblem, Lost):
            return None

    def _ready(self) -> Mailbox:
        """The mailbox, logged in to and seen once, so that what is wrong shows before the first letter."""
        if self._open is None:
            opened = Mailbox(Login(self._file, self._subject), self._emulator, self._monotonic)
            try:
                self._patiently(lambda: self._asked(opened, "profile"))
            except MailProblem:
                opened.close()
                raise
            self._open = opened
        return self._open

    def _asked(self, mailbox: Mailbox, what: str, **asked: str) -> dict[str, Any]:
        """A reading; it changes nothing, so that no answer leaves doubt. Raises Busy, Unusable."""
        try:
            answer = mailbox.get(what, **asked)
        except Lost as lost:
            raise Unusable(f"Gmail cannot be reached: {lost}") from lost
        if 200 <= answer.status < 300 and answer.said is not None:
            return answer.said
        found = problem(answer, self._now())
        if isinstance(found, Busy | Unusable):
            raise found
        raise Unusable(f"Gmail gives no clear answer now (HTTP {answer.status})")

    def _hand_over(self, mailbox: Mailbox, raw: str) -> str:
        """The mailbox's own number for the letter that it took."""
        try:
            answer: Answer = mailbox.post("messages/send", {"raw": raw})
        except Lost as lost:
            if lost.sent:
                raise InDoubt(f"the letter went, Gmail's receipt did not come: {lost}") from lost
            raise Unusable(f"Gmail cannot be reached: {lost}") from lost
        found = problem(answer, self._now())
        if found is not None:
            raise found
        return str(answer.said["id"]) if answer.said else ""

    def _message_id(self, mailbox: Mailbox, one: str) -> str:
        """The Message-ID of what was just sent. It went, whatever becomes of this question; asked in vain once, no
        more are asked."""
        if not (self._tells_ids and one.isalnum()):
            return ""
        try:
            found = self._header_of(mailbox, one, "Message-ID")
        except (MailProblem, Lost):
            self._tells_ids = False
            return ""
        return found if len(found) <= 250 and _MESSAGE_ID.fullmatch(found) else ""

    def _patiently(self, work: Callable[[], _Done]) -> _Done:
        """Do it, again while Gmail is busy: with full jitter, never before it asks, within the run's patience."""
        early = self._not_before - self._monotonic()
        if early > 0:
            raise TryLater("Gmail asked to wait longer than this run can", in_this_run=early <= self._patience)
        tries = 0
        while True:
            tries += 1
            try:
                return work()
            except Busy as busy:
                pause = max(busy.wait, self._chance() * 2.0**tries)
                if tries == MOST_TRIES or pause > self._patience:
                    self._not_before = self._monotonic() + busy.wait
                    busy.in_this_run = pause <= self._patience
                    raise
                self._patience -= pause
                self._sleep(pause)

    def _went(self, key: str) -> bool:
        """Whether a letter of which no receipt came stands in the sent mail all the same."""
        for pause in LOOKS:
            self._sleep(pause)
            try:
                if self._stands(key, "in:sent newer_than:1d"):
                    return True
            except (MailProblem, Lost):
                continue
        return False

    def _stands(self, key: str, query: str) -> bool:
        """Whether one of the messages found has that very key; the newest first, within some pages and a minute."""
        if not key:
            return False
        mailbox, until = self._ready(), self._monotonic() + LOOK_SECONDS
        for one in self._found(mailbox, query):
            if one not in self._keys:
                self._keys[one] = self._header_of(mailbox, one, KEY)
            if self._keys[one] == key:
                return True
            if self._monotonic() > until:
                break
        return False

    def _found(self, mailbox: Mailbox, query: str) -> Iterator[str]:
        asked = {"q": query, "maxResults": "100", "includeSpamTrash": "true"}
        for _ in range(LOOK_PAGES):
            page = self._asked(mailbox, "messages", **asked)
            yield from (id_ for one in _objects(page, "messages") if (id_ := str(one.get("id", ""))).isalnum())
            if not page.get("nextPageToken"):
                return
            asked["pageToken"] = str(page["nextPageToken"])

    def _header_of(self, mailbox: Mailbox, one: str, name: str) -> str:
        """A header of a message of the mailbox, blank where it has none: a letter that is not ours has no key."""
        said = self._asked(mailbox, f"messages/{one}", format="metadata", metadataHeaders=name)
        headers = _objects(said.get("payload"), "headers")
        return next((str(h.get("value", "")) for h in headers if str(h.get("name", "")).lower() == name.lower()), "")


def _objects(said: Any, name: str) -> list[dict[str, Any]]:
    """The objects of a list in an answer, whatever else stands there."""
    found = said.get(name) if isinstance(said, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
