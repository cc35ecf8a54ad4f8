# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""USB descriptors as the kernel keeps them in /sys/bus/usb/devices/*/descriptors: the device, then each configuration."""

from __future__ import annotations

import typing as t

DEVICE, CONFIGURATION, INTERFACE, ENDPOINT, ASSOCIATION, COMPANION = 1, 2, 4, 5, 11, 48
MAX_SIZE = 1 << 16

#: The length that each kind must have at least before its fields can be read.
_LEAST = {DEVICE: 18, CONFIGURATION: 9, INTERFACE: 9, ENDPOINT: 7, ASSOCIATION: 8, COMPANION: 6}
_TRANSFERS = ("control", "isochronous", "bulk", "interrupt")

#: Names of the classes of devices and interfaces (usb.org's list of class codes).
CLASSES = {
    0x00: "per interface", 0x01: "audio", 0x02: "communications", 0x03: "human interface", 0x05: "physical", 0x06: "image", 0x07: "printer",
    0x08: "mass storage", 0x09: "hub", 0x0A: "communications data", 0x0B: "smart card", 0x0D: "content security", 0x0E: "video",
    0x0F: "personal healthcare", 0x10: "audio/video", 0x11: "billboard", 0x12: "type-c bridge", 0x13: "bulk display", 0x14: "mctp", 0x3C: "i3c",
    0xDC: "diagnostic", 0xE0: "wireless", 0xEF: "miscellaneous", 0xFE: "application specific", 0xFF: "vendor specific",
}


def version(bcd: int) -> str:
    """A binary coded version as it is written.

    >>> version(0x0210), version(0x0320)
    ('2.10', '3.20')
    """
    return "%x.%02x" % (bcd >> 8, bcd & 0xFF)


def parse(data: bytes) -> dict[str, t.Any]:
    """The device and its configurations. What breaks off or does not fit ends the list and is named in `problem`.

    >>> mouse = bytes.fromhex("12010002000000083412785600010102030109022200010100a0320904000001030102000921110100012232000705810304000a")
    >>> found = parse(mouse)
    >>> found["vendor_id"], found["product_id"], found["usb_version"], found["configurations"][0]["max_power_ma"]
    ('1234', '5678', '2.00', 100)
    >>> [(i["class"], i["subclass"], i["protocol"], len(i["endpoints"])) for i in found["configurations"][0]["interfaces"]]
    [('03', '01', '02', 1)]

    Raises ValueError if it does not begin with a device descriptor.
    """
    if len(data) < 18 or data[0] < 18 or data[1] != DEVICE:
        raise ValueError("no USB device descriptor")
    if len(data) > MAX_SIZE:
        raise ValueError("too long for USB descriptors")
    device: dict[str, t.Any] = {
        "usb_version": version(_word(data, 2)),
        "class": "%02x" % data[4], "subclass": "%02x" % data[5], "protocol": "%02x" % data[6],
        "max_packet_size": data[7],
        "vendor_id": "%04x" % _word(data, 8), "product_id": "%04x" % _word(data, 10), "revision": "%04x" % _word(data, 12),
        "strings": {"manufacturer": data[14], "product": data[15], "serial": data[16]},
        "configuration_count": data[17],
        "configurations": [],
        "problem": None,
    }
    # From USB 3.0 on the first field is an exponent.
    if _word(data, 2) >= 0x0300 and data[7] < 16:
        device["max_packet_size"] = 1 << data[7]
    at = data[0]
    while at < len(data):
        length = data[at]
        if length < 2:
            device["problem"] = "a descriptor at byte %d has no length" % at
            break
        if at + length > len(data):
            device["problem"] = "the descriptor at byte %d breaks off" % at
            break
        _add(device, data[at:at + length], at)
        at += length
    return device


def _word(data: bytes, at: int) -> int:
    return data[at] | data[at + 1] << 8


def _add(device: dict[str, t.Any], data: bytes, at: int) -> None:
    """Put one descriptor where it belongs; the order makes the tree."""
    kind, configurations = data[1], device["configurations"]
    if len(data) < _LEAST.get(kind, 0):
        device["problem"] = device["problem"] or "the descriptor at byte %d is too short for its kind" % at
        return
    if kind == CONFIGURATION:
        # bMaxPower counts in steps of 2 mA, at SuperSpeed of 8 mA.
        step = 8 if device["usb_version"] >= "3" else 2
        configurations.append({
            "total_length": _word(data, 2), "interface_count": data[4], "value": data[5], "string": data[6],
            "attributes": "%02x" % data[7], "self_powered": bool(data[7] & 0x40), "remote_wakeup": bool(data[7] & 0x20),
            "max_power_ma": data[8] * step, "associations": [], "interfaces": [],
        })
        return
    if not configurations:
        return  # a descriptor of the device itself, such as the qualifier for other speeds
    configuration = configurations[-1]
    if kind == ASSOCIATION:
        configuration["associations"].append({
            "first": data[2], "count": data[3], "class": "%02x" % data[4], "subclass": "%02x" % data[5], "protocol": "%02x" % data[6], "string": data[7],
        })
    elif kind == INTERFACE:
        configuration["interfaces"].append({
            "number": data[2], "alternate": data[3], "endpoint_count": data[4],
            "class": "%02x" % data[5], "subclass": "%02x" % data[6], "protocol": "%02x" % data[7], "string": data[8],
            "endpoints": [], "others": [],
        })
    elif configuration["interfaces"]:
        interface = configuration["interfaces"][-1]
        if kind == ENDPOINT:
            interface["endpoints"].append({
                "address": "%02x" % data[2], "attributes": data[3], "direction": "in" if data[2] & 0x80 else "out", "transfer": _TRANSFERS[data[3] & 3],
                "max_packet_size": _word(data, 4), "interval": data[6],
            })
        elif kind != COMPANION:
            interface["others"].append("%02x" % kind)


def interfaces(device: dict[str, t.Any], value: int | None = None) -> list[dict[str, t.Any]]:
    """The interfaces of one configuration (by its value; else the first), in their first setting."""
    chosen = [c for c in device["configurations"] if value is None or c["value"] == value] or device["configurations"]
    return [interface for interface in chosen[0]["interfaces"] if interface["alternate"] == 0] if chosen else []
