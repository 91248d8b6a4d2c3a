"""Where a setting comes from: the file or the environment, each value read by its key's type.

What must hold between settings is not checked here (settings_checks.py).
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from jobs.settings_table import KEYS, SECTIONS, Key, keys_of
from sync.schema import TABS

_PREFIX = "COACHSHEET_"
_HEADERS = tuple(f"{tab.title}.{column.header}" for tab in TABS.values() for column in tab.columns)
_NAMES = {"tabs": tuple(TABS), "headers": _HEADERS}


class Sources:
    """Values by key, as given, and the problems found in reading them. The environment wins over the file."""

    def __init__(self, file: Path, env: Mapping[str, str]) -> None:
        self.file = file
        self.folder = file.absolute().parent
        self.env = env
        self.problems: list[str] = []
        self.tabs: dict[str, tuple[str, ...]] = {}
        self.headers: dict[str, tuple[str, ...]] = {}
        self._given: dict[tuple[str, str], tuple[str | int, str]] = {}

    def value(self, key: Key) -> str | int:
        """The value given for that key, else its default."""
        return self._given.get((key.section, key.name), (key.default, ""))[0]

    def given(self, section: str, name: str) -> bool:
        """Whether it stands anywhere and is not blank."""
        return bool(self._given.get((section, name), ("", ""))[0])

    def blank(self, section: str, name: str) -> bool:
        """Whether it stands somewhere as a blank text."""
        return self._given.get((section, name), ("-", ""))[0] == ""

    def place(self, section: str, name: str) -> str:
        """Where that key stands, for a person: the file and its section, or the variable."""
        return self._given.get((section, name), ("", f"{self.file.name}: [{section}] {name}"))[1]

    def path(self, text: str) -> Path | None:
        """An absolute path: relative ones from the file's folder, ~ from HOME. None for a blank text."""
        if text.startswith("~/") and self.env.get("HOME"):
            return Path(self.env["HOME"], text[2:])
        return self.folder / text if text.strip() else None

    def take_file(self, document: Mapping[str, Any]) -> None:
        """Take what the parsed TOML says; problems are collected."""
        for section, table in document.items():
            if section not in SECTIONS:
                self._problem(f"{self.file.name}: [{section}] is not a section{_did_you_mean(section, SECTIONS)}")
            elif not isinstance(table, dict):
                self._problem(f"{self.file.name}: {section} is a section: write [{section}] on a line of its own")
            elif section in _NAMES:
                self._take_names(section, _flat(table))
            else:
                self._take_section(section, table)

    def take_environment(self) -> None:
        """Take COACHSHEET_SECTION__KEY of the environment; another variable of that form is a problem."""
        keys = {key.variable: key for key in KEYS}
        names = {_variable(section, name): (section, name) for section in _NAMES for name in _NAMES[section]}
        for variable, text in self.env.items():
            if not variable.startswith(_PREFIX) or "__" not in variable:
                continue
            if variable in keys:
                self._take(keys[variable], _from_text(keys[variable], text), variable)
            elif variable in names:
                section, name = names[variable]
                self._take_name(section, name, _titles(text), variable)
            else:
                self._problem(f"{variable}: no such setting{_did_you_mean(variable, [*keys, *names])}")

    def password(self, section: str, file: Path | None) -> str:
        """The password to use: what the environment says, then the file named by password_file, then the settings."""
        told, told_place = self._given.get((section, "password"), ("", ""))
        _, file_place = self._given.get((section, "password_file"), ("", ""))
        by_variable = [place.startswith(_PREFIX) for place in (told_place, file_place)]
        if not told or file is None:
            return str(told) if file is None else self._first_line(file, section)
        if by_variable[0] == by_variable[1]:
            self._problem(f"{told_place}: both password and password_file are set; keep password_file")
            return ""
        return str(told) if by_variable[0] else self._first_line(file, section)

    def _first_line(self, file: Path, section: str) -> str:
        place = self.place(section, "password_file")
        try:
            text = file.read_text(encoding="utf-8").rstrip("\r\n")
        except OSError as error:
            self._problem(f"{place}: {file} cannot be read ({error.strerror})")
            return ""
        except UnicodeDecodeError:
            text = "\n"
        if not text or "\n" in text:
            self._problem(f"{place}: {file} must hold the password on one line, and nothing else")
            return ""
        return text

    def _take_section(self, section: str, table: Mapping[str, Any]) -> None:
        known = {key.name: key for key in keys_of(section)}
        for name, value in table.items():
            place = f"{self.file.name}: [{section}] {name}"
            if name in known:
                self._take(known[name], value, place)
            else:
                self._problem(f"{place}: no such key{_belongs(name, known)}")

    def _take(self, key: Key, value: Any, place: str) -> None:
        if problem := _wrong(key, value):
            self._problem(f"{place}: {problem}")
        else:
            self._given[key.section, key.name] = value.strip() if isinstance(value, str) else value, place

    def _take_names(self, section: str, table: Mapping[str, Any]) -> None:
        known = {_fold(name): name for name in _NAMES[section]}
        for written, value in table.items():
            place = f'{self.file.name}: [{section}] "{written}"'
            if _fold(written) in known:
                self._take_name(section, known[_fold(written)], value, place)
            else:
                what = "tab" if section == "tabs" else "header (written as Tab.Header)"
                self._problem(f"{place}: no such {what}{_did_you_mean(written, _NAMES[section])}")

    def _take_name(self, section: str, name: str, value: Any, place: str) -> None:
        titles = [value] if isinstance(value, str) else value
        if not isinstance(titles, list) or not all(isinstance(t, str) and t.strip() for t in titles):
            self._problem(f'{place}: expected a list of names, as in ["Another name"]')
            return
        (self.tabs if section == "tabs" else self.headers)[name] = tuple(title.strip() for title in titles)

    def _problem(self, line: str) -> None:
        self.problems.append(" ".join(line.split()))


def _wrong(key: Key, value: Any) -> str:
    """What is wrong with a value of that key, blank when nothing is; a secret is never quoted."""
    shown = "" if key.kind == "secret" else f", not {json.dumps(value, ensure_ascii=False, default=str)}"
    if key.kind == "whole":
        if isinstance(value, bool) or not isinstance(value, int):
            return f"expected a whole number{shown}"
        return "" if key.low <= value <= key.high else f"expected a number {_range(key)}{shown}"
    if not isinstance(value, str):
        return f'expected text in "quotation marks"{shown}'
    if key.allowed and value not in key.allowed:
        return f"expected {key.type_in_words}{shown}"
    return "has a line break or a control character in it" if re.search(r"[\x00-\x1f\x7f]", value) else ""


def _range(key: Key) -> str:
    return f"from {key.low} to {key.high}" if key.high < 2**31 - 1 else f"of at least {key.low}"


def _from_text(key: Key, text: str) -> str | int:
    return int(text) if key.kind == "whole" and re.fullmatch(r"\s*-?[0-9]{1,10}\s*", text) else text


def _titles(text: str) -> Any:
    """Names in an environment variable: one as plain text, several as a JSON list."""
    try:
        return json.loads(text) if text.lstrip().startswith("[") else text
    except ValueError:
        return None


def _flat(table: Mapping[str, Any]) -> dict[str, Any]:
    """`Check-ins.Rating = [...]` without quotation marks is a table in a table: the same is meant."""
    flat: dict[str, Any] = {}
    for name, value in table.items():
        if isinstance(value, dict):
            flat.update({f"{name}.{inner}": names for inner, names in value.items()})
        else:
            flat[name] = value
    return flat


def _variable(section: str, name: str) -> str:
    parts = [re.sub(r"\W+", "_", part) for part in name.split(".")]
    return f"{_PREFIX}{section}__{'__'.join(parts)}".upper()


def _fold(name: str) -> str:
    return " ".join(name.casefold().split())


def _belongs(name: str, known: Iterable[str]) -> str:
    elsewhere = [key.section for key in KEYS if key.name == name]
    return f"; it belongs under [{elsewhere[0]}]" if elsewhere else _did_you_mean(name, known)


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    by_fold = {_fold(word): word for word in known}
    near = difflib.get_close_matches(_fold(name), by_fold, n=1, cutoff=0.7)
    return f'. Did you mean "{by_fold[near[0]]}"?' if near else ""
