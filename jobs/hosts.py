"""Which hosts are this very machine. Nothing here asks a name server."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def is_loopback(host: str) -> bool:
    """`localhost`, or an IP address that never leaves this machine (RFC 6890), as it is written."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def host_of(link: str) -> str:
    """The host that a link names; blank where it names none, or has a user part or a backslash before it.

    Of `http://one\\@two/` our parser takes two for the host, and the one that opens the connection takes one.
    """
    try:
        parts = urlsplit(link)
        return "" if "@" in parts.netloc or "\\" in link or parts.port == 0 else parts.hostname or ""
    except ValueError:
        return ""
