"""Every key of coachsheet.toml, once: type, default, allowed values, comment (contract, section 6).

Loading, checking, the sample file and docs/settings.md are made from this table. Nothing is read here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "secret", "whole", "file", "address"]
"""How a value is read: `file` is a path, relative to the settings file's folder; `secret` is never shown."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key. `field` is its name in the dataclass where the key is a word of Python (`from`)."""

    section: str
    name: str
    default: str | int
    comment: str
    kind: Kind = "text"
    allowed: tuple[str, ...] = ()
    low: int = 0
    high: int = 2**31 - 1
    field: str = ""

    @property
    def place(self) -> str:
        return f"[{self.section}] {self.name}"

    @property
    def variable(self) -> str:
        """Its name in the environment."""
        return f"COACHSHEET_{self.section}__{self.name}".upper()

    @property
    def type_in_words(self) -> str:
        if self.allowed:
            return " or ".join(f'"{word}"' for word in self.allowed)
        return {"whole": "a whole number", "file": "a file or folder", "address": "a name and address"}.get(
            self.kind, "text"
        )


KEYS: tuple[Key, ...] = (
    Key("workbook", "kind", "excel", "a local .xlsx file, or a Google Sheet", allowed=("excel", "google")),
    Key("workbook", "path", "practice.xlsx", "excel: the file", "file"),
    Key("workbook", "key", "", "google: the spreadsheet's id or its whole link"),
    Key(
        "workbook",
        "auth",
        "service_account",
        "google: who reads it; the key file of a robot is simplest",
        allowed=("service_account", "default", "user"),
    ),
    Key("workbook", "credentials", "credentials.json", "google: the key file", "file"),
    Key("mail", "transport", "outbox", "outbox: a folder, nothing leaves", allowed=("outbox", "smtp", "gmail")),
    Key("mail", "from", "", "who the letters are from, as in Ana Coach <ana@example.com>", "address", field="sender"),
    Key("mail", "outbox", "outbox", "outbox: the folder, one .eml a letter", "file"),
    Key("mail", "host", "localhost", "smtp: the mail server"),
    Key("mail", "port", 587, "smtp: 587 for starttls, 465 for tls", "whole", low=1, high=65535),
    Key("mail", "security", "starttls", "none: on this machine only", allowed=("starttls", "tls", "none")),
    Key("mail", "username", "", "smtp: often your whole address"),
    Key("mail", "password", "", "better: password_file, or COACHSHEET_MAIL__PASSWORD", "secret"),
    Key("mail", "password_file", "", "a file that holds the password and nothing else", "file"),
    Key("mail", "credentials", "", "gmail, or smtp by token: the key file", "file"),
    Key("mail", "subject_user", "", "gmail with a service account: the mailbox to send from"),
    Key("mail", "per_minute", 60, "at most so many letters a minute", "whole", low=1),
    Key("mail", "per_day", 0, "at most so many a day, the others wait; 0: no ceiling", "whole"),
    Key("mail", "max_per_connection", 100, "then a fresh connection", "whole", low=1),
    Key("inbox", "host", "", "IMAP server for answers; blank: answers are not read"),
    Key("inbox", "port", 993, "993 for tls, 143 for starttls", "whole", low=1, high=65535),
    Key("inbox", "security", "tls", "none: on this machine only", allowed=("tls", "starttls", "none")),
    Key("inbox", "username", "", "often your whole address"),
    Key("inbox", "password", "", "better: password_file, or COACHSHEET_INBOX__PASSWORD", "secret"),
    Key("inbox", "password_file", "", "a file that holds the password and nothing else", "file"),
    Key("inbox", "folder", "INBOX", "where answers arrive"),
    Key("inbox", "sent_folder", "", "sent mail: where doubt about a letter can be settled"),
    Key(
        "ledger", "url", "sqlite:///coachsheet.db", "what was sent; or postgresql://... for several machines", "secret"
    ),
    Key("replies", "secret_file", "reply.key", "signs reply addresses; made at first use", "file"),
    Key("heartbeat", "url", "", "a link that is called at start, success and failure; keep it secret", "secret"),
)

SECTIONS: dict[str, str] = {
    "workbook": "the practice's record",
    "tabs": "other titles for tabs: a form's answers, or your own words",
    "headers": "other names for column headers",
    "mail": "how letters go out",
    "inbox": "optional: answers by email",
    "ledger": "the memory beside the workbook",
    "replies": "answers are known by a signed address",
    "heartbeat": "optional: a service that tells you when nothing ran",
}

_EXAMPLES = {
    "tabs": '# "Check-ins" = ["Weekly pulse (Responses)"]',
    "headers": '# "Check-ins.Rating" = ["How would you rate your own progress?"]',
}


def keys_of(section: str) -> tuple[Key, ...]:
    return tuple(key for key in KEYS if key.section == section)


def literal(value: str | int) -> str:
    """A value as TOML writes it. Only for texts of this table and paths: a basic string, on one line."""
    if isinstance(value, int):
        return str(value)
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def sample() -> str:
    """A commented coachsheet.toml that says every key with its default; it loads as it is."""
    return "\n".join(_sample_lines()) + "\n"


def _sample_lines() -> Iterator[str]:
    yield "# Settings of coachsheet. Relative paths are relative to this file."
    yield "# Any key may come from the environment instead: COACHSHEET_MAIL__PASSWORD is [mail] password."
    for section, purpose in SECTIONS.items():
        yield from ("", f"[{section}]  # {purpose}")
        if section in _EXAMPLES:
            yield _EXAMPLES[section]
        for key in keys_of(section):
            line = f"{key.name} = {literal(key.default)}"
            yield f"{line:<34}# {_or_choices(key)}"


def _or_choices(key: Key) -> str:
    others = [f'"{word}"' for word in key.allowed if word != key.default]
    return f"or {', '.join(others)}; {key.comment}" if others else key.comment


def reference() -> str:
    """The tables of docs/settings.md, in Markdown."""
    parts: list[str] = []
    for section, purpose in SECTIONS.items():
        parts.append(f"### `[{section}]`: {purpose}\n")
        if section in _EXAMPLES:
            parts.append(f"```toml\n{_EXAMPLES[section].removeprefix('# ')}\n```\n")
            continue
        rows = ["| key | takes | default | |", "|---|---|---|---|"]
        rows += [
            f"| `{key.name}` | {key.type_in_words} | `{literal(key.default)}` | {key.comment} |"
            for key in keys_of(section)
        ]
        parts.append("\n".join(rows) + "\n")
    return "\n".join(parts).replace("<", "&lt;")
