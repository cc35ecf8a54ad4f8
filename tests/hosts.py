# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Workstations that consist of data: a folder or archive somebody recorded, or files and answers written down in a test.

They answer as a real machine would, so that the same examiner runs on them, collectors and rules and all.
"""

from __future__ import annotations

import base64
import fnmatch
import functools
import json
import os
import pathlib
import re
import stat as modes
import tarfile
import typing as t
import zlib

from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner import collectors, examination, rules
from ansible_collections.fieldtech.workstation.plugins.module_utils.examiner.host import (
    AS_ROOT,
    FAILED,
    NO_PERMISSION,
    TOO_LARGE,
    TOOL_MISSING,
    Host,
    Result,
    Unexamined,
)
from ansible_collections.fieldtech.workstation.plugins.plugin_utils import catalogue

NOW = 1795600000.0  # 2026-11-25
MACHINE_ID = "0123456789abcdef0123456789abcdef"
LIMITS = {"collector": 60.0, "total": 120.0}


class Node(t.NamedTuple):
    """One file of such a machine. kind: file|dir|link|block|char|fifo|socket; unreadable: the reason why it cannot be read."""

    kind: str
    data: bytes = b""
    target: str = ""
    mode: int | None = None
    uid: int = 0
    gid: int = 0
    mtime: float = NOW - 86400
    rdev: int = 0
    unreadable: str = ""


class DataHost(Host):
    """Answers from nodes by path. Commands that are not known are not installed; nobody answers on the network.

    commands: {argv joined by spaces, or a pattern with *: {rc, out, err}}.
    """

    def __init__(self, nodes: dict[str, Node], commands: dict[str, t.Any] | None = None, **more: t.Any) -> None:
        self.nodes: dict[str, Node] = {"/": Node("dir")}
        self.children: dict[str, set[str]] = {"/": set()}
        for path, node in nodes.items():
            self.add(path, node)
        self.commands = commands or {}
        self.more = more
        self.asked: list[tuple[t.Any, ...]] = []

    def add(self, path: str, node: Node) -> None:
        """Put a node there, with the folders that lead to it."""
        path = os.path.normpath(path)
        self.nodes[path] = node
        if node.kind == "dir":
            self.children.setdefault(path, set())
        while path != "/":
            parent, name = os.path.split(path)
            self.children.setdefault(parent, set()).add(name)
            if parent not in self.nodes:
                self.nodes[parent] = Node("dir")
            path = parent

    def remove(self, path: str) -> None:
        """Take away a file, or a folder with all that is in it."""
        for below in [known for known in self.nodes if known == path or known.startswith(path.rstrip("/") + "/")]:
            del self.nodes[below]
            self.children.pop(below, None)
        self.children.get(os.path.dirname(path), set()).discard(os.path.basename(path))

    def _real(self, path: str, follow: bool = True) -> str | None:
        """The path without links, or None if it leads nowhere."""
        if "\0" in path:
            return None
        done, parts, links = "/", [part for part in path.split("/") if part not in ("", ".")], 0
        while parts:
            part = parts.pop(0)
            if part == "..":
                done = os.path.dirname(done)
                continue
            here = done.rstrip("/") + "/" + part
            node = self.nodes.get(here)
            if node is None:
                return None
            if node.kind == "link" and (parts or follow):
                links += 1
                if links > 40:
                    return None
                done = "/" if node.target.startswith("/") else done
                parts = [piece for piece in node.target.split("/") if piece not in ("", ".")] + parts
                continue
            done = here
        return done

    def _node(self, path: str, follow: bool = True) -> Node | None:
        self.asked.append(("path", path))
        real = self._real(path, follow)
        return None if real is None else self.nodes.get(real)

    def read(self, path: str, limit: int = 4 << 20) -> str | None:
        data = self.read_bytes(path, limit)
        return None if data is None else data.decode("utf-8", "replace")

    def read_bytes(self, path: str, limit: int = 4 << 20) -> bytes | None:
        node = self._node(path)
        if node is None:
            return None
        if node.unreadable:
            raise Unexamined(node.unreadable, path, AS_ROOT if node.unreadable == NO_PERMISSION else "EIO")
        if node.kind == "dir":
            raise Unexamined(FAILED, path, "EISDIR")
        if len(node.data) > limit:
            raise Unexamined(TOO_LARGE, path, "it is larger than %d bytes" % limit)
        return node.data

    def listdir(self, path: str) -> list[str] | None:
        node = self._node(path)
        if node is None or node.kind != "dir":
            return None
        if node.unreadable:
            raise Unexamined(node.unreadable, path, AS_ROOT)
        return sorted(self.children.get(self._real(path) or "", ()))

    def glob(self, pattern: str) -> list[str]:
        self.asked.append(("path", pattern))
        found = [""]
        for part in [piece for piece in pattern.split("/") if piece]:
            wild = re.search(r"[*?[]", part)
            if not wild:
                found = [path + "/" + part for path in found]
                continue
            found = [
                path + "/" + name for path in found for name in self.children.get(self._real(path or "/") or "", ())
                if fnmatch.fnmatchcase(name, part) and (part.startswith(".") or not name.startswith("."))
            ]
        return sorted(path for path in found if self._real(path, follow=False) in self.nodes)

    def stat(self, path: str, follow: bool = True) -> dict[str, t.Any] | None:
        node = self._node(path, follow)
        if node is None:
            return None
        mode = node.mode if node.mode is not None else {"dir": 0o755, "link": 0o777}.get(node.kind, 0o644)
        return {
            "type": node.kind, "mode": mode, "size": len(node.data), "mtime": node.mtime, "uid": node.uid, "gid": node.gid,
            "dev": 1, "rdev": node.rdev, "ino": zlib.crc32((self._real(path, follow) or "").encode("utf-8", "surrogateescape")),
        }

    def readlink(self, path: str) -> str | None:
        node = self._node(path, follow=False)
        return node.target if node and node.kind == "link" else None

    def statvfs(self, path: str) -> dict[str, int] | None:
        if self._node(path) is None:
            return None
        room = {"size": 500 << 30, "free": 300 << 30, "available": 280 << 30, "inodes": 32 << 20, "inodes_free": 30 << 20, "read_only": False}
        return {**room, **self.more.get("statvfs", {}).get(path, {})}

    def access(self, path: str, mode: str) -> bool:
        node = self._node(path)
        return node is not None and not node.unreadable

    def run(self, argv: list[str], timeout: float = 10, limit: int = 4 << 20, stdin: bytes = b"", package: str = "") -> Result:
        self.asked.append(("run", *argv))
        if argv[0] == "journalctl" and "--output=json" in argv:
            return Result(0, self._journal(argv), "")
        words = " ".join(argv)
        answer = self.commands.get(words) or next((self.commands[key] for key in self.commands if "*" in key and fnmatch.fnmatchcase(words, key)), None)
        if answer is None:
            raise Unexamined(TOOL_MISSING, argv[0], "install the package %s" % package if package else "install it")
        if "unexamined" in answer:
            raise Unexamined(answer["unexamined"], argv[0], "")
        return Result(answer.get("rc", 0), answer.get("out", ""), answer.get("err", ""))

    def _journal(self, argv: list[str]) -> str:
        """The journal's lines that this command asks for."""
        if any(word.startswith("MESSAGE_ID=") for word in argv):
            return ""
        since = max([0.0] + [float(word[9:]) for word in argv if word.startswith("--since=@")])
        asked = [word.partition("=") for word in argv if word.startswith(("_SYSTEMD_UNIT=", "_TRANSPORT="))]
        wanted = {value if name == "_SYSTEMD_UNIT" else "kernel" for name, _equals, value in asked}
        lines = []
        for entry in self.more.get("journal", ()):
            at, source = NOW - entry.get("ago", 60), entry.get("unit", "kernel")
            if at >= since and (source in wanted or not wanted):
                lines.append(json.dumps({
                    "__REALTIME_TIMESTAMP": "%d" % (at * 1e6), "MESSAGE": entry["text"],
                    **({"_TRANSPORT": "kernel"} if source == "kernel" else {"_TRANSPORT": "stdout", "_SYSTEMD_UNIT": source}),
                }))
        return "\n".join(lines) + "\n"

    def connect(self, address: str, port: int, timeout: float = 2) -> str:
        return self.more.get("connect", {}).get("%s:%d" % (address, port), "refused")

    def exchange(self, address: str, data: bytes, timeout: float = 5, limit: int = 4 << 20) -> bytes:
        answer = self.more.get("exchange", {}).get(address)
        if answer is None:
            raise Unexamined(FAILED, address, "ECONNREFUSED")
        return _bytes(answer)

    def nvme_log(self, path: str) -> bytes | None:
        answer = self.more.get("nvme_log", {}).get(path)
        return None if answer is None else _bytes(answer)

    def now(self) -> float:
        return NOW

    def uid(self) -> int:
        return self.more.get("uid", 0)

    def uname(self) -> dict[str, str]:
        return {"sysname": "Linux", "node": "laptop", "release": "6.12.0-1-amd64", "version": "#1 SMP", "machine": "x86_64", **self.more.get("uname", {})}


def _bytes(content: t.Any) -> bytes:
    if isinstance(content, bytes):
        return content
    return base64.b64decode(content["base64"]) if isinstance(content, dict) else str(content).encode()


def node(content: t.Any) -> Node:
    """A node from how a replay file writes it: a text, or {text|base64|link|dir|block|char|socket|fifo|unreadable|mode|uid|gid|ago}."""
    if not isinstance(content, dict):
        return Node("file", _bytes(content))
    unknown = set(content) - {"text", "base64", "link", "dir", "block", "char", "socket", "fifo", "unreadable", "mode", "uid", "gid", "ago"}
    if unknown:
        raise ValueError("a file is described with text, base64, link, dir, block, char, socket, fifo, unreadable, mode, uid, gid, ago; not %s" % unknown)
    kind = next((kind for kind in ("link", "dir", "block", "char", "socket", "fifo") if kind in content), "file")
    number = [int(part) for part in str(content.get(kind)).split(":")] if kind in ("block", "char") else [0, 0]
    return Node(
        kind, _bytes(content if "base64" in content else content.get("text", "")), str(content.get("link", "")),
        int(str(content["mode"]), 8) if "mode" in content else None, content.get("uid", 0), content.get("gid", 0),
        NOW - content.get("ago", 86400), os.makedev(*number), content.get("unreadable", ""))


class MadeMachine(DataHost):
    """A machine made up for a test: files and commands as replay files write them. Null takes a file or a tool away."""

    def __init__(self, files: dict[str, t.Any] | None = None, commands: dict[str, t.Any] | None = None, journal: t.Sequence[dict[str, t.Any]] = (),
                 **more: t.Any) -> None:
        super().__init__({
            "/var/log/journal/%s/system.journal" % MACHINE_ID: Node("file"),
        }, {argv: answer for argv, answer in (commands or {}).items() if answer is not None}, journal=list(journal), **more)
        for path, content in (files or {}).items():
            if content is None:
                self.remove(path)
            else:
                self.add(path, node(content))


class TreeHost(DataHost):
    """A machine from a folder or a tar archive that holds (part of) its file system."""

    def __init__(self, root: str | os.PathLike[str], commands: dict[str, t.Any] | None = None, below: str = "", **more: t.Any) -> None:
        path = pathlib.Path(root)
        super().__init__(_from_folder(path) if path.is_dir() else _from_archive(path, below), commands, **more)


def _from_folder(root: pathlib.Path) -> dict[str, Node]:
    nodes = {}
    for folder, folders, files in os.walk(root):
        for name in folders + files:
            path = pathlib.Path(folder, name)
            place = "/" + str(path.relative_to(root))
            info = path.lstat()
            if modes.S_ISLNK(info.st_mode):
                nodes[place] = Node("link", target=os.readlink(path))
            elif modes.S_ISDIR(info.st_mode):
                nodes[place] = Node("dir")
            elif modes.S_ISREG(info.st_mode):
                nodes[place] = Node("file", path.read_bytes(), mode=modes.S_IMODE(info.st_mode))
    return nodes


def _from_archive(path: pathlib.Path, below: str) -> dict[str, Node]:
    """The archive's members; one folder that holds everything, as recorders pack it, counts for nothing."""
    nodes: dict[str, Node] = {}
    hard: dict[str, str] = {}
    with tarfile.open(path) as archive:
        for member in archive:
            place = os.path.normpath("/" + member.name)
            if member.isdir():
                nodes[place] = Node("dir")
            elif member.issym():
                nodes[place] = Node("link", target=member.linkname)
            elif member.islnk():
                hard[place] = os.path.normpath("/" + member.linkname)
            elif member.isfile():
                nodes[place] = Node("file", archive.extractfile(member).read(), mode=member.mode & 0o7777)
    nodes.update({place: nodes[target] for place, target in hard.items() if target in nodes})
    tops = {place.split("/")[1] for place in nodes if place != "/"}
    top = "/" + below.strip("/") if below else "/" + tops.pop() if len(tops) == 1 and not tops & {"sys", "proc", "etc", "dev"} else ""
    return {place[len(top):]: found for place, found in nodes.items() if place.startswith(top + "/")} if top else nodes


@functools.lru_cache(maxsize=1)
def faults() -> catalogue.Catalogue:
    """The catalogue of this checkout."""
    return catalogue.load()


def profile_of(wanted: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
    """The roles' defaults, with these variables changed."""
    known = {name: variable["default"] for name, variable in faults().profile.items()}
    unknown = set(wanted or {}) - set(known)
    if unknown:
        raise ValueError("no role has the variables %s" % sorted(unknown))
    return {**known, **(wanted or {})}


def judge(facts: dict[str, t.Any], components: t.Iterable[str] = (), profile: dict[str, t.Any] | None = None) -> list[tuple[str, str]]:
    """(fault, item) that the catalogue's conditions find in facts ({component: its facts}); of these components, or of all in the facts."""
    wanted = set(components or facts)
    court = rules.Judge(facts, profile_of(profile), NOW)
    for fault in faults().faults.values():
        if fault.kind == "condition" and fault.component in wanted and set(fault.reads) <= set(facts):
            court.condition(fault.rule)
    return [(found["fault"], found["item"]) for found in court.findings]


def examined(host: Host, profile: dict[str, t.Any] | None = None, components: t.Iterable[str] = ()) -> dict[str, t.Any]:
    """The examination of such a machine by the whole catalogue, or that of some components."""
    chosen = [fault for fault in faults().faults.values() if not components or fault.component in set(components)]
    folder = pathlib.Path(list(collectors.__path__)[0])
    there = {path.stem for path in folder.glob("*.py")}
    read = sorted(({name for fault in chosen for name in fault.reads} | {fault.component for fault in chosen}) & there)
    return examination.examine(host, {"components": read, "rules": [fault.rule for fault in chosen], "profile": profile_of(profile), "limits": LIMITS})
