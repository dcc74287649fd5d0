"""Who counts as one sender where tries and reports are counted: of IPv6 a whole /64, which every phone and household has."""

from __future__ import annotations

import ipaddress

from django.http import HttpRequest


def network_of(address: str) -> str:
    """An IPv4 address itself, of an IPv6 address the first of its /64; what is no address stays what it is."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        return str(found.ipv4_mapped)
    if found.version == 4:
        return str(found)
    return str(ipaddress.IPv6Network((int(found), 64), strict=False).network_address)


def sender(request: HttpRequest) -> str | None:
    """None where a server does not say who asks."""
    return network_of(request.META.get("REMOTE_ADDR", "")) or None
