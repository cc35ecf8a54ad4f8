# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SMART data as ATA disks give them, recorded by libatasmart, against skdump's reading of them."""

from __future__ import annotations

import re

import hosts

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import ata_smart

KINDS = ("smart_blob",)

_ROW = re.compile(
    r"^ *(\d+) \S+ +(\d+|n/a) +(\d+|n/a) +(\d+|n/a) +(.*?) +0x([0-9a-f]{12}) (prefail|old-age) +(online|offline) +(yes|no|n/a) +(yes|no|n/a)", re.MULTILINE)


def compare(case):
    """Identity, states and every column of the table of attributes."""
    found = ata_smart.parse(case.bytes("smart.blob"))
    health = found["health"]
    text = re.sub(r"\x1b\[[0-9;]*m", "", case.text("skdump.txt"))
    for label, key in (("Model", "model"), ("Serial", "serial"), ("Firmware", "firmware")):
        told = re.search(r"^%s: \[(.*)\]$" % label, text, re.MULTILINE)
        if told:
            yield key, (found["identity"] or {}).get(key), told.group(1).strip() or None
    told = re.search(r"^SMART Disk Health Good: (yes|no)", text, re.MULTILINE)
    if told:
        yield "passed", health["passed"], told.group(1) == "yes"
    told = re.search(r"^Total Time To Complete Off-Line Data Collection: (\d+) s", text, re.MULTILINE)
    if told:
        yield "offline_seconds", found["offline_seconds"], int(told.group(1))
    told = re.search(r"^Percent Self-Test Remaining: (\d+)%", text, re.MULTILINE)
    if told:
        yield "self_test_remaining", found["self_test"]["remaining_percent"], int(told.group(1))
    told = re.search(r"^Self-Test Execution Status: \[(.*)\]", text, re.MULTILINE)
    if told:
        yield "self_test_failed", bool(health["self_test_failed"]), bool(re.search(r"failed|fatal", told.group(1)))
    for label, key in (("Short", "short"), ("Extended", "extended"), ("Conveyance", "conveyance")):
        told = re.search(r"^%s Self-Test Polling Time: (\d+) min" % label, text, re.MULTILINE)
        if told:
            yield "polling." + key, found["polling_minutes"][key], int(told.group(1))
    told = re.search(r"^Power Cycles: (\d+)$", text, re.MULTILINE)
    if told:
        yield "power_cycles", health["power_cycles"], int(told.group(1))
    told = re.search(r"^Temperature: (-?[\d.]+) C", text, re.MULTILINE)
    if told:
        yield "temperature", health["temperature_celsius"], round(float(told.group(1)))
    by_id = {entry["id"]: entry for entry in health["attributes"]}
    rows = _ROW.findall(text)
    yield "attributes", sorted(by_id), sorted({int(row[0]) for row in rows})
    for number, value, worst, threshold, pretty, raw, kind, updates, good, past in rows:
        entry = by_id.get(int(number))
        if entry is None:
            continue
        where = "attribute." + number
        for key, told in (("value", value), ("worst", worst), ("threshold", threshold)):
            if told != "n/a":
                yield "%s.%s" % (where, key), entry[key], int(told)
        yield where + ".raw", entry["raw"].to_bytes(6, "little").hex(), raw
        yield where + ".prefailure", entry["prefailure"], kind == "prefail"
        yield where + ".online", entry["online"], updates == "online"
        if good != "n/a":
            yield where + ".failing", entry["when_failed"] == "now", good == "no"
        if past != "n/a":
            yield where + ".ever_failed", entry["when_failed"] != "", past == "no"
        count = re.match(r"^(\d+)(?: sectors)?$", pretty)
        if count and entry["decoded"] is not None and entry["id"] != 188:
            yield where + ".count", entry["decoded"], int(count.group(1))
    verdict = re.search(r"^Overall Status: (\w+)", text, re.MULTILINE)
    if verdict:
        # It knows five grades of trouble, and looks at the medium only.
        other = health["media_reasons"] or health["verdict"] == "failing"
        yield "trouble", bool(other), verdict.group(1) != "GOOD"


def judge(case):
    """What the rules find on a machine whose disk gives these data."""
    disk = {"name": "sda", "model": "", "serial": "", "bus": "sata", "port": "ata1", "smart": ata_smart.parse(case.bytes("smart.blob"))["health"]}
    return hosts.judge({"storage": {"disks": [disk], "filesystems": []}}, ["storage"])


def expected(entry):
    """libatasmart's grades, with the terminal's colour behind them."""
    if entry["verdict"].startswith("GOOD"):
        return set()
    return {"storage.disk_warning", "storage.disk_failing", "storage.disk_interface_errors", "storage.disk_worn", "storage.disk_hot"}
