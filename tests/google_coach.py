"""A coach who may do anything at the open sheet: each deed is plain numbers, and finds its cells when it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from sync.schema import TABS
from tests.servers.sheets.coach import Coach
from tests.servers.sheets.errors import ApiError
from tests.servers.sheets.tab import Tab

MONDAY = date(2026, 11, 23)
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that the coach does; the numbers choose tab, row and column among those that stand there then.

    `title` says in which tab; blank: the number does.
    """

    name: str
    tab: int = 0
    row: int = 0
    column: int = 0
    title: str = ""

    def do(self, coach: Coach) -> None:
        """Do it; what the sheet does not let a person do is not done."""
        try:
            DEEDS[self.name](Place(coach, self))
        except (ApiError, KeyError, ValueError, IndexError):
            return


class Place:
    """What a deed's numbers mean in the book as it stands."""

    def __init__(self, coach: Coach, deed: Deed) -> None:
        self.coach, self.deed = coach, deed
        titles = [tab.title for tab in coach.book.tabs]
        likely = [title for title in ("Commitments", "Clients", "Commitments", "Decisions") if title in titles]
        self.title = deed.title or [*likely, *titles][deed.tab % (len(likely) + len(titles))]

    @property
    def tab(self) -> Tab:
        return self.coach.tab(self.title)

    @property
    def row(self) -> int:
        """A row below the headers, counted from 1."""
        return 2 + self.deed.row % max(1, self.tab.last_row() - 1)

    @property
    def other_row(self) -> int:
        return 2 + (self.deed.row // 7 + self.deed.column) % max(1, self.tab.last_row())

    @property
    def columns(self) -> list[int]:
        """The columns with a header."""
        return [at for at in range(self.tab.column_count) if self.tab.header(at)]

    @property
    def column(self) -> int:
        return picked(self.columns, self.deed.column)

    @property
    def other_column(self) -> int:
        return picked(self.columns, self.deed.column // 5 + self.deed.row)

    def typed(self) -> list[str]:
        """The contract's headers here that the coach types under, but those that name a row."""
        known = TABS.get(self.title)
        headers = [self.tab.header(at) for at in self.columns]
        names = [] if known is None else [c.header for c in known.columns if not c.ours and c.header in headers]
        return [name for name in names if name not in ("Client", "Commitment", "Email", "Rule")]

    def ours(self) -> list[str]:
        known = TABS.get(self.title)
        headers = [self.tab.header(at) for at in self.columns]
        return [] if known is None else [c.header for c in known.ours if c.header in headers]


def picked(things: Sequence[Thing], number: int) -> Thing:
    """One of them; raises IndexError where there is none."""
    return things[number % max(1, len(things))]


def type_in(place: Place) -> None:
    names = place.typed()
    header = picked(names, place.deed.column)
    words = {
        "Due": MONDAY + timedelta(days=place.deed.row % 9 - 2),
        "Done on": ["x", "no", ""][place.deed.row % 3],
        "Stage": ["Active", "Paused"][place.deed.row % 2],
        "Start date": MONDAY,
        "Emails": ["All", "Essential"][place.deed.row % 2],
        "Decision": ["Not now", "Talked"][place.deed.row % 2],
    }
    if place.title != "Policies":
        place.coach.type(place.title, place.row, header, words.get(header, f"note {place.deed.row}"))


def type_over_ours(place: Place) -> None:
    names = place.ours()
    place.coach.type(place.title, place.row, picked(names, place.deed.column), "waiting for Bob")


def reword(place: Place) -> None:
    place.coach.type("Commitments", place.row, "Commitment", f"Fresh words {len(place.coach.book.log)}")


def new_row(place: Place) -> None:
    row = place.coach.tab("Commitments").last_row() + 1
    clients = [name for name in place.coach.column_values("Clients", "Client") if name]
    words = f"Thing {len(place.coach.book.log)}"
    place.coach.type("Commitments", row, "Client", picked(clients, place.deed.row))
    place.coach.type("Commitments", row, "Commitment", words)
    place.coach.type("Commitments", row, "Due", MONDAY + timedelta(days=place.deed.column % 9))


def insert_rows(place: Place) -> None:
    place.coach.insert_rows(place.title, place.row, 1 + place.deed.column % 2)


def insert_above_all(place: Place) -> None:
    place.coach.insert_rows(place.title, 1)


def delete_row(place: Place) -> None:
    if place.title != "Clients":  # a run stops where half of a tab went, and these tabs are small
        place.coach.delete_rows(place.title, place.row)


def move_rows(place: Place) -> None:
    place.coach.move_rows(place.title, place.row, place.other_row)


def insert_columns(place: Place) -> None:
    headers = [f"Mood {len(place.coach.book.log)}"] if place.deed.row % 2 else []
    place.coach.insert_columns(place.title, place.column, 1 + place.deed.row % 3, headers)


def delete_column(place: Place) -> None:
    header = place.tab.header(place.column)
    if header not in ("Client", "Commitment", "Due", "Email", "Rule", "Value"):
        place.coach.delete_column(place.title, place.column)


def move_column(place: Place) -> None:
    place.coach.move_column(place.title, place.column, place.other_column)


def sort(place: Place) -> None:
    place.coach.sort(place.title, place.column, downwards=bool(place.deed.row % 2))


def sort_part(place: Place) -> None:
    """Sort some columns only, but never tear a client from the commitment: what a row is then, nobody can say."""
    names = {at for at in place.columns if place.tab.header(at) in ("Client", "Commitment", "Email", "Due")}
    some = {at for at in place.columns if at not in names and (place.deed.row >> (at % 7)) & 1}
    chosen = sorted(some | names if place.deed.row % 3 else some)
    place.coach.sort(place.title, picked(chosen, place.deed.column), chosen, bool(place.deed.row % 2))


def rename_header(place: Place) -> None:
    place.coach.rename_header(place.title, place.tab.header(place.column), f"Was {place.deed.row}")


def rename_tab(place: Place) -> None:
    place.coach.rename_tab(place.title, f"{place.title} of old")


def add_tab(place: Place) -> None:
    place.coach.add_tab(f"Scratch {len(place.coach.book.log)}", [["Status", "ID"], ["mine", "mine too"]])


def copy_tab(place: Place) -> None:
    place.coach.copy_tab(place.title, f"Copy {len(place.coach.book.log)}")


def copy_row(place: Place) -> None:
    if place.title == "Commitments":
        row = place.row
        place.coach.paste(f"Commitments!A{row}:AZ{row}", f"Commitments!A{place.tab.last_row() + 1}")


def cut_row(place: Place) -> None:
    row = place.row
    place.coach.cut_and_paste(f"'{place.title}'!A{row}:AZ{row}", f"'{place.title}'!A{place.tab.last_row() + 1}")


def undo(place: Place) -> None:
    place.coach.undo()


GENTLE: list[Callable[[Place], None]] = [
    type_in, type_in, type_over_ours, reword, new_row, insert_rows, delete_row, move_rows, insert_columns, move_column,
    sort, sort, sort_part, copy_row, cut_row, undo, undo,
]  # fmt: skip
ROUGH: list[Callable[[Place], None]] = [
    insert_above_all, delete_column, rename_header, rename_tab, add_tab, copy_tab,
]  # fmt: skip
"""What may leave a tab without a header that it needs."""


def take_note(place: Place) -> None:
    """What there is to type in Replies: that an answer is dealt with; a remark beside it is not hers to make."""
    header, words = [("State", "Noted"), ("State", "New"), ("Sync note", "call her")][place.deed.column % 3]
    place.coach.type(place.title, place.row, header, words)


def new_column(place: Place) -> None:
    place.coach.insert_columns(place.title, place.column, 1, [f"Mine {len(place.coach.book.log)}"])


WITH_REPLIES: list[Callable[[Place], None]] = [
    take_note, take_note, insert_rows, insert_above_all, delete_row, move_rows, cut_row, sort, sort, new_column,
    move_column, rename_tab, undo,
]  # fmt: skip
"""What a coach may do in Replies but copy what jobs wrote, or take away the columns that an answer stands in."""

DEEDS = {deed.__name__: deed for deed in [*GENTLE, *ROUGH, *WITH_REPLIES]}
