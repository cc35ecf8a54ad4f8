# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Power: batteries, sources of power, the lid, sleep, heat, fans and who manages them.

Only files are read, no process is started, and root is not needed. What may answer slowly, because a device behind it has to be
asked (sensors, the batteries of wireless peripherals), has a time limit of its own. A device that sleeps is left asleep.
"""

from __future__ import annotations

import re
import threading
import typing as t

from ..formats import assignments, hwmon, ini, power_supply
from ..host import FAILED, TIMEOUT, Host, Unexamined, attempt
from . import _services

#: What is read of the machine's settings only where the profile says something about them.
PROFILE = ("power_manager", "power_profile", "power_charge_start_threshold", "power_charge_end_threshold", "power_suspend", "power_hibernate")

SUPPLIES = "/sys/class/power_supply"
THERMAL = "/sys/class/thermal"
HWMON = "/sys/class/hwmon"

# How long devices may take to answer, in seconds.
PATIENCE = 6.0

# Nothing in a workstation is colder, hotter, or limited to less or more than this (degrees Celsius): firmware that says so is wrong.
COLDEST, HOTTEST = 1.0, 150.0
LEAST_LIMIT, MOST_LIMIT = 60.0, 130.0
# At its critical temperature the kernel switches the machine off at once, so a zone is too hot a little earlier.
BEFORE_CRITICAL = 5.0
# A fan's counter that overflows says this much; no fan turns so fast.
FASTEST_FAN = 30000

# Services that each want to decide alone how much power the machine uses.
MANAGERS = ("power-profiles-daemon", "tlp", "tuned", "auto-cpufreq", "laptop-mode", "com.system76.PowerDaemon")

#: What managers call the profiles, where it is not what power-profiles-daemon calls them.
_TUNED = {"throughput-performance": "performance", "powersave": "power-saver"}
_TLP = {"low-power": "power-saver"}
MAX_SETTINGS = 256 << 10

# Switches of makers that keep a battery from being charged full, and the value of each that leaves it alone.
_MAKERS = (
    ("/sys/devices/platform/lg-laptop/battery_care_limit", ("100", "0")),
    ("/sys/devices/platform/samsung/battery_life_extender", ("0",)),
    ("/sys/devices/platform/sony-laptop/battery_care_limiter", ("0", "100")),
    ("/sys/devices/platform/huawei-wmi/charge_control_thresholds", ("0 100", "0 0")),
)


def collect(host: Host, profile: dict[str, t.Any]) -> dict[str, t.Any]:
    """The facts of this component; roles/power/meta/facts.yml describes each."""
    members = attempt(_members, host)
    slow = [_Slow(_chips, host), _Slow(_peripherals, host, members)]
    supplies = attempt(_supplies, host, members)
    zones = attempt(_zones, host)
    facts = {
        "batteries": attempt(_batteries, host, members),
        "supplies": supplies,
        "on_mains": supplies if isinstance(supplies, Unexamined) else _on_mains(supplies),
        "lid": attempt(_lid, host),
        "sleep": attempt(_sleep, host),
        "thermal_zones": zones,
        "cooling_devices": attempt(_cooling, host),
        "throttling": attempt(_throttling, host),
        "platform_profile": attempt(_platform_profile, host),
        "managers": attempt(_managers, host),
        "chosen_profile": attempt(_chosen_profile, host, str(profile["power_manager"])) if profile.get("power_profile") else None,
        "kept_limits": attempt(_kept_limits, host, profile.get("power_manager") == "tlp") if _named(
            profile, "power_charge_start_threshold", "power_charge_end_threshold") else None,
        "sleep_policy": attempt(_sleep_policy, host) if _named(profile, "power_suspend", "power_hibernate") else None,
    }
    chips, peripherals = (job.result() for job in slow)
    sensors = chips if isinstance(chips, Unexamined) else [sensor for _chip, sensors in chips for sensor in sensors]
    facts.update({
        "peripherals": peripherals,
        "chips": chips if isinstance(chips, Unexamined) else [chip for chip, _sensors in chips],
        "sensors": sensors,
        "fans": sensors if isinstance(sensors, Unexamined) else _fans(host, sensors),
        "heat": next((part for part in (zones, sensors) if isinstance(part, Unexamined)), None) or _heat(zones, sensors),
    })
    return facts


def numbers(facts: dict[str, t.Any]) -> dict[str, float]:
    """What trends: each battery's health and cycles, and the hottest place of each kind."""
    found: dict[str, float] = {}
    for battery in facts["batteries"]:
        if battery["present"] and battery["plausible"]:
            found["battery_health:" + battery["name"]] = battery["health_percent"]
            if battery["cycles"]:
                found["battery_cycles:" + battery["name"]] = battery["cycles"]
    for sensor in facts["sensors"]:
        if sensor["kind"] == "temp" and sensor["place"] in ("cpu", "gpu", "disk") and sensor["value"] is not None and COLDEST <= sensor["value"] < HOTTEST:
            name = "temperature:" + sensor["place"]
            found[name] = max(sensor["value"], found.get(name, sensor["value"]))
    return found


class _Slow:
    """A part that may wait for a device: it runs beside the others, and is given up when it takes too long."""

    def __init__(self, function: t.Callable[..., t.Any], *args: t.Any) -> None:
        self.what = function.__name__.strip("_")
        self.answer: list[t.Any] = []
        self.thread = threading.Thread(target=self._work, args=(function, args), daemon=True)
        self.thread.start()

    def _work(self, function: t.Callable[..., t.Any], args: tuple[t.Any, ...]) -> None:
        try:
            self.answer.append(attempt(function, *args))
        except Exception as exc:  # pylint: disable=broad-except  # it belongs to this part only
            self.answer.append(Unexamined(FAILED, "the %s" % self.what, "%s: %s" % (type(exc).__name__, exc)))

    def result(self) -> t.Any:
        """What it found, or why that is not known."""
        self.thread.join(PATIENCE)
        return self.answer[0] if self.answer else Unexamined(TIMEOUT, "the %s" % self.what, "a device did not answer within %g s" % PATIENCE)


def _text(host: Host, path: str) -> str | None:
    """A small file of the kernel, or None if there is none or its driver has nothing to say now (a link that is down, a device asleep)."""
    try:
        return host.read(path, 1 << 16)
    except Unexamined:
        return None


def _word(host: Host, path: str) -> str | None:
    return power_supply.words(_text(host, path))


def _attributes(host: Host, folder: str, wanted: t.Iterable[str]) -> dict[str, str]:
    there = set(_names(host, folder))
    read = ((name, _text(host, "%s/%s" % (folder, name))) for name in wanted if name in there)
    return {name: text for name, text in read if text is not None}


def _names(host: Host, folder: str) -> list[str]:
    """The names in a folder; none if it went away."""
    names = attempt(host.listdir, folder)
    return names if isinstance(names, list) else []


# --- batteries and where the power comes from ------------------------------------------------------------------------


def _members(host: Host) -> list[tuple[str, str, str, bool]]:
    """(name, folder, kind, whether it powers the workstation) of each power supply."""
    found = []
    for name in host.listdir(SUPPLIES) or []:
        folder = "%s/%s" % (SUPPLIES, name)
        said = _attributes(host, folder, ("type", "scope"))
        if "type" not in said and "online" in _names(host, folder):
            said["online"] = ""
        found.append((name, folder, power_supply.kind(said), (power_supply.words(said.get("scope")) or "").lower() != "device"))
    return found


def _of_kind(members: t.Any, battery: bool, of_system: bool) -> list[tuple[str, str, str]]:
    if isinstance(members, Unexamined):
        raise members
    return [(name, folder, kind) for name, folder, kind, powers in members if (kind == "battery") == battery and powers == of_system]


def _batteries(host: Host, members: t.Any) -> list[dict[str, t.Any]]:
    found = [
        power_supply.battery(name, _attributes(host, folder, power_supply.BATTERY))
        for name, folder, _kind in _of_kind(members, battery=True, of_system=True)
    ]
    if found:
        limits = _makers_limits(host)
        for battery in found:
            battery["limits"] += limits
    return found


def _makers_limits(host: Host) -> list[str]:
    found = []
    for path in host.glob("/sys/bus/platform/drivers/ideapad_acpi/*/conservation_mode"):
        if _word(host, path) == "1":
            found.append("conservation_mode=1")
    for path, free in _MAKERS:
        value = _word(host, path)
        if value is not None and value not in free:
            found.append("%s=%s" % (path.rpartition("/")[2], value[:20]))
    return found


def _supplies(host: Host, members: t.Any) -> list[dict[str, t.Any]]:
    return [
        power_supply.supply(name, {**_attributes(host, folder, power_supply.SUPPLY), "type": kind})
        for name, folder, kind in _of_kind(members, battery=False, of_system=True)
    ]


def _on_mains(supplies: list[dict[str, t.Any]]) -> bool | None:
    known = [supply["online"] for supply in supplies if supply["online"] is not None]
    return any(known) if known else None


def _peripherals(host: Host, members: t.Any) -> list[dict[str, t.Any]]:
    return [
        power_supply.peripheral(name, _attributes(host, folder, power_supply.PERIPHERAL))
        for name, folder, _kind in _of_kind(members, battery=True, of_system=False)
    ]


# --- lid, sleep, profile ---------------------------------------------------------------------------------------------


def _lid(host: Host) -> dict[str, t.Any]:
    states = [_word(host, path) or "" for path in host.glob("/proc/acpi/button/lid/*/state")]
    said = [state.rpartition(":")[2].strip() for state in states]
    return {"present": bool(states), "closed": any(word == "closed" for word in said) if any(said) else None}


def _sleep(host: Host) -> dict[str, t.Any]:
    modes = _text(host, "/sys/power/mem_sleep")
    stats = _attributes(host, "/sys/power/suspend_stats", (
        "success", "fail", "last_failed_dev", "last_failed_errno", "last_failed_step", "last_hw_sleep", "total_hw_sleep"))
    failures = power_supply.number(stats.get("fail"))
    error = power_supply.number(stats.get("last_failed_errno"))
    microseconds = {key: power_supply.number(stats.get(key)) for key in ("last_hw_sleep", "total_hw_sleep")}
    return {
        "states": (_text(host, "/sys/power/state") or "").split(),
        "modes": re.findall(r"[a-z0-9_]+", modes or ""),
        "mode": power_supply.chosen(modes),
        "hibernation": power_supply.chosen(_text(host, "/sys/power/disk")),
        "successes": power_supply.number(stats.get("success")),
        "failures": failures,
        "last_failed_device": power_supply.words(stats.get("last_failed_dev")),
        "last_failed_step": power_supply.words(stats.get("last_failed_step")),
        "last_failed_error": error or None,
        "last_hardware_sleep_seconds": None if microseconds["last_hw_sleep"] is None else round(microseconds["last_hw_sleep"] / 1e6, 3),
        "total_hardware_sleep_seconds": None if microseconds["total_hw_sleep"] is None else round(microseconds["total_hw_sleep"] / 1e6, 3),
    }


def _platform_profile(host: Host) -> dict[str, t.Any]:
    return {
        "selected": _word(host, "/sys/firmware/acpi/platform_profile"),
        "choices": (_text(host, "/sys/firmware/acpi/platform_profile_choices") or "").split(),
    }


def _managers(host: Host) -> list[dict[str, t.Any]]:
    """The power managers that start with the machine or run now."""
    wanted: set[str] = set()
    for folder in ("multi-user", "graphical", "sysinit", "basic"):
        wanted.update(_names(host, "/etc/systemd/system/%s.target.wants" % folder))
    running = _services.running(host)
    found = []
    for name in MANAGERS:
        unit = name + ".service"
        enabled = unit in wanted and host.readlink("/etc/systemd/system/" + unit) != "/dev/null"
        # TLP sets its values and ends; what it notes down shows that it has done so since the start.
        runs = unit in running or (name == "tlp" and enabled and host.stat("/run/tlp") is not None)
        if enabled or runs:
            found.append({"name": name, "enabled": enabled, "running": runs})
    # The one to keep comes first: one that runs, then in the order above.
    return sorted(found, key=lambda manager: not manager["running"])


# --- what the profile says something about ----------------------------------------------------------------------------


def _named(profile: dict[str, t.Any], *variables: str) -> bool:
    return any(profile.get(variable) is not None for variable in variables)


def _chosen_profile(host: Host, manager: str) -> dict[str, t.Any]:
    """The profile that the manager of the profile keeps over a restart, and whether this machine can be made faster at all."""
    chosen: str | None = None
    if manager == "power-profiles-daemon":
        # It writes down only what somebody has chosen.
        saved = _settings([host.read("/var/lib/power-profiles-daemon/state.ini", MAX_SETTINGS)], "State").get("Profile")
        chosen = saved or ("balanced" if host.stat("/usr/libexec/power-profiles-daemon") else None)
    elif manager == "tuned":
        said = (host.read("/etc/tuned/active_profile", MAX_SETTINGS) or "").split()
        chosen = _TUNED.get(said[0], said[0][:100]) if said else None
    elif manager == "tlp":
        said = [_tlp(host).get("PLATFORM_PROFILE_ON_" + source) for source in ("AC", "BAT")]
        chosen = _TLP.get(said[0], said[0]) if said[0] == said[1] else "different ones"
    fast = "performance" in (_text(host, "/sys/firmware/acpi/platform_profile_choices") or "") or host.stat(
        "/sys/devices/system/cpu/cpufreq/policy0/energy_performance_available_preferences") is not None
    return {"name": chosen, "performance_possible": fast}


def _tlp(host: Host) -> dict[str, str]:
    """TLP's settings; later files and lines overrule earlier ones."""
    found: dict[str, str] = {}
    for path in sorted(host.glob("/etc/tlp.d/*.conf"))[:100] + ["/etc/tlp.conf"]:
        found.update(assignments.parse_assignments(host.read(path, MAX_SETTINGS) or ""))
    return found


def _kept_limits(host: Host, tlp: bool) -> dict[str, t.Any]:
    """What keeps the limits of charging over a restart and a change of the battery."""
    if tlp:
        settings = _tlp(host)
        return {"start": power_supply.number(settings.get("START_CHARGE_THRESH_BAT0")), "end": power_supply.number(settings.get("STOP_CHARGE_THRESH_BAT0"))}
    text = host.read("/etc/udev/rules.d/60-fieldtech-charge.rules", MAX_SETTINGS) or ""
    # A line that is commented out keeps nothing.
    rules = dict(re.findall(r'^[A-Z][^#\n]*?, ATTR\{charge_control_(start|end)_threshold\}="(\d{1,3})"', text, re.M))
    return {key: int(rules[key]) if key in rules else None for key in ("start", "end")}


def _sleep_policy(host: Host) -> dict[str, t.Any]:
    """Whether systemd lets the machine suspend and hibernate: by its settings, and by its targets, which are masked to forbid it."""
    files = {path.rpartition("/")[2]: path for place in ("/usr/lib", "/run", "/etc") for path in host.glob(place + "/systemd/sleep.conf.d/*.conf")[:50]}
    main = next((path for path in ("/etc/systemd/sleep.conf", "/usr/lib/systemd/sleep.conf") if host.stat(path)), None)
    settings = _settings([host.read(path, MAX_SETTINGS) for path in ([main] if main else []) + [files[name] for name in sorted(files)]], "Sleep")
    return {
        "settings": {word: settings.get(key, "yes").lower() not in ("no", "n", "false", "f", "0", "off")
                     for word, key in (("suspend", "AllowSuspend"), ("hibernate", "AllowHibernation"))},
        "targets": {word: all(host.readlink("%s/systemd/system/%s.target" % (place, word)) != "/dev/null" for place in ("/etc", "/run"))
                    for word in ("suspend", "hibernate")},
    }


def _settings(texts: list[str | None], section: str) -> dict[str, str]:
    """The keys of one section of such files; later ones overrule earlier ones, and an empty value takes back."""
    found: dict[str, str] = {}
    for text in texts:
        found.update(ini.parse(text or "").get(section, {}))
    return {key: value for key, value in found.items() if value}


# --- heat ------------------------------------------------------------------------------------------------------------


def _degrees(host: Host, path: str) -> float | None:
    value = power_supply.number(_text(host, path))
    return None if value is None else value / 1000


def _numbered(names: t.Iterable[str], pattern: str) -> list[tuple[int, str]]:
    found = []
    for name in names:
        match = re.fullmatch(pattern, name)
        if match:
            found.append((int(match.group(1)), name))
    return sorted(found)


def _zones(host: Host) -> list[dict[str, t.Any]]:
    found = []
    for _number, name in _numbered(host.listdir(THERMAL) or [], r"thermal_zone(\d{1,4})"):
        folder = "%s/%s" % (THERMAL, name)
        there = _names(host, folder)
        trips = []
        for number, file in _numbered(there, r"trip_point_(\d{1,4})_type"):
            temperature = _degrees(host, "%s/trip_point_%d_temp" % (folder, number))
            # A trip point that is switched off has an impossible temperature.
            trips.append({"type": _word(host, "%s/%s" % (folder, file)), "temperature": temperature if temperature is not None and temperature > 0 else None})
        found.append({
            "name": name,
            "type": _word(host, folder + "/type"),
            "temperature": _degrees(host, folder + "/temp"),
            "mode": _word(host, folder + "/mode") if "mode" in there else None,
            "policy": _word(host, folder + "/policy") if "policy" in there else None,
            "trips": trips,
        })
    return found


def _cooling(host: Host) -> list[dict[str, t.Any]]:
    return [
        {
            "name": name,
            "type": _word(host, "%s/%s/type" % (THERMAL, name)),
            "state": power_supply.number(_text(host, "%s/%s/cur_state" % (THERMAL, name))),
            "most": power_supply.number(_text(host, "%s/%s/max_state" % (THERMAL, name))),
        }
        for _number, name in _numbered(host.listdir(THERMAL) or [], r"cooling_device(\d{1,4})")
    ]


def _throttling(host: Host) -> dict[str, t.Any]:
    """How often and how long heat has slowed the first processor down since the start. Only Intel's count."""
    said = _attributes(host, "/sys/devices/system/cpu/cpu0/thermal_throttle", (
        "core_throttle_count", "package_throttle_count", "package_throttle_total_time_ms"))
    milliseconds = power_supply.number(said.get("package_throttle_total_time_ms"))
    return {
        "core_events": power_supply.number(said.get("core_throttle_count")),
        "package_events": power_supply.number(said.get("package_throttle_count")),
        "package_seconds": None if milliseconds is None else milliseconds / 1000,
    }


def _chips(host: Host) -> list[tuple[dict[str, t.Any], list[dict[str, t.Any]]]]:
    """Each chip with its sensors."""
    found = []
    for _number, name in _numbered(host.listdir(HWMON) or [], r"hwmon(\d{1,5})"):
        for folder in ("%s/%s" % (HWMON, name), "%s/%s/device" % (HWMON, name)):
            # Old drivers have their files beside the device, not in the chip's own folder.
            files = _files(_names(host, folder))
            driver = _word(host, folder + "/name") if files else None
            if driver:
                found.append(_chip(host, name, folder, driver, files))
                break
    return found


def _files(names: t.Iterable[str]) -> dict[tuple[str, int], list[str]]:
    """What is read of each sensor, in order."""
    files: dict[tuple[str, int], list[str]] = {}
    for name in names:
        parsed = hwmon.parse_name(name)
        if parsed:
            files.setdefault(parsed[:2], []).append(parsed[2])
    order = list(hwmon.FILES)
    return {key: files[key] for key in sorted(files, key=lambda key: (order.index(key[0]), key[1]))}


def _chip(host: Host, name: str, folder: str, driver: str, files: dict[tuple[str, int], list[str]]) -> tuple[dict[str, t.Any], list[dict[str, t.Any]]]:
    device, chip = _device(host, "%s/%s" % (HWMON, name), driver)
    where = hwmon.place(driver)
    asleep = where in ("gpu", "disk", "network") and _asleep(host, "%s/%s/device" % (HWMON, name), driver)
    sensors = []
    for (kind, number), whats in ({} if asleep else files).items():
        sensor, label = hwmon.label(kind, number)
        prefix = "%s/%s" % (folder, sensor)
        readings = {what: hwmon.value(kind, what, _text(host, "%s_%s" % (prefix, what))) for what in whats}
        readings = {what: value for what, value in readings.items() if value is not None}
        value = readings.get("input", readings.get("average", readings.get("vid", readings.get("enable"))))
        sensors.append({
            "chip": chip,
            "driver": driver,
            "place": where,
            "folder": folder,
            "name": sensor,
            "kind": kind,
            "label": _word(host, prefix + "_label") or label,
            "value": value,
            "readings": readings,
            "alarms": [what for what in readings if what.endswith("alarm") and readings[what] > 0],
            "fault": readings["fault"] > 0 if "fault" in readings else None,
        })
    return {"chip": chip, "driver": driver, "folder": folder, "device": device, "place": where, "asleep": asleep}, sensors


def _device(host: Host, folder: str, driver: str) -> tuple[str | None, str]:
    """The device's name in the kernel, and the chip's name as `sensors` gives it: by the first bus on the way up that it knows."""
    path, first = folder, None
    for _step in range(3):
        path += "/device"
        link = attempt(host.readlink, path)
        if not isinstance(link, str):
            break
        device = link.rstrip("/").rpartition("/")[2]
        first = first or device
        bus = attempt(host.readlink, path + "/subsystem")
        chip = hwmon.chip(driver, device, bus.rpartition("/")[2]) if isinstance(bus, str) else None
        if chip:
            return first, chip
    return first, driver + "-virtual-0"


def _asleep(host: Host, device: str, driver: str) -> bool:
    """Whether asking would wake the device up. A disk that turns is not asked at all: the question can start it, or keep it from stopping."""
    if _word(host, device + "/power/runtime_status") == "suspended":
        return True
    return driver == "drivetemp" and any(_word(host, path) == "1" for path in host.glob(device + "/block/*/queue/rotational"))


def _fans(host: Host, sensors: list[dict[str, t.Any]]) -> list[dict[str, t.Any]]:
    found = []
    for sensor in sensors:
        if sensor["kind"] != "fan" or (sensor["value"] is None and sensor["fault"] is None):
            continue
        pwm = "%s/pwm%s" % (sensor["folder"], sensor["name"][len("fan"):])
        turns = sensor["value"]
        found.append({
            "name": "%s/%s" % (sensor["chip"], sensor["label"]),
            "chip": sensor["chip"],
            "place": sensor["place"],
            "turns_per_minute": int(turns) if turns is not None and 0 <= turns < FASTEST_FAN else None,
            "least": sensor["readings"].get("min"),
            "most": sensor["readings"].get("max"),
            "power_255": power_supply.number(_text(host, pwm)),
            "fault": sensor["fault"],
            "alarms": sensor["alarms"],
        })
    return found


def _heat(zones: list[dict[str, t.Any]], sensors: list[dict[str, t.Any]]) -> list[dict[str, t.Any]]:
    """The hottest point of each part that has a believable limit of its own.

    Of the chips only those in the processor, the graphics processor and the memory: what a board's chip says of unconnected inputs is noise.
    Disks have limits of their own in the component storage.
    """
    found: dict[str, dict[str, t.Any]] = {}

    def note(name: str, place: str, label: str, temperature: float | None, limit: float | None, kind: str) -> None:
        if temperature is None or limit is None or not COLDEST <= temperature < HOTTEST or not LEAST_LIMIT <= limit <= MOST_LIMIT:
            return
        if name not in found or temperature - limit > found[name]["temperature"] - found[name]["limit"]:
            found[name] = {"name": name, "place": place, "label": label, "temperature": temperature, "limit": limit, "limit_kind": kind}

    types = [zone["type"] for zone in zones]
    for zone in zones:
        label = zone["type"] or zone["name"]
        name = label if types.count(zone["type"]) == 1 else "%s (%s)" % (label, zone["name"])
        for trip in zone["trips"]:
            if trip["type"] in ("hot", "critical") and trip["temperature"] is not None:
                limit = trip["temperature"] - (BEFORE_CRITICAL if trip["type"] == "critical" else 0)
                note(name, "zone", label, zone["temperature"], limit, trip["type"])
    for sensor in sensors:
        if sensor["kind"] == "temp" and sensor["place"] in ("cpu", "gpu", "memory") and not sensor["fault"]:
            for kind in ("crit", "emergency"):
                if sensor["readings"].get(kind):
                    note(sensor["chip"], sensor["place"], sensor["label"], sensor["value"], sensor["readings"][kind], kind)
                    break
    return list(found.values())
