# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Storage: disks and their health, what stands on them, file systems and how full they are, mounts against fstab, what can be freed.

Files are read and local file systems asked for their use; a process is started only for the disks' health and where there is LVM.
A network file system is never touched, not even a path below one: a server that does not answer would hold us for ever.
"""

from __future__ import annotations

import heapq
import re
import typing as t

from ..formats import fstab as fstab_format
from ..formats import mountinfo
from ..host import FAILED, Host, Unexamined, attempt
from . import _disks

#: The profile's variables that are needed here.
PROFILE = (
    "storage_journal_keep_mb", "storage_mounts", "storage_swap_file_mb", "storage_swap_file", "storage_zram_percent", "storage_smartd", "storage_quotas",
    "storage_tmp_age", "storage_var_tmp_age",
)

MAX_FILESYSTEMS = 64
#: From this much use on, it is worth looking at what could be freed or which folder holds the entries (percent).
NEARLY = 90.0

# Without a block device of their own, and yet real: their device number is anonymous.
_WITHOUT_DEVICE = {"btrfs", "zfs", "bcachefs", "ubifs"}
# Full and read-only by nature: never written to once made.
_IMAGES = {"squashfs", "erofs", "cramfs", "romfs"}
_ALWAYS_READ_ONLY = {"iso9660", "udf"}
_NETWORK = {
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "ceph", "glusterfs", "lustre", "gpfs", "davfs", "davfs2", "9p", "virtiofs", "ocfs2",
    "gfs2", "orangefs", "beegfs", "curlftpfs", "sshfs",
}
_EXT = {"ext2", "ext3", "ext4"}
_BOOT = {"/boot", "/efi", "/boot/efi"}
_FAT = {"vfat", "msdos", "fat"}
# Options that a file system shows by itself after an error, never by somebody's wish.
_STATES = ("emergency_ro", "shutdown", "emergency_read_only")
_TAGS = {"UUID": "by-uuid", "LABEL": "by-label", "PARTUUID": "by-partuuid", "PARTLABEL": "by-partlabel", "ID": "by-id"}

# Debian has one package for a kernel; Ubuntu splits it, and the first of these needs the second.
_KERNEL_PACKAGES = ("linux-modules-extra-%s", "linux-image-%s", "linux-image-unsigned-%s", "linux-modules-%s")
# Memory that plays a disk, and one of the ways to a disk that is listed itself.
_NO_DEVICES = re.compile(r"^(?:ram\d+|nvme\d+c\d+n\d+)$")
_DAY = 86400
_CRASH_DUMPS_KEPT = 7 * _DAY


def collect(host: Host, profile: dict[str, t.Any]) -> dict[str, t.Any]:
    """The storage facts (roles/storage/meta/facts.yml)."""
    mounts = attempt(_mounts, host)
    devices = attempt(_block_devices, host)
    swaps = attempt(_swaps, host)
    kernels = attempt(_kernels, host, mounts)
    entries = attempt(_fstab, host, mounts, swaps, devices)
    filesystems = attempt(_filesystems, host, mounts, entries, devices, kernels, profile)
    return {
        "block_devices": devices,
        "disks": devices if isinstance(devices, Unexamined) else attempt(_disks.disks, host, devices),
        "raid_arrays": attempt(_disks.raid_arrays, host),
        "lvm": devices if isinstance(devices, Unexamined) else attempt(_disks.lvm, host, devices),
        "btrfs": attempt(_disks.btrfs, host, filesystems),
        "trim": attempt(_disks.trim, host),
        "filesystems": filesystems,
        "network_filesystems": mounts if isinstance(mounts, Unexamined) else [
            {"target": m["target"], "source": m["source"], "type": m["type"]} for m in mounts if _is_network(m["type"])
        ],
        "fstab": entries,
        "kernels": kernels,
        "swaps": swaps,
        "automounts": sorted({mount["target"] for mount in mounts if mount["type"] == "autofs"}) if isinstance(mounts, list) else mounts,
        **_wanted(host, profile),
    }


def _wanted(host: Host, profile: dict[str, t.Any]) -> dict[str, t.Any]:
    """What is read only to be compared with the profile's own settings."""
    if all(profile.get(variable) in (None, "", []) for variable in PROFILE if variable not in ("storage_journal_keep_mb", "storage_swap_file")):
        return {**dict.fromkeys(("container", "swap_file_bytes", "zram", "smartd", "quotas", "temp_cleaning")), "credentials": []}
    # Most machines have no such settings, and need not load what reads them.
    from . import _storage_wanted  # pylint: disable=import-outside-toplevel

    return _storage_wanted.wanted(host, profile)


def numbers(facts: dict[str, t.Any]) -> dict[str, float]:
    """What trends: how full the file systems and thin pools are, how worn and warm the disks."""
    found: dict[str, float] = {}
    for entry in _list(facts["filesystems"])[:20]:
        if isinstance(entry["used_percent"], float) and not entry["image"]:
            found["filesystem:" + entry["target"]] = entry["used_percent"]
    for disk in _list(facts["disks"])[:12]:
        if isinstance(disk["smart"], dict):
            told = {"wear": disk["smart"]["wear_percent"], "temperature": disk["smart"]["temperature_celsius"]}
            found.update(("%s:%s" % (kind, disk["name"]), float(value)) for kind, value in told.items() if value is not None)
    if isinstance(facts["lvm"], dict):
        found.update(("thin_pool:" + volume["name"], volume["data_percent"]) for volume in facts["lvm"]["logical_volumes"][:10]
                     if volume["thin_pool"] and volume["data_percent"] is not None)
    return found


def _list(value: t.Any) -> list[dict[str, t.Any]]:
    return value if isinstance(value, list) else []


def _is_network(kind: str) -> bool:
    # fuseblk stands on a local block device; every other FUSE file system answers when its own program pleases.
    return kind in _NETWORK or kind == "fuse" or kind.startswith("fuse.")


def _mounts(host: Host) -> list[dict[str, t.Any]]:
    text = host.read("/proc/self/mountinfo")
    if text is None:
        raise Unexamined(FAILED, "/proc/self/mountinfo", "/proc is not mounted")
    return mountinfo.visible(mountinfo.parse(text))


_line = _disks.line


class _Paths:
    """Which mount a path lies on, so that nothing below a network file system is touched."""

    def __init__(self, host: Host, mounts: list[dict[str, t.Any]]) -> None:
        self.host = host
        self.by_target = {mount["target"]: mount for mount in mounts}

    def mount(self, path: str) -> dict[str, t.Any] | None:
        """The mount that holds the path."""
        while path not in self.by_target:
            if path in ("/", ""):
                return None
            path = path.rpartition("/")[0] or "/"
        return self.by_target[path]

    def is_local(self, path: str) -> bool:
        """Whether the way to the path leads over local file systems only."""
        while True:
            mount = self.by_target.get(path)
            if mount and (_is_network(mount["type"]) or mount["type"] == "autofs"):
                return False
            if path in ("/", ""):
                return True
            path = path.rpartition("/")[0] or "/"

    def real(self, path: str) -> str | None:
        """The path without symbolic links, or None if its way leads over the network or round in circles."""
        done, parts, links = "", [part for part in path.split("/") if part], 0
        while parts:
            part = parts.pop(0)
            if part == ".":
                continue
            if part == "..":
                done = done.rpartition("/")[0]
                continue
            here = done + "/" + part
            if not self.is_local(here):
                return None
            link = None if here in self.by_target else self.host.readlink(here)
            if link is None:
                done = here
                continue
            links += 1
            if links > 40:
                return None
            done = "" if link.startswith("/") else done
            parts = [piece for piece in link.split("/") if piece] + parts
        return done or "/"

    def device(self, path: str) -> str | None:
        """The device number of the file system that holds the path, if that is local."""
        real = self.real(path)
        mount = self.mount(real) if real else None
        return mount["device"] if mount else None


# --- devices -------------------------------------------------------------------------------------------------------


def _block_devices(host: Host) -> list[dict[str, t.Any]]:
    names = host.listdir("/sys/class/block")
    if names is None:
        raise Unexamined(FAILED, "/sys/class/block", "/sys is not mounted")
    devices, partitions, shared = [], {}, {}
    for name in names:
        if _NO_DEVICES.match(name):
            continue
        path = "/sys/class/block/" + name
        size = _number(host, path + "/size")
        if not size:
            continue  # a free loop device, an empty card reader
        disk = None
        if host.read(path + "/partition") is not None:
            # ../../devices/…/block/sda/sda1
            disk = (host.readlink(path) or "").split("/")[-2:][0] or None
            partitions.setdefault(disk, []).append(name)
        whole = disk or name
        if whole not in shared:
            # What a partition has in common with its disk is read once.
            queue = "/sys/class/block/" + whole
            shared[whole] = {
                "rotational": _flag(host, queue + "/queue/rotational"),
                "removable": _flag(host, queue + "/removable"),
                "model": _line(host, queue + "/device/model"),
                "discard_max_bytes": _number(host, queue + "/queue/discard_max_bytes"),
            }
        mapped = _line(host, path + "/dm/name") if name.startswith("dm-") else None
        devices.append({
            "name": name,
            "number": _line(host, path + "/dev"),
            "kind": _kind(host, name, disk),
            "mapped_name": mapped,
            "disk": disk,
            "size_bytes": size * 512,
            **shared[whole],
            "read_only": _flag(host, path + "/ro"),
            "holders": attempt(lambda folder: host.listdir(folder) or [], path + "/holders"),
            "backing_file": _line(host, path + "/loop/backing_file") if name.startswith("loop") else None,
        })
    for device in devices:
        device["partitions"] = partitions.get(device["name"], [])
    return devices


def _kind(host: Host, name: str, disk: str | None) -> str | None:
    """What sort of block device it is, in lsblk's words."""
    if disk:
        return "part"
    if name.startswith("dm-"):
        uuid = _line(host, "/sys/class/block/%s/dm/uuid" % name)
        kind = uuid.partition("-")[0].lower() if isinstance(uuid, str) and "-" in uuid else "dm"
        return re.sub(r"^part\d+$", "part", kind)
    if name.startswith("md"):
        level = _line(host, "/sys/class/block/%s/md/level" % name)
        return level if isinstance(level, str) else "md"
    return "rom" if name.startswith("sr") else "loop" if name.startswith("loop") else "disk"


class _Stack:
    """What stands on what: from a file system down to the disks."""

    def __init__(self, devices: t.Any) -> None:
        self.by_name = {device["name"]: device for device in _list(devices)}
        self.below: dict[str, list[str]] = {}
        for device in self.by_name.values():
            for holder in device["holders"] if isinstance(device["holders"], list) else ():
                self.below.setdefault(holder, []).append(device["name"])

    def ways(self, name: str, taken: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
        """Every way down from a device, the disk last."""
        device = self.by_name.get(name)
        if device is None or name in taken or len(taken) > 20:
            return []
        under = self.below.get(name) or ([device["disk"]] if device["disk"] else [])
        if not under:
            return [(*taken, name)]
        return [way for lower in under[:32] for way in self.ways(lower, (*taken, name))][:64]


def _number(host: Host, path: str) -> t.Any:
    text = _line(host, path)
    if isinstance(text, Unexamined):
        return text
    return int(text) if text and re.match(r"^\d{1,20}$", text) else None


def _flag(host: Host, path: str) -> t.Any:
    number = _number(host, path)
    return number if number is None or isinstance(number, Unexamined) else number != 0


def _swaps(host: Host) -> list[dict[str, t.Any]]:
    text = host.read("/proc/swaps")
    swaps = []
    for line in (text or "").split("\n")[1:]:
        fields = line.split()
        if len(fields) >= 4 and fields[2].isdigit() and fields[3].isdigit():
            swaps.append({
                "name": mountinfo.unescape(fields[0]), "type": fields[1], "size_bytes": int(fields[2]) * 1024, "used_bytes": int(fields[3]) * 1024,
            })
    return swaps


# --- fstab ---------------------------------------------------------------------------------------------------------


def _fstab(host: Host, mounts: t.Any, swaps: t.Any, devices: t.Any) -> list[dict[str, t.Any]]:
    text = host.read("/etc/fstab")
    known = mounts if isinstance(mounts, list) else []
    paths = _Paths(host, known)
    finder = _Finder(host, paths)
    removable = {d["name"]: d["removable"] for d in devices} if isinstance(devices, list) else {}
    entries = []
    for entry in fstab_format.parse(text or ""):
        options = [option for option in entry["options"] if option]
        swap = entry["type"] == "swap"
        network = (
            _is_network(entry["type"]) or "_netdev" in options or entry["spec"].startswith("//") or bool(re.match(r"^[^/=]+:/", entry["spec"]))
        )
        device, exists = (None, None) if network else attempt(finder.find, entry), None
        if isinstance(device, tuple):
            device, exists = device
        elif isinstance(device, Unexamined):
            device, exists = None, device
        automount = "x-systemd.automount" in options
        item = {
            "name": entry["spec"] if swap else entry["target"],
            "spec": entry["spec"],
            "target": entry["target"],
            "type": entry["type"],
            "options": options,
            "dump": entry["dump"],
            "passno": entry["passno"],
            "written_spec": entry["written_spec"],
            "written_target": entry["written_target"],
            "written_options": entry["written_options"],
            "swap": swap,
            "network": network,
            "automatic": "noauto" not in options,
            "required_at_boot": not {"noauto", "nofail", "x-systemd.automount"}.intersection(options) and not network,
            "read_only_wanted": "ro" in options or entry["type"] in _ALWAYS_READ_ONLY | _IMAGES,
            "device": device,
            "device_exists": exists,
            "removable": removable.get(device) if device else None,
            "mounted": None,
        }
        if swap:
            item["mounted"] = swaps if isinstance(swaps, Unexamined) else any(finder.name(s["name"]) == device for s in swaps) if device else None
        elif isinstance(mounts, Unexamined):
            item["mounted"] = mounts
        elif entry["target"].startswith("/"):
            mount = paths.by_target.get(entry["target"])
            if mount is None and not automount:
                # Perhaps the folder is reached over a symbolic link; the mount table knows the real one.
                real = attempt(paths.real, entry["target"])
                mount = paths.by_target.get(real) if isinstance(real, str) else None
            item["mounted"] = mount is not None
        entries.append(item)
    return entries


class _Finder:
    """Finds the device that an fstab entry names, by udev's links."""

    def __init__(self, host: Host, paths: _Paths) -> None:
        self.host = host
        self.paths = paths
        self._links: dict[str, dict[str, str]] = {}

    def find(self, entry: dict[str, t.Any]) -> tuple[str | None, bool | None]:
        """(kernel's name of the device, whether it exists); (None, None) if the entry needs none."""
        tagged = fstab_format.tag(entry["spec"])
        if tagged:
            return self._by_tag(*tagged)
        spec = entry["spec"]
        if not spec.startswith("/") or entry["type"] in ("proc", "sysfs", "tmpfs", "devpts", "overlay"):
            return None, None
        name = self.name(spec)
        if name is None and not self.paths.is_local(spec):
            return None, None
        if name is None and spec.startswith("/dev/disk/"):
            self._with_udev()
        return name, name is not None

    def name(self, path: str) -> str | None:
        """The kernel's name for a device node, the path itself for a file or folder, None if there is nothing."""
        real = self.paths.real(path)
        found = self.host.stat(real) if real else None
        if not found:
            return None
        if found["type"] != "block":
            return real
        return self._by_number(found["rdev"]) or (real or "").rpartition("/")[2]

    def _by_number(self, number: int) -> str | None:
        # As in glibc's gnu_dev_major and gnu_dev_minor.
        major = ((number >> 8) & 0xFFF) | ((number >> 32) & ~0xFFF)
        minor = (number & 0xFF) | ((number >> 12) & ~0xFF)
        return device_name(self.host, "%d:%d" % (major, minor))

    def _by_tag(self, kind: str, value: str) -> tuple[str | None, bool]:
        links = self._links.get(kind)
        if links is None:
            links = self._links[kind] = {}
            folder = "/dev/disk/" + _TAGS[kind]
            for name in self.host.listdir(folder) or ():
                target = self.host.readlink(folder + "/" + name)
                if target:
                    links[_decoded(name)] = target.rpartition("/")[2]
        name = links.get(value)
        if name is None:
            # Serial numbers of FAT are upper case, those of others lower; people write either.
            name = next((links[known] for known in links if known.lower() == value.lower()), None) if kind.endswith("UUID") else None
        if name is not None and self.host.stat("/dev/" + name) is None and self.host.stat("/sys/class/block/" + name) is None:
            name = None  # a link that udev has not yet removed
        if name is None:
            self._with_udev()
        return name, name is not None

    def _with_udev(self) -> None:
        """Only where udev keeps the links, a missing one says that there is no such device."""
        if self.host.stat("/run/udev/control") is None:
            raise Unexamined(FAILED, "/dev/disk", "udev does not run here, so devices cannot be found by their names")


def _decoded(name: str) -> str:
    r"""A name as udev encodes it in its links: \x20 for a space."""
    raw = re.sub(r"\\x([0-9a-fA-F]{2})", lambda match: chr(0xDC00 + int(match.group(1), 16)) if int(match.group(1), 16) > 127
                 else chr(int(match.group(1), 16)), name)
    return raw.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def device_name(host: Host, number: str) -> str | None:
    """The kernel's name ("sda1", "dm-0") of a device number "8:1"."""
    link = attempt(host.readlink, "/sys/dev/block/" + number)
    return link.rpartition("/")[2] if isinstance(link, str) else None


# --- file systems --------------------------------------------------------------------------------------------------


def _filesystems(host: Host, mounts: t.Any, entries: t.Any, devices: t.Any, kernels: t.Any, profile: dict[str, t.Any]) -> list[dict[str, t.Any]]:
    if isinstance(mounts, Unexamined):
        raise mounts
    paths = _Paths(host, mounts)
    finder = _Finder(host, paths)
    wanted = {e["target"]: e for e in entries if not e["swap"]} if isinstance(entries, list) else {}
    stack = _Stack(devices)
    chosen: dict[str, dict[str, t.Any]] = {}
    for mount in mounts:
        if not _is_real(mount):
            continue
        # One entry for each file system, under the name that people know it by: not a bind mount of one of its folders.
        rank = (mount["target"] not in wanted, mount["root"] != "/", len(mount["target"]))
        if mount["device"] not in chosen or rank < chosen[mount["device"]]["rank"]:
            chosen[mount["device"]] = {**mount, "rank": rank}
    found = []
    for mount in sorted(chosen.values(), key=lambda m: m["target"])[:MAX_FILESYSTEMS]:
        name = device_name(host, mount["device"])
        if name is None and mount["source"].startswith("/dev/"):
            # btrfs has a number of its own; its source is one of its devices, perhaps under a mapper's name.
            name = attempt(finder.name, mount["source"])
            name = name if isinstance(name, str) else None
        # A container's /etc/hosts and the like are files, bound from a file system that is not this machine's.
        if mount["root"] != "/" and mount["target"] != "/":
            kind = attempt(host.stat, mount["target"]) if paths.is_local(mount["target"]) else None
            if isinstance(kind, dict) and kind["type"] != "dir":
                continue
        entry = wanted.get(mount["target"])
        found.append({
            **_filesystem(host, mount, name, entry, stack.by_name, paths, kernels, profile),
            **(_under(stack, name, mount) if isinstance(devices, list) else dict.fromkeys(_UNDER, devices)),
        })
    return found


_UNDER = ("disks", "encrypted", "solid_state", "discard", "discards_at_once")


def _encrypted(stack: _Stack, ways: list[tuple[str, ...]]) -> bool | None:
    """Whether every way down leads through encryption; null where one ends at something that is no disk."""
    plain = [way for way in ways if not any(stack.by_name[step]["kind"] == "crypt" for step in way)]
    if not plain:
        return True if ways else None
    return False if any(stack.by_name[way[-1]]["kind"] in ("disk", "loop", "rom") for way in plain) else None


def _under(stack: _Stack, name: str | None, mount: dict[str, t.Any]) -> dict[str, t.Any]:
    """What the file system stands on."""
    ways = stack.ways(name) if name else []
    options = set(mount["options"]) | set(mount["super_options"])
    disks = sorted({way[-1] for way in ways})
    turning = [stack.by_name[disk]["rotational"] for disk in disks]
    device = stack.by_name.get(name or "", {})
    limit = device.get("discard_max_bytes")
    return {
        "disks": disks,
        "encrypted": _encrypted(stack, ways),
        "solid_state": all(turn is False for turn in turning) if turning and None not in turning and all(_disks.is_disk(disk) for disk in disks) else None,
        "discard": limit > 0 if isinstance(limit, int) else limit,
        "discards_at_once": bool(options & {"discard", "discard=async", "discard=sync"}),
    }


def _is_real(mount: dict[str, t.Any]) -> bool:
    kind = mount["type"]
    if _is_network(kind) or kind in _IMAGES or kind in ("autofs", "swap"):
        return False
    if kind == "overlay":
        return mount["target"] == "/"
    return kind in _WITHOUT_DEVICE or not mount["device"].startswith("0:")


def _filesystem(host: Host, mount: dict[str, t.Any], name: str | None, entry: dict[str, t.Any] | None, devices: dict[str, t.Any], paths: _Paths,
                kernels: t.Any, profile: dict[str, t.Any]) -> dict[str, t.Any]:
    target = mount["target"]
    options = set(mount["options"]) | set(mount["super_options"])
    image = mount["type"] in _ALWAYS_READ_ONLY
    device = devices.get(name, {})
    use = attempt(_use, host, target, paths)
    boot = target in _BOOT
    facts = {
        "target": target,
        "source": mount["source"],
        "device": name,
        "type": mount["type"],
        "options": mount["options"],
        "super_options": mount["super_options"],
        "image": image,
        "removable": _is_removable(target, device, entry),
        "read_only": bool(options & {"ro", "emergency_ro"}),
        "read_only_wanted": None if entry is None else entry["read_only_wanted"],
        "device_read_only": device.get("read_only"),
        "purpose": "boot" if target == "/boot" else "esp" if boot and mount["type"] in _FAT else None,
        "error_states": [state for state in _STATES if state in options],
        **_errors(host, mount, name),
    }
    for key in ("size_bytes", "available_bytes", "used_percent", "inodes", "inodes_free", "inodes_used_percent"):
        facts[key] = use if isinstance(use, Unexamined) else use[key]
    full = isinstance(facts["used_percent"], float) and facts["used_percent"] >= NEARLY and not image
    facts["reclaimable"] = attempt(_reclaimable, host, mount["device"], paths, profile) if full else None
    facts["reclaimable_bytes"] = sum(facts["reclaimable"].values()) if isinstance(facts["reclaimable"], dict) else facts["reclaimable"]
    crowded = isinstance(facts["inodes_used_percent"], float) and facts["inodes_used_percent"] >= NEARLY and not image
    facts["crowded_folder"] = attempt(_crowded, host, target, paths) if crowded else None
    facts.update(_boot_needs(kernels) if facts["purpose"] == "boot" else {"kernel_bytes": None, "removable_kernels": []})
    return facts


def _is_removable(target: str, device: dict[str, t.Any], entry: dict[str, t.Any] | None) -> bool:
    """A stick or card that somebody plugged in: what is on it is no business of the workstation's."""
    return entry is None and (device.get("removable") is True or target.startswith(("/media/", "/run/media/")))


def _use(host: Host, target: str, paths: _Paths) -> dict[str, t.Any]:
    if not paths.is_local(target):
        raise Unexamined(FAILED, target, "it lies below a network file system, which is not touched")
    found = host.statvfs(target)
    if found is None:
        raise Unexamined(FAILED, target, "it went away while we looked")
    used, inodes = found["size"] - found["free"], found["inodes"]
    # As df counts it: what only root may still use does not count as room.
    room = used + found["available"]
    return {
        "size_bytes": found["size"],
        "available_bytes": found["available"],
        "used_percent": round(100.0 * used / room, 1) if room > 0 else None,
        "inodes": inodes or None,
        "inodes_free": found["inodes_free"] if inodes else None,
        "inodes_used_percent": round(100.0 * (inodes - found["inodes_free"]) / inodes, 1) if inodes else None,
    }


def _errors(host: Host, mount: dict[str, t.Any], name: str | None) -> dict[str, t.Any]:
    """What the file system itself has recorded; null where its type keeps no count."""
    facts: dict[str, t.Any] = {"error_count": None, "first_error_time": None, "last_error_time": None, "last_error_place": None}
    if mount["type"] in _EXT and name:
        folder = "/sys/fs/ext4/" + name
        facts["error_count"] = _number(host, folder + "/errors_count")
        if facts["error_count"]:
            facts["first_error_time"] = _number(host, folder + "/first_error_time")
            facts["last_error_time"] = _number(host, folder + "/last_error_time")
            facts["last_error_place"] = _line(host, folder + "/last_error_func")
    elif mount["type"] == "btrfs" and name:
        facts["error_count"] = attempt(_btrfs_errors, host, name)
    return facts


def _btrfs_errors(host: Host, name: str) -> int | None:
    """The sum over the counters of every device of the file system that the device belongs to (Linux 5.14 and later)."""
    for link in host.glob("/sys/fs/btrfs/*/devices/" + re.sub(r"[^\w.-]", "?", name)):
        counts = [
            int(number)
            for path in host.glob(link.rpartition("/devices/")[0] + "/devinfo/*/error_stats")
            for number in re.findall(r"^\w+ (\d+)$", host.read(path) or "", re.MULTILINE)
        ]
        return sum(counts) if counts else None
    return None


# --- what fills them -----------------------------------------------------------------------------------------------


def _sizes(host: Host, patterns: t.Iterable[str], older_than: float | None = None) -> int:
    """Bytes of the files that match; bounded, because a folder may hold anything."""
    total, seen = 0, 0
    for pattern in patterns:
        for path in host.glob(pattern):
            seen += 1
            if seen > 5000:
                return total
            found = attempt(host.stat, path, follow=False)
            if isinstance(found, dict) and found["type"] == "file" and (older_than is None or found["mtime"] < older_than):
                total += found["size"]
    return total


def _reclaimable(host: Host, device: str, paths: _Paths, profile: dict[str, t.Any]) -> dict[str, int]:
    """What the cleaning repair may remove from this file system, in bytes by kind: caches and leftovers, nobody's data.

    Not /tmp and /var/tmp: people keep work there, and how old a file must be to go differs from one distribution to the next.
    """
    found: dict[str, int] = {}

    def here(path: str) -> bool:
        return attempt(paths.device, path) == device

    if here("/var/cache/apt/archives"):
        found["package_archives"] = _sizes(host, ("/var/cache/apt/archives/*.deb", "/var/cache/apt/archives/partial/*"))
    for cache in ("/var/cache/dnf", "/var/cache/libdnf5"):
        if here(cache):
            found["package_archives"] = found.get("package_archives", 0) + _sizes(host, (cache + "/*/packages/*.rpm",))
    if here("/var/log/journal"):
        archived = _sizes(host, ("/var/log/journal/*/*@*.journal", "/var/log/journal/*/*.journal~"))
        active = _sizes(host, ("/var/log/journal/*/*.journal",)) - _sizes(host, ("/var/log/journal/*/*@*.journal",))
        keep = int(profile.get("storage_journal_keep_mb", 100)) << 20
        found["old_journal"] = max(0, min(archived, archived + active - keep))
    now = host.now()
    for folder in ("/var/crash", "/var/lib/systemd/coredump"):
        if here(folder):
            found["crash_dumps"] = found.get("crash_dumps", 0) + _sizes(host, (folder + "/*",), now - _CRASH_DUMPS_KEPT)
    return {kind: size for kind, size in found.items() if size > 0}


def _crowded(host: Host, target: str, paths: _Paths, effort: int = 4000) -> dict[str, t.Any]:
    """The folder with the most entries of those found with bounded effort, the largest folders first.

    A folder's own size tells roughly how many names it holds, so the one with a million files need not be read.
    """
    best, best_entries, exact = target, -1, True
    queue = [(0, target)]
    while queue and effort > 0:
        size, path = heapq.heappop(queue)
        if -size > 2 << 20:
            entries, names, counted = -size // 32, [], False
        else:
            names = attempt(host.listdir, path)
            if not isinstance(names, list):
                continue
            entries, counted = len(names), True
        effort -= 1
        if entries > best_entries:
            best, best_entries, exact = path, entries, counted
        for name in names[:1000]:
            effort -= 1
            below = path.rstrip("/") + "/" + name
            if below in paths.by_target:
                continue
            found = attempt(host.stat, below, follow=False)
            if isinstance(found, dict) and found["type"] == "dir":
                heapq.heappush(queue, (-found["size"], below))
    return {"path": best, "entries": best_entries, "counted": exact, "complete": not queue}


# --- kernels -------------------------------------------------------------------------------------------------------


def _kernels(host: Host, mounts: t.Any) -> list[dict[str, t.Any]]:
    """The kernels in /boot, newest last, and which of them nobody needs: not the running one, not the newest two of their flavour.

    One that is only half there, because there was no room for it, does not count among the newest two.
    """
    if isinstance(mounts, list) and not _Paths(host, mounts).is_local("/boot"):
        return []
    running = host.uname()["release"]
    kernels: dict[str, dict[str, t.Any]] = {}
    files = host.listdir("/boot") or []
    for name in files:
        if name.startswith("vmlinuz-") and "rescue" not in name:
            version = name[len("vmlinuz-"):]
            kernels[version] = {"version": version, "running": version == running, "bytes": 0}
    for name in files:
        match = re.match(r"^(?:vmlinuz-|initrd\.img-|initramfs-|System\.map-|config-)(.+?)(?:\.img)?$", name)
        if match and match.group(1) in kernels:
            found = host.stat("/boot/" + name)
            kernels[match.group(1)]["bytes"] += found["size"] if found else 0
    ordered = sorted(kernels.values(), key=lambda kernel: _order(kernel["version"]))
    largest = max([kernel["bytes"] for kernel in ordered], default=0)
    newest: dict[str, int] = {}
    debian = host.stat("/var/lib/dpkg/info") is not None
    for kernel in reversed(ordered):
        flavour = re.sub(r"^[\d.~+_-]+", "", kernel["version"])
        flavour = re.sub(r"\d+", "", flavour)
        whole = kernel["bytes"] * 2 >= largest
        newest[flavour] = newest.get(flavour, 0) + whole
        names = [name % kernel["version"] for name in _KERNEL_PACKAGES]
        kernel["packages"] = [name for name in names if host.stat("/var/lib/dpkg/info/%s.list" % name)] if debian else ["kernel-core-" + kernel["version"]]
        kernel["removable"] = whole and not kernel["running"] and newest[flavour] > 2 and len(kernel["packages"]) > 0
    return ordered


def _order(version: str) -> list[t.Any]:
    """Kernel versions in their order: numbers as numbers."""
    return [(1, int(part), "") if part.isdigit() else (0, 0, part) for part in re.findall(r"\d+|[a-z]+|~", version)]


def _boot_needs(kernels: t.Any) -> dict[str, t.Any]:
    if isinstance(kernels, Unexamined):
        return {"kernel_bytes": kernels, "removable_kernels": kernels}
    return {
        "kernel_bytes": max(kernel["bytes"] for kernel in kernels) if kernels else None,
        # The oldest three: so many fit whole into the evidence, and a repair has further rounds.
        "removable_kernels": [name for kernel in [kernel for kernel in kernels if kernel["removable"]][:3] for name in kernel["packages"]][:9],
    }
