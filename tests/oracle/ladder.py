"""The ladder: what the rows of Decisions should say after a run, and which fresh row there should be."""

from __future__ import annotations

from typing import Any

from sync import schema
from tests.oracle import reading
from tests.oracle.figures import Figures
from tests.oracle.people import DAY, Row
from tests.oracle.reading import blank
from tests.oracle.wants import ANY, Either


class Ladder(Figures):
    """Judges the rows of Decisions of one client."""

    def ladder(self, who: Row) -> None:
        """The rows of Decisions that speak of this client: their Outcome now, and a fresh row."""
        past = [(i, row) for i, row in self.rows("Decisions") if self.named(row.get("Client")) == [who]]
        who["stalled"] = self.stalled(who)
        who["parted"] = any(row["Step"] == "Part ways" and row.get("Outcome") == "Sent" for _, row in past)
        outcomes = [self.outcome(who, i, row) for i, row in past]
        self.recover(who, past, outcomes)
        step, shown = 1, None
        for (_, row), outcome in zip(past, outcomes, strict=True):
            at = schema.STEPS.index(row["Step"]) + 1
            if outcome in ("Sent", "Talked") and at <= 5:
                step, shown = min(at + 1, 5), row["Step"]
            elif outcome in ("Recovered", "Dismissed"):
                step, shown = 1, None
            elif outcome == "Not now" and at <= 5:
                step = at
        was = [row.get("Outcome") or None for _, row in past]
        renamed = any(not self.named(row.get("Client")) for _, row in self.rows("Decisions"))
        who["unclear"] = outcomes != was or "Dismissed" in outcomes or renamed
        self.expected["Clients"][who["i"]]["Step"] = ANY if who["unclear"] else shown
        who["open"] = [row["Step"] for (_, row), outcome in zip(past, outcomes, strict=True) if outcome is None]
        ends = [on for on in (reading.day(row.get("Outcome on"))[0] for _, row in past) if on is not None]
        rested = all(on + self.policies["Ladder rest days"] * DAY <= who["today"] for on in ends)
        if who["stalled"] and not who["open"] and rested and not who["essential"]:
            self.propose(who, schema.STEPS[step - 1])
        self.reopen(who, past)

    def outcome(self, who: Row, i: int, row: Row) -> Any:
        """The Outcome of one row by what was decided in it."""
        self.expected["Decisions"][i] |= {h: row.get(h) for h in ("Outcome", "Outcome on", "Date", "Client", "Step")}
        decided = str(row.get("Decision") or "").strip().capitalize()
        wanted = {"Talked": "Talked", "Not now": "Not now", "Dismiss": "Dismissed"}.get(decided)
        if row["Step"] == "Reopen" and who["stage"] not in ("Paused", "Ended") and not who["parted"]:
            wanted = wanted or "Recovered"
        if not blank(row.get("Outcome")) or wanted is None or who["essential"]:
            return row.get("Outcome") or None
        self.expected["Decisions"][i]["Outcome"] = Either((None, wanted))
        self.expected["Decisions"][i]["Outcome on"] = Either((None, who["today"], self.today))
        return wanted

    def recover(self, who: Row, past: list[tuple[int, Row]], outcomes: list[Any]) -> None:
        """The newest row of steps 1-4 of a client who is no longer stalled and closed something in the window."""
        steps = [(n, i, row) for n, (i, row) in enumerate(past) if row.get("Step") in schema.STEPS[:4]]
        since = self.window(who)
        closed = [one for one in who["own"] if one["closed"] is not None]
        if not steps or who["stalled"] or not any(one["due"] >= since or one["closed"] >= since for one in closed):
            return
        n, i, row = steps[-1]
        both = any(one["due"] >= since and one["closed"] >= since and one["resolved"] for one in closed)
        surely = both and who["stage"] == "Active" and not who["essential"]
        shown = self.expected["Decisions"][i]
        if row.get("Outcome") in (None, "", "Sent", "Talked"):
            shown["Outcome"] = "Recovered" if surely else Either(("Recovered", row.get("Outcome"), outcomes[n]))
            outcomes[n] = "Recovered"
            shown["Outcome on"] = ANY
        elif row.get("Outcome") != "Recovered":
            shown["Outcome"] = shown["Outcome on"] = ANY

    def reopen(self, who: Row, past: list[tuple[int, Row]]) -> None:
        """One row for each Pause until that has come, or Ended on Door open days back, within 30 days of that day."""
        day = who["pause"] if who["stage"] == "Paused" else None
        if who["stage"] == "Ended" and who["ended"] is not None:
            day = who["ended"] + self.policies["Door open days"] * DAY
        made = [reading.day(row.get("Date"))[0] for _, row in past if row.get("Step") == "Reopen"]
        missed = day is None or not day <= who["today"] <= day + 30 * DAY
        if not missed and not who["essential"] and not any(on is not None and on >= day for on in made):
            who["unclear"] = who["unclear"] or bool(who["open"])
            self.propose(who, "Reopen")

    def propose(self, who: Row, step: str) -> None:
        who["open"].append(step)
        row = {"Client": who["name"], "Step": step, "Date": Either((who["today"], self.today)), "Outcome": None}
        self.fresh_decisions.append({**row, "loose": who["unclear"]})
