# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Storage: what only somebody who compares it with a profile needs to know. Read where the profile names it, otherwise not at all."""

from __future__ import annotations

import re
import typing as t

from ..formats import systemd, tmpfiles
from ..host import Host, attempt

_SMARTD = ("/etc/smartd.conf", "/etc/smartmontools/smartd.conf")
_SMARTD_UNITS = ("smartmontools.service", "smartd.service")
_ZRAM = ("/etc/systemd/zram-generator.conf", "/run/systemd/zram-generator.conf", "/usr/lib/systemd/zram-generator.conf")
# In this order: a file hides those of its name further on.
_TMPFILES = ("/etc/tmpfiles.d", "/run/tmpfiles.d", "/usr/local/lib/tmpfiles.d", "/usr/lib/tmpfiles.d")
_CLEANING = "/etc/systemd/system/systemd-tmpfiles-clean.timer"
_MAX_PLACES = 20


def wanted(host: Host, profile: dict[str, t.Any]) -> dict[str, t.Any]:
    """The facts that belong to the profile's own settings."""
    file_wanted = profile.get("storage_swap_file_mb") is not None
    swap = file_wanted or profile.get("storage_zram_percent") is not None
    temp = profile.get("storage_tmp_age") or profile.get("storage_var_tmp_age")
    return {
        "credentials": [attempt(_credentials, host, path) for path in _named(profile.get("storage_mounts") or [])],
        "container": attempt(lambda: host.stat("/run/systemd/container") is not None) if swap else None,
        "swap_file_bytes": attempt(_size, host, str(profile.get("storage_swap_file") or "/swapfile")) if file_wanted else None,
        "zram": attempt(_zram, host) if profile.get("storage_zram_percent") is not None else None,
        "smartd": attempt(_smartd, host) if profile.get("storage_smartd") is not None else None,
        "quotas": attempt(_quotas, host, profile["storage_quotas"]) if profile.get("storage_quotas") else None,
        "temp_cleaning": attempt(_temp_cleaning, host) if temp else None,
    }


def _named(wanted_mounts: list[dict[str, t.Any]]) -> list[str]:
    """The files of credentials that the profile's mounts name."""
    options = [option for mount in wanted_mounts if mount.get("state", "mounted") != "absent" for option in str(mount.get("opts") or "").split(",")]
    return sorted({option.partition("=")[2] for option in options if option.startswith(("credentials=/", "cred=/"))})[:_MAX_PLACES]


def _credentials(host: Host, path: str) -> dict[str, t.Any]:
    found = host.stat(path)
    return {
        "path": path,
        "present": found is not None and found["type"] == "file" and found["size"] > 0,
        "private": found is not None and found["uid"] == 0 and found["mode"] & 0o077 == 0,
    }


def _size(host: Host, path: str) -> int | None:
    found = host.stat(path)
    return found["size"] if found and found["type"] == "file" else None


def _zram(host: Host) -> dict[str, t.Any]:
    text = next((text for text in (host.read(path) for path in _ZRAM) if text is not None), "")
    settings: dict[str, str] = {}
    section = ""
    for line in text.splitlines():
        heading = re.match(r"\s*\[(\w+)\]", line)
        if heading:
            section = heading.group(1)
            settings.setdefault("section " + section, "")
        setting = re.match(r"\s*([\w-]+)\s*=\s*(.*?)\s*$", line)
        if setting and section == "zram0":
            settings[setting.group(1)] = setting.group(2)
    size = settings.get("zram-size") or ("by default" if "section zram0" in settings else None)
    ours = re.match(r"min\(ram \* (\d{1,3}) / 100, (\d{1,9})\)\Z", size or "")
    return {
        "size": size, "percent": int(ours.group(1)) if ours else None, "max_mb": int(ours.group(2)) if ours else None,
        "algorithm": settings.get("compression-algorithm") or "",
    }


def _smartd(host: Host) -> dict[str, t.Any]:
    text = next((text for text in (host.read(path) for path in _SMARTD) if text is not None), "")
    answer = host.run(["systemctl", "show", "--property=Id,ActiveState,UnitFileState", *_SMARTD_UNITS], package="systemd")
    blocks = systemd.parse_show(answer.out)
    directives = [" ".join(line.split("#")[0].split()) for line in text.splitlines() if line.split("#")[0].strip()]
    # One directive for all disks, which the profile describes, or something else.
    scan = re.match(r"DEVICESCAN ?(.*?)(?: -m (\S+))?\Z", directives[0]) if len(directives) == 1 else None
    return {
        "directives": directives,
        "options": scan.group(1) if scan else None,
        "mail": (scan.group(2) or "") if scan else None,
        "enabled": any(block.get("UnitFileState") == "enabled" for block in blocks),
        "active": any(block.get("ActiveState") == "active" for block in blocks),
    }


def _quotas(host: Host, entries: list[dict[str, t.Any]]) -> list[dict[str, t.Any]]:
    limits: dict[tuple[str, str], dict[str, t.Any]] = {}
    # Without the tool nobody has set any.
    if any(host.stat(folder + "/repquota") for folder in ("/usr/sbin", "/sbin", "/usr/bin")):
        for path in sorted({str(entry.get("path")) for entry in entries})[:_MAX_PLACES]:
            answer = host.run(["repquota", "--user", "--verbose", "--output=csv", path], package="quota")
            if answer.rc == 0:
                limits.update(((path, found["user"]), found) for found in parse_limits(answer.out))
    places = sorted({(str(entry.get("path")), str(entry.get("user"))) for entry in entries})[:1000]
    none = {"soft_mb": 0.0, "hard_mb": 0.0}
    return [{"name": "%s:%s" % (user, path), "path": path, **none, **limits.get((path, user), {}), "user": user} for path, user in places]


def parse_limits(text: str) -> list[dict[str, t.Any]]:
    r"""The limits in what `repquota --output=csv` prints; it counts blocks of a kilobyte.

    >>> parse_limits("User,BlockStatus,FileStatus,BlockUsed,BlockSoftLimit,BlockHardLimit,BlockGrace\nanna,ok,ok,20,1024,2048,\nroot,ok,ok,9,0,0,\n")
    [{'user': 'anna', 'soft_mb': 1.0, 'hard_mb': 2.0}]
    """
    limits = []
    for row in [line.split(",") for line in text.splitlines()[:10000]]:
        if len(row) > 5 and row[4].isdigit() and row[5].isdigit() and (int(row[4]) or int(row[5])):
            limits.append({"user": row[0], "soft_mb": int(row[4]) / 1024.0, "hard_mb": int(row[5]) / 1024.0})
    return limits[:1000]


def _temp_cleaning(host: Host) -> list[dict[str, t.Any]]:
    files: dict[str, str] = {}
    for folder in _TMPFILES:
        for name in host.listdir(folder) or ():
            if name.endswith(".conf"):
                files.setdefault(name, folder + "/" + name)
    found: dict[str, str | None] = {}
    for name in sorted(files):
        for path, age in tmpfiles.ages(host.read(files[name]) or ""):
            # The first line for a path counts.
            found.setdefault(path, age)
    cleaned = host.readlink(_CLEANING) != "/dev/null"
    return [{"path": path, "age": found.get(path), "cleaned": cleaned} for path in ("/tmp", "/var/tmp")]
