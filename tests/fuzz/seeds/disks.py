# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What disks, smartctl and the kernel's software RAID say."""

from __future__ import annotations

import json
import struct

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import ata_smart, mdstat, nvme_log, smartctl


def _text(parse):
    return lambda data: parse(data.decode("utf-8", "replace"))


def _attribute(number: int, name: str, value: int, raw: int, text: str, failed: str = "") -> dict:
    return {"id": number, "name": name, "value": value, "worst": value, "thresh": 10, "when_failed": failed,
            "flags": {"value": 51, "prefailure": number == 5}, "raw": {"value": raw, "string": text}}


def _answer(protocol: str, **more: object) -> bytes:
    return json.dumps({
        "json_format_version": [1, 0], "smartctl": {"version": [7, 4], "exit_status": 0}, "device": {"name": "/dev/sda", "protocol": protocol},
        "model_name": "Example Disk", "serial_number": "SAMPLE123", "smart_status": {"passed": True}, "temperature": {"current": 31}, **more}).encode()


ATA = _answer(
    "ATA", power_on_time={"hours": 3000}, rotation_rate=7200, interface_speed={"max": {"string": "6.0 Gb/s"}, "current": {"string": "3.0 Gb/s"}},
    wwn={"naa": 5, "oui": 1234, "id": 56789},
    ata_smart_attributes={"table": [
        _attribute(5, "Reallocated_Sector_Ct", 99, 0x2B0004, "4 (43 0)", "past"), _attribute(188, "Command_Timeout", 100, 8590065666, "2 2 2"),
        _attribute(194, "Temperature_Celsius", 64, 0x0014_0000_0021, "33 (Min/Max 20/45)"), _attribute(177, "Wear_Leveling_Count", 3, 900, "900", "now"),
    ]},
    ata_device_statistics={"pages": [{"table": [{"name": "Percentage Used Endurance Indicator", "value": 12, "flags": {"valid": True}}]}]},
    ata_smart_self_test_log={"extended": {"table": [{"type": {"string": "Extended offline"}, "status": {"value": 121, "string": "Completed: read failure"},
                                                     "lifetime_hours": 2900, "lba": 12345}]}})
SCSI = _answer(
    "SCSI", scsi_vendor="EXAMPLE", scsi_product="DISK", scsi_grown_defect_list=3, scsi_error_counter_log={"read": {"total_uncorrected_errors": 1}},
    scsi_self_test_0={"code": {"string": "Background long"}, "result": {"value": 5, "string": "Failed"}, "power_on_time": {"hours": 7}})
NVME = _answer(
    "NVMe", nvme_smart_health_information_log={"critical_warning": 5, "temperature": 40, "available_spare": 2, "available_spare_threshold": 10,
                                               "percentage_used": 101, "media_errors": 1, "data_units_written": 5, "power_on_hours": 9},
    nvme_self_test_log={"table": [{"self_test_code": {"string": "Short"}, "self_test_result": {"value": 7, "string": "failed"}, "power_on_hours": 8}]})
ASLEEP = json.dumps({"smartctl": {"exit_status": 2, "messages": [{"string": "Device is in STANDBY mode, exit(2)"}]}, "device": {"protocol": "ATA"}}).encode()

PAGE = struct.pack("<BHBBB", 2, 360, 100, 10, 3).ljust(128, b"\0") + struct.pack("<Q", 77).ljust(384, b"\0")


def _part(tag: bytes, data: bytes) -> bytes:
    return tag + struct.pack(">I", len(data)) + data


def _smart_data() -> bytes:
    data = bytearray(512)
    for number, (attribute, value, raw) in enumerate(((5, 100, 43), (9, 90, 8000), (12, 99, 44), (194, 60, 33), (199, 200, 12 << 16))):
        struct.pack_into("<BHBB6s", data, 2 + 12 * number, attribute, 0x33, value, value, raw.to_bytes(6, "little"))
    data[363] = 0x70
    return bytes(data)


def _thresholds() -> bytes:
    data = bytearray(512)
    data[2:4] = bytes([5, 36])
    return bytes(data)


BLOB = _part(b"IDFY", b"xEpmaelD si k1A".ljust(512, b" ")) + _part(b"SMST", b"\0\0\0\1") + _part(b"SMDT", _smart_data()) + _part(b"SMTH", _thresholds())

MDSTAT = b"""Personalities : [raid1] [raid5]
md0 : active raid1 sdb1[2](F) sda1[0] sdc1[1](S)
      523968 blocks super 1.2 [2/1] [U_]
      [=>...................]  recovery =  8.5% (44544/523968) finish=0.2min speed=259783K/sec

md127 : inactive sdb[1](S) sda[0](S)
      7932 blocks super external:imsm

md1 : active (auto-read-only) raid5 sdd2[2] sde2[1]
      4190208 blocks level 5, 64k chunk, algorithm 2 [3/3] [UUU]
        resync=PENDING

unused devices: <none>
"""

PARSERS = {
    "smartctl": (_text(smartctl.parse), [ATA, SCSI, NVME, ASLEEP]),
    "nvme_log": (nvme_log.health_of, [PAGE, b"\xff" * 512]),
    "ata_smart": (ata_smart.parse, [BLOB, BLOB[520:]]),
    "mdstat": (_text(mdstat.parse), [MDSTAT]),
}
