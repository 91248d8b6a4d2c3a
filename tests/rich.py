"""A workbook with nearly everything that Excel lets a coach put into one, for showing that a write leaves it alone."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

ROWS = 12
HEADERS = ("Client", "Commitment", "Due", "Done on", "My notes", "Status", "Days left", "Week", "Done?", "Trend")
STATUS, DAYS_LEFT = 5, 6
"""Our columns; the formulas beside them are the coach's: Week rests on Due, Done? on Status."""

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_EXTRA = {
    "xl/threadedComments/threadedComment1.xml": (
        "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment",
        "application/vnd.ms-excel.threadedcomments+xml",
        '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
        '<threadedComment ref="B2" dT="2026-11-20T09:00:00.00" personId="{0B1C2D3E-0000-4000-8000-000000000001}" '
        'id="{0B1C2D3E-0000-4000-8000-000000000002}"><text>Ask her</text></threadedComment></ThreadedComments>',
    ),
    "xl/slicers/slicer1.xml": (
        "http://schemas.microsoft.com/office/2007/relationships/slicer",
        "application/vnd.ms-excel.slicer+xml",
        '<slicers xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"/>',
    ),
}
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_CHAIN = f'<calcChain xmlns="{_MAIN}"><c r="H2" i="1"/><c r="I2"/></calcChain>'


def build(path: Path, *, epoch_1904: bool = False) -> None:
    """Write the workbook: five sheets, of which Commitments is the one that jobs write in."""
    book = xlsxwriter.Workbook(path, {"date_1904": epoch_1904, "default_date_format": "ddd d mmm yyyy"})
    bold = book.add_format({"bold": True, "bg_color": "#DDEEFF", "border": 1})
    day = book.add_format({"num_format": "ddd d mmm yyyy", "italic": True})
    _commitments(book, bold, day)
    _money(book, bold)
    _board(book)
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=Money!$B$2:$B$4"})
    book.add_chartsheet("Chart only").set_chart(chart)
    hidden = book.add_worksheet("Very hidden")
    hidden.write_row(0, 0, ["secret", 1, True])
    hidden.very_hidden()
    book.define_name("Fee", "=Money!$B$2")
    book.define_name("All_status", "=Commitments!$F$2:$F$13")
    book.set_properties({"title": "Strong Start", "author": "Ana Coach"})
    book.close()
    _inject(path)


def _commitments(book: Any, bold: Any, day: Any) -> None:
    sheet = book.add_worksheet("Commitments")
    sheet.write_row(0, 0, HEADERS, bold)
    for number in range(1, ROWS + 1):
        due = date(2026, 11, 20) + timedelta(days=number)
        sheet.write_row(number, 0, [f"Client {number % 4}", f"Do & dare <{number}>"])
        sheet.write_datetime(number, 2, due, day)
        sheet.write(number, 4, "private")
        sheet.write(number, STATUS, "Open", bold if number == 3 else None)
        sheet.write(number, DAYS_LEFT, number)
        sheet.write_formula(number, 7, f"=WEEKDAY(C{number + 1})", None, due.isoweekday() % 7 + 1)
        sheet.write_formula(number, 8, f'=IF(F{number + 1}="Done",1,0)', None, 0)
        sheet.add_sparkline(number, 9, {"range": f"Money!B2:B{number + 1}"})
    sheet.write_rich_string(2, 1, "plain ", bold, "bold", " plain")
    sheet.write_comment("B2", "A comment", {"author": "Ana"})
    sheet.data_validation("D2:D99", {"validate": "list", "source": ["x", "no"]})
    sheet.conditional_format("F2:F99", {"type": "cell", "criteria": "==", "value": '"Overdue"', "format": bold})
    sheet.conditional_format("G2:G99", {"type": "data_bar", "data_bar_2010": True})
    sheet.autofilter(0, 0, ROWS, len(HEADERS) - 1)
    sheet.freeze_panes(1, 1)
    sheet.set_column(2, 2, 16, day)
    sheet.set_row(5, 30)
    sheet.set_row(6, None, None, {"hidden": True})
    sheet.merge_range("L2:M3", "merged", bold)
    sheet.insert_checkbox("L5", True)
    sheet.print_area("A1:I13")
    sheet.repeat_rows(0)
    sheet.set_header("&LCommitments&R&D")
    sheet.set_landscape()
    sheet.write_url("L7", "https://example.com/agenda", string="agenda")


def _money(book: Any, bold: Any) -> None:
    sheet = book.add_worksheet("Money")
    rows = [["Jan", 240], ["Feb", 480], ["Mar", 120]]
    sheet.add_table("A1:B4", {"name": "Fees", "data": rows, "columns": [{"header": "Month"}, {"header": "Fee"}]})
    sheet.write_formula("D1", "=SUM(Fees[Fee])", bold, 840)
    sheet.write_formula("D2", '=COUNTIF(Commitments!F:F,"Done")', None, 0)
    sheet.write_formula("D3", "=D2*Fee", None, 0)
    sheet.write_formula("D4", '=COUNTIF(All_status,"Open")', None, ROWS)
    sheet.write_formula("D5", '=COUNTA(INDIRECT("Commitments!F2:F5"))', None, 4)
    sheet.write_array_formula("E1:E3", "{=B2:B4*2}", None, 480)
    sheet.write_array_formula("F1:F3", '{=IF(Commitments!F2:F4="Done",1,0)}', None, 0)
    sheet.insert_image("H2", "dot.png", {"image_data": io.BytesIO(_png())})
    sheet.insert_textbox("H9", "Remember the invoice")


def _board(book: Any) -> None:
    sheet = book.add_worksheet("It's mine")
    for kind, place in (("column", "A5"), ("pie", "J5")):
        chart = book.add_chart({"type": kind})
        chart.add_series({"values": "=Money!$B$2:$B$4", "categories": "=Money!$A$2:$A$4"})
        sheet.insert_chart(place, chart)
    sheet.write_formula("A1", "=Money!D3+1", None, 1)
    sheet.write_formula("A2", "='It''s mine'!B2*2", None, 42)
    sheet.write("B2", 21)
    sheet.protect("", {"sort": True})


def _png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0\xff\0\0\0\xff\0" * 2)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def _inject(path: Path) -> None:
    """Parts that no library writes: threaded comments, slicers, custom XML, a calculation chain."""
    with zipfile.ZipFile(path) as package:
        parts = {entry.filename: package.read(entry) for entry in package.infolist()}
    relations, types = "xl/worksheets/_rels/sheet1.xml.rels", "[Content_Types].xml"
    for number, (name, (kind, content_type, content)) in enumerate(_EXTRA.items()):
        parts[name] = content.encode()
        tag = f'<Relationship Id="rIdX{number}" Type="{kind}" Target="../{name.removeprefix("xl/")}"/>'
        parts[relations] = _before_end(parts[relations], tag)
        parts[types] = _before_end(parts[types], f'<Override PartName="/{name}" ContentType="{content_type}"/>')
    parts["customXml/item1.xml"] = b"<practice kind='small'/>"
    parts["xl/calcChain.xml"] = _CHAIN.encode()
    chain = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    parts[types] = _before_end(parts[types], f'<Override PartName="/xl/calcChain.xml" ContentType="{chain}"/>')
    tag = f'<Relationship Id="rIdC" Type="{_RELATIONS}/calcChain" Target="calcChain.xml"/>'
    parts["xl/_rels/workbook.xml.rels"] = _before_end(parts["xl/_rels/workbook.xml.rels"], tag)
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b' fullCalcOnLoad="1"', b"")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name, (2026, 11, 20, 9, 30, 2)), content, zipfile.ZIP_DEFLATED)


def _before_end(xml: bytes, tag: str) -> bytes:
    head, _, tail = xml.rpartition(b"</")
    return head + tag.encode() + b"</" + tail


def parts_of(path: Path) -> dict[str, bytes]:
    """Every part of a package, in order."""
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None
        return {entry.filename: package.read(entry) for entry in package.infolist()}
