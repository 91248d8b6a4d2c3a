"""IDs: given once, kept through edits and sorts, re-given on copies, healed after a sort of some columns."""

from __future__ import annotations

import random
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import identity
from sync.identity import CHANGED_PLACES
from sync.workbook.base import Value
from tests.practice import BLANK, Book, at, book, grid, on

FIVE = [{"Commitment": f"Do thing {n}", "Due": on(n + 1), "Measure": f"m{n}"} for n in range(5)]
OURS = (
    "Status", "Days left", "Client says", "Sync note", "First due", "Due seen", "Moved on", "Moved", "Closed on",
    "SMART", "Told on", "Reminded",
)  # fmt: skip


def ids(made: Book, tab: str = "Commitments") -> list[Value]:
    return made.every(tab, "ID")


def by_words(made: Book) -> dict[Value, Value]:
    return dict(zip(made.every("Commitments", "Commitment"), ids(made), strict=True))


def rearrange(made: Book, order: list[int], but: tuple[str, ...] = (), tab: str = "Commitments") -> None:
    """A sort of all columns but some: row n gets what stood in row order[n]."""
    width = len(made.headers(tab))
    lines = [[*row, *[None] * (width - len(row))] for row in made.grids[tab].rows[1:]]
    stays = [made.column(tab, header) for header in but]
    made.grids[tab].rows[1:] = [
        [lines[n][i] if i in stays else lines[order[n]][i] for i in range(width)] for n in range(len(order))
    ]


def test_every_row_gets_an_id_and_keeps_it() -> None:
    made = book(commitments=FIVE, habits=[{}], sessions=[{}], payments=[{}], check_ins=[{}])
    made.run()
    once = {tab: ids(made, tab) for tab in ("Clients", "Commitments", "Habits", "Sessions", "Payments", "Check-ins")}
    every = [id_ for some in once.values() for id_ in some]
    assert all(every) and len(set(every)) == len(every)
    made.run(at(1))
    assert {tab: ids(made, tab) for tab in once} == once


def test_an_id_can_be_read_neither_as_number_date_nor_word() -> None:
    assert all(first in identity.LETTERS and second in identity.DIGITS for first, second in [("b", "3"), ("k", "7")])
    assert identity.PATTERN[0] == identity.LETTERS and not set(identity.LETTERS) & set("aeiou")


@pytest.mark.parametrize("header", ["Client", "Commitment", "Due", "Measure"])
def test_a_renamed_row_keeps_its_id(header: str) -> None:
    made = book(clients=[{}, {"Client": "Marcus Webb", "Email": "m@example.com"}], commitments=FIVE)
    made.run()
    once = ids(made)
    made["Commitments", 2, header] = {"Client": "Marcus Webb", "Due": on(30)}.get(header, "Other words")
    made.run(at(1))
    assert ids(made) == once


def test_a_client_who_is_renamed_keeps_her_id() -> None:
    made = book()
    made.run()
    made["Clients", 0, "Client"] = "Priya Menon"
    made.run(at(1))
    assert ids(made, "Clients") == ["k100x"]


@given(st.permutations(range(5)))
def test_a_sorted_sheet_keeps_its_ids(order: list[int]) -> None:
    made = book(commitments=FIVE)
    made.run()
    once = by_words(made)
    rearrange(made, order)
    assert made.run(at(0, 9)).quiet
    assert by_words(made) == once


@given(st.permutations(range(5)), st.booleans())
def test_after_a_sort_of_some_columns_an_id_follows_its_rows_words(order: list[int], ours_went_along: bool) -> None:
    made = book(commitments=FIVE)
    made.run(at(-3))
    made.tell(-3, 0)
    made.run(at(-2))
    made["Commitments", 1, "Due"] = on(20)
    made.run(at(-1))
    once, moved = by_words(made), made["Commitments", 1, "Moved"]
    rearrange(made, order, ("ID",) if ours_went_along else (*OURS, "ID"))
    night = made.run(at(0))
    assert by_words(made) == once
    place = made.every("Commitments", "Commitment").index("Do thing 1")
    assert made["Commitments", place, "Moved"] == moved
    assert made.every("Commitments", "First due") == [
        {f"Do thing {n}": on(n + 1) for n in range(5)}[str(words)] if words != "Do thing 1" else on(20)
        for words in made.every("Commitments", "Commitment")
    ]
    changed = [n for n in range(5) if order[n] != n]
    notes = made.every("Commitments", "Sync note")
    assert [n for n in range(5) if notes[n] == CHANGED_PLACES] == changed
    assert len(night.reading.healed) == len(changed)
    assert made.run(at(0, 9)).quiet
    made.run(at(1))
    assert not any(made.every("Commitments", "Sync note")), "the note stays one night"


@given(st.permutations(range(5)))
def test_a_sort_of_some_columns_without_a_ledger_loses_no_id(order: list[int]) -> None:
    made = book(commitments=FIVE)
    made.run(remember=False)
    once = set(ids(made))
    rearrange(made, order, (*OURS, "ID"))
    made.run(at(1), remember=False)
    assert set(ids(made)) == once


def test_client_and_commitment_sorted_without_their_dates_heal_too() -> None:
    made = book(
        clients=[{}, {"Client": "Marcus Webb", "Email": "m@example.com"}],
        commitments=[{}, {"Client": "Marcus Webb", "Commitment": "Run"}],
    )
    made.run()
    once = by_words(made)
    rearrange(made, [1, 0], ("Due", *OURS, "ID"))
    made.run(at(1))
    assert by_words(made) == once


def test_rows_with_the_same_words_keep_their_ids_in_a_sort_of_some_columns() -> None:
    made = book(commitments=[{}, {}, {"Commitment": "Other thing"}])
    made.run()
    once = set(ids(made))
    rearrange(made, [2, 0, 1], (*OURS, "ID"))
    made.run(at(1))
    assert set(ids(made)) == once and by_words(made)["Other thing"] == "k103x"


def test_a_copied_row_gets_a_new_id_and_starts_afresh() -> None:
    made = book(commitments=[{"Due": on(-2)}])
    made.run(at(-9))
    made.tell(-9)
    made.run(at(-8))
    made["Commitments", 0, "Due"] = on(3)
    made.run(at(-7))
    assert made["Commitments", 0, "Moved"] == "In time"
    made.grids["Commitments"].rows.append(list(made.grids["Commitments"].rows[1]))
    made.run(at(-6))
    assert ids(made)[0] == "k101x" and ids(made)[1] not in ("k101x", None)
    assert made["Commitments", 0, "Moved"] == "In time"
    for header in ("Moved", "Moved on", "Told on"):
        assert made["Commitments", 1, header] is None
    assert made["Commitments", 1, "First due"] == on(3)


@pytest.mark.parametrize("changed", [0, 1])
def test_of_two_rows_with_one_id_the_one_whose_words_were_last_seen_keeps_it(changed: int) -> None:
    made = book(commitments=[{}])
    made.run()
    made.grids["Commitments"].rows.append(list(made.grids["Commitments"].rows[1]))
    made["Commitments", changed, "Commitment"] = "Call six leads"
    made.run(at(1))
    assert ids(made)[1 - changed] == "k101x" != ids(made)[changed]


def test_without_a_ledger_the_upper_of_two_rows_keeps_the_id() -> None:
    made = book(commitments=[{}])
    made.run(remember=False)
    made.grids["Commitments"].rows.append(list(made.grids["Commitments"].rows[1]))
    made["Commitments", 0, "Commitment"] = "Call six leads"
    made.run(at(1), remember=False)
    assert ids(made)[0] == "k101x" != ids(made)[1]


def test_an_erased_id_comes_back() -> None:
    made = book(commitments=FIVE)
    made.run()
    once = ids(made)
    for row in range(5):
        made["Commitments", row, "ID"] = None
    made.run(at(1))
    assert ids(made) == once


@pytest.mark.parametrize("garbage", ["waiting for Bob", 7.0, True, "#REF!", on(0), "k 101x", "Monday"])
def test_garbage_in_the_id_column_is_told_and_replaced_by_the_rows_own(garbage: Value) -> None:
    made = book(commitments=[{}])
    made.run()
    made["Commitments", 0, "ID"] = garbage
    made.run(at(1))
    assert ids(made) == ["k101x"]
    if garbage == "waiting for Bob":
        assert made["Commitments", 0, "Sync note"] == 'Your words "waiting for Bob" were in ID; put them in My notes'


def test_a_row_overwritten_by_new_words_is_a_new_commitment() -> None:
    made = book(clients=[{}, {"Client": "Marcus Webb", "Email": "m@example.com"}], commitments=[{"Due": on(-3)}])
    made.run(at(-9))
    made["Commitments", 0, "Client"], made["Commitments", 0, "Commitment"] = "Marcus Webb", "Write the offer"
    made["Commitments", 0, "Due"] = on(5)
    made.run(at(0))
    assert ids(made) != ["k102x"]
    assert (made["Commitments", 0, "First due"], made["Commitments", 0, "Moved"]) == (on(5), None)


def test_no_id_is_used_again_after_its_row_is_gone() -> None:
    made = book(commitments=FIVE)
    made.run()
    gone = ids(made)[4]
    del made.grids["Commitments"].rows[5]
    made.ids = iter([str(gone), str(gone), "k900x"])
    made.add("Commitments", Commitment="Something else")
    made.run(at(1))
    assert ids(made)[4] == "k900x"


def test_a_row_copied_into_another_tab_gets_an_id_of_its_own() -> None:
    made = book(commitments=[{}], payments=[{}], sessions=[{}])
    made.run()
    made["Payments", 0, "ID"] = made["Sessions", 0, "ID"] = made["Commitments", 0, "ID"]
    made.run(at(1))
    every = [ids(made, tab)[0] for tab in ("Commitments", "Payments", "Sessions")]
    assert every[0] == "k101x" and len(set(every)) == 3


def test_two_tabs_of_check_ins_share_no_id() -> None:
    made = book(check_ins=[{}])
    made.grids["Form Responses 1"] = grid("Check-ins", [{}])
    made.run()
    assert made["Check-ins", 0, "ID"] != made["Form Responses 1", 0, "ID"]
    made["Form Responses 1", 0, "ID"] = made["Check-ins", 0, "ID"]
    made.run(at(1))
    assert made["Check-ins", 0, "ID"] != made["Form Responses 1", 0, "ID"]


def test_deadlines_dragged_down_a_column_are_moves_and_not_other_rows() -> None:
    made = book(commitments=[{"Commitment": "Train", "Due": on(n)} for n in range(1, 5)])
    made.run()
    once = ids(made)
    for row in range(4):
        made["Commitments", row, "Due"] = on(row + 2)
    made.run(at(0, 9))
    assert ids(made) == once
    assert made.every("Commitments", "First due") == [on(n) for n in range(2, 6)]


def test_blank_rows_in_between_and_deleted_rows_change_no_id() -> None:
    made = book(commitments=[FIVE[0], BLANK, FIVE[1], BLANK, BLANK, FIVE[2]])
    made.run()
    once = by_words(made)
    del made.grids["Commitments"].rows[2:4]
    made.run(at(1))
    left = by_words(made)
    assert left == {words: id_ for words, id_ in once.items() if words in left}


@given(st.randoms(use_true_random=False))
def test_whatever_a_coach_does_ids_stay_unique_and_words_that_stay_keep_theirs(chance: random.Random) -> None:
    made = book(commitments=FIVE)
    made.run(at(0))
    number = count(1)  # two rows of one name would be one to by_words
    for day in range(1, 5):
        once = by_words(made)
        touched: set[Value] = set()
        moved: set[Value] = set()
        copied: set[Value] = set()
        for _ in range(chance.randint(0, 3)):
            rows = made.grids["Commitments"].rows
            row = chance.randint(0, max(0, len(rows) - 2))
            match chance.choice(["move", "copy", "delete", "insert", "sort"]):
                case "move":
                    moved.add(made["Commitments", row, "Commitment"])
                    made["Commitments", row, "Due"] = on(chance.randint(1, 60))
                case "copy":
                    copied.add(made["Commitments", row, "Commitment"])
                    rows.append(list(rows[row + 1]))
                    made["Commitments", len(rows) - 2, "Commitment"] = f"Copy {next(number)}"
                case "delete" if len(rows) > 3:
                    touched.add(made["Commitments", row, "Commitment"])
                    del rows[row + 1]
                case "insert":
                    rows.insert(row + 1, [])
                    made["Commitments", row, "Client"] = "Priya Nair"
                    made["Commitments", row, "Commitment"] = f"New {next(number)}"
                case "sort":
                    order = list(range(len(rows) - 1))
                    chance.shuffle(order)
                    rearrange(made, order)
        made.run(at(day))
        now = by_words(made)
        assert len(set(ids(made))) == len(ids(made)) and all(ids(made))
        touched |= moved & copied  # neither has the words last seen: then the upper one keeps the ID
        assert all(now[words] == id_ for words, id_ in once.items() if words in now and words not in touched)


def test_an_id_in_capitals_is_the_same_id_and_is_written_as_it_was() -> None:
    made = book(commitments=[{}])
    made.run()
    known = str(made["Commitments", 0, "ID"])
    made["Commitments", 0, "ID"] = f" {known.upper()} "
    made.run(at(1), remember=False)
    assert made["Commitments", 0, "ID"] == known


@pytest.mark.parametrize("deleted", [False, True])
def test_an_id_that_stands_beside_no_row_goes_back_to_its_words(deleted: bool) -> None:
    """A row inserted above, or one deleted, while IDs were being written: all stand a row off, one beside nothing."""
    made = book(commitments=FIVE)
    made.run()
    once = by_words(made)
    column, rows = made.column("Commitments", "ID"), made.grids["Commitments"].rows
    shown = [row[column] for row in rows[1:]]
    width = len(made.headers("Commitments"))
    if deleted:
        del rows[1]
    else:
        rows.insert(1, [None] * width)
    rows += [[None] * width for _ in range(6 - len(rows))]
    for row, id_ in zip(rows[1:], [*shown, None], strict=False):
        row[column] = id_
    made.run(at(1))
    left = {words: id_ for words, id_ in by_words(made).items() if words}
    assert left == {words: id_ for words, id_ in once.items() if words in left}


def test_words_that_were_cut_and_pasted_elsewhere_keep_their_past() -> None:
    made = book(commitments=[FIVE[0], BLANK])
    made.run()
    made.run(at(3))
    made["Commitments", 0, "Due"] = on(20)
    made.run(at(4))
    moved, id_ = made["Commitments", 0, "Moved on"], ids(made)[0]
    for header in ("Client", "Commitment", "Due", "Measure"):
        made["Commitments", 1, header], made["Commitments", 0, header] = made["Commitments", 0, header], None
    made.run(at(5))
    assert ids(made) == [None, id_]
    assert moved is not None and made["Commitments", 1, "Moved on"] == moved
