"""Which lines were written now, and which are a letter answered or forwarded."""

from __future__ import annotations

import pytest

from jobs.answers.quoted import written_now

WROTE = "On Mon, 23 Nov 2026 at 08:00, Alicia <ana@strongstart.example> wrote:"


def now(text: str) -> list[str]:
    return [line for line in written_now(text.split("\n")) if line]


@pytest.mark.parametrize(
    "heading",
    [
        WROTE,
        "On Mon, 23 Nov 2026 at 08:00, Alicia\n<ana@strongstart.example> wrote:",
        "Am 23.11.26 um 08:00 schrieb Alicia:",
        "Am Montag, 23. November 2026 hat Alicia <a@b.example> Folgendes geschrieben:",
        "En lunes, 23 de noviembre de 2026, Alicia <a@b.example> escribió:",
        "Le 23/11/2026 à 08:00, Alicia a écrit :",
        "Em 23/11/2026 08:00, Alicia escreveu:",
        "---- On Mon, 23 Nov 2026 08:00:00 +0100 Alicia <a@b.example> wrote ---",
        "-----Original Message-----",
        "-------- Ursprüngliche Nachricht --------",
        "‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐",
        "Begin forwarded message:",
        "________________________________",
        "From: Alicia <a@b.example>\nSent: Monday\nTo: Priya\nSubject: x",
        "Gesendet: Montag\nVon: Alicia\nAn: Jonas\nBetreff: x",
        "*De :* Alicia\n*Envoyé :* lundi\n*Objet :* x",
    ],
)
def test_nothing_counts_below_what_announces_an_unmarked_letter(heading: str) -> None:
    assert now(f"7\n\n{heading}\n\nHello Priya,\nstop\ndone 2") == ["7"]


def test_a_sentence_above_an_announcement_is_no_part_of_it() -> None:
    for announced in (WROTE, "Alicia <ana@strongstart.example> wrote:", "Am 23.11.26 um 08:00 schrieb Alicia:"):
        assert now(f"Am besten reden wir am Mittwoch\n{announced}\nstop") == ["Am besten reden wir am Mittwoch"]


def test_marked_lines_are_left_out_and_what_stands_between_and_below_stays() -> None:
    assert now(f"7\n{WROTE}\n> stop\nyes\n>> fewer\n\n> done 2\n\nno") == ["7", "yes", "no"]


def test_the_second_half_of_a_marked_line_that_was_broken_is_left_out() -> None:
    long = "> To answer, a line is enough: “done 1”, “move 1 to 30 Nov because …”, a"
    assert now(f"{long}\nnumber from 1 to 10\n\n7") == ["7"]


@pytest.mark.parametrize(
    "said",
    [
        "On Friday my boss wrote: well done",
        "From: my heart",
        "Date: none yet\nI asked.",
        "On 3 May 2026 I wrote it all down.",
        "Original message in a bottle",
        "To: do\nbuy milk",
    ],
)
def test_what_people_write_is_no_announcement(said: str) -> None:
    assert now(f"{said}\nseven") == [*said.split("\n"), "seven"]
