# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What network tools printed on real machines: of these only ethtool's settings are read, against jc's reading of them."""

from __future__ import annotations

import re

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import ethtool

KINDS = ("net_text", "jc_pair")

_INSTEAD = {
    "ip.txt": "prose of ip: links are read from sysfs, addresses from ip -json",
    "ifconfig.txt": "prose of ifconfig: links are read from sysfs, counters from /proc/net/dev, addresses from ip -json",
    "iwconfig.txt": "prose of iwconfig: radio links are read from NetworkManager, iw and /proc/net/wireless",
    "ss.txt": "prose of ss: sockets are no facts of the network",
    "bluetoothctl.txt": "prose of bluetoothctl: adapters are read from sysfs and BlueZ",
    "zpool-status.txt": "prose of zpool: ZFS is not examined",
}


def compare(case):
    """Modes, speed, duplex, port and waking of `ethtool LINK`."""
    for name, why in _INSTEAD.items():
        if case.has(name):
            case.skip(why)
    text = case.text("ethtool.txt")
    if "Settings for" not in text:
        case.skip("ethtool --module-info: what an optical module says of itself is not read")
    ours, theirs = ethtool.settings(text), case.json("jc-expected.json")
    theirs = theirs[0] if isinstance(theirs, list) else theirs
    for field, key in (("name", "name"), ("ports", "supported_ports"), ("supported", "supported_link_modes"), ("advertised", "advertised_link_modes"),
                       ("partner", "link_partner_advertised_link_modes"), ("port", "port"), ("wake_on", "wake_on"), ("link", "link_detected")):
        if key in theirs:
            yield field, ours[field], theirs[key]
    if "duplex" in theirs:
        yield "duplex", ours["duplex"], theirs["duplex"].lower()
    if "speed" in theirs:
        speed = re.match(r"\d+", theirs["speed"])
        yield "speed_mbps", ours["speed_mbps"], int(speed[0]) if speed else None
    for field, key in (("supported_mbps", "supported_link_modes"), ("advertised_mbps", "advertised_link_modes"),
                       ("partner_mbps", "link_partner_advertised_link_modes")):
        if key in theirs:
            yield field, ours[field], max(int(re.match(r"\d+", mode)[0]) for mode in theirs[key])
