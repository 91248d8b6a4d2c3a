"""One spreadsheet: its tabs, named ranges and developer metadata, and who acts on it now."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.servers.sheets.a1 import a1, corners, split_title
from tests.servers.sheets.defaults import spreadsheet_properties
from tests.servers.sheets.errors import JSON, invalid
from tests.servers.sheets.ids import Ids
from tests.servers.sheets.log import API, SEED, Change, ChangeLog
from tests.servers.sheets.ranges import Area
from tests.servers.sheets.tab import Tab


@dataclass(slots=True)
class Actor:
    """Who is at work: the coach, or the API in call number `call`, of `user`, with the request it is at."""

    who: str = SEED
    call: int = 0
    request: str = ""
    user: str = ""


@dataclass(slots=True)
class Mark:
    """One developer metadata entry. `line` is a row's or column's id where `dimension` is set."""

    id: int
    key: str
    value: str | None
    visibility: str
    sheet_id: int | None = None
    dimension: str = ""
    line: int = -1


@dataclass
class Book:
    id: str
    properties: JSON
    ids: Ids
    owner: str = ""
    tabs: list[Tab] = field(default_factory=list)
    named_ranges: list[JSON] = field(default_factory=list)
    marks: dict[int, Mark] = field(default_factory=dict)
    log: ChangeLog = field(default_factory=ChangeLog)
    actor: Actor = field(default_factory=Actor)
    shared_with: set[str] | None = None
    """Who may use it; None: everybody with a token."""
    copies_marks: bool = True
    """Whether a duplicated tab carries the metadata of its columns, under new ids and the same keys."""
    created: str = ""
    modified: str = ""

    @classmethod
    def new(cls, book_id: str, title: str, ids: Ids, owner: str = "") -> Book:
        """An empty spreadsheet with one tab `Sheet1` of 1000 rows and 26 columns, sheet id 0."""
        book = cls(book_id, spreadsheet_properties(title), ids, owner)
        book.tabs.append(book.new_tab(0, "Sheet1", 1000, 26))
        book.created = book.modified = moment()
        return book

    def new_tab(self, sheet_id: int, title: str, rows: int, columns: int) -> Tab:
        return Tab(sheet_id, title, self.new_lines(rows), self.new_lines(columns))

    def new_lines(self, count: int) -> list[int]:
        """Fresh ids for rows or columns, remembered as made by whoever acts."""
        ids = [self.ids.line() for _ in range(count)]
        self.log.born.update(dict.fromkeys(ids, self.actor.who))
        return ids

    @property
    def title(self) -> str:
        return str(self.properties["title"])

    def tab(self, title: str) -> Tab:
        """The tab of this title; raises KeyError."""
        found = self.tab_titled(title)
        if found is None:
            raise KeyError(title)
        return found

    def tab_titled(self, title: str) -> Tab | None:
        return next((tab for tab in self.tabs if tab.title.casefold() == title.casefold()), None)

    def tab_of(self, sheet_id: int) -> Tab:
        """The tab of this id; raises ApiError as the service does."""
        for tab in self.tabs:
            if tab.sheet_id == sheet_id:
                return tab
        raise invalid(f"No grid with id: {sheet_id}")

    def area(self, text: str) -> Area:
        """The area of an A1 range, a tab's title or a named range; raises ApiError when it is none of them.

        Its open sides end at the grid; a closed side may lie beyond it.
        """
        title, rest = split_title(text)
        tab = self.tab_titled(title) if title is not None else None
        if title is not None and tab is None:
            raise invalid(f"Unable to parse range: {text}")
        if rest is None and tab is not None:
            return tab.everything
        sides = corners(rest or "")
        if sides is None:
            return self.named_area(rest or "", text, tab)
        home = tab or next((t for t in self.tabs if not t.properties.get("hidden")), self.tabs[0])
        bottom = home.row_count if sides.bottom is None else sides.bottom
        right = home.column_count if sides.right is None else sides.right
        return Area(home.sheet_id, sides.top or 0, sides.left or 0, bottom, right)

    def named_area(self, name: str, text: str, tab: Tab | None) -> Area:
        for named in self.named_ranges:
            if named["name"].casefold() == name.casefold():
                home = self.tab_of(named["range"].get("sheetId", 0))
                return home.span(named["range"])
        by_title = self.tab_titled(name) if tab is None else None
        if by_title is None:
            raise invalid(f"Unable to parse range: {text}")
        return by_title.everything

    def name_of(self, area: Area) -> str:
        """The area in A1 notation as answers carry it."""
        return a1(self.tab_of(area.sheet_id).title, area.top, area.left, area.bottom, area.right)

    def note(self, kind: str, tab: Tab | None, before: object = None, after: object = None) -> None:
        """Log a change that is no cell's."""
        title, sheet_id = (tab.title, tab.sheet_id) if tab else ("", -1)
        actor = self.actor
        self.log.add(Change(actor.who, actor.call, actor.request, kind, title, sheet_id, before=before, after=after))

    @contextmanager
    def acting(self, actor: Actor) -> Iterator[None]:
        """Everything inside is this actor's doing, and is undone when it ends with an error."""
        before, kept, length = self.actor, self.kept(), len(self.log)
        self.actor = actor
        try:
            yield
        except BaseException:
            self.restore(kept)
            del self.log.changes[length:]
            raise
        finally:
            self.actor = before
        if actor.who != SEED:
            self.modified = moment()

    @contextmanager
    def reading(self, actor: Actor) -> Iterator[None]:
        """Like acting, for what changes nothing: no copy is kept."""
        before, self.actor = self.actor, actor
        try:
            yield
        finally:
            self.actor = before

    def kept(self) -> tuple[list[tuple[Tab, Tab]], JSON]:
        rest = {name: deepcopy(getattr(self, name)) for name in ("properties", "named_ranges", "marks")}
        return [(tab, tab.copy()) for tab in self.tabs], rest

    def restore(self, kept: tuple[list[tuple[Tab, Tab]], JSON]) -> None:
        """Back to what was kept; every tab stays the same object, whoever holds it."""
        for tab, copy in kept[0]:
            vars(tab).update(vars(copy))
        self.tabs = [tab for tab, _ in kept[0]]
        for name, value in kept[1].items():
            setattr(self, name, value)

    @property
    def is_api(self) -> bool:
        return self.actor.who == API


def moment() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
