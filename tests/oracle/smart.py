# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What disks say of their health: smartctl's JSON, its text beside it, and the log of NVMe drives, against smartctl's own conclusions."""

from __future__ import annotations

import json
import re
import struct

import hosts

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.collectors import storage
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import disk_health, nvme_log, smartctl

KINDS = ("smart_json", "nvme_log", "smart_text")

_JSON = ("smartctl.json", "derived-smartctl.json")
_NVME_CLI = ("nvme-smart-log.json", "nvme-smart-log-float.json", "nvme-smart-log-string.json")
_NVME = {
    "critical_warning": "critical_warning", "temperature": "temperature_celsius", "available_spare": "spare_percent",
    "available_spare_threshold": "spare_threshold_percent", "percentage_used": "wear_percent", "power_on_hours": "power_on_hours",
    "power_cycles": "power_cycles", "unsafe_shutdowns": "unsafe_shutdowns", "media_errors": "media_errors", "num_err_log_entries": "error_log_entries",
}
_NVME_TEXT = {
    "Temperature": "temperature_celsius", "Available Spare": "spare_percent", "Available Spare Threshold": "spare_threshold_percent",
    "Percentage Used": "wear_percent", "Power On Hours": "power_on_hours", "Power Cycles": "power_cycles", "Unsafe Shutdowns": "unsafe_shutdowns",
    "Media and Data Integrity Errors": "media_errors", "Error Information Log Entries": "error_log_entries",
}
# The four sectors' counts that the manifest's rule names, and the cable's.
_WHY = {
    "reallocated": "reallocated_sectors", "pending": "pending_sectors", "offline-uncorrectable": "offline_uncorrectable",
    "reported-uncorrect": "reported_uncorrectable", "interface CRC": "interface_errors", "media_errors": "media_errors",
    "scsi_grown_defect_list": "grown_defects", "percentage_used": "wear_percent",
}


def compare(case):
    """What we read, beside what smartctl's text, its exit status and the manifest say."""
    log = next((name for name in _NVME_CLI if case.has(name)), None)
    if log:
        yield from _page(case.json(log))
        return
    name = _name(case)
    try:
        found = smartctl.parse(case.text(name))
    except ValueError:
        yield "verdict", "unknown", case.entry["verdict"]
        return
    health = found["health"]
    yield "verdict", health["verdict"], case.entry["verdict"]
    for words, key in _WHY.items():
        told = re.search(r"(?:^|; )%s=(\d+)" % re.escape(words), case.entry.get("why") or "")
        if told:
            yield "why." + words, health[key], int(told.group(1))
    said = case.json(name)
    if case.entry.get("smartctl_passed") is not None:
        yield "passed", health["passed"], case.entry["smartctl_passed"]
    yield from _json(said, found, name == "smartctl.json")
    if case.has("smartctl.txt"):
        yield from _text(case.text("smartctl.txt"), found)


def _name(case):
    if case.entry.get("verdict") == "scan":
        case.skip("a list of devices, which we do not ask smartctl for")
    for name in _JSON:
        if case.has(name):
            return name
    case.skip("nvme-cli's list of devices, which we do not read" if case.has("nvme-list.json") else "smartctl's text alone; we ask it for JSON")
    return None


def _json(said, found, real):
    """real: written by smartctl, with its exit status, and not by somebody who transcribed its text."""
    health, status = found["health"], said["smartctl"].get("exit_status", 0)
    log = said.get("nvme_smart_health_information_log")
    for theirs, ours in _NVME.items() if log else ():
        if theirs in log:
            yield theirs, health[ours], log[theirs]
    attributes = health["attributes"]
    if attributes and real:
        # Bits 4 and 5 of the exit status are what smartctl makes of the table.
        yield "exit.prefail", any(a["when_failed"] == "now" and a["prefailure"] for a in attributes), bool(status & 16)
        yield "exit.past", any(a["when_failed"] == "past" or (a["when_failed"] and not a["prefailure"]) for a in attributes), bool(status & 32)
    if attributes:
        blank = disk_health.blank("ATA", "")
        blank["attributes"] = attributes
        disk_health.take_attributes(blank)
        if blank["temperature_celsius"] is not None and said.get("temperature", {}).get("current"):
            yield "temperature from the raw value", blank["temperature_celsius"], said["temperature"]["current"]
    if real and ("ata_smart_self_test_log" in said or "scsi_self_test_0" in said):
        yield "exit.self_test", bool(health["self_test_failed"]), bool(status & 128)
    if real:
        yield "exit.failing", health["passed"] is False, bool(status & 8)
    for key, ours in (("model_name", "model"), ("serial_number", "serial"), ("firmware_version", "firmware"), ("rotation_rate", "rotation_rpm")):
        if key in said:
            yield key, found["identity"][ours], said[key].strip() if isinstance(said[key], str) else said[key]


def _text(text, found):
    """smartctl's own tables, read here in the plainest way."""
    health = found["health"]
    for label, key in (("Device Model|Model Number|Product", "model"), ("Firmware Version|Revision", "firmware")):
        told = re.search(r"^(?:%s): +(\S.*?) *$" % label, text, re.MULTILINE)
        if told:
            yield "text." + key, found["identity"][key], told.group(1)
    told = re.search(r"^SMART overall-health self-assessment test result: (\w+)", text, re.MULTILINE)
    if told:
        yield "text.passed", health["passed"], told.group(1) == "PASSED"
    for label, key in _NVME_TEXT.items():
        told = re.search(r"^%s: +([\d.,']+)" % re.escape(label), text, re.MULTILINE)
        if told:
            yield "text." + key, health[key], int(re.sub(r"[^\d]", "", told.group(1)))
    by_id = {entry["id"]: entry for entry in health["attributes"]}
    for row in re.findall(r"^ *(\d+) (\S+) +(?:0x[0-9a-f]{4}|[A-Z-]{6}) +(\d{3}) +(\d{3}) +(\d{3}|---) +(.*)$", text, re.MULTILINE):
        entry = by_id.get(int(row[0]))
        yield "text.%s" % row[0], entry and (entry["name"], entry["value"], entry["worst"], entry["threshold"]), (
            row[1], int(row[2]), int(row[3]), 0 if row[4] == "---" else int(row[4]))
        failed = "now" if "FAILING_NOW" in row[5] or " NOW " in " %s " % row[5] else "past" if "In_the_past" in row[5] or "Past" in row[5].split() else ""
        yield "text.%s.failed" % row[0], entry and entry["when_failed"], failed
        if entry and entry["decoded"] is not None and entry["id"] != 188:
            raw = re.search(r"(?:-|NOW|Past|In_the_past) +(-?\d+)", row[5])
            if raw:
                yield "text.%s.raw" % row[0], entry["decoded"], int(raw.group(1))


def _values(log):
    """nvme-cli's JSON: numbers, or texts of numbers, or a warning split into its bits."""
    warning = log["critical_warning"]
    plain = {key: int(float(value)) for key, value in log.items() if not isinstance(value, dict)}
    plain["critical_warning"] = int(float(warning["value"] if isinstance(warning, dict) else warning))
    return plain


def _made_page(log):
    """The log page as the drive gave it, put together again from what nvme-cli printed of it."""
    values = _values(log)
    page = bytearray(512)
    struct.pack_into(
        "<BHBBB", page, 0, *(values[key] for key in ("critical_warning", "temperature", "avail_spare", "spare_thresh", "percent_used")))
    wide = ("data_units_read", "data_units_written", "host_read_commands", "host_write_commands", "controller_busy_time", "power_cycles", "power_on_hours",
            "unsafe_shutdowns", "media_errors", "num_err_log_entries")
    for number, key in enumerate(wide):
        page[32 + 16 * number:48 + 16 * number] = values[key].to_bytes(16, "little")
    struct.pack_into("<II", page, 192, values["warning_temp_time"], values["critical_comp_time"])
    return bytes(page)


def _page(log):
    values, found = _values(log), nvme_log.parse(_made_page(log))
    names = {"avail_spare": "available_spare", "spare_thresh": "available_spare_threshold", "percent_used": "percentage_used",
             "host_read_commands": "host_reads", "host_write_commands": "host_writes"}
    for key, value in values.items():
        ours = names.get(key, key)
        if ours in found:
            yield key, found[ours], value - 273 if key == "temperature" else value


def machine(case):
    """A machine with this one disk, on which smartctl answers as recorded."""
    log = next((name for name in _NVME_CLI if case.has(name)), None)
    text = None if log else case.text(_name(case))
    nvme = bool(log) or '"nvme"' in text.lower()
    name = "nvme0n1" if nvme else "sda"
    place = "pci0000:00/0000:00:06.0/nvme/nvme0/nvme0n1" if nvme else "pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block/sda"
    own = "/sys/devices/" + place
    files = {
        "/proc/self/mountinfo": "", "/sys/class/block/" + name: {"link": "../../devices/" + place},
        own + "/size": "1000215216\n", own + "/removable": "0\n", own + "/ro": "0\n", own + "/queue/rotational": "0\n", own + "/holders": {"dir": True},
    }
    argv = "smartctl --json=c -x -n standby /dev/" + ("nvme0" if nvme else name)
    status = 0
    if text:
        try:
            status = json.loads(text)["smartctl"]["exit_status"]
        except (ValueError, KeyError, TypeError):
            pass
    more = {"nvme_log": {"/dev/nvme0": _made_page(case.json(log))}} if log else {}
    return hosts.MadeMachine(files, {} if log else {argv: {"rc": status, "out": text}}, **more)


def judge(case):
    """What the rules find on a machine with this disk."""
    return hosts.judge({"storage": storage.collect(machine(case), {})}, ["storage"])


def expected(entry):
    """The faults that fit the manifest's verdict."""
    warnings = {"storage.disk_warning", "storage.disk_worn", "storage.disk_interface_errors", "storage.disk_hot"}
    return {"warning": warnings, "failing": {"storage.disk_failing", "storage.disk_worn", "storage.disk_interface_errors", "storage.disk_hot"}}.get(
        entry["verdict"], set())
