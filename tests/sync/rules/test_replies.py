"""What replies change, whatever stands in them: refused rows nothing, others' rows nothing, their order nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sync.rules.replies import read
from sync.workbook.base import Value
from tests import cast
from tests.practice import Book, answers, at, book, on

Reply = dict[str, Value]

IDS = ("k102x", "k103x", "k104x", "k105x", "k999x", "K102X", "b")
"""Priya's two commitments, Marcus's commitment, Priya's habit, and what is nobody's."""

ids = st.sampled_from(IDS)
dates = st.integers(-400, 400).map(lambda away: str(on(away))) | st.sampled_from(["2026-02-30", "soon", "9999-99-99"])
lines = st.one_of(
    st.builds("move {} to {}: kids ill".format, ids, dates), st.builds("move {} to {}".format, ids, dates),
    st.builds("{}: {} of 12".format, ids, st.integers(0, 10**10)), st.builds("{}: {}".format, ids, st.integers(0, 9)),
    st.sampled_from(["fewer", "stop", "start", "agenda: x", "Thanks", "=1+1", "", "x" * 10_000]), st.text(max_size=20),
)  # fmt: skip
cells_of_lines = st.lists(lines, max_size=4).map("\n".join)
done = st.lists(st.builds("{} on {}".format, ids, dates) | ids, max_size=3).map("\n".join)
stuck = st.lists(st.builds("{}: {}".format, ids, st.text(max_size=9)) | st.text(max_size=9), max_size=3).map("\n".join)


@st.composite
def replies(draw: st.DrawFn, most: int = 6) -> list[Reply]:
    """Rows of different times within the last weeks, each with an ID of its own."""
    minutes = draw(st.lists(st.integers(1, 40_000), min_size=1, max_size=most, unique=True))
    return [
        {
            "ID": f"r{place}q{draw(st.integers(2, 9))}", "When": datetime(2026, 11, 23, 8) - timedelta(minutes=minute),
            "Client": draw(st.sampled_from(["Priya Nair", "Priya Nair", "priya  NAIR", "Marcus Webb", "Bob", None])),
            "Rating": draw(st.sampled_from([None, 3, 7, "8/10"])), "Stuck": draw(stuck), "Done": draw(done),
            "Help wanted": draw(st.sampled_from([None, "A list"])), "Words": draw(cells_of_lines),
            "State": draw(st.sampled_from(["New", "Noted", "Refused"])),
            "Sync note": draw(st.sampled_from([None, 'Emails was "All" when this came'])),
        }
        for place, minute in enumerate(minutes)
    ]  # fmt: skip


def _after(rows: Sequence[Mapping[str, Value]], nights: int = 2) -> Book:
    """The practice after some nights with these replies in it."""
    priya, marcus = "Priya Nair", "Marcus Webb"
    made = book(
        {"Send to": "Clients"},
        clients=[{}, {"Client": marcus, "Email": "marcus@example.com", "Time zone": "Auckland"}],
        commitments=[{}, {"Commitment": "Run", "Due": on(-3)}, {"Client": marcus, "Commitment": "Swim"}],
        habits=[{}], replies=answers(*rows),
    )  # fmt: skip
    assert made.grids["Clients"].rows[1][0] == priya
    made.nights(0, nights - 1)
    return made


def _hers(made: Book) -> list[list[Value]]:
    """All that stands in Priya's rows: Clients, her commitments, her habit."""
    return [made.grids["Clients"].rows[1], *made.grids["Commitments"].rows[1:3], *made.grids["Habits"].rows[1:]]


@given(replies(), replies(2))
def test_a_refused_row_changes_nothing(rows: list[Reply], more: list[Reply]) -> None:
    refused = [{**row, "ID": f"z{row['ID']}", "State": "Refused"} for row in more]
    assert _hers(_after([*refused, *rows])) == _hers(_after(rows))


@given(replies(), replies(3))
def test_what_another_client_says_never_matters(rows: list[Reply], more: list[Reply]) -> None:
    others = [{**row, "ID": f"z{row['ID']}", "Client": "Marcus Webb"} for row in more]
    assert _hers(_after([*others, *rows])) == _hers(_after(rows))


@given(replies(), st.randoms(use_true_random=False))
def test_the_order_of_rows_of_different_times_never_matters(rows: list[Reply], shuffler: object) -> None:
    other = list(rows)
    shuffler.shuffle(other)  # type: ignore[attr-defined]
    one, two = _after(rows), _after(other)
    assert _hers(one) == _hers(two)
    states = [{made["Replies", n, "ID"]: made["Replies", n, "State"] for n in range(len(rows))} for made in (one, two)]
    assert states[0] == states[1]


@given(replies())
def test_whatever_was_said_coach_owned_cells_stand_and_a_second_run_is_quiet(rows: list[Reply]) -> None:
    before = {tab: [list(row[:3]) for row in grid.rows] for tab, grid in _after([], 1).grids.items()}
    made = _after(rows)
    assert made.run(at(1, 9)).quiet
    for tab in ("Clients", "Commitments", "Habits"):
        assert [row[:3] for row in made.grids[tab].rows] == before[tab]
    for said in made.every("Commitments", "Client says"):
        assert said is None or (isinstance(said, str) and len(said) < 250 and said.isprintable())


@given(replies())
def test_a_state_goes_from_new_to_noted_and_no_other_way(rows: list[Reply]) -> None:
    made = _after(rows, nights=1)
    known = [row["State"] for row in rows]
    for day in (1, 2, 9, 20, 40):
        made.run(at(day))
        states = made.every("Replies", "State")
        assert all(now == was or (was, now) == ("New", "Noted") for was, now in zip(known, states, strict=True))
        known = states


@given(st.text(), st.text(), st.text())
def test_any_words_can_be_read(words: str, stuck_: str, note: str) -> None:
    answer = cast.reply(cast.priya(), "r1aaaaaa", on(0)).answer
    answer.words, answer.stuck, answer.note = words, stuck_, note
    found = read(answer, {"b1aaaaaa": "b1aaaaaa"})
    assert not found.moves and not found.counts, "an ID that is not hers is none"
