# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hardware: its parsers against what is written into tables, its collector on made-up machines and on this one, its rules."""

from __future__ import annotations

import base64
import datetime
import doctest
import pathlib
import random
import shutil
import struct
import subprocess

import hosts
import made_tables
import pytest
import yaml
from declared import declaration, undeclared
from oracle import dmi_bin

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.collectors import _cpus, _memory, hardware
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import cpuinfo, smbios, smbios_names
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.host import NO_PERMISSION, LiveHost, Unexamined

LAPTOP = yaml.safe_load((pathlib.Path(__file__).resolve().parents[1] / "replays/laptop/hardware.yml").read_text(encoding="utf-8"))
EDAC = "/sys/devices/system/edac/mc/"


def machine(files=None, **more):
    """The hardware of the replays' laptop, with these files changed."""
    return hosts.MadeMachine({**LAPTOP["files"], **(files or {})}, **more)


def facts_of(files=None, **more):
    return hardware.collect(machine(files, **more), {})


def fields(kind, body, *strings, version=(3, 4)):
    return smbios.parse(made_tables.structure(kind, 1, body, *strings), version)[0]["fields"]


# --- SMBIOS ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", [smbios, cpuinfo, hardware], ids=lambda module: module.__name__.rpartition(".")[2])
def test_the_samples_in_the_docstrings(module):
    result = doctest.testmod(module)
    assert result.attempted > 0 and result.failed == 0


@pytest.mark.parametrize("entry,found", [
    (made_tables.entry_3(b"x" * 99, (3, 2), 0x1234), ("_SM3_", [3, 2, 0], 0x1234, 99, None)),
    (made_tables.entry_2(b"x" * 99, 7, (2, 8), 0x1234), ("_SM_", [2, 8, 0], 0x1234, 99, 7)),
    (made_tables.entry_legacy(b"x" * 99, 7, 0x1234), ("_DMI_", [2, 0, 0], 0x1234, 99, 7)),
    # Versions that firmware wrote and that never were.
    (made_tables.entry_2(b"", 1, (2, 0x1F)), ("_SM_", [2, 3, 0], 32, 0, 1)),
    (made_tables.entry_2(b"", 1, (2, 0x33)), ("_SM_", [2, 6, 0], 32, 0, 1)),
])
def test_an_entry_point(entry, found):
    assert tuple(smbios.entry_point(entry).values()) == found


@pytest.mark.parametrize("entry", [made_tables.entry_3(b"x"), made_tables.entry_2(b"x", 1), made_tables.entry_legacy(b"x", 1)])
def test_a_spoilt_entry_point_is_refused(entry):
    for at in range(len(entry)):
        spoilt = bytearray(entry)
        spoilt[at] ^= 0x15
        with pytest.raises(ValueError):
            smbios.entry_point(bytes(spoilt))
        with pytest.raises(ValueError):
            smbios.entry_point(entry[:at])


@pytest.mark.parametrize("make", [made_tables.entry_3, lambda table, address: made_tables.entry_2(table, 14, address=address),
                                  lambda table, address: made_tables.entry_legacy(table, 14, address=address)])
def test_a_dump_holds_the_same_and_can_be_read_again(make):
    table = made_tables.laptop()
    dumped = smbios.dump(make(table, address=0x6F000000), table)
    entry, again = smbios.split(dumped)
    assert (entry["address"], again) == (32, table)
    assert smbios.parse(again, entry["version"], entry["count"])[1]["strings"][0] == "Example Computers"
    assert smbios.dump(dumped[:32], table) == dumped


def test_a_table_that_ends_early_gives_what_is_whole():
    table = made_tables.laptop()
    whole = smbios.parse(table, (3, 4))
    for end in range(len(table)):
        part = smbios.parse(table[:end], (3, 4))
        assert [one["handle"] for one in part] == [one["handle"] for one in whole][:len(part)]
        assert [one["data"] for one in part] == [one["data"] for one in whole][:len(part)]


def test_a_structure_shorter_than_its_head_ends_the_table():
    good = made_tables.structure(11, 1, b"\x01", "text")
    assert len(smbios.parse(good + b"\x01\x03\0\0\0\0" + good)) == 1
    assert smbios.parse(b"\x01\0" * 5000) == []


def test_structures_behind_the_end_mark_count_only_in_old_tables():
    table = made_tables.structure(127, 1, b"") + made_tables.structure(11, 2, b"\x01", "behind")
    assert len(smbios.parse(table, (3, 0), None)) == 1
    assert len(smbios.parse(table, (2, 8), 2)) == 2
    assert len(smbios.parse(table, (2, 8), 1)) == 1


def test_what_is_unknown_is_kept():
    found = smbios.parse(made_tables.structure(221, 77, b"\x01\xfe", "Caf\u00e9"))[0]
    assert found == {"type": 221, "handle": 77, "length": 6, "strings": ["Caf\u00e9"], "data": b"\xdd\x06M\0\x01\xfe"}


def test_texts_of_other_character_sets_and_wrong_numbers():
    assert smbios.parse(struct.pack("<BBH", 11, 5, 1) + b"\x01Caf\xe9\0\0")[0]["strings"] == ["Caf\u00e9"]
    assert fields(1, b"\x01\x05\x00\x00", "only")["product"] is None


def test_only_the_fields_that_fit_are_there():
    assert set(fields(17, bytes(17))) == {
        "array", "error", "total_width", "data_width", "bytes", "form_factor", "set", "locator", "bank", "type", "detail"}
    assert set(fields(4, bytes(22))) >= {"socket", "upgrade"} and "cores" not in fields(4, bytes(22))


@pytest.mark.parametrize("word,extended,size", [
    (0, None, 0), (0xFFFF, None, None), (16384, None, 16384 << 20), (0x8200, None, 512 << 10), (0x7FFF, 32768, 32768 << 20), (0x7FFF, None, None),
])
def test_the_size_of_a_module(word, extended, size):
    body = struct.pack("<HHHHH", 1, 0xFFFE, 64, 64, word) + bytes(14) + (struct.pack("<I", extended) if extended is not None else b"")
    assert fields(17, body)["bytes"] == size


@pytest.mark.parametrize("plain,extended,speed", [(0, 0, None), (5600, 0, 5600), (0xFFFF, 70000, 70000), (0xFFFF, 0, None)])
def test_the_speed_of_a_module(plain, extended, speed):
    body = bytearray(0x58)
    struct.pack_into("<H", body, 0x15 - 4, plain)
    struct.pack_into("<I", body, 0x54 - 4, extended)
    assert fields(17, bytes(body))["speed"] == speed


def test_the_uuid_is_little_endian_from_2_6_on():
    body = b"\0\0\0\0" + bytes(range(16)) + b"\x06"
    assert fields(1, body, version=(2, 5))["uuid"] == "00010203-0405-0607-0809-0a0b0c0d0e0f"
    assert fields(1, body, version=(2, 6))["uuid"] == "03020100-0504-0706-0809-0a0b0c0d0e0f"
    assert fields(1, b"\0\0\0\0" + b"\xff" * 16 + b"\x06")["uuid"] is None


def test_many_cores_and_late_families():
    body = bytearray(0x30 - 4)
    body[0x06 - 4], body[0x23 - 4], body[0x24 - 4], body[0x25 - 4] = 0xFE, 0xFF, 0xFF, 0xFF
    struct.pack_into("<HHHH", body, 0x28 - 4, 0x101, 288, 280, 576)
    found = fields(4, bytes(body))
    assert (found["family"], found["cores"], found["cores_enabled"], found["threads"]) == ("ARMv8", 288, 280, 576)


def test_memory_mapped_in_64_bits():
    body = struct.pack("<IIHBQQ", 0xFFFFFFFF, 0xFFFFFFFF, 9, 1, 1 << 40, (1 << 41) - 1)
    assert (fields(19, body)["start_address"], fields(19, body)["bytes"]) == (1 << 40, 1 << 40)
    assert fields(19, struct.pack("<IIHB", 5, 1, 9, 1))["bytes"] is None


def test_large_caches_and_firmware():
    assert fields(7, struct.pack("<BHHHHHBBBBII", 0, 0x0180, 0xFFFF, 0xFFFF, 2, 2, 0, 5, 5, 8, 0x80000400, 0x80000200))["bytes"] == 32 << 20
    assert fields(0, struct.pack("<BBHBBQBBBBBBH", 0, 0, 0, 0, 0xFF, 0, 0, 0, 1, 2, 0xFF, 0xFF, 0x4001))["rom_bytes"] == 1 << 30
    assert fields(0, struct.pack("<BBHBBQ", 0, 0, 0xE000, 0, 0x0F, 0))["runtime_bytes"] == 0x20000


@pytest.mark.skipif(not shutil.which("dmidecode"), reason="compared with dmidecode: install the package dmidecode")
@pytest.mark.parametrize("seed", range(8))
def test_chance_structures_are_read_as_dmidecode_does(seed, tmp_path):
    """Whatever firmware may write: every known type, of any length, of any values."""
    chance = random.Random(seed)
    table = b""
    for handle in range(200):
        kind = chance.choice(sorted(dmi_bin.KNOWN))
        length = chance.randint(1, 0x60)
        body = bytes(chance.choice((chance.randrange(256), chance.randrange(32), chance.randrange(4), 255, 0)) for _byte in range(length))
        table += made_tables.structure(kind, handle, body, *("text %d" % number for number in range(1, 6)))
    table += made_tables.structure(127, 0xFEFF, b"")
    dumped = tmp_path / "dmi.bin"
    dumped.write_bytes(smbios.dump(made_tables.entry_3(table), table))
    said = subprocess.run(["dmidecode", "--from-dump", str(dumped)], capture_output=True, timeout=20, check=True).stdout.decode("latin-1")
    entry, again = smbios.split(dumped.read_bytes())
    wrong = [
        "%s: %r, %r" % (field, ours, theirs) for field, ours, theirs in dmi_bin.against(smbios.parse(again, entry["version"]), said)
        if ours != theirs and not _allowed(field, ours, theirs)]
    assert not wrong


def _allowed(field, ours, theirs):
    """Where we say more, or where dmidecode shows numbers that make no sense."""
    kind, dummy, label = field.split(".", 2)
    return (
        # It turns round what ends before it begins.
        (kind == "19" and ours is None)
        # Names of later versions of the specification than the installed one knows, and its word for a reserved number.
        or (theirs is None and ours is not None and label in (
            "Type", "Family", "Upgrade", "Memory Technology", "Form Factor", "Associativity", "Current Usage"))
        or (ours is None and theirs == "Reserved")
        # It takes 32 empty bits for a cache without size.
        or (kind == "7" and label in ("Maximum Size", "Installed Size") and theirs is None)
        # It looks at six of the bits only.
        or (kind == "4" and label == "Characteristics" and theirs == [])
        or (kind == "9" and label == "Characteristics" and set(ours) - {"cxl_3"} == set(theirs))
        or (kind == "4" and label in ("Core Count", "Core Enabled", "Thread Count") and ours is None)
        or (kind == "4" and label == "Status" and "<OUT OF SPEC>" in theirs)
        # The specification has renamed it since.
        or (kind == "16" and ours == "CXL Add-on Card"))


def test_no_name_is_given_twice_in_one_list():
    for name, names in vars(smbios_names).items():
        if isinstance(names, dict) and name.isupper():
            known = [word for word in names.values() if word not in ("Opteron", "Xeon")]
            assert len(known) == len(set(known)), name


# --- processors -----------------------------------------------------------------------------------------------------------


V1 = "lm cmov cx8 fpu fxsr mmx syscall sse sse2"
V2 = V1 + " cx16 lahf_lm popcnt pni sse4_1 sse4_2 ssse3"
V3 = V2 + " avx avx2 bmi1 bmi2 f16c fma abm movbe xsave"
V4 = V3 + " avx512f avx512bw avx512cd avx512dq avx512vl"


@pytest.mark.parametrize("flags,level", [
    ("", None), ("fpu sse sse2", None), (V1, "x86-64-v1"), (V2, "x86-64-v2"), (V3, "x86-64-v3"), (V4, "x86-64-v4"),
    # Each level needs the ones below it, whole.
    (V4.replace("popcnt ", ""), "x86-64-v1"), (V3.replace(" movbe", ""), "x86-64-v2"), (V4.replace(" avx512cd", ""), "x86-64-v3"),
])
def test_the_level_of_a_processor(flags, level):
    assert cpuinfo.level(flags.split()) == level


@pytest.mark.parametrize("text,cpus", [("0", [0]), ("0-2,7", [0, 1, 2, 7]), ("0-63\n\0", list(range(64))), ("", []), ("none", []), ("3-1", [])])
def test_lists_of_cpus(text, cpus):
    assert cpuinfo.cpu_list(text) == cpus
    assert cpuinfo.cpu_list(cpuinfo.compact(cpus)) == sorted(cpus)


def test_lists_without_end_are_refused():
    with pytest.raises(ValueError):
        cpuinfo.cpu_list(",".join(["0-9999"] * 10))
    assert cpuinfo.cpu_mask("f" * 100_000) == []


def test_processors_of_other_architectures():
    arm = cpuinfo.describe(cpuinfo.parse(
        "processor\t: 0\nBogoMIPS\t: 108.00\nFeatures\t: fp asimd\nCPU implementer\t: 0x41\nCPU variant\t: 0x0\nCPU part\t: 0xd08\nCPU revision\t: 3\n"))
    assert (arm["vendor"], arm["model"], arm["stepping"], arm["level"], arm["flags"]) == ("ARM", "Cortex-A72", "r0p3", None, ["fp", "asimd"])
    unknown = cpuinfo.describe(cpuinfo.parse("processor\t: 0\nCPU implementer\t: 0x99\nCPU part\t: 0xfff\nCPU variant\t: 0x2\nCPU revision\t: 1\n"))
    assert (unknown["vendor"], unknown["model"], unknown["stepping"]) == (None, None, "0x2")


def test_the_laptop_s_processor():
    cpu = facts_of()["cpu"]
    assert {**cpu, "flags": None} == {
        **cpu, "flags": None, "sockets": 1, "cores": 4, "threads": 8, "threads_per_core": 2, "online": "0-7", "level": "x86-64-v3", "microcode": "0x434",
        "virtualization": "VT-x", "hypervisor": False}
    assert [(cache["name"], cache["bytes"], cache["instances"], cache["shared_by"]) for cache in cpu["caches"]] == [
        ("L1d", 48 << 10, 4, 2), ("L1i", 32 << 10, 4, 2), ("L2", 1280 << 10, 4, 2), ("L3", 12 << 20, 1, 8)]
    assert (cpu["min_mhz"], cpu["max_mhz"], cpu["governors"], cpu["boost"]) == (400.0, 4700.0, ["powersave"], True)
    assert {flaw["name"]: flaw["state"] for flaw in cpu["vulnerabilities"]} == {
        "itlb_multihit": "unknown", "meltdown": "not_affected", "mmio_stale_data": "not_affected", "spec_store_bypass": "mitigated",
        "spectre_v1": "mitigated", "spectre_v2": "mitigated"}


def test_a_processor_with_several_kinds_of_cores():
    cpu = facts_of({"/sys/devices/cpu_core/cpus": "0-3\n", "/sys/devices/cpu_atom/cpus": "4-7\n"})["cpu"]
    assert cpu["kinds"] == [{"name": "performance", "cpus": "0-3"}, {"name": "efficient", "cpus": "4-7"}]


def test_a_processor_that_is_switched_off_is_not_counted():
    host = machine({"/sys/devices/system/cpu/online": "0-5\n"})
    layout = _cpus.topology(host, cpuinfo.parse(host.read("/proc/cpuinfo")))
    assert (layout["cores"], layout["packages"]) == ([[0, 1], [2, 3], [4, 5]], [[0, 1, 2, 3, 4, 5]])
    assert (hardware.collect(host, {})["cpu"]["present"], hardware.collect(host, {})["cpu"]["threads"]) == ("0-7", 6)


def test_without_the_kernel_s_view_the_processor_s_own_counts():
    files = {path: None for path in LAPTOP["files"] if path.startswith("/sys/devices/system/cpu/cpu")}
    cpu = facts_of({**files, "/sys/devices/system/cpu": None})["cpu"]
    assert (cpu["sockets"], cpu["cores"], cpu["threads"], cpu["caches"], cpu["vulnerabilities"]) == (1, 4, 8, [], [])


def test_how_often_heat_slowed_it_down():
    place = "/sys/devices/system/cpu/cpu%d/thermal_throttle/"
    files = {(place % cpu) + "core_throttle_count": "%d\n" % cpu for cpu in (0, 2, 4, 6)}
    files.update({(place % 0) + "package_throttle_count": "9\n", (place % 0) + "package_throttle_total_time_ms": "1200\n"})
    facts = facts_of(files)
    assert facts["cpu"]["throttled"] == {"core_events": 12, "package_events": 9, "package_milliseconds": 1200}
    assert hardware.numbers(facts)["throttled"] == 9


# --- memory ----------------------------------------------------------------------------------------------------------------


def test_the_laptop_s_memory():
    memory = facts_of()["memory"]
    assert (memory["installed_bytes"], memory["slots"], memory["slots_used"], memory["max_bytes"]) == (32 << 30, 2, 2, 64 << 30)
    assert memory["dimms"][1] == {
        "slot": "DIMM B", "bank": "BANK 0", "manufacturer": "Example Memory", "part": "EX-16G-5600", "serial": "SAMPLE124", "asset_tag": None,
        "bytes": 16 << 30, "type": "DDR5", "form_factor": "SODIMM", "speed": 5600, "configured_speed": 5600, "rank": 1, "volts": 1.1,
        "technology": None, "ecc": False}
    assert memory["total_bytes"] == 32602000 * 1024 and memory["pressure"]["full_300"] == 0.0


def tables(table):
    return {
        "/sys/firmware/dmi/tables/smbios_entry_point": {"base64": base64.b64encode(made_tables.entry_3(table)).decode()},
        "/sys/firmware/dmi/tables/DMI": {"base64": base64.b64encode(table).decode()},
    }


def test_an_empty_slot_and_error_correction():
    table = made_tables.laptop(made_tables.module(0x1100, "DIMM A", 65536, width=72) + made_tables.module(0x1101, "DIMM B", 0))
    memory = facts_of(tables(table))["memory"]
    assert (memory["slots"], memory["slots_used"], memory["installed_bytes"]) == (2, 1, 64 << 30)
    assert [(dimm["slot"], dimm["bytes"], dimm["ecc"], dimm["manufacturer"]) for dimm in memory["dimms"]] == [
        ("DIMM A", 64 << 30, True, "Example Memory"), ("DIMM B", 0, None, None)]


def test_memory_that_is_no_main_memory_is_left_out():
    flash = made_tables.structure(16, 0x2000, struct.pack("<BBBIHH", 3, 5, 3, 16384, 0xFFFE, 1))
    chip = bytearray(made_tables.module(0x2100, "ROM", 16))
    struct.pack_into("<H", chip, 4, 0x2000)
    assert facts_of(tables(made_tables.laptop() + b""))["memory"]["slots"] == 2
    table = made_tables.laptop(made_tables.module(0x1100, "DIMM A", 16384) + flash + bytes(chip))
    assert [dimm["slot"] for dimm in facts_of(tables(table))["memory"]["dimms"]] == ["DIMM A"]


def test_without_smbios_what_the_kernel_sees_counts():
    files = {"/sys/firmware/dmi": None, "/sys/class/dmi": None, "/sys/devices/system/memory/block_size_bytes": "8000000\n"}
    files.update({"/sys/devices/system/memory/memory%d/state" % number: "online\n" for number in range(15)})
    facts = facts_of(files)
    assert facts["memory"]["installed_bytes"] == 15 * (128 << 20)
    assert (facts["memory"]["dimms"], facts["smbios"]["source"], facts["slots"]) == ([], None, [])


def test_counters_of_newer_and_older_drivers():
    newer = facts_of({
        EDAC + "mc0/mc_name": "Intel_SKX#0\n", EDAC + "mc0/seconds_since_reset": "600\n", EDAC + "mc0/ce_count": "9\n", EDAC + "mc0/ue_count": "1\n",
        EDAC + "mc0/dimm0/dimm_label": "CPU0 DIMM A\n", EDAC + "mc0/dimm0/dimm_ce_count": "7\n", EDAC + "mc0/dimm0/dimm_ue_count": "1\n",
        EDAC + "mc0/dimm0/size": "16384\n"})["memory"]["error_counters"]
    assert [(one["name"], one["slot"], one["corrected"], one["uncorrected"], one["seconds"]) for one in newer] == [
        ("CPU0 DIMM A", "DIMM A", 7, 1, 600), ("mc0", None, 2, 0, 600)]
    older = _memory.error_counters(machine({
        EDAC + "mc0/ce_count": "5\n", EDAC + "mc0/ue_count": "0\n", EDAC + "mc0/csrow0/size_mb": "8192\n", EDAC + "mc0/csrow0/ue_count": "0\n",
        EDAC + "mc0/csrow0/ch0_ce_count": "5\n", EDAC + "mc0/csrow0/ch0_dimm_label": "DIMM_A1\n", EDAC + "mc0/csrow0/ch1_ce_count": "0\n"}))
    assert [(one["name"], one["corrected"], one["bytes"]) for one in older] == [("DIMM_A1", 5, 4096 << 20), ("mc0/csrow0/ch1", 0, 4096 << 20)]
    assert _memory.error_counters(machine()) == []


# --- firmware, clock, buses ------------------------------------------------------------------------------------------------------


def test_the_laptop_as_it_was_sold():
    facts = facts_of()
    assert facts["system"] == {
        "vendor": "Example Computers", "product": "Portable 14 G3", "version": "Example Portable 14", "family": "Portable", "sku": "EX_14_G3",
        "serial": "SAMPLE123", "uuid": "03020100-0504-0706-0809-0a0b0c0d0e0f", "wake_up": "Power Switch"}
    # A placeholder is no asset tag.
    assert (facts["chassis"]["form"], facts["chassis"]["asset_tag"]) == ("laptop", None)
    assert {name: facts["firmware"][name] for name in ("version", "date", "rom_bytes", "boot_mode", "secure_boot", "setup_mode", "test_key")} == {
        "version": "EX12 1.12", "date": "2026-03-04", "rom_bytes": 32 << 20, "boot_mode": "uefi", "secure_boot": True, "setup_mode": False, "test_key": False}
    assert facts["tpm"] == {"present": True, "version": "2.0", "vendor": "EXMP", "firmware": "7.2", "description": "TPM 2.0"}
    assert facts["slots"] == [{
        "designation": "M.2 2280", "type": "PCI Express 4 x4", "width": "x4", "usage": "In Use", "length": "Short", "address": "0000:01:00.0"}]
    assert facts["boot_status"] == "No errors detected"


def test_without_root_the_copies_tell_who_made_it():
    facts = facts_of({
        "/sys/firmware/dmi/tables/smbios_entry_point": {"unreadable": NO_PERMISSION}, "/sys/firmware/dmi/tables/DMI": {"unreadable": NO_PERMISSION},
        "/sys/class/dmi/id/product_serial": {"unreadable": NO_PERMISSION}, "/sys/class/dmi/id/product_uuid": {"unreadable": NO_PERMISSION}})
    assert facts["smbios"]["source"] == "copies"
    assert (facts["system"]["vendor"], facts["system"]["product"], facts["chassis"]["form"]) == ("Example Computers", "Portable 14 G3", "laptop")
    assert (facts["firmware"]["version"], facts["firmware"]["date"]) == ("EX12 1.12", "2026-03-04")
    for value in (facts["system"]["serial"], facts["system"]["uuid"], facts["memory"]["dimms"], facts["memory"]["installed_bytes"], facts["slots"]):
        assert isinstance(value, Unexamined) and value.reason == NO_PERMISSION
    assert undeclared(facts, declaration("hardware"), "hardware") == []


def test_a_damaged_entry_point_is_said():
    facts = facts_of({"/sys/firmware/dmi/tables/smbios_entry_point": "_SM3_ but not really\n"})
    assert isinstance(facts["slots"], Unexamined) and "SMBIOS entry point" in facts["slots"].remedy
    assert facts["system"]["vendor"] == "Example Computers"


@pytest.mark.parametrize("text,said", [
    ("To be filled by O.E.M.", None), ("Default string", None), ("System Serial Number", None), ("0", None), ("00000000", None), ("Not Specified", None),
    ("None", None), ("Asset-1234567890", None), ("123456789", None), ("xxxxxxxx", None), ("", None), (None, None), ("  \t ", None),
    ("SAMPLE123", "SAMPLE123"), ("Unknown Maker Ltd", "Unknown Maker Ltd"), ("0x2C00", "0x2C00"), ("ASSET-77", "ASSET-77"),
    ("Latitude  5440 ", "Latitude 5440"),
])
def test_what_makers_leave_in_a_field(text, said):
    assert hardware.meaningful(text) == said


def test_firmware_variables_that_are_not_mounted_are_unexamined():
    firmware = facts_of({"/sys/firmware/efi/efivars": None, "/sys/firmware/efi/runtime": ""})["firmware"]
    assert firmware["boot_mode"] == "uefi" and isinstance(firmware["secure_boot"], Unexamined)
    firmware = facts_of({"/sys/firmware/efi": None})["firmware"]
    assert (firmware["boot_mode"], firmware["secure_boot"], firmware["test_key"]) == ("bios", None, None)


@pytest.mark.parametrize("version,day", [
    ("#1 SMP PREEMPT_DYNAMIC Debian 6.12.57-1 (2025-11-05)", "2025-11-05"), ("#37-Ubuntu SMP PREEMPT_DYNAMIC Wed Dec  3 17:01:09 UTC 2025", "2025-12-03"),
    ("#1 SMP PREEMPT_DYNAMIC Tue Mar  3 10:43:00 MST 2026", "2026-03-03"), ("#1 SMP", None), ("#1 SMP Debian (2025-99-05)", None), ("#1 (20", None),
])
def test_when_a_kernel_was_made(version, day):
    made = hardware.built(version)
    assert (datetime.datetime.fromtimestamp(made, datetime.UTC).strftime("%Y-%m-%d") if made is not None else None) == day


def test_firmware_of_the_future_says_nothing_about_the_clock():
    host = machine({"/sys/class/dmi/id/bios_date": "03/04/2099\n", "/sys/firmware/dmi": None}, uname={"version": "#1 SMP Debian 6.1 (2025-01-01)"})
    assert hardware.collect(host, {})["clock"]["not_before"] == 1735689600


def test_links_that_counted_errors():
    place = "/sys/bus/pci/devices/0000:00:06.0/aer_dev_"
    facts = facts_of({place + "correctable": "RxErr 3\nBadTLP 1\nTOTAL_ERR_COR 4\n", place + "nonfatal": "TOTAL_ERR_NONFATAL 0\n"})
    assert facts["pcie_errors"] == [{"address": "0000:00:06.0", "corrected": 4, "nonfatal": 0, "fatal": 0}]
    assert hardware.numbers(facts)["pcie_corrected"] == 4


# --- the whole ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("files", [{}, dict.fromkeys(LAPTOP["files"])], ids=["laptop", "nothing"])
def test_facts_are_as_declared(files):
    facts = facts_of(files)
    assert undeclared(facts, declaration("hardware"), "hardware") == []
    assert isinstance(hardware.numbers(facts), dict)


def test_this_machine():
    host = LiveHost()
    facts = hardware.collect(host, {})
    assert undeclared(facts, declaration("hardware"), "hardware") == []
    assert facts["cpu"]["threads"] == len(cpuinfo.cpu_list(facts["cpu"]["online"])) >= 1
    assert facts["memory"]["total_bytes"] > 64 << 20


def test_no_process_is_started():
    host = machine()
    hardware.collect(host, {})
    assert not [asked for asked in host.asked if asked[0] == "run"]
    # A read costs some 20 µs: the laptop's four cores need so many.
    assert len([asked for asked in host.asked if asked[0] == "path"]) < 250


def test_the_replays_laptop_has_the_tables_that_are_made_here():
    assert base64.b64decode(LAPTOP["files"]["/sys/firmware/dmi/tables/DMI"]["base64"]) == made_tables.laptop()


def test_rubbish_in_every_file_raises_nothing():
    chance = random.Random(5)
    rubbish = ("", "\n", "\0\0", "-1\n", "99999999999999999999\n", "x" * 5000, "0-99999999\n", "None")
    for _round in range(40):
        files = {path: chance.choice(rubbish) for path in LAPTOP["files"] if chance.random() < 0.3}
        facts = facts_of(files)
        # One list of CPUs without end costs the processors' facts, and nothing else.
        assert undeclared(facts, declaration("hardware"), "hardware") == []
