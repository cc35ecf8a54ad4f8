# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backup: what is set up, when the last backup was made, and when a restore of it was last proven.

Reads what the backup's own program has written down; neither the repository nor a secret is touched. Nothing at all is read
unless the profile asks for backups.
"""

from __future__ import annotations

import json
import re
import typing as t

from ..formats import systemd
from ..host import FAILED, Host, Unexamined, attempt

#: The profile's variables that are needed here.
PROFILE = ("backup_tool",)

SETTINGS = "/etc/fieldtech/backup"
STATE = "/var/lib/fieldtech/backup.json"
TIMERS = {"backup": "fieldtech-backup.timer", "test": "fieldtech-backup-test.timer"}

_TEXTS = ("tool", "repository", "required_mount")
_FLAGS = ("one_file_system", "only_on_mains", "only_with_network")
_COUNTS = ("check_percent", "sample_files")
_NOTHING = ("configuration", "configured_at", "program_installed", "password_private", "timers", "last_run", "last_success", "last_backup",
            "last_restore", "last_restore_success")


def collect(host: Host, profile: dict[str, t.Any]) -> dict[str, t.Any]:
    """The backup facts (roles/backup/meta/facts.yml)."""
    if not profile.get("backup_tool"):
        return dict.fromkeys(_NOTHING)
    settings = attempt(_settings, host)
    state = attempt(_state, host, settings)
    tool = settings["tool"] if isinstance(settings, dict) else profile["backup_tool"]
    return {
        "configuration": settings,
        "configured_at": attempt(_moment_of, host, SETTINGS + "/config.json"),
        "program_installed": attempt(_installed, host, tool),
        "password_private": attempt(_private, host, SETTINGS + "/password"),
        "timers": attempt(_timers, host),
        "last_run": state if isinstance(state, Unexamined) else attempt(_last_run, host, state),
        **{key: state if isinstance(state, Unexamined) else _number(state.get(key)) for key in ("last_success", "last_restore_success")},
        "last_backup": state if isinstance(state, Unexamined) else _counts(state.get("backup"), ("files", "bytes", "bytes_added")),
        "last_restore": state if isinstance(state, Unexamined) else _last_restore(state),
    }


def _read(host: Host, path: str) -> dict[str, t.Any] | None:
    text = host.read(path, 1 << 20)
    if text is None:
        return None
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise Unexamined(FAILED, path, "it is no JSON; run the backup role again")
    return content


def _settings(host: Host) -> dict[str, t.Any] | None:
    content = _read(host, SETTINGS + "/config.json")
    if content is None:
        return None
    keep = content.get("keep")
    return {
        **{key: str(content.get(key) or "") for key in _TEXTS},
        **{key: content.get(key) is True for key in _FLAGS},
        **{key: _whole(content.get(key)) for key in _COUNTS},
        **{key: [str(entry) for entry in content[key]] if isinstance(content.get(key), list) else [] for key in ("sources", "excludes")},
        "keep": {str(unit): _whole(count) for unit, count in keep.items()} if isinstance(keep, dict) else {},
    }


def _state(host: Host, settings: t.Any) -> dict[str, t.Any]:
    """What the backup's program has written down; nothing of another repository counts."""
    state = _read(host, STATE) or {}
    same = isinstance(settings, dict) and all(state.get(key) == settings[key] for key in ("tool", "repository"))
    return state if same else {}


def _number(value: t.Any) -> float | None:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _whole(value: t.Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _word(value: t.Any) -> str | None:
    return value if isinstance(value, str) and re.match(r"[a-z_]{1,40}\Z", value) else None


def _counts(found: t.Any, keys: t.Iterable[str]) -> dict[str, t.Any] | None:
    return {key: _whole(found.get(key)) for key in keys} if isinstance(found, dict) else None


def _last_run(host: Host, state: dict[str, t.Any]) -> dict[str, t.Any] | None:
    run = state.get("last_run")
    if not isinstance(run, dict):
        return None
    outcome, reason = _word(run.get("outcome")), _word(run.get("reason"))
    if outcome == "running" and not _goes_on(host, run):
        # Killed, or the machine went down under it: nobody was left to write that down.
        outcome, reason = "failed", "interrupted"
    return {"outcome": outcome, "reason": reason, "started": _number(run.get("started")), "ended": _number(run.get("ended"))}


def _goes_on(host: Host, run: dict[str, t.Any]) -> bool:
    pid = _whole(run.get("pid"))
    if pid is None or (host.read("/proc/sys/kernel/random/boot_id") or "").strip() != run.get("boot"):
        return False
    return "fieldtech-backup" in (host.read("/proc/%d/cmdline" % pid) or "")


def _last_restore(state: dict[str, t.Any]) -> dict[str, t.Any] | None:
    found = state.get("last_restore")
    if not isinstance(found, dict):
        return None
    return {
        "outcome": _word(found.get("outcome")), "reason": _word(found.get("reason")), "time": _number(found.get("time")),
        **{key: _whole(found.get(key)) for key in ("files", "bytes", "differing", "missing")},
    }


def _moment_of(host: Host, path: str) -> float | None:
    found = host.stat(path)
    return float(found["mtime"]) if found else None


def _installed(host: Host, tool: str) -> bool:
    return tool in ("restic", "borg") and any(host.stat(folder + tool) is not None for folder in ("/usr/bin/", "/usr/local/bin/"))


def _private(host: Host, path: str) -> bool | None:
    """Whether only root can read it; null if there is none."""
    found = host.stat(path)
    return None if found is None else found["type"] == "file" and found["uid"] == 0 and found["mode"] & 0o077 == 0


def _timers(host: Host) -> list[dict[str, t.Any]]:
    answer = host.run(["systemctl", "show", "--property=Id,ActiveState,UnitFileState", *TIMERS.values()], package="systemd")
    shown = {block.get("Id"): block for block in systemd.parse_show(answer.out)}
    timers = []
    for name, unit in TIMERS.items():
        text = host.read("/etc/systemd/system/" + unit)
        dates = re.findall(r"(?m)^OnCalendar=(.*)$", text or "")
        block = shown.get(unit, {})
        timers.append({
            "name": name,
            "schedule": "; ".join(dates) if text is not None else None,
            "enabled": block.get("UnitFileState") == "enabled",
            "active": block.get("ActiveState") == "active",
        })
    return timers
