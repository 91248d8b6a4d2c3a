"""Check-ins and nudges: which question a letter of today holds, and which request has no answer (contract, 3 and 4).

Where the contract is ambiguous, this was assumed:
 B1  A day counts as answered by Rating, Wins, Stuck or Help wanted; a request by a row of any kind since its date.
 B2  For Daily an answer on the date itself, before its letter, is an answer to it.
 B3  The newest check-in date of today and the two days before is the one to ask; an older one is let go.
 B4  The grace days count from the letter that asked. Track's are over on the day after, the nudge goes on the last.
 B5  A nudge that could not go on its day is let go a week later; with no rhythm, or a later Start date, none goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.oracle import reading
from tests.oracle.ladder import Ladder
from tests.oracle.people import DAY, Row, day_in
from tests.oracle.reading import blank

SAID = ("Wins", "Stuck", "Help wanted")


class Asking(Ladder):
    """Knows the Mail log as `memory["mail"]` has it, the clients' IDs as `memory["clients"]`, by place."""

    checkins: list[Row]

    def read_mail(self, memory: dict[str, Any]) -> None:
        ids = memory.get("clients", {})
        first: datetime = memory.get("first") or self.now
        for who in self.clients.values():
            who["ID"] = ids.get(who["i"])
            who["first run"] = day_in(first, who["zone"])
            who["letters"] = list(letters_to(who["ID"], memory.get("mail", [])))
            who["heard"] = [
                (day_in(a["at"], who["zone"]), tells(a)) for a in self.checkins if a["who"] == who["i"]
            ]  # fmt: skip
            who["unanswered"] = self.unanswered(who)

    def unanswered(self, who: Row) -> bool:
        asked = named(who, "check-in:")
        if not asked or who["stage"] != "Active":
            return False
        newest = max(asked)
        over = who["today"] > asked[newest] + self.policies["Check-in grace days"] * DAY
        return over and not any(day >= newest for day, _ in who["heard"])

    def question(self, who: Row) -> date | None:
        """The check-in date that a letter of today asks for."""
        if who["rhythm"] == "None":
            return None
        recent = [day for day in (who["today"] - n * DAY for n in range(3)) if self.asks_on(who, day)]
        if not recent or recent[0] in named(who, "check-in:") or recent[0] < who["first run"]:
            return None
        since = recent[0] if who["rhythm"] == "Daily" else recent[0] - 2 * DAY
        heard = any(tells and since <= day <= who["today"] for day, tells in who["heard"])
        return None if heard else recent[0]

    def asks_on(self, who: Row, day: date) -> bool:
        return self.next_checkin({**who, "today": day}) == day

    def nudge(self, who: Row) -> date | None:
        """The check-in date of the request that a letter of today speaks of once more."""
        asked = named(who, "check-in:")
        if not asked or who["rhythm"] == "None" or self.question(who):
            return None
        newest = max(asked)
        over = who["today"] - asked[newest] - self.policies["Check-in grace days"] * DAY
        begun_anew = who["start"] is not None and newest < who["start"]
        answered = any(day >= newest for day, _ in who["heard"])
        if answered or begun_anew or newest in named(who, "nudge:") or not 0 * DAY <= over < 7 * DAY:
            return None
        return newest

    def asks(self, who: Row) -> list[tuple[str, date]]:
        """What About of a letter of today should say of both."""
        found = [("check-in:", self.question(who)), ("nudge:", self.nudge(who))]
        return [(what, day) for what, day in found if day]

    def reaches(self, who: Row) -> bool:
        """Whether a letter without anything due can go to this client now."""
        local = self.now.astimezone(ZoneInfo(who["zone"]))
        emails = reading.choice(who["row"].get("Emails"), ("All", "Essential", "None"))[0] or "All"
        free = all(day < who["today"] for day, _ in who["letters"])
        week = sum(day > who["today"] - 7 * DAY for day, _ in who["letters"])
        open_ = 7 <= local.hour < 20 and free and week < 4
        return open_ and who["stage"] == "Active" and not who["essential"] and emails != "None"


def letters_to(client_id: str | None, mail: list[Row]) -> Iterator[tuple[date, list[str]]]:
    """Date and About of every letter to a client in the Mail log."""
    for row in mail:
        id_, _, day = str(row.get("Key") or "").partition("-")
        if client_id and id_ == client_id:
            yield date.fromisoformat(day), str(row.get("About") or "").split(", ")


def named(who: Row, what: str) -> dict[date, date]:
    """The dates behind that word in About -> when the letter went."""
    found = {}
    for day, about in who["letters"]:
        for item in about:
            if item.startswith(what):
                found[date.fromisoformat(item.removeprefix(what))] = day
    return found


def tells(answer: Row) -> bool:
    said = [answer["row"].get(header) for header in SAID]
    words = [value for value in said if not blank(value) and not reading.text(value)[1]]
    return answer["rating"] is not None or bool(words)
