"""The parts of an .xlsx package as XML trees: relations and content types of what excel_book.py does not handle."""

from __future__ import annotations

import posixpath
import re

from lxml import etree

from sync.workbook.base import Unreadable
from sync.workbook.excel_book import TYPES
from sync.workbook.excel_package import Package

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_NO_RELATIONS = f'<Relationships xmlns="{_RELATIONS}"/>'

Tree = etree._Element


def parsed(xml: bytes) -> Tree:
    """The part as a tree, entities and outside links left alone. Raises Unreadable for broken XML."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        return etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable("A part of the file is damaged. Open it in Excel, let it repair, and save it.") from error


def written(root: Tree) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def main(name: str) -> str:
    """A name of the sheet's own XML namespace, as lxml spells it."""
    return f"{{{_MAIN}}}{name}"


def relate(package: Package, part: str, kind: str, target: str, link: str) -> None:
    """Add a relation from a part to another one, under that id."""
    folder, file = posixpath.split(part)
    name = posixpath.join(folder, "_rels", file + ".rels")
    root = parsed(package.xml(name)) if name in package.names else etree.fromstring(_NO_RELATIONS)
    etree.SubElement(root, f"{{{_RELATIONS}}}Relationship", Id=link, Type=kind, Target="/" + target)
    package.put(name, written(root))


def free_part(package: Package, like: str) -> str:
    """A name for a new part, like that one, which no part has yet: xl/charts/chart3.xml."""
    stem, ending = posixpath.splitext(like)
    stem = re.sub(r"\d+$", "", stem)
    taken = {name.lower() for name in package.names}
    return next(name for n in range(1, len(taken) + 2) if (name := f"{stem}{n}{ending}").lower() not in taken)


def content_type(package: Package, part: str) -> str:
    """The content type of a part, by its name or its ending."""
    ending = part.rpartition(".")[2].lower()
    by_ending = ""
    for line in parsed(package.xml(TYPES)):
        if line.get("PartName", "").lower() == f"/{part}".lower():
            return line.get("ContentType", "")
        if line.get("Extension", "").lower() == ending:
            by_ending = line.get("ContentType", "")
    return by_ending


def set_content_type(package: Package, part: str, kind: str) -> None:
    root = parsed(package.xml(TYPES))
    etree.SubElement(root, f"{{{_TYPES}}}Override", PartName=f"/{part}", ContentType=kind)
    package.put(TYPES, written(root))
