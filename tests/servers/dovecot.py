"""Debian's Dovecot on loopback, as an ordinary user, with mailboxes that a test fills and looks at (2.3 and 2.4)."""

from __future__ import annotations

import grp
import itertools
import os
import pwd
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from imap_tools import MailBox

from tests.servers.smtp import make_certificate

WHERE = next((path for path in ("/usr/sbin/dovecot", "/usr/lib/dovecot/dovecot") if Path(path).exists()), "")
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PASSWORD = "geheim-4711"
ODD = {
    'the "other" coach@practice.example': 'two "words" \\ and {5}',
    "back\\slash@practice.example": "%s*()]",
    "müller@practice.example": "gehéim ☃ пароль",
}

_COMMON = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
listen = 127.0.0.1
ssl = yes
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
mail_uid = {uid}
mail_gid = {gid}
first_valid_uid = 1
first_valid_gid = 0
auth_mechanisms = plain
auth_username_chars =
auth_failure_delay = 0
auth_verbose = yes
mail_max_userip_connections = 100
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
"""
_SINCE_2_3 = """
protocols = imap
disable_plaintext_auth = no
ssl_cert = <{certificate}
ssl_key = <{certificate}
mail_location = maildir:{folder}/mail/%u
passdb {{
  driver = passwd-file
  args = {folder}/users
}}
userdb {{
  driver = static
  args = home={folder}/home/%u
}}
"""
_SINCE_2_4 = """
protocols {{
  imap = yes
}}
auth_allow_cleartext = yes
ssl_server_cert_file = {certificate}
ssl_server_key_file = {certificate}
mail_driver = maildir
mail_path = {folder}/mail/%{{user}}
mail_home = {folder}/home/%{{user}}
passdb passwd-file {{
  passwd_file_path = {folder}/users
}}
userdb static {{
}}
namespace inbox {{
  inbox = yes
}}
"""


@dataclass
class Dovecot:
    """Use it in a `with`. Every account is a mailbox of its own; the server is shared between tests.

    `names` are the hosts that its certificate is for; none: this one. Started by root it runs as nobody.
    """

    names: tuple[str, ...] = ()
    folder: Path = field(init=False)
    certificate: Path = field(init=False)
    port: int = 0
    tls_port: int = 0
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def __enter__(self) -> Dovecot:
        self.folder = Path(tempfile.mkdtemp(prefix="imap"))  # not pytest's: an ordinary user must get there
        self.certificate = make_certificate(self.folder, *self.names)
        accounts = {f"coach{number}@practice.example": PASSWORD for number in range(500)} | ODD
        escaped = {re.sub(r'(["\\])', r"\\\1", user): password for user, password in accounts.items()}
        lines = [f"{user}:{{PLAIN}}{password}::::::\n" for user, password in escaped.items()]
        (self.folder / "users").write_text("".join(lines), encoding="utf-8")
        for _ in range(3):  # another may take a free port before Dovecot does
            self._start()
            if self._answers():
                return self
            self._stop()
        raise RuntimeError(f"Dovecot does not start: {self.log()}")

    def __exit__(self, *exc: object) -> None:
        self._stop()
        shutil.rmtree(self.folder)

    def account(self) -> Account:
        """A fresh mailbox."""
        return Account(self, f"coach{next(self._numbers)}@practice.example", PASSWORD)

    def odd_accounts(self) -> list[Account]:
        """Mailboxes whose names and passwords are hard to say in IMAP; shared."""
        return [Account(self, user, password) for user, password in ODD.items()]

    def log(self) -> str:
        file = self.folder / "log"
        return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""

    def _start(self) -> None:
        self.port, self.tls_port = _free_ports()
        owner = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
        values = {"folder": self.folder, "certificate": self.certificate, "port": self.port, "tls_port": self.tls_port}
        values |= {"user": owner.pw_name, "group": grp.getgrgid(owner.pw_gid).gr_name}
        values |= {"uid": owner.pw_uid, "gid": owner.pw_gid}
        config = self.folder / "dovecot.conf"
        config.write_text(_config().format(**values), encoding="utf-8")
        as_root = os.getuid() == 0
        if as_root:
            for path in (self.folder, *self.folder.rglob("*")):
                os.chown(path, owner.pw_uid, owner.pw_gid)
        self._process = subprocess.Popen(
            [WHERE, "-F", "-c", str(config)],
            user=owner.pw_uid if as_root else None,
            group=owner.pw_gid if as_root else None,
            extra_groups=[] if as_root else None,
            stderr=subprocess.DEVNULL,
        )

    def _stop(self) -> None:
        self._process.terminate()
        self._process.wait(20)

    def _answers(self) -> bool:
        for _ in range(400):
            if self._process.poll() is not None:
                return False
            try:
                with socket.create_connection(("127.0.0.1", self.port), 5) as line:
                    return line.recv(4) == b"* OK"
            except OSError:
                time.sleep(0.05)
        return False


@dataclass(frozen=True)
class Account:
    """One mailbox, as its owner's own mail program sees it."""

    server: Dovecot
    user: str
    password: str

    def deliver(self, data: bytes, received: datetime = NOON, folder: str = "INBOX") -> None:
        """A message arrives."""
        with self._open() as box:
            box.append(data, folder, dt=received)

    def make(self, folder: str) -> None:
        with self._open() as box:
            box.folder.create(folder)

    def remove(self, folder: str) -> None:
        """Remove a whole folder; made anew it has another UIDVALIDITY."""
        with self._open() as box:
            box.folder.delete(folder)

    def delete(self, *uids: int, folder: str = "INBOX") -> None:
        with self._open() as box:
            box.folder.set(folder)
            box.delete([str(uid) for uid in uids])

    def flags(self, folder: str = "INBOX") -> list[tuple[str, ...]]:
        """The flags of each message; looking leaves them as they are."""
        with self._open() as box:
            box.folder.set(folder, readonly=True)
            return [message.flags for message in box.fetch(mark_seen=False)]

    def _open(self) -> MailBox:
        context = ssl.create_default_context(cafile=self.server.certificate)
        box = MailBox("127.0.0.1", self.server.tls_port, timeout=20, ssl_context=context)
        return box.login_utf8(self.user, self.password, initial_folder=None)


def _config() -> str:
    version = subprocess.run([WHERE, "--version"], capture_output=True, text=True, check=True).stdout.split()[0]
    number = tuple(int(part) for part in version.split(".")[:2])
    if number < (2, 4):
        return _COMMON + _SINCE_2_3
    # both must come first
    return f"dovecot_config_version = {version}\ndovecot_storage_version = {version}\n" + _COMMON + _SINCE_2_4


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        for each in (one, other):
            each.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1]), int(other.getsockname()[1])
