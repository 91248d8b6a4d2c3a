"""A coach, her clients, and a Tuesday on which everything that a digest can say is so. Nobody here is real."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from email.message import EmailMessage
from typing import Any

from jobs.digest.compose import choose
from jobs.letters.letter import Letter
from jobs.letters.render import html_part, text_part
from sync.records import Sent
from tests.practice import Book, Rows, answers, at, book, on

ANA: dict[str, Any] = {"Coach": "Ana Coach", "Email": "ana@strongstart.example"}
BEN: dict[str, Any] = {"Coach": "Ben Hart", "Email": "ben@strongstart.example"}
SENDER = "Strong Start <practice@strongstart.example>"
TUESDAY = at(1)
"""At eight, UTC."""
SHEET = "https://docs.google.com/spreadsheets/d/KEY/edit#gid=7"
RULES: dict[str, Any] = {"Check-ins": "None", "Review day": 0, "Practice name": "Strong Start"}

EVIDENCE = (
    "1 of 4 done 24 Oct – 23 Nov. Done: “Buy a watch” (3 Nov). Open: “Run five kilometres” (9 Nov), "
    "“Run eight kilometres” (16 Nov; moved), “Sign up for the race” (19 Nov). Your own to them: 1 of 1 done."
)


def link(title: str, row: int) -> str:
    """As a Google Sheet has them."""
    return f"{SHEET}&range=A{row}"


def nowhere(title: str, row: int) -> str:
    """As a file has them."""
    return ""


def practice(team: Rows = (ANA,), rules: dict[str, Any] | None = None, first: int = -40, /, **tabs: Rows) -> Book:
    """A workbook that a run saw first so many days from the fixed Monday; its clients accepted their agreement."""
    people = tabs.pop("clients", [{"Client": "Priya Nair"}])
    clients = [{"Agreement": on(-40), **person} for person in people]
    found = book({**RULES, **(rules or {})}, team=team, clients=clients, **tabs)
    found.past.first_run = at(first)
    found.past.last_run = at(-1)
    return found


def digests(
    one: Book,
    now: datetime = TUESDAY,
    to_link: Callable[[str, int], str] = nowhere,
    reply_to: Callable[[str], str] | None = None,
) -> list[Letter]:
    """The digests of a run at that instant (Tuesday at eight), which the coach answers only if there is an address."""
    night = one.run(now, remember=False)
    return choose(night.reading, night.findings, one.mail, now, SENDER, to_link, reply_to)


def text(one: Book, now: datetime = TUESDAY, **rest: Any) -> str:
    """The plain text of the only digest; blank where there is none."""
    found = digests(one, now, **rest)
    assert len(found) <= 1, [letter.to for letter in found]
    return text_part(found[0]) if found else ""


def goes(one: Book, letter: Letter, now: datetime = TUESDAY, state: str = "sent") -> None:
    """It goes out, and stands in the Mail log."""
    one.mail.append(
        Sent(
            letter.key,
            now,
            letter.to,
            "",
            letter.key[: -len("-2026-11-24")],
            letter.day,
            letter.kinds,
            letter.subject,
            state,
            letter.about,
            f"<{letter.key}@strongstart.example>",
        )
    )


def everything() -> Book:
    """All kinds of lines, on Tuesday."""
    clients: list[dict[str, Any]] = [
        {"Client": "Priya Nair", "Coach": "Ana Coach", "Coach rating": 4, "Rewards": "A day at the sea", "ID": "p2k3"},
        {"Client": "Marcus Webb", "Email": "marcus@example.com", "Coach": "Ana Coach", "ID": "m2k3",
         "Consequences": "Washes the car of his brother", "Time zone": "New York"},
        {"Client": "Noa Levi", "Email": "noa@example.com", "ID": "n2k3"},
    ]  # fmt: skip
    work: list[dict[str, Any]] = [
        {"Commitment": "Call five leads", "Due": on(1), "Done on": on(0), "ID": "c2k3"},
        {"Commitment": "Write the offer", "Due": on(-1), "Done on": on(-1), "ID": "c3k3"},
        {"Commitment": "Ask the bank", "Due": on(-2), "Done on": on(-2), "ID": "c4k3"},
        {"Commitment": "Send the proposal", "Due": on(7), "First due": on(3), "Due seen": on(7), "ID": "c5k3",
         "Moved on": on(-2), "Moved": "In time"},
        {"Commitment": "Pricing worksheet", "Due": on(-2), "Owner": "Coach", "ID": "c6k3"},
        {"Commitment": "Introduce her to Kim", "Due": on(2), "Owner": "Coach", "ID": "c7k3"},
        {"Client": "Marcus Webb", "Commitment": "Run ten kilometres", "Due": on(-1), "ID": "c8k3"},
        {"Client": "Pria Nair", "Commitment": "Draft the intake questions"},
    ]  # fmt: skip
    heard = answers(
        {"When": datetime(2026, 11, 15, 9), "Rating": 5, "Wins": "Two new talks"},
        {"When": datetime(2026, 11, 22, 9), "Rating": 7, "State": "New", "Help wanted": "How do I say the price?",
         "Words": "move c5k3 to 2026-12-14: kids ill\nagenda: the price talk"},
        {"When": datetime(2026, 11, 23, 21), "Client": "Noa Levi", "State": "New", "Words": "fewer",
         "Sync note": 'Emails was "All" when this came'},
    )  # fmt: skip
    sessions: list[dict[str, Any]] = [
        {"Start": datetime(2026, 11, 10, 16), "Outcome": "Attended", "My notes": "Afraid of the price talk"},
        {"Start": datetime(2026, 11, 24, 16), "Agenda": "Prices"},
        {"Client": "Marcus Webb", "Start": datetime(2026, 11, 24, 23, 30), "Medium": "Phone", "Minutes": 30},
        {"Client": "Noa Levi", "Start": datetime(2026, 11, 20, 11)},
    ]
    decisions: list[dict[str, Any]] = [
        {"Date": on(-3), "Client": "Marcus Webb", "Step": "Recommit", "Evidence": EVIDENCE, "ID": "d2k3"}
    ]
    payments: list[dict[str, Any]] = [
        {"Client": "Marcus Webb", "Amount": 240, "Currency": "EUR", "Due": on(-6), "ID": "y2k3"}
    ]
    one = practice(
        (ANA,), clients=clients, commitments=work, replies=heard, sessions=sessions, decisions=decisions,
        payments=payments,
    )  # fmt: skip
    one.letter(-2, client="n2k3", key="n2k3-2026-11-21", state="in doubt", to="noa@example.com")
    return one


def parts(letter: Letter) -> tuple[str, str]:
    return text_part(letter), html_part(letter)


def html(message: EmailMessage) -> str:
    """The other part."""
    part = message.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def plain(message: EmailMessage) -> str:
    """The text part of a message that went."""
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


WRONG: dict[int, dict[str, Any]] = {
    1: {}, 2: {}, 3: {"Owner": "Coach"}, 4: {"Done on": on(0)}, 5: {"Due": "31/02/2026"}
}  # fmt: skip


def many_wrong(count: int) -> Book:
    """So many clients with everything wrong that a row can have."""
    names = [f"Client No {n}" for n in range(count)]
    clients: list[dict[str, Any]] = [
        {"Client": name, "Email": f"c{n}@example.com", "Consequences": "Pays for the coffee", "ID": f"q{n}k"}
        for n, name in enumerate(names)
    ]
    work: Sequence[dict[str, Any]] = [
        {"Client": name, "Commitment": "Do it at last", "Due": on(-days), "ID": f"w{n}x{days}", **more}
        for n, name in enumerate(names)
        for days, more in (
            (1, {}),
            (2, {}),
            (3, {"Owner": "Coach"}),
            (4, {"Done on": on(0)}),
            (5, {"Due": "31/02/2026"}),
        )
    ]
    payments = [{"Client": name, "ID": f"y{n}x", "Due": on(-9)} for n, name in enumerate(names)]
    asked = answers(*({"Client": name, "State": "New", "Help wanted": "Everything"} for name in names))
    one = practice((ANA,), clients=clients, commitments=work, payments=payments, replies=asked)
    for n in range(count):
        one.letter(-2, client=f"q{n}k", key=f"q{n}k-2026-11-21", state="in doubt")
    return one
