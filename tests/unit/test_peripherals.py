# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Peripherals: USB descriptors, device ids, input devices, and the collector on this machine and on made-up ones."""

from __future__ import annotations

import doctest
import importlib
import json

import hosts
import pytest
import test_replays
import yaml
from declared import declaration, undeclared

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.collectors import _services, peripherals
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.collectors import _usb as usb
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import ieee1284, input_devices, usb_descriptors
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.host import FAILED, LiveHost, Unexamined

MOUSE = bytes.fromhex("12010002000000083412785600010102030109022200010100a0320904000001030102000921110100012232000705810304000a")


def laptop(files=None, **more):
    """The made-up healthy laptop with other files."""
    machine = test_replays.merged(test_replays.LAPTOP, {"files": files or {}, **more})
    machine.pop("profile")
    return hosts.MadeMachine(**machine)


def plugged(name, interfaces, ids="1234/5678/100", kind="0/0/0", **attributes):
    """The files of a USB device without descriptors, as older recordings have it. interfaces: [(class/subclass/protocol, driver)]."""
    place = "/sys/bus/usb/devices/" + name
    files = {place + "/uevent": "DEVTYPE=usb_device\nDRIVER=usb\nPRODUCT=%s\nTYPE=%s\nBUSNUM=001\nDEVNUM=030\n" % (ids, kind)}
    files.update({"%s/%s" % (place, key): "%s\n" % value for key, value in attributes.items()})
    for number, (code, driver) in enumerate(interfaces):
        files["%s:1.%d/uevent" % (place, number)] = "DEVTYPE=usb_interface\nINTERFACE=%s\n%s" % (code, "DRIVER=%s\n" % driver if driver else "")
    return files


def read(files=None, profile=None, **more):
    return peripherals.collect(laptop(files, **more), profile or {})


def device(facts, name):
    return next(found for found in facts["usb_devices"] if found["name"] == name)


@pytest.mark.parametrize("module", [usb, peripherals, usb_descriptors, ieee1284, input_devices], ids=lambda module: module.__name__.rpartition(".")[2])
def test_the_samples_in_the_documentation(module):
    assert doctest.testmod(module).failed == 0


# --- descriptors -----------------------------------------------------------------------------------------------------


def test_whatever_breaks_off_is_named_and_what_was_read_stays():
    whole = usb_descriptors.parse(MOUSE)
    assert whole["problem"] is None
    assert whole["configurations"][0]["interfaces"][0]["endpoints"] == [
        {"address": "81", "attributes": 3, "direction": "in", "transfer": "interrupt", "max_packet_size": 4, "interval": 10}]
    assert whole["configurations"][0]["interfaces"][0]["others"] == ["21"]
    for length in range(18, len(MOUSE)):
        found = usb_descriptors.parse(MOUSE[:length])
        assert found["vendor_id"] == "1234"
        assert (found["problem"] is None) == (length in (18, 27, 36, 45)), length
    for length in range(18):
        with pytest.raises(ValueError, match="no USB device descriptor"):
            usb_descriptors.parse(MOUSE[:length])
    with pytest.raises(ValueError, match="too long"):
        usb_descriptors.parse(MOUSE + bytes(usb_descriptors.MAX_SIZE))


def test_a_descriptor_without_a_length_ends_the_reading():
    assert usb_descriptors.parse(MOUSE[:18] + b"\0\1" * 100)["problem"] == "a descriptor at byte 18 has no length"
    assert usb_descriptors.parse(MOUSE[:18] + b"\x04\x02\0\0")["problem"] == "the descriptor at byte 18 is too short for its kind"


def test_power_and_packet_size_count_differently_from_usb_3_on():
    fast = bytearray(MOUSE)
    fast[2:4], fast[7] = b"\x20\x03", 9
    assert usb_descriptors.parse(bytes(fast))["max_packet_size"] == 512
    assert usb_descriptors.parse(bytes(fast))["configurations"][0]["max_power_ma"] == 400
    assert usb_descriptors.parse(MOUSE)["configurations"][0]["max_power_ma"] == 100


def test_only_the_first_setting_of_an_interface_counts():
    second = MOUSE + bytes.fromhex("0904000101030102 00".replace(" ", ""))
    assert len(usb_descriptors.parse(second)["configurations"][0]["interfaces"]) == 2
    assert len(usb_descriptors.interfaces(usb_descriptors.parse(second))) == 1
    assert usb_descriptors.interfaces(usb_descriptors.parse(MOUSE[:18])) == []


# --- device ids ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text,expected", [
    ("MANUFACTURER:Example;COMMAND SET: PCL , PDF ;MODEL:A 1;CLASS:PRINTER;DESCRIPTION:d;SERN:SAMPLE123",
     {"manufacturer": "Example", "model": "A 1", "commands": ["PCL", "PDF"], "class": "PRINTER", "description": "d", "serial": "SAMPLE123"}),
    ("mfg:Example;mdl:A;MDL:B;", {"manufacturer": "Example", "model": "A", "commands": [], "serial": None}),
    ("MFG:;MDL:A;", {"manufacturer": None, "model": "A"}),
])
def test_device_id(text, expected):
    found = ieee1284.parse(text)
    assert {key: found[key] for key in expected} == expected


@pytest.mark.parametrize("text", ["", ";;;", "no colon", b"\0\0", ":value"])
def test_no_device_id(text):
    with pytest.raises(ValueError, match="no IEEE 1284"):
        ieee1284.parse(text)


# --- input devices ---------------------------------------------------------------------------------------------------


def bits(*numbers):
    return sum(1 << number for number in numbers)


@pytest.mark.parametrize("abilities,expected", [
    ({"KEY": 0xFFFFFFFE}, ["keyboard"]),
    ({"KEY": bits(113, 114)}, ["keys"]),
    ({"KEY": bits(0x110, 0x111), "REL": bits(0, 1, 8)}, ["mouse"]),
    ({"KEY": bits(0x110, 0x111), "REL": bits(0, 1), "PROP": bits(5)}, ["mouse", "pointing_stick"]),
    ({"KEY": bits(0x110, 0x145, 0x14A), "ABS": bits(0, 1, 0x2F, 0x35, 0x36), "PROP": bits(0, 2)}, ["touchpad"]),
    ({"KEY": bits(0x14A), "ABS": bits(0, 1, 0x2F, 0x35, 0x36), "PROP": bits(1)}, ["touchscreen"]),
    ({"KEY": bits(0x140, 0x14B, 0x14A), "ABS": bits(0, 1, 24)}, ["tablet"]),
    ({"KEY": bits(0x110, 0x111), "ABS": bits(0, 1)}, ["mouse"]),
    ({"KEY": bits(0x130, 0x131), "ABS": bits(0, 1, 3, 4, 16, 17)}, ["game_controller"]),
    ({"ABS": bits(0, 1, 2)}, ["accelerometer"]),
    ({"SW": 1}, ["switch"]),
    ({}, []),
])
def test_what_an_input_device_is(abilities, expected):
    assert input_devices.kinds(abilities) == expected


def test_words_are_as_wide_as_the_kernels():
    text = 'N: Name="k"\nB: EV=120013\nB: KEY=%s\n'
    assert input_devices.parse(text % "10000 0 0 0 1f fffffffffffffffe")[0]["kinds"] == ["keyboard"]
    # A 32-bit kernel: eight digits at most.
    assert input_devices.parse(text % "1 0 ffffffff fffffffe")[0]["kinds"] == ["keyboard"]


def test_odd_lines_are_passed_over():
    assert input_devices.parse("") == []
    assert input_devices.parse("I: Bus=zzzz\n\nB: KEY=xyz\n") == []
    assert input_devices.parse('N: Name="a"\nB: KEY=xyz\nB: ABS=7\n')[0]["kinds"] == ["accelerometer"]


# --- the collector ---------------------------------------------------------------------------------------------------


def test_facts_of_this_machine_are_as_declared():
    facts = peripherals.collect(LiveHost(), {})
    assert undeclared(facts, declaration("peripherals"), "peripherals") == []


def test_the_laptop():
    facts = read()
    assert undeclared(facts, declaration("peripherals"), "peripherals") == []
    assert [(found["name"], found["kinds"]) for found in facts["usb_devices"]] == [
        ("usb1", ["hub"]), ("1-3", ["hub"]), ("1-3.1", ["human_interface"]), ("1-6", ["webcam"]), ("1-7", ["fingerprint_reader"]), ("1-10", ["bluetooth"]),
        ("usb2", ["hub"])]
    mouse = device(facts, "1-3.1")
    assert (mouse["parent"], mouse["port"], mouse["speed_mbps"], mouse["usb_version"], mouse["max_power_ma"]) == ("1-3", "3.1", 1.5, "2.00", 100)
    assert [(found["name"], found["kinds"], found["usb_device"]) for found in facts["input_devices"]] == [
        ("Lid Switch", ["switch"], None), ("AT Translated Set 2 keyboard", ["keyboard"], None), ("SYNA8018:00 06CB:CE67 Touchpad", ["touchpad"], None),
        ("Logitech USB Optical Mouse", ["mouse"], "1-3.1")]
    assert [(port["name"], port["device"]) for port in facts["usb_ports"]][-2:] == [("1-3-port1", "1-3.1"), ("1-3-port2", None)]
    assert facts["bluetooth"] == {"adapters": [
        {"name": "hci0", "bus": "usb", "device": "1-10", "driver": "btusb", "blocked_soft": False, "blocked_hard": False}], "installed": True, "running": True}
    assert facts["cameras"] == [
        {"name": "Integrated Camera: Integrated C", "device": "1-6", "driver": "uvcvideo", "bus": "usb", "nodes": ["video0", "video1"]}]
    assert [(reader["bus"], reader["device"]) for reader in facts["card_readers"]] == [("pci", "0000:02:00.0")]
    assert facts["docks"] == facts["printers"] == facts["serial_adapters"] == facts["game_controllers"] == []
    assert peripherals.numbers(facts) == {}


def test_no_process_and_few_questions():
    host = laptop()
    peripherals.collect(host, {})
    assert not [question for question in host.asked if question[0] == "run"]
    assert len(host.asked) < 200


def test_a_machine_without_usb():
    facts = peripherals.collect(hosts.MadeMachine({}), {})
    assert undeclared(facts, declaration("peripherals"), "peripherals") == []
    assert facts["usb_devices"] == [] and facts["ipp_usb"] is None


def test_names_are_looked_up_only_when_they_are_asked_for():
    ids = {"/usr/share/hwdata/usb.ids": "046d  Logitech, Inc.\n\tc077  Mouse\n"}
    host = laptop(ids)
    assert device(peripherals.collect(host, {}), "1-3.1")["vendor_name"] is None
    assert ("path", "/usr/share/hwdata/usb.ids") not in host.asked
    mouse = device(read(ids, {"names": True}), "1-3.1")
    assert (mouse["vendor_name"], mouse["product_name"]) == ("Logitech, Inc.", "Mouse")
    assert device(read(ids, {"names": True}), "1-10")["vendor_name"] is None


@pytest.mark.parametrize("interfaces,more,kinds", [
    ([("8/6/80", "usb-storage")], {"product": "Multi-Card Reader"}, ["card_reader", "storage"]),
    ([("8/6/80", "usb-storage")], {"ids": "bda/129/100"}, ["card_reader", "storage"]),
    ([("8/6/80", "usb-storage")], {"ids": "bda/9210/100"}, ["storage"]),
    ([("255/255/0", "r8152")], {}, ["network"]),
    ([("2/2/1", "cdc_acm"), ("10/0/0", "cdc_acm")], {}, ["serial"]),
    ([("2/6/0", "cdc_ether"), ("10/0/0", "cdc_ether")], {}, ["network"]),
    ([("255/0/0", "ftdi_sio")], {}, ["serial"]),
    ([("11/0/0", None)], {}, ["smart_card_reader"]),
    ([("255/0/0", None)], {"ids": "27c6/5385/100"}, ["fingerprint_reader"]),
    ([("3/1/1", "usbhid")], {"ids": "27c6/1234/100"}, ["human_interface"]),
    ([("3/1/1", "usbhid"), ("3/0/0", "usbhid")], {"product": "Fingerprint keyboard"}, ["human_interface"]),
    ([("255/0/0", None)], {"product": "Fingerprint Sensor"}, ["fingerprint_reader"]),
    ([("7/1/2", "usblp"), ("255/255/255", None)], {}, ["printer"]),
    ([("6/1/1", None)], {}, ["camera"]),
    ([("224/1/1", "btusb"), ("254/1/1", None)], {}, ["bluetooth", "firmware_update"]),
    ([("255/0/0", None)], {"ids": "17e9/4307/100"}, ["display_adapter"]),
    ([("255/0/0", None)], {}, []),
])
def test_what_a_usb_device_is_for(interfaces, more, kinds):
    assert device(read(plugged("1-8", interfaces, **more)), "1-8")["kinds"] == kinds


def test_attributes_say_what_descriptors_do_not():
    found = device(read(plugged("1-8", [("3/1/2", "usbhid")], bMaxPower="100mA", bmAttributes="a0", version=" 2.00", bConfigurationValue="1",
                                speed="12", authorized="0", bNumConfigurations="1")), "1-8")
    assert (found["vendor_id"], found["product_id"], found["revision"]) == ("1234", "5678", "0100")
    assert (found["max_power_ma"], found["self_powered"], found["remote_wakeup"], found["usb_version"]) == (100, False, True, "2.00")
    assert (found["authorized"], found["number"], found["configuration_count"]) == (False, 30, 1)


@pytest.mark.parametrize("version,speed,slow", [("3.20", "480", True), ("3.00", "5000", False), ("2.10", "480", False), ("", "480", None)])
def test_slower_than_it_speaks(version, speed, slow):
    assert device(read(plugged("1-8", [("8/6/80", "uas")], version=version, speed=speed)), "1-8")["slow"] is slow


def test_descriptors_that_are_spoilt():
    files = plugged("1-8", [("3/1/2", "usbhid")])
    for data, problem in ((b"garbage", "no USB device descriptor"), (MOUSE[:40], "the descriptor at byte 36 breaks off")):
        found = device(read({**files, "/sys/bus/usb/devices/1-8/descriptors": data}), "1-8")
        assert found["descriptor_problem"] == problem and found["vendor_id"] == "1234"


def test_a_device_that_goes_while_it_is_read():
    files = {**plugged("1-8", [("3/1/2", "usbhid")]), "/sys/bus/usb/devices/1-8/descriptors": {"unreadable": FAILED},
             "/sys/bus/usb/devices/1-8/serial": {"unreadable": FAILED}}
    found = device(read(files), "1-8")
    assert found["serial"] is None and found["descriptor_problem"] == "failed"


def test_what_must_not_be_read_is_not_taken_for_absent():
    with pytest.raises(Unexamined):
        read({**plugged("1-8", []), "/sys/bus/usb/devices/1-8/uevent": {"unreadable": "no_permission"}})


def test_hostile_names_stay_short_and_inside():
    files = plugged("1-8", [("3/1/2", "usbhid")], product="x" * 5000, manufacturer="{{ 1 }}\0")
    files["/sys/bus/usb/devices/../../../etc"] = {"dir": True}
    found = device(read(files), "1-8")
    assert len(found["product"]) == usb.MAX_TEXT and found["manufacturer"] == "{{ 1 }}"


# --- docks, Thunderbolt, Bluetooth, cameras, serial lines ---------------------------------------------------------------


def test_docks():
    dock = {**plugged("1-4", [("9/0/0", "hub")], kind="9/0/2", product="USB Hub"), **plugged("1-4.1", [("255/255/0", "r8152")]),
            **plugged("1-4.2", [("1/1/0", "snd-usb-audio")])}
    assert [(found["name"], found["kind"], found["members"]) for found in read(dock)["docks"]] == [("USB Hub", "usb", ["1-4.1", "1-4.2"])]
    # A hub with a network is a hub; called a dock, it is one.
    alone = {path: text for path, text in dock.items() if "1-4.2" not in path}
    assert read(alone)["docks"] == []
    assert [found["name"] for found in read({**alone, **plugged("1-4.3", [("3/0/0", "usbhid")], product="Example Dock G2")})["docks"]] == ["Example Dock G2"]
    place = "/sys/bus/thunderbolt/devices/0-1/"
    facts = read({place + "device_name": "Thunderbolt 4 Dock\n", place + "authorized": "1\n", place + "rx_speed": "20.0 Gb/s\n", place + "rx_lanes": "2\n"})
    assert [(found["name"], found["kind"]) for found in facts["docks"]] == [("Thunderbolt 4 Dock", "thunderbolt")]
    found = facts["thunderbolt"]["devices"][1]
    assert (found["speed_gbps"], found["lanes"], found["security"], found["host"]) == (20.0, 2, "user", False)


def test_a_radio_without_an_adapter():
    facts = read({"/sys/class/bluetooth/hci0": None})
    assert facts["bluetooth"]["adapters"] == [
        {"name": None, "bus": "usb", "device": "1-10", "driver": "btusb", "blocked_soft": None, "blocked_hard": None}]


def test_connections_are_no_adapters():
    assert len(read({"/sys/class/bluetooth/hci0:256": {"link": "../../devices/x"}})["bluetooth"]["adapters"]) == 1


def test_cameras_without_a_usb():
    files = {"/sys/bus/acpi/devices/OVTI08F4:00/status": "15\n", "/sys/bus/acpi/devices/INT3474:00/status": "0\n",
             "/sys/bus/acpi/devices/PNP0C0A:00/status": "15\n",
             "/sys/class/video4linux/video8": {"link": "../../devices/pci0000:00/0000:00:05.0/intel-ipu6-isys0/video4linux/video8"},
             "/sys/devices/pci0000:00/0000:00:05.0/intel-ipu6-isys0/video4linux/video8/name": "Intel IPU6 ISYS Capture 0\n",
             "/sys/class/video4linux/video10": {"link": "../../devices/platform/soc/codec/video4linux/video10"},
             "/sys/devices/platform/soc/codec/video4linux/video10/name": "bcm2835-codec-decode\n"}
    facts = read(files)
    assert facts["camera_sensors"] == ["OVTI08F4"]
    assert [(camera["name"], camera["bus"]) for camera in facts["cameras"]][1:] == [("Intel IPU6 ISYS Capture 0", "pci")]


def test_serial_lines():
    files = {**plugged("1-8", [("255/0/0", "ftdi_sio")], product="Serial cable"),
             "/sys/class/tty/ttyUSB0": {"link": "../../devices/pci0000:00/0000:00:14.0/usb1/1-8/1-8:1.0/ttyUSB0/tty/ttyUSB0"}}
    assert read(files)["serial_adapters"] == [{"name": "Serial cable", "device": "1-8", "driver": "ftdi_sio", "nodes": ["ttyUSB0"]}]


@pytest.mark.parametrize("cards,there", [({}, True), ({"mmc0:0001": "MMC\n"}, False), ({"mmc0:aaaa": "SD\n"}, True), ({"mmc0:0001": "SDIO\n"}, False)])
def test_soldered_storage_is_no_card_reader(cards, there):
    place = "/sys/devices/pci0000:00/0000:00:1c.5/0000:02:00.0/rtsx_pci_sdmmc.0/mmc_host/mmc0/"
    assert bool(read({place + name + "/type": kind for name, kind in cards.items()})["card_readers"]) is there


def test_over_current_counts_are_trends():
    facts = read({"/sys/devices/pci0000:00/0000:00:14.0/usb1/1-0:1.0/usb1-port7/over_current_count": "3\n"})
    assert peripherals.numbers(facts) == {"over_current:usb1-port7": 3.0}


# --- printers --------------------------------------------------------------------------------------------------------


def test_a_printer_by_its_own_id_and_by_its_strings():
    files = plugged("1-8", [("7/1/2", "usblp")], manufacturer="Example", product="Example Laser 9", serial="SAMPLE123")
    plain = read(files)["printers"][0]
    assert (plain["name"], plain["model"], plain["device_id"], plain["ipp_over_usb"]) == ("Example Laser 9", "Laser 9", None, False)
    own = read({**files, "/sys/bus/usb/devices/1-8:1.0/ieee1284_id": "MFG:Example;MDL:Laser 9 series;CMD:PCL6,URF;SN:SAMPLE456;\n"})["printers"][0]
    assert (own["name"], own["serial"], own["commands"]) == ("Example Laser 9 series", "SAMPLE456", ["PCL6", "URF"])
    assert {"sample123", "sample456", "laser%209%20series", "laser_9_series"} <= set(own["spellings"])
    both = read(plugged("1-8", [("7/1/4", None), ("7/1/4", None)], product="Laser 9"))
    assert both["printers"][0]["ipp_over_usb"] is True and both["ipp_usb"] == {"installed": False, "running": False}


def test_a_printer_that_says_nothing_is_not_judged():
    assert read(plugged("1-8", [("7/1/2", "usblp")]))["printers"][0]["spellings"] == []


# --- the faults ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line,name,clears", [
    ("usb 1-4: device descriptor read/64, error -71", "1-4", "usb 1-4: New USB device found, idVendor=1"),
    ("usb 1-4.2.1: device not accepting address 7, error -71", "1-4.2.1", "usb 1-4.2.1: New USB device found, idVendor=1"),
    ("usb usb3-port2: Cannot enable. Maybe the USB cable is bad?", "usb3-port2", "usb 3-2: New USB device found, idVendor=1"),
    ("usb 1-4-port2: Cannot enable. Maybe the USB cable is bad?", "1-4-port2", "usb 1-4.2: New USB device found, idVendor=1"),
    ("usb 1-4.3-port2: Cannot enable. Maybe the USB cable is bad?", "1-4.3-port2", "usb 1-4.3.2: New USB device found, idVendor=1"),
])
def test_one_port_has_two_names(line, name, clears):
    oracle = importlib.import_module("oracle.klog")
    lines = [{"text": line, "ago": 100}, {"text": line, "ago": 90}]
    assert oracle.found(lines) == [("peripherals.usb_enumeration_failed", name)]
    assert oracle.found([*lines, {"text": clears, "ago": 80}]) == []
    # What is found elsewhere clears nothing.
    assert oracle.found([*lines, {"text": "usb 1-2: New USB device found, idVendor=1", "ago": 80}]) == [("peripherals.usb_enumeration_failed", name)]


def test_everything_is_plain_data():
    assert json.loads(json.dumps(read()))


# --- what the profile says something about ---------------------------------------------------------------------------


def desired(profile, files=None):
    """What is wanted and what is there, on the laptop."""
    facts = peripherals.collect(laptop(files), profile)
    assert undeclared(facts, declaration("peripherals"), "peripherals") == []
    return facts["desired"]


def test_nothing_is_read_where_nothing_is_agreed():
    defaults = yaml.safe_load((test_replays.REPLAYS.parents[1] / "roles/peripherals/defaults/main.yml").read_text(encoding="utf-8"))
    assert desired({}) is None and desired(defaults) is None


def test_only_what_is_agreed_is_read():
    found = desired({"peripherals_webcams": "allowed"}, {"/etc/bluetooth/main.conf": {"unreadable": "no_permission"}})
    assert found == {"bluetooth": None, "thunderbolt": None, "usbguard": None, "udev_rules": None,
                     "webcams": [{"name": "webcams", "wanted": "allowed", "value": "allowed"}]}
    found = desired({"peripherals_bluetooth_settings": {"Policy": {"AutoEnable": True}}}, {"/etc/bluetooth/main.conf": {"unreadable": "no_permission"}})
    assert isinstance(found["bluetooth"], Unexamined)


@pytest.mark.parametrize("files,state", [
    ({}, "running, not enabled"),
    ({"/etc/systemd/system/bluetooth.target.wants/bluetooth.service": {"link": "/usr/lib/systemd/system/bluetooth.service"}}, "enabled"),
    ({"/etc/systemd/system/bluetooth.service": {"link": "/dev/null"}}, "running"),
])
def test_a_service_between_on_and_off(files, state):
    running = {"/sys/fs/cgroup/system.slice/bluetooth.service/cgroup.procs": "612\n"}
    assert desired({"peripherals_bluetooth": "enabled"}, {**running, **files})["bluetooth"][0]["value"] == state


def test_a_container_sees_its_services_in_the_hosts_tree():
    files = {"/sys/fs/cgroup/system.slice": None, "/proc/1/cgroup": "9:name=systemd:/machine/abc/init.scope\n0::/machine/abc/init.scope\n",
             "/sys/fs/cgroup/systemd/machine/abc/system.slice/acme.service/cgroup.procs": "1\n"}
    assert _services.running(hosts.MadeMachine({key: value for key, value in files.items() if value})) == {"acme.service"}
    assert _services.running(hosts.MadeMachine({"/proc/1/cgroup": "0::/../../etc/init.scope\n"})) == set()


@pytest.mark.parametrize("rule,content,value", [
    ({"name": "70-a.rules", "content": "A\n"}, "A", "as agreed"),
    ({"name": "70-a.rules", "content": "A\n"}, "A\nB\n", "different"),
    ({"name": "70-a.rules", "content": "A\n", "state": "absent"}, "A\n", "there"),
])
def test_rules_of_udev(rule, content, value):
    found = desired({"peripherals_udev_rules": [rule, {"name": "../../etc/passwd", "content": "x"}]}, {"/etc/udev/rules.d/70-a.rules": content})
    assert [(entry["name"], entry["value"]) for entry in found["udev_rules"]] == [("70-a.rules", value)]
