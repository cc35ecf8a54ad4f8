# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Thermal zones and what cools them: there is no independent reader, so the facts are compared with the files by their own rule.

Each file counts once: a temperature is in thousandths of a degree, everything else is as it is.
"""

from __future__ import annotations

import pathlib
import re

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.collectors import power

KINDS = ("thermal_tree",)

_ZONE = {"type": "type", "temp": "temperature", "mode": "mode", "policy": "policy"}
_COOLING = {"type": "type", "cur_state": "state", "max_state": "most"}


def compare(case):
    """Every zone, trip point and cooling device."""
    host = case.tree("sys.tar.gz")
    facts = power.collect(host, {})
    ours = {item["name"]: item for kind in ("thermal_zones", "cooling_devices") for item in facts[kind]}
    names = sorted({pathlib.PurePosixPath(path).name for path in host.glob("/sys/class/thermal/*")})
    yield "devices", sorted(ours), names
    for path in host.glob("/sys/class/thermal/*/*"):
        name, file = pathlib.PurePosixPath(path).parts[-2:]
        content = (host.read(path) or "").strip() if host.stat(path)["type"] == "file" else None
        trip = re.fullmatch(r"trip_point_(\d+)_(type|temp)", file)
        if content is None or name not in ours:
            continue
        if trip:
            item = ours[name]["trips"][int(trip.group(1))]
            yield "%s.%s" % (name, file), item["type"] if trip.group(2) == "type" else (item["temperature"] or 0) * 1000, (
                content if trip.group(2) == "type" else max(0.0, float(content)))
        elif file in (_ZONE if name.startswith("thermal_zone") else _COOLING):
            key = (_ZONE if name.startswith("thermal_zone") else _COOLING)[file]
            value = ours[name][key]
            yield "%s.%s" % (name, file), str(round(value * 1000)) if file == "temp" else str(value), content
