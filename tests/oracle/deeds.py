"""Commitments: deadlines that move, done, status, SMART, kept and resolved."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from sync import schema
from tests.oracle import reading
from tests.oracle.meetings import Meetings
from tests.oracle.people import DAY, STATE, Row, day_in
from tests.oracle.reading import blank, plain
from tests.oracle.wants import ANY, Either, Says


class Deeds(Meetings):
    """Reads Commitments after the answers are known."""

    def read_commitments(self) -> list[Row]:
        facts = [self.commitment(i, row) for i, row in self.rows("Commitments")]
        for one in facts:
            who = one["who"]
            one["live"] = (
                who is not None and not one["bad"] and not one["draft"] and one["dropped"] is None
                and one["done"] in (None, "no")
            )  # fmt: skip
        for one in facts:
            self.close(one, facts)
            self.status(one)
            self.smart(one)
            self.keep(one)
        return facts

    def commitment(self, i: int, row: Row) -> Row:
        """What one row says; its `bad` cells make it a row to check, its `notes` are all that is to be told."""
        bad: list[str] = []
        who = self.client(row, bad)
        today = who["today"] if who else self.today
        one: Row = {"i": i, "row": row, "who": who, "today": today, "key": row.get("_k")}
        for name, header, reader in (
            ("words", "Commitment", reading.text), ("due", "Due", reading.day), ("done", "Done on", reading.done),
            ("dropped", "Dropped on", reading.day), ("owner", "Owner", lambda v: reading.choice(v, schema.OWNERS)),
        ):  # fmt: skip
            one[name], wrong = reader(row.get(header))
            future = header != "Due" and isinstance(one[name], date) and one[name] > max(today, self.today)
            bad += [self.told(row, header)] if wrong else [header] if future else []
        one["bad"] = bad
        one["draft"] = any(blank(row.get(header)) for header in ("Client", "Commitment", "Due"))
        one["confidence"], wrong = reading.whole(row.get("Confidence"))
        one["notes"] = bad + (["Confidence"] if wrong else [])
        one["notes"] += [header for header in ("Measure", "For goal") if reading.text(row.get(header))[1]]
        one["notes"] += [header for header in ("Target", "Progress") if reading.number(row.get(header))[1]]
        if isinstance(one["done"], date) and one["due"] and one["due"] - one["done"] > 180 * DAY:
            one["notes"].append("")
        one["loose"] = one["due"] is not None and today - one["due"] > 60 * DAY
        self.deadline(one)
        return one

    def deadline(self, one: Row) -> None:
        """First due, Due seen, Moved on, Moved."""
        before = self.before.get(one["key"]) or {}
        state = {header: before.get(header) for header in STATE}
        due, seen = one["due"], state["Due seen"]
        if due is not None and seen is None:
            state["First due"] = state["Due seen"] = due
        elif due is not None and due != seen:
            untold = one["row"].get("Told on") is None
            if untold and seen >= one["today"]:
                state["First due"] = due
            else:
                state["Moved on"] = self.last_run(one)
                late = seen < state["Moved on"] or state["Moved"] == "Late"
                state["Moved"] = "Late" if late else "In time"
            state["Due seen"] = due
        one["state"] = state

    def last_run(self, one: Row) -> date:
        """The date of the last run before, in the client's zone; without one, or for a new row, today."""
        if self.last is None or one["key"] not in self.before:
            return one["today"]
        return day_in(self.last, one["who"]["zone"] if one["who"] else self.zone)

    def answers(self, one: Row, facts: list[Row], before: Any) -> list[date]:
        """The dates of the answers that name this commitment as done."""
        if one["who"] is None or one["bad"] or one["draft"]:
            return []
        words = one["words"] if one["live"] else None
        live = [plain(o["words"]) for o in facts if o["live"] and o["who"] is one["who"]]
        alone = self.done_in_answers(one["who"], one["key"], words, [plain(words or "")])
        closed_by_one = one["done"] is None and before in alone
        return alone if closed_by_one else self.done_in_answers(one["who"], one["key"], words, live)

    def close(self, one: Row, facts: list[Row]) -> None:
        """Closed on, and what Client says."""
        before = (self.before.get(one["key"]) or {}).get("Closed on")
        done, answers = one["done"], self.answers(one, facts, before)
        if one["bad"] or one["draft"]:
            closed = None
        elif isinstance(done, date):
            closed = done
        elif done == "mark":
            closed = before or self.last_run(one)
        elif done == "no" or not answers:
            closed = None
        else:
            closed = min(answers)
            if one["due"] - closed > 180 * DAY:
                one["loose"] = True
        want: Any = closed
        if one["dropped"] is not None and not one["bad"] and not one["draft"]:
            want = Either((before, closed))
        one["closed"] = before if one["dropped"] is not None and one["key"] in self.before else closed
        one["state"]["Closed on"] = one["closed"]
        shown = self.expected["Commitments"][one["i"]]
        shown["Closed on"] = want
        moved = one["state"]["Moved"] or one["state"]["First due"] != one["due"]
        if not answers:
            shown["Client says"] = None
        elif done is None and not moved and one["dropped"] is None:
            shown["Client says"] = Either(tuple(Says((f"done {day.day} {day:%b}",)) for day in answers))
        else:
            shown["Client says"] = ANY

    def status(self, one: Row) -> None:
        shown = self.expected["Commitments"][one["i"]]
        who, due, closed = one["who"], one["due"], one["closed"]
        left = (due - one["today"]).days if due else 0
        if one["bad"]:
            status = "Check row"
            self.to_check("Commitments", one["i"], one["row"])
        elif one["draft"]:
            status = "Draft"
        elif one["dropped"] is not None:
            status = "Dropped"
        elif closed is not None:
            status = "Done" if closed <= due else "Done late"
        elif who["stage"] in ("Ended", "Paused"):
            status = who["stage"]
        else:
            status = self.by_days(left, slips=True)
        one["status"] = status
        shown["Status"] = status
        plain_days = status not in ("Check row", "Draft", "Dropped", "Done", "Done late", "Ended")
        shown["Days left"] = left if plain_days else None
        for header in STATE[:4]:
            shown[header] = one["state"][header]
        self.note(
            "Commitments",
            one["i"],
            one["notes"],
            one["loose"] or one["row"].get("_moved") or one["row"].get("_moved_before", False),
        )
        shown["Told on"] = one["row"].get("Told on")
        shown["Reminded"] = ANY

    def smart(self, one: Row) -> None:
        words, missing = one["words"], []
        without_blanks = words is not None and re.search(
            r"[\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]", words
        )
        if words is None or (len("".join(words.split())) < 6 if without_blanks else len(words.split()) < 3):
            missing.append("Specific")
        if reading.text(one["row"].get("Measure"))[0] is None:
            missing.append("Measure")
        if one["confidence"] is None or one["confidence"] < 7:
            missing.append("Confidence")
        goal = one["who"]["goal"] if one["who"] else None
        if reading.text(one["row"].get("For goal"))[0] is None and goal is None:
            missing.append("Relevant")
        if one["due"] is None:
            missing.append("Due")
        want: str | None = "Missing: " + ", ".join(missing) if missing else "SMART"
        if one["status"] in ("Dropped", "Done", "Done late"):
            want = None
        self.expected["Commitments"][one["i"]]["SMART"] = want

    def keep(self, one: Row) -> None:
        """Whether it is resolved, and whether it was kept; what the next run needs to know of the row."""
        who, due, closed, today = one["who"], one["due"], one["closed"], one["today"]
        real = one["status"] not in ("Check row", "Draft", "Dropped")
        one["own"] = real and one["owner"] != "Coach"
        one["kept"] = bool(real and closed is not None and closed <= due and one["state"]["Moved"] != "Late")
        one["resolved"] = bool(real and (due <= today if closed is not None else due < today))
        if real and closed is None and who["pause"] is not None and due < who["pause"]:
            one["resolved"] = False
        words = tuple(plain(one["row"].get(h) or "") for h in ("Client", "Commitment", "Due"))
        self.memory["rows"][one["key"]] = {**one["state"], "words": words}
