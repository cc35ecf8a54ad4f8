# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Power: its parsers, and its collector on made-up machines and on this one. The faults are proven by replays."""

from __future__ import annotations

import doctest
import json
import pathlib
import random
import re
import threading

import hosts
import pytest
import yaml
from declared import declaration, undeclared

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.collectors import power
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import hwmon, power_supply
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.host import FAILED, NO_PERMISSION, TIMEOUT, LiveHost, Unexamined
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.recording import CaseFile, RecordingHost

ROOT = pathlib.Path(__file__).resolve().parents[2]
LAPTOP = yaml.safe_load((ROOT / "tests/replays/laptop/power.yml").read_text(encoding="utf-8"))["files"]


def collect(files=None, laptop=True, **more):
    """The facts of the laptop with these files changed, or of a machine of these files alone."""
    facts = power.collect(hosts.MadeMachine({**(LAPTOP if laptop else {}), **(files or {})}, **more), {})
    assert undeclared(facts, declaration("power"), "power") == []
    return facts


@pytest.mark.parametrize("module", [power_supply, hwmon], ids=lambda module: module.__name__.rpartition(".")[2])
def test_samples_in_the_docs(module):
    failed, tried = doctest.testmod(module)
    assert failed == 0 and tried > 0


# --- batteries -------------------------------------------------------------------------------------------------------


def test_the_laptop():
    facts = collect()
    battery, = facts["batteries"]
    assert battery == {**battery, "name": "BAT0", "manufacturer": "Sample Cells", "model": "SC57WH4", "serial": "2417", "units": "energy",
                       "now_wh": 34.5, "full_wh": 52.3, "design_wh": 57.0, "percent": 66.0, "health_percent": 91.7544, "wear_percent": 8.2456,
                       "cycles": 143, "watts": 21.4, "volts": 16.102, "start_threshold": 75, "end_threshold": 80, "behaviour": "auto",
                       "limits": ["charge_control_end_threshold=80"], "plausible": True, "present": True, "temperature": None}
    assert [(s["name"], s["type"], s["online"], s["watts"]) for s in facts["supplies"]] == [
        ("AC", "mains", True, None), ("ucsi-source-psy-USBC000:001", "usb", True, 65.0)]
    assert facts["on_mains"] is True
    assert [(p["name"], p["model"], p["percent"]) for p in facts["peripherals"]] == [("hidpp_battery_0", "Sample Mouse", 3)]
    assert facts["lid"] == {"present": True, "closed": False}
    assert facts["sleep"]["states"] == ["freeze", "mem", "disk"] and facts["sleep"]["mode"] == "s2idle" and facts["sleep"]["modes"] == ["s2idle"]
    assert (facts["sleep"]["successes"], facts["sleep"]["failures"], facts["sleep"]["last_hardware_sleep_seconds"]) == (4, 0, 1740.0)
    assert facts["platform_profile"] == {"selected": "balanced", "choices": ["low-power", "balanced", "performance"]}
    assert facts["throttling"] == {"core_events": 0, "package_events": 3, "package_seconds": 0.012}
    assert power.numbers(facts) == {"battery_health:BAT0": 91.7544, "battery_cycles:BAT0": 143, "temperature:disk": 38.85, "temperature:cpu": 48.0}


@pytest.mark.parametrize("files,volts,full", [
    ({"voltage_max_design": "12600000", "voltage_min_design": "10800000", "voltage_now": "11441000"}, 12.6, 25.2),
    ({"voltage_max_design": "0", "voltage_min_design": "10800000", "voltage_now": "11441000"}, 10.8, 21.6),
    ({"voltage_min_design": "900000", "voltage_now": "11441000"}, 11.441, 22.882),
    ({}, 10.0, 20.0),
])
def test_a_charge_becomes_an_energy(files, volts, full):
    battery = power_supply.battery("BAT0", {"charge_full": "2000000\n", **files})
    assert (battery["units"], battery["design_volts"], battery["full_wh"]) == ("charge", volts, full)


def test_energy_goes_before_charge_unless_it_is_nothing():
    both = {"charge_full": "2000000", "charge_full_design": "2500000", "charge_now": "1000000", "voltage_min_design": "10000000", "energy_now": "0"}
    assert power_supply.battery("BAT0", {**both, "energy_full": "30000000", "energy_full_design": "40000000", "energy_now": "15000000"})["health_percent"] == 75
    assert power_supply.battery("BAT0", {**both, "energy_full": "0"})["now_wh"] == 10


@pytest.mark.parametrize("files,health,plausible,wear", [
    ({"energy_full": "20000000", "energy_full_design": "40000000"}, 50, True, 50),
    ({"energy_full": "42000000", "energy_full_design": "40000000"}, 105, True, 0),
    ({"energy_full": "43000000", "energy_full_design": "40000000"}, 107.5, False, None),
    ({"energy_full": "20000000", "energy_full_design": "0"}, None, None, None),
    ({"energy_full": "0", "energy_full_design": "40000000"}, None, None, None),
    ({"energy_full": "20000000", "energy_full_design": "-1"}, 2e9, False, None),
    ({"energy_full": "20000000"}, None, None, None),
    ({"energy_full": "lots", "energy_full_design": "40000000"}, None, None, None),
])
def test_what_firmware_says_is_believed_or_not(files, health, plausible, wear):
    battery = power_supply.battery("BAT0", files)
    assert (battery["health_percent"], battery["plausible"], battery["wear_percent"]) == (health, plausible, wear)


def test_percent_and_energy_follow_from_each_other():
    assert power_supply.battery("BAT0", {"energy_full": "40000000", "energy_now": "10000000"})["percent"] == 25
    assert power_supply.battery("BAT0", {"energy_full": "40000000", "capacity": "75"})["now_wh"] == 30
    assert power_supply.battery("BAT0", {"capacity": "130"})["percent"] == 100
    nothing = power_supply.battery("BAT0", {})
    assert nothing["percent"] is nothing["now_wh"] is nothing["units"] is nothing["status"] is None and nothing["present"] is True


@pytest.mark.parametrize("files,limits", [
    ({"charge_control_end_threshold": "100"}, []),
    ({"charge_stop_threshold": "85"}, ["charge_control_end_threshold=85"]),
    ({"charge_behaviour": "auto inhibit-charge [force-discharge]"}, ["charge_behaviour=force-discharge"]),
    ({"charge_types": "Fast Standard [Long_Life]"}, ["charge_types=Long_Life"]),
    ({"charge_types": "Fast [Standard] Long_Life"}, []),
])
def test_what_limits_charging(files, limits):
    assert power_supply.battery("BAT0", files)["limits"] == limits


def test_makers_switches_limit_charging():
    assert collect({"/sys/devices/platform/lg-laptop/battery_care_limit": "80\n"})["batteries"][0]["limits"][1:] == ["battery_care_limit=80"]
    assert collect({"/sys/devices/platform/lg-laptop/battery_care_limit": "100\n"})["batteries"][0]["limits"][1:] == []


def test_what_a_supply_is():
    facts = collect({
        "/sys/class/power_supply/old/online": "0\n",                                      # the kernel does not say what it is
        "/sys/class/power_supply/pack/capacity": "50\n",
        "/sys/class/power_supply/wacom_ac/type": "Mains\n", "/sys/class/power_supply/wacom_ac/online": "1\n",
        "/sys/class/power_supply/wacom_ac/scope": "Device\n",
        "/sys/class/power_supply/ups/type": "UPS\n", "/sys/class/power_supply/ups/online": "1\n",
        "/sys/class/power_supply/dcp/type": "USB_DCP\n", "/sys/class/power_supply/dcp/online": "2\n",
    }, laptop=False)
    assert [(s["name"], s["type"], s["online"]) for s in facts["supplies"]] == [("dcp", "usb", True), ("old", "mains", False), ("ups", "ups", True)]
    assert [battery["name"] for battery in facts["batteries"]] == ["pack"]
    assert facts["on_mains"] is True


def test_nothing_is_known_of_a_machine_without_power_supplies():
    facts = collect(laptop=False)
    assert facts["batteries"] == facts["supplies"] == facts["sensors"] == facts["heat"] == [] and facts["on_mains"] is None
    assert facts["lid"] == {"present": False, "closed": None}


# --- heat ------------------------------------------------------------------------------------------------------------


def test_chips_and_their_sensors():
    facts = collect()
    assert [(chip["chip"], chip["place"], chip["asleep"]) for chip in facts["chips"]] == [
        ("acpitz-virtual-0", "board", False), ("nvme-virtual-0", "disk", False), ("coretemp-isa-0000", "cpu", False),
        ("sample_ec-virtual-0", "board", False), ("iwlwifi_1-virtual-0", "network", False)]
    package = next(sensor for sensor in facts["sensors"] if sensor["label"] == "Package id 0")
    assert package["readings"] == {"input": 48.0, "max": 100.0, "crit": 100.0, "crit_alarm": 0.0} and package["value"] == 48.0
    assert facts["fans"] == [{"name": "sample_ec-virtual-0/CPU Fan", "chip": "sample_ec-virtual-0", "place": "board", "turns_per_minute": 2310,
                              "least": None, "most": None, "power_255": 84, "fault": None, "alarms": []}]
    assert facts["heat"] == [
        {"name": "acpitz", "place": "zone", "label": "acpitz", "temperature": 47.0, "limit": 105.0, "limit_kind": "critical"},
        {"name": "coretemp-isa-0000", "place": "cpu", "label": "Package id 0", "temperature": 48.0, "limit": 100.0, "limit_kind": "crit"}]


def test_zones_and_their_trip_points():
    zone = collect({"/sys/class/thermal/thermal_zone10/type": "TSKN\n", "/sys/class/thermal/thermal_zone10/temp": "35050\n"})["thermal_zones"]
    assert [found["name"] for found in zone] == ["thermal_zone0", "thermal_zone1", "thermal_zone10"]
    assert zone[0]["trips"] == [{"type": "critical", "temperature": 110.0}, {"type": "passive", "temperature": None}]
    assert zone[2] == {"name": "thermal_zone10", "type": "TSKN", "temperature": 35.05, "mode": None, "policy": None, "trips": []}


def test_a_chip_of_the_old_style():
    facts = collect({
        "/sys/class/hwmon/hwmon0/device/name": "w83627hf\n", "/sys/class/hwmon/hwmon0/device/fan1_input": "3000\n",
        "/sys/class/hwmon/hwmon0/device/fan1_min": "1500\n", "/sys/class/hwmon/hwmon0/device/pwm1": "200\n",
        "/sys/class/hwmon/hwmon1/name": "pwmfan\n", "/sys/class/hwmon/hwmon1/pwm1": "0\n",
        "/sys/class/hwmon/hwmon2/temp1_input": "20000\n",
    }, laptop=False)
    # One without a sensor, or without a name, is none.
    assert [(chip["driver"], chip["folder"]) for chip in facts["chips"]] == [("w83627hf", "/sys/class/hwmon/hwmon0/device")]
    assert [(fan["turns_per_minute"], fan["least"], fan["power_255"]) for fan in facts["fans"]] == [(3000, 1500.0, 200)]


@pytest.mark.parametrize("driver,more,asleep", [
    ("amdgpu", {"device/power/runtime_status": "suspended\n"}, True),
    ("amdgpu", {"device/power/runtime_status": "active\n"}, False),
    ("drivetemp", {"device/block/sda/queue/rotational": "1\n"}, True),
    ("drivetemp", {"device/block/sda/queue/rotational": "0\n"}, False),
])
def test_what_sleeps_is_left_asleep(driver, more, asleep):
    files = {"name": driver, "temp1_input": "41000\n", **more}
    machine = hosts.MadeMachine({"/sys/class/hwmon/hwmon0/" + name: text for name, text in files.items()})
    facts = power.collect(machine, {})
    assert [chip["asleep"] for chip in facts["chips"]] == [asleep]
    assert (("path", "/sys/class/hwmon/hwmon0/temp1_input") in machine.asked) is not asleep
    assert len(facts["sensors"]) == (0 if asleep else 1)


def test_the_bus_is_looked_for_on_the_way_up():
    facts = collect({
        "/sys/class/hwmon/hwmon0/name": "nvme\n", "/sys/class/hwmon/hwmon0/temp1_input": "30000\n",
        "/sys/class/hwmon/hwmon0/device": {"link": "/sys/devices/pci0/nvme/nvme0"},
        "/sys/devices/pci0/nvme/nvme0/subsystem": {"link": "../../../class/nvme"},
        "/sys/devices/pci0/nvme/nvme0/device": {"link": "/sys/devices/pci0/0000:02:00.0"},
        "/sys/devices/pci0/0000:02:00.0/subsystem": {"link": "../../bus/pci"},
    }, laptop=False)
    assert [(chip["chip"], chip["device"]) for chip in facts["chips"]] == [("nvme-pci-0200", "nvme0")]


def test_the_same_label_twice_and_sensors_in_their_order():
    facts = collect({
        "/sys/class/hwmon/hwmon0/name": "x\n", **{"/sys/class/hwmon/hwmon0/temp%d_input" % n: "%d000\n" % (30 + n) for n in (1, 2, 10)},
        "/sys/class/hwmon/hwmon0/temp10_label": "T\n", "/sys/class/hwmon/hwmon0/temp2_label": "T\n", "/sys/class/hwmon/hwmon0/in0_input": "1020\n",
        "/sys/class/hwmon/hwmon0/power1_average": "7500000\n", "/sys/class/hwmon/hwmon0/temp0_input": "1\n",
        "/sys/class/hwmon/hwmon0/cpu0_vid": "1212\n", "/sys/class/hwmon/hwmon0/beep_enable": "0\n",
    }, laptop=False)
    assert [(s["name"], s["label"], s["value"]) for s in facts["sensors"]] == [
        ("in0", "in0", 1.02), ("temp1", "temp1", 31.0), ("temp2", "T", 32.0), ("temp10", "T", 40.0), ("power1", "power1", 7.5),
        ("cpu0", "cpu0_vid", 1.212), ("beep", "beep_enable", 0.0)]


def test_power_managers():
    wants = "/etc/systemd/system/%s.target.wants/%s.service"
    assert collect()["managers"] == []
    both = {wants % ("multi-user", "tlp"): {"link": "x"}, wants % ("graphical", "power-profiles-daemon"): {"link": "x"}, "/run/tlp": {"dir": True}}
    assert collect(both)["managers"] == [
        {"name": "tlp", "enabled": True, "running": True}, {"name": "power-profiles-daemon", "enabled": True, "running": False}]
    assert collect({"/sys/fs/cgroup/systemd/system.slice/tuned.service/tasks": ""})["managers"] == [{"name": "tuned", "enabled": False, "running": True}]


# --- what cannot be seen ---------------------------------------------------------------------------------------------


class Slow(hosts.MadeMachine):
    """A sensor that does not answer until the test is over."""

    def __init__(self, files):
        super().__init__(files)
        self.over = threading.Event()

    def read(self, path, limit=4 << 20):
        if path.endswith("hwmon1/temp1_input"):
            self.over.wait(30)
        return super().read(path, limit)


def test_a_device_that_does_not_answer_costs_its_own_part_only(monkeypatch):
    monkeypatch.setattr(power, "PATIENCE", 0.2)
    machine = Slow(LAPTOP)
    try:
        facts = power.collect(machine, {})
    finally:
        machine.over.set()
    assert [facts[part].reason for part in ("chips", "sensors", "fans", "heat")] == [TIMEOUT] * 4
    assert facts["batteries"][0]["percent"] == 66 and len(facts["peripherals"]) == 1
    assert undeclared(facts, declaration("power"), "power") == []
    assert hosts.judge({"power": facts}) == []


def test_files_that_refuse_are_nothing_and_folders_that_refuse_are_unexamined():
    assert collect({"/sys/class/thermal/thermal_zone1/temp": {"unreadable": FAILED}})["thermal_zones"][1]["temperature"] is None
    facts = collect({"/sys/class/power_supply": {"dir": True, "unreadable": NO_PERMISSION}})
    assert isinstance(facts["batteries"], Unexamined) and isinstance(facts["on_mains"], Unexamined) and isinstance(facts["peripherals"], Unexamined)
    assert facts["lid"]["present"]


def test_noise_never_raises():
    chance = random.Random(4)
    for _round in range(60):
        noise = {path: bytes(chance.choice(b"0123456789-. []azAZ\n\0\xff") for _b in range(chance.randrange(12))) for path in LAPTOP if chance.random() < 0.5}
        machine = hosts.MadeMachine(LAPTOP)
        for path, data in noise.items():
            machine.add(path, hosts.Node("file", data))
        facts = power.collect(machine, {})
        assert undeclared(facts, declaration("power"), "power") == []
        json.dumps(facts)
        hosts.judge({"power": facts})
        power.numbers(facts)


def test_this_machine_and_its_recording():
    recording = RecordingHost(LiveHost())
    facts = power.collect(recording, {})
    assert undeclared(facts, declaration("power"), "power") == []
    assert power.collect(CaseFile.load(recording.case_file()), {}) == facts


# --- what the profile says something about ---------------------------------------------------------------------------


def provisioned(profile, files=None):
    """The facts of the laptop under a profile."""
    facts = power.collect(hosts.MadeMachine({**LAPTOP, **(files or {})}), profile)
    assert undeclared(facts, declaration("power"), "power") == []
    return facts


def test_without_a_profile_no_settings_are_read():
    machine = RecordingHost(hosts.MadeMachine(LAPTOP))
    facts = power.collect(machine, {"power_manager": "", "power_profile": "", "power_suspend": None, "power_hibernate": None,
                                    "power_charge_start_threshold": None, "power_charge_end_threshold": None})
    assert facts["chosen_profile"] is facts["kept_limits"] is facts["sleep_policy"] is None
    assert not re.search(r"sleep\.conf|udev/rules|tlp\.|state\.ini|active_profile", json.dumps(machine.answers))


@pytest.mark.parametrize("text,kept", [
    ('ACTION=="add", ATTR{charge_control_end_threshold}!="80", ATTR{charge_control_end_threshold}="80"', {"start": None, "end": 80}),
    ('#ACTION=="add", ATTR{charge_control_end_threshold}="80"', {"start": None, "end": None}),
    ('ACTION=="add", ATTR{charge_control_end_threshold}=="80"', {"start": None, "end": None}),
    ('ACTION=="add", ATTR{charge_control_start_threshold}="40"\nACTION=="add", ATTR{charge_control_end_threshold}="60"\n', {"start": 40, "end": 60}),
    ("\0" * 5000, {"start": None, "end": None}),
    (None, {"start": None, "end": None}),
])
def test_what_keeps_the_limits(text, kept):
    assert provisioned({"power_charge_end_threshold": 80}, {"/etc/udev/rules.d/60-fieldtech-charge.rules": text})["kept_limits"] == kept


@pytest.mark.parametrize("manager,files,name", [
    ("tlp", {"/etc/tlp.d/50-a.conf": "PLATFORM_PROFILE_ON_AC=performance\n", "/etc/tlp.conf": "PLATFORM_PROFILE_ON_BAT=performance\n"}, "performance"),
    ("tlp", {"/etc/tlp.d/50-a.conf": "PLATFORM_PROFILE_ON_AC=performance\nPLATFORM_PROFILE_ON_BAT=low-power\n"}, "different ones"),
    ("tlp", {}, None),
    ("tuned", {"/etc/tuned/active_profile": "virtual-guest\n"}, "virtual-guest"),
    ("tuned", {"/etc/tuned/active_profile": "\n"}, None),
    ("power-profiles-daemon", {"/usr/libexec/power-profiles-daemon": "", "/var/lib/power-profiles-daemon/state.ini": "garbage\n[Stat\n=\n"}, "balanced"),
    ("power-profiles-daemon", {}, None),
])
def test_which_profile_is_kept(manager, files, name):
    facts = provisioned({"power_manager": manager, "power_profile": "balanced"}, files)
    assert facts["chosen_profile"] == {"name": name, "performance_possible": True}


@pytest.mark.parametrize("files,settings", [
    ({}, (True, True)),
    ({"/usr/lib/systemd/sleep.conf": "[Sleep]\nAllowSuspend=no\n"}, (False, True)),
    ({"/usr/lib/systemd/sleep.conf": "[Sleep]\nAllowSuspend=no\n", "/etc/systemd/sleep.conf": "[Sleep]\n"}, (True, True)),
    ({"/etc/systemd/sleep.conf": "[Login]\nAllowSuspend=no\n[Sleep]\n;AllowHibernation=no\n"}, (True, True)),
    ({"/usr/lib/systemd/sleep.conf.d/50-a.conf": "[Sleep]\nAllowHibernation=0\n", "/etc/systemd/sleep.conf.d/50-a.conf": "[Sleep]\n"}, (True, True)),
    ({"/usr/lib/systemd/sleep.conf.d/90-a.conf": "[Sleep]\nAllowHibernation=off\n", "/etc/systemd/sleep.conf.d/50-a.conf": "[Sleep]\nAllowHibernation=yes\n"},
     (True, False)),
])
def test_which_settings_of_sleep_hold(files, settings):
    policy = provisioned({"power_suspend": True}, files)["sleep_policy"]
    assert (policy["settings"]["suspend"], policy["settings"]["hibernate"]) == settings
    assert policy["targets"] == {"suspend": True, "hibernate": True}


def test_settings_that_cannot_be_read_are_unexamined():
    facts = provisioned({"power_suspend": True}, {"/etc/systemd/sleep.conf": {"unreadable": NO_PERMISSION}})
    assert isinstance(facts["sleep_policy"], Unexamined)
