# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Security: firewall, scanner for viruses, ssh, sudo, AppArmor, SELinux, USB storage, hardening, and what is encrypted.

Only files are read where the profile asks nothing: what a departure from the profile shows is looked at only where the profile names it.
"""

from __future__ import annotations

import posixpath
import re
import typing as t

from ..formats import clamav, hardening
from ..formats.assignments import parse_assignments
from ..host import FAILED, Host, Unexamined, attempt

PROFILE = (
    "security_firewall_enabled", "security_firewall_backend", "security_firewall_allowed", "security_firewall_sources", "security_firewall_interfaces",
    "security_firewall_ssh_ports", "security_firewall_admin_sources", "security_antivirus_enabled", "security_antivirus_on_access",
    "security_antivirus_paths", "security_antivirus_exclude", "security_antivirus_schedule", "security_antivirus_quarantine",
    "security_ssh_permit_root_login", "security_ssh_password_authentication", "security_ssh_allow_groups", "security_ssh_x11_forwarding",
    "security_ssh_max_auth_tries", "security_sudo_timestamp_minutes", "security_sudo_logfile", "security_sudo_requiretty", "security_sudo_use_pty",
    "security_apparmor_enabled", "security_apparmor_profiles", "security_usb_storage", "security_hardening", "security_hardening_switches",
)

SIGNATURES = "/var/lib/clamav"
SCAN_LOG = "/var/log/fieldtech/virus-scan.log"
SUDO_FILE = "/etc/sudoers.d/zz-fieldtech-policy"
USB_RULES = "/etc/udev/rules.d/71-fieldtech-usb-storage.rules"
USB_DRIVERS = ("usb-storage", "uas")
SYSCTL_FOLDERS = ("/etc/sysctl.d", "/run/sysctl.d", "/usr/local/lib/sysctl.d", "/usr/lib/sysctl.d")
MAX_LIST = 100

# What the families call the services of ClamAV.
CLAMD = ("clamav-daemon.service", "clamd@scan.service")
ON_ACCESS = ("clamav-clamonacc.service", "clamonacc.service")
FRESHCLAM = "clamav-freshclam.service"
SCAN_TIMER = "fieldtech-virus-scan.timer"
FIREWALLS = {"nftables": "fieldtech-firewall.service", "ufw": "ufw.service", "firewalld": "firewalld.service"}

_SIGNATURE = re.compile(r".*\.(?:c[vlu]d|[hm][ds]b|[hm]su|ndb|ldb|fp|yar[a]?)\Z")
_BLOCKED = re.compile(r"\s*(?:blacklist\s+(?P<listed>\S+)\s*\Z|install\s+(?P<installed>\S+)\s+(?:/usr)?/bin/(?:true|false)\b)")
_COMPLAINS = re.compile(r"^[^#\n]*flags\s*=\s*\([^)]*\bcomplain\b", re.MULTILINE)


def collect(host: Host, profile: dict[str, t.Any]) -> dict[str, t.Any]:
    """The component's facts; see roles/security/meta/facts.yml."""
    units = attempt(_units, host, profile)
    return {
        "firewall": attempt(_firewall, host, profile, units),
        "antivirus": {
            "signatures_at": attempt(_signatures, host),
            "scan": attempt(_scan, host),
            "differs": attempt(_antivirus, host, profile, units),
        },
        "encryption": attempt(_encryption, host),
        "ssh": attempt(_ssh, host, profile),
        "sudo": attempt(_sudo, host, profile),
        "apparmor": {
            "kernel": attempt(_apparmor_kernel, host),
            "at_start": attempt(_at_start, profile, units),
            "profiles": attempt(_apparmor_profiles, host, profile),
        },
        "selinux": attempt(_selinux, host),
        "usb_storage": attempt(_usb, host, profile),
        "hardening": attempt(_hardening, host, profile),
    }


def numbers(facts: dict[str, t.Any]) -> dict[str, float]:
    """What trends: how many files the last scan found."""
    scan = facts["antivirus"]["scan"]
    return {"virus_files": len(scan["found"])} if isinstance(scan, dict) else {}


def _asked(value: t.Any) -> bool:
    """Whether the profile says anything."""
    return value is not None and value != "" and value != [] and value != {}


def _units(host: Host, profile: dict[str, t.Any]) -> dict[str, dict[str, str]]:
    """How the units stand that the profile is about, by name; nothing is asked where there are none."""
    names: list[str] = []
    if _asked(profile.get("security_firewall_enabled")):
        names += FIREWALLS.values()
    if _asked(profile.get("security_antivirus_enabled")):
        names += [*CLAMD, *ON_ACCESS, FRESHCLAM, SCAN_TIMER]
    if _asked(profile.get("security_apparmor_enabled")):
        names.append("apparmor.service")
    if not names:
        return {}
    said = host.run(["systemctl", "show", "--property=Id,LoadState,ActiveState,UnitFileState", "--", *names], package="systemd")
    if said.rc != 0:
        raise Unexamined(FAILED, "systemctl", said.err.strip()[:200])
    blocks = [parse_assignments(block) for block in said.out.split("\n\n")]
    return {block["Id"]: block for block in blocks if "Id" in block}


def _state(units: t.Any, names: t.Iterable[str]) -> tuple[bool, bool, bool]:
    """(is there, runs, is started with the machine) of the first of these units that is there."""
    if isinstance(units, Unexamined):
        raise units
    for name in names:
        unit = units.get(name, {})
        if unit.get("LoadState", "not-found") not in ("not-found", "masked"):
            return True, unit.get("ActiveState") in ("active", "reloading", "activating"), unit.get("UnitFileState", "").startswith("enabled")
    return False, False, False


# ---- firewall ----------------------------------------------------------------------------------------------------------------


def _ssh_settings(host: Host) -> dict[str, list[str]]:
    """What sshd really uses: {setting: [value, …]}."""
    said = host.run(["sshd", "-T"], package="openssh-server")
    if said.rc != 0:
        raise Unexamined(FAILED, "sshd -T", said.err.strip()[:200])
    found: dict[str, list[str]] = {}
    for line in said.out.splitlines():
        key, _space, value = line.partition(" ")
        found.setdefault(key.lower(), []).append(value.strip())
    return found


def _firewall(host: Host, profile: dict[str, t.Any], units: t.Any) -> dict[str, t.Any] | None:
    if not _asked(profile.get("security_firewall_enabled")):
        return None
    backend = profile.get("security_firewall_backend") or "auto"
    if backend == "auto":
        backend = next((name for name in ("firewalld", "ufw") if host.stat("/usr/sbin/" + name)), "nftables")
    ports = list(profile.get("security_firewall_ssh_ports") or [])
    if host.stat("/usr/sbin/sshd"):
        # As the role does: 22 where it cannot be asked.
        settings = attempt(_ssh_settings, host)
        ports += ([] if isinstance(settings, Unexamined) else [value for value in settings.get("port", []) if value.isdigit()]) or ["22"]
    _there, runs, at_start = _state(units, [FIREWALLS[backend]])
    from . import _firewall_wanted  # pylint: disable=import-outside-toplevel  # only who has a profile pays for it

    missing, extra, running = _firewall_wanted.compare(host, profile, backend, ports, runs)
    return {"backend": backend, "running": running, "at_start": at_start, "missing": missing[:MAX_LIST], "extra": extra[:MAX_LIST]}


# ---- scanner for viruses ------------------------------------------------------------------------------------------------------


def _signatures(host: Host) -> float | None:
    """When the newest signatures came; None where there is no scanner."""
    names = host.listdir(SIGNATURES)
    if names is None:
        return None
    stats = [host.stat(posixpath.join(SIGNATURES, name)) for name in names[:500] if _SIGNATURE.match(name)]
    return max((stat["mtime"] for stat in stats if stat), default=0.0)


def _scan(host: Host) -> dict[str, t.Any] | None:
    """The last whole scan; while one runs, what it has found so far counts too."""
    text = host.read(SCAN_LOG, limit=16 << 20)
    if text is None:
        return None
    last = clamav.parse(text)
    if not last["complete"]:
        before = clamav.parse(host.read(SCAN_LOG + ".1", limit=16 << 20) or "")
        known = [entry["path"] for entry in last["found"]]
        last = {**before, "found": last["found"] + [entry for entry in before["found"] if entry["path"] not in known]}
    return {"ended_at": last["ended"], "complete": last["complete"], "infected": last["infected"], "errors": last["errors"], "found": last["found"]}


def _antivirus(host: Host, profile: dict[str, t.Any], units: t.Any) -> list[str]:
    """What of the scanner is not as the profile says."""
    enabled = profile.get("security_antivirus_enabled")
    if not _asked(enabled):
        return []
    on_access = profile.get("security_antivirus_on_access")
    schedule = profile.get("security_antivirus_schedule") or ""
    clamd, fresh, timer = _state(units, CLAMD), _state(units, [FRESHCLAM]), _state(units, [SCAN_TIMER])
    if not enabled:
        return [name for name, state in (("clamd", clamd), ("freshclam", fresh), ("scan", timer)) if state[1] or state[2]]
    # Without signatures the scanner cannot run yet, and that they are missing is another fault.
    found = [name for name, state, needed in (("clamd", clamd, bool(_signatures(host))), ("freshclam", fresh, True))
             if not state[0] or not state[2] or (needed and not state[1])]
    if timer[1] != bool(schedule) or timer[2] != bool(schedule):
        found.append("scan")
    elif schedule and ("OnCalendar=" + schedule) not in (host.read("/etc/systemd/system/" + SCAN_TIMER) or "").splitlines():
        found.append("schedule")
    start = re.search(r"^ExecStart=(.*)$", host.read("/etc/systemd/system/fieldtech-virus-scan.service") or "", re.MULTILINE)
    words = start.group(1) if start else ""
    paths = " ".join('"%s"' % path for path in profile.get("security_antivirus_paths") or [])
    if not words.endswith(" " + paths) or (" --move=" in words) != bool(profile.get("security_antivirus_quarantine")):
        found.append("paths")
    if profile.get("security_antivirus_exclude"):
        text = (host.read("/etc/clamav/clamd.conf") or "") + "\n" + (host.read("/etc/clamd.d/scan.conf") or "")
        said = [line.partition(" ")[2].strip() for line in text.splitlines() if line.startswith("ExcludePath ")]
        found += ["exclude"] if any(path not in said for path in profile["security_antivirus_exclude"]) else []
    if on_access is not None and _state(units, ON_ACCESS)[2] != on_access:
        found.append("on_access")
    return found


# ---- encryption ---------------------------------------------------------------------------------------------------------------


def _encryption(host: Host) -> dict[str, t.Any]:
    mapped = []
    for path in host.glob("/sys/class/block/dm-*/dm/uuid")[:MAX_LIST]:
        kind = (host.read(path) or "").strip()
        if kind.startswith("CRYPT-"):
            device = path.split("/")[4]
            mapped.append({"device": device, "name": (host.read(posixpath.dirname(path) + "/name") or "").strip() or None, "kind": kind.split("-")[1].lower()})
    crypted = {entry["device"] for entry in mapped}
    swaps = []
    for line in (host.read("/proc/swaps") or "").splitlines()[1:MAX_LIST]:
        words = line.split()
        if len(words) >= 3 and words[1] == "partition":
            real = words[0]
            for _level in range(4):
                target = host.readlink(real)
                if target is None:
                    break
                real = posixpath.normpath(posixpath.join(posixpath.dirname(real), target))
            device = posixpath.basename(real)
            swaps.append({"device": words[0], "in_memory": device.startswith("zram"), "encrypted": _below(host, device, crypted)})
    return {"mapped": mapped, "swaps": swaps}


def _below(host: Host, device: str, crypted: set[str], depth: int = 6) -> bool:
    """Whether the device is encrypted, or all that it stands on."""
    if device in crypted:
        return True
    below = host.listdir("/sys/class/block/%s/slaves" % device) or []
    return depth > 0 and bool(below) and all(_below(host, name, crypted, depth - 1) for name in below[:MAX_LIST])


# ---- ssh, sudo ----------------------------------------------------------------------------------------------------------------


def _differing(wanted: dict[str, str], found: dict[str, str]) -> list[dict[str, t.Any]]:
    return [{"setting": key, "found": found.get(key), "wanted": value} for key, value in wanted.items() if found.get(key) != value]


def _ssh(host: Host, profile: dict[str, t.Any]) -> dict[str, t.Any] | None:
    """None where the profile asks nothing, or there is no server."""
    wanted: dict[str, str] = {}
    if profile.get("security_ssh_permit_root_login"):
        wanted["permitrootlogin"] = str(profile["security_ssh_permit_root_login"])
    for variable, settings in (("password_authentication", ("passwordauthentication", "kbdinteractiveauthentication")), ("x11_forwarding", ("x11forwarding",))):
        if profile.get("security_ssh_" + variable) is not None:
            wanted.update(dict.fromkeys(settings, "yes" if profile["security_ssh_" + variable] else "no"))
    if profile.get("security_ssh_max_auth_tries") is not None:
        wanted["maxauthtries"] = str(profile["security_ssh_max_auth_tries"])
    if profile.get("security_ssh_allow_groups"):
        wanted["allowgroups"] = " ".join(sorted(profile["security_ssh_allow_groups"]))
    if not wanted or not host.stat("/usr/sbin/sshd"):
        return None
    settings = _ssh_settings(host)
    found = {key: " ".join(sorted(values)) for key, values in settings.items()}
    # The older word for the same.
    found["permitrootlogin"] = found.get("permitrootlogin", "").replace("without-password", "prohibit-password")
    return {"differs": _differing(wanted, found)}


def _sudo(host: Host, profile: dict[str, t.Any]) -> dict[str, t.Any] | None:
    wanted: dict[str, str] = {}
    if profile.get("security_sudo_timestamp_minutes") is not None:
        wanted["timestamp_timeout"] = str(profile["security_sudo_timestamp_minutes"])
    if profile.get("security_sudo_logfile"):
        wanted["logfile"] = str(profile["security_sudo_logfile"])
    for name in ("requiretty", "use_pty"):
        if profile.get("security_sudo_" + name) is not None:
            wanted[name] = "yes" if profile["security_sudo_" + name] else "no"
    if not wanted or not host.stat("/usr/sbin/visudo"):
        return None
    found = {}
    for line in (host.read(SUDO_FILE) or "").splitlines():
        said = re.match(r"\s*Defaults\s+(!?)([a-z_]+)(?:\s*=\s*(\S+))?\s*\Z", line)
        if said:
            found[said.group(2)] = said.group(3) or ("no" if said.group(1) else "yes")
    return {"differs": _differing(wanted, found)}


# ---- AppArmor, SELinux ----------------------------------------------------------------------------------------------------------


def _apparmor_kernel(host: Host) -> bool | None:
    """Whether the kernel's AppArmor is on; None where it has none."""
    said = host.read("/sys/module/apparmor/parameters/enabled")
    return None if said is None else said.strip() == "Y"


def _at_start(profile: dict[str, t.Any], units: t.Any) -> bool | None:
    return _state(units, ["apparmor.service"])[2] if _asked(profile.get("security_apparmor_enabled")) else None


def _apparmor_profiles(host: Host, profile: dict[str, t.Any]) -> list[dict[str, t.Any]]:
    """The profiles that are named, as they stand; those that are not there are left out."""
    found = []
    for entry in profile.get("security_apparmor_profiles") or []:
        name = posixpath.basename(str(entry.get("name")))
        text = host.read("/etc/apparmor.d/" + name)
        if text is not None:
            linked = [folder for folder in ("disable", "force-complain") if host.stat("/etc/apparmor.d/%s/%s" % (folder, name), follow=False)]
            mode = "disable" if "disable" in linked else "complain" if linked or _COMPLAINS.search(text) else "enforce"
            found.append({"name": name, "mode": mode, "wanted": str(entry.get("mode"))})
    return found


def _selinux(host: Host) -> dict[str, t.Any] | None:
    """None where there is no SELinux."""
    text = host.read("/etc/selinux/config")
    live = host.read("/sys/fs/selinux/enforce")
    if text is None and live is None:
        return None
    return {
        "current": "disabled" if live is None else "enforcing" if live.strip() == "1" else "permissive",
        "configured": parse_assignments(text or "").get("SELINUX"),
    }


# ---- USB storage, hardening -----------------------------------------------------------------------------------------------------


def _usb(host: Host, profile: dict[str, t.Any]) -> dict[str, t.Any]:
    rules = host.read(USB_RULES)
    said = "\n".join(line for line in (rules or "").splitlines() if not line.lstrip().startswith("#"))
    policy = "blocked" if 'ATTR{bInterfaceClass}=="08"' in said and 'authorized}="0"' in said else "read_only" if "--setro" in said else "allowed"
    drivers = []
    if _asked(profile.get("security_usb_storage")):
        for path in host.glob("/etc/modprobe.d/*.conf")[:MAX_LIST]:
            for line in (host.read(path) or "").splitlines():
                blocked = _BLOCKED.match(line)
                name = ((blocked.group("listed") or blocked.group("installed")) if blocked else "").replace("_", "-")
                if name in USB_DRIVERS:
                    drivers.append({"driver": name, "file": path})
    return {"policy": policy, "blocked_drivers": drivers}


def _hardening(host: Host, profile: dict[str, t.Any]) -> list[dict[str, t.Any]]:
    """Each switch of the profile, with what is not as it says."""
    chosen, switches = profile.get("security_hardening") or {}, profile.get("security_hardening_switches") or {}
    if not chosen:
        return []
    container = bool((host.read("/run/systemd/container") or "").strip())
    ours = hardening.sysctls(host.read(hardening.SYSCTL_FILE) or "")
    modules = hardening.modules(host.read(hardening.MODULES_FILE) or "")
    at_start = _sysctls_at_start(host)
    found = []
    for name, on in chosen.items():
        wanted = hardening.wanted(switches, {name: True})
        if on:
            differs = []
            for key, value in wanted["sysctl"].items():
                live = host.read(hardening.path(key))
                # A kernel need not know each key; a container cannot set what it shares.
                known = live is not None and not (container and hardening.shared(key))
                if (known and " ".join((live or "").split()) != value) or at_start.get(key) != value:
                    differs.append(key)
            differs += [module for module in wanted["modules"] if module not in modules]
            differs += [path for path, content in wanted["files"].items() if host.read(path) != content]
        else:
            differs = [key for key in wanted["sysctl"] if key in ours] + [module for module in wanted["modules"] if module in modules]
            differs += [path for path in wanted["files"] if host.stat(path, follow=False)]
        found.append({"switch": str(name), "enabled": bool(on), "differs": differs})
    return found


def _sysctls_at_start(host: Host) -> dict[str, str]:
    """What the next start sets: one file of each name, the first folder's, in the order of the names."""
    files: dict[str, str] = {}
    for folder in SYSCTL_FOLDERS:
        for name in host.listdir(folder) or []:
            if name.endswith(".conf"):
                files.setdefault(name, posixpath.join(folder, name))
    found: dict[str, str] = {}
    for _name, path in sorted(files.items())[:MAX_LIST]:
        found.update(hardening.sysctls(host.read(path) or ""))
    return found
