"""Groups: who sees whom, by what name, and how many each kept."""

from __future__ import annotations

from typing import Any

import pytest

from sync.records import Client, Group
from sync.rules.groups import Circle, circles
from sync.rules.standing import Standing
from tests.cast import client, commitment, on, row, standing

NAMES = ("Priya Nair", "Marcus Webb", "Noa Levi", "Priya Shah")


def members(*changed: tuple[int, dict[str, Any]]) -> list[Client]:
    made: list[dict[str, Any]] = [{"group": "Morning circle"} for _ in NAMES]
    for place, rest in changed:
        made[place] |= rest
    return [client(f"c{n}", name, f"c{n}@x.example", **made[n]) for n, name in enumerate(NAMES)]


def circle_of(
    clients: list[Client], show: str = "Names", standings: dict[str, list[Standing]] | None = None, **emails: str
) -> dict[str, Circle]:
    groups = [Group(row("Groups", ""), "morning  circle", "Tuesday", show)]
    return circles(groups, clients, {one.id: emails.get(one.id, "All") for one in clients}, standings or {})


def test_all_members_see_each_other_and_who_shares_a_name_has_her_initials() -> None:
    found = circle_of(members())
    assert found.keys() == {"c0", "c1", "c2", "c3"}
    assert [one.shown for one in found["c0"].members] == ["Priya (P. N.)", "Marcus", "Noa", "Priya (P. S.)"]
    assert [one.shown for one in circle_of(members(), "Initials")["c0"].members] == ["P. N.", "M. W.", "N. L.", "P. S."]


@pytest.mark.parametrize(
    "gone",
    [
        {"stage": "Paused"},
        {"stage": "Ended"},
        {"stage": "Prospect"},
        {"group": "Evening"},
        {"group": ""},
    ],
)
def test_who_is_not_at_work_in_the_group_is_not_shown_to_it(gone: dict[str, Any]) -> None:
    found = circle_of(members((1, gone)))
    assert found.keys() == {"c0", "c2", "c3"} and len(found["c0"].members) == 3
    assert circle_of(members((1, gone), (2, gone))) == {}, "two are no group"


@pytest.mark.parametrize("emails", ["Essential", "None"])
def test_who_left_out_the_group_neither_sees_nor_is_seen(emails: str) -> None:
    assert [one.id for one in circle_of(members(), c3=emails)["c0"].members] == ["c0", "c1", "c2"]
    assert circle_of(members(), c3=emails, c2=emails) == {}


def test_a_group_that_is_to_check_or_a_client_that_is_shows_nobody() -> None:
    everyone = members()
    groups = [Group(row("Groups", ""), "Morning circle", "Tuesday")]
    groups[0].row.to_check = True
    assert circles(groups, everyone, {}, {}) == {}
    everyone[0].row.to_check = everyone[1].row.to_check = True
    assert circle_of(everyone) == {}


def test_what_was_kept_counts_in_the_seven_days_before_the_groups_day_and_once() -> None:
    whose = members()
    kept = [standing(commitment(whose[0], f"k{n}", "Call", on(0)), closed_on=on(-n), kept=True) for n in (0, 1, 7, 8)]
    other = [
        standing(commitment(whose[0], "late", "Call", on(-3)), closed_on=on(-1), kept=False),
        standing(commitment(whose[0], "open", "Call", on(3))),
        standing(commitment(whose[0], "mine", "Call", on(0), owner="Coach"), closed_on=on(-1), kept=True),
    ]
    priya = circle_of(whose, standings={"c0": [*kept, *other]})["c0"].members[0]
    assert (priya.kept(on(0)), priya.kept(on(7)), priya.kept(on(-7))) == (2, 1, 1)
    assert circle_of(whose)["c0"].meets(on(1)) and not circle_of(whose)["c0"].meets(on(0))
