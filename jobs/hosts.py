"""Which hosts are this very machine. Nothing here asks a name server."""

from __future__ import annotations

import ipaddress


def is_loopback(host: str) -> bool:
    """`localhost`, or an IP address that never leaves this machine (RFC 6890), as it is written."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"
