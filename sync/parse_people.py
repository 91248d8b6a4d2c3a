"""Rules and people: the rows of Policies, Team, Groups, Clients, Intake and Templates as values."""

from __future__ import annotations

from collections import Counter
from typing import Any
from zoneinfo import ZoneInfo

from sync import cells, policy_doubts
from sync.policies import BY_NAME, RULES, Policies, from_values
from sync.records import Client, Coach, Group, Prospect, Record
from sync.rows import Reader


def home(time_zone: str) -> ZoneInfo:
    """The workbook's own time zone; UTC where it has none, or one that nobody knows."""
    try:
        return cells.zone(time_zone) if time_zone else ZoneInfo("UTC")
    except cells.Bad:
        return ZoneInfo("UTC")


def policies(readers: list[Reader], home: ZoneInfo) -> Policies:
    """The practice's rules; a bad value or an unknown rule is noted and the default holds."""
    values: dict[str, Any] = {}
    stood: dict[str, Reader] = {}
    for reader in readers:
        reader.required("Rule")
        reader.pass_over("Note")
        name = reader.text("Rule")
        rule = BY_NAME.get(cells.fold(name))
        if rule is None:
            if name:
                near = cells.guess(name, [r.name for r in RULES])
                reader.bad("Rule", f"No rule {cells.quoted(name)}.{near}".removesuffix("."))
        elif rule.field in stood:
            reader.row.notes.append(f"{rule.name} stands above already; the upper one holds")
        else:
            stood[rule.field] = reader
            _rule_value(reader, rule.name, values)
    found = from_values(values.items(), home)
    for reader in (reader for field, reader in stood.items() if field in values):
        name = BY_NAME[cells.fold(reader.text("Rule"))].name
        reader.row.notes += policy_doubts.about(name, reader.raw("Value"), found)
    return found


def _rule_value(reader: Reader, name: str, values: dict[str, Any]) -> None:
    rule = BY_NAME[cells.fold(name)]
    if reader.raw("Value") is None:
        if rule.default != "":
            reader.bad("Value", f"{rule.name} is blank; {rule.default} holds")
        return
    value = reader.value("Value", lambda cell: rule.read(cell, reader.zero))
    if "Value" not in reader.row.bad:
        values[rule.field] = value
    else:
        values["misread"] = values.get("misread", frozenset()) | {rule.name}
        holds = f"; {rule.default} holds" if rule.default != "" else ""
        reader.row.notes[-1] = f"{rule.name}{reader.row.notes[-1].removeprefix('Value')}{holds}"


def team(readers: list[Reader], zone: ZoneInfo) -> list[Coach]:
    found = []
    for reader in readers:
        reader.required("Coach", "Email")
        found.append(
            Coach(
                reader.row,
                reader.text("Coach"),
                reader.value("Email", cells.address) or "",
                reader.choice("Digest"),
                reader.value("Time zone", cells.zone) or zone,
                reader.value("Language", cells.language) or "en",
            )
        )
    return found


def groups(readers: list[Reader]) -> list[Group]:
    found = []
    for reader in readers:
        reader.required("Group", "Day")
        found.append(Group(reader.row, reader.text("Group"), reader.choice("Day"), reader.choice("Show")))
    return found


def clients(record: Record, readers: list[Reader]) -> None:
    """All clients; a name that two rows share is a bad cell in both, and names nobody."""
    shared = Counter(cells.fold(reader.text("Client")) for reader in readers)
    coaches = {cells.fold(coach.name): coach.name for coach in record.team}
    groups_ = {cells.fold(group.name): group.name for group in record.groups}
    for reader in readers:
        client = _client(reader, record.policies.time_zone)
        record.clients.append(client)
        name = cells.fold(client.name)
        if name and shared[name] > 1:
            reader.bad("Client", f"Client: {shared[name]} rows are called {cells.quoted(client.name)}; add a surname")
        elif name:
            record.by_name[name] = client
        for header, known in (("Coach", coaches), ("Group", groups_)):
            words = client.coach if header == "Coach" else client.group
            if words and known and cells.fold(words) not in known:
                reader.bad(header, f"{header}: {cells.quoted(words)} is not in {_HOME[header]}."
                                   f"{cells.guess(words, known.values())}".rstrip("."))  # fmt: skip


_HOME = {"Coach": "Team", "Group": "Groups"}


def _client(reader: Reader, zone: ZoneInfo) -> Client:
    reader.required("Client", "Email")
    client = Client(
        reader.row,
        reader.text("Client"),
        first_name=reader.text("First name"),
        email=reader.value("Email", cells.address) or "",
        stage=reader.choice("Stage"),
        pause_until=reader.day("Pause until"),
        ended_on=reader.day("Ended on"),
        start_date=reader.day("Start date"),
        goal=reader.text("Goal"),
        progress_words=reader.text("Progress in their words"),
        check_ins=reader.choice("Check-ins"),
        check_in_day=reader.choice("Check-in day"),
        emails=reader.choice("Emails"),
        emails_typed=bool(reader.text("Emails")),
        coach=reader.text("Coach"),
        group=reader.text("Group"),
        zone=reader.value("Time zone", cells.zone) or zone,
        language=reader.value("Language", cells.language) or "en",
        agreement=reader.day("Agreement"),
        rewards=reader.text("Rewards"),
        consequences=reader.text("Consequences"),
        coach_rating=reader.whole("Coach rating"),
        my_notes=reader.text("My notes"),
    )
    if client.stage == "Paused" and client.pause_until is None and "Pause until" not in reader.row.bad:
        reader.row.notes.append("Pause until is blank; type the date of the return")
    if client.stage == "Ended" and client.ended_on is None and "Ended on" not in reader.row.bad:
        reader.row.notes.append("Ended on is blank; it counts from the day seen")
    return client


def intake(readers: list[Reader]) -> list[Prospect]:
    found = []
    for reader in readers:
        reader.required("Prospect")
        reader.pass_over("My notes")
        email = reader.value("Email", cells.address) or ""
        questions = ("Wants this now", "Open to challenge", "Actions agreed", "Fee agreed")
        answers = tuple(
            None if question in reader.row.bad else answer
            for question, answer in [(question, reader.choice(question)) for question in questions]
        )
        found.append(Prospect(reader.row, reader.text("Prospect"), email, answers))
    return found
