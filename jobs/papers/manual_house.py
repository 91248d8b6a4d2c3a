"""The handbook's chapters on the house: newcomers, promises, people, the software, where the records are, backups."""

from __future__ import annotations

from dataclasses import dataclass

from jobs.letters.words import isolated, words
from jobs.papers.chapter import Chapter, some
from jobs.papers.manual_rules import closed, week
from sync.policies import RULES, as_typed
from sync.records import Record
from sync.schema import CLIENTS, TABS, Tab


@dataclass(frozen=True, slots=True)
class Place:
    """Where the practice lives: the workbook's name, whether it is a Google Sheet, whether answers are read; files to
    keep with what each is, by name alone."""

    workbook: str
    google: bool
    reads_answers: bool
    files: tuple[tuple[str, str], ...]


ASKED = (
    ("Client, First name", "The full name, and what emails say instead of its first word"),
    ("Email", "Where emails go"),
    ("Start date", "The day from which the welcome goes out, and the early check-ins count"),
    ("Goal", "What they want, in their words"),
    ("Progress in their words", "What they would see or do if it went well. The number from 1 to 10 is about this"),
    ("Coach, Group", "Who coaches; in which group, if any"),
    ("Time zone, Language", "Their clock, and the language of their emails"),
    ("Check-ins, Check-in day", "Their own rhythm, where it is another than the practice's"),
    ("Rewards, Consequences", "What was agreed for keeping it, and for not. Consequences are told to the coach alone"),
    ("Agreement", "The day on which they accepted the agreement"),
)


def newcomers(record: Record, place: Place) -> Chapter:
    says = (
        "A relationship is good for both sides, or it is no deal. Four questions are asked before somebody is taken "
        "on, and answered in the tab Intake: do they want this now, are they open to challenge, are the actions "
        "agreed, is the fee agreed? Four times Yes: they become a row in Clients. A No is said kindly, and early.",
    )
    ends = (
        "On the start date, within the sending hours, the client gets a welcome, with the packet on how we work as a "
        "file. What is still blank stands under To set up in their row.",
    )
    head = ("What we ask for", "What it is for")
    return Chapter("newcomers", "A new client", says, rows=ASKED, head=head, ends=ends)


def promises(record: Record, place: Place) -> Chapter:
    ours = (
        "To be on time and prepared, whatever happens.",
        "To follow up on what was agreed, to ask where something was not done, and to notice what was.",
        "To keep track of progress, as the client defines it.",
        "To keep our own promises on the same list, each with its day.",
        "To change goals and plans by agreement, and never in silence.",
        "To keep to ourselves what we note for ourselves.",
    )
    theirs = (
        "To be on time, and prepared with what they want to work on.",
        "To do what they said, or to renegotiate the day before it comes.",
        "To say when something is in the way.",
        "To pay by the day that was agreed.",
    )
    lists = (("What a client may expect of us", ours), ("What we ask of a client", theirs))
    return Chapter("promises", "What each side promises", lists=lists)


def people(record: Record, place: Place) -> Chapter:
    team = tuple(
        (
            isolated(words(coach.name, 60)),
            {"Daily": "every day", "Weekly": "on Mondays", "None": "none"}[coach.digest],
            coach.zone.key.rsplit("/", 1)[-1].replace("_", " "),
        )
        for coach in record.team
        if coach.name
    )
    coach = (
        "types clients, commitments, sessions and payments, and marks what is done",
        "reads the digest, answers what is asked, decides what is proposed",
        "has the sessions, and notes how they went",
        "keeps what they promised a client",
    )
    client = (
        "answers with a line, or in their own words",
        "says how it is going, and in a sentence what progress is",
        "asks for another day before the day comes",
    )
    software = (
        "reads the sheet, and writes its own columns, and no other",
        "reminds, asks, acknowledges and reports, as it stands in this handbook",
        "proposes; it decides nothing about a client",
    )
    lists = (("A coach", coach), ("A client", client), ("The software", software))
    head = ("Coach", "Digest", "On the clock of") if team else ()
    return Chapter("people", "Who does what", lists=lists, rows=team, head=head)


LETTERS = (
    ("Welcome", "once, from the start date on, with the packet as a file"),
    ("What we agreed", "the morning after it was typed, for both sides"),
    ("What is due", "before and after its day; with what the coach promised"),
    ("Wins", "what was closed, and rows of 3, 5 and every 10 kept, beside something else"),
    ("A session", "before it, with its time on the client's clock"),
    ("Check-in, review, group", "on their days; who gave no answer gets one friendly line"),
    ("A payment", "once when it comes due, once when its day is past"),
    ("A step that the coach decided", "Monday to Thursday, and nothing else on that day"),
)


def software(record: Record, place: Place) -> Chapter:
    p = record.policies
    hours = f"between {p.send_from}:00 and {p.send_until}:00 on the client's clock"
    answers = " Answers that came by email are read in the same hour." if place.reads_answers else ""
    says = some(
        f"Every hour the emails go out whose time has come: {hours}, at most one a day to a client, {week(p)}. "
        f"What cannot wait goes over it: a welcome, what is due, a session, "
        f"a step.{answers} Every night the status columns are brought up to date, and each coach gets a digest.",
        f"No emails go out on these days: {closed(p)}." if p.closed_on else "",
        "It never changes a cell that a coach types in, never sends the same email twice, and sends nothing of a hard "
        "conversation that a coach did not decide on. A row that it cannot read says why in its Sync note, and all "
        "others go on. When the last run was stands at the top of the tab Today: red means that none was for a day.",
        "At present every email to a client goes to the coach instead (Send to is Me): a rehearsal."
        if p.rehearsal
        else "",
    )
    return Chapter("software", "What the software does, and when", says, rows=LETTERS, head=("Email", "When"))


def records(record: Record, place: Place) -> Chapter:
    where = "the Google Sheet" if place.google else "the file"
    private = ", ".join(column.header for column in CLIENTS.columns if column.private)
    says = (
        f"Everything stands in {where} {isolated(words(place.workbook, 100))}. Columns with a grey, slanted heading "
        "are the software's own; in all others coaches type.",
    )
    ends = (
        f"Clients never read {private}, the evidence in Decisions (unless a coach sends it), or "
        "anything of other clients. Columns whose words "
        "they do read are coloured at the head. To tidy, use the view Now instead of deleting rows.",
    )
    rows = tuple((tab.title, tab.purpose, _who(tab)) for tab in TABS.values())
    return Chapter(
        "records", "Where the records are", says, rows=rows, head=("Tab", "What it holds", "Who writes"), ends=ends
    )


def _who(tab: Tab) -> str:
    typed = any(not column.ours for column in tab.columns)
    if tab.made_by_job:
        return "software; coaches decide" if typed else "software"
    return "clients, by a form; coaches" if tab.title == "Check-ins" else "coaches"


def safety(record: Record, place: Place) -> Chapter:
    copy = (
        "Google keeps the sheet and its history; make a copy of it once a month all the same (File, Make a copy)."
        if place.google
        else "Keep copies of the workbook, every day, and one of them in another place."
    )
    says = (
        f"{copy} With these files a new machine goes on where the old one stopped, and nobody gets an email twice. "
        "What is secret belongs into a safe place, and into no email.",
    )
    steps = (
        "Install coachsheet, and put these files into a folder of their own.",
        "Run: coachsheet rebuild. It takes from the sheet what was sent already.",
        "Run: coachsheet doctor. It ends with Ready, or with the one next step.",
        "Run: coachsheet schedule, and put its lines where it says. After a day: coachsheet schedule --check.",
        "Switch the old machine off, if it still runs: one machine sends.",
    )
    lists = (("On a new machine", steps),)
    rows = place.files
    return Chapter("safety", "Backups, and a new machine", says, lists, rows, ("File", "What it is"))


def rules(record: Record, place: Place) -> Chapter:
    says = ("As they hold now. What was never set holds as it is built in.",)
    rows = tuple(
        (rule.name, isolated(words(as_typed(rule, record.policies), 160)) or "(blank)", rule.note) for rule in RULES
    )
    return Chapter("rules", "All rules", says, rows=rows, head=("Rule", "Holds", "What it is"))
