# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The disks themselves, for the storage collector: identity, link, health; software RAID, LVM, btrfs and trimming.

A sleeping disk is left asleep. smartctl runs as root only, for all disks at the same time; an NVMe drive is asked directly where there
is no smartctl.
"""

from __future__ import annotations

import json
import re
import threading
import typing as t

from ..formats import disk_health, mdstat, nvme_log, smartctl
from ..host import AS_ROOT, BUSY, FAILED, NO_PERMISSION, Host, Unexamined, attempt

MAX_DISKS = 32
_SMART_SECONDS = 12.0

_DISK = re.compile(r"^(?:sd[a-z]+|hd[a-z]|vd[a-z]+|xvd[a-z]+|nvme\d+n\d+|mmcblk\d+)$")
_WITH_SMART = ("sata", "sas", "scsi", "nvme", "usb", "ufs")
_BUSES = (
    ("nvme", re.compile(r"/nvme")), ("usb", re.compile(r"/usb\d+/")), ("mmc", re.compile(r"/mmc_host/")), ("virtio", re.compile(r"/virtio\d+/")),
    ("sata", re.compile(r"/ata\d+/")), ("sas", re.compile(r"/(?:end_device|expander|sas_)")), ("ufs", re.compile(r"ufshcd?|/ufs")),
    ("xen", re.compile(r"/vbd-\d")), ("hyperv", re.compile(r"/VMBUS|/vmbus_")), ("scsi", re.compile(r"/host\d+/")),
)
_LVS = [
    "lvs", "--reportformat", "json", "--units", "b", "--nosuffix", "-o",
    "vg_name,lv_name,lv_attr,lv_size,segtype,pool_lv,data_percent,metadata_percent,lv_health_status,vg_size,vg_free,vg_missing_pv_count",
]
_TRIM_LINKS = ("/etc/systemd/system/timers.target.wants/fstrim.timer", "/usr/lib/systemd/system/timers.target.wants/fstrim.timer")
_TRIM_UNITS = ("/usr/lib/systemd/system/fstrim.timer", "/lib/systemd/system/fstrim.timer", "/etc/systemd/system/fstrim.timer")
_TRIM_JOBS = ("/etc/cron.daily/fstrim", "/etc/cron.weekly/fstrim")


def line(host: Host, path: str) -> t.Any:
    """The file's text without the end of line; None if it is absent or empty, Unexamined in place if it cannot be read."""
    text = attempt(host.read, path, 4096)
    return text if isinstance(text, Unexamined) else ((text or "").strip() or None)


def _plain(host: Host, path: str) -> str | None:
    """As line, but what cannot be read is not known: a driver may refuse a single file of a healthy disk."""
    text = line(host, path)
    return text if isinstance(text, str) else None


def _whole(text: t.Any) -> int | None:
    return int(text) if isinstance(text, str) and re.match(r"^\d{1,20}$", text) else None


# --- identity ------------------------------------------------------------------------------------------------------


def is_disk(name: str) -> bool:
    """Whether a block device is a disk by its name: no partition, nothing mapped, no loop, no DVD."""
    return bool(_DISK.match(name))


def bus(name: str, place: str) -> str | None:
    """What a disk is attached by, from its place below /sys/devices."""
    if name.startswith("nvme"):
        return "nvme"
    return next((kind for kind, pattern in _BUSES if pattern.search(place)), None)


def _udev(host: Host, number: str | None) -> dict[str, str]:
    """What udev has found out about a device."""
    text = attempt(host.read, "/run/udev/data/b" + number, 1 << 16) if number else None
    if not isinstance(text, str):
        return {}
    return dict(entry[2:].split("=", 1) for entry in text.split("\n") if entry.startswith("E:") and "=" in entry)


def _unescaped(text: str | None) -> str | None:
    return re.sub(r"\\x([0-9a-fA-F]{2})", lambda match: chr(int(match.group(1), 16)), text).strip() or None if text else None


def disks(host: Host, devices: list[dict[str, t.Any]]) -> list[dict[str, t.Any]]:
    """The disks among the block devices, with their health."""
    found = [_identity(host, device) for device in devices if device["disk"] is None and is_disk(device["name"])][:MAX_DISKS]
    _ask_health(host, found)
    for disk in found:
        del disk["_place"]
    return found


def _identity(host: Host, device: dict[str, t.Any]) -> dict[str, t.Any]:
    name = device["name"]
    folder = "/sys/class/block/" + name
    place = host.readlink(folder) or ""
    kind = bus(name, place)
    known = _udev(host, device["number"])
    own = folder + "/device/"
    vendor = _plain(host, own + "vendor") if kind not in ("nvme", "mmc", "virtio") else None
    disk: dict[str, t.Any] = {
        "name": name,
        "path": "/dev/" + name,
        "bus": kind,
        # The SCSI layer cuts a model off after 16 letters, a firmware's version after four; udev has asked for the whole.
        "model": _unescaped(known.get("ID_MODEL_ENC")) or device["model"] or (_plain(host, own + "name") if kind == "mmc" else None),
        "vendor": None if vendor == "ATA" else vendor,
        "serial": known.get("ID_SCSI_SERIAL") or known.get("ID_SERIAL_SHORT") or _serial(host, kind, folder),
        "firmware": (known.get("ID_REVISION") if known.get("ID_BUS") == "ata" else None)
        or _plain(host, own + {"nvme": "firmware_rev", "mmc": "fwrev"}.get(kind or "", "rev")),
        "wwn": known.get("ID_WWN_WITH_EXTENSION") or known.get("ID_WWN") or _plain(host, folder + "/wwid") or _plain(host, own + "wwid"),
        "size_bytes": device["size_bytes"],
        "rotational": device["rotational"],
        "rotation_rpm": _whole(known.get("ID_ATA_ROTATION_RATE_RPM")),
        "removable": device["removable"],
        "state": _plain(host, own + "state"),
        "port": _port(kind, place),
        **_link(host, name, kind, place),
        "smart": None,
        "_place": place,
    }
    return disk


def _serial(host: Host, kind: str | None, folder: str) -> str | None:
    if kind in ("nvme", "mmc", "virtio"):
        return _plain(host, folder + ("/serial" if kind == "virtio" else "/device/serial"))
    page = attempt(host.read_bytes, folder + "/device/vpd_pg80", 4096)
    # Vital product data: four bytes of head, the last two of them the length.
    return (page[4:4 + page[3]].decode("ascii", "replace").strip("\0 ") or None) if isinstance(page, bytes) and len(page) > 4 else None


def _port(kind: str | None, place: str) -> str | None:
    """Where it is attached, as the kernel's messages name it: ata1, 2-1, host6, or the PCI address of an NVMe drive."""
    pattern = {"sata": r"/(ata\d+)/", "usb": r"^.*/(\d+-[\d.]+)/", "nvme": r"^.*/([0-9a-f]{4,}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7])/nvme"}
    match = re.search(pattern.get(kind or "", r"/(host\d+|mmc\d+|virtio\d+)/"), place)
    return match.group(1) if match else None


def _controller(name: str) -> str:
    return re.sub(r"n\d+$", "", name)


def _link(host: Host, name: str, kind: str | None, place: str) -> dict[str, t.Any]:
    """How fast the link to the disk runs, and how fast both its ends could (Gbit/s; for PCIe those of one lane, and the lanes)."""
    found: dict[str, t.Any] = {"link_gbps": None, "link_gbps_max": None, "link_lanes": None, "link_lanes_max": None}
    if kind == "nvme":
        own = "/sys/class/nvme/%s/device/" % _controller(name)
        found["link_gbps"] = _gbps(_plain(host, own + "current_link_speed"))
        if found["link_gbps"] is not None:
            ends = [_gbps(_plain(host, own + up + "max_link_speed")) for up in ("", "../")]
            lanes = [_whole(_plain(host, own + up + "max_link_width")) for up in ("", "../")]
            found["link_gbps_max"] = min((end for end in ends if end), default=None)
            found["link_lanes"] = _whole(_plain(host, own + "current_link_width"))
            found["link_lanes_max"] = min((end for end in lanes if end), default=None)
    elif kind == "sata":
        port = re.search(r"/ata(\d+)/", place)
        own = "/sys/class/ata_link/link%s/" % (port.group(1) if port else "")
        found["link_gbps"] = _gbps(_plain(host, own + "sata_spd"))
        found["link_gbps_max"] = _gbps(_plain(host, own + "hw_sata_spd_limit"))
    elif kind == "usb":
        port = re.search(r"^(.*/\d+-[\d.]+)/", place)
        speed = _plain(host, "/sys/class/block/" + port.group(1) + "/speed") if port else None
        found["link_gbps"] = float(speed) / 1000 if speed and re.match(r"^\d{1,6}(?:\.\d+)?$", speed) else None
    return found


def _gbps(text: str | None) -> float | None:
    """
    >>> _gbps("6.0 Gbps"), _gbps("8.0 GT/s PCIe"), _gbps("<unknown>")
    (6.0, 8.0, None)
    """
    match = re.match(r"^(\d{1,4}(?:\.\d+)?) *(?:Gb|GT)", text or "")
    return float(match.group(1)) if match else None


# --- health --------------------------------------------------------------------------------------------------------


def _ask_health(host: Host, found: list[dict[str, t.Any]]) -> None:
    wanted = [disk for disk in found if disk["bus"] in _WITH_SMART and not (disk["bus"] == "usb" and disk["removable"] is not False)]
    for disk in found:
        if disk["bus"] == "mmc":
            disk["smart"] = _card(host, disk)
    if wanted and host.uid() != 0:
        for disk in wanted:
            disk["smart"] = Unexamined(NO_PERMISSION, "the disks' health", AS_ROOT)
        return

    def ask(disk: dict[str, t.Any]) -> None:
        disk["smart"] = attempt(_health, host, disk)

    threads = [threading.Thread(target=ask, args=(disk,), daemon=True) for disk in wanted[1:]]
    for thread in threads:
        thread.start()
    for disk in wanted[:1]:
        ask(disk)
    for disk, thread in zip(wanted[1:], threads):
        thread.join(_SMART_SECONDS + 2)
        if disk["smart"] is None:
            disk["smart"] = Unexamined(FAILED, disk["path"], "its health was not told in time")


def _health(host: Host, disk: dict[str, t.Any]) -> dict[str, t.Any]:
    path = "/dev/" + _controller(disk["name"]) if disk["bus"] == "nvme" else disk["path"]
    try:
        answer = host.run(["smartctl", "--json=c", "-x", "-n", "standby", path], timeout=_SMART_SECONDS, package="smartmontools")
        try:
            told = smartctl.parse(answer.out)
        except smartctl.Asleep:
            raise Unexamined(BUSY, disk["path"], "it is asleep and was not woken for this") from None
        except ValueError as exc:
            raise Unexamined(FAILED, "smartctl " + path, str(exc)[:200]) from exc
    except Unexamined as exc:
        if disk["bus"] != "nvme" or exc.reason == BUSY:
            raise
        page = attempt(host.nvme_log, path)
        if not isinstance(page, bytes):
            raise exc
        try:
            health = nvme_log.health_of(page)
        except ValueError as wrong:
            raise Unexamined(FAILED, path, str(wrong)) from wrong
        return _with_limit(host, disk, health)
    for key in ("model", "serial", "firmware", "rotation_rpm"):
        # The drive's own word, where the kernel has it shortened or not at all. It names no serial that a recording hides.
        disk[key] = told["identity"][key] if told["identity"][key] is not None else disk[key]
    ends = [_gbps(told["identity"]["link_speed_max"]), disk["link_gbps_max"]]
    disk["link_gbps_max"] = min((end for end in ends if end), default=None)
    if disk["link_gbps"] is None and disk["bus"] == "sata":
        disk["link_gbps"] = _gbps(told["identity"]["link_speed"])
    return _with_limit(host, disk, told["health"])


def _with_limit(host: Host, disk: dict[str, t.Any], health: dict[str, t.Any]) -> dict[str, t.Any]:
    """The temperature from which on an NVMe drive itself warns, where smartctl does not tell it: the kernel has asked."""
    if disk["bus"] == "nvme" and health["temperature_limit_celsius"] is None and health["temperature_celsius"] is not None:
        for path in host.glob("/sys/class/nvme/%s/hwmon*/temp1_max" % _controller(disk["name"])):
            limit = _whole(_plain(host, path))
            if limit and 30000 <= limit <= 120000:
                health["temperature_limit_celsius"] = limit // 1000
                disk_health.judge(health)
    return health


def _card(host: Host, disk: dict[str, t.Any]) -> dict[str, t.Any] | None:
    """What an eMMC says of its wear, in steps of ten percent; a card says nothing."""
    own = "/sys/class/block/%s/device/" % disk["name"]
    life = re.findall(r"0x([0-9a-fA-F]{2})", _plain(host, own + "life_time") or "")
    left = re.match(r"^0x([0-9a-fA-F]{2})$", _plain(host, own + "pre_eol_info") or "")
    if not life and not left:
        return None
    health = disk_health.blank("eMMC", "emmc")
    used = [int(step, 16) for step in life if 0 < int(step, 16) <= 11]
    # Step 1 is up to ten percent, 11 is beyond what it was made for.
    health["wear_percent"] = max(used) * 10 - (0 if max(used) < 11 else 10) if used else None
    if used and max(used) == 11:
        health["worn"] = True
    state = int(left.group(1), 16) if left else 0
    health["passed"] = {1: True, 2: True, 3: False}.get(state)
    if state:
        health["spare_percent"], health["spare_threshold_percent"] = {1: (100, 20), 2: (19, 20), 3: (9, 20)}.get(state, (None, None))
    return disk_health.judge(health)


# --- what stands on disks ------------------------------------------------------------------------------------------


def raid_arrays(host: Host) -> list[dict[str, t.Any]]:
    """Software RAID: what /proc/mdstat says, and the kernel's own count of missing members."""
    text = host.read("/proc/mdstat")
    found = []
    for array in mdstat.parse(text or ""):
        own = "/sys/class/block/%s/md/" % array["name"]
        degraded = _whole(_plain(host, own + "degraded"))
        missing = array["wanted"] - array["working"] if array["wanted"] is not None and array["working"] is not None else None
        external = (array["metadata"] or "").startswith("external:")
        found.append({
            "name": array["name"],
            "state": array["state"],
            "level": array["level"],
            "members": array["members"],
            "failed": array["failed"],
            "spares": array["spares"],
            "wanted": array["wanted"],
            "missing": degraded if degraded is not None else missing,
            # The container of firmware RAID is never active itself.
            "container": external and not array["metadata"].startswith("external:/"),
            "operation": array["operation"],
            "operation_percent": array["percent"],
            "mismatches": _whole(_plain(host, own + "mismatch_cnt")),
        })
    return found


def lvm(host: Host, devices: list[dict[str, t.Any]]) -> dict[str, t.Any]:
    """{volume_groups, logical_volumes}: asked of lvs only where a mapped device is LVM's."""
    empty: dict[str, t.Any] = {"volume_groups": [], "logical_volumes": []}
    if not any(device["kind"] == "lvm" for device in devices):
        return empty
    if host.uid() != 0:
        raise Unexamined(NO_PERMISSION, "lvs", AS_ROOT)
    answer = host.run(_LVS, timeout=10, package="lvm2")
    if answer.rc != 0:
        raise Unexamined(FAILED, "lvs", answer.err.strip()[:200] or "it ended with %d" % answer.rc)
    try:
        rows = [row for report in json.loads(answer.out)["report"] for row in report.get("lv", ())]
        groups: dict[str, dict[str, t.Any]] = {}
        volumes = []
        for row in rows:
            groups.setdefault(row["vg_name"], {
                "name": row["vg_name"], "size_bytes": _whole(row["vg_size"]), "free_bytes": _whole(row["vg_free"]),
                "missing_disks": _whole(row["vg_missing_pv_count"]),
            })
            volumes.append({
                "name": "%s/%s" % (row["vg_name"], row["lv_name"]),
                "kind": row["segtype"],
                "size_bytes": _whole(row["lv_size"]),
                "thin_pool": row["segtype"] == "thin-pool",
                "pool": row["pool_lv"] or None,
                "data_percent": _percent(row["data_percent"]),
                "metadata_percent": _percent(row["metadata_percent"]),
                "health": row["lv_health_status"] or None,
                "active": row["lv_attr"][4:5] == "a",
            })
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as exc:
        raise Unexamined(FAILED, "lvs", "its answer is not understood: %s" % str(exc)[:100]) from exc
    return {"volume_groups": list(groups.values()), "logical_volumes": volumes[:200]}


def _percent(text: t.Any) -> float | None:
    return float(text) if isinstance(text, str) and re.match(r"^\d{1,3}(?:\.\d+)?$", text) else None


def btrfs(host: Host, filesystems: t.Any) -> list[dict[str, t.Any]]:
    """The devices of mounted btrfs file systems and the errors counted on each (Linux 5.14 and later)."""
    if isinstance(filesystems, Unexamined):
        raise filesystems
    if not any(entry["type"] == "btrfs" for entry in filesystems):
        return []
    found = []
    for folder in host.glob("/sys/fs/btrfs/*-*-*"):
        members = []
        for number in attempt(host.listdir, folder + "/devinfo") or ():
            own = "%s/devinfo/%s/" % (folder, number)
            told = _plain(host, own + "error_stats")
            counts = {key: int(value) for key, value in re.findall(r"^(\w+) (\d{1,18})$", told or "", re.MULTILINE)}
            members.append({
                "id": _whole(number), "missing": _plain(host, own + "missing") == "1",
                **{key: counts.get(key) for key in ("write_errs", "read_errs", "flush_errs", "corruption_errs", "generation_errs")},
            })
        found.append({
            "uuid": folder.rpartition("/")[2], "label": _plain(host, folder + "/label"),
            "devices": attempt(host.listdir, folder + "/devices"), "members": members,
        })
    return found


def trim(host: Host) -> dict[str, t.Any]:
    """Whether unused blocks are reported to the disks regularly."""
    masked = any(host.readlink(path) == "/dev/null" for path in _TRIM_UNITS)
    return {
        "timer_installed": any(host.stat(path) is not None for path in _TRIM_UNITS),
        "timer_masked": masked,
        "timer_enabled": not masked and any(host.readlink(path) is not None for path in _TRIM_LINKS),
        "other_job": next((path for path in _TRIM_JOBS if host.stat(path) is not None), None),
    }
