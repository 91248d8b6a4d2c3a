"""How a text falls into lines, and which of them a mail program broke in two."""

from __future__ import annotations

from jobs.answers.lines import LONGEST, broken, split, visible


def test_every_kind_of_end_ends_a_line() -> None:
    assert split("a\nb\r\nc\rd\u2028e\u2029f") == ["a", "b", "c", "d", "e", "f"]


def test_only_what_can_be_seen_is_left() -> None:
    assert visible("\u200fdone\u00a02\u200b \n\x00\n\ufeff7") == ["done 2", "", "7"]
    assert len(visible("x" * 10_000)[0]) == LONGEST


def test_a_line_is_the_rest_of_one_whose_end_had_no_room_for_its_first_word() -> None:
    long = "I have thought about all of it on the train and at the end I was quite"
    assert broken(long, "done 2 stations before mine.")
    assert not broken(f"{long}.", "done 2") and not broken(f"{long}:", "done 2")
    assert not broken("A short line", "done 2") and not broken("", "done 2") and not broken(long, "")
    assert not broken("x" * 150, "done 2")
