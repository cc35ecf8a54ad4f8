# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Memory: how much, in which slots, how tight it is, and which errors its controllers have counted (EDAC)."""

from __future__ import annotations

import re
import typing as t

from ..host import FAILED, Host, Unexamined, attempt

_BLOCKS = "/sys/devices/system/memory"
_EDAC = "/sys/devices/system/edac/mc"
#: More controllers, and more modules of one, no workstation has.
_MAX = 64


def kernel_facts(host: Host) -> dict[str, t.Any]:
    """What the kernel says of memory as a whole: {total_bytes, available_bytes, swap_bytes, corrupted_bytes}."""
    text = host.read("/proc/meminfo")
    if text is None:
        raise Unexamined(FAILED, "/proc/meminfo", "/proc is not mounted")
    lines = {name: int(number) * 1024 for name, number in re.findall(r"^(\w+):\s+(\d{1,15}) kB$", text, re.MULTILINE)}
    return {
        "total_bytes": lines.get("MemTotal"),
        "available_bytes": lines.get("MemAvailable"),
        "swap_bytes": lines.get("SwapTotal"),
        # Pages that are no longer used because the hardware damaged them.
        "corrupted_bytes": lines.get("HardwareCorrupted"),
    }


def pressure(host: Host) -> dict[str, float] | None:
    """How much of the last 10 and 300 seconds work waited for memory, in percent: {some_10, some_300, full_10, full_300}.

    None where the kernel does not measure it.
    """
    text = host.read("/proc/pressure/memory")
    found = {}
    for kind, short, long in re.findall(r"^(some|full) avg10=([\d.]+) avg60=[\d.]+ avg300=([\d.]+)", text or "", re.MULTILINE):
        found[kind + "_10"], found[kind + "_300"] = float(short), float(long)
    return found if len(found) == 4 else None


def block_bytes(host: Host) -> int | None:
    """How large the blocks are in which the kernel manages physical memory; None where it does not tell."""
    text = (host.read(_BLOCKS + "/block_size_bytes") or "").strip()
    return int(text, 16) if re.match(r"^[0-9a-fA-F]{1,12}$", text) else None


def blocks(host: Host) -> list[int]:
    """The numbers of the blocks of physical memory, those too that are switched off."""
    return sorted(int(name[6:]) for name in host.listdir(_BLOCKS) or [] if re.match(r"^memory\d{1,9}$", name))


def error_counters(host: Host) -> list[dict[str, t.Any]]:
    """What the memory controllers count: an entry for each module, and one for what a controller could not place.

    [{name, controller, driver, label, location, type, bytes, corrected, uncorrected, seconds}]; seconds: since the count began.
    name is the label that firmware or driver give the slot, else the kernel's name such as mc0/dimm1.
    """
    found = []
    for controller in [name for name in host.listdir(_EDAC) or [] if re.match(r"^mc\d{1,3}$", name)][:_MAX]:
        found += _controller(host, controller)
    return found


def _number(host: Host, path: str) -> int | None:
    text = (host.read(path) or "").strip()
    return int(text) if re.match(r"^\d{1,18}$", text) else None


def _line(host: Host, path: str) -> str | None:
    return (host.read(path) or "").strip(" \n\0") or None


def _controller(host: Host, controller: str) -> list[dict[str, t.Any]]:
    folder = "%s/%s" % (_EDAC, controller)
    seconds, driver = _number(host, folder + "/seconds_since_reset"), _line(host, folder + "/mc_name")
    modules = []
    names = host.listdir(folder) or []

    def entry(name: str, place: str, label: str | None, corrected: int | None, uncorrected: int | None, megabytes: int | None) -> dict[str, t.Any]:
        return {
            "name": label or "%s/%s" % (controller, name), "controller": controller, "driver": driver, "label": label,
            "location": _line(host, place + "dimm_location") if place else None, "type": _line(host, place + "dimm_mem_type") if place else None,
            "bytes": megabytes << 20 if megabytes else None, "corrected": corrected, "uncorrected": uncorrected, "seconds": seconds,
        }

    for name in [name for name in names if re.match(r"^(?:dimm|rank)\d{1,4}$", name)][:_MAX]:
        place = "%s/%s/" % (folder, name)
        modules.append(entry(name, place, _line(host, place + "dimm_label"), _number(host, place + "dimm_ce_count"), _number(host, place + "dimm_ue_count"),
                             _number(host, place + "size")))
    if not modules:
        # Older drivers count by row and channel.
        for name in [name for name in names if re.match(r"^csrow\d{1,4}$", name)][:_MAX]:
            place = "%s/%s/" % (folder, name)
            megabytes = _number(host, place + "size_mb")
            channels = sorted(match.group(1) for match in (re.match(r"^(ch\d{1,3})_ce_count$", file) for file in host.listdir(place) or []) if match)
            for channel in channels:
                modules.append(entry(name + "/" + channel, "", _line(host, "%s%s_dimm_label" % (place, channel)),
                                     _number(host, "%s%s_ce_count" % (place, channel)), None, megabytes // len(channels) if megabytes else None))
            uncorrected = _number(host, place + "ue_count")
            if uncorrected or not channels:
                modules.append(entry(name, "", None, None if channels else _number(host, place + "ce_count"), uncorrected, None))
    placed = [sum(module[kind] or 0 for module in modules) for kind in ("corrected", "uncorrected")]
    total = [_number(host, "%s/%s" % (folder, file)) or 0 for file in ("ce_count", "ue_count")]
    if not modules or total[0] > placed[0] or total[1] > placed[1]:
        rest = entry("", "", None, max(0, total[0] - placed[0]), max(0, total[1] - placed[1]), None)
        modules.append({**rest, "name": controller})
    return modules


def placed(counters: t.Any, dimms: t.Any) -> t.Any:
    """The counters, each with the slot of the firmware's table whose words are the label's, where exactly one fits."""
    if isinstance(counters, Unexamined) or not isinstance(dimms, list):
        return counters
    for counter in counters:
        fitting = [dimm["slot"] for dimm in dimms if dimm["slot"] and counter["label"] and dimm["slot"].lower() in counter["label"].lower()]
        counter["slot"] = fitting[0] if len(fitting) == 1 else None
    return counters


def everything(host: Host) -> dict[str, t.Any]:
    """All that needs no firmware table."""
    facts = attempt(kernel_facts, host)
    if isinstance(facts, Unexamined):
        facts = dict.fromkeys(("total_bytes", "available_bytes", "swap_bytes", "corrupted_bytes"), facts)
    return {**facts, "pressure": attempt(pressure, host)}
