"""The distribution's PostgreSQL as an ordinary user in a temporary folder, and a cable to it that can be cut."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

MISSING = "no PostgreSQL: apt install postgresql"
NOBODY = 65534


def programs() -> Path | None:
    """The folder of initdb and postgres: the newest where pg_ctlcluster looks too, or the PATH's, if any."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda file: int(file.parts[-3]))
    there = found[-1] if found else shutil.which("initdb")
    return Path(there).parent if there else None


def name_of(url: str) -> str:
    """The database that a URL names."""
    return url.partition("?")[0].rpartition("/")[2]


class PostgresServer:
    """Use it in a `with`. `fresh()` is the URL of an empty database, by a socket in the server's own folder.

    With a `certificate` (PEM, with its key) it listens on a `port` of loopback too, with TLS. `fsync` is off
    unless asked for: only what a lost machine leaves depends on it.
    """

    port = 0

    def __init__(self, certificate: Path | None = None, **settings: str) -> None:
        self._certificate = certificate
        self._settings = {"fsync": "off", "full_page_writes": "off", "shared_buffers": "16MB", **settings}
        self._numbers = count(1)

    def __enter__(self) -> PostgresServer:
        bin_ = programs()
        assert bin_ is not None
        self._bin = bin_
        self.folder = Path(tempfile.mkdtemp(prefix="coachsheet-pg"))
        if os.geteuid() == 0:
            os.chown(self.folder, NOBODY, NOBODY)
        options = ["-A", "trust", "-U", "coach", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"]
        made = self._as_nobody("initdb", "-D", str(self.folder / "data"), *options)
        assert made.wait(120) == 0
        if self._certificate:
            self._listen(self._certificate.read_bytes())
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        settings = {"listen_addresses": "", **self._settings, "unix_socket_directories": str(self.folder)}
        flags = [flag for name, value in settings.items() for flag in ("-c", f"{name}={value}")]
        self._process = self._as_nobody("postgres", "-D", str(self.folder / "data"), *flags)
        for _ in range(600):
            with suppress(psycopg.OperationalError):
                psycopg.connect(self.url("postgres")).close()
                return
            assert self._process.poll() is None, (self.folder / "log").read_text()
            time.sleep(0.02)
        raise AssertionError((self.folder / "log").read_text())

    def _listen(self, pem: bytes) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        file = self.folder / "server.pem"
        file.write_bytes(pem)
        file.chmod(0o600)
        if os.geteuid() == 0:
            os.chown(file, NOBODY, NOBODY)
        tls = {"ssl": "on", "ssl_cert_file": str(file), "ssl_key_file": str(file)}
        self._settings |= {"listen_addresses": "127.0.0.1", "port": str(self.port), **tls}

    def stop(self) -> None:
        """At once, as when the power goes: what was not written yet is lost."""
        if self._process.poll() is None:
            self._process.send_signal(3)
        self._process.wait(60)

    def url(self, database: str, user: str = "coach", password: str = "") -> str:
        secret = f":{password}" if password else ""
        port = f"&port={self.port}" if self.port else ""
        return f"postgresql://{user}{secret}@/{database}?host={self.folder}{port}"

    def fresh(self, more: str = "") -> str:
        """The URL of a new, empty database."""
        name = f"practice{next(self._numbers)}"
        self.tell(f"CREATE DATABASE {name} {more}")
        return self.url(name)

    def empty(self, url: str) -> None:
        """Nothing is left in that database, and nobody connected to it."""
        name = name_of(url)
        self.tell(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'")
        self.tell("DROP SCHEMA IF EXISTS coachsheet, public CASCADE; CREATE SCHEMA public", name)

    def tell(self, statement: str, database: str = "postgres") -> list[Any]:
        """What the server's owner says to it."""
        with psycopg.connect(self.url(database), autocommit=True) as db:
            done = db.execute(statement.encode())
            return done.fetchall() if done.description else []

    def allow(self, *lines: str) -> None:
        """Who may log in (pg_hba.conf); without lines, everybody without a password."""
        file = self.folder / "data" / "pg_hba.conf"
        file.write_text("\n".join([*lines, "local all coach trust", "" if lines else "local all all trust", ""]))
        self.tell("SELECT pg_reload_conf()")

    def _as_nobody(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        """The server refuses to run as root. It dies with us, however we die."""
        setpriv = shutil.which("setpriv")
        other = [f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"] if os.geteuid() == 0 else []
        before = [setpriv, *other, "--pdeathsig=QUIT"] if setpriv else []
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC"}
        with (self.folder / "log").open("ab") as log:
            command = [*before, str(self._bin / program), *arguments]
            return subprocess.Popen(command, stdout=log, stderr=log, env=environment, cwd="/")


@dataclass
class Cable:
    """A line from a port on loopback to the server's socket. Use it in a `with`.

    `cut(words)`: when the client says these words, the line breaks: before they reach the server, or (`after`)
    once the server has answered and before the client hears of it. `silent`: nothing gets through any more.
    """

    server: PostgresServer
    silent: bool = False
    port: int = 0
    _cuts: list[tuple[bytes, bool]] = field(default_factory=list)

    def __enter__(self) -> Cable:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._listener.close()

    def url(self, database_url: str) -> str:
        return f"postgresql://coach:geheim@127.0.0.1:{self.port}/{name_of(database_url)}?sslmode=disable"

    def cut(self, words: str, *, after: bool) -> None:
        self._cuts.append((words.encode(), after))

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client = self._listener.accept()[0]
                threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        with client, socket.socket(socket.AF_UNIX) as server, suppress(OSError):
            server.connect(str(self.server.folder / ".s.PGSQL.5432"))
            back = threading.Thread(target=self._answers, args=(server, client), daemon=True)
            back.start()
            while said := client.recv(65536):
                cut = next((one for one in self._cuts if one[0] in said), None)
                if cut:
                    self._cuts.remove(cut)
                    self._break(cut[1], said, client, server, back)
                    return
                while self.silent:
                    time.sleep(0.01)
                server.sendall(said)

    def _break(
        self, after: bool, said: bytes, client: socket.socket, server: socket.socket, back: threading.Thread
    ) -> None:
        self._deaf = True
        if after:
            server.sendall(said)
            time.sleep(0.2)
        with suppress(OSError):
            client.shutdown(socket.SHUT_RDWR)
        with suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)
        back.join(5)
        self._deaf = False

    _deaf: bool = False

    def _answers(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while heard := server.recv(65536):
                if not self._deaf:
                    client.sendall(heard)
        with suppress(OSError):
            client.shutdown(socket.SHUT_RDWR)


@contextmanager
def refusing(server: PostgresServer, database: str, state: str, table: str = "letters") -> Iterator[None]:
    """Each write into that table ends in an error of this SQLSTATE, as the server reports them."""
    server.tell(
        f"CREATE FUNCTION public.broken() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$BEGIN RAISE EXCEPTION 'geheim' USING ERRCODE = '{state}'; END$$;"
        f" CREATE TRIGGER broken BEFORE INSERT OR UPDATE ON coachsheet.{table}"
        f" FOR EACH ROW EXECUTE FUNCTION public.broken()",
        database,
    )
    try:
        yield
    finally:
        server.tell("DROP FUNCTION public.broken CASCADE", database)
