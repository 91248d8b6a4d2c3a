"""Setup on a Google Sheet: every tab, column, mark, look and check that it lacks, in one atomic batch. Knows no rule.

Nothing that stands is changed, and a second setup sends no write.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sync.cells import fold
from sync.schema import TABS, TODAY
from sync.workbook import google_dress, google_today
from sync.workbook import google_requests as make
from sync.workbook.base import Changed, WorkbookProblem
from sync.workbook.excel_layout import Layout, laid_out
from sync.workbook.google import KEPT_BATCHES, Access
from sync.workbook.google_auth import login, session
from sync.workbook.google_client import MOST_TRIES, SheetsClient
from sync.workbook.google_dress import Tab
from sync.workbook.google_errors import Ambiguous, Rejected
from sync.workbook.google_pace import Means, Pace
from sync.workbook.google_requests import Request
from sync.workbook.google_seen import Seen, SeenTab, see
from sync.workbook.google_structure import FIRST_BATCH
from sync.workbook.standing import Aliases, Setup, Standing, known_tabs, stands

Rules = Sequence[tuple[str, str | int, str]]
"""Rule, Value, Note of each row of Policies."""


def connect(access: Access, means: Means) -> tuple[SheetsClient, str]:
    """A client for this spreadsheet, and the address to share it with (blank for a person). Raises WorkbookProblem."""
    found = login(access.auth, access.credentials, access.emulator)
    return SheetsClient(session(found, access.emulator), Pace(means), access.emulator, found.account), found.account


def complete(
    access: Access,
    means: Means,
    policies_rows: Rules = (),
    titles: Aliases | None = None,
    aliases: Aliases | None = None,
    adopt: Sequence[str] = (),
    dry_run: bool = False,
) -> Setup:
    """Complete the spreadsheet (contract, section 5, setup): one reading, one atomic batch, or no write at all.

    The API formats columns that stand by their place alone, and has no precondition: so a tab in which such
    columns were completed is looked at once more, and named in `blocked` if somebody moved its columns meanwhile.

    `titles` and `aliases` are the settings' [tabs] and [headers]; `adopt` names columns, as TAB.HEADER, that
    stand filled under a header of ours and are ours from now on. Policies gets its rows where it has none.
    Raises Unreadable, Changed, WorkbookProblem; then nothing was written.
    """
    client, _ = connect(access, means)
    seen = see(client, access.id)
    plan = _Plan(seen, titles or {}, aliases or {}, {fold(name) for name in adopt}, means.token)
    plan.make(policies_rows)
    plan.report.changed = bool(plan.requests)
    if plan.requests and not dry_run:
        _send(client, access.id, seen, plan.requests, str(means.token()))
        plan.report.blocked += plan.overtaken(see(client, access.id)) if plan.by_place else []
    return plan.report


def _send(client: SheetsClient, key: str, seen: Seen, requests: list[Request], value: str) -> None:
    """All or nothing, and once: the batch leaves a mark, under an id that can be created only once."""
    batches = seen.structure.batches
    number = max(batches, default=FIRST_BATCH) + 1
    old = [make.forget_mark(one) for one in sorted(batches)[:-KEPT_BATCHES]]
    body = {"requests": [make.batch_mark(number, value), *old, *requests]}
    for tries in range(MOST_TRIES):
        try:
            client.batch_update(key, body)
            return
        except Ambiguous:
            if see(client, key).structure.batches.get(number) == value:
                return
            client.wait(tries)
        except Rejected as refused:
            if see(client, key).structure.batches.get(number) == value:
                return
            raise Changed(str(refused)) from refused
    raise WorkbookProblem("Google Sheets takes no changes now. Try again in a few minutes.")


class _Plan:
    """What the spreadsheet lacks, as requests and as words."""

    def __init__(
        self, seen: Seen, titles: Aliases, aliases: Aliases, adopted: set[str], token: Callable[[], int]
    ) -> None:
        self._seen, self._titles, self._token = seen, titles, token
        self._found = {
            name: _standing(name, seen.tabs[title], aliases, adopted)
            for name, title in known_tabs(list(seen.tabs), titles).items()
        }
        self.report = Setup(blocked=[words for one in self._found.values() for words in one.blocked])
        self._tabs: list[Request] = []
        self._rest: list[Request] = []
        self._touched: set[str] = set()

    @property
    def requests(self) -> list[Request]:
        """Tabs first: a drop-down of names is refused where the tab that it points to does not stand yet."""
        return self._tabs + self._rest

    def make(self, policies_rows: Rules) -> None:
        layout = laid_out(self._found, self._titles)
        for name, place in layout.tabs.items():
            standing = self._found.get(name)
            seen = self._seen.tabs[standing.title] if standing else None
            tab = Tab(place, layout, seen.sheet.id if seen else self._token(), seen, standing)
            if standing is None:
                self._tabs += google_dress.new(tab)
                self.report.made.append(f"the tab {place.title}")
            if standing is None or not standing.blocked:
                self._complete(tab)
            if name == "Policies" and (standing is None or (standing.filled == 1 and not standing.blocked)):
                self._rest += google_dress.rows(tab, _rules(policies_rows))
        self._today(layout)

    def _complete(self, tab: Tab) -> None:
        lacks = google_dress.complete(tab, self._token)
        self._rest += lacks
        if tab.standing is None:
            return
        if lacks:
            self._touched.add(tab.standing.title)
        fresh = ", ".join(column.header for _, column in tab.fresh)
        if lacks:
            self.report.made.append(f"{tab.place.title}: {fresh or 'formats, notes and checks'}")

    @property
    def by_place(self) -> list[Standing]:
        """The tabs in which columns that stood were completed."""
        return [one for one in self._found.values() if one.title in self._touched]

    def overtaken(self, now: Seen) -> list[str]:
        """A sentence for each of them whose columns do not stand where they stood."""
        moved = []
        for one in self.by_place:
            before, after = self._seen.tabs[one.title], now.tabs.get(one.title)
            width = len(one.headers)
            if after is None or _first(before, width) != _first(after, width):
                moved.append(
                    f"{one.title}: its columns were moved while setup was at work, so formats, notes and checks may "
                    "stand in the wrong ones. File, Version history takes them back; then run setup again."
                )
        return moved

    def _today(self, layout: Layout) -> None:
        """First in a new spreadsheet, else last. The sheet is to compute every hour, so that the red line comes."""
        title = layout.title(TODAY)
        if self.report.blocked or self._seen.structure.titled(title) is not None:
            return
        self._rest += google_today.draw(layout, self._token(), None if self._found else 0)
        if self._seen.recalculation == "ON_CHANGE":
            hourly = {"properties": {"autoRecalc": "HOUR"}, "fields": "autoRecalc"}
            self._rest.append({"updateSpreadsheetProperties": hourly})
        self.report.made.append(f"the tab {title}")


def _standing(name: str, seen: SeenTab, aliases: Aliases, adopted: set[str]) -> Standing:
    marks = {(mark.column, fold(mark.header)) for mark in seen.sheet.marks}

    def marked(index: int, header: str) -> bool:
        return (index, fold(header)) in marks

    return stands(TABS[name], seen.sheet.title, seen.rows, aliases, marked, adopted, seen.sheet.merged)


def _first(tab: SeenTab, width: int) -> list[object]:
    """The first row's cells up to that width; an answer ends a row with its last cell of any kind."""
    cells = tab.rows[0][:width] if tab.rows else []
    return cells + [None] * (width - len(cells))


def _rules(rows: Rules) -> list[Mapping[str, str | int]]:
    return [dict(zip(("Rule", "Value", "Note"), row, strict=True)) for row in rows]
