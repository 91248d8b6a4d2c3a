"""Reply addresses that say which letter is answered, and the key that signs them. Who answered is proven elsewhere."""

from __future__ import annotations

import hmac
import os
import re
import stat
from base64 import b32decode, b32encode
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from pathlib import Path

from jobs.private import make_folder, sync_folder
from sync.addresses import LONGEST_LOCAL
from sync.records import Sent

LAPSE = timedelta(days=60)
"""How long an answer to a letter counts, from the letter's date (contract, section 4, Answers)."""

NUMBER, MAC = 10, 16
"""Characters of the opaque number (50 bits) and of the MAC (80 bits) in base32."""
KEY_BYTES = 32
FEWEST_BYTES = 16

_TOKEN = re.compile(rf"\+([a-z2-7]{{{NUMBER + MAC}}})@")
_HEAD = """# The key by which coachsheet knows answers to its emails. Keep it secret, and keep it: without it
# an answer to an email that is out is listed for the coach and does nothing by itself.
"""

Chance = Callable[[int], bytes]
"""So many random bytes, fit for a secret."""


class KeyProblem(Exception):
    """The key file cannot be used or made; one plain sentence without a word of the key."""


class Recipient(Enum):
    """What the addresses of an answer say where they name no letter."""

    PLAIN = "no token"
    WRONG = "a token that this key did not sign"
    UNKNOWN = "a token of ours for a letter that nobody remembers"


@dataclass(frozen=True, slots=True)
class ReplyKey:
    """`made` (aware, whole seconds): letters from before it carry another key's tokens, or none."""

    secret: bytes = field(repr=False)
    made: datetime

    def signed(self, letter: Sent) -> bool:
        """Whether the letter is young enough to carry a token of this key."""
        return letter.when >= self.made

    def address_of(self, letter_key: str, reply_address: str) -> str:
        """The reply address of that letter; as it is where there is no room for a token before the @."""
        local, _, domain = reply_address.rpartition("@")
        number = self._number(letter_key)
        signed = f"{local}+{number}{self._mac(number)}"
        fits = local and len(signed.encode()) <= LONGEST_LOCAL
        return f"{signed}@{domain}" if fits else reply_address

    def letter_of(self, tokens: Iterable[str], letters: Iterable[Sent]) -> Sent | Recipient:
        """The letter of the first of these tokens that is one of ours; WRONG where none is."""
        ours = [token[:NUMBER] for token in tokens if self._is_signed(token)]
        if not ours:
            return Recipient.WRONG
        known = {self._number(letter.key): letter for letter in letters}
        return next((known[number] for number in ours if number in known), Recipient.UNKNOWN)

    def _is_signed(self, token: str) -> bool:
        return hmac.compare_digest(token[NUMBER:], self._mac(token[:NUMBER]))

    def _number(self, letter_key: str) -> str:
        """Opaque: who reads it learns neither client nor date. The same in every place that the practice moves to."""
        return self._digest("letter", letter_key)[:NUMBER]

    def _mac(self, number: str) -> str:
        return self._digest("answer", number)[:MAC]

    def _digest(self, purpose: str, words: str) -> str:
        found = hmac.digest(self.secret, f"{purpose}\0{words}".encode(), "sha256")
        return b32encode(found).decode("ascii").lower()


def recipient(
    headers: Iterable[str], letters: Iterable[Sent], key: ReplyKey | None, reply_address: str
) -> Sent | Recipient:
    """The letter that one of these recipients' headers names by a token of ours, whatever the case it comes in.

    WRONG is a plus part of the policy's Reply address that looks like a token and is none of this key's.
    """
    said = [header.casefold() for header in headers]
    tokens = [match[1] for header in said for match in _TOKEN.finditer(header)]
    found = key.letter_of(tokens, letters) if key and tokens else Recipient.WRONG
    if found is Recipient.WRONG and not any(_like_a_token(header, reply_address) for header in said):
        return Recipient.PLAIN
    return found


def lapsed(letter: Sent, answered: date) -> bool:
    """Whether an answer of that day (the client's) comes too late to count."""
    return answered - letter.date > LAPSE


def _like_a_token(header: str, reply_address: str) -> bool:
    """`answers+...@example.com` with something as long as a token, or nearly: altered, cut, or another key's."""
    local, _, domain = reply_address.casefold().rpartition("@")
    long = rf"(?<![\w.+-]){re.escape(local)}\+[a-z0-9]{{{MAC},}}@{re.escape(domain)}"
    return bool(local) and re.search(long, header) is not None


def load(file: Path) -> ReplyKey | None:
    """The key that stands in the file; None where there is no file. Raises KeyProblem."""
    try:
        with file.open("rb") as opened:
            loose = bool(stat.S_IMODE(os.fstat(opened.fileno()).st_mode) & 0o077)
            said = opened.read(4096)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise KeyProblem(f"{file} cannot be read: {error.strerror}.") from error
    if loose:
        raise KeyProblem(f'{file} can be read by others on this machine: chmod 600 "{file}".')
    try:
        return _read(said.decode("ascii"))
    except (ValueError, KeyError) as error:
        raise KeyProblem(f"{file} is no reply key, or a broken one; put it back, or move it away.") from error


def _read(text: str) -> ReplyKey:
    lines = [line.split() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    said = {line[0]: line[1] for line in lines if len(line) == 2}
    made, secret = datetime.fromisoformat(said["made"]), b32decode(said["key"].upper())
    if made.tzinfo is None or len(secret) < FEWEST_BYTES:
        raise ValueError("too short")
    return ReplyKey(secret, made)


def load_or_make(file: Path, now: datetime, chance: Chance) -> ReplyKey:
    """The key in the file, made now where there is none: durably, whole or not at all, and never over another one.

    Raises KeyProblem.
    """
    key = load(file)
    if key is None:
        _make(file, fresh(now, chance))
        key = load(file)
    if key is None:
        raise KeyProblem(f"{file} was removed while it was made.")
    _sweep(file)
    return key


def fresh(now: datetime, chance: Chance) -> ReplyKey:
    """A key that nobody keeps yet."""
    return ReplyKey(chance(KEY_BYTES), now.astimezone(UTC).replace(microsecond=0))


def _make(file: Path, key: ReplyKey) -> None:
    partial = file.with_name(f".{file.name}.{os.getpid()}.partial")
    said = f"{_HEAD}made {key.made.isoformat()}\nkey {b32encode(key.secret).decode('ascii').lower()}\n"
    try:
        make_folder(file.parent)
        partial.unlink(missing_ok=True)
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as opened:
            opened.write(said)
            opened.flush()
            os.fsync(opened.fileno())
        with suppress(FileExistsError, FileNotFoundError):  # another run's key was there first: that one holds
            os.link(partial, file)
        sync_folder(file.parent)
    except OSError as error:
        raise KeyProblem(f"{file} cannot be made: {error.strerror}.") from error


def _sweep(file: Path) -> None:
    """Remove what runs left that were killed while they made the key that now stands."""
    for partial in file.parent.glob(f".{file.name}.*.partial"):
        with suppress(OSError):
            partial.unlink()
