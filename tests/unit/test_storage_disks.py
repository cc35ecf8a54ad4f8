# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Storage's other half: disks, their health and links, and what stands on them, on made-up machines."""

from __future__ import annotations

import doctest
import json
import os
import struct
import subprocess
import threading

import hosts
import pytest
from declared import declaration, undeclared
from fuzz.seeds import disks as samples

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.collectors import _disks, storage
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import ata_smart, disk_health, mdstat, nvme_log, smartctl
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.host import LiveHost, Result, Unexamined
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.recording import CaseFile, RecordingHost
from ansible_collections.fieldtech.workstation.plugins.plugin_utils import diagnosis

PCI = "/sys/devices/pci0000:00"
PLACES = {
    "sda": "0000:00:17.0/ata3/host2/target2:0:0/2:0:0:0/block/sda", "sdb": "0000:00:14.0/usb2/2-1/2-1.4/2-1.4:1.0/host6/target6:0:0/6:0:0:0/block/sdb",
    "sdc": "0000:02:00.0/host8/port-8:0/end_device-8:0/target8:0:0/8:0:0:0/block/sdc", "nvme0n1": "0000:00:06.0/0000:01:00.0/nvme/nvme0/nvme0n1",
    "mmcblk0": "0000:00:1a.0/mmc_host/mmc0/mmc0:0001/block/mmcblk0", "vda": "0000:00:04.0/virtio1/block/vda",
}
ASK = "smartctl --json=c -x -n standby /dev/"
LVS = "lvs --reportformat json *"


def disk(name, **files):
    """The kernel's files for one disk; more of them by their names, / written as __."""
    own = "%s/%s" % (PCI, PLACES[name])
    return {
        "/sys/class/block/" + name: {"link": "../../devices/pci0000:00/" + PLACES[name]},
        own + "/size": "1953525168\n", own + "/dev": "8:0\n", own + "/removable": "0\n", own + "/ro": "0\n", own + "/holders": {"dir": True},
        own + "/queue/rotational": "0\n", **{own + "/" + key.replace("__", "/"): text for key, text in files.items()},
    }


def collected(*files, commands=None, mountinfo="", **more):
    merged = {"/proc/self/mountinfo": mountinfo}
    for part in files:
        merged.update(part)
    return storage.collect(hosts.MadeMachine(merged, commands, **more), {})


def health(facts, number=0):
    return facts["disks"][number]["smart"]


# --- parsers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", [disk_health, smartctl, nvme_log, ata_smart, mdstat, _disks])
def test_the_samples_in_the_parsers_are_true(module):
    found = doctest.testmod(module)
    assert found.attempted > 0 and found.failed == 0


def ata(*rows, passed=True, **more):
    """The health of a disk with these attributes: (id, name, value, worst, threshold, when failed, prefailure, raw, text)."""
    table = [{"id": i, "name": name, "value": value, "worst": worst, "thresh": limit, "when_failed": failed, "flags": {"prefailure": pre},
              "raw": {"value": raw, "string": text}} for i, name, value, worst, limit, failed, pre, raw, text in rows]
    return smartctl.parse(json.dumps({
        "smartctl": {"exit_status": 0}, "device": {"protocol": "ATA"}, "smart_status": {"passed": passed}, "ata_smart_attributes": {"table": table}, **more,
    }))["health"]


@pytest.mark.parametrize(("rows", "passed", "verdict", "reasons"), [
    ([], True, "healthy", []),
    ([], None, "unknown", []),
    ([], False, "failing", ["the drive itself says that it is failing"]),
    ([(5, "Reallocated_Sector_Ct", 100, 100, 36, "", True, 1, "1")], True, "warning", ["reallocated_sectors 1"]),
    ([(5, "Reallocated_Sector_Ct", 1, 1, 36, "now", True, 0, "0")], True, "failing",
     ["attribute 5 Reallocated_Sector_Ct fails now (value 1, worst 1, threshold 36)"]),
    ([(3, "Spin_Up_Time", 90, 20, 21, "past", True, 0, "0")], True, "warning",
     ["attribute 3 Spin_Up_Time failed in the past (value 90, worst 20, threshold 21)"]),
    ([(184, "End-to-End_Error", 90, 90, 99, "now", False, 10, "10")], True, "warning",
     ["attribute 184 End-to-End_Error fails now (value 90, worst 90, threshold 99)"]),
    ([(187, "Reported_Uncorrect", 98, 98, 0, "", False, 2, "2")], True, "warning", ["reported_uncorrectable 2"]),
    # Numbers that are no counts, or counts of something else.
    ([(1, "Raw_Read_Error_Rate", 83, 64, 44, "", True, 199283512, "199283512")], True, "healthy", []),
    ([(7, "Seek_Error_Rate", 87, 60, 30, "", True, 0x0003_1EEC_0A1B, "13402622491")], True, "healthy", []),
    ([(188, "Command_Timeout", 100, 99, 0, "", False, 0x0002_0002_0002, "8590065666")], True, "healthy", []),
    ([(195, "Hardware_ECC_Recovered", 83, 64, 0, "", False, 199283512, "199283512")], True, "healthy", []),
    ([(197, "Not_In_Use", 100, 100, 0, "", False, 77, "77")], True, "healthy", []),
    ([(5, "Reallocated_Sector_Ct", 100, 100, 24, "", True, 2000 << 32, "0 (2000 0)")], True, "healthy", []),
    ([(197, "Current_Pending_Sector", 100, 100, 0, "", False, 0x6B4D_FD22_0002, "117965440253954")], True, "healthy", []),
    ([(190, "Airflow_Temperature_Cel", 64, 50, 40, "", False, 622460964, "36 (Min/Max 26/37)")], True, "healthy", []),
    ([(199, "UDMA_CRC_Error_Count", 100, 100, 0, "", False, 42899987, "42899987")], True, "healthy", []),
])
def test_verdicts_and_what_made_them(rows, passed, verdict, reasons):
    found = ata(*rows, passed=passed)
    assert (found["verdict"], found["reasons"]) == (verdict, reasons)


def test_wear_heat_and_the_cable_are_no_reasons_of_the_medium():
    worn = ata((202, "Percent_Lifetime_Remain", 0, 0, 1, "now", False, 100, "100"))
    hot = ata((190, "Airflow_Temperature_Cel", 35, 35, 40, "now", False, 65, "65 (Min/Max 20/65)"))
    cable = ata((199, "UDMA_CRC_Error_Count", 200, 100, 0, "", False, 12, "12"))
    assert [found["verdict"] for found in (worn, hot, cable)] == ["warning"] * 3
    assert [found["media_reasons"] for found in (worn, hot, cable)] == [[], [], []]
    assert worn["worn"] and worn["wear_percent"] == 100 and not hot["worn"]
    assert hot["hot"] and hot["temperature_celsius"] == 65 and not cable["hot"]
    assert cable["interface_errors"] == 12


@pytest.mark.parametrize(("tests", "failed"), [
    ([], None),
    ([(121, "Extended offline")], True),
    ([(0, "Short offline"), (121, "Extended offline")], True),         # a short one says nothing of the rest of the disk
    ([(0, "Extended offline"), (121, "Short offline")], False),
    ([(25, "Extended offline"), (121, "Short offline")], True),        # stopped by somebody
    ([(249, "Extended offline")], False),                             # under way
    ([(33, "Short offline"), (48, "Short offline")], True),            # a fatal error
    ([(128, "Short offline")], True),                                  # damage by handling
    ([(144, "Short offline")], False),                                 # reserved: nothing that is known
])
def test_a_long_test_that_passed_outdates_what_failed_before(tests, failed):
    table = [{"type": {"string": kind}, "status": {"value": value, "string": "x"}, "lifetime_hours": 9} for value, kind in tests]
    assert ata(ata_smart_self_test_log={"standard": {"table": table}})["self_test_failed"] is failed


@pytest.mark.parametrize(("current", "limit", "expected"), [
    (61, 60, (61, 60, True)), (60, 60, (60, 60, True)), (59, 60, (59, 60, False)), (31, 14, (31, None, False)),
    (255, 60, (None, 60, False)), (50, 0, (50, None, False)),
])
def test_a_disk_is_hot_over_its_own_limit_if_that_is_one(current, limit, expected):
    found = ata(temperature={"current": current, "op_limit_max": limit})
    assert (found["temperature_celsius"], found["temperature_limit_celsius"], found["hot"]) == expected


def test_a_disk_without_a_log_still_says_how_its_last_test_ended():
    def last(value):
        return ata(ata_smart_data={"self_test": {"status": {"value": value, "string": "x"}}})["self_test_failed"]
    assert (last(121), last(0), last(25), last(249)) == (True, None, None, None)


def test_the_exit_status_says_it_where_the_answer_does_not():
    told = smartctl.parse('{"smartctl": {"exit_status": 8}, "device": {"protocol": "ATA"}}')["health"]
    assert told["verdict"] == "failing" and told["exit_status"] == ["disk_failing"]


@pytest.mark.parametrize(("bits", "passed", "verdict", "names"), [
    (0x00, True, "healthy", []), (0x01, False, "failing", ["spare_low"]), (0x02, False, "warning", ["temperature"]),
    (0x04, False, "failing", ["reliability_degraded"]), (0x08, False, "failing", ["read_only"]), (0x10, False, "failing", ["backup_failed"]),
    (0x20, False, "failing", ["persistent_memory_read_only"]), (0x42, False, "failing", ["temperature", "bit_6"]),
])
def test_each_critical_warning_of_nvme(bits, passed, verdict, names):
    page = bytearray(samples.PAGE)
    page[0] = bits
    told = smartctl.parse(json.dumps({
        "smartctl": {"exit_status": 8 * (not passed)}, "device": {"protocol": "NVMe"}, "smart_status": {"passed": passed},
        "nvme_smart_health_information_log": {"critical_warning": bits}}))["health"]
    for found in (told, nvme_log.health_of(bytes(page))):
        assert (found["verdict"], found["critical_warnings"], found["hot"]) == (verdict, names, "temperature" in names)


@pytest.mark.parametrize(("used", "spare", "threshold", "verdict", "reasons"), [
    (99, 10, 10, "healthy", []), (100, 10, 10, "warning", ["wear 100 percent"]), (5, 9, 10, "warning", ["spare 9 percent, threshold 10"]),
    (5, 0, 0, "healthy", []),
])
def test_wear_and_spare_of_nvme(used, spare, threshold, verdict, reasons):
    page = bytearray(samples.PAGE)
    page[0], page[3], page[4], page[5], page[48] = 0, spare, threshold, used, 2
    found = nvme_log.health_of(bytes(page))
    assert (found["verdict"], found["reasons"], found["worn"], found["written_bytes"]) == (verdict, reasons, used >= 100, 1024000)


@pytest.mark.parametrize(("result", "failed"), [(0, False), (1, False), (4, False), (5, True), (6, True), (7, True), (8, False), (15, False)])
def test_the_self_tests_of_nvme(result, failed):
    told = smartctl.parse(json.dumps({
        "smartctl": {"exit_status": 0}, "device": {"protocol": "NVMe"}, "smart_status": {"passed": True}, "nvme_smart_health_information_log": {},
        "nvme_self_test_log": {"table": [{"self_test_result": {"value": result, "string": "x"}, "self_test_code": {"string": "Extended"}}]}}))["health"]
    assert told["self_test_failed"] is failed


@pytest.mark.parametrize(("value", "worst", "threshold", "failed"), [
    (100, 100, 36, ""), (37, 37, 36, ""), (36, 36, 36, "now"), (90, 36, 36, "past"), (1, 1, 0, ""), (253, 253, 254, ""), (0, 0, 36, ""),
    (254, 255, 36, ""),
])
def test_attributes_at_their_threshold(value, worst, threshold, failed):
    data, limits = bytearray(512), bytearray(512)
    struct.pack_into("<BHBB6s", data, 2, 10, 0x13, value, worst, b"\7")
    limits[2:4] = bytes([10, threshold])
    entry, = ata_smart.attributes(bytes(data), bytes(limits))
    assert (entry["when_failed"], entry["raw"], entry["prefailure"], entry["online"]) == (failed, 7, True, True)
    assert ata_smart.attributes(bytes(data))[0]["when_failed"] == ""


def test_a_recording_of_an_ata_disk():
    found = ata_smart.parse(samples.BLOB)
    assert found["identity"]["serial"] is None and found["health"]["temperature_celsius"] == 33 and found["health"]["power_cycles"] == 44
    assert found["health"]["reasons"] == ["reallocated_sectors 43", "self-test failed: read failure", "interface_errors 12"]
    for blob in (b"", samples.BLOB[:-1], b"IDFY\0\0", b"ID Y\0\0\0\0", ata_smart.SIZE * b"\0"):
        with pytest.raises(ValueError):
            ata_smart.parse(blob)


def test_an_nvme_page_that_is_none():
    for page in (b"", b"\0" * 512, b"\xff" * 512, b"\1" * 511):
        with pytest.raises(ValueError):
            nvme_log.parse(page)


def test_scsi_counts_its_own_way():
    found = smartctl.parse(samples.SCSI.decode())
    assert found["identity"]["model"] == "Example Disk" and found["health"]["grown_defects"] == 3 and found["health"]["uncorrected_errors"] == 1
    assert found["health"]["verdict"] == "warning" and found["health"]["self_tests"][0]["hours"] == 7


# --- disks -----------------------------------------------------------------------------------------------------------


def test_every_disk_is_known_by_its_place(monkeypatch):
    facts = collected(
        disk("sda", device__model="EXAMPLE DISK OF \n", device__vendor="ATA     \n", device__rev="1.00\n", device__state="running\n"),
        {"/run/udev/data/b8:0": "S:disk/by-id/x\nE:ID_MODEL_ENC=EXAMPLE\\x20DISK\\x20OF\\x201000\\x20\\x20\nE:ID_BUS=ata\nE:ID_REVISION=CC1.0042\n"
                                "E:ID_SERIAL_SHORT=SAMPLE123\nE:ID_WWN=0x5000000000000001\nE:ID_ATA_ROTATION_RATE_RPM=7200\n",
         "/sys/class/ata_link/link3/sata_spd": "3.0 Gbps\n", "/sys/class/ata_link/link3/hw_sata_spd_limit": "6.0 Gbps\n"},
        disk("sdb", device__model="Stick\n", device__vendor="EXAMPLE \n", dev="8:16\n"), {PCI + "/0000:00:14.0/usb2/2-1/2-1.4/speed": "5000\n"},
        disk("sdc", dev="8:32\n", device__vpd_pg80={"base64": "AIAACVNBTVBMRTEyMw=="}),
        disk("nvme0n1", dev="259:0\n", device={"link": "../../nvme0"}),
        {"/sys/class/nvme/nvme0": {"link": "../../devices/pci0000:00/0000:00:06.0/0000:01:00.0/nvme/nvme0"},
         PCI + "/0000:00:06.0/0000:01:00.0/nvme/nvme0/device": {"link": "../../../0000:01:00.0"},
         PCI + "/0000:00:06.0/max_link_speed": "8.0 GT/s PCIe\n", PCI + "/0000:00:06.0/max_link_width": "4\n",
         PCI + "/0000:00:06.0/0000:01:00.0/current_link_speed": "2.5 GT/s PCIe\n", PCI + "/0000:00:06.0/0000:01:00.0/max_link_speed": "16.0 GT/s PCIe\n",
         PCI + "/0000:00:06.0/0000:01:00.0/current_link_width": "2\n", PCI + "/0000:00:06.0/0000:01:00.0/max_link_width": "4\n",
         PCI + "/0000:00:06.0/0000:01:00.0/nvme/nvme0/serial": "SAMPLE124\n"},
        disk("mmcblk0", dev="179:0\n", device__name="EXMPL1\n", device__life_time="0x01 0x0b\n", device__pre_eol_info="0x01\n"),
        disk("vda", dev="254:0\n", serial="lab\n"),
        {"/sys/class/block/loop0": {"link": "../../devices/virtual/block/loop0"}, "/sys/devices/virtual/block/loop0/size": "8\n"},
        uid=1000)
    found = {entry["name"]: entry for entry in facts["disks"]}
    assert {name: (entry["bus"], entry["port"]) for name, entry in found.items()} == {
        "sda": ("sata", "ata3"), "sdb": ("usb", "2-1.4"), "sdc": ("sas", "host8"), "nvme0n1": ("nvme", "0000:01:00.0"), "mmcblk0": ("mmc", "mmc0"),
        "vda": ("virtio", "virtio1")}
    sda = found["sda"]
    assert (sda["model"], sda["vendor"], sda["serial"], sda["firmware"], sda["wwn"], sda["rotation_rpm"], sda["state"]) == (
        "EXAMPLE DISK OF 1000", None, "SAMPLE123", "CC1.0042", "0x5000000000000001", 7200, "running")
    assert {name: (entry["link_gbps"], entry["link_gbps_max"], entry["link_lanes"], entry["link_lanes_max"]) for name, entry in found.items()} == {
        "sda": (3.0, 6.0, None, None), "sdb": (5.0, None, None, None), "sdc": (None, None, None, None), "nvme0n1": (2.5, 8.0, 2, 4),
        "mmcblk0": (None, None, None, None), "vda": (None, None, None, None)}
    assert found["sdc"]["serial"] == "SAMPLE123" and found["nvme0n1"]["serial"] == "SAMPLE124" and found["vda"]["serial"] == "lab"
    assert found["mmcblk0"]["smart"]["worn"] and found["mmcblk0"]["smart"]["wear_percent"] == 100 and found["mmcblk0"]["model"] == "EXMPL1"
    # Nobody else's health may be asked without rights, and all are said to be unexamined for one reason.
    assert {str(entry["smart"]) for entry in found.values() if isinstance(entry["smart"], Unexamined)} == {
        "the disks' health: no_permission; examine as root (become: true)"}
    assert undeclared(facts, declaration("storage"), "storage") == []


def test_a_card_says_nothing_of_its_health():
    assert health(collected(disk("mmcblk0"))) is None


def test_the_drives_own_word_is_better():
    facts = collected(disk("sda", device__model="EXAMPLE\n"), {"/sys/class/ata_link/link3/hw_sata_spd_limit": "1.5 Gbps\n"},
                      commands={ASK + "sda": {"out": samples.ATA.decode()}})
    entry = facts["disks"][0]
    assert (entry["model"], entry["serial"], entry["rotation_rpm"]) == ("Example Disk", "SAMPLE123", 7200)
    assert (entry["link_gbps"], entry["link_gbps_max"]) == (3.0, 1.5)
    assert undeclared(facts, declaration("storage"), "storage") == []
    assert storage.numbers(facts) == {"wear:sda": 12.0, "temperature:sda": 31.0}


def test_sticks_are_never_asked():
    facts = collected(disk("sdb", removable="1\n"), commands={ASK + "sdb": {"out": "{}"}})
    assert health(facts) is None
    unsure = {key: text for key, text in disk("sdb").items() if not key.endswith("/removable")}
    assert health(collected(unsure, commands={ASK + "sdb": {"out": samples.ATA.decode()}})) is None
    told = collected(disk("sdb"), commands={ASK + "sdb": {"out": samples.ATA.decode()}})
    assert health(told)["verdict"] == "warning"


def test_a_bridge_that_passes_nothing_on_gives_no_verdict():
    answer = {"smartctl": {"exit_status": 2, "messages": [{"string": "/dev/sdb: Unknown USB bridge [0x1234:0x5678 (0x100)]", "severity": "error"}]},
              "device": {"name": "/dev/sdb"}}
    found = health(collected(disk("sdb"), commands={ASK + "sdb": {"rc": 2, "out": json.dumps(answer)}}))
    assert (found["verdict"], found["exit_status"]) == ("unknown", ["open_failed"]) and "Unknown USB bridge" in found["message"]


@pytest.mark.parametrize("answer", [
    {"smartctl": {"exit_status": 2, "messages": [{"string": "Device is in STANDBY mode, exit(2)"}]}, "device": {"protocol": "ATA"}},
    {"smartctl": {"exit_status": 2, "messages": [{"string": "Device is in SLEEP mode, exit(2)"}]}, "device": {"protocol": "ATA"}},
    {"smartctl": {"exit_status": 2}, "device": {"protocol": "ATA"}, "power_mode": {"name": "STANDBY_Y"}},
])
def test_a_sleeping_disk_is_unexamined_and_not_woken(answer):
    host = hosts.MadeMachine({"/proc/self/mountinfo": "", **disk("sda")}, {ASK + "sda": {"rc": 2, "out": json.dumps(answer)}})
    found = health(storage.collect(host, {}))
    assert isinstance(found, Unexamined) and found.reason == "busy" and "asleep" in found.remedy
    assert [asked for asked in host.asked if asked[0] == "run"] == [("run", *(ASK + "sda").split())]


def test_without_smartctl_only_nvme_drives_are_asked_directly():
    facts = collected(disk("nvme0n1"), disk("sda"), nvme_log={"/dev/nvme0": samples.PAGE})
    assert health(facts)["source"] == "nvme_log" and health(facts)["verdict"] == "warning" and health(facts)["power_on_hours"] == 77
    assert isinstance(health(facts, 1), Unexamined) and health(facts, 1).reason == "tool_missing" and "smartmontools" in health(facts, 1).remedy
    # What the drive does not say, or says wrongly, stays the missing tool's matter.
    assert health(collected(disk("nvme0n1"))).reason == "tool_missing"
    assert health(collected(disk("nvme0n1"), nvme_log={"/dev/nvme0": b"\0" * 512})).reason == "failed"


def test_a_sleeping_nvme_drive_is_not_asked_in_another_way():
    answer = {"smartctl": {"exit_status": 2, "messages": [{"string": "Device is in STANDBY mode, exit(2)"}]}, "device": {"protocol": "NVMe"}}
    found = health(collected(disk("nvme0n1"), commands={ASK + "nvme0": {"rc": 2, "out": json.dumps(answer)}}, nvme_log={"/dev/nvme0": samples.PAGE}))
    assert isinstance(found, Unexamined) and found.reason == "busy"


def test_the_kernel_knows_the_limit_of_a_drive_whose_smartctl_does_not():
    nvme = json.loads(samples.NVME)
    nvme["nvme_smart_health_information_log"].update(critical_warning=0, temperature=83)
    sensor = {"/sys/class/nvme/nvme0/hwmon3/temp1_max": "82850\n"}
    found = health(collected(disk("nvme0n1"), sensor, commands={ASK + "nvme0": {"out": json.dumps(nvme)}}))
    assert found["temperature_limit_celsius"] == 82 and found["hot"]
    nvme["nvme_smart_health_information_log"]["temperature"] = 81
    assert not health(collected(disk("nvme0n1"), sensor, commands={ASK + "nvme0": {"out": json.dumps(nvme)}}))["hot"]


@pytest.mark.parametrize("out", ["", "smartctl 6.5: unrecognised option", "[]", '{"smartctl": 5}', '{"smartctl": {}}', "{" * 90000])
def test_what_smartctl_says_in_confusion_is_unexamined(out):
    assert health(collected(disk("sda"), commands={ASK + "sda": {"rc": 1, "out": out}})).reason == "failed"


def test_one_disk_that_hangs_hides_no_other(monkeypatch):
    released = threading.Event()

    class Hanging(hosts.MadeMachine):
        def run(self, argv, *args, **more):
            if argv[-1] == "/dev/sdc":
                released.wait(20)
            return Result(0, samples.ATA.decode(), "")

    monkeypatch.setattr(_disks, "_SMART_SECONDS", -1.5)
    try:
        found = storage.collect(Hanging({"/proc/self/mountinfo": "", **disk("sda"), **disk("sdc")}, {}), {})["disks"]
    finally:
        released.set()
    assert found[0]["smart"]["verdict"] == "warning" and isinstance(found[1]["smart"], Unexamined)


def test_a_case_file_gives_the_same_disks():
    files = {"/proc/self/mountinfo": "", **disk("nvme0n1"), **disk("sda"), "/proc/mdstat": samples.MDSTAT.decode()}
    recorder = RecordingHost(hosts.MadeMachine(files, {ASK + "sda": {"out": samples.ATA.decode()}}, nvme_log={"/dev/nvme0": samples.PAGE}))
    facts = storage.collect(recorder, {})
    assert health(facts)["source"] == "nvme_log"
    replayed = storage.collect(CaseFile.load(recorder.case_file()), {})
    assert json.dumps(replayed, default=Unexamined.as_dict) == json.dumps(facts, default=Unexamined.as_dict)


def test_the_question_to_a_drive_is_built_as_the_kernel_wants_it(monkeypatch, tmp_path):
    import ctypes
    import fcntl

    asked = {}

    def drive(_fd, number, command):
        asked["command"] = (number, struct.unpack("=BBHIIIQQIIIIIIIIII", command))
        ctypes.memmove(asked["command"][1][7], samples.PAGE, 512)
        return asked["status"]

    monkeypatch.setattr(fcntl, "ioctl", drive)
    node = tmp_path / "nvme0"
    node.write_bytes(b"")
    asked["status"] = 0
    assert LiveHost().nvme_log(str(node)) == samples.PAGE
    number, command = asked["command"]
    # _IOWR('N', 0x41, 72 bytes); Get Log Page, all namespaces, page 2, 128 words less one.
    assert number == 3 << 30 | 72 << 16 | ord("N") << 8 | 0x41
    assert command[0] == 2 and command[3] == 0xFFFFFFFF and command[9] == 512 and command[10] == 0x007F0002 and command[16] == 5000
    asked["status"] = 0x4002
    with pytest.raises(Unexamined, match="0x4002"):
        LiveHost().nvme_log(str(node))


def test_what_is_no_nvme_drive_refuses_the_question():
    assert LiveHost().nvme_log("/dev/nvme99") is None
    with pytest.raises(Unexamined, match="ENOTTY"):
        LiveHost().nvme_log("/dev/null")


# --- what stands on disks --------------------------------------------------------------------------------------------


def mapped(name, label, uuid, *below):
    own = "/sys/devices/virtual/block/" + name
    return {
        "/sys/class/block/" + name: {"link": "../../devices/virtual/block/" + name}, own + "/size": "2000000\n", own + "/dev": "253:%s\n" % name[3:],
        "/sys/dev/block/253:" + name[3:]: {"link": "../../devices/virtual/block/" + name}, own + "/dm/name": label + "\n", own + "/dm/uuid": uuid + "\n",
        **{"/sys/devices/%s/holders/%s" % ("virtual/block/" + lower if lower.startswith("dm-") else "pci0000:00/" + PLACES[lower], name): ""
           for lower in below},
    }


def test_a_file_system_is_encrypted_if_every_way_down_is():
    root = "28 1 253:2 / / rw - ext4 /dev/mapper/root rw,discard\n"
    crypt = {**mapped("dm-0", "c0", "CRYPT-LUKS2-1-c0", "sda"), **mapped("dm-1", "c1", "CRYPT-LUKS2-2-c1", "sdc")}
    volume = mapped("dm-2", "vg-root", "LVM-abc", "dm-0", "dm-1")
    both = collected(disk("sda"), disk("sdc", dev="8:32\n"), crypt, volume, {"/sys/devices/virtual/block/dm-2/queue/discard_max_bytes": "0\n"}, mountinfo=root)
    found = both["filesystems"][0]
    assert (found["disks"], found["encrypted"], found["solid_state"], found["discard"], found["discards_at_once"]) == (["sda", "sdc"], True, True, False, True)
    assert {entry["name"]: (entry["kind"], entry["mapped_name"]) for entry in both["block_devices"]} == {
        "sda": ("disk", None), "sdc": ("disk", None), "dm-0": ("crypt", "c0"), "dm-1": ("crypt", "c1"), "dm-2": ("lvm", "vg-root")}
    half = collected(disk("sda"), disk("sdc", dev="8:32\n", queue__rotational="1\n"), mapped("dm-0", "c0", "CRYPT-LUKS2-1-c0", "sda"),
                     mapped("dm-2", "vg-root", "LVM-abc", "dm-0", "sdc"), mountinfo=root)["filesystems"][0]
    assert (half["encrypted"], half["solid_state"]) == (False, False)
    lost = collected(disk("sda"), mountinfo=root)["filesystems"][0]
    assert (lost["disks"], lost["encrypted"], lost["solid_state"]) == ([], None, None)


def test_devices_that_hold_each_other_end():
    files = {**mapped("dm-0", "a", "LVM-a", "dm-2"), **mapped("dm-2", "b", "LVM-b", "dm-0")}
    found = collected(files, mountinfo="28 1 253:2 / / rw - ext4 /dev/mapper/b rw\n")["filesystems"][0]
    assert found["disks"] == [] and found["encrypted"] is None


def test_a_file_in_place_of_a_disk_is_no_encryption():
    files = {"/sys/class/block/loop0": {"link": "../../devices/virtual/block/loop0"}, "/sys/devices/virtual/block/loop0/size": "8\n",
             "/sys/dev/block/7:0": {"link": "../../devices/virtual/block/loop0"}}
    found = collected(files, mountinfo="28 1 7:0 / / rw - ext4 /dev/loop0 rw\n")["filesystems"][0]
    assert (found["disks"], found["encrypted"], found["solid_state"]) == (["loop0"], False, None)


def test_what_stands_on_nothing_that_is_known_is_not_called_unencrypted():
    found = collected(mapped("dm-2", "b", "LVM-b"), mountinfo="28 1 253:2 / / rw - ext4 /dev/mapper/b rw\n")["filesystems"][0]
    assert (found["disks"], found["encrypted"]) == (["dm-2"], None)


def test_lvm_is_asked_only_where_there_is_lvm():
    host = hosts.MadeMachine({"/proc/self/mountinfo": "", **mapped("dm-0", "c", "CRYPT-LUKS2-1-c")})
    assert storage.collect(host, {})["lvm"] == {"volume_groups": [], "logical_volumes": []}
    assert [asked for asked in host.asked if asked[0] == "run"] == []


def test_thin_pools():
    rows = [
        {"vg_name": "work", "lv_name": "pool", "lv_attr": "twi-aotz--", "lv_size": "1073741824", "segtype": "thin-pool", "pool_lv": "", "data_percent": "91.50",
         "metadata_percent": "12.01", "lv_health_status": "", "vg_size": "5368709120", "vg_free": "1024", "vg_missing_pv_count": "0"},
        {"vg_name": "work", "lv_name": "home", "lv_attr": "Vwi---tz--", "lv_size": "9999", "segtype": "thin", "pool_lv": "pool", "data_percent": "",
         "metadata_percent": "", "lv_health_status": "partial", "vg_size": "5368709120", "vg_free": "1024", "vg_missing_pv_count": "1"},
    ]
    facts = collected(mapped("dm-0", "work-pool-tpool", "LVM-a-tpool"), commands={LVS: {"out": json.dumps({"report": [{"lv": rows}]})}})
    assert facts["lvm"]["volume_groups"] == [{"name": "work", "size_bytes": 5368709120, "free_bytes": 1024, "missing_disks": 0}]
    pool, home = facts["lvm"]["logical_volumes"]
    assert (pool["name"], pool["thin_pool"], pool["data_percent"], pool["metadata_percent"], pool["active"]) == ("work/pool", True, 91.5, 12.01, True)
    assert (home["pool"], home["data_percent"], home["health"], home["active"]) == ("pool", None, "partial", False)
    assert storage.numbers(facts) == {"thin_pool:work/pool": 91.5}
    assert undeclared(facts, declaration("storage"), "storage") == []


@pytest.mark.parametrize(("commands", "more", "reason"), [
    ({LVS: {"out": "nonsense"}}, {}, "failed"), ({LVS: {"out": '{"report": [{"lv": [{}]}]}'}}, {}, "failed"), ({LVS: {"out": '{"report": [7]}'}}, {}, "failed"),
    ({LVS: {"rc": 5, "err": "no"}}, {}, "failed"), ({}, {}, "tool_missing"), ({}, {"uid": 1000}, "no_permission"),
])
def test_lvm_that_cannot_be_asked(commands, more, reason):
    assert collected(mapped("dm-0", "x", "LVM-a"), commands=commands, **more)["lvm"].reason == reason


def test_the_kernel_counts_missing_members_itself():
    facts = collected({"/proc/mdstat": samples.MDSTAT.decode(), "/sys/class/block/md1/md/degraded": "1\n", "/sys/class/block/md1/md/mismatch_cnt": "128\n"})
    found = {entry["name"]: (entry["state"], entry["missing"], entry["container"], entry["operation"], entry["mismatches"]) for entry in facts["raid_arrays"]}
    assert found == {"md0": ("active", 1, False, "recovery", None), "md127": ("inactive", None, True, None, None), "md1": ("active", 1, False, "resync", 128)}
    assert undeclared(facts, declaration("storage"), "storage") == []


def test_btrfs_counts_for_each_device():
    own = "/sys/fs/btrfs/00000000-1111-2222-3333-444444444444"
    facts = collected({
        own + "/label": "data\n", own + "/devices/sda": "", own + "/devices/sdc": "", own + "/devinfo/1/missing": "0\n",
        own + "/devinfo/1/error_stats": "write_errs 0\nread_errs 3\nflush_errs 0\ncorruption_errs 4\ngeneration_errs 0\n", own + "/devinfo/2/missing": "1\n",
        "/sys/fs/btrfs/features/x": "1",
    }, mountinfo="28 1 0:30 / / rw - btrfs /dev/sda rw\n")
    first, second = facts["btrfs"][0]["members"]
    assert facts["btrfs"][0]["devices"] == ["sda", "sdc"] and facts["btrfs"][0]["label"] == "data"
    assert (first["read_errs"], first["corruption_errs"], first["missing"]) == (3, 4, False) and (second["missing"], second["read_errs"]) == (True, None)
    assert undeclared(facts, declaration("storage"), "storage") == []


@pytest.mark.parametrize(("files", "expected"), [
    ({}, (False, False, False)),
    ({"/usr/lib/systemd/system/fstrim.timer": ""}, (True, False, False)),
    ({"/lib/systemd/system/fstrim.timer": "", "/etc/systemd/system/timers.target.wants/fstrim.timer": {"link": "/x"}}, (True, False, True)),
    ({"/usr/lib/systemd/system/fstrim.timer": "", "/etc/systemd/system/fstrim.timer": {"link": "/dev/null"},
      "/etc/systemd/system/timers.target.wants/fstrim.timer": {"link": "/x"}}, (True, True, False)),
])
def test_the_weekly_trimming(files, expected):
    found = collected(files)["trim"]
    assert (found["timer_installed"], found["timer_masked"], found["timer_enabled"]) == expected


def test_this_machine_agrees_with_lsblk():
    told = subprocess.run(["lsblk", "--json", "--bytes", "--output", "NAME,KNAME,SIZE,TYPE,ROTA,RO"], check=False, capture_output=True, text=True)
    if told.returncode or os.geteuid():
        pytest.skip("compared with lsblk as root: install the package util-linux, run as root")
    ours = {entry["name"]: entry for entry in storage.collect(LiveHost(), {})["block_devices"]}

    def walk(entries):
        for entry in entries:
            yield entry
            yield from walk(entry.get("children", ()))

    for entry in walk(json.loads(told.stdout)["blockdevices"]):
        if entry["size"] and entry["kname"] in ours:
            mine = ours[entry["kname"]]
            assert (mine["size_bytes"], mine["rotational"], mine["read_only"]) == (entry["size"], entry["rota"], entry["ro"])


# --- conditions ------------------------------------------------------------------------------------------------------

SMART = {**disk_health.blank("ATA", "smartctl"), "verdict": "healthy", "passed": True}
DISK = {"name": "sda", "bus": "sata", "model": "Example", "serial": "SAMPLE123", "port": "ata1", "smart": SMART}
ARRAY = {"name": "md0", "state": "active", "level": "raid1", "members": ["sda1", "sdb1"], "failed": [], "spares": [], "wanted": 2, "missing": 0,
         "container": False, "operation": None, "operation_percent": None, "mismatches": 0}
POOL = {"name": "work/pool", "kind": "thin-pool", "size_bytes": 1, "thin_pool": True, "pool": None, "data_percent": 50.0, "metadata_percent": 9.0,
        "health": None, "active": True}
TRIM = {"timer_installed": True, "timer_masked": False, "timer_enabled": False, "other_job": None}
ROOT_FS = {"target": "/", "type": "ext4", "device": "sda2", "disks": ["sda"], "encrypted": False, "solid_state": True, "discard": True,
           "discards_at_once": False, "removable": False, "read_only": False, "image": False, "purpose": None}
WANTED = {"storage_encryption_required": True}


@pytest.mark.parametrize(("changes", "profile", "found"), [
    ({}, {}, []),
    ({"disk": {"smart": None}}, {}, []),
    ({"smart": {"verdict": "unknown", "passed": None}}, {}, []),
    ({"smart": {"verdict": "failing", "worn": True, "media_reasons": ["x"]}}, {}, ["disk_failing"]),
    ({"smart": {"verdict": "warning", "media_reasons": ["x"]}}, {}, ["disk_warning"]),
    ({"smart": {"verdict": "warning", "worn": True}}, {}, ["disk_worn"]),
    ({"smart": {"verdict": "healthy", "hot": True}}, {}, ["disk_hot"]),
    ({"smart": {"verdict": "warning", "interface_errors": 1}}, {}, ["disk_interface_errors"]),
    ({"smart": {"interface_errors": 0}}, {}, []),
    ({"raid": {"missing": 1}}, {}, ["raid_degraded"]),
    ({"raid": {"missing": None, "wanted": None}}, {}, []),                     # a level without redundancy
    ({"raid": {"failed": ["sdc1"]}}, {}, ["raid_degraded"]),                   # a spare has taken its place; it still hangs there
    ({"raid": {"state": "inactive"}}, {}, ["raid_degraded"]),
    ({"raid": {"state": "inactive", "container": True}}, {}, []),
    ({"pool": {"data_percent": 89.99}}, {}, []),
    ({"pool": {"data_percent": 90.0}}, {}, ["thin_pool_full"]),
    ({"pool": {"metadata_percent": 95.0}}, {}, ["thin_pool_full"]),
    ({"pool": {"data_percent": None, "metadata_percent": None, "health": "failed"}}, {}, ["thin_pool_full"]),
    ({"pool": {"data_percent": None, "metadata_percent": None, "active": False}}, {}, []),
    ({"pool": {"thin_pool": False, "data_percent": 99.0}}, {}, []),            # a thin volume may be full
    ({"trim": {}, "fs": {}}, {}, ["trim_off"]),
    ({"trim": {"timer_enabled": True}, "fs": {}}, {}, []),
    ({"trim": {"timer_masked": True}, "fs": {}}, {}, []),
    ({"trim": {"timer_installed": False}, "fs": {}}, {}, []),
    ({"trim": {"other_job": "/etc/cron.weekly/fstrim"}, "fs": {}}, {}, []),
    ({"trim": {}, "fs": {"solid_state": None}}, {}, []),
    ({"trim": {}, "fs": {"solid_state": False}}, {}, []),
    ({"trim": {}, "fs": {"discard": False}}, {}, []),                          # encryption that lets nothing through, on purpose
    ({"trim": {}, "fs": {"discards_at_once": True}}, {}, []),
    ({"trim": {}, "fs": {"type": "vfat"}}, {}, []),
    ({"trim": {}, "fs": {"removable": True}}, {}, []),
    ({"trim": {}, "fs": {}}, {"storage_trim": False}, []),
    ({"fs": {}}, WANTED, ["disk_not_encrypted"]),
    ({"fs": {"encrypted": True}}, WANTED, []),
    ({"fs": {"encrypted": None}}, WANTED, []),
    ({"fs": {"purpose": "boot"}}, WANTED, []),
    ({"fs": {"removable": True}}, WANTED, []),
    ({"fs": {}}, {**WANTED, "storage_unencrypted_mounts": ["/"]}, []),
])
def test_conditions(changes, profile, found):
    facts = {
        "disks": [{**DISK, "smart": {**SMART, **changes.get("smart", {})}, **changes.get("disk", {})}],
        "raid_arrays": [{**ARRAY, **changes.get("raid", {})}],
        "lvm": {"volume_groups": [{"name": "work", "free_bytes": 5}], "logical_volumes": [{**POOL, **changes.get("pool", {})}]},
        "trim": {**TRIM, "timer_enabled": "trim" not in changes, **changes.get("trim", {})},
        "filesystems": [{**ROOT_FS, **changes["fs"]}] if "fs" in changes else [],
    }
    assert [fault for fault, _item in hosts.judge({"storage": facts}, profile=profile)] == ["storage." + fault for fault in found]


# --- causes ----------------------------------------------------------------------------------------------------------

SDA_FS = {"item.device": "sda2", "item.disks": ["sda"]}


@pytest.mark.parametrize(("cause", "consequence", "linked"), [
    (("disk_failing", "sda", {}), ("disk_unreadable", "sda", {"line": "x"}), True),
    (("disk_failing", "sda", {}), ("disk_unreadable", "sdb", {"line": "x"}), False),
    (("disk_failing", "sda", {}), ("filesystem_errors", "/", SDA_FS), True),
    (("disk_unreadable", "sdb", {}), ("filesystem_errors", "/", SDA_FS), False),
    (("filesystem_errors", "/", SDA_FS), ("filesystem_error_logged", "sda2", {"line": "x"}), True),
    (("filesystem_errors", "/", SDA_FS), ("filesystem_error_logged", "sdb1", {"line": "x"}), False),
    (("disk_unreadable", "sdb", {}), ("filesystem_error_logged", "sdb1", {"line": "x"}), True),
    (("nvme_controller_down", "nvme0", {}), ("disk_unreadable", "nvme0n1", {"line": "x"}), True),
    (("nvme_controller_down", "nvme1", {}), ("disk_unreadable", "nvme0n1", {"line": "x"}), False),
    (("disk_failing", "nvme0n1", {}), ("nvme_timeout", "nvme0", {"line": "x"}), True),
    (("card_errors", "mmc1", {}), ("disk_unreadable", "mmcblk1", {"line": "x"}), True),
    (("card_errors", "mmcblk1", {}), ("disk_unreadable", "mmcblk1", {"line": "x"}), True),
    (("card_errors", "mmc0", {}), ("disk_unreadable", "mmcblk1", {"line": "x"}), False),
    (("card_errors", "mmc1", {}), ("disk_unreadable", "sda", {"line": "x"}), False),
    (("disk_link_errors", "ata3", {}), ("disk_interface_errors", "sda", {"item.port": "ata3"}), True),
    (("disk_link_errors", "ata1", {}), ("disk_interface_errors", "sda", {"item.port": "ata3"}), False),
    (("disk_failing", "sdb", {}), ("raid_degraded", "md0", {"item.members": ["sdb1", "sda1"]}), True),
    (("disk_failing", "sdc", {}), ("raid_degraded", "md0", {"item.members": ["sdb1", "sda1"]}), False),
    (("raid_degraded", "md0", {}), ("raid_member_lost", "md0", {"line": "md/raid1:md0: Disk failure on sdb1"}), True),
    (("disk_unreadable", "sdb", {}), ("raid_member_lost", "md0", {"line": "md/raid1:md0: Disk failure on sdb1"}), True),
    (("disk_unreadable", "sdc", {}), ("raid_member_lost", "md0", {"line": "md/raid1:md0: Disk failure on sdb1"}), False),
    (("disk_capacity_mismatch", "sdb", {}), ("btrfs_errors", "dm-5", {"line": "x"}), True),
])
def test_what_is_a_consequence_of_what(cause, consequence, linked):
    found = [{"fault": "storage." + fault, "item": item, "evidence": evidence} for fault, item, evidence in (cause, consequence)]
    told = {finding["fault"]: finding["status"] for finding in diagnosis.diagnose(found, hosts.faults(), diagnosis.DEFAULT_POLICY)}
    assert told == {"storage." + cause[0]: "primary", "storage." + consequence[0]: "secondary" if linked else "primary"}
