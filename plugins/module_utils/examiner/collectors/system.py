# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The system: release, kernel, boot, units, services of the profile, clock and language.

Files come first. The processes are short: two of systemctl (one for all units that matter), one look into the journal for
restarts, `locale -a`, and `chronyc` only where chrony keeps the clock. What systemd would have to say is unexamined where
process 1 is something else.
"""

from __future__ import annotations

import re
import typing as t

from ..formats.assignments import parse_assignments
from ..formats.locales import BUILT_IN, canonical_locale
from ..formats.systemd import parse_restarts, parse_show, parse_timestamp, unit_name
from ..host import AS_ROOT, FAILED, NO_PERMISSION, TOOL_MISSING, Host, Unexamined, attempt

PROFILE = (
    "system_services", "system_locale", "system_locale_settings", "system_locales", "system_time_sync_in_container", "system_keyboard",
    "system_time_servers", "system_journald", "system_logind", "system_manager", "system_sysctl", "system_kernel_parameters",
    "system_kernel_parameters_unwanted", "system_boot_timeout", "system_sleep_hooks",
)

# What is only read where the profile asks for it; each has a variable of its name.
SETTINGS = (
    "keyboard", "time_servers", "journald", "logind", "manager", "sysctl", "kernel_parameters", "kernel_parameters_unwanted", "boot_timeout", "sleep_hooks",
)

# Restarts are counted over this long. A loop slower than a round in ten minutes is not one.
WINDOW = 1800

# What keeps a clock, in the order in which one is preferred where several are installed.
TIME_SERVICES = ("chrony", "chronyd", "ntpsec", "ntp", "ntpd", "openntpd", "systemd-timesyncd")

# How long after the start the journal is brought to the disk at the latest, in seconds.
STARTING = 900

# Made once in each start, the first ones before anything has had a chance to set the clock.
MADE_AT_START = ("/run/initramfs/fsck.log", "/run/initramfs", "/run/systemd/notify", "/run/udev/control")

UNIT_FOLDERS = ("/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system")

UNIT_PROPERTIES = (
    "Id", "Names", "LoadState", "ActiveState", "SubState", "Type", "UnitFileState", "Result", "NRestarts", "ExecMainCode", "ExecMainStatus",
    "ActiveEnterTimestamp", "ActiveEnterTimestampMonotonic", "StateChangeTimestamp", "StateChangeTimestampMonotonic", "ConditionResult",
    "ConditionTimestampMonotonic", "TriggeredBy", "Triggers", "Transient", "NeedDaemonReload",
)

# SD_MESSAGE_UNIT_RESTART_SCHEDULED of sd-messages.h: the manager restarts a unit by itself.
RESTART_SCHEDULED = "5eb03494b6584870a536b337290809b3"

# CLD_* of sigaction(2), as ExecMainCode gives them.
EXIT_KINDS = {"1": "exited", "2": "killed", "3": "dumped"}

RUNNING = ("active", "reloading", "refreshing", "activating")

# By the clock, and by the kernel's count of the seconds since the start.
Moment = "tuple[float, float | None]"


def collect(host: Host, profile: dict[str, t.Any]) -> dict[str, t.Any]:
    """The facts of this component; roles/system/meta/facts.yml describes each."""
    container = attempt(_container, host)
    process = attempt(_process_one, host)
    manager = attempt(_manager, host, process)
    if isinstance(container, Unexamined) and isinstance(manager, dict):
        container = manager["container"]
    boot = attempt(_boot, host)
    kernel = _kernel(host, container, boot)
    restarts = attempt(_restarts, host, manager)
    units = attempt(_units, host, manager, restarts, profile)
    uptime = attempt(_uptime, host)
    clock = (host.now(), None if isinstance(uptime, Unexamined) else uptime)
    time = _time(host, units, clock, container, bool(profile.get("system_time_sync_in_container")))
    settings, waiting = _settings(host, profile, container, time)
    return {
        "os": attempt(_os, host),
        "kernel": kernel,
        "virtualization": {
            "container": container,
            "machine": manager["machine"] if isinstance(manager, dict) else attempt(_machine, host),
        },
        "init": {
            "name": process["name"] if isinstance(process, dict) else process,
            "version": manager["version"] if isinstance(manager, dict) else manager,
            "state": manager["state"] if isinstance(manager, dict) else manager,
        },
        "boot": boot if isinstance(boot, Unexamined) else {**boot, **_reboot(host, kernel, waiting)},
        "hostname": attempt(_hostname, host),
        "units": units if isinstance(units, Unexamined) else {
            "failed": attempt(_failed, units, clock),
            "restarting": attempt(_restarting, units, restarts, clock),
        },
        "services": attempt(_services, host, units, profile),
        "time": time,
        "locale": _locale(host, profile),
        "keyboard": attempt(_keyboard, host),
        "settings": settings,
    }


def numbers(facts: dict[str, t.Any]) -> dict[str, float]:
    """What trends: how long the machine has been up, and how many units are failed."""
    return {"uptime_seconds": facts["boot"]["uptime_seconds"], "failed_units": len(facts["units"]["failed"])}


def _settings(host: Host, profile: dict[str, t.Any], container: t.Any, time: dict[str, t.Any]) -> tuple[dict[str, t.Any], bool]:
    """The settings that the profile asks for, and whether the kernel has yet to be started with some of them."""
    if all(profile.get("system_" + name) in (None, "", [], {}) for name in SETTINGS):
        return {name: [] for name in SETTINGS if name != "kernel_parameters_unwanted"}, False
    from . import _settings as wanted  # only who asks for something pays for it
    settings = wanted.read(host, profile, container, time)
    return settings, wanted.waiting_parameters(settings["kernel_parameters"])


def _missed(*values: t.Any) -> Unexamined | None:
    """The first of them that could not be looked at."""
    return next((value for value in values if isinstance(value, Unexamined)), None)


# ---- release, kernel, boot ---------------------------------------------------------------------------------------------------


def _os(host: Host) -> dict[str, t.Any]:
    text = host.read("/etc/os-release")
    said = parse_assignments((text if text is not None else host.read("/usr/lib/os-release")) or "")
    return {
        "id": said.get("ID") or "linux",  # the default that os-release(5) gives
        "id_like": said.get("ID_LIKE", "").split(),
        "version_id": said.get("VERSION_ID") or None,
        "codename": said.get("VERSION_CODENAME") or None,
        "pretty_name": said.get("PRETTY_NAME") or "Linux",
    }


def _container(host: Host) -> str | None:
    """The kind of container this is, or None. Files suffice, and they can be read without rights, except where none of them is kept."""
    name = (host.read("/run/systemd/container") or "").strip()
    if name:
        return name
    if "microsoft" in host.uname()["release"].lower():
        return "wsl"
    for path, kind in (("/run/.containerenv", "podman"), ("/.dockerenv", "docker")):
        if host.stat(path):
            return kind
    try:
        environment = host.read("/proc/1/environ") or ""
    except Unexamined:
        # Only root may read it. Where systemd runs it would have left the file above, so nothing is lost.
        return None
    return next((entry[len("container="):] or None for entry in environment.split("\0") if entry.startswith("container=")), None)


def _machine(host: Host) -> str | None:
    """The kind of virtual machine, or None, where systemd cannot be asked."""
    said = host.read("/proc/cpuinfo", limit=16 << 20) or ""
    return "vm" if re.search(r"^flags\s*:.*\bhypervisor\b", said, re.MULTILINE) else None


def _process_one(host: Host) -> dict[str, t.Any]:
    name = host.read("/proc/1/comm")
    if name is None:
        raise Unexamined(FAILED, "/proc/1/comm", "/proc is not mounted, or hides other people's processes")
    # What sd_booted(3) looks at: a process named systemd alone might be anything.
    return {"name": name.strip(), "systemd": host.stat("/run/systemd/system") is not None}


def _manager(host: Host, process: t.Any) -> dict[str, t.Any]:
    if isinstance(process, Unexamined):
        raise process
    if not process["systemd"]:
        raise Unexamined(TOOL_MISSING, "systemd", "process 1 is %s, not systemd" % process["name"])
    said = (_ask_systemd(host, ["systemctl", "show", "--property=Version,SystemState,Virtualization"]) or [{}])[0]
    if not said.get("SystemState"):
        raise Unexamined(FAILED, "systemctl show", "it does not tell the system's state")
    virtual = said.get("Virtualization") or None
    # One property for both; containers are the ones that left their name in a file.
    container = virtual if virtual and host.read("/run/systemd/container") else None
    return {
        "version": said.get("Version") or None, "state": said["SystemState"], "container": container,
        "machine": None if container else virtual,
    }


def _ask_systemd(host: Host, argv: list[str]) -> list[dict[str, str]]:
    answer = host.run(argv, timeout=10, package="systemd")
    if answer.rc != 0 and not answer.out.strip():
        raise Unexamined(FAILED, "systemctl", answer.err.strip()[:200] or "it ended with %d" % answer.rc)
    return parse_show(answer.out)


def _uptime(host: Host) -> float:
    uptime = _number((host.read("/proc/uptime") or "").split(" ")[0])
    if uptime is None:
        raise Unexamined(FAILED, "/proc/uptime", "it has no number")
    return uptime


def _boot(host: Host) -> dict[str, t.Any]:
    uptime = _uptime(host)
    # A container shows its host's uptime: what counts is how long process 1 has been there.
    stat = (host.read("/proc/1/stat") or "").rpartition(")")[2].split()
    started = _number(stat[19]) if len(stat) > 19 else None
    if started is not None:
        uptime = max(0.0, uptime - started / 100)
    started_at = host.now() - uptime
    return {
        "id": (host.read("/proc/sys/kernel/random/boot_id") or "").strip() or None,
        "uptime_seconds": round(uptime, 1),
        "started_at": round(started_at, 1),
        **_clocks(host, started_at),
        "replaced_journals": _replaced_journals(host, started_at),
    }


def _replaced_journals(host: Host, started_at: float) -> list[str]:
    """The journals of the system that were put aside while starting because they had not been closed: their names say when that was done."""
    found = []
    for path in host.glob("/var/log/journal/*/system@*.journal~"):
        match = re.search(r"/system@([0-9a-f]{16})-[0-9a-f]{16}\.journal~$", path)
        if match and -60 <= int(match.group(1), 16) / 1e6 - started_at <= STARTING:
            found.append(path.rpartition("/")[2])
    return found


def _clocks(host: Host, started_at: float) -> dict[str, float | None]:
    """How far behind the clock was while starting, and how far behind the clock on its battery still is.

    What was made in memory while starting bears its time, and nothing there can be older than the start. Small boards have no clock that runs
    on a battery, and start in 1970 by nature.
    """
    battery_clock = attempt(host.read, "/sys/class/rtc/rtc0/since_epoch")
    if not isinstance(battery_clock, str):
        return {"clock_jump_seconds": None, "battery_clock_behind_seconds": None}
    made = [found["mtime"] for found in (attempt(host.stat, path) for path in MADE_AT_START) if isinstance(found, dict)]
    its_time = _number(battery_clock)
    return {
        "clock_jump_seconds": round(max(0.0, started_at - min(made)), 1) if made else None,
        "battery_clock_behind_seconds": None if its_time is None else round(host.now() - its_time, 1),
    }


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _kernel(host: Host, container: t.Any, boot: t.Any) -> dict[str, t.Any]:
    name = host.uname()
    tainted = attempt(host.read, "/proc/sys/kernel/tainted")
    if not isinstance(tainted, Unexamined):
        tainted = int(tainted) if (tainted or "").strip().isdigit() else None
    newest = container if isinstance(container, Unexamined) else None if container else attempt(_newest_kernel, host, name["release"])
    facts = {"release": name["release"], "version": name["version"], "machine": name["machine"], "tainted": tainted}
    if isinstance(newest, Unexamined):
        return {**facts, "newest_release": newest, "newest_installed_at": newest, "newest_since_boot": newest}
    release, installed_at = newest or (None, None)
    if isinstance(boot, Unexamined):
        since_boot = boot
    else:
        since_boot = release not in (None, name["release"]) and installed_at is not None and installed_at > boot["started_at"]
    return {**facts, "newest_release": release, "newest_installed_at": installed_at, "newest_since_boot": since_boot}


def flavour(release: str) -> str:
    """What distinguishes kernels that are built for different purposes: only the same flavour is newer or older.

    >>> [flavour(r) for r in ("6.1.0-18-amd64", "6.1.0-18-cloud-amd64", "6.12.41+deb13-amd64", "6.8.0-45-generic", "6.11.4-301.fc41.x86_64")]
    ['amd64', 'cloud-amd64', 'amd64', 'generic', 'x86_64']
    """
    return "-".join(part for part in release.split("-") if part and not part[0].isdigit()) or release.rpartition(".")[2]


def kernel_order(release: str) -> list[int]:
    """A key that orders the releases of one flavour: number by number.

    >>> kernel_order("6.1.0-9-amd64") < kernel_order("6.1.0-18-amd64") < kernel_order("6.12.5+deb13-amd64")
    True
    """
    return [int(number) for number in re.findall(r"\d+", release[:-len(flavour(release)) or None])]


def _newest_kernel(host: Host, running: str) -> tuple[str, float | None] | None:
    """(release, when it was installed) of the newest kernel of the running one's flavour; None if kernels do not come from /boot here."""
    installed = [name[len("vmlinuz-"):] for name in host.listdir("/boot") or [] if name.startswith("vmlinuz-")]
    if running not in installed:
        return None
    newest = max((release for release in installed if flavour(release) == flavour(running)), key=kernel_order)
    # The package's own file list is written when it is unpacked; a kernel's or initrd's date is that of its build or last change.
    lists = ["/var/lib/dpkg/info/linux-image-%s%s.list" % (middle, newest) for middle in ("", "unsigned-")]
    for path in [*lists, "/lib/modules/%s/modules.dep" % newest]:
        found = host.stat(path)
        if found:
            return newest, float(found["mtime"])
    return newest, None


def _reboot(host: Host, kernel: dict[str, t.Any], waiting_parameters: bool) -> dict[str, t.Any]:
    flag = attempt(host.stat, "/run/reboot-required")
    packages = attempt(host.read, "/run/reboot-required.pkgs")
    newer = kernel["newest_since_boot"]
    if isinstance(packages, str) or packages is None:
        packages = sorted({line.strip() for line in (packages or "").splitlines() if line.strip()})
    missed = _missed(flag, newer)
    reasons = missed or [
        name for name, holds in (("reboot_required", flag), ("newer_kernel", newer), ("kernel_parameters", waiting_parameters)) if holds]
    return {"reboot_pending": missed or bool(reasons), "reboot_reasons": reasons, "reboot_packages": packages}


def _hostname(host: Host) -> dict[str, t.Any]:
    lines = [line.strip() for line in (host.read("/etc/hostname") or "").splitlines()]
    return {
        "current": (host.read("/proc/sys/kernel/hostname") or host.uname()["node"]).strip(),
        "static": next((line for line in lines if line and not line.startswith("#")), None),
    }


# ---- units -------------------------------------------------------------------------------------------------------------------


def _restarts(host: Host, manager: t.Any) -> dict[str, list[Moment]]:
    """The restarts that the manager itself made lately: unit -> moments."""
    if isinstance(manager, Unexamined):
        raise manager
    journals = host.glob("/var/log/journal/*/system.journal") + host.glob("/run/log/journal/*/system.journal")
    if not journals:
        raise Unexamined(FAILED, "the journal", "no system journal is kept here")
    if not any(host.access(path, "r") for path in journals):
        raise Unexamined(NO_PERMISSION, "the journal", AS_ROOT)
    answer = host.run([
        "journalctl", "--quiet", "--no-pager", "--boot", "--output=json", "--output-fields=UNIT", "--lines=5000",
        "--since=-%ds" % WINDOW, "MESSAGE_ID=" + RESTART_SCHEDULED, "_PID=1",
    ], timeout=10, package="systemd")
    if answer.rc != 0 and answer.err.strip():
        raise Unexamined(FAILED, "journalctl", answer.err.strip()[:200])
    return parse_restarts(answer.out)


def _units(host: Host, manager: t.Any, restarts: t.Any, profile: dict[str, t.Any]) -> dict[str, dict[str, t.Any]]:
    """All units that matter here, by each of their names: failed, activating, restarted, of the profile, time services."""
    if isinstance(manager, Unexamined):
        raise manager
    names = set(restarts) if isinstance(restarts, dict) else set()
    names.update(name + ".service" for name in TIME_SERVICES if any(host.stat("%s/%s.service" % (folder, name)) for folder in UNIT_FOLDERS))
    for entry in profile.get("system_services") or []:
        try:
            names.add(unit_name(str(entry["name"])))
        except (KeyError, TypeError, ValueError):
            continue  # _services says so
    units = _show(host, ["--state=failed,activating", "--", "*", *sorted(names)])
    # A service that sleeps until somebody connects is as good as running: see whether what would wake it is there.
    wakers = {waker for name in names for waker in units.get(name, {}).get("triggered_by", ()) if units[name]["active_state"] not in RUNNING}
    if wakers - set(units):
        units.update(_show(host, ["--", *sorted(wakers - set(units))]))
    for unit in {id(unit): unit for unit in units.values()}.values():
        unit["woken_by"] = [waker for waker in unit["triggered_by"] if waker in units and units[waker]["active_state"] in RUNNING]
    return units


def _show(host: Host, arguments: list[str]) -> dict[str, dict[str, t.Any]]:
    found = {}
    for said in _ask_systemd(host, ["systemctl", "show", "--property=" + ",".join(UNIT_PROPERTIES), *arguments]):
        if not said.get("Id"):
            continue
        unit = {
            "name": said["Id"],
            "type": said["Id"].rpartition(".")[2],
            "service_type": said.get("Type") or None,
            "load_state": said.get("LoadState", ""),
            "active_state": said.get("ActiveState", ""),
            "sub_state": said.get("SubState", ""),
            "enabled_state": said.get("UnitFileState") or None,
            "result": said.get("Result") or None,
            "restarts": int(said["NRestarts"]) if said.get("NRestarts", "").isdigit() else 0,
            "exit_kind": EXIT_KINDS.get(said.get("ExecMainCode", "")),
            "exit_status": int(said["ExecMainStatus"]) if said.get("ExecMainStatus", "").isdigit() else None,
            "active_since": _moment(said, "ActiveEnterTimestamp"),
            "changed_at": _moment(said, "StateChangeTimestamp"),
            # systemd itself found that the unit does not apply here (no such hardware, a container …).
            "condition_unmet": said.get("ConditionResult") == "no" and said.get("ConditionTimestampMonotonic", "0") not in ("", "0"),
            "triggers": said.get("Triggers", "").split(),
            "triggered_by": said.get("TriggeredBy", "").split(),
            "transient": said.get("Transient") == "yes",
            "need_daemon_reload": said.get("NeedDaemonReload") == "yes",
            "woken_by": [],
        }
        if unit["exit_kind"] is None:
            unit["exit_status"] = None  # nothing has ended yet: the 0 means nothing
        for name in [unit["name"], *said.get("Names", "").split()]:
            found[name] = unit
    return found


def _moment(said: dict[str, str], name: str) -> Moment | None:
    """When something happened: by the clock of that time, and by the kernel's count of the seconds since the start."""
    at, counted = parse_timestamp(said.get(name, "")), _number(said.get(name + "Monotonic", ""))
    return None if at is None else (at, counted / 1e6 if counted else None)


def _age(moment: Moment | None, clock: Moment) -> int | None:
    """How many seconds ago that was.

    The clock may have been put right since then, by weeks; the count that we can read goes on while the machine sleeps, and that of the moment
    does not. Each of the two errs to the long side only, but for a clock that was put back.

    >>> [_age(moment, (1000.0, 500.0)) for moment in ((940.0, 440.0), (4.0, 440.0), (940.0, 40.0), (1400.0, 440.0), (940.0, None), None)]
    [60, 60, 60, 60, 60, None]
    """
    if moment is None:
        return None
    ages = [now - then for now, then in zip(clock, moment) if now is not None and then is not None]
    return int(min([age for age in ages if age >= 0] or [0.0]))


def _between(moments: list[Moment]) -> float:
    """The seconds from the first to the last of them; the count is not disturbed by who sets the clock."""
    (first, first_count), (last, last_count) = moments[0], moments[-1]
    return last - first if first_count is None or last_count is None else last_count - first_count


def _failed(units: dict[str, dict[str, t.Any]], clock: Moment) -> list[dict[str, t.Any]]:
    kept = (
        "name", "type", "load_state", "sub_state", "result", "exit_kind", "exit_status", "restarts", "triggers", "transient", "need_daemon_reload",
    )
    return [
        {**{key: unit[key] for key in kept}, "seconds": _age(unit["changed_at"], clock)}
        for name, unit in sorted(units.items()) if name == unit["name"] and unit["active_state"] == "failed"
    ]


def _restarting(units: dict[str, dict[str, t.Any]], restarts: t.Any, clock: Moment) -> list[dict[str, t.Any]]:
    """Units that the manager restarted by itself lately. How often can only be told by the journal."""
    if isinstance(restarts, Unexamined):
        raise restarts
    found = []
    for name, times in sorted(restarts.items()):
        unit = units.get(name)
        if unit:
            found.append({
                "name": name,
                "active_state": unit["active_state"],
                "sub_state": unit["sub_state"],
                "result": unit["result"],
                "exit_kind": unit["exit_kind"],
                "exit_status": unit["exit_status"],
                "restarts": unit["restarts"],
                "recent_restarts": len(times),
                "seconds_since_restart": _age(times[-1], clock),
                "interval_seconds": round(_between(times) / (len(times) - 1), 1) if len(times) > 1 else None,
                "transient": unit["transient"],
                "need_daemon_reload": unit["need_daemon_reload"],
            })
    return found


def _services(host: Host, units: t.Any, profile: dict[str, t.Any]) -> list[t.Any]:
    """The services that the profile names, as they are."""
    found: list[t.Any] = []
    for entry in profile.get("system_services") or []:
        name = entry.get("name") if isinstance(entry, dict) else None
        try:
            full = unit_name(str(name))
        except ValueError as exc:
            found.append(Unexamined(FAILED, "system_services", str(exc)))
            continue
        if isinstance(units, Unexamined):
            raise units
        unit = units.get(full)
        if unit is None:
            found.append(Unexamined(FAILED, full, "systemctl does not tell about it"))
            continue
        kept = (
            "load_state", "active_state", "sub_state", "enabled_state", "result", "service_type", "exit_kind", "exit_status", "condition_unmet", "woken_by",
        )
        found.append({
            "name": name, "unit": full, **{key: unit[key] for key in kept},
            "running": unit["active_state"] in RUNNING,
            # A one-off job that has done its work is not running, and need not be.
            "done": unit["service_type"] == "oneshot" and unit["active_state"] == "inactive" and unit["result"] == "success"
            and unit["changed_at"] is not None,
        })
    return found


# ---- clock -------------------------------------------------------------------------------------------------------------------


def _time(host: Host, units: t.Any, clock: Moment, container: t.Any, even_there: bool) -> dict[str, t.Any]:
    # Not knowing whether this is a container is not knowing whose clock it is.
    clock_of_host = container if isinstance(container, Unexamined) else bool(container) and not even_there
    services = attempt(_time_services, units, clock)
    service = services if isinstance(services, Unexamined) else next((unit for unit in services if unit["active_state"] in RUNNING), None)
    adjtime = attempt(host.read, "/etc/adjtime")
    return {
        "epoch": round(clock[0], 1),
        "timezone": attempt(_timezone, host),
        "rtc_local": adjtime if isinstance(adjtime, Unexamined) else (adjtime or "").split()[-1:] == ["LOCAL"],
        "clock_of_host": clock_of_host,
        "services": services,
        "service": service,
        # A container's clock is its host's: nothing in here can tell.
        "synchronised": _missed(clock_of_host, service) or (None if clock_of_host else attempt(_synchronised, host, service, bool(container))),
    }


def _time_services(units: t.Any, clock: Moment) -> list[dict[str, t.Any]]:
    if isinstance(units, Unexamined):
        raise units
    found: dict[str, dict[str, t.Any]] = {}
    for name in TIME_SERVICES:
        unit = units.get(name + ".service")
        if unit and unit["load_state"] != "not-found":
            found[unit["name"]] = {
                **{key: unit[key] for key in ("name", "load_state", "active_state", "sub_state", "enabled_state", "result", "condition_unmet")},
                "active_seconds": (_age(unit["active_since"], clock) or 0) if unit["active_state"] in RUNNING else None,
            }
    return list(found.values())


def _timezone(host: Host) -> str | None:
    """The zone's name; None if /etc/localtime is a copy that does not tell it."""
    target = host.readlink("/etc/localtime")
    if target is not None:
        return target.partition("zoneinfo/")[2] or None
    if host.stat("/etc/localtime") is None:
        return "UTC"  # what localtime(5) says of a missing file
    return ((host.read("/etc/timezone") or "").strip().splitlines() or [None])[0]


def _synchronised(host: Host, service: dict[str, t.Any] | None, in_container: bool) -> bool:
    name = service["name"] if service else ""
    if in_container and not service:
        return False  # the kernel's word below is about the host
    if name == "systemd-timesyncd.service":
        # It touches this file each time it has set the clock; the folder goes when it stops.
        return host.stat("/run/systemd/timesync/synchronized") is not None
    if name in ("chrony.service", "chronyd.service"):
        answer = host.run(["chronyc", "-n", "-c", "tracking"], timeout=5, package="chrony")
        fields = answer.out.strip().split(",")
        if answer.rc != 0 or len(fields) < 14:
            raise Unexamined(FAILED, "chronyc tracking", (answer.out or answer.err).strip()[:200])
        return fields[13] != "Not synchronised"
    # Another service, or none that we know: the kernel tells whether anybody keeps its clock (virtual machines have other ways).
    answer = host.run(["timedatectl", "show", "--property=NTPSynchronized", "--value"], timeout=10, package="systemd")
    if answer.rc != 0 or answer.out.strip() not in ("yes", "no"):
        raise Unexamined(FAILED, "timedatectl", answer.err.strip()[:200] or "it does not tell")
    return answer.out.strip() == "yes"


# ---- language ----------------------------------------------------------------------------------------------------------------


def _locale(host: Host, profile: dict[str, t.Any]) -> dict[str, t.Any]:
    settings = attempt(_locale_settings, host)
    installed = attempt(_installed_locales, host)
    facts = {"lang": settings, "settings": settings, "installed": installed}
    if isinstance(settings, dict):
        facts["lang"] = settings.get("LANG") or None
    facts["missing"] = _missed(settings, installed) or _missing_locales(settings, installed, profile)
    return facts


def _locale_settings(host: Host) -> dict[str, str]:
    """What new sessions get. Debian reads both files, the second for logins; elsewhere only the first exists."""
    found: dict[str, str] = {}
    for path in ("/etc/locale.conf", "/etc/default/locale"):
        said = parse_assignments(host.read(path) or "")
        found.update({key: value for key, value in said.items() if value and (key in ("LANG", "LANGUAGE") or key.startswith("LC_"))})
    return found


def _installed_locales(host: Host) -> list[str]:
    answer = host.run(["locale", "-a"], timeout=5, package="libc-bin (Debian) or glibc-common (Fedora)")
    found = sorted({line.strip() for line in answer.out.splitlines() if line.strip()})
    if not found:
        raise Unexamined(FAILED, "locale -a", answer.err.strip()[:200] or "it lists nothing")
    return found


def _missing_locales(settings: dict[str, str], installed: list[str], profile: dict[str, t.Any]) -> list[dict[str, t.Any]]:
    there = {canonical_locale(name) for name in installed}
    wanted: dict[str, list[str]] = {}
    for variable, name in sorted(settings.items()):
        if variable != "LANGUAGE":  # a list of languages for messages; missing ones are simply passed over
            wanted.setdefault(name, []).append(variable)
    categories = [value for key, value in (profile.get("system_locale_settings") or {}).items() if key != "LANGUAGE"]
    for name in [profile.get("system_locale"), *categories, *(profile.get("system_locales") or [])]:
        if name and "profile" not in wanted.setdefault(str(name), []):
            wanted[str(name)].append("profile")
    return [
        {"name": name, "wanted_by": by} for name, by in wanted.items()
        if name not in BUILT_IN and canonical_locale(name) not in there
    ]


def _keyboard(host: Host) -> dict[str, t.Any]:
    said = {**parse_assignments(host.read("/etc/vconsole.conf") or ""), **parse_assignments(host.read("/etc/default/keyboard") or "")}
    return {"layout": said.get("XKBLAYOUT") or None, "variant": said.get("XKBVARIANT") or None, "keymap": said.get("KEYMAP") or None}
