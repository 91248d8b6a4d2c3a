"""Weeks of nights: what a client is told, night after night, with missed nights, lost letters and moved deadlines."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jobs.letters.compose import verdict
from jobs.letters.letter import Letter
from sync.policies import Policies
from sync.records import Commitment, Sent
from sync.rules.standing import ClientDay, Standing
from tests import cast
from tests.cast import BERLIN, TODAY, commitment, habit, rules, sent, standing


@dataclass
class Row:
    """A commitment as the coach keeps it: the day it is typed, its deadlines day by day, the day it is closed."""

    commitment: Commitment
    typed: date
    moves: dict[date, date]
    closed_on: date | None
    moved_on: date | None = None

    def on(self, today: date) -> Standing | None:
        if today < self.typed:
            return None
        if today in self.moves:
            self.commitment.due, self.moved_on = self.moves[today], today - timedelta(days=1)
        closed = self.closed_on if self.closed_on and self.closed_on <= today else None
        return standing(self.commitment, today, closed_on=closed, moved_on=self.moved_on)


@dataclass
class Story:
    rows: list[Row]
    nights: list[tuple[int, str]]
    policies: Policies
    rehearsal: bool
    letters: list[tuple[Letter, Sent]] = field(default_factory=list)

    def play(self) -> None:
        """Night by night: compose, send or lose the letter, remember it."""
        priya = cast.priya(start_date=TODAY + timedelta(days=20))
        for place, (hour, fate) in enumerate(self.nights):
            today = TODAY + timedelta(days=place)
            standings = [found for row in self.rows if (found := row.on(today))]
            if fate == "missed":
                continue
            for _ in range(2):
                day = ClientDay(
                    priya, datetime(today.year, today.month, today.day, hour, tzinfo=BERLIN), standings,
                    [habit(priya, "h1aaaaaa", "Train")], [log for _, log in self.letters],
                    first_run=TODAY, rehearsal=self.rehearsal,
                )  # fmt: skip
                found = verdict(day, self.policies, priya.email)
                if found.goes and found.letter:
                    self.letters.append(
                        (found.letter, sent(priya, today, *found.letter.about, kinds=found.letter.kinds, state=fate))
                    )

    @property
    def gone(self) -> list[tuple[Letter, Sent]]:
        return [(letter, log) for letter, log in self.letters if log.counts]


days = st.integers(-3, 40).map(lambda away: TODAY + timedelta(days=away))
fates = st.sampled_from(["sent"] * 6 + ["in doubt", "failed", "missed", "missed"])


@st.composite
def stories(draw: st.DrawFn) -> Story:
    rows = [
        Row(
            commitment(cast.priya(), f"b{n}aaaaaa", "Word", draw(days),
                       owner=draw(st.sampled_from(["Client", "Client", "Coach"])),
                       quiet=draw(st.integers(0, 5)) == 0),
            draw(days), draw(st.dictionaries(days, days, max_size=2)), draw(st.none() | days),
        )
        for n in range(draw(st.integers(1, 7)))
    ]  # fmt: skip
    nights = draw(st.lists(st.tuples(st.sampled_from([8, 8, 8, 5]), fates), min_size=10, max_size=45))
    tiers = st.lists(st.integers(0, 9), max_size=3, unique=True).map(tuple)
    policies = rules(remind_before=draw(tiers), remind_after=draw(tiers), emails_a_week=draw(st.integers(0, 7)))
    return Story(rows, nights, policies, draw(st.booleans()))


@given(stories())
def test_over_weeks_nothing_is_said_twice_or_too_often(story: Story) -> None:
    story.play()
    dates = [log.date for _, log in story.gone]
    assert len(set(dates)) == len(dates), "two letters on one day"
    named = Counter(
        item for letter, _ in story.gone for item in letter.about if ":row" not in item and ":no" not in item
    )
    assert not [item for item, times in named.items() if times > 1]
    for place, (letter, log) in enumerate(story.gone):
        before = sum(1 for earlier in dates[:place] if earlier > log.date - timedelta(days=7))
        assert before < story.policies.emails_a_week or {"due", "welcome"} & set(letter.kinds)
        assert len(letter.subject) <= 38 and letter.preheader


@given(stories())
def test_nothing_is_reminded_that_was_not_told_on_an_earlier_day(story: Story) -> None:
    story.play()
    told: dict[str, date] = {}
    quiet = {row.commitment.id for row in story.rows if row.commitment.quiet or row.commitment.owner == "Coach"}
    for letter, log in story.gone:
        for item in letter.about:
            row_id, _, tier = item.partition(":")
            if "@" in tier:
                assert told[row_id] < log.date and row_id not in quiet
        for item in letter.about:
            if item.endswith(":agreed"):
                told[item.removesuffix(":agreed")] = log.date


@given(stories())
def test_every_reminder_is_of_a_tier_of_the_last_seven_days(story: Story) -> None:
    story.play()
    for letter, log in story.gone:
        reached: dict[str, list[date]] = {}
        for item in letter.about:
            row_id, _, tier = item.partition(":")
            if "@" in tier:
                name, _, due = tier.partition("@")
                away = int(name.removeprefix("before").removeprefix("after")) * (-1 if name.startswith("before") else 1)
                reached.setdefault(row_id, []).append(date.fromisoformat(due) + timedelta(days=away))
        for tiers in reached.values():
            assert max(tiers) <= log.date and max(tiers) > log.date - timedelta(days=7)
