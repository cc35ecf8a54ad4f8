# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recordings of udev's database (udevadm info --export-db) and of umockdev: the machine is built anew from what the kernel told
udev, our collector reads it, and udev's own conclusions (its ID_… properties, made by its own programs) say what it should find."""

from __future__ import annotations

import gzip
import json
import re

import hosts

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.collectors import _usb as usb
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.collectors import peripherals, scanning

KINDS = ("umockdev", "udevadm")

#: What udev concludes of an input device, and our word for it.
_INPUTS = {
    "ID_INPUT_KEYBOARD": "keyboard", "ID_INPUT_MOUSE": "mouse", "ID_INPUT_TOUCHPAD": "touchpad", "ID_INPUT_TOUCHSCREEN": "touchscreen",
    "ID_INPUT_TABLET": "tablet", "ID_INPUT_JOYSTICK": "game_controller", "ID_INPUT_ACCELEROMETER": "accelerometer",
    "ID_INPUT_POINTINGSTICK": "pointing_stick", "ID_INPUT_SWITCH": "switch",
}
#: Since when udev knows them: a database without any of them may be older.
_LATER = {"ID_INPUT_POINTINGSTICK", "ID_INPUT_SWITCH"}


def records(text):
    """[{path, properties, attributes}] of a database."""
    found = []
    for block in re.split(r"\n\s*\n", text):
        record = {"path": None, "properties": {}, "attributes": {}, "links": {}}
        for line in block.splitlines():
            kind, colon, rest = line.partition(": ")
            name, _equals, value = rest.partition("=")
            if kind == "P" and colon:
                record["path"] = rest.strip()
            elif kind == "E":
                record["properties"][name] = value
            elif kind == "A":
                record["attributes"][name] = value.replace("\\n", "\n").replace("\\\\", "\\").encode()
            elif kind == "H":
                record["attributes"][name] = bytes.fromhex(value) if re.fullmatch(r"(?:[0-9A-Fa-f]{2})*", value) else b""
            elif kind == "L":
                record["links"][name] = value
        if record["path"]:
            record["properties"].setdefault("DEVPATH", record["path"])
            found.append(record)
    return found


def machine(database):
    """A host with the files that the kernel would show for these devices."""
    host = hosts.MadeMachine()
    inputs = []
    for record in database:
        path, said = "/sys" + record["path"], record["properties"]
        for name, value in record["attributes"].items():
            host.add("%s/%s" % (path, name), hosts.Node("file", value))
        kernel = {name: said[name] for name in ("MAJOR", "MINOR", "DEVNAME", "DEVTYPE", "DRIVER", "PRODUCT", "TYPE", "INTERFACE", "MODALIAS", "BUSNUM",
                                                "DEVNUM") if name in said}
        host.add(path + "/uevent", hosts.Node("file", "".join("%s=%s\n" % pair for pair in kernel.items()).encode()))
        subsystem, name = said.get("SUBSYSTEM"), record["path"].rpartition("/")[2]
        if subsystem == "usb":
            host.add("/sys/bus/usb/devices/" + name, hosts.Node("link", target="../../.." + record["path"]))
            if said.get("DEVTYPE") == "usb_device" and "idVendor" not in record["attributes"]:
                # udev keeps the strings with every odd character as a hexadecimal escape.
                for attribute, properties in (("manufacturer", ("ID_VENDOR_ENC",)), ("product", ("ID_MODEL_ENC",)), ("serial", ("ID_SERIAL_SHORT",))):
                    text = next((said[each] for each in properties if each in said), None)
                    if text is not None:
                        host.add("%s/%s" % (path, attribute), hosts.Node("file", _unescaped(text) + b"\n"))
        elif subsystem == "mmc" and "MMC_TYPE" in said:
            host.add(path + "/type", hosts.Node("file", said["MMC_TYPE"].encode()))
        elif subsystem in ("bluetooth", "video4linux", "tty", "thunderbolt", "mmc_host"):
            folder = "/sys/bus/thunderbolt/devices/" if subsystem == "thunderbolt" else "/sys/class/%s/" % subsystem
            host.add(folder + name, hosts.Node("link", target=("../../.." if subsystem == "thunderbolt" else "../..") + record["path"]))
            if "ID_V4L_PRODUCT" in said:
                host.add(path + "/name", hosts.Node("file", said["ID_V4L_PRODUCT"].encode()))
        elif subsystem == "input" and re.fullmatch(r"input\d+", name):
            inputs.append((record, [other for other in database if other["path"].startswith(record["path"] + "/")]))
        elif subsystem == "pci" and said.get("DRIVER") in peripherals._PCI_READERS:  # pylint: disable=protected-access
            host.add("/sys/bus/pci/drivers/%s/%s" % (said["DRIVER"], name), hosts.Node("link", target="../../../.." + record["path"]))
    host.add("/proc/bus/input/devices", hosts.Node("file", "\n".join(_input(*each) for each in inputs).encode()))
    return host


def _unescaped(text):
    return re.sub(rb"\\x([0-9a-fA-F]{2})", lambda match: bytes([int(match.group(1), 16)]), text.encode())


def _input(record, below):
    said = record["properties"]
    product = (said.get("PRODUCT", "0/0/0/0").split("/") + ["0"] * 4)[:4]
    attribute = {name.rpartition("/")[2]: value.decode("ascii", "replace").strip() for name, value in record["attributes"].items() if "capabilities/" in name}
    lines = ["I: Bus=%s Vendor=%s Product=%s Version=%s" % tuple(part.rjust(4, "0") for part in product)]
    name = said.get("NAME", "").strip('"') or record["attributes"].get("name", b"").decode("utf-8", "replace").strip()
    lines += ['N: Name="%s"' % name, "P: Phys=" + said.get("PHYS", "").strip('"'), "S: Sysfs=" + record["path"], "U: Uniq=",
              "H: Handlers=" + " ".join(other["path"].rpartition("/")[2] for other in below)]
    properties = record["attributes"].get("properties", b"").decode("ascii", "replace").strip()
    for kind in ("PROP", "EV", "KEY", "REL", "ABS", "MSC", "LED", "SND", "FF", "SW"):
        bits = said.get(kind) or (properties if kind == "PROP" else attribute.get(kind.lower(), ""))
        if bits:
            lines.append("B: %s=%s" % (kind, bits))
    return "\n".join(lines) + "\n"


def compare(case):
    """Field by field."""
    name = "device.umockdev" if case.has("device.umockdev") else "udevadm-export-db.txt.gz"
    data = case.bytes(name)
    database = records((gzip.decompress(data) if name.endswith(".gz") else data).decode("utf-8", "replace"))
    facts = peripherals.collect(machine(database), {})
    json.dumps(facts, default=str)
    # Nobody reported a fault of these machines, and none of them has a scanner without software.
    scanners = scanning.collect(machine(database), {})
    yield "findings", hosts.judge({"peripherals": facts, "scanning": scanners}, ["peripherals", "scanning"]), []
    yield from _usb(database, facts)
    yield from _inputs(database, facts)
    yield from _others(database, facts)
    if case.has("checkbox-expected.txt"):
        yield from _counted(case, facts)


def _usb(database, facts):
    ours = {device["name"]: device for device in facts["usb_devices"]}
    devices = {record["path"].rpartition("/")[2]: record for record in database
               if record["properties"].get("SUBSYSTEM") == "usb" and record["properties"].get("DEVTYPE") == "usb_device"}
    yield "usb.devices", sorted(ours), sorted(devices)
    for name, record in devices.items():
        said, device = record["properties"], ours.get(name)
        if device is None:
            continue
        for field, property_ in (("vendor_id", "ID_VENDOR_ID"), ("product_id", "ID_MODEL_ID"), ("revision", "ID_REVISION")):
            if property_ in said:
                yield "usb.%s.%s" % (name, field), device[field], said[property_].lower()
        if said.get("DEVNUM", "").isdigit():
            yield "usb.%s.number" % name, device["number"], int(said["DEVNUM"])
        if said.get("BUSNUM", "").isdigit():
            yield "usb.%s.bus" % name, device["bus"], int(said["BUSNUM"])
        if "TYPE" in said:
            yield "usb.%s.class" % name, [device[each] for each in ("class", "subclass", "protocol")], ["%02x" % int(code) for code in said["TYPE"].split("/")]
        if record["attributes"].get("manufacturer") and "ID_VENDOR_ENC" in said:
            yield "usb.%s.manufacturer" % name, device["manufacturer"], _unescaped(said["ID_VENDOR_ENC"]).decode("utf-8", "replace")[:usb.MAX_TEXT].strip()
        if record["attributes"].get("product") and "ID_MODEL_ENC" in said:
            yield "usb.%s.product" % name, device["product"], _unescaped(said["ID_MODEL_ENC"]).decode("utf-8", "replace")[:usb.MAX_TEXT].strip()
        if "ID_SERIAL_SHORT" in said and ("serial" in record["attributes"] or "idVendor" not in record["attributes"]):
            yield "usb.%s.serial" % name, _plain(device["serial"]), said["ID_SERIAL_SHORT"]
        # The kernel's tree says by its folders what hangs on what.
        above = record["path"].rpartition("/")[0].rpartition("/")[2]
        yield "usb.%s.parent" % name, device["parent"], above if re.fullmatch(r"usb\d+|\d+-[\d.]+", above) else None
        interfaces = {other["path"].rpartition("/")[2]: other["properties"] for other in database
                      if other["path"].rpartition("/")[0] == record["path"] and other["properties"].get("DEVTYPE") == "usb_interface"}
        for each in device["interfaces"]:
            told = interfaces.get(each["name"], {})
            yield "usb.%s.driver" % each["name"], each["driver"], told.get("DRIVER")
        if interfaces and "ID_USB_INTERFACES" in said:
            yield "usb.%s.interfaces" % name, sorted({each["class"] + each["subclass"] + each["protocol"] for each in device["interfaces"]}), sorted(
                _set_up(said["ID_USB_INTERFACES"], interfaces))
        if "descriptors" in record["attributes"]:
            yield from _described(name, record, device)


def _plain(text):
    """A serial number as udev writes it into names."""
    return None if text is None else re.sub(r"[^A-Za-z0-9#+\-.:=@_/]", "_", re.sub(r"\s+", "_", text.strip()))


def _set_up(words, interfaces):
    """udev lists the interfaces of every alternate setting; those that stand in the tree are set up."""
    there = {"%02x%02x%02x" % tuple(int(code) & 255 for code in each["INTERFACE"].split("/")) for each in interfaces.values() if "INTERFACE" in each}
    listed = {word for word in words.split(":") if word}
    return there if there <= listed or not listed else listed


def _described(name, record, device):
    """What the kernel itself read out of the descriptors."""
    attribute = {key: value.decode("utf-8", "replace").strip() for key, value in record["attributes"].items() if key != "descriptors"}
    for field, key in (("vendor_id", "idVendor"), ("product_id", "idProduct"), ("revision", "bcdDevice"), ("class", "bDeviceClass"),
                       ("subclass", "bDeviceSubClass"), ("protocol", "bDeviceProtocol"), ("usb_version", "version")):
        if key in attribute:
            yield "usb.%s.%s" % (name, key), device[field], attribute[key]
    if "bMaxPower" in attribute:
        yield "usb.%s.bMaxPower" % name, device["max_power_ma"], int(attribute["bMaxPower"].replace("mA", ""))
    if "bmAttributes" in attribute:
        bits = int(attribute["bmAttributes"], 16)
        yield "usb.%s.bmAttributes" % name, [device["self_powered"], device["remote_wakeup"]], [bool(bits & 0x40), bool(bits & 0x20)]
    if "bNumConfigurations" in attribute:
        yield "usb.%s.bNumConfigurations" % name, device["configuration_count"], int(attribute["bNumConfigurations"])
    parsed = usb.usb_descriptors.parse(record["attributes"]["descriptors"])
    if not parsed["configurations"]:
        return
    if "bNumInterfaces" in attribute:
        yield "usb.%s.bNumInterfaces" % name, len(usb.usb_descriptors.interfaces(parsed, device["configuration"])), int(attribute["bNumInterfaces"])
    if "ID_USB_INTERFACES" in record["properties"]:
        every = {i["class"] + i["subclass"] + i["protocol"] for i in parsed["configurations"][0]["interfaces"]}
        yield "usb.%s.ID_USB_INTERFACES" % name, sorted(every), sorted(set(record["properties"]["ID_USB_INTERFACES"].split(":")) - {""})


def _inputs(database, facts):
    ours = {device["sysfs"]: device for device in facts["input_devices"]}
    known = {key for record in database for key in record["properties"]}
    theirs = {record["path"]: record for record in database
              if record["properties"].get("SUBSYSTEM") == "input" and re.fullmatch(r"input\d+", record["path"].rpartition("/")[2])}
    yield "input.devices", sorted(ours), sorted(theirs)
    for path, record in theirs.items():
        said, device = record["properties"], ours.get(path)
        if device is None or "ID_INPUT" not in said:
            continue
        for property_, word in _INPUTS.items():
            if property_ not in _LATER or property_ in known:
                yield "input.%s.%s" % (path.rpartition("/")[2], word), word in device["kinds"], said.get(property_) == "1"


def _others(database, facts):
    adapters = sorted(record["path"].rpartition("/")[2] for record in database
                      if record["properties"].get("SUBSYSTEM") == "bluetooth" and record["properties"].get("DEVTYPE", "host") == "host")
    if adapters:
        yield "bluetooth", sorted(adapter["name"] for adapter in facts["bluetooth"]["adapters"] if adapter["name"]), adapters
    nodes = sorted(record["path"].rpartition("/")[2] for record in database
                   if record["properties"].get("SUBSYSTEM") == "video4linux" and record["path"].rpartition("/")[2].startswith("video")
                   # What can neither take nor show a picture by itself is an engine of the chip, and no camera of ours.
                   and not re.search("codec|isp", record["properties"].get("ID_V4L_PRODUCT", "")))
    if nodes:
        yield "cameras", sorted(node for camera in facts["cameras"] for node in camera["nodes"]), nodes


def _counted(case, facts):
    """Categories that the recording's own project counted. Theirs are whole devices of all buses; ours that compare are few."""
    text = case.text("checkbox-expected.txt")
    counts = {word: int(number) for word, number in re.findall(r'count\(devices, "(\w+)"\), (\d+)\)', text)}
    inputs = [device["kinds"] for device in facts["input_devices"]]
    for word, kind in (("TOUCHSCREEN", "touchscreen"), ("TOUCHPAD", "touchpad"), ("ACCELEROMETER", "accelerometer")):
        if word in counts:
            yield "counted.%s" % word, sum(kind in kinds for kinds in inputs), counts[word]
    for word, kind in (("KEYBOARD", "keyboard"), ("MOUSE", "mouse")):
        if word in counts:
            yield "counted.%s" % word, sum(kind in kinds for kinds in inputs), counts[word]
    for word, key in (("CARDREADER", "card_readers"), ("CAPTURE", "cameras")):
        if word in counts:
            yield "counted.%s" % word, len(facts[key]), counts[word]
    if "BLUETOOTH" in counts:
        yield "counted.BLUETOOTH", len(facts["bluetooth"]["adapters"]), counts["BLUETOOTH"]
