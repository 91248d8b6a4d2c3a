"""The settings of one practice: found, read, put together with the environment, checked as a whole.

The keys stand in settings_table.py, what must hold between them in settings_checks.py.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from jobs import settings_checks, settings_sources
from jobs.settings_table import KEYS, Key, sample

FILE_NAME = "coachsheet.toml"
NOBODY = "Coach <coach@outbox.invalid>"
"""Who letters into a local folder are from where nobody is named (RFC 2606: .invalid is no one's)."""


class SettingsProblem(Exception):
    """The settings cannot be used. `problems` are all of them, one line each; str() is those lines."""

    exit_status = 2

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class NoSettings(SettingsProblem):
    """No settings file was named, and none was found; `looked` are the places."""

    def __init__(self, looked: tuple[Path, ...]) -> None:
        self.looked = looked
        places = " or ".join(str(place) for place in looked)
        super().__init__(f'No settings: there is no {places}. "coachsheet setup" makes one in this folder.')


@dataclass(frozen=True, slots=True)
class WorkbookSettings:
    kind: str
    path: Path
    key: str
    auth: str
    credentials: Path


@dataclass(frozen=True, slots=True)
class MailSettings:
    """`password` is the one to use, read from `password_file` where that is set."""

    transport: str
    sender: str
    outbox: Path
    host: str
    port: int
    security: str
    username: str
    password: str = field(repr=False)
    password_file: Path | None
    credentials: Path | None
    subject_user: str
    per_minute: int
    per_day: int
    max_per_connection: int


@dataclass(frozen=True, slots=True)
class InboxSettings:
    """`password` is the one to use, read from `password_file` where that is set."""

    host: str
    port: int
    security: str
    username: str
    password: str = field(repr=False)
    password_file: Path | None
    folder: str
    sent_folder: str

    @property
    def used(self) -> bool:
        """Whether answers are read at all."""
        return bool(self.host)


@dataclass(frozen=True, slots=True)
class LedgerSettings:
    """The URL may hold a password; what it means is jobs/ledger's to say."""

    url: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RepliesSettings:
    secret_file: Path


@dataclass(frozen=True, slots=True)
class HeartbeatSettings:
    url: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, checked. Paths are absolute. `emulator` is http://IP:PORT of a local Sheets server, or blank.

    `tabs` maps the contract's titles to other titles, `headers` "Tab.Header" to other headers.
    `warnings` are lines that people should see and that stop nothing.
    """

    file: Path
    folder: Path
    workbook: WorkbookSettings
    tabs: dict[str, tuple[str, ...]]
    headers: dict[str, tuple[str, ...]]
    mail: MailSettings
    inbox: InboxSettings
    ledger: LedgerSettings
    replies: RepliesSettings
    heartbeat: HeartbeatSettings
    emulator: str
    warnings: tuple[str, ...] = ()


def load(config: Path | None, env: Mapping[str, str], cwd: Path, config_home: Path) -> Settings:
    """The settings of the file `config`, else of `cwd`, else of `config_home`/coachsheet; `env` wins over the file.

    Raises SettingsProblem with every problem found (contract, section 6), NoSettings where there is no file.
    """
    file = _found(config, cwd, config_home)
    sources = settings_sources.Sources(file, env)
    sources.take_file(_parsed(file))
    sources.take_environment()
    settings = _built(sources)
    problems, warnings = settings_checks.check(settings, sources)
    if sources.problems or problems:
        raise SettingsProblem(*dict.fromkeys((*sources.problems, *problems)))
    return _with_warnings(settings, warnings)


def write_sample(folder: Path) -> Path:
    """A commented coachsheet.toml with every default in `folder`, mode 0600. Raises FileExistsError, OSError."""
    file = folder / FILE_NAME
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(sample())
    return file


def config_home(env: Mapping[str, str], home: Path) -> Path:
    """The user's configuration folder: XDG_CONFIG_HOME where it is an absolute path, else ~/.config (XDG base dirs)."""
    given = Path(env.get("XDG_CONFIG_HOME", ""))
    return given if given.is_absolute() else home / ".config"


def _found(config: Path | None, cwd: Path, config_home: Path) -> Path:
    if config is not None:
        return cwd / config
    places = (cwd / FILE_NAME, config_home / "coachsheet" / FILE_NAME)
    for place in places:
        if place.is_file():
            return place
    raise NoSettings(places)


def _parsed(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise SettingsProblem(f"{file}: no such file") from None
    except OSError as error:
        raise SettingsProblem(f"{file}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise SettingsProblem(f"{file}: is not text in UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsProblem(f"{file}: is not TOML: {error}") from None


def _built(sources: settings_sources.Sources) -> Settings:
    values: dict[str, dict[str, Any]] = {}
    for key in KEYS:
        values.setdefault(key.section, {})[key.field or key.name] = _value(key, sources)
    for section in ("mail", "inbox"):
        values[section]["password"] = sources.password(section, values[section]["password_file"])
    if values["mail"]["transport"] == "outbox" and not values["mail"]["sender"]:
        values["mail"]["sender"] = NOBODY
    return Settings(
        file=sources.file.absolute(),
        folder=sources.folder,
        workbook=WorkbookSettings(**values["workbook"]),
        tabs=sources.tabs,
        headers=sources.headers,
        mail=MailSettings(**values["mail"]),
        inbox=InboxSettings(**values["inbox"]),
        ledger=LedgerSettings(**values["ledger"]),
        replies=RepliesSettings(**values["replies"]),
        heartbeat=HeartbeatSettings(**values["heartbeat"]),
        emulator=sources.env.get("SHEETS_EMULATOR_HOST", "").strip().rstrip("/"),
    )


def _value(key: Key, sources: settings_sources.Sources) -> str | int | Path | None:
    value = sources.value(key)
    return sources.path(str(value or key.default)) if key.kind == "file" else value


def _with_warnings(settings: Settings, warnings: list[str]) -> Settings:
    return replace(settings, warnings=tuple(warnings))
