# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The health log page (02h) of an NVMe controller, as the drive gives it."""

from __future__ import annotations

import struct
import typing as t

from . import disk_health

SIZE = 512


def parse(page: bytes) -> dict[str, t.Any]:
    """The page's fields, named as smartctl names them in its JSON. Raises ValueError for what is no such page.

    >>> page = bytearray(512)
    >>> page[0:6] = [0x08, 0x3a, 0x01, 100, 10, 3]
    >>> page[128] = 200
    >>> found = parse(bytes(page))
    >>> [found[key] for key in ("critical_warning", "temperature", "available_spare", "available_spare_threshold", "percentage_used", "power_on_hours")]
    [8, 41, 100, 10, 3, 200]
    """
    if len(page) < SIZE:
        raise ValueError("a health log page has %d bytes, not %d" % (SIZE, len(page)))
    if not any(page[:SIZE]) or page[:SIZE] == b"\xff" * SIZE:
        raise ValueError("the page is empty: the drive does not answer")
    warning, kelvin, spare, threshold, used = struct.unpack_from("<BHBBB", page, 0)

    def wide(offset: int) -> int:
        return int.from_bytes(page[offset:offset + 16], "little")

    sensors = [value - 273 for value in struct.unpack_from("<8H", page, 200) if value]
    return {
        "critical_warning": warning,
        "temperature": kelvin - 273 if kelvin else None,
        "available_spare": spare,
        "available_spare_threshold": threshold,
        "percentage_used": used,
        "data_units_read": wide(32),
        "data_units_written": wide(48),
        "host_reads": wide(64),
        "host_writes": wide(80),
        "controller_busy_time": wide(96),
        "power_cycles": wide(112),
        "power_on_hours": wide(128),
        "unsafe_shutdowns": wide(144),
        "media_errors": wide(160),
        "num_err_log_entries": wide(176),
        "warning_temp_time": struct.unpack_from("<I", page, 192)[0],
        "critical_comp_time": struct.unpack_from("<I", page, 196)[0],
        "temperature_sensors": sensors,
    }


def fill(health: dict[str, t.Any], log: dict[str, t.Any]) -> None:
    """Bring the log's fields, from the page or from smartctl, into the health facts."""
    def number(key: str) -> int | None:
        value = log.get(key)
        return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None

    health["critical_warning"] = number("critical_warning")
    temperature = log.get("temperature")
    if isinstance(temperature, int) and -60 < temperature < 200:
        health["temperature_celsius"] = temperature
    health["spare_percent"] = number("available_spare")
    health["spare_threshold_percent"] = number("available_spare_threshold")
    health["wear_percent"] = number("percentage_used")
    health["power_on_hours"] = number("power_on_hours")
    health["power_cycles"] = number("power_cycles")
    health["unsafe_shutdowns"] = number("unsafe_shutdowns")
    health["media_errors"] = number("media_errors")
    health["error_log_entries"] = number("num_err_log_entries")
    units = number("data_units_written")
    health["written_bytes"] = None if units is None else units * 512000


def health_of(page: bytes) -> dict[str, t.Any]:
    """The health facts from the page alone."""
    health = disk_health.blank("NVMe", "nvme_log")
    log = parse(page)
    fill(health, log)
    health["passed"] = log["critical_warning"] == 0
    return disk_health.judge(health)
