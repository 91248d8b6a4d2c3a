"""The findings as a whole: pure, the same for the same record, each client by herself."""

from __future__ import annotations

import copy
import random

from hypothesis import given
from hypothesis import strategies as st

from sync import findings, layout, parse
from sync.workbook.base import Snapshot, Value
from tests.practice import NOW, Book, at, book, on


def rows(chance: random.Random, name: str, count: int) -> list[dict[str, Value]]:
    return [
        {
            "Client": name,
            "Commitment": f"{name} {n}",
            "Due": on(chance.randint(-50, 20)),
            "Done on": chance.choice([None, "x", on(-chance.randint(0, 40)), "no"]),
            "Owner": chance.choice([None, "Client", "Coach"]),
        }
        for n in range(count)
    ]


PEOPLE: list[dict[str, Value]] = [{}, {"Client": "Marcus Webb", "Email": "marcus@example.com", "Time zone": "Auckland"}]


def clients_row(made: Book, row: int) -> list[Value]:
    at_id = made.column("Clients", "ID")
    return made.grids["Clients"].rows[row + 1][:at_id]


@given(st.randoms(use_true_random=False))
def test_one_clients_row_rests_on_nobody_elses(chance: random.Random) -> None:
    hers, his = rows(chance, "Priya Nair", 6), rows(chance, "Marcus Webb", 6)
    alone, both = book(commitments=hers), book(clients=PEOPLE, commitments=chance.sample([*hers, *his], 12))
    alone.run()
    both.run()
    assert clients_row(both, 0) == clients_row(alone, 0)


def test_finding_reads_and_touches_nothing() -> None:
    made = book(commitments=rows(random.Random(1), "Priya Nair", 9))
    before = copy.deepcopy(made.grids)
    snapshot = Snapshot(made.grids)
    for _ in range(2):
        reading = parse.parse(snapshot, layout.find(snapshot, {}, {}), made.past, lambda: next(made.ids), NOW)
        findings.find(reading, [], NOW)
    assert made.grids == before


def test_rows_that_cannot_be_known_again_mix_no_clients() -> None:
    rows_: list[dict[str, Value]] = [
        {"Client": name, "Due": on(-1)} for name in ("Priya Nair", "Marcus Webb") for _ in range(4)
    ]
    made = book(clients=PEOPLE, commitments=rows_)
    made.grids["Clients"].rows[0].append("ID")
    night = made.run()
    assert night.reading.layouts.problems == ["Clients.ID: this header stands 2 times; rename the others."]
    assert night.findings.proposals == [] and [case.overdue for case in night.findings.cases.values()] == [4]


def test_notes_of_rows_without_ids_stay_with_their_rows() -> None:
    made = book({"Send to": "Me"}, intake=[{}, {"Prospect": "Lee Park"}], team=[{}])
    made["Intake", 1, "Win-win"] = "hopefully"
    made.run()
    assert made.every("Intake", "Sync note") == [None, 'Your words "hopefully" were in Win-win; put them in My notes']
    assert made.run(at(0, 9)).quiet
    assert made.every("Team", "Sync note") == made.every("Policies", "Sync note") == [None]


def test_a_note_goes_when_its_cause_is_gone_in_every_tab() -> None:
    made = book(
        {"Send to": "Bob"}, commitments=[{"Owner": "Bob"}], team=[{"Email": "x"}], groups=[{"Day": "Bob"}],
        intake=[{"Fee agreed": "Bob"}], sessions=[{"Outcome": "Bob"}], payments=[{"Due": "Bob"}],
        habits=[{"Times a week": "Bob"}],
    )  # fmt: skip
    made.run()
    bad = {"Policies": "Value", "Commitments": "Owner", "Team": "Email", "Groups": "Day", "Intake": "Fee agreed",
           "Sessions": "Outcome", "Payments": "Due", "Habits": "Times a week"}  # fmt: skip
    good: dict[str, Value] = {
        "Policies": "Me",
        "Team": "a@example.com",
        "Groups": "Monday",
        "Payments": on(1),
        "Habits": 3,
    }
    assert all(made[tab, 0, "Sync note"] for tab in bad)
    for tab, header in bad.items():
        made[tab, 0, header] = good.get(tab)
    made.run(at(0, 9))
    assert not any(made[tab, 0, "Sync note"] for tab in bad)


def test_what_was_finished_is_remembered_of_rows_that_are_gone() -> None:
    made = book(commitments=[{"Done on": on(-1)}, {}, {"Dropped on": on(-1)}])
    first = made.run()
    ids = made.every("Commitments", "ID")
    assert first.findings.finished(first.reading) == {ids[0]: "Done", ids[2]: "Dropped"}
    del made.grids["Commitments"].rows[1]
    later = made.run(at(1))
    later.reading.past.finished = {str(ids[0]): "Done"}
    assert later.findings.finished(later.reading) == {ids[0]: "Done", ids[2]: "Dropped"}
