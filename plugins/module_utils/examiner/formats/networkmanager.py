# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""NetworkManager's state as busctl prints it (JSON) and its connection profiles as nmcli prints them (terse, many lines)."""

from __future__ import annotations

import json
import re
import typing as t

_NM = "org.freedesktop.NetworkManager"

#: NMDeviceState, NMState and NMConnectivityState of NetworkManager's D-Bus interface.
DEVICE_STATES = {
    10: "unmanaged", 20: "unavailable", 30: "disconnected", 40: "prepare", 50: "config", 60: "need_auth", 70: "ip_config", 80: "ip_check",
    90: "secondaries", 100: "activated", 110: "deactivating", 120: "failed",
}
STATES = {
    10: "asleep", 20: "disconnected", 30: "disconnecting", 40: "connecting", 50: "connected_local", 60: "connected_site", 70: "connected_global",
}
CONNECTIVITY = {1: "none", 2: "portal", 3: "limited", 4: "full"}
#: The NMDeviceStateReasons that a technician meets; others stay numbers.
REASONS = {
    0: "none", 2: "now_managed", 3: "now_unmanaged", 4: "config_failed", 5: "ip_config_unavailable", 6: "ip_config_expired", 7: "no_secrets",
    8: "supplicant_disconnect", 9: "supplicant_config_failed", 10: "supplicant_failed", 11: "supplicant_timeout", 15: "dhcp_start_failed",
    16: "dhcp_error", 17: "dhcp_failed", 35: "firmware_missing", 36: "removed", 37: "sleeping", 38: "connection_removed", 39: "user_requested",
    40: "carrier", 41: "connection_assumed", 42: "supplicant_available", 53: "ssid_not_found", 60: "new_activation", 73: "networking_off",
}
_TYPES = {"802-3-ethernet": "ethernet", "802-11-wireless": "wifi"}

#: What nmcli is asked of each profile: nothing here can hold a secret.
PROFILE_FIELDS = (
    "connection.id", "connection.uuid", "connection.type", "connection.interface-name", "connection.autoconnect", "ipv4.method", "ipv4.gateway", "ipv4.dns",
    "ipv6.method",
)


def _plain(value: t.Any) -> t.Any:
    """A D-Bus variant's value without its type."""
    if isinstance(value, dict):
        if set(value) == {"type", "data"}:
            return _plain(value["data"])
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value


def objects(text: str) -> dict[str, dict[str, t.Any]]:
    """Path -> {interface's last word: its properties} from `busctl --json=short call … GetManagedObjects`. Raises ValueError."""
    try:
        found = json.loads(text)["data"][0]
        return {
            path: {name.rpartition(".")[2]: _plain(properties) for name, properties in interfaces.items() if name.startswith(_NM)}
            for path, interfaces in found.items()
        }
    except (KeyError, IndexError, TypeError, AttributeError, RecursionError) as exc:
        raise ValueError("not an answer of GetManagedObjects") from exc


def state(managed: dict[str, dict[str, t.Any]]) -> dict[str, t.Any]:
    """{version, state, connectivity, networking_enabled, wireless_enabled, dns_mode, rc_manager, devices, active, profiles} of those objects.

    active: {settings path: {device, activated}}; profiles: the settings paths in order.
    Raises ValueError.
    """
    try:
        return _state(managed)
    except (TypeError, AttributeError, KeyError) as exc:
        raise ValueError("not the objects of NetworkManager") from exc


def _state(managed: dict[str, dict[str, t.Any]]) -> dict[str, t.Any]:
    manager = managed.get("/org/freedesktop/NetworkManager", {}).get("NetworkManager", {})
    dns = managed.get("/org/freedesktop/NetworkManager/DnsManager", {}).get("DnsManager", {})
    names = {path: o["Device"].get("Interface") for path, o in managed.items() if "Device" in o}
    devices, active = [], {}
    for _path, interfaces in sorted(managed.items(), key=lambda pair: [int(n) for n in re.findall(r"\d+", pair[0])[-1:]]):
        if "Active" in interfaces:
            connection = interfaces["Active"]
            device = next((names[p] for p in connection.get("Devices") or [] if p in names), None)
            active[connection.get("Connection")] = {"device": device, "activated": connection.get("State") == 2}
        device = interfaces.get("Device")
        if not device or not device.get("Real", True):
            continue
        number, reason = (list(device.get("StateReason") or []) + [0, 0])[:2]
        connection = managed.get(device.get("ActiveConnection", ""), {}).get("Active", {})
        name = device.get("Interface")
        devices.append({
            "name": name if isinstance(name, str) else None, "driver": device.get("Driver") or None, "managed": bool(device.get("Managed")),
            "state": DEVICE_STATES.get(number, str(number)), "reason": REASONS.get(reason, str(reason)),
            # A connection that NetworkManager only took over from the kernel is nobody's profile.
            "external": bool(connection.get("StateFlags", 0) & 0x80), "connection": connection.get("Id"), "uuid": connection.get("Uuid"),
            "wireless": _wireless(managed, interfaces["Wireless"]) if isinstance(interfaces.get("Wireless"), dict) else None,
        })
    return {
        "version": manager.get("Version"), "state": STATES.get(manager.get("State"), "unknown"),
        "connectivity": CONNECTIVITY.get(manager.get("Connectivity"), "unknown"),
        "networking_enabled": manager.get("NetworkingEnabled", True), "wireless_enabled": manager.get("WirelessEnabled", True),
        "dns_mode": dns.get("Mode"), "rc_manager": dns.get("RcManager"),
        "devices": sorted(devices, key=lambda device: str(device["name"])), "active": active,
        "profiles": sorted(
            (path for path, o in managed.items() if "Connection" in o and path.startswith("/org/freedesktop/NetworkManager/Settings/")),
            key=lambda path: [int(n) for n in re.findall(r"\d+", path)]),
    }


def _wireless(managed: dict[str, dict[str, t.Any]], radio: dict[str, t.Any]) -> dict[str, t.Any]:
    """{connected, frequency_mhz, signal_percent, bit_rate_mbps}. The network's name is nobody's business here."""
    point = managed.get(radio.get("ActiveAccessPoint") or "/", {}).get("AccessPoint")
    if not isinstance(point, dict):
        return {"connected": False, "frequency_mhz": None, "signal_percent": None, "bit_rate_mbps": None}
    rate = radio.get("Bitrate")
    return {
        "connected": True, "frequency_mhz": _whole(point.get("Frequency")), "signal_percent": _whole(point.get("Strength")),
        "bit_rate_mbps": round(rate / 1000, 1) if _whole(rate) else None,
    }


def _whole(value: t.Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1 << 40 else None


def profiles(text: str) -> list[dict[str, t.Any]]:
    """The connection profiles of `nmcli --terse --fields PROFILE_FIELDS connection show path …`: a block of lines for each.

    >>> profiles("connection.id:Office: 2nd floor\\nconnection.type:802-3-ethernet\\nconnection.autoconnect:yes\\nipv4.dns:\\n")[0]["name"]
    'Office: 2nd floor'
    """
    found = []
    for block in re.split(r"\n(?=connection\.id:)", text):
        values = {}
        for line in block.splitlines():
            key, colon, value = line.partition(":")
            if colon:
                values[key] = value
        if "connection.id" not in values:
            continue
        kind = values.get("connection.type", "")
        found.append({
            "name": values["connection.id"], "uuid": values.get("connection.uuid") or None, "type": _TYPES.get(kind, kind) or None,
            "interface": values.get("connection.interface-name") or None, "autoconnect": values.get("connection.autoconnect") == "yes",
            "ipv4_method": values.get("ipv4.method") or None, "ipv4_gateway": values.get("ipv4.gateway") or None,
            "ipv6_method": values.get("ipv6.method") or None, "nameservers": re.split(r"[,\s]+", values["ipv4.dns"]) if values.get("ipv4.dns") else [],
        })
    return found
