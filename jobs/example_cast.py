"""The people of the example practice on its first night, and what they agreed: data only, days counted from today.

Nobody here is real. Every address is at example.com, which belongs to nobody (RFC 2606).
"""

from __future__ import annotations

from typing import NamedTuple

ANA, KIM = "Ana Brandt", "Kim Park"


class Person(NamedTuple):
    """A row of Clients; `began` and `agreed` in days from today, `more` the cells that only some have."""

    name: str
    stage: str
    began: int
    goal: str
    progress: str
    more: dict[str, str | int]


class Promise(NamedTuple):
    """A row of Commitments as it stands on the first night; `due` and `done` in days from today."""

    client: str
    words: str
    due: int
    done: int | None = None
    measure: str = ""
    confidence: int | None = None
    more: dict[str, str | int] = {}  # noqa: RUF012  (read only)


PRIYA, MARCUS, SOFIA, TOM = "Priya Nair", "Marcus Lee", "Sofia Lind", "Tom Okafor"
ELENA, JONAS, AROHA, LUCIA = "Elena Rossi", "Jonas Weber", "Aroha Tane", "Lucia Moreno"
DANIEL, HANNAH, PETER, YUKI = "Daniel Cohen", "Hannah Fischer", "Peter Novak", "Yuki Sato"
CIRCLE = "Tuesday circle"

PEOPLE = (
    Person(PRIYA, "Active", -120, "Open my own design studio by the spring", "A client who pays me every month",
           {"Time zone": "Kolkata", "Coach": ANA, "Coach rating": 4, "Rewards": "A day at the sea"}),
    Person(MARCUS, "Active", -95, "Run the half marathon in under two hours", "Three runs a week without a fight",
           {"Time zone": "New York", "Coach": ANA, "Coach rating": 8, "Rewards": "New running shoes at ten in a row"}),
    Person(SOFIA, "Active", -80, "Move from sales into product management", "I talk with people who do that work",
           {"Coach": ANA, "Coach rating": 7}),
    Person(ELENA, "Active", -200, "Sleep well again and leave the office at six", "Evenings that belong to me",
           {"Time zone": "Rome", "Coach": KIM, "Coach rating": 7, "Check-in day": "Thursday"}),
    Person(JONAS, "Active", -60, "Lead my new team without doing their work", "I say no once a week, and it holds",
           {"First name": "Jo", "Coach": ANA, "Coach rating": 6, "Consequences": "Washes the car of his brother"}),
    Person(AROHA, "Active", -150, "Bring the farm shop online", "Orders from people whom I do not know",
           {"Time zone": "Auckland", "Coach": KIM, "Group": CIRCLE, "Check-ins": "Twice a month", "Coach rating": 8}),
    Person(LUCIA, "Active", -70, "Finish the thesis by the summer", "Two quiet hours of writing a day",
           {"Time zone": "Mexico City", "Coach": KIM, "Group": CIRCLE}),
    Person(DANIEL, "Active", -110, "Fill the Thursday class", "Faces that come back",
           {"Time zone": "Los Angeles", "Coach": KIM, "Group": CIRCLE, "Emails": "Essential", "Coach rating": 5}),
    Person(HANNAH, "Paused", -240, "Build a portfolio that I am proud of", "One finished piece a month",
           {"Coach": ANA}),
    Person(PETER, "Ended", -300, "Change my job", "Interviews that I look forward to",
           {"Time zone": "Prague", "Coach": ANA}),
    Person(YUKI, "Prospect", 0, "", "", {"Time zone": "Tokyo", "Coach": ANA}),
)  # fmt: skip

PROMISES = (
    Promise(PRIYA, "Write to five former colleagues", -40, -39, "Five letters sent", 7),
    Promise(PRIYA, "Put three finished works on one page", -24, None, "The page is online", 6),
    Promise(PRIYA, "Call two people about studio rooms", -19, None, "Two calls", 7),
    Promise(PRIYA, "Write down what a day of mine costs", -15, -15, "One figure", 8),
    Promise(PRIYA, "Send an offer to the bakery", -12, None, "The offer is sent", 5),
    Promise(PRIYA, "Ask two neighbours for a contact", -9, None, "Two names", 6),
    Promise(PRIYA, "Visit the shared office on Mill Street", 2, None, "I was there", 7),
    Promise(MARCUS, "Buy a watch that counts the laps", -33, -30, "The watch", 9),
    Promise(MARCUS, "Run five kilometres without a break", -20, -20, "5 km", 9),
    Promise(MARCUS, "Run eight kilometres along the river", -10, None, "8 km", 8),
    Promise(MARCUS, "Run ten kilometres", -3, None, "10 km", 8),
    Promise(MARCUS, "Sign up for the spring race", 5, None, "The confirmation", 9, {"For goal": "The half marathon"}),
    Promise(SOFIA, "Ask Nadia for an introduction", -25, -25, "Her answer", 8),
    Promise(SOFIA, "List ten products I would like to lead", -18, -19, "The list", 9),
    Promise(
        SOFIA, "Talk with one product manager a week", 1, None, "Notes of the talk", 8, {"Target": 4, "Progress": 2}
    ),
    Promise(SOFIA, "Rewrite the first page of the CV", -2, None, "One page", 7),
    Promise(SOFIA, "Finish the online course", 12, None, "The certificate", 6),
    Promise(SOFIA, "Send Sofia the list of product leads", -1, None, "", None, {"Owner": "Coach"}),
    Promise(ELENA, "Walk home on two days", -32, -29, "Two walks", 7),
    Promise(ELENA, "Take the mail off the phone", -17, -17, "No mail on it", 8),
    Promise(ELENA, "Tell the team about the new hours", -6, None, "Said in the Monday round", 7),
    Promise(ELENA, "Leave at six on three days", 1, None, "Three evenings", 6),
    Promise(JONAS, "Draft the rota for the holidays", -16, None, "The rota", 7),
    Promise(JONAS, "Hand the weekly report to Mira", -8, None, "Mira sends it", 7),
    Promise(JONAS, "Read the feedback of the last quarter", 0, None, "Three lines of notes", 8),
    Promise(JONAS, "Prepare the talk with the team", 3, None, "One page", 7),
    Promise(JONAS, "Write up the delegation worksheet", 1, None, "", None, {"Owner": "Coach"}),
    Promise(AROHA, "Photograph ten products", -5, None, "Ten pictures", 8),
    Promise(AROHA, "Choose the shop software", 2, None, "A decision", 7),
    Promise(LUCIA, "Order the sources by chapter", -21, -22, "One list", 8),
    Promise(LUCIA, "Write the method chapter, first half", -7, None, "Eight pages", 6),
    Promise(LUCIA, "Send the outline to the supervisor", -1, None, "Sent", 8),
    Promise(LUCIA, "Read four papers", 4, None, "Four summaries", 7, {"Target": 4, "Progress": 1}),
    Promise(DANIEL, "Count who came in October", -24, -24, "One number", 9),
    Promise(DANIEL, "Print the flyers", -8, None, "200 flyers", 8),
    Promise(DANIEL, "Ask three regulars for one change", -4, None, "Three answers", 7),
    Promise(DANIEL, "Plan the spring programme", 6, None, "Dates and titles", 6),
    Promise(HANNAH, "Choose the next piece", -30, None, "A title", 5),
    Promise(PETER, "Thank the two referees", -70, -71, "Two cards", 9),
)

HABITS = ((MARCUS, "Run", 3), (ELENA, "Phone stays out of the bedroom", 5), (LUCIA, "Write before noon", 4))

SESSIONS = (
    (PRIYA, -35, 9, "Attended"), (PRIYA, -28, 9, "Attended"), (PRIYA, -21, 9, "Late"), (PRIYA, -5, 9, ""),
    (MARCUS, -25, 17, "Attended"), (MARCUS, -11, 17, ""), (MARCUS, 3, 17, ""),
    (SOFIA, -22, 11, "Attended"), (SOFIA, -8, 11, ""), (SOFIA, 6, 11, ""),
    (ELENA, -16, 14, "Attended"), (ELENA, -2, 14, ""), (ELENA, 12, 14, ""),
    (JONAS, -20, 16, "Attended"), (JONAS, -6, 16, ""), (JONAS, 1, 16, ""),
    (AROHA, -18, 8, "Attended"), (AROHA, -4, 8, ""), (LUCIA, -15, 18, "Attended"), (LUCIA, -1, 18, ""),
    (DANIEL, -26, 19, "Attended"),
)  # fmt: skip

PAYMENTS = (
    (PRIYA, -20, -21), (MARCUS, -6, None), (SOFIA, -12, -13), (ELENA, 2, None), (JONAS, -9, None), (DANIEL, -5, None),
)  # fmt: skip
