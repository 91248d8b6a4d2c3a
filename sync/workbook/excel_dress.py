"""Completing a tab that stands: what a freshly drawn tab has and this one lacks, column by column. No new tabs.

Rows keep their bytes; what stands before and behind them in the sheet's XML takes the additions.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field

from lxml import etree

from sync.workbook.excel_book import Book, SheetPart, relations
from sync.workbook.excel_cells import COLUMNS, Written, letters, position
from sync.workbook.excel_graft_styles import StyleGraft
from sync.workbook.excel_layout import TabLayout
from sync.workbook.excel_parts import Tree, main, parsed, written
from sync.workbook.excel_sheet import Sheet
from sync.workbook.excel_sheet_order import columns_of, placed
from sync.workbook.excel_xml import element, root, shadow, spliced, with_attribute


@dataclass(slots=True)
class Dressing:
    """One tab to complete: `stood` of its columns stood before, `fresh` is the same tab freshly drawn.

    `filled` are rows (1-based) for a tab without any.
    """

    layout: TabLayout
    stood: int
    fresh: Tree
    styles: StyleGraft
    filled: dict[int, dict[int, Written]] = field(default_factory=dict)

    def new(self, column: int) -> bool:
        return column >= self.stood


def dress(host: Book, sheet: SheetPart, dressing: Dressing) -> None:
    """Put in the tab what it lacks: headers, widths, formats, notes, checks, colours, panes, filter."""
    package = host.package
    notes = _noted(host, sheet)
    xml = _with_headers(package.xml(sheet.part), dressing, host.epoch_1904)
    standing = Sheet(xml, sheet.title)
    before, rows, after = (
        xml[: standing.data.start],
        xml[standing.data.start : standing.data.end],
        xml[standing.data.end :],
    )
    prefix = standing.p
    frame = parsed(before + b"<" + prefix + b"sheetData/>" + after)
    if _complete(frame, dressing, notes, bool(_tables(host, sheet))):
        outer = written(frame)
        hole = element(shadow(outer), root(outer)[0] + b"sheetData")
        assert hole is not None, "it was there before"
        xml = spliced(outer, [(hole.start, hole.end, rows)])
    package.put(sheet.part, xml)


def _with_headers(xml: bytes, dressing: Dressing, epoch_1904: bool) -> bytes:
    """New columns get their headers; headers that stood without a format get one."""
    looks = _header_looks(dressing.fresh)
    columns = dressing.layout.columns
    wanted: dict[int, dict[int, Written]] = {1: {i: c.header for i, c in columns if dressing.new(i)}, **dressing.filled}
    wanted = {row: cells for row, cells in wanted.items() if cells}
    if wanted:
        like = {1: {index: dressing.styles.cell(looks[index]) for index in wanted.get(1, {})}}
        xml = Sheet(xml, dressing.layout.title).with_cells(wanted, lambda style, value: style, epoch_1904, like).xml
    sheet = Sheet(xml, dressing.layout.title)
    edits = []
    for index, _ in columns:
        cell = sheet.cell(1, index)
        if cell and not sheet.style(cell):
            style = b"%d" % dressing.styles.cell(looks[index])
            edits.append((cell.start, cell.tag_end, with_attribute(sheet.tag(cell), b"s", style)))
    return spliced(xml, edits) if edits else xml


def _header_looks(fresh: Tree) -> dict[int, int]:
    """Column -> the fresh workbook's number for its header's format."""
    row = fresh.find(f"{main('sheetData')}/{main('row')}")
    cells = row if row is not None else ()
    return {position(cell.get("r", "").encode())[1]: int(cell.get("s", "0")) for cell in cells}


def _noted(host: Book, sheet: SheetPart) -> set[int]:
    """The columns whose header carries a note."""
    found = set()
    for relation in relations(host.package, sheet.part):
        if relation.kind.endswith("/comments"):
            places = (
                position(note.get("ref", "A9").encode())
                for note in parsed(host.package.xml(relation.target)).iter(main("comment"))
            )
            found |= {column for row, column in places if row == 1}
    return found


def _tables(host: Book, sheet: SheetPart) -> list[str]:
    return [r.target for r in relations(host.package, sheet.part) if r.kind.endswith("/table")]


def _complete(frame: Tree, dressing: Dressing, notes: set[int], has_table: bool) -> bool:
    """Each of these adds what lacks, and says whether anything did."""
    done = [
        _add_widths(frame, dressing),
        _add_colours(frame, dressing),
        _add_checks(frame, dressing),
        _add_notes(frame, dressing, notes),
        _add_panes(frame, dressing),
        not has_table and _add_filter(frame, dressing),
    ]
    return any(done)


def _dressed(dressing: Dressing) -> set[int]:
    return {index for index, _ in dressing.layout.columns}


def _add_widths(frame: Tree, dressing: Dressing) -> bool:
    """Width and format of the column's cells. A column that stood is never hidden, and joins no group."""
    block = frame.find(main("cols"))
    standing = list(block) if block is not None else []
    known = {index for col in standing for index in _covered(col)}
    drawn = {index: col for col in dressing.fresh.iter(main("col")) for index in _covered(col)}
    missing = [index for index in sorted(_dressed(dressing)) if index not in known and index in drawn]
    for index in missing:
        col = deepcopy(drawn[index])
        col.set("min", str(index + 1))
        col.set("max", str(index + 1))
        col.set("style", str(dressing.styles.cell(int(col.get("style", "0")))))
        if not dressing.new(index):
            for attribute in ("hidden", "outlineLevel", "collapsed"):
                col.attrib.pop(attribute, None)
        block = placed(frame, "cols") if block is None else block
        block.append(col)
    if missing and block is not None:
        block[:] = sorted(block, key=lambda col: int(col.get("min", "1")))
        if any(col.get("outlineLevel") for col in block):
            placed(frame, "sheetFormatPr", {"defaultRowHeight": "15"}).set("outlineLevelCol", "1")
    return bool(missing)


def _covered(col: Tree) -> range:
    return range(int(col.get("min", "1")) - 1, min(int(col.get("max", "1")), COLUMNS))


def _add_colours(frame: Tree, dressing: Dressing) -> bool:
    coloured = {column for block in frame.iter("{*}conditionalFormatting") for column in columns_of(block)}
    priority = max((int(rule.get("priority", "0")) for rule in frame.iter("{*}cfRule")), default=0)
    added = False
    for block in dressing.fresh.findall(main("conditionalFormatting")):
        if columns_of(block) & coloured or not columns_of(block) <= _dressed(dressing):
            continue
        block = deepcopy(block)
        for rule in block.findall(main("cfRule")):
            priority += 1
            rule.set("priority", str(priority))
            rule.set("dxfId", str(dressing.styles.conditional(int(rule.get("dxfId", "0")))))
        placed(frame, "conditionalFormatting", block)
        added = True
    return added


def _add_checks(frame: Tree, dressing: Dressing) -> bool:
    """Drop-downs, checks on typing and warnings, each only where its column has none."""
    checked = {column for rule in frame.iter("{*}dataValidation") for column in columns_of(rule, from_row=2)}
    return _add_rules(
        frame,
        [
            deepcopy(rule)
            for rule in dressing.fresh.iter(main("dataValidation"))
            if columns_of(rule) <= _dressed(dressing) - checked
        ],
    )


def _add_notes(frame: Tree, dressing: Dressing, notes: set[int]) -> bool:
    """A header's note, shown when its cell is chosen: a comment would need two more parts of the file."""
    prompted = {column for rule in frame.iter("{*}dataValidation") for column in columns_of(rule, to_row=1)}
    lacking = _dressed(dressing) - notes - prompted
    return _add_rules(
        frame,
        [
            _prompt(letters(index).decode() + "1", column.header, column.note)
            for index, column in dressing.layout.columns
            if index in lacking and column.note
        ],
    )


def _prompt(cell: str, title: str, note: str) -> Tree:
    rule = etree.Element(main("dataValidation"), allowBlank="1", showInputMessage="1", sqref=cell)
    rule.set("promptTitle", title[:32])
    rule.set("prompt", note[:255])
    return rule


def _add_rules(frame: Tree, rules: list[Tree]) -> bool:
    if rules:
        block = frame.find(main("dataValidations"))
        block = placed(frame, "dataValidations") if block is None else block
        block.extend(rules)
        block.set("count", str(len(block)))
    return bool(rules)


def _add_panes(frame: Tree, dressing: Dressing) -> bool:
    drawn = dressing.fresh.find(f"{main('sheetViews')}/{main('sheetView')}")
    view = frame.find(f"{main('sheetViews')}/{main('sheetView')}")
    if drawn is None or drawn.find(main("pane")) is None or (view is not None and view.find(main("pane")) is not None):
        return False
    if view is None:
        view = etree.SubElement(placed(frame, "sheetViews"), main("sheetView"), workbookViewId="0")
    view[:] = [deepcopy(child) for child in drawn]
    return True


def _add_filter(frame: Tree, dressing: Dressing) -> bool:
    drawn = dressing.fresh.find(main("autoFilter"))
    if drawn is None or frame.find(main("autoFilter")) is not None:
        return False
    placed(frame, "autoFilter", deepcopy(drawn))
    return True
