# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hardware: what the machine is made of by its firmware's account, processors, memory, firmware, TPM, clock, and errors counted.

Only files below /sys, /proc and /dev are read; no process is started. Without root the firmware's tables, and with them
serial numbers, are unexamined; who made the machine is then read from the copies that the kernel offers to everybody.
"""

from __future__ import annotations

import re
import typing as t

from ..formats import smbios
from ..formats.dates import MONTHS, epoch
from ..host import FAILED, Host, Unexamined, attempt
from . import _cpus, _memory

_TABLES = "/sys/firmware/dmi/tables/"
_COPIES = "/sys/class/dmi/id/"
_EFI_VARIABLES = "/sys/firmware/efi/efivars"
_GLOBAL = "-8be4df61-93ca-11d2-aa0d-00e098032b8c"

# What makers leave in a field that nobody filled in.
_PLACEHOLDER = re.compile(
    r"^(?:to be filled(?: by o\.?e\.?m\.?)?|default string|not (?:specified|available|applicable|provided|defined|present|settable)|none|n/?a|null|unknown|"
    r"undefined|unspecified|empty|o\.?e\.?m\.?|invalid|system (?:product name|manufacturer|version|serial number|name)|base ?board .*|chassis .*|"
    r"(?:sku|type\d?family|family|product name|asset tag|serial number|part ?num(?:ber)?|manufacturer|no asset (?:tag|information)|asset-1234\d*|"
    r"(?:sernum|partnum|manufacturer|assettagnum|array\w*)\d+)|\[empty\]|<.*>|[0.x_\- *]+|0x0+|0?123456789)$", re.IGNORECASE)

_FORMS = {
    "laptop": ("Portable", "Laptop", "Notebook", "Sub Notebook", "Hand Held", "Lunch Box"),
    "convertible": ("Convertible", "Detachable"),
    "tablet": ("Tablet",),
    "desktop": ("Desktop", "Low Profile Desktop", "Pizza Box", "Mini Tower", "Tower", "Space-saving", "Sealed-case PC", "Mini PC", "Stick PC", "Embedded PC"),
    "all_in_one": ("All In One",),
    "server": ("Main Server Chassis", "Rack Mount Chassis", "Blade", "Blade Enclosing", "Multi-system", "CompactPCI", "AdvancedTCA", "RAID Chassis"),
}


def collect(host: Host, profile: dict[str, t.Any]) -> dict[str, t.Any]:
    """The hardware facts (roles/hardware/meta/facts.yml)."""
    tables = attempt(_tables, host)
    cpu = attempt(_cpu, host)
    firmware = attempt(_firmware, host, tables)
    return {
        "smbios": _summary(host, tables),
        **_described(tables, host),
        "firmware": firmware,
        "tpm": attempt(_tpm, host, tables),
        "cpu": cpu,
        "memory": _memory_facts(host, tables),
        "clock": attempt(_clock, host, firmware),
        "pcie_errors": attempt(_pcie_errors, host),
    }


def numbers(facts: dict[str, t.Any]) -> dict[str, float]:
    """What trends: errors that memory and links corrected, how often heat slowed the processor."""
    found: dict[str, float] = {}
    counters = facts["memory"]["error_counters"]
    if isinstance(counters, list) and counters:
        found["memory_corrected"] = sum(counter["corrected"] or 0 for counter in counters)
    if isinstance(facts["pcie_errors"], list) and facts["pcie_errors"]:
        found["pcie_corrected"] = sum(device["corrected"] for device in facts["pcie_errors"])
    throttled = facts["cpu"]["throttled"] if isinstance(facts["cpu"], dict) else None
    if isinstance(throttled, dict) and throttled["package_events"] is not None:
        found["throttled"] = throttled["package_events"]
    return found


# --- the firmware's tables ---------------------------------------------------------------------------------------------


class Tables:
    """The structures of the firmware's table, by type and by handle."""

    def __init__(self, version: list[int], structures: list[smbios.Structure]) -> None:
        self.version = version
        self.structures = structures

    def of(self, kind: int) -> list[dict[str, t.Any]]:
        """The fields of all structures of a type."""
        return [one["fields"] for one in self.structures if one["type"] == kind and "fields" in one]

    def first(self, kind: int) -> dict[str, t.Any]:
        """The fields of the first structure of a type; empty if there is none."""
        return next(iter(self.of(kind)), {})


def _tables(host: Host) -> Tables | None:
    entry = host.read_bytes(_TABLES + "smbios_entry_point", limit=4096)
    if entry is None:
        return None
    table = host.read_bytes(_TABLES + "DMI")
    if table is None:
        return None
    try:
        found = smbios.entry_point(entry)
    except ValueError as exc:
        raise Unexamined(FAILED, _TABLES + "smbios_entry_point", str(exc)) from exc
    return Tables(found["version"], smbios.parse(table, found["version"], found["count"]))


def _summary(host: Host, tables: t.Any) -> dict[str, t.Any]:
    """Where the account of the machine comes from."""
    if isinstance(tables, Tables):
        return {"source": "tables", "version": "%d.%d" % (tables.version[0], tables.version[1]), "structures": len(tables.structures)}
    copies = attempt(host.stat, _COPIES) is not None
    return {"source": "copies" if copies else None, "version": None, "structures": None}


def meaningful(text: t.Any) -> str | None:
    """A maker's text, or None where nobody filled it in.

    >>> meaningful("To Be Filled By O.E.M."), meaningful(" Latitude 5440  ")
    (None, 'Latitude 5440')
    """
    words = re.sub(r"\s+", " ", text).strip(" \0") if isinstance(text, str) else ""
    return None if not words or _PLACEHOLDER.match(words) else words


def _described(tables: t.Any, host: Host) -> dict[str, t.Any]:
    """system, board, chassis, and the lists of parts."""
    if isinstance(tables, Tables):
        return _from_tables(tables)
    missing: t.Any = tables if isinstance(tables, Unexamined) else []
    return {**_from_copies(host, tables), **dict.fromkeys(("processors", "slots", "ports", "onboard", "batteries", "power_supplies"), missing),
            "boot_status": tables}


def _texts(fields: dict[str, t.Any], **names: str) -> dict[str, t.Any]:
    return {name: meaningful(fields.get(key)) for name, key in names.items()}


def _form(kind: str | None) -> str | None:
    return next((form for form, kinds in _FORMS.items() if kind in kinds), None)


def _from_tables(tables: Tables) -> dict[str, t.Any]:
    system, chassis = tables.first(1), tables.first(3)
    # The board that the others sit on; some firmware lists its cards first.
    boards = tables.of(2)
    board = next((one for one in boards if one.get("type") == "Motherboard" or "hosting" in one.get("features", ())), boards[0] if boards else {})
    return {
        "system": {
            **_texts(system, vendor="manufacturer", product="product", version="version", family="family", sku="sku", serial="serial"),
            "uuid": system.get("uuid"),
            "wake_up": system.get("wake_up"),
        },
        "board": _texts(board, vendor="manufacturer", product="product", version="version", serial="serial", asset_tag="asset_tag"),
        "chassis": {
            **_texts(chassis, vendor="manufacturer", version="version", serial="serial", asset_tag="asset_tag", sku="sku"),
            "type": chassis.get("type"),
            "form": _form(chassis.get("type")),
            "boot_up_state": chassis.get("boot_up_state"),
            "power_supply_state": chassis.get("power_supply_state"),
            "thermal_state": chassis.get("thermal_state"),
        },
        "processors": [{
            **_texts(one, socket="socket", manufacturer="manufacturer", version="version", serial="serial", part="part"),
            **{key: one.get(key) for key in ("family", "upgrade", "populated", "status", "max_mhz", "external_clock_mhz", "cores", "cores_enabled", "threads")},
        } for one in tables.of(4)],
        "slots": [{
            "designation": meaningful(one.get("designation")),
            **{key: one.get(key) for key in ("type", "width", "usage", "length", "address")},
        } for one in tables.of(9)],
        "ports": [{
            "name": meaningful(one.get("external_designation")) or meaningful(one.get("internal_designation")),
            "internal_name": meaningful(one.get("internal_designation")),
            "type": one.get("type"),
            "connector": one.get("external_connector") if one.get("external_connector") not in (None, "None") else one.get("internal_connector"),
        } for one in tables.of(8)],
        "onboard": [{
            "designation": meaningful(one.get("designation")), **{key: one.get(key) for key in ("type", "enabled", "address")},
        } for one in tables.of(41)],
        "batteries": [{
            **_texts(one, location="location", manufacturer="manufacturer", name="name", serial="serial", date="date", chemistry="chemistry"),
            "design_milliwatt_hours": one.get("design_milliwatt_hours") or None,
            "design_volts": one.get("design_volts"),
        } for one in tables.of(22)],
        "power_supplies": [{
            **_texts(one, location="location", name="name", manufacturer="manufacturer", serial="serial", part="part"),
            **{key: one.get(key) for key in ("present", "plugged", "status", "type", "max_milliwatts")},
        } for one in tables.of(39)],
        "boot_status": tables.first(32).get("status"),
    }


def _from_copies(host: Host, tables: t.Any) -> dict[str, t.Any]:
    """The kernel's copies of a few fields; serial numbers and the UUID are root's there too."""

    def copy(name: str) -> t.Any:
        value = attempt(host.read, _COPIES + name)
        return value if isinstance(value, Unexamined) else meaningful(value)

    there = attempt(host.stat, _COPIES) is not None
    # Boards without SMBIOS have a device tree that names them.
    model = None if there else meaningful(attempt(host.read, "/proc/device-tree/model"))
    kind = copy("chassis_type") if there else None
    kind = smbios.n.CHASSIS.get(int(kind) & 0x7F) if isinstance(kind, str) and kind.isdigit() else None
    state = tables if there else None
    return {
        "system": {
            "vendor": copy("sys_vendor"), "product": copy("product_name") if there else model, "version": copy("product_version"),
            "family": copy("product_family"), "sku": copy("product_sku"), "serial": copy("product_serial"), "uuid": copy("product_uuid"),
            "wake_up": state,
        },
        "board": {
            "vendor": copy("board_vendor"), "product": copy("board_name"), "version": copy("board_version"), "serial": copy("board_serial"),
            "asset_tag": copy("board_asset_tag"),
        },
        "chassis": {
            "vendor": copy("chassis_vendor"), "version": copy("chassis_version"), "serial": copy("chassis_serial"), "asset_tag": copy("chassis_asset_tag"),
            "sku": state, "type": kind, "form": _form(kind), "boot_up_state": state, "power_supply_state": state, "thermal_state": state,
        },
    }


# --- firmware, Secure Boot, TPM ---------------------------------------------------------------------------------------------


def iso_date(text: str | None) -> str | None:
    """The firmware's date as year-month-day.

    >>> iso_date("03/14/2024"), iso_date("12/05/98"), iso_date("soon")
    ('2024-03-14', '1998-12-05', None)
    """
    match = re.match(r"^(\d{2})/(\d{2})/(\d{4}|\d{2})$", (text or "").strip())
    if not match:
        return None
    month, day, year = match.groups()
    return "%s-%s-%s" % (year if len(year) == 4 else "19" + year if year >= "80" else "20" + year, month, day)


def _firmware(host: Host, tables: t.Any) -> dict[str, t.Any]:
    facts: dict[str, t.Any]
    if isinstance(tables, Tables):
        fields = tables.first(0)
        facts = {
            **_texts(fields, vendor="vendor", version="version"), "date": iso_date(fields.get("date")), "revision": fields.get("revision"),
            "controller_revision": fields.get("controller_revision"), "rom_bytes": fields.get("rom_bytes"),
        }
    else:
        facts = {
            "vendor": meaningful(attempt(host.read, _COPIES + "bios_vendor")), "version": meaningful(attempt(host.read, _COPIES + "bios_version")),
            "date": iso_date(meaningful(attempt(host.read, _COPIES + "bios_date"))), "revision": meaningful(attempt(host.read, _COPIES + "bios_release")),
            "controller_revision": meaningful(attempt(host.read, _COPIES + "ec_firmware_release")), "rom_bytes": tables,
        }
    uefi = host.stat("/sys/firmware/efi") is not None
    facts["boot_mode"] = "uefi" if uefi else "bios" if host.uname()["machine"] in ("x86_64", "i686", "i586") else None
    facts["secure_boot"] = attempt(_switch, host, "SecureBoot") if uefi else None
    facts["setup_mode"] = attempt(_switch, host, "SetupMode") if uefi else None
    facts["test_key"] = attempt(_test_key, host) if uefi else None
    return facts


def _variable(host: Host, name: str) -> bytes | None:
    """A firmware variable's value, without the four bytes of attributes in front."""
    data = host.read_bytes("%s/%s%s" % (_EFI_VARIABLES, name, _GLOBAL), limit=1 << 20)
    if data is None and not host.listdir(_EFI_VARIABLES):
        raise Unexamined(FAILED, _EFI_VARIABLES, "the firmware's variables are not mounted")
    return None if data is None else data[4:]


def _switch(host: Host, name: str) -> bool:
    return _variable(host, name) == b"\x01"


def _test_key(host: Host) -> bool | None:
    """Whether the key that all trust rests on is a sample which was never meant to be shipped; its secret half is public."""
    key = _variable(host, "PK")
    return None if key is None else any(words in key for words in (b"DO NOT TRUST", b"DO NOT SHIP"))


def _tpm(host: Host, tables: t.Any) -> dict[str, t.Any]:
    names = [name for name in host.listdir("/sys/class/tpm") or [] if re.match(r"^tpm\d+$", name)]
    facts: dict[str, t.Any] = {"present": bool(names), "version": None, "vendor": None, "firmware": None, "description": None}
    if names:
        major = (host.read("/sys/class/tpm/%s/tpm_version_major" % names[0]) or "").strip()
        # Kernels before 5.6 do not tell; those of version 1.2 have files that the others do not.
        old = host.stat("/sys/class/tpm/%s/device/caps" % names[0]) or host.stat("/sys/class/tpm/%s/caps" % names[0])
        facts["version"] = {"1": "1.2", "2": "2.0"}.get(major) or ("1.2" if old else None)
    if isinstance(tables, Tables):
        fields = tables.first(43)
        facts.update({**_texts(fields, vendor="vendor", description="description"), "firmware": fields.get("firmware")})
        facts["version"] = facts["version"] or fields.get("specification")
    else:
        facts.update(dict.fromkeys(("vendor", "firmware", "description"), tables))
    return facts


# --- processors, memory ------------------------------------------------------------------------------------------------------


def _cpu(host: Host) -> dict[str, t.Any]:
    options = (host.read("/proc/cmdline") or "").split()
    return {**_cpus.cpu_facts(host), "mitigations_off": "mitigations=off" in options}


def _memory_facts(host: Host, tables: t.Any) -> dict[str, t.Any]:
    facts = _memory.everything(host)
    dimms: t.Any = tables
    if isinstance(tables, Tables):
        dimms = _dimms(tables)
    elif tables is None:
        dimms = []
    facts["dimms"] = dimms
    facts.update(_capacity(host, tables, dimms))
    facts["error_counters"] = _memory.placed(attempt(_memory.error_counters, host), dimms)
    return facts


def _dimms(tables: Tables) -> list[dict[str, t.Any]]:
    """The slots of the main memory, empty ones too."""
    arrays = {one["handle"]: one["fields"] for one in tables.structures if one["type"] == 16}
    found = []
    for one in tables.of(17):
        use = arrays.get(one.get("array"), {}).get("use")
        if use not in (None, "System Memory") or one.get("type") == "Flash":
            continue
        size, total, data = one.get("bytes"), one.get("total_width"), one.get("data_width")
        there = size != 0
        found.append({
            **_texts(one, slot="locator", bank="bank"),
            **{name: meaningful(one.get(name)) if there else None for name in ("manufacturer", "part", "serial", "asset_tag")},
            "bytes": size,
            "type": one.get("type") if there else None,
            "form_factor": one.get("form_factor"),
            "speed": one.get("speed") if there else None,
            "configured_speed": one.get("configured_speed") if there else None,
            "rank": one.get("rank") if there else None,
            "volts": one.get("configured_volts") if there else None,
            "technology": one.get("technology") if there else None,
            "ecc": total > data if there and total and data else None,
        })
    return found


def _capacity(host: Host, tables: t.Any, dimms: t.Any) -> dict[str, t.Any]:
    names = ("installed_bytes", "slots", "slots_used", "max_bytes", "error_correction")
    if isinstance(tables, Unexamined):
        return dict.fromkeys(names, tables)
    facts: dict[str, t.Any] = dict.fromkeys(names)
    if isinstance(tables, Tables):
        arrays = [one for one in tables.of(16) if one.get("use") == "System Memory"]
        facts["slots"] = len(dimms) or None
        facts["slots_used"] = len([dimm for dimm in dimms if dimm["bytes"] != 0]) if dimms else None
        facts["max_bytes"] = sum(one.get("max_bytes") or 0 for one in arrays) or None
        facts["error_correction"] = arrays[0].get("error_correction") if arrays else None
        # One module of unknown size makes the sum unknown.
        if dimms and all(dimm["bytes"] is not None for dimm in dimms):
            facts["installed_bytes"] = sum(dimm["bytes"] for dimm in dimms) or None
    if facts["installed_bytes"] is None:
        size = attempt(_memory.block_bytes, host)
        blocks = attempt(_memory.blocks, host) if isinstance(size, int) else None
        if isinstance(blocks, list) and blocks:
            facts["installed_bytes"] = size * len(blocks)
    return facts


# --- clock ---------------------------------------------------------------------------------------------------------------------


def built(version: str) -> int | None:
    """When the running kernel was made, by what uname(2) says of its version.

    >>> built("#1 SMP PREEMPT_DYNAMIC Debian 6.12.57-1 (2025-11-05)"), built("#4 SMP Fri Mar  6 13:48:15 UTC 2020")
    (1762300800, 1583452800)
    """
    found = re.search(r"\((\d{4})-(\d{2})-(\d{2})\)", version)
    if found:
        year, month, day = (int(number) for number in found.groups())
    else:
        named = re.search(r"\b([A-Z][a-z]{2}) +(\d{1,2}) \d{2}:\d{2}:\d{2} (?:[A-Z]+ )?(\d{4})", version)
        if not named or named.group(1) not in MONTHS:
            return None
        year, month, day = int(named.group(3)), MONTHS[named.group(1)], int(named.group(2))
    return epoch(year, month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None


def _clock(host: Host, firmware: t.Any) -> dict[str, t.Any]:
    """The battery-backed clock, and what time it was for the kernel when it started."""
    said = attempt(host.read, "/proc/driver/rtc")
    status = re.search(r"^batt_status\s*: (\w+)", said, re.MULTILINE) if isinstance(said, str) else None
    now = attempt(host.read, "/sys/class/rtc/rtc0/since_epoch")
    # Both file systems are mounted before anything has put the clock right, and keep that time.
    times = [found["mtime"] for found in (attempt(host.stat, path) for path in ("/proc", "/sys")) if isinstance(found, dict)]
    date = firmware.get("date") if isinstance(firmware, dict) else None
    known = [built(host.uname()["version"]), epoch(*(int(part) for part in date.split("-"))) if date else None]
    earliest = [moment for moment in known if moment is not None and moment <= host.now()]
    return {
        "battery": status.group(1) if status else None,
        "hardware_time": int(now) if isinstance(now, str) and now.strip().isdigit() else None,
        "start_time": int(min(times)) if times else None,
        "not_before": max(earliest) if earliest else None,
    }


# --- PCI Express ------------------------------------------------------------------------------------------------------------------


def _pcie_errors(host: Host) -> list[dict[str, t.Any]]:
    """The devices whose link or transactions failed since the start, as they count it themselves."""
    found = []
    for path in host.glob("/sys/bus/pci/devices/*/aer_dev_correctable"):
        folder = path.rpartition("/")[0]
        counts = {}
        for name, file, label in (("corrected", "correctable", "COR"), ("nonfatal", "nonfatal", "NONFATAL"), ("fatal", "fatal", "FATAL")):
            total = re.search(r"^TOTAL_ERR_%s (\d{1,18})" % label, host.read("%s/aer_dev_%s" % (folder, file)) or "", re.MULTILINE)
            counts[name] = int(total.group(1)) if total else 0
        if any(counts.values()):
            found.append({"address": folder.rpartition("/")[2], **counts})
    return found
