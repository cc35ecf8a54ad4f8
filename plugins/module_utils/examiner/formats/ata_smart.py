# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An ATA disk's SMART data (512 bytes), its thresholds (512 bytes) and IDENTIFY block, and the recordings of libatasmart that hold them."""

from __future__ import annotations

import struct
import typing as t

from . import disk_health

SIZE = 512
_ENTRIES = 30

_NAMES = {
    1: "Raw_Read_Error_Rate", 2: "Throughput_Performance", 3: "Spin_Up_Time", 4: "Start_Stop_Count", 5: "Reallocated_Sector_Ct", 7: "Seek_Error_Rate",
    8: "Seek_Time_Performance", 9: "Power_On_Hours", 10: "Spin_Retry_Count", 11: "Calibration_Retry_Count", 12: "Power_Cycle_Count",
    184: "End-to-End_Error", 187: "Reported_Uncorrect", 188: "Command_Timeout", 190: "Airflow_Temperature_Cel", 191: "G-Sense_Error_Rate",
    192: "Power-Off_Retract_Count", 193: "Load_Cycle_Count", 194: "Temperature_Celsius", 195: "Hardware_ECC_Recovered", 196: "Reallocated_Event_Count",
    197: "Current_Pending_Sector", 198: "Offline_Uncorrectable", 199: "UDMA_CRC_Error_Count", 200: "Multi_Zone_Error_Rate",
    240: "Head_Flying_Hours", 241: "Total_LBAs_Written", 242: "Total_LBAs_Read",
}
# The result of the last self-test, the upper half of its byte.
_SELF_TEST = {3: "fatal error", 4: "unknown element failed", 5: "electrical failure", 6: "servo failure", 7: "read failure", 8: "handling damage"}


def sections(blob: bytes) -> dict[str, bytes]:
    """The parts of a recording: {IDFY, SMST, SMDT, SMTH}. Each has a tag of four letters, a length and its bytes.

    >>> sections(b"SMST" + bytes([0, 0, 0, 4, 0, 0, 0, 1]))
    {'SMST': b'\\x00\\x00\\x00\\x01'}
    """
    found: dict[str, bytes] = {}
    at = 0
    while at < len(blob):
        if at + 8 > len(blob):
            raise ValueError("a part's head is cut off at byte %d" % at)
        tag, size = blob[at:at + 4], struct.unpack_from(">I", blob, at + 4)[0]
        if not tag.isalnum() or size > len(blob) - at - 8:
            raise ValueError("no part of a recording at byte %d" % at)
        found.setdefault(tag.decode("ascii", "replace"), blob[at + 8:at + 8 + size])
        at += 8 + size
    if not found:
        raise ValueError("the recording is empty")
    return found


def identify(block: bytes) -> dict[str, t.Any]:
    """{model, serial, firmware, rotation_rpm, sectors} from an IDENTIFY DEVICE block; texts have their bytes swapped in pairs."""
    if len(block) < SIZE:
        raise ValueError("an IDENTIFY block has %d bytes, not %d" % (SIZE, len(block)))

    def text(first: int, words: int) -> str | None:
        raw = block[2 * first:2 * (first + words)]
        swapped = bytes(raw[i ^ 1] for i in range(len(raw)))
        return "".join(chr(byte) if 32 <= byte < 127 else " " for byte in swapped).strip() or None

    words = struct.unpack_from("<256H", block)
    rate = words[217]
    wide = words[100] | words[101] << 16 | words[102] << 32 | words[103] << 48
    return {
        "serial": text(10, 10),
        "firmware": text(23, 4),
        "model": text(27, 20),
        # 1 says that nothing turns.
        "rotation_rpm": 0 if rate == 1 else rate if 0x401 <= rate < 0xFFFF else None,
        "sectors": wide if words[83] >> 10 & 1 and wide else words[60] | words[61] << 16,
    }


def attributes(data: bytes, thresholds: bytes = b"") -> list[dict[str, t.Any]]:
    """The table of attributes, as disk_health.attribute() shapes them."""
    if len(data) < SIZE:
        raise ValueError("SMART data have %d bytes, not %d" % (SIZE, len(data)))
    limits = {}
    if len(thresholds) >= SIZE:
        limits = {thresholds[at]: thresholds[at + 1] for at in range(2, 2 + 12 * _ENTRIES, 12) if thresholds[at]}
    found = []
    for at in range(2, 2 + 12 * _ENTRIES, 12):
        number, flags, value, worst = struct.unpack_from("<BHBB", data, at)
        if not number:
            continue
        raw = int.from_bytes(data[at + 5:at + 11], "little")
        limit = limits.get(number, 0)
        failed = ""
        # 0, 254 and 255 are no values; a threshold of 0 or 255 is never or always passed, which says nothing.
        if 0 < limit < 254:
            failed = "now" if 0 < value < 254 and value <= limit else "past" if 0 < worst < 254 and worst <= limit else ""
        entry = disk_health.attribute(number, _NAMES.get(number, "Unknown_Attribute"), value, worst, limit, raw, "", bool(flags & 1), failed)
        entry["online"] = bool(flags & 2)
        found.append(entry)
    return found


def parse(blob: bytes) -> dict[str, t.Any]:
    """{identity: {model, serial, …}, health: {…}, table: [attributes], offline_seconds, self_test: {…}} from a recording.

    Raises ValueError for what is none. A recording without SMART data has a verdict of its own: unknown.
    """
    parts = sections(blob)
    health = disk_health.blank("ATA", "ata_smart")
    identity = identify(parts["IDFY"]) if len(parts.get("IDFY", b"")) >= SIZE else None
    status = parts.get("SMST", b"")
    if len(status) == 4:
        health["passed"] = status != b"\0\0\0\0"
    extra: dict[str, t.Any] = {"offline_seconds": None, "self_test": None, "polling_minutes": None}
    data = parts.get("SMDT", b"")
    if len(data) >= SIZE:
        health["attributes"] = attributes(data, parts.get("SMTH", b""))
        by_id = {entry["id"]: entry for entry in health["attributes"]}
        state = data[363] >> 4
        extra = {
            "offline_seconds": struct.unpack_from("<H", data, 364)[0],
            "self_test": {"state": state, "remaining_percent": 10 * (data[363] & 15)},
            "polling_minutes": {"short": data[372], "extended": struct.unpack_from("<H", data, 375)[0] if data[373] == 0xFF else data[373],
                                "conveyance": data[374]},
        }
        if state in _SELF_TEST:
            health["self_tests"] = [{"type": None, "result": _SELF_TEST[state], "passed": False, "failed": True, "hours": None, "lba": None,
                                     "extended": False}]
            health["self_test_failed"] = True
        disk_health.take_attributes(health)
        health["power_cycles"] = by_id[12]["raw"] & 0xFFFFFFFF if 12 in by_id else None
    return {"identity": identity, "health": disk_health.judge(health), **extra}
