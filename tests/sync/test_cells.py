"""Cells: what counts as a date, a number, a name, an address, and what is said of the others (contract, section 2)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import cells
from sync.cells import Bad
from sync.workbook.base import BadValue, Value
from tests.worst import WORST, values

ZERO, ZERO_1904 = date(1899, 12, 30), date(1904, 1, 1)
DAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    "cell",
    [
        DAY,
        datetime(2026, 11, 27, 16, 30),
        (DAY - ZERO).days,
        float((DAY - ZERO).days) + 0.7,
        str((DAY - ZERO).days),
        "2026-11-27",
        " 2026-11-27 ",
        "2026-11-27T16:30",
        "2026-11-27 16:30:59",
        "2026-11-27T16:30:00Z",
        "2026-11-27T16:30:00.123+02:00",
        "27 Nov 2026",
        "27 November 2026",
        "Fri 27 Nov 2026",
        "Friday, November 27, 2026",
        "Nov 27 2026",
        "NOV 27TH, 2026 4:30 pm",
        "27-Nov-26",
        "27. November 2026",
        "27 de noviembre de 2026",
        "27 novembre 2026",
        "27 de novembro de 2026",
        "27 nov. 2026",
    ],
)
def test_these_all_say_the_27th_of_november(cell: Value) -> None:
    assert cells.day(cell, ZERO) == DAY


@pytest.mark.parametrize(
    "cell",
    [
        "31/02/2026", "27/11/2026", "11/27/2026", "27.11.2026", "2026-02-30", "2026-13-01", "2026-11-27T25:00",
        "31 Feb 2026",
        "27 Nov", "Nov 2026", "tomorrow", "Friday", "27 Nov Dec 2026", "0 Nov 2026", "27 Nov 20266",
        "27 Nov 2026 99:99",
        "27 Nov 2026 13:00 pm", True, False, 0, -5, 7, 36_525, 73_416, 1e300, float("nan"), float("inf"), date(1999,
        12, 31),
        date(2101, 1, 1), datetime.max, "٢٧ Nov ٢٠٢٦", "x" * 50_000, "#REF!", "=TODAY()", BadValue("#REF!"),
        BadValue(""),
    ],
)  # fmt: skip
def test_these_are_no_dates(cell: Value) -> None:
    with pytest.raises(Bad):
        cells.day(cell, ZERO)


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)), st.sampled_from([ZERO, ZERO_1904]))
def test_a_date_is_the_same_in_every_way_of_writing_it(day: date, zero: date) -> None:
    serial = (day - zero).days
    ways: list[Value] = [
        day,
        serial,
        float(serial),
        f"{serial}.25",
        day.isoformat(),
        f"{day:%d %b %Y}",
        f"{day:%A, %B %d, %Y}",
    ]
    assert {cells.day(way, zero) for way in ways} == {day}
    assert cells.day(cells.long_date(day), zero) == day


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 12, 31)))
def test_a_time_survives_a_sheets_fractions_to_the_second(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    serial = (moment - datetime(1899, 12, 30)) / timedelta(days=1)
    assert cells.moment(serial, ZERO)[0] == moment == cells.moment(moment.isoformat(" "), ZERO)[0]


def test_a_missing_time_is_midnight_and_known_as_missing() -> None:
    assert cells.moment("2026-11-27", ZERO) == (datetime(2026, 11, 27), False)
    assert cells.moment("2026-11-27 00:00", ZERO) == (datetime(2026, 11, 27), True)
    assert cells.moment(DAY, ZERO) == (datetime(2026, 11, 27), False)


def test_a_time_with_an_offset_is_brought_to_the_practices_clock() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert cells.moment("2026-11-27T16:30:00Z", ZERO, berlin) == (datetime(2026, 11, 27, 17, 30), True)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("31/02/2026", '"31/02/2026" is not a date'),
        ("27/11/2026", '"27/11/2026" is not a date. Did you mean 27 Nov 2026?'),
        ("11/27/2026", '"11/27/2026" is not a date. Did you mean 27 Nov 2026?'),
        ("03/04/2026", '"03/04/2026" is not a date'),
        ("05/05/2026", '"05/05/2026" is not a date. Did you mean 5 May 2026?'),
        ("2026-3-9", '"2026-3-9" is not a date. Did you mean 9 Mar 2026?'),
        ("2026/03/09 9:00", '"2026/03/09 9:00" is not a date. Did you mean 9 Mar 2026?'),
        ("2026-02-30", '"2026-02-30" is not a date'),
        (BadValue("#REF!"), '"#REF!" is an error'),
        (BadValue(""), "the formula's value is not stored; open and save the workbook once"),
    ],
)
def test_a_note_says_what_stands_there_and_guesses_only_where_one_lies_near(cell: Value, said: str) -> None:
    with pytest.raises(Bad) as bad:
        cells.day(cell, ZERO)
    assert str(bad.value) == said


@given(values)
def test_every_reader_gives_a_value_or_says_why_in_one_short_line(cell: Value) -> None:
    readers = [
        lambda: cells.day(cell, ZERO),
        lambda: cells.moment(cell, ZERO),
        lambda: cells.done(cell, ZERO),
        lambda: cells.number(cell),
        lambda: cells.whole(cell, 1, 10),
        lambda: cells.choice(cell, ("All", "None")),
        lambda: cells.mark(cell),
        lambda: cells.address(cell),
        lambda: cells.zone(cell),
        lambda: cells.language(cell),
        lambda: cells.text(cell),
    ]
    for read in readers:
        try:
            read()
        except Bad as bad:
            assert len(str(bad)) < 250 and str(bad).isprintable()


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (7, 7), (7.5, 7.5), ("7", 7), (" 7.50 ", 7.5), ("240,50", 240.5), ("1,234.50", 1234.5), ("1.234,50", 1234.5),
        ("1 234", 1234), ("1,234", 1234), ("-2", -2), ("1.234.567", 1234567), (".5", 0.5), ("0,125", 0.125),
    ],
)  # fmt: skip
def test_numbers_may_be_text(cell: Value, number: float) -> None:
    assert cells.number(cell) == number


@pytest.mark.parametrize(
    "cell", ["8/10", "seven", "1e5", "nan", "inf", "٧", "²", "", "1,2,3", True, DAY, BadValue("#N/A")]
)
def test_these_are_no_numbers(cell: Value) -> None:
    with pytest.raises(Bad):
        cells.number(cell)


@pytest.mark.parametrize("cell", [0, 11, 7.5, "7.5", "8/10", date(2026, 10, 8), True, -1, 1e300, float("nan")])
def test_ratings_are_whole_numbers_from_1_to_10(cell: Value) -> None:
    with pytest.raises(Bad, match="is not a whole number from 1 to 10"):
        cells.whole(cell, 1, 10)


@pytest.mark.parametrize("cell", [7, 7.0, "7", " 7.0 "])
def test_a_whole_number_may_come_as_a_fraction_or_text(cell: Value) -> None:
    assert cells.whole(cell, 1, 10) == 7


@pytest.mark.parametrize(
    ("one", "other"),
    [("Priya Nair", " priya   NAIR "), ("Zoë", "Zoe\u0308"), ("STRASSE", "straße"), ("Ana\u00a0Coach", "ana coach")],
)
def test_names_match_without_regard_to_case_blanks_and_composition(one: str, other: str) -> None:
    assert cells.fold(one) == cells.fold(other)


@given(st.text())
def test_folding_twice_changes_nothing(words: str) -> None:
    assert cells.fold(cells.fold(words)) == cells.fold(words)


def test_a_choice_is_given_in_the_lists_own_spelling_or_guessed_at() -> None:
    assert cells.choice(" twice A  month", ("Weekly", "Twice a month")) == "Twice a month"
    with pytest.raises(Bad, match=r'"Actve" is not one of Active, Paused. Did you mean "Active"\?$'):
        cells.choice("Actve", ("Active", "Paused"))


@pytest.mark.parametrize("cell", ["x", "X", " yes ", "Done", "✓", "TRUE", True])
def test_a_mark_on_done_counts(cell: Value) -> None:
    assert cells.done(cell, ZERO) is True


def test_done_on_knows_no_an_unticked_box_and_a_date() -> None:
    assert cells.done("No", ZERO) is False
    assert cells.done(False, ZERO) is None
    assert cells.done("27 Nov 2026", ZERO) == DAY
    with pytest.raises(Bad, match='"maybe" is not a date, x or no'):
        cells.done("maybe", ZERO)


@pytest.mark.parametrize(
    "cell", ["a@b.example", "first.last+tag@sub.example.com", "o'neil@example.com", "ñ@example.com", "Ana@Bücher.DE"]
)
def test_one_bare_address_is_read(cell: str) -> None:
    assert cells.address(f" {cell} ") == cell


@pytest.mark.parametrize(
    "cell",
    [
        "a@b", "a b@example.com", "Ana <ana@example.com>", "a@example.com, b@example.com",
        "a@example.com\r\nBcc: x@example.com",
        "=?utf-8?q?a?=@", "@example.com", "a@@example.com", "a@.example.com", "a@exa_mple.com",
        "x" * 300 + "@example.com", 7, True, "a\u200b@example.com", '"a"@example.com', "a@[127.0.0.1]", "a@x.onion",
    ],
)  # fmt: skip
def test_these_are_no_addresses(cell: Value) -> None:
    with pytest.raises(Bad, match="is not an email address"):
        cells.address(cell)


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("Europe/Berlin", "Europe/Berlin"), ("europe/berlin", "Europe/Berlin"), ("Berlin", "Europe/Berlin"),
        ("UTC", "UTC"),
        (" new  york ", "America/New_York"), ("Kolkata", "Asia/Kolkata"), ("Chatham", "Pacific/Chatham"),
        ("London", "Europe/London"),
    ],
)  # fmt: skip
def test_a_zone_is_an_iana_name_or_a_city_of_one(cell: str, name: str) -> None:
    assert cells.zone(cell) == ZoneInfo(name)


def test_a_zone_that_is_none_is_guessed_at() -> None:
    with pytest.raises(Bad, match=r'"Berlim" is not a time zone; type a city such as Berlin. Did you mean "Berlin"\?$'):
        cells.zone("Berlim")


@pytest.mark.parametrize("cell", [cell for cell in WORST if isinstance(cell, str)], ids=lambda cell: repr(cell)[:20])
def test_what_a_note_repeats_is_one_short_printable_line(cell: str) -> None:
    assert len(cells.quoted(cell)) <= cells.SHOWN + 2 and cells.quoted(cell).isprintable()
