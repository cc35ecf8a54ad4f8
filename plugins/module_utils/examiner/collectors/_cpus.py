# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Processors: what they are, how cores and caches are shared, what holds them back, which of their flaws are open.

One CPU of each group is asked: who shares a core or a cache with it says the same.
"""

from __future__ import annotations

import re
import typing as t

from ..formats import cpuinfo
from ..host import FAILED, Host, Unexamined, attempt

_CPUS = "/sys/devices/system/cpu"
_NODES = "/sys/devices/system/node"
#: More are not asked one by one.
_MAX_GROUPS = 1024

# Masks are there in every kernel, lists in newer ones; the last is what the newest call it.
_CORE = ("thread_siblings", "thread_siblings_list", "core_cpus_list")
_PACKAGE = ("core_siblings", "core_siblings_list", "package_cpus_list")


def cpu_facts(host: Host) -> dict[str, t.Any]:
    """The facts of all processors together (hardware.cpu in roles/hardware/meta/facts.yml)."""
    text = host.read("/proc/cpuinfo", limit=16 << 20)
    if text is None:
        raise Unexamined(FAILED, "/proc/cpuinfo", "/proc is not mounted")
    parsed = cpuinfo.parse(text)
    layout = topology(host, parsed)
    one = cpuinfo.describe(parsed, layout["online"][0] if layout["online"] else None)
    flags = one["flags"]
    threads, cores, packages = layout["online"], layout["cores"], layout["packages"]
    return {
        "vendor": one["vendor"],
        "model": re.sub(r"\s+", " ", one["model"]) if one["model"] else None,
        "family": one["family"],
        "model_number": one["model_number"],
        "stepping": one["stepping"],
        "microcode": one["microcode"],
        "level": one["level"],
        "flags": flags,
        "bugs": one["bugs"],
        "bogomips": one["bogomips"],
        "physical_bits": one["physical_bits"],
        "virtual_bits": one["virtual_bits"],
        "virtualization": "VT-x" if "vmx" in flags else "AMD-V" if "svm" in flags else None,
        "hypervisor": one["hypervisor"],
        "sockets": len(packages),
        "cores": len(cores),
        "threads": len(threads),
        "threads_per_core": max([len(core) for core in cores], default=0),
        "present": cpuinfo.compact(layout["present"]),
        "online": cpuinfo.compact(threads),
        "kinds": _kinds(host, parsed, threads),
        "nodes": attempt(nodes, host),
        "caches": attempt(caches, host, layout["present"], cores),
        "throttled": attempt(_throttled, host, cores, packages),
        "vulnerabilities": attempt(vulnerabilities, host),
        **frequency(host, threads),
    }


def topology(host: Host, parsed: dict[str, t.Any]) -> dict[str, list[t.Any]]:
    """{present, online: [cpu], cores, packages: [[cpu, …]]}: the CPUs that run, grouped by what they share."""
    present = cpuinfo.cpu_list(host.read(_CPUS + "/present") or "")
    if not present:
        present = sorted(int(name[3:]) for name in host.listdir(_CPUS) or [] if re.match(r"^cpu\d{1,6}$", name))
    if not present:
        present = [int(one["processor"]) for one in parsed["processors"]] or [0]
    online = cpuinfo.cpu_list(host.read(_CPUS + "/online") or "") or [
        # CPU 0 has no switch where it must not be turned off.
        cpu for cpu in present if (host.read("%s/cpu%d/online" % (_CPUS, cpu)) or "1").strip() != "0"]
    if host.stat("%s/cpu%d/topology" % (_CPUS, online[0])) is not None:
        return {"present": present, "online": online, "cores": _groups(host, online, _CORE), "packages": _packages(host, online)}
    # Without the kernel's view, the processor's own: x86 says where it sits.
    numbers = {one["processor"]: (one.get("physical id", "0"), one.get("core id", one["processor"])) for one in parsed["processors"]}
    by_core: dict[t.Any, list[int]] = {}
    by_package: dict[t.Any, list[int]] = {}
    for cpu in online:
        package, core = numbers.get(str(cpu), ("0", str(cpu)))
        by_core.setdefault((package, core), []).append(cpu)
        by_package.setdefault(package, []).append(cpu)
    return {"present": present, "online": online, "cores": list(by_core.values()), "packages": list(by_package.values())}


def _packages(host: Host, online: list[int]) -> list[list[int]]:
    """Groups of CPUs in one package. Arm's clusters look like packages to some kernels, but carry one package's number."""
    by_number: dict[t.Any, list[int]] = {}
    for group in _groups(host, online, _PACKAGE):
        number = _number(host, "%s/cpu%d/topology/physical_package_id" % (_CPUS, group[0]))
        by_number.setdefault(("alone", group[0]) if number is None or number < 0 else number, []).extend(group)
    return [sorted(set(group)) for group in by_number.values()]


def _groups(host: Host, cpus: list[int], names: tuple[str, ...]) -> list[list[int]]:
    seen: set[int] = set()
    groups = []
    name = ""
    for cpu in cpus:
        if cpu in seen or len(groups) >= _MAX_GROUPS:
            continue
        place = "%s/cpu%d/topology/" % (_CPUS, cpu)
        name = name or next((known for known in names if host.stat(place + known) is not None), names[0])
        text = host.read(place + name) or ""
        shared = set(cpuinfo.cpu_list(text) if name.endswith("_list") else cpuinfo.cpu_mask(text))
        # A mask that names a CPU of another group contradicts that one's own: the first one counts.
        group = sorted(other for other in cpus if other in shared and other not in seen) or [cpu]
        groups.append(group)
        seen.update(group)
        seen.add(cpu)
    return groups


def cache_groups(host: Host, cpus: list[int], cores: list[list[int]]) -> list[tuple[str, int, str, int | None, list[int]]]:
    """(name, level, type, bytes, CPUs that share it) of every single cache."""
    seen: dict[str, set[int]] = {}
    known: set[tuple[str, int]] = set()
    found: list[tuple[str, int, str, int | None, list[int]]] = []
    for cpu in cpus:
        folder = "%s/cpu%d/cache" % (_CPUS, cpu)
        # Where all that the first one has is known to be shared with this one, there is nothing new to see.
        if (seen and all(cpu in covered for covered in seen.values())) or len(found) > 4 * _MAX_GROUPS:
            continue
        for index in host.listdir(folder) or []:
            if not index.startswith("index") or cpu in seen.setdefault(index, set()):
                continue
            place = "%s/%s/" % (folder, index)
            shared = set(_members(host, place + "shared_cpu_map", place + "shared_cpu_list")).intersection(cpus) - seen[index]
            # A kernel that does not know who shares it: the threads of one core always do.
            shared = shared or set(next((core for core in cores if cpu in core), [cpu]))
            seen[index].update(shared)
            level, kind = (host.read(place + "level") or "").strip(), (host.read(place + "type") or "").strip()
            size = _bytes(host.read(place + "size"))
            name = "L%s%s" % (level, {"Data": "d", "Instruction": "i"}.get(kind, ""))
            # One CPU has one cache of a level and type; made-up ones of virtual machines say otherwise.
            if level.isdigit() and (name, min(shared)) not in known:
                known.add((name, min(shared)))
                found.append((name, int(level), kind.lower(), size, sorted(shared)))
    return found


def caches(host: Host, cpus: list[int], cores: list[list[int]]) -> list[dict[str, t.Any]]:
    """[{name ("L1d"), level, type, bytes (of one), instances, shared_by (CPUs of the largest group)}]: those that are alike together."""
    groups: dict[tuple[str, int, str, int | None], list[int]] = {}
    for name, level, kind, size, shared in cache_groups(host, cpus, cores):
        groups.setdefault((name, level, kind, size), []).append(len(shared))
    return [
        {"name": name, "level": level, "type": kind, "bytes": size, "instances": len(sizes), "shared_by": max(sizes)}
        for (name, level, kind, size), sizes in sorted(groups.items(), key=lambda group: (group[0][:3], group[0][3] or 0))
    ]


def _members(host: Host, mask: str, listed: str) -> list[int]:
    text = host.read(mask)
    return cpuinfo.cpu_mask(text) if text is not None else cpuinfo.cpu_list(host.read(listed) or "")


def _bytes(text: str | None) -> int | None:
    match = re.match(r"^(\d{1,12})([KMG]?)\s*$", text or "")
    return int(match.group(1)) << {"": 0, "K": 10, "M": 20, "G": 30}[match.group(2)] if match else None


def nodes(host: Host) -> list[dict[str, t.Any]]:
    """[{node, cpus}]: memory nodes and the CPUs near them."""
    found = []
    for name in host.listdir(_NODES) or []:
        match = re.match(r"^node(\d{1,6})$", name)
        if match:
            cpus = _members(host, "%s/%s/cpumap" % (_NODES, name), "%s/%s/cpulist" % (_NODES, name))
            found.append({"node": int(match.group(1)), "cpus": cpuinfo.compact(cpus)})
    return sorted(found, key=lambda node: node["node"])


def _kinds(host: Host, parsed: dict[str, t.Any], threads: list[int]) -> list[dict[str, str]]:
    """The kinds of cores in a processor that has several: [{name, cpus}]; empty where all are alike."""
    found = []
    for folder, name in (("cpu_core", "performance"), ("cpu_atom", "efficient"), ("cpu_lowpower", "low power")):
        cpus = cpuinfo.cpu_list(host.read("/sys/devices/%s/cpus" % folder) or "")
        if cpus:
            found.append({"name": name, "cpus": cpuinfo.compact(cpus)})
    if not found:
        by_part: dict[tuple[str | None, ...], list[int]] = {}
        for one in parsed["processors"]:
            if one.get("CPU part") and int(one["processor"]) in threads:
                by_part.setdefault((one.get("CPU implementer"), one["CPU part"]), []).append(int(one["processor"]))
        if len(by_part) > 1:
            for cpus in by_part.values():
                found.append({"name": cpuinfo.describe(parsed, cpus[0])["model"] or "unknown", "cpus": cpuinfo.compact(cpus)})
    return found


def _number(host: Host, path: str) -> int | None:
    text = (host.read(path) or "").strip()
    return int(text) if re.match(r"^-?\d{1,18}$", text) else None


def _throttled(host: Host, cores: list[list[int]], packages: list[list[int]]) -> dict[str, int | None]:
    """How often heat has slowed the processor down since the start; None where it does not count that."""
    found: dict[str, int | None] = {"core_events": None, "package_events": None, "package_milliseconds": None}
    if host.stat("%s/cpu%d/thermal_throttle" % (_CPUS, cores[0][0])) is None:
        return found
    for name, groups, file in (("core_events", cores, "core_throttle_count"), ("package_events", packages, "package_throttle_count"),
                               ("package_milliseconds", packages, "package_throttle_total_time_ms")):
        counts = [_number(host, "%s/cpu%d/thermal_throttle/%s" % (_CPUS, group[0], file)) for group in groups]
        known = [count for count in counts if count is not None]
        found[name] = sum(known) if known else None
    return found


def vulnerabilities(host: Host) -> list[dict[str, str]]:
    """[{name, state, text}]: known flaws of processors; state: not_affected, mitigated, vulnerable or unknown (or only where guests run)."""
    found = []
    for name in host.listdir(_CPUS + "/vulnerabilities") or []:
        text = (host.read("%s/vulnerabilities/%s" % (_CPUS, name)) or "").strip()
        state = next((state for start, state in (("Not affected", "not_affected"), ("Mitigation", "mitigated"), ("Vulnerable", "vulnerable"),
                                                 ("KVM: Mitigation", "mitigated"))
                      if text.startswith(start)), "unknown")
        found.append({"name": name, "state": state, "text": text})
    return found


def frequency(host: Host, threads: list[int]) -> dict[str, t.Any]:
    """Who sets the clock, and between which limits. Policies that are alike are told once."""
    found: dict[str, t.Any] = {"min_mhz": None, "max_mhz": None, "frequency_driver": None, "governors": [], "energy_preferences": []}
    policies = host.glob(_CPUS + "/cpufreq/policy*") or [
        # Older kernels have a folder for each CPU.
        path for path in ("%s/cpu%d/cpufreq" % (_CPUS, cpu) for cpu in threads[:_MAX_GROUPS]) if host.stat(path) is not None]
    minima, maxima = [], []
    for policy in policies[:_MAX_GROUPS]:
        minima.append(_number(host, policy + "/cpuinfo_min_freq"))
        maxima.append(_number(host, policy + "/cpuinfo_max_freq"))
        for name, file in (("governors", "scaling_governor"), ("energy_preferences", "energy_performance_preference")):
            value = attempt(host.read, policy + "/" + file)
            if isinstance(value, str) and value.strip() and value.strip() not in found[name]:
                found[name].append(value.strip())
    if policies:
        found["frequency_driver"] = (host.read(policies[0] + "/scaling_driver") or "").strip() or None
    known_minima, known_maxima = [value for value in minima if value], [value for value in maxima if value]
    found["min_mhz"] = min(known_minima) / 1000 if known_minima else None
    found["max_mhz"] = max(known_maxima) / 1000 if known_maxima else None
    found["boost"] = _boost(host)
    found["platform_profile"] = (host.read("/sys/firmware/acpi/platform_profile") or "").strip() or None
    return found


def _boost(host: Host) -> bool | None:
    """Whether the processor may run faster than its nominal clock; None where it does not say."""
    off = _number(host, _CPUS + "/intel_pstate/no_turbo")
    if off is not None:
        return off == 0
    on = _number(host, _CPUS + "/cpufreq/boost")
    return None if on is None else on == 1
