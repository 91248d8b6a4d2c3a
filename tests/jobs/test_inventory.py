"""The inventory: six questions for the practice and for each client, and what is still blank."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from jobs.cli import main
from tests.practice_files import EIGHT, REAL, TEAM, Practice, practice

PRIYA = {
    "Client": "Priya Nair", "Email": "priya@clients.example", "Goal": "Ten clients", "Coach": "Ana Coach",
    "Progress in their words": "three calls a week", "Check-ins": "Twice a month", "Group": "Circle",
    "Rewards": "A day off", "Consequences": "We shorten\nthe list",
}  # fmt: skip
MARCUS = {"Client": "Marcus Webb", "Email": "marcus@clients.example", "Check-ins": "Weekly", "Check-in day": "Friday"}
KIM = {"Client": "Kim Ode", "Email": "kim@clients.example", "Stage": "Paused"}
YES = {"Wants this now": "Yes", "Open to challenge": "Yes", "Actions agreed": "Yes", "Fee agreed": "Yes"}


def taken(folder: Path, *options: str) -> tuple[Practice, str]:
    one = practice(
        folder,
        [PRIYA, MARCUS, KIM],
        [{"Client": "Priya Nair", "Commitment": "Call five leads", "Due": "2026-11-30"}],
        REAL,
        Team=TEAM,
        Habits=[{"Client": "Priya Nair", "Habit": "Train", "Times a week": 3}],
        Intake=[{"Prospect": "Jo Field", **YES}, {"Prospect": "marcus webb", **YES}, {"Prospect": "Al Ray"}],
    )
    before = one.listing()
    result = CliRunner().invoke(main, ["--config", str(one.settings), "--as-of", EIGHT, *options, "inventory"])
    assert result.exit_code == 0, result.output
    assert one.listing() == before, "it looks, and leaves no trace"
    return one, result.stdout


def test_each_client_has_her_six_answers_and_what_is_missing(tmp_path: Path) -> None:
    _, text = taken(tmp_path)
    blocks = {block.split("\n")[0]: block for block in text.strip().split("\n\n")}
    assert list(blocks)[:3] == ["Strong Start", "Priya Nair", "Marcus Webb"]
    assert blocks["Priya Nair"].splitlines()[1:] == [
        '  why    Ten clients; progress means "three calls a week"',
        "  how    in the group Circle; emails: All",
        "  who    Ana Coach",
        "  what   rating, wins, stuck, help; habits: Train; rewards: A day off; consequences: We shorten the list",
        "  when   on the 1st and the 15th; next 1 Dec",
        "  where  Clients, row 2; 1 commitment, 1 habit",
        "  still to set up: Agreement",
    ]
    assert "  when   every Friday; next 27 Nov" in blocks["Marcus Webb"]
    assert "  still to set up: Goal, Progress in their words, Coach, Agreement" in blocks["Marcus Webb"]


def test_who_is_no_client_in_work_is_counted_and_prospects_with_yes_are_named(tmp_path: Path) -> None:
    _, text = taken(tmp_path)
    assert text.endswith("Paused: 1\nWin-win is Yes, and no client yet: Jo Field\n")


def test_machines_get_the_same_as_one_object_on_the_last_line(tmp_path: Path) -> None:
    _, text = taken(tmp_path, "--json")
    found = json.loads(text.splitlines()[-1])
    assert found["job"] == "inventory" and found["prospects"] == ["Jo Field"] and found["others"] == {"Paused": 1}
    assert [one["name"] for one in found["clients"]] == ["Priya Nair", "Marcus Webb"]
    assert found["clients"][0]["missing"] == ["Agreement"] and found["clients"][1]["missing"][0] == "Goal"
    assert found["practice"]["why"] == "2 clients in work; emails go to clients"
