# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Batteries and sources of power, against what upower says of the same files; and which batteries are worn."""

from __future__ import annotations

import re

import hosts

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.collectors import power

KINDS = ("power_supply",)

_STATES = {"Charging": "charging", "Discharging": "discharging", "Not charging": "pending-charge", "Full": "fully-charged", "Empty": "empty"}
_TECHNOLOGIES = {
    "li-ion": "lithium-ion", "lion": "lithium-ion", "pb": "lead-acid", "pbac": "lead-acid", "lip": "lithium-polymer", "lipo": "lithium-polymer",
    "li-poly": "lithium-polymer", "nimh": "nickel-metal-hydride", "life": "lithium-iron-phosphate",
}
# Less than this is nothing to upower.
_NOTHING = 0.01


def upower(text):
    """{name in the kernel: {what: text}} of what `upower -d` prints, with the kind of device under "kind"."""
    devices = {}
    for part in re.split(r"^Device: \S+\n", text, flags=re.MULTILINE)[1:]:
        said = {}
        for line in part.splitlines():
            if re.match(r"\s+History|\S", line):
                break
            key, colon, value = line.strip().partition(":")
            if colon:
                said[key] = value.strip()
            elif key:
                said["kind"] = key
        if "native-path" in said:
            devices[said["native-path"]] = said
    return devices


def compare(case):
    """Each device that upower shows, and everything that it shows of it."""
    facts = power.collect(case.tree("sys.tar.gz"), {})
    theirs = upower(case.text("upower.txt"))
    ours = {item["name"]: (kind, item) for kind in ("batteries", "supplies") for item in facts[kind]}
    peripherals = {item["name"] for item in facts["peripherals"]}
    yield "devices", sorted(ours), sorted(set(theirs) - peripherals)
    for name, said in theirs.items():
        if name not in ours:
            continue
        kind, item = ours[name]
        yield name + ".kind", kind, "supplies" if said["kind"] == "line-power" else "batteries"
        if kind == "batteries" and said["kind"] != "line-power":
            yield from _battery(name, item, said)
        elif kind == "supplies" and said["kind"] == "line-power":
            yield name + ".online", "yes" if item["online"] else "no", said["online"]
            yield from _identity(name, item, said)


def _identity(name, item, said):
    for ours, theirs in (("manufacturer", "vendor"), ("model", "model"), ("serial", "serial")):
        if ours in item:
            yield "%s.%s" % (name, ours), item[ours] or "", said.get(theirs, "")


def _battery(name, item, said):
    yield from _identity(name, item, said)
    yield name + ".present", "yes" if item["present"] else "no", said["present"]
    if not item["present"]:
        return
    yield name + ".technology", _TECHNOLOGIES.get((item["technology"] or "").lower(), "unknown"), said.get("technology", "unknown")
    # Where the kernel does not know the state, upower guesses one.
    if item["status"] in _STATES:
        # It also calls one full that is no longer charged because it is nearly full.
        nearly = item["status"] == "Not charging" and (item["percent"] or 0) >= 90 and said["state"] == "fully-charged"
        yield name + ".state", said["state"] if nearly else _STATES[item["status"]], said["state"]
    full = max(item["full_wh"] or item["design_wh"] or 0, item["now_wh"] or 0)
    health = 100 * full / item["design_wh"] if item["design_wh"] and full > (item["full_wh"] or 0) else item["health_percent"]
    rate = item["watts"] or 0
    for field, ours, theirs in (
        ("energy", item["now_wh"] or 0, "energy"),
        ("energy-full", full, "energy-full"),
        ("energy-full-design", item["design_wh"] or 0, "energy-full-design"),
        ("energy-rate", rate if rate > _NOTHING else 0, "energy-rate"),
        ("voltage", item["volts"] or 0, "voltage"),
        ("percentage", item["percent"] or 0, "percentage"),
        ("capacity", 100.0 if health is None else min(100.0, health), "capacity"),
        ("temperature", item["temperature"] or 0, "temperature"),
        ("charge-cycles", item["cycles"] or 0, "charge-cycles"),
    ):
        # In other states upower shows what flows or not, by its sign and by what it was before.
        if field == "energy-rate" and item["status"] not in ("Charging", "Discharging"):
            continue
        text = said.get(theirs, "0").split()[0].rstrip("%")
        number = 0.0 if text == "N/A" else float(text)
        # upower prints six digits, we keep four decimals.
        same = abs(ours - number) <= max(0.0001, abs(number) * 1e-5)
        yield "%s.%s" % (name, field), number if same else round(float(ours), 4), number


def judge(case):
    """What the rules find wrong with the batteries."""
    return hosts.judge({"power": power.collect(case.tree("sys.tar.gz"), {})}, ["power"])


def expected(entry):
    """A worn battery is named; healthy ones, implausible ones and what is no battery are not."""
    return {"power.battery_worn"} if entry["verdict"] == "worn" else set()
