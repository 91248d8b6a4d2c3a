"""The letters of decisions that tests look at: a client whose work does not get on, and what her coach decided."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sync.policies import Policies
from sync.records import Client, Decision
from sync.rules.decided import letter_of
from sync.rules.standing import ClientDay
from tests import cast
from tests.cast import commitment, day_of, on, reply, row, rules, standing

TOLD = on(-30)
_KNOWN = {"goal": "Ten paying clients by spring", "progress_words": "Three calls a week without dread"}


def decision(client: Client, step: str, **rest: Any) -> Decision:
    """Send, in a row of that step."""
    place = row("Decisions", "d4k7x2q9")
    return Decision(place, client, client.name, step, on(-1), **{"decision": "Send", **rest})


def day(step: str, client: Client | None = None, *, smaller: bool = False, **rest: Any) -> ClientDay:
    """Two open, one moved, two done of the client's; one kept and one open of the coach's; a session on Wednesday."""
    whose = client or cast.priya(**_KNOWN, agreement=on(-38))
    decided = letter_of(decision(whose, step, **rest), smaller)
    made = day_of(
        whose,
        standing(commitment(whose, "b1aaaaaa", "Call five leads", on(-20)), told_on=TOLD),
        standing(commitment(whose, "b2aaaaaa", "Record three reels", on(-6)), told_on=TOLD),
        standing(commitment(whose, "b3aaaaaa", "Send the proposal", on(-18)), told_on=TOLD, closed_on=on(-18)),
        standing(commitment(whose, "b4aaaaaa", "Clear the desk", on(-12)), told_on=TOLD, closed_on=on(-10), kept=False),
        standing(commitment(whose, "b5aaaaaa", "The pricing worksheet", on(-9), owner="Coach"), told_on=TOLD),
        standing(commitment(whose, "b6aaaaaa", "Ask Kim about the venue", on(-14), owner="Coach"), told_on=TOLD,
                 closed_on=on(-14)),
        heard=[reply(whose, "r1aaaaaa", on(-8), rating=4, stuck="No leads left").answer],
    )  # fmt: skip
    return replace(made, step=decided, speaks_on=on(2), looks_from=on(-52))


def bare(step: str, client: Client | None = None, **rest: Any) -> ClientDay:
    """Nothing but the name and the row: no goal, no agreement, no session, nothing done."""
    whose = client or cast.priya()
    made = day_of(whose, standing(commitment(whose, "b1aaaaaa", "Call five leads", on(-6)), told_on=TOLD))
    return replace(made, step=letter_of(decision(whose, step, **rest)), looks_from=on(-30))


def worst(step: str, **rest: Any) -> ClientDay:
    """Cells that look like templates, markup, headers and formulas, and words from right to left."""
    said = "{{ 7*7 }} <script>alert('x')</script> & =1+1\r\nBcc: x@y.example\u202e turned לכתוב (3)"
    whose = cast.noa(goal=said, progress_words=said * 400)
    made = day_of(whose, standing(commitment(whose, "b1aaaaaa", said, on(-6)), told_on=TOLD))
    done = standing(commitment(whose, "b2aaaaaa", said, on(-9)), told_on=TOLD, closed_on=on(-9))
    owed = standing(commitment(whose, "b3aaaaaa", said, on(-9), owner="Coach"), told_on=TOLD)
    made.standings += [done, owed]
    return replace(made, step=letter_of(decision(whose, step, add=said, refer_to=said, **rest)))


def _many_open() -> ClientDay:
    found = day("Fresh start", choice="Reinstate")
    more = [
        standing(commitment(found.client, f"c{n}aaaaaa", f"Small thing {n}", on(-30 - n)), told_on=TOLD)
        for n in range(1, 6)
    ]
    return replace(found, standings=[*found.standings, *more])


def _closed(stage: str, **rest: Any) -> Client:
    return cast.priya(stage=stage, **rest)


STEP_SCENES: dict[str, tuple[ClientDay, Policies]] = {
    "recommit": (day("Recommit", add="I thought of our first day.\nYou were sure then."), cast.POLICIES),
    "recommit-bare": (bare("Recommit"), rules(reply_address="", signature="")),
    "look-back": (day("Look back"), cast.POLICIES),
    "look-back-bare": (bare("Look back"), cast.POLICIES),
    "fresh-start-same": (day("Fresh start", choice="Reinstate"), cast.POLICIES),
    "fresh-start-same-many": (_many_open(), rules(reply_address="")),
    "fresh-start-smaller": (day("Fresh start", choice="New goal"), cast.POLICIES),
    "last-review": (day("Last review", smaller=True), cast.POLICIES),
    "last-review-bare": (bare("Last review"), cast.POLICIES),
    "part-ways-refer": (day("Recommit", choice="Refer", refer_to="Kim Sato"), cast.POLICIES),
    "part-ways-pause": (day("Part ways", _closed("Paused", pause_until=on(98)), choice="Pause"), cast.POLICIES),
    "part-ways-end": (day("Part ways", choice="End"), cast.POLICIES),
    "part-ways-bare": (bare("Part ways", choice="Pause"), cast.POLICIES),
    "reopen-pause": (bare("Reopen", _closed("Paused", pause_until=on(-1))), cast.POLICIES),
    "reopen-end": (bare("Reopen", _closed("Ended", ended_on=on(-90))), cast.POLICIES),
    "worst-recommit": (worst("Recommit"), cast.POLICIES),
    "worst-part-ways": (worst("Part ways", choice="Refer"), cast.POLICIES),
}
