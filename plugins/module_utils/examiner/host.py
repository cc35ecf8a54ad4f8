# Copyright (c) 2026 the fieldtech.workstation authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The seam between the examiner and a machine: everything that is read passes through a Host.

LiveHost reads this machine, RecordingHost writes down what another host answered, CaseFile answers from such a recording.
Nothing here changes the machine. What is absent is a fact (``None``); what could not be looked at raises Unexamined.
"""

from __future__ import annotations

import collections
import errno
import glob
import os
import re
import select
import selectors
import signal
import socket
import stat
import struct
import subprocess
import threading
import time
import typing as t

NO_PERMISSION = "no_permission"
TOOL_MISSING = "tool_missing"
TIMEOUT = "timeout"
TOO_LARGE = "too_large"
BUSY = "busy"
FAILED = "failed"

AS_ROOT = "examine as root (become: true)"

# What a child process may see of our environment: stable, untranslated output and no surprises from the user's session.
ENVIRONMENT = {
    "LC_ALL": "C",
    "LANGUAGE": "C",
    "TZ": "UTC",
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "SYSTEMD_PAGER": "",
    "SYSTEMD_COLORS": "0",
    "HOME": "/nonexistent",
}


_NVME_IOCTL_ADMIN_CMD = 0xC0484E41  # _IOWR('N', 0x41, struct nvme_admin_cmd): the same on all platforms with this encoding
_NVME_LOG_SIZE = 512


class Unexamined(Exception):
    """Something that could not be looked at. It may stand as a value in the facts: rules that touch it are unexamined.

    reason: one of the keywords above; what: the file, tool or address; remedy: what would make it possible.
    """

    def __init__(self, reason: str, what: str, remedy: str = "") -> None:
        super().__init__(reason, what, remedy)
        self.reason = reason
        self.what = what
        self.remedy = remedy

    def __str__(self) -> str:
        return "%s: %s%s" % (self.what, self.reason, "; " + self.remedy if self.remedy else "")

    def as_dict(self) -> dict[str, str]:
        return {"reason": self.reason, "what": self.what, "remedy": self.remedy}


class Result(collections.namedtuple("Result", "rc out err")):
    """What a command answered: its exit status, its output and its errors as text."""

    __slots__ = ()


def attempt(function: t.Callable[..., t.Any], *args: t.Any, **kwargs: t.Any) -> t.Any:
    """The function's value, or the Unexamined it raised, to stand in the facts in its place."""
    try:
        return function(*args, **kwargs)
    except Unexamined as exc:
        return exc


class Host:
    """What collectors may ask of a machine. Every answer is plain data, so that it can be recorded and replayed."""

    #: The methods that ask the machine; RecordingHost and CaseFile cover exactly these.
    QUESTIONS = (
        "read", "read_bytes", "listdir", "glob", "stat", "readlink", "statvfs", "access", "run", "connect", "exchange", "nvme_log",
        "now", "uid", "uname",
    )

    #: The components that did not come to their end when this was recorded; a replay does not run them.
    overdue: t.Collection[str] = ()

    def part(self, component: str) -> Host:
        """This host as one component asks it; recordings tell them apart."""
        return self

    def ran_late(self, component: str) -> None:
        """A component did not come to its end; recordings note it."""

    def read(self, path: str, limit: int = 4 << 20) -> str | None:
        """The file's text (UTF-8, undecodable bytes replaced), or None if there is no such file."""
        raise NotImplementedError

    def read_bytes(self, path: str, limit: int = 4 << 20) -> bytes | None:
        """The file's bytes, or None if there is no such file."""
        raise NotImplementedError

    def listdir(self, path: str) -> list[str] | None:
        """The sorted names in a folder, or None if there is no such folder."""
        raise NotImplementedError

    def glob(self, pattern: str) -> list[str]:
        """The sorted paths that match."""
        raise NotImplementedError

    def stat(self, path: str, follow: bool = True) -> dict[str, t.Any] | None:
        """{type: file|dir|link|block|char|fifo|socket, mode, size, mtime, uid, gid, dev, rdev, ino}, or None."""
        raise NotImplementedError

    def readlink(self, path: str) -> str | None:
        """A symbolic link's target as written, or None if the path is not a link."""
        raise NotImplementedError

    def statvfs(self, path: str) -> dict[str, int] | None:
        """{size, free, available (bytes); inodes, inodes_free; read_only}, or None. Only for local file systems: it can hang."""
        raise NotImplementedError

    def access(self, path: str, mode: str) -> bool:
        """Whether this process may read ("r"), write ("w") or execute ("x") the path."""
        raise NotImplementedError

    def run(self, argv: list[str], timeout: float = 10, limit: int = 4 << 20, stdin: bytes = b"", package: str = "") -> Result:
        """Run a read-only command (no shell, LC_ALL=C). package: what would bring the tool, for the remedy."""
        raise NotImplementedError

    def connect(self, address: str, port: int, timeout: float = 2) -> str:
        """Open and close a TCP connection: "" if it worked, else a keyword: refused, timeout, unreachable, unresolved, failed."""
        raise NotImplementedError

    def exchange(self, address: str, data: bytes, timeout: float = 5, limit: int = 4 << 20) -> bytes:
        """Send a request to a socket ("/path" or "host:port") and read the answer until the peer closes."""
        raise NotImplementedError

    def nvme_log(self, path: str) -> bytes | None:
        """The health log page of an NVMe controller ("/dev/nvme0"), 512 bytes as the drive gives them; None if there is no such device."""
        raise NotImplementedError

    def now(self) -> float:
        """Seconds since the epoch."""
        raise NotImplementedError

    def uid(self) -> int:
        """The effective user id."""
        raise NotImplementedError

    def uname(self) -> dict[str, str]:
        """{sysname, node, release, version, machine}."""
        raise NotImplementedError


def _all_of_http(data: bytes) -> bool:
    """Whether a web server has said all that it announced: some (ippeveprinter) leave the connection open although they were asked to close it."""
    head, blank, body = data.partition(b"\r\n\r\n")
    if not blank or not re.match(rb"HTTP/1\.[01] [2-5]", head):
        return False
    if re.search(rb"\r\ntransfer-encoding:[ \t]*chunked", head, re.IGNORECASE):
        return body.endswith(b"\r\n0\r\n\r\n")
    length = re.search(rb"\r\ncontent-length:[ \t]*(\d{1,11})[ \t]*(?:\r\n|\Z)", head, re.IGNORECASE)
    return length is not None and len(body) >= int(length.group(1))


def _kind(mode: int) -> str:
    for name, test in (
        ("file", stat.S_ISREG), ("dir", stat.S_ISDIR), ("link", stat.S_ISLNK), ("block", stat.S_ISBLK),
        ("char", stat.S_ISCHR), ("fifo", stat.S_ISFIFO),
    ):
        if test(mode):
            return name
    return "socket"


class LiveHost(Host):
    """This machine."""

    def __init__(self) -> None:
        self._children: set[int] = set()
        self._lock = threading.Lock()
        self._closed = False

    def read(self, path: str, limit: int = 4 << 20) -> str | None:
        data = self.read_bytes(path, limit)
        return None if data is None else data.decode("utf-8", "replace")

    def read_bytes(self, path: str, limit: int = 4 << 20) -> bytes | None:
        try:
            # O_NONBLOCK: a FIFO that somebody left in place of a file must not hold us.
            fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except (OSError, ValueError) as exc:
            return self._absent(exc, path)
        try:
            chunks, size = [], 0
            while True:
                chunk = os.read(fd, 1 << 16)
                if not chunk:
                    return b"".join(chunks)
                size += len(chunk)
                if size > limit:
                    raise Unexamined(TOO_LARGE, path, "it is larger than %d bytes" % limit)
                chunks.append(chunk)
        except (OSError, ValueError) as exc:
            return self._absent(exc, path)
        finally:
            os.close(fd)

    @staticmethod
    def _absent(exc: OSError | ValueError, path: str) -> None:
        """None for what is not there (a path with a NUL cannot be); anything else could not be looked at."""
        if isinstance(exc, ValueError):
            return None
        if exc.errno in (errno.ENOENT, errno.ENOTDIR):
            return None
        if exc.errno in (errno.EACCES, errno.EPERM):
            raise Unexamined(NO_PERMISSION, path, AS_ROOT) from exc
        raise Unexamined(FAILED, path, errno.errorcode.get(exc.errno or 0, str(exc))) from exc

    def listdir(self, path: str) -> list[str] | None:
        try:
            return sorted(os.listdir(path))
        except (OSError, ValueError) as exc:
            return self._absent(exc, path)

    def glob(self, pattern: str) -> list[str]:
        return sorted(glob.glob(pattern))

    def stat(self, path: str, follow: bool = True) -> dict[str, t.Any] | None:
        try:
            s = os.stat(path, follow_symlinks=follow)
        except (OSError, ValueError) as exc:
            return self._absent(exc, path)
        return {
            "type": _kind(s.st_mode), "mode": stat.S_IMODE(s.st_mode), "size": s.st_size, "mtime": s.st_mtime,
            "uid": s.st_uid, "gid": s.st_gid, "dev": s.st_dev, "rdev": s.st_rdev, "ino": s.st_ino,
        }

    def readlink(self, path: str) -> str | None:
        try:
            return os.readlink(path)
        except (OSError, ValueError) as exc:
            if isinstance(exc, OSError) and exc.errno == errno.EINVAL:
                return None
            return self._absent(exc, path)

    def statvfs(self, path: str) -> dict[str, int] | None:
        try:
            s = os.statvfs(path)
        except (OSError, ValueError) as exc:
            return self._absent(exc, path)
        return {
            "size": s.f_blocks * s.f_frsize, "free": s.f_bfree * s.f_frsize, "available": s.f_bavail * s.f_frsize,
            "inodes": s.f_files, "inodes_free": s.f_ffree, "read_only": bool(s.f_flag & os.ST_RDONLY),
        }

    def access(self, path: str, mode: str) -> bool:
        return os.access(path, {"r": os.R_OK, "w": os.W_OK, "x": os.X_OK}[mode])

    def run(self, argv: list[str], timeout: float = 10, limit: int = 4 << 20, stdin: bytes = b"", package: str = "") -> Result:
        with self._lock:
            if self._closed:
                raise Unexamined(TIMEOUT, argv[0], "the examination ran out of time")
            try:
                child = subprocess.Popen(  # pylint: disable=ansible-bad-function  # there is no AnsibleModule here
                    argv, stdin=subprocess.PIPE if stdin else subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                    env=ENVIRONMENT, cwd="/", start_new_session=True,
                )
            except FileNotFoundError as exc:
                raise Unexamined(TOOL_MISSING, argv[0], "install the package %s" % package if package else "install it") from exc
            except OSError as exc:
                raise Unexamined(NO_PERMISSION, argv[0], AS_ROOT) from exc
            self._children.add(child.pid)
        deadline = time.monotonic() + timeout
        said: dict[int, list[bytes]] = {child.stdout.fileno(): [], child.stderr.fileno(): []}
        ended = False
        try:
            size = self._listen(child, stdin, said, limit, deadline)
            rc = child.wait(max(0.01, deadline - time.monotonic())) if size <= limit else None
            ended = rc is not None
        except subprocess.TimeoutExpired as exc:
            raise Unexamined(TIMEOUT, " ".join(argv)[:200], "no answer within %g s" % timeout) from exc
        finally:
            with self._lock:
                # Once it is waited for, its number may be somebody else's.
                self._children.discard(child.pid)
                if not ended:
                    self._kill(child.pid)
            if not ended:
                child.wait()
            for stream in (child.stdout, child.stderr, child.stdin):
                if stream:
                    stream.close()
        if rc is None:
            raise Unexamined(TOO_LARGE, " ".join(argv)[:200], "it answers more than %d bytes" % limit)
        out, err = (b"".join(pieces).decode("utf-8", "replace") for pieces in said.values())
        return Result(rc, out, err)

    @staticmethod
    def _listen(child: subprocess.Popen[bytes], stdin: bytes, said: dict[int, list[bytes]], limit: int, deadline: float) -> int:
        """Write and read until both its ends are closed: the bytes it put out, or more than `limit` as soon as there are more.

        Errors are kept up to 64 KiB; the rest is read and thrown away. Raises subprocess.TimeoutExpired.
        """
        out = child.stdout.fileno()
        sizes = dict.fromkeys(said, 0)
        rest = memoryview(stdin)
        with selectors.DefaultSelector() as open_ends:
            for fd in said:
                open_ends.register(fd, selectors.EVENT_READ)
            if stdin:
                open_ends.register(child.stdin, selectors.EVENT_WRITE)
            while open_ends.get_map():
                left = deadline - time.monotonic()
                ready = open_ends.select(left) if left > 0 else []
                if left <= 0:
                    raise subprocess.TimeoutExpired(child.args, 0)
                for key, _events in ready:
                    if key.fileobj is child.stdin:
                        try:
                            # As much as a pipe that says it is ready takes for certain.
                            rest = rest[os.write(key.fd, rest[:select.PIPE_BUF]):]
                        except BrokenPipeError:
                            rest = rest[:0]
                        if not rest:
                            open_ends.unregister(child.stdin)
                            child.stdin.close()
                        continue
                    chunk = os.read(key.fd, 1 << 16)
                    sizes[key.fd] += len(chunk)
                    if not chunk:
                        open_ends.unregister(key.fd)
                    elif sizes[key.fd] <= (limit if key.fd == out else 1 << 16):
                        said[key.fd].append(chunk)
                    elif key.fd == out:
                        return sizes[out]
        return sizes[out]

    @staticmethod
    def _kill(pid: int) -> None:
        try:
            os.killpg(pid, signal.SIGKILL)
        except OSError:
            pass

    def close(self) -> None:
        """Kill what still runs and refuse anything new: the examination is over."""
        with self._lock:
            self._closed = True
            children = list(self._children)
        for pid in children:
            self._kill(pid)

    def connect(self, address: str, port: int, timeout: float = 2) -> str:
        try:
            socket.create_connection((address, port), timeout).close()
        except socket.gaierror:
            return "unresolved"
        except ConnectionRefusedError:
            return "refused"
        except (TimeoutError, socket.timeout):
            return "timeout"
        except OSError as exc:
            return "unreachable" if exc.errno in (errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN) else "failed"
        return ""

    def exchange(self, address: str, data: bytes, timeout: float = 5, limit: int = 4 << 20) -> bytes:
        deadline = time.monotonic() + timeout
        try:
            if address.startswith("/"):
                peer = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
                peer.settimeout(timeout)
                peer.connect(address)
            else:
                name, dummy, port = address.rpartition(":")
                peer = socket.create_connection((name.strip("[]"), int(port)), timeout)
        except (TimeoutError, socket.timeout) as exc:
            raise Unexamined(TIMEOUT, address, "no answer within %g s" % timeout) from exc
        except PermissionError as exc:
            raise Unexamined(NO_PERMISSION, address, AS_ROOT) from exc
        except OSError as exc:
            raise Unexamined(FAILED, address, errno.errorcode.get(exc.errno or 0, str(exc))) from exc
        with peer:
            try:
                peer.sendall(data)
                chunks, size = [], 0
                while True:
                    # One deadline for the whole answer: a peer that drips a byte a second must not hold us.
                    peer.settimeout(max(0.01, deadline - time.monotonic()))
                    chunk = peer.recv(1 << 16)
                    if not chunk:
                        return b"".join(chunks)
                    size += len(chunk)
                    if size > limit:
                        raise Unexamined(TOO_LARGE, address, "it answers more than %d bytes" % limit)
                    chunks.append(chunk)
                    if len(chunk) < 1 << 16 and _all_of_http(b"".join(chunks)):
                        return b"".join(chunks)
            except (TimeoutError, socket.timeout) as exc:
                raise Unexamined(TIMEOUT, address, "no answer within %g s" % timeout) from exc
            except OSError as exc:
                raise Unexamined(FAILED, address, errno.errorcode.get(exc.errno or 0, str(exc))) from exc

    def nvme_log(self, path: str) -> bytes | None:
        # Rarely needed, and slow to load: only here.
        import ctypes  # pylint: disable=import-outside-toplevel
        import fcntl  # pylint: disable=import-outside-toplevel

        page = ctypes.create_string_buffer(_NVME_LOG_SIZE)
        # struct nvme_admin_cmd: Get Log Page (02h) of the whole controller, page 02h; nothing is sent to the drive but this question.
        command = bytearray(struct.pack(
            "=BBHIIIQQIIIIIIIIII", 0x02, 0, 0, 0xFFFFFFFF, 0, 0, 0, ctypes.addressof(page), 0, _NVME_LOG_SIZE,
            0x02 | (_NVME_LOG_SIZE // 4 - 1) << 16, 0, 0, 0, 0, 0, 5000, 0,
        ))
        try:
            fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except (OSError, ValueError) as exc:
            return self._absent(exc, path)
        try:
            status = fcntl.ioctl(fd, _NVME_IOCTL_ADMIN_CMD, command)
        except OSError as exc:
            self._absent(exc, path)
            raise Unexamined(FAILED, path, errno.errorcode.get(exc.errno or 0, str(exc))) from exc
        finally:
            os.close(fd)
        if status:
            raise Unexamined(FAILED, path, "the drive refuses its health log with status 0x%x" % status)
        return page.raw

    def now(self) -> float:
        return time.time()

    def uid(self) -> int:
        return os.geteuid()

    def uname(self) -> dict[str, str]:
        u = os.uname()
        return {"sysname": u.sysname, "node": u.nodename, "release": u.release, "version": u.version, "machine": u.machine}
