"""The HTTP front on loopback: numbers calls, lets the coach act, misbehaves on order, and sends answers."""

from __future__ import annotations

import json
import socket
import struct
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from tests.servers.sheets.errors import JSON, refused
from tests.servers.sheets.faults import HTML, Fault
from tests.servers.sheets.routes import Call
from tests.servers.sheets.tokens import TokenError

if TYPE_CHECKING:
    from tests.servers.sheets.server import SheetsServer

AT_ONCE = struct.pack("ii", 1, 0)
"""SO_LINGER with no time: closing sends a reset."""


class Front(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, home: SheetsServer) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.home = home
        self.closing = threading.Event()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is what half of the tests are about; our own mistakes are kept for the test."""
        error = sys.exception()
        if isinstance(error, Exception) and not isinstance(error, OSError) and error not in self.home.mistakes:
            self.home.mistakes.append(error)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Front

    def do_any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        if parts.path == "/token":
            self.token(dict(parse_qsl(body.decode())))
            return
        headers = {name.lower(): text for name, text in self.headers.items()}
        query = parse_qs(parts.query, keep_blank_values=True)
        home = self.server.home
        with home.lock:
            call = home.arrived(self.command, parts.path, query, read_body(body), headers)
            fault = home.faults.take(call.number, call.kinds)
            if fault and fault.way == "expire":
                home.tokens.expire()
            home.coach_acts("before", call)
            answer = None if fault and held_back(fault) else home.answered(call)
            home.catch_up()
            if fault and fault.way == "late":
                home.belated.append((fault.delay, call))
        self.respond(call, fault, answer)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_any

    def respond(self, call: Call, fault: Fault | None, answer: tuple[int, JSON | str] | None) -> None:
        """Send the answer, or what the fault makes of it."""
        if fault is None or fault.way in ("expire", "slow"):
            if fault and fault.seconds:
                self.server.closing.wait(fault.seconds)
            self.send(call, *(answer or (500, "")))
        elif fault.way in ("hang", "reset", "late"):
            self.go_silent(fault)
        elif fault.way == "redirect":
            self.send(call, 302, "", {"Location": fault.location})
        elif fault.way in ("status", "html"):
            headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
            body: JSON | str = HTML if fault.way == "html" else refused(fault.code, fault.reason, fault.message).body
            self.send(call, fault.code, body, headers)
        else:
            self.send_part(call, answer or (500, ""), fault.way == "truncated")

    def go_silent(self, fault: Fault) -> None:
        if fault.way == "hang":
            self.connection.settimeout(0.05)
            while not self.server.closing.is_set() and not self.left():
                continue
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        self.close_connection = True
        self.connection.close()

    def left(self) -> bool:
        """Whether the client has closed its side."""
        try:
            return not self.connection.recv(1)
        except TimeoutError:
            return False
        except OSError:
            return True

    def send(self, call: Call, status: int, body: JSON | str, headers: dict[str, str] | None = None) -> None:
        call.status = status
        text = encoded(body)
        self.wfile.write(self.head(status, text, headers or {}, len(text)) + text)

    def send_part(self, call: Call, answer: tuple[int, JSON | str], whole: bool) -> None:
        """Half of the body: as if it were whole, or with the length of the whole and then the end."""
        call.status = answer[0]
        text = encoded(answer[1])
        half = text[: len(text) // 2]
        self.close_connection = True
        self.wfile.write(self.head(answer[0], text, {}, len(half) if whole else len(text)) + half)

    def head(self, status: int, text: bytes, headers: dict[str, str], length: int) -> bytes:
        """Status line and headers; one write with the body, so that no answer waits for an acknowledgement."""
        kind = "application/json; charset=UTF-8"
        if not text.startswith(b"{"):
            kind = "text/html; charset=UTF-8" if text.startswith(b"<") else "text/csv"
        told = {"Content-Type": kind, "Content-Length": str(length), **headers}
        if status == 401:
            told["WWW-Authenticate"] = 'Bearer realm="https://accounts.google.com/", error="invalid_token"'
        lines = [f"HTTP/1.1 {status} {self.responses.get(status, ('',))[0]}"]
        return "\r\n".join([*lines, *(f"{k}: {v}" for k, v in told.items()), "", ""]).encode()

    def token(self, form: dict[str, str]) -> None:
        home = self.server.home
        call = Call(0, "POST", "/token", {}, form, kind="token")
        with home.lock:
            home.token_calls += 1
            fault = home.faults.take(0, {"token"})
            try:
                answer: tuple[int, JSON | str] = (200, home.tokens.grant(form))
            except TokenError as error:
                answer = (400, error.body)
        self.respond(call, fault, answer)

    def log_message(self, format: str, *args: Any) -> None:
        """The server keeps its calls; it prints nothing."""


def held_back(fault: Fault) -> bool:
    """Whether the call is not carried out at all."""
    held = ("status", "html", "hang", "reset", "redirect")
    return fault.way == "late" or (fault.way in held and not fault.applied)


def read_body(body: bytes) -> Any:
    if not body:
        return None
    try:
        return json.loads(body)
    except ValueError:
        return body.decode("utf-8", "replace")


def encoded(body: JSON | str) -> bytes:
    return body.encode() if isinstance(body, str) else json.dumps(body, ensure_ascii=False).encode()
