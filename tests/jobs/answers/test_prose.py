"""Ordinary sentences never act, whatever words they are made of; a command that fills its line always does."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from jobs.answers.commands import parse
from jobs.answers.languages import LANGUAGES
from tests.jobs.answers.corpus import ANSWERED, heard

SUBJECTS = ("I", "We", "My sister", "The bank", "Nobody", "Everything that matters", "Our new printer")
TRAPS = ("done", "stop", "start", "move", "fewer", "help", "win", "stuck", "7", "two", "2", "tomorrow", "Friday", "all",
         "rating", "agenda", "10", "14 Dec", "until 7", "please", "thanks", "to", "1 and 3", "of 12")  # fmt: skip
VERBS = ("can't", "want to", "will be", "never said", "asked me about", "was told to", "wrote")
sentence = st.builds(
    lambda subject, verb, words, end: f"{subject} {verb} {' '.join(words)}{end}",
    st.sampled_from(SUBJECTS), st.sampled_from(VERBS), st.lists(st.sampled_from(TRAPS), min_size=1, max_size=8),
    st.sampled_from(("", ".", "!", "?", "…")),
)  # fmt: skip
language = st.sampled_from(sorted(LANGUAGES))
COMMANDS = ("done 2", "all done", "done 1 and 3", "move 2 to 14 Dec", "2: 7 of 12", "7", "7/10", "rating 7",
            "stuck: no leads", "win: a call", "help: a list", "agenda: prices", "fewer", "stop", "start")  # fmt: skip


@given(st.lists(sentence, min_size=1, max_size=4), language)
def test_prose_full_of_trap_words_never_acts_and_is_kept(said: list[str], code: str) -> None:
    found = parse("\n".join(said), (1, 2, 3), code, ANSWERED)
    assert heard(found) == []
    assert list(found.words) == said


@given(st.lists(sentence, max_size=3), st.sampled_from(COMMANDS), st.lists(sentence, max_size=3), language)
def test_a_command_in_a_line_of_its_own_acts_among_prose(
    above: list[str], command: str, below: list[str], code: str
) -> None:
    text = "\n\n".join([*above, command, *below])
    assert heard(parse(text, (1, 2, 3), code, ANSWERED)) == heard(parse(command, (1, 2, 3), "en", ANSWERED)) != []


@given(st.sampled_from(COMMANDS), sentence)
def test_a_command_at_the_end_of_a_sentence_is_none(command: str, said: str) -> None:
    assert heard(parse(f"{said} and {command}", (1, 2, 3), "en", ANSWERED)) == []


@given(language, st.sampled_from(("done", "all_done", "fewer", "stop", "start")), st.booleans())
def test_the_words_of_a_language_and_english_ones_both_work(code: str, kind: str, shouted: bool) -> None:
    for one in (*getattr(LANGUAGES[code], kind), *getattr(LANGUAGES["en"], kind)):
        said = one.upper() if shouted else one
        found = heard(parse(said, (1,), code, ANSWERED))
        assert found == (["done 1"] if kind in ("done", "all_done") else [kind])


@given(language, st.dates(date(2001, 1, 1), date(2099, 12, 30)))
def test_a_day_of_the_calendar_is_read_on_any_date_in_any_language(code: str, today: date) -> None:
    """The past year's days for a thing done, the coming year's for a move; never the wrong side of today."""
    for month in (1, 12):
        stated = f"14.{month}."
        [moved] = parse(f"move 1 to {stated}", (1,), code, today).moves
        assert 0 <= (moved.day - today).days <= 366 and (moved.day.month, moved.day.day) == (month, 14)
        for one in parse(f"done 1 on {stated}", (1,), code, today).done:
            assert one.day and -366 <= (one.day - today).days <= 0


@given(language, st.dates(date(2001, 1, 1), date(2099, 12, 30)))
def test_a_weekday_is_the_last_one_for_a_thing_done_and_the_next_one_for_a_move(code: str, today: date) -> None:
    [done] = parse("done 1 on Friday", (1,), code, today).done
    [moved] = parse("move 1 to Friday", (1,), code, today).moves
    assert done.day and done.day.weekday() == moved.day.weekday() == 4
    assert 0 <= (today - done.day).days <= 6 and 1 <= (moved.day - today).days <= 7
