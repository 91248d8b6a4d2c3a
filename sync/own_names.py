"""The names that a coach's own words may use, section by section: the shape of what each section says. No rule here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

TEXT, NUMBER, FLAG = "a text", "a number", "yes or no"

Shape = str | Sequence["Shape"] | Mapping[str, "Shape"]
"""A single value (one of the above), a list (a sequence of one shape), or something with names of its own."""

EVERYWHERE: Mapping[str, Shape] = {"name": TEXT, "coach": TEXT, "practice": TEXT}
"""What every section is given: what the client is called, her coach, the practice."""

LONGEST_SUBJECT = 38
"""Characters of a subject (contract, section 4): what the lock screen of a phone shows."""

_THING = {"words": TEXT, "date": TEXT}
_NUMBERED = {**_THING, "number": NUMBER}
_DECIDED: Mapping[str, Shape] = {"add": [TEXT], "speaks": TEXT, "answers": [{"shown": TEXT}]}
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
    "session": {
        "sessions": [
            {
                "kind": TEXT, "when": TEXT, "mine": TEXT, "medium": TEXT, "calls": TEXT, "how": TEXT, "minutes": NUMBER,
                "before": TEXT, "ask": FLAG, "agenda": [TEXT], "until": TEXT,
            }
        ],
        "open": [{**_NUMBERED, "past": FLAG}], "open_more": NUMBER, "more": NUMBER,
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
    "payment": {
        "payments": [{"kind": TEXT, "sum": TEXT, "date": TEXT}], "more": NUMBER, "soon": FLAG, "past": FLAG,
    },
    "recommit": {
        **_DECIDED, "goal": TEXT, "definition": TEXT, "agreement": TEXT, "mine": [_THING], "more": NUMBER,
    },
    "look back": {**_DECIDED, "since": TEXT, "both": FLAG, "told": FLAG},
    "fresh start": {**_DECIDED, "choice": TEXT, "things": [_NUMBERED], "more": NUMBER, "total": NUMBER},
    "last review": {**_DECIDED, "smaller": FLAG},
    "part ways": {
        **_DECIDED, "choice": TEXT, "refer_to": TEXT, "until": TEXT, "done": [_THING], "done_more": NUMBER,
    },
    "reopen": {**_DECIDED, "until": TEXT, "ended": TEXT},
}  # fmt: skip
"""Section -> its names, as templates/README.md explains them. What is not named here, own words are not given:
nothing of other clients (guarantee 9)."""

_PRACTICE: Mapping[str, Shape] = {
    "sessions": TEXT, "calls": TEXT, "notice": TEXT, "coach_notice": TEXT, "between": [TEXT], "fee": TEXT,
    "payment": [TEXT], "check_ins": TEXT,
}  # fmt: skip
PACKET = (
    "expect", "goal", "sessions", "changes", "between", "fees", "deadlines", "check-ins", "emails", "first", "answers",
)  # fmt: skip
"""The chapters of the welcome packet, in its order."""
HANDBOOK = (
    "glance", "sessions", "changes", "between", "fees", "check-ins", "commitments", "stalls", "newcomers", "promises",
    "people", "software", "records", "safety", "rules",
)  # fmt: skip
"""The chapters of the handbook, in its order."""

_CLIENTS: Mapping[str, Shape] = {**_PRACTICE, "goal": TEXT, "definition": TEXT, "yours": [TEXT], "mine": [TEXT]}
PAPERS: Mapping[str, Mapping[str, Shape]] = {
    **{f"packet: {chapter}" if chapter else "packet": _CLIENTS for chapter in ("", *PACKET)},
    **{f"handbook: {chapter}" if chapter else "handbook": _PRACTICE for chapter in ("", *HANDBOOK)},
}
"""Paper, or a chapter of it -> its names. Own words for a whole paper stand at its beginning."""

NAMES: Mapping[str, Mapping[str, Shape]] = {**SECTIONS, **PAPERS}
"""Everything that a row of Templates may be called."""


def of_body(section: str) -> Mapping[str, Shape]:
    """What the Body of that section, paper or chapter may use."""
    return {**EVERYWHERE, **NAMES[section]}


def of_subject(section: str) -> Mapping[str, Shape]:
    """What its Subject may use. A letter's is read by others on a lock screen, so there it is counts, and never a
    commitment's words or a sum; a paper's is a heading."""
    if section in PAPERS:
        return of_body(section)
    return {**EVERYWHERE, **{name: shape for name, shape in SECTIONS[section].items() if shape in (NUMBER, FLAG)}}
