"""The tab Templates in a run: the coach's own words go out, or the reason stands in her row (guarantee 9)."""

from __future__ import annotations

from pathlib import Path

from tests.practice_files import EIGHT, Practice, practice


def with_templates(folder: Path, *rows: dict[str, str]) -> Practice:
    return practice(folder, Templates=[{"Subject": None, **row} for row in rows])


def text_of(one: Practice, name: str) -> str:
    (message,) = (m for m in one.outbox() if str(m["To"]).startswith(name))
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_her_words_go_out_and_the_second_run_finds_nothing_to_do(tmp_path: Path) -> None:
    one = with_templates(
        tmp_path, {"Name": "agreed", "Subject": "For {{ name }}", "Body": "Dear {{ name }}, {{ total }} new."}
    )
    assert one.run(EIGHT).status == 0
    assert "Dear Priya, 2 new." in text_of(one, "Priya") and "Dear Noa, 2 new." in text_of(one, "Noa")
    assert {row["Subject"] for row in one.rows("Mail log") if "agreed" in str(row["Kind"])} >= {"For Priya", "For Noa"}
    before = one.cells()
    assert one.run("2026-11-23T09:00+01:00").letters == (0, 0, 0, 0)
    assert {place: value for place, value in one.cells().items() if place[0] != "Sync log"} == {
        place: value for place, value in before.items() if place[0] != "Sync log"
    }


def test_words_that_cannot_be_used_stop_no_letter_and_are_told_in_their_row(tmp_path: Path) -> None:
    one = with_templates(
        tmp_path, {"Name": "agreed", "Body": "{{ self.__init__ }}"}, {"Name": "due", "Body": "{% for x in y %}"}
    )
    found = one.run(EIGHT)
    assert found.status == 0 and found.letters[0] == 4 and found.json["rows_to_check"] == 3
    assert "{{" not in text_of(one, "Priya") and "Call five leads" in text_of(one, "Priya")
    notes = one.column("Templates", "Sync note")
    assert str(notes[0]).startswith("Body: there is no {{ self }}") and str(notes[1]).startswith("Body: line 1 ")
