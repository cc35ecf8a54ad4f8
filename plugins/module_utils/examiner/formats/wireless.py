# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the kernel says of radio links: /proc/net/wireless, and iw's short answers (never translated)."""

from __future__ import annotations

import re
import typing as t


def signals(text: str) -> dict[str, int]:
    """Link -> signal in dBm, of /proc/net/wireless.

    >>> signals("Inter-| sta-|   Quality\\n face | tus | link level noise\\n wlan0: 0000   58.  -52.  -256  0 0 0 0 42 0\\n")
    {'wlan0': -52}
    """
    found = {}
    for match in re.finditer(r"^\s*([^\s:]{1,15}):\s+[0-9a-fA-F]+\s+-?\d+\.?\s+(-?\d{1,3})\.?\s", text, re.M):
        level = int(match.group(2))
        # An unsigned byte where the driver gives it so.
        level = level - 256 if level > 63 else level
        if -120 <= level < 0:
            found[match.group(1)] = level
    return found


def link(text: str) -> dict[str, t.Any]:
    """{connected, frequency_mhz, signal_dbm, bit_rate_mbps} of `iw dev LINK link`. The network's name is left where it is.

    >>> link("Connected to 02:00:00:00:01:00 (on wlan0)\\n\\tSSID: office\\n\\tfreq: 5180.0\\n\\tsignal: -52 dBm\\n\\ttx bitrate: 866.7 MBit/s\\n")
    {'connected': True, 'frequency_mhz': 5180, 'signal_dbm': -52, 'bit_rate_mbps': 866.7}
    """
    connected = re.match(r"(Connected to |Not connected|Joined IBSS )", text)
    values = {}
    for name, pattern in (("frequency_mhz", r"^\s*freq: (\d{3,5})"), ("signal_dbm", r"^\s*signal: (-\d{1,3}) dBm"),
                          ("bit_rate_mbps", r"^\s*tx bitrate: (\d{1,6}(?:\.\d)?) ")):
        match = re.search(pattern, text, re.M)
        values[name] = match.group(1) if match else None
    return {
        "connected": connected.group(1) != "Not connected" if connected else None,
        "frequency_mhz": int(values["frequency_mhz"]) if values["frequency_mhz"] else None,
        "signal_dbm": int(values["signal_dbm"]) if values["signal_dbm"] else None,
        "bit_rate_mbps": float(values["bit_rate_mbps"]) if values["bit_rate_mbps"] else None,
    }


def regulatory_domain(text: str) -> str | None:
    """The country whose rules hold, of `iw reg get`: two letters, or 00 for what is allowed everywhere.

    >>> regulatory_domain("global\\ncountry BE: DFS-ETSI\\n\\t(2400 - 2483 @ 40), (N/A, 20), (N/A)\\n\\nphy#0 (self-managed)\\ncountry 00: DFS-UNSET\\n")
    'BE'
    """
    found = re.search(r"^country ([A-Z]{2}|\d\d):", text, re.M)
    return found.group(1) if found else None


def band(frequency_mhz: int | None) -> str | None:
    """2.4, 5 or 6 (GHz).

    >>> band(2437), band(5180), band(5955)
    ('2.4', '5', '6')
    """
    if not frequency_mhz:
        return None
    return "2.4" if frequency_mhz < 3000 else "5" if frequency_mhz < 5935 else "6" if frequency_mhz < 7200 else None


def counters(text: str) -> dict[str, dict[str, int]]:
    """Link -> {receive_errors, frame_errors, transmit_errors, collisions, carrier_errors}, of /proc/net/dev.

    >>> counters("Inter-|\\n face |bytes\\n eth0: 1 2 3 0 0 4 0 0 5 6 7 0 0 8 9 0\\n")["eth0"]["carrier_errors"]
    9
    """
    found = {}
    for line in text.splitlines()[2:]:
        name, colon, rest = line.rpartition(":") if line.count(":") == 1 else line.partition(":")
        words = rest.split()
        if colon and len(words) >= 16 and all(re.fullmatch(r"\d{1,20}", word) for word in words[:16]):
            numbers = [int(word) for word in words[:16]]
            found[name.strip()] = {"receive_errors": numbers[2], "frame_errors": numbers[5], "transmit_errors": numbers[10], "collisions": numbers[13],
                                   "carrier_errors": numbers[14]}
    return found
