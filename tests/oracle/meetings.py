"""Check-ins, sessions, payments, habits and intake: what each row of theirs should show."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from sync import schema
from tests.oracle import reading
from tests.oracle.people import People, Row, day_in, to_zone
from tests.oracle.reading import Broken, blank, plain
from tests.oracle.wants import ANY, Either


class Meetings(People):
    """Reads these tabs after the clients are known."""

    def read_checkins(self) -> list[Row]:
        answers = []
        for i, row in self.rows("Check-ins"):
            when, wrong = reading.moment(row.get("Timestamp"))
            bad = ["Timestamp"] if wrong or when is None else []
            who, loose = self.match(row, bad)
            if when is not None and self.to_come(when, who):
                when, bad = None, [*bad, "Timestamp"]
            rating, wrong = reading.whole(row.get("Rating"))
            bad += ["Rating"] if wrong else []
            bad += [header for header in ("Wins", "Stuck", "Help wanted", "Done") if reading.text(row.get(header))[1]]
            self.note("Check-ins", i, bad, loose)
            self.expected["Check-ins"][i]["Matched"] = None if who is None or when is None else who["name"]
            if who is None or when is None:
                self.to_check("Check-ins", i, row)
            else:
                at = to_zone(when, self.zone)
                answers.append({"who": who["i"], "at": at, "rating": rating, "row": row, "i": i})
        return answers

    def to_come(self, when: datetime, who: Row | None) -> bool:
        """Nobody can have answered on a date after both the client's today and the practice's."""
        zones = [self.zone, *([who["zone"]] if who else [])]
        return min(day_in(to_zone(when, self.zone), z) for z in zones) > max(day_in(self.now, z) for z in zones)

    def match(self, row: Row, bad: list[str]) -> tuple[Row | None, bool]:
        """The client by Email where exactly one has it, else by Client; and whether a note is left open."""
        address, wrong = reading.address(row.get("Email"))
        by_email = [one for one in self.clients.values() if address and one["email"] == address]
        by_name = self.named(row.get("Client"))
        if len(by_email) != 1:
            bad += [] if len(by_name) == 1 else [""]
            return (by_name[0] if len(by_name) == 1 else None), not blank(row.get("Email"))
        if len(by_name) == 1 and by_name[0] is not by_email[0]:
            bad.append("")
            return None, wrong
        bad += [] if blank(row.get("Client")) or len(by_name) == 1 else [""]
        return by_email[0], wrong

    def done_in_answers(self, who: Row, key: str, words: Any, live: list[str]) -> list[date]:
        """The dates of the answers that name this commitment as done (`live`: words of the client's live ones)."""
        dates = []
        for answer in self.checkins:
            if answer["who"] != who["i"] or isinstance(answer["row"].get("Done"), Broken):
                continue
            text = str(answer["row"].get("Done") or "")
            pieces = [plain(piece) for piece in re.split(r"[,;\n]", text)] + [plain(text)]
            by_id = key in self.ids and plain(self.ids[key]) in pieces
            by_words = words is not None and plain(words) in pieces and live.count(plain(words)) == 1
            if by_id or by_words:
                dates.append(day_in(answer["at"], who["zone"]))
        return dates

    def read_sessions(self) -> list[Row]:
        found = []
        for i, row in self.rows("Sessions"):
            bad: list[str] = []
            who = self.client(row, bad)
            start, wrong = reading.moment(row.get("Start"))
            outcome, wrong_outcome = reading.choice(row.get("Outcome"), schema.OUTCOMES)
            cancelled, wrong_cancelled = reading.moment(row.get("Cancelled at"))
            bad += ["Client"] if blank(row.get("Client")) else []
            bad += ["Start"] if wrong or start is None or (start.hour, start.minute) == (0, 0) else []
            bad += ["Outcome"] if wrong_outcome else []
            bad += ["Cancelled at"] if wrong_cancelled else []
            result = "Check row" if bad or start is None else self.result(start, outcome, cancelled)
            bad += [""] if result == "Check row" and not bad else []
            self.expected["Sessions"][i]["Result"] = result
            self.note("Sessions", i, bad + self.lesser(row))
            if result == "Check row":
                self.to_check("Sessions", i, row)
            elif who is not None and start is not None:
                at = to_zone(start, self.zone)
                found.append({"who": who["i"], "at": at, "result": result, "outcome": outcome, "i": i})
        return found

    def lesser(self, row: Row) -> list[str]:
        """The bad cells of a session that count as blank."""
        minutes = reading.whole(row.get("Minutes"), 1, 1440)[1]
        medium = reading.choice(row.get("Medium"), schema.MEDIUMS)[1]
        wrong = {"Minutes": minutes, "Medium": medium, "Agenda": reading.text(row.get("Agenda"))[1]}
        return [header for header, bad in wrong.items() if bad]

    def result(self, start: datetime, outcome: str | None, cancelled: datetime | None) -> str:
        passed = to_zone(start, self.zone) <= self.now
        if (cancelled is not None) != (outcome in schema.OUTCOMES[3:5]):
            return "Check row"
        if outcome is None:
            return "How did it go?" if passed else "Planned"
        if outcome in ("Attended", "Late", "No-show"):
            return "Used" if passed else "Check row"
        if outcome == "Rescheduled" or cancelled is None:
            return "Not used"
        by_client = outcome == "Cancelled by client"
        hours = self.policies["Cancellation notice hours" if by_client else "Coach notice hours"]
        if start - cancelled >= timedelta(hours=hours):
            return "Not used"
        return "Used" if by_client else "Make-up owed"

    def by_days(self, left: int, slips: bool) -> str:
        if slips and left < -self.policies["Slipped after days"]:
            return "Slipped"
        if left < 0:
            return "Overdue"
        if left == 0:
            return "Due today"
        return "Due soon" if left <= self.policies["Due soon days"] else "Open"

    def read_payments(self) -> None:
        for i, row in self.rows("Payments"):
            bad: list[str] = []
            who = self.client(row, bad)
            for header, reader in (("Amount", reading.number), ("Due", reading.day), ("Paid on", reading.day)):
                if reader(row.get(header))[1]:
                    bad.append(self.told(row, header))
            bad += [header for header in ("Client", "Amount", "Due") if blank(row.get(header))]
            status = "Check row"
            if bad:
                self.to_check("Payments", i, row)
            elif not blank(row.get("Paid on")):
                status = "Paid"
            else:
                status = self.by_days((reading.day(row["Due"])[0] - who["today"]).days, slips=False)
            self.expected["Payments"][i]["Status"] = status
            self.note("Payments", i, bad)

    def read_habits(self) -> None:
        for i, row in self.rows("Habits"):
            bad: list[str] = []
            self.client(row, bad)
            if reading.text(row.get("Habit"))[1]:
                bad.append("Habit")
            if reading.whole(row.get("Times a week"), 1, 50)[1]:
                bad.append("Times a week")
            bad += [header for header in ("Client", "Habit", "Times a week") if blank(row.get(header))]
            if bad:
                self.to_check("Habits", i, row)
            for header in ("From", "Until"):
                if reading.day(row.get(header))[1]:
                    bad.append(header)
            shown = self.expected["Habits"][i]
            shown["This week"] = None
            shown["Last 4 weeks"] = Either((None, "–, –, –, –"))
            self.note("Habits", i, bad)

    def read_intake(self) -> None:
        for i, row in self.rows("Intake"):
            headers = ("Wants this now", "Open to challenge", "Actions agreed", "Fee agreed")
            answers = [reading.choice(row.get(header), schema.YES_NO) for header in headers]
            bad = [header for header, answer in zip(headers, answers, strict=True) if answer[1]]
            want: Any = "Ask"
            if bad:
                want = None
            elif any(answer[0] == "No" for answer in answers):
                want = "No"
            elif all(answer[0] == "Yes" for answer in answers):
                want = "Yes"
            if reading.text(row.get("Prospect"))[1]:
                want, bad = ANY, [*bad, "Prospect"]
            if reading.address(row.get("Email"))[1]:
                bad.append("Email")
            self.expected["Intake"][i]["Win-win"] = want
            self.note("Intake", i, bad)
