"""The workbook that setup makes: every tab and column, what may be typed, how it looks, what Today says."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from sync.policies import RULES, rows_for_setup
from sync.schema import OUTCOMES, TABS, TODAY, Column, Kind, Tab
from sync.workbook import looks
from sync.workbook.base import AddRow, AddTab, Changes, WorkbookProblem
from sync.workbook.excel import ExcelWorkbook
from sync.workbook.excel_new import create
from tests.sync.workbook.office import needs_office, reopened

MADE = [tab for tab in TABS.values() if not tab.made_by_job]
COLUMNS = [(tab, column) for tab in MADE for column in tab.columns]
FREE = (Kind.TEXT,)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    path = tmp_path_factory.mktemp("new") / "practice.xlsx"
    create(path, policies_rows=rows_for_setup())
    return openpyxl.load_workbook(path)


def check_of(page: Worksheet, tab: Tab, column: Column) -> DataValidation | None:
    letter = openpyxl.utils.get_column_letter(tab.columns.index(column) + 1)
    return next((rule for rule in page.data_validations.dataValidation if f"{letter}2" in rule.sqref), None)


def test_the_tabs_stand_in_the_contracts_order_with_today_first(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == [TODAY, *(tab.title for tab in MADE)]
    assert book.active is not None and book.active.title == TODAY


@pytest.mark.parametrize("tab", MADE, ids=lambda tab: tab.title)
def test_the_headers_stand_in_the_contracts_order_with_their_notes(book: openpyxl.Workbook, tab: Tab) -> None:
    cells = book[tab.title][1]
    assert [cell.value for cell in cells] == [column.header for column in tab.columns]
    assert [cell.comment.text if cell.comment else "" for cell in cells] == [column.note for column in tab.columns]


def test_the_columns_that_jobs_write_are_marked_and_no_others(tmp_path: Path) -> None:
    path = tmp_path / "practice.xlsx"
    create(path)
    for title, grid in ExcelWorkbook(path).read().grids.items():
        ours = {i: c.header for i, c in enumerate(TABS[title].columns) if c.ours} if title != TODAY else {}
        assert grid.marks == ours, title


@pytest.mark.parametrize(("tab", "column"), COLUMNS, ids=lambda thing: getattr(thing, "title", None) or thing.header)
def test_every_column_has_the_check_of_its_kind(book: openpyxl.Workbook, tab: Tab, column: Column) -> None:
    rule = check_of(book[tab.title], tab, column)
    if column.ours:
        assert rule is not None and rule.errorStyle == "warning", "a job's column warns, and lets the typing pass"
    elif column.kind in FREE:
        assert rule is None
    else:
        assert rule is not None and rule.error and rule.showErrorMessage
        assert rule.sqref.ranges and max(r.max_row for r in rule.sqref.ranges) >= 1000


@pytest.mark.parametrize("kind", [Kind.DATE, Kind.MOMENT, Kind.DONE, Kind.WHOLE, Kind.CHOICE, Kind.NUMBER, Kind.MONEY])
def test_what_cannot_be_read_is_refused(book: openpyxl.Workbook, kind: Kind) -> None:
    for tab, column in COLUMNS:
        if column.kind is kind and not column.ours:
            rule = check_of(book[tab.title], tab, column)
            assert rule is not None and rule.errorStyle in (None, "stop"), f"{tab.title}.{column.header}"


def test_eight_of_ten_is_no_confidence(book: openpyxl.Workbook) -> None:
    """A sheet turns 8/10 into a date, which counts some 46,000 days: far above ten."""
    rule = check_of(book["Commitments"], TABS["Commitments"], TABS["Commitments"].column("Confidence"))
    assert rule is not None
    assert (rule.type, rule.formula1, rule.formula2) == ("whole", "1", "10")


def test_a_choice_is_a_drop_down(book: openpyxl.Workbook) -> None:
    rule = check_of(book["Sessions"], TABS["Sessions"], TABS["Sessions"].column("Outcome"))
    assert rule is not None and rule.formula1 == f'"{",".join(OUTCOMES)}"'


def test_policies_are_filled_in_with_their_defaults(book: openpyxl.Workbook) -> None:
    names = [row[0].value for row in book["Policies"].iter_rows(min_row=2)]
    assert names == [rule.name for rule in RULES]


@pytest.mark.parametrize("title", ["Clients", "Commitments"])
def test_what_a_coach_wants_at_eight_stands_on_the_first_screen(book: openpyxl.Workbook, title: str) -> None:
    """1366 pixels less the row numbers and the scroll bar; a character is 7 pixels, a column has 5 of margin."""
    pixels = 0
    for letter, column in zip(_letters(), TABS[title].columns, strict=False):
        if column.header == "Sync note":
            break
        size = book[title].column_dimensions[_group_of(book[title], letter)]
        pixels += 0 if size.hidden else int(size.width * 7 + 5)
    assert pixels < 1366 - 50 - 150, "the Sync note begins on the screen"


def _letters() -> Iterator[str]:
    return (openpyxl.utils.get_column_letter(number) for number in range(1, 100))


def _group_of(page: Worksheet, letter: str) -> str:
    """openpyxl keeps equal neighbours under the first one's letter."""
    number = openpyxl.utils.column_index_from_string(letter)
    return next(name for name, size in page.column_dimensions.items() if size.min <= number <= size.max)


@pytest.mark.parametrize("tab", MADE, ids=lambda tab: tab.title)
def test_tucked_columns_stand_in_collapsed_groups(book: openpyxl.Workbook, tab: Tab) -> None:
    for letter, column in zip(_letters(), tab.columns, strict=False):
        size = book[tab.title].column_dimensions[_group_of(book[tab.title], letter)]
        assert (size.hidden, size.outlineLevel) == ((True, 1) if column.tucked else (False, 0)), column.header


def test_only_the_header_and_the_client_column_are_frozen(book: openpyxl.Workbook) -> None:
    assert {book[title].freeze_panes for title in ("Clients", "Commitments", "Sessions")} == {"B2"}
    assert book["Check-ins"].freeze_panes == "A2"


def test_no_status_speaks_by_its_colour_alone() -> None:
    """In print and without colour sight: bold, italic, underlined or struck out says it too."""
    cues = ("bold", "italic", "underline", "font_strikeout")
    for (tab, _), words in looks.TONES.items():
        for word, look in words.items():
            assert any(look.get(cue) for cue in cues), f"{tab}: {word}"


def test_words_are_data_whatever_they_begin_with(tmp_path: Path) -> None:
    path = tmp_path / "practice.xlsx"
    words = ["=1+1", "+49 30", "-", "@SUM(A1)", "https://example.com", "{{ 7*7 }}"]
    create(path, {"Commitments": [{"Client": "Priya Nair", "Commitment": w, "Due": date(2026, 11, 25)} for w in words]})
    page = openpyxl.load_workbook(path)["Commitments"]
    assert [page.cell(row, 2).value for row in range(2, 8)] == words
    assert {page.cell(row, 2).data_type for row in range(2, 8)} == {"s"}
    assert not page._hyperlinks


def test_a_file_that_stands_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "practice.xlsx"
    path.write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        create(path)
    assert path.read_bytes() == b"mine"
    assert list(tmp_path.iterdir()) == [path]


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    create(tmp_path / "practice.xlsx")
    assert stat.S_IMODE((tmp_path / "practice.xlsx").stat().st_mode) == 0o600


def test_a_title_that_no_tab_can_have_is_named(tmp_path: Path) -> None:
    with pytest.raises(WorkbookProblem, match=r'"Clients/old".*\[tabs\]'):
        create(tmp_path / "practice.xlsx", titles={"Clients": ["Clients/old"]})


@needs_office
def test_today_says_what_stands_in_the_other_tabs(tmp_path: Path) -> None:
    path, today = tmp_path / "practice.xlsx", date.today()
    client = {"Client": "Priya Nair", "Track": "Talk", "Why": "1 of 5 done", "Next action": "Decide: Recommit"}
    won = {"Client": "Marcus Lee", "Commitment": "Run ten kilometres", "Status": "Done", "Closed on": today}
    rows = [won, {"Client": "Priya Nair", "Commitment": "Call five leads", "Status": "Open", "Due": today}]
    rows.append({"Client": "Priya Nair", "Commitment": "Badly dated", "Status": "Open", "Due": "31/02/2026"})
    create(path, {"Clients": [client], "Commitments": rows})
    words = today_of(path, tmp_path)
    assert {"No run yet.", "Priya Nair", "1 of 5 done", "Decide: Recommit", "Run ten kilometres"} <= words
    assert "Call five leads" in words and "Badly dated" not in words
    assert "Sessions: none planned in the next 7 days" in words


@needs_office
@pytest.mark.parametrize(("hours", "said"), [(2, "4 sent, 2 rows to check, 1 decision waiting"), (30, "a day ago")])
def test_today_finds_the_logs_that_jobs_make_later(tmp_path: Path, hours: int, said: str) -> None:
    path, now = tmp_path / "practice.xlsx", datetime.now()
    create(path)
    workbook = ExcelWorkbook(path)
    workbook.read()
    run = {0: now - timedelta(hours=hours), 1: "nightly", 4: 4, 5: 2}
    decision = AddRow("Decisions", 2, {5: now.date(), 6: "Priya Nair", 7: "Recommit", 12: "dq7x"})
    tabs = [AddTab("Sync log", "Sync log"), AddTab("Decisions", "Decisions")]
    workbook.apply(Changes(tabs=tabs, rows=[AddRow("Sync log", 2, run), decision]))
    assert any(word.startswith("Last run ") and said in word for word in today_of(path, tmp_path))


def today_of(path: Path, folder: Path) -> set[str]:
    """The words that LibreOffice shows in Today; none of them an error but in the charts' own figures."""
    page = openpyxl.load_workbook(reopened(path, folder), data_only=True)[TODAY]
    shown = {str(cell.value) for row in page.iter_rows(max_col=10) for cell in row if cell.value is not None}
    assert not [word for word in shown if word.startswith("#")]
    return shown
