# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Default routes as the kernel lists them in /proc/net/route and /proc/net/ipv6_route."""

from __future__ import annotations

import socket
import sys
import typing as t

_UP, _REJECT = 0x1, 0x200


def ipv4(text: str) -> list[dict[str, t.Any]]:
    """The IPv4 default routes of the main table, best metric first.

    >>> ipv4("Iface Destination Gateway Flags RefCnt Use Metric Mask\\neth0 00000000 0100580A 0003 0 0 100 00000000 0 0 0\\n")
    [{'family': 'ipv4', 'link': 'eth0', 'gateway': '10.88.0.1', 'metric': 100}]
    """
    routes = []
    for line in text.splitlines()[1:]:
        words = line.split()
        try:
            link, destination, gateway, flags, metric, mask = words[0], int(words[1], 16), words[2], int(words[3], 16), int(words[6]), int(words[7], 16)
            # The kernel prints the address as a number of this machine's byte order.
            address = socket.inet_ntop(socket.AF_INET, int(gateway, 16).to_bytes(4, sys.byteorder))
        except (IndexError, ValueError, OverflowError):
            continue
        if destination == 0 and mask == 0 and flags & _UP and not flags & _REJECT:
            routes.append({"family": "ipv4", "link": link, "gateway": None if address == "0.0.0.0" else address, "metric": metric})
    return sorted(routes, key=lambda route: route["metric"])


def ipv6(text: str) -> list[dict[str, t.Any]]:
    """The IPv6 default routes, best metric first. The kernel's own "unreachable" entry on lo is none."""
    routes = []
    for line in text.splitlines():
        words = line.split()
        try:
            destination, prefix, gateway = int(words[0], 16), int(words[1], 16), socket.inet_ntop(socket.AF_INET6, bytes.fromhex(words[4]))
            metric, flags, link = int(words[5], 16), int(words[8], 16), words[9]
        except (IndexError, ValueError):
            continue
        if destination == 0 and prefix == 0 and flags & _UP and not flags & _REJECT and link != "lo":
            routes.append({"family": "ipv6", "link": link, "gateway": None if gateway == "::" else gateway, "metric": metric})
    return sorted(routes, key=lambda route: route["metric"])
