"""Ceilings that postpone and lose nothing: letters of a day, by the clock of the practice (contract, section 6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType

import pytest

from tests.practice_files import EIGHT, MONDAY, REAL, Practice, by_smtp, keys, practice
from tests.servers.smtp import MailServer

NINE = "2026-11-23T09:00+01:00"


def of_four(
    folder: Path,
    zone: str = "Berlin",
    due: date = MONDAY + timedelta(5),
    rules: Mapping[str, object] = MappingProxyType({}),
    **mail: object,
) -> Practice:
    """Four clients with a commitment each, and two letters a day."""
    clients = [{"Client": f"Client No {n}", "Email": f"client{n}@clients.example", "Time zone": zone} for n in range(4)]
    work = [{"Client": one["Client"], "Commitment": "Do it now", "Due": due} for one in clients]
    return practice(folder, clients, work, {**REAL, **rules}, {"per_day": 2, **mail})


def test_the_day_of_the_ceiling_ends_at_the_midnight_of_the_practice(tmp_path: Path) -> None:
    one = of_four(tmp_path, "Los Angeles")  # where it is afternoon then, and Monday all along
    found = [one.run(when).letters for when in ("2026-11-23T23:30+01:00", "2026-11-23T23:59+01:00")]
    found += [one.run(when).letters for when in ("2026-11-24T00:00+01:00", "2026-11-24T01:00+01:00")]
    assert found == [(2, 0, 0, 2), (0, 0, 0, 2), (2, 0, 0, 0), (0, 0, 0, 0)]
    assert len(set(one.states())) == 4


def test_what_a_ceiling_kept_back_goes_on_the_next_day(tmp_path: Path) -> None:
    one = of_four(tmp_path)
    assert [one.run(f"{MONDAY + timedelta(day)}T08:00+01:00").letters[0] for day in range(3)] == [2, 2, 0]
    assert sorted(one.states()) == [f"client{n}@clients.example" for n in range(4)]


def test_a_low_ceiling_lets_every_client_have_her_turn(tmp_path: Path) -> None:
    every_day = {"Remind before": ", ".join(map(str, range(30))), "Emails a week": 7}
    one = of_four(tmp_path, due=MONDAY + timedelta(29), rules=every_day)
    for day in range(6):
        assert one.run(f"{MONDAY + timedelta(day)}T08:00+01:00").letters[0] == 2
    assert set(Counter(row["To"] for row in one.rows("Mail log")).values()) == {3}


def test_a_notice_to_the_coaches_takes_its_place_in_the_day(tmp_path: Path) -> None:
    one = of_four(tmp_path, per_day=1)
    one.run(EIGHT)
    for number in range(2, 5):
        one.edit("Clients", number, Client=None, Email=None)
    stopped = one.run("2026-11-24T08:00+01:00")
    forced = one.run("2026-11-24T09:00+01:00", "nightly", "--force")
    assert "Clients holds 1 rows" in stopped.stderr
    assert forced.letters == (0, 0, 0, 1) and len(one.outbox()) == 2, "the letter of Monday and the notice"


@pytest.mark.parametrize(
    ("fault", "room"), [({"reply": "550 no"}, 2), ({"close": True}, 1)], ids=["refused", "in doubt"]
)
def test_what_may_have_gone_counts_and_what_was_refused_does_not(
    fault: dict[str, object], room: int, tmp_path: Path
) -> None:
    with MailServer() as server:
        one = of_four(tmp_path, **by_smtp(server))
        server.fail("RCPT" if "reply" in fault else "receipt", **fault)  # type: ignore[arg-type]
        one.run(EIGHT)
        before = len(server.accepted)
        again = one.run(NINE).letters
        server.settled()
        assert again[0] == len(server.accepted) - before == room - 1
        assert len(set(keys(server.accepted))) == len(server.accepted) == 2


def test_a_ceiling_lowered_below_what_went_keeps_everything_back(tmp_path: Path) -> None:
    one = of_four(tmp_path)
    assert one.run(EIGHT).letters == (2, 0, 0, 2)
    one.use({"per_day": 1})
    assert one.run(NINE).letters == (0, 0, 0, 2)
    one.use({"per_day": 0})
    assert one.run(NINE).letters == (2, 0, 0, 0)
