# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings that the profile says something about: Bluetooth, Thunderbolt, webcams, USBGuard and rules of udev.

Loaded only where the profile names any, and only what it names is read.
"""

from __future__ import annotations

import re
import typing as t

from ..formats import ini, modprobe
from ..host import Host, Unexamined, attempt
from . import _services

MAX_FILE = 256 << 10
BOLT = "/var/lib/boltd"
KEYBOARDS = "/etc/usbguard/rules.d/00-fieldtech-keyboards.conf"
_UID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
_RULE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,100}\.rules\Z")


def collect(host: Host, profile: dict[str, t.Any]) -> dict[str, t.Any]:
    """Each part that the profile names, as what is wanted and what is there; the others are null."""
    wants_bluetooth = profile.get("peripherals_bluetooth") or profile.get("peripherals_bluetooth_settings")
    wants_bolt = any(profile.get("peripherals_thunderbolt_" + key) for key in ("authorisation", "policy", "devices"))
    return {
        "bluetooth": attempt(_bluetooth, host, profile) if wants_bluetooth else None,
        "thunderbolt": attempt(_thunderbolt, host, profile) if wants_bolt else None,
        "webcams": attempt(_webcams, host, str(profile["peripherals_webcams"])) if profile.get("peripherals_webcams") else None,
        "usbguard": attempt(_usbguard, host, profile) if profile.get("peripherals_usbguard") else None,
        "udev_rules": attempt(_udev_rules, host, profile["peripherals_udev_rules"]) if profile.get("peripherals_udev_rules") else None,
    }


def _entry(name: str, wanted: str, value: str | None) -> dict[str, t.Any]:
    return {"name": name[:200], "wanted": wanted[:500], "value": value}


def plain(value: t.Any) -> str:
    """A value as such files write it.

    >>> plain(True), plain(30), plain("0x000100")
    ('true', '30', '0x000100')
    """
    return str(value).lower() if isinstance(value, bool) else str(value)


def _service(host: Host, unit: str, targets: tuple[str, ...], starts_here: bool) -> str:
    """enabled (and running, where it can start), disabled (and kept from starting), or what lies between."""
    runs = unit in _services.running(host)
    if host.readlink("/etc/systemd/system/" + unit) == "/dev/null":
        return "running" if runs else "disabled"
    if not any(host.readlink("/etc/systemd/system/%s.wants/%s" % (target, unit)) for target in targets):
        return "running, not enabled" if runs else "not enabled"
    return "enabled" if runs or not starts_here else "not running"


def _bluetooth(host: Host, profile: dict[str, t.Any]) -> list[dict[str, t.Any]]:
    found = []
    if profile.get("peripherals_bluetooth"):
        # Without an adapter systemd does not start it.
        state = _service(host, "bluetooth.service", ("bluetooth.target",), host.stat("/sys/class/bluetooth") is not None)
        found.append(_entry("service", profile["peripherals_bluetooth"], state))
    wanted = profile.get("peripherals_bluetooth_settings") or {}
    now = ini.parse(host.read("/etc/bluetooth/main.conf", MAX_FILE) or "") if wanted else {}
    for section, keys in wanted.items():
        found += [_entry("%s.%s" % (section, key), plain(value), now.get(str(section), {}).get(str(key))) for key, value in (keys or {}).items()]
    return found[:200]


def _thunderbolt(host: Host, profile: dict[str, t.Any]) -> list[dict[str, t.Any]]:
    config = ini.parse(host.read(BOLT + "/boltd.conf", MAX_FILE) or "").get("config", {})
    found = []
    for variable, key, usual in (("authorisation", "AuthMode", "enabled"), ("policy", "DefaultPolicy", "auto")):
        if profile.get("peripherals_thunderbolt_" + variable):
            found.append(_entry(variable, profile["peripherals_thunderbolt_" + variable], config.get(key, usual)))
    for wanted in profile.get("peripherals_thunderbolt_devices", [])[:100]:
        # One that is not plugged in cannot be enrolled.
        if _UID.match(str(wanted)) and any(_word(host, path) == wanted for path in host.glob("/sys/bus/thunderbolt/devices/*/unique_id")[:100]):
            found.append(_entry(wanted, "remembered", "remembered" if host.stat("%s/devices/%s" % (BOLT, wanted)) else None))
    return found


def _word(host: Host, path: str) -> str:
    try:
        return (host.read(path, 4096) or "").strip()
    except Unexamined:
        return ""


def _webcams(host: Host, wanted: str) -> list[dict[str, t.Any]]:
    settings = (modprobe.parse_modprobe(host.read(path, MAX_FILE) or "") for path in host.glob("/etc/modprobe.d/*.conf")[:200])
    disabled = any(each["install"].get("uvcvideo", "").rpartition("/")[2] in ("false", "true") for each in settings)
    return [_entry("webcams", wanted, "disabled" if disabled else "allowed")]


def _usbguard(host: Host, profile: dict[str, t.Any]) -> list[dict[str, t.Any]]:
    if host.stat("/run/systemd/container"):
        return []  # it would decide about the host's devices
    wanted = profile["peripherals_usbguard"]
    found = [_entry("service", wanted, _service(host, "usbguard.service", ("multi-user.target", "basic.target"), True))]
    if wanted == "enabled":
        settings = ini.parse(host.read("/etc/usbguard/usbguard-daemon.conf", MAX_FILE) or "").get("", {})
        found.append(_entry("target", profile.get("peripherals_usbguard_target", "block"), settings.get("ImplicitPolicyTarget")))
        # Without rules everything would be locked out at the next start.
        rules = host.stat("/etc/usbguard/rules.conf")
        found.append(_entry("rules", "there", "there" if rules and rules["size"] else None))
        keyboards = "let in" if profile.get("peripherals_usbguard_allow_keyboards", True) else "as the rules say"
        found.append(_entry("keyboards", keyboards, "let in" if host.stat(KEYBOARDS) else "as the rules say"))
    return found


def _udev_rules(host: Host, wanted: list[dict[str, t.Any]]) -> list[dict[str, t.Any]]:
    found = []
    for rule in wanted[:100]:
        name = str(rule.get("name"))
        if not _RULE.match(name):
            continue
        text = host.read("/etc/udev/rules.d/" + name, MAX_FILE)
        if rule.get("state", "present") == "absent":
            found.append(_entry(name, "absent", "absent" if text is None else "there"))
        else:
            same = text is not None and text.rstrip() == str(rule.get("content") or "").rstrip()
            found.append(_entry(name, "as agreed", "as agreed" if same else "absent" if text is None else "different"))
    return found
