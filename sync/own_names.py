"""The names that a coach's own words may use, section by section: the shape of what each section says. No rule here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

TEXT, NUMBER, FLAG = "a text", "a number", "yes or no"

Shape = str | Sequence["Shape"] | Mapping[str, "Shape"]
"""A single value (one of the above), a list (a sequence of one shape), or something with names of its own."""

EVERYWHERE: Mapping[str, Shape] = {"name": TEXT, "coach": TEXT, "practice": TEXT}
"""What every section is given: what the client is called, her coach, the practice."""

_THING = {"words": TEXT, "date": TEXT}
_NUMBERED = {**_THING, "number": NUMBER}
_NOTED = {"kind": TEXT, "words": TEXT, "figure": TEXT, "more": TEXT}

SECTIONS: Mapping[str, Mapping[str, Shape]] = {
    "receipt": {"noted": [_NOTED], "kept": [_NOTED], "unclear": [TEXT]},
    "welcome": {
        "sessions": TEXT, "calls": TEXT, "notice": TEXT, "coach_notice": TEXT, "between": [TEXT], "fee": TEXT,
        "payment": [TEXT], "check_ins": TEXT, "definition": TEXT, "yours": _THING, "mine": _THING,
    },
    "celebrate": {
        "things": [{**_THING, "manner": TEXT, "noted": FLAG}], "more": NUMBER, "any_after": FLAG, "row": TEXT,
        "counting": FLAG, "rewards": [TEXT],
    },
    "agreed": {
        "yours": [{**_NUMBERED, "measure": TEXT, "goal": TEXT}],
        "mine": [{**_THING, "measure": TEXT, "goal": TEXT}],
        "habits": [{"words": TEXT, "often": TEXT, "since": TEXT, "until": TEXT}],
        "total": NUMBER,
    },
    "due": {
        "groups": [{"kind": TEXT, "things": [{**_NUMBERED, "asked": TEXT, "stuck": FLAG}], "day": TEXT, "waited": TEXT,
                    "told": FLAG}],
        "more": NUMBER,
        "total": NUMBER,
    },
    "coach's promises": {"things": [{**_THING, "past": FLAG}], "more": NUMBER, "total": NUMBER},
    "check-in": {
        "definition": TEXT, "form": TEXT, "week": TEXT, "first": TEXT, "last": TEXT, "more": NUMBER,
        "habits": [{"words": TEXT, "often": TEXT, "number": NUMBER, "times": NUMBER}],
    },
    "nudge": {"definition": TEXT, "form": TEXT},
    "review": {
        "definition": TEXT, "first_review": FLAG, "ratings": [{"date": TEXT, "rating": NUMBER}], "done": [_THING],
        "done_more": NUMBER, "open": [_NUMBERED], "open_more": NUMBER, "since": TEXT,
    },
    "group": {"group": TEXT, "yours": NUMBER, "total": NUMBER},
}  # fmt: skip
"""Section -> its names, as templates/README.md explains them. What is not named here, own words are not given:
nothing of other clients (guarantee 9)."""
