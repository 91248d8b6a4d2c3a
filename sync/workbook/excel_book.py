"""The workbook part of an .xlsx package: its sheets, defined names, calculation settings; and what makes it one."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from functools import lru_cache

from sync.workbook.base import Unreadable
from sync.workbook.excel_package import Package
from sync.workbook.excel_xml import (
    Edit,
    attributes,
    element,
    elements,
    escaped,
    root,
    shadow,
    spliced,
    unescaped,
    with_attribute,
)

TYPES = "[Content_Types].xml"
_MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_BEFORE_NAMES = (b"externalReferences", b"functionGroups", b"sheets")
_BEFORE_CALCULATION = (b"definedNames", *_BEFORE_NAMES)


@dataclass(frozen=True, slots=True)
class Relation:
    id: str
    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A worksheet: its title and the part that holds it."""

    title: str
    part: str


@dataclass(frozen=True, slots=True)
class Name:
    name: str
    text: str


@lru_cache(maxsize=2)
def _names(xml: bytes, p: bytes) -> tuple[Name, ...]:
    """Asked for once a tab: a workbook has hundreds of them."""
    return tuple(
        Name(unescaped(attributes(xml[e.start : e.inner])[b"name"]), unescaped(xml[e.inner : e.close]))
        for e in elements(shadow(xml), p + b"definedName")
    )


def relations(package: Package, part: str) -> list[Relation]:
    """The relations of a part, targets as part names; external ones are left out."""
    home, file = posixpath.split(part)
    source = posixpath.join(home, "_rels", file + ".rels")
    if source not in package.names:
        return []
    xml = package.xml(source)
    found = []
    for tag in _tags(xml, root(xml)[0] + b"Relationship"):
        if tag.get(b"TargetMode") != b"External":
            target = posixpath.normpath(posixpath.join("/" + home, unescaped(tag.get(b"Target", b""))))
            found.append(Relation(unescaped(tag[b"Id"]), unescaped(tag[b"Type"]), target.lstrip("/")))
    return found


def _tags(xml: bytes, name: bytes) -> list[dict[bytes, bytes]]:
    seen = shadow(xml)
    return [attributes(xml[e.start : e.inner]) for e in elements(seen, name)]


class Book:
    """The workbook part; its changes stand in the package at once. Raises Unreadable for what cannot be written."""

    def __init__(self, package: Package, file: str) -> None:
        self.package = package
        self.part = _workbook_part(package, file)
        self._p, name, tag = root(self._xml)
        if b"purl.oclc.org" in tag:
            raise Unreadable(f'{file} is a "Strict Open XML" workbook. Save it as a plain "Excel Workbook (.xlsx)".')
        if name != b"workbook" or _MAIN not in tag:
            raise Unreadable(f"{file} is not an Excel workbook (.xlsx).")
        self._relations = {relation.id: relation for relation in relations(package, self.part)}

    @property
    def _xml(self) -> bytes:
        return self.package.xml(self.part)

    @property
    def sheets(self) -> list[SheetPart]:
        """The worksheets in their order; chart sheets and the like are none."""
        found = []
        for tag in _tags(self._xml, self._p + b"sheet"):
            ids = [unescaped(value) for name, value in tag.items() if name.endswith(b":id")]
            relation = self._relations.get(ids[0]) if ids else None
            if relation and relation.kind.endswith("/worksheet"):
                found.append(SheetPart(unescaped(tag[b"name"]), relation.target))
        return found

    @property
    def titles(self) -> list[str]:
        """The titles of all sheets, of whatever kind."""
        return [unescaped(tag[b"name"]) for tag in _tags(self._xml, self._p + b"sheet")]

    @property
    def epoch_1904(self) -> bool:
        tags = _tags(self._xml, self._p + b"workbookPr")
        return bool(tags) and tags[0].get(b"date1904", b"0") in (b"1", b"true", b"on")

    @property
    def names(self) -> tuple[Name, ...]:
        """The defined names, those of single sheets too."""
        return _names(self._xml, self._p)

    @property
    def folder(self) -> str:
        """Where the workbook part and its neighbours stand in the package."""
        return posixpath.dirname(self.part)

    def related(self, ending: str) -> str | None:
        """The part that the workbook is related to by a relation of that kind, such as `/styles`."""
        parts = (r.target for r in self._relations.values() if r.kind.endswith(ending))
        return next((part for part in parts if part in self.package.names), None)

    def set_names(self, wanted: dict[str, str | None]) -> None:
        """Set hidden defined names to their targets, or remove them (None); all others keep their bytes."""
        xml, p, edits = self._xml, self._p, []
        missing = dict(wanted)
        for e in elements(shadow(xml), p + b"definedName"):
            name = unescaped(attributes(xml[e.start : e.inner])[b"name"])
            if name in missing:
                text = missing.pop(name)
                edits.append((e.start, e.end, self._name(name, text) if text else b""))
        fresh = b"".join(self._name(name, text) for name, text in missing.items() if text)
        xml = spliced(xml, edits)
        block = element(shadow(xml), p + b"definedNames")
        if block and not fresh and b"<" not in xml[block.inner : block.close]:
            xml = spliced(xml, [(block.start, block.end, b"")])
        elif fresh:
            xml = self._inside(xml, b"definedNames", _BEFORE_NAMES, fresh)
        self.package.put(self.part, xml)

    def _name(self, name: str, text: str) -> bytes:
        return b'<%sdefinedName name="%s" hidden="1">%s</%sdefinedName>' % (
            self._p,
            escaped(name),
            escaped(text),
            self._p,
        )

    def retarget(self, old: str, new: str, title: str) -> None:
        """Give the filter's own hidden name of a tab its new area, where it points at the old one."""
        xml = self._xml
        for e in elements(shadow(xml), self._p + b"definedName"):
            sheet, _, ref = unescaped(xml[e.inner : e.close]).rpartition("!")
            filtered = attributes(xml[e.start : e.inner]).get(b"name") == b"_xlnm._FilterDatabase"
            if filtered and ref.replace("$", "") == old and sheet.strip("'").replace("''", "'") == title:
                fixed = re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", new)
                self.package.put(self.part, spliced(xml, [(e.inner, e.close, escaped(f"{sheet}!{fixed}"))]))
                return

    def _inside(self, xml: bytes, name: bytes, before: tuple[bytes, ...], content: bytes) -> bytes:
        """Content at the end of a block, which is made after the first of `before` that stands where it is missing."""
        seen, p = shadow(xml), self._p
        block = element(seen, p + name)
        whole = b"<" + p + name + b">" + content + b"</" + p + name + b">"
        if block:
            return spliced(
                xml, [(block.start, block.end, whole) if block.empty else (block.close, block.close, content)]
            )
        place = next(found.end for found in (element(seen, p + other) for other in before) if found)
        return spliced(xml, [(place, place, whole)])

    def calculate_on_opening(self) -> None:
        """Let Excel and LibreOffice work out every formula when the file is opened (calcPr, fullCalcOnLoad)."""
        xml, p = self._xml, self._p
        seen = shadow(xml)
        calculation = element(seen, p + b"calcPr")
        if calculation:
            tag = with_attribute(xml[calculation.start : calculation.inner], b"fullCalcOnLoad", b"1")
            edit: Edit = (calculation.start, calculation.inner, tag)
        else:
            place = next(e.end for e in (element(seen, p + other) for other in _BEFORE_CALCULATION) if e)
            edit = (place, place, b"<" + p + b'calcPr fullCalcOnLoad="1"/>')
        self.package.put(self.part, spliced(xml, [edit]))

    def forget_calculation_chain(self) -> None:
        """Drop the list of formula cells, which Excel makes anew, since one of its cells holds a formula no more."""
        part = self.related("/calcChain")
        if part:
            self.package.drop(part)
            self._without(TYPES, b"Override", b"PartName", "/" + part)
            chain = next(r.id for r in self._relations.values() if r.target == part)
            self._without(self._relations_part, b"Relationship", b"Id", chain)

    @property
    def _relations_part(self) -> str:
        home, file = posixpath.split(self.part)
        return posixpath.join(home, "_rels", file + ".rels")

    def _without(self, part: str, name: bytes, key: bytes, value: str) -> None:
        xml = self.package.xml(part)
        found = elements(shadow(xml), root(xml)[0] + name)
        gone = [e for e in found if unescaped(attributes(xml[e.start : e.inner]).get(key, b"")) == value]
        self.package.put(part, spliced(xml, [(e.start, e.end, b"") for e in gone]))

    def add_part(self, name: str, content: bytes, content_type: str, kind: str) -> str:
        """A new part with its content type, related to the workbook; gives the relation's id."""
        self.package.put(name, content)
        self._append(TYPES, b'Override PartName="/%s" ContentType="%s"' % (escaped(name), escaped(content_type)))
        taken = {id.casefold() for id in self._relations}
        number = next(n for n in range(1, len(taken) + 2) if f"rid{n}" not in taken)
        target = posixpath.relpath("/" + name, "/" + self.folder)
        relation = Relation(f"rId{number}", f"{_RELATIONS}/{kind}", name)
        tag = (relation.id, relation.kind, target)
        self._append(self._relations_part, b'Relationship Id="%s" Type="%s" Target="%s"' % tuple(map(escaped, tag)))
        self._relations[relation.id] = relation
        return relation.id

    def _append(self, part: str, tag: bytes) -> None:
        xml = self.package.xml(part)
        prefix = root(xml)[0]
        end = shadow(xml).rindex(b"</")
        self.package.put(part, spliced(xml, [(end, end, b"<" + prefix + tag + b"/>")]))

    def add_sheet(self, title: str, content: bytes) -> SheetPart:
        """A new worksheet at the end."""
        folder = posixpath.join(self.folder, "worksheets")
        number = next(n for n in range(1, 100_000) if f"{folder}/sheet{n}.xml" not in self.package.names)
        part = f"{folder}/sheet{number}.xml"
        relation = self.add_part(part, content, _SHEET_TYPE, "worksheet")
        ids = [int(tag.get(b"sheetId", b"0")) for tag in _tags(self._xml, self._p + b"sheet")]
        fields = (self._p, escaped(title), max(ids, default=0) + 1, escaped(_RELATIONS), escaped(relation))
        fresh = b'<%ssheet name="%s" sheetId="%d" xmlns:r="%s" r:id="%s"/>' % fields
        self.package.put(self.part, self._inside(self._xml, b"sheets", (), fresh))
        return SheetPart(title, part)


def _workbook_part(package: Package, file: str) -> str:
    names = package.names
    if TYPES not in names or "_rels/.rels" not in names:
        kind = "an OpenDocument sheet" if "mimetype" in names else "a zip file without a workbook"
        raise Unreadable(f"{file} is {kind}, not an Excel workbook. Save it as .xlsx.")
    if any(name.startswith("_xmlsignatures/") for name in names):
        raise Unreadable(f"{file} is digitally signed, and writing would break the signature. Use an unsigned copy.")
    kinds = [relation for relation in relations(package, "") if relation.kind.endswith("/officeDocument")]
    part = kinds[0].target if kinds else ""
    if kinds and "purl.oclc.org" in kinds[0].kind:
        raise Unreadable(f'{file} is a "Strict Open XML" workbook. Save it as a plain "Excel Workbook (.xlsx)".')
    if part.endswith(".bin"):
        raise Unreadable(f"{file} is a binary workbook (.xlsb). Save it as .xlsx.")
    if part not in names:
        raise Unreadable(f"{file} is not an Excel workbook (.xlsx).")
    return part
