"""Rows of Templates: which can be used, and what the coach reads beside those that cannot."""

from __future__ import annotations

import pytest

from sync.workbook.base import BadValue, Value
from tests.practice import Book, book


def templates(*rows: dict[str, Value], languages: tuple[str, ...] = ("en",)) -> Book:
    clients = [
        {"Client": f"Client {n}", "Email": f"client{n}@example.com", "Language": language}
        for n, language in enumerate(languages)
    ]
    return book(clients=clients, templates=list(rows))


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("due", ("due", "en")),
        (" Due ", ("due", "en")),
        ("due (es)", ("due", "es")),
        ("DUE(German)", ("due", "de")),
        ("agreed ( pt-BR )", ("agreed", "pt")),
    ],
)
def test_a_row_is_known_by_its_section_and_language(name: str, key: tuple[str, str]) -> None:
    night = templates({"Name": name, "Body": "Hello {{ name }}"}, languages=("en", "es", "de", "pt")).run()
    assert [(one.section, one.language) for one in night.reading.record.own_words] == [key]
    assert night.reading.record.rows_to_check == 0


@pytest.mark.parametrize(
    ("row", "note"),
    [
        ({"Name": "welcom", "Body": "x"}, 'Name: no section "welcom". Did you mean "welcome"?'),
        ({"Name": "poem", "Body": "x"}, 'Name: no section "poem". There are receipt, welcome'),
        ({"Name": "due (tlh)", "Body": "x"}, 'Name: "tlh" is not one of en, es, de, fr, pt'),
        ({"Name": "due", "Body": "{{ things }}"}, "Body: there is no {{ things }}"),
        ({"Name": "due", "Subject": "{{ total"}, "Subject: line 1 cannot be read"),
        ({"Name": "due", "Subject": "x" * 39}, "Subject: 39 characters are more than the 38 that a phone shows"),
        ({"Name": "welcome", "Subject": "{{ fee }}"}, "Subject: there is no {{ fee }}"),
        ({"Name": "due", "Subject": "{% for g in groups %}x{% endfor %}"}, "Subject: there is no {{ groups }}"),
        ({"Name": "due", "Body": BadValue("#REF!")}, "Body: "),
    ],
)
def test_a_row_that_cannot_be_used_is_to_check_and_says_why(row: dict[str, Value], note: str) -> None:
    made = templates(row)
    night = made.run()
    assert night.reading.record.own_words == [] and night.reading.record.rows_to_check == 1
    assert str(made["Templates", 0, "Sync note"]).startswith(note)


def test_of_two_rows_for_one_section_the_upper_one_holds() -> None:
    rows: list[dict[str, Value]] = [
        {"Name": "due", "Body": "one"},
        {"Name": "Due", "Body": "two"},
        {"Name": "due (es)", "Body": "tres"},
    ]
    made = templates(*rows, languages=("en", "es"))
    assert [one.body for one in made.run().reading.record.own_words] == ["one", "tres"]
    assert made["Templates", 1, "Sync note"] == "Due stands twice; the upper row holds"


def test_a_row_that_says_nothing_and_one_in_a_language_of_nobody_are_noted() -> None:
    made = templates({"Name": "due"}, {"Name": "agreed", "Body": "x"}, languages=("de", "es"))
    night = made.run()
    assert made["Templates", 0, "Sync note"] == "Subject and Body are blank, so the built-in words go out"
    told = 'No client has English as Language; name it "agreed (de)" or "agreed (es)"'
    assert made["Templates", 1, "Sync note"] == told and night.reading.record.rows_to_check == 0
