# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drivers: its parsers, its collector on made-up machines and on exports of real ones, and its journal rules line by line."""

from __future__ import annotations

import base64
import doctest
import gzip
import lzma
import pathlib
import re
import struct
import time

import hosts
import pytest
import yaml
from ansible.errors import AnsibleFilterError
from declared import declaration, undeclared
from fuzz.seeds.drivers import INFO, NIC, module
from oracle import cases as recordings

from ansible_collections.fieldtech.workstation.plugins.filter.firmware_package import firmware_package
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.collectors import _drivers_desired, drivers
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import (
    dep11,
    driver_packages,
    hwdata,
    kernel_module,
    modalias,
    modprobe,
    pci_config,
)
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.host import LiveHost, Unexamined

REPLAYS = pathlib.Path(__file__).resolve().parents[1] / "replays"
RELEASE = "6.12.0-1-amd64"
LIB = "/lib/modules/%s/" % RELEASE
ALIASES = """# Aliases extracted from modules themselves.
alias pci:v*d*sv*sd*bc02sc00i* generic_nic
alias pci:v00001234d00000001sv*sd*bc*sc*i* acme_nic
alias pci:v00001234d00000002sv*sd*bc*sc*i* acme_wifi
alias pci:v*d*sv*sd*bc03sc*i* acme_drm
alias pci:v00001234d00000009sv*sd*bcFFsc00i* acme_reader
alias usb:v1234p0001d*dc*dsc*dp*icFFiscFFip*in* acme_dongle
"""


def pci(slot, kind, device="0001", driver=None, **files):
    """The files of a PCI device by maker 1234."""
    place = "/sys/bus/pci/devices/%s/" % slot
    number = kind.rjust(6, "0")
    wanted = "pci:v00001234d0000%ssv00000000sd00000000bc%ssc%si%s" % (device, number[:2], number[2:4], number[4:])
    text = "PCI_CLASS=%s\nPCI_ID=1234:%s\nPCI_SUBSYS_ID=0000:0000\nMODALIAS=%s\n" % (kind, device, wanted)
    more = {place + name.replace("__", "/"): content for name, content in files.items()}
    return {place + "uevent": ("DRIVER=%s\n" % driver if driver else "") + text, **more}


def usb(name, interface, product="1234/1/100", driver=None):
    """The file of a USB interface."""
    vendor, device, _version = (int(part, 16) for part in product.split("/"))
    parts = [int(part) for part in interface.split("/")]
    text = "PRODUCT=%s\nINTERFACE=%s\nMODALIAS=usb:v%04Xp%04Xd0100dc00dsc00dp00ic%02Xisc%02Xip%02Xin00\n" % (product, interface, vendor, device, *parts)
    return {"/sys/bus/usb/devices/%s/uevent" % name: ("DRIVER=%s\n" % driver if driver else "") + text}


def facts(*parts, profile=None, commands=None):
    """The facts of a machine with these files."""
    files = {LIB + "modules.alias": ALIASES, "/proc/modules": "acme_nic 1 0 - Live 0x0\n", "/sys/bus/pci/devices": {"dir": True}}
    for part in parts:
        files.update(part)
    return drivers.collect(hosts.MadeMachine(files, commands), profile or {})


def device(*parts, **options):
    """The first device of such a machine."""
    return facts(*parts, **options)["devices"][0]


def accused(found, **profile):
    return hosts.judge({"drivers": found}, ["drivers"], profile)


# --- parsers -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("parser", [dep11, driver_packages, hwdata, kernel_module, modalias, pci_config])
def test_samples_in_the_docs(parser):
    outcome = doctest.testmod(parser)
    assert outcome.failed == 0


def test_a_configuration_space():
    found = pci_config.parse(NIC)
    assert (found["vendor_id"], found["device_id"], found["class"], found["revision"]) == ("8086", "1533", "020000", 3)
    assert (found["subsystem_vendor_id"], found["subsystem_id"]) == ("17aa", "1100")
    assert [(entry["name"], entry["offset"]) for entry in found["capabilities"]] == [
        ("power_management", 0x40), ("msi", 0x50), ("pci_express", 0xA0), ("advanced_error_reporting", 0x100), ("serial_number", 0x140)]
    express = found["express"]
    assert (express["version"], express["type"], express["max_speed_gts"], express["max_width"], express["speed_gts"], express["width"]) == (
        2, "endpoint", 5.0, 1, 5.0, 1)
    assert express["aspm_enabled"] == ["L1"] and express["speeds_gts"] == [2.5, 5.0] and express["errors"] == ["correctable", "unsupported_request"]
    assert found["serial"] == "22-33-44-55-ff-ff-00-01"
    assert found["power_state"] == "D0" and found["msi"] == {"enabled": True, "vectors": 1, "possible_vectors": 1, "wide": True}


def test_a_configuration_space_without_root_ends_before_the_capabilities():
    found = pci_config.parse(NIC[:64])
    assert found["device_id"] == "1533" and found["capabilities"] == [] and found["express"] is None


def test_a_chain_of_capabilities_may_lead_in_circles():
    space = bytearray(NIC)
    space[0xA1] = 0x40
    struct.pack_into("<I", space, 0x140, 0x0003 | 1 << 16 | 0x100 << 20)
    assert len(pci_config.parse(bytes(space))["capabilities"]) == 5


@pytest.mark.parametrize("data", [b"", NIC[:63], b"\xff" * 256, bytes(64)])
def test_what_is_no_configuration_space_is_refused(data):
    with pytest.raises(ValueError):
        pci_config.parse(data)


@pytest.mark.parametrize("wide", [True, False])
@pytest.mark.parametrize("pack", [bytes, lzma.compress, gzip.compress])
def test_a_module_says_what_firmware_it_wants(pack, wide):
    found = kernel_module.parse(kernel_module.unpack(pack(module(INFO, wide, signed=wide))))
    assert found["info"]["firmware"] == ["acme/one.bin", "acme/two.bin"] and found["signed"] is wide


def test_a_module_that_unpacks_to_too_much_is_refused():
    with pytest.raises(ValueError, match="too large"):
        kernel_module.unpack(lzma.compress(bytes(1 << 20)), 1 << 16)
    with pytest.raises(ValueError):
        kernel_module.unpack(lzma.compress(module(INFO))[:-20])
    with pytest.raises(ValueError):
        kernel_module.parse(b"\x28\xb5\x2f\xfd" + bytes(100))


def test_the_more_special_driver_comes_first():
    assert modalias.candidates(ALIASES, "pci:v00001234d00000001sv00000000sd00000000bc02sc00i00") == ["acme_nic", "generic_nic"]
    assert modalias.candidates(ALIASES, "pci:v00001234d00000007sv00000000sd00000000bc01sc06i01") == []
    assert modalias.candidates(ALIASES, "") == []


@pytest.mark.parametrize(("text", "pattern", "fit"), [
    ("a", "a", True), ("a", "", False), ("", "*", True), ("abc", "a*c", True), ("abc", "a?c", True), ("abc", "a[x-zb]c", True), ("abc", "a[x-z]c", False),
    ("ab", "ab*", True), ("ab", "ab*b", False), ("aba", "ab*ba", False), ("abba", "ab*ba", True), ("xab", "*ab", True),
    ("a", "a*a", False), ("ab", "a*b*c", False), ("a[c", "a[c", True), ("aXbXc", "a*X*c", True), ("ab", "abc", False),
])
def test_patterns(text, pattern, fit):
    assert modalias.fits(text, pattern) is fit


def test_a_pattern_made_to_take_for_ever_does_not():
    started = time.monotonic()
    assert not modalias.fits("a" * 300, "*a" * 149 + "b")
    assert not modalias.fits("a" * 300, "*a" * 148 + "?b")
    assert time.monotonic() - started < 3
    assert not modalias.fits("a" * 2000, "*")  # no device's name is so long


def test_names_and_their_families(tmp_path):
    text = "1234  Acme\n\t0001  Card\n\t\t5678 0002  Board\n\t0002  Other\n5678  Builder\nC 02  Network controller\n\t00  Ethernet controller\n"
    host = hosts.MadeMachine({"/usr/share/misc/pci.ids": text, "/usr/share/hwdata/pnp.ids": "ACM\tAcme Corp\n"})
    assert hwdata.names(host, "pci", ["1234", "1234:0001", "1234:0001:5678:0002", "1234:0009", "9999", "1234:0001:5678:0003"]) == {
        "1234": "Acme", "1234:0001": "Card", "1234:0001:5678:0002": "Board", "1234:0009": None, "9999": None, "1234:0001:5678:0003": None}
    assert hwdata.names(host, "pci_class", ["02", "0200", "0280"]) == {"02": "Network controller", "0200": "Ethernet controller", "0280": "Network controller"}
    assert hwdata.names(host, "pnp", ["ACM", "XYZ", ".*"]) == {"ACM": "Acme Corp", "XYZ": None, ".*": None}
    assert hwdata.names(host, "usb", ["1d6b"]) == {"1d6b": None}
    usb_ids = "1d6b  Linux Foundation\n\t0002  2.0 root hub\n\nC 08  Mass Storage\n\t06  SCSI\n\t\t50  Bulk-Only\n"
    host = hosts.MadeMachine({"/var/lib/usbutils/usb.ids": usb_ids})
    assert hwdata.names(host, "usb", ["1d6b:0002", "1d6b:0003"]) == {"1d6b:0002": "2.0 root hub", "1d6b:0003": None}
    assert hwdata.names(host, "usb_class", ["08", "08/06", "08/06/50", "09"]) == {"08": "Mass Storage", "08/06": "SCSI", "08/06/50": "Bulk-Only", "09": None}


# --- devices -------------------------------------------------------------------------------------------------------


def laptop():
    parts = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((REPLAYS / "laptop").glob("*.yml"))]
    return hosts.MadeMachine({path: content for part in parts for path, content in part.get("files", {}).items()})


def test_facts_are_what_is_declared():
    for host in (laptop(), LiveHost()):
        for profile in ({}, {"names": True}):
            assert undeclared(drivers.collect(host, profile), declaration("drivers"), "drivers") == []


def test_a_healthy_machine_is_looked_at_without_opening_what_is_large():
    host = laptop()
    drivers.collect(host, {})
    asked = [argument for question in host.asked for argument in question[1:]]
    assert not [question for question in host.asked if question[0] == "run"]
    assert not [path for path in asked if "modules.dep" in path or "apt/lists" in path or path.endswith((".ko", ".ids"))]


def test_each_device_with_its_driver_and_module():
    found = {entry["id"]: entry for entry in drivers.collect(laptop(), {})["devices"]}
    wifi = found["0000:00:14.3"]
    assert (wifi["kind"], wifi["class"], wifi["driver"], wifi["module"], wifi["status"], wifi["built_in"]) == (
        "network", "028000", "iwlwifi", "iwlwifi", "works", False)
    assert (wifi["vendor_id"], wifi["subsystem_id"]) == ("8086", "0094")
    # A port of PCI Express: driven by the kernel itself.
    assert (found["0000:00:06.0"]["driver"], found["0000:00:06.0"]["built_in"]) == ("pcieport", True)
    assert (found["0000:00:00.0"]["status"], found["0000:00:00.0"]["wants_driver"]) == ("detected", False)
    assert found["1-6:1.0"]["kind"] == "camera"
    # A fingerprint reader, which programs talk to without the kernel's help.
    assert (found["1-7:1.0"]["status"], found["1-7:1.0"]["wants_driver"], found["1-7:1.0"]["candidates"]) == ("detected", False, [])


def test_modules_from_elsewhere():
    found = facts(pci("0000:01:00.0", "30000", driver="nvidia"), {
        "/proc/modules": "nvidia 56000000 2 nvidia_uvm, Live 0x0000000000000000 (POE)\ni915 1 0 - Live 0x0\nacme 1 0 - Live 0x0 (C)\nbroken\n",
        "/sys/bus/pci/drivers/nvidia/module": {"link": "../../../../module/nvidia"}})
    assert [entry["name"] for entry in found["modules"]] == ["acme", "nvidia"]
    entry = found["devices"][0]
    assert (entry["out_of_tree"], entry["unsigned"], entry["proprietary"]) == (True, True, True)
    assert found["modules"][0]["staging"] and not found["modules"][0]["unsigned"]


def test_a_kernel_without_modules():
    found = facts(pci("0000:01:00.0", "20000", driver="acme_nic", net={"dir": True}), {"/proc/modules": {"unreadable": "no_permission"}})
    assert found["modules"].reason == "no_permission" and found["devices"][0]["status"] == "works"


def test_without_sys_nothing_is_known():
    found = drivers.collect(hosts.MadeMachine({}), {})
    assert found["devices"].what == "/sys/bus" and found["kernels"][0]["running"]


def test_a_driver_that_nobody_loaded():
    found = facts(pci("0000:02:00.0", "28000", "0002"), {"/usr/share/misc/pci.ids": "1234  Acme\n\t0002  Radio\n"})
    entry = found["devices"][0]
    assert (entry["status"], entry["wants_driver"], entry["candidates"], entry["candidate_loaded"]) == ("detected", True, ["acme_wifi"], None)
    assert entry["name"] == "Acme Radio"
    assert accused(found) == [("drivers.driver_missing", "0000:02:00.0")]
    assert accused(found, drivers_ignored_devices=["1234:0002"]) == []
    assert accused(found, drivers_ignored_devices=["1234:0001", "0002:1234"]) == [("drivers.driver_missing", "0000:02:00.0")]


def test_a_driver_that_is_there_and_does_not_want_it():
    entry = device(pci("0000:02:00.0", "20000"))
    assert (entry["status"], entry["candidate_loaded"]) == ("failed", "acme_nic")
    built_in = {LIB + "modules.builtin.modinfo": "acme_core.alias=pci:v00001234d00000002sv*sd*bc*sc*i*\0acme_core.license=GPL\0"}
    entry = device(pci("0000:02:00.0", "20000", "0002"), built_in)
    assert (entry["status"], entry["candidate_loaded"]) == ("failed", "acme_core")


@pytest.mark.parametrize(("path", "text"), [
    ("/etc/modprobe.d/a.conf", "# no\nblacklist acme-wifi\n"), ("/lib/modprobe.d/b.conf", "install acme_wifi /bin/false\n"),
    ("/proc/cmdline", "quiet modprobe.blacklist=other,acme_wifi ro"),
])
def test_a_driver_that_is_blocked(path, text):
    assert device(pci("0000:02:00.0", "28000", "0002"), {path: text})["blocked_by"] == path


def test_one_free_driver_is_enough():
    assert device(pci("0000:02:00.0", "20000"), {"/etc/modprobe.d/a.conf": "blacklist acme_nic\n"})["blocked_by"] is None


@pytest.mark.parametrize("packed", ["", ".xz"])
def test_firmware_that_the_module_names(packed):
    wanted = {"firmware": ["mediatek/one.bin", "mediatek/two.bin"]}
    text = module(wanted)
    files = {
        LIB + "modules.dep": "kernel/drivers/acme/acme-wifi.ko%s: kernel/net/cfg80211.ko%s\n" % (packed, packed),
        LIB + "kernel/drivers/acme/acme-wifi.ko" + packed: lzma.compress(text) if packed else text, "/etc/os-release": "ID=debian\nVERSION_CODENAME=trixie\n",
    }
    entry = device(pci("0000:02:00.0", "28000", "0002"), files)
    assert (entry["firmware"], entry["firmware_present"], entry["packages"]) == (wanted["firmware"], False, ["firmware-mediatek"])
    entry = device(pci("0000:02:00.0", "28000", "0002"), files, {"/lib/firmware/mediatek/two.bin.zst": ""})
    assert (entry["missing_firmware"], entry["firmware_present"], entry["packages"]) == (["mediatek/one.bin"], True, [])


def test_a_module_that_cannot_be_unpacked_here_is_asked_about():
    packed = {LIB + "modules.dep": "kernel/acme_wifi.ko.zst:\n", LIB + "kernel/acme_wifi.ko.zst": b"\x28\xb5\x2f\xfd"}
    entry = device(pci("0000:02:00.0", "28000", "0002"), packed, commands={"modinfo -F firmware acme_wifi": {"out": "rtw88/a.bin\n"}})
    assert entry["firmware"] == ["rtw88/a.bin"]
    # Without either nothing is known, and nothing breaks.
    entry = device(pci("0000:02:00.0", "28000", "0002"), packed)
    assert (entry["firmware"], entry["firmware_present"]) == ([], None)


def test_a_package_that_has_a_driver():
    lists = {"/var/lib/apt/lists/deb.example.org_Packages": "", "/var/lib/dpkg/status": ""}
    answer = "Package: other\nPackage: acme-dkms\nModaliases: acme(pci:v00001234d00000003sv*sd*bc*sc*i*)\nPackage: third\n"
    command = "grep -h -s -E ^(Package|Modaliases):  /var/lib/dpkg/status /var/lib/apt/lists/deb.example.org_Packages"
    assert device(pci("0000:02:00.0", "28000", "0003"), lists, commands={command: {"out": answer}})["packages"] == ["acme-dkms"]


def test_a_package_of_the_distributions_catalogue():
    free = "---\nPackage: other\nProvides:\n  modaliases:\n  - pci:v*d*sv*sd*bc02sc*i*\n"
    text = "---\nFile: DEP-11\n---\nPackage: acme-driver\nProvides:\n  modaliases:\n  - pci:v00001234d00000003sv*sd*bc*sc*i*\n---\nPackage: firmware-acme\n" + (
        "Provides:\n  firmware:\n  - type: runtime\n    file: acme/one.bin\n")
    files = {"/var/lib/swcatalog/yaml/main.yml.gz": {"base64": base64.b64encode(gzip.compress(free.encode())).decode()},
             "/var/lib/swcatalog/yaml/non-free-firmware.yml.gz": {"base64": base64.b64encode(gzip.compress(text.encode())).decode()},
             "/var/lib/swcatalog/yaml/non-free-spoilt.yml.gz": {"base64": base64.b64encode(gzip.compress(text.encode())[:40]).decode()}}
    assert device(pci("0000:02:00.0", "28000", "0003"), files)["packages"] == ["acme-driver"]
    wifi = {LIB + "modules.dep": "kernel/acme_wifi.ko:\n", LIB + "kernel/acme_wifi.ko": module(INFO), "/etc/os-release": "ID=debian\n"}
    assert device(pci("0000:02:00.0", "28000", "0002"), files, wifi)["packages"] == ["firmware-acme"]


def test_how_a_link_runs():
    card = pci("0000:02:00.0", "20000", driver="acme_nic", config=NIC, net__eth0__mtu="")
    assert device(card)["link"] is None
    assert device(card, profile={"names": True})["link"] == {"speed_gts": 5.0, "max_speed_gts": 5.0, "width": 1, "max_width": 1}
    assert device(card, {"/sys/bus/pci/devices/0000:02:00.0/config": NIC[:64]}, profile={"names": True})["link"] is None
    # Looking would wake it.
    assert device(card, {"/sys/bus/pci/devices/0000:02:00.0/power/runtime_status": "suspended\n"}, profile={"names": True})["link"] is None


def test_a_graphics_card_without_driver_shows_a_picture_all_the_same():
    card = pci("0000:01:00.0", "30000", "0005", boot_vga="1\n")
    assert (device(card)["status"], accused(facts(card))) == ("detected", [("drivers.driver_missing", "0000:01:00.0")])
    framebuffer = {"/sys/class/graphics/fb0/name": "simple"}
    assert (device(card, framebuffer)["status"], accused(facts(card, framebuffer))) == ("limited", [])
    # A second one may be left alone, and its sound.
    assert accused(facts(pci("0000:01:00.0", "30000", "0005", boot_vga="0\n"), pci("0000:01:00.1", "40300", "0003"))) == []
    assert accused(facts(pci("0000:00:1b.0", "40300", "0003"))) == [("drivers.driver_missing", "0000:00:1b.0")]


def test_sound_that_its_driver_could_not_start_is_a_matter_of_sound():
    found = facts(pci("0000:00:1b.0", "40300", "0001"))
    assert (found["devices"][0]["status"], accused(found)) == ("failed", [])


def test_a_network_adapter_that_has_no_link():
    idle = pci("0000:02:00.0", "20000", driver="acme_nic", config="x")
    wanted = {LIB + "modules.dep": "kernel/acme_nic.ko:\n", LIB + "kernel/acme_nic.ko": module({"firmware": ["rtl_nic/a.fw"]}),
              "/etc/os-release": "ID=debian\n",
              "/sys/bus/pci/drivers/acme_nic/module": {"link": "../../../../module/acme_nic"}}
    found = facts(idle, wanted)
    assert (found["devices"][0]["status"], found["devices"][0]["firmware_present"], found["devices"][0]["packages"]) == (
        "malfunctioning", False, ["firmware-realtek"])
    assert accused(found) == [("drivers.device_malfunctioning", "0000:02:00.0")]
    assert accused(facts(idle, {"/run/.containerenv": ""})) == []
    assert accused(facts(idle), drivers_ignored_devices=["1234:0001"]) == []
    assert device(pci("0000:02:00.0", "20000", driver="acme_nic", net__eth0__mtu="1500\n"))["status"] == "works"
    assert device(pci("0000:02:00.0", "20000", driver="virtio-pci", virtio0__uevent=""))["status"] == "works"
    assert device(pci("0000:02:00.0", "20000", driver="vfio-pci", config="x"))["status"] == "works"


def test_the_companion_of_a_usb_controller_may_be_idle():
    companion, main = pci("0000:00:1d.0", "C0300", "0003"), pci("0000:00:1d.7", "C0320", "0004", driver="ehci-pci")
    assert accused(facts(companion, main)) == []
    assert accused(facts(companion)) == [("drivers.driver_missing", "0000:00:1d.0")]


@pytest.mark.parametrize("kind", ["60000", "60400", "50000", "C0500", "118000", "78000", "88000", "130000", "FF0000"])
def test_what_is_not_meant_to_have_a_driver(kind):
    assert accused(facts(pci("0000:00:05.0", kind, "0003"))) == []


def test_what_is_unclassified_counts_where_the_kernel_has_a_driver_for_it():
    assert accused(facts(pci("0000:00:05.0", "FF0000", "0009"))) == [("drivers.driver_missing", "0000:00:05.0")]
    assert accused(facts(pci("0000:00:05.0", "FF0000", "0009"), {"/proc/modules": "acme_reader 1 0 - Live 0x0\n"})) == []
    assert accused(facts(usb("1-1:1.0", "255/255/255"))) == [("drivers.driver_missing", "1-1:1.0")]
    assert accused(facts(usb("1-1:1.0", "255/255/255", "1234/2/100"))) == []
    # Another interface of the device is driven: this one is for something else.
    assert accused(facts(usb("1-1:1.0", "255/255/255"), usb("1-1:1.1", "255/0/0", driver="acme"))) == []


def test_interfaces_of_usb():
    camera = usb("1-2:1.0", "14/1/1")
    assert accused(facts(camera)) == [("drivers.driver_missing", "1-2:1.0")]
    assert accused(facts(camera, usb("1-2:1.1", "14/2/1", driver="uvcvideo"))) == []
    assert accused(facts(usb("1-2:1.0", "7/1/2"), usb("1-3:1.0", "11/0/0"), usb("1-4:1.0", "254/1/1"))) == []
    odd = device({"/sys/bus/usb/devices/1-2:1.0/uevent": "PRODUCT=x/y\nINTERFACE=a/b\nMODALIAS=usb:odd\n"})
    assert (odd["kind"], odd["vendor_id"]) == ("other", None)


def test_a_touchpad_without_driver():
    pad = {"/sys/bus/i2c/devices/i2c-SAMPLE01:00/uevent": "MODALIAS=acpi:SAMP0001:PNP0C50:\n"}
    assert accused(facts(pad)) == [("drivers.driver_missing", "i2c-SAMPLE01:00")]
    assert accused(facts({"/sys/bus/i2c/devices/0-0036/uevent": "MODALIAS=i2c:ee1004\n"})) == []


def test_the_firmwares_name_for_a_device_that_another_bus_drives():
    found = device({
        "/sys/bus/acpi/devices/SAMP0001:00/uevent": "MODALIAS=acpi:SAMP0001:\n",
        "/sys/bus/acpi/devices/SAMP0001:00/physical_node": {"link": "../../../../devices/p"},
        "/sys/devices/p/driver": {"link": "../../bus/platform/drivers/sample"},
        "/sys/bus/platform/drivers/sample/module": {"link": "../../../../module/sample_wmi"},
        "/sys/module/sample_wmi/x": ""}, profile={"names": True})
    assert (found["driver"], found["module"]) == ("sample", "sample_wmi")


def test_real_machines_accuse_none_of_their_devices():
    exports = [case for case in recordings.cases("udevadm") if case.has("udevadm-export-db.txt.gz")]
    if not exports:
        pytest.skip("no recordings of real machines beside the checkout: set RECORDINGS to their folder")
    looked_at = 0
    for case in exports:
        files = {}
        for block in gzip.decompress(case.bytes("udevadm-export-db.txt.gz")).decode("utf-8", "replace").split("\n\n"):
            place = re.search(r"^P: (\S.*)$", block, re.M)
            values = dict(line[3:].partition("=")[::2] for line in block.splitlines() if line.startswith("E: "))
            if not place:
                continue
            keys = ("DRIVER", "PCI_CLASS", "PCI_ID", "PCI_SUBSYS_ID", "PRODUCT", "INTERFACE", "MODALIAS")
            files["/sys%s/uevent" % place[1]] = "".join("%s=%s\n" % (key, values[key]) for key in keys if key in values)
            if values.get("SUBSYSTEM") in ("pci", "i2c", "sdio"):
                files["/sys/bus/%s/devices/%s" % (values["SUBSYSTEM"], place[1].rpartition("/")[2])] = {"link": "../../.." + place[1]}
        found = facts(files, {LIB + "modules.alias": ""})
        looked_at += len(found["devices"])
        assert (case.name, accused(found)) == (case.name, [])
        assert [entry["id"] for entry in found["devices"] if entry["status"] == "malfunctioning"] == []
    assert looked_at > 1500


# --- kernels and DKMS ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("names", "following"), [
    ([RELEASE], None), ([RELEASE, "6.12.3-1-amd64"], "6.12.3-1-amd64"), ([RELEASE, "6.1.0-40-amd64"], None),
    ([RELEASE, "6.12.10-1-amd64", "6.12.9-1-amd64"], "6.12.10-1-amd64"),
    ([RELEASE, "6.13.0-1-rt-amd64", "6.13.0-1-cloud-arm64"], "6.13.0-1-rt-amd64"), ([], None),
])
def test_the_kernel_after_the_next_restart(names, following):
    kernels = facts({"/boot/vmlinuz-" + name: "" for name in names})["kernels"]
    assert [entry["release"] for entry in kernels if entry["running"]] == [RELEASE]
    assert ([entry["release"] for entry in kernels if entry["next"]] or [None]) == [following]


CONF = 'PACKAGE_NAME="sample"\nPACKAGE_VERSION="1.2"\nBUILT_MODULE_NAME[0]="$PACKAGE_NAME"\nBUILT_MODULE_NAME[1]=sample2\nAUTOINSTALL="yes"\n'


def tree(conf=CONF, installed=(RELEASE,), version="1.2"):
    return {
        "/var/lib/dkms/sample/%s/source/dkms.conf" % version: conf, "/boot/vmlinuz-" + RELEASE: "", "/boot/vmlinuz-6.12.3-1-amd64": "",
        LIB + "build/Makefile": "", "/var/lib/dkms/dkms_dbversion": "3\n", "/var/lib/dkms/mok.pub": "x",
        **{"/var/lib/dkms/sample/kernel-%s-x86_64" % release: {"link": version} for release in installed},
    }


def test_a_module_that_the_next_kernel_lacks():
    found = facts(tree())
    assert len(found["dkms"]) == 1
    entry = found["dkms"][0]
    assert (entry["version"], entry["modules"], entry["missing_kernels"], entry["missing_for_running"], entry["missing_headers"]) == (
        "1.2", ["sample", "sample2"], ["6.12.3-1-amd64"], False, ["6.12.3-1-amd64"])
    assert accused(found) == [("drivers.module_not_built", "sample")]


def test_the_newest_version_counts():
    assert facts(tree(version="1.10"), {"/var/lib/dkms/sample/1.9/source/dkms.conf": "AUTOINSTALL=no\n"})["dkms"][0]["version"] == "1.10"


@pytest.mark.parametrize(("change", "missing"), [
    ("", ["6.12.3-1-amd64"]), ("AUTOINSTALL=\"\"\n", []), ("BUILD_EXCLUSIVE_KERNEL=\"^6\\.12\\.0\"\n", []),
    ("BUILD_EXCLUSIVE_KERNEL=\"^6\\.12\"\n", ["6.12.3-1-amd64"]),
    ("BUILD_EXCLUSIVE_KERNEL=\"(\"\n", ["6.12.3-1-amd64"]), ("BUILD_EXCLUSIVE_KERNEL=\"(a+)+$\"\n", ["6.12.3-1-amd64"]),
    ("BUILD_EXCLUSIVE_KERNEL_MAX=\"6.12.1\"\n", []),
    ("BUILD_EXCLUSIVE_KERNEL_MIN=\"6.13\"\n", []), ("OBSOLETE_BY[0]=\"6.12.2\"\n", []), ("OBSOLETE_BY=\"6.13\"\n", ["6.12.3-1-amd64"]),
])
def test_what_a_module_says_of_kernels(change, missing):
    assert facts(tree(CONF + change))["dkms"][0]["missing_kernels"] == missing


def test_the_log_of_a_build_that_failed():
    files = {**tree(installed=()), "/var/lib/dkms/sample/1.2/build/make.log": "error"}
    entry = facts(files)["dkms"][0]
    assert (entry["failed_log"], entry["missing_for_running"]) == ("/var/lib/dkms/sample/1.2/build/make.log", True)


def test_what_keeps_modules_out():
    found = facts({"/sys/kernel/security/lockdown": "none [integrity] confidentiality\n", "/sys/module/module/parameters/sig_enforce": "Y\n"})
    assert (found["lockdown"], found["signatures_enforced"]) == ("integrity", True)
    assert (facts()["lockdown"], facts()["signatures_enforced"]) == (None, None)


# --- the journal, line by line -------------------------------------------------------------------------------------

LINES = {
    "firmware_missing": [
        ("iwlwifi 0000:02:00.0: no suitable firmware found!", "0000:02:00.0"),
        ("ath10k_pci 0000:03:00.0: could not fetch firmware files (-2)", "0000:03:00.0"),
        ("rtw_8822ce 0000:03:00.0: failed to request firmware", "0000:03:00.0"),
        ("rtw89_8852ce 0000:03:00.0: failed to early request firmware: -2", "0000:03:00.0"),
        ('e100 0000:00:05.0 eth1: Failed to load firmware "e100/d101m_ucode.bin": -2', "0000:00:05.0"),
        ('radeon 0000:01:00.0: ni_cp: Failed to load firmware "radeon/BARTS_pfp.bin"', "0000:01:00.0"),
        ("r8169 0000:02:00.0: Unable to load firmware rtl_nic/rtl8168h-2.fw (-2)", "0000:02:00.0"),
        ("r8169 0000:02:00.0 eth0: unable to load firmware patch rtl_nic/rtl8168e-3.fw (-2)", "0000:02:00.0"),
        ('bnx2 0000:03:00.0: Can\'t load firmware file "bnx2/bnx2-mips-06-6.2.3.fw"', "0000:03:00.0"),
        ('b43-phy0 ERROR: Firmware file "b43/ucode30_mimo.fw" not found', "phy0"),
        ("i915 0000:00:02.0: [drm] Failed to load DMC firmware i915/kbl_dmc_ver1_04.bin. Disabling runtime power management.", "0000:00:02.0"),
        ("i915 0000:00:02.0: [drm] *ERROR* GT0: GuC firmware i915/adlp_guc_70.bin: fetch failed -ENOENT", "0000:00:02.0"),
        ("Bluetooth: hci0: Failed to load Intel firmware file intel/ibt-20-1-3.sfi (-2)", "hci0"),
        ("Bluetooth: hci0: RTL: firmware file rtl_bt/rtl8822cu_fw.bin not found", "hci0"),
        ("Bluetooth: hci0: BCM: firmware Patch file not found, tried:", None),
        ("iwlwifi 0000:02:00.0: Direct firmware load for iwlwifi-8000C-30.ucode failed with error -2", None),
        ("xhci_hcd 0000:04:00.0: failed to load firmware renesas_usb_fw.mem, fallback to ROM", None),
        ("platform regulatory.0: Direct firmware load for regulatory.db failed with error -2", None),
        ("cfg80211: failed to load regulatory.db", None),
        ("brcmfmac mmc1:0001:1: Direct firmware load for brcm/brcmfmac43455-sdio.clm_blob failed with error -2", None),
        ("Bluetooth: hci0: Found device firmware: intel/ibt-20-1-3.sfi", None),
    ],
    "device_failed": [
        ("e1000e: probe of 0000:00:19.0 failed with error -2", "0000:00:19.0"),
        ("ahci 0000:00:17.0: probe with driver ahci failed with error -12", "0000:00:17.0"),
        ("usbhid 1-2:1.0: probe with driver usbhid failed with error -71", "1-2:1.0"),
        ("snd_hda_intel: probe of 0000:00:1f.3 failed with error -16", "0000:00:1f.3"),
        ("nouveau 0000:01:00.0: probe with driver nouveau failed with error -5", None),
        ("i801_smbus: probe of 0000:00:1f.4 failed with error -16", None),
        ("pcie_pme: probe of 0000:00:1c.0:pcie001 failed with error -16", None),
        ("tpm_tis: probe of 00:05 failed with error -1", None),
        ("shpchp 0000:01:00.0: pci_hp_register failed with error -16", None),
    ],
    "module_unfit": [
        ("nvidia: version magic '6.1.0-9-amd64 SMP ' should be '6.1.0-10-amd64 SMP '", "nvidia"),
        ("snd_sample: disagrees about version of symbol module_layout", "snd_sample"),
        ("nvidia: Unknown symbol drm_gem_object_free (err -2)", "nvidia"),
        ("nvidia: loading out-of-tree module taints kernel.", None),
        ("sample: version 1.0", None),
    ],
    "module_rejected": [
        ("Loading of unsigned module is rejected", "unsigned module"),
        ("Loading of module with unavailable key is rejected", "module with unavailable key"),
        ("Lockdown: modprobe: unsigned module loading is restricted; see man kernel_lockdown.7", "unsigned module"),
        ("Lockdown: systemd-logind: hibernation is restricted; see man kernel_lockdown.7", None),
        ("sample: module verification failed: signature and/or required key missing - tainting kernel", None),
        ("Loading compiled-in X.509 certificates", None),
    ],
}


@pytest.mark.parametrize(("fault", "line", "item"), [(fault, *pair) for fault, pairs in LINES.items() for pair in pairs])
def test_lines_of_the_kernel(fault, line, item):
    rule = hosts.faults().faults["drivers." + fault].rule
    found = re.search(rule["pattern"], line)
    assert (found.group(rule["name"]) if found else None) == item


# --- packages ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("line", "distribution", "codename", "package"), [
    ("iwlwifi 0000:02:00.0: no suitable firmware found!", "debian", "trixie", "firmware-iwlwifi"),
    ("r8169 0000:02:00.0: Unable to load firmware rtl_nic/rtl8168h-2.fw (-2)", "debian", "bookworm", "firmware-realtek"),
    ("i915 0000:00:02.0: [drm] Failed to load DMC firmware i915/kbl_dmc_ver1_04.bin. Disabling", "debian", "bookworm", "firmware-misc-nonfree"),
    ("i915 0000:00:02.0: [drm] Failed to load DMC firmware i915/kbl_dmc_ver1_04.bin. Disabling", "debian", "trixie", "firmware-intel-graphics"),
    ("rtw_8822ce 0000:03:00.0: failed to request firmware", "debian", "trixie", "firmware-realtek"),
    ("ath10k_pci 0000:03:00.0: could not fetch firmware files (-2)", "fedora", "", "atheros-firmware"),
    ("ath10k_pci 0000:03:00.0: could not fetch firmware files (-2)", "ubuntu", "noble", "linux-firmware"),
    ("acme 0000:03:00.0: no suitable firmware found!", "debian", "trixie", ""),
    ("acme 0000:03:00.0: no suitable firmware found!", "plan9", "", ""),
    ("", "debian", "trixie", ""),
    ("{{ lookup('pipe', 'id') }} $(reboot); firmware-evil", "debian", "trixie", ""),
])
def test_which_package_brings_the_firmware(line, distribution, codename, package):
    assert firmware_package(line, distribution, codename) == package


def test_the_filter_says_what_it_works_on():
    with pytest.raises(AnsibleFilterError, match=r"workstation\.firmware_package works on a text, not on NoneType"):
        firmware_package(None, "debian")


# --- what the profile wants ------------------------------------------------------------------------------------------

DEFAULTS = yaml.safe_load((pathlib.Path(__file__).resolve().parents[2] / "roles/drivers/defaults/main.yml").read_text(encoding="utf-8"))
DEBIAN = {"/etc/os-release": "ID=debian\nVERSION_CODENAME=trixie\n"}
NVIDIA_CARD = pci("0000:01:00.0", "30000", "2484", driver="nouveau")
NVIDIA_CARD = {path: text.replace("1234:2484", "10DE:2484").replace("v00001234", "v000010DE") for path, text in NVIDIA_CARD.items()}
INTEL_CARD = pci("0000:00:02.0", "30000", "a7a0", driver="i915")


def wanted(*parts, profile=None, commands=None):
    """What is desired, as declared."""
    found = facts(DEBIAN, *parts, profile=profile, commands=commands)
    assert undeclared(found, declaration("drivers"), "drivers") == []
    return found["desired"]


def packages(*parts, **options):
    return [(entry["name"], entry["reason"], entry["devices"]) for entry in wanted(*parts, **options)["packages"]]


def test_nothing_is_wanted_without_a_profile():
    assert facts(DEBIAN, NVIDIA_CARD)["desired"] is None
    assert facts(DEBIAN, NVIDIA_CARD, profile=DEFAULTS)["desired"] is None


@pytest.mark.parametrize("documented", [_drivers_desired, modprobe], ids=lambda documented: documented.__name__.rpartition(".")[2])
def test_the_samples_in_the_docs_of_what_is_desired(documented):
    failed, tried = doctest.testmod(documented)
    assert failed == 0 and tried > 0


@pytest.mark.parametrize("files,packages_wanted", [
    ({}, [("firmware-realtek", "firmware", ["0000:03:00.0"])]),
    ({"/lib/firmware/rtl_nic/rtl8168h-2.fw": ""}, []),
    ({"/lib/firmware/rtl_nic/rtl8168h-2.fw.zst": ""}, []),
])
def test_firmware_is_wanted_where_nothing_of_it_is_there(files, packages_wanted):
    nic = pci("0000:03:00.0", "20000", "8168", driver="r8169", net__eth0__address="")
    link = {"/sys/bus/pci/drivers/r8169/module": {"link": "../../../../module/r8169"}}
    answer = {"modinfo -F firmware r8169": {"rc": 0, "out": "rtl_nic/rtl8168h-2.fw\nrtl_nic/rtl8168g-3.fw\n"}}
    assert packages(nic, link, files, profile={"drivers_install": "auto"}, commands=answer) == packages_wanted
    assert packages(nic, link, files, profile={"drivers_packages": ["x"]}, commands=answer) == [("x", "profile", [])]


def test_a_device_that_the_kernel_has_no_driver_for_gets_the_distributions():
    lists = {"/var/lib/dpkg/status": ""}
    answer = {"grep *": {"rc": 0, "out": "Package: acme-dkms\nModaliases: acme(pci:v00001234d00000077sv*sd*bc02sc*i*)\n"}}
    found = packages(pci("0000:03:00.0", "28000", "0077"), lists, profile={"drivers_install": "auto"}, commands=answer)
    assert found[0] == ("acme-dkms", "driver", ["0000:03:00.0"])
    # What is built here needs the headers.
    assert [name for name, reason, _devices in found if reason == "headers"] == ["linux-headers-amd64", "linux-headers-" + RELEASE]


@pytest.mark.parametrize("maker,flags,names", [
    ("GenuineIntel", "fpu", ["intel-microcode"]), ("AuthenticAMD", "fpu", ["amd64-microcode"]), ("GenuineIntel", "fpu hypervisor", []), ("Acme", "fpu", []),
])
def test_microcode_is_for_the_processor_that_is_there(maker, flags, names):
    files = {"/proc/cpuinfo": "processor\t: 0\nvendor_id\t: %s\nflags\t\t: %s\n" % (maker, flags)}
    assert [name for name, _reason, _devices in packages(files, profile={"drivers_install": "auto"})] == names


def test_names_that_are_none_never_become_arguments():
    assert packages(profile={"drivers_packages": ["--purge", "a b", "ok", "../x", ""]}) == [("ok", "profile", [])]


def test_ubuntu_has_a_package_for_each_series():
    answer = {"grep *": {"rc": 0, "out": "\n".join(
        "Package: nvidia-driver-%s\nModaliases: nvidia(pci:v000010DEd00002484sv*sd*bc03sc*i*)" % series for series in ("470", "535", "535-server", "550"))}}
    files = {"/etc/os-release": "ID=ubuntu\nVERSION_CODENAME=noble\n", "/var/lib/dpkg/status": ""}
    assert packages(NVIDIA_CARD, files, profile={"drivers_gpu": "nvidia"}, commands=answer)[0][0] == "nvidia-driver-550"


@pytest.mark.parametrize("gpu,prime,cards,options,blocked", [
    ("nvidia", "", (NVIDIA_CARD,), {"nvidia_drm": "modeset=1"}, ["nouveau"]),
    ("nouveau", "", (NVIDIA_CARD,), {}, ["nvidia", "nvidia_drm", "nvidia_modeset", "nvidia_uvm"]),
    ("default", "", (NVIDIA_CARD,), {}, []),
    ("nvidia", "on-demand", (NVIDIA_CARD, INTEL_CARD), {"nvidia": "NVreg_DynamicPowerManagement=0x02", "nvidia_drm": "modeset=1"}, ["nouveau"]),
    # A card that stands alone cannot be left without a driver.
    ("", "integrated", (NVIDIA_CARD,), {}, []),
    ("", "integrated", (NVIDIA_CARD, INTEL_CARD), {}, ["nouveau", "nvidia", "nvidia_drm", "nvidia_modeset", "nvidia_uvm"]),
    ("nvidia", "on-demand", (INTEL_CARD,), {}, []),
])
def test_graphics(gpu, prime, cards, options, blocked):
    desired = wanted(*cards, profile={"drivers_gpu": gpu, "drivers_prime": prime})
    assert {entry["module"]: entry["options"] for entry in desired["options"]} == options
    assert [entry["module"] for entry in desired["blacklist"]] == blocked
    names = [entry["name"] for entry in desired["packages"]]
    assert names == (["nvidia-driver"] if gpu == "nvidia" and NVIDIA_CARD in cards else [])


def test_the_profile_overrules_a_quirk():
    quirk = {"name": "a", "match": {"sys_vendor": "Acme*"}, "options": {"snd-hda-intel": "power_save=1"}, "kernel_parameters": ["a=1", "b"], "packages": ["x"]}
    files = {"/sys/class/dmi/id/sys_vendor": "ACME Inc.\n", "/proc/cmdline": "quiet b\n"}
    desired = wanted(files, profile={"drivers_quirks": [quirk], "drivers_module_options": {"snd_hda_intel": "power_save=0"}})
    assert desired["options"] == [{"module": "snd_hda_intel", "options": "power_save=0", "source": "profile", "there": False}]
    assert desired["quirks"] == [{"name": "a", "kernel_parameters": ["a=1", "b"], "missing_parameters": ["a=1"], "reference": None}]
    assert [entry["name"] for entry in desired["packages"]] == ["x"]


def test_odd_quirks_cost_their_own_part_only():
    found = facts(DEBIAN, profile={"drivers_quirks": ["nonsense"]})
    assert isinstance(found["desired"], Unexamined) and isinstance(found["devices"], list)


def test_the_known_quirks_are_whole():
    known = DEFAULTS["drivers_known_quirks"]
    for quirk in known:
        assert quirk["match"] and quirk["reference"].startswith("https://")
        assert set(quirk) <= {"name", "match", "reference", "options", "blacklist", "packages", "kernel_parameters"} and len(quirk) > 3
    macbook = pci("0000:03:00.0", "28000", "43a0")
    macbook = {path: text.replace("v00001234", "v000014E4") for path, text in macbook.items()}
    found = wanted(macbook, profile={"drivers_use_known_quirks": True, "drivers_known_quirks": known})
    assert [entry["name"] for entry in found["packages"]] == ["broadcom-sta-dkms", "linux-headers-amd64", "linux-headers-" + RELEASE]
