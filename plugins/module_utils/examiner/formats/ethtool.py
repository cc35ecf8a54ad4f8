# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ethtool says of a wired link: the speeds that both ends can do, and the one they have agreed on. It is never translated."""

from __future__ import annotations

import re
import typing as t

_MODE = re.compile(r"^(\d+)base\w*(?:/(Full|Half))?$")
_LISTS = {
    "Supported link modes": "supported", "Advertised link modes": "advertised", "Link partner advertised link modes": "partner", "Supported ports": "ports",
}
_MAX_MODES = 200


def settings(text: str) -> dict[str, t.Any]:
    """The answer of `ethtool LINK`.

    {name, supported, advertised, partner (lists of modes such as 1000baseT/Full), supported_mbps, advertised_mbps, partner_mbps
    (the fastest of each; null where there is none), speed_mbps, duplex, port, negotiates, wake_on (letters), link}

    >>> found = settings("Settings for eth0:\\n\\tSupported link modes: 10baseT/Half\\n\\t                      1000baseT/Full\\n\\tSpeed: 100Mb/s\\n")
    >>> found["supported_mbps"], found["speed_mbps"], found["partner"]
    (1000, 100, [])
    """
    found: dict[str, t.Any] = {
        "name": None, "ports": [], "supported": [], "advertised": [], "partner": [], "supported_mbps": None, "advertised_mbps": None, "partner_mbps": None,
        "speed_mbps": None, "duplex": None, "port": None, "negotiates": None, "wake_on": None, "link": None,
    }
    current = None
    for line in text.splitlines()[:2000]:
        head = re.match(r"^Settings for (.+):$", line)
        if head:
            found["name"] = head.group(1)
            continue
        key, colon, value = line.strip().partition(":")
        value = value.strip()
        if colon and not _MODE.match(line.split()[0]):
            current = _LISTS.get(key)
            if current:
                found[current] += _words(value)
            elif key == "Speed":
                number = re.match(r"(\d{1,9})Mb/s", value)
                found["speed_mbps"] = int(number.group(1)) if number else None
            elif key == "Duplex":
                found["duplex"] = value.lower() if value in ("Full", "Half") else None
            elif key == "Port":
                found["port"] = value or None
            elif key == "Auto-negotiation":
                found["negotiates"] = {"on": True, "off": False}.get(value)
            elif key == "Wake-on":
                found["wake_on"] = value or None
            elif key == "Link detected":
                found["link"] = {"yes": True, "no": False}.get(value.partition(" ")[0])
        elif current and line.strip():
            found[current] += _words(line)
    for name in ("supported", "advertised", "partner", "ports"):
        found[name] = found[name][:_MAX_MODES]
    for name in ("supported", "advertised", "partner"):
        speeds = [int(match.group(1)) for match in map(_MODE.match, found[name]) if match and len(match.group(1)) < 9]
        found[name + "_mbps"] = max(speeds) if speeds else None
    return found


def _words(text: str) -> list[str]:
    return [] if text.strip() in ("Not reported", "Unknown") else [word for word in text.split() if word not in ("[", "]")]
