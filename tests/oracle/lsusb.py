# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What `lsusb -v` showed of real devices: the descriptors that it printed are put together again as bytes, our parser reads them,
and what it finds must be what jc took from the same text."""

from __future__ import annotations

import re
import struct

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import usb_descriptors

KINDS = ("lsusb_text",)

# The fields of each descriptor in their order, by the heading under which lsusb prints them.
_LAYOUTS = {
    "Device Descriptor": (1, "bcdUSB:H bDeviceClass bDeviceSubClass bDeviceProtocol bMaxPacketSize0 idVendor:H idProduct:H bcdDevice:H iManufacturer iProduct "
                             "iSerial bNumConfigurations"),
    "Configuration Descriptor": (2, "wTotalLength:H bNumInterfaces bConfigurationValue iConfiguration bmAttributes MaxPower"),
    "Interface Association": (11, "bFirstInterface bInterfaceCount bFunctionClass bFunctionSubClass bFunctionProtocol iFunction"),
    "Interface Descriptor": (4, "bInterfaceNumber bAlternateSetting bNumEndpoints bInterfaceClass bInterfaceSubClass bInterfaceProtocol iInterface"),
    "Endpoint Descriptor": (5, "bEndpointAddress bmAttributes wMaxPacketSize:H bInterval"),
}


def devices(text):
    """[(bus, number, id, [(heading, {field: value})])] of the text."""
    found = []
    values = None
    for line in text.splitlines():
        top = re.match(r"Bus (\d+) Device (\d+): ID ([0-9a-f]{4}:[0-9a-f]{4})", line)
        heading = re.match(r"\s*([A-Z][A-Za-z /0-9()\-]*[a-z)]):\s*$", line)
        field = re.match(r"\s+(b\w+|i\w+|w\w+|MaxPower)\s+(\S+)", line)
        if top:
            found.append((*top.groups(), []))
            values = None
        elif heading and found:
            values = {}
            found[-1][3].append((heading.group(1), values))
        elif field and values is not None:
            values.setdefault(*field.groups())
    return found


def number(field, word):
    """A value as lsusb writes it: versions are binary coded, power is in mA."""
    if field.startswith("bcd"):
        whole, _dot, part = word.partition(".")
        return int(whole, 16) << 8 | int(part or "0", 16)
    if field == "MaxPower":
        return int(word.replace("mA", "")) // 2
    return int(word, 16) if word.startswith("0x") else int(word)


def encoded(descriptors):
    """The bytes of the descriptors, as the device sent them."""
    data = b""
    for heading, values in descriptors:
        if heading not in _LAYOUTS:
            continue
        kind, fields = _LAYOUTS[heading]
        body = b""
        for field in fields.split():
            name, _colon, size = field.partition(":")
            if name not in values:
                return None
            value = number(name, values[name])
            # At SuperSpeed the size is an exponent in the descriptor and a plain number here; both are below 256.
            body += struct.pack("<" + (size or "B"), value)
        length = max(number("bLength", values.get("bLength", "0")), len(body) + 2)
        data += bytes([length, kind]) + body + b"\0" * (length - len(body) - 2)
    return data


def compare(case):
    """Field by field."""
    if not case.has("jc-expected.json"):
        case.skip("the tree of lsusb -t, which has no descriptors and no expected reading")
    shown = devices(case.text("lsusb.txt"))
    wanted = case.json("jc-expected.json")
    if not any(descriptors for *_rest, descriptors in shown):
        case.skip("a list of names without descriptors")
    yield "devices", ["%s/%s %s" % entry[:3] for entry in shown], ["%s/%s %s" % (entry["bus"], entry["device"], entry["id"]) for entry in wanted]
    for (bus, place, _ids, descriptors), entry in zip(shown, wanted, strict=False):
        told = entry.get("device_descriptor")
        data = encoded(descriptors) if told else None
        if data is None or not data.startswith(b"\x12\x01"):
            continue
        name, found = "%s/%s" % (bus, place), usb_descriptors.parse(data)
        yield name + ".problem", found["problem"], None
        yield from _device(name, found, told)


def _value(entry, field):
    return number(field, entry[field]["value"])


def _hex(entry, field, width=2):
    return "%0*x" % (width, _value(entry, field))


def _device(name, found, told):
    for ours, theirs in (("vendor_id", "idVendor"), ("product_id", "idProduct"), ("revision", "bcdDevice")):
        yield "%s.%s" % (name, theirs), found[ours], _hex(told, theirs, 4)
    for ours, theirs in (("class", "bDeviceClass"), ("subclass", "bDeviceSubClass"), ("protocol", "bDeviceProtocol")):
        yield "%s.%s" % (name, theirs), found[ours], _hex(told, theirs)
    yield name + ".bcdUSB", float(found["usb_version"]), float(told["bcdUSB"]["value"])
    yield name + ".bMaxPacketSize0", found["max_packet_size"], (
        1 << _value(told, "bMaxPacketSize0") if float(told["bcdUSB"]["value"]) >= 3 else _value(told, "bMaxPacketSize0"))
    yield name + ".bNumConfigurations", found["configuration_count"], _value(told, "bNumConfigurations")
    for ours, theirs in (("manufacturer", "iManufacturer"), ("product", "iProduct"), ("serial", "iSerial")):
        yield "%s.%s" % (name, theirs), found["strings"][ours], _value(told, theirs)
    configuration = told.get("configuration_descriptor")
    if not configuration or not found["configurations"]:
        return
    first = found["configurations"][0]
    for ours, theirs in (("total_length", "wTotalLength"), ("interface_count", "bNumInterfaces"), ("value", "bConfigurationValue"),
                         ("string", "iConfiguration")):
        yield "%s.%s" % (name, theirs), first[ours], _value(configuration, theirs)
    yield name + ".bmAttributes", first["attributes"], _hex(configuration, "bmAttributes")
    yield name + ".self_powered", first["self_powered"], "Self Powered" in configuration["bmAttributes"].get("attributes", [])
    yield name + ".remote_wakeup", first["remote_wakeup"], "Remote Wakeup" in configuration["bmAttributes"].get("attributes", [])
    if found["usb_version"] < "3":
        yield name + ".MaxPower", "%dmA" % first["max_power_ma"], configuration["MaxPower"]["description"]
    interfaces = configuration.get("interface_descriptors", [])
    yield name + ".interfaces", len(first["interfaces"]), len(interfaces)
    for position, (ours, theirs) in enumerate(zip(first["interfaces"], interfaces, strict=False)):
        where = "%s.interface%d" % (name, position)
        for mine, other in (("number", "bInterfaceNumber"), ("alternate", "bAlternateSetting"), ("endpoint_count", "bNumEndpoints"), ("string", "iInterface")):
            yield "%s.%s" % (where, other), ours[mine], _value(theirs, other)
        for mine, other in (("class", "bInterfaceClass"), ("subclass", "bInterfaceSubClass"), ("protocol", "bInterfaceProtocol")):
            yield "%s.%s" % (where, other), ours[mine], _hex(theirs, other)
        endpoints = theirs.get("endpoint_descriptors", [])
        yield where + ".endpoints", len(ours["endpoints"]), len(endpoints)
        for index, (mine, other) in enumerate(zip(ours["endpoints"], endpoints, strict=False)):
            there = "%s.endpoint%d" % (where, index)
            yield there + ".bEndpointAddress", mine["address"], _hex(other, "bEndpointAddress")
            yield there + ".wMaxPacketSize", mine["max_packet_size"], _value(other, "wMaxPacketSize")
            yield there + ".bInterval", mine["interval"], _value(other, "bInterval")
            words = " ".join(other["bmAttributes"].get("attributes", []))
            yield there + ".transfer", mine["transfer"], re.search(r"Transfer Type\s+(\w+)", words).group(1).lower()
            yield there + ".direction", mine["direction"], other["bEndpointAddress"]["description"].rpartition(" ")[2].lower()
