"""The handbook's chapters that the policies alone fill: sessions, fees, check-ins, commitments, when the work stalls.

English; for a coach, an assistant or a client to read. The other chapters are in manual_house.py.
"""

from __future__ import annotations

from collections.abc import Iterable

from jobs.letters.sections.welcome import sessions as per_month
from jobs.letters.wording import ENGLISH, upper
from jobs.letters.words import isolated, lines, words
from jobs.papers.chapter import Chapter, flow, some
from sync.cells import long_date
from sync.policies import Policies
from sync.records import Record

_CALLS = {"Coach": "The coach calls.", "Client": "The client calls."}


def glance(record: Record) -> Chapter:
    """The whole practice in a table."""
    p = record.policies
    told = [
        ("Sessions", " ".join(some(per_month(p, ENGLISH), _calls(p)))),
        ("To move or cancel one", f"Clients {_ahead(p.cancellation_notice_hours)}, "
                                  f"coaches {_ahead(p.coach_notice_hours)}"),
        ("Fee", ". ".join(some(cell(p.monthly_fee), cell(" ".join(p.payment_terms.split()))))),
        ("Check-ins", rhythm(p)),
        ("Review", f"On day {p.review_day} of each month" if p.review_day else "None"),
        ("Reminders", reminders(p)),
        ("Emails", f"Between {p.send_from}:00 and {p.send_until}:00 on the client's clock, at most one a day, "
                   f"{week(p)}"),
        ("Days without emails", closed(p)),
        ("Coaches", ", ".join(isolated(words(coach.name, 60)) for coach in record.team if coach.name)),
    ]  # fmt: skip
    rows = tuple((label, said) for label, said in told if said)
    rehearsal = "This is still a rehearsal: every email to a client goes to the coach." if p.rehearsal else ""
    return Chapter("glance", "At a glance", rows=rows, ends=some(rehearsal))


def sessions(record: Record) -> Chapter:
    p = record.policies
    hours = p.session_preparation_hours
    says = (
        flow(per_month(p, ENGLISH), _calls(p), "Both are there on time, with what they want to use the session for."),
        flow(
            f"Each session has a row in Sessions, with its start on the clock of {_city(p)}.",
            f"Within {ENGLISH.hours(hours)} of it the client gets an email with the time on their own clock, and is "
            "asked what the session is to be used for."
            if hours
            else "",
            "The coach finds a brief for it in the digest of the day.",
        ),
        flow(
            "Afterwards the coach chooses its Outcome; until then the row asks how it went.",
            "Sessions left in Clients counts what is left of the month.",
            f"Where nothing is booked {_days(p.nothing_booked_days)} after the last one, the coach is told.",
        ),
    )
    return Chapter("sessions", "Sessions", tuple(one for said in says for one in said))


def changes(record: Record) -> Chapter:
    p = record.policies
    hers, ours = ENGLISH.hours(p.cancellation_notice_hours), ENGLISH.hours(p.coach_notice_hours)
    rows = (
        (f"The client cancels {hers} or more before" if p.cancellation_notice_hours else "The client cancels before it",
         "It does not count."),
        ("The client cancels later" if p.cancellation_notice_hours else "The client cancels afterwards",
         "It counts as one of the month."),
        ("The client does not come", "It counts as one of the month."),
        (f"The coach cancels {ours} or more before" if p.coach_notice_hours else "The coach cancels before it",
         "It does not count."),
        ("The coach cancels later", "It does not count, and a make-up is owed."),
        ("Both move it to another time", "It does not count; the new one has a row of its own."),
    )  # fmt: skip
    says = ("The same standard holds for both sides. What counts is the time that stands in Cancelled at.",)
    return Chapter("changes", "When a session is cancelled or moved", says, rows=rows, head=("When", "What follows"))


def between(record: Record) -> Chapter:
    return Chapter("between", "Between sessions", _lines(record.policies.between_sessions))


def fees(record: Record) -> Chapter:
    p = record.policies
    fee = f"Monthly fee: {cell(p.monthly_fee)}" if p.monthly_fee else ""
    says = some(
        fee,
        *_lines(p.payment_terms),
        "Every amount that is to be paid has a row in Payments. The client gets one short note when it comes due and "
        "one when its day is past; after that it is told to the coach, who speaks with the client. "
        "No card is handled here.",
    )
    return Chapter("fees", "Fees and payment", says)


def check_ins(record: Record) -> Chapter:
    p = record.policies
    none = p.check_ins == "None"
    says = (
        "What progress means is for the client to say, in a sentence of their own, and whether it is made is for the "
        "client to judge, with a number from 1 to 10. The coach's own number stays in the sheet; where the two views "
        "lie far apart, that is a reason to talk and never a verdict.",
        *flow(
            "" if none else f"Clients are asked {rhythm(p)[:1].lower()}{rhythm(p)[1:]}: how it is going, what went "
            "well, what is in the way, what would help.",
            _nudge(p),
            "A client's row in Clients may name another rhythm.",
        ),
        *flow(
            f"On day {p.review_day} of the month a review shows the client's own numbers first, then what was done and "
            "what is open." if p.review_day else "",
            "Habits are asked about in the check-in, once, and never reminded of.",
        ),
    )  # fmt: skip
    return Chapter("check-ins", "Check-ins and reviews", says)


def commitments(record: Record) -> Chapter:
    p = record.policies
    says = (
        "Each agreed action is a row in Commitments: the client's, and those that the coach promised. Both are held "
        "to the same standard.",
    )
    good = (
        "Specific: one action, in three words or more",
        "Measurable: how both will know that it is done (Measure)",
        "Attainable: the client is sure of it, 7 or more of 10 (Confidence)",
        "Relevant: it serves a goal (For goal, or the client's Goal)",
        "Time-bound: it has a day (Due)",
    )
    rows = (
        ("The morning after it was typed", "The client reads what was agreed, and corrects a wrong day or word."),
        *((upper(f"{_days(n)} before"), "A short reminder goes out.") for n in p.remind_before if n),
        *((("On its day", "A short reminder goes out."),) if 0 in (*p.remind_before, *p.remind_after) else ()),
        *(
            (upper(f"{_days(n)} after"), "The client is asked: done, another day, or stuck?")
            for n in p.remind_after
            if n
        ),
        ("When it is closed, in time or after", "It is acknowledged in the next email."),
        (f"More than {_days(p.slipped_after_days)} after", "Nobody is reminded any more. The coach decides."),
    )
    ends = (
        "A day that moves before it comes is a change of plan, and no miss: the coach types the new date over "
        "Due. Clients ask for it in a line, such as “move 2 to 14 Dec because …”. Nobody is reminded of anything that "
        "they were not told of before.",
    )
    lists = (("A good commitment is", good),)
    return Chapter("commitments", "Commitments and deadlines", says, lists, rows, ("When", "What happens"), ends)


STEPS = (
    ("1  Recommit", "Is this still the right goal? What was agreed is recalled, and what both sides promised."),
    ("2  Look back", "Both look at the record of the last weeks, the coach's own part first."),
    ("3  Fresh start", "The same task with a new day: which one, how long it takes, what it needs. Or a smaller one."),
    ("4  Last review", "Coach and client decide together how to go on: change something, take a break, or stop."),
    ("5  Part ways", "A break until a day, an end, or an introduction to somebody else. The door stays open."),
)


def stalls(record: Record) -> Chapter:
    p = record.policies
    says = (
        f"Sometimes the list and the days pull apart. When, over the last {_sessions(p.ladder_sessions)} and at least "
        f"{_days(p.ladder_days)}, {p.ladder_minimum} or more of a client's commitments came due and fewer than "
        f"{p.ladder_threshold} percent of them were closed, a step is proposed to the coach, with the record as "
        "evidence. What was done after its day is done.",
        "Nothing of this is ever sent by itself. The coach decides in the row of that step in Decisions: Send it, talk "
        "about it instead (Talked), put it off (Not now), or drop it (Dismiss). At every step the coach may refer the "
        "client to somebody else, or agree on a pause.",
    )
    ends = (
        f"Between two steps lie {_days(p.ladder_rest_days)}. A client who is on the way again, and has closed "
        "something, has recovered: the step is off the table, and the next time begins with the first. "
        f"{upper(_days(p.door_open_days))} after an end, or when a pause is over, the coach is asked whether to "
        "write once more.",
    )
    return Chapter("stalls", "When the work stalls", says, rows=STEPS, head=("Step", "What it is"), ends=ends)


def rhythm(p: Policies) -> str:
    """`Every Monday, in the first 4 weeks at least weekly`."""
    how = {
        "Daily": "Every day",
        "Weekly": f"Every {p.check_in_day}",
        "Twice a month": "On the 1st and the 15th of the month",
        "Monthly": f"On the first {p.check_in_day} of the month",
        "None": "None",
    }[p.check_ins]
    early = p.check_ins in ("Twice a month", "Monthly") and p.onboarding_weeks
    return f"{how}, and weekly in the first {p.onboarding_weeks} weeks" if early else how


def week(p: Policies) -> str:
    """How many emails a week, behind a comma: what cannot wait goes over it."""
    return f"as a rule {p.emails_a_week} a week" if p.emails_a_week else "and what cannot wait alone"


def _nudge(p: Policies) -> str:
    """Who is asked every day gets no second line about it."""
    if p.check_ins in ("None", "Daily"):
        return ""
    when = f"after {_days(p.check_in_grace_days)}" if p.check_in_grace_days else "on the next day"
    return f"Without an answer one friendly line follows {when}, and then nothing until the next time."


def reminders(p: Policies) -> str:
    """`1 day before; on the day; 1 and 7 days after`; nothing where there are none."""
    before, after = [n for n in p.remind_before if n], [n for n in p.remind_after if n]
    same = "on the day" if 0 in (*p.remind_before, *p.remind_after) else ""
    return "; ".join(some(_apart(before, "before"), same, _apart(after, "after")))


def _apart(days: list[int], when: str) -> str:
    return f"{_list(days)} {'day' if days == [1] else 'days'} {when}" if days else ""


def closed(p: Policies) -> str:
    """`24 Dec 2026; 27 Dec 2026 to 3 Jan 2027`."""
    return "; ".join(long_date(a) if a == b else f"{long_date(a)} to {long_date(b)}" for a, b in p.closed_on)


def cell(text: str) -> str:
    """The words of a cell in a line of a table, without the full stop that ours will have."""
    return isolated(words(text)).rstrip(".")


def _calls(p: Policies) -> str:
    return "" if p.medium == "In person" else _CALLS[p.who_calls]


def _ahead(hours: int) -> str:
    return f"{ENGLISH.hours(hours)} before" if hours else "until it begins"


def _list(numbers: Iterable[int]) -> str:
    *first, last = map(str, sorted(numbers))
    return f"{', '.join(first)} and {last}" if first else last


def _days(number: int) -> str:
    return "a day" if number == 1 else f"{number} days"


def _sessions(number: int) -> str:
    return "session" if number == 1 else f"{number} sessions"


def _city(p: Policies) -> str:
    return p.time_zone.key.rsplit("/", 1)[-1].replace("_", " ")


def _lines(text: str) -> tuple[str, ...]:
    return tuple(map(isolated, lines(text)))
