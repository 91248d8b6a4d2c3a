"""Carrying cell formats from one .xlsx into another: each is added at the end, once. No cells."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from sync.workbook.excel_parts import Tree, main

_POOLS = {"fontId": "fonts", "fillId": "fills", "borderId": "borders"}
_AFTER = {"numFmts": 0, "dxfs": 6}
"""Where in a styleSheet a pool that is missing belongs: dxfs after cellStyles (ECMA-376, CT_Stylesheet)."""
_FIRST_OWN_CODE = 164


class StyleGraft:
    """The styles of a `host` workbook, and of the `fresh` one that looks come from; `changed` when any came over."""

    def __init__(self, host: Tree, fresh: Tree) -> None:
        self.host, self._fresh = host, fresh
        self.changed = False
        self._cells: dict[int, int] = {0: 0}
        self._dxfs: dict[int, int] = {}

    def cell(self, style: int) -> int:
        """The host's number for a cell format of the fresh workbook; the plain one is the host's own plain one."""
        if style not in self._cells:
            xf = deepcopy(self._pool(self._fresh, "cellXfs")[style])
            for attribute, pool in _POOLS.items():
                number = int(xf.get(attribute, "0"))
                same = number == 0 and pool == "fonts"
                xf.set(attribute, "0" if same else str(self._carried(pool, self._pool(self._fresh, pool)[number])))
            xf.set("numFmtId", str(self._code(int(xf.get("numFmtId", "0")))))
            xf.set("xfId", "0")
            self._cells[style] = self._carried("cellXfs", xf)
        return self._cells[style]

    def conditional(self, number: int) -> int:
        """The host's number for a conditional format of the fresh workbook."""
        if number not in self._dxfs:
            self._dxfs[number] = self._carried("dxfs", self._pool(self._fresh, "dxfs")[number])
        return self._dxfs[number]

    def _pool(self, root: Tree, name: str) -> Tree:
        found = root.find(main(name))
        if found is None:
            found = etree.Element(main(name))
            root.insert(min(_AFTER.get(name, len(root)), len(root)), found)
        return found

    def _carried(self, pool: str, item: Tree) -> int:
        """The place of an equal item in the host's pool, added at its end where there is none."""
        standing = self._pool(self.host, pool)
        wanted = _spelled(item)
        for number, other in enumerate(standing):
            if _spelled(other) == wanted:
                return number
        standing.append(deepcopy(item))
        standing.set("count", str(len(standing)))
        self.changed = True
        return len(standing) - 1

    def _code(self, number: int) -> int:
        """A number format's number in the host; those below 164 are the same everywhere."""
        if number < _FIRST_OWN_CODE:
            return number
        codes = {int(c.get("numFmtId", "0")): c.get("formatCode", "") for c in self._pool(self._fresh, "numFmts")}
        standing = self._pool(self.host, "numFmts")
        for item in standing:
            if item.get("formatCode") == codes[number]:
                return int(item.get("numFmtId", "0"))
        free = max([_FIRST_OWN_CODE - 1, *(int(item.get("numFmtId", "0")) for item in standing)]) + 1
        etree.SubElement(standing, main("numFmt"), numFmtId=str(free), formatCode=codes[number])
        standing.set("count", str(len(standing)))
        self.changed = True
        return free


def _spelled(item: Tree) -> str:
    """An element without regard to prefixes and the order of its attributes."""
    return f"<{item.tag!s} {sorted(map(str, item.attrib.items()))}>" + "".join(_spelled(child) for child in item) + "/"
