"""What stands around a command and does not change it, and the signs that deny one."""

from __future__ import annotations

import pytest

from jobs.answers.bare import bare, courteous, label


@pytest.mark.parametrize("line", ["done 2", "- done 2", "• done 2", "**done 2**", "“done 2”", "(done 2)",
                                  "done 2!", "¡done 2!", "done 2 🎉", "👉 done 2", "done 2 :-)", "please done 2",
                                  "done 2, thanks", "ｄｏｎｅ　２", "_done 2_", "* “done 2”, thank you!"])  # fmt: skip
def test_what_decorates_a_command_is_taken_off(line: str) -> None:
    assert " ".join(bare(line).split()) == "done 2"


@pytest.mark.parametrize(("line", "said"), [("✅ 1, 3", "done 1, 3"), ("2 ✔️", "done 2"), ("✓", "done"), ("7️⃣", "7")])
def test_a_tick_by_numbers_is_done_and_a_keycap_is_its_figure(line: str, said: str) -> None:
    assert bare(line) == said


@pytest.mark.parametrize("line", ["❌ 2", "done 2 ❓", "✗ done 2", "☐ 2"])
def test_a_cross_denies(line: str) -> None:
    assert bare(line) == ""


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("stuck: no leads – none at all", ("stuck", "no leads – none at all")),
        ("- Win: sold it - at last", ("win", "sold it - at last")),
        ("*Help:* a list", ("help", "a list")),
        ("“agenda: prices”", ("agenda", "prices")),
        ("Réussite : l’accord", ("reussite", "l’accord")),
        ("win： a day", ("win", "a day")),
        ("no colon here", ("", "")),
        ("x" * 50 + ": y", ("", "")),
    ],
)
def test_the_words_before_a_colon_and_behind_it(line: str, found: tuple[str, str]) -> None:
    assert label(line) == found


def test_a_greeting_is_courteous_and_a_sentence_is_not() -> None:
    assert all(map(courteous, ("Hi Alicia,", "Thanks!", "LG", "¡Gracias!", "Good morning", "Viele Grüße")))
    assert not any(map(courteous, ("Hi, done 2", "Dear me, what a week that was", "Thanks to you it works", "7")))
