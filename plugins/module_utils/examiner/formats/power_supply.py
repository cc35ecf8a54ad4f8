# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the kernel says of batteries and power supplies (/sys/class/power_supply), in one set of units.

Attributes arrive as {file name: text}. Micro-units become watt-hours, watts and volts; a charge (µAh) becomes an energy by the
same voltage that upower uses: the highest design voltage, else the lowest, else the present one.
"""

from __future__ import annotations

import re
import typing as t

#: The files of a battery that are read, in this order.
BATTERY = (
    "present", "status", "capacity", "capacity_level", "energy_full", "energy_full_design", "energy_now", "energy_avg", "power_now",
    "charge_full", "charge_full_design", "charge_now", "charge_avg", "current_now", "voltage_max_design", "voltage_min_design", "voltage_now",
    "voltage_avg", "cycle_count", "temp", "health", "technology", "manufacturer", "model_name", "serial_number",
    "charge_control_start_threshold", "charge_control_end_threshold", "charge_start_threshold", "charge_stop_threshold",
    "charge_behaviour", "charge_types", "charge_type",
)
#: The files of a source of power that are read.
SUPPLY = ("online", "usb_type", "voltage_now", "current_max", "input_power_limit", "manufacturer", "model_name")
#: The files of a peripheral's battery that are read.
PERIPHERAL = ("present", "status", "capacity", "capacity_level", "manufacturer", "model_name", "serial_number")

# A battery may hold a little more than it was made for; beyond this the firmware is wrong.
MOST_OF_DESIGN = 105.0

# Ways of charging that stop before the battery is full.
_GENTLE = ("Long_Life", "Long Life", "Adaptive", "Custom", "Trickle")


def number(text: str | None) -> int | None:
    """A whole number as the kernel writes one, or None for anything else.

    >>> number("11400000\\n"), number("-26000"), number("N/A"), number(None)
    (11400000, -26000, None, None)
    """
    match = re.fullmatch(r"\s*(-?[0-9]{1,18})\s*", text or "")
    return int(match.group(1)) if match else None


def words(text: str | None) -> str | None:
    """A name without the blanks and zero bytes that firmware pads it with; None if nothing is left.

    >>> words(" DELL 1V0PP\\0\\n"), words(" \\n")
    ('DELL 1V0PP', None)
    """
    cleaned = (text or "").strip(" \t\r\n\0\ufffd")
    return cleaned or None


def chosen(text: str | None) -> str | None:
    """The choice in brackets.

    >>> chosen("[auto] inhibit-charge force-discharge"), chosen("C [PD] PD_PPS"), chosen("none")
    ('auto', 'PD', None)
    """
    found = re.search(r"\[([^\[\]]{1,60})\]", text or "")
    return found.group(1) if found else None


def kind(attributes: t.Mapping[str, str]) -> str:
    """What a supply is: battery, mains, usb, ups, wireless. Where the kernel does not say, what can be online is no battery."""
    said = words(attributes.get("type"))
    if said is None or said.lower() == "unknown":
        return "mains" if "online" in attributes else "battery"
    return "usb" if said.lower().startswith("usb") else said.lower()


def _micro(attributes: t.Mapping[str, str], key: str) -> float | None:
    value = number(attributes.get(key))
    return None if value is None else value / 1e6


def _design_voltage(attributes: t.Mapping[str, str]) -> float:
    for key in ("voltage_max_design", "voltage_min_design", "voltage_now"):
        volts = _micro(attributes, key)
        if volts is not None and volts > 1:
            return volts
    return 10.0


def battery(name: str, attributes: t.Mapping[str, str]) -> dict[str, t.Any]:
    """The facts of a battery from its files.

    >>> facts = battery("BAT0", {"charge_full": "2000000", "charge_full_design": "4000000", "charge_now": "500000", "voltage_min_design": "11100000"})
    >>> facts["units"], facts["full_wh"], facts["now_wh"], facts["percent"], facts["health_percent"], facts["wear_percent"]
    ('charge', 22.2, 5.55, 25.0, 50.0, 50.0)
    """
    volts = _design_voltage(attributes)
    full, design = _micro(attributes, "energy_full"), _micro(attributes, "energy_full_design")
    if full is not None and full >= 0.01:
        units, factor = "energy", 1.0
        now = _micro(attributes, "energy_now")
        now = now if now is not None and abs(now) >= 0.01 else _micro(attributes, "energy_avg") or now
    else:
        units, factor = "charge", volts
        full, design, now = (_micro(attributes, key) for key in ("charge_full", "charge_full_design", "charge_now"))
        now = _micro(attributes, "charge_avg") if now is None else now
    watts = _micro(attributes, "power_now")
    if watts is None:
        amperes = _micro(attributes, "current_now")
        watts = None if amperes is None else amperes * volts
    full, design, now = (None if value is None else abs(value) * factor for value in (full, design, now))
    full, design = full or None, design or None
    percent: float | None = number(attributes.get("capacity"))
    percent = None if percent is None else min(100.0, max(0.0, float(percent)))
    whole = full or design
    if not percent and now is not None and whole:
        percent = 100.0 * now / max(whole, now)
    if (now is None or now < 0.01) and percent is not None and whole:
        now = whole * percent / 100
    health = 100.0 * full / design if full and design else None
    plausible = None if health is None else health <= MOST_OF_DESIGN
    millidegrees = number(attributes.get("temp"))
    cycles = number(attributes.get("cycle_count"))
    facts = {
        "name": name,
        "manufacturer": words(attributes.get("manufacturer")),
        "model": words(attributes.get("model_name")),
        "serial": words(attributes.get("serial_number")),
        "technology": words(attributes.get("technology")),
        "present": number(attributes.get("present")) != 0,
        "status": words(attributes.get("status")),
        "level": words(attributes.get("capacity_level")),
        "kernel_health": words(attributes.get("health")),
        "units": units if full or design or now is not None else None,
        "design_volts": volts,
        "volts": _micro(attributes, "voltage_now") or _micro(attributes, "voltage_avg"),
        "watts": None if watts is None else abs(watts),
        "now_wh": now,
        "full_wh": full,
        "design_wh": design,
        "percent": percent,
        "health_percent": health,
        "plausible": plausible,
        "wear_percent": max(0.0, 100.0 - health) if health is not None and plausible else None,
        "cycles": cycles if cycles is not None and cycles > 0 else None,
        "temperature": None if millidegrees is None else millidegrees / 10,
        "start_threshold": _threshold(attributes, "charge_control_start_threshold", "charge_start_threshold"),
        "end_threshold": _threshold(attributes, "charge_control_end_threshold", "charge_stop_threshold"),
        "behaviour": chosen(attributes.get("charge_behaviour")),
        "charge_type": chosen(attributes.get("charge_types")) or words(attributes.get("charge_type")),
    }
    facts["limits"] = _limits(facts)
    return {key: round(value, 4) if isinstance(value, float) else value for key, value in facts.items()}


def _threshold(attributes: t.Mapping[str, str], *keys: str) -> int | None:
    for key in keys:
        value = number(attributes.get(key))
        if value is not None and 0 <= value <= 100:
            return value
    return None


def _limits(facts: t.Mapping[str, t.Any]) -> list[str]:
    """What keeps it from being charged full on purpose, each as "file=value"."""
    found = []
    if facts["end_threshold"] is not None and 0 < facts["end_threshold"] < 100:
        found.append("charge_control_end_threshold=%d" % facts["end_threshold"])
    if facts["behaviour"] not in (None, "auto"):
        found.append("charge_behaviour=" + facts["behaviour"])
    if facts["charge_type"] in _GENTLE:
        found.append("charge_types=" + facts["charge_type"])
    return found


def peripheral(name: str, attributes: t.Mapping[str, str]) -> dict[str, t.Any]:
    """The facts of a battery that powers a device such as a mouse, not the workstation.

    >>> peripheral("hidpp_battery_0", {"capacity_level": "Low", "model_name": "Wireless Mouse"})["level"]
    'Low'
    """
    percent = number(attributes.get("capacity"))
    return {
        "name": name,
        "manufacturer": words(attributes.get("manufacturer")),
        "model": words(attributes.get("model_name")),
        "serial": words(attributes.get("serial_number")),
        "status": words(attributes.get("status")),
        "level": words(attributes.get("capacity_level")),
        "percent": percent if percent is not None and 0 <= percent <= 100 else None,
    }


def supply(name: str, attributes: t.Mapping[str, str]) -> dict[str, t.Any]:
    """The facts of a source of power from its files.

    >>> supply("ucsi-source-psy-USBC000:001", {"type": "USB", "online": "1", "usb_type": "C [PD] PD_PPS", "voltage_now": "20000000",
    ...        "current_max": "3250000"})["watts"]
    65.0
    """
    online = number(attributes.get("online"))
    volts, amperes, limit = (_micro(attributes, key) for key in ("voltage_now", "current_max", "input_power_limit"))
    watts = volts * amperes if volts and amperes else limit or None
    return {
        "name": name,
        "type": kind(attributes),
        "manufacturer": words(attributes.get("manufacturer")),
        "model": words(attributes.get("model_name")),
        "online": None if online is None else online > 0,
        "usb_type": chosen(attributes.get("usb_type")),
        "watts": round(watts, 1) if watts and online else None,
    }
