# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parsers of links: ethtool, iw, and the kernel's tables."""

from __future__ import annotations

import json

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import ethtool, keyfile, networkmanager, wireless

_ETHTOOL = b"""Settings for eth0:
\tSupported ports: [ TP MII ]
\tSupported link modes:   10baseT/Half 10baseT/Full
\t                        1000baseT/Full
\tAdvertised link modes:  10baseT/Full
\tLink partner advertised link modes:  Not reported
\tSpeed: 1000Mb/s
\tDuplex: Full
\tPort: Twisted Pair
\tAuto-negotiation: on
\tWake-on: g
\tLink detected: yes
"""
_RADIO = json.dumps({"data": [{
    "/org/freedesktop/NetworkManager/Devices/3": {
        "org.freedesktop.NetworkManager.Device": {"Interface": {"type": "s", "data": "wlan0"}, "Managed": {"type": "b", "data": True},
                                                  "StateReason": {"type": "(uu)", "data": [100, 0]}},
        "org.freedesktop.NetworkManager.Device.Wireless": {"Bitrate": {"type": "u", "data": 866700}, "ActiveAccessPoint": {"type": "o", "data": "/a/7"}}},
    "/a/7": {"org.freedesktop.NetworkManager.AccessPoint": {"Frequency": {"type": "u", "data": 5180}, "Strength": {"type": "y", "data": 78}}}}]}).encode()


def _text(parse):
    return lambda data: parse(data.decode("utf-8", "replace"))


PARSERS = {
    "ethtool": (_text(ethtool.settings), [_ETHTOOL]),
    "iw_link": (_text(wireless.link), [
        b"Connected to 02:00:00:00:01:00 (on wlan0)\n\tSSID: office\n\tfreq: 5180.0\n\tsignal: -52 dBm\n\ttx bitrate: 866.7 MBit/s VHT-MCS 9\n",
        b"Not connected.\n",
    ]),
    "iw_reg": (_text(wireless.regulatory_domain), [b"global\ncountry BE: DFS-ETSI\n\t(2400 - 2483 @ 40), (N/A, 20), (N/A)\n"]),
    "net_dev": (_text(wireless.counters), [
        b"Inter-|   Receive\n face |bytes\n  eth0: 1 2 3 0 0 4 0 0 5 6 7 0 0 8 9 0\n    lo: 1 2 3 0 0 4 0 0 5 6 7 0 0 8 9 0\n",
    ]),
    "net_wireless": (_text(wireless.signals), [
        b"Inter-| sta-|   Quality\n face | tus | link level noise\n wlan0: 0000   58.  -52.  -256  0 0 0 0 42 0\n",
    ]),
    "keyfile": (_text(lambda text: keyfile.properties(keyfile.changed(text, {"ipv4.addresses": ["192.0.2.1/24"], "wifi.ssid": "a"}))), [
        b"[connection]\nid=a\n\n[802-11-wireless]\nssid=66;195;188;\n\n[ipv4]\naddress1=192.0.2.10/24,192.0.2.1\ndns=192.0.2.53;\\;x\\s;\n",
    ]),
    "networkmanager_radio": (_text(lambda text: networkmanager.state(networkmanager.objects(text))), [_RADIO]),
}
