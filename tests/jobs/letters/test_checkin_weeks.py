"""Ten weeks of check-ins: nights missed, letters lost, answers, pauses; each night read against a plain account."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random

from hypothesis import event, given
from hypothesis import strategies as st

from jobs.letters.compose import verdict
from jobs.letters.letter import Letter
from sync.policies import Policies
from sync.records import Answer, Client, Sent
from sync.rules.standing import ClientDay
from sync.schema import DAYS
from tests import cast
from tests.cast import BERLIN, TODAY, commitment, habit, on, rules, sent, standing

NIGHTS = 70


@dataclass
class Night:
    """`fate` is what becomes of a letter, or of the night; `says` is what she says at noon, if anything."""

    hour: int
    fate: str
    says: str
    paused: bool
    due: bool


@dataclass
class Weeks:
    client: Client
    policies: Policies
    nights: list[Night]
    rehearsal: bool
    mail: list[Sent] = field(default_factory=list)
    heard: list[Answer] = field(default_factory=list)
    letters: list[tuple[date, Letter, list[Answer]]] = field(default_factory=list)
    silent: list[tuple[date, list[Sent], list[Answer]]] = field(default_factory=list)
    """Nights on which a letter could have gone and none did, with what was known then."""

    def play(self) -> None:
        for place, night in enumerate(self.nights):
            today = on(place)
            for hour in (night.hour, night.hour + 3):
                if night.fate != "missed":
                    self.one_run(today, hour, night)
            if night.says:
                self.heard.append(cast.answer(self.client, today, **{night.says: 7 if night.says == "rating" else "x"}))

    def one_run(self, today: date, hour: int, night: Night) -> None:
        client = replace(self.client, stage="Paused" if night.paused else "Active")
        due = standing(commitment(client, f"b{today:%m%d}aaaa", "Call", today), today, told_on=on(-9))
        day = ClientDay(
            client, datetime(today.year, today.month, today.day, hour, tzinfo=BERLIN), [due] if night.due else [],
            [habit(client, "h1aaaaaa", "Train")], list(self.mail), first_run=TODAY, rehearsal=self.rehearsal,
            heard=list(self.heard),
        )  # fmt: skip
        found = verdict(day, self.policies, client.email)
        known = [one for one in self.mail if one.counts], list(self.heard)
        if found.goes and found.letter:
            log = sent(client, today, *found.letter.about, kinds=found.letter.kinds, state=night.fate)
            if log.counts:
                self.letters.append((today, found.letter, known[1]))
            self.mail.append(log)
        elif not night.paused and 7 <= hour < 20 and all(one.date < today for one in known[0]):
            if sum(one.date > today - timedelta(days=7) for one in known[0]) < self.policies.emails_a_week:
                self.silent.append((today, *known))

    # the plain account

    def is_date(self, day: date) -> bool:
        start, how = self.client.start_date, self.client.check_ins
        if how == "None" or day < TODAY or (start and day < start):
            return False
        early = start and day < start + timedelta(weeks=self.policies.onboarding_weeks)
        weekly = DAYS[day.weekday()] == (self.client.check_in_day or "Monday")
        if how == "Daily":
            return True
        if how == "Weekly" or early:
            return weekly
        return day.day in (1, 15) if how == "Twice a month" else weekly and day.day <= 7

    def to_ask(self, today: date, asked: list[date], heard: list[Answer]) -> date | None:
        for day in (today, today - timedelta(days=1), today - timedelta(days=2)):
            if self.is_date(day):
                since = day if self.client.check_ins == "Daily" else day - timedelta(days=2)
                told = any(one.rating or one.wins for one in heard if since <= one.when.date() <= today)  # type: ignore[union-attr]
                return None if day in asked or told else day
        return None

    def to_nudge(self, today: date, asked: dict[date, date], nudged: list[date], heard: list[Answer]) -> list[date]:
        if not asked or self.client.check_ins == "None" or self.to_ask(today, list(asked), heard):
            return []
        newest, start = max(asked), self.client.start_date
        waited = (today - asked[newest]).days - self.policies.check_in_grace_days
        quiet = all(one.when.date() < newest for one in heard)  # type: ignore[union-attr]
        goes = quiet and 0 <= waited < 7 and newest not in nudged and not (start and newest < start)
        return [newest] if goes else []


def dates(about: tuple[str, ...], what: str) -> list[date]:
    return [date.fromisoformat(item.removeprefix(what)) for item in about if item.startswith(what)]


def a_night(chance: Random, talkative: float) -> Night:
    return Night(
        hour=chance.choice([8, 8, 8, 8, 5, 18]),
        fate=chance.choice(["sent"] * 7 + ["in doubt", "failed", "missed", "missed"]),
        says=chance.choice(["rating", "wins", "words"]) if chance.random() < talkative else "",
        paused=chance.random() < 0.05,
        due=chance.random() < 0.2,
    )


@st.composite
def weeks(draw: st.DrawFn) -> Weeks:
    chance = Random(draw(st.integers(0, 2**32)))
    client = cast.priya(
        check_ins=draw(st.sampled_from(["Weekly", "Twice a month", "Monthly", "Daily", "None"])),
        check_in_day=draw(st.sampled_from(["", *DAYS])),
        start_date=draw(st.none() | st.integers(-40, 40).map(on)),
        emails=draw(st.sampled_from(["All", "Essential"])),
    )
    policies = rules(
        check_in_grace_days=draw(st.sampled_from([3, 0, 1, 5, 9])),
        onboarding_weeks=draw(st.integers(0, 5)),
        emails_a_week=draw(st.sampled_from([4, 1, 2, 7])),
    )
    talkative = draw(st.sampled_from([0.03, 0.0, 0.15]))
    return Weeks(client, policies, [a_night(chance, talkative) for _ in range(NIGHTS)], draw(st.booleans()))


@given(weeks())
def test_over_ten_weeks_each_question_is_asked_once_and_only_where_it_should(walk: Weeks) -> None:
    walk.play()
    asked: dict[date, date] = {}
    nudged: list[date] = []
    habits: list[str] = []
    for today, letter, heard in walk.letters:
        if "welcome" in letter.kinds:
            assert letter.kinds == ("welcome",)
            continue
        ask, nudge = dates(letter.about, "check-in:"), dates(letter.about, "nudge:")
        wanted = walk.to_ask(today, list(asked), heard)
        assert ask == ([wanted] if wanted else []), today
        assert nudge == walk.to_nudge(today, asked, nudged, heard), today
        assert not (ask and nudge)
        asked |= dict.fromkeys(ask, today)
        nudged += nudge
        habits += [item for item in letter.about if ":week" in item]
    assert len(set(nudged)) == len(nudged) and len(set(habits)) == len(habits)
    for today, mail, heard in walk.silent:
        known = {day: one.date for one in mail for day in dates(one.about, "check-in:")}
        before = [day for one in mail for day in dates(one.about, "nudge:")]
        assert walk.to_ask(today, list(known), heard) is None, today
        assert walk.to_nudge(today, known, before, heard) == [], today
    event(f"{min(len(nudged), 3)} nudges, {min(len(asked) // 3, 3)} times three questions")
