# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sensors of the kernel (/sys/class/hwmon): what their files are called, in which unit they are, and where the chip sits.

The names and scales are those that the kernel documents (hwmon/sysfs-interface), and what `sensors -j` shows of them.
"""

from __future__ import annotations

import re
import typing as t

_ANALOGUE_ALARMS = ("alarm", "min_alarm", "max_alarm", "lcrit_alarm", "crit_alarm", "beep")
_ANALOGUE = ("input", "average", "min", "max", "lcrit", "crit", "lowest", "highest") + _ANALOGUE_ALARMS

#: What is read of each kind of sensor.
FILES: dict[str, tuple[str, ...]] = {
    "in": _ANALOGUE,
    "fan": ("input", "min", "max", "div", "pulses", "alarm", "min_alarm", "max_alarm", "fault", "beep"),
    "temp": (
        "input", "max", "max_hyst", "min", "min_hyst", "crit", "crit_hyst", "lcrit", "lcrit_hyst", "emergency", "emergency_hyst", "lowest", "highest",
        "alarm", "min_alarm", "max_alarm", "lcrit_alarm", "crit_alarm", "emergency_alarm", "fault", "type", "offset", "beep",
    ),
    "power": (
        "input", "average", "average_highest", "average_lowest", "input_highest", "input_lowest", "cap", "cap_hyst", "cap_alarm", "alarm",
        "min", "min_alarm", "lcrit", "lcrit_alarm", "max", "max_alarm", "crit", "crit_alarm", "average_interval",
    ),
    "energy": ("input",),
    "curr": _ANALOGUE,
    "humidity": ("input",),
    "cpu": ("vid",),
    "intrusion": ("alarm", "beep"),
    "beep": ("enable",),
}

_UNITS = {"in": 1e3, "temp": 1e3, "curr": 1e3, "humidity": 1e3, "cpu": 1e3, "power": 1e6, "energy": 1e6}
# Flags and counts are what they are, whatever the sensor measures.
_BARE = ("alarm", "fault", "beep", "type", "div", "pulses", "enable")

_PLACES = (
    ("cpu", r"coretemp|k8temp|k10temp|zenpower\d?|via_cputemp|fam15h_power|cpu_thermal|peci_cputemp.*|cputemp.*"),
    ("gpu", r"amdgpu|radeon|nouveau|i915|xe|nvidia.*|gpu_thermal"),
    ("disk", r"nvme|drivetemp"),
    ("memory", r"jc42|spd5118|ee1004"),
    ("network", r"iwlwifi.*|mt7\d+.*|ath\d+k?.*|rtw.*|r8169.*|igb.*|ixgbe.*|i350.*|mlx.*|bnxt.*|tg3|be2net|e1000.*|enp.*|eth.*|cxgb.*"
                r"|aquantia.*|atlantic.*|sfp.*"),
    ("battery", r"BAT.*|CMB.*|hidpp_battery.*|macsmc_battery|.*-battery|sbs.*"),
    ("supply", r"AC\w*|ADP\w*|ucsi_source.*|corsairpsu|usbc?.*"),
)


def parse_name(name: str) -> tuple[str, int, str] | None:
    """(kind, number, what) of a file that is read, or None.

    >>> parse_name("temp1_crit_alarm"), parse_name("in0_input"), parse_name("pwm1_enable"), parse_name("bogus1_input")
    (('temp', 1, 'crit_alarm'), ('in', 0, 'input'), None, None)
    """
    if name == "beep_enable":
        return "beep", 0, "enable"
    match = re.fullmatch(r"([a-z]{2,9})([0-9]{1,4})_([a-z_]{2,20})", name)
    if not match or match.group(1) == "beep" or match.group(3) not in FILES.get(match.group(1), ()):
        return None
    number = int(match.group(2))
    # Only voltages, processors' voltages and intrusion are counted from nought.
    return (match.group(1), number, match.group(3)) if number > 0 or match.group(1) in ("in", "cpu", "intrusion") else None


def label(kind: str, number: int) -> tuple[str, str]:
    """(name, label) of a sensor that the kernel gives no label, as sensors has them.

    >>> label("temp", 1), label("cpu", 0), label("beep", 0)
    (('temp1', 'temp1'), ('cpu0', 'cpu0_vid'), ('beep', 'beep_enable'))
    """
    name = kind if kind == "beep" else "%s%d" % (kind, number)
    return name, name + {"cpu": "_vid", "beep": "_enable"}.get(kind, "")


def value(kind: str, what: str, text: str | None) -> float | None:
    """What a file says, in degrees Celsius, volts, amperes, watts, joules, percent or turns per minute; None if it says nothing.

    >>> value("temp", "input", "38850\\n"), value("fan", "input", "2506\\n"), value("power", "average", "15000000"), value("in", "alarm", "1")
    (38.85, 2506.0, 15.0, 1.0)
    """
    match = re.match(r"\s*([-+]?[0-9]{1,18}(?:\.[0-9]{1,9})?)", text or "")
    if not match:
        return None
    if what.rpartition("_")[2] in _BARE:
        return float(match.group(1))
    return float(match.group(1)) / (1e3 if what == "average_interval" else _UNITS.get(kind, 1.0))


def place(driver: str) -> str:
    """Where a chip sits: cpu, gpu, disk, memory, network, battery, supply, or board for all others.

    >>> place("coretemp"), place("nct6798"), place("nvme"), place("BAT0")
    ('cpu', 'board', 'disk', 'battery')
    """
    return next((where for where, pattern in _PLACES if re.fullmatch(pattern, driver)), "board")


def chip(driver: str, device: str | None, subsystem: str | None) -> str | None:
    """The chip's name as `sensors` gives it, from its driver, its device's name and the bus that this hangs on; None for an unknown bus.

    >>> chip("coretemp", "coretemp.0", "platform"), chip("nvme", "0000:01:00.0", "pci"), chip("jc42", "0-0018", "i2c"), chip("acpitz", None, None)
    ('coretemp-isa-0000', 'nvme-pci-0100', 'jc42-i2c-0-18', 'acpitz-virtual-0')
    """
    if device is None:
        return driver + "-virtual-0"
    patterns: dict[str, tuple[str, t.Callable[..., str]]] = {
        "pci": (r"([0-9a-f]{1,8}):([0-9a-f]{1,2}):([0-9a-f]{1,2})\.([0-7])", lambda domain, bus, slot, function: "pci-%04x" % (
            (int(domain, 16) << 16) + (int(bus, 16) << 8) + (int(slot, 16) << 3) + int(function, 16))),
        "i2c": (r"([0-9]{1,5})-([0-9a-f]{1,8})", lambda bus, address: "i2c-%d-%02x" % (int(bus), int(address, 16))),
        "spi": (r"spi([0-9]{1,5})\.([0-9]{1,5})", lambda bus, address: "spi-%d-%x" % (int(bus), int(address))),
        "hid": (r"([0-9A-Fa-f]{1,8}):[0-9A-Fa-f]+:[0-9A-Fa-f]+\.([0-9A-Fa-f]{1,8})", lambda bus, number: "hid-%d-%x" % (int(bus, 16), int(number, 16))),
        "scsi": (r"([0-9]{1,5}):([0-9]{1,5}):([0-9]{1,5}):[0-9]+", lambda host, channel, target: "scsi-%d-%x" % (
            int(host), (int(channel) << 8) + int(target))),
        "platform": (r"[a-z0-9_]+\.([0-9]{1,9})", lambda number: "isa-%04x" % int(number)),
    }
    if subsystem == "acpi":
        return driver + "-acpi-0"
    pattern, written = patterns.get({"of_platform": "platform"}.get(subsystem or "", subsystem or ""), ("", str))
    if not pattern:
        return None
    match = re.fullmatch(pattern, device)
    if match:
        return "%s-%s" % (driver, written(*match.groups()))
    return driver + "-isa-0000" if subsystem in ("platform", "of_platform") else None
