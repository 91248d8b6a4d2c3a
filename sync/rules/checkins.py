"""The rhythm of check-ins: when the next one is, what a letter asks today, which request waits for its answer.

Contract, section 3 (Next check-in, Track) and section 4 (check-in, nudge).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from sync.policies import Policies
from sync.records import Answer, Client, Sent
from sync.rules.answers import day_of
from sync.rules.standing import ClientDay
from sync.schema import DAYS

MADE_UP_DAYS = 2
"""A check-in that missed its day goes once within so many days (contract, section 4)."""

IN_ADVANCE = timedelta(days=2)
"""An answer that came so long before a check-in date has answered it, but where the rhythm is Daily."""

NUDGE_DAYS = 7
"""For so many days a nudge that could not go on its day still makes sense, as a reminder does."""

_REQUEST, _NUDGE = "check-in:", "nudge:"


def rhythm(client: Client, policies: Policies) -> str:
    return client.check_ins or policies.check_ins


def pace(client: Client, policies: Policies, day: date) -> str:
    """The rhythm that holds on that day: at the start it is at least weekly."""
    how, start = rhythm(client, policies), client.start_date
    early = start is not None and (day - start).days < 7 * policies.onboarding_weeks
    return "Weekly" if early and how in ("Twice a month", "Monthly") else how


def next_check_in(client: Client, policies: Policies, today: date) -> date | None:
    """The next check-in date on or after today, never before Start date; None without a rhythm."""
    start = client.start_date
    day = max(today, start) if start else today
    if rhythm(client, policies) == "None":
        return None
    for _ in range(400):  # the longest way is a month and some days
        if is_check_in(client, policies, day):
            return day
        day += timedelta(days=1)
    return None


def is_check_in(client: Client, policies: Policies, day: date) -> bool:
    """Whether a date is one of the client's check-in dates."""
    if client.start_date and day < client.start_date:
        return False
    how = pace(client, policies, day)
    on_the_day = DAYS[day.weekday()] == (client.check_in_day or policies.check_in_day)
    if how == "Daily":
        return True
    if how == "Weekly":
        return on_the_day
    if how == "Twice a month":
        return day.day in (1, 15)
    return how == "Monthly" and on_the_day and day.day <= 7


def to_ask(day: ClientDay, policies: Policies) -> date | None:
    """The check-in date whose question a letter asks today; None where there is none, or it was asked or answered.

    Of dates whose night was missed the newest counts, and none before the workbook's first run.
    """
    lately = (day.today - timedelta(days=back) for back in range(MADE_UP_DAYS + 1))
    newest = next((one for one in lately if is_check_in(day.client, policies, one)), None)
    if newest is None or newest < (day.first_run or day.today) or newest in requests(day.sent):
        return None
    since = newest if pace(day.client, policies, newest) == "Daily" else newest - IN_ADVANCE
    told = (day_of(answer) for answer in day.heard if _tells(answer) and _to_this_mode(answer, day.rehearsal))
    return None if any(since <= heard <= day.today for heard in told) else newest


def to_nudge(day: ClientDay, policies: Policies) -> date | None:
    """The newest request (its check-in date) where one friendly line is due: unanswered, its grace days over."""
    asked = requests(day.sent)
    newest = max(asked, default=None)
    if newest is None or rhythm(day.client, policies) == "None" or to_ask(day, policies):
        return None
    start = day.client.start_date
    if (start and newest < start) or newest in _named(day.sent, _NUDGE):
        return None
    waited = (day.today - asked[newest]).days - policies.check_in_grace_days
    heard = _answered(newest, day.heard, day.rehearsal)
    return newest if 0 <= waited < NUDGE_DAYS and not heard else None


def unanswered(client: Client, sent: list[Sent], heard: list[Answer], policies: Policies, today: date) -> date | None:
    """The date of the newest check-in request to the client, where it has no answer past its grace days; else None."""
    asked = requests(letter for letter in sent if letter.client_id == client.id and not letter.rehearsal)
    newest = max(asked, default=None)
    if newest is None or (today - asked[newest]).days <= policies.check_in_grace_days:
        return None
    return None if _answered(newest, [one for one in heard if one.client is client], False) else newest


def request(day: date) -> str:
    """The About item that says: a letter asked the question of that check-in date."""
    return f"{_REQUEST}{day.isoformat()}"


def nudge(day: date) -> str:
    """The About item that says: a letter spoke once more of the request of that check-in date."""
    return f"{_NUDGE}{day.isoformat()}"


def requests(sent: Iterable[Sent]) -> dict[date, date]:
    """Check-in date -> the client's date of the letter that asked, among letters that went or may have gone."""
    return _named(sent, _REQUEST)


def _named(sent: Iterable[Sent], what: str) -> dict[date, date]:
    found: dict[date, date] = {}
    for letter in sent:
        for item in letter.about if letter.counts else ():
            if item.startswith(what) and (day := _day(item.removeprefix(what))):
                found[day] = min(letter.date, found.get(day, letter.date))
    return found


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _tells(answer: Answer) -> bool:
    """Whether it says what a check-in asks for."""
    return answer.rating is not None or bool(answer.wins or answer.stuck or answer.help_wanted)


def _answered(since: date, heard: Iterable[Answer], rehearsal: bool) -> bool:
    """Whether the client was heard since: a word of any kind is an answer."""
    return any(day_of(answer) >= since for answer in heard if _to_this_mode(answer, rehearsal))


def _to_this_mode(answer: Answer, rehearsal: bool) -> bool:
    """What answers a rehearsal's letter answers nothing that the client was asked, nor the other way round."""
    return not answer.letter or answer.letter.endswith("-rehearsal") == rehearsal
