"""Random coaches, random faults: nothing of the coach's is written, and what says 0 has put every cell in its row."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from sync.workbook.google import GoogleWorkbook
from tests.google_coach import GENTLE, ROUGH, Deed
from tests.google_night import Night, night
from tests.google_watch import Watch, names_and_ids, still_to_write
from tests.practice_files import Outcome, keys
from tests.servers.sheets import SheetsServer
from tests.servers.sheets.log import Change
from tests.servers.smtp import MailServer

SOAK = "COACHSHEET_SOAK" in os.environ
HISTORIES = int(os.environ.get("COACHSHEET_SOAK_EXAMPLES", "1000"))
MOST_CALLS = 10

NUMBERS = st.integers(0, 60)
GENTLY = st.builds(Deed, st.sampled_from([deed.__name__ for deed in GENTLE]), NUMBERS, NUMBERS, NUMBERS)
ROUGHLY = st.builds(Deed, st.sampled_from([deed.__name__ for deed in ROUGH]), NUMBERS, NUMBERS, NUMBERS)
FAULTS: list[tuple[str | int, dict[str, Any]]] = [
    (429, {}), (429, {"retry_after": "30"}), (429, {"times": 3}), (500, {}), (503, {}), (503, {"applied": True}),
    (504, {"applied": True}), (503, {"times": 4}), ("html", {}), ("html", {"applied": True}), ("truncated", {}),
    ("cut", {}), ("reset", {}), ("reset", {"applied": True}), ("late", {}), ("late", {"delay": 2}), ("expire", {}),
]  # fmt: skip
WHEN = st.tuples(st.integers(1, MOST_CALLS), st.sampled_from(["before", "after"]))


def is_log(change: Change) -> bool:
    """A row that no rule reads needs no second look; nor does a fresh column's header."""
    return change.tab == "Sync log" or change.row == 1


class Histories(RuleBasedStateMachine):
    """One practice, its coach, its nights."""

    mail: MailServer
    walked: ClassVar[Counter[str]] = Counter()

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.server = SheetsServer()
        self.server.__enter__()
        self.mail.accepted.clear()
        self.practice: Night = night(self.server, Path(self.folder.name), self.mail)
        self.watch = Watch(self.practice.book)
        self.now = datetime.fromisoformat("2026-11-23T08:00+01:00")
        self.known: dict[tuple[str, str], str] = {}
        self.acted: list[tuple[int, bool]] = []
        self.seen = 0

    @rule(deeds=st.lists(GENTLY, min_size=1, max_size=3))
    def the_coach_works(self, deeds: list[Deed]) -> None:
        for deed in deeds:
            deed.do(self.server.coach)

    @rule(deed=ROUGHLY, repented=st.sampled_from([True, True, False]))
    def the_coach_rearranges(self, deed: Deed, repented: bool) -> None:
        deed.do(self.server.coach)
        if repented:
            Deed("undo").do(self.server.coach)

    @rule(
        job=st.sampled_from(["nightly", "nightly", "nightly", "sync", "letters"]),
        hours=st.sampled_from([1, 24]),
        deeds=st.lists(st.tuples(WHEN, GENTLY), max_size=4),
        rough=st.lists(st.tuples(WHEN, ROUGHLY), max_size=1),
        faults=st.lists(st.tuples(st.integers(1, MOST_CALLS), st.sampled_from(range(len(FAULTS)))), max_size=2),
    )
    def a_run_is_disturbed(self, job: str, hours: int, deeds: Any, rough: Any, faults: Any) -> None:
        first = self.server.next_call - 1
        for (call, moment), deed in [*deeds, *rough]:
            self._plan(first + call, moment, deed)
        for call, fault in faults:
            way, rest = FAULTS[fault]
            self.server.faults.add(way, call=first + call, **{"times": 1, **rest})
        self._run(job, hours)

    def _plan(self, call: int, moment: str, deed: Deed) -> None:
        plan = self.server.coach.before if moment == "before" else self.server.coach.after

        def act(coach: Any) -> None:
            self.watch.look()
            length = len(self.practice.book.log)
            deed.do(coach)
            self.watch.look()
            if len(self.practice.book.log) > length:
                self.acted.append((call, moment == "after"))

        plan(act, call=call)

    def _run(self, job: str, hours: int) -> Outcome:
        self.now += timedelta(hours=hours)
        self.acted.clear()
        self.watch.start()
        writes, length, titles = self.server.writes(), len(self.practice.book.log), self.practice.titles()
        with pytest.MonkeyPatch.context() as patch:
            self._note_readings(patch)
            outcome = self.practice.run(self.now.isoformat(), job)
        self.watch.look()
        self.server.faults.clear()
        self.server.coach.plans.clear()
        self.walked["runs"] += 1
        self.walked[f"exit {outcome.status}"] += 1
        assert outcome.status in (0, 1, 3), outcome
        assert outcome.status == 0 or outcome.json["problems"], "no sentence"
        self.watch.judge()
        self._letters_went_once()
        if outcome.status == 0:
            first = next((one.call for one in self.practice.book.log.by_api(length, "value") if not is_log(one)), 0)
            assert self.seen > first or not first, "what was written was not looked at"
        unseen = self._acted_unseen() or not set(titles) <= set(self.practice.titles())  # the check reads no titles
        if outcome.status == 0 and not unseen and self.server.writes() > writes:
            self._every_cell_stands()
        return outcome

    def _note_readings(self, patch: pytest.MonkeyPatch) -> None:
        for name in ("read", "check"):
            plain = getattr(GoogleWorkbook, name)

            def noted(workbook: GoogleWorkbook, *args: Any, plain: Any = plain) -> Any:
                found = plain(workbook, *args)
                if found is not None:
                    self.seen = len(self.server.calls)
                return found

            patch.setattr(GoogleWorkbook, name, noted)

    def _acted_unseen(self) -> bool:
        """Whether something happened after the run's last look at the sheet."""
        return bool(self.server.belated) or any(call + after > self.seen for call, after in self.acted)

    def _letters_went_once(self) -> None:
        went = Counter(keys(self.mail.accepted))
        assert not went or max(went.values()) == 1, went
        pairs = zip(self.mail.accepted, went, strict=True)
        to = Counter((one.recipient, key[-10:]) for one, key in pairs if not key.endswith("-rehearsal"))
        assert not to or max(to.values()) == 1, to

    def _every_cell_stands(self) -> None:
        self.walked["checked"] += 1
        _, changes = still_to_write(self.practice.book, self.practice.settings, self.now)
        assert not changes, changes
        found = names_and_ids(self.practice.book)
        moved = {words: (id_, found[words]) for words, id_ in self.known.items() if found.get(words, id_) != id_}
        assert not moved, moved
        assert len(set(found.values())) == len(found)
        self.known |= found

    def teardown(self) -> None:
        """Nobody disturbs any more: two runs later all is as it should be, where the tabs have their headers."""
        if not hasattr(self, "practice"):
            return
        try:
            if self._run("nightly", 1).status:
                layouts, _ = still_to_write(self.practice.book, self.practice.settings, self.now)
                last = self._run("nightly", 1)
                assert last.status == 0 or layouts.problems or "Stopped" in str(last.json["problems"]), last
        finally:
            self.walked["histories"] += 1
            self.server.__exit__(None, None, None)
            self.folder.cleanup()


def walk(histories: int, steps: int) -> Counter[str]:
    with MailServer() as mail:
        Histories.mail = mail
        Histories.walked = Counter()
        budget = settings(max_examples=histories, stateful_step_count=steps, deadline=None)
        run_state_machine_as_test(Histories, settings=budget)
    return Histories.walked


def test_whatever_the_coach_and_the_net_do_no_cell_of_hers_is_written_and_ours_stand_in_their_rows() -> None:
    walked = walk(16, 4)
    assert walked["checked"], walked


@pytest.mark.soak
@pytest.mark.skipif(not SOAK, reason="long: make soak")
def test_the_same_over_long_histories() -> None:
    walked = walk(HISTORIES, 12)
    print(dict(walked))
    assert walked["checked"] > HISTORIES // 2, walked
