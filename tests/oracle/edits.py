"""What a coach does to a practice between two runs, at random; each edit is one method."""

from __future__ import annotations

import copy

from sync import schema
from tests.oracle.practice import ZONES, Maker, Practice, Row

EDITS = (
    "move_due", "move_due", "move_due", "mark_done", "mark_done", "mark_done", "unmark", "drop", "reword", "overwrite",
    "rename", "restage", "rezone", "add", "add", "report_by_id", "delete", "clear", "sort", "scramble", "copy_row",
    "copy_row", "decide",
)  # fmt: skip


class Editor(Maker):
    """Makes a practice and edits it, row by row in place."""

    def edit(self, practice: Practice, ids: dict[str, str]) -> list[str]:
        """What the coach does between two runs, done in place; returns the names of the edits."""
        done = []
        for _ in range(self.rng.choice([0, 1, 3, 6, 12])):
            name = self.rng.choice(EDITS)
            getattr(self, name)(practice, ids)
            done.append(name)
        return done

    def some(self, practice: Practice, tab: str) -> Row | None:
        rows = [row for row in practice.get(tab, []) if row.get("Client") is not None]
        return self.rng.choice(rows) if rows else None

    def move_due(self, practice: Practice, _ids: dict[str, str]) -> None:
        if row := self.some(practice, "Commitments"):
            row["Due"] = self.date_cell(-10, 25, 0.04)

    def mark_done(self, practice: Practice, _ids: dict[str, str]) -> None:
        if row := self.some(practice, "Commitments"):
            row["Done on"] = self.done_cell(row.get("Due"))

    def unmark(self, practice: Practice, _ids: dict[str, str]) -> None:
        if row := self.some(practice, "Commitments"):
            row["Done on"] = None

    def drop(self, practice: Practice, _ids: dict[str, str]) -> None:
        if row := self.some(practice, "Commitments"):
            row["Dropped on"] = self.maybe(0.8, self.date_cell(-5, 0))

    def reword(self, practice: Practice, _ids: dict[str, str]) -> None:
        if row := self.some(practice, "Commitments"):
            row["Commitment"] = f"{self.words()} anew {self.key()}"

    def overwrite(self, practice: Practice, _ids: dict[str, str]) -> None:
        row = self.some(practice, "Commitments")
        if row and isinstance(row.get("Commitment"), str) and row["Commitment"].strip():
            fresh = self.commitment(practice)
            row.update(fresh | {"Commitment": f"{self.words()} instead {self.key()}"})

    def rename(self, practice: Practice, _ids: dict[str, str]) -> None:
        if row := self.some(practice, "Clients"):
            old, new = row["Client"], f"{row['Client']} Berg"
            row["Client"] = new
            if self.chance(0.7):
                for rows in practice.values():
                    for other in rows:
                        if other.get("Client") == old:
                            other["Client"] = new

    def restage(self, practice: Practice, _ids: dict[str, str]) -> None:
        if row := self.some(practice, "Clients"):
            row["Stage"] = self.rng.choice(schema.STAGES)
            row["Pause until"] = self.maybe(0.6, self.date_cell(-3, 20))
            row["Ended on"] = self.maybe(0.6, self.date_cell(-100, 0))

    def rezone(self, practice: Practice, _ids: dict[str, str]) -> None:
        if row := self.some(practice, "Clients"):
            row["Time zone"] = self.rng.choice(ZONES)

    def add(self, practice: Practice, _ids: dict[str, str]) -> None:
        tab = self.rng.choice([t for t in ("Commitments", "Sessions", "Payments", "Check-ins") if t in practice])
        make = {
            "Commitments": self.commitment,
            "Sessions": self.session,
            "Payments": self.payment,
            "Check-ins": self.checkin,
        }
        row = make[tab](practice)
        practice[tab].insert(self.rng.randrange(len(practice[tab]) + 1), row)

    def report_by_id(self, practice: Practice, ids: dict[str, str]) -> None:
        row = self.some(practice, "Commitments")
        if row and row.get("_k") in ids and "Check-ins" in practice:
            words = self.rng.choice([ids[row["_k"]], f"{ids[row['_k']]}, {ids[row['_k']].upper()}"])
            practice["Check-ins"].append({"Timestamp": self.moment(-30, -28), "Client": row["Client"], "Done": words})

    def delete(self, practice: Practice, _ids: dict[str, str]) -> None:
        tab = self.rng.choice([t for t in practice if t not in ("Clients", "Decisions")])
        if len(practice[tab]) > 8:
            practice[tab].pop(self.rng.randrange(len(practice[tab])))

    def clear(self, practice: Practice, _ids: dict[str, str]) -> None:
        rows = practice["Commitments"]
        if len(rows) > 8:
            at = self.rng.randrange(len(rows))
            rows[at] = {key: value for key, value in rows[at].items() if key in ("_at", "_own")}

    def sort(self, practice: Practice, _ids: dict[str, str]) -> None:
        tab = self.rng.choice([t for t in practice if t != "Decisions"])
        how = self.rng.choice(["Client", "Due", "Email", "Start"])
        practice[tab].sort(key=lambda row: str(row.get(how)))

    def scramble(self, practice: Practice, _ids: dict[str, str]) -> None:
        """The coach's columns sorted without ours."""
        rows = practice["Commitments"]
        words = [tuple(str(row.get(h)) for h in ("Client", "Commitment", "Due")) for row in rows]
        if len(set(words)) < len(words) or not all(row.get("_k") for row in rows) or not self.chance(0.3):
            return
        carried = [(row.get("_k"), row.get("_at")) for row in rows]
        rows.sort(key=lambda row: str(row.get("Due")))
        for row, (key, at) in zip(rows, carried, strict=True):
            row["_k"], row["_at"] = key, at

    def copy_row(self, practice: Practice, _ids: dict[str, str]) -> None:
        tab = self.rng.choice([t for t in ("Commitments", "Commitments", "Sessions", "Payments") if t in practice])
        if row := self.some(practice, tab):
            twin = copy.copy(row)
            if tab == "Commitments" and self.chance(0.6):
                twin["Commitment"] = f"{self.words()} again {self.key()}"
                twin["Due"] = self.date_cell(0, 10)
            at = next(i for i, one in enumerate(practice[tab]) if one is row)
            practice[tab].insert(
                at + self.rng.choice([0, 1]) if "again" in str(twin.get("Commitment")) else at + 1, twin
            )

    def decide(self, practice: Practice, _ids: dict[str, str]) -> None:
        for row in practice.get("Decisions", []):
            if not row.get("Outcome") and self.chance(0.7):
                row["Decision"] = self.rng.choice(["Talked", "Not now", "Dismiss", "talked"])
