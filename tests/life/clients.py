"""What clients do: the work itself, and answers to letters, by email or in the form."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from tests.answering import answer
from tests.life.letters import Seen
from tests.life.people import Deed, Person
from tests.life.practice import HOME, World

WINS = ("It went well", "I slept", "A good talk")
NUMBERED = re.compile(r"(.+):no(\d+)")


def work(world: World, now: datetime) -> None:
    """A day's work: what is close to its day gets done, by those who do what they say."""
    for person in world.people:
        if person.stage != "Active":
            continue
        today = person.today(now)
        for deed in person.deeds:
            near = deed.due and deed.owner == "Client" and deed.due - timedelta(days=2) <= today
            if deed.open and near and not deed.done_really and world.happens(person.diligence / 3):
                deed.done_really = today


def reads(world: World, person: Person, letter: Seen, now: datetime) -> None:
    """She has her letter; perhaps she answers, now or tomorrow."""
    if letter.rehearsal or not world.happens(person.talk):
        return
    when = now + timedelta(minutes=world.chance.randint(3, 60 * 30))
    lines = [*_of_deeds(world, person, letter), *_of_the_question(world, person, letter)]
    if person.way == "form" and "check-in" in letter.kinds:
        _in_the_form(world, person, when)
    elif lines:
        world.owes.append((when, answer(letter.message, "\n".join(lines), when)))
        world.count("answers by email")


def _of_deeds(world: World, person: Person, letter: Seen) -> list[str]:
    lines = []
    for row_id, number in letter.numbered.items():
        deed = world.deed_of(row_id)
        if row_id == person.habit_id:
            lines.append(f"{number}: {world.chance.randint(0, 3)} of 3")
        elif deed and deed.open and world.happens(0.6):
            lines += _of_one(world, person, deed, number)
    return lines


def _of_one(world: World, person: Person, deed: Deed, number: int) -> list[str]:
    if deed.done_really:
        return [f"done {number}"]
    if world.happens(0.3):
        day = (deed.due or world.first) + timedelta(days=world.chance.randint(1, 9))
        return [f"move {number} to {day.isoformat()} because the kids are ill {person.public}"]
    return [f"stuck: ({number}) no leads left {person.public}"] if world.happens(0.2) else []


def _of_the_question(world: World, person: Person, letter: Seen) -> list[str]:
    lines = []
    if {"check-in", "nudge"} & set(letter.kinds):
        lines.append(str(world.chance.randint(2, 9)))
        if world.happens(0.4):
            lines.append(f"win: {world.chance.choice(WINS)} {person.public}")
    if world.happens(0.05):
        lines.append(f"I wanted to say thank you. {person.public}")
    if world.happens(0.01):
        lines.append(world.chance.choice(("fewer", "stop", "fewer")))
    elif person.wish[0] and world.happens(0.2):
        lines.append("start")
    return lines


def _in_the_form(world: World, person: Person, when: datetime) -> None:
    done = next((deed for deed in person.deeds if deed.open and deed.done_really), None)
    cells: dict[str, object] = {
        "Timestamp": when.astimezone(HOME).replace(tzinfo=None, microsecond=0, second=0), "Email": person.address,
        "Rating": world.chance.randint(3, 9), "Wins": f"{world.chance.choice(WINS)} {person.public}",
        "Done": done.words if done else None,
    }  # fmt: skip
    world.forms.append((when.replace(second=0, microsecond=0), cells))
    world.count("answers by form")


def sends(world: World, now: datetime) -> None:
    """What was answered until now is in the mailbox, and true from now on."""
    due = [one for one in world.owes if one[0] <= now]
    world.owes = [one for one in world.owes if one[0] > now]
    for when, data in sorted(due, key=lambda one: one[0]):
        world.machine.box.came.append((data, when))


def heard_in_the_form(world: World, now: datetime) -> None:
    """What stands in the form, as the rules will read it."""
    by_address = {person.address: person for person in world.people}
    for when, cells in world.forms:
        if when <= now:
            person = by_address[str(cells["Email"])]
            person.said.append((when, True))
            deed = next((one for one in person.deeds if one.words == cells["Done"]), None)
            if deed:
                closes(deed, when, person.today(when))


def heard_by_mail(world: World, letter_of: dict[str, Seen]) -> None:
    """The same of what lies in the mailbox, once it is read: which letter it answers, and what it says."""
    for data, when in world.machine.box.came[world.walked.get("read", 0) :]:
        text = data.decode()
        letter = letter_of[re.search(r"^In-Reply-To: (\S+)\r$", text, re.MULTILINE)[1]]  # type: ignore[index]
        said = text.partition("\r\n\r\n")[2].partition("\r\n\r\nOn Mon")[0].splitlines()
        person = world.by_id(letter.client_id)
        if person:
            _took(world, person, letter, said, when)
        else:
            _coach_took(world, letter, said, when)
    world.walked["read"] = len(world.machine.box.came)


def _took(world: World, person: Person, letter: Seen, said: list[str], when: datetime) -> None:
    ids = {number: row_id for row_id, number in letter.numbered.items()}
    tells = any(line.isdigit() or line.startswith(("win:", "stuck:")) for line in said)
    person.said.append((when, tells))
    for line in said:
        if line in ("fewer", "stop", "start"):
            person.wish = ("" if line == "start" else line, person.emails)
        if found := re.match(r"(done|move) (\d+)(?: to (\S+))?", line):
            deed = world.deed_of(ids[int(found[2])])
            if deed and found[1] == "done":
                closes(deed, when, person.today(when))
            elif deed:
                deed.wants = date.fromisoformat(found[3])


def _coach_took(world: World, letter: Seen, said: list[str], when: datetime) -> None:
    ids = {number: row_id for row_id, number in letter.numbered.items()}
    for line in said:
        if found := re.match(r"done (\d+)", line):
            deed = world.deed_of(ids[int(found[1])])
            if deed:
                closes(deed, when, when.astimezone(HOME).date())


def closes(deed: Deed, when: datetime, on: date) -> None:
    """An answer says that it is done: from the first word on it is."""
    if deed.closed_at is None:
        deed.closed_on, deed.closed_at = on, when


def coach_answers(world: World, letter: Seen, now: datetime) -> None:
    """The coach answers her digest: what she promised is done."""
    if letter.numbered and world.happens(0.3):
        number = next(iter(letter.numbered.values()))
        when = now + timedelta(hours=2)
        world.owes.append((when, answer(letter.message, f"done {number}", when)))
        world.count("digests answered")
