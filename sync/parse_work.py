"""The work: the rows of Commitments, Habits, Sessions, Payments and the logs as values."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sync import cells
from sync.parse_names import Names
from sync.policies import moment_in
from sync.records import Commitment, Habit, Payment, Run, Sent, Session, key_parts
from sync.rows import Reader

LONG_BEFORE = timedelta(days=180)
"""A Done on that lies further before Due is noted (contract, section 3, Done)."""


def commitments(readers: list[Reader], names: Names) -> list[Commitment]:
    found = []
    for reader in readers:
        client = names.client(reader)
        commitment = Commitment(
            reader.row,
            client,
            reader.text("Client"),
            reader.text("Commitment"),
            reader.day("Due"),
            reader.done(),
            reader.text("Measure"),
            reader.whole("Confidence"),
            reader.choice("Owner"),
            reader.text("My notes"),
            reader.number("Target"),
            reader.number("Progress"),
            reader.text("For goal"),
            reader.day("Dropped on"),
            reader.value("Quiet", cells.mark) or False,
        )
        _check_days(reader, commitment, names.latest_today(client))
        found.append(commitment)
    return found


def _check_days(reader: Reader, commitment: Commitment, latest: date) -> None:
    for header, day in (("Done on", commitment.done_on), ("Dropped on", commitment.dropped_on)):
        if isinstance(day, date) and day > latest:
            reader.bad(header, f"{header}: {cells.long_date(day)} has not come yet")
    done, due = commitment.done_on, commitment.due
    if isinstance(done, date) and due and done < due - LONG_BEFORE:
        reader.row.notes.append(f"Done on: {cells.long_date(done)} is long before {cells.long_date(due)}")


def habits(readers: list[Reader], names: Names) -> list[Habit]:
    found = []
    for reader in readers:
        reader.required("Client", "Habit", "Times a week")
        reader.pass_over("My notes")
        client = names.client(reader)
        found.append(
            Habit(
                reader.row,
                client,
                reader.text("Habit"),
                reader.whole("Times a week"),
                reader.day("From"),
                reader.day("Until"),
            )
        )
    return found


def sessions(readers: list[Reader], names: Names) -> list[Session]:
    found = []
    for reader in readers:
        reader.required("Client", "Start")
        session = Session(
            reader.row,
            names.client(reader),
            _on_the_clock(reader, "Start", names.zone, timed=True),
            reader.whole("Minutes"),
            reader.choice("Medium"),
            reader.choice("Outcome"),
            _on_the_clock(reader, "Cancelled at", names.zone, timed=False),
            reader.text("Agenda"),
            reader.text("My notes"),
        )
        _check_outcome(reader, session, names)
        found.append(session)
    return found


def _on_the_clock(reader: Reader, header: str, zone: ZoneInfo, timed: bool) -> datetime | None:
    moment = reader.moment(header, zone)
    if moment and timed and not moment[1]:
        raw = reader.raw(header)
        stands = raw if isinstance(raw, str) else moment[0].date()  # Google gives a date's number
        reader.bad(header, f"{header}: {cells.quoted(stands)} has no time of day")
        return None
    return moment[0] if moment else None


def _check_outcome(reader: Reader, session: Session, names: Names) -> None:
    cancelled = session.outcome.startswith("Cancelled")
    if cancelled and reader.raw("Cancelled at") is None:
        reader.bad("Cancelled at", "Cancelled at is blank; type when it was cancelled")
    elif reader.raw("Cancelled at") is not None and not cancelled and "Outcome" not in reader.row.bad:
        reader.bad("Cancelled at", "Cancelled at is filled, but Outcome does not say Cancelled")
    if session.outcome in ("Attended", "Late", "No-show") and session.start:
        if moment_in(names.record.policies, session.start) > names.now:
            reader.bad("Outcome", f"Outcome: {session.outcome}, but the session has not begun")


def payments(readers: list[Reader], names: Names) -> list[Payment]:
    found = []
    for reader in readers:
        reader.required("Client", "Amount", "Due")
        reader.pass_over("My notes")
        found.append(
            Payment(
                reader.row,
                names.client(reader),
                reader.number("Amount"),
                reader.text("Currency"),
                reader.day("Due"),
                reader.day("Paid on"),
                reader.text("Reference"),
            )
        )
    return found


def mail_log(readers: list[Reader], zone: ZoneInfo) -> list[Sent]:
    """The letters of the Mail log, oldest first; a row that is none of ours is passed over."""
    found = []
    for reader in readers:
        key = reader.text("Key")
        parts = key_parts(key)
        moment = reader.moment("When")
        if parts and moment:
            about = [part.strip() for part in reader.text("About").split(",") if part.strip()]
            found.append(
                Sent(
                    key,
                    moment[0].replace(tzinfo=zone),
                    reader.text("To"),
                    reader.text("Client"),
                    *parts,
                    tuple(part.strip() for part in reader.text("Kind").split(",") if part.strip()),
                    reader.text("Subject"),
                    reader.text("State"),
                    tuple(part for part in about if part != "rehearsal"),
                    reader.text("Message-ID"),
                    "rehearsal" in about,
                    reader.row.number,
                )
            )
    return sorted(found, key=lambda sent: sent.when)


def sync_log(readers: list[Reader], zone: ZoneInfo) -> list[Run]:
    """The runs of the Sync log, oldest first."""
    found = []
    for reader in readers:
        moment = reader.moment("When")
        if moment:
            rows = reader.number("Rows") or 0
            stopped = reader.text("Problem").startswith(STOPPED)
            found.append(Run(moment[0].replace(tzinfo=zone), reader.text("Job"), int(rows), stopped))
    return sorted(found, key=lambda run: run.when)


STOPPED = "Stopped: "
"""How the Problem of a run begins that a guard stopped before it wrote anything."""
