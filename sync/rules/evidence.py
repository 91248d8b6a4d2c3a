"""What the record holds of a client's last weeks, in plain neutral words: what a decision of the ladder rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sync import cells
from sync.policies import Policies
from sync.rules.progress import Window
from sync.rules.standing import Standing

SHOWN = 5
LONGEST = 2000
"""Characters of a cell; all of it can be read in the sheet."""

_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True, slots=True)
class Seen:
    """What is looked at: the window over the client's own, the coach's promises to the client, the sessions' dates
    with their Outcome, and the client's own ratings with their dates, both oldest first."""

    window: Window
    coachs: list[Standing]
    sessions: list[tuple[date, str]]
    ratings: list[tuple[date, int]]


def evidence(seen: Seen, policies: Policies) -> str:
    """`1 of 6 done in the last 3 sessions, 2 Oct – 30 Oct. Done: … Open: …`, the weaker side of the two first."""
    window = seen.window
    theirs = f"{_count(window.resolved)} done {_span(seen, policies)}. {_side(window.resolved)}"
    own = [s for s in seen.coachs if s.resolved and s.commitment.due and _within(window, s.commitment.due)]
    sides = [theirs]
    if own:
        mine = f"Your own to them: {_count(own)} done. {_side(own)}"
        sides = [mine, theirs] if _share(own) < _share(window.resolved) else [theirs, mine]
    return cells.plain(" ".join([*sides, *_sessions(seen), *_ratings(seen)]), LONGEST)


def _within(window: Window, day: date) -> bool:
    return window.first <= day <= window.today


def _span(seen: Seen, policies: Policies) -> str:
    window = seen.window
    held = sum(_within(window, day) for day, outcome in seen.sessions if outcome in ("Attended", "Late", "No-show"))
    last = f"in the last {held} sessions, " if held >= policies.ladder_sessions else ""
    return f"{last}{cells.short_date(window.first)} – {cells.short_date(window.today)}"


def _share(standings: list[Standing]) -> float:
    return sum(s.closed for s in standings) / len(standings)


def _count(standings: list[Standing]) -> str:
    return f"{sum(s.closed for s in standings)} of {len(standings)}"


def _side(standings: list[Standing]) -> str:
    """Items by date, then in sheet order (contract, section 4)."""
    in_order = sorted(standings, key=lambda s: (s.commitment.due or date.min, s.commitment.row.number))
    done = [_item(s) for s in in_order if s.closed]
    not_done = [_item(s) for s in in_order if not s.closed]
    parts = [f"{name}: {_listed(items)}." for name, items in (("Done", done), ("Open", not_done)) if items]
    return " ".join(parts)


def _listed(items: list[str]) -> str:
    more = f" and {len(items) - SHOWN} more" if len(items) > SHOWN else ""
    return ", ".join(items[:SHOWN]) + more


def _item(standing: Standing) -> str:
    """`"Call five leads" (9 Oct, told 2 Oct, moved 5 Oct, two days after the date)`."""
    due = standing.commitment.due
    assert due
    facts = [cells.short_date(due)]
    if standing.told_on:
        facts.append(f"told {cells.short_date(standing.told_on)}")
    if standing.moved:
        was = standing.first_due
        first = f" from {cells.short_date(was)}" if was and was != due else ""
        facts.append(f"moved{f' {cells.short_date(standing.moved_on)}' if standing.moved_on else ''}{first}")
    after = (standing.closed_on - due).days if standing.closed and standing.closed_on else 0
    if after > 0:
        facts.append(f"{_number(after)} {'day' if after == 1 else 'days'} after the date")
    return f'"{cells.plain(standing.commitment.words, 60)}" ({", ".join(facts)})'


def _number(count: int) -> str:
    return _NUMBERS[count - 1] if count <= len(_NUMBERS) else str(count)


def _sessions(seen: Seen) -> list[str]:
    """`Sessions: 2 held, 1 No-show (16 Oct).`; none in the window: nothing."""
    within = [(day, outcome) for day, outcome in seen.sessions if _within(seen.window, day)]
    held = sum(outcome in ("Attended", "Late") for _, outcome in within)
    parts = [f"{held} held"] if held else []
    for outcome in ("No-show", "Cancelled by client", "Cancelled by coach"):
        days = [cells.short_date(day) for day, how in within if how == outcome]
        if days:
            word = outcome if outcome == "No-show" else outcome.lower()
            parts.append(f"{len(days)} {word} ({_listed(days)})")
    return [f"Sessions: {', '.join(parts)}."] if parts else []


def _ratings(seen: Seen) -> list[str]:
    """`Own ratings: 6 (5 Oct), 4 (26 Oct).`, the newest five."""
    within = [(day, rating) for day, rating in seen.ratings if _within(seen.window, day)]
    return [f"Own ratings: {_rated(within[-SHOWN:])}."] if within else []


def _rated(ratings: Iterable[tuple[date, int]]) -> str:
    return ", ".join(f"{rating} ({cells.short_date(day)})" for day, rating in ratings)
