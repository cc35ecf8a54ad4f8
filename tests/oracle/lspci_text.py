# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What lspci printed on real machines. The examiner reads no such prose; but its numbers and names must be the same.

Where the text has numbers, a machine with these devices is made and the drivers' collector looks at it: kinds of devices and
names must be those that lspci gave them. Where it says which drivers are bound, none of the devices may be accused.
"""

from __future__ import annotations

import re

import hosts

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.collectors import drivers
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import hwdata
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.host import LiveHost

KINDS = ("lspci_text",)

_LINE = re.compile(r"^([0-9a-f:.]{7,12}) (.+?) \[([0-9a-f]{4})\]: (.+) \[([0-9a-f]{4}):([0-9a-f]{4})\](?: \(rev ([0-9a-f]{2})\))?(?: \(prog-if ([0-9a-f]{2}))?")
_NUMBERED = re.compile(r"^(.*) \[([0-9a-f]{4})\]$")


def devices(text):
    """[{slot, class, class_name, vendor, device, name, makers, driver}] of `lspci -nn…` or `lspci -nnmmv`."""
    found = []
    for block in text.split("\n\n"):
        values = dict(line.split(":\t", 1) for line in block.splitlines() if ":\t" in line)
        if "Slot" in values:
            numbered = {key: _NUMBERED.match(value) for key, value in values.items()}
            if all(numbered.get(key) for key in ("Class", "Vendor", "Device")):
                found.append({
                    "slot": values["Slot"], "class": numbered["Class"][2] + values.get("ProgIf", "00"), "class_name": numbered["Class"][1],
                    "vendor": numbered["Vendor"][2], "device": numbered["Device"][2], "vendor_name": numbered["Vendor"][1],
                    "device_name": numbered["Device"][1], "driver": values.get("Driver"),
                })
    for line in text.splitlines():
        head = _LINE.match(line)
        if head:
            found.append({
                "slot": head[1], "class": head[3] + (head[8] or "00"), "class_name": head[2], "vendor": head[5], "device": head[6],
                "name": head[4], "driver": None,
            })
        used = re.match(r"\s+Kernel driver in use: (\S+)", line)
        if used and found:
            found[-1]["driver"] = used[1]
    return found


def _machine(listed):
    files = {"/sys/bus/pci/devices": {"dir": True}}
    for entry in listed:
        slot = entry["slot"] if entry["slot"].count(":") == 2 else "0000:" + entry["slot"]
        files["/sys/bus/pci/devices/%s/uevent" % slot] = (
            "%sPCI_CLASS=%s\nPCI_ID=%s:%s\nPCI_SLOT_NAME=%s\nMODALIAS=pci:v0000%sd0000%ssv00000000sd00000000bc%ssc%si%s\n") % (
            "DRIVER=%s\n" % entry["driver"] if entry["driver"] else "", entry["class"].lstrip("0"), entry["vendor"].upper(), entry["device"].upper(), slot,
            entry["vendor"].upper(), entry["device"].upper(), *(entry["class"][at:at + 2].upper() for at in (0, 2, 4)))
        if entry["driver"] and entry["class"].startswith("02"):
            files["/sys/bus/pci/devices/%s/net/link/mtu" % slot] = "1500\n"  # lspci does not tell; the machines were on the net
    return hosts.MadeMachine(files)


def compare(case):
    """Names of classes, makers and devices; and that nobody is accused."""
    listed = devices(case.text("lspci.txt"))
    if not listed:
        case.skip("without numbers: prose that the examiner does not read")
    host = LiveHost()
    if not any(host.stat(path) for path in hwdata.FILES["pci"]):
        case.skip("pci.ids is not installed")
    for entry in listed:
        number = "%s:%s" % (entry["vendor"], entry["device"])
        names = hwdata.names(host, "pci", [number, entry["vendor"]])
        yield entry["slot"] + ".class", hwdata.names(host, "pci_class", [entry["class"][:4]])[entry["class"][:4]], entry["class_name"]
        if "name" in entry:
            yield entry["slot"] + ".name", "%s %s" % (names[entry["vendor"]], names[number] or "Device"), entry["name"]
        else:
            yield entry["slot"] + ".vendor", names[entry["vendor"]], entry["vendor_name"]
            yield entry["slot"] + ".device", names[number], entry["device_name"]
    if any(entry["driver"] for entry in listed):
        # All of these machines worked.
        yield "accused", hosts.judge({"drivers": drivers.collect(_machine(listed), {})}, ["drivers"]), []
