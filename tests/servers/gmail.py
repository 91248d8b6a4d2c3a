"""A local Gmail beside the local Sheets: one mailbox, its sent mail, delegation and consent; faults as in sheets/.

Rests on Google's reference of users.messages, on its guide to errors, and on error bodies as people posted them.
Assumed: what was sent is listed newest first; the search lags behind (`hidden`); a Message-ID is replaced.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from tests.servers.sheets.errors import JSON
from tests.servers.sheets.routes import Call
from tests.servers.sheets.server import SheetsServer
from tests.servers.sheets.tokens import JWT_BEARER, PERSON, TokenError, Tokens, decoded
from tests.servers.sheets.tokens import SCOPES as SHEETS

AUTH = "https://www.googleapis.com/auth/"
GMAIL = {f"{AUTH}gmail.send", f"{AUTH}gmail.readonly"}
KINDS = {"messages/send": "gmail.send", "messages": "gmail.list", "profile": "gmail.profile"}
MAY = {"gmail.send": {f"{AUTH}gmail.send"}}
"""Which scopes a call takes where gmail.readonly is not enough."""
DISABLED = (
    "Gmail API has not been used in project 123456789012 before or it is disabled. Enable it by visiting "
    "https://console.developers.google.com/apis/api/gmail.googleapis.com/overview?project=123456789012 then retry."
)
NOT_DELEGATED = (
    "Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the "
    "scopes requested."
)


class Refusal(Exception):
    """An error as the Gmail API words it."""

    def __init__(self, code: int, reason: str, message: str, form: str = "errors", status: str = "") -> None:
        super().__init__(message)
        self.code = code
        one = {"message": message, "domain": "global", "reason": reason}
        self.body: JSON = {"error": {"code": code, "message": message, form: [one], "status": status}}


@dataclass
class MailTokens(Tokens):
    """`delegated` scopes hold for the mailboxes of the Workspace, `granted` ones by a person's consent."""

    delegated: set[str] = field(default_factory=lambda: set(GMAIL))
    mailboxes: set[str] = field(default_factory=lambda: {PERSON})
    granted: set[str] = field(default_factory=lambda: GMAIL | SHEETS)
    claims: list[JSON] = field(default_factory=list)

    def grant(self, form: Mapping[str, str]) -> JSON:
        if form.get("grant_type") == JWT_BEARER:
            return super().grant(form)
        user = self.refreshed(form.get("refresh_token", ""))
        asked = set(form.get("scope", "").split()) or self.granted
        if not asked & self.granted:
            raise TokenError("invalid_scope", "Bad Request")
        token = self.issue(user, asked & self.granted)
        scope = " ".join(sorted(asked & self.granted))
        return {"access_token": token, "expires_in": self.lasts, "token_type": "Bearer", "scope": scope}

    def asserted(self, assertion: str) -> tuple[str, set[str]]:
        robot, scopes = super().asserted(assertion)
        claims: JSON = json.loads(decoded(assertion.split(".")[1]))
        self.claims.append(claims)
        if "sub" not in claims:
            return robot, scopes
        if not scopes <= self.delegated:
            raise TokenError("unauthorized_client", NOT_DELEGATED)
        if claims["sub"] not in self.mailboxes:
            raise TokenError("invalid_grant", "Invalid email or User ID")
        return str(claims["sub"]), scopes


@dataclass
class Sent:
    """One message of the sent mail, as it was handed over, and with the Message-ID that Gmail gave it."""

    id: str
    data: bytes
    message_id: str
    when: datetime

    @property
    def message(self) -> EmailMessage:
        found = BytesParser(policy=SMTP).parsebytes(self.data)
        assert isinstance(found, EmailMessage)
        return found

    @property
    def headers(self) -> list[tuple[str, str]]:
        shown = [(name, str(value)) for name, value in self.message.items() if name.lower() != "message-id"]
        return [*shown, ("Message-Id", self.message_id)]


@dataclass
class GmailBox:
    """The mailbox. `refusals` answer the next calls of a kind; `hidden`: so many of the newest the search misses."""

    tokens: MailTokens
    address: str = PERSON
    aliases: tuple[str, ...] = ()
    replaces_message_id: bool = True
    enabled: bool = True
    page: int = 100
    hidden: int = 0
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    sent: list[Sent] = field(default_factory=list)
    refusals: list[tuple[str, Refusal]] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)

    def refuse(self, kind: str, code: int, reason: str, message: str = "No.", times: int = 1, **rest: str) -> None:
        self.refusals += [(kind, Refusal(code, reason, message, **rest))] * times

    def answer(self, call: Call) -> tuple[int, JSON]:
        try:
            self.enter(call)
            done = self.carried_out(call)
        except Refusal as refusal:
            return refusal.code, refusal.body
        call.applied = True
        return 200, done

    def enter(self, call: Call) -> None:
        found = self.tokens.good.get(call.headers.get("authorization", "").removeprefix("Bearer "))
        if found is None:
            raise Refusal(401, "authError", "Invalid Credentials", status="UNAUTHENTICATED")
        planned = next((one for one in self.refusals if one[0] in (call.kind, "gmail")), None)
        if planned:
            self.refusals.remove(planned)
            raise planned[1]
        user, scopes = found
        if not scopes & MAY.get(call.kind, {f"{AUTH}gmail.readonly"}):
            raise Refusal(403, "insufficientPermissions", "Request had insufficient authentication scopes.")
        if not self.enabled:
            raise Refusal(403, "SERVICE_DISABLED", DISABLED, "details", "PERMISSION_DENIED")
        if user != self.address:
            raise Refusal(400, "failedPrecondition", "Mail service not enabled", status="FAILED_PRECONDITION")

    def carried_out(self, call: Call) -> JSON:
        if call.kind == "gmail.send":
            return self.send(call.body)
        if call.kind == "gmail.list":
            return self.listed(call)
        if call.kind == "gmail.get":
            return self.got(call)
        if call.kind == "gmail.sendAs":
            names = [{"sendAsEmail": self.address, "isPrimary": True}]
            return {"sendAs": [*names, *({"sendAsEmail": a, "verificationStatus": "accepted"} for a in self.aliases)]}
        return {"emailAddress": self.address, "messagesTotal": len(self.sent)}

    def send(self, body: Any) -> JSON:
        data = base64.urlsafe_b64decode(body["raw"])
        number = f"{len(self.sent) + 1:016x}"
        one = Sent(number, data, f"<CA{number}@mail.gmail.com>", self.now())
        if not one.message["To"]:
            raise Refusal(400, "invalidArgument", "Recipient address required", status="INVALID_ARGUMENT")
        if not self.replaces_message_id:
            one.message_id = str(one.message["Message-ID"])
        self.sent.append(one)
        return {"id": number, "threadId": number, "labelIds": ["SENT"]}

    def listed(self, call: Call) -> JSON:
        query = call.one("q")
        self.queries.append(query)
        shown = self.sent[: len(self.sent) - self.hidden] if self.hidden else self.sent
        found = [one for one in reversed(shown) if all(self.fits(one, term) for term in query.split())]
        since = int(call.one("pageToken", "0"))
        until = since + min(self.page, int(call.one("maxResults", "100")))
        page: JSON = {"resultSizeEstimate": len(found)}
        if found[since:until]:
            page["messages"] = [{"id": one.id, "threadId": one.id} for one in found[since:until]]
        return {**page, **({"nextPageToken": str(until)} if until < len(found) else {})}

    def fits(self, one: Sent, term: str) -> bool:
        """One term of a search (Gmail's search operators); one that is not known here is our own mistake."""
        name, _, wanted = term.partition(":")
        if name == "newer_than":
            days = re.fullmatch(r"(\d+)d", wanted)
            assert days, term
            return one.when > self.now() - timedelta(days=int(days[1]))
        if name == "to":
            return wanted in {address.addr_spec for address in one.message["To"].addresses}
        if name == "rfc822msgid":
            return wanted.strip("<>") == one.message_id.strip("<>")
        assert term == "in:sent", f"{term}: no operator of this local server"
        return True

    def got(self, call: Call) -> JSON:
        one = next((one for one in self.sent if one.id == call.parts["id"]), None)
        if one is None:
            raise Refusal(404, "notFound", "Requested entity was not found.", status="NOT_FOUND")
        asked = {name.lower() for name in call.query.get("metadataHeaders", [])}
        headers = [{"name": name, "value": value} for name, value in one.headers if name.lower() in asked]
        return {"id": one.id, "threadId": one.id, "labelIds": ["SENT"], "payload": {"headers": headers}}


class GoogleServer(SheetsServer):
    """The local Sheets server with a mailbox. Kinds for its faults: gmail.send, .list, .get, .profile, .sendAs."""

    def __init__(self) -> None:
        super().__init__()
        self.mail_tokens = MailTokens(self.ids)
        self.tokens = self.service.tokens = self.mail_tokens
        self.gmail = GmailBox(self.mail_tokens)

    def __enter__(self) -> GoogleServer:
        super().__enter__()
        return self

    def arrived(self, method: str, path: str, query: dict[str, list[str]], body: Any, headers: dict[str, str]) -> Call:
        call = super().arrived(method, path, query, body, headers)
        if match := re.fullmatch(r"/gmail/v1/users/me/(.+)", path):
            what = unquote(match[1])
            call.kind = KINDS.get(what) or ("gmail.sendAs" if what == "settings/sendAs" else "gmail.get")
            call.parts = {"id": what.removeprefix("messages/")}
        return call

    def answered(self, call: Call) -> tuple[int, JSON | str]:
        if not call.kind.startswith("gmail."):
            return super().answered(call)
        try:
            return self.gmail.answer(call)
        except Exception as error:
            self.mistakes.append(error)
            raise

    def kinds(self, since: int = 0) -> list[str]:
        """The kinds of all calls that came in."""
        return [call.kind for call in self.calls[since:]]

    def keys(self) -> list[str]:
        """X-Coachsheet-Key of what went out, in its order."""
        return [str(one.message["X-Coachsheet-Key"]) for one in self.gmail.sent]

    def credentials(self, folder: Path, name: str = "gmail.json", person: bool = False) -> Path:
        """A key file for the mailbox, or a person's finished login."""
        return self.user_file(folder / name) if person else self.key_file(folder / name)
