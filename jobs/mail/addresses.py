"""The one address of a header, taken strictly. Nothing here speaks to a server."""

from __future__ import annotations

from collections.abc import Iterable
from email.errors import NonASCIILocalPartDefect
from email.headerregistry import AddressHeader
from email.message import EmailMessage

from jobs.mail.base import Refused
from sync.addresses import NotAnAddress, on_the_wire


def only_address(message: EmailMessage, header: str) -> str:
    """The one address of a header (`To`, `From`), as an envelope takes it.

    Stricter than RFC 5322: one header, one mailbox, no group, no comment, and an address as the sheet takes it
    (sync/addresses.py). Letters outside ASCII are let through (RFC 6531). Raises Refused with a reason that
    holds no address.
    """
    found = message.get_all(header, [])
    if len(found) != 1:
        raise Refused(f"the letter has {len(found)} {header} headers, one is needed")
    if not isinstance(found[0], AddressHeader) or not _sound(message[header].defects):
        raise Refused(f"{header} of the letter cannot be read as an address")
    groups = found[0].groups
    if len(groups) != 1 or groups[0].display_name is not None or len(groups[0].addresses) != 1:
        raise Refused(f"{header} of the letter is not exactly one address")
    address = str(groups[0].addresses[0].addr_spec)
    try:
        on_the_wire(address)
    except NotAnAddress:
        raise Refused(f"the address in {header} of the letter is not one that mail servers take") from None
    return address


def _sound(defects: Iterable[object]) -> bool:
    return all(isinstance(defect, NonASCIILocalPartDefect) for defect in defects)
