# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Processors of recorded machines: our facts against lscpu and hwloc, which read the same files."""

from __future__ import annotations

import re
import tarfile

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.collectors import _cpus
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import cpuinfo

KINDS = ("lscpu_tree", "cpu_topology_tree")

_UNITS = {"B": 0, "K": 10, "KB": 10, "KiB": 10, "MB": 20, "MiB": 20, "GiB": 30, "GB": 30}
_ARCHIVES = ("root.tar.bz2", "root.tar.gz", "root.tar.xz", "root.tar")


def compare(case):
    """What lscpu lists, which CPUs it groups, and how many parts of each kind hwloc counts."""
    if case.has("upstream.test") and re.search(r"(?i)^#.*(?:manually|conflict)", case.text("upstream.test"), re.MULTILINE):
        case.skip("its publishers spoilt it by hand to try their own program: it contradicts itself")
    host = _tree(case)
    text = host.read("/proc/cpuinfo", limit=16 << 20) or ""
    parsed = cpuinfo.parse(text)
    if parsed["shared"].get("type", "").startswith("sun4"):
        case.skip("SPARC describes its caches elsewhere; no workstation of ours")
    layout = _cpus.topology(host, parsed)
    compared = False
    for name in ("lscpu-2.38.json", "lscpu.json"):
        if case.has(name):
            yield from _lscpu(case.json(name), host, text, layout)
            compared = True
            break
    for name in ("lscpu-2.38.parse", "lscpu.parse"):
        if case.has(name):
            yield from _groups(case.text(name), host, layout, parsed)
            break
    said = next((case.text(name) for name in ("lstopo-debian12.console", "upstream.console") if case.has(name) and case.text(name).strip()), None)
    if said:
        yield from _hwloc(said, host, layout)
        compared = True
    if not compared:
        case.skip("neither lscpu nor hwloc say anything about it that can be compared")


def _tree(case):
    """The recorded files; some recordings have them in a folder beside those of another recorder."""
    archive = next(name for name in _ARCHIVES if case.has(name))
    host = case.tree(archive)
    if host.listdir("/fsroot"):
        with tarfile.open(case.path(archive)) as packed:
            return case.tree(archive, below=next(name for name in packed.getnames() if name.endswith("/fsroot")))
    return host


# --- lscpu -J -------------------------------------------------------------------------------------------------------


def _fields(document):
    """[(label, text)] of lscpu's JSON, flat."""
    found, queue = [], list(document["lscpu"])
    while queue:
        one = queue.pop(0)
        found.append((one["field"].rstrip(":"), one["data"]))
        queue = list(one.get("children", [])) + queue
    return found


def _squeezed(text):
    return re.sub(r"\s+", " ", text).strip() if text not in (None, "", "-") else None


def _cpus_of(text):
    return cpuinfo.compact(cpuinfo.cpu_list(text or ""))


def _lscpu(document, host, text, layout):
    labels = _fields(document)
    said = dict(labels)
    if "CPU(s)" in said:
        yield "CPU(s)", len(layout["present"]), int(said["CPU(s)"])
    if "On-line CPU(s) list" in said:
        yield "On-line CPU(s) list", cpuinfo.compact(layout["online"]), _cpus_of(said["On-line CPU(s) list"])
    if "Off-line CPU(s) list" in said:
        yield "Off-line CPU(s) list", cpuinfo.compact(set(layout["present"]) - set(layout["online"])), _cpus_of(said["Off-line CPU(s) list"])
    # Of several kinds of cores in one machine lscpu lists each; we tell the first.
    several = sum(label == "Model name" for label, _value in labels) > 1
    said = dict(reversed(labels))
    if text:
        facts = _cpus.cpu_facts(host)
        for label, key, reading in (
            ("Vendor ID", "vendor", _squeezed), ("Model name", "model", _squeezed), ("CPU family", "family", int), ("Stepping", "stepping", str),
            ("BogoMIPS", "bogomips", float), ("Virtualization", "virtualization", str), ("Flags", "flags", lambda value: value.split()),
            ("CPU max MHz", "max_mhz", float), ("CPU min MHz", "min_mhz", float),
        ):
            if said.get(label) not in (None, "-") and not (several and label not in ("Vendor ID", "Flags")):
                yield label, facts[key], reading(said[label])
        if not several and re.match(r"\d+$", said.get("Model", "")) and facts["model_number"] is not None:
            yield "Model", facts["model_number"], int(said["Model"])
        if "Address sizes" in said:
            yield "Address sizes", [facts["physical_bits"], facts["virtual_bits"]], [int(number) for number in re.findall(r"\d+", said["Address sizes"])]
        if facts["flags"] and said.get("Vendor ID") in ("GenuineIntel", "AuthenticAMD"):
            yield "CPU op-mode(s)", "lm" in facts["flags"], said.get("CPU op-mode(s)") == "32-bit, 64-bit"
    if not several and "Socket(s)" in said and "Socket(s) per book" not in said:
        sockets = len(layout["packages"])
        yield "Thread(s) per core", max(len(core) for core in layout["cores"]), int(said["Thread(s) per core"])
        yield "Core(s) per socket", max(sum(core[0] in package for core in layout["cores"]) for package in layout["packages"]), int(said["Core(s) per socket"])
        yield "Socket(s)", sockets, int(said["Socket(s)"])
    caches = _cpus.caches(host, layout["present"], layout["cores"])
    caches = [cache for cache in caches if cache["bytes"] is not None]
    for name in sorted({cache["name"] for cache in caches} | {label[:-6] for label in said if re.match(r"L\d[di]? cache$", label)}):
        mine = [cache for cache in caches if cache["name"] == name]
        total, instances = sum(cache["bytes"] * cache["instances"] for cache in mine), sum(cache["instances"] for cache in mine)
        match = re.match(r"([\d.]+) (\w+) \((\d+) instances?\)", said.get(name + " cache", ""))
        yield name + " cache instances", instances, int(match[3]) if match else 0
        # lscpu rounds to one digit behind the point.
        yield name + " cache size", match and abs(total / (1 << _UNITS[match[2]]) - float(match[1])) <= 0.051, match and True
    nodes = _cpus.nodes(host)
    if "NUMA node(s)" in said:
        yield "NUMA node(s)", len(nodes), int(said["NUMA node(s)"])
    for node in nodes:
        label = "NUMA node%d CPU(s)" % node["node"]
        if label in said:
            yield label, node["cpus"], _cpus_of(said[label])
    for flaw in _cpus.vulnerabilities(host):
        label = "Vulnerability " + flaw["name"].replace("_", " ").capitalize()
        if label in said:
            yield label, re.sub("[:;]", "", flaw["text"]), re.sub("[:;]", "", said[label])


# --- lscpu -p -------------------------------------------------------------------------------------------------------


def _groups(text, host, layout, parsed):
    """The CPUs that share a core, a socket, a cache, a node."""
    heads = next(line[2:].split(",") for line in text.splitlines() if line.startswith("# CPU,"))
    rows = [dict(zip(heads, line.split(","), strict=False)) for line in text.splitlines() if line and not line.startswith("#")]
    sockets = {row["Socket"] for row in rows}
    for name, groups in (("Core", layout["cores"]), ("Socket", layout["packages"])):
        if name == "Core" and len({one.get("CPU part") for one in parsed["processors"]}) > 1:
            continue  # lscpu numbers the cores of each kind from zero
        theirs = {}
        for row in rows:
            theirs.setdefault((row["Socket"] if name == "Core" and len(sockets) > 1 else "", row[name]), []).append(int(row["CPU"]))
        yield "%s table" % name, sorted(map(sorted, groups)), sorted(map(sorted, theirs.values()))
    shared = _cpus.cache_groups(host, layout["present"], layout["cores"])
    for name in [head for head in heads if re.match(r"L\d[di]?$", head)]:
        theirs = {}
        for row in rows:
            theirs.setdefault(row.get(name) or "", []).append(int(row["CPU"]))
        theirs.pop("", None)
        yield name + " table", sorted(cpus for cpus in (sorted(set(group[4]) & set(layout["online"])) for group in shared if group[0] == name) if cpus), sorted(
            map(sorted, theirs.values()))
    near = {}
    for node in _cpus.nodes(host):
        near.update((cpu, node["node"]) for cpu in cpuinfo.cpu_list(node["cpus"]) if cpu not in near)
    if any(row["Node"] for row in rows):
        yield "Node table", [near.get(int(row["CPU"])) for row in rows], [int(row["Node"]) if row["Node"] else None for row in rows]


# --- hwloc's lstopo -----------------------------------------------------------------------------------------------------


def _hwloc(text, host, layout):
    """Counts of packages, cores, threads and caches, and the size of all caches of a level."""
    count = {name: len(re.findall(r"\b%s(?:Cache)? L#\d+" % name, text)) for name in ("Package", "Core", "PU", "L1d", "L2", "L3")}
    # hwloc leaves out what the recorder's own control group might not use; which CPUs run we have compared with lscpu.
    restricted = any((host.read(path) or "/").strip().rpartition(":")[2] not in ("/", "") for path in ("/proc/self/cpuset", "/proc/self/cgroup"))
    if count["PU"] and restricted and count["PU"] < len(layout["online"]):
        return
    if count["PU"]:
        yield "hwloc PU", len(layout["online"]), count["PU"]
    if count["Core"]:
        yield "hwloc Core", len(layout["cores"]), count["Core"]
    if count["Package"]:
        yield "hwloc Package", len(layout["packages"]), count["Package"]
    caches = _cpus.caches(host, layout["online"], layout["cores"])
    for level in (1, 2, 3):
        name = "L%d%s" % (level, "d" if level == 1 else "")
        if not count[name]:
            continue
        mine = [cache for cache in caches if cache["level"] == level and cache["type"] in ("data", "unified")]
        yield "hwloc " + name, sum(cache["instances"] for cache in mine), count[name]
        sizes = re.findall(r"\b%s(?:Cache)? L#\d+ \((?:P#\d+ )?(?:size=)?([\d.]+)(KiB|KB|MiB|MB)" % name, text)
        total, shown = sum(cache["bytes"] * cache["instances"] for cache in mine), sum(float(size) * (1 << _UNITS[unit]) for size, unit in sizes)
        # lstopo rounds to whole megabytes.
        yield "hwloc %s size" % name, abs(total - shown) <= len(sizes) << 19 if any(unit[0] == "M" for _size, unit in sizes) else total == shown, True
