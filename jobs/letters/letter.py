"""A letter as a value: whom it is for, why it goes, what its sections say, before any HTML is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sync.policies import Policies
from sync.rules.standing import ClientDay


class LetterProblem(Exception):
    """A letter that cannot be made or would not survive the way. `key` names it; the reason holds no client's words."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"letter {key}: {reason}")
        self.key = key
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a letter. `name` is ours and plain; `media_type` may have parameters (RFC 2045, 5.1)."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Meeting:
    """A session as the client's calendar is told of it; how that is written is invitation.py's.

    `start` is aware, on the practice's clock; `sequence` counts what was told of it; `off`: it does not take place.
    `name` and `description` are what calendars show, to whoever looks at them.
    """

    session_id: str
    start: datetime
    minutes: int
    sequence: int
    off: bool
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A paper that goes with a letter, as plain data; it becomes a file once the letter is rendered.

    `name` is what it is called in Templates, and so its chapters (`packet: fees`); `file_name` is plain, without its
    ending. `facts` are what a coach's own words may use in it.
    """

    name: str
    file_name: str
    title: str
    says: tuple[str, ...]
    chapters: tuple[dict[str, Any], ...]
    facts: dict[str, Any]
    date: str
    own: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class LookBack:
    """Our record, from a day of the client's on, goes with the letter; it is made when the letter is rendered."""

    day: ClientDay
    since: date
    policies: Policies


@dataclass(frozen=True, slots=True)
class Section:
    """One section: `name` is its template and its Kind in the Mail log; `facts` what the template may use.

    `about` are the items it names, as they stand in the Mail log (`b3k7x2q9:agreed`). `subject` and
    `preheader` are the letter's where this section leads it; blank in a section that leads none.
    """

    name: str
    facts: dict[str, Any]
    about: tuple[str, ...] = ()
    subject: str = ""
    preheader: str = ""
    own: tuple[tuple[str, ...], ...] = ()
    """The coach's own words instead of ours: paragraphs of lines. Empty: ours."""
    meetings: tuple[Meeting, ...] = ()
    """Sessions that the calendar is told of with it."""
    ours_alone: bool = False
    """It says what a coach's own words, written beforehand, could not know: ours stand whatever she wrote."""
    look_back: LookBack | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """What one client is told on one day. `to` is where it goes: the client, or in rehearsal the coach.

    In a digest `client` and `client_id` are blank.
    """

    key: str
    client: str
    client_id: str
    day: date
    to: str
    sections: tuple[Section, ...]
    subject: str
    preheader: str
    rehearsal: bool
    frame: dict[str, Any] = field(default_factory=dict)
    """What the frame of every letter shows: greeting, signature, practice, reply address, language."""
    numbered: tuple[str, ...] = ()
    """IDs of the things that have a number to answer with, in the order of the numbers."""
    references: tuple[str, ...] = ()
    """Message-IDs of the client's earlier letters, oldest first."""
    template: str = "letter"
    """Which frame: that of clients' letters, or the digest's, which is its own."""
    attachments: tuple[Attachment, ...] = ()
    enclosed: tuple[Enclosed, ...] = ()
    """Papers that become attachments when it is rendered."""
    remarks: tuple[str, ...] = ()
    """What the run has to tell of it: own words that could not be used."""
    is_sample: bool = False
    """Shown or mailed to the coach by `preview`; no calendar is to take it for the real one."""

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(section.name for section in self.sections)

    @property
    def meetings(self) -> tuple[Meeting, ...]:
        return tuple(meeting for section in self.sections for meeting in section.meetings)

    @property
    def about(self) -> tuple[str, ...]:
        """What the sections name, and which number means which row: `b3k7x2q9:no1`."""
        named = [item for section in self.sections for item in section.about]
        return (*named, *(f"{row_id}:no{number}" for number, row_id in enumerate(self.numbered, 1)))
