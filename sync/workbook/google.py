"""The Google Sheet: read in two calls, written by column marks, never by position. Knows no meaning of a cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sync.workbook import google_requests as make
from sync.workbook.base import Changed, Changes, Snapshot, WorkbookProblem
from sync.workbook.google_auth import login, session
from sync.workbook.google_batch import Fill, Planner
from sync.workbook.google_client import MOST_TRIES, SheetsClient
from sync.workbook.google_errors import Ambiguous, Leased, Rejected, moved
from sync.workbook.google_lease import TAKEN, Lease
from sync.workbook.google_pace import Means, Pace
from sync.workbook.google_payload import columns, holds, same_but, split
from sync.workbook.google_reading import Reader, settle_marks
from sync.workbook.google_requests import Request, Written
from sync.workbook.google_structure import FIRST_BATCH, Structure

KEPT_BATCHES = 8
"""How many batches' marks are kept: a machine's reading is never older than these."""

_KEY = re.compile(r"/spreadsheets/(?:u/\d+/)?d/([\w-]+)")


@dataclass(frozen=True, slots=True)
class Access:
    """Which spreadsheet, as whom: the keys of [workbook], and http://IP:PORT of a local server or nothing."""

    key: str
    auth: str
    credentials: Path
    emulator: str = ""

    @property
    def id(self) -> str:
        """The spreadsheet's id; [workbook] key may be its whole link."""
        found = _KEY.search(self.key)
        return found[1] if found else self.key.strip()

    @property
    def link(self) -> str:
        """Where people open it."""
        return f"https://docs.google.com/spreadsheets/d/{self.id}/edit"


class GoogleWorkbook:
    """A practice's spreadsheet, under the Protocol of base.py (contract, section 7, guarantees 1, 2, 6 and 8).

    `titles` are the tabs to read; tabs with a form's answers are read besides.
    """

    def __init__(self, access: Access, titles: Iterable[str], means: Means) -> None:
        self._access, self._means, self._titles = access, means, list(titles)
        self._pace = Pace(means)
        self._made: SheetsClient | None = None
        self._stood: Structure | None = None
        self._snapshot = Snapshot({})
        self._wanted: Sequence[str] | None = None
        self._lease = Lease(means.now)
        self._unchecked = self._batched = False
        self._lost: list[int] = []

    @property
    def name(self) -> str:
        return self._access.id

    @property
    def identity(self) -> str:
        return self._access.id

    @property
    def calls(self) -> tuple[int, int] | None:
        """Reads and writes so far."""
        return (self._made.calls.read, self._made.calls.write) if self._made else (0, 0)

    @property
    def remarks(self) -> list[str]:
        """What people should know of how it went: that it took long because Google asked us to wait."""
        if self._pace.waited < 5:
            return []
        return [f"Google Sheets was busy: {self._pace.waited:.0f} seconds of waiting, in {self._pace.pauses} pauses."]

    def link(self, title: str, row: int) -> str:
        """The tab at that row (0: at its top); the spreadsheet where the tab is not there yet."""
        sheet = self._stood.titled(title) if self._stood else None
        if sheet is None:
            return self._access.link
        return f"{self._access.link}#gid={sheet.id}" + (f"&range=A{row}" if row else "")

    @property
    def _client(self) -> SheetsClient:
        if self._made is None:
            found = login(self._access.auth, self._access.credentials, self._access.emulator)
            opened = session(found, self._access.emulator)
            self._made = SheetsClient(opened, self._pace, self._access.emulator, found.account)
        return self._made

    @property
    def _reader(self) -> Reader:
        return Reader(self._client, self._access.id, self._titles)

    def read(self, titles: Sequence[str] | None = None) -> Snapshot:
        """Structure and values of these tabs (None: all known ones), in two calls. Raises WorkbookProblem, Changed."""
        self._wanted = titles
        stood, snapshot = self._reader.both(titles)
        self._stand(stood, snapshot)
        return snapshot

    def _stand(self, stood: Structure, snapshot: Snapshot) -> None:
        self._stood, self._lost, self._batched = stood, [], False
        self._lease.seen = stood.lease
        self._saw(snapshot)

    def _saw(self, snapshot: Snapshot) -> None:
        """Marks whose column does not show their header are no marks of ours any more: the next batch removes them."""
        self._snapshot, self._unchecked = snapshot, False
        for title, sheet in self._stood.sheets.items() if self._stood else ():
            if title in snapshot.grids:
                self._lost += [mark.id for mark in sheet.marks if not mark.verified]
                sheet.marks = [mark for mark in sheet.marks if mark.verified]

    def alone(self, holder: str) -> bool:
        """Whether no other machine held the lease when the structure was read; remembers who we are."""
        self._lease.holder = holder
        return not self._lease.is_held()

    def check(self) -> Snapshot | None:
        """What stands after the last `apply`, in one call; None where it wrote nothing but rows of logs.

        A mark put on a column that stood there already is used from here on, if it is seen beside its header.
        """
        if not self._unchecked or self._stood is None:
            return None
        stood, reader = self._stood, self._reader
        unverified = any(not mark.verified for sheet in stood.sheets.values() for mark in sheet.marks)
        try:
            snapshot = (reader.values_and_marks if unverified else reader.values)(stood, self._wanted)
        except Rejected:
            return self.read(self._wanted)
        if not reader.together(stood, snapshot) and not unverified:
            return self.read(self._wanted)  # columns moved: where they are now, only the structure tells
        settle_marks(stood, snapshot)
        self._saw(snapshot)
        return snapshot

    def apply(self, changes: Changes) -> None:
        """Write what the changes say into columns of ours: one atomic batch for what is fresh, one call for values.

        Cells of columns whose mark no reading has shown yet are left for the round after `check`.
        Raises WorkbookProblem, Leased; Changed where the sheet moved under the write: read again and start over.
        """
        if not changes and not changes.ends_lease:
            return
        stood = self._stood
        if stood is None:
            raise moved()
        work = Planner(stood, self._means.token).plan(changes)
        if changes.lease:
            self._lease.holder = changes.lease
            work.requests = self._lease.take() + work.requests
        try:
            if work.requests or self._lost or self._gives_ids(work.fills):
                self._batch(work.requests)
            for part in split(work.fills):
                self._fill(part)
        except (WorkbookProblem, Ambiguous):
            self._stood = None  # what stands now only a fresh reading tells
            raise
        self._unchecked = self._unchecked or work.needs_check
        if changes.ends_lease or self._lease.is_left_over():
            self._end_lease()

    def _gives_ids(self, fills: list[Fill]) -> bool:
        """Whether another machine must be kept from giving the same rows other IDs: a batch of this run does that."""
        return not self._batched and any(fill.mark.header == "ID" for fill in fills)

    def _batch(self, requests: list[Request]) -> None:
        """One atomic batch. It leaves a mark by which it is known, and which can be created only once.

        Its id follows the newest one seen, so that of two machines that read the same, one is refused.
        """
        stood, value = self._stood, str(self._means.token())
        assert stood is not None
        number = max(stood.batches, default=FIRST_BATCH) + 1
        old = sorted(stood.batches)[:-KEPT_BATCHES]
        gone = [make.forget_mark(one) for one in (*old, *self._lost)]
        body = {"requests": [make.batch_mark(number, value), *gone, *requests]}
        for tries in range(MOST_TRIES):
            try:
                self._client.batch_update(self._access.id, body)
                break
            except Ambiguous:
                if self._reader.structure().batches.get(number) == value:
                    break
                self._client.wait(tries)
            except Rejected as refused:
                self._look_again(number, value, refused)
                break
        else:
            raise WorkbookProblem("Google Sheets takes no changes now. Try again in a few minutes.")
        stood.batches[number], self._lost, self._batched = value, [], True

    def _look_again(self, number: int, value: str, refused: Rejected) -> None:
        """A refused batch: applied by an attempt before, or stopped by another's lease, or overtaken by the coach."""
        now = self._reader.structure()
        if now.batches.get(number) == value:
            return
        if now.lease and self._lease.own and now.lease != self._lease.own:
            self._lease.own = ""
            raise Leased(TAKEN) from refused
        self._lease.own = ""
        raise Changed(str(refused)) from refused

    def _fill(self, fills: list[Fill]) -> None:
        body = {"valueInputOption": "RAW", "data": columns(fills)}
        for tries in range(MOST_TRIES):
            try:
                answer = self._client.values_by_filter(self._access.id, body)
            except Rejected as refused:
                raise Changed(str(refused)) from refused
            except Ambiguous:
                if self._stands(fills):
                    return
                self._client.wait(tries)
                continue
            if len(answer.get("responses") or ()) < len(body["data"]):
                raise moved()
            return
        raise WorkbookProblem("Google Sheets takes no changes now. Try again in a few minutes.")

    def _stands(self, fills: list[Fill]) -> bool:
        """Read and compare: True where all of it stands, False where nothing moved and it may be sent again."""
        stood, now = self._reader.both(self._wanted)
        sheets = {sheet.id: sheet for sheet in stood.sheets.values()}
        rows: dict[tuple[str, int], dict[str, Written]] = {}
        for one in fills:
            sheet = sheets.get(one.sheet.id)
            if sheet is None or all(mark.id != one.mark.id for mark in sheet.marks):
                raise moved()
            rows.setdefault((sheet.title, one.row), {})[one.mark.header] = one.value
        if all(holds(now.grids[title], number, values) for (title, number), values in rows.items()):
            return True
        if not all(same_but(self._snapshot.grids.get(t), now.grids[t], n, values) for (t, n), values in rows.items()):
            raise moved()
        return False

    def _end_lease(self) -> None:
        """Sent again after any doubt: it names the very lease that it ends, so twice is as once.

        Whether a deletion that finds nothing is refused the reference leaves open; either way there is none of ours.
        """
        requests = self._lease.end()
        for tries in range(MOST_TRIES if requests else 0):
            try:
                self._client.batch_update(self._access.id, {"requests": requests})
                return
            except Rejected:
                return
            except Ambiguous:
                self._client.wait(tries)
