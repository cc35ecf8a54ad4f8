# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Block devices against lsblk, software RAID against what people saw; and prose of other tools, which we do not read."""

from __future__ import annotations

import re

import hosts

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.collectors import storage
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import mdstat

KINDS = ("lsblk_tree", "mdstat", "mdadm_text", "storage_dump", "megacli", "lsblk_text")

_UNREAD = {
    "mdadm_text": "mdadm's prose; the kernel's own files tell us of software RAID",
    "storage_dump": "another agent's prose of several tools",
    "megacli": "a RAID controller's tool for servers, which we do not run",
    "lsblk_text": "lsblk's and blkid's prose; we read /sys as they do",
}
_UNITS = {"B": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40, "P": 1 << 50}


def compare(case):
    """Every device of the tree, and what lsblk knows of it."""
    kind = case.entry["kind"]
    if kind in _UNREAD:
        case.skip(_UNREAD[kind])
    yield from _devices(case) if kind == "lsblk_tree" else _arrays(case)


def _arrays(case):
    """The arrays, counted in the plainest way."""
    text = case.text("mdstat")
    found = {array["name"]: array for array in mdstat.parse(text)}
    blocks = re.split(r"^(?=\S+ : )", text, flags=re.MULTILINE)
    blocks = [block for block in blocks if " : " in block.split("\n")[0] and not block.startswith("Personalities")]
    yield "arrays", list(found), [block.split(" ")[0] for block in blocks]
    for block in blocks:
        array, head = found[block.split(" ")[0]], block.split("\n")[0]
        where = array["name"]
        yield where + ".members", array["members"], re.findall(r"(\S+)\[\d+\]", head)
        yield where + ".failed", len(array["failed"]), head.count("(F)")
        yield where + ".spares", len(array["spares"]), head.count("(S)")
        yield where + ".active", array["state"] == "active", " active " in head
        places = re.search(r"\[(\d+)/(\d+)\]", block)
        yield where + ".working", (array["wanted"], array["working"]), (int(places.group(1)), int(places.group(2))) if places else (None, None)
        yield where + ".busy", array["operation"] is not None, bool(re.search(r"(?:recovery|resync|check|reshape) *=", block))


def _devices(case):
    host = case.tree("root.tar.xz")
    # The recorder left out one of the three places where the kernel lists its devices, and put udev's findings where the device nodes are.
    for number in host.listdir("/sys/dev/block"):
        place = host.readlink("/sys/dev/block/" + number)
        host.add("/sys/class/block/" + place.rpartition("/")[2], hosts.Node("link", target=place))
        known = host.read("/dev/" + place.rpartition("/")[2])
        if known:
            host.add("/run/udev/data/b" + number, hosts.node("".join("E:%s\n" % line for line in known.splitlines())))
    facts = storage.collect(host, {})
    devices = {device["name"]: device for device in facts["block_devices"]}
    disks = {disk["name"]: disk for disk in facts["disks"]}
    told = {}

    def walk(entries, above):
        for entry in entries:
            told.setdefault(entry["kname"], (entry, set()))[1].update({above} - {None})
            walk(entry.get("children", ()), entry["kname"])

    walk(case.json("lsblk-O.json")["blockdevices"], None)
    yield "devices", sorted(devices), sorted(told)
    mounted = {f["device"]: f["target"] for f in facts["filesystems"]}
    for name, (entry, above) in sorted(told.items()):
        device = devices.get(name)
        if device is None:
            continue
        yield name + ".maj:min", device["number"], entry["maj:min"].strip()
        yield name + ".size", _short(device["size_bytes"]), entry["size"]
        yield name + ".ro", device["read_only"], entry["ro"]
        yield name + ".rota", device["rotational"], entry["rota"]
        yield name + ".rm", device["removable"], entry["rm"]
        yield name + ".type", device["kind"], entry["type"]
        yield name + ".disc-max", _short(device["discard_max_bytes"] or 0), entry["disc-max"]
        yield name + ".above", sorted([device["disk"]] if device["disk"] else [
            lower["name"] for lower in devices.values() if name in lower["holders"]]), sorted(above)
        if device["mapped_name"]:
            yield name + ".name", device["mapped_name"], entry["name"]
        places = [place for place in entry["mountpoints"] if place and place != "[SWAP]"]
        if places and name in mounted:
            yield name + ".mounted", mounted[name] in places, True
        yield name + ".mounted at all", name in mounted, bool(places)
        disk = disks.get(name)
        if disk:
            # lsblk takes the model from the recorded udev, which writes _ for a space, before it looks into /sys.
            yield name + ".model", _same(disk["model"], entry["model"]), True
            yield name + ".vendor", disk["vendor"] or "ATA", (entry["vendor"] or "ATA").strip()
            for ours, theirs in (("wwn", "wwn"), ("state", "state")):
                if entry[theirs]:
                    yield "%s.%s" % (name, theirs), disk[ours], entry[theirs].strip()
            # It has the end of the firmware's version, and the model before the serial number.
            if entry["rev"]:
                yield name + ".rev", (disk["firmware"] or "").endswith(entry["rev"].strip()), True
            if entry["serial"]:
                yield name + ".serial", bool(disk["serial"]) and entry["serial"].strip().endswith(disk["serial"]), True
            if entry["tran"]:
                yield name + ".tran", disk["bus"], entry["tran"]


def _same(ours, theirs):
    plain = (theirs or "").strip().replace("_", " ")
    return bool(ours) and plain.startswith(ours.replace("_", " ")) if plain else not ours


def _short(size):
    """A size as lsblk shortens it: one decimal, rounded."""
    unit = max((name for name in _UNITS if size >= _UNITS[name]), key=_UNITS.get, default="B")
    whole, tenth = divmod(int(size * 10 / _UNITS[unit] + 0.5), 10)
    return "%d.%d%s" % (whole, tenth, unit) if tenth else "%d%s" % (whole, unit)


def judge(case):
    """What the rules find on a machine whose software RAID is in this state."""
    facts = storage.collect(hosts.MadeMachine({"/proc/mdstat": case.text("mdstat"), "/proc/self/mountinfo": ""}), {})
    return hosts.judge({"storage": facts}, ["storage"])


def expected(entry):
    """The faults that fit the state."""
    return {"storage.raid_degraded"} if entry["verdict"] == "degraded" else set()
