# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Configuration spaces of real machines' PCI devices: our reading of the bytes against lspci's, names included."""

from __future__ import annotations

import re

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import hwdata, pci_config
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.host import LiveHost

KINDS = ("lspci_dump",)

_SLOT = re.compile(r"^(?:([0-9a-f]{4,8}):)?([0-9a-f]{2}:[0-9a-f]{2}\.[0-7])\b")
_BYTES = re.compile(r"^[0-9a-f]{2,8}: ((?:[0-9a-f]{2} ?)+)$")
_NUMBERED = re.compile(r"^(.*?)\s*\[([0-9a-f]{4})\]$")
# What lspci calls a device without a name.
_NAMELESS = ("Device", "Vendor", "Class", "Unknown class", "Unknown vendor", "")
_PORTS = {
    "Endpoint": "endpoint", "Legacy Endpoint": "legacy_endpoint", "Root Port": "root_port", "Upstream Port": "upstream_port",
    "Downstream Port": "downstream_port", "PCI-Express to PCI/PCI-X Bridge": "to_pci_bridge", "PCI/PCI-X to PCI-Express Bridge": "from_pci_bridge",
    "Root Complex Integrated Endpoint": "root_complex_endpoint", "Root Complex Event Collector": "root_complex_event_collector",
}


def slot(text):
    """0000:00:1f.3 of how a line begins; None where it begins otherwise."""
    found = _SLOT.match(text)
    return "%s:%s" % (found.group(1) or "0000", found.group(2)) if found else None


def spaces(dump):
    """Slot -> bytes of `lspci -x…`."""
    found, current = {}, None
    for line in dump.splitlines():
        row = _BYTES.match(line.strip()) if current else None
        if row and not line.startswith("\t"):
            found[current] += bytes.fromhex(row.group(1))
        elif slot(line):
            current = slot(line)
            found.setdefault(current, b"")
    return {place: data for place, data in found.items() if data}


def blocks(text):
    """Slot -> lines of `lspci -vvv`."""
    found, current = {}, None
    for line in text.splitlines():
        current = slot(line) or current
        if current:
            found.setdefault(current, []).append(line)
    return found


def records(text):
    """Slot -> {key: value} of `lspci -nnvmm`."""
    found = {}
    for block in text.split("\n\n"):
        values = dict(line.split(":\t", 1) for line in block.splitlines() if ":\t" in line)
        if "Slot" in values:
            found[slot(values["Slot"])] = values
    return found


def _numbered(text):
    """(name, number) of `Ethernet controller [0200]`; without a name None."""
    match = _NUMBERED.match(text or "")
    return (None, None) if not match else (None if match.group(1) in _NAMELESS else match.group(1), match.group(2))


def _first(pattern, lines):
    return next((match for match in (re.search(pattern, line) for line in lines) if match), None)


def compare(case):
    """Ids, classes and names of -nnvmm; capabilities, link, power state, interrupts and serial number of -vvv."""
    data = spaces(case.text("lspci.dump"))
    listed, described = records(case.text("lspci-nnvmm.txt")), blocks(case.text("lspci-vvv.txt"))
    yield "slots", sorted(data), sorted(listed)
    for place in sorted(set(data) & set(listed)):
        try:
            ours = pci_config.parse(data[place])
        except ValueError:
            yield place, None, listed[place]
            continue
        for field, value, expected in [*_identity(ours, listed[place]), *_abilities(ours, described.get(place, []))]:
            yield "%s.%s" % (place, field), value, expected


def _identity(ours, theirs):
    pairs = {"class": ("Class", ours["class"][:4]), "vendor_id": ("Vendor", ours["vendor_id"]), "device_id": ("Device", ours["device_id"]),
             "subsystem_vendor_id": ("SVendor", ours["subsystem_vendor_id"]), "subsystem_id": ("SDevice", ours["subsystem_id"])}
    for field, (key, value) in pairs.items():
        yield field, value, _numbered(theirs.get(key))[1]
    yield "revision", ours["revision"], int(theirs.get("Rev", "0"), 16)
    if "ProgIf" in theirs:
        yield "interface", ours["class"][4:], theirs["ProgIf"]
    asked = {"Class": ("pci_class", ours["class"][:4]), "Vendor": ("pci", ours["vendor_id"]), "Device": ("pci", "%(vendor_id)s:%(device_id)s" % ours)}
    if ours["subsystem_vendor_id"]:
        asked["SVendor"] = ("pci", ours["subsystem_vendor_id"])
        asked["SDevice"] = ("pci", "%(vendor_id)s:%(device_id)s:%(subsystem_vendor_id)s:%(subsystem_id)s" % ours)
    host = LiveHost()
    if not any(host.stat(path) for path in hwdata.FILES["pci"]):
        return
    for key, (kind, number) in asked.items():
        ours_named, theirs_named = hwdata.names(host, kind, [number])[number], _numbered(theirs.get(key))[0]
        if key == "SDevice" and ours_named is None and theirs_named == re.sub(r" #\w+$", "", _numbered(theirs.get("Device"))[0] or ""):
            continue  # a board that is not listed: lspci repeats the chip's name without its number, we say that we do not know it
        yield "name_of_" + key.lower(), ours_named, theirs_named


def _abilities(ours, lines):
    theirs = []
    for line in lines:
        found = re.match(r"\s+Capabilities: \[([0-9a-f]+)( v\d+)?\]", line)
        if found and "<chain " not in line:
            theirs.append((int(found.group(1), 16), int(found.group(2)[2:]) if found.group(2) else None))
    yield "capabilities", sorted(((entry["offset"], entry["version"]) for entry in ours["capabilities"]), key=str), sorted(theirs, key=str)
    buses = _first(r"Bus: primary=([0-9a-f]+), secondary=([0-9a-f]+), subordinate=([0-9a-f]+)", lines)
    if buses:
        yield "buses", ours["buses"], dict(zip(("primary", "secondary", "subordinate"), (int(bus, 16) for bus in buses.groups()), strict=True))
    power = _first(r"^\t\tStatus: (D\d) ", lines)
    if power:
        yield "power_state", ours["power_state"], power.group(1)
    msi = _first(r"MSI: Enable([+-]) Count=(\d+)/(\d+) Maskable. 64bit([+-])", lines)
    if msi:
        yield "msi", ours["msi"], {"enabled": msi[1] == "+", "vectors": int(msi[2]), "possible_vectors": int(msi[3]), "wide": msi[4] == "+"}
    msi_x = _first(r"MSI-X: Enable([+-]) Count=(\d+)", lines)
    if msi_x:
        yield "msi_x", ours["msi_x"], {"enabled": msi_x[1] == "+", "vectors": int(msi_x[2])}
    serial = _first(r"Device Serial Number ([0-9a-f-]+)", lines)
    if serial:
        yield "serial", ours["serial"], serial[1]
    named = [line for line in lines if "Capabilities: [" in line]
    express = _first(r"\] Express(?: \(v(\d)\))? ([A-Z].*?)(?: \(Slot([+-])\))?(?:, (?:MSI|IntMsgNum) |$)", named)
    yield "is_express", ours["express"] is not None, express is not None
    if not express or not ours["express"]:
        return
    mine = ours["express"]
    yield "express.version", mine["version"], int(express[1] or 1)
    yield "express.type", mine["type"], _PORTS.get(express[2], express[2])
    if express[3]:
        yield "express.slot", mine["slot"], express[3] == "+"
    yield from _link(mine, lines)


def _link(mine, lines):
    payload = _first(r"DevCap:\s+MaxPayload (\d+) bytes", lines)
    if payload:
        yield "express.max_payload_bytes", mine["max_payload_bytes"], int(payload[1])
    control = _first(r"^\s+MaxPayload (\d+) bytes, MaxReadReq (\d+) bytes", lines)
    if control:
        yield "express.payload_bytes", mine["payload_bytes"], int(control[1])
        yield "express.read_request_bytes", mine["read_request_bytes"], int(control[2])
    errors = _first(r"DevSta:\s+CorrErr([+-]) NonFatalErr([+-]) FatalErr([+-]) UnsupReq([+-])", lines)
    if errors:
        names = ("correctable", "non_fatal", "fatal", "unsupported_request")
        yield "express.errors", mine["errors"], [name for name, sign in zip(names, errors.groups(), strict=True) if sign == "+"]
    able = _first(r"LnkCap:\s+Port #(\d+), Speed (\S+), Width x(\d+), ASPM ([^,]+)", lines)
    if able:
        yield "express.port", mine["port"], int(able[1])
        yield "express.max_speed_gts", mine["max_speed_gts"], _speed(able[2])
        yield "express.max_width", mine["max_width"], int(able[3])
        yield "express.aspm", mine["aspm"], [] if able[4] == "not supported" else able[4].split()
    enabled = _first(r"LnkCtl:\s+ASPM ([^;]+);", lines)
    if enabled:
        yield "express.aspm_enabled", mine["aspm_enabled"], [] if enabled[1] == "Disabled" else enabled[1].replace("Enabled", "").split()
    runs = _first(r"LnkSta:\s+Speed ([^\s,]+)(?: \([^)]*\))?, Width x(\d+)", lines)
    if runs:
        yield "express.speed_gts", mine["speed_gts"], _speed(runs[1])
        yield "express.width", mine["width"], int(runs[2])
    speeds = _first(r"Supported Link Speeds: (?:([\d.]+)-)?([\d.]+)GT/s", lines)
    if speeds:
        yield "express.speeds_gts", (mine["speeds_gts"] or [None])[0::max(1, len(mine["speeds_gts"]) - 1)], [
            float(speed) for speed in (speeds[1], speeds[2]) if speed]


def _speed(text):
    return None if text == "unknown" else float(text.replace("GT/s", ""))
