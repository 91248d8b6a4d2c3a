"""The inbox: new messages -> rows of Replies, and letters that came back. What an answer says is jobs/answers'.

mailbox.new(mark) -> a bounce of a letter of ours, an answer to one, or none of our business (never stored)
     -> the letter: by the signed reply address, else by the message that it answers
     -> the proof: from the one to whom the letter went -> what it says -> a row, known by an ID of the message
     -> the rows join the record before the rules run, and are written with what follows from them
     -> only when they stand in the workbook does the ledger's mark move
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.policy import compat32, default
from hashlib import sha256

from jobs.answers import heads, proof, rows
from jobs.answers.automatic import Bounce, kind
from jobs.answers.commands import parse
from jobs.answers.mailtext import written
from jobs.answers.parts import ends_in_a_file
from jobs.answers.rows import Came, Cells
from jobs.desk import Desk
from jobs.harvest import Harvest
from jobs.ledger.base import Ledger
from jobs.letters.answers import counted, listed
from jobs.letters.tokens import LAPSE, KeyProblem, Recipient, ReplyKey, lapsed, load, recipient
from jobs.mail.base import MailProblem
from jobs.mail.mailbox import Arrived
from jobs.settings import InboxSettings
from sync.addresses import named
from sync.parse import Reading
from sync.records import Client, Coach, Sent
from sync.schema import REPLIES
from sync.writeback import wall_clock

UNSIGNED = "its reply address is not one that went out"
NO_COACH = "the address that the digest went to is no longer in Team"
TOO_LATE = f"it came more than {LAPSE.days} days after the email"
FORGOTTEN = "The email that it answers is not in the Mail log any more, so nothing was recorded; please read it"

MOST_PARTS = 2_000
"""Lines that may begin a part of a message: Python's parser takes half a minute for tens of thousands."""

_HEAD_ENDS = re.compile(rb"\r?\n\r?\n")
_BROKEN = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError, MessageError)
"""What the email package raises on messages that are not as they should be, besides RecursionError."""


def read(desk: Desk, ledger: Ledger, reading: Reading, mail: list[Sent]) -> Harvest:
    """What came since the last reading. The mailbox stays as it is; trouble with it is a problem, and stops nothing."""
    settings = desk.settings
    found = Harvest(_place(settings.inbox))
    layout = reading.layouts.first(REPLIES)
    if layout is not None and not (layout.writable and layout.readable):
        return found  # the tab's problem is named already; what came waits in the mailbox
    today = desk.now.date()
    since = max(min((letter.date for letter in mail), default=today), today - LAPSE) - timedelta(days=1)
    try:
        known = _Known(reading, mail, load(settings.replies.secret_file), desk.now, settings.mail.sender)
        known.handled |= ledger.words(REPLIES.title).keys()
        with desk.mailbox() as mailbox:
            waits = False
            for arrived in mailbox.new(ledger.fact(found.place), since):
                if desk.as_of and arrived.received > desk.now:
                    waits = True  # as of then it is not there yet
                    continue
                _take(found, known, arrived)
                found.mark = found.mark if waits else arrived.mark
    except KeyProblem as problem:
        found.problems.append(str(problem))
    except MailProblem as problem:
        found.problems.append(f"Not all answers could be read: {problem}.")
    return found


def _place(inbox: InboxSettings) -> str:
    """A mark says nothing of another mailbox."""
    said = "\0".join((inbox.host, str(inbox.port), inbox.username, inbox.folder))
    return f"inbox {sha256(said.encode()).hexdigest()[:16]}"


@dataclass(slots=True)
class _Known:
    """What messages are held against. `handled` are the IDs of messages that are, or were, in Replies."""

    reading: Reading
    mail: list[Sent]
    key: ReplyKey | None
    now: datetime
    sender: str
    by_message_id: dict[str, Sent] = field(init=False)
    by_key: dict[str, Sent] = field(init=False)
    handled: set[str] = field(init=False)

    def __post_init__(self) -> None:
        self.by_message_id = {letter.message_id: letter for letter in self.mail if letter.message_id}
        self.by_key = {letter.key: letter for letter in self.mail}
        self.handled = {row.id for row in self.reading.record.rows.get(REPLIES.title, ())}

    def client_of(self, letter: Sent) -> Client | None:
        return next((one for one in self.reading.record.clients if one.id and one.id == letter.client_id), None)

    def coach_at(self, address: str) -> Coach | None:
        """The first row of Team with that address."""
        wanted = proof.comparable(address)
        team = (one for one in self.reading.record.team if one.email and not one.row.to_check)
        return next((one for one in team if proof.comparable(one.email) == wanted != ""), None)

    def is_a_coach(self, address: str) -> bool:
        """Whether that is the practice's own address, or one of its Team."""
        own = proof.comparable(named(self.sender)[1])
        return self.coach_at(address) is not None or proof.comparable(address) == own != ""

    def only_client_at(self, address: str) -> Client | None:
        """The one client who has that address."""
        found = [one for one in self.reading.record.clients if one.email and proof.comparable(one.email) == address]
        return found[0] if address and len(found) == 1 else None

    def answered_by_id(self, head: Message) -> Sent | None:
        """The letter that a message answers, by the Message-ID that its mail program names."""
        return next((self.by_message_id[one] for one in heads.answered(head) if one in self.by_message_id), None)


def _take(found: Harvest, known: _Known, arrived: Arrived) -> None:
    """One message: a row, a bounce, or nothing."""
    head = BytesParser(policy=compat32).parsebytes(arrived.data, headersonly=True)
    message = _whole(arrived.data)
    machine = _machine(message)
    if isinstance(machine, Bounce):
        _bounce(found, known, machine)
    if machine is not None:
        return
    signed = recipient(heads.values(head, *heads.RECIPIENTS), known.mail, known.key, _reply_address(known.reading))
    letter = signed if isinstance(signed, Sent) else known.answered_by_id(head)
    if letter is not None and not letter.to:
        return  # it went to somebody who was forgotten since: read by nobody, stored nowhere
    sender = known.only_client_at(proof.sender_of(head)) if signed is Recipient.UNKNOWN else None
    if letter is None and sender is None and signed is not Recipient.WRONG:
        return  # none of our business: read by nobody, stored nowhere
    id_ = rows.row_id(dict(heads.items(head)), _HEAD_ENDS.split(arrived.data, 1)[-1])
    if id_ in known.handled or id_ in found.rows:
        found.met.add(id_)
        return
    came = _came(known, arrived, id_, letter, sender)
    row = _row(known, came, head, message, signed)
    found.rows[id_] = row if arrived.whole or _nothing_more_to_read(message) else rows.cut(row)


def _whole(data: bytes) -> EmailMessage | None:
    """The message with all its parts; None where they cannot be told apart, or are more than a letter has."""
    if data.count(b"\n--") > MOST_PARTS:
        return None
    try:
        found = message_from_bytes(data, policy=default)
        return found if isinstance(found, EmailMessage) else None
    except (*_BROKEN, RecursionError):
        return None


def _nothing_more_to_read(message: EmailMessage | None) -> bool:
    """Of a message whose end was not read: whether it was an attachment that ended there."""
    try:
        return message is not None and ends_in_a_file(message)
    except (*_BROKEN, RecursionError):
        return False


def _machine(message: EmailMessage | None) -> object:
    try:
        return kind(message) if message is not None else None
    except (*_BROKEN, RecursionError):
        return None


def _reply_address(reading: Reading) -> str:
    return reading.record.policies.reply_address


def _bounce(found: Harvest, known: _Known, bounce: Bounce) -> None:
    """Believed only of a letter of ours that went to that very address."""
    letter = known.by_key.get(bounce.key) or known.by_message_id.get(bounce.message_id)
    if letter and letter.counts and letter.state != "bounced" and bounce.permanent:
        if proof.comparable(bounce.recipient) == proof.comparable(letter.to) != "":
            found.bounced[letter.key] = bounce.status


def _came(known: _Known, arrived: Arrived, id_: str, letter: Sent | None, sender: Client | None) -> Came:
    client = known.client_of(letter) if letter else sender
    received = min(arrived.received, known.now)  # a server's clock may be ahead of ours
    coach = known.coach_at(letter.to) if letter and letter.to_coach else None
    home = coach.zone if coach else known.reading.record.policies.time_zone
    zone = client.zone if client else home
    return Came(id_, wall_clock(received, known.reading), received.astimezone(zone).date(), client, letter)


def _row(known: _Known, came: Came, head: Message, message: EmailMessage | None, signed: Sent | Recipient) -> Cells:
    """What becomes of an answer: it counts, is listed for the coach, or is refused."""
    why = _refusal(known, came, head, signed)
    try:
        text = written(message) if message is not None else ""
        if why:
            return rows.refused(came, text, why)
        if not isinstance(signed, Sent):
            return rows.listed_only(came, text, rows.UNSIGNED if came.letter else FORGOTTEN)
        coach = known.coach_at(signed.to) if signed.to_coach else None
        speaks = came.client or coach
        language = speaks.language if speaks else "en"
        said = parse(text, listed(signed.about), language, came.day, counted(signed.about))
        if message is not None:
            return (rows.from_coach if signed.to_coach else rows.recorded)(came, said, text)
    except (*_BROKEN, RecursionError):
        pass  # the row says so: one message that breaks our reading stops no other
    return rows.refused(came, "", why) if why else rows.listed_only(came, "", rows.UNREADABLE)


def _refusal(known: _Known, came: Came, head: Message, signed: Sent | Recipient) -> str:
    """Why an answer has no effect and names no client; blank where it is believed."""
    letter = came.letter
    if letter is None:
        return UNSIGNED if signed is Recipient.WRONG else proof.refused(head, came.client.email if came.client else "")
    if signed is Recipient.WRONG and known.key and known.key.signed(letter):
        return UNSIGNED
    if why := proof.refused(head, letter.to):
        return why
    if letter.to_coach and not known.is_a_coach(letter.to):
        return NO_COACH
    return TOO_LATE if isinstance(signed, Sent) and lapsed(letter, came.day) else ""


def settle_bounced(found: Harvest, ledger: Ledger, now: datetime) -> None:
    """The letters that came back are `bounced` in the ledger, and told."""
    for key, status in found.bounced.items():
        ledger.settle(key, "bounced", now, f"came back with {status}")
        found.problems.append(f"Letter {key} came back for good ({status}): correct its address in the sheet.")
