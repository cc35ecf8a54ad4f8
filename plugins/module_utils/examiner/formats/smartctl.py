# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What `smartctl --json` says of a disk: ATA, NVMe and SCSI in one shape."""

from __future__ import annotations

import json
import typing as t

from . import disk_health, nvme_log

#: What the bits of smartctl's exit status say.
EXIT_STATUS = (
    "command_line", "open_failed", "command_failed", "disk_failing", "prefail_attribute", "attribute_failed_in_the_past", "error_log", "self_test_log",
)
_SELF_TESTS = 21


class Asleep(ValueError):
    """The disk sleeps, and was let sleep."""


def parse(text: str) -> dict[str, t.Any]:
    """{identity: {model, serial, firmware, family, capacity_bytes, rotation_rpm, link_speed, link_speed_max, ...}, health: {...}}.

    health has the keys of disk_health.blank(). Raises Asleep for a disk that is in standby, ValueError for what is no answer of smartctl.

    >>> found = parse('{"smartctl": {"exit_status": 8}, "device": {"protocol": "ATA"}, "smart_status": {"passed": false}}')
    >>> found["health"]["verdict"], found["health"]["reasons"], found["health"]["exit_status"]
    ('failing', ['the drive itself says that it is failing'], ['disk_failing'])
    """
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as exc:
        raise ValueError("not JSON: %s" % exc) from exc
    if not isinstance(said, dict) or not isinstance(said.get("smartctl"), dict):
        raise ValueError("not an answer of smartctl")
    if not isinstance(said.get("device"), dict):
        raise ValueError("smartctl says nothing of a disk: %s" % (messages(said) or "no device"))
    return _parse(said)


def messages(said: dict[str, t.Any]) -> str:
    """What smartctl complains of, on one line."""
    found = _get(said, "smartctl", "messages")
    texts = [str(m.get("string", "")) for m in found if isinstance(m, dict)] if isinstance(found, list) else []
    return "; ".join(texts)[:300]


def _get(value: t.Any, *path: str) -> t.Any:
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _int(value: t.Any, *path: str) -> int | None:
    value = _get(value, *path)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) <= 1 << 128:
        return None
    return int(value)


def _text(value: t.Any, *path: str) -> str | None:
    value = _get(value, *path)
    return value.strip()[:200] or None if isinstance(value, str) else None


def _bool(value: t.Any, *path: str) -> bool | None:
    value = _get(value, *path)
    return value if isinstance(value, bool) else None


def _list(value: t.Any, *path: str) -> list[dict[str, t.Any]]:
    value = _get(value, *path)
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _parse(said: dict[str, t.Any]) -> dict[str, t.Any]:
    protocol = _text(said, "device", "protocol")
    status = _int(said, "smartctl", "exit_status") or 0
    power_mode = (_text(said, "power_mode", "name") or _text(said, "power_mode", "ata_value") or "").upper()
    told = messages(said)
    if status & 2 and ("STANDBY" in told.upper() or "SLEEP" in told.upper() or power_mode.startswith(("STANDBY", "SLEEP"))):
        raise Asleep(told)
    health = disk_health.blank(protocol, "smartctl")
    health["exit_status"] = [name for bit, name in enumerate(EXIT_STATUS) if status >> bit & 1]
    health["passed"] = _bool(said, "smart_status", "passed")
    if health["passed"] is None and "disk_failing" in health["exit_status"]:
        health["passed"] = False
    celsius = _int(said, "temperature", "current")
    health["temperature_celsius"] = celsius if celsius is not None and -40 <= celsius <= 125 else None
    limits = [
        _int(said, "nvme_composite_temperature_threshold", "warning"), _int(said, "temperature", "op_limit_max"), _int(said, "temperature", "drive_trip"),
    ]
    # A limit that every room exceeds is none: some disks fill the field with something else.
    health["temperature_limit_celsius"] = next((limit for limit in limits if limit and 40 <= limit <= 125), None)
    health["power_on_hours"] = _int(said, "power_on_time", "hours")
    health["power_cycles"] = _int(said, "power_cycle_count")
    health["wear_percent"] = _int(said, "endurance_used", "current_percent")
    health["self_tests"] = (_ata_tests(said) + _nvme_tests(said) + _scsi_tests(said))[:_SELF_TESTS]
    health["self_test_failed"] = disk_health.latest_failed(health["self_tests"])
    log = _get(said, "nvme_smart_health_information_log")
    if isinstance(log, dict):
        _nvme(health, log)
    elif protocol == "SCSI":
        _scsi(health, said)
    _ata(health, said)
    health["message"] = told or None
    return {"identity": _identity(said), "health": disk_health.judge(health)}


def _identity(said: dict[str, t.Any]) -> dict[str, t.Any]:
    vendor, product = _text(said, "scsi_vendor") or _text(said, "vendor"), _text(said, "scsi_product") or _text(said, "product")
    speeds = {}
    for key in ("current", "max"):
        speeds[key] = _text(said, "interface_speed", key, "string")
    wwn = _get(said, "wwn")
    naa = [_int(wwn, key) for key in ("naa", "oui", "id")]
    return {
        "model": _text(said, "model_name") or _text(said, "scsi_model_name") or " ".join(part for part in (vendor, product) if part) or None,
        "family": _text(said, "model_family"),
        "vendor": vendor,
        "serial": _text(said, "serial_number"),
        "firmware": _text(said, "firmware_version") or _text(said, "scsi_revision") or _text(said, "revision"),
        "wwn": "0x%x%06x%09x" % tuple(naa) if all(part is not None and part >= 0 for part in naa) else None,
        "capacity_bytes": _int(said, "user_capacity", "bytes"),
        "rotation_rpm": _int(said, "rotation_rate"),
        "link_speed": speeds["current"],
        "link_speed_max": speeds["max"],
        "form_factor": _text(said, "form_factor", "name"),
        "trim": _bool(said, "trim", "supported"),
    }


def _nvme(health: dict[str, t.Any], log: dict[str, t.Any]) -> None:
    kept = dict(health)
    nvme_log.fill(health, {key: _int(log, key) for key in log})
    for key in ("temperature_celsius", "power_on_hours", "power_cycles"):
        health[key] = kept[key] if health[key] is None else health[key]


def _ata(health: dict[str, t.Any], said: dict[str, t.Any]) -> None:
    for entry in _list(said, "ata_smart_attributes", "table")[:64]:
        number, raw = _int(entry, "id"), _int(entry, "raw", "value")
        if number is None:
            continue
        failed = (_text(entry, "when_failed") or "").lower()
        health["attributes"].append(disk_health.attribute(
            number, _text(entry, "name") or "", _int(entry, "value") or 0, _int(entry, "worst") or 0, _int(entry, "thresh") or 0, max(0, raw or 0),
            _text(entry, "raw", "string") or "", _bool(entry, "flags", "prefailure"),
            "now" if failed in ("now", "failing_now") else "past" if failed in ("past", "in_the_past") else ""))
    if health["wear_percent"] is None:
        for page in _list(said, "ata_device_statistics", "pages"):
            for entry in _list(page, "table"):
                if _text(entry, "name") == "Percentage Used Endurance Indicator" and _bool(entry, "flags", "valid") is not False:
                    health["wear_percent"] = _int(entry, "value")
    disk_health.take_attributes(health)
    if health["error_log_entries"] is None:
        health["error_log_entries"] = _int(said, "ata_smart_error_log", "extended", "count")
        if health["error_log_entries"] is None:
            health["error_log_entries"] = _int(said, "ata_smart_error_log", "summary", "count")


def _scsi(health: dict[str, t.Any], said: dict[str, t.Any]) -> None:
    health["grown_defects"] = _int(said, "scsi_grown_defect_list")
    counts = [_int(said, "scsi_error_counter_log", kind, "total_uncorrected_errors") for kind in ("read", "write", "verify")]
    counts = [number for number in counts if number is not None]
    health["uncorrected_errors"] = sum(counts) if counts else None
    wear = _int(said, "scsi_percentage_used_endurance_indicator")
    health["wear_percent"] = health["wear_percent"] if wear is None else wear
    cycles = _int(said, "scsi_start_stop_cycle_counter", "accumulated_start_stop_cycles")
    health["power_cycles"] = cycles if health["power_cycles"] is None else health["power_cycles"]


def _test(kind: str | None, result: str | None, failed: bool, passed: bool, hours: int | None, lba: int | None) -> dict[str, t.Any]:
    return {
        "type": kind, "result": result, "passed": passed, "failed": failed, "hours": hours, "lba": lba,
        "extended": (kind or "").lower().startswith(("extended", "background long", "foreground long")),
    }


def _ata_tests(said: dict[str, t.Any]) -> list[dict[str, t.Any]]:
    tests = _list(said, "ata_smart_self_test_log", "extended", "table") or _list(said, "ata_smart_self_test_log", "standard", "table")
    found = []
    for entry in tests[:_SELF_TESTS]:
        state = (_int(entry, "status", "value") or 0) >> 4 & 15
        found.append(_test(_text(entry, "type", "string"), _text(entry, "status", "string"), 3 <= state <= 8, state == 0,
                           _int(entry, "lifetime_hours"), _int(entry, "lba")))
    if not found:
        # A disk that keeps no log still says how its last test ended.
        state = (_int(said, "ata_smart_data", "self_test", "status", "value") or 0) >> 4 & 15
        if 3 <= state <= 8:
            found.append(_test(None, _text(said, "ata_smart_data", "self_test", "status", "string"), True, False, None, None))
    return found


def _nvme_tests(said: dict[str, t.Any]) -> list[dict[str, t.Any]]:
    found = []
    for entry in _list(said, "nvme_self_test_log", "table")[:_SELF_TESTS]:
        state = _int(entry, "self_test_result", "value")
        found.append(_test(_text(entry, "self_test_code", "string"), _text(entry, "self_test_result", "string"), state in (5, 6, 7), state == 0,
                           _int(entry, "power_on_hours"), _int(entry, "lba")))
    return found


def _scsi_tests(said: dict[str, t.Any]) -> list[dict[str, t.Any]]:
    found = []
    for number in range(_SELF_TESTS):
        entry = _get(said, "scsi_self_test_%d" % number)
        if not isinstance(entry, dict):
            break
        state = _int(entry, "result", "value")
        found.append(_test(_text(entry, "code", "string"), _text(entry, "result", "string"), state is not None and 3 <= state <= 7, state == 0,
                           _int(entry, "power_on_time", "hours"), _int(entry, "lba_first_failure", "value")))
    return found
