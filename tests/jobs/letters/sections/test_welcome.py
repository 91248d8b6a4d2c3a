"""The welcome: once a start, with what the policies hold and nothing else (contract, section 4, welcome)."""

from __future__ import annotations

import pytest

from jobs.letters.compose import compose
from jobs.letters.letter import Section
from jobs.letters.memory import remember
from jobs.letters.render import html_part, text_part
from jobs.letters.sections import welcome
from jobs.letters.wording import ENGLISH
from tests import cast
from tests.cast import commitment, day_of, on, rules, sent, standing


def _welcome(*letters: object, client: object = None, **policies: object) -> Section | None:
    day = day_of(client or cast.marcus(), sent=list(letters))  # type: ignore[arg-type]
    return welcome.write(day, rules(**policies), remember(day), ENGLISH)


@pytest.mark.parametrize(("days", "goes"), [(1, False), (0, True), (-14, True), (-15, False)])
def test_it_goes_in_the_first_two_weeks(days: int, goes: bool) -> None:
    assert bool(_welcome(client=cast.marcus(start_date=on(days)))) is goes


def test_no_start_date_no_welcome() -> None:
    assert _welcome(client=cast.priya()) is None


def test_it_goes_once_even_if_the_start_is_corrected() -> None:
    marcus = cast.marcus()
    assert _welcome(sent(marcus, on(-1), "welcome:2026-11-23")) is None
    assert _welcome(sent(marcus, on(-9), "welcome:2026-11-14")) is None
    assert _welcome(sent(marcus, on(-300), "welcome:2026-01-20"))
    assert _welcome(sent(marcus, on(-1), "welcome:2026-11-23", state="failed"))


def test_it_says_how_often_the_client_is_asked() -> None:
    said = {
        ("Daily", 0): "every day",
        ("Weekly", 4): "every Monday",
        ("Monthly", 0): "on the first Monday of the month",
        ("Twice a month", 4): "every Monday in the first 4 weeks, then on the 1st and the 15th",
        ("Monthly", 1): "every Monday in the first week, then on the first Monday of the month",
        ("None", 4): "",
    }
    for (rhythm, weeks), words in said.items():
        section = _welcome(check_ins=rhythm, onboarding_weeks=weeks)
        assert section and section.facts["check_ins"] == words


def test_the_clients_own_rhythm_comes_before_the_policy() -> None:
    section = _welcome(client=cast.marcus(check_ins="Weekly", check_in_day="Friday"))
    assert section and section.facts["check_ins"] == "every Friday"


def test_the_first_of_both_lists_is_named_and_still_to_be_told() -> None:
    marcus = cast.marcus()
    day = day_of(
        marcus,
        standing(commitment(marcus, "b1aaaaaa", "Second", on(9))),
        standing(commitment(marcus, "b2aaaaaa", "First", on(2))),
        standing(commitment(marcus, "b3aaaaaa", "Mine", on(2), owner="Coach")),
        standing(commitment(marcus, "b4aaaaaa", "Past", on(-2))),
    )
    section = welcome.write(day, cast.POLICIES, remember(day), ENGLISH)
    assert section and section.about == ("welcome:2026-11-23",)
    assert (section.facts["yours"]["words"], section.facts["mine"]["words"]) == ("First", "Mine")


@pytest.mark.parametrize("said", ["", "Three calls a week"])
def test_it_asks_what_progress_means_while_that_is_blank(said: str) -> None:
    letter = compose(day_of(cast.marcus(progress_words=said)), cast.POLICIES, "marcus@clients.example")
    assert letter
    for part in (text_part(letter), html_part(letter)):
        assert ("What would progress look like, in your own words?" in part) == (not said)
