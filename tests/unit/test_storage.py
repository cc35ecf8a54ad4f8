# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Storage: its parsers, its collector on this machine and on made-up ones, and its faults against facts."""

from __future__ import annotations

import copy
import doctest
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

import pytest
import yaml
from declared import declaration, undeclared

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner import rules
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.collectors import storage
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.formats import fstab, mountinfo
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.host import LiveHost, Unexamined
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.recording import CaseFile, RecordingHost
from ansible_collections.fieldtech.workstation.plugins.plugin_utils import catalogue as catalogues

ROOT = pathlib.Path(__file__).resolve().parents[2]
NOW = 1_800_000_000.0
GIB = 1 << 30


class Machine(LiveHost):
    """A machine whose files are a folder's; what only a kernel can say (device nodes, statvfs) is told beside them."""

    def __init__(self, folder, nodes=None, use=None, forbidden=(), release="6.1.0-9-amd64"):
        super().__init__()
        self.folder, self.nodes, self.sizes, self.forbidden, self.release = str(folder), nodes or {}, use or {}, forbidden, release
        self.asked = []

    def _path(self, path):
        self.asked.append(path)
        for place in self.forbidden:
            assert path != place and not path.startswith(place + "/"), "%s was touched" % path
        return self.folder + path

    def read_bytes(self, path, limit=4 << 20):
        return super().read_bytes(self._path(path), limit)

    def listdir(self, path):
        return super().listdir(self._path(path))

    def glob(self, pattern):
        return [path[len(self.folder):] for path in super().glob(self._path(pattern))]

    def readlink(self, path):
        return super().readlink(self._path(path))

    def stat(self, path, follow=True):
        if path in self.nodes:
            major, minor = self.nodes[path]
            return {"type": "block", "mode": 0o660, "size": 0, "mtime": 0.0, "uid": 0, "gid": 0, "dev": 5, "rdev": os.makedev(major, minor), "ino": 1}
        return super().stat(self._path(path), follow)

    def statvfs(self, path):
        self._path(path)
        return {"read_only": False, **self.sizes.get(path, {"size": 100 * GIB, "free": 60 * GIB, "available": 55 * GIB, "inodes": 1000, "inodes_free": 900})}

    def run(self, argv, *args, **kwargs):
        raise AssertionError("storage starts no process where there is neither LVM nor a disk that tells its health: %s" % argv)

    def now(self):
        return NOW

    def uname(self):
        return {**super().uname(), "release": self.release}


@pytest.fixture(name="machine")
def _machine(tmp_path):
    """Builds a machine of files: {path: text, or None for a folder, or ("->", target) for a link}."""
    def build(files, **more):
        for path, content in files.items():
            place = tmp_path / path.lstrip("/")
            place.parent.mkdir(parents=True, exist_ok=True)
            if content is None:
                place.mkdir(exist_ok=True)
            elif isinstance(content, tuple):
                place.symlink_to(content[1])
            else:
                place.write_text(content, encoding="utf-8", newline="")
        return Machine(tmp_path, **more)
    return build


def line(number, parent, device, target, kind, source, root="/", options="rw,relatime", super_options="rw"):
    return "%d %d %s %s %s %s shared:1 - %s %s %s\n" % (number, parent, device, root, target, options, kind, source, super_options)


LAPTOP = {
    "/proc/self/mountinfo": (
        line(20, 1, "8:2", "/", "ext4", "/dev/sda2")
        + line(21, 20, "0:20", "/proc", "proc", "proc")
        + line(22, 20, "8:1", "/boot/efi", "vfat", "/dev/sda1")
        + line(23, 20, "8:3", "/home", "ext4", "/dev/mapper/home")
        + line(24, 20, "7:1", "/snap/core/1", "squashfs", "/dev/loop1", options="ro", super_options="ro")
        + line(25, 20, "0:40", "/mnt/server", "nfs4", "server:/data")
        + line(26, 25, "8:4", "/mnt/server/disk", "xfs", "/dev/sda4")
        + line(27, 20, "8:3", "/srv/work", "ext4", "/dev/mapper/home", root="/work")
        + line(28, 20, "0:50", "/var/lib/containers/1/merged", "overlay", "overlay")
        + line(29, 20, "0:51", "/run/user/1000/gvfs", "fuse.gvfsd-fuse", "gvfsd-fuse")
        + line(30, 20, "8:17", r"/media/ann/My\040Stick", "vfat", "/dev/sdb1")
        + line(31, 20, "0:6", "/tmp", "tmpfs", "tmpfs")
    ),
    "/proc/swaps": "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n/dev/sda5                               partition\t999420\t\t12\t\t-2\n",
    "/etc/fstab": (
        "# made by the installer\n"
        "UUID=1111-aaaa / ext4 errors=remount-ro 0 1\n"
        "UUID=AB-CD /boot/efi vfat umask=0077 0 1\n"
        'LABEL="my\\040data" /home ext4 defaults 0 2\n'
        "/dev/sda5 none swap sw 0 0\n"
        "server:/data /mnt/server nfs4 _netdev 0 0\n"
        "UUID=gone /srv/gone ext4 defaults 0 2\n"
        "UUID=gone2 /srv/gone2 ext4 nofail 0 2\n"
        "/dev/sr0 /media/cdrom0 udf,iso9660 user,noauto 0 0\n"
        "/mnt/server/image /srv/image ext4 loop 0 0\n"
        "/dev/disk/by-id/nothing /srv/nothing ext4\n"
    ),
    "/run/udev/control": "",
    "/dev/disk/by-uuid/1111-aaaa": ("->", "../../sda2"),
    "/dev/disk/by-uuid/ab-cd": ("->", "../../sda1"),
    "/dev/disk/by-uuid/gone2": ("->", "../../sdz9"),
    "/dev/disk/by-label/my\\x20data": ("->", "../../dm-0"),
    "/sys/dev/block/8:1": ("->", "../../devices/pci/block/sda/sda1"),
    "/sys/dev/block/8:2": ("->", "../../devices/pci/block/sda/sda2"),
    "/sys/dev/block/8:3": ("->", "../../devices/virtual/block/dm-0"),
    "/sys/dev/block/8:5": ("->", "../../devices/pci/block/sda/sda5"),
    "/sys/dev/block/8:17": ("->", "../../devices/usb/block/sdb/sdb1"),
    "/sys/class/block/sda/size": "1000215216\n", "/sys/class/block/sda/removable": "0\n", "/sys/class/block/sda/ro": "0\n",
    "/sys/class/block/sda/queue/rotational": "0\n", "/sys/class/block/sda/device/model": "Lab Disk 500  \n", "/sys/class/block/sda/holders": None,
    "/sys/class/block/dm-0/size": "2000\n", "/sys/class/block/dm-0/removable": "0\n",
    "/sys/class/block/loop0/size": "0\n",
    "/sys/class/block/loop1/size": "2000\n", "/sys/class/block/loop1/loop/backing_file": "/var/lib/snapd/core.snap\n",
    "/sys/class/block/sdb/size": "64\n", "/sys/class/block/sdb/removable": "1\n",
    "/sys/class/block/sdb1": ("->", "../../devices/usb/block/sdb/sdb1"),
    "/sys/devices/usb/block/sdb/sdb1/size": "32\n", "/sys/devices/usb/block/sdb/sdb1/partition": "1\n",
    "/sys/fs/ext4/sda2/errors_count": "2\n", "/sys/fs/ext4/sda2/first_error_time": "1700000000\n", "/sys/fs/ext4/sda2/last_error_time": "1700000500\n",
    "/sys/fs/ext4/sda2/last_error_func": "ext4_lookup\n",
    "/sys/fs/ext4/dm-0/errors_count": "0\n",
    "/boot/vmlinuz-6.1.0-9-amd64": "k" * 100, "/boot/initrd.img-6.1.0-9-amd64": "i" * 900,
}
NODES = {"/dev/sda5": (8, 5), "/dev/sda1": (8, 1), "/dev/sda2": (8, 2), "/dev/dm-0": (8, 3)}
# No server, and no other user's program, is ever asked.
FORBIDDEN = ("/mnt/server", "/run/user/1000/gvfs")


def laptop(machine, **more):
    return storage.collect(machine(LAPTOP, nodes=NODES, forbidden=FORBIDDEN, **more), {})


# --- parsers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", [fstab, mountinfo])
def test_the_samples_in_the_parsers_are_true(module):
    found = doctest.testmod(module)
    assert found.attempted > 0 and found.failed == 0


@pytest.mark.parametrize(("escaped", "plain"), [
    (r"/a\040b\011c\012d\134e", "/a b\tc\nd\\e"), (r"/caf\303\251", "/café"), (r"/\377", "/\ufffd"), (r"/\9\04", r"/\9\04"), ("/é", "/é"),
])
def test_octal_escapes(escaped, plain):
    assert mountinfo.unescape(escaped) == plain


def test_mountinfo_lines_of_every_kind():
    text = (
        "22 1 0:5 / / rw - rootfs  rw\n"  # an empty source
        "23 22 8:1 /@home /home rw,noatime shared:1 master:2 propagate_from:3 - btrfs /dev/sda1 rw,subvol=/@home\n"
        "24 22 8:1 / /a\u2028b rw - ext4 /dev/sda1 rw\n"  # a line separator that is not one here
        "25 22 8:1 / /x rw - ext4 /dev/with\\040space rw,a=b c\n"
        "26 22 8:1 / /cut rw - ext4\n"
        "nonsense\n"
        "a b c d e f - g h i\n"
    )
    mounts = mountinfo.parse(text)
    assert [m["target"] for m in mounts] == ["/", "/home", "/a\u2028b", "/x"]
    assert mounts[0]["source"] == "" and mounts[0]["super_options"] == ["rw"]
    assert mounts[1]["root"] == "/@home" and mounts[1]["type"] == "btrfs"
    assert mounts[3]["source"] == "/dev/with space" and mounts[3]["super_options"] == ["rw", "a=b c"]


def test_what_lies_below_another_mount_is_not_visible():
    mounts = mountinfo.parse(
        line(1, 0, "8:1", "/", "ext4", "a") + line(2, 1, "8:2", "/mnt", "ext4", "b") + line(3, 2, "8:3", "/mnt/sub", "ext4", "c")
        + line(4, 2, "8:4", "/mnt", "ext4", "d")   # on top of the second: hides it and what lies on it
        + line(5, 4, "8:5", "/mnt/new", "ext4", "e") + line(6, 1, "8:6", "/mntx", "ext4", "f"))
    assert [m["source"] for m in mountinfo.visible(mounts)] == ["a", "d", "e", "f"]
    # The same when the kernel lists a mount after what stands on it.
    late = mountinfo.parse(line(5, 4, "8:5", "/mnt/new", "ext4", "e") + line(4, 1, "8:4", "/mnt", "ext4", "d") + line(1, 0, "8:1", "/", "ext4", "a"))
    assert [m["source"] for m in mountinfo.visible(late)] == ["e", "d", "a"]


def test_fstab_lines_of_every_kind():
    entries = fstab.parse(
        "\n# a comment\n\t UUID=1  /  ext4 \n"
        "//server/share#1 /mnt/a\\040b/ cifs credentials=/root/c,uid=1 0 0 # said the boss\r\n"
        "only\n"
        "tmpfs /tmp tmpfs size=1G,,nosuid x y\n"
        "UUID=2\u00a0 /nbsp ext4 ro 1 99999\n")
    assert [(e["spec"], e["target"], e["type"], e["options"], e["dump"], e["passno"]) for e in entries] == [
        ("UUID=1", "/", "ext4", ["defaults"], 0, 0),
        ("//server/share#1", "/mnt/a b", "cifs", ["credentials=/root/c", "uid=1"], 0, 0),
        ("tmpfs", "/tmp", "tmpfs", ["size=1G", "", "nosuid"], 0, 0),
        ("UUID=2\u00a0", "/nbsp", "ext4", ["ro"], 1, 0),
    ]
    assert entries[1]["written_target"] == "/mnt/a\\040b/"


@pytest.mark.parametrize(("spec", "tag"), [
    ('LABEL="a b"', ("LABEL", "a b")), ("PARTUUID='x'", ("PARTUUID", "x")), ("UUID=", ("UUID", "")), ("/dev/sda1", None), ("XUUID=1", None),
])
def test_tags(spec, tag):
    assert fstab.tag(spec) == tag


def test_garbage_is_never_more_than_left_out(machine):
    dice = random.Random(7)
    for _round in range(200):
        text = "".join(dice.choice("0123 \t\n\\/:-,#=\"'aé\u2028\x00") for dummy in range(dice.randrange(400)))
        mountinfo.visible(mountinfo.parse(text))
        fstab.parse(text)
    facts = storage.collect(machine({"/proc/self/mountinfo": text, "/etc/fstab": text, "/proc/swaps": text, "/sys/class/block/x/size": text}), {})
    assert facts["filesystems"] == [] and facts["block_devices"] == [] and facts["swaps"] == []


# --- facts -----------------------------------------------------------------------------------------------------------

@pytest.fixture(name="declared", scope="module")
def _declared():
    return declaration("storage")


def test_this_machine_gives_what_is_declared(declared):
    host = LiveHost()
    host.run = Machine.run  # a process would be an error
    facts = storage.collect(host, {})
    assert undeclared(facts, declared, "storage") == []
    assert not [key for key, value in facts.items() if isinstance(value, Unexamined)]
    assert [f["target"] for f in facts["filesystems"]].count("/") == 1
    root = next(f for f in facts["filesystems"] if f["target"] == "/")
    told = subprocess.run(["df", "--block-size=1", "--output=size,pcent", "/"], check=True, capture_output=True, text=True).stdout.split()
    assert root["size_bytes"] == int(told[-2])
    assert abs(root["used_percent"] - int(told[-1].rstrip("%"))) <= 1.5
    assert storage.numbers(facts)["filesystem:/"] == root["used_percent"]


def test_a_made_up_machine_gives_what_is_declared(machine, declared):
    full = {"size": 100, "free": 1, "available": 1, "inodes": 100, "inodes_free": 1}
    facts = laptop(machine, use={"/": full, "/home": full})
    assert undeclared(facts, declared, "storage") == []
    # The other parts: test_storage_disks.py, test_storage_wanted.py.
    elsewhere = {"raid_arrays", "btrfs", "automounts", *storage._wanted(None, {})}
    assert all(facts[part] for part in declared["contains"] if part not in elsewhere), "a part is empty, so that nothing of it was checked"


def test_without_rights_it_sees_the_same_file_systems():
    if os.geteuid() != 0:
        pytest.skip("the other tests run without rights already")
    python = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable
    code = (
        "import json, sys; sys.path.insert(0, sys.argv[1])\n"
        "from examiner.collectors import storage\nfrom examiner.host import LiveHost\n"
        "print(json.dumps([f['target'] for f in storage.collect(LiveHost(), {})['filesystems']]))"
    )
    # Where anybody may read it, unlike a home or pytest's own folders.
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        shutil.copytree(ROOT / "plugins/module_utils/examiner", folder + "/examiner")
        answer = subprocess.run([python, "-I", "-c", code, folder], user=65534, group=65534, extra_groups=[], cwd="/", capture_output=True, check=False)
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout) == [f["target"] for f in storage.collect(LiveHost(), {})["filesystems"]]


def test_a_case_file_gives_the_same_facts(machine):
    recorder = RecordingHost(machine(LAPTOP, nodes=NODES, use={"/": {"size": 100, "free": 1, "available": 1, "inodes": 100, "inodes_free": 1}}))
    facts = storage.collect(recorder, {})
    replayed = storage.collect(CaseFile.load(recorder.case_file()), {})
    assert json.dumps(replayed, default=Unexamined.as_dict) == json.dumps(facts, default=Unexamined.as_dict)


def test_each_real_file_system_once(machine):
    facts = laptop(machine)
    assert [(f["target"], f["device"]) for f in facts["filesystems"]] == [
        ("/", "sda2"), ("/boot/efi", "sda1"), ("/home", "dm-0"), ("/media/ann/My Stick", "sdb1"), ("/mnt/server/disk", None),
    ]
    by_target = {f["target"]: f for f in facts["filesystems"]}
    assert by_target["/boot/efi"]["purpose"] == "esp"
    assert by_target["/media/ann/My Stick"]["removable"] is True
    assert by_target["/home"]["removable"] is False
    assert isinstance(by_target["/mnt/server/disk"]["used_percent"], Unexamined)
    assert [n["target"] for n in facts["network_filesystems"]] == ["/mnt/server", "/run/user/1000/gvfs"]


def test_a_container_sees_its_root_and_no_bound_files(machine):
    facts = storage.collect(machine({
        "/proc/self/mountinfo": line(1, 0, "0:99", "/", "overlay", "overlay") + line(2, 1, "254:0", "/etc/hosts", "ext4", "/dev/vda", root="/x/hosts")
        + line(3, 1, "254:1", "/data", "ext4", "/dev/vdb", root="/volumes/data"),
        "/etc/hosts": "", "/data": None,
    }), {})
    assert [f["target"] for f in facts["filesystems"]] == ["/", "/data"]


def test_subvolumes_are_one_file_system(machine):
    facts = storage.collect(machine({
        "/proc/self/mountinfo": line(1, 0, "0:30", "/", "btrfs", "/dev/mapper/root", root="/@")
        + line(2, 1, "0:30", "/home", "btrfs", "/dev/mapper/root", root="/@home"),
        "/dev/mapper/root": ("->", "../dm-0"), "/sys/dev/block/8:3": ("->", "../../devices/virtual/block/dm-0"),
        "/sys/fs/btrfs/uuid/devices/dm-0/size": "1",
        "/sys/fs/btrfs/uuid/devinfo/1/error_stats": "write_errs 0\nread_errs 3\nflush_errs 0\ncorruption_errs 4\ngeneration_errs 0\n",
    }, nodes=NODES), {})
    assert [(f["target"], f["device"], f["error_count"]) for f in facts["filesystems"]] == [("/", "dm-0", 7)]


def test_errors_are_read_from_the_kernel(machine):
    root = laptop(machine)["filesystems"][0]
    assert (root["error_count"], root["first_error_time"], root["last_error_time"], root["last_error_place"]) == (2, 1700000000, 1700000500, "ext4_lookup")


def test_block_devices(machine):
    devices = {d["name"]: d for d in laptop(machine)["block_devices"]}
    assert set(devices) == {"sda", "dm-0", "loop1", "sdb", "sdb1"}  # not the free loop device
    assert devices["sda"]["model"] == "Lab Disk 500" and devices["sda"]["size_bytes"] == 1000215216 * 512 and devices["sda"]["rotational"] is False
    assert devices["sdb"]["partitions"] == ["sdb1"] and devices["sdb1"]["disk"] == "sdb" and devices["sdb1"]["removable"] is True
    assert devices["loop1"]["backing_file"] == "/var/lib/snapd/core.snap"


def test_fstab_against_devices_and_mounts(machine):
    entries = {e["name"]: e for e in laptop(machine)["fstab"]}
    seen = {name: (e["device"], e["device_exists"], e["mounted"], e["required_at_boot"]) for name, e in entries.items()}
    assert seen == {
        "/": ("sda2", True, True, True),
        "/boot/efi": ("sda1", True, True, True),           # written AB-CD, linked ab-cd
        "/home": ("dm-0", True, True, True),
        "/dev/sda5": ("sda5", True, True, True),
        "/mnt/server": (None, None, True, False),
        "/srv/gone": (None, False, False, True),
        "/srv/gone2": (None, False, False, False),         # udev's link leads nowhere
        "/media/cdrom0": (None, False, False, False),
        "/srv/image": (None, None, False, True),           # its file lies on the server, which is not touched
        "/srv/nothing": (None, False, False, True),
    }


def test_without_udev_nothing_is_called_missing(machine):
    host = machine({"/etc/fstab": "UUID=1 /srv ext4 defaults 0 0\n", "/proc/self/mountinfo": line(1, 0, "8:1", "/", "ext4", "a")})
    entry = storage.collect(host, {})["fstab"][0]
    assert isinstance(entry["device_exists"], Unexamined)


def test_a_place_reached_over_a_link_is_found_mounted(machine):
    entry = storage.collect(machine({
        "/etc/fstab": "/dev/sda5 /data/box ext4 defaults 0 0\n", "/data": ("->", "srv"), "/srv": None,
        "/proc/self/mountinfo": line(1, 0, "8:1", "/", "ext4", "a") + line(2, 1, "8:5", "/srv/box", "ext4", "b"),
    }, nodes=NODES), {})["fstab"][0]
    assert entry["mounted"] is True


def test_links_in_a_circle_end(machine):
    entry = storage.collect(machine({
        "/etc/fstab": "/loop/a /srv ext4 bind 0 0\n", "/loop/a": ("->", "b"), "/loop/b": ("->", "a"),
        "/proc/self/mountinfo": line(1, 0, "8:1", "/", "ext4", "a"),
    }), {})["fstab"][0]
    assert entry["device_exists"] is False


def test_what_can_be_freed_is_counted_where_it_lies(machine):
    old, fresh = NOW - 40 * 86400, NOW - 3600
    files = {
        "/proc/self/mountinfo": line(1, 0, "8:1", "/", "ext4", "/dev/sda1") + line(2, 1, "8:2", "/srv/cache", "ext4", "/dev/sda2")
        + line(3, 1, "8:2", "/var/cache/apt", "ext4", "/dev/sda2", root="/apt"),
        "/var/cache/apt/archives/a_1_all.deb": "x" * 1000, "/var/cache/apt/archives/partial/b.deb": "x" * 10, "/var/cache/apt/archives/lock": "",
        "/var/log/journal/id/system@1.journal": "x" * 4000, "/var/log/journal/id/system.journal": "x" * 500,
        "/var/crash/old.crash": "x" * 70, "/var/crash/new.crash": "x" * 7000,
        "/var/crash/folder": None, "/tmp/old": "x" * 3, "/var/tmp/old": "x" * 2,
    }
    host = machine(files, use={"/": {"size": 100, "free": 5, "available": 5, "inodes": 0, "inodes_free": 0},
                               "/srv/cache": {"size": 100, "free": 5, "available": 5, "inodes": 0, "inodes_free": 0}})
    for path in files:
        place = pathlib.Path(host.folder + path)
        if place.is_file():
            when = fresh if "new" in path else old
            os.utime(place, (when, when))
    root, cache = storage.collect(host, {"storage_journal_keep_mb": 0})["filesystems"]
    assert root["reclaimable"] == {"old_journal": 4000, "crash_dumps": 70} and root["reclaimable_bytes"] == 4070
    assert cache["reclaimable"] == {"package_archives": 1010}
    assert cache["inodes_used_percent"] is None
    assert storage.collect(host, {"storage_journal_keep_mb": 100})["filesystems"][0]["reclaimable"] == {"crash_dumps": 70}


def test_room_is_not_searched_where_there_is_enough(machine):
    host = machine({**LAPTOP, "/var/cache/apt/archives/a.deb": "x"}, nodes=NODES, forbidden=FORBIDDEN)
    assert {f["reclaimable"] for f in storage.collect(host, {})["filesystems"] if not isinstance(f["used_percent"], Unexamined)} == {None}
    assert not [path for path in host.asked if "apt" in path]


def test_the_crowded_folder_is_found_with_bounded_effort(machine):
    files = {"/proc/self/mountinfo": line(1, 0, "8:1", "/", "ext4", "/dev/sda1")}
    files.update(("/home/u%d/f%d" % (user, number), "") for user in range(20) for number in range(10))
    files.update(("/home/u7/cache/%d" % number, "") for number in range(300))
    host = machine(files, use={"/": {"size": 100, "free": 50, "available": 50, "inodes": 100, "inodes_free": 0}})
    crowded = storage.collect(host, {})["filesystems"][0]["crowded_folder"]
    assert crowded == {"path": "/home/u7/cache", "entries": 300, "counted": True, "complete": True}
    few = storage._crowded(host, "/", storage._Paths(host, mountinfo.parse(files["/proc/self/mountinfo"])), effort=50)
    assert few["complete"] is False


@pytest.mark.parametrize(("running", "kernels", "removable"), [
    ("6.1.0-18-amd64", ["6.1.0-9-amd64", "6.1.0-10-amd64", "6.1.0-18-amd64"], ["6.1.0-9-amd64"]),
    ("6.1.0-9-amd64", ["6.1.0-9-amd64", "6.1.0-10-amd64", "6.1.0-18-amd64"], []),                      # the running one stays
    ("6.8.0-45-generic", ["6.8.0-40-generic", "6.8.0-45-generic", "6.8.0-41-lowlatency"], []),         # two of each flavour stay
    ("9.9", ["6.1.0-1-amd64", "6.1.0-2-amd64", "6.1.0-3-amd64", "6.1.0-4-self"], ["6.1.0-1-amd64"]),
    ("9.9", ["6.1.0-1-amd64", "6.1.0-2-amd64", "6.1.0-3-amd64-half"], []),                             # half a kernel is none
])
def test_which_kernels_may_go(machine, running, kernels, removable):
    files = {"/proc/self/mountinfo": line(1, 0, "8:1", "/", "ext4", "a") + line(2, 1, "8:2", "/boot", "ext4", "b")}
    for version in [version.replace("-half", "") for version in kernels]:
        files["/boot/vmlinuz-" + version] = "x" * 10
        files["/boot/config-" + version] = "x"
        if version + "-half" not in kernels:
            files["/boot/initrd.img-" + version] = "x" * 30
        if not version.endswith("self"):
            files["/var/lib/dpkg/info/linux-image-%s.list" % version] = ""
    facts = storage.collect(machine(files, release=running), {})
    assert [k["version"] for k in facts["kernels"] if k["removable"]] == removable
    boot = next(f for f in facts["filesystems"] if f["target"] == "/boot")
    assert boot["removable_kernels"] == ["linux-image-" + version for version in removable] and boot["kernel_bytes"] == 41


def test_a_kernel_of_several_packages_goes_as_a_whole(machine):
    files = {"/proc/self/mountinfo": line(1, 0, "8:1", "/", "ext4", "a") + line(2, 1, "8:2", "/boot", "ext4", "b")}
    for number in range(1, 8):
        files["/boot/vmlinuz-6.8.0-%d-generic" % number] = "x"
        for kind in ("image", "modules", "modules-extra"):
            files["/var/lib/dpkg/info/linux-%s-6.8.0-%d-generic.list" % (kind, number)] = ""
    boot = next(f for f in storage.collect(machine(files), {})["filesystems"] if f["target"] == "/boot")
    # Of the five that may go the oldest three, so that the evidence holds each of their packages.
    assert boot["removable_kernels"] == [
        "linux-%s-6.8.0-%d-generic" % (kind, number) for number in (1, 2, 3) for kind in ("modules-extra", "image", "modules")]
    assert rules.bounded(boot["removable_kernels"]) == boot["removable_kernels"]


# --- faults ----------------------------------------------------------------------------------------------------------

FILESYSTEM = {
    "target": "/", "source": "/dev/sda2", "device": "sda2", "type": "ext4", "options": ["rw"], "super_options": ["rw"], "image": False, "removable": False,
    "read_only": False, "read_only_wanted": False, "device_read_only": False, "purpose": None, "error_states": [], "error_count": 0, "first_error_time": None,
    "last_error_time": None, "last_error_place": None, "size_bytes": 100 * GIB, "available_bytes": 50 * GIB, "used_percent": 50.0, "inodes": 1_000_000,
    "inodes_free": 500_000, "inodes_used_percent": 50.0, "reclaimable": None, "reclaimable_bytes": None, "crowded_folder": None, "kernel_bytes": None,
    "removable_kernels": [], "disks": ["sda"], "encrypted": False, "solid_state": False, "discard": False, "discards_at_once": False,
}
ENTRY = {
    "name": "/srv/data", "spec": "UUID=1", "target": "/srv/data", "type": "ext4", "options": ["defaults"], "dump": 0, "passno": 2, "written_spec": "UUID=1",
    "written_target": "/srv/data", "written_options": "defaults", "swap": False, "network": False, "automatic": True, "required_at_boot": True,
    "read_only_wanted": False, "device": "sdb1", "device_exists": True, "removable": False, "mounted": True,
}
FULL = {"used_percent": 97.0, "available_bytes": GIB, "reclaimable": {"old_journal": 5}, "reclaimable_bytes": 5}
SWAP = {"name": "UUID=1", "target": "none", "type": "swap", "swap": True}
UNSEEN = Unexamined("no_permission", "/x", "")


@pytest.fixture(name="found", scope="module")
def _found():
    """Judges one file system and one fstab entry by all faults of storage: [(fault, item)], [what stays unexamined]."""
    catalogue = catalogues.load()
    profile = {name: spec["default"] for name, spec in catalogue.profile.items() if spec["component"] == "storage"}

    def judge(filesystem=None, entry=None, **variables):
        facts = {"storage": {
            "filesystems": [{**copy.deepcopy(FILESYSTEM), **filesystem}] if filesystem is not None else [],
            "fstab": [{**copy.deepcopy(ENTRY), **entry}] if entry is not None else [],
            "disks": [], "raid_arrays": [], "lvm": {"volume_groups": [], "logical_volumes": []}, "btrfs": [],
            "trim": {"timer_installed": True, "timer_masked": False, "timer_enabled": True, "other_job": None},
            "automounts": [], **storage._wanted(None, {}),
        }}
        judge = rules.Judge(facts, {**profile, **variables}, NOW)
        for fault in catalogue.faults.values():
            if fault.component == "storage" and fault.kind == "condition":
                judge.condition(fault.rule)
        # An expression of the evidence that does not fit gives null, as do the facts that may be null.
        nullable = {"item." + fact for fact in ("first_error_time", "last_error_time", "last_error_place", "device", "kernel_bytes", "error_count")}
        assert not [key for finding in judge.findings for key, value in finding["evidence"].items() if value is None and key not in nullable]
        return [(finding["fault"].partition(".")[2], finding["item"]) for finding in judge.findings], judge.unexamined
    return judge


@pytest.mark.parametrize(("filesystem", "entry", "variables", "faults"), [
    # healthy
    ({}, {}, {}, []),
    ({"used_percent": 99.0, "available_bytes": 40 * GIB}, None, {}, []),                     # 99 % of 4 TB
    ({"used_percent": 94.0, "available_bytes": GIB}, None, {}, []),
    ({"used_percent": None, "inodes_used_percent": None, "inodes_free": None, "error_count": None}, None, {}, []),
    # filesystem_full
    (FULL, None, {}, [("filesystem_full", "/")]),
    ({**FULL, "target": "/srv/a b"}, None, {}, [("filesystem_full", "/srv/a b")]),
    ({**FULL, "image": True, "read_only": True}, None, {}, []),                              # a DVD
    ({**FULL, "removable": True}, None, {}, []),
    ({**FULL, "purpose": "esp", "available_bytes": 100 << 20}, None, {}, []),
    (FULL, None, {"storage_ignored_mounts": ["/"]}, []),
    (FULL, None, {"storage_full_percent": 98}, []),
    (FULL, None, {"storage_full_free_mb": 500}, []),
    # boot_full
    ({"purpose": "boot", "target": "/boot", "available_bytes": 80 << 20, "kernel_bytes": 90 << 20}, None, {}, [("boot_full", "/boot")]),
    ({"purpose": "boot", "target": "/boot", "available_bytes": 91 << 20, "kernel_bytes": 90 << 20}, None, {}, []),
    ({"purpose": "boot", "target": "/boot", "available_bytes": 1, "kernel_bytes": None}, None, {}, []),
    ({"purpose": "esp", "used_percent": 95.0, "available_bytes": 5 << 20}, None, {}, [("boot_full", "/")]),
    ({"purpose": "esp", "used_percent": 95.0, "available_bytes": 25 << 20}, None, {}, []),
    # inodes_exhausted
    ({"inodes_used_percent": 99.9, "inodes_free": 1000, "crowded_folder": {"path": "/x", "entries": 9}}, None, {}, [("inodes_exhausted", "/")]),
    ({"inodes_used_percent": 99.0, "inodes_free": 10_000}, None, {}, []),
    # read-only: by hand, by wish, after errors
    ({"read_only": True}, None, {}, [("filesystem_read_only", "/")]),
    ({"read_only": True, "error_count": None}, None, {}, [("filesystem_read_only", "/")]),   # a type that keeps no count
    ({"read_only": True, "read_only_wanted": True}, None, {}, []),
    ({"read_only": True, "read_only_wanted": None}, None, {}, []),                           # not in fstab: nobody's wish is known
    ({"read_only": True, "error_count": 3}, None, {}, [("filesystem_errors", "/")]),
    ({"read_only": True, "error_states": ["shutdown"]}, None, {}, [("filesystem_errors", "/")]),
    ({"error_count": 1}, None, {}, [("filesystem_errors", "/")]),
    ({"error_count": 1, "removable": True}, None, {}, []),
    # fstab
    (None, {"device_exists": False, "device": None, "mounted": False}, {}, [("fstab_device_missing", "/srv/data")]),
    (None, {"device_exists": False, "mounted": False, "required_at_boot": False}, {}, []),
    (None, {**SWAP, "device_exists": False, "mounted": None}, {}, [("fstab_device_missing", "UUID=1")]),
    (None, {**SWAP, "mounted": False}, {}, []),
    (None, {"mounted": False}, {}, [("mount_missing", "/srv/data")]),
    (None, {"mounted": False, "automatic": False}, {}, []),
    (None, {"mounted": False, "removable": True}, {}, []),
    (None, {"mounted": False, "device_exists": None, "device": None, "network": True}, {}, [("mount_missing", "/srv/data")]),
    (None, {"mounted": False, "device_exists": None, "network": True, "options": ["nofail"]}, {}, []),
    (None, {"mounted": None, "target": "none"}, {}, []),
    # drift
    (None, {}, {"storage_mounts": [{"path": "/srv/data", "src": "UUID=1", "fstype": "ext4"}]}, []),
    (None, {"options": ["noatime", "rw"]}, {"storage_mounts": [{"path": "/srv/data", "src": "UUID=1", "fstype": "ext4", "opts": "rw,noatime"}]}, []),
    (None, {}, {"storage_mounts": [{"path": "/srv/data", "src": "UUID=1", "fstype": "ext4", "opts": "noatime"}]}, [("mount_differs", "/srv/data")]),
    (None, {}, {"storage_mounts": [{"path": "/srv/data", "src": "UUID=2", "fstype": "ext4"}]}, [("mount_differs", "/srv/data")]),
    (None, None, {"storage_mounts": [{"path": "/srv/new", "src": "UUID=2", "fstype": "ext4"}]}, [("mount_differs", "/srv/new")]),
    (None, {}, {"storage_mounts": [{"path": "/srv/data", "state": "absent"}]}, [("mount_differs", "/srv/data")]),
    (None, None, {"storage_mounts": [{"path": "/srv/data", "state": "absent"}]}, []),
])
def test_faults(found, filesystem, entry, variables, faults):
    assert found(filesystem, entry, **variables) == (faults, [])


@pytest.mark.parametrize(("filesystem", "entry", "fault"), [
    ({"used_percent": UNSEEN, "available_bytes": UNSEEN}, None, "filesystem_full"),
    ({"error_count": UNSEEN}, None, "filesystem_errors"),
    ({"read_only": True, "error_count": UNSEEN}, None, "filesystem_read_only"),
    ({"inodes_used_percent": UNSEEN}, None, "inodes_exhausted"),
    (None, {"device_exists": UNSEEN}, "fstab_device_missing"),
    (None, {"mounted": UNSEEN}, "mount_missing"),
])
def test_what_could_not_be_seen_is_neither_healthy_nor_faulty(found, filesystem, entry, fault):
    findings, unexamined = found(filesystem, entry)
    assert findings == []
    assert "storage." + fault in [entry["fault"] for entry in unexamined]
    assert {entry["reason"] for entry in unexamined} == {"no_permission"}


def test_no_explanation_is_left_in_another_language():
    """The texts of a fault differ from each other, and each names its item where it is about one."""
    for path in sorted((ROOT / "roles/storage/faults").glob("*.yml")):
        explain = yaml.safe_load(path.read_text(encoding="utf-8"))["explain"]
        for part in ("what", "why"):
            assert len({explain[language][part] for language in explain}) == 4, path
        assert len({"{item}" in explain[language]["what"] for language in explain}) == 1, path
