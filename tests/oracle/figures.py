"""A client's figures: follow-through, streak, effort, ratings, last heard, sessions left, next check-in, stalled."""

from __future__ import annotations

from datetime import date

from tests.oracle.deeds import Deeds
from tests.oracle.people import DAY, DAYS, Row, day_in
from tests.oracle.reading import blank


def percent(part: int, total: int) -> int | None:
    """Whole percent, halves up; None of nothing."""
    return None if total == 0 else (200 * part + total) // (2 * total)


class Figures(Deeds):
    """What is counted of one client."""

    def figures(self, who: Row) -> None:
        shown = self.expected["Clients"][who["i"]]
        active, today = who["stage"] == "Active", who["today"]
        theirs = [one for one in self.commitments if one["who"] is who]
        own = [one for one in theirs if one["own"]]
        coachs = [
            one for one in theirs if one["owner"] == "Coach" and one["status"] not in ("Check row", "Draft", "Dropped")
        ]
        who["own"] = own
        since = today - self.policies["Follow-through days"] * DAY
        rates = []
        for side in (own, coachs):
            window = [one for one in side if one["resolved"] and since <= one["due"] <= today]
            rates.append(percent(sum(one["kept"] for one in window), len(window)))
        who["streak"] = self.streak(own)
        effort = None
        if rates[0] is not None and rates[1] is not None:
            apart = rates[0] - rates[1]
            more = "Client does more" if apart > 0 else "Coach does more"
            effort = "Even" if abs(apart) <= self.policies["Effort tolerance"] else more
        shown["Follow-through"] = rates[0] if active else None
        shown["Coach follow-through"] = rates[1] if active else None
        shown["Streak"] = who["streak"] if active else None
        shown["Effort"] = effort if active else None
        open_ones = [one for one in own if one["status"] in ("Open", "Due soon", "Due today")]
        most = self.policies["Overdue days"]
        late = [one for one in own if one["closed"] is None and 1 <= (today - one["due"]).days <= most]
        who["overdue"] = len(late) if active else 0
        shown["Open"] = len(open_ones) if active else 0
        shown["Overdue"] = who["overdue"]

    def streak(self, own: list[Row]) -> int:
        resolved = sorted((o for o in own if o["resolved"]), key=lambda o: (-o["due"].toordinal(), o["kept"]))
        count = 0
        for one in resolved:
            if not one["kept"]:
                break
            count += 1
        return count

    def talks(self, who: Row) -> None:
        shown = self.expected["Clients"][who["i"]]
        active = who["stage"] == "Active"
        answers = [a for a in self.checkins if a["who"] == who["i"]]
        rated = [a for a in answers if a["rating"] is not None]
        rating = max(rated, key=lambda a: (a["at"], a["i"]))["rating"] if rated else None
        shown["Self rating"] = rating
        gap = who["coach rating"] is not None and rating is not None
        shown["Rating gap"] = who["coach rating"] - rating if gap else None
        mine = [s for s in self.sessions if s["who"] == who["i"]]
        held = [s for s in mine if s["outcome"] in ("Attended", "Late", "No-show")]
        heard = [day_in(one["at"], who["zone"]) for one in [*answers, *held]]
        shown["Last heard"] = max(heard) if heard else None
        today = who["today"]
        used = [day_in(s["at"], who["zone"]) for s in mine if s["result"] == "Used"]
        this_month = sum((d.year, d.month) == (today.year, today.month) for d in used)
        shown["Sessions left"] = max(0, self.policies["Sessions per month"] - this_month) if active else None
        shown["Next check-in"] = self.next_checkin(who) if active else None
        who["held"] = sorted(day_in(s["at"], who["zone"]) for s in held)
        who["waiting"] = sorted(day_in(s["at"], who["zone"]) for s in mine if s["result"] == "How did it go?")
        who["planned"] = any(s["result"] == "Planned" for s in mine)
        who["asks"] = any(not blank(a["row"].get(h)) for a in answers for h in ("Stuck", "Help wanted", "Done"))

    def next_checkin(self, who: Row) -> date | None:
        start, rhythm = who["start"], who["rhythm"]
        if rhythm == "None":
            return None
        at = max(who["today"], start) if start else who["today"]
        for day in (at + n * DAY for n in range(70)):
            onboarding = start is not None and start <= day <= start + (7 * self.policies["Onboarding weeks"] - 1) * DAY
            that_day = DAYS[day.weekday()] == who["day"]
            if rhythm == "Daily":
                return day
            if (rhythm == "Weekly" or onboarding) and that_day:
                return day
            if rhythm == "Twice a month" and not onboarding and day.day in (1, 15):
                return day
            if rhythm == "Monthly" and not onboarding and that_day and day.day <= 7:
                return day
        raise AssertionError("no check-in in 70 days")

    def window(self, who: Row) -> date:
        """The first day of the window in which a client is judged stalled."""
        since: date = who["today"] - self.policies["Ladder days"] * DAY
        last = self.policies["Ladder sessions"]
        if 0 < last <= len(who["held"]):
            since = min(since, who["held"][-last])
        return since

    def stalled(self, who: Row) -> bool:
        if who["stage"] != "Active":
            return False
        since = self.window(who)
        cases = [one for one in who["own"] if one["resolved"] and since <= one["due"] <= who["today"]]
        closed = sum(one["closed"] is not None for one in cases)
        few = 100 * closed < self.policies["Ladder threshold"] * len(cases)
        return len(cases) >= self.policies["Ladder minimum"] and few
