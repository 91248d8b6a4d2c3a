"""What must hold between settings, and what people should be warned of. Nothing is changed here."""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

from jobs.hosts import host_of, is_loopback
from sync.addresses import NotAnAddress, named

if TYPE_CHECKING:
    from jobs.settings import Settings
    from jobs.settings_sources import Sources

_PART = r"(?:[^\s\0@/?#%]|%(?!00)[0-9A-Fa-f]{2})*"
_POSTGRES = re.compile(rf"postgres(?:ql)?://(?:{_PART}@)?{_PART}(?:/{_PART})?(?:\?[^\s\0#]*)?")
"""The shape of a URL as libpq reads it: it takes `ge/heim@h` apart at the slash, and looks for a host `ana`."""


def check(settings: Settings, sources: Sources) -> tuple[list[str], list[str]]:
    """All problems (each stops everything) and all warnings (they stop nothing), one line each."""
    problems = [
        *_workbook(settings, sources),
        *_mail(settings, sources),
        *_inbox(settings, sources),
        *_addresses(settings, sources),
        *_names(settings, sources),
        *_emulator(settings, sources.env),
    ]
    return problems, list(_warnings(settings, sources))


def is_address(text: str) -> bool:
    """`ana@example.com` or `Ana Coach <ana@example.com>`: one address (RFC 5322, without its rarities)."""
    try:
        named(text)
    except NotAnAddress:
        return False
    return True


def _workbook(settings: Settings, sources: Sources) -> Iterator[str]:
    book = settings.workbook
    if book.kind == "excel":
        if sources.blank("workbook", "path"):
            yield f"{sources.place('workbook', 'path')}: which .xlsx file is the practice's workbook?"
        elif book.path.suffix.lower() != ".xlsx":
            yield f"{sources.place('workbook', 'path')}: {book.path.name} is not an .xlsx file"
        return
    if not book.key:
        yield f"{sources.place('workbook', 'key')}: which spreadsheet? Its id, or its whole link"
    if book.auth != "default":
        yield from _must_exist(book.credentials, sources.place("workbook", "credentials"))


def _mail(settings: Settings, sources: Sources) -> Iterator[str]:
    mail = settings.mail
    if mail.sender and not is_address(mail.sender):
        yield f'{sources.place("mail", "from")}: "{mail.sender}" is not an address as in Ana Coach <ana@example.com>'
    if mail.transport == "outbox":
        if sources.blank("mail", "outbox"):
            yield f"{sources.place('mail', 'outbox')}: which folder?"
        return
    if not mail.sender:
        yield f"{sources.place('mail', 'from')}: who are the letters from? As in Ana Coach <ana@example.com>"
    if mail.transport == "gmail":
        yield from _gmail(settings, sources)
        return
    yield from _server("mail", mail.host, mail.security, sources)
    if mail.credentials is not None:
        yield from _must_exist(mail.credentials, sources.place("mail", "credentials"))
    elif mail.username and not mail.password and not sources.given("mail", "password_file"):
        yield f"{sources.place('mail', 'password_file')}: there is a username, and no password"


def _gmail(settings: Settings, sources: Sources) -> Iterator[str]:
    mail = settings.mail
    if mail.credentials is None:
        yield f"{sources.place('mail', 'credentials')}: which file? A service account's key, or a login (docs/gmail.md)"
        return
    yield from _must_exist(mail.credentials, sources.place("mail", "credentials"))
    place = sources.place("mail", "subject_user")
    if mail.subject_user and ("<" in mail.subject_user or not is_address(mail.subject_user)):
        yield f"{place}: expected the address of the mailbox, and nothing else"
    elif not mail.subject_user and _document(mail.credentials).get("type") == "service_account":
        yield f"{place}: from whose mailbox? A service account has none of its own"


def _inbox(settings: Settings, sources: Sources) -> Iterator[str]:
    inbox = settings.inbox
    if not inbox.used:
        return
    yield from _server("inbox", inbox.host, inbox.security, sources)
    if not inbox.username:
        yield f"{sources.place('inbox', 'username')}: whose inbox?"
    elif not inbox.password and not sources.given("inbox", "password_file"):
        yield f"{sources.place('inbox', 'password_file')}: there is a username, and no password"


def _server(section: str, host: str, security: str, sources: Sources) -> Iterator[str]:
    if not re.fullmatch(r"[A-Za-z0-9.:_-]+", host):
        yield f'{sources.place(section, "host")}: "{host}" is not the name of a server'
    elif security == "none" and not is_loopback(host):
        yield f'{sources.place(section, "security")}: "none" is for this machine only; {host} needs "starttls" or "tls"'


def _addresses(settings: Settings, sources: Sources) -> Iterator[str]:
    """The ledger's URL and the heartbeat's: both may hold a secret, so neither is quoted."""
    if not re.match(r"sqlite:///.|postgres(ql)?://.", settings.ledger.url):
        yield f"{sources.place('ledger', 'url')}: expected sqlite:///FILE or postgresql://..."
    elif settings.ledger.url.startswith("postgres") and not _POSTGRES.fullmatch(settings.ledger.url):
        told = "expected postgresql://USER:PASSWORD@HOST/DATABASE, with %40 %3A %2F for @ : / in the password"
        yield f"{sources.place('ledger', 'url')}: {told}"
    if settings.heartbeat.url:
        link = _split(settings.heartbeat.url)
        here = link is not None and link.scheme == "http" and is_loopback(link.hostname or "")
        if link is None or not link.hostname or not (link.scheme == "https" or here):
            yield f"{sources.place('heartbeat', 'url')}: expected a link that begins with https://"


def _names(settings: Settings, sources: Sources) -> Iterator[str]:
    """One title cannot stand for two tabs, nor one header for two columns of a tab."""
    seen: dict[tuple[str, str], str] = {}
    named = [("tabs", "", name, titles) for name, titles in settings.tabs.items()]
    named += [("headers", name.split(".")[0], name, titles) for name, titles in settings.headers.items()]
    for section, scope, name, titles in named:
        for title in titles:
            other = seen.setdefault((section + scope, " ".join(title.casefold().split())), name)
            if other != name:
                yield f'{sources.file.name}: [{section}] "{title}" stands for both {other} and {name}'


def _emulator(settings: Settings, env: Mapping[str, str]) -> Iterator[str]:
    if not settings.emulator:
        return
    link = _split(settings.emulator)
    if link is None or not _is_emulator(link):
        yield "SHEETS_EMULATOR_HOST: expected http://IP:PORT with an IP of this machine, as in http://127.0.0.1:8080"
    for file in dict.fromkeys(_key_files(settings, env)):
        if not is_loopback(_token_host(file)):
            name = file.name or "the default credentials"
            yield f"SHEETS_EMULATOR_HOST: the token_uri in {name} must be on this machine too"


def _key_files(settings: Settings, env: Mapping[str, str]) -> Iterator[Path]:
    """The files by which this practice logs in to Google."""
    book, mail = settings.workbook, settings.mail
    if book.kind == "google":
        yield Path(env.get("GOOGLE_APPLICATION_CREDENTIALS", "")) if book.auth == "default" else book.credentials
    if mail.transport != "outbox" and mail.credentials is not None:
        yield mail.credentials


def _is_emulator(link: SplitResult) -> bool:
    literal = link.hostname not in (None, "localhost") and is_loopback(link.hostname or "")
    bare = link.scheme == "http" and not link.path and not link.query and not link.fragment
    return literal and bare and "@" not in link.netloc and link.port is not None


def _token_host(file: Path) -> str:
    return host_of(str(_document(file).get("token_uri", "")))


def _document(file: Path) -> dict[str, Any]:
    """What stands in a key file; nothing where it is none."""
    try:
        found = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _split(link: str) -> SplitResult | None:
    """The link in its parts; None where it is none, or its port is no number."""
    try:
        parts = urlsplit(link)
        return parts if parts.port is None or parts.port else None
    except ValueError:
        return None


def _must_exist(file: Path, place: str) -> Iterator[str]:
    if not file.is_file():
        yield f"{place}: there is no file {file}"


def _warnings(settings: Settings, sources: Sources) -> Iterator[str]:
    mail, inbox, replies = settings.mail, settings.inbox, settings.replies
    files = [mail.password_file, inbox.password_file, mail.credentials, replies.secret_file]
    if settings.workbook.kind == "google":
        files.append(settings.workbook.credentials)
    secrets = [(section, "password") for section in ("mail", "inbox")]
    if re.match(r"postgres(ql)?://[^@/]*:[^@/]*@", settings.ledger.url):
        secrets.append(("ledger", "url"))
    if any(sources.place(*key).startswith(sources.file.name) and sources.given(*key) for key in secrets):
        files.append(settings.file)
    for file in dict.fromkeys(files):
        if file is not None and _readable_by_others(file):
            yield f'{file} can be read by others on this machine: chmod 600 "{file}"'


def _readable_by_others(file: Path) -> bool:
    try:
        return bool(stat.S_IMODE(file.stat().st_mode) & 0o077)
    except OSError:
        return False
