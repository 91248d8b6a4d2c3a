"""A whole answer: its commands in their order, the words that are none, and what a colon takes along."""

from __future__ import annotations

from datetime import date

from jobs.answers.commands import parse
from jobs.answers.said import Count, Done, Move, Said, Stuck, Unused

MONDAY = date(2026, 11, 23)


def said(*lines: str, listed: tuple[int, ...] = (1, 2, 3), language: str = "en") -> Said:
    return parse("\n".join(lines), listed, language, MONDAY)


def test_of_what_is_said_twice_of_one_number_the_last_holds() -> None:
    assert said("done 2 on Friday", "done 2").done == (Done(2),)
    assert said("move 2 to 1 Dec", "move 2 to 2 Dec").moves == (Move(2, date(2026, 12, 2)),)
    assert said("2: 3", "2: 4 of 7").counts == (Count(2, 4, 7),)
    assert said("6", "8").rating == 8
    assert said("stop", "start").wish == "start"
    assert said("done 9", "done 9").unused == (Unused("done 9", "that email listed 3 things"),)


def test_words_behind_a_colon_run_to_a_blank_line_or_the_next_command() -> None:
    found = said("stuck: the bank", "does not answer", "done 1", "win: it rained", "", "All is well.")
    assert found == Said(
        done=(Done(1),), stuck=(Stuck("the bank does not answer"),), wins=("it rained",), words=("All is well.",)
    )


def test_stuck_names_a_number_of_the_letter_in_three_ways_and_no_other() -> None:
    assert said("stuck: (2) no leads").stuck == said("stuck 2: no leads").stuck == (Stuck("no leads", 2),)
    assert said("stuck (2): no leads").stuck == (Stuck("no leads", 2),)
    assert said("stuck 9: no leads").stuck == (Stuck("(9) no leads"),)
    assert said("stuck: 2 leads").stuck == (Stuck("2 leads"),)
    assert said("stuck:").stuck == (Stuck(""),) and said("win:") == Said()


def test_greetings_and_thanks_are_words_only_where_nothing_else_was_said() -> None:
    assert said("Hi Alicia,", "done 2", "Thanks!").words == ()
    assert said("Hi Alicia,", "", "Thanks!").words == ("Hi Alicia,", "Thanks!")


def test_done_alone_means_the_only_thing_listed() -> None:
    assert said("Done!", listed=(4,)).done == (Done(4),)
    assert said("Done!", listed=()).unused == (Unused("Done!", "that email listed nothing"),)
    assert said("Done!").unused[0].line == "Done!"


def test_the_rest_of_a_broken_line_is_no_command() -> None:
    long = "I have thought about all of it on the train and at the end I was quite"
    assert said(long, "done") == Said(words=(long, "done"))


def test_nothing_is_nothing() -> None:
    assert said() == said("", "  ", "\u200b") == Said()


HABITS = (3,)
"""Of the three numbers the last means a habit."""


def test_a_habit_is_counted_and_neither_done_nor_moved() -> None:
    counted = parse("3: 2\n1: 7 of 12", (1, 2, 3), "en", MONDAY, HABITS)
    assert counted.counts == (Count(3, 2), Count(1, 7, 12)) and not counted.unused
    for line in ("done 3", "move 3 to Friday"):
        heard = parse(line, (1, 2, 3), "en", MONDAY, HABITS)
        assert not heard.done and not heard.moves
        assert [str(one) for one in heard.unused] == [f'"{line}": that email listed 2 things and one habit']
    both = parse("done 2 and 3", (1, 2, 3), "en", MONDAY, HABITS)
    assert both.done == (Done(2),) and len(both.unused) == 1


def test_all_done_speaks_of_what_can_be_done() -> None:
    assert parse("all done", (1, 2, 3), "en", MONDAY, HABITS).done == (Done(1), Done(2))
    assert parse("done", (1, 2), "en", MONDAY, (2,)).done == (Done(1),)
    (unused,) = parse("all done", (1, 2), "en", MONDAY, (1, 2)).unused
    assert str(unused) == '"all done": that email listed 2 habits'
