"""What every ledger promises (jobs/ledger/base.py). A backend's test class gives `open_one(identity)`, and
`open_rival` where a second opening of the same workbook is another thing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import count
from typing import ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from jobs.ledger.base import Entry, Ledger, LedgerProblem

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LETTER = Entry(
    key="k7q2m9x3-2026-11-22",
    state="planned",
    when=NOON,
    to="priya@example.com",
    client="Priya Nair",
    kinds=("agreed", "due"),
    subject="Tomorrow: one thing you planned",
    about=("b3k7x2q9:agreed", "c4m8y3r2:due 1"),
    message_id="<k7q2m9x3-2026-11-22@example.com>",
)
OTHER = replace(LETTER, key="m2n4p6q8-2026-11-22", to="marcus@example.com", client="Marcus Ødegård", about=())
STUCK = ("sending", "sent", "in doubt", "bounced")
FREE = ("planned", "failed", "not sent")

OpenLedger = Callable[[str], Ledger]


class LedgerContract:
    """Subclass it in a test module, with a fixture `open_one` that opens a workbook's ledger again and again."""

    @pytest.fixture
    def open_one(self) -> OpenLedger:
        raise NotImplementedError

    @pytest.fixture
    def open_rival(self, open_one: OpenLedger) -> OpenLedger:
        """Opens the same workbook while it is open already, as two runs that know nothing of each other."""
        return open_one

    def test_a_new_ledger_knows_nothing(self, open_one: OpenLedger) -> None:
        with open_one("practice") as ledger:
            assert ledger.entries() == []
            assert ledger.words("Clients") == {}
            assert ledger.fact("last run") == ""

    def test_a_planned_letter_is_there_for_the_next_run_with_all_it_says(self, open_one: OpenLedger) -> None:
        with open_one("practice") as ledger:
            ledger.plan([LETTER, OTHER])
        with open_one("practice") as ledger:
            assert ledger.entries() == [LETTER, OTHER]

    def test_whatever_state_an_entry_comes_with_it_is_planned(self, open_one: OpenLedger) -> None:
        with open_one("practice") as ledger:
            ledger.plan([replace(LETTER, state="sent")])
            assert ledger.entries()[0].state == "planned"

    def test_two_workbooks_do_not_see_each_other(self, open_one: OpenLedger) -> None:
        with open_one("practice") as ledger, open_one("another") as other:
            ledger.plan([LETTER])
            ledger.remember("Clients", {"k7q2m9x3": ("Priya Nair",)})
            ledger.note({"last run": "2026-11-22"})
            assert (other.entries(), other.words("Clients"), other.fact("last run")) == ([], {}, "")
            other.plan([LETTER])
            assert other.claim(LETTER.key, NOON) and ledger.claim(LETTER.key, NOON)

    def test_a_letter_is_claimed_once(self, open_rival: OpenLedger) -> None:
        later = NOON + timedelta(minutes=5)
        with open_rival("practice") as ledger, open_rival("practice") as rival:
            ledger.plan([LETTER])
            assert [ledger.claim(LETTER.key, later), rival.claim(LETTER.key, later)] == [True, False]
            assert not ledger.claim(LETTER.key, later)
            assert rival.entries() == [replace(LETTER, state="sending", when=later)]

    def test_a_letter_that_was_never_planned_cannot_be_claimed(self, open_one: OpenLedger) -> None:
        with open_one("practice") as ledger:
            assert not ledger.claim(LETTER.key, NOON)
            assert ledger.entries() == []

    @pytest.mark.parametrize("state", STUCK)
    def test_what_went_or_may_have_gone_is_never_planned_again(self, open_one: OpenLedger, state: str) -> None:
        with open_one("practice") as ledger:
            ledger.record([replace(LETTER, state=state)])
            ledger.plan([replace(LETTER, subject="Another day", when=NOON + timedelta(days=1))])
            assert ledger.entries() == [replace(LETTER, state=state)]
            assert not ledger.claim(LETTER.key, NOON)

    @pytest.mark.parametrize("state", FREE)
    def test_what_surely_did_not_go_is_planned_anew_with_its_new_words(self, open_one: OpenLedger, state: str) -> None:
        anew = replace(LETTER, subject="Two things for this week", about=("c4m8y3r2:due 1",))
        with open_one("practice") as ledger:
            ledger.record([replace(LETTER, state=state, reason="452 mailbox full")])
            ledger.plan([anew])
            assert ledger.entries() == [anew]
            assert ledger.claim(LETTER.key, NOON)

    def test_one_impossible_letter_leaves_none_of_them_planned(self, open_one: OpenLedger) -> None:
        with open_one("practice") as ledger:
            with pytest.raises(ValueError, match="time zone"):
                ledger.plan([LETTER, replace(OTHER, when=datetime(2026, 11, 22))])
            assert ledger.entries() == []

    @pytest.mark.parametrize("state", ["sent", "failed", "in doubt", "not sent", "bounced"])
    def test_a_letter_ends_with_its_state_and_reason(self, open_one: OpenLedger, state: str) -> None:
        with open_one("practice") as ledger:
            ledger.plan([LETTER])
            ledger.claim(LETTER.key, NOON)
            ledger.settle(LETTER.key, state, NOON + timedelta(days=9), "550 no such user")
        with open_one("practice") as ledger:
            assert ledger.entries() == [replace(LETTER, state=state, reason="550 no such user")]

    @pytest.mark.parametrize("state", ["planned", "sending", "Sent", ""])
    def test_a_letter_does_not_end_in_a_state_that_is_no_end(self, open_one: OpenLedger, state: str) -> None:
        with open_one("practice") as ledger:
            ledger.plan([LETTER])
            with pytest.raises(ValueError, match="does not end"):
                ledger.settle(LETTER.key, state, NOON)

    def test_whatever_a_server_answers_the_letter_ends(self, open_one: OpenLedger) -> None:
        with open_one("practice") as ledger:
            ledger.plan([LETTER])
            ledger.settle(LETTER.key, "failed", NOON, "550 caf\udce9 \0 %s ? :x $1 ' no")
            assert ledger.entries()[0].reason == "550 caf? \N{REPLACEMENT CHARACTER} %s ? :x $1 ' no"

    def test_half_a_character_in_a_row_stops_nothing(self, open_one: OpenLedger) -> None:
        half = replace(LETTER, subject="\ud83d", about=("\ud83d\0",), client="\0")
        with open_one("practice") as ledger:
            ledger.plan([half])
            ledger.remember("Clients", {"a\ud83d": ("\ud83d", "\0")})
            ledger.note({"names before": "\ud83d\0"})
            assert ledger.entries()[0].about == half.about
            assert list(ledger.words("Clients").values()) == [("\ud83d", "\0")]

    def test_a_letter_nobody_planned_cannot_end(self, open_one: OpenLedger) -> None:
        with open_one("practice") as ledger, pytest.raises(LedgerProblem, match="knows no letter"):
            ledger.settle("x", "sent", NOON)

    def test_a_rebuild_adds_what_is_unknown_and_changes_nothing_else(self, open_one: OpenLedger) -> None:
        with open_one("practice") as ledger:
            ledger.plan([LETTER])
            ledger.record([replace(LETTER, state="sent"), replace(OTHER, state="bounced")])
            assert [entry.state for entry in ledger.entries()] == ["planned", "bounced"]

    def test_a_rebuild_with_an_unknown_state_is_refused_whole(self, open_one: OpenLedger) -> None:
        with open_one("practice") as ledger:
            with pytest.raises(ValueError, match="no states"):
                ledger.record([OTHER, replace(LETTER, state="perhaps")])
            assert ledger.entries() == []

    def test_letters_stand_by_instant_whatever_zone_they_were_written_in(self, open_one: OpenLedger) -> None:
        late = replace(LETTER, when=datetime(2026, 11, 22, 1, tzinfo=timezone(timedelta(hours=-8))))
        early = replace(OTHER, when=datetime(2026, 11, 22, 9, 30, tzinfo=timezone(timedelta(hours=13))))
        with open_one("practice") as ledger:
            ledger.plan([late, early])
            assert ledger.entries() == [early, late]

    def test_words_are_kept_for_every_id_ever_named(self, open_one: OpenLedger) -> None:
        with open_one("practice") as ledger:
            ledger.remember(
                "Commitments", {"b3k7x2q9": ("Priya", "Call five leads", "2026-11-27"), "c4": ("", "x", "")}
            )
            ledger.remember("Commitments", {"b3k7x2q9": ("Priya", 'Call "ten" leads, \\ 📞\n\x00', "2026-11-30")})
            ledger.remember("Clients", {"b3k7x2q9": ("Somebody else",)})
        with open_one("practice") as ledger:
            assert ledger.words("Commitments") == {
                "b3k7x2q9": ("Priya", 'Call "ten" leads, \\ 📞\n\x00', "2026-11-30"),
                "c4": ("", "x", ""),
            }

    def test_ten_thousand_rows_are_remembered(self, open_one: OpenLedger) -> None:
        rows = {f"r{number}": ("Priya Nair", f"Step {number}", "2026-11-27") for number in range(10_000)}
        with open_one("practice") as ledger:
            ledger.remember("Commitments", rows)
            assert ledger.words("Commitments") == rows

    def test_facts_are_kept_and_renewed(self, open_one: OpenLedger) -> None:
        with open_one("practice") as ledger:
            ledger.note({"first run": "2026-11-01", "rows:Clients": "12"})
            ledger.note({"rows:Clients": "13", "last run": ""})
        with open_one("practice") as ledger:
            names = ("first run", "rows:Clients", "last run")
            assert [ledger.fact(name) for name in names] == ["2026-11-01", "13", ""]

    def test_nothing_to_say_is_no_error(self, open_one: OpenLedger) -> None:
        with open_one("practice") as ledger:
            ledger.plan([])
            ledger.record([])
            ledger.remember("Clients", {})
            ledger.note({})
            assert ledger.entries() == []

    def test_what_is_forgotten_leaves_keys_and_ids_and_not_a_word(self, open_one: OpenLedger) -> None:
        gone = replace(LETTER, state="sent", reason="550 <priya@example.com>: no such user")
        with open_one("practice") as ledger, open_one("another") as other:
            for one in (ledger, other):
                one.record([gone, OTHER])
                one.remember("Clients", {"k7q2m9x3": ("Priya Nair", "priya@example.com"), "m2n4p6q8": ("Marcus", "")})
                one.note({"names before": "Priya Berg", "last run": "2026-11-22"})
            ledger.forget([LETTER.key, "unknown"], {"Clients": ["k7q2m9x3", "unknown"]}, {"names before": ""})
            assert ledger.entries() == [replace(gone, to="", client="", subject="", reason=""), OTHER]
            assert ledger.words("Clients") == {"k7q2m9x3": (), "m2n4p6q8": ("Marcus", "")}
            assert (ledger.fact("names before"), ledger.fact("last run")) == ("", "2026-11-22")
            assert other.entries() == [gone, OTHER] and other.fact("names before") == "Priya Berg"
            assert other.words("Clients")["k7q2m9x3"] == ("Priya Nair", "priya@example.com")

    @pytest.mark.parametrize("state", STUCK)
    def test_a_forgotten_letter_never_goes_again(self, open_one: OpenLedger, state: str) -> None:
        with open_one("practice") as ledger:
            ledger.record([replace(LETTER, state=state)])
            ledger.forget([LETTER.key], {}, {})
            ledger.plan([LETTER])
            assert not ledger.claim(LETTER.key, NOON)
            assert [(entry.key, entry.state, entry.to) for entry in ledger.entries()] == [(LETTER.key, state, "")]

    def test_forgetting_twice_is_forgetting_once(self, open_one: OpenLedger) -> None:
        with open_one("practice") as ledger:
            ledger.record([replace(LETTER, state="sent")])
            for _ in range(2):
                ledger.forget([LETTER.key], {"Clients": ["k7q2m9x3"]}, {"forgotten": "{}"})
                found = ledger.entries(), ledger.words("Clients"), ledger.fact("forgotten")
            ledger.forget([], {}, {})
            assert found == (ledger.entries(), ledger.words("Clients"), ledger.fact("forgotten"))


KEYS = st.sampled_from(["a", "b"])


class Histories(RuleBasedStateMachine):
    """Two runs plan, claim and settle in any order, and are opened again, as after a crash.

    A subclass says how a rival opens a workbook that nobody else knows.
    """

    open_rival: ClassVar[OpenLedger]
    numbers = count()

    def __init__(self) -> None:
        super().__init__()
        workbook = f"practice{next(self.numbers)}"
        self.runs = [type(self).open_rival(workbook).__enter__() for _ in range(2)]
        self.states: dict[str, str] = {}
        self.claimed: set[str] = set()

    @rule(run=st.integers(0, 1), keys=st.sets(KEYS))
    def plan(self, run: int, keys: set[str]) -> None:
        self.runs[run].plan([replace(LETTER, key=key) for key in sorted(keys)])
        for key in keys:
            if self.states.get(key, "planned") in FREE:
                self.states[key] = "planned"

    @rule(run=st.integers(0, 1), key=KEYS)
    def claim(self, run: int, key: str) -> None:
        won = self.runs[run].claim(key, NOON)
        assert won == (self.states.get(key) == "planned")
        if won:
            assert key not in self.claimed, "two claims won, and nothing said in between that it did not go"
            self.claimed.add(key)
            self.states[key] = "sending"

    @precondition(lambda self: self.states)
    @rule(run=st.integers(0, 1), key=KEYS, state=st.sampled_from(["sent", "failed", "in doubt", "not sent", "bounced"]))
    def settle(self, run: int, key: str, state: str) -> None:
        if key not in self.states:
            return
        self.runs[run].settle(key, state, NOON)
        self.states[key] = state
        if state in ("failed", "not sent"):
            self.claimed.discard(key)

    @rule(run=st.integers(0, 1), key=KEYS, state=st.sampled_from(["sent", "sending", "in doubt"]))
    def rebuild(self, run: int, key: str, state: str) -> None:
        self.runs[run].record([replace(LETTER, key=key, state=state)])
        self.states.setdefault(key, state)

    @rule(run=st.integers(0, 1))
    def open_again(self, run: int) -> None:
        self.runs[run].__exit__()
        self.runs[run].__enter__()

    @invariant()
    def both_runs_see_the_same(self) -> None:
        for ledger in self.runs:
            assert {entry.key: entry.state for entry in ledger.entries()} == self.states

    def teardown(self) -> None:
        for ledger in self.runs:
            ledger.__exit__()


def walk(open_rival: OpenLedger, histories: int) -> None:
    """No history of two runs claims a letter twice."""

    class Walk(Histories):
        pass

    Walk.open_rival = staticmethod(open_rival)
    run_state_machine_as_test(Walk, settings=settings(max_examples=histories, stateful_step_count=25, deadline=None))
