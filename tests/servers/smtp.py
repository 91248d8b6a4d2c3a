"""A real SMTP server on loopback that can be told to fail at any stage, and keeps what it accepted."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import datetime
import hmac
import ipaddress
import logging
import ssl
import threading
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd warns of what these tests ask for


@dataclass(slots=True)
class Fault:
    """What happens at a stage instead of the usual: wait, answer `reply` (blank: nothing), `close`, for `times` times.

    `skip` occasions pass first, and `every` so many go by between two. With `reply` blank and `close` off the server
    stays silent. With `also` the usual answer is given, and this one with it, before anybody asked for it.
    """

    stage: str
    reply: str = ""
    close: bool = False
    wait: float = 0.0
    times: int = 1
    skip: int = 0
    every: int = 0
    also: str = ""
    name: str = ""


STAGES = (
    "greeting", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "body", "dot", "receipt", "RSET", "idle", "QUIT"
)  # fmt: skip
"""`body`: in the middle of the letter; `dot`: after it, and the letter is not taken; `receipt`: it is taken;
`idle`: the connection is closed right after a letter's receipt."""


MECHANISMS = ("PLAIN", "LOGIN", "CRAM-MD5", "XOAUTH2")


@dataclass(slots=True)
class Accepted:
    sender: str
    recipient: str
    data: bytes


@dataclass
class MailServer:
    """Use it in a `with`. `security`: none, starttls or tls; `login` is the user and password it wants,
    `token` what it takes by XOAUTH2 instead of a password. `faults_met` counts faults by name, else by stage;
    `troubled` tells to whom the letters were that met them."""

    security: str = "none"
    certificate: Path | None = None
    login: tuple[str, str] | None = None
    mechanisms: tuple[str, ...] = ("PLAIN", "LOGIN")
    token: str = ""
    size_limit: int | None = None
    utf8: bool = False
    extensions: bool = True
    accepted: list[Accepted] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    faults_met: Counter[str] = field(default_factory=Counter)
    troubled: set[tuple[str, str]] = field(default_factory=set)
    commands: list[str] = field(default_factory=list)
    connections: int = 0
    callers: set[int] = field(default_factory=set)
    port: int = 0

    def fail(self, stage: str, reply: str = "", **rest: Any) -> None:
        assert stage in STAGES
        self.faults.append(Fault(stage, reply, **rest))

    def fault_at(self, stage: str) -> Fault | None:
        for fault in self.faults:
            if fault.stage == stage and fault.skip:
                fault.skip -= 1
            elif fault.stage == stage and fault.times:
                fault.times -= 1
                fault.skip = fault.every
                self.faults_met[fault.name or stage] += 1
                return fault
        return None

    def settled(self) -> None:
        """Return when what the server is doing now has been done: at once when nobody is connected any more."""

        async def quiet() -> None:
            for _ in range(25):
                await asyncio.sleep(0.002)
                if not self.callers:
                    return

        asyncio.run_coroutine_threadsafe(quiet(), self._loop).result(10)

    def __enter__(self) -> MailServer:
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(lambda loop, context: None)
        ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(ready,), daemon=True)
        self._thread.start()
        assert ready.wait(10)
        return self

    def __exit__(self, *exc: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _serve(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        listening = self._loop.create_server(
            self._dialogue, "127.0.0.1", self.port, ssl=self._tls() if self.security == "tls" else None
        )
        server = self._loop.run_until_complete(listening)
        self.port = server.sockets[0].getsockname()[1]
        self._loop.call_soon(ready.set)
        self._loop.run_forever()
        server.close()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.close()

    def _tls(self) -> ssl.SSLContext:
        assert self.certificate is not None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate)
        return context

    def _dialogue(self) -> Dialogue:
        return Dialogue(
            self,
            data_size_limit=self.size_limit,
            enable_SMTPUTF8=self.utf8,
            hostname="mail.example.com",
            tls_context=self._tls() if self.security == "starttls" else None,
            require_starttls=self.security == "starttls",
            auth_required=bool(self.login or self.token),
            auth_require_tls=False,
            auth_exclude_mechanism=[name for name in MECHANISMS if name not in self.mechanisms],
            authenticator=self._authenticate,
            loop=self._loop,
        )

    def _authenticate(
        self, server: Any, session: Any, envelope: Any, mechanism: str, data: LoginPassword
    ) -> AuthResult:
        given = (data.login.decode(), data.password.decode())
        return AuthResult(success=given == self.login, handled=False)

    async def handle_DATA(self, server: Dialogue, session: Session, envelope: Envelope) -> str:
        await server.fault("dot")
        assert isinstance(envelope.content, bytes)
        self.accepted.append(Accepted(str(envelope.mail_from), *envelope.rcpt_tos, envelope.content))
        await server.fault("receipt")
        if self.fault_at("idle"):
            await server.push("250 taken")
            server.hang_up()
        return "250 taken"


class Answered(Exception):
    """The fault gave the answer already."""


class Dialogue(SMTP):
    """aiosmtpd's server with a look at the faults before each step."""

    def __init__(self, mail: MailServer, **rest: Any) -> None:
        super().__init__(mail, **rest)
        self.mail = mail
        self._greeted = False
        self._also = self._recipient = ""

    def connection_made(self, transport: Any) -> None:
        self.mail.callers.add(id(self))
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self.mail.callers.discard(id(self))

    async def fault(self, stage: str) -> None:
        """Do what the fault of this stage says, if there is one, and end this step."""
        fault = self.mail.fault_at(stage)
        if fault is None:
            return
        self.mail.troubled.add((fault.name or stage, self._recipient))
        if fault.also:
            self._also = fault.also
            return
        await asyncio.sleep(fault.wait)
        if fault.reply:
            await super().push(fault.reply)
        if fault.close:
            self.hang_up()
        if fault.reply or fault.close or not fault.wait:
            raise Answered

    def hang_up(self) -> None:
        if self.transport is not None:
            self.transport.close()
        raise asyncio.CancelledError

    async def push(self, status: Any) -> None:
        if not self._greeted:
            self._greeted = True
            self.mail.connections += 1
            with contextlib.suppress(Answered):
                await self.fault("greeting")
                await super().push(status)
            return
        if not self.mail.extensions and status.startswith("250-"):
            return
        words, self._also = self._also, ""
        await super().push(f"{status}\r\n{words}" if words else status)

    async def auth_XOAUTH2(self, server: Any, args: list[str]) -> AuthResult:
        if base64.b64decode(args[1]).decode() == self.mail.token:
            return AuthResult(success=True)
        told = base64.b64encode(b'{"status":"401","schemes":"bearer","scope":"https://mail.google.com/"}').decode()
        await self.push(f"334 {told}")
        assert await self._reader.readuntil(b"\r\n") == b"\r\n", "an error is answered by an empty line"
        return AuthResult(success=False, handled=False)

    async def auth_CRAM__MD5(self, server: Any, args: list[str]) -> AuthResult:
        assert self.mail.login and len(args) == 1
        user, secret = self.mail.login
        await self.push(f"334 {base64.b64encode(b'<1.2@mail.example.com>').decode()}")
        given = base64.b64decode(await self._reader.readuntil(b"\r\n")).decode()
        digest = hmac.digest(secret.encode(), b"<1.2@mail.example.com>", "md5").hex()
        return AuthResult(success=given == f"{user} {digest}", handled=False)

    async def _step(self, stage: str, step: Any, arg: Any) -> None:
        self.mail.commands.append(stage)
        with contextlib.suppress(Answered):
            await self.fault(stage)
            await step(arg)

    async def smtp_EHLO(self, hostname: str) -> None:
        await self._step("EHLO", super().smtp_EHLO, hostname)

    async def smtp_STARTTLS(self, arg: str) -> None:
        await self._step("STARTTLS", super().smtp_STARTTLS, arg)

    async def smtp_AUTH(self, arg: str) -> None:
        await self._step("AUTH", super().smtp_AUTH, arg)

    async def smtp_MAIL(self, arg: str | None) -> None:
        await self._step("MAIL", super().smtp_MAIL, arg)

    async def smtp_RCPT(self, arg: str | None) -> None:
        self._recipient = (arg or "").partition("<")[2].partition(">")[0]
        await self._step("RCPT", super().smtp_RCPT, arg)

    async def smtp_RSET(self, arg: str | None) -> None:
        await self._step("RSET", super().smtp_RSET, arg)

    async def smtp_QUIT(self, arg: str) -> None:
        await self._step("QUIT", super().smtp_QUIT, arg)

    async def smtp_DATA(self, arg: str) -> None:
        await self._step("DATA", self._data, arg)

    async def _data(self, arg: str) -> None:
        waiting = next((fault for fault in self.mail.faults if fault.stage == "body"), None)
        if waiting is not None and waiting.times and not waiting.skip:
            await super().push("354 go on")
            for _ in range(5):
                await self._reader.readuntil(b"\r\n")
            await self.fault("body")
        try:
            await super().smtp_DATA(arg)
        except Answered:
            self._set_post_data_state()


def make_certificate(folder: Path, *names: str, days: int = 30) -> Path:
    """A certificate that signed itself, with its key, in one PEM file; for these hosts, valid for `days`."""
    key = ec.generate_private_key(ec.SECP256R1())
    title = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "coachsheet tests")])
    now = datetime.datetime.now(datetime.UTC)
    hosts = [_host(name) for name in names or ("localhost", "127.0.0.1")]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(title)
        .issuer_name(title)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=60))
        .not_valid_after(now + datetime.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName(hosts), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / f"{'-'.join(names) or 'localhost'}{days}.pem"
    file.write_bytes(secret + certificate.public_bytes(serialization.Encoding.PEM))
    return file


def _host(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
