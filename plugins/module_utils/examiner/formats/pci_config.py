# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A PCI device's configuration space (/sys/bus/pci/devices/*/config): what it is, what it can do, how its link runs.

Without root the kernel gives the first 64 bytes only, which hold no capabilities; of old PCI there are 256, of PCI Express 4096.
"""

from __future__ import annotations

import struct
import typing as t

#: Transfers per second by the number of the link speed.
SPEEDS = {1: 2.5, 2: 5.0, 3: 8.0, 4: 16.0, 5: 32.0, 6: 64.0}
#: What the device is to PCI Express.
TYPES = {
    0: "endpoint", 1: "legacy_endpoint", 4: "root_port", 5: "upstream_port", 6: "downstream_port", 7: "to_pci_bridge", 8: "from_pci_bridge",
    9: "root_complex_endpoint", 10: "root_complex_event_collector",
}
#: The capabilities that a technician meets; others stay numbers.
CAPABILITIES = {
    0x01: "power_management", 0x02: "agp", 0x03: "vital_product_data", 0x04: "slot_identification", 0x05: "msi", 0x06: "hot_swap", 0x07: "pci_x",
    0x08: "hypertransport", 0x09: "vendor_specific", 0x0A: "debug_port", 0x0B: "central_resource_control", 0x0C: "hot_plug", 0x0D: "subsystem",
    0x0E: "agp_8x", 0x0F: "secure_device", 0x10: "pci_express", 0x11: "msi_x", 0x12: "sata", 0x13: "advanced_features", 0x14: "enhanced_allocation",
}
EXTENDED = {
    0x01: "advanced_error_reporting", 0x02: "virtual_channel", 0x03: "serial_number", 0x04: "power_budgeting", 0x05: "root_complex_link",
    0x06: "root_complex_internal_link", 0x07: "root_complex_event_collector", 0x08: "multi_function_virtual_channel", 0x09: "virtual_channel",
    0x0A: "root_complex_registers", 0x0B: "vendor_specific", 0x0D: "access_control", 0x0E: "alternative_routing", 0x0F: "address_translation",
    0x10: "single_root_virtualization", 0x11: "multi_root_virtualization", 0x12: "multicast", 0x13: "page_request", 0x15: "resizable_bar",
    0x16: "dynamic_power_allocation", 0x17: "processing_hints", 0x18: "latency_tolerance", 0x19: "secondary_express", 0x1A: "protocol_multiplexing",
    0x1B: "process_address_space", 0x1E: "l1_substates", 0x1F: "precision_time", 0x22: "function_readiness", 0x23: "designated_vendor_specific",
    0x25: "data_link_feature", 0x26: "physical_layer_16", 0x27: "lane_margining", 0x2A: "physical_layer_32", 0x2E: "data_object_exchange",
}
_ERRORS = ((0x01, "correctable"), (0x02, "non_fatal"), (0x04, "fatal"), (0x08, "unsupported_request"))


def parse(data: bytes) -> dict[str, t.Any]:
    """What the configuration space says. Raises ValueError where it is none, or where the device does not answer (all ones).

    Ids are hexadecimal text ("8086", class "020000"); what the bytes do not reach is null. `capabilities` are
    {id, name, offset, extended, version}; `express` is {version, type, slot, port, max_speed_gts, max_width, speed_gts, width,
    speeds_gts, aspm, aspm_enabled, payload_bytes, max_payload_bytes, read_request_bytes, errors}; null on a device of old PCI.
    """
    if len(data) < 64:
        raise ValueError("a configuration space has 64 bytes at least")
    vendor, device, command, status = struct.unpack_from("<4H", data)
    if vendor in (0xFFFF, 0x0000):
        raise ValueError("the device does not answer")
    kind = data[14] & 0x7F
    found: dict[str, t.Any] = {
        "vendor_id": "%04x" % vendor, "device_id": "%04x" % device, "class": "%02x%02x%02x" % (data[11], data[10], data[9]), "revision": data[8],
        "header_type": kind, "multi_function": bool(data[14] & 0x80), "command": command, "status": status, "interrupt_pin": data[61],
        "subsystem_vendor_id": None, "subsystem_id": None, "buses": None, "capabilities": [], "express": None, "power_state": None, "msi": None,
        "msi_x": None, "serial": None,
    }
    subsystem = None
    if kind == 0:
        subsystem = struct.unpack_from("<2H", data, 0x2C)
    elif kind in (1, 2):
        found["buses"] = {"primary": data[24], "secondary": data[25], "subordinate": data[26]}
        if kind == 2 and len(data) >= 0x44:
            subsystem = struct.unpack_from("<2H", data, 0x40)
    places = _capabilities(data, kind) if status & 0x10 else []
    for number, offset in places:
        found["capabilities"].append({"id": number, "name": CAPABILITIES.get(number), "offset": offset, "extended": False, "version": None})
        if number == 0x0D and kind == 1 and offset + 8 <= len(data):
            subsystem = struct.unpack_from("<2H", data, offset + 4)
        elif number == 0x01 and offset + 6 <= len(data):
            found["power_state"] = "D%d" % (struct.unpack_from("<H", data, offset + 4)[0] & 3)
        elif number == 0x05 and offset + 4 <= len(data):
            flags = struct.unpack_from("<H", data, offset + 2)[0]
            found["msi"] = {"enabled": bool(flags & 1), "vectors": 1 << (flags >> 4 & 7), "possible_vectors": 1 << (flags >> 1 & 7), "wide": bool(flags & 0x80)}
        elif number == 0x11 and offset + 4 <= len(data):
            flags = struct.unpack_from("<H", data, offset + 2)[0]
            found["msi_x"] = {"enabled": bool(flags & 0x8000), "vectors": (flags & 0x7FF) + 1}
        elif number == 0x10 and found["express"] is None:
            found["express"] = _express(data, offset)
    if subsystem and subsystem[0] not in (0, 0xFFFF):
        found["subsystem_vendor_id"], found["subsystem_id"] = ("%04x" % word for word in subsystem)
    for number, version, offset in _extended(data) if found["express"] or any(number == 0x07 for number, _offset in places) else []:
        found["capabilities"].append({"id": number, "name": EXTENDED.get(number), "offset": offset, "extended": True, "version": version})
        if number == 0x03 and offset + 12 <= len(data):
            found["serial"] = "-".join("%02x" % byte for byte in reversed(data[offset + 4:offset + 12]))
    return found


def _capabilities(data: bytes, kind: int) -> list[tuple[int, int]]:
    """(number, offset) of each in the chain, which may lead in circles or nowhere on a device that is broken."""
    start = {0: 0x34, 1: 0x34, 2: 0x14}.get(kind)
    found: list[tuple[int, int]] = []
    seen: set[int] = set()
    at = data[start] & ~3 if start else 0
    while 0x40 <= at <= len(data) - 2 and at not in seen and at < 0x100:
        seen.add(at)
        number = data[at]
        if number == 0xFF:
            break
        found.append((number, at))
        at = data[at + 1] & ~3
    return found


def _extended(data: bytes) -> list[tuple[int, int, int]]:
    """(number, version, offset) of each in the extended chain."""
    found: list[tuple[int, int, int]] = []
    seen: set[int] = set()
    at = 0x100
    while 0x100 <= at <= len(data) - 4 and at not in seen:
        seen.add(at)
        header = struct.unpack_from("<I", data, at)[0]
        if header in (0, 0xFFFFFFFF):
            break
        found.append((header & 0xFFFF, header >> 16 & 0xF, at))
        at = header >> 20 & ~3
    return found


def _express(data: bytes, at: int) -> dict[str, t.Any] | None:
    if at + 4 > len(data):
        return None
    flags = struct.unpack_from("<H", data, at + 2)[0]
    version, kind = flags & 0xF, flags >> 4 & 0xF
    found: dict[str, t.Any] = {
        "version": version, "type": TYPES.get(kind), "slot": bool(flags & 0x100), "port": None, "max_speed_gts": None, "max_width": None, "speed_gts": None,
        "width": None, "speeds_gts": [], "aspm": [], "aspm_enabled": [], "payload_bytes": None, "max_payload_bytes": None, "read_request_bytes": None,
        "errors": [],
    }
    if at + 12 > len(data):
        return found
    ability, control, state = struct.unpack_from("<IHH", data, at + 4)
    found.update(max_payload_bytes=128 << (ability & 7), payload_bytes=128 << (control >> 5 & 7), read_request_bytes=128 << (control >> 12 & 7),
                 errors=[name for bit, name in _ERRORS if state & bit])
    # What sits in the root complex itself has no link; the registers are there, but say nothing.
    if kind in (9, 10) or at + 20 > len(data):
        return found
    ability, control, state = struct.unpack_from("<IHH", data, at + 12)
    found.update(
        port=ability >> 24, max_speed_gts=SPEEDS.get(ability & 0xF), max_width=ability >> 4 & 0x3F, aspm=_aspm(ability >> 10), aspm_enabled=_aspm(control),
        speed_gts=SPEEDS.get(state & 0xF), width=state >> 4 & 0x3F)
    if version >= 2 and at + 48 <= len(data):
        vector = struct.unpack_from("<I", data, at + 44)[0] >> 1 & 0x7F
        found["speeds_gts"] = [speed for number, speed in SPEEDS.items() if vector & 1 << number - 1]
    return found


def _aspm(bits: int) -> list[str]:
    return [name for bit, name in ((1, "L0s"), (2, "L1")) if bits & bit]
