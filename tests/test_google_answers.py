"""Answers at random, met by the coach, by death and by another machine: each stands once and does what it says."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs import settings as files
from jobs.desk import Desk
from jobs.harvest import Harvest
from sync.schema import REPLIES
from tests.answering import POLICIES
from tests.google_answers import NO_ROW, REFUSED, SAYINGS, WAYS, Letterbox, Machine, Message, say
from tests.google_coach import GENTLE, WITH_REPLIES, Deed
from tests.google_night import at_each_call, tabs
from tests.google_watch import Watch, still_to_write
from tests.practice_files import Outcome, by_smtp, letter
from tests.servers.smtp import Accepted, MailServer
from tests.test_google_histories import HISTORIES, MOST_CALLS, SOAK, WHEN, Histories

NUMBERS = st.integers(0, 60)
ANSWERS = st.lists(st.tuples(NUMBERS, st.sampled_from(SAYINGS), st.sampled_from(WAYS)), min_size=1, max_size=4)
NOT_HERE = ("sort_part", "copy_row", "type_over_ours")
"""Deeds by which a coach takes a row's identity: another walk's matter (test_google_histories)."""
OTHERS = sorted({deed.__name__ for deed in GENTLE} - {*NOT_HERE})
ELSEWHERE = st.builds(
    Deed, st.sampled_from(OTHERS), NUMBERS, NUMBERS, NUMBERS, st.sampled_from(["Clients", "Commitments"])
)
IN_REPLIES = st.builds(
    Deed, st.sampled_from([deed.__name__ for deed in WITH_REPLIES]), NUMBERS, NUMBERS, NUMBERS, st.just("Replies")
)
DEEDS = st.one_of(IN_REPLIES, IN_REPLIES, ELSEWHERE)
BREAKS = st.sampled_from([99, 99, 1])
JOBS = st.sampled_from(["nightly", "nightly", "inbox", "inbox", "letters", "sync"])
FATAL = st.tuples(st.integers(1, MOST_CALLS + 2), st.sampled_from(["before", "after", "mark"]))
HOURS = st.sampled_from([1, 24, 24])
LEASE_IS_OVER = 3
"""After so many hours a lease that a dead machine holds keeps nobody out."""
SAID = ("Client", "Letter", "Rating", "Wins", "Stuck", "Help wanted", "Done", "Words")
"""Columns of Replies in which nobody but the message has a say."""


class Killed(BaseException):
    """The machine lost its power: nothing catches it."""


class Answers(Histories):
    """One practice, its clients, its coach, two machines."""

    practice: Machine
    walked: ClassVar[Counter[str]] = Counter()

    def begin(self) -> None:
        super().begin()
        self.server.books.clear()
        book = self.server.practice(tabs(policies={**POLICIES, "Emails a week": 50}), rows=40)
        self.box = Letterbox()
        self.machines = [self._machine(name, book.id) for name in ("one", "other")]
        self.practice = self.machines[0]
        self.watch = Watch(book)
        self.messages: dict[str, Message] = {}
        self.first: dict[str, tuple[Any, ...]] = {}
        self.told: dict[str, Counter[str]] = {}
        self.letters: list[tuple[str, str, str]] = []
        self.emails: dict[str, set[str]] = {}
        self.met = False
        self._run("nightly", 0)
        shutil.copy(self.machines[0].folder / "reply.key", self.machines[1].folder / "reply.key")

    def _machine(self, name: str, book_id: str) -> Machine:
        folder, tokens = Path(self.folder.name) / name, count(1000 if name == "one" else 1_000_000)
        made = Machine(folder, server=self.server, book_id=book_id, box=self.box, tokens=tokens)
        made.use(by_smtp(self.mail))
        return made

    def _clients_answer(self, said: list[tuple[int, str, str]]) -> None:
        """The newest letters more often than old ones."""
        for number, saying, way in said:
            sent = [letter(one.data) for one in self.mail.accepted]
            to_clients = [one for one in sent if one["Reply-To"] and "+" in str(one["Reply-To"])]
            if to_clients:
                chosen = to_clients[-1 - number % min(len(to_clients), 5 + number)]
                received = self.now + timedelta(seconds=10 * len(self.box.messages) % 3000 + 1)
                made = say(chosen, saying, way, received, len(self.box.messages) + 1)
                self.box.messages += made
                self.messages[made[0].id] = made[0]
                self.walked[way] += 1

    def the_coach_works(self, deeds: list[Deed]) -> None:
        for deed in deeds:
            deed.do(self.server.coach)

    def something_is_lost(self, lost: str) -> None:
        """The ledger; the folder's UIDVALIDITY; or the other machine takes over from here on."""
        if lost == "ledger":
            for file in self.practice.folder.glob("coachsheet.db*"):
                file.unlink()
        elif lost == "mailbox":
            self.box.validity += 1
        else:
            self.machines.reverse()
            self.practice = self.machines[0]

    def a_run_is_disturbed(self, said: Any, job: str, hours: int, deeds: Any, breaks: int) -> None:
        self._clients_answer(said)
        first = self.server.next_call - 1
        for (call, moment), deed in deeds:
            self._plan(first + call, moment, deed)
        self.box.breaks = breaks
        self._run(job, hours)

    def a_run_is_killed(self, said: Any, job: str, hours: int, fatal: tuple[int, str]) -> None:
        self._clients_answer(said)
        call, moment = fatal

        def die(number: int, when: str) -> None:
            if (number, when) == (call, moment):
                raise Killed

        with pytest.MonkeyPatch.context() as patch, at_each_call(die):
            if moment == "mark":
                patch.setattr(Harvest, "keep", lambda harvest, ledger: die(call, "mark"))
            try:
                self._run(job, hours)
            except Killed:
                self.walked["killed"] += 1
                self._clear_up()

    def two_machines_meet(self, said: Any, job: str, hours: int, when: tuple[int, str], other: str) -> None:
        self._clients_answer(said)
        self.met = False

        def meet(number: int, moment: str) -> None:
            if (number, moment) == when and not self.met:
                self.met = True
                found = self.machines[1].run(self.now.isoformat(), other)
                self.walked[f"met, exit {found.status}"] += 1
                assert found.status in (0, 1, 3), found
                self._remember(self.machines[1])

        with at_each_call(meet):
            self._run(job, hours)

    def _clear_up(self) -> None:
        """After a death: what must hold at any moment."""
        self.watch.look()
        self.server.coach.plans.clear()
        self.box.breaks = 10**6
        self._remember(self.practice)
        self.watch.judge()
        self._letters_went_once()
        self._receipts_went_once()

    def _run(self, job: str, hours: int) -> Outcome:
        before, handled, went = self._standing(), self._handled(), len(self.mail.accepted)
        length = len(self.practice.book.log)
        emails, said = self._emails(), len(self.box.messages)
        stopped = self._stopped(before)
        for machine in self.machines:
            machine.clock.seconds += 3600 * hours  # a lease that a dead machine holds runs out
        outcome = super()._run(job, hours)
        broken, self.box.breaks = self.box.breaks < len(self.box.messages), 10**6
        self._remember(self.practice)
        self._receipts_went_once()
        after = self._standing()
        calm = not self.met and not self._acted_unseen()
        self.met = False
        if before is None or after is None:
            return outcome
        quiet = stopped.items() & self._stopped(after).items() if emails == self._emails() else set()
        self._nobody_is_written_to({client for client, _ in quiet}, self.mail.accepted[went:])
        if outcome.status == 0 and calm:
            assert len({row["ID"] for row in after}) == len(after), "an answer stands twice"
            reads = job in ("inbox", "nightly") and not broken
            self._each_answer_stands(before, after, handled, self.box.messages[:said] if reads else [], length)
            self._nothing_comes_of_what_is_refused()
        return outcome

    def _every_cell_stands(self) -> None:
        if not self.met:
            self.walked["checked"] += 1
            _, changes = still_to_write(self.practice.book, self.practice.settings, self.now)
            assert not changes, changes

    def _standing(self) -> list[dict[str, Any]] | None:
        return self.practice.replies

    def _handled(self) -> set[str]:
        with self._desk(self.practice).memory(self.practice.book_id) as ledger:
            return set(ledger.words(REPLIES.title))

    def _desk(self, machine: Machine) -> Desk:
        return Desk(files.load(machine.settings, {}, machine.folder, machine.folder), self.now, True, True)

    def _each_answer_stands(
        self,
        before: list[dict[str, Any]],
        after: list[dict[str, Any]],
        handled: set[str],
        came: list[Message],
        length: int,
    ) -> None:
        """What came stands once; what the coach took away stays away; what stands says what it said at first."""
        stood, stands = {row["ID"] for row in before}, {row["ID"]: row for row in after}
        assert stands.keys() <= self.messages.keys(), "a row of no message"
        gone = handled - stood
        assert not [row_id for row_id in stands.keys() & gone if self._by_us(row_id, length)], "a deleted row came back"
        for message in came:
            if message.way in NO_ROW:
                assert message.id not in stands, message.way
            elif message.id not in gone | stood:
                assert message.id in stands or self.acted, f"lost: {message}"
        for row_id, row in stands.items():
            said = tuple(row.get(name) for name in SAID)
            refused = self.messages[row_id].way in REFUSED
            assert not row["Client"] if refused else row["State"] != "Refused", row  # the coach types over State
            assert self.first.setdefault(row_id, said) == said
        self.walked["answers that stand"] += len(stands)

    def _by_us(self, row_id: str, length: int) -> bool:
        """Whether a job wrote that ID since the log had that length; else the coach took back a deletion."""
        written = self.practice.book.log.by_api(length, "value")
        return any(change.after == row_id for change in written)

    def _emails(self) -> dict[str, Any]:
        return {str(row["Client"]): row.get("Emails") for row in self.practice.rows("Clients") if row.get("Client")}

    def _stopped(self, rows: list[dict[str, Any]] | None) -> dict[str, str]:
        """Client -> ID of the row that says stop, where that is her newest wish and Emails is as it was."""
        newest: dict[str, tuple[Any, str, str]] = {}
        for row in rows or ():
            lines = str(row["Words"] or "").split("\n")
            wish = next((line for line in lines if line in ("stop", "start", "fewer")), "")
            if wish and row["Client"] and row["State"] != "Refused":
                newest[row["Client"]] = max(newest.get(row["Client"], (0, "", "")), (row["When"], wish, row["ID"]))
        emails = self._emails()
        for client, (_, _wish, row_id) in newest.items():
            self.emails.setdefault(row_id, set()).add(str(emails.get(client) or "All"))
        return {
            client: row_id
            for client, (_, wish, row_id) in newest.items()
            if wish == "stop" and len(self.emails[row_id]) == 1
        }

    def _nobody_is_written_to(self, quiet: set[str], went: list[Accepted]) -> None:
        addresses = {row["Email"] for row in self.practice.rows("Clients") if row.get("Client") in quiet}
        self.walked["stopped"] += len(quiet)
        assert not addresses & {one.recipient for one in went}, (quiet, [one.recipient for one in went])

    def _remember(self, machine: Machine) -> None:
        """What the machine's ledger knows of the letters that went."""
        with self._desk(machine).memory(machine.book_id) as ledger:
            for entry in ledger.entries():
                if items := [item.partition(":")[0] for item in entry.about if item.endswith(":receipt")]:
                    self.told[f"{entry.key} {entry.to}"] = Counter(items)

    def _receipts_went_once(self) -> None:
        """Of letters that really went: each answer in one at most, to who answered; hers alone are her words."""
        for one in self.mail.accepted[len(self.letters) :]:
            found = letter(one.data)
            parts = [part.get_content() for part in found.walk() if part.get_content_maintype() == "text"]
            self.letters.append((str(found["X-Coachsheet-Key"]), one.recipient, "\n".join(parts)))
        receipts: Counter[str] = Counter()
        for key, to, _ in self.letters:
            for row_id in self.told.get(f"{key} {to}", ()):
                receipts[row_id] += 1
                message = self.messages[row_id]
                assert message.address == to and message.way not in (*REFUSED, *NO_ROW), (message, to)
        assert not receipts or max(receipts.values()) == 1, receipts
        for message in self.messages.values():
            if message.tagged:
                readers = {to for _, to, text in self.letters if message.tag in text and to.endswith("clients.example")}
                believed = message.way not in (*REFUSED, *NO_ROW)
                assert readers <= ({message.address} if believed else set()), (message, readers)
        self.receipts = receipts

    def _nothing_comes_of_what_is_refused(self) -> None:
        forged = [one.tag for one in self.messages.values() if one.tagged and one.way in REFUSED]
        meant = "\n".join(
            str(row.get(name)) for row in self.practice.replies or () if row["State"] != "Refused" for name in SAID
        )
        for title in ("Clients", "Commitments"):
            for row in self.practice.rows(title):
                cells = [str(row.get(name) or "") for name in ("Client says", "Sync note", "Why", "Next action")]
                assert not any(tag in cell for cell in cells for tag in forged)
                assert not row.get("Client says") or str(row.get("ID")) in meant, row

    def nobody_disturbs_any_more(self) -> None:
        """What was answered is receipted in the next letter, exactly once."""
        self._run("nightly", LEASE_IS_OVER)  # what a dead machine was sending is newly in doubt now
        found = self._run("nightly", 1)
        layouts, _ = still_to_write(self.practice.book, self.practice.settings, self.now)
        assert found.status == 0 or layouts.problems or "Stopped" in str(found.json["problems"]), found
        rows = self._standing()
        if found.status or rows is None:
            return
        went = len(self.mail.accepted)
        for client in {row["Client"] for row in self.practice.rows("Clients") if row.get("Client")}:
            self._promise(str(client))
        self.now = self.now.replace(hour=8)
        assert self._run("nightly", 24).status == 0
        reached = {one.recipient for one in self.mail.accepted[went:]}
        for row in rows:
            message = self.messages[row["ID"]]
            if message.address in reached and message.way not in (*REFUSED, "no token") and self._is_told(message):
                self.walked["receipted"] += 1
                assert self.receipts[row["ID"]] == 1, (message, row)

    def _is_told(self, message: Message) -> bool:
        return message.tagged and "move" not in message.said

    def _promise(self, client: str) -> None:
        """Something new, so that there is a letter."""
        coach, row = self.server.coach, self.practice.book.tab("Commitments").last_row() + 1
        for header, words in (("Client", client), ("Commitment", f"At last {client}"), ("Due", self.now.date())):
            coach.type("Commitments", row, header, words + timedelta(days=9) if header == "Due" else words)  # type: ignore[operator]


STEPS = st.one_of(
    st.tuples(
        st.just("a_run_is_disturbed"), ANSWERS, JOBS, HOURS, st.lists(st.tuples(WHEN, DEEDS), max_size=4), BREAKS
    ),
    st.tuples(st.just("a_run_is_killed"), ANSWERS, JOBS, HOURS, FATAL),
    st.tuples(st.just("two_machines_meet"), ANSWERS, JOBS, HOURS, WHEN, JOBS),
    st.tuples(st.just("the_coach_works"), st.lists(DEEDS, min_size=1, max_size=3)),
    st.tuples(st.just("something_is_lost"), st.sampled_from(["ledger", "mailbox", "machine"])),
)


def live(steps: list[tuple[Any, ...]]) -> None:
    """One history, step by step, to its quiet end."""
    one = Answers()
    one.begin()
    try:
        for name, *given_ in steps:
            getattr(one, name)(*given_)
        one.nobody_disturbs_any_more()
    finally:
        one.walked["histories"] += 1
        one.server.__exit__(None, None, None)
        one.folder.cleanup()


def walk(histories: int, steps: int) -> Counter[str]:
    @settings(max_examples=histories, deadline=None)
    @given(st.lists(STEPS, min_size=steps, max_size=steps))
    def histories_are_lived(steps: list[tuple[Any, ...]]) -> None:
        live(steps)

    with MailServer() as mail:
        Answers.mail, Answers.walked = mail, Counter()
        histories_are_lived()
    return Answers.walked


def test_whatever_clients_answer_and_others_do_meanwhile_each_answer_stands_once_and_does_what_it_says() -> None:
    walked = walk(3, 3)
    assert walked["answers that stand"], walked


@pytest.mark.soak
@pytest.mark.skipif(not SOAK, reason="long: make soak")
def test_the_same_over_long_histories() -> None:
    walked = walk(HISTORIES, 10)
    print(dict(walked))
    assert walked["receipted"] and walked["stopped"] and walked["killed"], walked
