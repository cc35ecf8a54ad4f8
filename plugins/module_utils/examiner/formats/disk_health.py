# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a disk says of its health, in one shape for all kinds of disks, and the verdict with what made it.

The raw value of an ATA attribute is the maker's own business: several numbers may be packed into its 48 bits. Only what is known is
taken out of it (`count`, `celsius`), and nothing is judged by a raw value that is not a plain count.
"""

from __future__ import annotations

import re
import typing as t

HEALTHY, WARNING, FAILING, UNKNOWN = "healthy", "warning", "failing", "unknown"

#: NVMe critical warning, bit by bit.
CRITICAL_WARNINGS = ("spare_low", "temperature", "reliability_degraded", "read_only", "backup_failed", "persistent_memory_read_only")
_TEMPERATURE_BIT = 0x02

# Counts of trouble by attribute, where the maker's name for it does not say that it is something else.
_COUNTS = (
    (5, "reallocated_sectors", r"realloc|retire|unknown"),
    (187, "reported_uncorrectable", r"uncor|unc_|unknown"),
    (197, "pending_sectors", r"pend|unknown"),
    (198, "offline_uncorrectable", r"unc|offline|unknown"),
    (199, "interface_errors", r"crc|unknown"),
)
_MEDIA = ("reallocated_sectors", "pending_sectors", "offline_uncorrectable", "reported_uncorrectable", "media_errors", "grown_defects", "uncorrected_errors")
# Attributes whose normalised value is the life that is left, in percent.
_LIFE_LEFT = re.compile(
    r"^(?:percent_lifetime_remain|perc(?:ent)?_(?:rated_)?life_remain\w*|remaining_lifetime_perc|ssd_life_left|media_wearout_indicator"
    r"|wear_leveling_count)$", re.I)
_WEAR = re.compile(r"wear|lifetime_remain|life_left|life_remain|end_of_life|block-?_?erase|erase_ct|erase_count|program/erase", re.I)
_HEAT = re.compile(r"temp", re.I)


def blank(protocol: str | None, source: str) -> dict[str, t.Any]:
    """All keys of the health facts, nothing known yet."""
    return {
        "source": source,
        "protocol": protocol,
        "verdict": UNKNOWN,
        "reasons": [],
        "media_reasons": [],
        "passed": None,
        "worn": False,
        "hot": False,
        "temperature_celsius": None,
        "temperature_limit_celsius": None,
        "wear_percent": None,
        "spare_percent": None,
        "spare_threshold_percent": None,
        "power_on_hours": None,
        "power_cycles": None,
        "unsafe_shutdowns": None,
        "written_bytes": None,
        "reallocated_sectors": None,
        "pending_sectors": None,
        "offline_uncorrectable": None,
        "reported_uncorrectable": None,
        "interface_errors": None,
        "media_errors": None,
        "grown_defects": None,
        "uncorrected_errors": None,
        "error_log_entries": None,
        "critical_warning": None,
        "critical_warnings": [],
        "attributes": [],
        "self_tests": [],
        "self_test_failed": None,
        "exit_status": [],
        "message": None,
    }


def count(raw: int, text: str = "", words: bool = False) -> int | None:
    """The count in a raw value that may hold more than that. words: three numbers of 16 bits, as reallocations are counted.

    None for what is no count of any kind that is known.

    >>> count(304), count(0x000C0000), count(8590065666, "2 2 2"), count(0x002B002C, words=True)
    (304, 12, 2, 44)
    >>> count(0x6B4DFD220002)
    >>> count(0x0004_0000_B868, "47208 (0 4)")
    47208
    """
    match = re.match(r"^(\d{1,15})(?=$| \()", text)
    if match:
        raw = int(match.group(1))
    elif words:
        return raw & 0xFFFF
    # Nobody counts to an exact multiple of 65536: the count stands in an upper word.
    while raw and not raw & 0xFFFF:
        raw >>= 16
    if raw <= 0xFFFFFF:
        return raw
    # Nothing here is counted so far: either there are three small counts side by side, or it is something else altogether.
    return raw & 0xFFFF if raw >> 32 and raw >> 32 < 4096 and (raw >> 16 & 0xFFFF) < 4096 else None


def celsius(raw: int) -> int | None:
    """The temperature in a raw value: its lowest byte, signed; the others are limits or extremes.

    >>> celsius(33), celsius(0x0025_001A_0021), celsius(0xFB)
    (33, 33, -5)
    """
    low = raw & 0xFF
    low = low - 256 if low > 127 else low
    return low if -40 <= low <= 125 else None


def attribute(number: int, name: str, value: int, worst: int, threshold: int, raw: int, text: str, prefailure: bool | None,
              when_failed: str) -> dict[str, t.Any]:
    """One ATA attribute. when_failed: "now", "past" or ""."""
    if _HEAT.search(name) or number in (190, 194):
        decoded: int | None = celsius(raw)
    elif number in (5, 187, 188, 196, 197, 198, 199):
        decoded = count(raw, text, words=number in (5, 196))
    else:
        decoded = None
    return {
        "id": number, "name": name, "value": value, "worst": worst, "threshold": threshold, "raw": raw, "raw_text": text, "decoded": decoded,
        "prefailure": prefailure, "when_failed": when_failed,
    }


def take_attributes(health: dict[str, t.Any]) -> None:
    """Fill in what the table of ATA attributes says, where nothing better has said it."""
    by_id = {entry["id"]: entry for entry in health["attributes"]}
    for number, key, names in _COUNTS:
        entry = by_id.get(number)
        if entry and re.search(names, entry["name"] or "unknown", re.I):
            health[key] = entry["decoded"]
    if health["temperature_celsius"] is None:
        entry = by_id.get(194) or by_id.get(190)
        health["temperature_celsius"] = entry["decoded"] if entry else None
    if health["wear_percent"] is None:
        left = [entry["value"] for entry in health["attributes"] if _LIFE_LEFT.match(entry["name"]) and 0 <= entry["value"] <= 100]
        health["wear_percent"] = 100 - min(left) if left else None


def judge(health: dict[str, t.Any]) -> dict[str, t.Any]:
    """Give the verdict and everything that made it, in the order of its weight."""
    failing, warning, media = [], [], []
    warned = health["critical_warning"] or 0
    names = [name for bit, name in enumerate(CRITICAL_WARNINGS) if warned >> bit & 1] + (["bit_%d" % bit for bit in (6, 7) if warned >> bit & 1])
    health["critical_warnings"] = names
    # A drive that is too hot says that its health is bad; cooled, it is well again.
    only_hot = warned == _TEMPERATURE_BIT
    if health["passed"] is False and not only_hot:
        failing.append("the drive itself says that it is failing")
    if warned:
        (warning if only_hot else failing).append("critical_warning 0x%02x: %s" % (warned, " ".join(names)))
    health["hot"] = health["hot"] or bool(warned & _TEMPERATURE_BIT)
    for entry in health["attributes"]:
        if not entry["when_failed"]:
            continue
        now = entry["when_failed"] == "now"
        words = "attribute %d %s %s (value %d, worst %d, threshold %d)" % (
            entry["id"], entry["name"], "fails now" if now else "failed in the past", entry["value"], entry["worst"], entry["threshold"])
        heat, wear = bool(_HEAT.search(entry["name"])), bool(_WEAR.search(entry["name"]))
        if now and entry["prefailure"]:
            failing.append(words)
            continue
        warning.append(words)
        if now and heat:
            health["hot"] = True
        elif now and wear:
            health["worn"] = True
        else:
            media.append(words)
    for key in _MEDIA:
        if health[key]:
            media.append("%s %d" % (key, health[key]))
            warning.append(media[-1])
    if health["self_test_failed"]:
        failed = next(test for test in health["self_tests"] if test["failed"])
        media.append("self-test failed: %s" % failed["result"])
        warning.append(media[-1])
    if health["wear_percent"] is not None and health["wear_percent"] >= 100:
        health["worn"] = True
        warning.append("wear %d percent" % health["wear_percent"])
    if health["spare_percent"] is not None and health["spare_threshold_percent"] is not None and health["spare_percent"] < health["spare_threshold_percent"]:
        media.append("spare %d percent, threshold %d" % (health["spare_percent"], health["spare_threshold_percent"]))
        warning.append(media[-1])
    if health["interface_errors"]:
        warning.append("interface_errors %d" % health["interface_errors"])
    limit = health["temperature_limit_celsius"]
    if limit is not None and health["temperature_celsius"] is not None and health["temperature_celsius"] >= limit > 0:
        health["hot"] = True
    known = health["passed"] is not None or health["critical_warning"] is not None
    health["reasons"] = failing + warning
    health["media_reasons"] = media
    health["verdict"] = FAILING if failing else WARNING if warning else HEALTHY if known else UNKNOWN
    return health


def latest_failed(tests: list[dict[str, t.Any]]) -> bool | None:
    """Whether a self-test failed that no later extended one outdates; null without any. The newest test comes first."""
    if not tests:
        return None
    for test in tests:
        if test["failed"]:
            return True
        if test["passed"] and test["extended"]:
            return False
    return False
