"""The contract's section 3, word by word and naively: what every system-owned cell should hold after a run.

Where the contract is ambiguous, this was assumed (each is a question to the lead):
 A1  A cell of blanks only is blank. Case is folded with casefold(). A zone's name or city matches as names do.
 A2  Two rows of Clients with one name: the cell is bad "in every tab", so both of these rows are rows to check.
 A3  A client's row to check: bad cells count as their default, its good cells hold (a good Ended stays Ended).
 A4  "The last run before" and "as first seen" count every run, also when the row was Check row or Draft then: First due
     and Due seen are kept for such rows too once Due can be read; an unreadable Due leaves all four as they stood.
 A5  "While Due seen is not past": Due seen >= today (of this run), in the client's zone; for a bad client the policy's.
 A6  A mark finds Closed on filled already (a date typed before, a check-in): it is kept, the day is not moved.
 A7  Dropped: Closed on stays as it stood, or follows Done on as before: both are accepted.
 A8  Check-ins' Done is split at commas, semicolons and line ends; each piece is an ID or the whole words.
     "Live" = not Draft, Check row, Dropped, nor closed by Done on; both owners' rows count. An ID needs no live row.
 A9  "Undone with Due before Pause until" holds whatever Stage is now, for as long as Pause until stands in the row.
 A10 Streak: on one date those not kept come first, so kept ones of that very date are not counted then.
 A11 No-show is held, so it counts for Last heard and for the Ladder sessions-th last session (literal).
 A12 Start at this very instant has passed. Planned = blank Outcome and not passed.
 A13 "Only where Sessions has a row": any row of the tab, of any client, to check or not.
 A14 `Book a session`: whenever the Nothing booked reason of Reach out holds.
 A15 "Closed in the last 7 days": today - Closed on from 0 to 6, or to 7: both accepted.
 A16 "Answer the client" stems from Replies; for a client with Check-ins that ask for something either is accepted.
 A17 `Fix N rows`: `Fix 1 row` accepted for one; a check-in with another Client, or an Email of two, may or may not
     count for the client of its Email.
 A18 To set up, Check-ins: None in the row; None by the policy alone: either.
 A19 Last 4 weeks without any report: four dashes or blank.
 A20 A due date more than 60 days back when first seen, and a Coach or Group nobody knows: noted or not, either.
 A21 Ladder: Talked, Not now and Dismiss get their Outcome by sync, Send by letters; both accepted while it is open.
     "Closed in the window": Due in the window, or Closed on in it: both accepted.
 A22 SMART: letters of Han, Kana, Hangul or Thai make a text "without blanks".
 A23 Client says names check-ins as `done 3 Nov`, until Due or Done on changes; unclear cases accept anything. Of two
     answers that say done, the newest or the earliest may be shown.
 A27 An ID follows Client and Commitment, where these stood somewhere with another Due (sorted and moved at once).
 A28 A client renamed while Decisions holds rows under the old name: anything (the row may follow, or be left).
 A29 An answer that closed a row at the last run goes on closing it, though its words stand twice since.
 A30 Reopen while another row of the client's is open: proposed or not, either.
 A31 An open Reopen row of a client who neither paused nor ended any more, and was not parted from, is Recovered.
 A26 A text rule without a default (Practice name) whose Value is blank may be noted or not.
 A24 Check-ins in the future are not made by the generator; Done on FALSE neither.
 A25 A mark on a row seen at the last run is dated to the last run even where the row was Check row in between.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.oracle.people import Row
from tests.oracle.reading import blank, plain
from tests.oracle.telling import Telling
from tests.oracle.wants import ANY, Either, Says


class Oracle(Telling):
    """One run: `expected` by tab and row, `fresh_decisions`, and the `memory` that the next run needs."""

    def __init__(self, practice: dict[str, list[Row]], memory: dict[str, Any], now: datetime) -> None:
        """`memory`: {"last": the instant of the last run or None, "rows": {key: state}, "ids": {key: ID}}."""
        super().__init__(practice, memory, now)
        self.checkins = self.read_checkins()
        self.read_mail(memory)
        self.sessions = self.read_sessions()
        self.commitments = self.read_commitments()
        self.read_payments()
        self.read_habits()
        self.read_intake()
        self.read_lists()
        self.judge_clients()

    def judge_clients(self) -> None:
        for who in self.clients.values():
            if who["essential"]:
                self.rows_to_check.append(("Clients", who["i"], {who["i"]}, set()))
        for who in self.clients.values():
            self.figures(who)
            self.talks(who)
            self.ladder(who)
            self.track(who)

    def track(self, who: Row) -> None:
        shown = self.expected["Clients"][who["i"]]
        active, today, good = who["stage"] == "Active", who["today"], not who["essential"]
        nothing = False
        if active and self.rows("Sessions") and not who["planned"]:
            last = max([*who["held"], *who["waiting"]], default=who["start"])
            nothing = last is not None and (today - last).days > self.policies["Nothing booked days"]
        talk = "On track"
        if who["stalled"]:
            talk = "Talk"
        elif who["overdue"] >= 2 or nothing or who["unanswered"]:
            talk = "Reach out"
        shown["Track"] = talk if active and good else None
        shown["Why"] = Says() if active and good and talk != "On track" else None
        shown["Next action"] = self.next_action(who, nothing)
        shown["To set up"] = self.to_set_up(who) if active else None
        shown["Last email"] = ANY
        unknown_coach = who["coach"] is not None and plain(who["coach"]) not in self.team
        loose = unknown_coach or not blank(who["row"].get("Group")) or not blank(who["row"].get("Language"))
        twins = [one for one in self.clients.values() if one["email"] and one["email"] == who["email"]]
        self.note("Clients", who["i"], who["bad"], loose or len(twins) > 1)

    def next_action(self, who: Row, nothing: bool) -> Any:
        if who["unclear"]:
            return ANY
        if who["open"]:
            return Either(tuple(f"Decide: {step}" for step in who["open"]))
        count = sum(who["i"] in names for _, _, names, _ in self.rows_to_check)
        most = count + sum(who["i"] in perhaps for _, _, _, perhaps in self.rows_to_check)
        wants: list[Any] = ["Answer the client"] if who["asks"] else []
        wants += [
            f"Fix {n} rows" if n > 1 else Either(("Fix 1 rows", "Fix 1 row")) for n in range(max(1, count), most + 1)
        ]
        if count:
            wants += [Says(("Fix ",))] if who["shared"] else []
        elif who["overdue"] >= 2:
            wants.append(f"Ask about {who['overdue']} items")
        elif who["unanswered"]:
            wants.append("Ask how it goes")
        elif who["waiting"]:
            wants.append(Says(("Note how ", " went")))
        elif nothing:
            wants.append("Book a session")
        else:
            wants.extend(self.praise(who))
        return Either(tuple(wants)) if len(wants) > 1 else wants[0]

    def praise(self, who: Row) -> list[Any]:
        streak = who["streak"] if who["stage"] == "Active" else 0
        if not (streak in (3, 5) or (streak and streak % 10 == 0)):
            return [None]
        resolved = [one for one in who["own"] if one["resolved"]]
        newest = max(one["due"] for one in resolved)
        ages = [(who["today"] - one["closed"]).days for one in resolved if one["due"] == newest]
        words = f"Praise: {streak} in a row"
        if all(0 <= age <= 6 for age in ages):
            return [words]
        return [words, None] if any(0 <= age <= 7 for age in ages) else [None]

    def to_set_up(self, who: Row) -> Any:
        lacks = []
        if who["goal"] is None:
            lacks.append("Goal")
        if who["progress"] is None:
            lacks.append("Progress in their words")
        if who["coach"] is None or plain(who["coach"]) not in self.team:
            lacks.append("Coach")
        without = lacks + (["Agreement"] if who["agreement"] is None else [])
        lacks += ["Check-ins"] if who["rhythm"] == "None" else []
        lacks += ["Agreement"] if who["agreement"] is None else []
        want = ", ".join(lacks) or None
        if who["rhythm"] == "None" and who["own rhythm"] is None:
            return Either((want, ", ".join(without) or None))
        return want
