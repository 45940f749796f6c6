"""Which network addresses may be reached.

A page can name any address, also one inside the collector's own network or the one cloud machines hand out
their credentials at. So an address is reached only if it is one of the public internet, or if that was asked
for (OWASP Server-Side Request Forgery Prevention; the registries of RFC 6890).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

#: Where cloud machines are told their credentials: AWS, Google, Azure, Alibaba, Oracle. Never reached.
METADATA = frozenset(
    ipaddress.ip_address(words)
    for words in (
        "169.254.169.254", "169.254.170.2", "fd00:ec2::254", "168.63.129.16", "100.100.100.200",
        "192.0.0.192",
    )
)  # fmt: skip
#: To allow whatever is not forbidden to all.
EVERYWHERE: tuple[Network, ...] = (ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0"))

# IPv6 addresses that carry an IPv4 one: the machine that is reached is that one (RFC 4291, 6052, 8215)
_TRANSLATED = tuple(ipaddress.IPv6Network(n) for n in ("::/96", "64:ff9b::/96", "64:ff9b:1::/48"))


def refusal(address: Address, allowed: Iterable[Network] = ()) -> str | None:
    """Why an address may not be reached; ``None`` if it may.

    Args:
        address: of the machine to connect to.
        allowed: networks that may be reached though they are not of the public internet.
    """
    allowed = tuple(allowed)
    carried = _carried(address)
    for each in (address, *carried):
        if each in METADATA:
            return f"{address} is where cloud machines hand out their credentials"
        if each.is_multicast or each.is_unspecified:
            return f"{address} is the address of no single machine"
    if any(address.version == network.version and address in network for network in allowed):
        return None
    if carried:
        return f"{address} stands for the IPv4 address {carried[0]}"
    if address.is_loopback:
        return f"{address} is this machine itself"
    if address.is_link_local:
        return f"{address} is link-local"
    if not address.is_global or address.is_reserved:
        return f"{address} is private or reserved"
    return None


def _carried(address: Address) -> tuple[Address, ...]:
    if isinstance(address, ipaddress.IPv4Address):
        return ()
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    if address.sixtofour is not None:
        return (address.sixtofour,)
    if address.teredo is not None:
        return address.teredo
    if any(address in network for network in _TRANSLATED) and int(address) > 1:
        return (ipaddress.IPv4Address(int(address) & 0xFFFFFFFF),)
    return ()
