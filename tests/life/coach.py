"""What the coach does at the workbook, twice a day: agrees, marks, moves, pauses, sorts, tidies, decides."""

from __future__ import annotations

from collections.abc import Container, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from sync.workbook.base import Value
from tests.hand import Hand
from tests.life.people import IANA, Debt, Deed, Person, Talk
from tests.life.practice import FORM, HOME, QUESTIONS, World, commitment_cells

CALLED_OFF = ("Cancelled by client", "Cancelled by coach", "Rescheduled")


def works(world: World, now: datetime) -> None:
    """One sitting: she looks at some clients, and at what waits for her."""
    hand, today = Hand(world.machine.workbook), now.astimezone(HOME).date()
    sitting = _Sitting(world, hand, now, today)
    for person in world.people:
        if person.stage == "Active" and world.happens(0.12):
            sitting.meets(person)
        elif world.happens(0.01):
            sitting.changes(person)
        if person.stage in ("Paused", "Prospect") and world.happens(0.04):
            sitting.begins(person)
    sitting.corrects()
    sitting.decides()
    hand.save()
    world.count("sittings")
    if world.happens(0.15):
        rearranges(world, now)


def rearranges(world: World, now: datetime) -> None:
    """The coach sorts a tab, or deletes finished rows: some new ones, or all that are older than a month."""
    hand = Hand(world.machine.workbook)
    if world.happens(0.3):
        done = [deed for one in world.people for deed in one.deeds if deed.closed_at and not deed.gone]
        old = [deed for deed in done if deed.closed_at and now - deed.closed_at > timedelta(days=30)]
        tidied = {deed.words: deed for deed in old or done[: world.chance.randint(1, 4)]}
        for deed in tidied.values():
            deed.gone = True
        hand.rearrange("Commitments", lambda rows: [row for row in rows if row["Commitment"] not in tidied])
        world.count("rows deleted", len(tidied))
    else:
        tab, header = world.chance.choice((("Commitments", "Due"), ("Commitments", "Client"), ("Clients", "Client")))
        hand.rearrange(tab, lambda rows: sorted(rows, key=lambda row: (row[header] is None, str(row[header]))))
        world.count("sorts")
    hand.save()


class _Sitting:
    def __init__(self, world: World, hand: Hand, now: datetime, today: date) -> None:
        self.world, self.hand, self.now, self.today = world, hand, now, today
        self.rows = {str(cells["Commitment"]): number for number, cells in hand.rows("Commitments")}
        self.clients = {str(cells["Client"]): number for number, cells in hand.rows("Clients")}

    def day(self, least: int, most: int) -> date:
        return self.today + timedelta(days=self.world.chance.randint(least, most))

    def type(self, deed: Deed, header: str, value: Any) -> None:
        if deed.words in self.rows:
            self.hand.type("Commitments", self.rows[deed.words], header, value)

    def put(self, person: Person, header: str, value: Any) -> None:
        self.hand.type("Clients", self.clients[person.name], header, value)

    def agrees(self, person: Person, **rest: Any) -> None:
        deed = self.world.new_deed(person, self.day(1, 14), **rest)
        cells = commitment_cells(person, deed)
        self.hand.add("Commitments", **{header.replace(" ", "_"): value for header, value in cells.items()})
        self.world.count("commitments")

    def meets(self, person: Person) -> None:
        """A session: what was done is marked, what is past is moved or dropped, something new is agreed."""
        world = self.world
        for deed in [deed for deed in person.deeds if deed.open and deed.words in self.rows]:
            self._goes_through(person, deed)
        for _ in range(world.chance.choice((0, 1, 1, 2))):
            self.agrees(person, quiet=world.happens(0.05), broken=world.happens(0.03))
        if world.happens(0.1):
            self.agrees(person, owner="Coach")
        self._session(person)
        due = self.day(2, 10)
        if world.happens(0.1) and due not in [debt.due for debt in person.debts]:
            person.debts.append(Debt(due))
            self.hand.add("Payments", Client=person.name, Amount=240, Currency="EUR", Due=due, My_notes=person.private)

    def _goes_through(self, person: Person, deed: Deed) -> None:
        world, due = self.world, deed.due
        assert due
        if deed.owner == "Coach":
            if world.happens(0.5):
                self._closes(person, deed, self.today)
        elif deed.done_really and deed.done_really <= self.today:
            if world.happens(0.7):
                self._closes(person, deed, deed.done_really)
        elif deed.wants or due < self.today:
            if world.happens(0.1):
                deed.dropped = True
                self.type(deed, "Dropped on", self.today)
            elif world.happens(0.6):
                surely, perhaps = (due < person.today(run) for run in (world.nightly_at, world.ran_at))
                deed.late = deed.late[0] or surely, deed.late[1] or perhaps
                deed.due = max(deed.wants or self.day(2, 8), self.day(1, 1))
                deed.wants = None
                self.type(deed, "Due", deed.due)
                world.count("moves")

    def _closes(self, person: Person, deed: Deed, on: date) -> None:
        """With the day, or with a mark: that counts on her date of the last run before it is seen."""
        world, mark = self.world, self.world.happens(0.4)
        self.type(deed, "Done on", "x" if mark else on)
        first, last = person.today(world.nightly_at), person.today(world.ran_at)
        deed.closed_on, deed.closed_at, deed.doubt = (last if mark else on), self.now, mark and first != last

    def _session(self, person: Person) -> None:
        """The one that was held gets its outcome; the next one is moved, called off, or booked."""
        clock = self.now.astimezone(HOME).replace(tzinfo=None)
        rows = [(number, cells) for number, cells in self.hand.rows("Sessions") if cells["Client"] == person.name]
        talks = {(talk.start, talk.outcome): talk for talk in person.talks}
        planned = [(number, cells["Start"]) for number, cells in rows if not cells["Outcome"]]
        for number, start in planned:
            assert isinstance(start, datetime)
            talk = talks[start, ""]
            if start < clock:
                if self.world.happens(0.8):
                    self._ends(number, talk, self.world.chance.choice(("Attended", "Late", "No-show")))
            elif self.world.happens(0.15):
                talk.start = self._hour(talks)
                self.hand.type("Sessions", number, "Start", talk.start)
                self.world.count("sessions moved")
            elif self.world.happens(0.1):
                self._ends(number, talk, self.world.chance.choice(CALLED_OFF), clock)
        if not any(talk.start > clock and not talk.outcome for talk in person.talks):
            talk = Talk(self._hour(talks))
            person.talks.append(talk)
            self.hand.add("Sessions", Client=person.name, Start=talk.start, Minutes=50, Medium="Video",
                          My_notes=person.private)  # fmt: skip

    def _hour(self, taken: Container[tuple[datetime, str]]) -> datetime:
        """A time at which she has no session yet."""
        while True:
            start = datetime.combine(self.day(2, 12), time(self.world.chance.randint(9, 18)))
            if (start, "") not in taken:
                return start

    def _ends(self, number: int, talk: Talk, outcome: str, at: datetime | None = None) -> None:
        talk.outcome = outcome
        self.hand.type("Sessions", number, "Outcome", outcome)
        if at and outcome.startswith("Cancelled"):
            self.hand.type("Sessions", number, "Cancelled at", at)
        self.world.count("sessions called off", at is not None)

    def changes(self, person: Person) -> None:
        """Something about the client herself."""
        what = self.world.chance.choice(("rhythm", "emails", "zone", "pause", "end", "typo", "start"))
        if person.stage != "Active" and what not in ("zone", "typo"):
            return
        self.world.count(what)
        getattr(self, f"_{what}")(person)

    def _rhythm(self, person: Person) -> None:
        person.rhythm = self.world.chance.choice(("Daily", "Weekly", "Twice a month", "Monthly", "None"))
        self.put(person, "Check-ins", person.rhythm)

    def _emails(self, person: Person) -> None:
        person.emails = next(one for one in ("All", "Essential", "All", "None") if one != person.emails)
        person.wish = ("", "")
        self.put(person, "Emails", person.emails)

    def _zone(self, person: Person) -> None:
        person.zone_cell = self.world.chance.choice([*IANA, "America/New_York", "Pacific/Auckland"])
        self.put(person, "Time zone", person.zone_cell or None)

    def _pause(self, person: Person) -> None:
        person.stage, person.pause_until = "Paused", self.day(7, 30)
        self.put(person, "Stage", "Paused")
        self.put(person, "Pause until", person.pause_until)

    def _end(self, person: Person) -> None:
        if self.world.happens(0.5):
            person.stage = "Ended"
            self.put(person, "Stage", "Ended")
            self.put(person, "Ended on", self.today)

    def _typo(self, person: Person) -> None:
        person.broken = not person.broken
        self.put(person, "Email", person.address.replace("@", " at ") if person.broken else person.address)

    def _start(self, person: Person) -> None:
        person.start, person.parted = self.today, False
        self.put(person, "Start date", self.today)

    def begins(self, person: Person) -> None:
        """A prospect becomes a client, a client comes back."""
        if person.stage == "Paused" and person.pause_until and person.pause_until > self.today:
            return
        if person.stage == "Prospect":
            person.start = self.today
            self.put(person, "Start date", self.today)
        person.stage = "Active"
        self.put(person, "Stage", "Active")
        self.world.count("begins")

    def corrects(self) -> None:
        """Rows to check are put right; bills are paid; a request of the client's is noted."""
        for person in self.world.people:
            if person.broken and self.world.happens(0.4):
                self._typo(person)
            for deed in person.deeds:
                if deed.broken and deed.words in self.rows and self.world.happens(0.3):
                    deed.broken, deed.due = False, self.day(2, 9)
                    self.type(deed, "Due", deed.due)
        by_name = {person.name: person for person in self.world.people}
        for number, cells in self.hand.rows("Payments"):
            if cells["Paid on"] is None and self.world.happens(0.2):
                due = as_day(cells["Due"])
                for debt in by_name[str(cells["Client"])].debts:
                    debt.paid = self.today if debt.due == due else debt.paid
                self.hand.type("Payments", number, "Paid on", self.today)
        for number in self._waiting():
            if self.world.happens(0.3):
                self.hand.type("Replies", number, "State", "Noted")

    def _waiting(self) -> Iterator[int]:
        if "Replies" in self.hand:
            yield from (number for number, cells in self.hand.rows("Replies") if cells["State"] == "New")

    def decides(self) -> None:
        """Each open row of Decisions gets a decision, after a while."""
        by_name = {person.name: person for person in self.world.people}
        for number, cells in self.hand.rows("Decisions") if "Decisions" in self.hand else ():
            if cells["Outcome"] or cells["Decision"] or not self.world.happens(0.15):
                continue
            decision = self.world.chance.choice(("Send", "Send", "Talked", "Not now", "Dismiss"))
            step = str(cells["Step"])
            choice = {"Fresh start": "New goal", "Part ways": "Pause"}.get(step)
            if choice and decision == "Send":
                self.hand.type("Decisions", number, "Choice", choice)
            self.hand.type("Decisions", number, "Add to the email", "Call me " + by_name[str(cells["Client"])].public)
            self.hand.type("Decisions", number, "My notes", by_name[str(cells["Client"])].private)
            self.hand.type("Decisions", number, "Decision", decision)
            by_name[str(cells["Client"])].decided.append((step, decision))
            self.world.count(f"decided {decision}")


def as_day(cell: Value) -> date | None:
    return cell.date() if isinstance(cell, datetime) else cell if isinstance(cell, date) else None


def fills_in(world: World, now: datetime) -> None:
    """The form adds the answers that were given in it, in its own tab with its own questions."""
    due = [cells for when, cells in world.forms if when <= now]
    if due:
        world.forms = [one for one in world.forms if one[0] > now]
        hand = Hand(world.machine.workbook)
        for cells in due:
            hand.add(FORM, **{QUESTIONS.get(name, name).replace(" ", "_"): value for name, value in cells.items()})
        hand.save()


def turns_real(world: World) -> None:
    """The rehearsal is over: letters go to clients from now on."""
    hand = Hand(world.machine.workbook)
    hand.type("Policies", hand.row("Policies", "Rule", "Send to"), "Value", "Clients")
    hand.save()
    world.rehearsal = False
