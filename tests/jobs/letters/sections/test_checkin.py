"""The check-in: asked once on its date, in the client's own definition, with her habits (contract, section 4)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from lxml import html

from jobs.letters.compose import compose, verdict
from jobs.letters.letter import Letter, Section
from jobs.letters.render import html_part, text_part
from jobs.letters.sections.checkin import filled
from sync.records import Answer, Client, Habit
from tests import cast
from tests.cast import BERLIN, NOW, answer, commitment, day_of, habit, on, rules, sent, standing

PRIYA = cast.priya(check_ins="Weekly", progress_words="I sleep through.")


def _letter(client: Client = PRIYA, days: int = 0, **rest: Any) -> Letter | None:
    policies = rules(**rest.pop("policies", {}))
    return compose(day_of(client, now=NOW + timedelta(days=days), **rest), policies, client.email)


def _section(client: Client = PRIYA, days: int = 0, **rest: Any) -> Section | None:
    letter = _letter(client, days, **rest)
    return next((one for one in letter.sections if one.name == "check-in"), None) if letter else None


def _asked_for(client: Client = PRIYA, days: int = 0, **rest: Any) -> str:
    """The check-in date that the section's About names; blank without a section."""
    section = _section(client, days, **rest)
    return section.about[0].removeprefix("check-in:") if section else ""


@pytest.mark.parametrize(("days", "asked"), [(0, 0), (1, 0), (2, 0), (3, None), (6, None), (7, 7), (9, 7)])
def test_it_goes_on_its_date_or_within_two_days(days: int, asked: int | None) -> None:
    assert _asked_for(days=days) == ("" if asked is None else on(asked).isoformat())


def test_it_is_asked_once_but_for_a_letter_that_did_not_go_out() -> None:
    for state, asked in {"sent": "", "in doubt": "", "bounced": "", "failed": "2026-11-23"}.items():
        assert _asked_for(days=1, sent=[sent(PRIYA, on(0), "check-in:2026-11-23", state=state)]) == asked


def test_nothing_before_the_first_run_is_made_up_for() -> None:
    assert _asked_for(days=1, first_run=on(1)) == "" and _asked_for(days=1, first_run=on(0))
    assert _asked_for(days=0, first_run=None), "the first run of all is today's"


@pytest.mark.parametrize(
    ("answered", "said", "asked"),
    [
        (-3, {"rating": 7}, True), (-2, {"rating": 7}, False), (0, {"rating": 7}, False), (1, {"rating": 7}, False),
        (-1, {"wins": "A call"}, False), (-1, {"stuck": "No leads"}, False), (-1, {"help_wanted": "A list"}, False),
        (-1, {"done": "b1aaaaaa"}, True), (-1, {"words": "See you on Friday"}, True), (40, {"rating": 7}, True),
    ],
)  # fmt: skip
@pytest.mark.parametrize("tab", ["Check-ins", "Replies"])
def test_what_was_answered_in_advance_is_not_asked(answered: int, said: dict[str, Any], asked: bool, tab: str) -> None:
    heard = [answer(PRIYA, on(answered), tab=tab, **said)]
    assert bool(_asked_for(days=1, heard=heard)) is asked


def test_daily_is_asked_whatever_was_answered_on_the_days_before() -> None:
    daily = cast.priya(check_ins="Daily")
    assert _asked_for(daily, heard=[answer(daily, on(-1), rating=7)]) == "2026-11-23"
    assert _asked_for(daily, heard=[answer(daily, on(0), rating=7)]) == "", "today's is answered already"
    assert _asked_for(daily, days=3, sent=[sent(daily, on(0), "check-in:2026-11-23")]) == "2026-11-26", "one for three"


def test_an_answer_to_a_rehearsal_answers_no_real_question() -> None:
    tried = answer(PRIYA, on(-1), rating=7, letter="cpriya2x-2026-11-20-rehearsal")
    assert _asked_for(heard=[tried]) and not _asked_for(heard=[tried], rehearsal=True)
    real = answer(PRIYA, on(-1), rating=7, letter="cpriya2x-2026-11-20")
    assert _asked_for(heard=[real], rehearsal=True) and not _asked_for(heard=[real])


@pytest.mark.parametrize(
    ("client", "asked"),
    [
        ({"start_date": on(1)}, False), ({"start_date": on(-15)}, True), ({"stage": "Paused"}, False),
        ({"emails": "Essential"}, True), ({"emails": "None"}, False), ({"check_ins": "None"}, False),
        ({"check_in_day": "Tuesday"}, False), ({"check_in_day": "Saturday"}, True),
    ],
)  # fmt: skip
def test_who_is_asked_today(client: dict[str, Any], asked: bool) -> None:
    assert bool(_asked_for(cast.priya(**{"check_ins": "Weekly", **client}))) is asked


def test_the_welcome_stands_alone_and_the_check_in_of_that_day_comes_after_it() -> None:
    marcus = cast.marcus(check_ins="Weekly")
    assert _letter(marcus).kinds == ("welcome",)  # type: ignore[union-attr]
    letter = _letter(marcus, days=1, sent=[sent(marcus, on(0), "welcome:2026-11-23", kinds=("welcome",))])
    assert letter and letter.kinds == ("check-in",) and letter.subject == "How is it going, in your words?"


@pytest.mark.parametrize(
    ("client", "subject"),
    [
        ({}, "How was your week, in your words?"),
        ({"check_ins": "Daily"}, "How was yesterday, in your words?"),
        ({"check_ins": "Daily", "start_date": on(-1)}, "How was yesterday, in your words?"),
        ({"start_date": on(-6)}, "How is it going, in your words?"),
        ({"check_ins": "Monthly", "start_date": on(-27)}, "How was your week, in your words?"),
        ({"check_ins": "Twice a month"}, "How were your last two weeks?"),
        ({"check_ins": "Monthly"}, "How was your month, in your words?"),
    ],
)
def test_the_subject_follows_the_rhythm(client: dict[str, Any], subject: str) -> None:
    priya = cast.priya(**{"check_ins": "Weekly", **client})
    first = {"Twice a month": date(2026, 12, 1), "Monthly": date(2026, 12, 7)}.get(priya.check_ins, on(0))
    days = 0 if client.get("start_date") else (first - on(0)).days
    welcomed = [sent(priya, on(-1), f"welcome:{priya.start_date}", kinds=("welcome",))]
    letter = _letter(priya, days=days, sent=welcomed if priya.start_date else [])
    assert letter and letter.subject == subject and letter.preheader == "One number, 10 seconds."


def test_a_full_week_holds_it_and_what_is_due_takes_it_along() -> None:
    week = [sent(PRIYA, on(-days)) for days in (6, 4, 2, 1)]
    held = verdict(day_of(PRIYA, sent=week), rules(), PRIYA.email)
    assert held.waits_for == "ceiling" and held.letter and held.letter.kinds == ("check-in",)
    due = standing(commitment(PRIYA, "b1aaaaaa", "Send the proposal", on(1)), told_on=on(-9))
    goes = verdict(day_of(PRIYA, due, sent=week), rules(), PRIYA.email)
    assert goes.goes and goes.letter and goes.letter.kinds == ("due", "check-in")
    assert goes.letter.subject == "Tomorrow: one thing you planned"


def test_it_asks_in_the_clients_own_definition_or_plainly() -> None:
    letter = _letter()
    assert letter and "You said progress means “I sleep through”. Where are you with that today" in text_part(letter)
    plain = _letter(cast.priya(check_ins="Weekly", progress_words=" "))
    assert plain and "How is it going for you, 1 to 10?" in text_part(plain) and "You said" not in text_part(plain)


def test_a_number_is_one_tap_two_rows_of_five() -> None:
    letter = _letter()
    assert letter
    page = html.document_fromstring(html_part(letter))
    rows = [[a.text for a in row.xpath(".//a")] for row in page.xpath("//table[.//a and not(.//table)]")]
    assert rows == [["1", "2", "3", "4", "5"], ["6", "7", "8", "9", "10"]]
    seven = urlsplit(page.xpath("//a[text()='7']/@href")[0])
    assert seven.path == "answers@strongstart.example" and parse_qs(seven.query)["body"] == ["7"]


def test_with_a_form_there_is_one_button_with_the_client_in_it() -> None:
    form = "https://forms.example/viewform?usp=pp_url&entry.1={client}&entry.2=%7BEMAIL%7D&x={day}"
    letter = _letter(cast.priya(check_ins="Weekly"), policies={"check_in_form": form})
    assert letter
    (link,) = html.document_fromstring(html_part(letter)).xpath("//a/@href")
    assert link in text_part(letter) and link.isascii()
    assert parse_qs(urlsplit(link).query) == {
        "usp": ["pp_url"], "entry.1": ["Priya Nair"], "entry.2": ["priya@clients.example"], "x": ["{day}"],
    }  # fmt: skip
    assert "A number in answer to this email is as good." in text_part(letter)


@pytest.mark.parametrize(
    "name", ["Ann & Bob #1?=%41+", "נועה לוי", "{email}", 'a"><script>', "\ud800 x", "a\r\nBcc: x"]
)
def test_what_a_cell_holds_stays_one_value_of_the_link(name: str) -> None:
    client = Client(cast.row("Clients", "c1aaaaaa"), name, email="a+b@example.com")
    link = filled("https://forms.example/f?n={client}&e={email}", client)
    said = parse_qs(urlsplit(link).query)
    assert list(said) == ["n", "e"] and said["e"] == ["a+b@example.com"] and len(said["n"]) == 1
    assert link.isascii() and not set(link) & set(' "<>\r\n{}')
    assert unquote(urlsplit(link).fragment) == ""


def _habits(*often: Habit, days: int = 0, client: Client = PRIYA, **rest: Any) -> dict[str, Any]:
    """What the section asks of these habits, which the client was told of long ago."""
    told = [sent(client, on(-40), *(f"{one.id}:agreed" for one in often))]
    section = _section(client, days, habits=list(often), sent=[*told, *rest.pop("sent", [])], **rest)
    assert section
    return section.facts


TRAIN = habit(PRIYA, "h1aaaaaa", "Train", 3)


def _named(facts: dict[str, Any]) -> list[str]:
    return [one["words"] for one in facts["habits"]]


@pytest.mark.parametrize(
    ("day", "days", "week", "first"),
    [
        ("Monday", 0, "last", "Mon 16 Nov"), ("Monday", 2, "last", "Mon 16 Nov"), ("Tuesday", 1, "last", "Mon 16 Nov"),
        ("Thursday", 3, "last", "Mon 16 Nov"), ("Thursday", 5, "last", "Mon 16 Nov"),
        ("Friday", 4, "this", "Mon 23 Nov"), ("Saturday", 5, "this", "Mon 23 Nov"), ("Sunday", 6, "this", "Mon 23 Nov"),
        ("Sunday", 7, "last", "Mon 23 Nov"), ("Saturday", 7, "last", "Mon 23 Nov"),
    ],
)  # fmt: skip
def test_it_asks_about_the_week_that_most_of_the_days_before_lie_in(day: str, days: int, week: str, first: str) -> None:
    facts = _habits(TRAIN, days=days, client=cast.priya(check_ins="Weekly", check_in_day=day))
    assert (facts["week"], facts["first"]) == (week, first) and _named(facts) == ["Train"]


def test_a_habit_is_asked_about_once_for_a_week() -> None:
    daily = cast.priya(check_ins="Daily")
    assert _named(_habits(TRAIN, client=daily)) == ["Train"]
    asked = [sent(daily, on(0), "check-in:2026-11-23", "h1aaaaaa:week2026-11-16")]
    assert all(_named(_habits(TRAIN, days=days, client=daily, sent=asked)) == [] for days in range(1, 7))
    assert _named(_habits(TRAIN, days=7, client=daily, sent=asked)) == ["Train"]


def test_only_what_ran_in_that_week_and_was_told_before_is_asked() -> None:
    often = [
        habit(PRIYA, "h1aaaaaa", "Since Sunday", since=on(-1)), habit(PRIYA, "h2aaaaaa", "Since today", since=on(0)),
        habit(PRIYA, "h3aaaaaa", "Until last Monday", until=on(-7)), habit(PRIYA, "h4aaaaaa", "Over", until=on(-8)),
        habit(PRIYA, "h5aaaaaa", "", 2), habit(PRIYA, "h6aaaaaa", "How often?", None),
    ]  # fmt: skip
    assert _named(_habits(*often)) == ["Since Sunday", "Until last Monday"]
    section = _section(habits=[TRAIN])
    assert section and section.facts["habits"] == [], "this very letter tells of it"


def test_five_are_shown_and_those_alone_are_asked() -> None:
    many = [habit(PRIYA, f"h{n}aaaaaa", f"Habit {n}", 1) for n in range(7)]
    facts = _habits(*many)
    assert _named(facts) == [f"Habit {n}" for n in range(5)] and facts["more"] == 2


@pytest.mark.parametrize(
    ("times", "rows"),
    [(1, ["01"]), (3, ["0123"]), (5, ["012345"]), (7, ["0123", "4567"]), (10, ["012345", "678910"]),
     (15, ["012345", "67891011", "12131415"]), (16, ["1: …"]), (50, ["1: …"])],
)  # fmt: skip
def test_every_count_is_one_tap_in_rows_that_fit(times: int, rows: list[str]) -> None:
    counts = _habits(habit(PRIYA, "h1aaaaaa", "Train", times))["habits"][0]["counts"]
    assert ["".join(one["shown"] for one in row) for row in counts] == rows
    assert max(map(len, counts)) <= 6
    bodies = [parse_qs(urlsplit(one["link"]).query)["body"][0] for row in counts for one in row]
    assert bodies == ([f"1: {n}" for n in range(times + 1)] if times < 16 else ["1: "])


def test_habits_are_numbered_after_what_can_be_done() -> None:
    due = standing(commitment(PRIYA, "b1aaaaaa", "Send the proposal", on(1)), told_on=on(-9))
    told = [sent(PRIYA, on(-40), "h1aaaaaa:agreed")]
    letter = compose(day_of(PRIYA, due, habits=[TRAIN], sent=told), rules(), PRIYA.email)
    assert letter and letter.about[-2:] == ("b1aaaaaa:no1", "h1aaaaaa:no2")
    assert {"check-in:2026-11-23", "h1aaaaaa:week2026-11-16"} <= set(letter.about)
    assert "“done 1”" in text_part(letter) and "“2: 3” says how often." in text_part(letter)


def test_whose_answer_it_is_stands_in_her_own_zone() -> None:
    midnight = Answer(cast.row("Check-ins", "a1aaaaaa"), PRIYA, NOW.replace(hour=0, minute=1, tzinfo=BERLIN), rating=7)
    assert _asked_for(days=2, heard=[midnight]) == "", "she answered on the very day"
    assert _asked_for(days=7, heard=[midnight]) == "2026-11-30"
