"""Whether the policy's Reply address is that of the mailbox which is read; where it is not, its row says so."""

from __future__ import annotations

from jobs.desk import Desk
from jobs.settings import InboxSettings
from sync.cells import fold
from sync.parse import Reading
from sync.schema import POLICIES

RULE = "Reply address"


def belongs(inbox: InboxSettings, address: str) -> bool:
    """Whether its mail arrives in the inbox, as far as the login tells: one that is no address tells nothing."""
    local, _, domain = address.casefold().rpartition("@")
    user = inbox.username.casefold()
    return "@" not in user or user == f"{local.partition('+')[0]}@{domain}"


def add(desk: Desk, reading: Reading) -> None:
    """Note it in the row of the rule. An alias is no fault, so nothing is to check."""
    inbox = desk.settings.inbox
    if not inbox.used:
        return
    rows = [reader for one in reading.rows.get(POLICIES.title, ()) for reader in one.readers]
    reader = next((one for one in rows if fold(one.text("Rule")) == fold(RULE)), None)
    if reader and not reader.row.bad and reader.text("Value") and not belongs(inbox, reader.text("Value")):
        reader.row.notes.append(f"{RULE}: answers are read in another mailbox; make sure that its mail arrives there")
