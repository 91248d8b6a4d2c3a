"""Carrying a whole tab from a freshly drawn .xlsx into an existing one: sheet, notes, charts, formats, names."""

from __future__ import annotations

from lxml import etree

from sync.workbook.excel_book import Book, relations
from sync.workbook.excel_graft_styles import StyleGraft
from sync.workbook.excel_package import Package
from sync.workbook.excel_parts import Tree, content_type, free_part, main, parsed, relate, set_content_type, written


def graft_tab(host: Book, fresh: Book, title: str, styles: StyleGraft) -> None:
    """Add the fresh workbook's tab of that title as the last tab of the host."""
    part = next(sheet.part for sheet in fresh.sheets if sheet.title == title)
    sheet = restyled(fresh, part, styles)
    for view in sheet.iter(main("sheetView")):
        view.attrib.pop("tabSelected", None)
    placed = host.add_sheet(title, written(sheet)).part
    _carry_relations(host.package, fresh.package, part, placed)


def restyled(fresh: Book, part: str, styles: StyleGraft) -> Tree:
    """A fresh sheet with the host's numbers for formats, and its words in the cells themselves."""
    sheet, words = parsed(fresh.package.xml(part)), _shared_words(fresh)
    for cell in sheet.iter(main("c")):
        if cell.get("s"):
            cell.set("s", str(styles.cell(int(cell.get("s", "0")))))
        if cell.get("t") == "s":
            _say_inline(cell, words[int(cell.findtext(main("v"), "0"))])
    for line in (*sheet.iter(main("row")), *sheet.iter(main("col"))):
        name = "style" if line.tag == main("col") else "s"
        if line.get(name):
            line.set(name, str(styles.cell(int(line.get(name, "0")))))
    for rule in sheet.iter(main("cfRule")):
        if rule.get("dxfId"):
            rule.set("dxfId", str(styles.conditional(int(rule.get("dxfId", "0")))))
    return sheet


def _shared_words(fresh: Book) -> list[str]:
    part = fresh.related("/sharedStrings")
    return ["".join(item.itertext()) for item in parsed(fresh.package.xml(part))] if part else []


def _say_inline(cell: Tree, words: str) -> None:
    for child in list(cell):
        cell.remove(child)
    cell.set("t", "inlineStr")
    text = etree.SubElement(etree.SubElement(cell, main("is")), main("t"))
    text.text = words
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _carry_relations(host: Package, fresh: Package, source: str, placed: str) -> None:
    """Copy what a part refers to (notes, drawings, their charts) under free names, with the same relation ids."""
    for relation in relations(fresh, source):
        target = free_part(host, relation.target)
        host.put(target, fresh.get(relation.target))
        set_content_type(host, target, content_type(fresh, relation.target))
        _carry_relations(host, fresh, relation.target, target)
        relate(host, placed, relation.kind, target, relation.id)
