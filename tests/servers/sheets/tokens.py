"""The token endpoint: signed assertions of service accounts and refresh tokens become access tokens."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.servers.sheets.errors import JSON, ApiError, refused
from tests.servers.sheets.ids import Ids

ROBOT = "coachsheet@example-project.iam.gserviceaccount.com"
PERSON = "ana@example.com"
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
SCOPES = {"https://www.googleapis.com/auth/spreadsheets", "https://www.googleapis.com/auth/drive"}


class TokenError(Exception):
    """Refused by the token endpoint: its own short form of an error."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.body = {"error": error, "error_description": description}


@cache
def key() -> rsa.RSAPrivateKey:
    """Half as long as Google's: each run reads it anew, and that takes six times less."""
    return rsa.generate_private_key(public_exponent=65537, key_size=1024)


def decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


@dataclass
class Tokens:
    """`good` are the access tokens that are good now, each with its user and scopes."""

    ids: Ids
    lasts: int = 3599
    good: dict[str, tuple[str, set[str]]] = field(default_factory=dict)
    refresh_tokens: dict[str, str] = field(default_factory=lambda: {"1//local-refresh": PERSON})
    known: set[str] = field(default_factory=lambda: {ROBOT})

    def grant(self, form: Mapping[str, str]) -> JSON:
        """The answer of the token endpoint; raises TokenError."""
        kind = form.get("grant_type", "")
        if kind == JWT_BEARER:
            user, scopes = self.asserted(form.get("assertion", ""))
        elif kind == "refresh_token":
            user, scopes = self.refreshed(form.get("refresh_token", "")), set(SCOPES)
        else:
            raise TokenError("unsupported_grant_type", f"Invalid grant_type: {kind}")
        return {"access_token": self.issue(user, scopes), "expires_in": self.lasts, "token_type": "Bearer"}

    def issue(self, user: str, scopes: set[str] | None = None) -> str:
        """A token for a user, without any ceremony."""
        token = self.ids.token()
        self.good[token] = (user, scopes or set(SCOPES))
        return token

    def asserted(self, assertion: str) -> tuple[str, set[str]]:
        """Who signed a JWT, and for which scopes; the signature must be that of the key file we made."""
        try:
            head, claims, signature = assertion.split(".")
            signed = f"{head}.{claims}".encode()
            key().public_key().verify(decoded(signature), signed, padding.PKCS1v15(), hashes.SHA256())
            told = json.loads(decoded(claims))
        except (ValueError, InvalidSignature) as error:
            raise TokenError("invalid_grant", "Invalid JWT Signature.") from error
        if told.get("iss") not in self.known:
            raise TokenError("invalid_grant", "Invalid grant: account not found")
        return str(told["iss"]), set(str(told.get("scope", "")).split())

    def refreshed(self, token: str) -> str:
        if token not in self.refresh_tokens:
            raise TokenError("invalid_grant", "Token has been expired or revoked.")
        return self.refresh_tokens[token]

    def user(self, header: str) -> str:
        """Whose access token an Authorization header carries; raises ApiError 401, or 403 for another scope."""
        found = self.good.get(header.removeprefix("Bearer "))
        if found is None:
            raise ApiError(401)
        user, scopes = found
        if not scopes & SCOPES:
            raise refused(403, "insufficientPermissions")
        return user

    def expire(self) -> None:
        """No token given out so far is good any longer."""
        self.good.clear()


def key_file(path: Path, token_uri: str, email: str = ROBOT) -> Path:
    """Write a service account's key file whose token_uri is the local server; mode 0600."""
    pem = key().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    content = {
        "type": "service_account",
        "project_id": "example-project",
        "private_key_id": "local",
        "private_key": pem.decode(),
        "client_email": email,
        "client_id": "100000000000000000000",
        "token_uri": token_uri,
    }
    path.touch(mode=0o600)
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def user_file(path: Path, token_uri: str, refresh_token: str = "1//local-refresh") -> Path:
    """Write an authorized user's file (OAuth login) for the local server; mode 0600."""
    content = {"type": "authorized_user", "client_id": "local", "client_secret": "local", "token_uri": token_uri}
    path.touch(mode=0o600)
    path.write_text(json.dumps({**content, "refresh_token": refresh_token}), encoding="utf-8")
    return path
